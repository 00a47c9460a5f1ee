// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/panel"
)

// axis is an axis of three countries, of which AAA borders the two others.
func axis3() *panel.Axis { return panel.NewAxis([]country.Code{"AAA", "BBB", "CCC"}) }

// series is a series over years from 2000, the same for all countries unless each
// is given its own factor.
func series(id string, values []float64, factors ...float64) *panel.Series {
	s := panel.NewSeries(id, axis3(), 2000, 2000+len(values)-1)
	for c := range 3 {
		for t, v := range values {
			if len(factors) > 0 {
				v *= factors[c]
			}
			s.Set(c, 2000+t, v)
		}
	}
	return s
}

// one is a panel of one case with a value in the years given, and its errors.
func one(t *testing.T, spread Spread, cells ...panel.Cell) []leafErrors {
	t.Helper()
	f := &composite.Framework{ID: "f", Root: &composite.Node{ID: "r", Children: []*composite.Node{
		{ID: "x", Indicator: "s.x", Weight: 1, Direction: 1},
	}}}
	var years []int
	for i := range cells {
		years = append(years, 2000+i)
	}
	p := panel.New([]string{"AAA"}, years, []string{"s.x"})
	for i, cell := range cells {
		p.Set(0, i, 0, cell)
	}
	table := newErrorTable(newTree(f), p, map[string]Spread{"s.x": spread})
	var out []leafErrors
	for i := range cells {
		at := table.at(i)
		if len(at) == 0 {
			at = []leafErrors{{}}
		}
		out = append(out, at[0])
	}
	return out
}

// sample draws a value again and again.
func sample(e *leafErrors, how composite.DataError, n int) []float64 {
	normal := newNormalTable()
	out := make([]float64, n)
	for i := range out {
		e.disturb(drawnError{how, mix(uint64(i))}, normal, out[i:i+1])
	}
	return out
}

func TestErrorsAreDrawnAsStated(t *testing.T) {
	const n = 200_000
	five := panel.Cell{Value: 5}
	empty := panel.NewSeries("s.x", axis3(), 2000, 2001)
	for name, tt := range map[string]struct {
		spread Spread
		// quantile is what lies at 5, 16, 50, 84 and 95 %.
		quantile [5]float64
	}{
		"standard error": {
			Spread{SE: series("s.x", []float64{0.5}), Low: empty, High: empty},
			[5]float64{5 - 0.5*1.6449, 5 - 0.5*0.9945, 5, 5 + 0.5*0.9945, 5 + 0.5*1.6449},
		},
		"90 % interval": {
			Spread{Low: series("s.x", []float64{4}), High: series("s.x", []float64{7}), Level: 0.9, SE: empty},
			[5]float64{4, 5 - 0.9945/1.6449, 5, 5 + 2*0.9945/1.6449, 7},
		},
		"ends": {
			Spread{Low: series("s.x", []float64{5}), High: series("s.x", []float64{15})},
			// The upper half of the draws has a density that falls to the end in a
			// straight line: 1-sqrt(1-v) of the way at the share v.
			[5]float64{5, 5, 5, 5 + 10*(1-math.Sqrt(1-0.68)), 5 + 10*(1-math.Sqrt(1-0.9))},
		},
	} {
		t.Run(name, func(t *testing.T) {
			x := sample(&one(t, tt.spread, five)[0], composite.ErrorIndependent, n)
			slices.Sort(x)
			for i, p := range []float64{0.05, 0.16, 0.5, 0.84, 0.95} {
				if got := x[int(p*n)]; math.Abs(got-tt.quantile[i]) > 0.03 {
					t.Errorf("quantile %v is %v, not %v", p, got, tt.quantile[i])
				}
			}
		})
	}
}

