// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/panel"
)

// stage is one fit in one year, ready for many draws.
type stage struct {
	tree  *tree
	fit   *fit
	year  int // place among the years
	cases int
	// leaf are the leaves' scores by leaf and case, NaN where missing; seen tells
	// which rest on an observed value.
	leaf [][]float64
	seen [][]bool
	// groups are by node; nil for leaves.
	groups []*rows
	// errors are those of the leaves that have any.
	errors []leafErrors
	// erring tells by node whether any leaf of the group has errors, gaps by leaf
	// whether a value with an error has no score, or could have none.
	erring, gaps []bool
	// errorOf is by leaf the place of its errors, or -1.
	errorOf []int
}

// rows sorts the cases below a group by which of its children have values. Cases
// of the same pattern have the same coverage in every draw.
type rows struct {
	// pattern is by case; patterns[0] is that of full, observed values.
	pattern []int32
	// patterns hold, a child each, the state of a leaf or the pattern of a group.
	patterns [][]int32
	// odd are the cases of other patterns than the first.
	odd []int32
	// present and observed, where all children are leaves, tell by child and then
	// pattern, as 1 or 0, which have a value and an observed one.
	present, observed []float64
}

// flat lays the patterns of leaves out by child.
func (r *rows) flat(kids int) {
	count := len(r.patterns)
	r.present, r.observed = make([]float64, kids*count), make([]float64, kids*count)
	for p, states := range r.patterns {
		for i, state := range states {
			if state != leafMissing {
				r.present[i*count+p] = 1
			}
			if state == leafObserved {
				r.observed[i*count+p] = 1
			}
		}
	}
}

// The states of a leaf in a pattern. The first is that of a full pattern.
const (
	leafObserved int32 = iota
	leafImputed
	leafMissing
)

// newStage takes a fit's leaves of a year and sorts the cases by pattern.
func newStage(t *tree, f *fit, year int) *stage {
	s := &stage{tree: t, fit: f, year: year, cases: len(f.panel.Cases())}
	from, to := year*s.cases, (year+1)*s.cases
	for j := range t.leaves {
		s.leaf, s.seen = append(s.leaf, f.leaf[j][from:to]), append(s.seen, f.seen[j][from:to])
	}
	s.groups = make([]*rows, len(t.nodes)+len(t.kinds))
	for _, g := range t.groups {
		s.groups[g] = s.sorted(t.kids[g])
		if t.level[g] == 2 {
			s.groups[g].flat(len(t.kids[g]))
		}
	}
	for i, kids := range t.kindKids {
		s.groups[len(t.nodes)+i] = s.sorted(kids)
	}
	s.erring = make([]bool, len(t.nodes))
	if f.errors != nil {
		s.errors = f.errors.at(year)
	}
	s.gaps, s.errorOf = make([]bool, len(t.leaves)), make([]int, len(t.leaves))
	for j := range s.errorOf {
		s.errorOf[j] = -1
	}
	for i, e := range s.errors {
		n := t.leaves[e.leaf]
		s.erring[t.parent[n]], s.errorOf[e.leaf] = true, i
		s.errors[i].straighten(f.model, f.framework(n), f.yearFitted(year))
		s.gaps[e.leaf] = t.nodes[n].Scale == composite.Log || t.nodes[n].Scale == composite.Log1p || t.nodes[n].Denominator != ""
		for _, c := range e.cases {
			s.gaps[e.leaf] = s.gaps[e.leaf] || s.leaf[e.leaf][c] != s.leaf[e.leaf][c]
		}
	}
	return s
}

// framework is the node of the fit's own framework, whose goalposts may differ.
func (f *fit) framework(n int) *composite.Node { return f.model.Framework.Nodes()[n] }

// yearFitted is the place of a year among those fitted, or -1.
func (f *fit) yearFitted(t int) int { return slices.Index(f.model.Years, f.panel.Years()[t]) }

// sorted sorts the cases by the patterns of some nodes.
func (s *stage) sorted(kids []int) *rows {
	r := &rows{pattern: make([]int32, s.cases), patterns: [][]int32{make([]int32, len(kids))}}
	at := map[string]int32{}
	key := make([]byte, 4*len(kids))
	at[string(key)] = 0
	for c := range s.cases {
		for i, k := range kids {
			binary.LittleEndian.PutUint32(key[4*i:], uint32(s.state(k, c)))
		}
		p, known := at[string(key)]
		if !known {
			p = int32(len(r.patterns))
			at[string(key)] = p
			one := make([]int32, len(kids))
			for i, k := range kids {
				one[i] = s.state(k, c)
			}
			r.patterns = append(r.patterns, one)
		}
		if r.pattern[c] = p; p > 0 {
			r.odd = append(r.odd, int32(c))
		}
	}
	return r
}

