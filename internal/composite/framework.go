// SPDX-License-Identifier: Apache-2.0

// Package composite turns a panel into composite scores, and can say why.
//
// A Framework is a tree: its leaves are indicators with a direction and, if
// wanted, goalposts; its inner nodes (pillars) combine their children by
// weights that sum to 1. A Recipe holds the choices for each step. Fit learns
// from a panel what the recipe needs (means, extremes, winsor limits, imputed
// parameters, weights) and returns a Model; a Model scores the same panel again
// bit for bit, or another year, or another case. Scores hold every node of
// every case and year, with the coverage it rests on or the reason why it has
// none.
//
// The steps, one file each, in the order of the OECD/JRC Handbook on
// Constructing Composite Indicators (2008): screen, denominate, impute, treat,
// normalise, weight, aggregate.
//
// A missing value is left out and its weight shared among what is present; it
// is never zero. A node that rests on less than the framework's minimum
// coverage is not scored. The package refuses weights that do not sum to 1,
// leaves without a direction, and means of values for which they are not
// defined: a score is never made up. NaN is used inside to mark empty cells and
// never leaves the package.
package composite

import (
	"fmt"
	"math"
	"strings"

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

// weightTolerance is how far the sum of the siblings' weights may be from 1.
const weightTolerance = 1e-9

// Fault is one thing that is wrong with a framework or a recipe.
type Fault struct {
	// Path leads to the node by ids, such as "core/soft/economy", or to the
	// recipe's field, such as "recipe/treat".
	Path string `json:"path"`
	// Text is a sentence without a capital or a full stop.
	Text string `json:"text"`
}

// String writes path and text.
func (f Fault) String() string { return f.Path + ": " + f.Text }

// Faults is all that is wrong, as an error.
type Faults []Fault

// Error writes one fault a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

// Err is the faults as an error, or nil where there are none.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

func (f *Faults) add(path, format string, args ...any) {
	*f = append(*f, Fault{Path: path, Text: fmt.Sprintf(format, args...)})
}

// Validate returns every fault of the framework at once, each with the path of
// its node, or nothing.
func (f *Framework) Validate() []Fault {
	v := validator{nodes: map[*Node]string{}, ids: map[string]string{}}
	if f.ID == "" {
		v.faults.add("framework", "has no id")
	}
	if !(f.MinCoverage >= 0 && f.MinCoverage <= 1) {
		v.faults.add(f.ID, "min_coverage %v is not between 0 and 1", f.MinCoverage)
	}
	switch {
	case f.Root == nil:
		v.faults.add(f.ID, "has no root")
	case f.Root.Leaf():
		v.faults.add(f.ID, "the root is an indicator; it must be a group")
	default:
		if f.Root.Weight != 0 && f.Root.Weight != 1 {
			v.faults.add(f.ID, "the root's weight is %v; it must be 1 or absent", f.Root.Weight)
		}
		v.node(f.Root, "")
	}
	for _, e := range f.Exposure {
		if e.Indicator == "" {
			v.faults.add(f.ID+"/exposure", "an entry has no indicator")
		}
		if e.Pillar != "" && v.ids[e.Pillar] == "" {
			v.faults.add(f.ID+"/exposure/"+e.Indicator, "pillar %q is not in the tree", e.Pillar)
		}
	}
	return v.faults
}

// validator walks a tree once and remembers what it has met.
type validator struct {
	faults Faults
	nodes  map[*Node]string
	ids    map[string]string
}

func (v *validator) node(n *Node, parent string) {
	path := strings.TrimPrefix(parent+"/"+n.ID, "/")
	if n.ID == "" {
		path = strings.TrimPrefix(parent+"/?", "/")
		v.faults.add(path, "a node has no id (indicator %q)", n.Indicator)
	}
	if first, met := v.nodes[n]; met {
		v.faults.add(path, "the same node stands at %s already: a tree has no cycles and shares no nodes", first)
		return
	}
	v.nodes[n] = path
	if first, met := v.ids[n.ID]; met && n.ID != "" {
		v.faults.add(path, "id %q is used already at %s", n.ID, first)
	} else {
		v.ids[n.ID] = path
	}
	v.common(n, path)
	if n.Leaf() {
		v.leaf(n, path)
		return
	}
	v.group(n, path)
}

// common checks what leaves and groups share.
func (v *validator) common(n *Node, path string) {
	switch n.Kind {
	case NoKind, Soft, Hard:
	default:
		v.faults.add(path, "kind %q is unknown; use soft, hard or none", n.Kind)
	}
	if !(n.Weight >= 0) || math.IsInf(n.Weight, 0) {
		v.faults.add(path, "weight %v is not a number from 0 to 1", n.Weight)
	}
}

func (v *validator) group(n *Node, path string) {
	if len(n.Children) == 0 {
		v.faults.add(path, "is an empty group: it has neither children nor an indicator")
		return
	}
	if n.Goalposts != nil || n.Direction != 0 || n.Scale != "" || n.Carry != nil || n.Denominator != "" {
		v.faults.add(path, "is a group; direction, goalposts, scale, carry and denominator belong to indicators")
	}
	n.Aggregate.check(path+"/aggregate", &v.faults)
	sum := 0.0
	for i, child := range n.Children {
		if child == nil {
			v.faults.add(path, "child %d is empty", i+1)
			continue
		}
		sum += child.Weight
		v.node(child, path)
	}
	if !(math.Abs(sum-1) <= weightTolerance) {
		v.faults.add(path, "the weights of its children sum to %.12g, not to 1", sum)
	}
}

func (v *validator) leaf(n *Node, path string) {
	if len(n.Children) > 0 {
		v.faults.add(path, "has both an indicator and children")
	}
	if !n.Aggregate.isZero() {
		v.faults.add(path, "is an indicator; aggregate belongs to groups")
	}
	switch n.Direction {
	case obs.HigherIsBetter, obs.LowerIsBetter:
	case obs.Exposure:
		v.faults.add(path, "direction is 0: a scored indicator must say whether higher is better (1) or worse (-1)")
	default:
		v.faults.add(path, "direction %d is neither 1 nor -1", n.Direction)
	}
	if n.Carry != nil && *n.Carry < 0 {
		v.faults.add(path, "carry %d is negative", *n.Carry)
	}
	if n.Target != nil && *n.Target-*n.Target != 0 {
		v.faults.add(path, "target %v is not finite", *n.Target)
	}
	v.scale(n, path)
	if n.Treat != nil {
		n.Treat.check(path+"/treat", &v.faults)
	}
	if n.Normalise != nil {
		n.Normalise.check(path+"/normalise", &v.faults)
	}
}

// scale checks goalposts together with the scale they must survive.
func (v *validator) scale(n *Node, path string) {
	floor := math.Inf(-1)
	switch n.Scale {
	case DefaultScale, Linear:
	case Log:
		floor = 0
	case Log1p:
		floor = -1
	default:
		v.faults.add(path, "scale %q is unknown; use linear, log or log1p", n.Scale)
	}
	g := n.Goalposts
	switch {
	case g == nil:
	case math.IsNaN(g.Low-g.High) || math.IsInf(g.Low-g.High, 0):
		v.faults.add(path, "goalposts %v and %v are not both finite", g.Low, g.High)
	case g.Low == g.High:
		v.faults.add(path, "goalposts are equal (%v): every value would score the same", g.Low)
	case g.Low > g.High:
		v.faults.add(path, "goalposts are inverted (low %v, high %v): use direction -1 where lower is better", g.Low, g.High)
	case g.Low <= floor:
		v.faults.add(path, "scale %s needs goalposts above %v, but low is %v", n.Scale, floor, g.Low)
	}
}
