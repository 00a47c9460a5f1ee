// SPDX-License-Identifier: Apache-2.0

package stat

import (
	"errors"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"
)

// half are two columns whose correlation is a half.
func half() [][]float64 { return [][]float64{{1, 2, 3}, {1, 3, 2}} }

// drawColumns draws columns that are no combinations of each other.
func drawColumns(t *rapid.T, p int) [][]float64 {
	n := rapid.IntRange(p+3, p+12).Draw(t, "rows")
	cols := make([][]float64, p)
	for j := range cols {
		cols[j] = rapid.SliceOfN(rapid.Float64Range(-10, 10), n, n).Draw(t, "column")
		cols[j][j] += 40
	}
	return cols
}

func TestCompleteKeepsWholeRows(t *testing.T) {
	got := Complete([][]float64{{1, nan, 3, 4}, {5, 6, 7, nan}})
	if len(got) != 2 || !slices.Equal(got[0], []float64{1, 3}) || !slices.Equal(got[1], []float64{5, 7}) {
		t.Errorf("%v", got)
	}
	if got := Complete(nil); len(got) != 0 {
		t.Errorf("of nothing, %v", got)
	}
}

// TestComponentsOfTwo checks the closed form: of two columns that correlate by r
// the components have the variances 1+r and 1-r, along the diagonals.
func TestComponentsOfTwo(t *testing.T) {
	pc, err := PrincipalComponents(half())
	if err != nil {
		t.Fatal(err)
	}
	if !near(pc.Variances[0], 1.5, 1e-12) || !near(pc.Variances[1], 0.5, 1e-12) {
		t.Errorf("variances %v", pc.Variances)
	}
	for j, v := range pc.Loadings[0] {
		if !near(v, math.Sqrt(0.5), 1e-12) {
			t.Errorf("loading %d is %v", j, v)
		}
	}
}

// TestComponentsSolveTheirEquation checks that loadings are unit vectors, at
// right angles, with R v = lambda v, that their sums are not negative, and that
// the variances fall and sum to the number of columns.
func TestComponentsSolveTheirEquation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.IntRange(1, 5).Draw(t, "columns")
		cols := drawColumns(t, p)
		r, err := CorrelationMatrix(cols)
		if err != nil {
			t.Fatal(err)
		}
		pc, err := PrincipalComponents(cols)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for k, v := range pc.Loadings {
			sum += pc.Variances[k]
			total := 0.0
			for i := range p {
				total += v[i]
				product := 0.0
				for j := range p {
					product += r.At(i, j) * v[j]
				}
				if math.Abs(product-pc.Variances[k]*v[i]) > 1e-9 {
					t.Fatalf("component %d: %v against %v", k, product, pc.Variances[k]*v[i])
				}
			}
			for l, w := range pc.Loadings[:k+1] {
				if dot := mat.Dot(mat.NewVecDense(p, v), mat.NewVecDense(p, w)); k == l && !near(dot, 1, 1e-9) || k != l && math.Abs(dot) > 1e-9 {
					t.Fatalf("components %d and %d: %v", k, l, dot)
				}
			}
			if total < 0 || k > 0 && pc.Variances[k] > pc.Variances[k-1]+1e-12 {
				t.Fatalf("component %d: loadings sum to %v, variances %v", k, total, pc.Variances)
			}
		}
		if !near(sum, float64(p), 1e-9) {
			t.Fatalf("variances sum to %v of %d", sum, p)
		}
	})
}

// TestCollinearityOfTwo checks the closed form for a correlation r of a half.
func TestCollinearityOfTwo(t *testing.T) {
	c, err := Collinear(half())
	if err != nil {
		t.Fatal(err)
	}
	if !near(c.VIF[0], 1/0.75, 1e-12) || !near(c.VIF[1], 1/0.75, 1e-12) || !near(c.Determinant, 0.75, 1e-12) || !near(c.Condition, 3, 1e-12) {
		t.Errorf("%+v", c)
	}
}

// TestInflationIsThatOfRegressions checks each factor against 1/(1-R^2) of the
// least-squares regression of the column on all others.
func TestInflationIsThatOfRegressions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.IntRange(2, 4).Draw(t, "columns")
		cols := drawColumns(t, p)
		got, err := Collinear(cols)
		if err != nil {
			t.Fatal(err)
		}
		n := len(cols[0])
		for j := range cols {
			design := mat.NewDense(n, p, nil)
			for r := range n {
				design.Set(r, 0, 1)
				at := 1
				for k := range cols {
					if k != j {
						design.Set(r, at, cols[k][r])
						at++
					}
				}
			}
			y := mat.NewVecDense(n, cols[j])
			var beta, fit mat.VecDense
			if err := beta.SolveVec(design, y); err != nil {
				return
			}
			fit.MulVec(design, &beta)
			fit.SubVec(y, &fit)
			rest := mat.Dot(&fit, &fit)
			want := Describe(cols[j]).S2 / rest
			if !near(got.VIF[j], want, 1e-6) {
				t.Fatalf("column %d: %v, by regression %v", j, got.VIF[j], want)
			}
		}
	})
}

