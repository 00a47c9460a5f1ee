// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// duplicate is why the second of two observations with one key is rejected.
const duplicate = "second value for the same indicator, country, counterpart, period and release"

// sorted orders the entries by their keys, moves repeated keys to the rejected
// rows, and returns the places of the others.
func (in *Intake) sorted() []int32 {
	ind, cty := in.indicators.ranks(), in.countries.ranks()
	cpt, rel := in.counterparts.ranks(), in.releases.ranks()
	compare := func(a, b *entry) int {
		return cmp.Or(
			cmp.Compare(ind[a.indicator], ind[b.indicator]), cmp.Compare(cty[a.country], cty[b.country]),
			cmp.Compare(cpt[a.counterpart], cpt[b.counterpart]), cmp.Compare(a.year, b.year),
			cmp.Compare(a.month, b.month), cmp.Compare(rel[a.release], rel[b.release]))
	}
	order := make([]int32, len(in.entries))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		// Of equal keys, the one read first comes first.
		return cmp.Or(compare(&in.entries[a], &in.entries[b]), cmp.Compare(a, b))
	})
	kept := order[:0]
	var repeated []int32
	for _, i := range order {
		if n := len(kept); n > 0 && compare(&in.entries[kept[n-1]], &in.entries[i]) == 0 {
			repeated = append(repeated, i)
			continue
		}
		kept = append(kept, i)
	}
	slices.Sort(repeated)
	for _, i := range repeated {
		in.rejectRepeated(&in.entries[i])
	}
	return kept
}

// rejectRepeated turns an entry into a rejected row.
func (in *Intake) rejectRepeated(e *entry) {
	_, series, _ := obs.SplitID(in.indicators.list[e.indicator])
	text := plainText(e.value)
	if e.text != nil {
		text = *e.text
	}
	in.reject(obs.Rejected{
		File: in.files.list[e.file], Row: int(e.row), Column: series, Text: text, Reason: duplicate,
	})
}

// ranks are the places of the words in sorted order, by number.
func (w *words) ranks() []int32 {
	order := make([]int32, len(w.list))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return strings.Compare(w.list[a], w.list[b]) })
	ranks := make([]int32, len(order))
	for place, i := range order {
		ranks[i] = int32(place)
	}
	return ranks
}

// writer writes one file of the snapshot and counts and hashes its bytes.
type writer struct {
	out  *bufio.Writer
	file io.WriteCloser
	hash interface {
		io.Writer
		Sum(b []byte) []byte
	}
	bytes int64
}

// newWriter wraps a file.
func newWriter(file io.WriteCloser) *writer {
	return &writer{out: bufio.NewWriterSize(file, 1<<18), file: file, hash: sha256.New()}
}

// Write writes, counts and hashes.
func (w *writer) Write(p []byte) (int, error) {
	n, err := w.out.Write(p)
	w.bytes += int64(n)
	_, _ = w.hash.Write(p[:n]) // a hash never fails
	return n, err
}

// finish writes the rest and closes the file.
func (w *writer) finish(name string, rows int) (Stored, error) {
	if err := w.out.Flush(); err != nil {
		w.file.Close()
		return Stored{}, err
	}
	if err := w.file.Close(); err != nil {
		return Stored{}, err
	}
	return Stored{Name: name, SHA256: hex.EncodeToString(w.hash.Sum(nil)), Bytes: w.bytes, Rows: rows}, nil
}

// writeData writes the entries in the given order as a Parquet file. A row group
// ends between two indicators, never within one. Columns are written one by one
// with explicit nulls: the library's writing of whole structs takes some zero
// values after a null for values (parquet-go 0.32).
func (in *Intake) writeData(out io.Writer, order []int32) error {
	w, err := in.newWriter(out, order)
	if err != nil {
		return err
	}
	columns := in.columns()
	values := make([]parquet.Value, 0, batchWritten)
	inGroup := 0
	for from := 0; from < len(order); {
		to := from + in.sameIndicator(order[from:])
		if inGroup > 0 && inGroup+to-from > groupRows {
			if err := w.Flush(); err != nil {
				return err
			}
			inGroup = 0
		}
		inGroup += to - from
		for ; from < to; from += batchWritten {
			if err := in.ctx.Err(); err != nil {
				return err
			}
			for c, column := range w.ColumnWriters() {
				values = values[:0]
				for _, i := range order[from:min(to, from+batchWritten)] {
					values = append(values, columns[c](&in.entries[i]))
				}
				if _, err := column.WriteRowValues(values); err != nil {
					return err
				}
			}
		}
		from = to
	}
	return w.Close()
}

