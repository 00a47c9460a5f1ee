// SPDX-License-Identifier: Apache-2.0

package neighbour

import "math"

// block computes the leave-one-out predictions of several variants side by side,
// so that the inner loops run over variants.
type block struct {
	d *design
	// only are the states asked about.
	only []int
	size int
	// score and lag are by state and by row, then variant; scores are less their
	// mean under the variant.
	score, lag [][]float64
	// mean is the mean of the scores, counts how many there are, by variant.
	mean, counts []float64
	// nothing is a row of zeros.
	nothing []float64
	// whole are the sums over all rows, change what leaving out the state of the
	// moment does to them.
	whole, change columns
	// n, g and gg are the sums without scores when that state is left out.
	n, g, gg float64
}

// rowOf is a row of a regression under several variants.
type rowOf struct {
	lag, score []float64
	g          float64
}

// columns are sums of scores, lags and their products, by variant; see sums.
type columns struct{ l, y, ll, lg, ly, gy, yy []float64 }

// newColumns makes room for so many variants.
func newColumns(size int) columns {
	room := make([]float64, 7*size)
	part := func(k int) []float64 { return room[k*size : (k+1)*size : (k+1)*size] }
	return columns{part(0), part(1), part(2), part(3), part(4), part(5), part(6)}
}

// clear sets all sums of the first n variants to zero.
func (c *columns) clear(n int) {
	for _, part := range [][]float64{c.l, c.y, c.ll, c.lg, c.ly, c.gy, c.yy} {
		clear(part[:n])
	}
}

// remove takes the points of a row away.
func (c *columns) remove(r rowOf) {
	n := len(r.lag)
	score := r.score[:n]
	l, y, ll, lg, ly, gy, yy := c.l[:n], c.y[:n], c.ll[:n], c.lg[:n], c.ly[:n], c.gy[:n], c.yy[:n]
	for k, a := range r.lag {
		b := score[k]
		l[k] -= a
		y[k] -= b
		ll[k] -= a * a
		lg[k] -= a * r.g
		ly[k] -= a * b
		gy[k] -= b * r.g
		yy[k] -= b * b
	}
}

// add adds the points of two rows at once, which halves the traffic of the sums.
func (c *columns) add(p, q rowOf) {
	n := len(p.lag)
	u, v, w := p.score[:n], q.lag[:n], q.score[:n]
	l, y, ll, lg, ly, gy, yy := c.l[:n], c.y[:n], c.ll[:n], c.lg[:n], c.ly[:n], c.gy[:n], c.yy[:n]
	for k, a := range p.lag {
		b, e, f := u[k], v[k], w[k]
		l[k] += a + e
		y[k] += b + f
		ll[k] += a*a + e*e
		lg[k] += a*p.g + e*q.g
		ly[k] += a*b + e*f
		gy[k] += b*p.g + f*q.g
		yy[k] += b*b + f*f
	}
}

// newBlock makes room for so many states and variants.
func newBlock(states, size int, only []int) *block {
	b := &block{only: only, whole: newColumns(size), change: newColumns(size)}
	b.mean, b.counts, b.nothing = make([]float64, size), make([]float64, size), make([]float64, size)
	room := make([]float64, 2*states*size)
	for range states {
		b.score, b.lag, room = append(b.score, room[:size:size]), append(b.lag, room[size:2*size:2*size]), room[2*size:]
	}
	return b
}

// read takes over the scores of variants, less their mean.
func (b *block) read(t *Table, variants []int) {
	b.size = len(variants)
	counts, mean := b.counts[:b.size], b.mean[:b.size]
	clear(counts)
	clear(mean)
	for i := range t.states {
		row := t.values[i*t.variants : (i+1)*t.variants]
		score := b.score[i][:len(variants)]
		for k, v := range variants {
			x := row[v]
			score[k] = x
			if x == x {
				mean[k] += x
				counts[k]++
			}
		}
	}
	for k := range mean {
		mean[k] /= max(counts[k], 1)
	}
	for i := range t.states {
		score := b.score[i][:len(mean)]
		for k := range mean {
			score[k] -= mean[k]
		}
	}
}

// use takes another design: it computes the lags and sums up.
func (b *block) use(d *design) {
	b.d = d
	b.surround()
	b.whole.clear(b.size)
	last := len(d.used) - 1
	for r := 0; r < last; r += 2 {
		b.whole.add(b.row(r), b.row(r+1))
	}
	if last%2 == 0 {
		nothing := b.nothing[:b.size]
		b.whole.add(b.row(last), rowOf{lag: nothing, score: nothing})
	}
}

// row is a row of the regression under all variants.
func (b *block) row(r int) rowOf {
	return rowOf{lag: b.lag[r][:b.size], score: b.score[b.d.used[r]][:b.size], g: b.d.income[r]}
}

