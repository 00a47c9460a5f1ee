// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/qala-observatory/qala/internal/composite"
)

// weightTolerance is how far the weights of siblings may be from 1 in sum, which
// leaves room for the rounding of binary fractions and for nothing else.
const weightTolerance = 1e-9

// tree lints a framework's tree from the root down.
type tree struct {
	*frameworkFile
	// ids leads to where each id stands.
	ids map[string][]any
	// scored are the indicators of the leaves.
	scored firstOf
}

// node checks a node and all below it.
func (t *tree) node(n *nodeText, at []any, parent *nodeText) {
	if id := n.id(); id != "" {
		if first, met := t.ids[id]; met && !(n.leaf() && n.ID == "") {
			t.add(fmt.Sprintf("id %q is used already at %s", id, fieldName(first)), "", under(at, "id")...)
		} else if !met {
			t.ids[id] = at
		}
	}
	t.weight(n, at, parent)
	switch {
	case n.leaf() && len(n.Children) > 0:
		t.add("has both an indicator and children", "a node is one or the other", under(at, "children")...)
	case n.leaf() && parent == nil:
		t.add("the root is an indicator", "it must have children", under(at, "indicator")...)
	case n.leaf():
		t.leaf(n, at)
	default:
		t.group(n, at)
	}
	for i, child := range n.Children {
		if child != nil {
			t.node(child, under(at, "children", i), n)
		}
	}
}

// weight checks a node's weight and its reason. The root has none, or 1.
func (t *tree) weight(n *nodeText, at []any, parent *nodeText) {
	if parent == nil {
		if n.Weight != nil && *n.Weight != 1 {
			t.add("the root's weight is 1 or absent", "", under(at, "weight")...)
		}
		return
	}
	switch {
	case n.Weight == nil:
		t.add("is missing", "", under(at, "weight")...)
	case !(*n.Weight > 0 && *n.Weight <= 1):
		t.add(fmt.Sprintf("%v is not above 0 and up to 1", *n.Weight),
			"an indicator without weight belongs in exposure", under(at, "weight")...)
	}
	t.need(n.Why, under(at, "why")...)
}

// group checks what a node with children must have and must not.
func (t *tree) group(n *nodeText, at []any) {
	t.need(n.ID, under(at, "id")...)
	t.need(n.Name, under(at, "name")...)
	if n.Kind != composite.NoKind {
		oneOf(t.document, n.Kind, []composite.Kind{composite.Soft, composite.Hard}, under(at, "kind")...)
	}
	t.misplaced("belongs to an indicator", at, map[string]bool{
		"direction": n.Direction != "", "goalposts": n.Goalposts != nil, "scale": n.Scale != "", "carry": n.Carry != nil,
	})
	if len(n.Children) == 0 {
		t.add("has neither children nor an indicator", "", at...)
		return
	}
	t.sum(n, at)
}

// misplaced faults the fields that a node of its sort must not have.
func (t *tree) misplaced(message string, at []any, given map[string]bool) {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if given[name] {
			t.add(message, "", under(at, name)...)
		}
	}
}

// sum checks that the children's weights sum to 1; they are never rescaled. A
// weight that is missing is faulted by itself.
func (t *tree) sum(n *nodeText, at []any) {
	sum := 0.0
	for _, child := range n.Children {
		if child == nil || child.Weight == nil {
			return
		}
		sum += *child.Weight
	}
	if math.Abs(sum-1) <= weightTolerance {
		return
	}
	hint := fmt.Sprintf("%.6g is missing", 1-sum)
	if sum > 1 {
		hint = fmt.Sprintf("%.6g is too much", sum-1)
	}
	// Ten digits hide the rounding of binary fractions and show any slip.
	t.add(fmt.Sprintf("the weights sum to %.10g, not to 1", sum), hint, under(at, "children")...)
}

