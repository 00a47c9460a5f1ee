// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"math"
	"math/rand/v2"
	"slices"
)

// sampled gives every node its mean effect over random orders of the tree.
func (w *walk) sampled(root *Effect, o Options) error {
	s := &sampler{walk: w, sum: make([]float64, len(w.nodes)), square: make([]float64, len(w.nodes))}
	for i := range o.Orders {
		s.random = rand.New(rand.NewPCG(o.Seed, uint64(i)))
		s.now = slices.Clone(w.from)
		s.added = make([]float64, len(w.nodes))
		s.index = w.from[0].Score
		if err := s.pass(0); err != nil {
			return err
		}
		for n, v := range s.added {
			s.sum[n] += v
			s.square[n] += v * v
		}
	}
	s.fill(root, 0, float64(o.Orders))
	return nil
}

// sampler passes from one state to the other, leaf by leaf.
type sampler struct {
	*walk
	random *rand.Rand
	now    State
	index  float64
	// added is what each node added in this order; sum and square gather it.
	added, sum, square []float64
	path               []int
}

// pass moves a branch to the second state, its players in random order.
func (s *sampler) pass(n int) error {
	s.path = append(s.path, n)
	defer func() { s.path = s.path[:len(s.path)-1] }()
	if !s.open(n) {
		return s.flip(n)
	}
	players := s.players(n)
	s.random.Shuffle(len(players), func(i, j int) { players[i], players[j] = players[j], players[i] })
	for _, i := range players {
		if err := s.pass(s.kids[n][i]); err != nil {
			return err
		}
	}
	return nil
}

// flip moves one node and scores the nodes above it again.
func (s *sampler) flip(n int) error {
	s.now[n] = s.to[n]
	for _, up := range slices.Backward(s.path[:len(s.path)-1]) {
		parts := make([][]float64, len(s.kids[up]))
		for i, k := range s.kids[up] {
			parts[i] = []float64{value(s.now[k])}
		}
		score := []float64{0}
		if err := s.model.Combine(up, parts, score); err != nil {
			return err
		}
		if err := defined(score); err != nil {
			return err
		}
		s.now[up].Score = score[0]
	}
	step := s.now[0].Score - s.index
	s.index = s.now[0].Score
	for _, up := range s.path[1:] {
		s.added[up] += step
	}
	return nil
}

// fill writes means and their standard errors into the effects.
func (s *sampler) fill(e *Effect, n int, orders float64) {
	for i, part := range e.Parts {
		k := s.kids[n][i]
		part.Points = s.sum[k] / orders
		if orders > 1 {
			variance := (s.square[k] - orders*part.Points*part.Points) / (orders - 1)
			part.SE = math.Sqrt(max(variance, 0) / orders)
		}
		s.fill(part, k, orders)
	}
}
