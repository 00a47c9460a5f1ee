// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/stat"
)

// Select picks factors by id, in the order of the list of factors. It is an error
// to ask for one that is not there.
func Select(factors []composite.Factor, ids []string) ([]composite.Factor, error) {
	var out []composite.Factor
	var known []string
	for _, f := range factors {
		known = append(known, f.ID)
		if slices.Contains(ids, f.ID) {
			out = append(out, f)
		}
	}
	for _, id := range ids {
		if !slices.Contains(known, id) {
			return nil, fmt.Errorf("multiverse: factor %q is unknown; known are %s", id, strings.Join(known, ", "))
		}
	}
	return out, nil
}

// moved is the framework with other goalposts. Leaves without goalposts get
// them from quantiles only.
func moved(f *composite.Framework, how *composite.GoalpostShift, p *panel.Panel) *composite.Framework {
	out := *f
	var walk func(*composite.Node) *composite.Node
	walk = func(n *composite.Node) *composite.Node {
		node := *n
		node.Children = nil
		for _, child := range n.Children {
			node.Children = append(node.Children, walk(child))
		}
		if node.Leaf() {
			node.Goalposts = shifted(&node, how, p)
		}
		return &node
	}
	out.Root = walk(f.Root)
	return &out
}

// shifted are a leaf's goalposts after a shift; its own where the panel has no
// two different values.
func shifted(leaf *composite.Node, how *composite.GoalpostShift, p *panel.Panel) *composite.Goalposts {
	posts := leaf.Goalposts
	if how.High > how.Low {
		if x := valuesOf(p, leaf); len(x) > 1 {
			low, _ := stat.Quantile(x, how.Low)
			high, _ := stat.Quantile(x, how.High)
			if low < high {
				posts = &composite.Goalposts{Low: low, High: high, Why: "quantiles of the panel"}
			}
		}
	}
	if posts == nil || how.Widen == 0 {
		return posts
	}
	to, from := scales(leaf.Scale)
	low, high := to(posts.Low), to(posts.High)
	out := (high - low) * how.Widen
	return &composite.Goalposts{Low: from(low - out), High: from(high + out), Why: posts.Why}
}

// scales are the transform of a scale and its inverse.
func scales(s composite.Scale) (to, from func(float64) float64) {
	switch s {
	case composite.Log:
		return math.Log, math.Exp
	case composite.Log1p:
		return math.Log1p, math.Expm1
	}
	same := func(x float64) float64 { return x }
	return same, same
}

// valuesOf are the panel's values of a leaf that its scale takes, sorted.
func valuesOf(p *panel.Panel, leaf *composite.Node) []float64 {
	i, ok := p.Indicator(leaf.Indicator)
	if !ok {
		return nil
	}
	to, _ := scales(leaf.Scale)
	var x []float64
	for t := range p.Years() {
		for _, cell := range p.Column(t, i) {
			if cell.Missing != obs.Present {
				continue
			}
			if v := to(cell.Value); v-v == 0 {
				x = append(x, cell.Value)
			}
		}
	}
	slices.Sort(x)
	return x
}
