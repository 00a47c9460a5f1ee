// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"github.com/qala-observatory/qala/internal/composite"
)

// tables are shared by all desks and never change.
type tables struct {
	powers *powers
	normal *normalTable
}

// desk is where one worker scores draws, one after another.
type desk struct {
	*tables
	tree  *tree
	sheet *sheet
	// x are the columns of each group's children, the sheet's own where every draw
	// has the same.
	x, own [][]float64
	// raw are the scores of each group, the kinds behind the nodes. Where a case
	// is not scored, or is a stray, the number means nothing.
	raw [][]float64
	// inverse and cover are by group and pattern: 1 over the weight that is present,
	// 0 where the pattern is not scored, and the coverage.
	inverse, cover [][]float64
	dead           []bool
	// wanted tells which nodes' scores are asked for by column; of the others no
	// more is computed than their parents need.
	wanted  []bool
	weights []float64
	// drawn are the scores of the leaves with errors in the draw at hand, in the
	// order of the stage's errors; disturbed tells that they are not the published
	// ones.
	drawn     [][]float64
	disturbed bool
	// strays are the cases that meet a value on which a mean is not defined. They
	// are scored one by one: fixed holds their scores by node.
	strays []int32
	stray  []bool
	fixed  [][]float64
	// sums and values are room for a column.
	sums, values []float64
	engine       *engine
}

func newDesk(t *tree, shared *tables, wanted []bool) *desk {
	count := len(t.nodes) + len(t.kinds)
	return &desk{
		tables: shared, tree: t,
		x: make([][]float64, len(t.nodes)), own: make([][]float64, len(t.nodes)), raw: make([][]float64, count),
		inverse: make([][]float64, count), cover: make([][]float64, count), dead: make([]bool, count),
		wanted: wanted,
	}
}

// open makes a sheet the one to work on.
func (d *desk) open(s *sheet) {
	if d.sheet == s {
		return
	}
	d.sheet, d.disturbed = s, false
	if s.slow {
		d.engine = newEngine(s)
		return
	}
	if len(d.stray) != s.cases {
		d.stray, d.sums, d.values = make([]bool, s.cases), make([]float64, s.cases), make([]float64, s.cases)
		for n := range d.raw {
			d.raw[n] = nil
		}
	}
	for n, r := range s.groups {
		if r == nil {
			continue
		}
		d.inverse[n], d.cover[n] = resized(d.inverse[n], len(r.patterns)), resized(d.cover[n], len(r.patterns))
		if len(d.raw[n]) != s.cases {
			d.raw[n] = make([]float64, s.cases)
		}
		if n >= len(s.x) {
			continue
		}
		d.x[n] = s.x[n]
		if !s.filled[n] {
			d.own[n] = resized(d.own[n], len(s.x[n]))
			copy(d.own[n], s.x[n])
			d.x[n] = d.own[n]
		}
	}
	for i, e := range s.errors {
		if i == len(d.drawn) {
			d.drawn = append(d.drawn, nil)
		}
		d.drawn[i] = resized(d.drawn[i], len(e.cases))
	}
}

// resized is a slice of the length, in the same memory where it is large enough.
func resized(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n)
	}
	return x[:n]
}

// score scores one draw: the weights by node, and the errors of its values.
func (d *desk) score(share []float64, drawn drawnError) {
	if d.sheet.slow {
		d.engine.score(share, drawn, d)
		return
	}
	for _, c := range d.strays {
		d.stray[c] = false
	}
	d.strays = d.strays[:0]
	d.disturb(drawn)
	for _, g := range d.tree.groups {
		d.group(g, share)
	}
	for i := range d.tree.kinds {
		if d.wanted[len(d.tree.nodes)+i] {
			d.kind(i, share)
		}
	}
	d.fix(share)
}

// group scores one group from its children and hands it on to its parent.
func (d *desk) group(g int, share []float64) {
	h, kids := d.sheet, d.tree.kids[g]
	how := h.how[g]
	if d.dead[g] = d.gather(kids, share) == 0; d.dead[g] {
		if d.tree.parent[g] >= 0 {
			clear(d.slot(g))
		}
		return
	}
	d.states(g, kids, d.needed(how))
	raw, sums := d.raw[g], d.sums
	switch {
	case d.same(g):
		sums = d.slot(g)
	case how.Method == composite.Arithmetic:
		sums = raw
	}
	multiply(d.x[g], d.weights, sums)
	for _, hole := range h.holes[g] {
		if d.weights[hole.slot] > 0 {
			d.astray(hole.cases)
		}
	}
	d.even(g, sums)
	if &sums[0] != &raw[0] && (d.wanted[g] || !d.same(g)) {
		d.powers.back(how, sums, raw)
	}
	if d.tree.parent[g] >= 0 && !d.same(g) {
		d.hand(g)
	}
}

// same tells whether a group's parent takes the same mean as the group.
func (d *desk) same(g int) bool {
	parent := d.tree.parent[g]
	return parent >= 0 && d.sheet.how[parent].Method == d.sheet.how[g].Method && d.sheet.how[parent].Power == d.sheet.how[g].Power
}

