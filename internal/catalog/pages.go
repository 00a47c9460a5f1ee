// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// generated stands at the top of each page that is written from the catalog.
const generated = "<!-- Written from the files in data/ by the program; a test compares. Do not edit. -->\n\n"

// page is a Markdown page in the making.
type page struct{ bytes.Buffer }

// line writes a line; a buffer takes whatever it is given.
func (p *page) line(format string, args ...any) { fmt.Fprintf(&p.Buffer, format+"\n", args...) }

// fact writes a line of a list, or nothing where there is nothing to say.
func (p *page) fact(name, text string) {
	if text != "" {
		p.line("- %s: %s", name, text)
	}
}

// prose escapes what Markdown would take for more than text, and joins lines.
var prose = strings.NewReplacer("\n", " ", "\r", "", "\\", "\\\\", "*", "\\*", "_", "\\_", "`", "\\`",
	"<", "&lt;", ">", "&gt;", "|", "\\|", "[", "\\[", "]", "\\]", "#", "\\#")

func plain(text string) string { return prose.Replace(strings.TrimSpace(text)) }

// termsInWords says what the terms allow.
var termsInWords = map[source.Terms]string{
	source.Embed:        "figures are passed on with attribution",
	source.DerivedOnly:  "only figures derived from the rows are passed on",
	source.ImporterOnly: "your own copy is read, nothing is passed on",
}

// SourcesPage is doc/sources.md: every source with its licence, citation,
// releases and notes, as Markdown. The same catalog gives the same bytes.
func (c *Catalog) SourcesPage() []byte {
	p := &page{}
	p.WriteString("# Sources\n\n" + generated)
	p.line("| id | source | producer | licence | terms | series |")
	p.line("|---|---|---|---|---|---:|")
	for _, s := range c.list {
		terms := string(s.Terms)
		if s.Status == planned {
			terms += ", planned"
		}
		p.line("| [`%s`](#%s) | %s | %s | %s | %s | %d |", s.ID, s.ID, plain(s.Title),
			plain(s.Producer), plain(s.Licence), terms, len(s.Series))
	}
	for _, s := range c.list {
		p.source(s)
	}
	return p.Bytes()
}

// source writes the section of one source.
func (p *page) source(s *source.Definition) {
	p.line("\n## %s\n", s.ID)
	p.line("**%s**, %s. <%s>\n", plain(s.Title), plain(s.Producer), s.Homepage)
	p.line("> %s\n", plain(s.Citation))
	licence := plain(s.Licence)
	if s.LicenceURL != "" {
		licence = fmt.Sprintf("[%s](%s)", licence, s.LicenceURL)
	}
	p.fact("Licence", licence)
	p.fact("Where it is stated", plain(s.LicenceNote))
	p.fact("Terms", termsInWords[s.Terms])
	p.fact("Kind of figures", string(s.Kind))
	if s.Status == planned {
		p.fact("Status", "planned: it is not read yet")
	}
	for _, r := range s.Releases {
		p.fact("Release", fmt.Sprintf("%s, published %s", plain(r.ID), r.Published))
	}
	if len(s.Series) > 0 {
		ids := make([]string, len(s.Series))
		for i, one := range s.Series {
			ids[i] = "`" + one.ID + "`"
		}
		p.fact("Series", strings.Join(ids, ", "))
	}
	if len(s.Notes) > 0 {
		p.line("\nWhat to know:\n")
		for _, note := range s.Notes {
			p.line("- %s", plain(note))
		}
	}
}

// Use is a place where a framework uses an indicator.
type Use struct {
	// Framework is the framework's id.
	Framework string
	// Path lists the names of the groups above the leaf, without the root; for an
	// exposure it is the pillar.
	Path []string
	// Leaf is nil for an exposure, which is shown and not scored.
	Leaf *composite.Node
	// Share is the leaf's weight in the whole: the product of the weights on the
	// way down. It is what the leaf would move a score of arithmetic means by.
	Share float64
	// Why is the reason given.
	Why string
}

