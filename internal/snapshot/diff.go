// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// DiffOptions say what to compare.
type DiffOptions struct {
	// Sources, where given, limits the comparison to these.
	Sources []string
	// Largest is how many changes to keep of each indicator, the largest first;
	// 0 keeps all.
	Largest int
}

// DiffReport says what a new snapshot changed.
type DiffReport struct {
	// Old and New identify the two sides: hashes of data, or releases.
	Old, New string
	// Sources are those that differ, sorted by id.
	Sources []SourceDiff
	// Tally adds up all sources.
	Tally Tally
}

// Tally counts values on either side.
type Tally struct {
	Added, Removed, Changed, Same int
}

// SourceDiff is what changed in one source.
type SourceDiff struct {
	ID string
	// OldReleases and NewReleases are the releases on either side; none where
	// the side lacks the source.
	OldReleases, NewReleases []string
	Tally                    Tally
	// Indicators are those that differ, sorted by id.
	Indicators []IndicatorDiff
}

// IndicatorDiff is what changed in one indicator.
type IndicatorDiff struct {
	ID string
	// InOld and InNew tell which side has the indicator.
	InOld, InNew bool
	Tally        Tally
	// Countries are those with an added, removed or changed value, sorted.
	Countries []country.Code
	// Changes are the changed, added and removed values, the largest relative
	// change first.
	Changes []Change
}

// Change is one value on both sides.
type Change struct {
	Country     country.Code
	Counterpart string
	Period      obs.Period
	// Old and New are the values; nil where the side has none.
	Old, New *float64
	// Absolute is new less old, Relative its share of the size of old; 0 where a
	// side has no value, Relative also where old is zero.
	Absolute, Relative float64
}

// Diff compares the newest values of two snapshots. Sources whose files are the
// same are not read and do not appear.
func Diff(ctx context.Context, before, after *Snapshot, opt DiffOptions) (*DiffReport, error) {
	report := &DiffReport{Old: before.Hash(), New: after.Hash()}
	var ids []string
	for _, s := range []*Snapshot{before, after} {
		for _, facts := range s.manifest.Sources {
			ids = append(ids, facts.ID)
		}
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if len(opt.Sources) > 0 && !slices.Contains(opt.Sources, id) {
			continue
		}
		c := comparison{ctx: ctx, before: before.files[id], after: after.files[id], opt: opt}
		if c.before != nil && c.after != nil && c.before.facts.Data.SHA256 == c.after.facts.Data.SHA256 {
			continue
		}
		diff, err := c.source(id)
		if err != nil {
			return nil, fmt.Errorf("diff: %w", err)
		}
		report.add(diff)
	}
	for _, id := range opt.Sources {
		if before.files[id] == nil && after.files[id] == nil {
			return nil, fmt.Errorf("diff: source %q: %w", id, ErrUnknown)
		}
	}
	return report, nil
}

// DiffReleases compares two releases of one source within a snapshot.
func (s *Snapshot) DiffReleases(ctx context.Context, r Releases, opt DiffOptions) (*DiffReport, error) {
	for _, release := range []string{r.Old, r.New} {
		if _, ok := s.Origin(r.Source, release); !ok {
			return nil, fmt.Errorf("diff: release %q of source %q: %w", release, r.Source, ErrUnknown)
		}
	}
	f := s.files[r.Source]
	c := comparison{ctx: ctx, before: f, after: f, opt: opt, releases: r}
	diff, err := c.source(r.Source)
	if err != nil {
		return nil, fmt.Errorf("diff: %w", err)
	}
	diff.OldReleases, diff.NewReleases = []string{r.Old}, []string{r.New}
	report := &DiffReport{Old: r.Old, New: r.New}
	report.add(diff)
	return report, nil
}

// Releases names two releases of a source.
type Releases struct {
	// Source is the id of the source, Old and New those of the releases.
	Source, Old, New string
}

// add takes up what changed in one source, if anything did.
func (r *DiffReport) add(d SourceDiff) {
	r.Tally.add(d.Tally)
	if len(d.Indicators) > 0 || !slices.Equal(d.OldReleases, d.NewReleases) {
		r.Sources = append(r.Sources, d)
	}
}

// add adds up.
func (t *Tally) add(u Tally) {
	t.Added += u.Added
	t.Removed += u.Removed
	t.Changed += u.Changed
	t.Same += u.Same
}

// comparison compares one source; a side that lacks it is nil.
type comparison struct {
	ctx           context.Context
	before, after *dataFile
	opt           DiffOptions
	releases      Releases
}

