// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"math"
	"slices"
)

// MaxCases is the most cases that can be ranked together.
const MaxCases = math.MaxUint16

// The bounds of the distribution sort.
const (
	// fullest is the number of cases in one bucket from which sorting by
	// comparison is quicker than insertion.
	fullest = 24
	// fewest is the number of cases below which insertion alone is quickest.
	fewest = 12
	// sampled is the number of scores by which the middle of a vector is found.
	sampled = 32
)

// Ranker ranks vectors of scores, one after another, in the same memory. It is
// for one goroutine at a time; the zero Ranker is ready.
//
// Scores are spread over as many buckets as there are cases between the least
// and the greatest, counted into place, and put in order within and between
// neighbours by insertion: a distribution sort (Knuth 1998, The Art of Computer
// Programming 3, 5.2.1). It compares the scores themselves, so that ranks are
// exact. Where a few scores are far from all others, the buckets are laid over the
// middle of the vector. Cost is O(n) for scores that are spread out, even so, and
// O(n log n) for any.
type Ranker struct {
	// bucket is that of each case, count where each bucket begins.
	bucket []uint16
	count  []uint32
	// key and at are scores and cases in order.
	key []float64
	at  []uint16
}

// Rank writes the place of each score: 1 for the greatest, equal scores sharing
// the better place ("min"), 0 where the score is missing, which NaN marks. It
// returns how many are ranked. Ranks must be as long as scores, and scores no
// longer than MaxCases.
func (r *Ranker) Rank(scores []float64, ranks []uint16) int {
	n := r.Order(scores)
	if n < len(scores) {
		clear(ranks)
	}
	place, last := 0, math.Inf(1)
	key := r.key[:n]
	for k, c := range r.at[:n] {
		// The first is tied with nothing, even where it is infinite.
		if v := key[k]; v != last || k == 0 {
			place, last = k+1, v
		}
		ranks[c] = uint16(place)
	}
	return n
}

// Order puts the scores in order, the greatest first, missing ones left out, and
// returns how many there are; Sorted gives them.
func (r *Ranker) Order(scores []float64) int {
	if len(scores) > MaxCases {
		panic("sensitivity: more cases than can be ranked")
	}
	r.room(len(scores))
	low, high := math.Inf(1), math.Inf(-1)
	n := 0
	for _, v := range scores {
		if v != v {
			continue
		}
		n++
		if v < low {
			low = v
		}
		if v > high {
			high = v
		}
	}
	if n > fewest {
		spread := r.spread(scores, low, high)
		if !spread {
			low, high = middle(scores)
			spread = r.spread(scores, low, high)
		}
		if spread {
			r.insert(n)
			return n
		}
	}
	return r.compared(scores)
}

// Sorted gives the cases in the order of the last call of Order or Rank, and
// their scores; valid until the next.
func (r *Ranker) Sorted(n int) (cases []uint16, scores []float64) { return r.at[:n], r.key[:n] }

// room makes the memory for n scores.
func (r *Ranker) room(n int) {
	if len(r.bucket) == n {
		return
	}
	r.bucket, r.at, r.key = make([]uint16, n), make([]uint16, n), make([]float64, n)
	r.count = make([]uint32, max(n, 2)+1)
}

// middle is where most scores lie, for vectors with some far away: the ends of a
// few of the scores without the outermost, and half their distance more.
func middle(scores []float64) (low, high float64) {
	var few [sampled]float64
	n := 0
	for k := range few {
		if v := scores[k*len(scores)/sampled]; v == v {
			few[n] = v
			n++
		}
	}
	if n == 0 {
		return 0, 0
	}
	slices.Sort(few[:n])
	low, high = few[n/8], few[n-1-n/8]
	reach := (high - low) / 2
	return low - reach, high + reach
}

// spread counts the scores into buckets between low and high, those beyond into the
// last ones, the greatest first; false where a bucket is too full to go on, or there
// is no distance to divide.
func (r *Ranker) spread(scores []float64, low, high float64) bool {
	count := r.count
	last := float64(len(count) - 1)
	scale := (last - 1) / (high - low)
	if !(scale > 0) || math.IsInf(scale, 1) {
		return false
	}
	clear(count)
	bucket := r.bucket[:len(scores)]
	for c, v := range scores {
		if v != v {
			continue
		}
		x := (high - v) * scale
		if x < 0 {
			x = 0
		} else if x > last {
			x = last
		}
		b := uint16(int(x))
		bucket[c] = b
		count[b]++
	}
	total, most := uint32(0), uint32(0)
	for b, k := range count {
		if k > most {
			most = k
		}
		count[b] = total
		total += k
	}
	if most > fullest {
		return false
	}
	for c, v := range scores {
		if v != v {
			continue
		}
		b := bucket[c]
		k := count[b]
		count[b] = k + 1
		r.key[k], r.at[k] = v, uint16(c)
	}
	return true
}

// insert puts what is nearly in order in order, and equal scores in the order of
// their cases, as they came.
func (r *Ranker) insert(n int) {
	key, at := r.key[:n], r.at[:n]
	for k := 1; k < len(key); k++ {
		v := key[k]
		if v <= key[k-1] {
			continue
		}
		c, j := at[k], k
		for j > 0 && key[j-1] < v {
			key[j], at[j] = key[j-1], at[j-1]
			j--
		}
		key[j], at[j] = v, c
	}
}

// compared sorts by comparison.
func (r *Ranker) compared(scores []float64) int {
	n := 0
	for c, v := range scores {
		if v == v {
			r.at[n] = uint16(c)
			n++
		}
	}
	slices.SortFunc(r.at[:n], func(a, b uint16) int {
		switch x, y := scores[a], scores[b]; {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return int(a) - int(b)
	})
	for k, c := range r.at[:n] {
		r.key[k] = scores[c]
	}
	return n
}
