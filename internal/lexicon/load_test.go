// SPDX-License-Identifier: Apache-2.0

package lexicon_test

import (
	"os"
	"testing"

	"github.com/qala-observatory/qala/internal/lexicon"
)

// TestEmbedded lints the lexicon that the program carries.
func TestEmbedded(t *testing.T) {
	l, err := lexicon.Load(os.DirFS("../../data/lexicon"))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Lint(lexicon.Known{}); err != nil {
		t.Error(err)
	}
	t.Logf("%d concepts, %d surface forms", len(l.Concepts), l.SurfaceForms())
}
