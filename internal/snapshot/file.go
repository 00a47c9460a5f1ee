// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"github.com/parquet-go/parquet-go"
)

// dataFile is the Parquet file of one source, read at its first use.
type dataFile struct {
	fsys  fs.FS
	facts *SourceFacts
	open  func() (*opened, error)
}

// opened is a Parquet file with its footer decoded.
type opened struct {
	facts  *SourceFacts
	groups []parquet.RowGroup
	// starts are the first rows of the groups, and at the end the number of rows.
	starts []int
	// leaf is the place of a column by its name.
	leaf map[string]int
}

// newDataFile prepares a file for its first use.
func newDataFile(fsys fs.FS, facts *SourceFacts) *dataFile {
	f := &dataFile{fsys: fsys, facts: facts}
	f.open = sync.OnceValues(func() (*opened, error) {
		raw, err := f.bytes(facts.Data)
		if err != nil {
			return nil, err
		}
		return openData(raw, facts)
	})
	return f
}

// bytes reads a file of the source and compares it with what the manifest says.
func (f *dataFile) bytes(s Stored) ([]byte, error) {
	raw, err := fs.ReadFile(f.fsys, s.Name)
	if err != nil {
		return nil, damaged(s.Name, err)
	}
	if int64(len(raw)) != s.Bytes {
		return nil, damaged(s.Name, fmt.Errorf("has %d bytes, the manifest says %d", len(raw), s.Bytes))
	}
	if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != s.SHA256 {
		return nil, damaged(s.Name, fmt.Errorf("its SHA-256 is %x, the manifest says %s", sum, s.SHA256))
	}
	return raw, nil
}

// openData decodes the footer of a Parquet file of observations.
func openData(raw []byte, facts *SourceFacts) (f *opened, err error) {
	err = guard(facts.Data.Name, func() error {
		file, err := openParquet(raw)
		if err != nil {
			return err
		}
		f = &opened{facts: facts, groups: file.RowGroups(), leaf: map[string]int{}}
		return f.layout(file)
	})
	return f, err
}

// openParquet decodes the footer of a Parquet file. The length that a damaged
// file gives its footer is checked first, for the library would allocate it.
func openParquet(raw []byte) (*parquet.File, error) {
	if len(raw) < 12 {
		return nil, errors.New("is too short for a Parquet file")
	}
	if footer := binary.LittleEndian.Uint32(raw[len(raw)-8:]); int64(footer) > int64(len(raw)-12) {
		return nil, fmt.Errorf("has %d bytes, its footer %d", len(raw), footer)
	}
	return parquet.OpenFile(bytes.NewReader(raw), int64(len(raw)),
		parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(pageBytes))
}

// layout finds the columns and the row groups, and that both are as promised.
func (f *opened) layout(file *parquet.File) error {
	for _, want := range columnKinds {
		leaf, ok := file.Schema().Lookup(want.name)
		if !ok || !leaf.Node.Leaf() || leaf.Node.Type().Kind() != want.kind ||
			leaf.Node.Repeated() || leaf.Node.Optional() != want.optional {
			return fmt.Errorf("has no column %s of type %s", want.name, want.kind)
		}
		f.leaf[want.name] = leaf.ColumnIndex
	}
	f.starts = append(f.starts, 0)
	for i, g := range f.groups {
		f.starts = append(f.starts, f.starts[i]+int(g.NumRows()))
	}
	if rows := f.starts[len(f.groups)]; rows != f.facts.Data.Rows {
		return fmt.Errorf("has %d rows, the manifest says %d", rows, f.facts.Data.Rows)
	}
	for _, ind := range f.facts.Indicators {
		if _, ok := f.run(&ind); !ok {
			return fmt.Errorf("indicator %s straddles row groups", ind.ID)
		}
	}
	return nil
}

// run finds the rows of an indicator, which all stand in one row group.
func (f *opened) run(ind *IndicatorFacts) (run, bool) {
	if ind.Rows == 0 {
		return run{}, true
	}
	for g := range f.groups {
		if ind.Start >= f.starts[g] && ind.Start < f.starts[g+1] {
			return run{group: g, from: ind.Start - f.starts[g], rows: ind.Rows},
				ind.Start+ind.Rows <= f.starts[g+1]
		}
	}
	return run{}, false
}

// guard calls do and names the file in its error. The Parquet library panics on
// some damaged files; here that becomes an error.
func guard(name string, do func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = damaged(name, fmt.Errorf("%v", r))
		}
	}()
	if err := do(); err != nil {
		return damaged(name, err)
	}
	return nil
}

// damaged says which file is to blame.
func damaged(name string, err error) error {
	return fmt.Errorf("%s: %w: %w", name, ErrDamaged, err)
}