// leaf checks what an indicator must have and must not.
func (t *tree) leaf(n *nodeText, at []any) {
	t.indicator(n.Indicator, under(at, "indicator"))
	if t.scored.met(n.Indicator) {
		t.add(fmt.Sprintf("%q is scored twice", n.Indicator), "", under(at, "indicator")...)
	}
	t.misplaced("belongs to a group", at, map[string]bool{"aggregate": n.Aggregate != nil, "kind": n.Kind != ""})
	if n.Direction == "" {
		t.add("is missing", "use higher or lower, whichever is better", under(at, "direction")...)
	} else {
		oneOf(t.document, n.Direction, []string{"higher", "lower"}, under(at, "direction")...)
	}
	if n.Scale != "" {
		oneOf(t.document, n.Scale, []composite.Scale{composite.Linear, composite.Log, composite.Log1p}, under(at, "scale")...)
	}
	t.carry(n, at)
	t.goalposts(n, at)
}

// indicator checks that an indicator is in the catalog and has one value a
// country.
func (t *tree) indicator(id string, at []any) {
	i, ok := t.names.find(id)
	switch {
	case !ok:
		t.add(fmt.Sprintf("indicator %q is not in the catalog", id), t.names.hint(id), at...)
	case i.Dyadic:
		t.add(fmt.Sprintf("%q is dyadic and has no one value a country", id), "derive one from it", at...)
	}
}

// carry checks the leaf's own limit, which can only be stricter.
func (t *tree) carry(n *nodeText, at []any) {
	if n.Carry == nil {
		return
	}
	limit := t.text.CarryForward.Limit
	switch c := *n.Carry; {
	case c < 0 || c > longestCarry:
		t.add(fmt.Sprintf("%d is not a number of years from 0 to %d", c, longestCarry), "", under(at, "carry")...)
	case c > limit:
		t.add(fmt.Sprintf("%d is more than the framework's limit, %d", c, limit),
			"a leaf's own limit can only be stricter", under(at, "carry")...)
	}
}

// goalposts checks the ends of the scale. They may be absent only where the
// recipe does not ask for them.
func (t *tree) goalposts(n *nodeText, at []any) {
	at = under(at, "goalposts")
	g := n.Goalposts
	if g == nil {
		if m := t.text.Recipe.Normalise.Method; m == "" || m == composite.NormaliseGoalposts {
			t.add("is missing", "the recipe normalises by goalposts", at...)
		}
		return
	}
	t.need(g.Why, under(at, "why")...)
	if g.Low == nil || g.High == nil {
		t.misplaced("is missing", at, map[string]bool{"low": g.Low == nil, "high": g.High == nil})
		return
	}
	low, high := *g.Low, *g.High
	floor, bounded := map[composite.Scale]float64{composite.Log: 0, composite.Log1p: -1}[n.Scale]
	switch {
	case low > high:
		t.add(fmt.Sprintf("low %v is above high %v", low, high),
			"they are the ends of the unit's own axis; direction says which is better", under(at, "low")...)
	case low == high:
		t.add(fmt.Sprintf("low and high are both %v", low), "", under(at, "high")...)
	case bounded && low <= floor:
		t.add(fmt.Sprintf("a %s scale needs a low above %v, not %v", n.Scale, floor, low), "", under(at, "low")...)
	}
}

// exposure checks what is shown and not scored.
func (t *tree) exposure() {
	seen := firstOf{}
	for i, e := range t.text.Exposure {
		at := []any{"exposure", i}
		if t.need(e.Indicator, under(at, "indicator")...) {
			t.indicator(e.Indicator, under(at, "indicator"))
			if t.scored[e.Indicator] {
				t.add(fmt.Sprintf("%q is scored too", e.Indicator), "exposure is shown and never scored", under(at, "indicator")...)
			}
			if seen.met(e.Indicator) {
				t.add(fmt.Sprintf("%q stands twice", e.Indicator), "", under(at, "indicator")...)
			}
		}
		t.need(e.Why, under(at, "why")...)
		if t.need(e.Pillar, under(at, "pillar")...) && !slices.Contains(t.pillars(), e.Pillar) {
			t.add(fmt.Sprintf("%q is no group of the tree", e.Pillar), meant(e.Pillar, t.pillars()), under(at, "pillar")...)
		}
	}
}

// pillars lists the ids of all groups.
func (t *tree) pillars() []string {
	var ids []string
	t.text.Root.each(func(n *nodeText) {
		if !n.leaf() && n.ID != "" {
			ids = append(ids, n.ID)
		}
	})
	return ids
}
