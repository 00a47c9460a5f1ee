// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares bytes with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got; -update rewrites):\n%s", name, diff)
	}
}

// good is a file of the folder without faults.
func good(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "good", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// goodCatalog loads the folder without faults.
func goodCatalog(t testing.TB) *Catalog {
	t.Helper()
	c, err := Load(os.DirFS("testdata/good"), register(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// faultLines writes faults without their file, one a line.
func faultLines(faults []Fault) string {
	var b strings.Builder
	for _, f := range faults {
		b.WriteString(strings.TrimPrefix(f.String(), f.File+":") + "\n")
	}
	return b.String()
}

// edit replaces the only occurrence of a text.
func edit(t testing.TB, text, old, with string) string {
	t.Helper()
	if n := strings.Count(text, old); n != 1 {
		t.Fatalf("%q stands %d times", old, n)
	}
	return strings.Replace(text, old, with, 1)
}

func TestLintGolden(t *testing.T) {
	faults := Lint(os.DirFS("testdata/bad"), Known{Countries: register(t), Readers: []string{"table", "factbook"}})
	var b strings.Builder
	for _, f := range faults {
		b.WriteString(f.String() + "\n")
	}
	golden(t, "lint.golden", []byte(b.String()))
}

func TestPagesGolden(t *testing.T) {
	c := goodCatalog(t)
	golden(t, "sources.golden.md", c.SourcesPage())
	golden(t, "indicators.golden.md", c.IndicatorsPage())
}
