// SPDX-License-Identifier: Apache-2.0

package panel

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

func TestBuildSaysWhyAValueIsMissing(t *testing.T) {
	in, axis := world()
	alive := func(c country.Code, year int) bool { return c != "BBB" || year >= 2005 }
	for _, c := range []struct {
		name  string
		code  country.Code
		year  int
		carry int
		want  Cell
	}{
		{"of its own year", "AAA", 2002, 3, Cell{Value: 4}},
		{"a zero is a value", "AAA", 2006, 3, Cell{Value: 0}},
		{"carried over a gap, with its age", "AAA", 2003, 3, Cell{Value: 4, Age: 1, Flags: obs.CarriedForward}},
		{"not carried beyond the limit", "AAA", 2003, 0, Cell{Missing: obs.NotCollected}},
		{"never carried back", "BBB", 2005, 3, Cell{Value: 8}},
		{"before it existed", "BBB", 2004, 3, Cell{Missing: obs.NotApplicable}},
		{"never collected", "CCC", 2005, 3, Cell{Missing: obs.NotCollected}},
		{"not yet published", "CCC", 2007, 0, Cell{Missing: obs.NotYetPublished}},
		{"unknown to the axis", "DDD", 2005, 3, Cell{Missing: obs.NotCollected}},
	} {
		t.Run(c.name, func(t *testing.T) {
			plan := Plan{
				Cases: []country.Code{c.code}, Years: []int{c.year},
				Columns: []Column{{ID: "s.x", Carry: c.carry}}, Alive: alive,
			}
			got := plan.Build(in, axis).At(0, 0, 0)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestDerivedReachesFarEnough chains two windows: the inner mean must be
// computed for the years that the outer one looks back to, and carried values
// too.
func TestDerivedReachesFarEnough(t *testing.T) {
	in, axis := world()
	inner := &Derivation{ID: "q.inner", Op: "mean", Of: []string{"s.x"}, Window: 2, Min: 1}
	outer := &Derivation{ID: "q.outer", Op: "sd", Of: []string{"q.inner"}, Window: 3, Min: 3}
	unused := &Derivation{ID: "q.unused", Op: "log", Of: []string{"s.x"}}
	plan := Plan{
		Cases: []country.Code{"AAA"}, Years: []int{2005}, Derivations: []*Derivation{inner, outer, unused},
		Columns: []Column{{ID: "q.outer", Carry: 1}},
	}
	plan.Derived(in, axis)
	if _, ok := in.Series["q.unused"]; ok {
		t.Error("a derived series that nothing needs was computed")
	}
	long, _ := world()
	innerAll := inner.Derive(long, axis, 2000, 2006)
	long.Series["q.inner"] = innerAll
	for year := 2004; year <= 2005; year++ {
		want := outer.At(long, 0, year, false)
		got, ok := in.Series["q.outer"].At(0, year)
		if !ok || got != want.Value {
			t.Errorf("%d: %v %v, want %v", year, got, ok, want.Value)
		}
	}
}

func TestPanelPlaces(t *testing.T) {
	p := New([]string{"a", "b"}, []int{2000, 2001}, []string{"x", "y"})
	if got := p.At(1, 1, 1); got.Missing != obs.NotCollected {
		t.Errorf("a new cell is %+v", got)
	}
	p.Set(1, 0, 1, Cell{Value: 7})
	column := p.Column(0, 1)
	if column[1].Value != 7 || column[0].Missing != obs.NotCollected {
		t.Errorf("column is %+v", column)
	}
	c, _ := p.Case("b")
	i, _ := p.Indicator("y")
	y, _ := p.Year(2000)
	if got := p.At(c, y, i); got.Value != 7 || got.Missing != obs.Present {
		t.Errorf("cell is %+v", got)
	}
	if _, ok := p.Year(1999); ok {
		t.Error("a year that is not there was found")
	}
}

func TestSeriesRefusesWhatIsNotFinite(t *testing.T) {
	s := NewSeries("s.x", NewAxis([]country.Code{"AAA"}), 2000, 2001)
	s.Set(0, 1999, 1) // outside the span: ignored
	if _, ok := s.LastYear(0, 2001); ok {
		t.Error("an empty series has a last year")
	}
	defer func() {
		if recover() == nil {
			t.Error("NaN was taken")
		}
	}()
	zero := 0.0
	s.Set(0, 2000, zero/zero)
}
