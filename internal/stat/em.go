// SPDX-License-Identifier: Apache-2.0

package stat

import (
	"errors"
	"math"
)

// Normal is a multivariate normal distribution.
type Normal struct {
	Mean []float64   `json:"mean"`
	Cov  [][]float64 `json:"cov"`
}

// EMOptions bound the iteration; the zero value means a tolerance of 1e-12 on
// every parameter and at most 10000 rounds.
type EMOptions struct {
	Tolerance float64
	MaxRounds int
}

// ErrNoConvergence tells that a limit on rounds was passed.
var ErrNoConvergence = errors.New("no convergence")

// EM estimates mean and covariance (divisor n) of incomplete rows by maximum
// likelihood (Dempster, Laird and Rubin 1977; Little and Rubin 2002, 11.2).
// Columns are x, NaN is missing at random; rows without any value are left out.
// The start is what the columns have when filled by their means. It returns the
// rounds taken. Rows of one pattern of missing values share one factorisation,
// so that the cost of a round is O(patterns p^3 + rows p^2).
func EM(x [][]float64, how EMOptions) (Normal, int, error) {
	if how.Tolerance == 0 {
		how.Tolerance = 1e-12
	}
	if how.MaxRounds == 0 {
		how.MaxRounds = 10000
	}
	e, err := newEM(x)
	if err != nil {
		return Normal{}, 0, err
	}
	for round := 1; round <= how.MaxRounds; round++ {
		if err := e.round(); err != nil {
			return Normal{}, round, err
		}
		if e.change() <= how.Tolerance {
			return e.normal(), round, nil
		}
	}
	return Normal{}, how.MaxRounds, ErrNoConvergence
}

// pattern is a set of rows with the same columns observed.
type pattern struct {
	observed, missing, rows []int
}

type em struct {
	p, n     int
	x        [][]float64
	patterns []pattern
	mean     []float64
	cov      []float64 // p x p
	sum      []float64
	cross    []float64
	oldMean  []float64
	oldCov   []float64
	factor   []float64
	beta     []float64 // missing x observed
	full     []float64
}

func newEM(x [][]float64) (*em, error) {
	p := len(x)
	e := &em{p: p, x: x, patterns: patterns(x)}
	for _, pat := range e.patterns {
		e.n += len(pat.rows)
	}
	if e.n < 2 {
		return nil, ErrDegenerate
	}
	e.mean, e.oldMean, e.sum, e.full = make([]float64, p), make([]float64, p), make([]float64, p), make([]float64, p)
	e.cov, e.oldCov, e.cross = make([]float64, p*p), make([]float64, p*p), make([]float64, p*p)
	e.factor, e.beta = make([]float64, p*p), make([]float64, p*p)
	for j, col := range x {
		m := Describe(col)
		if m.N < 2 || m.S2 == 0 {
			return nil, ErrDegenerate
		}
		e.mean[j] = m.Mean
	}
	e.start()
	return e, nil
}

// start takes the covariances, with divisor n-1, that the columns have when each
// hole is filled by its column's mean: where a tolerance stops the iteration
// depends on the start, and this one is the usual one.
func (e *em) start() {
	for i, a := range e.x {
		for j, b := range e.x[:i+1] {
			sum := 0.0
			for r, v := range a {
				if d := (v - e.mean[i]) * (b[r] - e.mean[j]); d == d {
					sum += d
				}
			}
			sum /= float64(e.n - 1)
			e.cov[i*e.p+j], e.cov[j*e.p+i] = sum, sum
		}
	}
}

// patterns groups the rows by what they have, leaving out those without a value.
func patterns(x [][]float64) []pattern {
	var out []pattern
	at := map[string]int{}
	key := make([]byte, len(x))
	if len(x) == 0 {
		return nil
	}
	for r := range x[0] {
		any := false
		for j, col := range x {
			key[j] = 0
			if col[r] == col[r] {
				key[j], any = 1, true
			}
		}
		if !any {
			continue
		}
		i, known := at[string(key)]
		if !known {
			i = len(out)
			at[string(key)] = i
			out = append(out, pattern{})
			for j, k := range key {
				if k == 1 {
					out[i].observed = append(out[i].observed, j)
				} else {
					out[i].missing = append(out[i].missing, j)
				}
			}
		}
		out[i].rows = append(out[i].rows, r)
	}
	return out
}