// Uses lists where frameworks use an indicator, in the order of their ids and
// trees.
func (c *Catalog) Uses(id string) []Use { return c.uses()[id] }

// uses lists the uses of all indicators.
func (c *Catalog) uses() map[string][]Use {
	all := map[string][]Use{}
	for _, f := range c.frameworks {
		names := map[string]string{}
		var walk func(n *composite.Node, path []string, share float64)
		walk = func(n *composite.Node, path []string, share float64) {
			if n.Leaf() {
				all[n.Indicator] = append(all[n.Indicator], Use{
					Framework: f.Framework.ID, Path: path, Leaf: n, Share: share, Why: n.Why,
				})
				return
			}
			names[n.ID] = n.Name
			if n != f.Framework.Root {
				path = append(path[:len(path):len(path)], n.Name)
			}
			for _, child := range n.Children {
				walk(child, path, share*child.Weight)
			}
		}
		walk(f.Framework.Root, nil, 1)
		for _, e := range f.Framework.Exposure {
			all[e.Indicator] = append(all[e.Indicator], Use{
				Framework: f.Framework.ID, Path: []string{names[e.Pillar]}, Why: e.Why,
			})
		}
	}
	return all
}

// IndicatorsPage is doc/indicators.md: every indicator with its unit, kind and
// limits, how it is computed, and where frameworks use it with which weight and
// goalposts, as Markdown. The same catalog gives the same bytes.
func (c *Catalog) IndicatorsPage() []byte {
	p := &page{}
	p.WriteString("# Indicators\n\n" + generated)
	p.line("%d indicators. An id is the source's id, a dot and the series' id; sources are in [sources.md](sources.md).",
		len(c.ids))
	uses, section := c.uses(), ""
	for _, id := range c.ids {
		e := c.entries[id]
		if head, _, _ := obs.SplitID(id); head != section {
			section = head
			p.line("\n## %s", section)
		}
		p.indicator(e)
		for _, u := range uses[id] {
			p.use(u, e.Unit)
		}
	}
	return p.Bytes()
}

// indicator writes what an indicator is.
func (p *page) indicator(e *Entry) {
	p.line("\n### %s\n", e.ID)
	p.line("**%s.** %s\n", plain(e.Name), plain(e.Definition))
	p.fact("Unit", plain(string(e.Unit)))
	p.fact("Kind", string(e.Kind))
	if e.IntervalLevel > 0 {
		p.fact("Interval", percent(e.IntervalLevel)+", as the source states it")
	}
	if e.Dyadic {
		p.fact("Dyadic", "each value has a counterpart")
	}
	if d := e.Derivation; d != nil {
		p.fact("Computed", plain(d.Formula()))
		p.fact("Why", plain(e.Why))
	}
	p.fact("Limits", plain(e.Limits))
}

// use writes where a framework uses the indicator.
func (p *page) use(u Use, unit obs.Unit) {
	path := plain(strings.Join(u.Path, " > "))
	if u.Leaf == nil {
		p.line("- Shown in `%s` beside %s, not scored: %s", u.Framework, path, plain(u.Why))
		return
	}
	better := "higher is better"
	if u.Leaf.Direction == obs.LowerIsBetter {
		better = "lower is better"
	}
	p.line("- Scored in `%s`, %s: weight %s (%s of the whole), %s. %s", u.Framework, path,
		short(u.Leaf.Weight), percent(u.Share), better, plain(u.Why))
	if g := u.Leaf.Goalposts; g != nil {
		scale := ""
		if u.Leaf.Scale != "" && u.Leaf.Scale != composite.Linear {
			scale = ", " + string(u.Leaf.Scale) + " scale"
		}
		p.line("  Goalposts %s and %s %s%s: %s", short(g.Low), short(g.High), plain(string(unit)), scale, plain(g.Why))
	}
}

// short writes a number with as many digits as the definition gives it.
func short(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// percent writes a share with one decimal at most.
func percent(x float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(100*x, 'f', 1, 64), ".0") + " %"
}
