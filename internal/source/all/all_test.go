// SPDX-License-Identifier: Apache-2.0

package all

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/source"
)

// TestEverySourceHasAReader holds the definitions and the list to each other: no
// definition names a reader that is not there, no reader is without a source.
func TestEverySourceHasAReader(t *testing.T) {
	tree := os.DirFS("../../../data")
	reg, err := country.Load(tree)
	if err != nil {
		t.Fatal(err)
	}
	defs, err := catalog.LoadSources(tree, reg)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, def := range defs.Sources() {
		used[def.Reader] = true
		if !slices.Contains(Names(), def.Reader) {
			t.Errorf("%s: reader %q is not in the list", def.ID, def.Reader)
		}
		// Building a reader checks its layout; no file is read.
		if err := ReadAll(def, reg, nil, nil); err != nil && bundles[def.Reader] == nil {
			t.Errorf("%s: %v", def.ID, err)
		}
	}
	for _, name := range Names() {
		if !used[name] {
			t.Errorf("reader %q has no source", name)
		}
	}
}

func TestUnknownReader(t *testing.T) {
	err := ReadAll(&source.Definition{ID: "x", Reader: "oracle"}, nil, nil, nil)
	if err == nil || !strings.Contains(err.Error(), `x: reader "oracle" is unknown; there are [acd`) {
		t.Errorf("error %v", err)
	}
}