// batchWritten is how many rows are written at a time. A page may be larger than
// planned by as many.
const batchWritten = 1024

// newWriter prepares the file with its schema and metadata.
func (in *Intake) newWriter(out io.Writer, order []int32) (*parquet.GenericWriter[any], error) {
	metadata, err := in.source.metadata()
	if err != nil {
		return nil, err
	}
	options := append(writerOptions(), parquet.SchemaOf(stored{}, in.encodings(order)...),
		parquet.SortingWriterConfig(parquet.SortingColumns(
			parquet.Ascending(colIndicator), parquet.Ascending(colCountry),
			parquet.NullsFirst(parquet.Ascending(colCounterpart)), parquet.Ascending(colYear),
			parquet.NullsFirst(parquet.Ascending(colMonth)), parquet.Ascending(colRelease))))
	for key, value := range metadata {
		options = append(options, parquet.KeyValueMetadata(key, value))
	}
	return parquet.NewGenericWriter[any](out, options...), nil
}

// columns gives the value of an entry for each column, in the order of stored.
func (in *Intake) columns() []func(e *entry) parquet.Value {
	indicators, countries, entities := in.indicators.values(), in.countries.values(), in.entities.values()
	counterparts, releases, files := in.counterparts.values(), in.releases.values(), in.files.values()
	list := []func(e *entry) (value parquet.Value, given bool){
		func(e *entry) (parquet.Value, bool) { return indicators[e.indicator], true },
		func(e *entry) (parquet.Value, bool) { return countries[e.country], true },
		func(e *entry) (parquet.Value, bool) { return entities[e.entity], true },
		func(e *entry) (parquet.Value, bool) {
			return counterparts[e.counterpart], in.counterparts.list[e.counterpart] != ""
		},
		func(e *entry) (parquet.Value, bool) { return parquet.Int32Value(int32(e.year)), true },
		func(e *entry) (parquet.Value, bool) { return parquet.Int32Value(int32(e.month)), e.month != 0 },
		func(e *entry) (parquet.Value, bool) { return parquet.DoubleValue(e.value), true },
		func(e *entry) (parquet.Value, bool) { return parquet.DoubleValue(e.spread.Low), e.spread.HasInterval },
		func(e *entry) (parquet.Value, bool) { return parquet.DoubleValue(e.spread.High), e.spread.HasInterval },
		func(e *entry) (parquet.Value, bool) { return parquet.DoubleValue(e.spread.SE), e.spread.HasSE },
		func(e *entry) (parquet.Value, bool) {
			return parquet.ByteArrayValue([]byte(joinFlags(e.flags))), e.flags != 0
		},
		func(e *entry) (parquet.Value, bool) { return releases[e.release], true },
		func(e *entry) (parquet.Value, bool) { return files[e.file], true },
		func(e *entry) (parquet.Value, bool) { return parquet.Int32Value(e.row), true },
		func(e *entry) (parquet.Value, bool) { return parquet.Int32Value(e.rows), true },
		func(e *entry) (parquet.Value, bool) { return parquet.ByteArrayValue([]byte(e.place)), e.place != "" },
		func(e *entry) (parquet.Value, bool) {
			if e.text == nil {
				return parquet.Value{}, false
			}
			return parquet.ByteArrayValue([]byte(*e.text)), true
		},
	}
	columns := make([]func(e *entry) parquet.Value, len(list))
	for i, get := range list {
		columns[i] = levelled(i, get)
	}
	return columns
}

