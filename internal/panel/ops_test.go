// SPDX-License-Identifier: Apache-2.0

package panel

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// world is a small set of inputs over three countries: AAA has a value in every
// year but 2003, BBB only in 2005, CCC none; AAA borders BBB and CCC.
func world() (Inputs, *Axis) {
	axis := NewAxis([]country.Code{"CCC", "AAA", "BBB"})
	x := NewSeries("s.x", axis, 2000, 2006)
	for year, v := range map[int]float64{2000: 1, 2001: 2, 2002: 4, 2004: 16, 2005: 32, 2006: 0} {
		x.Set(0, year, v)
	}
	x.Set(1, 2005, 8)
	y := NewSeries("s.y", axis, 2000, 2006)
	y.Set(0, 2004, 2)
	y.Set(0, 2006, 0)
	km := NewDyads("s.km", axis)
	for _, d := range []Dyad{{"BBB", 2004, 30}, {"CCC", 2004, 10}} {
		km.Add(0, d)
	}
	km.Add(2, Dyad{"AAA", 2004, 10})
	km.Sort()
	share := NewDyads("s.share", axis)
	for _, d := range []Dyad{{"BBB", 2004, 50}, {"World market", 2004, 20}} {
		share.Add(0, d)
	}
	share.Sort()
	return Inputs{
		Series: map[string]*Series{"s.x": x, "s.y": y},
		Dyads:  map[string]*Dyads{"s.km": km, "s.share": share},
	}, axis
}

