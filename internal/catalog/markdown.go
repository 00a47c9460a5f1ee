// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/qala-observatory/qala/internal/source"
)

// generated stands at the top of each page that is written from the catalog.
const generated = "<!-- Written from the files in data/ by the program; a test compares. Do not edit. -->\n\n"

// page is a Markdown page in the making.
type page struct{ bytes.Buffer }

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

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
