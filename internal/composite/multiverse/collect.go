// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"cmp"
	"math"
	"slices"

	"github.com/qala-observatory/qala/internal/sensitivity"
)

// collector turns years of draws into a result.
type collector struct {
	run    *run
	result *Result
	// held are the years that later ones are still to be compared with; free
	// years' memory is used again.
	held map[int]*yearDraws
	free []*yearDraws
	// selectors are by worker.
	selectors []selector
}

// take is memory for a year.
func (c *collector) take() *yearDraws {
	if n := len(c.free); n > 0 {
		y := c.free[n-1]
		c.free = c.free[:n-1]
		return y
	}
	return newYearDraws(c.run.keep, len(c.run.drawn))
}

// add takes in the first draws of year t.
func (c *collector) add(t int, y *yearDraws, draws int) {
	c.outcomes(t, y, draws)
	c.each(t, y, draws)
	c.held[t] = y
	c.changes(t, draws)
	for u := range c.held {
		if !c.needed(u, t) {
			c.free = append(c.free, c.held[u])
			delete(c.held, u)
		}
	}
}

// needed tells whether year u is compared with any after t.
func (c *collector) needed(u, t int) bool {
	for _, pair := range c.run.plan.Changes {
		a, _ := c.run.plan.Panel.Year(pair[0])
		b, _ := c.run.plan.Panel.Year(pair[1])
		if min(a, b) == u && max(a, b) > t {
			return true
		}
	}
	return false
}

// usable tells whether the draw of a row could be computed.
func (c *collector) usable(row int) bool {
	return c.run.drawn[c.run.order[row]].cell.reason == ""
}

// outcomes are the bands and intervals of one year.
func (c *collector) outcomes(t int, y *yearDraws, draws int) {
	k := c.run.keep
	cases := len(c.result.Cases)
	for n := range k.nodes {
		ranks := c.count(y, n, draws)
		out := c.result.outcomes[(t*len(k.nodes)+n)*cases:][:cases]
		var joint []sensitivity.RankInterval
		// The intervals of all cases at once are one piece of work and the first: whoever
		// takes it is busy while the others take the bands.
		c.run.parallel(1+(cases+tile-1)/tile, func(worker, i int) {
			switch {
			case i > 0:
				kept := k.kept[(i-1)*tile : min(i*tile, cases)]
				s := &c.selectors[worker]
				for j, column := range kept {
					o := &out[(i-1)*tile+j]
					o.Score, o.Scored = s.band(y.scores(n, column)[:draws])
					o.Rank = rankBand(ranks, int(k.columns[column]))
				}
			case k.ranked():
				joint = ranks.Joint(0.9, c.vectors(y.rank[n], draws))
			case n == k.root:
				joint = c.rootRanks(y, draws).Joint(0.9, c.vectors(y.full, draws))
			}
		})
		for j := range out {
			if joint != nil {
				out[j].Simultaneous = RankInterval(joint[k.columns[k.kept[j]]])
			}
		}
	}
	c.root(t, y, draws)
	c.compare(t, y, draws)
}

// rankBand reads a case's band off the counts.
func rankBand(r *sensitivity.Ranks, c int) RankBand {
	half, most := r.Interval(c, 0.5), r.Interval(c, 0.9)
	return RankBand{Median: r.Median(c), Low50: half.Low, High50: half.High, Low90: most.Low, High90: most.High}
}

// root keeps what is kept for the root alone.
func (c *collector) root(t int, y *yearDraws, draws int) {
	c.result.ranks[t] = c.rootRanks(y, draws)
	if !c.run.plan.Pairs {
		return
	}
	cases := c.run.keep.cases
	parts := make([]*sensitivity.Pairs, c.run.workers)
	c.run.parallel(len(parts), func(_, w int) {
		parts[w] = sensitivity.NewPairs(cases)
		for i := w * draws / len(parts); i < (w+1)*draws/len(parts); i++ {
			if c.usable(i) {
				parts[w].Add(y.all(i))
			}
		}
	})
	for _, other := range parts[1:] {
		parts[0].Merge(other)
	}
	c.result.pairs[t] = parts[0]
}

