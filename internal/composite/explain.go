// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"fmt"

	"github.com/qala-observatory/qala/internal/panel"
)

// Contribution is one node's part in the score of one case and year, with the
// parts below it.
type Contribution struct {
	Node *Node
	Result
	// Weight is the node's share in its parent as the model has it; Effective
	// the share after the weight of what is missing went to its siblings, 0 where
	// the node itself is missing; Total the share in the whole index.
	Weight, Effective, Total float64
	// Rank is the place among Of scored cases of the year; 0 where not scored.
	Rank, Of int
	// Leaf is the indicator's value on its way; nil for groups.
	Leaf  *LeafValue
	Parts []*Contribution
}

// Raw is the panel's cell of a leaf; false for groups.
func (c *Contribution) Raw() (panel.Cell, bool) {
	if c.Leaf == nil {
		return panel.Cell{}, false
	}
	return c.Leaf.Raw, true
}

// Explain is the tree of contributions of case c in year t, by their places.
func (s *Scores) Explain(c, t int) *Contribution {
	return s.explain(0, c, t, share{1, 1, 1})
}

// share is a node's part in its parent and in the whole.
type share struct{ nominal, effective, total float64 }

func (s *Scores) explain(n, c, t int, own share) *Contribution {
	out := &Contribution{
		Node: s.Nodes[n], Result: s.At(c, t, n),
		Weight: own.nominal, Effective: own.effective, Total: own.total,
	}
	out.Rank, out.Of = s.Rank(c, t, n)
	if s.plan.leafOf[n] >= 0 {
		leaf := s.Leaf(c, t, n)
		out.Leaf = &leaf
		return out
	}
	present := 0.0
	for i, k := range s.plan.kids[n] {
		if s.At(c, t, k).OK() {
			present += s.model.Weights[n][i]
		}
	}
	for i, k := range s.plan.kids[n] {
		part := share{nominal: s.model.Weights[n][i]}
		if s.At(c, t, k).OK() && out.OK() {
			part.effective = part.nominal / present
			part.total = own.total * part.effective
		}
		out.Parts = append(out.Parts, s.explain(k, c, t, part))
	}
	return out
}

// Kind combines the pillars of one kind among the root's children by the root's
// aggregation, their weights rescaled to sum to 1. The framework's minimum
// coverage holds for it too.
func (s *Scores) Kind(kind Kind, c, t int) Result {
	b := block{out: []float64{0}, sum: []float64{0}, how: s.model.Recipe.Aggregate.of(s.Nodes[0], s.plan.level[0])}
	total, covered := 0.0, 0.0
	defined, domain := true, b.how.domainOf()
	for i, k := range s.plan.kids[0] {
		if s.Nodes[k].Kind != kind {
			continue
		}
		weight := s.model.Weights[0][i]
		if weight == 0 {
			continue
		}
		total += weight
		r := s.At(c, t, k)
		if !r.OK() {
			continue
		}
		covered += weight * r.Coverage
		defined = defined && !domain.outside(r.Score)
		b.x, b.w = append(b.x, []float64{r.Score}), append(b.w, weight)
	}
	if total == 0 || len(b.x) == 0 {
		return Result{NotScored: NoData}
	}
	covered /= total
	method := aggregators[b.how.Method]
	switch {
	case covered < s.plan.minCoverage-1e-12:
		return Result{NotScored: LowCoverage, Coverage: covered}
	case method.relative:
		return Result{NotScored: Undefined, Coverage: covered}
	case !defined:
		return Result{NotScored: Undefined, Coverage: covered}
	}
	method.run(&b)
	return Result{Score: b.out[0], Coverage: covered}
}

// Combine aggregates other scores of the children of node n, a group, as the
// model does: parts holds a column for each child, in their order, out receives
// the node's score row by row. NaN is a score that is missing, whose weight goes
// to its siblings; a row of nothing else gives NaN. Limits on coverage do not
// apply. It is an error where the node's method compares cases, since a row alone
// then has no score. Cost is one pass over the columns.
func (m *Model) Combine(n int, parts [][]float64, out []float64) error {
	how := m.Recipe.Aggregate.of(m.plan.nodes[n], m.plan.level[n])
	method := aggregators[how.Method]
	if method.relative {
		return fmt.Errorf("%s: %s compares cases, and one case alone has no such score", m.plan.nodes[n].ID, how.Method)
	}
	b := block{out: out, sum: make([]float64, len(out)), how: how}
	for i, column := range parts {
		if weight := m.Weights[n][i]; weight > 0 {
			b.x, b.w = append(b.x, column), append(b.w, weight)
		}
	}
	method.run(&b)
	return nil
}