// TestDegenerateColumnsAreRefused checks every function that needs variation.
func TestDegenerateColumnsAreRefused(t *testing.T) {
	for name, cols := range map[string][][]float64{
		"constant":        {{1, 1, 1}, {1, 2, 3}},
		"one row":         {{1}, {2}},
		"no whole row":    {{1, nan, 2}, {nan, 1, nan}},
		"nothing present": {{nan, nan}, {nan, nan}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := CorrelationMatrix(cols); !errors.Is(err, ErrDegenerate) {
				t.Errorf("correlations: %v", err)
			}
			if _, err := PrincipalComponents(cols); !errors.Is(err, ErrDegenerate) {
				t.Errorf("components: %v", err)
			}
			if _, err := Collinear(cols); !errors.Is(err, ErrDegenerate) {
				t.Errorf("collinearity: %v", err)
			}
			if _, _, err := EM(cols, EMOptions{}); !errors.Is(err, ErrDegenerate) {
				t.Errorf("EM: %v", err)
			}
		})
	}
	// The third is the sum of the first two, so that correlations exist.
	sum := [][]float64{{1, 2, 4, 8}, {3, 1, 5, 2}, {4, 3, 9, 10}}
	if _, err := CorrelationMatrix(sum); err != nil {
		t.Error(err)
	}
	if c, err := Collinear(sum); err == nil && c.VIF[0] < 1e9 {
		t.Errorf("a combination of others has %+v", c)
	}
}

// TestAlpha checks Cronbach's alpha: of two items of one variance it is the
// Spearman-Brown value 2r/(1+r).
func TestAlpha(t *testing.T) {
	for _, tt := range []struct {
		name string
		cols [][]float64
		want float64
		ok   bool
	}{
		{"spearman-brown", [][]float64{{1, 2, 3, 4}, {2, 1, 4, 3}}, 0.75, true},
		{"the same thrice", [][]float64{{1, 2, 5}, {1, 2, 5}, {1, 2, 5}}, 1, true},
		// Variances 1 and 4, covariance 2: 2*(1 - 5/9).
		{"other units", [][]float64{{1, 2, 3}, {2, 4, 6}}, 8.0 / 9, true},
		{"pairs with holes", [][]float64{{1, 2, 3, 4, nan}, {2, 1, 4, 3, nan}}, 0.75, true},
		{"opposites", [][]float64{{1, 2, 3}, {3, 2, 1}}, 0, false},
		{"one column", [][]float64{{1, 2, 3}}, 0, false},
		{"no pair", [][]float64{{1, nan}, {nan, 1}}, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := CronbachAlpha(tt.cols)
			if ok != tt.ok || math.Abs(got-tt.want) > 1e-12 {
				t.Errorf("got %v %v, want %v %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

// TestComparisonsOfThree checks the closed form of order 3: with d the cube root
// of a12 a23 / a13 the eigenvalue is 1 + d + 1/d, and the weights are in the
// ratio of the rows' geometric means.
func TestComparisonsOfThree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := rapid.Float64Range(1.0/9, 9)
		a, b, c := draw.Draw(t, "a12"), draw.Draw(t, "a13"), draw.Draw(t, "a23")
		got, err := Compare([][]float64{{1, a, b}, {1 / a, 1, c}, {1 / b, 1 / c, 1}})
		if err != nil {
			t.Fatal(err)
		}
		d := math.Cbrt(a * c / b)
		lambda := 1 + d + 1/d
		g := []float64{math.Cbrt(a * b), math.Cbrt(c / a), math.Cbrt(1 / (b * c))}
		total := g[0] + g[1] + g[2]
		for i, w := range got.Weights {
			if !near(w, g[i]/total, 1e-9) {
				t.Fatalf("weights %v, want those of %v", got.Weights, g)
			}
		}
		if !near(got.Lambda, lambda, 1e-9) || !near(got.Index, (lambda-3)/2, 1e-8) || !near(got.Ratio, (lambda-3)/2/0.58, 1e-8) {
			t.Fatalf("%+v, want lambda %v", got, lambda)
		}
	})
}

// TestConsistentComparisons checks that answers which do not contradict give
// back the weights they come from.
func TestConsistentComparisons(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.SliceOfN(rapid.Float64Range(0.1, 1), 1, 15).Draw(t, "weights")
		total := 0.0
		for _, v := range w {
			total += v
		}
		a := make([][]float64, len(w))
		for i := range a {
			for j := range w {
				a[i] = append(a[i], w[i]/w[j])
			}
		}
		got, err := Compare(a)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range got.Weights {
			if !near(v, w[i]/total, 1e-9) {
				t.Fatalf("%v of %v", got.Weights, w)
			}
		}
		if math.Abs(got.Index) > 1e-9 || math.Abs(got.Ratio) > 1e-9 {
			t.Fatalf("%+v", got)
		}
	})
}

func TestWrongComparisonsAreRefused(t *testing.T) {
	wide := make([][]float64, 16)
	for i := range wide {
		wide[i] = slices.Repeat([]float64{1}, 16)
	}
	for name, a := range map[string][][]float64{
		"none": {}, "too many": wide,
		"not square":     {{1, 2}, {0.5}},
		"short first":    {{1}, {0.5, 1}},
		"not reciprocal": {{1, 2}, {2, 1}},
		"negative":       {{1, -2}, {-0.5, 1}},
		"zero":           {{1, 0}, {0, 1}},
		"own is not 1":   {{2, 1}, {1, 1}},
		"not a number":   {{1, nan}, {nan, 1}},
	} {
		if got, err := Compare(a); err == nil {
			t.Errorf("%s: taken as %+v", name, got)
		}
	}
}
