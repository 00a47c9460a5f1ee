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
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/snapshot"
	"github.com/qala-observatory/qala/internal/source"
)

// buildFlags are the flags of data build.
type buildFlags struct {
	from, out, definitions string
	only                   []string
	live                   bool
	workers                int
	format                 *format
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
	flags.StringVar(&f.definitions, "definitions", "", "take the sources from this `folder` (sources/*.yaml), not from the program")
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
		return named(err)
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
	keep := len(f.only) > 0 && err == nil
	steps := p.follow(len(sources))
	begin := p.now()
	m, err := snapshot.Build(ctx, snapshot.BuildOptions{
		Dir: f.out, Raw: os.DirFS(f.from), Sources: sources, Workers: f.workers,
		Keep: keep, Progress: steps.step,
	})
	steps.end()
	if err != nil {
		return err
	}
	p.remark("%s in %.1f s", f.out, p.now().Sub(begin).Seconds())
	return p.printBuilt(m, *f.format)
}

// imports lists what is to be read.
func (p *program) imports(f buildFlags) ([]snapshot.Source, error) {
	reg, err := p.register()
	if err != nil {
		return nil, err
	}
	load := p.sources
	if f.definitions != "" {
		load = func() (*catalog.Catalog, error) { return catalog.LoadSources(os.DirFS(f.definitions), reg) }
	}
	c, err := load()
	if err != nil {
		return nil, err
	}
	defs, err := chosen(c, f.only)
	if err != nil {
		return nil, err
	}
	sources := make([]snapshot.Source, 0, len(defs))
	for _, def := range defs {
		releases := def.Releases
		if f.live && len(def.Live) > 0 {
			day, ok, err := fetched(f.from, def.Live[0].Path)
			if err != nil {
				return nil, err
			}
			if ok {
				releases = []source.Release{liveRelease(def, day)}
			}
		}
		sources = append(sources, importOf(def, releases, reg))
	}
	return sources, nil
}

// chosen lists the sources that a snapshot may hold, or those of them that are
// named.
func chosen(c *catalog.Catalog, only []string) ([]*source.Definition, error) {
	var defs []*source.Definition
	for _, id := range only {
		def, err := definition(c, id)
		if err != nil {
			return nil, err
		}
		if def.Terms == source.ImporterOnly {
			return nil, usage("%s: the terms forbid passing it on; see qala data import", id)
		}
		defs = append(defs, def)
	}
	if len(only) > 0 {
		return defs, nil
	}
	for _, def := range c.Sources() {
		if def.Status == "active" && def.Terms != source.ImporterOnly {
			defs = append(defs, def)
		}
	}
	return defs, nil
}

// fetched is the day on which a file was fetched, if it was.
func fetched(dir, name string) (day obs.Date, ok bool, err error) {
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

// must stops the program where it contradicts itself.
func must(err error) {
	if err != nil {
		panic("cmd: " + err.Error())
	}
}
