// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/snapshot"
	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/all"
)

// newData makes the group of commands on data.
func newData(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "data",
		Short: "Build, refresh, compare and import data",
		Long: `Data holds the commands that make the snapshot of observations: refresh fetches
a publisher's file, build reads raw files into a snapshot, diff says what a new
snapshot changed, import reads a file whose terms forbid passing it on.`,
		Example: "  qala data build --from raw\n  qala data diff old new",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newDataBuild(p), newDataRefresh(p), newDataDiff(p), newDataImport(p))
	return cmd
}

// definition finds a source, which may not be a planned one.
func definition(c *catalog.Catalog, id string) (*source.Definition, error) {
	def, ok := c.Source(id)
	if !ok {
		return nil, unknown("source", id, c.SuggestSource(id))
	}
	if def.Status != "active" {
		return nil, unknown("source", id+" (planned, has no importer yet)", nil)
	}
	return def, nil
}

// importOf is what the builder needs to know of a source: its definition, and
// the releases whose files are to be read.
func importOf(def *source.Definition, releases []source.Release, reg *country.Register) snapshot.Source {
	s := snapshot.Source{ID: def.ID, MaxRejected: def.MaxRejected}
	members := map[string]string{}
	for _, r := range releases {
		s.Origins = append(s.Origins, def.Origin(r))
		for _, f := range r.Files {
			s.Files = append(s.Files, snapshot.RawFile{Path: f.Path, Release: r.ID, Role: f.Role})
			members[f.Path] = f.Member
		}
	}
	for _, series := range def.Series {
		s.Indicators = append(s.Indicators, def.Indicator(series))
	}
	s.Read = func(_ context.Context, raw []snapshot.RawFile, in *snapshot.Intake) error {
		files := make([]source.File, len(raw))
		for i, f := range raw {
			files[i] = source.File{
				Path: f.Path, Release: f.Release, Role: f.Role, Member: members[f.Path],
				SHA256: f.SHA256, Data: f.Data, Size: f.Size,
			}
		}
		sink := &counted{Intake: in}
		if err := all.ReadAll(def, reg, files, sink); err != nil {
			return err
		}
		return sink.check(files)
	}
	return s
}

// counted is an intake that counts what it is given.
type counted struct {
	*snapshot.Intake
	given int
}

// Observe takes an observation.
func (c *counted) Observe(o obs.Observation) error {
	c.given++
	return c.Intake.Observe(o)
}

// Reject takes a row that could not be read.
func (c *counted) Reject(r obs.Rejected) error {
	c.given++
	return c.Intake.Reject(r)
}

// check refuses files in which there is nothing: such a file is one that did not
// arrive whole, and would empty the source in silence.
func (c *counted) check(files []source.File) error {
	if c.given > 0 || len(files) == 0 {
		return nil
	}
	return fmt.Errorf("%s: no value in it", files[0].Path)
}

// liveRelease is what the publisher serves today as a release, of the day on
// which it was fetched.
func liveRelease(def *source.Definition, fetched obs.Date) source.Release {
	return source.Release{
		ID: "fetched " + fetched.String(), Published: fetched, Files: slices.Clone(def.Live),
	}
}
