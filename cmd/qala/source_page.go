// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/qala-observatory/qala/internal/api"
	"github.com/qala-observatory/qala/internal/source"
)

// showSource prints one source.
func (p *program) showSource(id string, f format) error {
	c, s, err := p.sourcesAtHand()
	if err != nil {
		return err
	}
	def, ok := c.Source(id)
	if !ok {
		return unknown("source", id, c.SuggestSource(id))
	}
	v := viewSource(def, s)
	switch f {
	case asJSON:
		return writeJSON(p.stdout, v)
	case asCSV:
		return sourcesGrid([]sourceView{v}).csv(p.stdout)
	}
	var b strings.Builder
	v.page(&b, p.columns())
	_, err = io.WriteString(p.stdout, b.String())
	return err
}

// label is how wide the words before the facts of a page are.
const label = 14

// fact writes a fact under its name, in lines of a width.
func fact(b *strings.Builder, name, value string, width int) {
	if value == "" {
		return
	}
	for i, line := range strings.Split(wrapped(value, width-label), "\n") {
		if i > 0 {
			name = ""
		}
		fmt.Fprintf(b, "%-*s%s\n", label, name, strings.TrimRight(line, " "))
	}
}

// page writes the page of a source.
func (v *sourceView) page(b *strings.Builder, width int) {
	fact(b, v.ID, v.Title, width)
	fact(b, "producer", v.Producer, width)
	fact(b, "page", v.Homepage, width)
	fact(b, "licence", strings.TrimSuffix(v.Licence+" · "+v.LicenceURL, " · "), width)
	fact(b, "", v.LicenceNote, width)
	fact(b, "citation", v.Citation, width)
	fact(b, "kind", fmt.Sprintf("%s · %d series (qala indicators --source %s)", v.Kind, v.Series, v.ID), width)
	if v.Held == nil {
		fact(b, "snapshot", v.absent(), width)
	} else {
		v.heldFacts(b, width)
	}
	for i, r := range v.Releases {
		name := ""
		if i == 0 {
			name = "releases"
		}
		fact(b, name, fmt.Sprintf("%s, published %s", r.ID, r.Published), width)
	}
	for i, note := range v.Notes {
		name := ""
		if i == 0 {
			name = "notes"
		}
		fact(b, name, note, width)
	}
	if v.Held != nil {
		v.files(b)
		v.reasons(b, width)
	}
}

// absent says why the snapshot has no figures.
func (v *sourceView) absent() string {
	if v.Terms == string(source.ImporterOnly) {
		return "none: the terms forbid passing it on; qala data import reads your own copy"
	}
	if v.Status != "active" {
		return "none: " + v.Status
	}
	return "none"
}

// heldFacts writes what the snapshot holds.
func (v *sourceView) heldFacts(b *strings.Builder, width int) {
	r := v.Held.Rows
	fact(b, "snapshot", fmt.Sprintf("%s rows read, %s values kept, %s rejected (at most %g %% allowed), %s rows skipped, %s",
		count(r.Read), count(r.Kept), count(r.Rejected), 100*v.MaxRejected, count(r.Skipped), size(v.Held.Bytes)), width)
}

// files writes the raw files.
func (v *sourceView) files(b *strings.Builder) {
	g := grid{header: []string{"raw file", "bytes", "sha256", "kept", "rejected"}, right: []int{1, 3, 4}, wrap: map[int]int{0: 28}}
	for _, f := range v.Held.Files {
		g.add(f.Path, size(f.Bytes), short(f.SHA256), count(f.Kept), count(f.Rejected))
	}
	b.WriteString("\n")
	_ = g.text(b) // A builder never fails.
}

// reasons writes why rows were rejected, with the first of each file.
func (v *sourceView) reasons(b *strings.Builder, width int) {
	if len(v.Held.Reasons) == 0 {
		return
	}
	b.WriteString("\nrejected because\n")
	for _, r := range v.Held.Reasons {
		reason := strings.ReplaceAll(wrapped(r.Reason, width-10), "\n", "\n"+strings.Repeat(" ", 10))
		fmt.Fprintf(b, "%8s  %s\n", count(r.Count), reason)
	}
	b.WriteString("\nfirst rejected rows (all: --rejected)\n")
	for _, f := range v.Held.Files {
		if len(f.Samples) > 0 {
			fmt.Fprintf(b, "  %s\n", f.Path)
		}
		for _, s := range f.Samples[:min(3, len(f.Samples))] {
			fmt.Fprintf(b, "    %s\n", strings.TrimRight(text.Trim(sampleLine(s), width-4), " "))
		}
	}
}

// sampleLine writes a rejected row in a line.
func sampleLine(s api.RejectedRow) string {
	place := s.Column
	if s.Row > 0 {
		place = fmt.Sprintf("line %d, %s", s.Row, s.Column)
	}
	return fmt.Sprintf("%s: %s: %q", strings.TrimSuffix(place, ", "), s.Reason, s.Text)
}
