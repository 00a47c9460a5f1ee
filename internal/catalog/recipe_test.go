// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/composite"
)

func TestParseRecipe(t *testing.T) {
	r, faults := ParseRecipe("recipe.yaml", []byte("why: test\nnormalise: goalposts\nweight: framework\naggregate: {method: geometric}\n"))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if r.Normalise.Method != composite.NormaliseGoalposts || r.Weight.Method != composite.WeightOwn {
		t.Errorf("recipe %+v", r)
	}
	for _, c := range []struct{ name, text, want string }{
		{"unknown field", "colour: red\n", "recipe.yaml:1:1: colour"},
		{"unknown method", "impute: guess\n", `method "guess" is unknown`},
		{"empty", "", "is empty"},
		{"alias", "impute: &a none\ntreat: *a\n", "recipe.yaml:1:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, faults := ParseRecipe("recipe.yaml", []byte(c.text))
			if got := Faults(faults).Error(); len(faults) == 0 || !strings.Contains(got, c.want) {
				t.Errorf("faults %q lack %q", got, c.want)
			}
		})
	}
}
