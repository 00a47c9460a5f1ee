// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"fmt"
	"iter"
	"maps"
	"math"
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

// blocks groups the leaves by their highest ancestor of at most the level; level
// 0 puts all of them together.
func (p *plan) blocks(level int) [][]int {
	at := map[int]int{}
	var out [][]int
	for j, n := range p.at {
		for up := p.parent[n]; up >= 0 && (level == 0 || p.level[up] <= level); up = p.parent[up] {
			n = up
		}
		i, known := at[n]
		if !known {
			i = len(out)
			at[n] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], j)
	}
	return out
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
	// shares is room for the weights of one node's children.
	shares []float64
	// logs are kept where the same scores are weighed again and again; else nil.
	logs *logarithms
}

// newWork copies the leaves' columns out of the panel.
func newWork(plan *plan, p *panel.Panel, r *Recipe) (*work, []obs.Warning) {
	w := &work{plan: plan, p: p, nc: len(p.Cases()), nt: len(p.Years())}
	w.rows = w.nc * w.nt
	w.x, w.seen = columns(len(plan.leaves), w.rows), columns(len(plan.leaves), w.rows)
	w.why, w.spare, w.count = make([]Reason, w.rows), make([]float64, w.rows), make([]int32, w.rows)
	w.cols, w.shares = make([][]float64, 0, len(plan.nodes)), make([]float64, 0, len(plan.nodes))
	return w, w.read(r)
}

// read copies the leaves' columns out of the panel, over whatever w holds.
func (w *work) read(r *Recipe) []obs.Warning {
	p := w.p
	var warnings []obs.Warning
	for j, leaf := range w.plan.leaves {
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
	for r := range w.why {
		w.why[r] = NoData
	}
	for _, col := range w.x {
		for r, v := range col {
			if v == v {
				w.why[r] = Scored
			}
		}
	}
	return warnings
}

// missingCount counts the empty cells.
func (w *work) missingCount() int {
	count := 0
	for _, col := range w.x {
		for _, v := range col {
			if v != v {
				count++
			}
		}
	}
	return count
}

// unscreened empties again what was filled in rows that are not scored.
func (w *work) unscreened() {
	for r, why := range w.why {
		if why == Scored {
			continue
		}
		for _, col := range w.x {
			col[r] = nan
		}
	}
}

// offset is the row at which a scope of leaf j begins.
func (w *work) offset(j int, x []float64) int {
	if len(x) == w.rows {
		return 0
	}
	return cap(w.x[j]) - cap(x)
}

// blockScopes yields several leaves' values, all at once or year by year.
func (w *work) blockScopes(leaves []int, scope Scope) iter.Seq2[int, [][]float64] {
	return func(yield func(int, [][]float64) bool) {
		cols := make([][]float64, len(leaves))
		years := 1
		if scope == EachYear {
			years = w.nt
		}
		for t := range years {
			for i, j := range leaves {
				cols[i] = w.x[j]
				if scope == EachYear {
					cols[i] = w.x[j][t*w.nc : (t+1)*w.nc]
				}
			}
			if !yield(t, cols) {
				return
			}
		}
	}
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
			seen[c] = 0
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
	w.reasons(j, why)
	return why
}

// reasons is missing into memory that is there.
func (w *work) reasons(j int, why []Reason) {
	for r, v := range w.x[j] {
		if v == v {
			why[r] = Scored
			continue
		}
		w.seen[j][r] = 0
		why[r] = NoData
		if w.why[r] != Scored {
			why[r] = w.why[r]
		}
	}
}

// nan marks an empty cell inside the package.
var nan = math.NaN()

// fill sets every value.
func fill(x []float64, v float64) {
	for i := range x {
		x[i] = v
	}
}

// sortedKeys lists a map's keys in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// extremes are the least and the greatest of values without NaN.
func extremes(x []float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range x {
		low, high = min(low, v), max(high, v)
	}
	return low, high
}
