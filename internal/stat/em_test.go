// SPDX-License-Identifier: Apache-2.0

package stat

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// monotone draws a column without holes and one that has some.
func monotone(t *rapid.T) (x, y []float64) {
	n := rapid.IntRange(4, 10).Draw(t, "whole")
	extra := rapid.IntRange(1, 6).Draw(t, "extra")
	for r := range n + extra {
		x = append(x, rapid.Float64Range(-10, 10).Draw(t, "x"))
		if r < n {
			y = append(y, rapid.Float64Range(-10, 10).Draw(t, "y"))
		} else {
			y = append(y, nan)
		}
	}
	return x, y
}

// TestEMIsAnderson checks the closed form of Anderson (1957) for a column with
// holes beside one without: the whole column has its own moments, the other what
// the regression on the whole rows foretells.
func TestEMIsAnderson(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := monotone(t)
		a, b := Pairs(x, y)
		all, ma, mb := Describe(x), Describe(a), Describe(b)
		sxy := 0.0
		for i, v := range a {
			sxy += (v - ma.Mean) * (b[i] - mb.Mean)
		}
		if ma.S2/float64(ma.N) < 0.5 || mb.S2/float64(mb.N) < 0.5 || sxy*sxy > 0.98*ma.S2*mb.S2 {
			return
		}
		slope := sxy / ma.S2
		rest := (mb.S2 - slope*sxy) / float64(ma.N)
		variance := all.S2 / float64(all.N)
		want := Normal{
			Mean: []float64{all.Mean, mb.Mean + slope*(all.Mean-ma.Mean)},
			Cov:  [][]float64{{variance, slope * variance}, {slope * variance, rest + slope*slope*variance}},
		}
		got, _, err := EM([][]float64{x, y}, EMOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			if !near(got.Mean[i], want.Mean[i], 1e-6) {
				t.Fatalf("mean %v, want %v", got.Mean, want.Mean)
			}
			for j := range 2 {
				if !near(got.Cov[i][j], want.Cov[i][j], 1e-6) {
					t.Fatalf("covariances %v, want %v", got.Cov, want.Cov)
				}
			}
		}
		filled := [][]float64{append([]float64(nil), x...), append([]float64(nil), y...)}
		if !got.Fill(filled) {
			t.Fatal("not filled")
		}
		for r, v := range y {
			if v != v && !near(filled[1][r], want.Mean[1]+slope*(x[r]-want.Mean[0]), 1e-5) || v == v && filled[1][r] != v {
				t.Fatalf("row %d holds %v", r, filled[1][r])
			}
		}
	})
}

// TestFillByHand takes conditional means of a distribution that is given. With
// unit variances and correlations of a half, one column foretells half of its
// deviation, two that deviate by 1 foretell 2/3.
func TestFillByHand(t *testing.T) {
	d := Normal{Mean: []float64{10, 20, 30}, Cov: [][]float64{{1, 0.5, 0.5}, {0.5, 1, 0.5}, {0.5, 0.5, 1}}}
	x := [][]float64{{11, 12, nan, 1}, {21, nan, nan, 2}, {nan, nan, nan, 3}}
	if !d.Fill(x) {
		t.Fatal("not filled")
	}
	want := [][]float64{{11, 12, nan, 1}, {21, 21, nan, 2}, {30 + 2.0/3, 31, nan, 3}}
	for j := range want {
		for r, v := range want[j] {
			if got := x[j][r]; v != v && got == got || v == v && !near(got, v, 1e-12) {
				t.Errorf("column %d row %d: %v, want %v", j, r, got, v)
			}
		}
	}
	flat := Normal{Mean: []float64{0, 0}, Cov: [][]float64{{0, 0}, {0, 1}}}
	if flat.Fill([][]float64{{1}, {nan}}) {
		t.Error("a column without variance foretells another")
	}
}

// TestEMIgnoresOrder checks that neither the order of the rows nor rows without
// any value matter.
func TestEMIgnoresOrder(t *testing.T) {
	x := [][]float64{
		{1, 2, nan, 4, 6, 3, 8, 2, 5, 7}, {2, nan, 3, 5, 2, 4, 9, 1, 1, nan}, {5, 3, 4, nan, 1, 2, 6, 3, 2, 1},
	}
	a, rounds, err := EM(x, EMOptions{})
	if err != nil || rounds < 2 {
		t.Fatalf("%d rounds, %v", rounds, err)
	}
	moved := make([][]float64, 3)
	for j, col := range x {
		moved[j] = []float64{nan, col[5], col[3], col[0], nan, col[4], col[2], col[9], col[8], col[1], col[7], col[6]}
	}
	b, _, err := EM(moved, EMOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		for j := range 3 {
			if !near(a.Mean[i], b.Mean[i], 1e-8) || !near(a.Cov[i][j], b.Cov[i][j], 1e-8) {
				t.Fatalf("%+v and %+v", a, b)
			}
		}
	}
}

