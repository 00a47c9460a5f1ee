// SPDX-License-Identifier: Apache-2.0

package neighbour

import "math"

// block computes the leave-one-out predictions of several variants side by side,
// so that the inner loops run over variants.
type block struct {
	d    *design
	size int
	// score and lag are by state and by row, then variant; scores are less their
	// mean under the variant.
	score, lag [][]float64
	mean       []float64
	// whole are the sums over all rows, by variant.
	whole []sums
	// What leaving out the state of the moment changes, by variant: the sums of
	// lag, its square and its products with income and score.
	dl, dll, dlg, dly []float64
	// drops are the rows that go with it.
	drops []int
}

// newBlock makes room for so many variants.
func newBlock(d *design, size int) *block {
	b := &block{d: d, size: size}
	room := func() []float64 { return make([]float64, size) }
	b.score = make([][]float64, len(d.row))
	for i := range b.score {
		b.score[i] = room()
	}
	b.lag = make([][]float64, len(d.used))
	for r := range b.lag {
		b.lag[r] = room()
	}
	b.mean, b.dl, b.dll, b.dlg, b.dly = room(), room(), room(), room(), room()
	b.whole = make([]sums, size)
	return b
}

// read takes over the scores of variants and sums them up.
func (b *block) read(t *Table, variants []int) {
	b.size = len(variants)
	counts := make([]float64, b.size)
	clear(b.mean)
	for i := range t.states {
		row := t.values[i*t.variants : (i+1)*t.variants]
		for k, v := range variants {
			x := row[v]
			b.score[i][k] = x
			if x == x {
				b.mean[k] += x
				counts[k]++
			}
		}
	}
	for k := range counts {
		b.mean[k] /= max(counts[k], 1)
	}
	for i := range t.states {
		for k := range variants {
			b.score[i][k] -= b.mean[k]
		}
	}
	b.surround()
	b.total()
}

// surround computes the lags of all rows.
func (b *block) surround() {
	for r, links := range b.d.links {
		lag := b.lag[r][:b.size]
		clear(lag)
		for _, l := range links {
			score := b.score[l.at][:len(lag)]
			for k := range lag {
				lag[k] += l.weight * score[k]
			}
		}
	}
}

// total sums over all rows.
func (b *block) total() {
	for k := range b.size {
		b.whole[k] = sums{}
	}
	for r, i := range b.d.used {
		lag, score, g := b.lag[r], b.score[i], b.d.income[r]
		for k := range b.size {
			b.whole[k].add(point{l: lag[k], g: g, y: score[k]}, 1)
		}
	}
}

// left is how many rows remain when a row's state is left out.
func (b *block) left(r int) int {
	n := len(b.d.used) - 1
	for _, e := range b.d.effects[r] {
		if e.drops {
			n--
		}
	}
	return n
}

// leave finds what leaving out the state of a row changes in other rows.
func (b *block) leave(r int) {
	n := b.size
	dl, dll, dlg, dly := b.dl[:n], b.dll[:n], b.dlg[:n], b.dly[:n]
	clear(dl)
	clear(dll)
	clear(dlg)
	clear(dly)
	b.drops = b.drops[:0]
	own := b.score[b.d.used[r]][:n]
	for _, e := range b.d.effects[r] {
		if e.drops {
			b.drops = append(b.drops, e.row)
			continue
		}
		lag, score, g := b.lag[e.row][:n], b.score[b.d.used[e.row]][:n], b.d.income[e.row]
		for k := range dl {
			shift := e.shift * (lag[k] - own[k])
			dl[k] += shift
			dlg[k] += g * shift
			dly[k] += score[k] * shift
			dll[k] += shift * (2*lag[k] + shift)
		}
	}
}

// sums are the sums of a variant without the state of a row, after leave.
func (b *block) sums(r, k int) sums {
	s := b.whole[k]
	s.add(b.point(r, k), -1)
	s.l += b.dl[k]
	s.ll += b.dll[k]
	s.lg += b.dlg[k]
	s.ly += b.dly[k]
	for _, row := range b.drops {
		s.add(b.point(row, k), -1)
	}
	return s
}

// point is a row under a variant.
func (b *block) point(r, k int) point {
	return point{l: b.lag[r][k], g: b.d.income[r], y: b.score[b.d.used[r]][k]}
}

// ratios writes, for the state of a row, the residual over its standard error
// under each variant; NaN where there is none.
func (b *block) ratios(r int, out []float64) {
	b.leave(r)
	for k := range b.size {
		s := b.sums(r, k)
		p := b.point(r, k)
		sol := s.solve(p)
		out[k] = math.NaN()
		if sol.ok {
			out[k] = (p.y - sol.expected) / sol.se
		}
	}
}
