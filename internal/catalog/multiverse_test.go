// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/composite"
)

var tableCodes = Codes{Nodes: []string{"Goods", "Trade", "Index"}, Groups: []string{"Region", "Income"}}

const goodMultiverse = `
why: a test
recipe:
  normalise: minmax
  impute: {method: group_mean, group: Region}
  weight: framework
factors:
  - id: Weights
    why: they are a judgement
    weight_sets: sets.csv
  - id: Aggregation
    levels:
      - id: mean
      - {id: product, aggregate: geometric}
  - id: Noise
    levels:
      - {id: out, leave_out: indicator, share: 2}
`

func TestParseMultiverse(t *testing.T) {
	m, faults := ParseMultiverse("m.yaml", []byte(goodMultiverse), tableCodes)
	if len(faults) > 0 {
		t.Fatal(Faults(faults))
	}
	want := &Multiverse{
		Recipe: composite.Recipe{
			Normalise: composite.Normalisation{Method: composite.NormaliseMinMax},
			Impute:    composite.Imputation{Method: composite.ImputeGroupMean, Group: "Region"},
			Weight:    composite.Weighting{Method: composite.WeightOwn},
		},
		Factors: []composite.Factor{
			{ID: "Weights", Why: "they are a judgement"},
			{ID: "Aggregation", Levels: []composite.Level{
				{ID: "mean"},
				{ID: "product", Aggregate: &composite.Aggregations{Aggregation: composite.Aggregation{Method: composite.Geometric}}},
			}},
			{ID: "Noise", Levels: []composite.Level{{ID: "out", LeaveOut: composite.LeaveOutIndicator, Share: 2}}},
		},
		Sets: map[string]string{"Weights": "sets.csv"},
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Error(diff)
	}
}

func TestParseMultiverseFaults(t *testing.T) {
	factor := func(level string) string {
		return "factors:\n  - id: A\n    levels:\n      - {id: a, " + level + "}\n"
	}
	for _, c := range []struct{ name, text, want string }{
		{"no factors", "why: none\n", "m.yaml:1:1: factors: lists no factors"},
		{"unknown field", factor("colour: red"), `m.yaml:4:17: factors[0].levels[0].colour: the field is unknown`},
		{"unknown method", factor("aggregate: best"), `m.yaml:4:28: factors[0].levels[0].aggregate.method: method "best" is unknown; use arithmetic`},
		{"unknown column", factor("impute: {method: group_mean, group: Regon}"), `"Regon" is no column of type Group (did you mean Region?)`},
		{"unknown code", factor("weight: {nodes: {Gods: 1}}"), `m.yaml:4:40: factors[0].levels[0].weight.nodes.Gods: "Gods" is no code of iMeta (did you mean Goods?)`},
		{"not for a table", factor("data_error: independent"), "does not apply to a table (a table states no errors of its values)"},
		{"no source", factor("leave_out: source"), "a table names no sources; leave out an indicator"},
		{"levels twice", "factors:\n  - {id: A, levels: [{id: a}], weight_sets: x.csv}\n", "m.yaml:2:45: factors[0].weight_sets: stands beside levels"},
		{"no levels", "factors:\n  - {id: A}\n", "a factor has at least one level"},
		{"factor twice", "factors:\n  - {id: A, levels: [{id: a}]}\n  - {id: A, levels: [{id: a}]}\n", `m.yaml:3:10: factors[1].id: factor "A" stands twice`},
		{"level twice", "factors:\n  - id: A\n    levels:\n      - {id: a}\n      - {id: a}\n", `m.yaml:5:14: factors[0].levels[1].id: level "a" stands twice`},
		{"both weigh", "factors:\n  - {id: A, weight_sets: x.csv}\n  - {id: B, levels: [{id: b, weight: equal}]}\n", `factor "A" varies it already`},
		{"recipe", "recipe: {normalise: best}\n" + factor("treat: none"), `m.yaml:1:21: recipe.normalise.method: method "best" is unknown`},
		{"recipe group", "recipe: {impute: {method: group_mean, group: Nowhere}}\n" + factor("treat: none"), `"Nowhere" is no column of type Group (use Region or Income)`},
		{"negative seed", "recipe: {weight: {noise: 0.1, seed: -1}}\n" + factor("treat: none"), "the number is negative"},
		{"alias", "factors: &a []\nrecipe: *a\n", "anchors are not allowed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, faults := ParseMultiverse("m.yaml", []byte(c.text), tableCodes)
			if got := Faults(faults).Error(); m != nil || !strings.Contains(got, c.want) {
				t.Errorf("faults:\n%s\nlack %q", got, c.want)
			}
		})
	}
}

func TestParseMultiverseReadsASeed(t *testing.T) {
	m, faults := ParseMultiverse("m.yaml", []byte("recipe: {weight: {noise: 0.25, seed: 7}}\nfactors: [{id: A, levels: [{id: a}]}]\n"), tableCodes)
	if len(faults) > 0 || m.Recipe.Weight.Seed != 7 {
		t.Errorf("%+v, %v", m, faults)
	}
}

func FuzzMultiverse(f *testing.F) {
	seeds(f, "frameworks")
	f.Add(goodMultiverse)
	f.Fuzz(func(t *testing.T, text string) {
		m, faults := ParseMultiverse("f.yaml", []byte(text), tableCodes)
		sound(t, text, faults)
		if (m == nil) != (len(faults) > 0) {
			t.Errorf("result %v with %d faults", m != nil, len(faults))
		}
		if m != nil {
			if left := m.Recipe.Validate(); len(left) > 0 {
				t.Errorf("the engine refuses what was accepted: %v", left)
			}
		}
	})
}

// TestMultiversePage checks that the page on the format has a heading for each field
// of its own, and that its example is understood.
func TestMultiversePage(t *testing.T) {
	text, err := os.ReadFile("../../doc/format-multiverse.md")
	if err != nil {
		t.Fatal(err)
	}
	var headings, want []string
	for _, m := range regexp.MustCompile("(?m)^### `([^`]+)`\n\n(.*)$").FindAllStringSubmatch(string(text), -1) {
		headings = append(headings, m[1])
		if !strings.Contains(m[2], "required") && !strings.Contains(m[2], "optional") {
			t.Errorf("%s does not say whether it is required", m[1])
		}
	}
	d := decoder{fields: map[reflect.Type][]field{}}
	for _, f := range d.fieldsOf(reflect.TypeFor[multiverseText]()) {
		want = append(want, f.name)
	}
	for _, f := range d.fieldsOf(reflect.TypeFor[variedText]()) {
		want = append(want, "factor."+f.name)
	}
	slices.Sort(headings)
	slices.Sort(want)
	if diff := cmp.Diff(want, headings); diff != "" {
		t.Errorf("-fields +headings:\n%s", diff)
	}
	_, example, _ := strings.Cut(string(text), "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	if _, faults := ParseMultiverse("format-multiverse.md", []byte(example), tableCodes); len(faults) > 0 {
		t.Error(Faults(faults))
	}
}
