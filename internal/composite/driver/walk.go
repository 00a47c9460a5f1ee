// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"errors"
	"fmt"
	"math"
	"math/bits"

	"github.com/qala-observatory/qala/internal/composite"
)

// tree is a framework by places.
type tree struct {
	nodes []*composite.Node
	kids  [][]int
}

// newTree lays a model's framework flat.
func newTree(m *composite.Model) *tree {
	t := &tree{nodes: m.Framework.Nodes()}
	place := make(map[*composite.Node]int, len(t.nodes))
	for n, node := range t.nodes {
		place[node] = n
	}
	t.kids = make([][]int, len(t.nodes))
	for n, node := range t.nodes {
		for _, child := range node.Children {
			t.kids[n] = append(t.kids[n], place[child])
		}
	}
	return t
}

// walk goes through a tree with two states at hand.
type walk struct {
	*tree
	model    *composite.Model
	from, to State
	// differs marks the nodes that hold anything that differs.
	differs []bool
}

// holds checks that a state's groups are what the model makes of their children,
// as far as they are scored: scores by other weights or methods cannot be
// decomposed by these.
func (w *walk) holds(state State, n int) error {
	if len(w.kids[n]) == 0 || !state[n].OK() {
		return nil
	}
	parts := make([][]float64, len(w.kids[n]))
	for i, k := range w.kids[n] {
		parts[i] = []float64{value(state[k])}
		if err := w.holds(state, k); err != nil {
			return err
		}
	}
	score := []float64{0}
	if err := w.model.Combine(n, parts, score); err != nil {
		return fmt.Errorf("driver: %w", err)
	}
	if slip := math.Abs(score[0] - state[n].Score); slip > 1e-9*max(1, math.Abs(score[0])) || slip != slip {
		return fmt.Errorf("driver: %s was scored with other weights or methods than the model's: %v, not %v",
			w.nodes[n].ID, state[n].Score, score[0])
	}
	return nil
}

// mark finds the nodes that hold a difference.
func (w *walk) mark(n int) bool {
	if w.differs == nil {
		w.differs = make([]bool, len(w.nodes))
	}
	a, b := w.from[n], w.to[n]
	differs := a.OK() != b.OK() || a.OK() && a.Score != b.Score
	if a.OK() && b.OK() {
		for _, k := range w.kids[n] {
			differs = w.mark(k) || differs
		}
	}
	w.differs[n] = differs
	return differs
}

// open tells whether a node's children are decomposed.
func (w *walk) open(n int) bool {
	return len(w.kids[n]) > 0 && w.from[n].OK() && w.to[n].OK()
}

// players lists the children of a node that differ, by their place among them.
func (w *walk) players(n int) []int {
	var out []int
	for i, k := range w.kids[n] {
		if w.differs[k] && w.model.Weights[n][i] > 0 {
			out = append(out, i)
		}
	}
	return out
}

// skeleton is the tree of effects, still without points.
func (w *walk) skeleton(n int) *Effect {
	e := &Effect{Node: w.nodes[n], From: w.from[n], To: w.to[n]}
	if w.open(n) {
		for _, k := range w.kids[n] {
			e.Parts = append(e.Parts, w.skeleton(k))
		}
	}
	return e
}

// cost counts the evaluations that visiting every order takes, as far as it can
// be counted.
func (w *walk) cost(n, contexts int) int {
	const beyond = 1 << 40
	players := w.players(n)
	if len(players) > 30 || contexts > beyond {
		return beyond
	}
	total := contexts << len(players)
	for _, i := range players {
		if k := w.kids[n][i]; w.open(k) {
			total += w.cost(k, contexts<<(len(players)-1))
		}
	}
	return total
}

// context is one way in which all that stands around a node may stand already,
// with its probability over the orders of the tree.
type context struct {
	weight float64
	// lift turns scores of the node into scores of the index.
	lift func([]float64) ([]float64, error)
}

// errUndefined says that some mixture of the two states has no index.
var errUndefined = errors.New("the mean is not defined for a mixture of the two states")

// exact gives the children of an open node their Shapley values over all orders,
// and opens them in turn.
func (w *walk) exact(e *Effect, n int, contexts []context) error {
	players := w.players(n)
	if len(players) == 0 {
		return nil
	}
	own, err := w.coalitions(n, players)
	if err != nil {
		return err
	}
	shares := orderShares(len(players))
	for _, c := range contexts {
		index, err := c.lift(own)
		if err != nil {
			return err
		}
		for p, i := range players {
			for set := range index {
				if set&(1<<p) == 0 {
					share := c.weight * shares[bits.OnesCount(uint(set))]
					e.Parts[i].Points += share * (index[set|1<<p] - index[set])
				}
			}
		}
	}
	for p, i := range players {
		k := w.kids[n][i]
		if !w.open(k) {
			continue
		}
		if err := w.exact(e.Parts[i], k, w.around(n, players, p, contexts)); err != nil {
			return err
		}
	}
	return nil
}

// orderShares are, by size of a set of players, the share of orders in which just
// that set stands before one more of them: s!(l-s-1)!/l!.
func orderShares(players int) []float64 {
	out := make([]float64, players)
	share := 1 / float64(players)
	for s := range out {
		out[s] = share
		if s+1 < players {
			share *= float64(s+1) / float64(players-s-1)
		}
	}
	return out
}

// coalitions are the scores of a node when each set of its players has passed to
// the second state: bit p of the place stands for player p.
func (w *walk) coalitions(n int, players []int) ([]float64, error) {
	out := make([]float64, 1<<len(players))
	if err := w.model.Combine(n, w.columns(n, players, len(out)), out); err != nil {
		return nil, err
	}
	return out, defined(out)
}

// columns are the children's scores, set by set.
func (w *walk) columns(n int, players []int, sets int) [][]float64 {
	parts := make([][]float64, len(w.kids[n]))
	for i, k := range w.kids[n] {
		parts[i] = make([]float64, sets)
		for set := range parts[i] {
			parts[i][set] = value(w.from[k])
		}
	}
	for p, i := range players {
		for set := range sets {
			if set&(1<<p) != 0 {
				parts[i][set] = value(w.to[w.kids[n][i]])
			}
		}
	}
	return parts
}

// around are the contexts of player p of a node: each context of the node with
// each set of the other players.
func (w *walk) around(n int, players []int, p int, contexts []context) []context {
	shares := orderShares(len(players))
	fixed := w.columns(n, players, 1<<len(players))
	var out []context
	for _, c := range contexts {
		for set := range 1 << len(players) {
			if set&(1<<p) != 0 {
				continue
			}
			out = append(out, context{
				weight: c.weight * shares[bits.OnesCount(uint(set))],
				lift: func(x []float64) ([]float64, error) {
					parts := make([][]float64, len(fixed))
					for i := range parts {
						parts[i] = constant(fixed[i][set], len(x))
					}
					parts[players[p]] = x
					up := make([]float64, len(x))
					if err := w.model.Combine(n, parts, up); err != nil {
						return nil, err
					}
					if err := defined(up); err != nil {
						return nil, err
					}
					return c.lift(up)
				},
			})
		}
	}
	return out
}

// constant is a column of one value.
func constant(v float64, rows int) []float64 {
	out := make([]float64, rows)
	for i := range out {
		out[i] = v
	}
	return out
}

// defined is an error where a score is missing.
func defined(x []float64) error {
	for _, v := range x {
		if v != v {
			return errUndefined
		}
	}
	return nil
}
