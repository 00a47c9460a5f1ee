// SPDX-License-Identifier: Apache-2.0

package sensitivity

import "fmt"

// Design is the plan of points from which indices are estimated (Saltelli 2002,
// Saltelli and others 2010): two independent samples A and B of Base points, and
// for every factor A with that factor's column from B.
type Design struct {
	Base, Factors int
	// Second adds, for every factor, B with its column from A. Second-order indices
	// and the estimator of Azzini need it.
	Second bool
}

// step is the number of rows that belong together.
func (d Design) step() int {
	if d.Second {
		return 2*d.Factors + 2
	}
	return d.Factors + 2
}

// Rows is the number of points, each of which is one evaluation.
func (d Design) Rows() int { return d.Base * d.step() }

// Points lays out the points, row by row, of as many coordinates as there are
// factors. The rows of one point of A and B stand together: A, A with each column
// from B in turn, where asked for B with each from A, then B, as in the Python
// library SALib. The sequence must have twice as many dimensions as there are
// factors.
func (d Design) Points(q *Sobol) ([]float64, error) {
	if d.Base < 1 || d.Factors < 1 || q.dimensions != 2*d.Factors {
		return nil, fmt.Errorf("a design of %d points and %d factors on a sequence of %d dimensions, want %d",
			d.Base, d.Factors, q.dimensions, 2*d.Factors)
	}
	k := d.Factors
	out := make([]float64, 0, d.Rows()*k)
	both := make([]float64, 2*k)
	for range d.Base {
		q.Next(both)
		a, b := both[:k], both[k:]
		out = append(out, a...)
		for f := range k {
			out = append(out, a...)
			out[len(out)-k+f] = b[f]
		}
		for f := 0; d.Second && f < k; f++ {
			out = append(out, b...)
			out[len(out)-k+f] = a[f]
		}
		out = append(out, b...)
	}
	return out, nil
}

// Responses are what a model gave at the points of a design.
type Responses struct {
	A, B []float64
	// AB are by factor those at A with the factor's column from B, BA those at B
	// with it from A; BA is nil where the design has none.
	AB, BA [][]float64
}

// Responses sorts responses in the order of the design's points.
func (d Design) Responses(y []float64) (*Responses, error) {
	if d.Base < 1 || len(y) != d.Rows() {
		return nil, fmt.Errorf("%d responses to a design of %d points", len(y), d.Rows())
	}
	every := func(at int) []float64 { return column(y, at, d.step()) }
	r := &Responses{A: every(0), B: every(d.step() - 1)}
	for f := range d.Factors {
		r.AB = append(r.AB, every(1+f))
		if d.Second {
			r.BA = append(r.BA, every(1+d.Factors+f))
		}
	}
	return r, nil
}

// Blocks sorts responses that stand in blocks: all of A, all of B, then all of A
// with each column from B, as in the R package COINr.
func (d Design) Blocks(y []float64) (*Responses, error) {
	d.Second = false
	if d.Base < 1 || len(y) != d.Rows() {
		return nil, fmt.Errorf("%d responses to a design of %d points", len(y), d.Rows())
	}
	block := func(k int) []float64 { return y[k*d.Base : (k+1)*d.Base] }
	r := &Responses{A: block(0), B: block(1)}
	for f := range d.Factors {
		r.AB = append(r.AB, block(2+f))
	}
	return r, nil
}
