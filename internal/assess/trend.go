// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"fmt"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
)

// Trend is how a country's scores changed over years.
type Trend struct {
	ID         string       `json:"id"`
	Country    country.Code `json:"country"`
	Name       string       `json:"name"`
	From       int          `json:"from"`
	To         int          `json:"to"`
	Definition string       `json:"definition"`
	View       string       `json:"view"`
	Framework  string       `json:"framework"`
	// FrameworkName is what a heading calls the framework.
	FrameworkName string       `json:"framework_name"`
	AsOf          obs.Date     `json:"as_of,omitzero"`
	Data          string       `json:"data"`
	Version       string       `json:"version"`
	Levels        []TrendLevel `json:"levels"`
	// Breaks are years in which series, editions or coverage change, so that what
	// lies on both sides compares less well.
	Breaks   []Break       `json:"breaks"`
	Variants *Variants     `json:"variants,omitempty"`
	Sources  []obs.Origin  `json:"sources"`
	Warnings []obs.Warning `json:"warnings"`
}

// TrendLevel is one node over the years.
type TrendLevel struct {
	ID     string      `json:"id"`
	Name   string      `json:"name"`
	Years  []TrendYear `json:"years"`
	Turns  []Turn      `json:"turning_points"`
	Change Change      `json:"change"`
	// Depth is 0 for the whole and for kinds, 1 for pillars, 2 for groups.
	Depth int `json:"-"`
}

// TrendYear is a node in one year.
type TrendYear struct {
	Year     int      `json:"year"`
	Value    *float64 `json:"score"`
	Range    *Range   `json:"range,omitempty"`
	Coverage float64  `json:"coverage"`
	Reason   string   `json:"reason,omitempty"`
	// Better is the share of variants in which the score is higher than the year
	// before, ties counting half; nil where it was not computed.
	Better *float64 `json:"p_better"`
}

// Turn is a year in which a score stopped rising or falling.
type Turn struct {
	Year  int     `json:"year"`
	Kind  string  `json:"kind"`
	Score float64 `json:"score"`
}

// Change is a country's change between two years beside its neighbours'.
type Change struct {
	From int `json:"from"`
	To   int `json:"to"`
	// Own and Median are changes in points; Median is that of the neighbours.
	Own    *float64 `json:"own"`
	Median *float64 `json:"neighbours_median"`
	// Same counts the neighbours that moved the way of the median, Of those whose
	// change is known.
	Same    int              `json:"same_way"`
	Of      int              `json:"of"`
	Verdict neighbour.Course `json:"verdict"`
	Reason  string           `json:"reason,omitempty"`
	Members []MemberChange   `json:"members"`
	// Better is the share of variants in which the later score is higher, Holds that
	// in which the verdict is the same; nil where none were drawn.
	Better *float64 `json:"p_better"`
	Holds  *float64 `json:"p_verdict"`
}

// MemberChange is the change of one neighbour; nil where it is not known.
type MemberChange struct {
	ISO3   country.Code `json:"iso3"`
	Change *float64     `json:"change"`
}

// Break is a reason why two years compare less well.
type Break struct {
	// Year is the later of the two.
	Year int `json:"year"`
	// Kind is coverage, edition or indicator.
	Kind string `json:"kind"`
	// Subject is a node or a source, Text a sentence.
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

// SpanError says that there are no two years to compare.
type SpanError struct{ From, To, First, Last int }

// Error names the years there are.
func (e *SpanError) Error() string {
	return fmt.Sprintf("from %d to %d there are no two years; the framework covers %d to %d", e.From, e.To, e.First, e.Last)
}

// Unwrap tells that the years are at fault, for those who do not ask which.
func (e *SpanError) Unwrap() error { return &YearError{Year: e.From, First: e.First, Last: e.Last} }
