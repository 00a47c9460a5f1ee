// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/snapshot"
	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/all"
)

// buildFlags are those of data build.
type buildFlags struct {
	from, out, definitions, format string
	only                           []string
	workers                        int
}

// newDataBuild writes a snapshot from a folder of raw files.
func newDataBuild(p *program) *cobra.Command {
	var f buildFlags
	c := &cobra.Command{
		Use:   "build --from DIR",
		Short: "Write a snapshot from a folder of publishers' files",
		Long: `Reads the raw files of every source that may be passed on, and writes the
snapshot: one Parquet file a source and a manifest with the hash of each raw
file and the counts of rows read, kept and rejected. The same files give the
same bytes. The old snapshot stands until the new one is complete; a source
with more rejected rows than its definition allows stops the build.

Sources whose terms forbid passing figures on are never in a snapshot; see
"qala data import".` + exitHelp,
		Example: `  qala data build --from ../raw --out data/snapshot
  qala data build --from ../raw --only wdi,wgi`,
		Args: exactArgs(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error { return p.dataBuild(c.Context(), c, f) },
	}
	c.Flags().StringVar(&f.from, "from", "", "folder of raw files (required)")
	c.Flags().StringVar(&f.out, "out", "data/snapshot", "folder of the snapshot")
	c.Flags().StringVar(&f.definitions, "definitions", "", "folder with sources/ to use instead of the embedded definitions")
	c.Flags().StringSliceVar(&f.only, "only", nil, "build only these sources and keep the others as they are")
	c.Flags().IntVar(&f.workers, "workers", 0, "sources read at once; 0 means one per processor")
	formatFlag(c, &f.format)
	return c
}

// dataBuild runs data build.
func (p *program) dataBuild(ctx context.Context, c *cobra.Command, f buildFlags) error {
	if f.from == "" {
		return usage(c, errors.New("--from DIR is missing"))
	}
	if info, err := os.Stat(f.from); err != nil || !info.IsDir() {
		return notFound("--from %s: no such folder", f.from)
	}
	reg, err := p.register()
	if err != nil {
		return err
	}
	defs, err := p.definitions(f.definitions, reg)
	if err != nil {
		return err
	}
	sources, err := buildSources(defs, reg, f.only)
	if err != nil {
		return err
	}
	show, finish := p.progress(len(sources))
	manifest, err := snapshot.Build(ctx, snapshot.BuildOptions{
		Dir: f.out, Raw: os.DirFS(f.from), Sources: sources,
		Keep: len(f.only) > 0, Workers: f.workers, Progress: show,
	})
	finish()
	if err != nil {
		return err
	}
	return writeBuilt(p.stdout, manifest, f.format)
}

// definitions are the embedded ones, or those of a folder.
func (p *program) definitions(folder string, reg *country.Register) (*catalog.Catalog, error) {
	if folder == "" {
		return catalog.LoadSources(p.data, reg)
	}
	return catalog.LoadSources(os.DirFS(folder), reg)
}

// buildSources turns definitions into what the builder needs to know.
func buildSources(defs *catalog.Catalog, reg *country.Register, only []string) ([]snapshot.Source, error) {
	for _, id := range only {
		def, ok := defs.Source(id)
		if !ok {
			return nil, notFound("source %q is unknown%s", id, didYouMean(defs.SuggestSource(id)))
		}
		if !embeds(def) {
			return nil, notFound("source %q is not part of a snapshot: its terms are %q", id, def.Terms)
		}
	}
	var sources []snapshot.Source
	for _, def := range defs.Sources() {
		if embeds(def) && (len(only) == 0 || slices.Contains(only, def.ID)) {
			sources = append(sources, buildSource(def, reg))
		}
	}
	return sources, nil
}

// embeds tells whether a source belongs in a snapshot.
func embeds(def *source.Definition) bool {
	return def.Terms != source.ImporterOnly && def.Status != "planned"
}

// buildSource is one definition as the builder sees it.
func buildSource(def *source.Definition, reg *country.Register) snapshot.Source {
	s := snapshot.Source{ID: def.ID, MaxRejected: def.MaxRejected}
	for _, series := range def.Series {
		s.Indicators = append(s.Indicators, def.Indicator(series))
	}
	for _, release := range def.Releases {
		s.Origins = append(s.Origins, def.Origin(release))
		for _, file := range release.Files {
			s.Files = append(s.Files, snapshot.RawFile{Path: file.Path, Release: release.ID, Role: file.Role})
		}
	}
	s.Read = func(_ context.Context, raw []snapshot.RawFile, in *snapshot.Intake) error {
		files := make([]source.File, len(raw))
		for i, f := range raw {
			files[i] = source.File{Path: f.Path, Release: f.Release, Role: f.Role, SHA256: f.SHA256, Data: f.Data, Size: f.Size}
		}
		return all.ReadAll(def, reg, files, in)
	}
	return s
}

// progress shows the steps of a build on a terminal, and a line a source
// elsewhere.
func (p *program) progress(sources int) (show func(snapshot.Progress), finish func()) {
	if !isTerminal(p.stderr) {
		return func(step snapshot.Progress) {
			if step.Done {
				fmt.Fprintf(p.stderr, "%s: %d kept, %d rejected\n", step.Source, step.Kept, step.Rejected)
			}
		}, func() {}
	}
	bar := progressbar.NewOptions(sources,
		progressbar.OptionSetWriter(p.stderr), progressbar.OptionClearOnFinish(), progressbar.OptionShowCount())
	return func(step snapshot.Progress) {
		bar.Describe(step.Source)
		if step.Done {
			_ = bar.Add(1)
		}
	}, func() { _ = bar.Finish() }
}

// writeBuilt says what a build gave.
func writeBuilt(w io.Writer, m *snapshot.Manifest, format string) error {
	switch format {
	case "json":
		return writeJSON(w, m)
	case "csv":
		return writeBuiltCSV(w, m)
	}
	t := newTable(w)
	t.AppendHeader(table.Row{"source", "release", "rows", "kept", "rejected", "bytes"})
	var kept, rejected int
	var bytes int64
	for _, s := range m.Sources {
		t.AppendRow(table.Row{s.ID, strings.Join(releaseIDs(s), " "), s.Counts.Read, s.Counts.Kept, s.Counts.Rejected, s.Bytes})
		kept, rejected, bytes = kept+s.Counts.Kept, rejected+s.Counts.Rejected, bytes+s.Bytes
	}
	t.AppendFooter(table.Row{"all", "", "", kept, rejected, bytes})
	t.Render()
	_, err := fmt.Fprintf(w, "data %s\n", m.Hash)
	return err
}

// writeBuiltCSV writes one row a source.
func writeBuiltCSV(w io.Writer, m *snapshot.Manifest) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"source", "releases", "read", "kept", "rejected", "skipped", "bytes"}}
	for _, s := range m.Sources {
		rows = append(rows, []string{
			s.ID, strings.Join(releaseIDs(s), " "), strconv.Itoa(s.Counts.Read), strconv.Itoa(s.Counts.Kept),
			strconv.Itoa(s.Counts.Rejected), strconv.Itoa(s.Counts.Skipped), strconv.FormatInt(s.Bytes, 10),
		})
	}
	return out.WriteAll(rows)
}

// releaseIDs lists the releases of a source.
func releaseIDs(s snapshot.SourceFacts) []string {
	ids := make([]string, len(s.Origins))
	for i, o := range s.Origins {
		ids[i] = o.Release
	}
	return ids
}

// didYouMean words suggestions, or nothing.
func didYouMean(near []string) string {
	if len(near) == 0 {
		return ""
	}
	return "; did you mean " + strings.Join(near, " or ") + "?"
}

// newTable is a table in the house style: no frame, columns apart by space.
func newTable(w io.Writer) table.Writer {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	style := table.StyleLight
	style.Options = table.OptionsNoBordersAndSeparators
	style.Format.Header, style.Format.Footer = 0, 0
	t.SetStyle(style)
	t.SuppressTrailingSpaces()
	return t
}

// subFS keeps errors of a missing folder in one form.
func subFS(folder string) (fs.FS, error) {
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return nil, notFound("%s: no such folder", folder)
	}
	return os.DirFS(folder), nil
}
