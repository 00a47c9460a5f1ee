// SPDX-License-Identifier: Apache-2.0

package lexicon_test

import (
	"testing"
	"testing/fstest"

	"github.com/qala-observatory/qala/internal/lexicon"
)

// FuzzLoad checks that no bytes bring the reader down, and that what it takes can
// be linted.
func FuzzLoad(f *testing.F) {
	for _, text := range []string{
		"field: economy\nconcepts:\n- id: x\n  names: [a b, '{number} c']\n",
		"field: economy\nconcepts:\n- id: x\n  nams: [a]\n",
		"concepts: 3\n", "- 1\n", "field: [", "field: economy\nconcepts:\n- null\n- {id: {a: b}}\n", "\x00", "a: &b\n", "", "concepts:\n- names: !0 00",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, name := range []string{"a.yaml", "comparators.yaml", "units.yaml", "places.yaml", "words.yaml"} {
			l, err := lexicon.Load(fstest.MapFS{name: &fstest.MapFile{Data: []byte(text)}})
			if l == nil && err == nil {
				t.Fatal("neither a lexicon nor an error")
			}
			if l != nil {
				_ = l.Lint(lexicon.Known{})
			}
		}
	})
}
