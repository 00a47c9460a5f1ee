// SPDX-License-Identifier: Apache-2.0

package table

import (
	"math"
	"strconv"
	"testing"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// TestMeansOfWhatIsThere takes values out of the pillar and checks every mean
// against its formula over the rest, the missing weight shared. The reference's
// power mean is missing as soon as one value is; here one rule holds for all.
func TestMeansOfWhatIsThere(t *testing.T) {
	f, p := pillar(t, false)
	for c := range p.Cases() {
		if c%5 > 0 { // every fifth case stays whole
			p.Set(c, 0, c%5-1, panel.Cell{Missing: obs.NotCollected})
		}
	}
	for i := range f.Root.Children {
		p.Set(7, 0, i, panel.Cell{Missing: obs.NotCollected}) // and one has nothing
	}
	for _, tt := range []struct {
		how  composite.Aggregation
		f, g func(float64) float64
	}{
		{composite.Aggregation{Method: composite.Arithmetic}, func(x float64) float64 { return x }, func(x float64) float64 { return x }},
		{composite.Aggregation{Method: composite.Geometric}, math.Log, math.Exp},
		{composite.Aggregation{Method: composite.Harmonic}, func(x float64) float64 { return 1 / x }, func(x float64) float64 { return 1 / x }},
		{composite.Aggregation{Method: composite.Power, Power: 2}, func(x float64) float64 { return x * x }, math.Sqrt},
	} {
		t.Run(string(tt.how.Method), func(t *testing.T) {
			s := pillarScores(t, f, p, tt.how)
			for c, code := range p.Cases() {
				sum, weight := 0.0, 0.0
				for i, kid := range f.Root.Children {
					if cell := p.At(c, 0, i); cell.Missing == obs.Present {
						sum, weight = sum+kid.Weight*tt.f(cell.Value), weight+kid.Weight
					}
				}
				got := s.At(c, 0, 0)
				if got.OK() != (weight > 0) {
					t.Errorf("%s: %+v on weight %v", code, got, weight)
				} else if want := tt.g(sum / weight); got.OK() && math.Abs(got.Score-want) > tolerance*want {
					t.Errorf("%s: got %v, want %v", code, got.Score, want)
				}
			}
		})
	}
}

func pillarScores(t *testing.T, f *composite.Framework, p *panel.Panel, how composite.Aggregation) *composite.Scores {
	t.Helper()
	m, _, err := composite.Fit(f, p, composite.Recipe{
		Normalise: composite.Normalisation{Method: composite.NormaliseScaled, From: 0, To: 1, High: 1},
		Aggregate: composite.Aggregations{Aggregation: how},
	})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := m.Score(p)
	return s
}

// TestOutrankingWithHoles checks that a pair is judged by what both have, that
// the two sides of a pair sum to 1, and that nothing in common is no judgement.
func TestOutrankingWithHoles(t *testing.T) {
	nan := math.NaN()
	x := [][]float64{{3, 1, nan, nan}, {nan, 2, 2, nan}, {1, 5, 4, nan}}
	got := composite.Outranking(x, []float64{0.5, 0.2, 0.3})
	want := [][]float64{
		{0, 0.5 / 0.8, 0, -1}, // against the third case only the last column counts
		{0.3 / 0.8, 0, 0.8, -1},
		{1, 0.2, 0, -1},
		{-1, -1, -1, 0},
	}
	for i := range want {
		for j := range want[i] {
			if math.Abs(got[i][j]-want[i][j]) > 1e-12 {
				t.Errorf("%d, %d: got %v, want %v", i, j, got[i][j], want[i][j])
			}
		}
	}
}

// TestOutrankingDominance counts the pairs in which one case is better in
// everything, against a comparison of the values themselves. The reference counts
// the shares that are exactly 1, and so misses those whose weights sum to
// 0.99999999999999989: its number is checked to be just that.
func TestOutrankingDominance(t *testing.T) {
	f, p := pillar(t, false)
	var x [][]float64
	var w []float64
	for i, kid := range f.Root.Children {
		var col []float64
		for _, cell := range p.Column(0, i) {
			col = append(col, cell.Value)
		}
		x, w = append(x, col), append(w, kid.Weight)
	}
	dominant, want, n := 0, 0, len(p.Cases())
	for i, row := range composite.Outranking(x, w) {
		for j, share := range row {
			better := i != j
			for _, col := range x {
				better = better && col[i] > col[j]
			}
			if better {
				want++
			}
			if i != j && share == 1 {
				dominant++
			}
		}
	}
	if dominant != want {
		t.Errorf("%d shares are 1, but %d pairs are dominated", dominant, want)
	}
	exact := 0
	for _, row := range csvRows(t, "05_aggregation/outrank_matrix.csv")[1:] {
		for _, text := range row {
			if text == "1" {
				exact++
			}
		}
	}
	row := csvRows(t, "05_aggregation/outrank_dominance.csv")[1]
	if strconv.Itoa(exact) != row[0] || !same(Cell{float64(exact) / float64(n*(n-1)/2), true}, row[1], tolerance) {
		t.Errorf("the reference has %v, its matrix %d shares of exactly 1", row, exact)
	}
	if exact >= dominant {
		t.Errorf("the reference misses none of %d", dominant)
	}
}

// TestGeometricTree checks the whole tree of geometric means against the
// reference's normalised values, which its tables of other trees carry.
func TestGeometricTree(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	r := asemRecipe()
	r.Normalise.Low, r.Normalise.High = 1, 100
	r.Aggregate.Method = composite.Geometric
	b := build(t, in, r)
	share, _ := b.Model.Shares()
	want := goldByCode(t, "05_aggregation/asem_hmean.csv")
	for c, code := range in.Panel.Cases() {
		logs := make([]float64, len(b.Scores.Nodes))
		for n := len(b.Scores.Nodes) - 1; n >= 0; n-- {
			node := b.Scores.Nodes[n]
			if node.Leaf() {
				v, _ := strconv.ParseFloat(want[code][node.ID], 64)
				logs[n] = math.Log(v)
			}
			for _, kid := range node.Children {
				k, _ := b.Scores.Node(kid.ID)
				logs[n] += share[k] * logs[k]
			}
			if got := b.Scores.At(c, 0, n); math.Abs(got.Score/math.Exp(logs[n])-1) > tolerance {
				t.Errorf("%s of %s: got %v, want %v", node.ID, code, got.Score, math.Exp(logs[n]))
			}
		}
	}
}
