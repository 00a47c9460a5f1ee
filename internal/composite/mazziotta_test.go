// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"math"
	"testing"

	"github.com/qala-observatory/qala/internal/panel"
)

// TestAdjustedMazziottaPareto is worked by hand. x: base mean 2, range 4, so that
// 0 to 4 become 70 to 130; y: base mean 20, range 40, so that 0 to 40 do, and
// lower is better.
func TestAdjustedMazziottaPareto(t *testing.T) {
	f := &Framework{ID: "f", Root: &Node{ID: "f", Children: []*Node{
		{ID: "x", Indicator: "x", Direction: 1, Weight: 0.5}, {ID: "y", Indicator: "y", Direction: -1, Weight: 0.5},
	}}}
	p := panel.New([]string{"A", "B"}, []int{2000, 2001}, []string{"x", "y"})
	for i, values := range [][]float64{{1, 3, 5, 2}, {10, 30, 50, 40}} {
		for k, v := range values {
			p.Set(k%2, k/2, i, panel.Cell{Value: v})
		}
	}
	base := 2000
	for _, tt := range []struct {
		name string
		how  Aggregation
		want float64
	}{
		{"down", Aggregation{Method: MazziottaPareto}, 100 - 225/100.0},
		{"up", Aggregation{Method: MazziottaPareto, Penalty: PenaltyUp}, 100 + 225/100.0},
		{"sample", Aggregation{Method: MazziottaPareto, Sample: true}, 100 - 450/100.0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := fitted(f, p, Recipe{
				Normalise: Normalisation{Method: NormaliseCentred, Low: 70, High: 130, Base: &base},
				Aggregate: Aggregations{Aggregation: tt.how},
			})
			if err != nil {
				t.Fatal(err)
			}
			// Case A in 2000 has x 1, which is 85, and y 10, which is 115.
			if got := s.At(0, 0, 0); math.Abs(got.Score-tt.want) > 1e-12 {
				t.Errorf("got %+v, want %v", got, tt.want)
			}
			// Case A in 2001 has x 5, beyond the range: 145, and y 50: 55.
			n, _ := s.Node("x")
			if got := s.At(0, 1, n); math.Abs(got.Score-145) > 1e-12 {
				t.Errorf("got %+v, want 145", got)
			}
		})
	}
}

func TestExplainAddsUp(t *testing.T) {
	f := twoPillars()
	f.MinCoverage = 0
	m, _, err := Fit(f, demo(), Recipe{})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := m.Score(demo())
	top := s.Explain(2, 0)
	var total float64
	var walk func(*Contribution)
	walk = func(c *Contribution) {
		if c.Leaf != nil {
			total += c.Total
			if c.Leaf.Raw.Missing != 0 && (c.OK() || c.Effective != 0) {
				t.Errorf("%s is missing and counts: %+v", c.Node.ID, c)
			}
		}
		for _, part := range c.Parts {
			walk(part)
		}
	}
	walk(top)
	if math.Abs(total-1) > 1e-12 {
		t.Errorf("the leaves' shares sum to %v", total)
	}
}

func TestScorerIsTheModel(t *testing.T) {
	f, p := wide(3, 0.2)
	for _, recipe := range recipes[:3] {
		m, _, err := Fit(f, p, recipe)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := m.Score(p)
		q := NewScorer(m, p)
		q.Score(m, p)
		other, err := m.With(map[string]float64{"p0": 0.5, "s.1": 0}, &Aggregations{Aggregation: Aggregation{Method: OutrankingMean}})
		if err != nil {
			t.Fatal(err)
		}
		q.Aggregate(other)
		got, _ := q.Aggregate(m)
		for n := range want.Nodes {
			for y := range want.Years {
				for c := range want.Cases {
					if want.At(c, y, n) != got.At(c, y, n) {
						t.Fatalf("%s: %+v and %+v", want.Nodes[n].ID, want.At(c, y, n), got.At(c, y, n))
					}
				}
			}
		}
	}
}

// BenchmarkAggregate is one draw of a multiverse over weights and methods.
func BenchmarkAggregate(b *testing.B) {
	f, p := wide(25, 0.05)
	m, _, err := Fit(f, p, Recipe{})
	if err != nil {
		b.Fatal(err)
	}
	q := NewScorer(m, p)
	b.ReportAllocs()
	for b.Loop() {
		q.Aggregate(m)
	}
}
