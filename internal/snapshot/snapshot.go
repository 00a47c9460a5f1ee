// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"errors"
	"io/fs"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// ErrUnknown is wrapped where an indicator, source or release is not in the
// snapshot.
var ErrUnknown = errors.New("not in the snapshot")

// ErrDamaged is wrapped where a file of the snapshot is missing, cut short,
// changed, or of another format version.
var ErrDamaged = errors.New("snapshot is damaged")

var errNotYet = errors.New("snapshot: not yet")

// Snapshot is an opened snapshot. It is safe for use by several goroutines.
type Snapshot struct {
	fsys     fs.FS
	manifest Manifest
	axis     *panel.Axis
}

// Options narrow what is read.
type Options struct {
	// AsOf, where given, asks for what was known on that day; see AsOfReport for
	// what that can mean. The zero Date asks for everything.
	AsOf obs.Date
	// Release, where given, asks for this release alone instead of the newest
	// for each cell.
	Release string
}

// Open reads the manifest of the snapshot at the root of a file tree.
func Open(fsys fs.FS) (*Snapshot, error) { return nil, errNotYet }

// Manifest is what the snapshot says of itself; not to be changed.
func (s *Snapshot) Manifest() *Manifest { return &s.manifest }

// Hash identifies the data.
func (s *Snapshot) Hash() string { return s.manifest.Hash }

// Axis is the axis of countries that all series of the snapshot share.
func (s *Snapshot) Axis() *panel.Axis { return s.axis }

// Indicators lists every indicator, sorted by id.
func (s *Snapshot) Indicators() []IndicatorFacts { return nil }

// Indicator finds an indicator by its id.
func (s *Snapshot) Indicator(id string) (IndicatorFacts, bool) { return IndicatorFacts{}, false }

// Origins lists every release of every source.
func (s *Snapshot) Origins() []obs.Origin { return nil }

// Origin finds a release of a source.
func (s *Snapshot) Origin(source, release string) (obs.Origin, bool) { return obs.Origin{}, false }

// Files lists the raw files of all sources.
func (s *Snapshot) Files() []RawFacts { return nil }

// Rejected reads every row of a source that could not become an observation.
func (s *Snapshot) Rejected(source string) ([]obs.Rejected, error) { return nil, errNotYet }

// Verify reads every file of the snapshot and reports all that are damaged.
func (s *Snapshot) Verify() error { return errNotYet }
