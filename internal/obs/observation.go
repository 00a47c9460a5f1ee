// SPDX-License-Identifier: Apache-2.0

package obs

import "github.com/qala-observatory/qala/internal/country"

// Observation is one value of one indicator for one country in one period,
// from one release of one source.
type Observation struct {
	// Indicator is the id "source.series", such as "wdi.NY.GDP.MKTP.KD.ZG".
	Indicator string
	// Country is the state or territory the value is about.
	Country country.Code
	// Counterpart is the other side of a dyad (an ISO3 code) or the named part
	// of a whole (an ethnic group); empty for a plain country value.
	Counterpart string
	// Period is the year or month the value is about.
	Period Period
	// Value is finite; a value that is missing is no observation.
	Value float64
	// Spread is the source's own statement of uncertainty, if it makes one.
	Spread Spread
	// Flags qualify the value.
	Flags Flags
	// Release is the id of the release, unique within the source.
	Release string
	// Ref leads back to the raw row.
	Ref Ref
}

// Spread is a source's own statement of how sure a value is.
type Spread struct {
	// HasSE tells whether SE, a standard error in the unit of the value, is given.
	HasSE bool
	SE    float64
	// HasInterval tells whether Low and High are given; the probability they
	// span stands with the Indicator.
	HasInterval bool
	Low, High   float64
}

// Ref leads from a value to the raw row it was read from.
type Ref struct {
	// File is the path of the raw file below the folder of raw data.
	File string
	// SHA256 is the hash of that file as it was read, in hexadecimal.
	SHA256 string
	// Row is the line, in the decompressed file, on which the row starts; the
	// header is line 1. It is 0 where Place says it all.
	Row int
	// Rows counts the raw rows that were combined into the value, of which Row
	// is the first; 1 for a value that stands in one row.
	Rows int
	// Place is the member of an archive and the path inside it, such as
	// "central-asia/aj.json#/Economy/Real GDP growth rate"; empty for tables.
	Place string
	// Entity is the source's own spelling or code of the country.
	Entity string
	// Text is what stands there, or for a combined value how it was combined.
	Text string
}

// Flags is a set of remarks on a value.
type Flags uint16

// The remarks that a value can carry.
const (
	// Estimate marks a value that its source calls an estimate.
	Estimate Flags = 1 << iota
	// Provisional marks a value for a period that had not ended when published.
	Provisional
	// CarriedForward marks a value taken from an earlier period.
	CarriedForward
	// Fallback marks a value taken from the second choice of series.
	Fallback
	// Derived marks a value computed from others.
	Derived
	// Imputed marks a value that was filled in by a statistical method.
	Imputed
	// Partial marks a derived value that rests on fewer inputs than its window has.
	Partial
	// Break marks the first value after a change of method or definition.
	Break
)

// flagNames are the words for the flags, in the order of their bits.
var flagNames = [...]string{
	"estimate", "provisional", "carried_forward", "fallback",
	"derived", "imputed", "partial", "break",
}

// Names lists the remarks in a fixed order, as machine-readable words.
func (f Flags) Names() []string {
	names := []string{}
	for bit, name := range flagNames {
		if f&(1<<bit) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// Rejected is a row, or a cell of a row, that could not become an observation.
type Rejected struct {
	// File, Row and Column say where it stands; Row counts as in Ref.
	File   string
	Row    int
	Column string
	// Text is what stands there, cut to at most 200 bytes.
	Text string
	// Reason is a sentence without a capital or a full stop.
	Reason string
}
