// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/panel"
)

// Span is the countries and years over which a series is wanted.
type Span struct {
	Axis        *panel.Axis
	First, Last int
}

// Propagate approximates the spread of a derived indicator from those of its
// inputs, over the years of a span and as many before as windows reach. It is
// empty where no input has one, and for ops whose result jumps (flags, years
// since, shares of a greatest value, concentrations): those carry no error, and a
// result lists them as without one.
//
// Where inputs have standard deviations, the derived value has the square root of
// the sum of the squares of the changes that each makes by itself (first-order
// propagation of independent errors; JCGM 100:2008, 5.1.2), on either side. Where
// they have ends of what is possible, it is what all inputs at either end give
// together. Cost is a pass over the inputs of each value.
func Propagate(d *panel.Derivation, in panel.Inputs, spreads map[string]Spread, over Span) Spread {
	p := propagation{d: d, function: functions[d.Op]}
	if p.function == nil {
		return Spread{}
	}
	uncertain := false
	for _, id := range d.SeriesInputs() {
		spread := spreads[id].known()
		p.series, p.spreads = append(p.series, in.Series[id]), append(p.spreads, spread)
		uncertain = uncertain || spread != Spread{}
		if (spread != Spread{}) && spread.ends() {
			p.ends = true
		}
	}
	if !uncertain || slices.Contains(p.series, nil) && d.Op != "sum" && d.Op != "first" {
		return Spread{}
	}
	for _, id := range d.DyadicInputs() {
		if p.dyads = in.Dyads[id]; p.dyads == nil {
			return Spread{}
		}
	}
	out := Spread{Level: oneDeviation}
	if p.ends {
		out.Level = 0
	}
	const reach = 15 // years that windows of derived indicators of derived ones look back
	first := over.First - reach
	out.Low, out.High = panel.NewSeries(d.ID, over.Axis, first, over.Last), panel.NewSeries(d.ID, over.Axis, first, over.Last)
	for c := range over.Axis.Len() {
		for year := first; year <= over.Last; year++ {
			if low, high, ok := p.at(c, year); ok {
				out.Low.Set(c, year, low)
				out.High.Set(c, year, high)
			}
		}
	}
	return out
}

// oneDeviation is the probability within one standard deviation of the mean.
const oneDeviation = 0.6826894921370859

// known is the spread without series that are empty.
func (s Spread) known() Spread {
	for _, series := range []**panel.Series{&s.SE, &s.Low, &s.High} {
		if *series != nil && (*series).Reached() < (*series).First {
			*series = nil
		}
	}
	if s.SE == nil && s.Low == nil && s.High == nil {
		return Spread{}
	}
	return s
}

// ends tells whether the spread states the ends of what is possible.
func (s *Spread) ends() bool { return s.SE == nil && s.Level == 0 }

// propagation is one derivation with its inputs.
type propagation struct {
	d       *panel.Derivation
	series  []*panel.Series
	spreads []Spread
	dyads   *panel.Dyads
	ends    bool
	// function computes the derived value from its terms.
	function func(*panel.Derivation, []term) float64
	terms    []term
	changed  []term
}

// term is one value that a derived value rests on, with the distances of its
// error to either side and its weight.
type term struct{ value, low, high, weight float64 }

// at are the bounds of a derived value, or false where it has no value or no
// error.
func (p *propagation) at(c, year int) (low, high float64, ok bool) {
	p.collect(c, year)
	if !slices.ContainsFunc(p.terms, func(t term) bool { return t.low > 0 || t.high > 0 }) {
		return 0, 0, false
	}
	value := p.scaled(p.terms)
	if value-value != 0 {
		return 0, 0, false
	}
	low, high = p.bounds(value)
	return low, high, low-low == 0 && high-high == 0 && low < high
}

// scaled is the derived value of some terms.
func (p *propagation) scaled(terms []term) float64 {
	scale := p.d.Scale
	if scale == 0 {
		scale = 1
	}
	return scale * p.function(p.d, terms)
}

