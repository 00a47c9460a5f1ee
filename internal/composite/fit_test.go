// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// twoPillars is a framework of two pillars with two indicators each.
func twoPillars() *Framework {
	return &Framework{ID: "demo", MinCoverage: 0.65, Root: &Node{
		ID: "index", Aggregate: Aggregation{Method: Geometric}, Children: []*Node{
			{ID: "a", Kind: Soft, Weight: 0.5, Children: []*Node{
				{ID: "a1", Indicator: "s.a1", Weight: 0.75, Direction: 1, Goalposts: &Goalposts{Low: 0, High: 10}},
				{ID: "a2", Indicator: "s.a2", Weight: 0.25, Direction: -1, Goalposts: &Goalposts{Low: 0, High: 4}},
			}},
			{ID: "b", Kind: Hard, Weight: 0.5, Children: []*Node{
				{ID: "b1", Indicator: "s.b1", Weight: 0.5, Direction: 1, Goalposts: &Goalposts{Low: 1, High: 100}, Scale: Log},
				{ID: "b2", Indicator: "s.b2", Weight: 0.5, Direction: 1},
			}},
		},
	}}
}

// table fills a panel of one year, row by row; NaN is missing.
func table(cases, indicators []string, rows [][]float64) *panel.Panel {
	p := panel.New(cases, []int{2020}, indicators)
	for c, row := range rows {
		for i, v := range row {
			if v == v {
				p.Set(c, 0, i, panel.Cell{Value: v})
			}
		}
	}
	return p
}

func demo() *panel.Panel {
	return table([]string{"AAA", "BBB", "CCC"}, []string{"s.a1", "s.a2", "s.b1", "s.b2"}, [][]float64{
		{5, 1, 10, 3},
		{math.NaN(), 4, 100, 5},
		{10, 0, 100, math.NaN()},
	})
}

func TestFitAndScore(t *testing.T) {
	m, _, err := Fit(twoPillars(), demo(), Recipe{})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := m.Score(demo())
	for _, tt := range []struct {
		name, node string
		c          int
		want       Result
	}{
		{"pillar", "a", 0, Result{Score: 0.75*50 + 0.25*75, Coverage: 1}},
		{"log scale", "b1", 0, Result{Score: 50, Coverage: 1}},
		{"geometric root", "index", 0, Result{Score: math.Sqrt(56.25 * 25), Coverage: 1}},
		{"below coverage", "a", 1, Result{NotScored: LowCoverage, Coverage: 0.25}},
		{"unscored child is missing by weight", "index", 1, Result{NotScored: LowCoverage, Coverage: 0.5}},
		{"half a pillar", "b", 2, Result{NotScored: LowCoverage, Coverage: 0.5}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n, _ := s.Node(tt.node)
			got := s.At(tt.c, 0, n)
			if got.NotScored != tt.want.NotScored || math.Abs(got.Score-tt.want.Score) > 1e-12 ||
				math.Abs(got.Coverage-tt.want.Coverage) > 1e-12 {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
	if rank, of := s.Rank(0, 0, 0); rank != 1 || of != 1 {
		t.Errorf("rank %d of %d", rank, of)
	}
	if got := s.Kind(Soft, 0, 0); math.Abs(got.Score-56.25) > 1e-12 {
		t.Errorf("soft %+v", got)
	}
}

func TestModelRoundTrip(t *testing.T) {
	m, _, err := Fit(twoPillars(), demo(), Recipe{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var again Model
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	a, _ := m.Score(demo())
	b, _ := again.Score(demo())
	for n := range a.Nodes {
		for c := range a.Cases {
			if a.At(c, 0, n) != b.At(c, 0, n) {
				t.Errorf("%s %s: %+v, read back %+v", a.Cases[c], a.Nodes[n].ID, a.At(c, 0, n), b.At(c, 0, n))
			}
		}
	}
}

func TestValidateReportsAllAtOnce(t *testing.T) {
	shared := &Node{ID: "x", Indicator: "s.x", Weight: 0.5}
	f := &Framework{ID: "bad", Root: &Node{ID: "root", Children: []*Node{
		{ID: "p", Weight: 0.6, Children: []*Node{shared, shared}},
		{ID: "p", Weight: 0.6},
		{ID: "l", Indicator: "s.l", Direction: obs.HigherIsBetter, Scale: Log, Goalposts: &Goalposts{Low: 0, High: 1}},
		{ID: "g", Indicator: "s.g", Direction: obs.HigherIsBetter, Goalposts: &Goalposts{Low: 1, High: 1}, Scale: "odd"},
	}}}
	var got []string
	for _, fault := range f.Validate() {
		got = append(got, fault.String())
	}
	want := []string{
		`root/p/x: direction is 0: a scored indicator must say whether higher is better (1) or worse (-1)`,
		`root/p/x: the same node stands at root/p/x already: a tree has no cycles and shares no nodes`,
		`root/p: id "p" is used already at root/p`,
		`root/p: is an empty group: it has neither children nor an indicator`,
		`root/l: scale log needs goalposts above 0, but low is 0`,
		`root/g: scale "odd" is unknown; use linear, log or log1p`,
		`root/g: goalposts are equal (1): every value would score the same`,
		`root: the weights of its children sum to 1.2, not to 1`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