// surround computes the lags of all rows, four neighbours at once.
func (b *block) surround() {
	const step = 4
	for r, links := range b.d.links {
		lag := b.lag[r][:b.size]
		clear(lag)
		for ; len(links) >= step; links = links[step:] {
			b.mix(lag, [step]tie(links))
		}
		for _, l := range links {
			score := b.score[l.at][:len(lag)]
			for k := range lag {
				lag[k] += l.weight * score[k]
			}
		}
	}
}

// mix adds the weighted scores of four neighbours.
func (b *block) mix(lag []float64, of [4]tie) {
	n := len(lag)
	p, q, r, s := b.score[of[0].at][:n], b.score[of[1].at][:n], b.score[of[2].at][:n], b.score[of[3].at][:n]
	u, v, w, x := of[0].weight, of[1].weight, of[2].weight, of[3].weight
	for k := range lag {
		lag[k] += u*p[k] + v*q[k] + (w*r[k] + x*s[k])
	}
}

// left is how many rows remain when the state at a place among those asked about
// is left out.
func (b *block) left(k int) int {
	n := len(b.d.used) - 1
	for _, e := range b.d.effects[k] {
		if e.drops {
			n--
		}
	}
	return n
}

// leave finds what leaving out a state asked about changes, by its place and its
// row: the row goes, others go with it, and the lags of the rest shift.
func (b *block) leave(k, r int) {
	n := b.size
	b.change.clear(n)
	b.n, b.g, b.gg = b.d.n, b.d.g, b.d.gg
	b.remove(r)
	own := b.score[b.d.used[r]][:n]
	l, ll, lg, ly := b.change.l[:n], b.change.ll[:n], b.change.lg[:n], b.change.ly[:n]
	for _, e := range b.d.effects[k] {
		if e.drops {
			b.remove(e.row)
			continue
		}
		lag, score, g := b.lag[e.row][:n], b.score[b.d.used[e.row]][:n], b.d.income[e.row]
		for k := range l {
			shift := e.shift * (lag[k] - own[k])
			l[k] += shift
			lg[k] += g * shift
			ly[k] += score[k] * shift
			ll[k] += shift * (2*lag[k] + shift)
		}
	}
}

// remove takes a row out of the sums.
func (b *block) remove(r int) {
	g := b.d.income[r]
	b.n--
	b.g -= g
	b.gg -= g * g
	b.change.remove(b.row(r))
}

// sums are the sums of a variant without the state that was left out.
func (b *block) sums(k int) sums {
	w, c := &b.whole, &b.change
	return sums{
		n: b.n, g: b.g, gg: b.gg, l: w.l[k] + c.l[k], y: w.y[k] + c.y[k], ll: w.ll[k] + c.ll[k],
		lg: w.lg[k] + c.lg[k], ly: w.ly[k] + c.ly[k], gy: w.gy[k] + c.gy[k], yy: w.yy[k] + c.yy[k],
	}
}

// point is a row under a variant.
func (b *block) point(r, k int) point {
	return point{l: b.lag[r][k], g: b.d.income[r], y: b.score[b.d.used[r]][k]}
}

// ratios writes, for the state at a place among those asked about, the residual
// over its standard error under each variant; NaN where there is none. It is sums.solve, written out with
// what all variants have in common in front of the loop.
func (b *block) ratios(place int, out []float64) {
	r := b.d.row[b.only[place]]
	b.leave(place, r)
	w, c, n := &b.whole, &b.change, len(out)
	wl, wy, wll, wlg, wly, wgy, wyy := w.l[:n], w.y[:n], w.ll[:n], w.lg[:n], w.ly[:n], w.gy[:n], w.yy[:n]
	cl, cy, cll, clg, cly, cgy, cyy := c.l[:n], c.y[:n], c.ll[:n], c.lg[:n], c.ly[:n], c.gy[:n], c.yy[:n]
	lag, score := b.lag[r][:n], b.score[b.d.used[r]][:n]
	inverse := 1 / b.n
	freedom := 1 / (b.n - coefficients)
	mg := b.g * inverse
	gg := b.gg - b.g*mg
	dg := b.d.income[r] - mg
	steep := gg > flat*b.gg
	for k := range out {
		l, y, all := wl[k]+cl[k], wy[k]+cy[k], wll[k]+cll[k]
		ml, my := l*inverse, y*inverse
		ll, lg, ly := all-l*ml, wlg[k]+clg[k]-l*mg, wly[k]+cly[k]-l*my
		gy, yy := wgy[k]+cgy[k]-b.g*my, wyy[k]+cyy[k]-y*my
		det := ll*gg - lg*lg
		out[k] = math.NaN()
		if !(steep && det > flat*ll*gg && ll > flat*all) {
			continue
		}
		scale := 1 / det
		rho, income := (gg*ly-lg*gy)*scale, (ll*gy-lg*ly)*scale
		rest := yy - rho*ly - income*gy
		if !(rest > flat*yy) {
			continue
		}
		dl := lag[k] - ml
		leverage := inverse + (gg*dl*dl-2*lg*dl*dg+ll*dg*dg)*scale
		out[k] = (score[k] - my - rho*dl - income*dg) / math.Sqrt(rest*freedom*(1+leverage))
	}
}
