// SPDX-License-Identifier: Apache-2.0

package table_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/table"
)

// root is the folder of go.mod, seen from this package.
const root = "../../.."

// raw is the folder of raw data; tests that need it are skipped without it.
func raw(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(root, "..", "shared", "data")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("reference data not present")
	}
	return dir
}

// register is the real register of countries.
func register(t testing.TB) *country.Register {
	t.Helper()
	reg, err := country.Load(os.DirFS(filepath.Join(root, "data")))
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

// definition is the real definition of a source.
func definition(t testing.TB, id string) *source.Definition {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "data", "sources", id+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var def source.Definition
	if err := yaml.UnmarshalWithOptions(text, &def, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	return &def
}

// basket keeps what a reader finds.
type basket struct {
	seen          []obs.Observation
	rejected      []obs.Rejected
	read, skipped int
	index         map[string][]int
}

func (b *basket) Observe(o obs.Observation) error { b.seen = append(b.seen, o); return nil }
func (b *basket) Reject(r obs.Rejected) error     { b.rejected = append(b.rejected, r); return nil }
func (b *basket) Count(read, skipped int)         { b.read += read; b.skipped += skipped }

// bytesOf is a file at hand.
func bytesOf(path, release string, data []byte) source.File {
	return source.File{Path: path, Release: release, Data: bytes.NewReader(data), Size: int64(len(data))}
}

// readSource reads every file of every release.
func readSource(t testing.TB, id string) *basket {
	t.Helper()
	dir, def := raw(t), definition(t, id)
	reader, err := table.New(def, register(t))
	if err != nil {
		t.Fatal(err)
	}
	var b basket
	for _, release := range def.Releases {
		for _, spec := range release.Files {
			data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(spec.Path)))
			if err != nil {
				t.Fatal(err)
			}
			if err := reader.Read(bytesOf(spec.Path, release.ID, data), &b); err != nil {
				t.Fatal(err)
			}
		}
	}
	return &b
}

// zipOf writes members, given as name and text in turn.
func zipOf(t testing.TB, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		f, err := w.Create(members[i])
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(f, members[i+1])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