// source compares all indicators.
func (c *comparison) source(id string) (SourceDiff, error) {
	diff := SourceDiff{ID: id}
	sides := [2]map[string]*IndicatorFacts{}
	var ids []string
	for i, f := range []*dataFile{c.before, c.after} {
		sides[i] = map[string]*IndicatorFacts{}
		if f == nil {
			continue
		}
		for j := range f.facts.Indicators {
			ind := &f.facts.Indicators[j]
			sides[i][ind.ID] = ind
			ids = append(ids, ind.ID)
		}
	}
	if c.before != nil {
		diff.OldReleases = c.before.facts.releases()
	}
	if c.after != nil {
		diff.NewReleases = c.after.facts.releases()
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if err := c.ctx.Err(); err != nil {
			return diff, err
		}
		before, err := c.before.current(sides[0][id], Options{Release: c.releases.Old})
		if err != nil {
			return diff, err
		}
		after, err := c.after.current(sides[1][id], Options{Release: c.releases.New})
		if err != nil {
			return diff, err
		}
		ind := compare(before, after)
		ind.ID, ind.InOld, ind.InNew = id, sides[0][id] != nil, sides[1][id] != nil
		ind.rank(c.opt.Largest)
		diff.Tally.add(ind.Tally)
		if len(ind.Changes) > 0 || ind.InOld != ind.InNew {
			diff.Indicators = append(diff.Indicators, ind)
		}
	}
	return diff, nil
}

// value is the newest value of a cell.
type value struct {
	country, counterpart string
	period               obs.Period
	value                float64
}

// order sorts values by cell.
func (v value) order(w value) int {
	return cmp.Or(strings.Compare(v.country, w.country), strings.Compare(v.counterpart, w.counterpart),
		cmp.Compare(v.period.Year, w.period.Year), cmp.Compare(v.period.Month, w.period.Month))
}

// current reads the newest values of an indicator, sorted by cell.
func (f *dataFile) current(ind *IndicatorFacts, opt Options) ([]value, error) {
	if f == nil || ind == nil || ind.Rows == 0 {
		return nil, nil
	}
	file, err := f.open()
	if err != nil {
		return nil, err
	}
	var list []value
	err = guard(f.facts.Data.Name, func() error {
		run, _ := file.run(ind)
		var k keys
		if err := k.read(file, run, opt); err != nil {
			return err
		}
		values, err := file.column(colValue, run).required(nil)
		if err != nil {
			return err
		}
		for _, i := range k.winners(nil, 0, run.rows) {
			list = append(list, value{
				country: k.countries[k.country[i]], counterpart: k.counterpartOf(int(i)),
				period: obs.Period{Year: int(k.year[i]), Month: int(k.monthOf(int(i)))}, value: values[i],
			})
		}
		return nil
	})
	return list, err
}

// compare walks two sorted lists of values side by side.
func compare(before, after []value) IndicatorDiff {
	var d IndicatorDiff
	for len(before) > 0 || len(after) > 0 {
		var order int
		switch {
		case len(before) == 0:
			order = 1
		case len(after) == 0:
			order = -1
		default:
			order = before[0].order(after[0])
		}
		switch {
		case order < 0:
			d.Tally.Removed++
			d.change(before[0], &before[0].value, nil)
		case order > 0:
			d.Tally.Added++
			d.change(after[0], nil, &after[0].value)
		case before[0].value == after[0].value:
			d.Tally.Same++
		default:
			d.Tally.Changed++
			d.change(before[0], &before[0].value, &after[0].value)
		}
		if order <= 0 {
			before = before[1:]
		}
		if order >= 0 {
			after = after[1:]
		}
	}
	return d
}

// change notes a change of one cell. Cells come sorted by country.
func (d *IndicatorDiff) change(at value, before, after *float64) {
	c := Change{
		Country: country.Code(at.country), Counterpart: at.counterpart, Period: at.period, Old: before, New: after,
	}
	if before != nil && after != nil {
		c.Absolute = bound(*after - *before)
		if *before != 0 {
			c.Relative = bound(c.Absolute / math.Abs(*before))
		}
	}
	d.Changes = append(d.Changes, c)
	if n := len(d.Countries); n == 0 || d.Countries[n-1] != c.Country {
		d.Countries = append(d.Countries, c.Country)
	}
}

// rank puts the largest relative changes first, then the largest absolute ones,
// then what was added or removed, and keeps so many; 0 keeps all.
func (d *IndicatorDiff) rank(keep int) {
	slices.SortStableFunc(d.Changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Relative), math.Abs(a.Relative)),
			cmp.Compare(math.Abs(b.Absolute), math.Abs(a.Absolute)))
	})
	if keep > 0 && len(d.Changes) > keep {
		d.Changes = slices.Clip(d.Changes[:keep])
	}
}

// bound keeps a difference finite.
func bound(v float64) float64 { return max(-math.MaxFloat64, min(math.MaxFloat64, v)) }
