// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/api"
	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/snapshot"
	"github.com/qala-observatory/qala/internal/source"
)

// newSources makes the command sources.
func newSources(p *program) *cobra.Command {
	var rejected bool
	cmd := &cobra.Command{
		Use:   "sources [SOURCE]",
		Short: "List the sources, or show one with its rejected rows",
		Long: `Sources lists the producers' data sets that Qala reads, with release, licence,
and how many values were kept and rows rejected. With the id of one it shows the
citation, the raw files with their hashes, the reasons for rejection with the
first rejected rows, and what to know about the figures.

A source that is marked importer-only may not be passed on: data import reads
your own copy.

` + exitHelp,
		Example: `  qala sources
  qala sources wdi
  qala sources treaties --rejected > rejected.csv`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("want at most one source; got %d", len(args))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&rejected, "rejected", false, "list every rejected row of the source, as CSV or with --format json as JSON")
	f := formatFlag(cmd)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		switch {
		case rejected && len(args) == 0:
			return usage("--rejected wants a source")
		case rejected:
			return p.printRejected(args[0], *f)
		case len(args) == 1:
			return p.showSource(args[0], *f)
		}
		return p.listSources(*f)
	}
	return cmd
}

// sourceView is a source as the API shows it, which is printed here too.
type sourceView struct{ api.SourceView }

// viewSource gathers what is shown of a source.
func viewSource(def *source.Definition, s *snapshot.Snapshot) sourceView {
	v := api.SourceView{
		ID: def.ID, Title: def.Title, Producer: def.Producer, Homepage: def.Homepage,
		Licence: def.Licence, LicenceURL: def.LicenceURL, LicenceNote: def.LicenceNote, Citation: def.Citation,
		Terms: string(def.Terms), Status: def.Status, Kind: string(def.Kind), MaxRejected: def.MaxRejected,
		Releases: []api.Edition{}, Series: len(def.Series), Notes: def.Notes,
	}
	for _, r := range def.Releases {
		v.Releases = append(v.Releases, api.Edition{ID: r.ID, Published: r.Published})
	}
	facts, ok := s.Source(def.ID)
	if !ok {
		return sourceView{v}
	}
	// A snapshot may hold other releases than the definition names.
	v.Releases = v.Releases[:0]
	for _, o := range facts.Origins {
		v.Releases = append(v.Releases, api.Edition{ID: o.Release, Published: o.Published})
	}
	v.Held = held(facts)
	return sourceView{v}
}

// held is what the snapshot holds of a source.
func held(facts *snapshot.SourceFacts) *api.Held {
	out := &api.Held{
		Rows: api.RowCounts(facts.Counts), Bytes: facts.Data.Bytes, Reasons: []api.ReasonCount{}, Files: []api.RawFile{},
	}
	for _, r := range facts.Reasons {
		out.Reasons = append(out.Reasons, api.ReasonCount(r))
	}
	for _, f := range facts.Files {
		file := api.RawFile{Path: f.Path, Release: f.Release, SHA256: f.SHA256, Bytes: f.Bytes, Kept: f.Kept, Rejected: f.Rejected}
		for _, row := range f.Samples {
			file.Samples = append(file.Samples, api.RejectedRow(row))
		}
		out.Files = append(out.Files, file)
	}
	return out
}

// sourcesAtHand opens what the command reads.
func (p *program) sourcesAtHand() (*catalog.Catalog, *snapshot.Snapshot, error) {
	c, err := p.sources()
	if err != nil {
		return nil, nil, err
	}
	s, err := p.snapshot()
	return c, s, err
}

// listSources prints all sources.
func (p *program) listSources(f format) error {
	c, s, err := p.sourcesAtHand()
	if err != nil {
		return err
	}
	views := []sourceView{}
	for _, def := range c.Sources() {
		views = append(views, viewSource(def, s))
	}
	switch f {
	case asJSON:
		return writeJSON(p.stdout, views)
	case asCSV:
		return sourcesGrid(views).csv(p.stdout)
	}
	g := grid{
		header: []string{"source", "title\nproducer", "release\nof", "licence\nkind", "series", "kept\nrejected"},
		right:  []int{4, 5}, wrap: map[int]int{1: p.columns() - 62, 3: 14},
	}
	for _, v := range views {
		g.add(v.ID, v.Title+"\n"+v.Producer, v.latest(), v.Licence+"\n"+v.Kind, count(v.Series), v.kept())
	}
	return g.text(p.stdout)
}

// latest writes the newest release with its day, and how many older ones there
// are.
func (v *sourceView) latest() string {
	n := len(v.Releases)
	if n == 0 {
		return v.Status
	}
	ids := make([]string, n)
	for i, r := range v.Releases {
		ids[i] = r.ID
	}
	text, day := newest(ids), v.Releases[n-1].Published.String()
	if ids[n-1] == day {
		text = strings.TrimPrefix(text, day+" ")
		if text == day {
			return day
		}
		return day + "\n" + text
	}
	return text + "\n" + day
}

// kept writes how many values there are, or why there are none.
func (v *sourceView) kept() string {
	switch {
	case v.Held != nil:
		return count(v.Held.Rows.Kept) + "\n" + count(v.Held.Rows.Rejected)
	case v.Terms == string(source.ImporterOnly):
		return "importer\nonly"
	}
	return "not here"
}

// sourcesGrid has a row for each source.
func sourcesGrid(views []sourceView) *grid {
	g := &grid{header: []string{
		"id", "title", "producer", "releases", "newest_published", "licence", "terms", "kind", "series",
		"rows_read", "values_kept", "rows_rejected", "rows_skipped",
	}}
	for _, v := range views {
		ids, published := []string{}, ""
		for _, r := range v.Releases {
			ids, published = append(ids, r.ID), r.Published.String()
		}
		row := []any{
			v.ID, v.Title, v.Producer, strings.Join(ids, " "), published, v.Licence, v.Terms, v.Kind, v.Series,
			"", "", "", "",
		}
		if v.Held != nil {
			r := v.Held.Rows
			row = append(row[:9], r.Read, r.Kept, r.Rejected, r.Skipped)
		}
		g.add(row...)
	}
	return g
}

// printRejected prints every rejected row of a source.
func (p *program) printRejected(id string, f format) error {
	c, s, err := p.sourcesAtHand()
	if err != nil {
		return err
	}
	if _, ok := s.Source(id); !ok {
		if _, err := definition(c, id); err != nil {
			return err
		}
		return unknown("in the snapshot, source", id, nil)
	}
	rows, err := s.Rejected(id)
	if err != nil {
		return err
	}
	if f == asJSON {
		return writeJSON(p.stdout, rejectedRows(rows))
	}
	return rejectedGrid(rows).csv(p.stdout)
}
