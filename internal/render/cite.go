// SPDX-License-Identifier: Apache-2.0

package render

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
)

// Citation is how to cite an assessment in three forms.
type Citation struct {
	// Text is a sentence, BibTeX an entry, CSL an item of CSL-JSON.
	Text, BibTeX, CSL string
}

// Cite makes the citation of an assessment. The id stands in it, since the same
// id means the same bytes. Its date is that of the newest source: the program
// has no clock, and an answer does not change with the day it is asked for.
func Cite(a *assess.Assessment) Citation {
	title := fmt.Sprintf("%s, %d: %s", a.Name, a.Year, a.FrameworkName)
	note := fmt.Sprintf("assessment %s, data %s, qala %s", a.ID, short(a.Data), a.Version)
	key := fmt.Sprintf("qala-%s-%d-%s", a.Country, a.Year, a.ID)
	call := newPage(nil, Options{}).again(assessCall(a), a.Framework, a.AsOf)
	item := map[string]any{
		"id": key, "type": "dataset", "title": title, "author": []map[string]string{{"literal": "Qala"}},
		"publisher": "Qala", "version": a.Version, "number": a.ID, "note": note,
	}
	author, year := "Qala", ""
	if date := newest(a.Sources); !date.IsZero() {
		author, year = fmt.Sprintf("Qala (%d)", date.Year), fmt.Sprintf("  year = {%d},\n", date.Year)
		item["issued"] = map[string]any{"date-parts": [][]int{{date.Year, date.Month, date.Day}}}
	}
	// Encoding a map of texts and numbers cannot fail.
	csl, _ := json.Marshal([]any{item})
	return Citation{
		Text: fmt.Sprintf("%s. %s. %s. Reproduce: %s.", author, title, upper(note), call),
		BibTeX: fmt.Sprintf("@misc{%s,\n  author = {{Qala}},\n  title = {{%s}},\n%s  note = {%s},\n  howpublished = {%s}\n}",
			key, latex.Replace(title), year, latex.Replace(note), latex.Replace(call)),
		CSL: string(csl),
	}
}

// latex escapes what LaTeX reads as more than a letter.
var latex = strings.NewReplacer(
	`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "%", `\%`, "&", `\&`, "#", `\#`, "$", `\$`, "_", `\_`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`,
)

// AssessMarkdown prints an assessment as Markdown, with tables for the pillars
// and for every indicator.
func AssessMarkdown(w io.Writer, a *assess.Assessment) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s, %d: %s\n\n%s\n\n", a.Name, a.Year, a.FrameworkName, Verdict(a))
	b.WriteString("| | score | rank | coverage | world median |\n|---|---:|---:|---:|---:|\n")
	for _, r := range barRows(a) {
		rank := none
		if r.s.Rank != nil {
			rank = fmt.Sprintf("%s of %d", places(r.s), r.s.Of)
		}
		label := strings.Repeat("&emsp;", r.depth) + cell(r.label)
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", label, scoreWithin(r.s), rank, covered(r.s.Coverage), score(r.s.Median))
	}
	b.WriteString("\n| indicator | value | year | score | source |\n|---|---|---:|---:|---|\n")
	for _, p := range a.Pillars {
		for _, i := range p.Indicators {
			if i.Value == nil {
				fmt.Fprintf(&b, "| %s | %s %s | | | |\n", cell(i.Name), none, reason(i.Missing, i.LastYear))
				continue
			}
			fmt.Fprintf(&b, "| %s | %s | %d | %s | %s %s |\n", cell(i.Name), cell(quantity(*i.Value, i.Unit)), i.Year, score(i.Score), i.Source, i.Release)
		}
	}
	b.WriteString("\n")
	for _, text := range caveats(a.Warnings) {
		fmt.Fprintf(&b, "- %s\n", text)
	}
	fmt.Fprintf(&b, "\nSources: %s.\n\n%s\n", strings.Join(sources(a.Sources), "; "), Cite(a).Text)
	_, err := io.WriteString(w, b.String())
	return err
}

// scoreWithin is a score with its range.
func scoreWithin(s assess.Score) string {
	if s.Range == nil {
		return score(s.Value)
	}
	return score(s.Value) + " (" + within(s.Range) + ")"
}

// cell makes a text safe for a cell of a Markdown table.
func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
