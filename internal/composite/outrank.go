// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"math"

	"github.com/qala-observatory/qala/internal/stat"
)

// duel compares cases pair by pair: how much weight is on the side of each.
type duel struct {
	n, p int
	// keys are the values by case and then column, as integers of the same order;
	// weights are fixed-point shares, so that sums are exact and ties are ties.
	keys    []int64
	weights []int64
	// holes are the values as they are, where some are missing.
	holes [][]float64
}

// one is the fixed-point weight of all columns together.
const one = 1 << 52

// newDuel lays the columns out by case.
func newDuel(b *block) *duel {
	d := &duel{n: len(b.out), p: len(b.x), weights: make([]int64, len(b.x))}
	total := 0.0
	for _, w := range b.w {
		total += w
	}
	for j, w := range b.w {
		d.weights[j] = int64(math.RoundToEven(w / total * one))
	}
	for _, col := range b.x {
		for _, v := range col {
			if v != v {
				d.holes = b.x
				return d
			}
		}
	}
	d.keys = make([]int64, d.n*d.p)
	for j, col := range b.x {
		d.key(j, col)
	}
	return d
}

// key writes a column as integers whose differences do not overflow. The bits of
// floats of one sign are in order; others are ranked.
func (d *duel) key(j int, col []float64) {
	ranked := col
	for _, v := range col {
		if v < 0 {
			ranked = stat.Ranks(col, stat.TiesMin)
			break
		}
	}
	for i, v := range ranked {
		d.keys[i*d.p+j] = int64(math.Float64bits(v + 0)) // -0 becomes 0
	}
}

// net is the weight on which case a beats case b less that on which b beats a,
// and the weight compared.
func (d *duel) net(a, b int) (net, compared int64) {
	if d.holes != nil {
		return d.netHoles(a, b)
	}
	x, y := d.keys[a*d.p:(a+1)*d.p], d.keys[b*d.p:(b+1)*d.p]
	y = y[:len(x)]
	weights := d.weights[:len(x)]
	var up, down int64
	for j, v := range x {
		diff := v - y[j]
		up += weights[j] & (-diff >> 63)
		down += weights[j] & (diff >> 63)
	}
	return up - down, one
}

// netTwo is net of case a against cases b and b+1 at once, which spares loads.
func (d *duel) netTwo(a, b int) (first, second int64) {
	x := d.keys[a*d.p : (a+1)*d.p]
	y, z, weights := d.keys[b*d.p:(b+1)*d.p], d.keys[(b+1)*d.p:(b+2)*d.p], d.weights[:len(x)]
	y, z = y[:len(x)], z[:len(x)]
	for j, v := range x {
		w := weights[j]
		p, q := v-y[j], v-z[j]
		first += w&(-p>>63) - w&(p>>63)
		second += w&(-q>>63) - w&(q>>63)
	}
	return first, second
}

// netHoles is net over the columns in which both cases have a value.
func (d *duel) netHoles(a, b int) (net, compared int64) {
	for j, col := range d.holes {
		v, w := col[a], col[b]
		switch {
		case v > w:
			net += d.weights[j]
		case v < w:
			net -= d.weights[j]
		case v != w:
			continue
		}
		compared += d.weights[j]
	}
	return net, compared
}

// scored tells which cases have any value.
func (b *block) scored() []bool {
	out := make([]bool, len(b.out))
	for _, col := range b.x {
		for r, v := range col {
			out[r] = out[r] || v == v
		}
	}
	return out
}

// copeland is the number of cases that a case beats less the number that beat
// it, a pair being decided by weighted majority over the columns in which both
// have a value (Copeland 1951; Munda and Nardo 2009). Cost is O(cases^2
// columns).
func copeland(b *block) {
	d, in := newDuel(b), b.scored()
	for i := range b.out {
		b.out[i] = 0
		if !in[i] {
			b.out[i] = nan
		}
	}
	for i := range d.n {
		j := 0
		for ; d.holes == nil && j+1 < i; j += 2 {
			first, second := d.netTwo(i, j)
			d.decide(b.out, i, j, first)
			d.decide(b.out, i, j+1, second)
		}
		for ; j < i; j++ {
			if in[i] && in[j] {
				net, _ := d.net(i, j)
				d.decide(b.out, i, j, net)
			}
		}
	}
}

// decide counts the pair for the side that has more weight. Shares are rounded
// to fixed point, each by half a unit at the most, which is no majority.
func (d *duel) decide(out []float64, a, b int, net int64) {
	slack := int64(d.p)
	if net > slack {
		out[a]++
		out[b]--
	} else if net < -slack {
		out[a]--
		out[b]++
	}
}

// outranking is 100 times the mean over the other cases of the share of weight
// on which a case is better, ties counting half.
func outranking(b *block) {
	for i, row := range Outranking(b.x, b.w) {
		sum, count := 0.0, 0
		for j, share := range row {
			if i != j && share >= 0 {
				sum += share
				count++
			}
		}
		b.out[i] = nan
		if count > 0 {
			b.out[i] = 100 * sum / float64(count)
		}
	}
}

// Outranking is the matrix of the shares of weight on which the case of the row
// is better than that of the column, ties counting half (Munda and Nardo 2009).
// Columns are x, of which NaN is missing: a pair is judged by what both have,
// and is -1 where that is nothing. The diagonal is 0. Cost is O(cases^2
// columns).
func Outranking(x [][]float64, weights []float64) [][]float64 {
	b := &block{x: x, w: weights, out: make([]float64, len(x[0]))}
	d := newDuel(b)
	out := columns(d.n, d.n)
	for i := range d.n {
		for j := range i {
			net, compared := d.net(i, j)
			if compared == 0 {
				out[i][j], out[j][i] = -1, -1
				continue
			}
			share := (float64(net)/float64(compared) + 1) / 2
			out[i][j], out[j][i] = share, 1-share
		}
	}
	return out
}

// penalised is the mean of the children less, or for PenaltyUp plus, S^2/mean,
// where S is their standard deviation, with divisor n or for Sample n-1: the Mazziotta-Pareto
// index, which punishes imbalance (De Muro, Mazziotta and Pareto 2011;
// Mazziotta and Pareto 2016 for the adjusted one, on another normalisation). It
// wants values above 0, as on scales around 100.
func penalised(b *block) {
	side := -1.0
	if b.how.Penalty == PenaltyUp {
		side = 1
	}
	arithmetic(b)
	for r, mean := range b.out {
		if mean != mean {
			continue
		}
		ss, count := 0.0, 0.0
		for j, col := range b.x {
			if v := col[r]; v == v {
				ss += b.w[j] * (v - mean) * (v - mean)
				count++
			}
		}
		if b.how.Sample && count > 1 {
			ss *= count / (count - 1)
		}
		b.out[r] = mean + side*ss/b.sum[r]/mean
	}
}

// benefit is Benefit of the Doubt, from 0 to 1: each case has the weights that
// suit it best, see stat.BenefitOfDoubt. A child that a case lacks is left out
// of its own programme and counts as 0 for its peers.
func benefit(b *block) {
	peers := columns(len(b.x), len(b.out))
	for j, col := range b.x {
		for r, v := range col {
			if v > 0 {
				peers[j][r] = v
			}
		}
	}
	for i := range b.out {
		own := make([][]float64, 0, len(b.x))
		for j, col := range b.x {
			if col[i] == col[i] {
				own = append(own, peers[j])
			}
		}
		b.out[i] = nan
		if score, _, err := stat.BenefitOfDoubt(own, i); err == nil {
			b.out[i] = score
		}
	}
}
