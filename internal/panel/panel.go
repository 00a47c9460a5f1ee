// SPDX-License-Identifier: Apache-2.0

package panel

import (
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/obs"
)

// Cell is what a panel holds for one case, year and indicator.
type Cell struct {
	// Value is finite, and means nothing unless Missing is obs.Present.
	Value   float64
	Missing obs.Missing
	// Age is how many years the value was carried forward; 0 for its own year.
	Age uint8
	// Flags qualify the value.
	Flags obs.Flags
}

// Panel is a table of cases (countries, or whatever is scored), years and
// indicators. A new panel is empty: every cell is NotCollected.
type Panel struct {
	cases      []string
	years      []int
	indicators []string
	caseAt     map[string]int
	indicator  map[string]int
	cells      []Cell
}

// New makes an empty panel. Codes must not repeat.
func New(cases []string, years []int, indicators []string) *Panel {
	p := &Panel{
		cases: slices.Clone(cases), years: slices.Clone(years), indicators: slices.Clone(indicators),
		caseAt: places("case", cases), indicator: places("indicator", indicators),
		cells: make([]Cell, len(cases)*len(years)*len(indicators)),
	}
	for i := range p.cells {
		p.cells[i].Missing = obs.NotCollected
	}
	return p
}

// places numbers the names and refuses repetitions.
func places(what string, names []string) map[string]int {
	at := make(map[string]int, len(names))
	for i, name := range names {
		if _, twice := at[name]; twice {
			panic(fmt.Sprintf("panel: %s %q stands twice", what, name))
		}
		at[name] = i
	}
	return at
}

// Cases lists the codes of what is scored, in order; not to be changed.
func (p *Panel) Cases() []string { return p.cases }

// Years lists the years, in order; not to be changed.
func (p *Panel) Years() []int { return p.years }

// Indicators lists the indicators' ids, in order; not to be changed.
func (p *Panel) Indicators() []string { return p.indicators }

// Case is the place of a case.
func (p *Panel) Case(code string) (int, bool) {
	i, ok := p.caseAt[code]
	return i, ok
}

// Indicator is the place of an indicator.
func (p *Panel) Indicator(id string) (int, bool) {
	i, ok := p.indicator[id]
	return i, ok
}

// Year is the place of a year.
func (p *Panel) Year(year int) (int, bool) {
	i := slices.Index(p.years, year)
	return i, i >= 0
}

// At is the cell at places (case, year, indicator).
func (p *Panel) At(c, t, i int) Cell { return p.cells[p.place(c, t, i)] }

// Set stores a cell at places (case, year, indicator).
func (p *Panel) Set(c, t, i int, cell Cell) { p.cells[p.place(c, t, i)] = cell }

// Column is the run of cells of one indicator in one year, by case; a view into
// the panel, for reading in inner loops.
func (p *Panel) Column(t, i int) []Cell {
	start := p.place(0, t, i)
	return p.cells[start : start+len(p.cases) : start+len(p.cases)]
}

// place is indicator-major, then year, so that a column is contiguous.
func (p *Panel) place(c, t, i int) int {
	return (i*len(p.years)+t)*len(p.cases) + c
}
