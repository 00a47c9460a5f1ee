// SPDX-License-Identifier: Apache-2.0

package obs

import "strings"

// Kind says how a series comes to be, which decides how far it can be trusted.
type Kind string

// The kinds of series.
const (
	Administrative Kind = "administrative"
	Survey         Kind = "survey"
	ExpertCoded    Kind = "expert-coded"
	EventCoded     Kind = "event-coded"
	Modelled       Kind = "modelled"
)

// Kinds lists every kind, for linting and help.
func Kinds() []Kind {
	return []Kind{Administrative, Survey, ExpertCoded, EventCoded, Modelled}
}

// Unit is a unit of measurement as it is printed, such as "% of GDP"; empty
// means unknown, which a linter refuses.
type Unit string

// Indicator is a measured variable.
type Indicator struct {
	// ID is "source.series".
	ID string
	// Name is what a table calls it, Definition what it measures.
	Name, Definition string
	Unit             Unit
	Kind             Kind
	// IntervalLevel is the probability that Low and High of its observations
	// span, between 0 and 1; 0 where the source gives no interval.
	IntervalLevel float64
	// Dyadic tells that its observations have a Counterpart.
	Dyadic bool
	// Limits names the construct's known weaknesses, for doc/indicators.md.
	Limits string
}

// SplitID parts an indicator id at its first dot into source and series.
// It returns false where either is empty.
func SplitID(id string) (source, series string, ok bool) {
	source, series, ok = strings.Cut(id, ".")
	return source, series, ok && source != "" && series != ""
}

// Direction tells which way an indicator points.
type Direction int8

// The directions. Exposure is shown, never scored.
const (
	LowerIsBetter  Direction = -1
	Exposure       Direction = 0
	HigherIsBetter Direction = 1
)
