// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/snapshot"
)

// embedded is the word for the snapshot in the program.
const embedded = "embedded"

// diffFlags are the flags of data diff.
type diffFlags struct {
	only    []string
	largest int
	format  *format
}

// newDataDiff makes the command data diff.
func newDataDiff(p *program) *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say what a new snapshot or release changed",
		Long: `Diff compares two snapshots, each a folder or the word "embedded" for the one in
the program, or two releases of a source within the snapshot, each written
SOURCE@RELEASE. It counts the values that were added, removed and changed, and
shows for each indicator the largest relative changes.

Differences are no failure.
` + exitHelp,
		Example: `  qala data diff embedded new
  qala data diff old new --source wdi --largest 20
  qala data diff factbook@2020-11-27 factbook@2023-12-30 --format csv`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("want two arguments, OLD and NEW; got %d", len(args))
			}
			return nil
		},
	}
	cmd.Flags().StringSliceVar(&f.only, "source", nil, "compare these `sources` alone")
	cmd.Flags().IntVar(&f.largest, "largest", 3, "show so many changes of each indicator; 0 for all")
	f.format = formatFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		report, err := p.diff(cmd.Context(), args, f)
		if err != nil {
			return err
		}
		return p.printDiff(report, *f.format)
	}
	return cmd
}

// diff compares what the arguments name.
func (p *program) diff(ctx context.Context, args []string, f diffFlags) (*snapshot.DiffReport, error) {
	if f.largest < 0 {
		return nil, usage("--largest %d: want 0 or more", f.largest)
	}
	opt := snapshot.DiffOptions{Sources: f.only, Largest: f.largest}
	source, before, isOld := strings.Cut(args[0], "@")
	newSource, after, isNew := strings.Cut(args[1], "@")
	if isOld && isNew {
		if source != newSource {
			return nil, usage("%s and %s are releases of two sources", args[0], args[1])
		}
		s, err := p.snapshot()
		if err != nil {
			return nil, err
		}
		return s.DiffReleases(ctx, snapshot.Releases{Source: source, Old: before, New: after}, opt)
	}
	sides := make([]*snapshot.Snapshot, 2)
	for i, arg := range args {
		var err error
		if arg == embedded {
			sides[i], err = p.snapshot()
		} else {
			sides[i], err = openFolder(arg)
		}
		if err != nil {
			return nil, named(err)
		}
	}
	return snapshot.Diff(ctx, sides[0], sides[1], opt)
}

// printDiff prints a comparison.
func (p *program) printDiff(r *snapshot.DiffReport, f format) error {
	switch f {
	case asJSON:
		return writeJSON(p.stdout, diffOf(r))
	case asCSV:
		return diffGrid(r).csv(p.stdout)
	}
	if len(r.Sources) == 0 {
		_, err := fmt.Fprintln(p.stdout, "no value differs")
		return err
	}
	g := grid{
		header: []string{"source", "old", "new", "added", "removed", "changed", "same"},
		right:  []int{3, 4, 5, 6}, wrap: map[int]int{1: 20, 2: 20},
	}
	line := func(name, before, after string, t snapshot.Tally) {
		g.add(name, before, after, count(t.Added), count(t.Removed), count(t.Changed), count(t.Same))
	}
	for _, s := range r.Sources {
		line(s.ID, newest(s.OldReleases), newest(s.NewReleases), s.Tally)
	}
	if len(r.Sources) > 1 {
		line("all", "", "", r.Tally)
	}
	if err := g.text(p.stdout); err != nil {
		return err
	}
	return p.printChanges(r)
}

