// SPDX-License-Identifier: Apache-2.0

package country

import "slices"

// relate checks what only shows when all rows are read: codes given twice, and
// countries that refer to one another.
func (p *parser) relate() {
	rows := make(map[Code]int, len(p.parsed))
	for i := range p.parsed {
		p.focus(i, "code")
		if first, ok := rows[p.parsed[i].Code]; ok {
			p.fault("code %s stands already on line %d", p.parsed[i].Code, p.places[first].line)
			continue
		}
		rows[p.parsed[i].Code] = i
	}
	p.unique("iso2", func(c *Country) string { return c.ISO2 })
	p.unique("fips", func(c *Country) string { return c.FIPS })
	for i := range p.parsed {
		p.successions(i, rows)
		p.lifetime(i)
	}
}

// focus points the next fault at a field of a country.
func (p *parser) focus(row int, name string) {
	p.at = p.places[row]
	p.field = slices.Index(p.head, name)
}

// unique checks that no two living countries share a code.
func (p *parser) unique(name string, of func(*Country) string) {
	first := make(map[string]int, len(p.parsed))
	for i := range p.parsed {
		code := of(&p.parsed[i])
		if code == "" || !p.parsed[i].To.IsZero() {
			continue
		}
		if at, ok := first[code]; ok {
			p.focus(i, name)
			p.fault("%s stands already on line %d", code, p.places[at].line)
			continue
		}
		first[code] = i
	}
}

func (p *parser) lifetime(i int) {
	c := &p.parsed[i]
	p.focus(i, "to")
	if !c.To.IsZero() && c.To.Before(c.From) {
		p.fault("ends on %s, before its start on %s", c.To, c.From)
	}
	if c.Kind == Former && c.To.IsZero() {
		p.fault("a former country needs its last day")
	}
	if c.Kind >= Limited && c.Kind != Territory && c.Rule == "" {
		p.focus(i, "rule")
		p.fault("kind %s needs the rule by which it is listed", c.Kind)
	}
}

// successions checks that successors exist and answer, and that the continuing
// country is one of them.
func (p *parser) successions(i int, rows map[Code]int) {
	c := &p.parsed[i]
	p.focus(i, "successors")
	for _, s := range c.Successors {
		p.answers(s, rows, func(o *Country) bool { return slices.Contains(o.Predecessors, c.Code) })
	}
	p.focus(i, "predecessors")
	for _, s := range c.Predecessors {
		p.answers(s, rows, func(o *Country) bool { return slices.Contains(o.Successors, c.Code) })
	}
	p.focus(i, "continuing")
	if c.Continuing != "" && !slices.Contains(c.Successors, c.Continuing) {
		p.fault("%s is not one of its successors", c.Continuing)
	}
	if c.Continuing != "" && c.To.IsZero() {
		p.fault("continues in %s without having ended", c.Continuing)
	}
}

func (p *parser) answers(s Code, rows map[Code]int, back func(*Country) bool) {
	at, ok := rows[s]
	switch {
	case !ok:
		p.fault("unknown country %s", s)
	case !back(&p.parsed[at]):
		p.fault("%s on line %d does not name it in return", s, p.places[at].line)
	}
}
