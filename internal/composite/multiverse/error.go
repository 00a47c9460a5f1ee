// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"hash/fnv"
	"math"

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
}

// leafErrors are the errors of one leaf in one year.
type leafErrors struct {
	leaf int
	// cases are the places of the cases whose value has an error; what follows is
	// in their order.
	cases []int32
	value []float64
	// sides are two distances a case, below the value and above it: of one standard
	// deviation, or where ends is set, of the end of what is possible.
	sides []float64
	// persistent and independent seed a value's error: by the case alone, and with
	// the year of the observation, which is before the panel's where it is carried
	// forward. Names seed them, not places, so that the same value of the same
	// case errs alike whatever stands beside it.
	persistent, independent []uint64
	// name seeds the indicator.
	name uint64
	ends bool
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

// at are the errors of all leaves that have any in year t.
func (e *errorTable) at(t int) []leafErrors {
	var out []leafErrors
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
		out.cases, out.value = append(out.cases, int32(c)), append(out.value, cell.Value)
		out.sides = append(out.sides, low, high)
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
// seed, leaf, case and year give the same error.
func (l *leafErrors) disturb(seed uint64, how composite.DataError, normal *normalTable, x []float64) {
	key := mix(seed ^ l.name)
	values := l.independent
	if how == composite.ErrorPersistent {
		values = l.persistent
	}
	x = x[:len(values)]
	for i, seed := range values {
		u := mix(key ^ seed)
		z := 0.0
		if l.ends {
			z = fromEnd(u)
		} else {
			z = normal.at(u)
		}
		x[i] = l.value[i] + z*l.sides[2*i+int(u>>63)]
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
// its mirror image, with an error below 0.00002, and computed beyond.
const (
	tableBits = 12
	tableSize = 1 << tableBits
	tableTail = tableSize / 64
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

// at is the quantile at u, seen as a fraction of 2^64.
func (t *normalTable) at(u uint64) float64 {
	i := u >> (64 - tableBits)
	if i-tableTail >= tableSize-2*tableTail {
		return mathext.NormalQuantile((float64(u>>11) + 0.5) / (1 << 53))
	}
	a, b := t[i], t[i+1]
	return a + (b-a)*(float64(u<<tableBits>>11)/(1<<53))
}
