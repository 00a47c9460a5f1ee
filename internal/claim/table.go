// SPDX-License-Identifier: Apache-2.0

package claim

import (
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// World is the code under which a table holds the total or mean of the world, where
// its source gives one. It is no country and takes part in no rank.
const World country.Code = "WLD"

// Table is one indicator with its values by country and year.
type Table struct {
	// Indicator says what it is; its unit is as the source writes it.
	Indicator obs.Indicator
	// Title and Description are those of a series that the user brought.
	Title, Description string
	// Source says whose it is.
	Source string
	// Own tells that the user brought it.
	Own bool
	// Inverse tells that a higher value means less of what the title names, as its
	// description says.
	Inverse bool
	// Series holds the values.
	Series *panel.Series
}

// At is the value of a country in a year.
func (t *Table) At(c country.Code, year int) (float64, bool) {
	if t.Series == nil {
		return 0, false
	}
	i, ok := t.Series.Axis.Index(c)
	if !ok {
		return 0, false
	}
	v, ok := t.Series.At(i, year)
	if !ok {
		return 0, false // the empty cells of a series hold no number
	}
	return v, true
}

// Last is the last year up to the given one in which a country has a value.
func (t *Table) Last(c country.Code, upTo int) (int, bool) {
	i, ok := t.Series.Axis.Index(c)
	if !ok {
		return 0, false
	}
	return t.Series.LastYear(i, upTo)
}

// Query is what a user's own series are searched for.
type Query struct {
	// Titles are titles by which the lexicon knows the measure; Words are the stems
	// of the claim's own words.
	Titles []string
	Words  []string
	// Must are stems that a series has to name in its title or description.
	Must []string
	// All and Phrase are the stems of all words of the claim, and of those by which the
	// lexicon knows what is measured: a series whose whole title stands in the claim
	// and says more than the phrase is what is meant. Known is the phrase where it need
	// not say more.
	All, Phrase, Known []string
	// Measure is the kind of amount that the claim names; empty for none.
	Measure Measure
}

// Match is a series that answers a query.
type Match struct {
	Table *Table
	// Score is how well it does, 0 to 1; Exact tells that a title of the lexicon
	// found it.
	Score float64
	Exact bool
}
