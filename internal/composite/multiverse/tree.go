// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/qala-observatory/qala/internal/composite"
)

// tree is a framework laid flat, parents before children, in the order of
// Framework.Nodes. The kinds stand behind the nodes as groups of their own.
type tree struct {
	framework *composite.Framework
	nodes     []*composite.Node
	kids      [][]int
	parent    []int
	// slot is a node's place among its parent's children.
	slot   []int
	level  []int
	leafOf []int
	leaves []int // node of each leaf
	// groups lists the inner nodes, children before parents.
	groups []int
	kinds  []string
	// kindKids are the children of the root by kind.
	kindKids [][]int
}

func newTree(f *composite.Framework) *tree {
	t := &tree{framework: f, nodes: f.Nodes()}
	count := len(t.nodes)
	t.kids, t.parent, t.slot = make([][]int, count), make([]int, count), make([]int, count)
	t.level, t.leafOf = make([]int, count), make([]int, count)
	at := make(map[*composite.Node]int, count)
	for n, node := range t.nodes {
		at[node] = n
		t.leafOf[n] = -1
		if node.Leaf() {
			t.leafOf[n] = len(t.leaves)
			t.leaves = append(t.leaves, n)
		}
	}
	t.parent[0] = -1
	for n := count - 1; n >= 0; n-- {
		t.level[n] = 1
		for i, child := range t.nodes[n].Children {
			k := at[child]
			t.kids[n] = append(t.kids[n], k)
			t.parent[k], t.slot[k] = n, i
			t.level[n] = max(t.level[n], t.level[k]+1)
		}
		if t.leafOf[n] < 0 {
			t.groups = append(t.groups, n)
		}
	}
	for _, k := range t.kids[0] {
		t.addKind(string(t.nodes[k].Kind), k)
	}
	return t
}

// addKind puts a child of the root into the group of its kind, if it has one.
func (t *tree) addKind(name string, child int) {
	if name == "" {
		return
	}
	i := slices.Index(t.kinds, name)
	if i < 0 {
		i = len(t.kinds)
		t.kinds, t.kindKids = append(t.kinds, name), append(t.kindKids, nil)
	}
	t.kindKids[i] = append(t.kindKids[i], child)
}

// find is the place of a node, or of a kind behind the nodes.
func (t *tree) find(id string) (int, bool) {
	if n := slices.IndexFunc(t.nodes, func(n *composite.Node) bool { return n.ID == id }); n >= 0 {
		return n, true
	}
	k := slices.Index(t.kinds, id)
	return len(t.nodes) + k, k >= 0
}

// usual are the nodes whose results are kept where a plan names none: the root,
// the kinds and the root's children.
func (t *tree) usual() []string {
	ids := []string{t.nodes[0].ID}
	ids = append(ids, t.kinds...)
	for _, k := range t.kids[0] {
		ids = append(ids, t.nodes[k].ID)
	}
	return ids
}

// AllNodes lists every node whose results can be kept: the root, the kinds, and
// every group below, in the order of the tree.
func AllNodes(f *composite.Framework) []string {
	t := newTree(f)
	ids := []string{t.nodes[0].ID}
	ids = append(ids, t.kinds...)
	for n := 1; n < len(t.nodes); n++ {
		if t.leafOf[n] < 0 {
			ids = append(ids, t.nodes[n].ID)
		}
	}
	return ids
}

// weigh writes the weights of a choice by node: those of its cell, without what
// is left out, then disturbed. A group of which all is left out has weight 0
// itself.
func (s space) weigh(c choice, from *cell, t *tree, share []float64) {
	copy(share, from.share)
	for k, o := range c.option {
		for _, j := range s[k].options[o].without {
			share[t.leaves[j]] = 0
		}
		if len(s[k].options[o].without) > 0 {
			t.even(share)
		}
	}
	for k, o := range c.option {
		level := s[k].options[o].level
		if level.Weight != nil && level.Weight.Noise > 0 {
			t.noise(level.Weight, c.seed[k], share)
		}
		if level.Dirichlet > 0 {
			t.dirichlet(level.Dirichlet, c.seed[k], share)
		}
	}
}

// even makes siblings' weights sum to 1 again after some were set to 0.
func (t *tree) even(share []float64) {
	for _, g := range t.groups {
		sum := 0.0
		for _, k := range t.kids[g] {
			sum += share[k]
		}
		if sum == 0 && g > 0 {
			share[g] = 0
		}
		t.rescale(g, sum, share)
	}
}

// rescale makes the weights below a group sum to 1.
func (t *tree) rescale(g int, sum float64, share []float64) {
	if sum == 0 || sum == 1 {
		return
	}
	for _, k := range t.kids[g] {
		share[k] /= sum
	}
}

// noise multiplies weights by 1 plus a uniform draw from -Noise to Noise, and
// rescales them.
func (t *tree) noise(how *composite.Weighting, seed uint64, share []float64) {
	r := rand.New(rand.NewPCG(seed, 1))
	for _, g := range t.groups {
		kids := t.kids[g]
		sum := 0.0
		for _, k := range kids {
			if len(how.Levels) == 0 || slices.Contains(how.Levels, t.level[k]) {
				share[k] *= 1 + how.Noise*(2*r.Float64()-1)
			}
			sum += share[k]
		}
		t.rescale(g, sum, share)
	}
}

// dirichlet draws siblings' weights from the Dirichlet distribution around them,
// as gamma variables that are rescaled.
func (t *tree) dirichlet(concentration float64, seed uint64, share []float64) {
	source := rand.NewPCG(seed, 2)
	for _, g := range t.groups {
		kids := t.kids[g]
		if len(kids) < 2 {
			continue
		}
		sum := 0.0
		for _, k := range kids {
			if share[k] > 0 {
				share[k] = distuv.Gamma{Alpha: concentration * share[k], Beta: 1, Src: source}.Rand()
			}
			sum += share[k]
		}
		t.rescale(g, sum, share)
	}
}

// plain are the weights by node of methods that need no data: the framework's own
// and equal ones, and those given by node. It is nil for others, and where a
// group would be left without weight.
func (t *tree) plain(how *composite.Weighting) [][]float64 {
	equal := how.Method == composite.WeightEqual
	if !equal && how.Method != composite.WeightOwn && how.Method != "" {
		return nil
	}
	out := make([][]float64, len(t.nodes))
	for g, kids := range t.kids {
		out[g] = make([]float64, len(kids))
		level, sum := 0, 0.0
		for _, k := range kids {
			level = max(level, t.level[k])
		}
		for i, k := range kids {
			out[g][i] = t.nodes[k].Weight
			if equal && (len(how.Levels) == 0 || slices.Contains(how.Levels, level)) {
				out[g][i] = 1
			}
			if own, given := how.Nodes[t.nodes[k].ID]; given {
				out[g][i] = own
			}
			sum += out[g][i]
		}
		if len(kids) > 0 && !(sum > 0) {
			return nil
		}
		for i := range out[g] {
			if sum != 1 {
				out[g][i] /= sum
			}
		}
	}
	return out
}
