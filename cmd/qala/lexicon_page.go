// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/lexicon"
)

// lexiconPage is doc/lexicon.md: every concept with its words, its measures and
// what is missing, as Markdown. The same lexicon gives the same bytes.
func (p *program) lexiconPage(c *catalog.Catalog) ([]byte, error) {
	folder, err := fs.Sub(p.data, lexiconFolder)
	if err != nil {
		return nil, err
	}
	words, err := lexicon.Load(folder)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Lexicon\n\n<!-- Written from the files in data/lexicon by the program; a test compares. Do not edit. -->\n\n")
	fmt.Fprintf(&b, "The check of claims knows %d concepts by %d phrases. They are fixed before a claim is looked at; [the format](format-lexicon.md) says what phrases mean. "+
		"Measures: *direct* ones decide, a *proxy* is shown beside them, *contested* ones weigh alike and their dissent makes a claim mixed. "+
		"(−) marks a measure of which a higher value means less of the concept.\n\n", len(words.Concepts), words.SurfaceForms())
	fields := byField(words)
	for _, f := range fields {
		fmt.Fprintf(&b, "- [%s](#%s): %d concepts\n", f.name, f.name, len(f.concepts))
	}
	for _, f := range fields {
		fmt.Fprintf(&b, "\n## %s\n", f.name)
		for _, x := range f.concepts {
			writeConcept(&b, x, c)
		}
	}
	return b.Bytes(), nil
}

// fieldOfConcepts is a field with its concepts, sorted by id.
type fieldOfConcepts struct {
	name     string
	concepts []*lexicon.Concept
}

// byField parts the concepts by field, sorted by the field's name.
func byField(words *lexicon.Lexicon) []fieldOfConcepts {
	out := []fieldOfConcepts{}
	for i := range words.Concepts {
		x := &words.Concepts[i]
		at := slices.IndexFunc(out, func(f fieldOfConcepts) bool { return f.name == x.Field })
		if at < 0 {
			at = len(out)
			out = append(out, fieldOfConcepts{name: x.Field})
		}
		out[at].concepts = append(out[at].concepts, x)
	}
	slices.SortFunc(out, func(a, b fieldOfConcepts) int { return strings.Compare(a.name, b.name) })
	return out
}

// writeConcept writes the section of one concept.
func writeConcept(b *bytes.Buffer, x *lexicon.Concept, c *catalog.Catalog) {
	fmt.Fprintf(b, "\n### %s\n\n", x.ID)
	kind := "unit: " + strings.ReplaceAll(x.Unit, "_", " or ")
	if x.Contested {
		kind = "contested; " + kind
	}
	fmt.Fprintf(b, "Pillar: %s; %s.\n\n", x.Pillar, kind)
	for _, list := range []struct {
		name    string
		phrases []string
	}{{"Named", x.Names}, {"More", x.More}, {"Less", x.Less}, {"Is so", x.Present}, {"Is not so", x.Absent}, {"Own series", x.Own}} {
		if len(list.phrases) > 0 {
			fmt.Fprintf(b, "- %s: %s\n", list.name, markdown(strings.Join(list.phrases, "; ")))
		}
	}
	for i := range x.Measures {
		writeMeasure(b, &x.Measures[i], c)
	}
	if x.Missing != nil {
		importer := ""
		if x.Missing.Importer != "" {
			importer = fmt.Sprintf(" Your own copy can be read: `%s`.", x.Missing.Importer)
		}
		fmt.Fprintf(b, "- Missing: %s.%s\n", markdown(strings.TrimSuffix(x.Missing.Data, ".")), importer)
	}
	if x.Notes != "" {
		fmt.Fprintf(b, "- Note: %s\n", markdown(x.Notes))
	}
}

// writeMeasure writes the line of one measure.
func writeMeasure(b *bytes.Buffer, m *lexicon.Measure, c *catalog.Catalog) {
	name, sign := m.Indicator, ""
	if entry, ok := c.Indicator(m.Indicator); ok {
		name = entry.Name
	}
	if !m.Positive() {
		sign = " (−)"
	}
	fmt.Fprintf(b, "- Measure, %s%s: %s, `%s`. %s\n", m.Role, sign, markdown(name), m.Indicator, markdown(m.Why))
}

// markdown escapes what Markdown would take for more than text.
func markdown(text string) string {
	return strings.NewReplacer("\n", " ", "|", "\\|", "*", "\\*", "_", "\\_", "<", "&lt;", ">", "&gt;", "[", "\\[", "]", "\\]", "#", "\\#").Replace(text)
}