func TestErrorsOverTime(t *testing.T) {
	spread := Spread{SE: series("s.x", []float64{1, 1, 1})}
	carried := panel.Cell{Value: 5, Age: 1}
	years := one(t, spread, panel.Cell{Value: 5}, carried, panel.Cell{Value: 7})
	independent, persistent := make([][]float64, 3), make([][]float64, 3)
	for i := range years {
		independent[i] = sample(&years[i], composite.ErrorIndependent, 2000)
		persistent[i] = sample(&years[i], composite.ErrorPersistent, 2000)
	}
	if !slices.Equal(independent[0], independent[1]) {
		t.Error("a value that is carried forward has another error than in its own year")
	}
	if r := stat.Correlation(independent[0], independent[2], nil); math.Abs(r) > 0.08 {
		t.Errorf("independent errors correlate by %v", r)
	}
	if r := stat.Correlation(persistent[0], persistent[2], nil); r < 1-1e-9 {
		t.Errorf("persistent errors correlate by %v only", r)
	}
}

// TestNoErrorStays leaves values without a stated error alone.
func TestNoErrorStays(t *testing.T) {
	spread := Spread{SE: series("s.x", []float64{0.5})}
	if e := one(t, spread, panel.Cell{Value: 5}, panel.Cell{Value: 5})[1]; len(e.cases) != 0 {
		t.Error("a year without a standard error has an error")
	}
	inverted := Spread{Low: series("s.x", []float64{6}), High: series("s.x", []float64{4})}
	if e := one(t, inverted, panel.Cell{Value: 5})[0]; len(e.cases) != 0 {
		t.Error("a value outside of its interval is drawn away from it")
	}
}

func TestNormalTable(t *testing.T) {
	table := newNormalTable()
	rapid.Check(t, func(t *rapid.T) {
		u := rapid.Uint64().Draw(t, "u")
		p := (float64(u>>11) + 0.5) / (1 << 53)
		if got, want := table.at(u), mathext.NormalQuantile(p); math.Abs(got-want) > 5e-5 {
			t.Fatalf("at %v: %v, not %v", p, got, want)
		}
		if (table.at(u) > 0) != (u>>63 == 1) && math.Abs(p-0.5) > 1e-9 {
			t.Fatalf("at %v: the sign is not that of the first bit", p)
		}
	})
}

// TestPropagate propagates through every op that carries errors.
func TestPropagate(t *testing.T) {
	borders := panel.NewDyads("border", axis3())
	borders.Add(0, panel.Dyad{Counterpart: "BBB", Year: 2000, Value: 1})
	borders.Add(0, panel.Dyad{Counterpart: "CCC", Year: 2000, Value: 3})
	borders.Sort()
	in := panel.Inputs{
		Series: map[string]*panel.Series{
			"x": series("x", []float64{1, 2, 3, 4}, 1, 2, 3), "y": series("y", []float64{10, 10, 10, 10}),
		},
		Dyads: map[string]*panel.Dyads{"border": borders},
	}
	se := map[string]Spread{"x": {SE: series("x", []float64{0.3, 0.3, 0.3, 0.3})}}
	ends := map[string]Spread{"x": {Low: series("x", []float64{1, 1, 1, 1}), High: series("x", []float64{5, 5, 5, 5})}}
	for name, tt := range map[string]struct {
		d       panel.Derivation
		spreads map[string]Spread
		// low and high are the distances for AAA in 2003.
		low, high float64
	}{
		"mean":           {panel.Derivation{Op: "mean", Of: []string{"x"}, Window: 4, Min: 1}, se, 0.15, 0.15},
		"mean of ends":   {panel.Derivation{Op: "mean", Of: []string{"x"}, Window: 4, Min: 1}, ends, 1.5, 2.5},
		"rate":           {panel.Derivation{Op: "rate", Of: []string{"x", "y"}, Scale: 100}, se, 3, 3},
		"denominator":    {panel.Derivation{Op: "rate", Of: []string{"y", "x"}}, se, 2.5 - 10/4.3, 10/3.7 - 2.5},
		"log":            {panel.Derivation{Op: "log", Of: []string{"x"}, Offset: 1}, ends, math.Log(5.0 / 2), math.Log(6.0 / 5)},
		"sum":            {panel.Derivation{Op: "sum", Of: []string{"x", "y"}, Min: 2}, se, 0.3, 0.3},
		"difference":     {panel.Derivation{Op: "difference", Of: []string{"x", "y"}}, se, 0.3, 0.3},
		"change":         {panel.Derivation{Op: "change", Of: []string{"x"}, Window: 1}, se, 0.3 * math.Sqrt2, 0.3 * math.Sqrt2},
		"first":          {panel.Derivation{Op: "first", Of: []string{"x", "y"}}, se, 0.3, 0.3},
		"distance":       {panel.Derivation{Op: "distance", Of: []string{"x"}, Target: 2}, se, 0.3, 0.3},
		"neighbour mean": {panel.Derivation{Op: "neighbour_mean", Of: []string{"x", "border"}}, se, 0.3 * math.Sqrt(10) / 4, 0.3 * math.Sqrt(10) / 4},
		"neighbour sum":  {panel.Derivation{Op: "neighbour_sum", Of: []string{"x", "border"}}, se, 0.3 * math.Sqrt2, 0.3 * math.Sqrt2},
		"distance to neighbours": {
			panel.Derivation{Op: "distance_to_neighbours", Of: []string{"x", "border"}},
			se,
			0.3 * math.Sqrt(1.5), 0.3 * math.Sqrt(1.5),
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := Propagate(&tt.d, in, tt.spreads, Span{axis3(), 2003, 2003})
			value := tt.d.At(in, 0, 2003, false).Value
			low, okLow := got.Low.At(0, 2003)
			high, okHigh := got.High.At(0, 2003)
			if !okLow || !okHigh || !alike(value-low, tt.low, 1e-9) || !alike(high-value, tt.high, 1e-9) {
				t.Errorf("%v, from %v to %v, not %v below and %v above", value, low, high, tt.low, tt.high)
			}
		})
	}
}

