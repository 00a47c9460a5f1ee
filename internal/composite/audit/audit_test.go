// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/stat"
)

// example has two leaves that disagree and one that decides.
func example(t *testing.T) (*composite.Model, *panel.Panel) {
	leaf := func(id string, w float64) *composite.Node {
		return &composite.Node{ID: id, Indicator: id, Direction: 1, Weight: w}
	}
	f := &composite.Framework{ID: "f", Root: &composite.Node{ID: "f", Children: []*composite.Node{
		leaf("x", 0.5), leaf("y", 0.3), leaf("z", 0.2),
	}}}
	p := panel.New([]string{"A", "B", "C"}, []int{2020}, []string{"x", "y", "z"})
	for i, column := range [][]float64{{3, 2, 1}, {1, 2, 3}, {1, 3, 2}} {
		for c, v := range column {
			p.Set(c, 0, i, panel.Cell{Value: v})
		}
	}
	m, _, err := composite.Fit(f, p, composite.Recipe{})
	if err != nil {
		t.Fatal(err)
	}
	return m, p
}

func TestRemove(t *testing.T) {
	m, p := example(t)
	got, err := Remove(m, p, 0, []string{"x", "z"})
	if err != nil {
		t.Fatal(err)
	}
	// Scores are 50, 60, 40. Without x: 0, 70, 80; without z: 62.5, 50, 37.5.
	if diff := cmp.Diff([]int{3, 2, 1}, got[0].Ranks); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{1, 2, 3}, got[1].Ranks); diff != "" {
		t.Error(diff)
	}
	if math.Abs(got[0].MeanShift-4.0/3) > 1e-12 || math.Abs(got[1].MeanShift-2.0/3) > 1e-12 || got[0].Ranked != 3 {
		t.Errorf("shifts %v and %v", got[0].MeanShift, got[1].MeanShift)
	}
	if _, err := Remove(m, p, 0, []string{"f"}); err != nil {
		t.Errorf("the root has no weight to lose: %v", err)
	}
}

func TestCompareAndStandings(t *testing.T) {
	m, p := example(t)
	a, _ := m.Score(p)
	less, err := m.With(map[string]float64{"x": 0}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := less.Score(p)
	want := []Shift{{"C", 3, 1, 2}, {"A", 2, 3, -1}, {"B", 1, 2, -1}}
	if diff := cmp.Diff(want, Compare(a, b, 0, 0)); diff != "" {
		t.Error(diff)
	}
	var ids []string
	for _, s := range Standings(a, 0, 0) {
		ids = append(ids, s.Node.ID)
	}
	if diff := cmp.Diff([]string{"x", "y", "z"}, ids); diff != "" {
		t.Error(diff)
	}
}

func TestSiblings(t *testing.T) {
	m, p := example(t)
	s, _ := m.Score(p)
	for _, pair := range Siblings(s, 0, stat.Pearson) {
		if pair.A == "x" && pair.B == "y" && math.Abs(pair.R+1) > 1e-12 {
			t.Errorf("%+v", pair)
		}
	}
	if got := Coheres(s, 0); got.Components == nil || got.Collinearity != nil || got.Why == "" {
		t.Errorf("x and y are opposites: %+v", got)
	}
}

func TestTrendsAtTheEdges(t *testing.T) {
	for _, tt := range []struct {
		name   string
		points []Point
		cagr   float64
		ok     bool
	}{
		{"one point", []Point{{2000, 1}}, 0, false},
		{"from zero", []Point{{2000, 0}, {2001, 1}}, 0, false},
		{"zero to zero", []Point{{2000, 0}, {2001, 0}}, 0, true},
		{"doubled in two years", []Point{{2000, 1}, {2002, 4}}, 1, true},
		{"sign changes", []Point{{2000, -1}, {2002, 4}}, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, ok := CAGR(tt.points); math.Abs(got-tt.cagr) > 1e-12 || ok != tt.ok {
				t.Errorf("got %v %v", got, ok)
			}
		})
	}
	if got, ok := PercentChange([]Point{{2000, 10}, {2002, 14}}); !ok || math.Abs(got-20) > 1e-12 {
		t.Errorf("got %v %v", got, ok)
	}
}
