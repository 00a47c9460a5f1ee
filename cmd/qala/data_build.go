// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/snapshot"
	"github.com/qala-observatory/qala/internal/source"
)

// buildFlags are the flags of data build.
type buildFlags struct {
	from, out string
	only      []string
	live      bool
	workers   int
	format    *format
}

// newDataBuild makes the command data build.
func newDataBuild(p *program) *cobra.Command {
	var f buildFlags
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Read raw files into a snapshot",
		Long: `Build reads the raw files of all sources below a folder and writes the snapshot:
one Parquet file for each source, one for the rows that could not be read, and a
manifest with the hash of every raw file. The same raw files give the same bytes.

A row that cannot be read is rejected and counted; where a source rejects more
than the share its definition allows, the build stops. Whatever ends a build
early, the old snapshot stands. With --only the other sources are taken over
from the old snapshot, where there is one.

` + exitHelp,
		Example: `  qala data build --from raw
  qala data build --from raw --only wdi,wgi --out /tmp/snapshot
  qala data build --from raw --only wdi --live --out /tmp/snapshot`,
		Args: cobra.NoArgs,
	}
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "", "`folder` of raw files")
	flags.StringVar(&f.out, "out", filepath.Join("data", "snapshot"), "`folder` of the snapshot")
	flags.StringSliceVar(&f.only, "only", nil, "read these `sources` alone")
	flags.BoolVar(&f.live, "live", false, "read what data refresh fetched, for sources that have it")
	flags.IntVar(&f.workers, "workers", 0, "read so many sources at once; 0 for one per processor")
	f.format = formatFlag(cmd)
	must(cmd.MarkFlagRequired("from"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return p.build(cmd.Context(), f) }
	return cmd
}

// build builds a snapshot and prints what it holds.
func (p *program) build(ctx context.Context, f buildFlags) error {
	if info, err := os.Stat(f.from); err != nil {
		return fmt.Errorf("folder of raw files: %w", err)
	} else if !info.IsDir() {
		return usage("%s is a file; give the folder of raw files", f.from)
	}
	if f.workers < 0 {
		return usage("--workers %d: want 0 or more", f.workers)
	}
	sources, err := p.imports(f)
	if err != nil {
		return err
	}
	_, err = os.Stat(filepath.Join(f.out, snapshot.ManifestName))
	steps := p.follow(len(sources))
	begin := p.now()
	m, err := snapshot.Build(ctx, snapshot.BuildOptions{
		Dir: f.out, Raw: os.DirFS(f.from), Sources: sources, Workers: f.workers,
		Keep: len(f.only) > 0 && err == nil, Progress: steps.step,
	})
	steps.end()
	if err != nil {
		return err
	}
	p.remark("%s in %.1f s", f.out, p.now().Sub(begin).Seconds())
	return p.printBuild(m, *f.format)
}

// imports lists what is to be read.
func (p *program) imports(f buildFlags) ([]snapshot.Source, error) {
	c, err := p.sources()
	if err != nil {
		return nil, err
	}
	reg, err := p.register()
	if err != nil {
		return nil, err
	}
	defs := c.Sources()
	if len(f.only) > 0 {
		defs = nil
		for _, id := range f.only {
			def, err := definition(c, id)
			if err != nil {
				return nil, err
			}
			if def.Terms == source.ImporterOnly {
				return nil, usage("%s: the terms forbid passing it on; see qala data import", id)
			}
			defs = append(defs, def)
		}
	}
	var sources []snapshot.Source
	for _, def := range defs {
		if def.Status != "active" || def.Terms == source.ImporterOnly {
			continue
		}
		releases := def.Releases
		if f.live && len(def.Live) > 0 {
			fetched, ok, err := p.fetched(f.from, def.Live[0].Path)
			if err != nil {
				return nil, err
			}
			if ok {
				releases = []source.Release{liveRelease(def, fetched)}
			}
		}
		sources = append(sources, importOf(def, releases, reg))
	}
	return sources, nil
}

