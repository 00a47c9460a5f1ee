// SPDX-License-Identifier: Apache-2.0

package stat

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// ErrDegenerate tells that a column is constant, or that there are too few rows
// in which every column has a value.
var ErrDegenerate = errors.New("columns are constant or have too few complete rows")

// Complete keeps the rows in which no column is NaN.
func Complete(cols [][]float64) [][]float64 {
	out := make([][]float64, len(cols))
	if len(cols) == 0 {
		return out
	}
rows:
	for r := range cols[0] {
		for _, col := range cols {
			if col[r] != col[r] {
				continue rows
			}
		}
		for j, col := range cols {
			out[j] = append(out[j], col[r])
		}
	}
	return out
}

// CorrelationMatrix is that of the complete rows (Pearson).
func CorrelationMatrix(cols [][]float64) (*mat.SymDense, error) {
	full := Complete(cols)
	out := mat.NewSymDense(len(cols), nil)
	for i := range full {
		for j := range i + 1 {
			if len(full[i]) < 2 {
				return nil, ErrDegenerate
			}
			r, ok := pearson(full[i], full[j])
			if !ok {
				return nil, fmt.Errorf("columns %d and %d: %w", j+1, i+1, ErrDegenerate)
			}
			out.SetSym(i, j, r)
		}
	}
	return out, nil
}

// Components are the principal components of a correlation matrix.
type Components struct {
	// Variances are the eigenvalues from the greatest down.
	Variances []float64
	// Loadings holds for each component its unit vector, of which the sign is
	// chosen so that the loadings' sum is not negative.
	Loadings [][]float64
}

// PrincipalComponents standardises the complete rows and takes the eigenvectors
// of their correlations (OECD/JRC Handbook 2008, step 4).
func PrincipalComponents(cols [][]float64) (Components, error) {
	r, err := CorrelationMatrix(cols)
	if err != nil {
		return Components{}, err
	}
	var e mat.EigenSym
	if !e.Factorize(r, true) {
		return Components{}, errors.New("eigenvalues do not converge")
	}
	n := len(cols)
	values := e.Values(nil)
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	out := Components{Variances: make([]float64, n), Loadings: make([][]float64, n)}
	for k := range n {
		out.Variances[k] = values[n-1-k]
		out.Loadings[k] = mat.Col(nil, n-1-k, &vectors)
		orient(out.Loadings[k])
	}
	return out, nil
}

// orient turns a vector so that its sum is not negative.
func orient(v []float64) {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	if sum < 0 {
		for i := range v {
			v[i] = -v[i]
		}
	}
}

// Collinearity tells how far columns explain each other.
type Collinearity struct {
	// VIF are the variance inflation factors, the diagonal of the inverse of the
	// correlations; +Inf does not occur, see OK.
	VIF []float64
	// Condition is the ratio of the correlations' greatest to least eigenvalue;
	// Determinant their determinant.
	Condition, Determinant float64
}

// Collinear measures collinearity over the complete rows. It is ErrDegenerate
// where a column is a combination of the others.
func Collinear(cols [][]float64) (Collinearity, error) {
	r, err := CorrelationMatrix(cols)
	if err != nil {
		return Collinearity{}, err
	}
	var chol mat.Cholesky
	if !chol.Factorize(r) {
		return Collinearity{}, ErrDegenerate
	}
	var inverse mat.SymDense
	if err := chol.InverseTo(&inverse); err != nil {
		return Collinearity{}, ErrDegenerate
	}
	out := Collinearity{VIF: make([]float64, len(cols)), Determinant: chol.Det()}
	for j := range cols {
		out.VIF[j] = inverse.At(j, j)
	}
	pc, err := PrincipalComponents(cols)
	if err != nil {
		return Collinearity{}, err
	}
	out.Condition = pc.Variances[0] / pc.Variances[len(cols)-1]
	return out, nil
}

// CronbachAlpha is k/(k-1) (1 - trace/total) of the covariance matrix, of which
// each entry is taken over the pairs without NaN (Cronbach 1951). It is false
// for fewer than two columns or without variation.
func CronbachAlpha(cols [][]float64) (float64, bool) {
	k := float64(len(cols))
	if k < 2 {
		return 0, false
	}
	var trace, total float64
	for i := range cols {
		for j := range cols {
			c, ok := covariance(cols[i], cols[j])
			if !ok {
				return 0, false
			}
			total += c
			if i == j {
				trace += c
			}
		}
	}
	if total == 0 {
		return 0, false
	}
	return k / (k - 1) * (1 - trace/total), true
}

// covariance has divisor n-1 over the pairs without NaN.
func covariance(x, y []float64) (float64, bool) {
	a, b := Pairs(x, y)
	if len(a) < 2 {
		return 0, false
	}
	ma, mb, sum := mean(a), mean(b), 0.0
	for i, v := range a {
		sum += (v - ma) * (b[i] - mb)
	}
	return sum / float64(len(a)-1), true
}

// Comparison is what a matrix of pairwise comparisons yields.
type Comparison struct {
	// Weights sum to 1.
	Weights []float64
	// Lambda is the principal eigenvalue, Index (Lambda-n)/(n-1) and Ratio the
	// index over that of random matrices; above 0.1 the answers contradict.
	Lambda, Index, Ratio float64
}

// randomIndex are Saaty's (1980) mean consistency indices of random matrices of
// order 1 to 15.
var randomIndex = [...]float64{
	0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59,
}

// Compare takes weights from a positive reciprocal matrix of pairwise
// comparisons by its principal eigenvector (Saaty 1980), by power iteration.
func Compare(a [][]float64) (Comparison, error) {
	n := len(a)
	if n == 0 || n > len(randomIndex) {
		return Comparison{}, fmt.Errorf("comparisons of %d items: want 1 to %d", n, len(randomIndex))
	}
	if err := reciprocal(a); err != nil {
		return Comparison{}, err
	}
	w, next := make([]float64, n), make([]float64, n)
	for i := range w {
		w[i] = 1 / float64(n)
	}
	lambda := 0.0
	for range 10000 {
		sum := 0.0
		for i := range a {
			next[i] = 0
			for j, v := range a[i] {
				next[i] += v * w[j]
			}
			sum += next[i]
		}
		change := 0.0
		for i := range next {
			next[i] /= sum
			change = max(change, math.Abs(next[i]-w[i]))
		}
		w, next, lambda = next, w, sum
		if change < 1e-16 {
			break
		}
	}
	out := Comparison{Weights: w, Lambda: lambda}
	if n > 1 {
		out.Index = (lambda - float64(n)) / float64(n-1)
	}
	if r := randomIndex[n-1]; r > 0 {
		out.Ratio = out.Index / r
	}
	return out, nil
}

// reciprocal refuses what is not a positive reciprocal square matrix.
func reciprocal(a [][]float64) error {
	for i := range a {
		if len(a[i]) != len(a) {
			return fmt.Errorf("row %d has %d comparisons, want %d", i+1, len(a[i]), len(a))
		}
		for j := range i + 1 {
			if len(a[j]) != len(a) || !(a[i][j] > 0) || !(math.Abs(a[i][j]*a[j][i]-1) < 1e-6) {
				return fmt.Errorf("comparisons %d-%d and %d-%d are not reciprocal", i+1, j+1, j+1, i+1)
			}
		}
	}
	return nil
}
