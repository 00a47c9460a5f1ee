// SPDX-License-Identifier: Apache-2.0

package qala_test

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/qala-observatory/qala/data"
	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/snapshot"
	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/all"
)

// maxSnapshot is how large the snapshot may be: it is in every binary and every
// clone.
const maxSnapshot = 12 << 20

// TestDefinitions lints every definition against the readers and the register.
func TestDefinitions(t *testing.T) {
	register, err := country.Load(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	if err := register.Lint(); err != nil {
		t.Error(err)
	}
	for _, fault := range catalog.Lint(data.FS, catalog.Known{Countries: register, Readers: all.Names()}) {
		t.Error(fault)
	}
}

// TestFrameworksRestOnTheCatalog checks that each indicator of each framework
// has a definition and, down to its sources, observations in the snapshot.
func TestFrameworksRestOnTheCatalog(t *testing.T) {
	c, s := loadData(t)
	for _, f := range c.Frameworks() {
		leaves := 0
		for _, entry := range c.Indicators() {
			for _, use := range c.Uses(entry.ID) {
				if use.Framework != f.Framework.ID {
					continue
				}
				leaves++
				for _, need := range c.Needs(entry.ID) {
					if facts, ok := s.Indicator(need); !ok || facts.Rows == 0 {
						t.Errorf("framework %s uses %s, which needs %s: no observation in the snapshot", use.Framework, entry.ID, need)
					}
				}
			}
		}
		t.Logf("framework %s uses %d indicators", f.Framework.ID, leaves)
		if leaves == 0 {
			t.Errorf("framework %s uses no indicator of the catalog", f.Framework.ID)
		}
	}
}

// loadData reads the definitions and opens the snapshot.
func loadData(t *testing.T) (*catalog.Catalog, *snapshot.Snapshot) {
	t.Helper()
	register, err := country.Load(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	c, err := catalog.Load(data.FS, register)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := fs.Sub(data.FS, "snapshot")
	if err != nil {
		t.Fatal(err)
	}
	s, err := snapshot.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	return c, s
}

// TestManifest checks every file of the snapshot against the manifest by itself,
// and the size of the whole.
func TestManifest(t *testing.T) {
	_, s := loadData(t)
	if err := s.Verify(); err != nil {
		t.Error(err)
	}
	listed, total := map[string]bool{snapshot.ManifestName: true}, 0
	for _, src := range s.Manifest().Sources {
		stored := []snapshot.Stored{src.Data}
		if src.RejectedData != nil {
			stored = append(stored, *src.RejectedData)
		}
		for _, file := range stored {
			listed[file.Name] = true
			text, err := fs.ReadFile(data.FS, path.Join("snapshot", file.Name))
			if err != nil {
				t.Fatal(err)
			}
			if hash := sha256.Sum256(text); hex.EncodeToString(hash[:]) != file.SHA256 {
				t.Errorf("%s is not the file that the manifest names", file.Name)
			}
		}
	}
	files, err := fs.ReadDir(data.FS, "snapshot")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		info, err := file.Info()
		if err != nil {
			t.Fatal(err)
		}
		total += int(info.Size())
		if !listed[file.Name()] {
			t.Errorf("%s is not in the manifest", file.Name())
		}
	}
	t.Logf("%d files, %.1f MB", len(files), float64(total)/(1<<20))
	if total > maxSnapshot {
		t.Errorf("the snapshot has %d bytes, at most %d", total, maxSnapshot)
	}
}

// TestTerms checks that nothing is passed on whose terms forbid it, and that
// what is says whose it is.
func TestTerms(t *testing.T) {
	c, s := loadData(t)
	for _, src := range s.Manifest().Sources {
		def, ok := c.Source(src.ID)
		if !ok || def.Terms == source.ImporterOnly {
			t.Errorf("%s is in the snapshot and may not be", src.ID)
		}
		for _, o := range src.Origins {
			if o.Licence == "" || o.Citation == "" || o.Producer == "" || o.URL == "" || o.Published.IsZero() {
				t.Errorf("%s %s lacks licence, citation, producer, address or date: %+v", src.ID, o.Release, o)
			}
		}
		for _, f := range src.Files {
			if len(f.SHA256) != sha256.Size*2 {
				t.Errorf("%s: raw file %s has no hash", src.ID, f.Path)
			}
		}
	}
}

// TestTablesHaveOrigins checks that each number of the curated tables says where
// it is from: in a column of its row, or in a licence file beside the table.
func TestTablesHaveOrigins(t *testing.T) {
	tables, err := fs.Glob(data.FS, "*.csv")
	if err != nil || len(tables) == 0 {
		t.Fatal(err, tables)
	}
	for _, name := range tables {
		f, err := data.FS.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		records, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		column := slices.IndexFunc(records[0], func(c string) bool { return c == "source" || c == "origin" })
		if column < 0 {
			licenceFile(t, name)
			continue
		}
		for i, record := range records[1:] {
			if record[column] == "" && hasNumber(record) {
				t.Errorf("%s:%d: a number without a source", name, i+2)
			}
		}
	}
}

// hasNumber tells whether a record holds a number.
func hasNumber(record []string) bool {
	return slices.ContainsFunc(record, func(cell string) bool {
		_, err := strconv.ParseFloat(cell, 64)
		return err == nil
	})
}

// licenceFile checks that a table without a column of sources has a file beside
// it that names them.
func licenceFile(t *testing.T, table string) {
	t.Helper()
	name := "data/" + strings.TrimSuffix(table, ".csv") + ".LICENCE.md"
	text := readText(t, name)
	for _, word := range []string{"source", "terms"} {
		if !strings.Contains(text, word) {
			t.Errorf("%s has no column of sources, and %s does not speak of %s", table, name, word)
		}
	}
}

// TestManifestIsPlainJSON checks that other programs can read the manifest's
// contract: hash, sources, releases, files.
func TestManifestIsPlainJSON(t *testing.T) {
	text, err := fs.ReadFile(data.FS, "snapshot/"+snapshot.ManifestName)
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Hash    string `json:"hash"`
		Sources []struct {
			ID      string `json:"id"`
			Origins []struct {
				Release string `json:"release"`
				Licence string `json:"licence"`
			} `json:"origins"`
			Files []struct {
				SHA256 string `json:"sha256"`
			} `json:"files"`
		} `json:"sources"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	if manifest.Hash == "" || len(manifest.Sources) == 0 {
		t.Fatalf("manifest has hash %q and %d sources", manifest.Hash, len(manifest.Sources))
	}
	for _, s := range manifest.Sources {
		if s.ID == "" || len(s.Origins) == 0 || s.Origins[0].Licence == "" || len(s.Files) == 0 || s.Files[0].SHA256 == "" {
			t.Errorf("source %+v is not described", s)
		}
	}
}
