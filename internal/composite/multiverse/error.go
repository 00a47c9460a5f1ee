// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"hash/fnv"
	"math"
	"slices"
	"sync"

	"gonum.org/v1/gonum/mathext"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// Spread is what a source says of the error of one indicator's values, as series
// beside the values; any may be nil or have gaps.
type Spread struct {
	// SE is the standard error, Low and High bound an interval.
	SE, Low, High *panel.Series
	// Level is the probability that Low and High span, between 0 and 1; 0 where
	// the source does not say, and the two are then taken as the ends of what is
	// possible.
	Level float64
}

// errorTable looks up the errors of a panel's values.
type errorTable struct {
	tree    *tree
	panel   *panel.Panel
	spreads map[string]Spread
	// held are those of the year that was asked for last: the fits of a panel ask
	// for the same year, one after another.
	mu   sync.Mutex
	year int
	held []leafErrors
}

// leafErrors are the errors of one leaf in one year.
type leafErrors struct {
	leaf int
	// cases are the places of the cases whose value has an error; what follows is
	// in their order.
	cases []int32
	raw   loose
	// persistent and independent seed a value's error: by the case alone, and with
	// the year of the observation, which is before the panel's where it is carried
	// forward. Names seed them, not places, so that the same value of the same
	// case errs alike whatever stands beside it.
	persistent, independent []uint64
	// name seeds the indicator.
	name uint64
	ends bool
	// line, where it is not nil, brings values to scores.
	line *line
}

// loose are numbers that may lie elsewhere: sides are two distances for each, below
// and above it, of one standard deviation, or of the end of what is possible.
type loose struct{ value, sides []float64 }

// line is a scale that is a straight line, cut off at both ends: errors can then
// be drawn on the scale of the scores.
type line struct {
	loose
	low, high float64
}

// straighten gives the errors their line, where the model's scale of the leaf in a
// year, by its place among those fitted, is one.
func (l *leafErrors) straighten(m *composite.Model, leaf *composite.Node, year int) {
	linear := leaf.Scale == composite.DefaultScale || leaf.Scale == composite.Linear
	treated := l.leaf < len(m.Treated) && len(m.Treated[l.leaf]) > 0
	fitted := m.Normalisers[l.leaf]
	if !linear || treated || leaf.Denominator != "" || m.Recipe.Denominate.By[leaf.Indicator] != "" || len(fitted) == 0 || year < 0 {
		return
	}
	n := fitted[min(year, len(fitted)-1)]
	switch n.Method {
	case composite.NormaliseGoalposts, composite.NormaliseMinMax, composite.NormaliseScaled, composite.NormaliseCentred:
	default:
		return
	}
	if n.Empty {
		return
	}
	at := &line{low: math.Inf(-1), high: math.Inf(1)}
	if n.CutLow {
		at.low = n.Low
	}
	if n.CutHigh {
		at.high = n.High
	}
	slope := (n.High - n.Low) / (n.To - n.From)
	for _, v := range l.raw.value {
		at.value = append(at.value, (v*n.Sign-n.From)*slope+n.Low)
	}
	for _, side := range l.raw.sides {
		at.sides = append(at.sides, side*n.Sign*slope)
	}
	l.line = at
}

// scores draws scores where the scale is a line.
func (l *leafErrors) scores(drawn drawnError, normal *normalTable, x []float64) {
	l.move(drawn, normal, l.line.loose, x)
	low, high := l.line.low, l.line.high
	for i, v := range x {
		if v < low {
			x[i] = low
		} else if v > high {
			x[i] = high
		}
	}
}

func newErrorTable(t *tree, p *panel.Panel, spreads map[string]Spread) *errorTable {
	e := &errorTable{tree: t, panel: p, spreads: make(map[string]Spread)}
	for _, n := range t.leaves {
		id := t.nodes[n].Indicator
		if s := spreads[id].known(); s != (Spread{}) {
			e.spreads[id] = s
		}
	}
	return e
}

// at are the errors of all leaves that have any in year t, for a stage to make its
// own.
func (e *errorTable) at(t int) []leafErrors {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.held == nil || e.year != t {
		e.held, e.year = e.look(t), t
	}
	return slices.Clone(e.held)
}

func (e *errorTable) look(t int) []leafErrors {
	out := []leafErrors{}
	for j, n := range e.tree.leaves {
		id := e.tree.nodes[n].Indicator
		i, ok := e.panel.Indicator(id)
		spread, given := e.spreads[id]
		if !ok || !given {
			continue
		}
		if one := e.leaf(spread, t, i); len(one.cases) > 0 {
			one.leaf = j
			out = append(out, one)
		}
	}
	return out
}

