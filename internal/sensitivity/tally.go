// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/qala-observatory/qala/internal/stat"
)

// lane is the number of sums that are formed side by side.
const lane = 8

// tally holds what each base point adds to the sums from which indices are
// computed: its own value and square, then each factor's first-order and total
// terms, then each pair's. A resample is a sum over points drawn with
// replacement, so that it costs as many additions as there are sums.
type tally struct {
	how          Options
	first, total formula
	factors      int
	pairs        bool
	rows, width  int
	// terms are in blocks of lane columns: block, row, column.
	terms []float64
	// shift is what was taken off before squaring.
	shift float64
}

// newTally computes the terms of the given base points.
func newTally(r *Responses, how Options, rows []int) *tally {
	t := &tally{
		how: how, first: firstOrder[how.First], total: totalOrder[how.Total],
		factors: len(r.AB), pairs: r.BA != nil, rows: len(rows),
	}
	t.width = 2 + t.factors*(t.first.width+t.total.width)
	if t.pairs {
		t.width += t.factors * (t.factors - 1) / 2
	}
	t.shift = r.mean(rows)
	blocks := (t.width + lane - 1) / lane
	t.terms = make([]float64, blocks*lane*t.rows)
	row := make([]float64, blocks*lane)
	for i, at := range rows {
		t.row(r, at, row)
		for b := range blocks {
			copy(t.terms[(b*t.rows+i)*lane:], row[b*lane:(b+1)*lane])
		}
	}
	return t
}

// mean is that of all responses, which is what centring takes off.
func (r *Responses) mean(rows []int) float64 {
	sum, n := 0.0, 0
	for _, set := range append([][][]float64{{r.A, r.B}}, r.AB, r.BA) {
		for _, y := range set {
			n += len(rows)
			for _, i := range rows {
				sum += y[i]
			}
		}
	}
	return sum / float64(n)
}

// row computes the terms of one base point.
func (t *tally) row(r *Responses, at int, row []float64) {
	a, b := r.A[at]-t.shift, r.B[at]-t.shift
	row[0], row[1] = a+b, a*a+b*b
	centre := t.shift
	if t.how.Raw {
		centre = 0
	}
	y := responses{a: r.A[at] - centre, b: r.B[at] - centre}
	k := 2
	for f := range t.factors {
		y.ab = r.AB[f][at] - centre
		if t.pairs {
			y.ba = r.BA[f][at] - centre
		}
		t.first.terms(y, row[k:])
		k += t.first.width
		t.total.terms(y, row[k:])
		k += t.total.width
	}
	for f := 0; t.pairs && f < t.factors; f++ {
		for g := f + 1; g < t.factors; g++ {
			row[k] = (r.BA[f][at]-centre)*(r.AB[g][at]-centre) - y.a*y.b
			k++
		}
	}
}

// sums adds the terms of the drawn points, of all where none are given.
func (t *tally) sums(drawn []uint32) []float64 {
	out := make([]float64, len(t.terms)/t.rows)
	t.sumsInto(drawn, out)
	return out
}

func (t *tally) sumsInto(drawn []uint32, out []float64) {
	for b := 0; b*lane < len(out); b++ {
		terms := t.terms[b*lane*t.rows : (b+1)*lane*t.rows]
		sum := (*[lane]float64)(out[b*lane:])
		if drawn == nil {
			sumAll(terms, sum)
			continue
		}
		sumDrawn(terms, drawn, sum)
	}
}

// sumAll adds all rows, with compensation for rounding, for each sum rests on few
// digits where responses are far from 0 (Neumaier 1974).
func sumAll(terms []float64, sum *[lane]float64) {
	for c := range lane {
		total, lost := 0.0, 0.0
		for i := c; i < len(terms); i += lane {
			v := terms[i]
			next := total + v
			if math.Abs(total) >= math.Abs(v) {
				lost += total - next + v
			} else {
				lost += v - next + total
			}
			total = next
		}
		sum[c] = total + lost
	}
}

