// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"fmt"
	"math"
	"slices"
)

// DefaultCompared is the number of draws on which Compare rests where there are
// more: the cost is cases^2 for each.
const DefaultCompared = 2000

// Differences are confidence intervals of the differences between all pairs of
// cases, and the ranks that follow from them (Mogstad, Romano, Shaikh and Wilhelm
// 2024, Inference for Ranks with Applications to Mobility across Neighbourhoods
// and Academic Achievement across Countries, Review of Economic Studies 91).
//
// The draws take the place of their bootstrap. An interval is the mean difference
// give or take a critical value times its standard deviation; the critical value
// is the quantile, over the draws, of the greatest distance from the mean, in
// standard deviations, of any difference. In at least the share level of the draws
// all differences are therefore within their intervals at once, and with them all
// ranks.
type Differences struct {
	cases int
	level float64
	// scored tells which cases have a score in any draw, n how many have.
	scored []bool
	n      int
	// mean and deviation are by pair a*cases+b; deviation is -1 where no draw has
	// both.
	mean, deviation []float64
	// offset is the mean difference of centred scores, for a before b; it is 0 but
	// where draws lack one of the two.
	offset []float64
	// critical is for all pairs, own for the pairs with one case.
	critical float64
	own      []float64
}

// Comparison says how cases are compared.
type Comparison struct {
	// Level is the probability of the intervals; 0 means 0.9.
	Level float64
	// Most is the number of draws to use, spread evenly over those there are; 0
	// means DefaultCompared, and a negative number all.
	Most int
}

// Compare compares cases by draws of their scores: scores holds draw after draw, a
// score for each case, NaN for one that is missing. A pair is judged by the draws
// with both. It is an error where there is no draw, and where the numbers do not
// fit. Cost is draws x cases^2.
func Compare(scores []float64, cases int, how Comparison) (*Differences, error) {
	if how.Level == 0 {
		how.Level = 0.9
	}
	switch {
	case !(how.Level > 0 && how.Level < 1):
		return nil, fmt.Errorf("level %v is not between 0 and 1", how.Level)
	case cases < 1 || len(scores) == 0 || len(scores)%cases != 0:
		return nil, fmt.Errorf("%d scores are no draws of %d cases", len(scores), cases)
	}
	d := &Differences{cases: cases, level: how.Level, scored: make([]bool, cases), own: make([]float64, cases)}
	draws := chosen(scores, cases, how.Most)
	gaps := d.centre(draws)
	d.spread(draws, gaps)
	d.criticals(draws)
	return d, nil
}

// chosen are the draws to use, copied.
func chosen(scores []float64, cases, most int) [][]float64 {
	n := len(scores) / cases
	if most == 0 {
		most = DefaultCompared
	}
	use := n
	if most > 0 {
		use = min(n, most)
	}
	draws := make([][]float64, use)
	for i := range draws {
		at := i * n / use
		draws[i] = slices.Clone(scores[at*cases : (at+1)*cases])
	}
	return draws
}

// centre takes each case's mean off its scores, which makes differences exact where
// they do not vary, and tells whether any score is missing.
func (d *Differences) centre(draws [][]float64) bool {
	d.mean, d.offset = make([]float64, d.cases*d.cases), make([]float64, d.cases*d.cases)
	means, counts := make([]float64, d.cases), make([]int, d.cases)
	gaps := false
	for _, u := range draws {
		for c, v := range u {
			if v != v {
				gaps = true
				continue
			}
			counts[c]++
			means[c] += (v - means[c]) / float64(counts[c])
		}
	}
	for c, n := range counts {
		if d.scored[c] = n > 0; d.scored[c] {
			d.n++
		}
		for b := range d.cases {
			d.mean[c*d.cases+b] = means[c] - means[b]
		}
	}
	for _, u := range draws {
		for c := range u {
			u[c] -= means[c]
		}
	}
	return gaps
}

// spread computes the standard deviations of the differences, and with gaps the
// means over the draws with both.
func (d *Differences) spread(draws [][]float64, gaps bool) {
	k := d.cases
	squares := make([]float64, k*k)
	if gaps {
		d.spreadPairs(draws, squares)
	} else {
		for _, u := range draws {
			for a, x := range u {
				row := squares[a*k+a+1 : (a+1)*k]
				for b, y := range u[a+1:] {
					row[b] += (x - y) * (x - y)
				}
			}
		}
		for i := range squares {
			squares[i] /= float64(len(draws))
		}
	}
	d.deviation = squares
	for a := range k {
		for b := a + 1; b < k; b++ {
			v := squares[a*k+b]
			if v > 0 {
				v = math.Sqrt(v)
			}
			squares[a*k+b], squares[b*k+a] = v, v
		}
	}
}

