// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
)

// frameworkFaults change one text of the good framework and say what is wrong then,
// wholly where it ends with a line end, else how it begins.
var frameworkFaults = []struct {
	name, old, with, want string
}{
	{
		"unknown field", "pillar: society", "piller: society",
		"45:5: exposure[0].pillar: is missing\n" +
			"46:5: exposure[0].piller: the field is unknown (did you mean pillar?)\n",
	},
	{
		"weights off by a little", "weight: 0.7", "weight: 0.7000001",
		"20:7: root.children[0].children: the weights sum to 1.0000001, not to 1 (1e-07 is too much)\n",
	},
	{
		"no reason for a weight", "          why: Steady is good.\n", "",
		"26:11: root.children[0].children[1].why: is missing\n",
	},
	{
		"no reason for goalposts", ", why: As far as it goes.", "",
		"29:11: root.children[0].children[1].goalposts.why: is missing\n",
	},
	{
		"no goalposts", "          goalposts: {low: 0, high: 8, why: As far as it goes.}\n", "",
		"26:11: root.children[0].children[1].goalposts: is missing (the recipe normalises by goalposts)\n",
	},
	{
		"goalposts inverted", "low: -5, high: 10", "low: 10, high: -5",
		"24:28: root.children[0].children[0].goalposts.low: low 10 is above high -5 " +
			"(they are the ends of the unit's own axis; direction says which is better)\n",
	},
	{
		"goalpost not finite", "high: 10", "high: .inf",
		"24:38: root.children[0].children[0].goalposts.high: wants a finite number\n",
	},
	{
		"log of nothing", "low: 1, high: 80", "low: 0, high: 80",
		"41:28: root.children[1].children[0].goalposts.low: a log scale needs a low above 0, not 0\n",
	},
	{
		"no direction", "          direction: lower\n", "",
		"26:11: root.children[0].children[1].direction: is missing (use higher or lower, whichever is better)\n",
	},
	{
		"direction as a number", "direction: lower", "direction: -1",
		"28:22: root.children[0].children[1].direction: \"-1\" is unknown (use higher or lower)\n",
	},
	{
		"unknown indicator", "indicator: alpha.trust", "indicator: alpha.thrust",
		"37:22: root.children[1].children[0].indicator: indicator \"alpha.thrust\" is not in the catalog (did you mean alpha.trust?)\n",
	},
	{
		"series without its source", "indicator: alpha.trust", "indicator: trust",
		"37:22: root.children[1].children[0].indicator: indicator \"trust\" is not in the catalog (did you mean alpha.trust?)\n",
	},
	{
		"dyadic indicator", "indicator: alpha.trust", "indicator: alpha.groups",
		"37:22: root.children[1].children[0].indicator: \"alpha.groups\" is dyadic and has no one value a country (derive one from it)\n",
	},
	{
		"carry looser than the limit", "carry: 0", "carry: 4",
		"30:18: root.children[0].children[1].carry: 4 is more than the framework's limit, 3 (a leaf's own limit can only be stricter)\n",
	},
	{
		"exposure is scored", "indicator: qala.largest_group", "indicator: alpha.trust",
		"45:16: exposure[0].indicator: \"alpha.trust\" is scored too (exposure is shown and never scored)\n",
	},
	{
		"exposure beside no pillar", "pillar: society", "pillar: sociaty",
		"46:13: exposure[0].pillar: \"sociaty\" is no group of the tree (did you mean society?)\n",
	},
	{
		"id twice", "id: society", "id: economy",
		"32:11: root.children[1].id: id \"economy\" is used already at root.children[0]\n" +
			"46:13: exposure[0].pillar: \"society\" is no group of the tree\n",
	},
	{
		"default year outside", "default: 2022", "default: 2025",
		"5:43: years.default: 2025 is not among the years 1996 to 2024\n",
	},
	{
		"year out of this world", "first: 1996", "first: 19960",
		"5:16: years.first: 19960 is not a year from 1800 to 2100\n" +
			"5:29: years.last: 2024 is before the first year, 19960\n",
	},
	{
		"coverage in per cent", "share: 0.65", "share: 65",
		"7:23: min_coverage.share: 65 is not a share above 0 and up to 1 (write 65 % as 0.65)\n",
	},
	{
		"method that the engine lacks", "impute: none", "impute: guess",
		"8:18: recipe.impute.method: method \"guess\" is unknown",
	},
	{
		"way of combining that the engine lacks", "method: geometric,", "method: geometrical,",
		"12:23: root.aggregate.method: method \"geometrical\" is unknown",
	},
	{
		"alias", "pillar: society", "pillar: *society",
		"46:13: aliases are not allowed (write it out, or quote the text if it begins with *)\n",
	},
	{
		"anchor", "id: society", "id: &society society",
		"32:11: anchors are not allowed (quote the text if it begins with &)\n",
	},
	{
		"tag", "id: society", "id: !!str society",
		"32:11: tags are not allowed (quote the text if it begins with !)\n",
	},
	{
		"merge key", "exposure:", "<<: {id: x}\nexposure:",
		"44:1: merge keys are not allowed (write the fields out)\n",
	},
	{
		"duplicate key", "carry: 0", "direction: lower",
		"30:11: root.children[0].children[1].direction: the key stands twice, first on line 28\n",
	},
	{
		"second document", "exposure:", "---\nexposure:",
		"44:1: a second document begins (write one document a file)\n",
	},
	{
		"tab for indentation", "  id: overall", "\tid: overall", "10:1: is not YAML: ",
	},
	{
		"a number that is too large", "high: 80", "high: 1e999",
		"41:37: root.children[1].children[0].goalposts.high: the number is too large\n",
	},
	{
		"a whole number that is too large", "limit: 3", "limit: 99999999999",
		"6:24: carry_forward.limit: the number is too large\n",
	},
	{
		"text for a mapping", "root:\n", "root: 1\nx:\n",
		"9:7: root: wants a mapping of fields to values, not the number 1\n" +
			"10:1: x: the field is unknown",
	},
	{
		"leaf with children", "          carry: 0\n", "          children: [{id: x}]\n",
		"30:11: root.children[0].children[1].children: has both an indicator and children (a node is one or the other)",
	},
	{
		"group that points", "kind: soft", "direction: higher",
		"16:18: root.children[0].direction: belongs to an indicator\n",
	},
}

