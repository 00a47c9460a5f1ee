// SPDX-License-Identifier: Apache-2.0

package naturalearth

import (
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// maxFile is how many bytes a member of the archive may have; the largest known
// has a fiftieth of it.
const maxFile = 128 << 20

// Reader reads releases of the shapes.
type Reader struct {
	def    *source.Definition
	reg    *country.Register
	places *source.Places
	chosen []measure
	year   int
}

// measure is a series and which parts of the states it takes.
type measure struct {
	indicator string
	// whole takes every part, else those that hang together with the main one.
	whole bool
}

// New makes a reader of the series in the definition, each of which must be one of
// this package. The period of the layout says for which year the shapes stand.
func New(def *source.Definition, reg *country.Register) (source.Reader, error) {
	places, err := source.NewPlaces(reg, def.Layout.Country)
	if err != nil {
		return nil, fmt.Errorf("%s: layout: %w", def.ID, err)
	}
	r := &Reader{def: def, reg: reg, places: places, year: def.Layout.Period.First}
	var faults []error
	if r.year == 0 || def.Layout.Period.Last != r.year || def.Layout.Country.Column == "" {
		faults = append(faults, fmt.Errorf("%s: layout: want a country column, and the first and the last period to be the year of the shapes", def.ID))
	}
	for _, s := range def.Series {
		switch s.ID {
		case "distance_km", "distance_metropolitan_km":
			r.chosen = append(r.chosen, measure{def.ID + "." + s.ID, s.ID == "distance_km"})
		default:
			faults = append(faults, fmt.Errorf("%s: series %s: no such measure", def.ID, s.ID))
		}
	}
	return r, errors.Join(faults...)
}

// Read reads one release.
func (r *Reader) Read(file source.File, sink source.Sink) error {
	features, err := decode(file)
	if err != nil {
		return fmt.Errorf("%s: %s: %w", r.def.ID, file.Path, err)
	}
	states, err := r.gather(features, file, sink)
	if err != nil {
		return err
	}
	return r.emit(states, file, sink)
}

// feature is a row of attributes with its rings.
type feature struct {
	attributes map[string]string
	rings      []orb.Ring
}

// decode reads the two halves of a shapefile out of its archive.
func decode(file source.File) ([]feature, error) {
	shp, err := member(file, ".shp")
	if err != nil {
		return nil, err
	}
	dbf, err := member(file, ".dbf")
	if err != nil {
		return nil, err
	}
	shapes, err := decodeShapes(shp)
	if err != nil {
		return nil, fmt.Errorf(".shp: %w", err)
	}
	rows, err := decodeAttributes(dbf)
	if err != nil {
		return nil, fmt.Errorf(".dbf: %w", err)
	}
	if len(shapes) != len(rows) {
		return nil, fmt.Errorf("%d shapes and %d rows of attributes", len(shapes), len(rows))
	}
	features := make([]feature, len(rows))
	for i := range rows {
		features[i] = feature{rows[i], shapes[i]}
	}
	return features, nil
}

// member reads the member of the archive's own name with an ending.
func member(file source.File, ending string) ([]byte, error) {
	file.Member = strings.TrimSuffix(path.Base(file.Path), path.Ext(file.Path)) + ending
	in, err := source.Open(file)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	text, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err == nil && len(text) > maxFile {
		err = source.ErrTooLarge
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file.Member, err)
	}
	return text, nil
}

// state is a state with what is drawn of it.
type state struct {
	code     country.Code
	entities []string
	rings    []orb.Ring
}

// gather books the features under the states that existed in the year, ordered by
// code, and rejects those that cannot be read.
func (r *Reader) gather(features []feature, file source.File, sink source.Sink) ([]state, error) {
	judged := r.reg.States(r.year)
	states := make([]state, len(judged))
	for i, code := range judged {
		states[i].code = code
	}
	skipped := 0
	for i, f := range features {
		name := f.attributes[r.def.Layout.Country.Column]
		place := r.places.Resolve(name, r.year)
		if place.Reason == "" && !place.Skip && len(f.rings) == 0 {
			place.Reason = "feature has no shape"
		}
		if place.Reason != "" {
			err := sink.Reject(obs.Rejected{
				File: file.Path, Row: i + 1, Column: r.def.Layout.Country.Column, Text: source.Cut(name), Reason: place.Reason,
			})
			if err != nil {
				return nil, err
			}
			continue
		}
		at, ok := slices.BinarySearch(judged, place.Code)
		if place.Skip || !ok {
			skipped++
			continue
		}
		states[at].entities = append(states[at].entities, name)
		states[at].rings = append(states[at].rings, f.rings...)
	}
	if c, ok := sink.(source.Counter); ok {
		c.Count(len(features), skipped)
	}
	return slices.DeleteFunc(states, func(s state) bool { return len(s.rings) == 0 }), nil
}