func TestEMEnds(t *testing.T) {
	x := [][]float64{{1, 2, nan, 4, 6}, {2, nan, 3, 5, 4}}
	if _, rounds, err := EM(x, EMOptions{MaxRounds: 2}); !errors.Is(err, ErrNoConvergence) || rounds != 2 {
		t.Errorf("%d rounds, %v", rounds, err)
	}
	_, fine, err := EM(x, EMOptions{})
	_, coarse, err2 := EM(x, EMOptions{Tolerance: 0.01})
	if err != nil || err2 != nil || coarse >= fine {
		t.Errorf("%d rounds to 0.01, %d to 1e-12: %v, %v", coarse, fine, err, err2)
	}
	if _, _, err := EM(nil, EMOptions{}); !errors.Is(err, ErrDegenerate) {
		t.Errorf("no columns: %v", err)
	}
	// The first two are the same, so that together they foretell nothing.
	same := [][]float64{{1, 2, 3, 4, 6}, {1, 2, 3, 4, 6}, {2, nan, 3, 5, 4}}
	if _, _, err := EM(same, EMOptions{}); !errors.Is(err, ErrDegenerate) {
		t.Errorf("one column twice: %v", err)
	}
}

// TestBenefitIsTheBestCorner compares the optimum of two columns with the best of
// all corners of what is allowed: where two of the bounds meet.
func TestBenefitIsTheBestCorner(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 7).Draw(t, "n")
		draw := rapid.IntRange(0, 9)
		x := [][]float64{make([]float64, n), make([]float64, n)}
		bounds := [][3]float64{{1, 0, 0}, {0, 1, 0}} // a*w1 + b*w2 = c
		for r := range n {
			x[0][r], x[1][r] = float64(draw.Draw(t, "x")), float64(draw.Draw(t, "y"))
			bounds = append(bounds, [3]float64{x[0][r], x[1][r], 1})
		}
		i := rapid.IntRange(0, n-1).Draw(t, "case")
		best := 0.0
		for k, p := range bounds {
			for _, q := range bounds[:k] {
				det := p[0]*q[1] - p[1]*q[0]
				if det == 0 {
					continue
				}
				w1, w2 := (p[2]*q[1]-p[1]*q[2])/det, (p[0]*q[2]-p[2]*q[0])/det
				allowed := w1 >= 0 && w2 >= 0
				for r := range n {
					allowed = allowed && w1*x[0][r]+w2*x[1][r] <= 1+1e-9
				}
				if allowed {
					best = max(best, w1*x[0][i]+w2*x[1][i])
				}
			}
		}
		if x[0][i]+x[1][i] == 0 {
			best = 0
		}
		if got, _, err := BenefitOfDoubt(x, i); err != nil || !near(got, best, 1e-8) {
			t.Fatalf("%v, the best corner %v (%v)", got, best, err)
		}
	})
}

// TestBenefitLaws checks that neither units nor the order of the columns matter,
// and that one more column never takes benefit away.
func TestBenefitLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "n")
		x := make([][]float64, 3)
		for j := range x {
			x[j] = rapid.SliceOfN(rapid.Float64Range(0.5, 10), n, n).Draw(t, "column")
		}
		scaled := make([]float64, n)
		for r, v := range x[0] {
			scaled[r] = 7 * v
		}
		i := rapid.IntRange(0, n-1).Draw(t, "case")
		two, _, err := BenefitOfDoubt(x[:2], i)
		turned, _, errTurned := BenefitOfDoubt([][]float64{x[1], scaled}, i)
		three, _, errThree := BenefitOfDoubt(x, i)
		if err != nil || errTurned != nil || errThree != nil {
			t.Fatal(err, errTurned, errThree)
		}
		if !near(two, turned, 1e-9) || three < two-1e-9 || three > 1+1e-9 {
			t.Fatalf("%v, in other units %v, with one more %v", two, turned, three)
		}
	})
}

func TestBenefitOfNothing(t *testing.T) {
	if _, _, err := BenefitOfDoubt(nil, 0); !errors.Is(err, ErrDegenerate) {
		t.Error(err)
	}
}

// TestSpreadOverGroups checks that each group keeps its sum, that a corner is
// found where f is not smooth, and that a search without an end is ended.
func TestSpreadOverGroups(t *testing.T) {
	a, b := []float64{0.5, 0.5}, []float64{1.0 / 3, 1.0 / 3, 1.0 / 3}
	s := Spread([][]float64{a, b}, func() float64 {
		return math.Abs(a[0]-0.2) + max(math.Abs(b[0]-0.7), math.Abs(b[1]-0.1))
	})
	if !s.Converged || s.Value > 1e-6 || math.Abs(a[0]-0.2) > 1e-6 || math.Abs(a[0]+a[1]-1) > 1e-9 || math.Abs(b[0]+b[1]+b[2]-1) > 1e-9 {
		t.Errorf("%v, %v: %+v", a, b, s)
	}
	alone := []float64{1}
	if s := Spread([][]float64{alone}, func() float64 { return 3 }); !s.Converged || s.Value != 3 || alone[0] != 1 {
		t.Errorf("%v: %+v", alone, s)
	}
	calls := 0.0
	if s := Spread([][]float64{{0.5, 0.5}}, func() float64 { calls--; return calls }); s.Converged || s.Tried < maxTries {
		t.Errorf("what ever falls converged: %+v", s)
	}
}