// bounds are the derived value's bounds.
func (p *propagation) bounds(value float64) (low, high float64) {
	p.changed = append(p.changed[:0], p.terms...)
	if p.ends {
		for i, t := range p.terms {
			p.changed[i].value = t.value - t.low
		}
		a := p.scaled(p.changed)
		for i, t := range p.terms {
			p.changed[i].value = t.value + t.high
		}
		b := p.scaled(p.changed)
		return min(a, b, value), max(a, b, value)
	}
	var below, above float64
	for i, t := range p.terms {
		for _, side := range [2]float64{-t.low, t.high} {
			if side == 0 {
				continue
			}
			p.changed[i].value = t.value + side
			if change := p.scaled(p.changed) - value; change < 0 {
				below += change * change
			} else {
				above += change * change
			}
		}
		p.changed[i].value = t.value
	}
	return value - math.Sqrt(below), value + math.Sqrt(above)
}

// collect gathers the terms of a value as the op reads them.
func (p *propagation) collect(c, year int) {
	p.terms = p.terms[:0]
	switch p.d.Op {
	case "mean", "sd":
		for y := year - p.d.Window + 1; y <= year; y++ {
			p.add(0, c, y, 1)
		}
		if len(p.terms) < max(p.d.Min, 1) {
			p.terms = p.terms[:0]
		}
	case "change":
		p.add(0, c, year, 1)
		p.add(0, c, year-p.d.Window, 1)
	case "rate":
		p.add(0, c, year, 1)
		for back := 0; back <= p.d.Slack && len(p.terms) == 1; back++ {
			p.add(1, c, year-back, 1)
		}
	case "first":
		for i := 0; i < len(p.series) && len(p.terms) == 0; i++ {
			p.add(i, c, year, 1)
		}
	case "neighbour_mean", "neighbour_sum", "distance_to_neighbours":
		for _, e := range p.dyads.Near(c, year) {
			if other, known := p.series[0].Axis.Index(country.Code(e.Counterpart)); known {
				p.add(0, other, year, e.Value)
			}
		}
		if p.d.Op == "distance_to_neighbours" {
			p.add(0, c, year, 0)
		}
	default:
		for i := range p.series {
			p.add(i, c, year, 1)
		}
	}
}

// add adds a value of an input, if there is one.
func (p *propagation) add(input, c, year int, weight float64) {
	series := p.series[input]
	if series == nil {
		return
	}
	v, ok := series.At(c, year)
	if !ok {
		return
	}
	t := term{value: v, weight: weight}
	if s := &p.spreads[input]; *s != (Spread{}) {
		t.low, t.high = s.sides(string(series.Axis.Code(c)), year, v)
	}
	p.terms = append(p.terms, t)
}

// functions are the ops through which errors are propagated.
var functions = map[panel.Op]func(*panel.Derivation, []term) float64{
	"mean":           func(_ *panel.Derivation, x []term) float64 { return weighted(x) },
	"neighbour_mean": func(_ *panel.Derivation, x []term) float64 { return weighted(x) },
	"sum":            func(_ *panel.Derivation, x []term) float64 { return summed(x) },
	"neighbour_sum":  func(_ *panel.Derivation, x []term) float64 { return summed(x) },
	"sd":             func(_ *panel.Derivation, x []term) float64 { return stat.StdDev(valuesIn(x), nil) },
	"first":          func(_ *panel.Derivation, x []term) float64 { return x[0].value },
	"difference":     less,
	"change":         less,
	"rate": func(_ *panel.Derivation, x []term) float64 {
		if len(x) < 2 {
			return nan
		}
		return x[0].value / x[1].value
	},
	"log":      func(d *panel.Derivation, x []term) float64 { return math.Log(x[0].value + d.Offset) },
	"distance": func(d *panel.Derivation, x []term) float64 { return math.Abs(x[0].value - d.Target) },
	"distance_to_neighbours": func(_ *panel.Derivation, x []term) float64 {
		if len(x) < 2 {
			return nan
		}
		others := valuesIn(x[:len(x)-1])
		slices.Sort(others)
		middle := (others[(len(others)-1)/2] + others[len(others)/2]) / 2
		return math.Abs(x[len(x)-1].value - middle)
	},
}

func less(_ *panel.Derivation, x []term) float64 {
	if len(x) < 2 {
		return nan
	}
	return x[0].value - x[1].value
}

func summed(x []term) float64 {
	sum := 0.0
	for _, t := range x {
		sum += t.value
	}
	return sum
}

func weighted(x []term) float64 {
	sum, weight := 0.0, 0.0
	for _, t := range x {
		sum += t.weight * t.value
		weight += t.weight
	}
	return sum / weight
}

func valuesIn(x []term) []float64 {
	out := make([]float64, len(x))
	for i, t := range x {
		out[i] = t.value
	}
	return out
}
