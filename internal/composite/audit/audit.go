// SPDX-License-Identifier: Apache-2.0

// Package audit asks how much a composite owes to each of its parts: what is
// left when one is taken out, how two rankings differ, where a case is strong
// or weak, how the parts hang together, and how cases have changed.
//
// It works on models, scores and columns of package composite and draws no
// conclusions: numbers come back with what they rest on. A value that is missing
// is left out of what is computed from it.
package audit

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/panel"
)

// Removal is what becomes of a node's scores and ranks when another is left out.
type Removal struct {
	// Node is the id of what is left out.
	Node string
	// Scores and Ranks are by case; a rank of 0 has no score.
	Scores []composite.Result
	Ranks  []int
	// MeanShift is the mean absolute change of rank over the cases ranked both
	// times, Ranked how many those are.
	MeanShift float64
	Ranked    int
}

// Remove leaves out each of the nodes in turn, sharing its weight among its
// siblings, and compares the index in year t. A node without siblings of any
// weight cannot be left out and is an error. Nothing is learned again.
func Remove(m *composite.Model, p *panel.Panel, t int, nodes []string) ([]Removal, error) {
	q := composite.NewScorer(m, p)
	before, _ := q.Score(m, p)
	nominal := ranks(before, t, before.Root())
	var out []Removal
	for _, id := range nodes {
		less, err := m.With(map[string]float64{id: 0}, nil)
		if err != nil {
			return nil, fmt.Errorf("remove %s: %w", id, err)
		}
		s, _ := q.Aggregate(less)
		r := Removal{Node: id, Ranks: ranks(s, t, s.Root())}
		sum := 0.0
		for c := range s.Cases {
			r.Scores = append(r.Scores, s.At(c, t, s.Root()))
			if nominal[c] > 0 && r.Ranks[c] > 0 {
				sum += math.Abs(float64(nominal[c] - r.Ranks[c]))
				r.Ranked++
			}
		}
		if r.Ranked > 0 {
			r.MeanShift = sum / float64(r.Ranked)
		}
		out = append(out, r)
	}
	return out, nil
}

// ranks are the places of every case at a node; 0 where not scored.
func ranks(s *composite.Scores, t, n int) []int {
	out := make([]int, len(s.Cases))
	for c := range out {
		out[c], _ = s.Rank(c, t, n)
	}
	return out
}

// Shift is a case's place in two rankings.
type Shift struct {
	Case string
	// First and Second are the places, Change the first less the second: above 0
	// where the case moved up.
	First, Second, Change int
}

// Compare sets two rankings of node ids side by side, in the order of the
// greatest change, then of the case. Cases without a place in both are left out.
func Compare(a, b *composite.Scores, t, n int) []Shift {
	var out []Shift
	for c, code := range a.Cases {
		other, ok := b.Case(code)
		if !ok {
			continue
		}
		first, _ := a.Rank(c, t, n)
		second, _ := b.Rank(other, t, n)
		if first > 0 && second > 0 {
			out = append(out, Shift{Case: code, First: first, Second: second, Change: first - second})
		}
	}
	slices.SortStableFunc(out, func(x, y Shift) int {
		return cmp.Or(cmp.Compare(abs(y.Change), abs(x.Change)), cmp.Compare(x.Case, y.Case))
	})
	return out
}

func abs(i int) int { return max(i, -i) }

// Standing is a leaf's place for one case.
type Standing struct {
	Node     *composite.Node
	Rank, Of int
	Score    float64
}

// Standings ranks the leaves of a case in year t from its best place to its
// worst: the head are its strengths, the tail its weaknesses. Equal places are
// in the order of the score, then of the tree. Leaves without a score are left
// out.
func Standings(s *composite.Scores, c, t int) []Standing {
	var out []Standing
	for n, node := range s.Nodes {
		r := s.At(c, t, n)
		if !node.Leaf() || !r.OK() {
			continue
		}
		rank, of := s.Rank(c, t, n)
		out = append(out, Standing{Node: node, Rank: rank, Of: of, Score: r.Score})
	}
	slices.SortStableFunc(out, func(a, b Standing) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(b.Score, a.Score))
	})
	return out
}
