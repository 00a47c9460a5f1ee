// SPDX-License-Identifier: Apache-2.0

package panel

import (
	"math"
	"slices"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// Axis is the ordered set of countries that all series of one snapshot share,
// so that a country is a small number in inner loops.
type Axis struct {
	codes []country.Code
	index map[country.Code]int
}

// NewAxis sorts the codes and drops repetitions.
func NewAxis(codes []country.Code) *Axis {
	sorted := slices.Compact(slices.Sorted(slices.Values(codes)))
	index := make(map[country.Code]int, len(sorted))
	for i, c := range sorted {
		index[c] = i
	}
	return &Axis{codes: sorted, index: index}
}

// Len counts the countries.
func (a *Axis) Len() int { return len(a.codes) }

// Code is the country at place i.
func (a *Axis) Code(i int) country.Code { return a.codes[i] }

// Index is the place of a country, or false where the axis lacks it.
func (a *Axis) Index(c country.Code) (int, bool) {
	i, ok := a.index[c]
	return i, ok
}

// Series holds one indicator's values, at most one for each country and year.
type Series struct {
	// ID is the indicator's id.
	ID string
	// Axis gives the countries; First and Last the span of years, both included.
	Axis        *Axis
	First, Last int
	// values is country-major; NaN marks an empty cell.
	values []float64
	// flags qualify the values; nil where none is qualified.
	flags []obs.Flags
	// reached is the last year with a value for any country.
	reached int
}

// NewSeries makes an empty series over the years first to last.
func NewSeries(id string, axis *Axis, first, last int) *Series {
	if last < first {
		panic("panel: series ends before it begins")
	}
	s := &Series{ID: id, Axis: axis, First: first, Last: last, reached: first - 1}
	s.values = make([]float64, axis.Len()*(last-first+1))
	for i := range s.values {
		s.values[i] = math.NaN()
	}
	return s
}

// Set stores the value of a country, by its place on the axis, in a year. Years
// outside the span are ignored; a value must be finite.
func (s *Series) Set(country, year int, value float64) {
	if year < s.First || year > s.Last {
		return
	}
	if math.IsNaN(value) || math.IsInf(value, 0) {
		panic("panel: value is not finite")
	}
	s.values[country*(s.Last-s.First+1)+year-s.First] = value
	s.reached = max(s.reached, year)
}

// At is the value of a country, by its place on the axis, in a year.
func (s *Series) At(country, year int) (float64, bool) {
	if year < s.First || year > s.Last {
		return 0, false
	}
	v := s.values[country*(s.Last-s.First+1)+year-s.First]
	return v, v == v
}

// flag adds remarks to the value of a country in a year within the span.
func (s *Series) flag(country, year int, flags obs.Flags) {
	if s.flags == nil {
		s.flags = make([]obs.Flags, len(s.values))
	}
	s.flags[country*(s.Last-s.First+1)+year-s.First] |= flags
}

// Flags are the remarks on the value of a country in a year; none where there
// is no value.
func (s *Series) Flags(country, year int) obs.Flags {
	if s.flags == nil || year < s.First || year > s.Last {
		return 0
	}
	return s.flags[country*(s.Last-s.First+1)+year-s.First]
}

// Reached is the last year in which any country has a value, or First-1.
func (s *Series) Reached() int { return s.reached }

// LastYear is the last year up to the given one in which a country has a value.
func (s *Series) LastYear(country, upTo int) (int, bool) {
	for year := min(upTo, s.Last); year >= s.First; year-- {
		if _, ok := s.At(country, year); ok {
			return year, true
		}
	}
	return 0, false
}