func TestOps(t *testing.T) {
	x, xy, km := []string{"s.x"}, []string{"s.x", "s.y"}, []string{"s.x", "s.km"}
	for _, c := range []struct {
		name    string
		d       Derivation
		country int
		year    int
		want    float64
		missing bool
		flags   obs.Flags
	}{
		{"mean over a full window", Derivation{Op: "mean", Of: x, Window: 3, Min: 2}, 0, 2002, 7.0 / 3, false, obs.Derived},
		{"mean with a gap is partial", Derivation{Op: "mean", Of: x, Window: 3, Min: 2}, 0, 2004, 10, false, obs.Derived | obs.Partial},
		{"mean with too few", Derivation{Op: "mean", Of: x, Window: 3, Min: 3}, 0, 2004, 0, true, 0},
		{"sd is that of a sample", Derivation{Op: "sd", Of: x, Window: 3, Min: 2}, 0, 2002, math.Sqrt(7.0 / 3), false, obs.Derived},
		{"sd of one value is none", Derivation{Op: "sd", Of: x, Window: 1, Min: 1}, 0, 2002, 0, true, 0},
		{"change", Derivation{Op: "change", Of: x, Window: 2}, 0, 2004, 12, false, obs.Derived},
		{"change from a gap", Derivation{Op: "change", Of: x, Window: 1}, 0, 2004, 0, true, 0},
		{"rate with scale", Derivation{Op: "rate", Of: xy, Scale: 1000}, 0, 2004, 8000, false, obs.Derived},
		{"rate with an older denominator", Derivation{Op: "rate", Of: xy, Slack: 1}, 0, 2005, 16, false, obs.Derived | obs.Partial},
		{"rate without slack", Derivation{Op: "rate", Of: xy}, 0, 2005, 0, true, 0},
		{"rate by zero is none, not infinite", Derivation{Op: "rate", Of: xy, Slack: 2}, 0, 2006, 0, true, 0},
		{"sum of what is there", Derivation{Op: "sum", Of: xy, Min: 1}, 0, 2005, 32, false, obs.Derived | obs.Partial},
		{"sum with too few", Derivation{Op: "sum", Of: xy, Min: 2}, 0, 2005, 0, true, 0},
		{"difference", Derivation{Op: "difference", Of: xy}, 0, 2004, 14, false, obs.Derived},
		{"log with offset", Derivation{Op: "log", Of: x, Offset: 1}, 0, 2006, 0, false, obs.Derived},
		{"log of zero is none", Derivation{Op: "log", Of: x}, 0, 2006, 0, true, 0},
		{"distance on either side", Derivation{Op: "distance", Of: x, Target: 3}, 0, 2001, 1, false, obs.Derived},
		{"first choice", Derivation{Op: "first", Of: []string{"s.y", "s.x"}}, 0, 2004, 2, false, obs.Derived},
		{"second choice is flagged", Derivation{Op: "first", Of: []string{"s.y", "s.x"}}, 0, 2005, 32, false, obs.Derived | obs.Fallback},
		{"a zero is a value, not a gap", Derivation{Op: "first", Of: []string{"s.x", "s.y"}}, 0, 2006, 0, false, obs.Derived},
		{"years since", Derivation{Op: "years_since", Of: x, Window: 5, Threshold: 16}, 0, 2006, 1, false, obs.Derived},
		{"years since, up to a gap", Derivation{Op: "years_since", Of: x, Window: 9, Threshold: 99}, 0, 2006, 3, false, obs.Derived | obs.Partial},
		{"years since, up to the window", Derivation{Op: "years_since", Of: x, Window: 2, Threshold: 99}, 0, 2002, 2, false, obs.Derived},
		{"flag above", Derivation{Op: "flag", Of: x, Threshold: 4}, 0, 2002, 1, false, obs.Derived},
		{"flag below", Derivation{Op: "flag", Of: x, Threshold: 4}, 0, 2001, 0, false, obs.Derived},
		{"flag of a gap is none", Derivation{Op: "flag", Of: x, Threshold: 4}, 0, 2003, 0, true, 0},
		{"share of the largest", Derivation{Op: "share_of_max", Of: x, Scale: 100}, 1, 2005, 25, false, obs.Derived},
		{"share of a largest of zero", Derivation{Op: "share_of_max", Of: x}, 0, 2006, 0, true, 0},
		{"hhi", Derivation{Op: "hhi", Of: []string{"s.share"}, Slack: 1}, 0, 2005, 0.29, false, obs.Derived},
		{"hhi beyond the slack", Derivation{Op: "hhi", Of: []string{"s.share"}}, 0, 2005, 0, true, 0},
		{"top", Derivation{Op: "top", Of: []string{"s.share"}}, 0, 2004, 50, false, obs.Derived},
		{"count from an earlier edition", Derivation{Op: "count", Of: []string{"s.km"}}, 0, 2006, 2, false, obs.Derived},
		{"count from a later edition", Derivation{Op: "count", Of: []string{"s.km"}}, 0, 2000, 2, false, obs.Derived},
		{"count of nothing is none", Derivation{Op: "count", Of: []string{"s.km"}}, 1, 2004, 0, true, 0},
		{"neighbours' mean on most of the border", Derivation{Op: "neighbour_mean", Of: km}, 0, 2005, 8, false, obs.Derived | obs.Partial},
		{"neighbours' mean on too little of it", Derivation{Op: "neighbour_mean", Of: km}, 0, 2004, 0, true, 0},
		{"neighbours' sum", Derivation{Op: "neighbour_sum", Of: km}, 2, 2005, 32, false, obs.Derived},
		{"neighbours' max", Derivation{Op: "neighbour_max", Of: km}, 2, 2005, 32, false, obs.Derived},
		{"island", Derivation{Op: "neighbour_mean", Of: km}, 1, 2005, 0, true, 0},
		{"distance to the neighbours", Derivation{Op: "distance_to_neighbours", Of: km}, 0, 2005, 24, false, obs.Derived | obs.Partial},
	} {
		t.Run(c.name, func(t *testing.T) {
			if faults := c.d.Check(); len(faults) > 0 {
				t.Fatal(faults)
			}
			in, _ := world()
			r := c.d.At(in, c.country, c.year, true)
			if r.OK == c.missing || r.OK && math.Abs(r.Value-c.want) > 1e-12 {
				t.Errorf("%v is %v, want %v, missing %v", c.d.Op, r, c.want, c.missing)
			}
			if r.OK && r.Flags != c.flags {
				t.Errorf("flags %v, want %v", r.Flags.Names(), c.flags.Names())
			}
			if r.OK && len(r.Inputs) == 0 {
				t.Error("a value without inputs")
			}
		})
	}
}

