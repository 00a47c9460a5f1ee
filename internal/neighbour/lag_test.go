// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"math"
	"testing"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/panel"
)

// star is a state in the middle of four.
var star = [][2]int{{0, 1}, {0, 2}, {0, 3}, {0, 4}}

func TestLag(t *testing.T) {
	none := math.NaN()
	w := graph(t, 6, star)
	for name, test := range map[string]struct {
		values []float64
		want   Lag
	}{
		"all there":          {[]float64{none, 1, 2, 3, 6, 9}, Lag{Value: 3, OK: true, Neighbours: 4, Present: 4, Weight: 1}},
		"one missing":        {[]float64{5, 1, 2, 3, none, 9}, Lag{Value: 2, OK: true, Neighbours: 4, Present: 3, Weight: 0.75}},
		"just half":          {[]float64{5, none, 2, 4, none, 9}, Lag{Value: 3, OK: true, Neighbours: 4, Present: 2, Weight: 0.5}},
		"less than half":     {[]float64{5, none, 2, none, none, 9}, Lag{Neighbours: 4, Present: 1, Weight: 0.25}},
		"nothing is no zero": {[]float64{5, none, none, none, none, 9}, Lag{Neighbours: 4}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := w.Lag(column(test.values...))[0]; got != test.want {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
	if got := w.Lag(column(1, 1, 1, 1, 1, 1))[5]; got != (Lag{}) {
		t.Errorf("an island has the lag %+v", got)
	}
}

func TestTurbulent(t *testing.T) {
	none := math.NaN()
	// A chain 0-1-2-3 and an island: the surroundings of 0 are 1, of 1 are 0 and 2,
	// and so on.
	w := graph(t, 5, [][2]int{{0, 1}, {1, 2}, {2, 3}})
	deaths := Measure{Values: column(0, 10, 20, 30, 0)}         // lags 10, 10, 20, 20
	calm := Measure{Values: column(2, 1, 0, -1, 2), Calm: true} // lags 1, 1, 0, 0
	flight := Measure{Values: column(1, none, 3, none, 0)}      // lags -, 2, -, 3
	got := w.Turbulent([]Measure{deaths, calm, flight})
	for i, want := range []struct {
		ok          bool
		index       float64
		rank, parts int
	}{
		{false, 25, 0, 2}, {true, (25 + 25 + 25) / 3., 2, 3}, {false, 75, 0, 2}, {true, (75 + 75 + 75) / 3., 1, 3}, {false, 0, 0, 0},
	} {
		g := got[i]
		if g.OK != want.ok || math.Abs(g.Index-want.index) > 1e-9 || g.Rank != want.rank || g.Known != want.parts {
			t.Errorf("state %d: %+v, want %+v", i, g, want)
		}
		if want.ok && g.Of != 2 {
			t.Errorf("state %d: rank of %d", i, g.Of)
		}
	}
	// Of four surroundings with deaths two are alike: both have rank 1.
	if p := got[2].Parts[0]; p.Rank != 1 || p.Of != 4 || p.Percentile != 75 {
		t.Errorf("deaths around state 2: %+v", p)
	}
	if p := got[0].Parts[1]; p.Rank != 3 || p.Lag.Value != 1 {
		t.Errorf("calm around state 0: %+v", p)
	}
}

func TestColumnsRefuseWhatIsNoNumber(t *testing.T) {
	for _, set := range []func(){
		func() { NewColumn(1).Set(0, math.NaN()) },
		func() { NewTable(1, 1).Set(0, 0, math.Inf(1)) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("it was stored")
				}
			}()
			set()
		}()
	}
	table := NewTable(2, 3)
	table.Set(1, 2, 7)
	if v, ok := table.At(1, 2); !ok || v != 7 || table.States() != 2 || table.Variants() != 3 {
		t.Errorf("%v, %v", v, ok)
	}
	if _, ok := table.At(0, 0); ok {
		t.Error("an empty cell has a value")
	}
	if c := NewColumn(3); c.Len() != 3 {
		t.Error("length")
	}
}

// TestTurbulentTies: means of the same figures in another order differ in the last
// bit and share a rank all the same.
func TestTurbulentTies(t *testing.T) {
	w := graph(t, 10, [][2]int{{0, 2}, {0, 3}, {0, 4}, {1, 5}, {1, 6}, {1, 7}, {8, 9}})
	c := column(0, 0, 0.1, 0.2, 0.3, 0.3, 0.2, 0.1, 0.9, 0.2)
	lags := w.Lag(c)
	if lags[0].Value == lags[1].Value {
		t.Fatal("the means agree to the bit and show nothing")
	}
	got := w.Turbulent([]Measure{{Values: c}})
	a, b := got[0], got[1]
	if a.Parts[0].Rank != b.Parts[0].Rank || a.Parts[0].Percentile != b.Parts[0].Percentile || a.Rank != b.Rank {
		t.Errorf("%+v and %+v", a, b)
	}
	if a.Rank != 2 || got[9].Rank != 1 {
		t.Errorf("ranks %d and %d, want 2 and 1", a.Rank, got[9].Rank)
	}
}

// TestCollector: variants are kept in the order in which they were taken, and what
// was asked for and never made is left out.
func TestCollector(t *testing.T) {
	c := NewCollector(2, 3, 5)
	if c.Table(0) != nil {
		t.Error("a table of nothing")
	}
	for v := range 4 {
		c.Take(func(layer, state int) (float64, bool) {
			switch {
			case state == 1 && v == 2:
				return math.Inf(1), true
			case state == 2:
				return 0, false
			}
			return float64(100*layer + 10*state + v), true
		})
	}
	one := c.Table(1)
	if one.Variants() != 4 || one.States() != 3 {
		t.Fatalf("%d variants of %d states", one.Variants(), one.States())
	}
	if x, ok := one.At(1, 3); !ok || x != 113 {
		t.Errorf("%v, %t", x, ok)
	}
	for _, empty := range [][2]int{{1, 2}, {2, 0}} {
		if _, ok := one.At(empty[0], empty[1]); ok {
			t.Errorf("%v has a score", empty)
		}
	}
}

func TestColumnsOfPanels(t *testing.T) {
	axis := panel.NewAxis([]country.Code{"AAA", "BBB", "CCC", "DDD"})
	first, second := panel.NewSeries("s.first", axis, 2019, 2020), panel.NewSeries("s.second", axis, 2019, 2020)
	first.Set(0, 2020, 100)
	first.Set(1, 2020, -1)
	second.Set(0, 2020, 5)
	second.Set(1, 2020, 50)
	second.Set(2, 2020, 7)
	plan := panel.Plan{
		Cases: []country.Code{"AAA", "BBB", "CCC", "DDD"}, Years: []int{2020},
		Columns: []panel.Column{{ID: "s.first"}, {ID: "s.second"}},
	}
	p := plan.Build(panel.Inputs{Series: map[string]*panel.Series{"s.first": first, "s.second": second}}, axis)
	none := math.NaN()
	for name, test := range map[string]struct{ got, want *Column }{
		"the first above zero": {FirstLog(p), column(math.Log(100), math.Log(50), math.Log(7), none)},
		"sums of both":         {Sum(p, []string{"s.first", "s.second"}), column(105, 49, none, none)},
		"of one not there":     {Sum(p, []string{"s.first", "s.third"}), column(none, none, none, none)},
	} {
		for i := range 4 {
			x, ok := test.got.At(i)
			y, too := test.want.At(i)
			if x != y || ok != too {
				t.Errorf("%s: state %d is %v, %t, want %v, %t", name, i, x, ok, y, too)
			}
		}
	}
}
