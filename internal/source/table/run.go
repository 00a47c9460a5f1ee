// SPDX-License-Identifier: Apache-2.0

package table

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// run is one file on its way through.
type run struct {
	def  *source.Definition
	plan *plan
	file source.File
	sink source.Sink
	// ended is the last year that had ended when the release was published; 0
	// where the day is not known.
	ended int
	// first is the line of each value that stands for itself.
	first map[key]int
	sums  sums
	// resolved are the countries of the row at hand, one for each country column.
	resolved      []resolved
	read, skipped int
	// kept, left and refused tell what happened to the row at hand.
	kept, left, refused bool
}

// key identifies a value.
type key struct {
	series  int
	country country.Code
	part    string
	year    int
}

// resolved is what a country column says in a year.
type resolved struct {
	source.Place
	year int
	told bool
}

func newRun(def *source.Definition, p *plan, file source.File, sink source.Sink) *run {
	r := &run{
		def: def, plan: p, file: file, sink: sink, first: map[key]int{},
		sums: sums{at: map[key]*sum{}}, resolved: make([]resolved, len(p.places)),
	}
	for _, release := range def.Releases {
		if release.ID == file.Release && !release.Published.IsZero() {
			r.ended = release.Published.LastYearEnded()
		}
	}
	return r
}

// row takes one row.
func (r *run) row(row source.Row) error {
	r.read++
	r.kept, r.left, r.refused = false, false, false
	err := r.take(row)
	if r.left && !r.kept && !r.refused {
		r.skipped++
	}
	return err
}

// take reads what concerns the row as a whole, then its cells.
func (r *run) take(row source.Row) error {
	if row.Bad != "" {
		return r.reject(row, "", row.Text, row.Bad)
	}
	p := r.plan
	if !matches(row, p.where) || r.noCountry(row) {
		r.left = true
		return nil
	}
	cells, ok := p.cells[r.seriesOf(row)]
	if !ok {
		r.left = true
		return nil
	}
	year, reason := r.year(row)
	if reason != nil {
		return r.reject(row, p.sheet.Columns[p.period], row.Cells[p.period], reason.Error())
	}
	if p.period != none && !r.within(year) {
		r.left = true
		return nil
	}
	if column, reason := r.lacks(row); reason != "" {
		return r.reject(row, p.sheet.Columns[column], row.Cells[column], reason)
	}
	for i := range r.resolved {
		r.resolved[i] = resolved{}
	}
	for i := range cells {
		if err := r.cell(row, &cells[i], year); err != nil {
			return err
		}
	}
	return nil
}

// seriesOf is the series that the row names, or nothing in a wide table.
func (r *run) seriesOf(row source.Row) string {
	if r.plan.series == none {
		return ""
	}
	return strings.TrimSpace(row.Cells[r.plan.series])
}

// noCountry tells whether the only country column says that the row is of no
// country, so that nothing else in it matters.
func (r *run) noCountry(row source.Row) bool {
	places := r.plan.places
	return len(places) == 1 && places[0].Skips(row.Cells[places[0].column])
}

// matches tells whether a row fulfils every condition.
func matches(row source.Row, where []filter) bool {
	for i := range where {
		if !slices.Contains(where[i].texts, strings.TrimSpace(row.Cells[where[i].column])) {
			return false
		}
	}
	return true
}

// year reads the row's year; 0 where the columns have it.
func (r *run) year(row source.Row) (int, error) {
	p := r.plan
	if p.period == none {
		return 0, nil
	}
	text := row.Cells[p.period]
	switch p.layout.Period.Kind {
	case "date":
		date, err := obs.ParseDate(strings.TrimSpace(text))
		if err != nil {
			return 0, fmt.Errorf("not a date written YYYY-MM-DD")
		}
		return date.Year, nil
	case "session":
		return source.ParseSession(text, p.layout.Period.Offset)
	}
	return source.ParseYear(text)
}

// within tells whether a year is asked for.
func (r *run) within(year int) bool {
	p := r.plan.layout.Period
	return (p.First == 0 || year >= p.First) && (p.Last == 0 || year <= p.Last)
}

// lacks names the first requirement that the row does not meet.
func (r *run) lacks(row source.Row) (column int, reason string) {
	for _, q := range r.plan.require {
		value, err := source.ParseNumber(row.Cells[q.column])
		if err != nil {
			return q.column, "required " + err.Error()
		}
		if value < q.Min {
			return q.column, q.Reason
		}
	}
	return none, ""
}

// reject passes a row, or a cell of it, on as one that cannot be read.
func (r *run) reject(row source.Row, column, text, reason string) error {
	r.refused = true
	return r.sink.Reject(obs.Rejected{
		File: r.file.Path, Row: row.Line, Column: column, Text: source.Cut(text), Reason: reason,
	})
}

// finish emits the combined values and tells the counts.
func (r *run) finish() error {
	if err := r.emitSums(); err != nil {
		return err
	}
	if c, ok := r.sink.(source.Counter); ok {
		c.Count(r.read, r.skipped)
	}
	return nil
}