// round does one expectation and one maximisation.
func (e *em) round() error {
	copy(e.oldMean, e.mean)
	copy(e.oldCov, e.cov)
	clear(e.sum)
	clear(e.cross)
	for i := range e.patterns {
		if err := e.expect(&e.patterns[i]); err != nil {
			return err
		}
	}
	n := float64(e.n)
	for j := range e.p {
		e.mean[j] = e.oldMean[j] + e.sum[j]/n
	}
	for j := range e.p {
		for k := range e.p {
			e.cov[j*e.p+k] = e.cross[j*e.p+k]/n - e.sum[j]/n*(e.sum[k]/n)
		}
	}
	return nil
}

// expect adds one pattern's expected sums of deviations from the old mean.
func (e *em) expect(pat *pattern) error {
	o, m, p := pat.observed, pat.missing, e.p
	if len(m) > 0 {
		if !regress(e.oldCov, p, pat, scratch{e.factor, e.beta}) {
			return ErrDegenerate
		}
	}
	for _, r := range pat.rows {
		for _, j := range o {
			e.full[j] = e.x[j][r] - e.oldMean[j]
		}
		for i, j := range m {
			e.full[j] = 0
			for k, l := range o {
				e.full[j] += e.beta[i*len(o)+k] * e.full[l]
			}
		}
		for j, v := range e.full {
			e.sum[j] += v
			row := e.cross[j*p : (j+1)*p]
			for k, w := range e.full {
				row[k] += v * w
			}
		}
	}
	for i, j := range m {
		for _, l := range m {
			rest := e.oldCov[j*p+l]
			for k, c := range o {
				rest -= e.beta[i*len(o)+k] * e.oldCov[c*p+l]
			}
			e.cross[j*p+l] += rest * float64(len(pat.rows))
		}
	}
	return nil
}

// change is the greatest change of a parameter in the last round.
func (e *em) change() float64 {
	most := 0.0
	for j, v := range e.mean {
		most = max(most, math.Abs(v-e.oldMean[j]))
	}
	for j, v := range e.cov {
		most = max(most, math.Abs(v-e.oldCov[j]))
	}
	return most
}

func (e *em) normal() Normal {
	out := Normal{Mean: e.mean, Cov: make([][]float64, e.p)}
	for j := range out.Cov {
		out.Cov[j] = e.cov[j*e.p : (j+1)*e.p]
	}
	return out
}

// scratch is room for a Cholesky factor and for coefficients.
type scratch struct{ factor, beta []float64 }

// regress computes the coefficients of a pattern's missing columns on its
// observed ones, missing by row; false where the observed are degenerate.
func regress(cov []float64, p int, pat *pattern, into scratch) bool {
	o, m, factor, beta := pat.observed, pat.missing, into.factor, into.beta
	n := len(o)
	for i := range n {
		for j := range i + 1 {
			v := cov[o[i]*p+o[j]]
			for k := range j {
				v -= factor[i*n+k] * factor[j*n+k]
			}
			if i != j {
				factor[i*n+j] = v / factor[j*n+j]
				continue
			}
			if !(v > 1e-14*cov[o[i]*p+o[i]]) {
				return false
			}
			factor[i*n+i] = math.Sqrt(v)
		}
	}
	for r, l := range m {
		b := beta[r*n : (r+1)*n]
		for i := range n {
			b[i] = cov[l*p+o[i]]
			for k := range i {
				b[i] -= factor[i*n+k] * b[k]
			}
			b[i] /= factor[i*n+i]
		}
		for i := n - 1; i >= 0; i-- {
			for k := i + 1; k < n; k++ {
				b[i] -= factor[k*n+i] * b[k]
			}
			b[i] /= factor[i*n+i]
		}
	}
	return true
}

// Fill puts the conditional means in place of NaN, given what each row has; a
// row without any value is left alone. It is false where the distribution is
// degenerate.
func (d *Normal) Fill(x [][]float64) bool {
	p := len(d.Mean)
	cov, factor, beta := make([]float64, 0, p*p), make([]float64, p*p), make([]float64, p*p)
	for _, row := range d.Cov {
		cov = append(cov, row...)
	}
	for _, pat := range patterns(x) {
		if len(pat.missing) == 0 {
			continue
		}
		if !regress(cov, p, &pat, scratch{factor, beta}) {
			return false
		}
		for _, r := range pat.rows {
			for i, j := range pat.missing {
				v := d.Mean[j]
				for k, l := range pat.observed {
					v += beta[i*len(pat.observed)+k] * (x[l][r] - d.Mean[l])
				}
				x[j][r] = v
			}
		}
	}
	return true
}