// printChanges prints the largest changes of each indicator.
func (p *program) printChanges(r *snapshot.DiffReport) error {
	for _, s := range r.Sources {
		for _, ind := range s.Indicators {
			head := fmt.Sprintf("\n%s: %s added, %s removed, %s changed in %d countries", ind.ID,
				count(ind.Tally.Added), count(ind.Tally.Removed), count(ind.Tally.Changed), len(ind.Countries))
			switch {
			case !ind.InOld:
				head += " (new)"
			case !ind.InNew:
				head += " (gone)"
			}
			if _, err := fmt.Fprintln(p.stdout, head); err != nil {
				return err
			}
			for _, c := range ind.Changes {
				if _, err := fmt.Fprintln(p.stdout, "  "+changeLine(c)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// changeLine writes a change for people.
func changeLine(c snapshot.Change) string {
	where := string(c.Country)
	if c.Counterpart != "" {
		where += "-" + c.Counterpart
	}
	text := fmt.Sprintf("%-8s %-7s %14s → %-14s", where, c.Period, decimal(c.Old, "none"), decimal(c.New, "none"))
	if c.Old != nil && c.New != nil && *c.Old != 0 {
		text += fmt.Sprintf(" %+.1f %%", 100*c.Relative)
	}
	return strings.TrimRight(text, " ")
}

// decimal writes a value that may not be there in the shortest way.
func decimal(v *float64, none string) string {
	if v == nil {
		return none
	}
	return strconv.FormatFloat(*v, 'g', -1, 64)
}

// diffGrid has a row for each change.
func diffGrid(r *snapshot.DiffReport) *grid {
	g := &grid{header: []string{"source", "indicator", "country", "counterpart", "period", "old", "new", "absolute", "relative"}}
	for _, s := range r.Sources {
		for _, ind := range s.Indicators {
			for _, c := range ind.Changes {
				g.add(s.ID, ind.ID, c.Country, c.Counterpart, c.Period, decimal(c.Old, ""), decimal(c.New, ""), c.Absolute, c.Relative)
			}
		}
	}
	return g
}

// The forms of a comparison for programs.
type (
	diffJSON struct {
		Old     string       `json:"old"`
		New     string       `json:"new"`
		Tally   tallyJSON    `json:"tally"`
		Sources []sourceJSON `json:"sources"`
	}
	tallyJSON struct {
		Added   int `json:"added"`
		Removed int `json:"removed"`
		Changed int `json:"changed"`
		Same    int `json:"same"`
	}
	sourceJSON struct {
		ID          string          `json:"id"`
		OldReleases []string        `json:"old_releases"`
		NewReleases []string        `json:"new_releases"`
		Tally       tallyJSON       `json:"tally"`
		Indicators  []indicatorJSON `json:"indicators"`
	}
	indicatorJSON struct {
		ID        string       `json:"id"`
		InOld     bool         `json:"in_old"`
		InNew     bool         `json:"in_new"`
		Tally     tallyJSON    `json:"tally"`
		Countries int          `json:"countries"`
		Changes   []changeJSON `json:"changes"`
	}
	changeJSON struct {
		Country     string   `json:"country"`
		Counterpart string   `json:"counterpart,omitempty"`
		Period      string   `json:"period"`
		Old         *float64 `json:"old"`
		New         *float64 `json:"new"`
		Absolute    float64  `json:"absolute"`
		Relative    float64  `json:"relative"`
	}
)

// diffOf gives a comparison the form for programs.
func diffOf(r *snapshot.DiffReport) diffJSON {
	out := diffJSON{Old: r.Old, New: r.New, Tally: tallyJSON(r.Tally), Sources: []sourceJSON{}}
	for _, s := range r.Sources {
		source := sourceJSON{
			ID: s.ID, OldReleases: s.OldReleases, NewReleases: s.NewReleases, Tally: tallyJSON(s.Tally),
			Indicators: []indicatorJSON{},
		}
		for _, ind := range s.Indicators {
			indicator := indicatorJSON{
				ID: ind.ID, InOld: ind.InOld, InNew: ind.InNew, Tally: tallyJSON(ind.Tally),
				Countries: len(ind.Countries), Changes: []changeJSON{},
			}
			for _, c := range ind.Changes {
				indicator.Changes = append(indicator.Changes, changeJSON{
					string(c.Country), c.Counterpart, c.Period.String(), c.Old, c.New, c.Absolute, c.Relative,
				})
			}
			source.Indicators = append(source.Indicators, indicator)
		}
		out.Sources = append(out.Sources, source)
	}
	return out
}
