// SPDX-License-Identifier: Apache-2.0

// Package driver says what the difference between two scores is made of.
//
// A State holds the score of every node of a framework: of a case in a year, or
// of the medians of all cases. Between decomposes the difference of two states'
// index into effects that follow the tree and sum to it exactly: each node's
// effect is its Shapley value among its siblings, taken over every order in
// which the branches of the tree may pass from one state to the other, a branch
// always as a whole (Shapley 1953; with the levels of a tree, Winter 1989, "A
// value for cooperative games with levels structure of cooperation",
// International Journal of Game Theory 18). A node's parts therefore sum to the
// node, and none depends on the order in which they are listed.
//
// What is missing in one of the states and not in the other has an effect too:
// its weight moves to or from its siblings. A branch that is not scored in one of
// the states is not opened further. A tree too wide for every order to be
// visited is sampled, and the result says so. The package refuses methods that
// compare cases, whose scores one case alone does not have.
package driver

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/qala-observatory/qala/internal/composite"
)

// State holds a result for every node, in the order of Framework.Nodes.
type State []composite.Result

// At is the state of case c in year t, by their places.
func At(s *composite.Scores, c, t int) State {
	out := make(State, len(s.Nodes))
	for n := range out {
		out[n] = s.At(c, t, n)
	}
	return out
}

// Median is the state of a case that has, in every indicator, the median score of
// the cases scored in year t, and groups combined from those. Its index is not
// the median of the cases' index.
func Median(m *composite.Model, s *composite.Scores, t int) (State, error) {
	out := make(State, len(s.Nodes))
	for n, node := range s.Nodes {
		out[n].NotScored = composite.NoData
		if node.Leaf() {
			out[n] = middle(s, n, t)
		}
	}
	tree := newTree(m)
	for n := len(s.Nodes) - 1; n >= 0; n-- {
		if s.Nodes[n].Leaf() {
			continue
		}
		parts := make([][]float64, len(tree.kids[n]))
		for i, k := range tree.kids[n] {
			parts[i] = []float64{value(out[k])}
		}
		score := []float64{0}
		if err := m.Combine(n, parts, score); err != nil {
			return nil, err
		}
		if score[0] == score[0] {
			out[n] = composite.Result{Score: score[0], Coverage: 1}
		}
	}
	return out, nil
}

// middle is the median score of a node over the cases that have one.
func middle(s *composite.Scores, n, t int) composite.Result {
	var scores []float64
	for c := range s.Cases {
		if r := s.At(c, t, n); r.OK() {
			scores = append(scores, r.Score)
		}
	}
	if len(scores) == 0 {
		return composite.Result{NotScored: composite.NoData}
	}
	slices.Sort(scores)
	return composite.Result{Score: (scores[(len(scores)-1)/2] + scores[len(scores)/2]) / 2, Coverage: 1}
}

// value is a result as the engine's columns hold it: NaN where not scored.
func value(r composite.Result) float64 {
	if !r.OK() {
		return math.NaN()
	}
	return r.Score
}

// Effect is one node's part in the difference.
type Effect struct {
	Node *composite.Node
	// From and To are the node's results in the two states.
	From, To composite.Result
	// Points is what the node adds to the difference of the index, in points of it.
	Points float64
	// SE is the standard error of Points where orders were sampled, else 0.
	SE float64
	// Parts are the node's children, in their order; none where the node is an
	// indicator or is not scored in one of the states. They sum to the node.
	Parts []*Effect
}

// Decomposition is a difference with what it is made of.
type Decomposition struct {
	// Root is the index; its Points are the whole difference.
	Root *Effect
	// Exact tells that every order was visited. Where it is false Orders were
	// sampled.
	Exact  bool
	Orders int
}

// ErrNotScored says that one of the states has no index to explain.
var ErrNotScored = errors.New("driver: one of the two is not scored")

// Options bound the work.
type Options struct {
	// Most is the number of evaluations of the tree above which orders are sampled
	// in place of visiting all; 0 means 2^22.
	Most int
	// Orders is how many are sampled then; 0 means 2000. Seed starts them.
	Orders int
	Seed   uint64
}

// Between decomposes the difference of the index between two states. Cost is the
// sum over groups of the product, over the group and those above it, of 2 to the
// number of children that differ.
func Between(m *composite.Model, from, to State, o Options) (*Decomposition, error) {
	if !from[0].OK() || !to[0].OK() {
		return nil, ErrNotScored
	}
	o.Most, o.Orders = orElse(o.Most, 1<<22), orElse(o.Orders, 2000)
	w := &walk{tree: newTree(m), model: m, from: from, to: to}
	for _, state := range []State{from, to} {
		if err := w.holds(state, 0); err != nil {
			return nil, err
		}
	}
	w.mark(0)
	root := w.skeleton(0)
	root.Points = to[0].Score - from[0].Score
	out := &Decomposition{Root: root, Exact: w.cost(0, 1) <= o.Most}
	var err error
	if out.Exact {
		err = w.exact(root, 0, []context{{weight: 1, lift: func(x []float64) ([]float64, error) { return x, nil }}})
	} else {
		out.Orders = o.Orders
		err = w.sampled(root, o)
	}
	if err != nil {
		return nil, fmt.Errorf("driver: %w", err)
	}
	return out, nil
}

// orElse is a choice, or what stands in for none.
func orElse(choice, otherwise int) int {
	if choice == 0 {
		return otherwise
	}
	return choice
}
