// SPDX-License-Identifier: Apache-2.0

package stat

import "errors"

// errPivots tells that the simplex did not end, which Bland's rule rules out but
// for rounding.
var errPivots = errors.New("linear programme: too many pivots")

// BenefitOfDoubt gives one case the weights that suit it best, as long as they
// give no case more than 1 (Melyn and Moesen 1991; Cherchye et al. 2007):
// maximise sum w_j x_ij subject to sum w_j x_kj <= 1 for every case k, w >= 0.
// Columns are x, all values finite and at least 0. The origin is feasible, so
// that one phase of the simplex method does (Dantzig 1951; after 50 pivots a
// column, Bland's rule of 1977 against cycling). A case of zeros scores 0. Cost
// is O(rows columns) a pivot.
func BenefitOfDoubt(x [][]float64, i int) (score float64, weights []float64, err error) {
	p := len(x)
	if p == 0 {
		return 0, nil, ErrDegenerate
	}
	t := newTableau(x, i)
	for pivots := 0; ; pivots++ {
		if pivots > 1000*(p+1) {
			return 0, nil, errPivots
		}
		enter := t.entering(pivots > 50*p)
		if enter < 0 {
			break
		}
		leave := t.leaving(enter)
		if leave < 0 {
			return 0, nil, errors.New("linear programme: unbounded")
		}
		t.pivot(leave, enter)
	}
	weights = make([]float64, p)
	for r, variable := range t.basis {
		if variable < p {
			weights[variable] = t.rows[r][p]
		}
	}
	for j, w := range weights {
		score += w * x[j][i]
	}
	return score, weights, nil
}

// tableau is a condensed simplex tableau: a row for each constraint and one,
// the last, for the objective; a column for each variable out of the basis and
// one, the last, for the right-hand side.
type tableau struct {
	p       int
	rows    [][]float64
	basis   []int // variable of each row; those from p on are slacks
	outside []int // variable of each column
}

func newTableau(x [][]float64, i int) *tableau {
	p, n := len(x), len(x[0])
	all := make([]float64, (n+1)*(p+1))
	t := &tableau{p: p, rows: make([][]float64, n+1), basis: make([]int, n), outside: make([]int, p)}
	for r := range t.rows {
		t.rows[r] = all[r*(p+1) : (r+1)*(p+1)]
	}
	for j := range p {
		t.outside[j] = j
		for r := range n {
			t.rows[r][j] = x[j][r]
		}
		t.rows[n][j] = -x[j][i]
	}
	for r := range n {
		t.basis[r], t.rows[r][p] = p+r, 1
	}
	return t
}

// pivotTolerance is what counts as zero beside values of the order of 1.
const pivotTolerance = 1e-12

// entering is the column that raises the objective most, or by Bland's rule the
// one of the least variable that raises it; -1 at the optimum.
func (t *tableau) entering(bland bool) int {
	objective := t.rows[len(t.rows)-1]
	best, least := -1, -pivotTolerance
	for j := range t.p {
		switch v := objective[j]; {
		case bland && v < -pivotTolerance && (best < 0 || t.outside[j] < t.outside[best]):
			best = j
		case !bland && v < least:
			best, least = j, v
		}
	}
	return best
}

// leaving is the row that limits the column first, the least variable among
// equals; -1 where nothing does.
func (t *tableau) leaving(enter int) int {
	best, bound := -1, 0.0
	for r := range t.basis {
		if t.rows[r][enter] <= pivotTolerance {
			continue
		}
		ratio := t.rows[r][t.p] / t.rows[r][enter]
		if best < 0 || ratio < bound || ratio == bound && t.basis[r] < t.basis[best] {
			best, bound = r, ratio
		}
	}
	return best
}

// pivot exchanges a row's variable with a column's.
func (t *tableau) pivot(leave, enter int) {
	row := t.rows[leave]
	inverse := 1 / row[enter]
	row[enter] = 1
	for j := range row {
		row[j] *= inverse
	}
	for r, other := range t.rows {
		if r == leave {
			continue
		}
		factor := other[enter]
		if factor == 0 {
			continue
		}
		other[enter] = 0
		for j, v := range row {
			other[j] -= factor * v
		}
	}
	t.basis[leave], t.outside[enter] = t.outside[enter], t.basis[leave]
}
