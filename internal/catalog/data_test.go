// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"io/fs"
	"os"
	"testing"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// dataDir is the data folder of the repository.
const dataDir = "../../data"

// register reads the real country register.
func register(t testing.TB) *country.Register {
	t.Helper()
	reg, err := country.Load(os.DirFS(dataDir))
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

// TestDataIsClean lints whatever definitions the data folder holds.
func TestDataIsClean(t *testing.T) {
	data := os.DirFS(dataDir)
	for _, f := range Lint(data, Known{Countries: register(t)}) {
		t.Error(f)
	}
	c, err := Load(data, register(t))
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(data, "sources/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(c.Sources()) || len(files) == 0 {
		t.Errorf("%d files give %d sources", len(files), len(c.Sources()))
	}
}

// BenchmarkLoad reads the real definitions, which a program does at its start.
func BenchmarkLoad(b *testing.B) {
	data, reg := os.DirFS(dataDir), register(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(data, reg); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoadFramework is Load without the sources' definitions.
func BenchmarkLoadFramework(b *testing.B) {
	data := os.DirFS(dataDir)
	c, err := Load(data, register(b))
	if err != nil {
		b.Fatal(err)
	}
	if len(c.Frameworks()) == 0 {
		b.Skip("no framework yet")
	}
	published := func(id string) (obs.Indicator, bool) {
		e, ok := c.Indicator(id)
		if !ok || e.Derivation != nil {
			return obs.Indicator{}, false
		}
		return e.Indicator, true
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := LoadFramework(data, c.Frameworks()[0].Framework.ID, published); err != nil {
			b.Fatal(err)
		}
	}
}