// state is the state of a leaf, or the pattern of a group, for a case.
func (s *stage) state(n, c int) int32 {
	j := s.tree.leafOf[n]
	switch {
	case j < 0:
		return s.groups[n].pattern[c]
	case s.leaf[j][c] != s.leaf[j][c]:
		return leafMissing
	case !s.seen[j][c]:
		return leafImputed
	}
	return leafObserved
}

// sheet is a stage with ways of aggregating.
type sheet struct {
	*stage
	how []composite.Aggregation
	// least is the smallest coverage at which a node is scored.
	least float64
	// x holds, by group, the columns of its children after the transform that
	// the group's mean takes; 0 for missing ones and for children that are groups.
	x [][]float64
	// holes are, by group, the values on which its mean is not defined.
	holes [][]hole
	// filled tells by group whether x is as it is for every draw.
	filled []bool
	// slow tells that a method is none of the means, so that the engine itself
	// has to combine the leaves.
	slow  bool
	model *composite.Model
}

// hole is a value on which a mean is not defined: of a child, by its slot.
type hole struct{ slot, cases int32 }

// newSheet lays out the children's columns of every group.
func newSheet(s *stage, l *layout) *sheet {
	t := s.tree
	h := &sheet{
		stage: s, how: l.how, model: l.model, least: t.framework.MinCoverage - 1e-12,
		x: make([][]float64, len(t.nodes)), holes: make([][]hole, len(t.nodes)), filled: make([]bool, len(t.nodes)),
	}
	for _, g := range t.groups {
		how := l.how[g]
		if !isMean(how.Method) {
			h.slow = true
			return h
		}
		h.x[g] = make([]float64, len(t.kids[g])*s.cases)
		h.filled[g] = !s.erring[g]
		for slot, k := range t.kids[g] {
			j := t.leafOf[k]
			if j < 0 {
				h.filled[g] = false
				continue
			}
			for c, v := range s.leaf[j] {
				x, ok := into(how, v)
				if v == v && !ok {
					h.holes[g] = append(h.holes[g], hole{int32(slot), int32(c)})
				}
				if v == v && ok {
					h.x[g][slot*s.cases+c] = x
				}
			}
		}
	}
	return h
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

// Reweigher scores all years of a panel again and again under weights by hand, as
// one who moves a slider wants it. It is for one goroutine at a time.
type Reweigher struct {
	run    *run
	sheets []*sheet
	own    []float64
	share  []float64
	// score is by year, then kept node and case; NaN where not scored.
	score [][]float64
}

// NewReweigher fits a recipe to a panel once and scores it. The nodes whose scores
// are kept are those of a Plan.
func NewReweigher(f *composite.Framework, p *panel.Panel, recipe composite.Recipe, nodes []string) (*Reweigher, error) {
	r, err := newRun(&Plan{Framework: f, Recipe: recipe, Panel: p, Nodes: nodes, Workers: 1})
	if err != nil {
		return nil, err
	}
	w := &Reweigher{run: r, own: r.methods.own.share, share: make([]float64, len(r.tree.nodes))}
	for t := range p.Years() {
		w.sheets = append(w.sheets, r.sheets(t)[r.methods.own.layout.number])
		w.score = append(w.score, make([]float64, len(r.keep.nodes)*r.keep.cases))
	}
	return w, w.Weigh(nil)
}

// Weigh scores all years under other weights: those given by node id take the
// place of the framework's, and siblings are rescaled to sum to 1. A node of weight
// 0 is left out. It is an error to leave nothing, or to name a node that is not
// there. Cost is a product of each group's values with its weights.
func (w *Reweigher) Weigh(weights map[string]float64) error {
	t := w.run.tree
	copy(w.share, w.own)
	for id, v := range weights {
		n, ok := t.find(id)
		if !ok || n >= len(t.nodes) || !(v >= 0) || math.IsInf(v, 1) {
			return fmt.Errorf("multiverse: weight %v of %q: want a number of at least 0 of a node of the framework", v, id)
		}
		w.share[n] = v
	}
	t.even(w.share)
	if w.left() == 0 {
		return fmt.Errorf("multiverse: the weights leave nothing to score")
	}
	desk := w.run.hands[0].desk
	for year, h := range w.sheets {
		desk.open(h)
		desk.score(w.share, drawnError{})
		for i, n := range w.run.keep.nodes {
			desk.column(n, w.score[year][i*h.cases:(i+1)*h.cases])
		}
	}
	return nil
}

// left is the weight of what the root is made of.
func (w *Reweigher) left() float64 {
	sum := 0.0
	for _, k := range w.run.tree.kids[0] {
		sum += w.share[k]
	}
	return sum
}

// Score is the score of node n of case c in year t, by their places among the kept
// nodes and in the panel; false where there is none.
func (w *Reweigher) Score(c, t, n int) (float64, bool) {
	v := w.score[t][n*w.run.keep.cases+c]
	return v, v == v
}
