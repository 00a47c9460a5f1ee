// SPDX-License-Identifier: Apache-2.0

package lexicon

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/prose"
)

// Known tells what a lexicon may refer to.
type Known struct {
	// Indicator tells whether there is an indicator, and whether it is dyadic.
	Indicator func(id string) (dyadic, ok bool)
	// Source tells whether there is a source; used for importers.
	Source func(id string) bool
	// Country tells whether there is a country.
	Country func(code string) bool
	// Set tells whether there is a set of countries.
	Set func(id string) bool
}

// Lint lists what is well formed and still wrong: ids that repeat, phrases that
// two concepts claim, references to what there is not, measures without a reason.
// It returns all faults joined, each a *Fault. Functions of known that are nil are
// not asked.
func (l *Lexicon) Lint(known Known) error {
	c := &linter{lexicon: l, known: known, stems: prose.NewStems(l.Forms()), ids: map[string]bool{}, phrases: map[string]string{}}
	for i := range l.Concepts {
		c.concept(&l.Concepts[i])
	}
	for i := range l.Concepts {
		c.references(&l.Concepts[i])
	}
	c.lists()
	return errors.Join(c.faults...)
}

// linter gathers faults.
type linter struct {
	lexicon *Lexicon
	known   Known
	stems   prose.Stems
	ids     map[string]bool
	phrases map[string]string
	faults  []error
}

// say adds a fault at a place.
func (c *linter) say(file string, line int, format string, args ...any) {
	c.faults = append(c.faults, &Fault{file, line, fmt.Sprintf(format, args...)})
}

// concept looks at one concept by itself.
func (c *linter) concept(x *Concept) {
	say := func(format string, args ...any) {
		c.say(x.File, x.Line, "%s: %s", x.ID, fmt.Sprintf(format, args...))
	}
	if !plainWord(x.ID) {
		say("the id is not small letters, digits and _")
	}
	if c.ids[x.ID] {
		say("the id stands twice")
	}
	c.ids[x.ID] = true
	if !slices.Contains(pillars, x.Pillar) {
		say("pillar is %q, not one of %s", x.Pillar, strings.Join(pillars, ", "))
	}
	if !slices.Contains(units, x.Unit) {
		say("unit is %q, not one of %s", x.Unit, strings.Join(units, ", "))
	}
	if x.Good != "" && x.Good != "more" && x.Good != "less" {
		say("good is %q, not more or less", x.Good)
	}
	if len(x.Names)+len(x.Together)+len(x.Present)+len(x.Absent)+len(x.More)+len(x.Less) == 0 {
		say("no phrase names it")
	}
	if len(x.Measures)+len(x.Own) == 0 && (x.Missing == nil || x.Missing.Data == "") {
		say("has no measure: say under missing what would answer")
	}
	for _, group := range x.Together {
		if len(group) == 0 {
			say("a group of together is empty")
		}
	}
	for _, phrases := range [][]string{x.Names, x.More, x.Less, x.Present, x.Absent} {
		for _, text := range phrases {
			c.phrase(x, text)
		}
	}
	for i := range x.Measures {
		c.measure(&x.Measures[i], say)
	}
}

// phrase checks the language of a phrase, and that no other concept claims it.
func (c *linter) phrase(x *Concept, text string) {
	p, err := prose.ParsePhrase(text, c.stems)
	if err != nil {
		c.say(x.File, x.Line, "%s: phrase %q: %v", x.ID, text, err)
		return
	}
	for _, key := range p.Keys() {
		if other, met := c.phrases[key]; met && other != x.ID {
			c.say(x.File, x.Line, "%s: the phrase %q is also %s's", x.ID, text, other)
		}
		c.phrases[key] = x.ID
	}
}

// measure checks one measure.
func (c *linter) measure(m *Measure, say func(string, ...any)) {
	if !slices.Contains(roles, m.Role) {
		say("%s: role is %q, not direct, proxy or contested", m.Indicator, m.Role)
	}
	if m.Polarity != "+" && m.Polarity != "-" {
		say("%s: polarity is %q, not \"+\" or \"-\"", m.Indicator, m.Polarity)
	}
	if !slices.Contains(transforms, m.Transform) {
		say("%s: transform %q is unknown", m.Indicator, m.Transform)
	}
	if strings.TrimSpace(m.Why) == "" {
		say("%s: says no why", m.Indicator)
	}
	if c.known.Indicator != nil {
		if _, ok := c.known.Indicator(m.Indicator); !ok {
			say("there is no indicator %s", m.Indicator)
		}
	}
}

// references checks that what a concept names is there.
func (c *linter) references(x *Concept) {
	for _, id := range append([]string{x.Change, x.PerHead, x.Share}, x.Rivals...) {
		if id != "" && !c.ids[id] {
			c.say(x.File, x.Line, "%s: there is no concept %s", x.ID, id)
		}
	}
	if x.Missing != nil && x.Missing.Importer != "" && c.known.Source != nil && !c.known.Source(x.Missing.Importer) {
		c.say(x.File, x.Line, "%s: there is no source %s", x.ID, x.Missing.Importer)
	}
}

// lists checks the lists of rules, units and places.
func (c *linter) lists() {
	l := c.lexicon
	for _, list := range []struct {
		file  string
		rules []Rule
	}{{"comparators.yaml", l.Comparators}, {"gate.yaml", l.Gates}, {"time.yaml", l.Times}, {"relations.yaml", l.Relations}} {
		for _, r := range list.rules {
			c.rule(list.file, r)
		}
	}
	for _, u := range l.Units {
		if u.Unit == "" || u.Dimension == "" || u.Factor <= 0 || len(u.Names) == 0 {
			c.say("units.yaml", u.Line, "%s: wants a unit, a dimension, a factor above 0 and names", u.Unit)
		}
	}
	for _, p := range l.Places {
		if p.Name == "" || len(p.Countries) == 0 && p.Set == "" && p.Kind != "none" {
			c.say("places.yaml", p.Line, "%s: wants a name and countries, or a set", p.Name)
		}
		for _, code := range p.Countries {
			if c.known.Country != nil && !c.known.Country(code) {
				c.say("places.yaml", p.Line, "%s: there is no country %s", p.Name, code)
			}
		}
		if p.Set != "" && c.known.Set != nil && !c.known.Set(p.Set) {
			c.say("places.yaml", p.Line, "%s: there is no set %s", p.Name, p.Set)
		}
	}
}

// rule checks one rule.
func (c *linter) rule(file string, r Rule) {
	if r.As == "" || len(r.Phrases) == 0 {
		c.say(file, r.Line, "a rule wants as and phrases")
	}
	for _, text := range r.Phrases {
		if _, err := prose.ParsePhrase(text, c.stems); err != nil {
			c.say(file, r.Line, "%s: phrase %q: %v", r.As, text, err)
		}
	}
}

// plainWord tells whether a word is small letters, digits and underlines.
func plainWord(w string) bool {
	return w != "" && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}