// levelled marks a column's values as given or null, as its schema demands.
func levelled(column int, get func(e *entry) (parquet.Value, bool)) func(e *entry) parquet.Value {
	level := 0
	if columnKinds[column].optional {
		level = 1
	}
	return func(e *entry) parquet.Value {
		value, given := get(e)
		if !given {
			return parquet.NullValue().Level(0, 0, column)
		}
		return value.Level(0, level, column)
	}
}

// values are the words as values of a column, by number.
func (w *words) values() []parquet.Value {
	list := make([]parquet.Value, len(w.list))
	for i, word := range w.list {
		list[i] = parquet.ByteArrayValue([]byte(word))
	}
	return list
}

// sameIndicator counts the leading entries of one indicator.
func (in *Intake) sameIndicator(order []int32) int {
	for n, i := range order {
		if in.entries[i].indicator != in.entries[order[0]].indicator {
			return n
		}
	}
	return len(order)
}

// encodings chooses a dictionary for those columns of doubles whose values
// repeat often.
func (in *Intake) encodings(order []int32) []parquet.SchemaOption {
	var options []parquet.SchemaOption
	for _, column := range []struct {
		field, name string
		get         func(e *entry) (float64, bool)
	}{
		{"Value", colValue, func(e *entry) (float64, bool) { return e.value, true }},
		{"Low", colLow, func(e *entry) (float64, bool) { return e.spread.Low, e.spread.HasInterval }},
		{"High", colHigh, func(e *entry) (float64, bool) { return e.spread.High, e.spread.HasInterval }},
		{"SE", colSE, func(e *entry) (float64, bool) { return e.spread.SE, e.spread.HasSE }},
	} {
		distinct := map[uint64]struct{}{}
		given := 0
		for _, i := range order {
			if v, ok := column.get(&in.entries[i]); ok {
				given++
				distinct[math.Float64bits(v)] = struct{}{}
			}
		}
		if len(distinct) <= given/8 {
			options = append(options, asDictionary(column.field, column.name))
		}
	}
	return options
}

// metadata is what a file says of itself where it is passed on alone.
func (s *Source) metadata() (map[string]string, error) {
	origins, err := json.Marshal(s.Origins)
	if err != nil {
		return nil, err
	}
	hashes := map[string]string{}
	for _, f := range s.Files {
		hashes[f.Path] = f.SHA256
	}
	files, err := json.Marshal(hashes)
	if err != nil {
		return nil, err
	}
	out := map[string]string{
		"qala.format": strconv.Itoa(FormatVersion), "qala.source": s.ID,
		"qala.releases": string(origins), "qala.files": string(files),
	}
	if n := len(s.Origins); n > 0 {
		last := s.Origins[n-1]
		out["qala.title"], out["qala.producer"] = last.Title, last.Producer
		out["qala.licence"], out["qala.citation"] = last.Licence, last.Citation
	}
	return out, nil
}

// facts counts what the sorted entries hold of each indicator.
func (in *Intake) facts(order []int32) ([]IndicatorFacts, []country.Code) {
	var list []IndicatorFacts
	for _, ind := range in.source.Indicators {
		list = append(list, IndicatorFacts{Indicator: ind})
	}
	slices.SortFunc(list, func(a, b IndicatorFacts) int { return strings.Compare(a.ID, b.ID) })
	all := make([]bool, len(in.countries.list))
	from := 0
	for k := range list {
		f := &list[k]
		f.Start = from
		last := -1
		for ; from < len(order) && in.indicators.list[in.entries[order[from]].indicator] == f.ID; from++ {
			e := &in.entries[order[from]]
			f.Rows++
			if f.First == 0 || int(e.year) < f.First {
				f.First = int(e.year)
			}
			f.Last = max(f.Last, int(e.year))
			if int(e.country) != last {
				last = int(e.country)
				f.Countries++
				all[last] = true
			}
		}
	}
	codes := []country.Code{}
	for i, has := range all {
		if has {
			codes = append(codes, country.Code(in.countries.list[i]))
		}
	}
	slices.Sort(codes)
	return list, codes
}