// compare compares the cases by draws that are spread evenly over the usable ones.
func (c *collector) compare(t int, y *yearDraws, draws int) {
	k := c.run.keep
	if !c.run.plan.Compare || !k.whole() || k.root < 0 {
		return
	}
	var usable []int
	for row := range draws {
		if c.usable(row) {
			usable = append(usable, row)
		}
	}
	n := min(len(usable), sensitivity.DefaultCompared)
	scores := make([]float64, n*k.cases)
	for i := range n {
		row := usable[i*len(usable)/n]
		for column, place := range k.columns {
			scores[i*k.cases+int(place)] = y.scores(k.root, int32(column))[row]
		}
	}
	// Numbers that do not fit, or no draws, are no comparison.
	if d, err := sensitivity.Compare(scores, k.cases, sensitivity.Comparison{}); err == nil {
		c.result.differences[t] = d
	}
}

// rootRanks counts the ranks of all cases at the root.
func (c *collector) rootRanks(y *yearDraws, draws int) *sensitivity.Ranks {
	return c.counted(draws, func(row int, _ []uint16) []uint16 { return y.all(row) })
}

// count counts the ranks of a kept node, of the cases that are held.
func (c *collector) count(y *yearDraws, n, draws int) *sensitivity.Ranks {
	k := c.run.keep
	return c.counted(draws, func(row int, room []uint16) []uint16 {
		ranks := y.ranks(n, row)
		if k.ranked() {
			return ranks
		}
		for j, place := range k.columns {
			room[place] = ranks[j]
		}
		return room
	})
}

// counted counts the ranks of usable draws, shared among the workers.
func (c *collector) counted(draws int, of func(row int, room []uint16) []uint16) *sensitivity.Ranks {
	cases := c.run.keep.cases
	parts := make([]*sensitivity.Ranks, c.run.workers)
	c.run.parallel(len(parts), func(_, w int) {
		parts[w] = sensitivity.NewRanks(cases)
		room := make([]uint16, cases)
		for i := w * draws / len(parts); i < (w+1)*draws/len(parts); i++ {
			if c.usable(i) {
				parts[w].Add(of(i, room))
			}
		}
	})
	for _, other := range parts[1:] {
		parts[0].Merge(other)
	}
	return parts[0]
}

// vectors yields the usable draws' ranks of all cases.
func (c *collector) vectors(ranks []uint16, draws int) func(func([]uint16) bool) {
	cases := c.run.keep.cases
	return func(yield func([]uint16) bool) {
		for i := range draws {
			if c.usable(i) && !yield(ranks[i*cases:(i+1)*cases]) {
				return
			}
		}
	}
}

// each hands the draws to the plan's consumer.
func (c *collector) each(t int, y *yearDraws, draws int) {
	if c.run.plan.Each == nil {
		return
	}
	for draw, row := range c.run.row[:draws] {
		if c.usable(int(row)) {
			c.run.plan.Each(Draw{Index: draw, Year: t, run: c.run, year: y, row: int(row)})
		}
	}
}

// changes compares year t with the years that are held.
func (c *collector) changes(t, draws int) {
	k := c.run.keep
	panel := c.run.plan.Panel
	for _, pair := range c.run.plan.Changes {
		from, _ := panel.Year(pair[0])
		to, _ := panel.Year(pair[1])
		if max(from, to) != t || c.held[from] == nil || c.held[to] == nil {
			continue
		}
		cases := len(k.kept)
		out := make([]Change, len(k.nodes)*cases)
		c.run.parallel(len(out), func(worker, i int) {
			out[i] = c.change(&c.selectors[worker], [2]*yearDraws{c.held[from], c.held[to]}, i, draws)
		})
		c.result.changes[[2]int{from, to}] = out
	}
}

