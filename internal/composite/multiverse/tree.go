// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"slices"

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
