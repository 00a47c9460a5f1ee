// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"slices"
	"testing"
	"testing/fstest"
)

// linkDerived lints a file of derived indicators beside the good folder's others.
func linkDerived(t testing.TB, text string) []Fault {
	t.Helper()
	return Lint(fstest.MapFS{
		"sources/alpha.yaml": {Data: []byte(good(t, "sources/alpha.yaml"))},
		"derived/means.yaml": {Data: []byte(text)},
	}, Known{})
}

func TestDerivedFaults(t *testing.T) {
	cases := []struct{ name, old, with, want string }{
		{"no fault", "op: mean", "op: mean", ""},
		{"unknown op", "op: mean", "op: mena", "6:7: [0].op: \"mena\" is unknown (did you mean mean?)\n"},
		{"no window", "  window: 5\n", "", "6:7: [0].op: op mean needs window\n"},
		{"more needed than there are", "min: 4", "min: 6", "9:8: [0].min: min 6 is more than window 5\n"},
		{"negative window", "window: 5", "window: -5", "8:11: [0].window: window, min and slack must not be negative\n"},
		{"window without end", "window: 5", "window: 500", "8:11: [0].window: 500 years is more than 100\n"},
		{"too many inputs", "[alpha.growth]", "[alpha.growth, alpha.trust]", "7:3: [0].of: op mean takes 1 inputs, not 2\n"},
		{"no unit", "  unit: percentage points\n", "", "11:3: [1].unit: is missing\n"},
		{"no reason", "  why: One year says little.\n", "", "1:3: [0].why: is missing\n"},
		{"input that is not there", "[alpha.growth]", "[alpha.grwoth]", "7:8: [0].of[0]: indicator \"alpha.grwoth\" is not in the catalog (did you mean alpha.growth?)\n"},
		{"dyads for a series", "[alpha.growth]", "[alpha.groups]", "7:8: [0].of[0]: \"alpha.groups\" is dyadic; the op takes one value a country here\n"},
		{"series for dyads", "[alpha.groups]", "[alpha.trust]", "26:8: [2].of[0]: \"alpha.trust\" has no counterparts; the op takes a dyadic indicator here\n"},
		{"rests on itself", "[alpha.growth]", "[qala.growth_mean5]", "7:3: [0].of: rests on itself: qala.growth_mean5 <- qala.growth_mean5\n"},
		{"circle of two", "[alpha.growth]", "[qala.growth_far]", "7:3: [0].of: rests on itself: qala.growth_mean5 <- qala.growth_far <- qala.growth_mean5\n"},
		{"id of a source", "id: qala.largest_group", "id: alpha.largest", "20:7: [2].id: \"alpha\" is the id of a source (give derived indicators another word)\n"},
		{"id twice", "id: qala.largest_group", "id: qala.growth_far", "20:7: [2].id: derived indicator \"qala.growth_far\" stands twice\n"},
		{"id of another form", "id: qala.largest_group", "id: largest group", "20:7: [2].id: \"largest group\" is not an id (write qala.name)\n"},
		{"source's field", "op: top", "column: top", "20:3: [2].op: is missing\n25:3: [2].column: the field is unknown"},
	}
	text := good(t, "derived/means.yaml")
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			got := faultLines(linkDerived(t, edit(t, text, tc.old, tc.with)))
			if got != tc.want && (len(tc.want) == 0 || tc.want[len(tc.want)-1] == '\n' || got[:min(len(got), len(tc.want))] != tc.want) {
				t.Errorf("got  %swant %s", got, tc.want)
			}
		})
	}
}

func TestDerivationsComeAfterTheirInputs(t *testing.T) {
	c := goodCatalog(t)
	var ids []string
	for _, d := range c.Derivations() {
		for _, input := range d.Of {
			if _, derived := c.Derived(input); derived && !slices.Contains(ids, input) {
				t.Errorf("%s comes before its input %s", d.ID, input)
			}
		}
		ids = append(ids, d.ID)
	}
	if len(ids) != 3 {
		t.Errorf("%d derivations", len(ids))
	}
}
