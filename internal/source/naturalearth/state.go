// SPDX-License-Identifier: Apache-2.0

package naturalearth

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// owners says to which state each feature, or a part of one, belongs.
type owners struct {
	column string
	places *source.Places
	cuts   []cut
}

// cut is a part of a feature that belongs to another state than the feature: the
// one with a point in it.
type cut struct {
	feature string
	at      orb.Point
	to      country.Code
}

// newOwners reads a country column. An alias "RUS@45.2 34.4" means the part of the
// feature RUS in which that latitude and longitude lie.
func newOwners(reg *country.Register, column source.CountryColumn) (*owners, error) {
	if column.Column == "" {
		return nil, errors.New("want the column of the country")
	}
	places, err := source.NewPlaces(reg, column)
	if err != nil {
		return nil, err
	}
	o := &owners{column: column.Column, places: places}
	for _, text := range slices.Sorted(maps.Keys(column.Aliases)) {
		feature, point, ok := strings.Cut(text, "@")
		if !ok {
			continue
		}
		c := cut{feature: feature, to: country.Code(column.Aliases[text])}
		if n, err := fmt.Sscanf(point, "%f %f", &c.at[1], &c.at[0]); n != 2 || err != nil {
			return nil, fmt.Errorf("alias %q: want latitude and longitude behind the @", text)
		}
		o.cuts = append(o.cuts, c)
	}
	return o, nil
}

// state is a state with what is drawn of it.
type state struct {
	code     country.Code
	entities []string
	rings    []orb.Ring
}

// add books parts of a feature under the state.
func (s *state) add(entity string, rings ...orb.Ring) {
	if len(rings) > 0 {
		s.entities, s.rings = append(s.entities, entity), append(s.rings, rings...)
	}
}

// gather books the features under the states that existed in the year, ordered by
// code, and lists those that cannot be read.
func (r *Reader) gather(features []feature, o *owners, file source.File) (states []state, bad []obs.Rejected) {
	judged := r.reg.States(r.year)
	states = make([]state, len(judged))
	for i, code := range judged {
		states[i].code = code
	}
	for i, f := range features {
		name := f.attributes[o.column]
		place := o.places.Resolve(name, r.year)
		if place.Reason == "" && !place.Skip && len(f.rings) == 0 {
			place.Reason = "feature has no shape"
		}
		if place.Reason != "" {
			bad = append(bad, obs.Rejected{
				File: file.Path, Row: i + 1, Column: o.column, Text: source.Cut(name), Reason: place.Reason,
			})
			continue
		}
		rings := f.rings
		for _, c := range o.cuts {
			if at, ok := slices.BinarySearch(judged, c.to); ok && c.feature == name {
				inside := func(ring orb.Ring) bool { return planar.RingContains(ring, c.at) }
				moved := slices.DeleteFunc(slices.Clone(rings), func(ring orb.Ring) bool { return !inside(ring) })
				states[at].add(name, moved...)
				rings = slices.DeleteFunc(slices.Clone(rings), inside)
			}
		}
		if at, ok := slices.BinarySearch(judged, place.Code); ok && !place.Skip {
			states[at].add(name, rings...)
		}
	}
	return slices.DeleteFunc(states, func(s state) bool { return len(s.rings) == 0 }), bad
}

// skipped counts the features that are no state's.
func (r *Reader) skipped(features []feature) int {
	judged, n := r.reg.States(r.year), 0
	for _, f := range features {
		place := r.chosen[0].owners.places.Resolve(f.attributes[r.chosen[0].owners.column], r.year)
		if _, ok := slices.BinarySearch(judged, place.Code); place.Skip || place.Reason == "" && !ok {
			n++
		}
	}
	return n
}
