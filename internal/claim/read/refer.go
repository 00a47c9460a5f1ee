// SPDX-License-Identifier: Apache-2.0

package read

import (
	"strings"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
)

// pronouns are the words that may stand for a country or for several; a closed list
// of English grammar.
var pronouns = map[string]bool{
	"it": true, "its": true, "they": true, "their": true, "them": true, "thes": true, "these": true, "both": true, "we": true, "our": true, "he": true, "she": true, "there": true,
}

// subjects lists whom items name, in order and once each.
func (r *Reader) subjects(m *marked, from, to int) []claim.Subject {
	var out []claim.Subject
	for i := from; i < to; i++ {
		item := m.Items[i]
		if item.Slot != annotate.SlotCountry && item.Slot != annotate.SlotSet {
			continue
		}
		p := m.Subjects[item.Ref]
		if item.Slot == annotate.SlotSet {
			out = appendOnce(out, claim.Subject{Set: &claim.Scope{ID: p.Set, Name: p.Name}, Name: p.Name})
			continue
		}
		if len(p.Codes) == 1 && !r.local(m, i) {
			out = appendOnce(out, claim.Subject{Country: p.Codes[0], Name: p.Name})
		}
	}
	return out
}

// local tells whether an item is a city as a place ("in Hanoi"), which says nothing
// of its country, and no capital that stands for a government.
func (r *Reader) local(m *marked, item int) bool {
	if !m.Subjects[m.Items[item].Ref].Capital || item == 0 {
		return false
	}
	switch m.Items[item-1].Stem {
	case "in", "at", "near", "to", "from", "around", "into", "outside", "within":
		return true
	}
	return false
}

// appendOnce adds a subject that is not there yet.
func appendOnce(list []claim.Subject, s claim.Subject) []claim.Subject {
	for _, x := range list {
		if x.Country == s.Country && (x.Set == nil) == (s.Set == nil) && (x.Set == nil || x.Set.ID == s.Set.ID) {
			return list
		}
	}
	return append(list, s)
}

// countries keeps the subjects that are countries, sets the others.
func countries(list []claim.Subject) (states, sets []claim.Subject) {
	for _, s := range list {
		if s.Country != "" {
			states = append(states, s)
		} else {
			sets = append(sets, s)
		}
	}
	return states, sets
}

// refer finds whom a clause without a name is about: those of the clause before, or
// of the sentences before where a pronoun or "the country" says so. Two countries
// that both could be meant by a singular stay open, and nobody is returned.
func (r *Reader) refer(c clause, earlier []claim.Subject, ctx *Context) []claim.Subject {
	if len(earlier) > 0 {
		return earlier
	}
	if !r.points(c) {
		return nil
	}
	states, _ := countries(ctx.Subjects)
	switch {
	case len(states) == 1:
		return states
	case len(states) > 1 && r.plural(c):
		return states
	case ctx.Topic != "":
		return []claim.Subject{{Country: ctx.Topic, Name: string(ctx.Topic)}}
	}
	return nil
}

// points tells whether a clause points back: by a pronoun, or by "this country".
func (r *Reader) points(c clause) bool {
	stems := c.stems()
	for i := c.from; i < c.to; i++ {
		if pronouns[c.m.Items[i].Stem] {
			return true
		}
	}
	for _, noun := range []string{"country", "nation", "state", "republic", "government", "kingdom", "economy", "population"} {
		noun = r.stems.Of(noun)
		if strings.Contains(stems, " the "+noun+" ") || strings.Contains(stems, " thi "+noun+" ") || strings.Contains(stems, " this "+noun+" ") || strings.Contains(stems, " our "+noun+" ") {
			return true
		}
	}
	return false
}

// plural tells whether a clause points back to several.
func (r *Reader) plural(c clause) bool {
	for _, item := range c.items() {
		switch item.Stem {
		case "they", "their", "them", "both", "thes", "these":
			return true
		}
	}
	return false
}

// members lists the countries of a set in a year; year 0 is today.
func (r *Reader) members(set string, year int) []country.Code {
	on := country.Date{}
	if year != 0 {
		on = affiliation.YearEnd(year)
	}
	kind, id, _ := strings.Cut(set, ":")
	switch kind {
	case "org":
		list, err := r.book.Members(id, on)
		if err != nil {
			return nil
		}
		var out []country.Code
		for _, x := range list {
			out = append(out, x.Country)
		}
		return out
	case "region":
		list, err := r.book.Region(id, on)
		if err != nil {
			return nil
		}
		return list
	case "powers":
		list, err := r.book.Powers(id, on)
		if err != nil {
			return nil
		}
		var out []country.Code
		for _, x := range list {
			out = append(out, x.Country)
		}
		return out
	case "m49":
		var out []country.Code
		for _, c := range r.register.States(year) {
			if x, ok := r.register.Country(c); ok && (x.Region == id || x.Subregion == id) {
				out = append(out, c)
			}
		}
		return out
	}
	return nil
}

// scope fills in the countries of a set.
func (r *Reader) scope(s *claim.Scope, year int) *claim.Scope {
	if s == nil || s.ID == "world" {
		return nil
	}
	out := *s
	out.Countries = r.members(s.ID, year)
	return &out
}
