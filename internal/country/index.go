// SPDX-License-Identifier: Apache-2.0

package country

import (
	"slices"
	"strconv"
	"strings"
)

// use is one country's claim to a code or spelling.
type use struct {
	at   int // position in the register
	span Span
	own  bool // the register's own code or name, which wins when no span holds
}

// index finds countries by code and spelling.
type index struct {
	codes map[Scheme]map[string][]use
	names map[string][]use
	folks map[string][]use // demonyms
	texts map[string]string
}

func (r *Register) lookup() *index {
	r.once.Do(func() { r.index = newIndex(r.countries) })
	return r.index
}

func newIndex(countries []Country) *index {
	x := &index{
		codes: make(map[Scheme]map[string][]use, len(schemeNames)),
		names: make(map[string][]use, 8*len(countries)),
		folks: make(map[string][]use, 2*len(countries)),
		texts: make(map[string]string, 10*len(countries)),
	}
	for i := range countries {
		x.addCodes(i, &countries[i])
		x.addNames(i, &countries[i])
	}
	return x
}

func (x *index) add(s Scheme, text string, u use) {
	if text == "" {
		return
	}
	if x.codes[s] == nil {
		x.codes[s] = make(map[string][]use, 300)
	}
	key := codeKey(s, text)
	x.codes[s][key] = append(x.codes[s][key], u)
}

// codeKey is the form under which codes of a scheme are compared.
func codeKey(s Scheme, text string) string {
	if s.named() {
		return Fold(text)
	}
	return strings.ToUpper(text)
}

func (x *index) addCodes(i int, c *Country) {
	life := c.years()
	x.add(ISO3, string(c.Code), use{i, life, true})
	x.add(ISO2, c.ISO2, use{i, life, true})
	x.add(FIPS, c.FIPS, use{i, life, true})
	x.add(IOC, c.IOC, use{i, life, true})
	x.add(UNHCR, c.UNHCR, use{i, life, true})
	x.addNumber(M49, CodeSpan{c.M49, life}, i)
	x.addNumber(VDem, CodeSpan{c.VDem, life}, i)
	for _, n := range c.COW {
		x.addNumber(COW, n, i)
	}
	for _, n := range c.GW {
		x.addNumber(GW, n, i)
	}
	for _, o := range c.Others {
		x.add(o.Scheme, o.Text, use{i, o.Span, false})
	}
}

func (x *index) addNumber(s Scheme, n CodeSpan, i int) {
	if n.Code != 0 {
		x.add(s, strconv.Itoa(n.Code), use{i, n.Span, true})
	}
}

func (x *index) addNames(i int, c *Country) {
	life := c.years()
	x.addName(x.names, c.Name, use{i, life, true})
	for _, n := range c.Names {
		x.addName(x.names, n.Text, use{i, n.within(life), false})
	}
	for _, n := range c.Demonyms {
		x.addName(x.folks, n.Text, use{i, n.within(life), false})
	}
}

func (x *index) addName(to map[string][]use, text string, u use) {
	key := Fold(text)
	if slices.ContainsFunc(to[key], func(v use) bool { return v.at == u.at && v.span == u.span }) {
		return
	}
	to[key] = append(to[key], u)
	if _, ok := x.texts[key]; !ok {
		x.texts[key] = text
	}
}

// years is the span of years on whose last day the country was alive.
func (c *Country) years() Span {
	s := Span{c.From.Year, c.To.Year}
	if !c.To.IsZero() && (c.To.Month != 12 || c.To.Day != 31) {
		s.To--
	}
	return s
}

// within returns the name's own span, or the country's where it has none.
func (n *Name) within(life Span) Span {
	if n.Span == (Span{}) {
		return life
	}
	return n.Span
}

// pick returns the countries that a year selects among the claims to a text: those
// whose span holds the year; if none does, the one whose own code or name it is;
// else all of them.
func pick(uses []use, year int) []int {
	out := positions(uses, func(u use) bool { return u.span.Holds(year) })
	if len(out) == 0 {
		out = positions(uses, func(u use) bool { return u.own })
	}
	if len(out) == 0 {
		out = positions(uses, func(use) bool { return true })
	}
	return out
}

func positions(uses []use, keep func(use) bool) []int {
	var out []int
	for _, u := range uses {
		if keep(u) && !slices.Contains(out, u.at) {
			out = append(out, u.at)
		}
	}
	slices.Sort(out)
	return out
}
