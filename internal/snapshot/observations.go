// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"golang.org/x/sync/errgroup"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// Cell names one value, or the values of all counterparts and months of a year.
type Cell struct {
	// Indicator is the id of the indicator.
	Indicator string
	// Country is the state or territory.
	Country country.Code
	// Year is the year.
	Year int
}

// Observations finds the observations of one cell, with the way back to their
// raw rows: one for a plain value, one for each counterpart and month otherwise.
// No value is an empty answer, an unknown indicator an error.
func (s *Snapshot) Observations(ctx context.Context, cell Cell, opt Options) ([]obs.Observation, error) {
	found, err := s.Find(ctx, []Cell{cell}, opt)
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// Find is Observations for many cells at once; answer i belongs to cell i.
func (s *Snapshot) Find(ctx context.Context, cells []Cell, opt Options) ([][]obs.Observation, error) {
	searches, err := s.searches(cells)
	if err != nil {
		return nil, err
	}
	answers := make([][]obs.Observation, len(cells))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, group := range searches {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			f, err := group[0].file.open()
			if err != nil {
				return err
			}
			return guard(f.facts.Data.Name, func() error { return f.answer(group, cells, opt, answers) })
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return answers, nil
}

// search is an indicator and the cells that ask for it, by their places.
type search struct {
	*want
	cells []int
}

// searches groups the cells by row group, each group in the order of the file.
func (s *Snapshot) searches(cells []Cell) ([][]*search, error) {
	byID := map[string]*search{}
	var all []*search
	for i, cell := range cells {
		found := byID[cell.Indicator]
		if found == nil {
			facts, file, err := s.find(cell.Indicator)
			if err != nil {
				return nil, err
			}
			f, err := file.open()
			if err != nil {
				return nil, err
			}
			found = &search{want: &want{facts: facts, file: file}}
			found.run, _ = f.run(facts)
			byID[cell.Indicator] = found
			all = append(all, found)
		}
		found.cells = append(found.cells, i)
	}
	slices.SortFunc(all, func(a, b *search) int { return strings.Compare(a.facts.ID, b.facts.ID) })
	var groups [][]*search
	for _, found := range all {
		last := len(groups) - 1
		if last >= 0 && groups[last][0].file == found.file && groups[last][0].run.group == found.run.group {
			groups[last] = append(groups[last], found)
		} else {
			groups = append(groups, []*search{found})
		}
	}
	return groups, nil
}

// answer finds the observations of one row group.
func (f *opened) answer(group []*search, cells []Cell, opt Options, answers [][]obs.Observation) error {
	r := &rowReader{file: f, group: group[0].run.group, columns: map[string]*cursor{}}
	defer r.close()
	var k keys
	var win []int32
	for _, found := range group {
		if found.facts.Rows == 0 {
			continue
		}
		if err := k.read(f, found.run, opt); err != nil {
			return err
		}
		win = k.winners(win[:0], 0, found.run.rows)
		for _, at := range found.cells {
			for _, i := range win {
				if int(k.year[i]) != cells[at].Year || k.countries[k.country[i]] != string(cells[at].Country) {
					continue
				}
				o := obs.Observation{
					Indicator: found.facts.ID, Country: cells[at].Country,
					Counterpart: k.counterpartOf(int(i)),
					Period:      obs.Period{Year: cells[at].Year, Month: int(k.monthOf(int(i)))},
					Release:     k.releases[k.release[i]],
				}
				if err := r.complete(&o, found.run.from+int(i)); err != nil {
					return err
				}
				answers[at] = append(answers[at], o)
			}
		}
	}
	return nil
}

// rowReader reads single rows of one row group. Rows that stand in one page cost
// one decoding of the page where they are asked for one after the other.
type rowReader struct {
	file    *opened
	group   int
	columns map[string]*cursor
	err     error
}

// cursor is an open column.
type cursor struct {
	pages parquet.Pages
	name  string
}

// complete reads what the keys do not say of an observation.
func (r *rowReader) complete(o *obs.Observation, row int) error {
	o.Value, _ = r.double(colValue, row)
	o.Spread.Low, o.Spread.HasInterval = r.double(colLow, row)
	high, ok := r.double(colHigh, row)
	o.Spread.High, o.Spread.HasInterval = high, ok && o.Spread.HasInterval
	o.Spread.SE, o.Spread.HasSE = r.double(colSE, row)
	flags, _ := r.text(colFlags, row)
	o.Ref.Entity, _ = r.text(colEntity, row)
	o.Ref.File, _ = r.text(colFile, row)
	o.Ref.Place, _ = r.text(colPlace, row)
	o.Ref.Row, o.Ref.Rows = r.int(colRow, row), r.int(colRows, row)
	text, given := r.text(colText, row)
	if !given {
		text = plainText(o.Value)
	}
	o.Ref.Text = text
	if r.err != nil {
		return r.err
	}
	var err error
	if o.Flags, err = parseFlags(flags); err != nil {
		return err
	}
	o.Ref.SHA256, err = r.file.facts.hashOf(o.Ref.File)
	return err
}

// page reads the page that begins with a row; nil after an error.
func (r *rowReader) page(name string, row int) parquet.Page {
	if r.err != nil {
		return nil
	}
	c := r.columns[name]
	if c == nil {
		column := r.file.column(name, run{group: r.group})
		if column.empty() {
			return nil
		}
		pages, err := column.pages(row)
		if err != nil {
			r.err = fmt.Errorf("column %s: %w", name, err)
			return nil
		}
		c = &cursor{pages: pages, name: name}
		r.columns[name] = c
	}
	if err := c.pages.SeekToRow(int64(row)); err != nil {
		r.err = fmt.Errorf("column %s: row %d: %w", name, row, err)
		return nil
	}
	p, err := c.pages.ReadPage()
	if err != nil && !errors.Is(err, io.EOF) || p == nil {
		r.err = fmt.Errorf("column %s: row %d: %w", name, row, err)
		return nil
	}
	return p
}

// double reads one number, or that it is null.
func (r *rowReader) double(name string, row int) (float64, bool) {
	p := r.page(name, row)
	if p == nil || !presence(p, 1)[0] {
		return 0, false
	}
	return values(p)(0), true
}

// int reads one number that is never null.
func (r *rowReader) int(name string, row int) int {
	p := r.page(name, row)
	if p == nil {
		return 0
	}
	data := p.Data()
	n := data.Int32()[0]
	if d := p.Dictionary(); d != nil {
		words := dictionary(d)
		n = words.Int32()[n]
	}
	return int(n)
}

// text reads one text, or that it is null.
func (r *rowReader) text(name string, row int) (string, bool) {
	p := r.page(name, row)
	if p == nil || !presence(p, 1)[0] {
		return "", false
	}
	values, at := p.Data(), int32(0)
	if d := p.Dictionary(); d != nil {
		at = values.Int32()[0]
		values = dictionary(d)
	}
	data, offsets := values.ByteArray()
	return string(data[offsets[at]:offsets[at+1]]), true
}

// close releases the columns.
func (r *rowReader) close() {
	for _, c := range r.columns {
		c.pages.Close()
	}
}

// hashOf is the hash of a raw file.
func (f *SourceFacts) hashOf(file string) (string, error) {
	i, ok := slices.BinarySearchFunc(f.Files, file, func(r RawFacts, path string) int {
		return strings.Compare(r.Path, path)
	})
	if !ok {
		return "", fmt.Errorf("raw file %q is not in the manifest", file)
	}
	return f.Files[i].SHA256, nil
}

// parseFlags reads what joinFlags writes.
func parseFlags(text string) (obs.Flags, error) {
	var flags obs.Flags
	if text == "" {
		return 0, nil
	}
	for word := range strings.SplitSeq(text, ",") {
		bit, ok := flagBit(word)
		if !ok {
			return 0, fmt.Errorf("flag %q: unknown", word)
		}
		flags |= bit
	}
	return flags, nil
}

// flagBit finds a flag by its word.
func flagBit(word string) (obs.Flags, bool) {
	for bit := obs.Flags(1); bit != 0; bit <<= 1 {
		if slices.Equal(bit.Names(), []string{word}) {
			return bit, true
		}
	}
	return 0, false
}

// joinFlags writes flags as words with commas between.
func joinFlags(flags obs.Flags) string { return strings.Join(flags.Names(), ",") }
