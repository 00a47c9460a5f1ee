// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"compress/gzip"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// gzipped packs a text.
func gzipped(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(text))
	must(err)
	must(w.Close())
	return b.Bytes()
}

// TestDamagedRaw: a raw file that is cut short or is not what its name says ends
// a build with the file's name, and the old snapshot stands.
func TestDamagedRaw(t *testing.T) {
	dir := madeUp(t)
	def := filepath.Join(dir, "defs", "sources", "one.yaml")
	text, err := os.ReadFile(def)
	must(err)
	must(os.WriteFile(def, bytes.Replace(text, []byte("one.csv"), []byte("one.csv.gz"), 1), 0o600))
	raw, out := filepath.Join(dir, "one.csv.gz"), filepath.Join(dir, "snap", "shot")
	args := []string{"data", "build", "--definitions", filepath.Join(dir, "defs"), "--from", dir, "--out", out}

	whole := gzipped("iso,year,growth\nAZE,2016,1\n" + strings.Repeat("GEO,2016,\n", 1000))
	must(os.WriteFile(raw, whole, 0o600))
	if status, _, remarks := call(t, args...); status != done {
		t.Fatal(remarks)
	}
	before := folder(t, out)

	for name, test := range map[string]struct {
		bytes []byte
		want  string
	}{
		"cut short":        {whole[:len(whole)/2], "unexpected EOF"},
		"without its end":  {whole[:len(whole)-4], "unexpected EOF"},
		"a bit turned":     {append(bytes.Clone(whole[:len(whole)-8]), 0, 0, 0, 0, 0, 0, 0, 0), "checksum"},
		"not gzip":         {[]byte("iso,year,growth\nAZE,2016,1\n"), "gzip"},
		"empty":            {nil, "one.csv.gz"},
		"empty inside":     {gzipped(""), "one.csv.gz"},
		"only a header":    {gzipped("iso,year,growth\n"), "one.csv.gz: no value in it"},
		"no such column":   {gzipped("iso,year,shrink\nAZE,2016,1\n"), `one.csv.gz: line 1: no column "growth"`},
		"a column twice":   {gzipped("iso,year,growth,growth\nAZE,2016,1,1\n"), "growth"},
		"not a number":     {gzipped("iso,year,growth\nAZE,2016,NaN\n"), "NaN"},
		"no known country": {gzipped("iso,year,growth\nXYZ,2016,1\n"), "XYZ"},
		"a value twice":    {gzipped("iso,year,growth\nAZE,2016,1\nAZE,2016,2\n"), "2 rows"},
	} {
		t.Run(name, func(t *testing.T) {
			must(os.WriteFile(raw, test.bytes, 0o600))
			status, answer, remarks := call(t, args...)
			if status != failed || answer != "" || !strings.Contains(remarks, "qala: build: one: ") || !strings.Contains(remarks, test.want) {
				t.Errorf("status %d, says %q, want %q", status, remarks, test.want)
			}
			if !maps.Equal(before, folder(t, out)) {
				t.Error("the old snapshot changed")
			}
		})
	}
}

// TestImportLeavesNothing: an export that cannot be written whole leaves no part
// of a file, and one into a folder that may not be written is a failure.
func TestImportLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "NMC-60-abridged.csv")
	must(os.WriteFile(file, []byte("stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc,version\n"+
		"AZE,373,2015,3021000,67,0,20000,9650,2200,0.0015,2021\n"), 0o600))
	out := filepath.Join(dir, "out")
	// A folder stands where the second file should go.
	must(os.MkdirAll(filepath.Join(out, "cow-nmc.rejected.csv"), 0o755))
	status, _, remarks := call(t, "data", "import", "cow-nmc", file, "--out", out)
	if status != failed || !strings.Contains(remarks, "cow-nmc.rejected.csv") {
		t.Errorf("status %d, says %q", status, remarks)
	}
	list, err := os.ReadDir(out)
	must(err)
	for _, e := range list {
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("left %s behind", e.Name())
		}
	}
	if os.Geteuid() == 0 {
		return // Root may write everywhere.
	}
	locked := filepath.Join(dir, "locked")
	must(os.Mkdir(locked, 0o500))
	if status, _, remarks := call(t, "data", "import", "cow-nmc", file, "--out", locked); status != failed || !strings.Contains(remarks, "permission denied") {
		t.Errorf("status %d, says %q", status, remarks)
	}
}

// TestRefreshSilence: a server that says nothing is given up after the time
// that the user names.
func TestRefreshSilence(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer server.Close()
	refresh := []string{"data", "refresh", "wdi", "--into", t.TempDir(), "--url", server.URL, "--attempts", "1", "--timeout"}
	status, _, remarks := call(t, append(refresh, "50ms")...)
	if status != failed || !strings.Contains(remarks, "fell silent") {
		t.Errorf("status %d, says %q", status, remarks)
	}
	for _, bad := range []string{"0s", "-1s", "soon"} {
		if status, _, remarks := call(t, append(refresh, bad)...); status != wrongUse || !strings.Contains(remarks, "--timeout") {
			t.Errorf("--timeout %s: status %d, says %q", bad, status, remarks)
		}
	}
}
