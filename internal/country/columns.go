// SPDX-License-Identifier: Apache-2.0

package country

import (
	"slices"
	"strings"
)

// column is one column of the register's file: its name and how a field that is
// not empty is read into a country.
type column struct {
	name   string
	needed bool
	read   func(p *parser, c *Country, text string)
}

// columns are those that the register's file must have.
var columns = []column{
	{"code", true, func(p *parser, c *Country, s string) { c.Code = Code(p.letters(s, 3, 3)) }},
	{"name", true, func(_ *parser, c *Country, s string) { c.Name = s }},
	{"kind", true, func(p *parser, c *Country, s string) { c.Kind = p.kind(s) }},
	{"iso2", false, func(p *parser, c *Country, s string) { c.ISO2 = p.letters(s, 2, 2) }},
	{"m49", false, func(p *parser, c *Country, s string) { c.M49 = p.number(s) }},
	{"cow", false, func(p *parser, c *Country, s string) { c.COW = p.codeSpans(s) }},
	{"gw", false, func(p *parser, c *Country, s string) { c.GW = p.codeSpans(s) }},
	{"vdem", false, func(p *parser, c *Country, s string) { c.VDem = p.number(s) }},
	{"fips", false, func(p *parser, c *Country, s string) { c.FIPS = p.letters(s, 2, 2) }},
	{"ioc", false, func(p *parser, c *Country, s string) { c.IOC = p.letters(s, 3, 3) }},
	{"unhcr", false, func(p *parser, c *Country, s string) { c.UNHCR = p.letters(s, 3, 3) }},
	{"others", false, func(p *parser, c *Country, s string) { c.Others = p.others(s) }},
	{"names", false, func(p *parser, c *Country, s string) { c.Names = p.names(s) }},
	{"demonyms", false, func(p *parser, c *Country, s string) { c.Demonyms = p.names(s) }},
	{"capital", false, func(_ *parser, c *Country, s string) { c.Capital = s }},
	{"region", false, func(_ *parser, c *Country, s string) { c.Region = s }},
	{"subregion", false, func(_ *parser, c *Country, s string) { c.Subregion = s }},
	{"from", false, func(p *parser, c *Country, s string) { c.From = p.date(s) }},
	{"to", false, func(p *parser, c *Country, s string) { c.To = p.date(s) }},
	{"predecessors", false, func(p *parser, c *Country, s string) { c.Predecessors = p.codeList(s) }},
	{"successors", false, func(p *parser, c *Country, s string) { c.Successors = p.codeList(s) }},
	{"continuing", false, func(p *parser, c *Country, s string) { c.Continuing = Code(p.letters(s, 3, 3)) }},
	{"rule", false, func(_ *parser, c *Country, s string) { c.Rule = s }},
}

// letters reads a code of capital letters.
func (p *parser) letters(text string, shortest, longest int) string {
	bad := strings.ContainsFunc(text, func(c rune) bool { return c < 'A' || c > 'Z' })
	if bad || len(text) < shortest || len(text) > longest {
		p.fault("%q is not a code of %d capital letters", text, longest)
	}
	return text
}

func (p *parser) number(text string) int {
	n, ok := digits(text)
	if !ok || n == 0 {
		p.fault("%q is not a number above zero", text)
	}
	return n
}

func (p *parser) kind(text string) Kind {
	k := slices.Index(kindNames[:], text)
	if k < 1 {
		p.fault("unknown kind %q; the kinds are %s", text, strings.Join(kindNames[1:], ", "))
		return 0
	}
	return Kind(k)
}

func (p *parser) date(text string) Date {
	d, err := parseDate(text)
	if err != nil {
		p.fault("%v", err)
	}
	return d
}

// parts splits a list at its bars; an empty part is a fault.
func (p *parser) parts(text string) []string {
	parts := strings.Split(text, "|")
	for i := range parts {
		if parts[i] = strings.TrimSpace(parts[i]); parts[i] == "" {
			p.fault("empty part in list %q", text)
		}
	}
	return parts
}

// span parts "text@1990..2002" into the text and the years. One year alone is its
// own span, and either end may be missing.
func (p *parser) span(text string) (string, Span) {
	text, years, ok := strings.Cut(text, "@")
	if !ok {
		return text, Span{}
	}
	from, to, ok := strings.Cut(years, "..")
	if !ok {
		to = from
	}
	s := Span{From: p.year(from), To: p.year(to)}
	if years == ".." || years == "" || s.To != 0 && s.From > s.To {
		p.fault("%q is not a span of years", years)
	}
	return text, s
}

func (p *parser) year(text string) int {
	if text == "" {
		return 0
	}
	n, ok := digits(text)
	if !ok || n < 1500 || n > 2200 {
		p.fault("%q is not a year between 1500 and 2200", text)
	}
	return n
}

func (p *parser) codeList(text string) []Code {
	parts := p.parts(text)
	out := make([]Code, len(parts))
	for i, s := range parts {
		out[i] = Code(p.letters(s, 3, 3))
	}
	return out
}

func (p *parser) codeSpans(text string) []CodeSpan {
	parts := p.parts(text)
	out := make([]CodeSpan, len(parts))
	for i, s := range parts {
		code, span := p.span(s)
		out[i] = CodeSpan{Code: p.number(code), Span: span}
	}
	return out
}

func (p *parser) names(text string) []Name {
	parts := p.parts(text)
	out := make([]Name, len(parts))
	for i, s := range parts {
		name, span := p.span(s)
		name, shared := strings.CutPrefix(name, "?")
		out[i] = Name{Text: name, Span: span, Shared: shared}
	}
	return out
}

func (p *parser) others(text string) []OtherCode {
	parts := p.parts(text)
	out := make([]OtherCode, len(parts))
	for i, s := range parts {
		scheme, code, ok := strings.Cut(s, ":")
		at := slices.Index(schemeNames[:], scheme)
		if !ok || at < 1 || code == "" {
			p.fault("%q is not a scheme and its code, as in wgi:ROM", s)
			continue
		}
		code, span := p.span(code)
		out[i] = OtherCode{Scheme: Scheme(at), Text: code, Span: span}
	}
	return out
}
