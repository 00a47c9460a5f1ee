// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"fmt"
	"iter"
	"slices"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// plan is a framework laid flat, parents before children.
type plan struct {
	nodes       []*Node
	kids        [][]int
	parent      []int
	level       []int // 1 for leaves, else one above the highest child
	leafOf      []int // place among leaves, or -1
	leaves      []*Node
	at          []int // node of each leaf
	minCoverage float64
}

func newPlan(f *Framework) *plan {
	p := &plan{nodes: f.Nodes(), minCoverage: f.MinCoverage}
	count := len(p.nodes)
	p.kids, p.parent = make([][]int, count), make([]int, count)
	p.level, p.leafOf = make([]int, count), make([]int, count)
	place := make(map[*Node]int, count)
	for i, n := range p.nodes {
		place[n] = i
		p.leafOf[i] = -1
		if n.Leaf() {
			p.leafOf[i] = len(p.leaves)
			p.leaves, p.at = append(p.leaves, n), append(p.at, i)
		}
	}
	p.parent[0] = -1
	for i := count - 1; i >= 0; i-- {
		p.level[i] = 1
		for _, child := range p.nodes[i].Children {
			k := place[child]
			p.kids[i] = append(p.kids[i], k)
			p.parent[k] = i
			p.level[i] = max(p.level[i], p.level[k]+1)
		}
	}
	return p
}

// path is where a node stands, as in Fault.
func (p *plan) path(n *Node) string {
	i := slices.Index(p.nodes, n)
	path := n.ID
	for i = p.parent[i]; i >= 0; i = p.parent[i] {
		path = p.nodes[i].ID + "/" + path
	}
	return path
}

// work is a panel laid out by leaf, on which the steps are taken in place.
type work struct {
	plan         *plan
	p            *panel.Panel
	nc, nt, rows int
	// x holds the values by leaf; NaN is missing. seen is 1 where the value was
	// observed, 0 where it is missing or imputed.
	x, seen [][]float64
	// why is Scored, or the reason why a whole row is not.
	why   []Reason
	spare []float64
	count []int32
	cols  [][]float64
}

// newWork copies the leaves' columns out of the panel.
func newWork(plan *plan, p *panel.Panel, r *Recipe) (*work, []obs.Warning) {
	w := &work{plan: plan, p: p, nc: len(p.Cases()), nt: len(p.Years())}
	w.rows = w.nc * w.nt
	w.x, w.seen = columns(len(plan.leaves), w.rows), columns(len(plan.leaves), w.rows)
	w.why, w.spare, w.count = make([]Reason, w.rows), make([]float64, w.rows), make([]int32, w.rows)
	w.cols = make([][]float64, 0, len(plan.nodes))
	var warnings []obs.Warning
	for j, leaf := range plan.leaves {
		i, ok := p.Indicator(leaf.Indicator)
		if !ok {
			fill(w.x[j], nan)
			warnings = append(warnings, obs.Warning{
				Code: "indicator_absent", Subject: leaf.Indicator,
				Text: fmt.Sprintf("the panel lacks %s; its weight counts as not covered", leaf.Indicator),
			})
			continue
		}
		w.load(j, i, limit(leaf.Carry, r.Carry))
	}
	return w, warnings
}

// columns makes n columns of the same length in one piece.
func columns(n, rows int) [][]float64 {
	all := make([]float64, n*rows)
	cols := make([][]float64, n)
	for j := range cols {
		cols[j] = all[j*rows : (j+1)*rows : (j+1)*rows]
	}
	return cols
}

// limit is the stricter of two limits on age; -1 where there is none.
func limit(a, b *int) int {
	switch {
	case a == nil && b == nil:
		return -1
	case a == nil:
		return *b
	case b == nil:
		return *a
	}
	return min(*a, *b)
}

// load copies the panel's indicator i into leaf j.
func (w *work) load(j, i, oldest int) {
	for t := range w.nt {
		x, seen := w.x[j][t*w.nc:], w.seen[j][t*w.nc:]
		for c, cell := range w.p.Column(t, i) {
			if cell.Missing != obs.Present || oldest >= 0 && int(cell.Age) > oldest {
				x[c] = nan
				continue
			}
			x[c] = cell.Value
			if cell.Flags&obs.Imputed == 0 {
				seen[c] = 1
			}
		}
	}
}

// scopes yields leaf j's values, all at once or year by year.
func (w *work) scopes(j int, scope Scope) iter.Seq2[int, []float64] {
	return func(yield func(int, []float64) bool) {
		if scope != EachYear {
			yield(0, w.x[j])
			return
		}
		for t := range w.nt {
			if !yield(t, w.x[j][t*w.nc:(t+1)*w.nc]) {
				return
			}
		}
	}
}

// snapshot copies the values as they stand.
func (w *work) snapshot() [][]float64 {
	held := columns(len(w.x), w.rows)
	for j := range held {
		copy(held[j], w.x[j])
	}
	return held
}

// missing gives the reasons for leaf j's rows and empties the coverage of those
// without a value.
func (w *work) missing(j int) []Reason {
	why := make([]Reason, w.rows)
	for r, v := range w.x[j] {
		if v == v {
			continue
		}
		w.seen[j][r] = 0
		why[r] = NoData
		if w.why[r] != Scored {
			why[r] = w.why[r]
		}
	}
	return why
}
