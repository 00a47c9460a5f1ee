// SPDX-License-Identifier: Apache-2.0

package sensitivity

import "math"

// mostBins is the number of bins of one case from which they are made twice as
// wide.
const mostBins = 1 << 14

// Quantiles estimates quantiles of many cases' values from a stream, in memory
// that does not grow with it: values are counted in bins of the width asked for,
// and a quantile is interpolated within its bin. It is off by less than a bin's
// width. Where the values of a case spread over more than 16,384 bins, its bins are
// made twice as wide, as often as need be; Width tells. Only counts are held, so
// that neither the order of values nor the way in which they are shared among
// workers changes a result.
type Quantiles struct {
	width, inverse float64
	cases          []binned
}

// binned are the counts of one case.
type binned struct {
	// first is the number of the first bin; the bins are 2^wider widths wide.
	first     int
	wider     uint
	count     []uint32
	n         int
	low, high float64
}

// NewQuantiles makes empty counts in bins of a width above 0.
func NewQuantiles(cases int, width float64) *Quantiles {
	if !(width > 0) || math.IsInf(width, 1) {
		panic("sensitivity: a bin needs a width above 0")
	}
	q := &Quantiles{width: width, inverse: 1 / width, cases: make([]binned, cases)}
	for c := range q.cases {
		q.cases[c].low, q.cases[c].high = math.Inf(1), math.Inf(-1)
	}
	return q
}

// Add counts one draw, a value for each case; NaN marks one that is missing.
func (q *Quantiles) Add(values []float64) {
	if len(values) != len(q.cases) {
		panic("sensitivity: a draw has other cases")
	}
	for c, v := range values {
		if v != v {
			continue
		}
		at := math.Floor(v * q.inverse)
		if math.Abs(at) > 1<<52 {
			panic("sensitivity: a value is too large for its bins")
		}
		b := &q.cases[c]
		k := int(at)>>b.wider - b.first
		if k < 0 || k >= len(b.count) {
			k = b.reach(int(at))
		}
		b.count[k]++
		b.n++
		if v < b.low {
			b.low = v
		}
		if v > b.high {
			b.high = v
		}
	}
}

// reach makes room for a bin of the original width and returns its place.
func (b *binned) reach(bin int) int {
	if len(b.count) == 0 {
		b.first, b.count = bin>>b.wider, make([]uint32, 1, 64)
		return 0
	}
	for {
		at := bin >> b.wider
		first, last := min(at, b.first), max(at, b.first+len(b.count)-1)
		if last-first < mostBins {
			b.extend(first, last)
			return at - b.first
		}
		b.double()
	}
}

// extend lets the bins run from first to last.
func (b *binned) extend(first, last int) {
	if before := b.first - first; before > 0 {
		grown := make([]uint32, before+len(b.count), 2*(before+len(b.count)))
		copy(grown[before:], b.count)
		b.first, b.count = first, grown
	}
	for b.first+len(b.count)-1 < last {
		b.count = append(b.count, 0)
	}
}

// double makes the bins twice as wide.
func (b *binned) double() {
	first := b.first >> 1
	half := make([]uint32, (b.first+len(b.count)-1)>>1-first+1)
	for k, n := range b.count {
		half[(b.first+k)>>1-first] += n
	}
	b.first, b.count = first, half
	b.wider++
}

// Merge adds the counts of other values of the same cases, in bins of the same
// width.
func (q *Quantiles) Merge(other *Quantiles) {
	if len(other.cases) != len(q.cases) || other.width != q.width {
		panic("sensitivity: counts of other cases or widths")
	}
	for c := range q.cases {
		b, o := &q.cases[c], &other.cases[c]
		if o.n == 0 {
			continue
		}
		for b.wider < o.wider {
			b.double()
		}
		for k, n := range o.count {
			if n > 0 {
				b.count[b.reach((o.first+k)<<o.wider)] += n
			}
		}
		b.n += o.n
		b.low, b.high = min(b.low, o.low), max(b.high, o.high)
	}
}

// N is the number of values of case c.
func (q *Quantiles) N(c int) int { return q.cases[c].n }

// Width is that of the bins of case c: what its quantiles are off by, at most.
func (q *Quantiles) Width(c int) float64 { return math.Ldexp(q.width, int(q.cases[c].wider)) }

// Range is the least and the greatest value of case c, exactly; false where it has
// none.
func (q *Quantiles) Range(c int) (low, high float64, ok bool) {
	b := &q.cases[c]
	if b.n == 0 {
		return 0, 0, false
	}
	return b.low, b.high, true
}

// Quantile is the quantile of case c at p, of type 7, with the values of a bin
// taken to lie evenly in it; false where the case has none.
func (q *Quantiles) Quantile(c int, p float64) (float64, bool) {
	b := &q.cases[c]
	if b.n == 0 || !(p >= 0 && p <= 1) {
		return 0, false
	}
	h := p * float64(b.n-1)
	k := math.Floor(h)
	v := q.ordered(b, k)
	if h > k {
		v += (h - k) * (q.ordered(b, k+1) - v)
	}
	return min(max(v, b.low), b.high), true
}

// ordered is about where the value at place k, from 0, of the sorted values lies.
func (q *Quantiles) ordered(b *binned, k float64) float64 {
	width := math.Ldexp(q.width, int(b.wider))
	before := 0.0
	for i, n := range b.count {
		if count := float64(n); k < before+count {
			return (float64(b.first+i) + (k-before+0.5)/count) * width
		}
		before += float64(b.count[i])
	}
	return b.high
}
