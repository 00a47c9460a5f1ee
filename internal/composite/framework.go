// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"github.com/qala-observatory/qala/internal/obs"
)

// Framework says how a panel is judged: a tree of weighted nodes down to
// indicators.
type Framework struct {
	// ID is the machine-readable word, Name what a table calls it.
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// Version changes whenever a score could change.
	Version     string `json:"version,omitempty"`
	Description string `json:"description,omitempty"`
	// Root is the index itself; its Weight must be 1 or absent.
	Root *Node `json:"root"`
	// Exposure lists what is shown beside the scores and never scored.
	Exposure []Exposure `json:"exposure,omitempty"`
	// MinCoverage is the share of a node's weight, from 0 to 1, that must rest
	// on observed values; a node with less is not scored.
	MinCoverage float64 `json:"min_coverage,omitempty"`
}

// Kind groups pillars into soft and hard security; empty for neither.
type Kind string

// The kinds of pillar.
const (
	NoKind Kind = ""
	Soft   Kind = "soft"
	Hard   Kind = "hard"
)

// Node is the index, a pillar or, with an Indicator, a leaf.
type Node struct {
	// ID is unique in the framework.
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	Kind Kind   `json:"kind,omitempty"`
	// Weight is the share in the parent; siblings sum to 1.
	Weight float64 `json:"weight,omitempty"`
	// Why gives the reason for the node and its weight.
	Why string `json:"why,omitempty"`
	// Aggregate says how the children are combined; the zero value leaves it to
	// the recipe.
	Aggregate Aggregation `json:"aggregate,omitzero"`
	Children  []*Node     `json:"children,omitempty"`

	// Indicator is the id of the panel's column; empty for an inner node. What
	// follows is for leaves only.
	Indicator string        `json:"indicator,omitempty"`
	Direction obs.Direction `json:"direction,omitempty"`
	// Goalposts map to the worst and the best score; nil leaves them to the data.
	Goalposts *Goalposts `json:"goalposts,omitempty"`
	// Scale is applied before normalising, to the value and the goalposts alike.
	Scale Scale `json:"scale,omitempty"`
	// Carry is the leaf's own limit, in years, on values carried forward; nil
	// leaves it to the recipe.
	Carry *int `json:"carry,omitempty"`
	// Denominator is the id of the panel's column to divide by.
	Denominator string `json:"denominator,omitempty"`
	// Target is the value to reach, for the distance to target.
	Target *float64 `json:"target,omitempty"`
	// Treat and Normalise, where given, take the place of the recipe's.
	Treat     *Treatment     `json:"treat,omitempty"`
	Normalise *Normalisation `json:"normalise,omitempty"`
}

// Leaf tells whether the node is an indicator.
func (n *Node) Leaf() bool { return n.Indicator != "" }

// Goalposts are the values, in the indicator's unit, between which scores run:
// Low and High are the ends of the unit's own axis, whatever the direction.
type Goalposts struct {
	Low  float64 `json:"low" yaml:"low"`
	High float64 `json:"high" yaml:"high"`
	// Why says where they come from.
	Why string `json:"why,omitempty" yaml:"why,omitempty"`
}

// Scale is the transform of a value before it is normalised.
type Scale string

// The scales. Log takes positive values only, Log1p those above -1.
const (
	DefaultScale Scale = ""
	Linear       Scale = "linear"
	Log          Scale = "log"
	Log1p        Scale = "log1p"
)

// Exposure is an indicator that is shown beside a pillar and never scored.
type Exposure struct {
	Indicator string `json:"indicator"`
	Pillar    string `json:"pillar,omitempty"`
	Why       string `json:"why,omitempty"`
}

// Nodes lists the tree, parents before children, siblings in their order.
func (f *Framework) Nodes() []*Node {
	var nodes []*Node
	var walk func(*Node)
	walk = func(n *Node) {
		nodes = append(nodes, n)
		for _, child := range n.Children {
			walk(child)
		}
	}
	if f.Root != nil {
		walk(f.Root)
	}
	return nodes
}

// Find is the node with the id, or nil.
func (f *Framework) Find(id string) *Node {
	for _, n := range f.Nodes() {
		if n.ID == id {
			return n
		}
	}
	return nil
}

// Leaves lists the indicators' nodes in the order of the tree.
func (f *Framework) Leaves() []*Node {
	var leaves []*Node
	for _, n := range f.Nodes() {
		if n.Leaf() {
			leaves = append(leaves, n)
		}
	}
	return leaves
}

// Indicators lists the panel columns that the framework reads, without
// repetition: those of its leaves, their denominators, then the exposure.
func (f *Framework) Indicators() []string {
	var ids []string
	seen := map[string]bool{"": true}
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for _, n := range f.Leaves() {
		add(n.Indicator)
		add(n.Denominator)
	}
	for _, e := range f.Exposure {
		add(e.Indicator)
	}
	return ids
}
