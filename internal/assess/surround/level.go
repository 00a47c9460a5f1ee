// SPDX-License-Identifier: Apache-2.0

package surround

import (
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/neighbour"
)

// scoreLevel is the scores of one node, by state.
type scoreLevel struct {
	id, name string
	depth    int
	scores   *neighbour.Column
	// twin is an earlier level with the same scores: a kind of a single pillar is
	// that pillar. Layer is the place of the scores among those computed.
	twin  *scoreLevel
	layer int
}

// level takes the scores of a node from the panel of a year.
func (s *surroundings) level(id string) *scoreLevel {
	tree, cases := s.a.Framework.Tree, len(s.scored.Scores.Cases)
	l := &scoreLevel{id: id, scores: neighbour.NewColumn(cases)}
	l.name, l.depth = s.a.nodeName(id)
	for _, other := range s.levels {
		if nodeOf(tree, other.id) == nodeOf(tree, id) {
			l.twin = other
			break
		}
	}
	for c := range cases {
		if r := resultOf(s.scored, tree, id, spot{c, 0}); r.OK() {
			l.scores.Set(c, r.Score)
		}
	}
	return l
}

// everyNode lists the whole, each kind, its pillars and their groups.
func (a Assessor) everyNode() []string {
	tree := a.Framework.Tree
	nodes := []string{tree.Root.ID}
	for _, kind := range append(assess.KindsOf(tree), composite.NoKind) {
		if kind != composite.NoKind {
			nodes = append(nodes, string(kind))
		}
		for _, pillar := range tree.Root.Children {
			if pillar.Kind == kind {
				walk(pillar, func(n *composite.Node, _ int) { nodes = append(nodes, n.ID) })
			}
		}
	}
	return nodes
}

// spot is a case and a year, by their places.
type spot struct{ c, t int }

// resultOf is the result of a node, or of a kind, in any of the panel's years.
func resultOf(s *assess.Scored, tree *composite.Framework, id string, at spot) composite.Result {
	if n, ok := s.Scores.Node(nodeOf(tree, id)); ok {
		return s.Scores.At(at.c, at.t, n)
	}
	return s.Scores.Kind(composite.Kind(id), at.c, at.t)
}

// nodeOf is the id of the node that a kind of a single pillar stands for, whose
// score it has to the last bit; of anything else its own.
func nodeOf(tree *composite.Framework, id string) string {
	var only []string
	for _, p := range tree.Root.Children {
		if string(p.Kind) == id {
			only = append(only, p.ID)
		}
	}
	if len(only) == 1 {
		return only[0]
	}
	return id
}

// nodeName is the name of a node, and how deep it lies; a kind has its own word.
func (a Assessor) nodeName(id string) (name string, depth int) {
	name = id
	walk(a.Framework.Tree.Root, func(n *composite.Node, d int) {
		if n.ID == id {
			name, depth = n.Name, d
		}
	})
	return name, depth
}

// walk visits the nodes of a tree that are no leaves, depth first.
func walk(n *composite.Node, visit func(n *composite.Node, depth int)) {
	var below func(n *composite.Node, depth int)
	below = func(n *composite.Node, depth int) {
		if n.Leaf() {
			return
		}
		visit(n, depth)
		for _, child := range n.Children {
			below(child, depth+1)
		}
	}
	below(n, 0)
}