// TestPropagationComputesTheOp compares the functions with the derivations.
func TestPropagationComputesTheOp(t *testing.T) {
	in := panel.Inputs{Series: map[string]*panel.Series{"x": series("x", []float64{3, 1, 4, 1, 5}), "y": series("y", []float64{2, 7, 1, 8, 2})}}
	for op, function := range functions {
		d := panel.Derivation{Op: op, Of: []string{"x", "y"}, Window: 3, Min: 2, Scale: 3, Target: 4, Offset: 2, Threshold: 1}
		if op != "rate" && op != "sum" && op != "difference" && op != "first" {
			d.Of = d.Of[:1]
		}
		if len(d.DyadicInputs()) > 0 {
			continue // compared in TestPropagate
		}
		p := propagation{d: &d, function: function, spreads: make([]Spread, 2)}
		for _, id := range d.Of {
			p.series = append(p.series, in.Series[id])
		}
		p.collect(1, 2004)
		if got, want := p.scaled(p.terms), d.At(in, 1, 2004, false); !want.OK || !alike(got, want.Value, 1e-12) {
			t.Errorf("%s: %v, not %v", op, got, want.Value)
		}
	}
}

// TestPropagateNothing gives no error where none can be had.
func TestPropagateNothing(t *testing.T) {
	in := panel.Inputs{Series: map[string]*panel.Series{"x": series("x", []float64{3, 1})}}
	se := map[string]Spread{"x": {SE: series("x", []float64{1, 1})}}
	none := map[string]Spread{"x": {SE: panel.NewSeries("x", axis3(), 2000, 2001)}}
	flag := panel.Derivation{Op: "flag", Of: []string{"x"}, Threshold: 2}
	mean := panel.Derivation{Op: "mean", Of: []string{"x"}, Window: 2, Min: 1}
	if got := Propagate(&flag, in, se, Span{axis3(), 2001, 2001}); got != (Spread{}) {
		t.Error("a flag has an error")
	}
	if got := Propagate(&mean, in, none, Span{axis3(), 2001, 2001}); got != (Spread{}) {
		t.Error("a mean of values without error has one")
	}
}