// change compares two years of one case at one node.
func (c *collector) change(s *selector, years [2]*yearDraws, i, draws int) Change {
	var out Change
	from, to := years[0], years[1]
	n, column := i/len(c.run.keep.kept), c.run.keep.kept[i%len(c.run.keep.kept)]
	before, after := from.scores(n, column), to.scores(n, column)
	s.diffs = s.diffs[:0]
	score, rank := 0, 0
	for row := range draws {
		d := after[row] - before[row]
		if d != d {
			continue
		}
		s.diffs = append(s.diffs, d)
		score += sign(d)
		rank += cmp.Compare(from.ranks(n, row)[column], to.ranks(n, row)[column])
	}
	if out.Both = len(s.diffs); out.Both > 0 {
		out.ScoreBetter = (1 + float64(score)/float64(out.Both)) / 2
		out.RankBetter = (1 + float64(rank)/float64(out.Both)) / 2
		out.Score, _ = s.band(s.diffs)
	}
	return out
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// tile is how many cases a worker takes at a time.
const tile = 8

// probabilities are the quantiles of a band, in the order of its fields.
var probabilities = [...]float64{0.5, 0.25, 0.75, 0.05, 0.95}

// selector finds quantiles in its own memory. Values are counted into buckets
// between the least and the greatest, and only those in the buckets that hold a
// wanted place are sorted. Cost is a few passes.
type selector struct {
	count, picked []int32
	few           []float64
	bucket        []uint16
	diffs, values []float64
}

// band is the band of the values that are not NaN, and their number. Quantiles
// are of type 7 (Hyndman and Fan 1996).
func (s *selector) band(x []float64) (Band, int) {
	low, high := math.Inf(1), math.Inf(-1)
	n := 0
	for _, v := range x {
		if v < low {
			low = v
		}
		if v > high {
			high = v
		}
		if v == v {
			n++
		}
	}
	if n < len(x) {
		s.values = s.values[:0]
		for _, v := range x {
			if v == v {
				s.values = append(s.values, v)
			}
		}
		x = s.values
	}
	switch {
	case n == 0:
		return Band{}, 0
	case low == high:
		return Band{low, low, low, low, low}, n
	}
	s.spread(x, low, high)
	var q [len(probabilities)]float64
	for i, p := range probabilities {
		h := p * float64(n-1)
		k := int(h)
		q[i] = s.at(k)
		if rest := h - float64(k); rest > 0 {
			q[i] += rest * (s.at(k+1) - q[i])
		}
	}
	return Band{q[0], q[1], q[2], q[3], q[4]}, n
}

// spread counts the values into buckets and sorts those that hold a wanted place.
func (s *selector) spread(x []float64, low, high float64) {
	size := min(len(x)/2+1, 4096)
	s.count = append(s.count[:0], make([]int32, size+1)...)
	if cap(s.bucket) < len(x) {
		s.bucket = make([]uint16, len(x))
	}
	s.bucket = s.bucket[:len(x)]
	scale := float64(size-1) / (high - low)
	for i, v := range x {
		b := uint16((v - low) * scale)
		s.bucket[i] = b
		s.count[b]++
	}
	total := int32(0)
	for b, k := range s.count {
		s.count[b] = total
		total += k
	}
	// picked tells where the values of a wanted bucket begin in few, -1 for others.
	s.picked = append(s.picked[:0], make([]int32, size+1)...)
	for b := range s.picked {
		s.picked[b] = -1
	}
	for _, p := range probabilities {
		k := int32(p * float64(len(x)-1))
		s.picked[s.holds(k)], s.picked[s.holds(min(k+1, int32(len(x)-1)))] = 0, 0
	}
	s.few = s.few[:0]
	for i, b := range s.bucket {
		if s.picked[b] >= 0 {
			s.few = append(s.few, x[i])
		}
	}
	slices.Sort(s.few)
	at := int32(0)
	for b := range size {
		if s.picked[b] >= 0 {
			s.picked[b] = at
			at += s.count[b+1] - s.count[b]
		}
	}
}

// holds is the bucket that holds a place of the sorted values.
func (s *selector) holds(k int32) int {
	b, _ := slices.BinarySearch(s.count, k+1)
	return b - 1
}

// at is the value at a wanted place of the sorted values.
func (s *selector) at(k int) float64 {
	b := s.holds(int32(k))
	return s.few[int(s.picked[b])+k-int(s.count[b])]
}