// sumDrawn adds the rows drawn.
func sumDrawn(terms []float64, drawn []uint32, sum *[lane]float64) {
	var s0, s1, s2, s3, s4, s5, s6, s7 float64
	for _, i := range drawn {
		row := (*[lane]float64)(terms[int(i)*lane:])
		s0 += row[0]
		s1 += row[1]
		s2 += row[2]
		s3 += row[3]
		s4 += row[4]
		s5 += row[5]
		s6 += row[6]
		s7 += row[7]
	}
	*sum = [lane]float64{s0, s1, s2, s3, s4, s5, s6, s7}
}

// indexed are the indices of one set of sums.
type indexed struct {
	mean, variance float64
	// values are first-order and total of each factor, then the pairs.
	values []float64
}

// indices computes them from the sums over n base points.
func (t *tally) indices(sum []float64, n float64) indexed {
	mean := sum[0] / (2 * n)
	variance := max(sum[1]/(2*n)-mean*mean, 0)
	if t.how.SampleVariance {
		variance *= 2 * n / (2*n - 1)
	}
	out := indexed{mean: mean + t.shift, variance: variance, values: make([]float64, 0, t.width)}
	if variance == 0 { // a resample of equal responses
		out.values = out.values[:2*t.factors]
		if t.pairs {
			out.values = out.values[:2*t.factors+t.factors*(t.factors-1)/2]
		}
		return out
	}
	k := 2
	for range t.factors {
		out.values = append(out.values, t.first.index(sum[k:], n, variance))
		k += t.first.width
		out.values = append(out.values, t.total.index(sum[k:], n, variance))
		k += t.total.width
	}
	for f := 0; t.pairs && f < t.factors; f++ {
		for g := f + 1; g < t.factors; g++ {
			// Saltelli 2002: closed index of the pair less those of its factors.
			out.values = append(out.values, sum[k]/(n*variance)-out.values[2*f]-out.values[2*g])
			k++
		}
	}
	return out
}

// bootstrap estimates the spread of every index over resamples of the base points;
// nil where none are asked for.
func (t *tally) bootstrap(how Options) []Estimate {
	return t.resampled(how, func(sum []float64) []float64 { return t.indices(sum, float64(t.rows)).values })
}

// resampled estimates the spread of what a function makes of the sums.
func (t *tally) resampled(how Options, of func(sum []float64) []float64) []Estimate {
	if how.Resamples <= 0 {
		return nil
	}
	drawn, sums := make([]uint32, t.rows), make([]float64, len(t.terms)/t.rows)
	var found [][]float64
	generator := &rand.PCG{}
	for b := range how.Resamples {
		Restart(generator, how.Seed, b)
		resample(generator, drawn)
		t.sumsInto(drawn, sums)
		for i, v := range of(sums) {
			if b == 0 {
				found = append(found, make([]float64, how.Resamples))
			}
			found[i][b] = v
		}
	}
	out := make([]Estimate, len(found))
	for i, values := range found {
		out[i] = spreadOf(values, how.Level)
	}
	return out
}

// resample draws as many points as there are with replacement. Each of two halves
// of 64 random bits, as a fraction of 2^32, is a place; places differ in
// probability by less than n/2^32.
func resample(generator *rand.PCG, drawn []uint32) {
	n := uint64(len(drawn))
	i := 0
	for ; i+1 < len(drawn); i += 2 {
		x := generator.Uint64()
		drawn[i] = uint32((x >> 32) * n >> 32)
		drawn[i+1] = uint32((x & 0xffffffff) * n >> 32)
	}
	for ; i < len(drawn); i++ {
		drawn[i] = uint32((generator.Uint64() >> 32) * n >> 32)
	}
}

// spreadOf is the interval and the standard deviation of resampled values, which
// it sorts; the level 0 means 0.9.
func spreadOf(values []float64, level float64) Estimate {
	if level <= 0 || level >= 1 {
		level = 0.9
	}
	slices.Sort(values)
	var e Estimate
	e.Low, _ = stat.Quantile(values, (1-level)/2)
	e.High, _ = stat.Quantile(values, (1+level)/2)
	mean, squares := 0.0, 0.0
	for i, v := range values {
		d := v - mean
		mean += d / float64(i+1)
		squares += d * (v - mean)
	}
	if len(values) > 1 {
		e.Error = math.Sqrt(squares / float64(len(values)-1))
	}
	return e
}
