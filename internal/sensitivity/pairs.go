// SPDX-License-Identifier: Apache-2.0

package sensitivity

import "math/bits"

// The counters of pairs are kept in bit slices: plane k holds bit k of 64
// counters in a word, and eight draws at a time are added by full adders
// (Harley's carry-save tree; Warren 2013, Hacker's Delight, section 5-1). A draw
// costs a few operations for 64 pairs in place of 64.
const (
	// group is the number of draws added at a time.
	group = 8
	// planes is the number of bits of a counter, and full the draws it can count.
	planes = 16
	full   = 1<<planes - group
)

// Pairs counts for every pair of cases how often one stands above the other.
// Like Ranks it holds counts only and can be merged in any order.
type Pairs struct {
	cases, words int
	draws        int
	// above is by case b and then case a: the draws in which a stands above b.
	above []uint32
	// missing is by case, together by pair; nil until a case is missing.
	missing  []uint32
	together []uint32

	// held are the sets of the draws of the current group: by draw, case, word.
	held  [group][]uint64
	in    int
	plane [planes][]uint64
	// sliced is the number of draws in the planes.
	sliced int
	place  []uint16
	begin  []uint16
}

// NewPairs makes empty counts for a number of cases.
func NewPairs(cases int) *Pairs {
	if cases > MaxCases {
		panic("sensitivity: more cases than can be ranked")
	}
	p := &Pairs{cases: cases, words: (cases + 63) / 64, above: make([]uint32, cases*cases)}
	p.place, p.begin = make([]uint16, cases), make([]uint16, cases+2)
	size := cases * p.words
	all := make([]uint64, size*(group+planes))
	for i := range p.held {
		p.held[i], all = all[:size:size], all[size:]
	}
	for i := range p.plane {
		p.plane[i], all = all[:size:size], all[size:]
	}
	return p
}

// Add counts one draw: the ranks of all cases, 0 for one that is not ranked.
func (p *Pairs) Add(ranks []uint16) {
	if len(ranks) != p.cases {
		panic("sensitivity: a draw has other cases")
	}
	p.draws++
	scored := p.order(ranks)
	if scored < p.cases {
		p.miss(ranks)
	}
	sets := p.held[p.in]
	words := p.words
	before := make([]uint64, 0, 16)
	for range words {
		before = append(before, 0)
	}
	for k := 0; k < scored; {
		first := k
		rank := ranks[p.place[k]]
		for ; k < scored && ranks[p.place[k]] == rank; k++ {
			c := int(p.place[k])
			copy(sets[c*words:(c+1)*words], before)
		}
		for _, c := range p.place[first:k] {
			before[c>>6] |= 1 << (c & 63)
		}
	}
	if p.in++; p.in == group {
		p.add()
	}
}

// order lists the ranked cases by rank and returns how many there are.
func (p *Pairs) order(ranks []uint16) int {
	clear(p.begin)
	for _, r := range ranks {
		p.begin[r]++
	}
	scored := len(ranks) - int(p.begin[0])
	at := uint16(0)
	for r := 1; r < len(p.begin); r++ {
		p.begin[r], at = at, at+p.begin[r]
	}
	for c, r := range ranks {
		if r > 0 {
			p.place[p.begin[r]] = uint16(c)
			p.begin[r]++
		}
	}
	return scored
}

// miss counts the cases that are not ranked, and empties their sets.
func (p *Pairs) miss(ranks []uint16) {
	if p.missing == nil {
		p.missing, p.together = make([]uint32, p.cases), make([]uint32, p.cases*p.cases)
	}
	var gone []int
	for c, r := range ranks {
		if r == 0 {
			gone = append(gone, c)
			clear(p.held[p.in][c*p.words : (c+1)*p.words])
		}
	}
	for _, a := range gone {
		p.missing[a]++
		for _, b := range gone {
			p.together[a*p.cases+b]++
		}
	}
}

