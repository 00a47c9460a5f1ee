// SPDX-License-Identifier: Apache-2.0

package affiliation_test

import (
	"os"
	"testing"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
)

// BenchmarkLoad reads the repository's tables, as every command that asks who
// belongs together does once.
func BenchmarkLoad(b *testing.B) {
	tree := os.DirFS("../../data")
	reg, err := country.Load(tree)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := affiliation.Load(tree, reg); err != nil {
			b.Fatal(err)
		}
	}
}