// leaf are the errors of indicator i in year t.
func (e *errorTable) leaf(spread Spread, t, i int) leafErrors {
	out := leafErrors{ends: spread.ends(), name: named(e.panel.Indicators()[i])}
	for c, cell := range e.panel.Column(t, i) {
		if cell.Missing != obs.Present || cell.Flags&obs.Imputed != 0 {
			continue
		}
		year := e.panel.Years()[t] - int(cell.Age)
		low, high := spread.sides(e.panel.Cases()[c], year, cell.Value)
		if low == 0 && high == 0 {
			continue
		}
		out.cases, out.raw.value = append(out.cases, int32(c)), append(out.raw.value, cell.Value)
		out.raw.sides = append(out.raw.sides, low, high)
		who := named(e.panel.Cases()[c])
		out.persistent, out.independent = append(out.persistent, who), append(out.independent, mix(who+uint64(year)))
	}
	return out
}

// free lists the indicators of leaves of which no value has an error.
func (e *errorTable) free() []string {
	with := make([]bool, len(e.tree.leaves))
	for t := range e.panel.Years() {
		for _, one := range e.at(t) {
			with[one.leaf] = true
		}
	}
	out := []string{}
	for j, n := range e.tree.leaves {
		if !with[j] {
			out = append(out, e.tree.nodes[n].Indicator)
		}
	}
	return out
}

// sides are the distances on either side of a value.
func (s *Spread) sides(code string, year int, value float64) (low, high float64) {
	at := func(series *panel.Series) (float64, bool) {
		if series == nil {
			return 0, false
		}
		c, ok := series.Axis.Index(country.Code(code))
		if !ok {
			return 0, false
		}
		return series.At(c, year)
	}
	lowest, hasLow := at(s.Low)
	highest, hasHigh := at(s.High)
	if se, ok := at(s.SE); ok && (s.Level == 0 || !hasLow || !hasHigh) {
		return max(se, 0), max(se, 0)
	}
	unit := 1.0
	if s.Level > 0 {
		unit = mathext.NormalQuantile((1 + min(s.Level, 0.9999)) / 2)
	} else if s.SE != nil {
		return 0, 0
	}
	if hasLow {
		low = max(value-lowest, 0) / unit
	}
	if hasHigh {
		high = max(highest-value, 0) / unit
	}
	return low, high
}

// disturb draws the values of one leaf for a draw and writes them to x. The same
// seed, indicator, case and year give the same error.
func (l *leafErrors) disturb(drawn drawnError, normal *normalTable, x []float64) {
	l.move(drawn, normal, l.raw, x)
}

// move writes numbers moved by their errors to x.
func (l *leafErrors) move(drawn drawnError, normal *normalTable, of loose, x []float64) {
	key := mix(drawn.seed ^ l.name)
	seeds := l.independent
	if drawn.how == composite.ErrorPersistent {
		seeds = l.persistent
	}
	value, sides := of.value[:len(seeds)], of.sides[:2*len(seeds)]
	x = x[:len(seeds)]
	if l.ends {
		for i, seed := range seeds {
			u := mix(key ^ seed)
			x[i] = value[i] + fromEnd(u)*sides[2*i+int(u>>63)]
		}
		return
	}
	for i, seed := range seeds {
		u := mix(key ^ seed)
		k := u >> (64 - tableBits)
		a, b := normal[k], normal[k+1]
		z := a + (b-a)*(float64(int64(u<<tableBits>>11))/(1<<53))
		if k-tableTail >= tableSize-2*tableTail {
			z = tail(u)
		}
		x[i] = value[i] + z*sides[2*i+int(u>>63)]
	}
}

// named is a number for a name (FNV-1a, scrambled).
func named(name string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // writing to a hash cannot fail
	return mix(h.Sum64())
}

// fromEnd is a variable between -1 and 1 whose density falls in a straight line
// from 0 to either end; it is above 0 where the first bit of u is set.
func fromEnd(u uint64) float64 {
	v := float64(int64(u^1<<63)>>10) / (1 << 53) // from -1 up to 1
	if v < 0 {
		return math.Sqrt(1+v) - 1
	}
	return 1 - math.Sqrt(1-v)
}

// The quantiles of the normal distribution are looked up between tableTail and
// its mirror image, with an error below 0.00005, and computed beyond.
const (
	tableBits = 12
	tableSize = 1 << tableBits
	tableTail = tableSize / 128
)

// normalTable holds quantiles of the standard normal distribution.
type normalTable [tableSize + 1]float64

func newNormalTable() *normalTable {
	var t normalTable
	for i := 1; i < tableSize; i++ {
		t[i] = mathext.NormalQuantile(float64(i) / tableSize)
	}
	return &t
}

// at is the quantile at u, seen as a fraction of 2^64; it is above 0 where the
// first bit of u is set.
func (t *normalTable) at(u uint64) float64 {
	i := u >> (64 - tableBits)
	if i-tableTail >= tableSize-2*tableTail {
		return tail(u)
	}
	a, b := t[i], t[i+1]
	return a + (b-a)*(float64(int64(u<<tableBits>>11))/(1<<53))
}

// tail is at where the table is too coarse.
func tail(u uint64) float64 { return mathext.NormalQuantile((float64(u>>11) + 0.5) / (1 << 53)) }

// drawnError is how a draw takes values from their errors; the zero drawnError
// takes them as published.
type drawnError struct {
	how  composite.DataError
	seed uint64
}