// TestNeighbourhoodNamesItsBorders: a value over the neighbours rests on their
// values and on the borders that make them neighbours, a neighbour without a
// value included, since it counts in the half of the weight.
func TestNeighbourhoodNamesItsBorders(t *testing.T) {
	in, _ := world()
	d := Derivation{Op: "neighbour_mean", Of: []string{"s.x", "s.km"}}
	got := d.At(in, 0, 2005, true).Inputs
	want := []Input{
		{Indicator: "s.x", Country: "BBB", Year: 2005, Value: 8, Weight: 30},
		{Indicator: "s.km", Country: "AAA", Counterpart: "BBB", Year: 2004, Value: 30},
		{Indicator: "s.km", Country: "AAA", Counterpart: "CCC", Year: 2004, Value: 10},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEveryOpIsListedAndTested(t *testing.T) {
	if len(opOrder) != len(ops) {
		t.Errorf("%d ops listed, %d there", len(opOrder), len(ops))
	}
	for _, op := range Ops() {
		if ops[op].eval == nil || ops[op].formula == "" {
			t.Errorf("op %s is incomplete", op)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		name string
		d    Derivation
		want string
	}{
		{"unknown op", Derivation{Op: "median", Of: []string{"a.b"}}, `op "median" is unknown`},
		{"no inputs", Derivation{Op: "sum", Min: 1}, "needs at least one input"},
		{"wrong number of inputs", Derivation{Op: "rate", Of: []string{"a.b"}}, "takes 2 inputs, not 1"},
		{"no window", Derivation{Op: "mean", Of: []string{"a.b"}, Min: 1}, "op mean needs window"},
		{"min above window", Derivation{Op: "mean", Of: []string{"a.b"}, Window: 2, Min: 3}, "min 3 is more than window 2"},
		{"negative slack", Derivation{Op: "log", Of: []string{"a.b"}, Slack: -1}, "must not be negative"},
		{"no threshold", Derivation{Op: "flag", Of: []string{"a.b"}}, "op flag needs threshold"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := strings.Join(c.d.Check(), "; "); !strings.Contains(got, c.want) {
				t.Errorf("faults %q lack %q", got, c.want)
			}
		})
	}
}

func TestFormulaNamesArgumentsAndInputs(t *testing.T) {
	d := Derivation{Op: "rate", Of: []string{"a.x", "a.y"}, Scale: 1000, Slack: 2}
	const want = "1000 * x / y, y at most 2 years older; x = a.x, y = a.y"
	if got := d.Formula(); got != want {
		t.Errorf("formula %q, want %q", got, want)
	}
}

// TestDeriveEqualsAt draws series with gaps: a whole derived series must hold
// exactly what single evaluations give, and no value that is not finite.
func TestDeriveEqualsAt(t *testing.T) {
	axis := NewAxis([]country.Code{"AAA", "BBB"})
	rapid.Check(t, func(t *rapid.T) {
		in := Inputs{Series: map[string]*Series{}}
		for _, id := range []string{"s.x", "s.y"} {
			s := NewSeries(id, axis, 2000, 2009)
			for i := range 20 {
				if rapid.Bool().Draw(t, "there") {
					s.Set(i%2, 2000+i/2, rapid.Float64Range(-1e3, 1e3).Draw(t, "value"))
				}
			}
			in.Series[id] = s
		}
		d := Derivation{
			ID: "q.d", Op: rapid.SampledFrom([]Op{"mean", "sd", "years_since"}).Draw(t, "op"), Of: []string{"s.x"},
			Window: rapid.IntRange(1, 6).Draw(t, "window"), Min: 1, Threshold: 500,
		}
		if rapid.Bool().Draw(t, "two") {
			d = Derivation{ID: "q.d", Op: "rate", Of: []string{"s.x", "s.y"}, Slack: rapid.IntRange(0, 3).Draw(t, "slack")}
		}
		whole := d.Derive(in, axis, 2000, 2009)
		for c := range 2 {
			for year := 2000; year <= 2009; year++ {
				r := d.At(in, c, year, false)
				v, ok := whole.At(c, year)
				if ok != r.OK || ok && v != r.Value || ok && whole.Flags(c, year) != r.Flags {
					t.Fatalf("%v in %d: series %v %v, alone %+v", d, year, v, ok, r)
				}
			}
		}
	})
}
