// SPDX-License-Identifier: Apache-2.0

package qala_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// rawFolder is where the raw public files stand, beside the repository.
const rawFolder = "../shared/data"

// rawFiles reads raw files a second time, with nothing of the importers, so
// that the two readings can be compared.
type rawFiles struct {
	tables map[string]*rawTable
	pages  map[string]map[string][]byte
}

// rawTable is a table with a header, and where its lines start.
type rawTable struct {
	text   []byte
	starts []int
	header map[string]int
}

// needRaw skips a test where the raw files are not at hand.
func needRaw(t *testing.T) *rawFiles {
	t.Helper()
	if _, err := os.Stat(rawFolder); err != nil {
		t.Skip("reference data not present")
	}
	return &rawFiles{tables: map[string]*rawTable{}, pages: map[string]map[string][]byte{}}
}

// unpack reads a file and undoes its compression.
func unpack(name string) ([]byte, error) {
	f, err := os.Open(filepath.Join(rawFolder, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	switch filepath.Ext(name) {
	case ".gz":
		z, err := gzip.NewReader(f)
		if err != nil {
			return nil, err
		}
		return io.ReadAll(z)
	case ".zst":
		z, err := zstd.NewReader(f)
		if err != nil {
			return nil, err
		}
		defer z.Close()
		return io.ReadAll(z)
	}
	return io.ReadAll(f)
}

// table opens a table once.
func (r *rawFiles) table(t *testing.T, name string) *rawTable {
	t.Helper()
	if r.tables[name] != nil {
		return r.tables[name]
	}
	text, err := unpack(name)
	if err != nil {
		t.Fatal(err)
	}
	b := &rawTable{text: bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), starts: []int{0}, header: map[string]int{}}
	for i, c := range b.text {
		if c == '\n' {
			b.starts = append(b.starts, i+1)
		}
	}
	for i, column := range b.line(t, 1) {
		b.header[column] = i
	}
	r.tables[name] = b
	return b
}

// line is the record that starts on a line, counted from 1.
func (b *rawTable) line(t *testing.T, n int) []string {
	t.Helper()
	if n < 1 || n > len(b.starts) {
		t.Fatalf("line %d of a file of %d lines", n, len(b.starts))
	}
	record, err := csv.NewReader(bytes.NewReader(b.text[b.starts[n-1]:])).Read()
	if err != nil {
		t.Fatalf("line %d: %v", n, err)
	}
	return record
}

// each visits all records after the header with their lines.
func (b *rawTable) each(t *testing.T, visit func(line int, cell func(string) string)) {
	t.Helper()
	in := csv.NewReader(bytes.NewReader(b.text))
	in.ReuseRecord, in.FieldsPerRecord = true, -1
	for {
		record, err := in.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		line, _ := in.FieldPos(0)
		if line == 1 {
			continue
		}
		visit(line, func(column string) string {
			i, ok := b.header[column]
			if !ok {
				t.Fatalf("no column %q", column)
			}
			if i >= len(record) {
				return ""
			}
			return record[i]
		})
	}
}

// page is the text at a place such as "africa/et.json#/Economy/Exports" of a
// packed archive of JSON files.
func (r *rawFiles) page(name, place string) (string, error) {
	if r.pages[name] == nil {
		members, err := unpackTar(name)
		if err != nil {
			return "", err
		}
		r.pages[name] = members
	}
	member, pointer, _ := strings.Cut(place, "#/")
	page, ok := r.pages[name][member]
	if !ok {
		return "", fmt.Errorf("no member %s", member)
	}
	var node any
	if err := json.Unmarshal(page, &node); err != nil {
		return "", err
	}
	for key := range strings.SplitSeq(pointer, "/") {
		key = strings.NewReplacer("~1", "/", "~0", "~").Replace(key)
		inner, ok := node.(map[string]any)
		if !ok || inner[key] == nil {
			return "", fmt.Errorf("no %q in %s", key, place)
		}
		node = inner[key]
	}
	return texts(node), nil
}

// unpackTar reads the members of an archive.
func unpackTar(name string) (map[string][]byte, error) {
	all, err := unpack(name)
	if err != nil {
		return nil, err
	}
	members := map[string][]byte{}
	in := tar.NewReader(bytes.NewReader(all))
	for {
		h, err := in.Next()
		if err == io.EOF {
			return members, nil
		}
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(in)
		if err != nil {
			return nil, err
		}
		members[strings.TrimPrefix(h.Name, "./")] = text
	}
}

// texts is the text of a node: its own, or those of its parts.
func texts(node any) string {
	switch node := node.(type) {
	case string:
		return node
	case map[string]any:
		if own, ok := node["text"].(string); ok {
			return own
		}
		parts := []string{}
		for _, part := range node {
			parts = append(parts, texts(part))
		}
		return strings.Join(parts, " ")
	}
	return ""
}

// number reads a raw number, and tells whether there is one.
func number(text string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return n, err == nil
}
