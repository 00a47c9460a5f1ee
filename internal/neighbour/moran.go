// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"math/rand/v2"
)

// Permutations is how many orders a permutation test draws by default: with 999
// the least p-value is 0.001.
const Permutations = 999

// Moran is Moran's I of a column, with its permutation p-value.
type Moran struct {
	// I is near 1 where like stands next to like, near Expected = -1/(N-1) where
	// values are scattered without order, below it where unlike stand together.
	I, Expected float64
	// P is the share of permutations with an I at least as large, the one at hand
	// counted among them.
	P float64
	// N counts the states with a value and a neighbour that has one.
	N  int
	OK bool
}

// sample is a column with its weights, as far as both are known.
type sample struct {
	// z are the values less their mean, m2 the mean of their squares.
	z  []float64
	m2 float64
	// rows are the links between them, each row summing to 1; place is a state's
	// place among them, or -1.
	rows  [][]link
	place []int
}

// sampleOf leaves out the states without a value, then those without a
// neighbour that has one, which still count as neighbours of nobody.
func (w *Weights) sampleOf(c *Column) *sample {
	s := &sample{place: make([]int, len(w.rows))}
	with := c.table().scored(0)
	for i := range w.rows {
		s.place[i] = -1
		if with[i] && w.known(i, with).count > 0 {
			s.place[i] = len(s.z)
			v, _ := c.At(i)
			s.z = append(s.z, v)
		}
	}
	mean := 0.0
	for _, v := range s.z {
		mean += v / float64(len(s.z))
	}
	for k := range s.z {
		s.z[k] -= mean
		s.m2 += s.z[k] * s.z[k] / float64(len(s.z))
	}
	for i, row := range w.rows {
		if s.place[i] < 0 {
			continue
		}
		var kept []link
		for _, l := range row {
			if s.place[l.at] >= 0 {
				l.at = s.place[l.at]
				kept = append(kept, l)
			}
		}
		if len(kept) > 0 {
			standardise(kept)
		}
		s.rows = append(s.rows, kept)
	}
	return s
}

// ok tells whether there is anything to measure.
func (s *sample) ok() bool { return len(s.z) > 2 && s.m2 > 0 }

// Global computes Moran's I (Moran 1950; Cliff and Ord 1981),
//
//	I = (n / S0) sum_ij w_ij z_i z_j / sum_i z_i^2,
//
// where S0 is the sum of all weights, and its one-sided p-value from random
// orders of the values, (more + 1) / (permutations + 1). States without a value,
// and those whose neighbours all lack one, are left out and the weights of the
// rest scaled again. The same seed gives the same p-value. It costs
// O(permutations x links).
func (w *Weights) Global(c *Column, permutations int, seed uint64) Moran {
	s := w.sampleOf(c)
	m := Moran{N: len(s.z)}
	if !s.ok() {
		return m
	}
	m.OK, m.Expected = true, -1/float64(m.N-1)
	m.I = s.index(s.z)
	more := 0
	s.permute(permutations, seed, func(i float64) {
		if i >= m.I-slip {
			more++
		}
	})
	m.P = float64(more+1) / float64(permutations+1)
	return m
}

// permute computes I of random orders of the values.
func (s *sample) permute(permutations int, seed uint64, visit func(i float64)) {
	r := rand.New(rand.NewPCG(seed, 0))
	z := append([]float64(nil), s.z...)
	for range permutations {
		r.Shuffle(len(z), func(i, j int) { z[i], z[j] = z[j], z[i] })
		visit(s.index(z))
	}
}

// index is I of the values in some order.
func (s *sample) index(z []float64) float64 {
	sum, rows := 0.0, 0
	for i, row := range s.rows {
		sum += z[i] * lagOf(row, z)
		if len(row) > 0 {
			rows++
		}
	}
	return sum / float64(rows) / s.m2
}

// lagOf is the weighted mean of values over the links of a row.
func lagOf(row []link, z []float64) float64 {
	lag := 0.0
	for _, l := range row {
		lag += l.weight * z[l.at]
	}
	return lag
}

// Quarter says whether a state and its surroundings are above or below the mean.
type Quarter string

// The quarters of Moran's scatterplot (Anselin 1996).
const (
	HighHigh Quarter = "high among high"
	LowLow   Quarter = "low among low"
	HighLow  Quarter = "high among low"
	LowHigh  Quarter = "low among high"
)

// LocalMoran is the local Moran's I of one state.
type LocalMoran struct {
	// I is positive where the state is like its surroundings.
	I float64
	// Quarter says in which way.
	Quarter Quarter
	// P is two-sided: twice the share of permutations at least as far out on the
	// nearer side, at most 1.
	P  float64
	OK bool
}

// Local computes the local Moran's I of a state (Anselin 1995),
//
//	I_i = (z_i / m2) sum_j w_ij z_j, with m2 = sum_i z_i^2 / n,
//
// whose sum over states is n times the global I where every row has weights. The
// p-value is from conditional permutations: the state keeps its value and the
// others are dealt out anew among its neighbours. It is not corrected for asking
// about many states at once. It costs O(permutations x neighbours).
func (w *Weights) Local(c *Column, state, permutations int, seed uint64) LocalMoran {
	s := w.sampleOf(c)
	i := s.place[state]
	if i < 0 || !s.ok() || len(s.rows[i]) == 0 {
		return LocalMoran{}
	}
	lag := lagOf(s.rows[i], s.z)
	m := LocalMoran{OK: true, I: s.z[i] / s.m2 * lag, Quarter: quarter(s.z[i], lag)}
	others := append(append([]float64(nil), s.z[:i]...), s.z[i+1:]...)
	r := rand.New(rand.NewPCG(seed, uint64(state)+1))
	more, less := 0, 0
	for range permutations {
		dealt := 0.0
		for k, l := range s.rows[i] {
			j := k + r.IntN(len(others)-k)
			others[k], others[j] = others[j], others[k]
			dealt += l.weight * others[k]
		}
		switch at := s.z[i] / s.m2 * dealt; {
		case at >= m.I-slip && at <= m.I+slip:
			more++
			less++
		case at > m.I:
			more++
		default:
			less++
		}
	}
	m.P = min(1, 2*float64(min(more, less)+1)/float64(permutations+1))
	return m
}

// quarter is the quarter of a value and its lag, both less the mean.
func quarter(z, lag float64) Quarter {
	switch {
	case z >= 0 && lag >= 0:
		return HighHigh
	case z < 0 && lag < 0:
		return LowLow
	case z >= 0:
		return HighLow
	}
	return LowHigh
}
