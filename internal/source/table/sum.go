// SPDX-License-Identifier: Apache-2.0

package table

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/source"
)

// sums holds the values that are made of several rows, in the order of their
// first rows.
type sums struct {
	at    map[key]*sum
	order []*sum
}

// sum is one value in the making.
type sum struct {
	key
	cell *cell
	// line is the first row, rows their number.
	line, rows int
	value      float64
	// text is the first row's cell.
	text string
	// entities are the spellings of the country, in order of appearance, and
	// sessions the texts of the period.
	entities, sessions []string
}

// addend is what a row adds.
type addend struct {
	entity  string
	value   float64
	session string
}

// add takes a row into its sum.
func (s *sums) add(row source.Row, c *cell, k key, a addend) {
	t := s.at[k]
	if t == nil {
		t = &sum{key: k, cell: c, line: row.Line}
		if c.value != none {
			t.text = row.Cells[c.value]
		}
		s.at[k] = t
		s.order = append(s.order, t)
	}
	switch {
	case t.rows == 0, c.Combine == source.Last:
		t.value = a.value
	case c.Combine == source.Max:
		t.value = max(t.value, a.value)
	default:
		t.value += a.value
	}
	t.rows++
	if !slices.Contains(t.entities, a.entity) {
		t.entities = append(t.entities, a.entity)
	}
	if a.session != "" && !slices.Contains(t.sessions, a.session) {
		t.sessions = append(t.sessions, a.session)
	}
}

// result is the value once all rows are in.
func (t *sum) result() float64 {
	switch t.cell.Combine {
	case source.Count:
		return float64(t.rows)
	case source.Mean:
		return t.value / float64(t.rows)
	}
	return t.value
}

// sessionText is the period's text where it is not a year already.
func (r *run) sessionText(row source.Row) string {
	if r.plan.layout.Period.Kind != "session" {
		return ""
	}
	return strings.TrimSpace(row.Cells[r.plan.period])
}

// emitSums emits the combined values.
func (r *run) emitSums() error {
	for _, t := range r.sums.order {
		o := r.observation(t.cell, t.key)
		o.Value = t.result()
		o.Ref.Row, o.Ref.Rows, o.Ref.Entity = t.line, t.rows, t.entities[0]
		o.Ref.Text = t.text
		if t.rows > 1 || t.cell.Combine == source.Count {
			o.Ref.Text = r.describe(t)
		}
		if err := r.sink.Observe(o); err != nil {
			return err
		}
	}
	return nil
}

// describe says how a value was combined, such as "sum of refugees over 57 rows
// where coo_iso=AZE, year=2016".
func (r *run) describe(t *sum) string {
	p, c := r.plan, t.cell
	var b strings.Builder
	b.WriteString(string(c.Combine))
	if c.value != none {
		fmt.Fprintf(&b, " of %s over", p.sheet.Columns[c.value])
	} else {
		b.WriteString(" of")
	}
	noun := "rows"
	if t.rows == 1 {
		noun = "row"
	}
	country := p.sheet.Columns[p.places[c.place].column]
	fmt.Fprintf(&b, " %d %s where %s=%s", t.rows, noun, country, strings.Join(t.entities, "|"))
	if t.part != "" {
		fmt.Fprintf(&b, ", %s=%s", p.sheet.Columns[p.part], t.part)
	}
	b.WriteString(", " + r.describePeriod(t))
	if p.series != none {
		fmt.Fprintf(&b, ", %s=%s", p.sheet.Columns[p.series], c.ID)
	}
	for _, f := range slices.Concat(p.where, c.where) {
		fmt.Fprintf(&b, ", %s=%s", f.name, strings.Join(f.texts, "|"))
	}
	return b.String()
}

// describePeriod names the period as the file has it.
func (r *run) describePeriod(t *sum) string {
	p := r.plan
	if p.period == none {
		return fmt.Sprintf("column %s", p.sheet.Columns[t.cell.value])
	}
	name := p.sheet.Columns[p.period]
	switch p.layout.Period.Kind {
	case "date":
		return fmt.Sprintf("%s in %d", name, t.year)
	case "session":
		return name + "=" + strings.Join(t.sessions, "|")
	}
	return fmt.Sprintf("%s=%d", name, t.year)
}
