// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"math"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// Column holds a value for each state, or the lack of one.
type Column struct {
	// values are by state; NaN marks what is missing and never leaves the package.
	values []float64
}

// NewColumn makes a column without values for n states.
func NewColumn(n int) *Column {
	c := &Column{values: make([]float64, n)}
	for i := range c.values {
		c.values[i] = math.NaN()
	}
	return c
}

// Len counts the states.
func (c *Column) Len() int { return len(c.values) }

// Set stores the value of a state; it must be finite.
func (c *Column) Set(state int, value float64) {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		panic("neighbour: value is not finite")
	}
	c.values[state] = value
}

// At is the value of a state; false where there is none.
func (c *Column) At(state int) (float64, bool) {
	if v := c.values[state]; v == v {
		return v, true
	}
	return 0, false
}

// table is the column as a table of one variant.
func (c *Column) table() *Table {
	return &Table{states: len(c.values), variants: 1, values: c.values}
}

// Table holds the values of each state under many variants of a method.
type Table struct {
	states, variants int
	// values are by state, then variant, so that inner loops run over variants;
	// NaN marks what is missing.
	values []float64
}

// NewTable makes a table without values.
func NewTable(states, variants int) *Table {
	t := &Table{states: states, variants: variants, values: make([]float64, states*variants)}
	for i := range t.values {
		t.values[i] = math.NaN()
	}
	return t
}

// States counts the states.
func (t *Table) States() int { return t.states }

// Variants counts the variants.
func (t *Table) Variants() int { return t.variants }

// Set stores the value of a state under a variant; it must be finite.
func (t *Table) Set(state, variant int, value float64) {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		panic("neighbour: value is not finite")
	}
	t.values[state*t.variants+variant] = value
}

// At is the value of a state under a variant; false where there is none.
func (t *Table) At(state, variant int) (float64, bool) {
	if v := t.values[state*t.variants+variant]; v == v {
		return v, true
	}
	return 0, false
}

// First is the table of the first n variants.
func (t *Table) First(n int) *Table {
	out := NewTable(t.states, n)
	for i := range t.states {
		copy(out.values[i*n:(i+1)*n], t.values[i*t.variants:i*t.variants+n])
	}
	return out
}

// FirstLog is the logarithm, for each case of a panel of one year, of the first of
// its indicators that is there and above zero.
func FirstLog(p *panel.Panel) *Column {
	out := NewColumn(len(p.Cases()))
	for c := range p.Cases() {
		for i := range p.Indicators() {
			if cell := p.At(c, 0, i); cell.Missing == obs.Present && cell.Value > 0 {
				out.Set(c, math.Log(cell.Value))
				break
			}
		}
	}
	return out
}

// Sum adds indicators of a panel of one year up, for each case in which all of them
// are there.
func Sum(p *panel.Panel, ids []string) *Column {
	out := NewColumn(len(p.Cases()))
	for c := range p.Cases() {
		sum, there := 0.0, 0
		for _, id := range ids {
			if i, ok := p.Indicator(id); ok {
				if cell := p.At(c, 0, i); cell.Missing == obs.Present {
					sum += cell.Value
					there++
				}
			}
		}
		if there == len(ids) {
			out.Set(c, sum)
		}
	}
	return out
}

// Collector collects the scores of several layers, variant by variant.
type Collector struct {
	layers, states, variants int
	// tables are there once the first variant was taken.
	tables []*Table
	made   int
}

// NewCollector makes a collector of so many variants at most.
func NewCollector(layers, states, variants int) *Collector {
	return &Collector{layers: layers, states: states, variants: variants}
}

// Take takes over one variant: score is the score of a state on a layer, by their
// places. What is not finite is no score.
func (c *Collector) Take(score func(layer, state int) (float64, bool)) {
	for len(c.tables) < c.layers {
		c.tables = append(c.tables, NewTable(c.states, c.variants))
	}
	for n, t := range c.tables {
		for i := range t.states {
			if v, ok := score(n, i); ok && !math.IsInf(v, 0) {
				t.Set(i, c.made, v)
			}
		}
	}
	c.made++
}

// Table is a layer under the variants that were taken; nil where none were.
func (c *Collector) Table(layer int) *Table {
	switch c.made {
	case 0:
		return nil
	case c.variants:
		return c.tables[layer]
	}
	return c.tables[layer].First(c.made)
}
