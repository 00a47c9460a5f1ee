// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/affiliation"
)

// printMembers prints who belongs to a set.
func (p *program) printMembers(v *membersView, f format) error {
	g := grid{header: []string{"iso3", "name", "status", "since", "until", "source", "note"}}
	for _, m := range v.Members {
		g.add(m.ISO3, m.Name, m.Status, m.Since, m.Until, m.Source, m.Note)
	}
	switch f {
	case asJSON:
		return writeJSON(p.stdout, v)
	case asCSV:
		return g.csv(p.stdout)
	}
	return p.printMembersText(v)
}

// printMembersText prints for people: what is the same in all rows once.
func (p *program) printMembersText(v *membersView) error {
	var b strings.Builder
	suspended := 0
	for _, m := range v.Members {
		if m.Status == affiliation.Suspended {
			suspended++
		}
	}
	number := numbered(len(v.Members), "state", "states")
	if suspended > 0 {
		number += fmt.Sprintf(", %d of them suspended", suspended)
	}
	fmt.Fprintf(&b, "%s on %s: %s\n", v.Name, v.On, number)
	if v.Note != "" {
		fmt.Fprintln(&b, wrapped(v.Note, p.columns()))
	}
	source := same(v.Members)
	if source != "" {
		fmt.Fprintln(&b, wrapped("Source: "+source, p.columns()))
	}
	if _, err := fmt.Fprintln(p.stdout, b.String()); err != nil {
		return err
	}
	g := grid{header: []string{"iso3", "name", "status", "since", "remark"}}
	for _, m := range v.Members {
		g.add(string(m.ISO3), wrapped(m.Name, 26), string(m.Status), m.Since, wrapped(remarkOn(m, source), p.columns()-60))
	}
	if err := g.filled().text(p.stdout); err != nil {
		return err
	}
	return p.printDisagreements(v)
}

// filled is the grid without the columns in which nothing stands.
func (g *grid) filled() *grid {
	out := &grid{rows: make([][]any, len(g.rows))}
	for i, name := range g.header {
		if !slices.ContainsFunc(g.rows, func(r []any) bool { return r[i] != "" }) {
			continue
		}
		out.header = append(out.header, name)
		for k, r := range g.rows {
			out.rows[k] = append(out.rows[k], r[i])
		}
	}
	return out
}

// remarkOn is what is to be said of one member alone.
func remarkOn(m memberView, source string) string {
	var parts []string
	if m.Until != "" {
		parts = append(parts, "until "+m.Until)
	}
	if m.Source != source {
		parts = append(parts, m.Source)
	}
	if m.Note != "" {
		parts = append(parts, strings.TrimSuffix(m.Note, "."))
	}
	return strings.Join(parts, "; ")
}

// same is the source of all members, empty where they have several.
func same(members []memberView) string {
	source := ""
	for i, m := range members {
		if i > 0 && m.Source != source {
			return ""
		}
		source = m.Source
	}
	return source
}

// numbered writes a number with its noun.
func numbered(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + many
}

// printDisagreements prints what the Factbook says otherwise.
func (p *program) printDisagreements(v *membersView) error {
	if v.Checked == "" {
		return nil
	}
	_, err := fmt.Fprintf(p.stdout, "\nFactbook of %s: %s\n", v.Checked,
		numbered(len(v.Disagreements), "disagreement", "disagreements"))
	if err != nil || len(v.Disagreements) == 0 {
		return err
	}
	g := grid{header: []string{"iso3", "here", "Factbook"}}
	for _, d := range v.Disagreements {
		g.add(d.ISO3, cmp.Or(d.Table, "–"), cmp.Or(d.Listed, "–"))
	}
	return g.text(p.stdout)
}

// setView is what is printed of a set in the list of all.
type setView struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Kind   string `json:"kind"`
	Source string `json:"source"`
	Note   string `json:"note,omitempty"`
}

// listAffiliations prints all organisations, regions and lists of powers.
func (p *program) listAffiliations(f format) error {
	book, err := p.book()
	if err != nil {
		return err
	}
	var sets []setView
	for _, o := range book.Organisations() {
		sets = append(sets, setView{o.ID, o.Name, o.Kind, o.Source, o.Note})
	}
	for _, r := range book.Regions() {
		sets = append(sets, setView{"region:" + r.ID, r.Name, "region", r.Source, r.Note})
	}
	for _, r := range book.Rankings() {
		sets = append(sets, setView{"powers:" + r.ID, r.Name, "powers", r.Source, r.Note})
	}
	g := grid{header: []string{"name", "title", "kind"}, wrap: map[int]int{1: p.columns() - 48}}
	switch f {
	case asJSON:
		return writeJSON(p.stdout, sets)
	case asCSV:
		g.header = append(g.header, "source", "note")
		for _, s := range sets {
			g.add(s.Name, s.Title, s.Kind, s.Source, s.Note)
		}
		return g.csv(p.stdout)
	}
	for _, s := range sets {
		g.add(s.Name, s.Title, s.Kind)
	}
	return g.text(p.stdout)
}
