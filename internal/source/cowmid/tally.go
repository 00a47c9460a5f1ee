// SPDX-License-Identifier: Apache-2.0

package cowmid

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/source"
)

// stateYear identifies what is counted.
type stateYear struct {
	country country.Code
	year    int
}

// tally is a state-year in the making.
type tally struct {
	stateYear
	entity string
	// line is the first row, rows their number.
	line, rows int
	// disputes, originated and forceful are numbers of disputes, without repeats.
	disputes, originated, forceful []string
	hostility                      float64
}

// measures are what a series may be, by its key.
var measures = map[string]func(*tally) float64{
	"disputes":   func(t *tally) float64 { return float64(len(t.disputes)) },
	"originated": func(t *tally) float64 { return float64(len(t.originated)) },
	"force":      func(t *tally) float64 { return float64(len(t.forceful)) },
	"hostility":  func(t *tally) float64 { return t.hostility },
}

// add takes a participation into a state-year.
func (f *pass) add(row source.Row, key stateYear, entity string, level float64) {
	t := f.at[key]
	if t == nil {
		t = &tally{stateYear: key, entity: entity, line: row.Line}
		f.at[key] = t
		f.order = append(f.order, t)
	}
	t.rows++
	t.hostility = max(t.hostility, level)
	dispute := strings.TrimSpace(row.Cells[f.dispute])
	t.disputes = with(t.disputes, dispute)
	if strings.TrimSpace(row.Cells[f.origin]) == "1" {
		t.originated = with(t.originated, dispute)
	}
	if level >= force {
		t.forceful = with(t.forceful, dispute)
	}
}

// with adds a text that is not there yet.
func with(texts []string, text string) []string {
	if slices.Contains(texts, text) {
		return texts
	}
	return append(texts, text)
}

// describe names the disputes behind a value, at most ten.
func (t *tally) describe(key string) string {
	disputes := t.disputes
	switch key {
	case "originated":
		disputes = t.originated
	case "force":
		disputes = t.forceful
	}
	what := "count of disputes"
	if key == "hostility" {
		what = "max of hostlev"
	}
	shown, more := disputes, ""
	if len(shown) > 10 {
		shown, more = shown[:10], fmt.Sprintf(" and %d more", len(disputes)-10)
	}
	return fmt.Sprintf("%s over %d rows where ccode=%s in %d: dispnum %s%s",
		what, t.rows, t.entity, t.year, strings.Join(shown, " "), more)
}
