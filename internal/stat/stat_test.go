// SPDX-License-Identifier: Apache-2.0

package stat

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestRanksAndPlaces(t *testing.T) {
	x := []float64{3, 1, 3, math.NaN(), 2, 3}
	for _, tt := range []struct {
		ties Ties
		want []float64
	}{
		{TiesMin, []float64{3, 1, 3, -1, 2, 3}},
		{TiesMax, []float64{5, 1, 5, -1, 2, 5}},
		{TiesAverage, []float64{4, 1, 4, -1, 2, 4}},
		{TiesFirst, []float64{3, 1, 4, -1, 2, 5}},
		{TiesDense, []float64{3, 1, 3, -1, 2, 3}},
	} {
		t.Run(string(tt.ties), func(t *testing.T) {
			got := Ranks(x, tt.ties)
			sorted := Sorted(x)
			for i, v := range got {
				if v != v {
					got[i] = -1
				} else if p := Place(sorted, x[i], tt.ties); tt.ties != TiesFirst && p != v {
					t.Errorf("place of %v is %v, its rank %v", x[i], p, v)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNothingIsDefinedForTooFew(t *testing.T) {
	for name, ok := range map[string]bool{
		"sd of one":           second(Describe([]float64{1}).SD()),
		"skewness of two":     second(Describe([]float64{1, 2}).Skewness()),
		"kurtosis of three":   second(Describe([]float64{1, 2, 4}).Kurtosis()),
		"skewness, constant":  second(Describe([]float64{1, 1, 1, 1}).Skewness()),
		"median of none":      second(Median([]float64{math.NaN()})),
		"p-value of two":      second(PValue(Pearson, 0.5, 2)),
		"alpha of one column": second(CronbachAlpha([][]float64{{1, 2, 3}})),
	} {
		if ok {
			t.Error(name, "is given")
		}
	}
	if _, _, ok := Correlate(Kendall, []float64{1, 1, 1}, []float64{1, 2, 3}); ok {
		t.Error("correlation with a constant is given")
	}
	if _, err := Collinear([][]float64{{1, 2, 3}, {2, 4, 6}}); err == nil {
		t.Error("collinear columns have inflation factors")
	}
	if _, _, err := EM([][]float64{{1, 1, 1}, {1, 2, 3}}, EMOptions{}); err == nil {
		t.Error("a constant column was fitted")
	}
}

func second(_ float64, ok bool) bool { return ok }

func TestBenefitOfDoubt(t *testing.T) {
	for _, tt := range []struct {
		name string
		x    [][]float64
		i    int
		want float64
	}{
		{"best in one thing", [][]float64{{1, 0, 1}, {0, 1, 1}}, 0, 1},
		{"between two", [][]float64{{1, 2, 1}, {2, 1, 1}}, 2, 2.0 / 3},
		{"half of all", [][]float64{{1, 0.5}, {1, 0.5}}, 1, 0.5},
		{"nothing", [][]float64{{1, 0}, {1, 0}}, 1, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, weights, err := BenefitOfDoubt(tt.x, tt.i)
			if err != nil || math.Abs(got-tt.want) > 1e-12 {
				t.Errorf("got %v, want %v (%v, %v)", got, tt.want, weights, err)
			}
		})
	}
}

// TestBenefitIsOptimal checks that the weights keep every case at 1 or below and
// that they suit the case at least as well as any single column.
func TestBenefitIsOptimal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, p := rapid.IntRange(1, 15).Draw(t, "n"), rapid.IntRange(1, 6).Draw(t, "p")
		x := make([][]float64, p)
		for j := range x {
			x[j] = rapid.SliceOfN(rapid.Float64Range(0, 100), n, n).Draw(t, "column")
		}
		i := rapid.IntRange(0, n-1).Draw(t, "i")
		score, weights, err := BenefitOfDoubt(x, i)
		if err != nil {
			t.Fatal(err)
		}
		for r := range n {
			sum := 0.0
			for j, w := range weights {
				if w < -1e-12 {
					t.Fatalf("weight %v", w)
				}
				sum += w * x[j][r]
			}
			if sum > 1+1e-7 {
				t.Fatalf("case %d scores %v", r, sum)
			}
		}
		for _, col := range x {
			_, high := math.Inf(-1), 0.0
			for _, v := range col {
				high = max(high, v)
			}
			if high > 1e-6 && col[i]/high > score+1e-7 {
				t.Fatalf("a single column gives %v, the optimum %v", col[i]/high, score)
			}
		}
	})
}

func TestEMWithoutHolesIsTheMoments(t *testing.T) {
	x := [][]float64{{1, 2, 4, 7}, {2, 1, 5, 3}}
	got, _, err := EM(x, EMOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := Normal{Mean: []float64{3.5, 2.75}, Cov: [][]float64{{5.25, 1.625}, {1.625, 2.1875}}}
	for i := range want.Mean {
		if math.Abs(got.Mean[i]-want.Mean[i]) > 1e-12 {
			t.Errorf("mean %v", got.Mean)
		}
		for j := range want.Cov[i] {
			if math.Abs(got.Cov[i][j]-want.Cov[i][j]) > 1e-12 {
				t.Errorf("cov %v", got.Cov)
			}
		}
	}
}

func TestSpreadStaysOnTheSimplex(t *testing.T) {
	g := []float64{0.25, 0.25, 0.5}
	aim := []float64{-0.5, 0.3, 1.2} // nearest point of the simplex: 0, 0.05, 0.95
	s := Spread([][]float64{g}, func() float64 {
		sum := 0.0
		for i, v := range g {
			sum += (v - aim[i]) * (v - aim[i])
		}
		return sum
	})
	want := []float64{0, 0.05, 0.95}
	for i, v := range g {
		if math.Abs(v-want[i]) > 1e-7 || !s.Converged {
			t.Fatalf("got %v, %+v", g, s)
		}
	}
}
