// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"iter"
	"math"
	"slices"
)

// Ranks counts how often each case has each rank. It holds counts only, so that
// neither the number of draws nor their order nor the way in which they are
// shared among workers changes it: 4 bytes for each case and rank.
type Ranks struct {
	cases, draws int
	// count is by case, then rank less 1; scored by case.
	count  []uint32
	scored []uint32
}

// NewRanks makes empty counts for a number of cases.
func NewRanks(cases int) *Ranks {
	if cases > MaxCases {
		panic("sensitivity: more cases than can be ranked")
	}
	return &Ranks{cases: cases, count: make([]uint32, cases*cases), scored: make([]uint32, cases)}
}

// Add counts one draw: the ranks of all cases, 0 for one that is not ranked, as
// Ranker.Rank gives them.
func (r *Ranks) Add(ranks []uint16) {
	if len(ranks) != r.cases {
		panic("sensitivity: a draw has other cases")
	}
	r.draws++
	lo := -1
	for c, place := range ranks {
		if place > 0 {
			r.count[lo+int(place)]++
			r.scored[c]++
		}
		lo += r.cases
	}
}

// Merge adds the counts of other draws of the same cases.
func (r *Ranks) Merge(other *Ranks) {
	if other.cases != r.cases {
		panic("sensitivity: counts of other cases")
	}
	r.draws += other.draws
	for i, k := range other.count {
		r.count[i] += k
	}
	for c, k := range other.scored {
		r.scored[c] += k
	}
}

// Cases is the number of cases, Draws that of draws added.
func (r *Ranks) Cases() int { return r.cases }

// Draws is the number of draws added.
func (r *Ranks) Draws() int { return r.draws }

// Scored is the number of draws in which case c is ranked. What follows is about
// those draws only.
func (r *Ranks) Scored(c int) int { return int(r.scored[c]) }

// of are the counts of case c by rank less 1.
func (r *Ranks) of(c int) []uint32 { return r.count[c*r.cases : (c+1)*r.cases] }

// Probabilities are the shares of the draws in which case c has each rank, rank 1
// first; all 0 where it is never ranked.
func (r *Ranks) Probabilities(c int) []float64 {
	out := make([]float64, r.cases)
	if r.scored[c] == 0 {
		return out
	}
	for i, k := range r.of(c) {
		out[i] = float64(k) / float64(r.scored[c])
	}
	return out
}

// Mean is the mean rank of case c, 0 where it is never ranked.
func (r *Ranks) Mean(c int) float64 {
	sum := 0.0
	for i, k := range r.of(c) {
		sum += float64(k) * float64(i+1)
	}
	return sum / max(float64(r.scored[c]), 1)
}

// Quantile is the quantile of the ranks of case c at p, of type 7 (Hyndman and
// Fan 1996), as R computes it by default; 0 where it is never ranked.
func (r *Ranks) Quantile(c int, p float64) float64 {
	n := int(r.scored[c])
	if n == 0 {
		return 0
	}
	h := p * float64(n-1)
	k := int(math.Floor(h))
	low := r.at(c, k)
	if h == float64(k) || k+1 >= n {
		return float64(low)
	}
	return float64(low) + (h-float64(k))*float64(r.at(c, k+1)-low)
}

// at is the rank at place k, from 0, among the sorted ranks of case c.
func (r *Ranks) at(c, k int) int {
	below := 0
	for i, count := range r.of(c) {
		if below += int(count); below > k {
			return i + 1
		}
	}
	return r.cases
}

// RankInterval is an interval of ranks, both ends included. The zero interval is
// that of a case that is never ranked.
type RankInterval struct{ Low, High int }

// Interval is the smallest interval of the ranks of case c that leaves at most
// half of 1-level of the draws on either side.
func (r *Ranks) Interval(c int, level float64) RankInterval {
	return r.trim(c, int(float64(r.scored[c])*(1-level)/2+1e-9))
}

// Median is the rank of case c that at most half of the draws are better and at
// most half worse than, the better of two.
func (r *Ranks) Median(c int) int {
	if r.scored[c] == 0 {
		return 0
	}
	return r.at(c, int(r.scored[c]-1)/2)
}

// trim is what is left of the ranks of case c without the given number of draws
// at either end.
func (r *Ranks) trim(c, tail int) RankInterval {
	n := int(r.scored[c])
	if n == 0 {
		return RankInterval{}
	}
	tail = min(tail, (n-1)/2)
	return RankInterval{r.at(c, tail), r.at(c, n-1-tail)}
}

// Joint gives intervals of ranks, one a case, that hold the ranks of all cases
// together in the share level of the draws, as near as can be from above. Draws
// are the vectors that were added, in any order.
//
// A draw is as deep as the smallest share that any of its cases has of draws that
// rank it as far out on the same side, among the draws in which that case is
// ranked; the intervals are the ranges without what is less deep than the deepest
// share level of the draws (simultaneous bands by pointwise depth, Besag, Green,
// Higdon and Mengersen 1995, section 6.3). Cost is one pass.
func (r *Ranks) Joint(level float64, draws iter.Seq[[]uint16]) []RankInterval {
	tails := r.tails()
	depths := make([]float64, 0, r.draws)
	for ranks := range draws {
		depth := math.Inf(1)
		lo := -1
		for _, place := range ranks {
			if place > 0 {
				if tail := tails[lo+int(place)]; tail < depth {
					depth = tail
				}
			}
			lo += r.cases
		}
		depths = append(depths, depth)
	}
	slices.Sort(depths)
	deep := 0.0
	if n := len(depths); n > 0 {
		// At least level of the draws are as deep as this one or deeper.
		if deep = depths[int(float64(n)*(1-level)+1e-9)]; math.IsInf(deep, 1) {
			deep = 0
		}
	}
	out := make([]RankInterval, r.cases)
	for c := range out {
		out[c] = r.trim(c, max(int(math.Ceil(deep*float64(r.scored[c])-1e-9))-1, 0))
	}
	return out
}

// tails are, by case and rank less 1, the share of the draws with the case in which
// it is ranked there or farther out, on the side where there are fewer.
func (r *Ranks) tails() []float64 {
	tails := make([]float64, len(r.count))
	for c := range r.cases {
		upto, row := uint32(0), tails[c*r.cases:]
		scored := r.scored[c]
		for i, k := range r.of(c) {
			before := upto
			upto += k
			if scored > 0 {
				row[i] = float64(min(upto, scored-before)) / float64(scored)
			}
		}
	}
	return tails
}