// spreadPairs is spread where scores are missing: pair by pair, -1 for one that is
// never there.
func (d *Differences) spreadPairs(draws [][]float64, squares []float64) {
	k := d.cases
	for a := range k {
		for b := a + 1; b < k; b++ {
			n, mean, sum := 0, 0.0, 0.0
			for _, u := range draws {
				if v := u[a] - u[b]; v == v {
					n++
					step := v - mean
					mean += step / float64(n)
					sum += step * (v - mean)
				}
			}
			squares[a*k+b] = -1
			if n > 0 {
				squares[a*k+b] = sum / float64(n)
				d.offset[a*k+b] = mean
				d.mean[a*k+b] += mean
				d.mean[b*k+a] -= mean
			}
		}
	}
}

// criticals finds the critical values. A difference that does not vary, up to
// rounding, has no part in them.
func (d *Differences) criticals(draws [][]float64) {
	k := d.cases
	inverse := d.inverses()
	all := make([]float64, len(draws))
	own := make([]float64, k*len(draws))
	most := make([]float64, k)
	for i, u := range draws {
		clear(most)
		for a, x := range u {
			row, off, top := inverse[a*k+a+1:(a+1)*k], d.offset[a*k+a+1:(a+1)*k], most[a]
			for b, y := range u[a+1:] {
				v := x - y - off[b]
				v *= v * row[b]
				if v > top {
					top = v
				}
				if v > most[a+1+b] {
					most[a+1+b] = v
				}
			}
			most[a] = top
		}
		all[i] = slices.Max(most)
		for c, v := range most {
			own[c*len(draws)+i] = v
		}
	}
	d.critical = math.Sqrt(upper(all, d.level))
	for c := range d.own {
		d.own[c] = math.Sqrt(upper(own[c*len(draws):(c+1)*len(draws)], d.level))
	}
}

// inverses are, by pair, 1 over the variance, 0 where the difference does not vary.
func (d *Differences) inverses() []float64 {
	inverse := make([]float64, len(d.deviation))
	for i, s := range d.deviation {
		if s > rounding*math.Abs(d.mean[i]) {
			inverse[i] = 1 / (s * s)
		}
	}
	return inverse
}

// upper is the least value that at least the share level of the values, which it
// sorts, do not pass.
func upper(values []float64, level float64) float64 {
	slices.Sort(values)
	k := int(math.Ceil(level*float64(len(values))-1e-9)) - 1
	return values[min(max(k, 0), len(values)-1)]
}

// Level is the probability of the intervals.
func (d *Differences) Level() float64 { return d.level }

// Critical is the critical value for all pairs at once, in standard deviations.
func (d *Differences) Critical() float64 { return d.critical }

// Interval is the interval of the score of case a less that of case b that holds
// together with those of all other pairs; false where no draw has both.
func (d *Differences) Interval(a, b int) (low, high float64, ok bool) {
	return d.interval(a, b, d.critical)
}

func (d *Differences) interval(a, b int, critical float64) (low, high float64, ok bool) {
	s := d.deviation[a*d.cases+b]
	if a == b || s < 0 || !d.scored[a] || !d.scored[b] {
		return 0, 0, false
	}
	m := d.mean[a*d.cases+b]
	if s <= rounding*math.Abs(m) {
		s = 0
	}
	return m - critical*s, m + critical*s, true
}

// Simultaneous is the set of ranks of case c that holds together with those of all
// other cases: the cases surely above stand before it, those surely below behind.
// It is the zero interval for a case without scores.
func (d *Differences) Simultaneous(c int) RankInterval { return d.ranks(c, d.critical) }

// Marginal is the set of ranks of case c by itself: its critical value is for the
// pairs with c only.
func (d *Differences) Marginal(c int) RankInterval { return d.ranks(c, d.own[c]) }

// ranks counts the cases that are surely above and below.
func (d *Differences) ranks(c int, critical float64) RankInterval {
	if !d.scored[c] {
		return RankInterval{}
	}
	out := RankInterval{1, d.n}
	for b := range d.cases {
		low, high, ok := d.interval(c, b, critical)
		switch {
		case !ok:
		case high < 0:
			out.Low++
		case low > 0:
			out.High--
		}
	}
	return out
}

// Indistinguishable lists the other cases whose difference from case c may be 0
// by the simultaneous intervals, in their order.
func (d *Differences) Indistinguishable(c int) []int { return d.alike(c, d.critical) }

// MarginallyIndistinguishable lists them by the intervals for the pairs with c
// only.
func (d *Differences) MarginallyIndistinguishable(c int) []int { return d.alike(c, d.own[c]) }

func (d *Differences) alike(c int, critical float64) []int {
	var out []int
	for b := range d.cases {
		if low, high, ok := d.interval(c, b, critical); ok && low <= 0 && high >= 0 {
			out = append(out, b)
		}
	}
	return out
}
