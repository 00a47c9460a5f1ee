// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding"
)

// run is a stretch of rows within one row group.
type run struct {
	// group is the place of the row group in the file.
	group int
	// from is the first row, counted within the group, rows their number.
	from, rows int
}

// column is one column of a run of rows.
type column struct {
	chunk parquet.ColumnChunk
	name  string
	run
}

// column finds a column of a run.
func (f *opened) column(name string, r run) column {
	return column{chunk: f.groups[r.group].ColumnChunks()[f.leaf[name]], name: name, run: r}
}

// empty tells whether the whole column chunk is null.
func (c column) empty() bool {
	chunk, ok := c.chunk.(*parquet.FileColumnChunk)
	return ok && chunk.NullCount() == chunk.NumValues()
}

// pages opens the column's pages at a row of its row group.
func (c column) pages(row int) (parquet.Pages, error) {
	if row == 0 {
		return c.chunk.Pages(), nil
	}
	// The offset index leads to a page without reading those before it.
	if _, err := c.chunk.OffsetIndex(); err != nil && !errors.Is(err, parquet.ErrMissingOffsetIndex) {
		return nil, err
	}
	pages := c.chunk.Pages()
	if err := pages.SeekToRow(int64(row)); err != nil {
		return nil, errors.Join(err, pages.Close())
	}
	return pages, nil
}

// each calls visit with the pages of the run, and how many of a page's rows
// belong to it.
func (c column) each(visit func(p parquet.Page, rows int)) error {
	pages, err := c.pages(c.from)
	if err != nil {
		return fmt.Errorf("column %s: %w", c.name, err)
	}
	defer pages.Close()
	for left := c.rows; left > 0; {
		p, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("column %s ends %d rows early", c.name, left)
		}
		if err != nil {
			return fmt.Errorf("column %s: %w", c.name, err)
		}
		rows := min(left, int(p.NumRows()))
		visit(p, rows)
		left -= rows
		parquet.Release(p)
	}
	return nil
}

// ints appends the column's numbers to dst; it must have no nulls.
func (c column) ints(dst []int32) ([]int32, error) {
	dst = slices.Grow(dst, c.rows)
	err := c.each(func(p parquet.Page, rows int) {
		data := p.Data()
		values := data.Int32()[:rows]
		if d := p.Dictionary(); d != nil {
			words := dictionary(d)
			numbers := words.Int32()
			for _, code := range values {
				dst = append(dst, numbers[code])
			}
			return
		}
		dst = append(dst, values...)
	})
	return dst, err
}

// months appends the column's months to dst, 0 for null.
func (c column) months(dst []int32) ([]int32, error) {
	err := c.each(func(p parquet.Page, rows int) {
		data := p.Data()
		months := data.Int32()
		var numbers []int32
		if d := p.Dictionary(); d != nil {
			words := dictionary(d)
			numbers = words.Int32()
		}
		next := 0
		for _, given := range presence(p, rows) {
			month := int32(0)
			if given {
				month = months[next]
				if numbers != nil {
					month = numbers[month]
				}
				next++
			}
			dst = append(dst, month)
		}
	})
	return dst, err
}

// doubles appends the column's values to dst, and to present whether each is
// given; what stands for a null has no meaning.
func (c column) doubles(dst []float64, present []bool) ([]float64, []bool, error) {
	dst, present = slices.Grow(dst, c.rows), slices.Grow(present, c.rows)
	err := c.each(func(p parquet.Page, rows int) {
		at := values(p)
		next := 0
		for _, given := range presence(p, rows) {
			present = append(present, given)
			if !given {
				dst = append(dst, 0)
				continue
			}
			dst = append(dst, at(next))
			next++
		}
	})
	return dst, present, err
}

// values reads a page's dense doubles by their place.
func values(p parquet.Page) func(i int) float64 {
	data := p.Data()
	if d := p.Dictionary(); d != nil {
		words := dictionary(d)
		numbers, codes := words.Double(), data.Int32()
		return func(i int) float64 { return numbers[codes[i]] }
	}
	numbers := data.Double()
	return func(i int) float64 { return numbers[i] }
}

// required appends the values of a column without nulls to dst.
func (c column) required(dst []float64) ([]float64, error) {
	dst = slices.Grow(dst, c.rows)
	err := c.each(func(p parquet.Page, rows int) {
		data := p.Data()
		if d := p.Dictionary(); d != nil {
			words := dictionary(d)
			numbers := words.Double()
			for _, code := range data.Int32()[:rows] {
				dst = append(dst, numbers[code])
			}
			return
		}
		dst = append(dst, data.Double()[:rows]...)
	})
	return dst, err
}

// codes appends to dst the column's words as places in a list of words, -1 for
// null.
func (c column) codes(dst []int32) (codes []int32, words []string, err error) {
	dst = slices.Grow(dst, c.rows)
	err = c.each(func(p parquet.Page, rows int) {
		d := p.Dictionary()
		if d == nil {
			panic("column " + c.name + " is not a dictionary")
		}
		if words == nil {
			words = texts(dictionary(d))
		}
		data := p.Data()
		dense := data.Int32()
		if len(p.DefinitionLevels()) == 0 {
			dst = append(dst, dense[:rows]...)
			return
		}
		next := 0
		for _, given := range presence(p, rows) {
			code := int32(-1)
			if given {
				code = dense[next]
				next++
			}
			dst = append(dst, code)
		}
	})
	return dst, words, err
}

// presence tells which rows of a page have a value.
func presence(p parquet.Page, rows int) []bool {
	given := make([]bool, rows)
	levels := p.DefinitionLevels()
	for i := range given {
		given[i] = len(levels) == 0 || levels[i] > 0
	}
	return given
}

// dictionary lists the values that a page's codes stand for.
func dictionary(d parquet.Dictionary) encoding.Values { return d.Page().Data() }

// texts lists byte arrays as strings.
func texts(v encoding.Values) []string {
	data, offsets := v.ByteArray()
	if len(offsets) == 0 {
		return []string{}
	}
	list := make([]string, len(offsets)-1)
	for i := range list {
		list[i] = string(data[offsets[i]:offsets[i+1]])
	}
	return list
}