func TestFrameworkFaults(t *testing.T) {
	c := goodCatalog(t)
	text := good(t, "frameworks/small.yaml")
	for _, tc := range frameworkFaults {
		t.Run(tc.name, func(t *testing.T) {
			f, faults := c.ParseFramework("my.yaml", []byte(edit(t, text, tc.old, tc.with)))
			got := faultLines(faults)
			if f != nil || !strings.HasPrefix(got, tc.want) || strings.HasSuffix(tc.want, "\n") && got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestFrameworkConverts(t *testing.T) {
	f, ok := goodCatalog(t).Framework("small")
	if !ok {
		t.Fatal("the framework is not there")
	}
	leaves := f.Framework.Leaves()
	zero := 0
	want := &composite.Node{
		ID: "qala.growth_far", Name: "Distance of growth from two", Indicator: "qala.growth_far", Weight: 0.3,
		Direction: obs.LowerIsBetter, Carry: &zero, Why: "Steady is good.",
		Goalposts: &composite.Goalposts{Low: 0, High: 8, Why: "As far as it goes."},
	}
	if diff := cmp.Diff(want, leaves[1]); diff != "" {
		t.Errorf("leaf (-want +got):\n%s", diff)
	}
	if leaves[2].Name != "Trust in others" || leaves[2].Scale != composite.Log {
		t.Errorf("leaf %+v", leaves[2])
	}
	if *f.Recipe.Carry != 3 || f.Recipe.Weight.Method != composite.WeightOwn || f.Framework.MinCoverage != 0.65 {
		t.Errorf("recipe %+v", f.Recipe)
	}
	if f.Years != (Years{First: 1996, Last: 2024, Default: 2022}) || f.RecipeWhy == "" {
		t.Errorf("facts %+v", f)
	}
}

// A framework of any shape whose weights are binary fractions of 1 has no
// fault, and losing any part of any weight is a fault at that node.
func TestWeightsProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(1, 7), 1, 6).Draw(t, "sizes")
		text := generatedFramework(sizes, -1)
		f, faults := ParseFramework("g.yaml", []byte(text), nil)
		if len(faults) > 0 {
			t.Fatalf("%v\n%s", Faults(faults), text)
		}
		for _, n := range f.Framework.Nodes() {
			sum := 0.0
			for _, child := range n.Children {
				sum += child.Weight
			}
			if !n.Leaf() && math.Abs(sum-1) > 1e-9 {
				t.Fatalf("%s: children weigh %v", n.ID, sum)
			}
		}
		spoilt := rapid.IntRange(0, len(sizes)-1).Draw(t, "spoilt")
		_, faults = ParseFramework("g.yaml", []byte(generatedFramework(sizes, spoilt)), nil)
		if want := fmt.Sprintf("root.children[%d].children", spoilt); len(faults) != 1 || faults[0].Field != want {
			t.Fatalf("want one fault at %s, have %v", want, Faults(faults))
		}
	})
}

// generatedFramework writes a framework with groups of the sizes; the weights of
// one group may be spoilt.
func generatedFramework(sizes []int, spoilt int) string {
	var b strings.Builder
	b.WriteString("id: g\nname: G\nversion: \"1\"\nyears: {first: 2000, last: 2020, default: 2010}\n" +
		"carry_forward: {limit: 0, why: W}\nmin_coverage: {share: 0.5, why: W}\nrecipe: {why: W}\n" +
		"root:\n  id: root\n  name: Root\n  children:\n")
	for i, n := range sizes {
		fmt.Fprintf(&b, "    - id: p%d\n      name: P\n      weight: %v\n      why: W\n      children:\n", i, 1/float64(len(sizes)))
		for j := range n {
			w := 1 / float64(n)
			if i == spoilt {
				w *= 0.999
			}
			fmt.Fprintf(&b, "        - {indicator: s.i%d_%d, weight: %v, why: W, direction: higher, goalposts: {low: 0, high: 1, why: W}}\n", i, j, w)
		}
	}
	return b.String()
}
