// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
)

// newMemberships makes the command memberships.
func newMemberships(p *program) *cobra.Command {
	var on string
	var history bool
	cmd := &cobra.Command{
		Use:   "memberships COUNTRY",
		Short: "List the organisations that a state belongs to",
		Long: `Memberships lists the organisations, alliances and treaties that a state takes
part in on a day: as a member, or as observer, candidate, associate or partner.
A month or year means its last day; without a day it is the last one the tables
were kept to. With --history it lists all that the state ever took part in.

` + exitHelp,
		Example: `  qala memberships AZE
  qala memberships Azerbaijan --on 2016-11-30 --format json
  qala memberships GBR --history`,
		Args: oneArg("a country"),
	}
	cmd.Flags().StringVar(&on, "on", "", "the `day`, YYYY-MM-DD, or the last one of a month or year")
	cmd.Flags().BoolVar(&history, "history", false, "list what has ended too")
	f := formatFlag(cmd)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		if history && on != "" {
			return usage("--history is of all days; it does not go with --on")
		}
		v, err := p.memberships(args[0], on, history)
		if err != nil {
			return err
		}
		p.later(v.On)
		return p.printMemberships(v, *f)
	}
	return cmd
}

// membershipView is what is printed of a state's part in an organisation.
type membershipView struct {
	Organisation string             `json:"organisation"`
	Name         string             `json:"name"`
	Status       affiliation.Status `json:"status"`
	Since        string             `json:"since"`
	Until        string             `json:"until,omitempty"`
	Source       string             `json:"source"`
	Note         string             `json:"note,omitempty"`
}

// membershipsView is what is printed of a state.
type membershipsView struct {
	ISO3 country.Code `json:"iso3"`
	Name string       `json:"name"`
	// On is empty where all days are meant.
	On          string           `json:"on,omitempty"`
	Memberships []membershipView `json:"memberships"`
}

// memberships answers what a state takes part in.
func (p *program) memberships(name, text string, history bool) (*membershipsView, error) {
	on, err := p.on(text)
	if err != nil {
		return nil, err
	}
	reg, err := p.register()
	if err != nil {
		return nil, err
	}
	code, err := reg.Resolve(name, on.Year)
	if err != nil {
		return nil, err
	}
	book, err := p.book()
	if err != nil {
		return nil, err
	}
	code = reg.Continuing(code)
	c, _ := reg.Country(code)
	v := &membershipsView{ISO3: code, Name: c.Name, On: on.String(), Memberships: []membershipView{}}
	rows := book.Of(code, on)
	if history {
		rows, v.On = book.History("", code), ""
	}
	for _, m := range rows {
		o, _ := book.Organisation(m.Organisation)
		v.Memberships = append(v.Memberships, membershipView{
			Organisation: o.ID, Name: o.Name, Status: m.Status, Since: m.Since, Until: m.Until, Source: m.Source, Note: m.Note,
		})
	}
	if len(rows) > 0 {
		return v, nil
	}
	return nil, nowhere(book.History("", code), v)
}

// nowhere says that a state takes part in nothing on a day, and since when it does.
func nowhere(rows []affiliation.Membership, v *membershipsView) error {
	if len(rows) == 0 {
		return fmt.Errorf("%w: an organisation of %s (%s), which none of those listed names", errNotFound, v.Name, v.ISO3)
	}
	first := slices.MinFunc(rows, func(a, b affiliation.Membership) int { return strings.Compare(a.From.String(), b.From.String()) })
	return fmt.Errorf("%w: an organisation of %s (%s) on %s; its first listed membership, of %s, is since %s",
		errNotFound, v.Name, v.ISO3, v.On, first.Organisation, first.Since)
}

// printMemberships prints what a state takes part in.
func (p *program) printMemberships(v *membershipsView, f format) error {
	if f == asJSON {
		return writeJSON(p.stdout, v)
	}
	g := grid{header: []string{"organisation", "name", "status", "since", "until", "source", "note"}}
	for _, m := range v.Memberships {
		g.add(m.Organisation, m.Name, m.Status, m.Since, m.Until, m.Source, m.Note)
	}
	if f == asCSV {
		return g.csv(p.stdout)
	}
	title := v.Name + ", all memberships"
	if v.On != "" {
		title = v.Name + " on " + v.On
	}
	if _, err := fmt.Fprintf(p.stdout, "%s: %s\n\n", title, numbered(len(v.Memberships), "entry", "entries")); err != nil {
		return err
	}
	text := grid{header: []string{"organisation", "status", "since", "until", "name, remark"}}
	for _, m := range v.Memberships {
		text.add(m.Organisation, string(m.Status), m.Since, m.Until, wrapped(strings.TrimRight(m.Name+"\n"+m.Note, "\n"), p.columns()-54))
	}
	return text.filled().text(p.stdout)
}