// add adds a full group to the planes.
func (p *Pairs) add() {
	h := &p.held
	size := p.cases * p.words
	p0, p1, p2 := p.plane[0][:size], p.plane[1][:size], p.plane[2][:size]
	for w := range size {
		ones, a := fullAdd(p0[w], h[0][w], h[1][w])
		ones, b := fullAdd(ones, h[2][w], h[3][w])
		twos, e := fullAdd(p1[w], a, b)
		ones, a = fullAdd(ones, h[4][w], h[5][w])
		ones, b = fullAdd(ones, h[6][w], h[7][w])
		twos, f := fullAdd(twos, a, b)
		fours, carry := fullAdd(p2[w], e, f)
		p0[w], p1[w], p2[w] = ones, twos, fours
		for k := 3; carry != 0 && k < planes; k++ {
			t := p.plane[k][w]
			p.plane[k][w] = t ^ carry
			carry &= t
		}
	}
	p.in = 0
	if p.sliced += group; p.sliced >= full {
		p.flush()
	}
}

// fullAdd adds three bits in each of 64 places.
func fullAdd(a, b, c uint64) (sum, carry uint64) {
	u := a ^ b
	return u ^ c, a&b | u&c
}

// flush moves what is in the planes and in an unfinished group to the counts.
func (p *Pairs) flush() {
	for k := range p.plane {
		if p.sliced>>k > 0 {
			p.count(p.plane[k], 1<<k)
		}
		clear(p.plane[k])
	}
	for _, sets := range p.held[:p.in] {
		p.count(sets, 1)
	}
	p.in, p.sliced = 0, 0
}

// count adds a weight to the counts of the pairs that are in the sets.
func (p *Pairs) count(sets []uint64, weight uint32) {
	for c := range p.cases {
		row := p.above[c*p.cases : (c+1)*p.cases]
		for w, set := range sets[c*p.words : (c+1)*p.words] {
			for ; set != 0; set &= set - 1 {
				row[w<<6+bits.TrailingZeros64(set)] += weight
			}
		}
	}
}

// Merge adds the counts of other draws of the same cases.
func (p *Pairs) Merge(other *Pairs) {
	if other.cases != p.cases {
		panic("sensitivity: counts of other cases")
	}
	other.flush()
	p.flush()
	p.draws += other.draws
	for i, k := range other.above {
		p.above[i] += k
	}
	if other.missing == nil {
		return
	}
	if p.missing == nil {
		p.missing, p.together = make([]uint32, p.cases), make([]uint32, p.cases*p.cases)
	}
	for i, k := range other.missing {
		p.missing[i] += k
	}
	for i, k := range other.together {
		p.together[i] += k
	}
}

// Both is the number of draws in which both cases are ranked.
func (p *Pairs) Both(a, b int) int {
	if p.missing == nil {
		return p.draws
	}
	return p.draws - int(p.missing[a]) - int(p.missing[b]) + int(p.together[a*p.cases+b])
}

// Wins is the number of draws in which case a stands above case b.
func (p *Pairs) Wins(a, b int) int {
	if p.in+p.sliced > 0 {
		p.flush()
	}
	return int(p.above[b*p.cases+a])
}

// Above is the share of the draws with both in which case a stands above case b,
// ties counting half; false where there is no such draw.
func (p *Pairs) Above(a, b int) (float64, bool) {
	both := p.Both(a, b)
	if both == 0 {
		return 0, false
	}
	return (1 + float64(p.Wins(a, b)-p.Wins(b, a))/float64(both)) / 2, true
}

// Indistinguishable lists the other cases that stand neither above nor below
// case c in the share level of the draws with both, in their order: those for
// which the marginal two-sided interval of the difference holds 0.
func (p *Pairs) Indistinguishable(c int, level float64) []int {
	var out []int
	for o := range p.cases {
		both := p.Both(c, o)
		if o == c || both == 0 {
			continue
		}
		// What is left on the other side, ties included, has to be less than the tail.
		tail := int(float64(both)*(1-level)/2 + 1e-9)
		if both-p.Wins(c, o) > tail && both-p.Wins(o, c) > tail {
			out = append(out, o)
		}
	}
	return out
}
