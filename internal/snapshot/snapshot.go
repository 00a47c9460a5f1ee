// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// ErrUnknown is wrapped where an indicator, source or release is not in the
// snapshot.
var ErrUnknown = errors.New("not in the snapshot")

// ErrDamaged is wrapped where a file of the snapshot is missing, cut short,
// changed, or of another format version.
var ErrDamaged = errors.New("snapshot is damaged")

// Snapshot is an opened snapshot. It is safe for use by several goroutines.
type Snapshot struct {
	manifest *Manifest
	axis     *panel.Axis
	// files are the data of the sources, by id of the source.
	files map[string]*dataFile
	// indicators finds an indicator's facts.
	indicators map[string]*IndicatorFacts
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

// Open reads the manifest of the snapshot at the root of a file tree. The files
// it names are read when they are first asked for.
func Open(fsys fs.FS) (*Snapshot, error) {
	data, err := fs.ReadFile(fsys, ManifestName)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", ManifestName, ErrDamaged, err)
	}
	m, err := decodeManifest(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ManifestName, err)
	}
	s := &Snapshot{
		manifest: m, axis: panel.NewAxis(m.Countries),
		files: map[string]*dataFile{}, indicators: map[string]*IndicatorFacts{},
	}
	for i := range m.Sources {
		facts := &m.Sources[i]
		s.files[facts.ID] = newDataFile(fsys, facts)
		for j := range facts.Indicators {
			s.indicators[facts.Indicators[j].ID] = &facts.Indicators[j]
		}
	}
	return s, nil
}

// Manifest is what the snapshot says of itself; not to be changed.
func (s *Snapshot) Manifest() *Manifest { return s.manifest }

// Hash identifies the data; an assessment's id depends on it.
func (s *Snapshot) Hash() string { return s.manifest.Hash }

// Axis is the axis of countries that all series of the snapshot share.
func (s *Snapshot) Axis() *panel.Axis { return s.axis }

// Source finds a source's facts; not to be changed.
func (s *Snapshot) Source(id string) (*SourceFacts, bool) {
	f, ok := s.files[id]
	if !ok {
		return nil, false
	}
	return f.facts, true
}

// Indicators lists every indicator, sorted by id.
func (s *Snapshot) Indicators() []IndicatorFacts {
	list := make([]IndicatorFacts, 0, len(s.indicators))
	for _, id := range slices.Sorted(maps.Keys(s.indicators)) {
		list = append(list, *s.indicators[id])
	}
	return list
}

// Indicator finds an indicator by its id.
func (s *Snapshot) Indicator(id string) (IndicatorFacts, bool) {
	facts, ok := s.indicators[id]
	if !ok {
		return IndicatorFacts{}, false
	}
	return *facts, true
}

// Origins lists every release of every source, by source, the earliest first.
func (s *Snapshot) Origins() []obs.Origin {
	var list []obs.Origin
	for _, facts := range s.manifest.Sources {
		list = append(list, facts.Origins...)
	}
	return list
}

// Origin finds a release of a source.
func (s *Snapshot) Origin(source, release string) (obs.Origin, bool) {
	f, ok := s.files[source]
	if !ok {
		return obs.Origin{}, false
	}
	for _, o := range f.facts.Origins {
		if o.Release == release {
			return o, true
		}
	}
	return obs.Origin{}, false
}

// Files lists the raw files of all sources, by source and path.
func (s *Snapshot) Files() []RawFacts {
	var list []RawFacts
	for _, facts := range s.manifest.Sources {
		list = append(list, facts.Files...)
	}
	return list
}

// Verify reads every file of the snapshot whole and reports all that are
// missing, cut short or changed.
func (s *Snapshot) Verify() error {
	var faults []error
	for i := range s.manifest.Sources {
		f := s.files[s.manifest.Sources[i].ID]
		for _, stored := range f.facts.stored() {
			_, err := f.bytes(stored)
			faults = append(faults, err)
		}
		_, err := f.open()
		if err != nil && !errors.Is(faults[len(faults)-1], ErrDamaged) {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// find looks an indicator up and the file it stands in.
func (s *Snapshot) find(id string) (*IndicatorFacts, *dataFile, error) {
	facts, ok := s.indicators[id]
	if !ok {
		return nil, nil, fmt.Errorf("indicator %q: %w", id, ErrUnknown)
	}
	source, _, _ := obs.SplitID(id)
	return facts, s.files[source], nil
}