// hand puts a group's scores into its parent's columns, after the transform of
// the parent's mean.
func (d *desk) hand(g int) {
	how := d.sheet.how[d.tree.parent[g]]
	raw, slot := d.raw[g], d.slot(g)
	if how.Method == composite.Arithmetic {
		copy(slot, raw)
		d.blank(g, slot, 0)
		return
	}
	d.blank(g, raw, 1)
	zero := takesZero(how)
	for c, v := range raw {
		if !(v > 0) && !(zero && v == 0) {
			d.astray(int32(c))
			raw[c] = 1
		}
	}
	d.powers.transform(how, raw, slot)
	d.blank(g, slot, 0)
}

// slot is a group's column among its parent's.
func (d *desk) slot(g int) []float64 {
	at := d.tree.slot[g] * d.sheet.cases
	return d.x[d.tree.parent[g]][at : at+d.sheet.cases]
}

// gather collects the weights of some nodes and returns their sum.
func (d *desk) gather(nodes []int, share []float64) float64 {
	d.weights = d.weights[:0]
	sum := 0.0
	for _, k := range nodes {
		d.weights = append(d.weights, share[k])
		sum += share[k]
	}
	return sum
}

// needed is how many children must have a score, of those that were gathered.
func (d *desk) needed(how composite.Aggregation) int {
	if how.MinPresent == 0 {
		return 0
	}
	count := 0
	for _, w := range d.weights {
		if w > 0 {
			count++
		}
	}
	return int(math.Ceil(how.MinPresent*float64(count) - 1e-9))
}

// multiply is s = sum(w x) over columns that lie one behind the other.
func multiply(x, w, s []float64) {
	gonum.Implementation{}.Dgemv(blas.Trans, len(w), len(s), 1, x, len(s), w, 1, 0, s, 1)
}

// states finds for every pattern of a group whether it is scored, and on what
// weight; the gathered weights are those of its children.
func (d *desk) states(n int, kids []int, need int) {
	inverse, cover := d.inverse[n], d.cover[n]
	rows := d.sheet.groups[n]
	if rows.present != nil && need == 0 {
		multiply(rows.present, d.weights, inverse)
		multiply(rows.observed, d.weights, cover)
		for p, weight := range inverse {
			inverse[p] = 0
			if weight > 0 && cover[p] >= d.sheet.least {
				inverse[p] = 1 / weight
			}
		}
		inverse[0], cover[0] = 1, 1
		return
	}
	inverse[0], cover[0] = 1, 1
	patterns := rows.patterns
	for p := 1; p < len(patterns); p++ {
		present, weight, covered := 0, 0.0, 0.0
		for i, state := range patterns[p] {
			below, there := d.below(kids[i], state)
			if w := d.weights[i]; there && w > 0 {
				present++
				weight += w
				covered += w * below
			}
		}
		inverse[p], cover[p] = 0, covered
		if present > 0 && covered >= d.sheet.least && present >= need {
			inverse[p] = 1 / weight
		}
	}
}

// below is the coverage of a child in a state, or false where it has no score.
func (d *desk) below(k int, state int32) (float64, bool) {
	if d.tree.leafOf[k] < 0 {
		return d.cover[k][state], d.inverse[k][state] > 0 && !d.dead[k]
	}
	if state == leafObserved {
		return 1, true
	}
	return 0, state == leafImputed
}

// even brings the sums of odd cases to the weight that is present, and to 0 where
// they are not scored.
func (d *desk) even(n int, sums []float64) {
	rows, inverse := d.sheet.groups[n], d.inverse[n]
	for _, c := range rows.odd {
		sums[c] *= inverse[rows.pattern[c]]
	}
}

// blank gives a value to cases that are not scored.
func (d *desk) blank(n int, x []float64, v float64) {
	rows, inverse := d.sheet.groups[n], d.inverse[n]
	for _, c := range rows.odd {
		if inverse[rows.pattern[c]] == 0 {
			x[c] = v
		}
	}
}

// kind scores the root's children of one kind by the root's mean.
func (d *desk) kind(i int, share []float64) {
	t, h := d.tree, d.sheet
	n := len(t.nodes) + i
	d.weights = d.weights[:0]
	total := 0.0
	kids := t.kindKids[i]
	for _, k := range kids {
		d.weights = append(d.weights, share[k])
		total += share[k]
	}
	if d.dead[n] = total == 0; d.dead[n] {
		return
	}
	for j := range d.weights {
		d.weights[j] /= total
	}
	d.states(n, kids, 0)
	clear(d.sums)
	for j, k := range kids {
		w := d.weights[j]
		for c, v := range d.slot(k) {
			d.sums[c] += w * v
		}
	}
	d.even(n, d.sums)
	d.powers.back(h.how[0], d.sums, d.raw[n])
}

// column writes the scores of a node of all cases, NaN where there is none.
func (d *desk) column(n int, out []float64) {
	if d.dead[n] {
		for c := range out {
			out[c] = nan
		}
		return
	}
	copy(out, d.raw[n])
	if d.sheet.slow {
		return
	}
	d.blank(n, out, nan)
	for i, c := range d.strays {
		out[c] = d.fixed[i][n]
	}
}
