// SPDX-License-Identifier: Apache-2.0

package own

import "testing"

// TestInverse checks which descriptions say that a scale runs the other way.
func TestInverse(t *testing.T) {
	for text, want := range map[string]bool{
		"It ranges from 0 (freedom) to 100 (no freedom).":             true,
		"Lower values indicate that cigarettes are more affordable.":  true,
		"Higher scores mean less of it.":                              true,
		"Higher scores indicate more liberties.":                      false,
		"The index ranges from 0 to 1 (highly clientelistic).":        false,
		"Lower values are in blue. Higher values mean better health.": false,
		"": false,
	} {
		if got := inverse(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}
