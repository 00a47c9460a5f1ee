// SPDX-License-Identifier: Apache-2.0

package affiliation

import (
	"fmt"
	"time"

	"github.com/qala-observatory/qala/internal/country"
)

// Span is a stretch of days, both ends included; a zero end is open.
type Span struct {
	// From is the first and To the last day.
	From, To country.Date
	// Since and Until are the ends as the table writes them: a day, a month or a
	// year, as exact as its source is.
	Since, Until string
}

// Holds reports whether a day lies in the span. The zero day is today, which an
// open end alone covers.
func (s Span) Holds(on country.Date) bool {
	if on.IsZero() {
		return s.To.IsZero()
	}
	return !on.Before(s.From) && (s.To.IsZero() || !s.To.Before(on))
}

// overlaps reports whether some day lies in both spans.
func (s Span) overlaps(t Span) bool {
	return (s.To.IsZero() || !s.To.Before(t.From)) && (t.To.IsZero() || !t.To.Before(s.From))
}

// within reports whether all days of the span lie in the other.
func (s Span) within(t Span) bool {
	return !s.From.Before(t.From) && (t.To.IsZero() || !s.To.IsZero() && !t.To.Before(s.To))
}

// YearEnd is the last day of a year, on which a membership decides for the year.
func YearEnd(year int) country.Date { return country.Date{Year: year, Month: 12, Day: 31} }

// ParseDate reads a day, month or year, written 2016-11-30, 2016-11 or 2016, and
// returns its first and last day.
func ParseDate(text string) (first, last country.Date, err error) {
	for _, layout := range [...]string{time.DateOnly, "2006-01", "2006"} {
		t, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		end := t
		switch layout {
		case "2006-01":
			end = t.AddDate(0, 1, -1)
		case "2006":
			end = t.AddDate(1, 0, -1)
		}
		return dateOf(t), dateOf(end), nil
	}
	return first, last, fmt.Errorf("%q is not a day, month or year written 2016-11-30, 2016-11 or 2016", text)
}

func dateOf(t time.Time) country.Date {
	return country.Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}
}
