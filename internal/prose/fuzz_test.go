// SPDX-License-Identifier: Apache-2.0

package prose

import (
	"testing"
	"unicode/utf8"
)

// FuzzTokens checks that tokens lie in order within their sentence.
func FuzzTokens(f *testing.F) {
	for _, text := range []string{"Prices rose by 50 per cent.", "25bn, 4,000-5,000", "the U.S.’s ‘army’", "\u202eabc", "\xff\xfe", "a\x00b", "CO₂"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, n := 0, utf8.RuneCountInString(text)
		for _, token := range Tokens(text, Stems{}) {
			if token.Start < at || token.End <= token.Start || token.End > n {
				t.Fatalf("token %+v after %d of %d", token, at, n)
			}
			at = token.End
		}
	})
}
