// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"

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

// Diff compares the newest values of two snapshots.
func Diff(ctx context.Context, before, after *Snapshot, opt DiffOptions) (*DiffReport, error) {
	return nil, errNotYet
}

// DiffReleases compares two releases of one source within a snapshot.
func (s *Snapshot) DiffReleases(ctx context.Context, source, before, after string, opt DiffOptions) (*DiffReport, error) {
	return nil, errNotYet
}