// fetched is the day on which a file was fetched, if it was.
func (p *program) fetched(dir, name string) (day obs.Date, ok bool, err error) {
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)+".origin.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return obs.Date{}, false, nil
	}
	if err != nil {
		return obs.Date{}, false, err
	}
	var origin struct {
		Accessed obs.Date `json:"accessed"`
	}
	if err := json.Unmarshal(text, &origin); err != nil {
		return obs.Date{}, false, fmt.Errorf("%s.origin.json: %w", name, err)
	}
	return origin.Accessed, true, nil
}

// steps shows how far a build is: a bar to a person, a line a source to a log.
type steps struct {
	p   *program
	bar *progressbar.ProgressBar
}

// follow begins to show the steps of a build of so many sources.
func (p *program) follow(sources int) *steps {
	s := &steps{p: p}
	if terminal(p.stderr) {
		s.bar = progressbar.NewOptions(sources,
			progressbar.OptionSetWriter(p.stderr), progressbar.OptionSetWidth(30),
			progressbar.OptionEnableColorCodes(false), progressbar.OptionShowCount(),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetPredictTime(false), progressbar.OptionSetDescription("reading"))
	}
	return s
}

// step shows a step.
func (s *steps) step(step snapshot.Progress) {
	switch {
	case s.bar != nil && step.Done:
		_ = s.bar.Add(1) // A bar that cannot be drawn is no reason to stop.
	case s.bar != nil:
		s.bar.Describe(fmt.Sprintf("reading %-10s %9s kept", step.Source, count(step.Kept)))
	case step.Done:
		s.p.remark("%-10s %9s kept %7s rejected", step.Source, count(step.Kept), count(step.Rejected))
	}
}

// end removes the bar.
func (s *steps) end() {
	if s.bar != nil {
		_ = s.bar.Finish()
	}
}

// builtSource is a source's line in what data build prints.
type builtSource struct {
	Source   string          `json:"source"`
	Releases []string        `json:"releases"`
	Rows     snapshot.Counts `json:"rows"`
	Bytes    int64           `json:"bytes"`
}

// printBuild prints what a build made.
func (p *program) printBuild(m *snapshot.Manifest, f format) error {
	var list []builtSource
	var sum builtSource
	for _, s := range m.Sources {
		b := builtSource{Source: s.ID, Rows: s.Counts, Bytes: s.Data.Bytes}
		if s.RejectedData != nil {
			b.Bytes += s.RejectedData.Bytes
		}
		for _, o := range s.Origins {
			b.Releases = append(b.Releases, o.Release)
		}
		list = append(list, b)
		sum.Bytes += b.Bytes
		sum.Rows.Read += b.Rows.Read
		sum.Rows.Kept += b.Rows.Kept
		sum.Rows.Rejected += b.Rows.Rejected
		sum.Rows.Skipped += b.Rows.Skipped
	}
	if f == asJSON {
		return writeJSON(p.stdout, struct {
			Hash    string          `json:"hash"`
			Bytes   int64           `json:"bytes"`
			Rows    snapshot.Counts `json:"rows"`
			Sources []builtSource   `json:"sources"`
		}{m.Hash, sum.Bytes, sum.Rows, list})
	}
	g := grid{
		header: []string{"source", "releases", "read", "kept", "rejected", "skipped", "bytes"},
		right:  []int{2, 3, 4, 5, 6},
	}
	for _, b := range list {
		if f == asCSV {
			g.add(b.Source, strings.Join(b.Releases, " "), b.Rows.Read, b.Rows.Kept, b.Rows.Rejected, b.Rows.Skipped, b.Bytes)
			continue
		}
		g.add(b.Source, span(b.Releases), count(b.Rows.Read), count(b.Rows.Kept), count(b.Rows.Rejected),
			count(b.Rows.Skipped), size(b.Bytes))
	}
	if f == asCSV {
		return g.csv(p.stdout)
	}
	g.add("all", "", count(sum.Rows.Read), count(sum.Rows.Kept), count(sum.Rows.Rejected), count(sum.Rows.Skipped), size(sum.Bytes))
	return g.text(p.stdout)
}

// span writes one or the first and last of several releases.
func span(releases []string) string {
	switch n := len(releases); n {
	case 0:
		return ""
	case 1:
		return releases[0]
	default:
		return releases[0] + " to " + releases[n-1]
	}
}

// must stops the program where it contradicts itself.
func must(err error) {
	if err != nil {
		panic("cmd: " + err.Error())
	}
}
