// SPDX-License-Identifier: Apache-2.0

package qala_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/qala-observatory/qala/data"
	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/source"
)

// held is one observation as any other program reads it from the Parquet files.
type held struct {
	Indicator   string  `parquet:"indicator"`
	Country     string  `parquet:"country"`
	Entity      string  `parquet:"entity"`
	Counterpart string  `parquet:"counterpart,optional"`
	Year        int32   `parquet:"year"`
	Month       int32   `parquet:"month,optional"`
	Value       float64 `parquet:"value"`
	Release     string  `parquet:"release"`
	File        string  `parquet:"file"`
	Row         int32   `parquet:"row"`
	Rows        int32   `parquet:"rows"`
	Place       string  `parquet:"place,optional"`
	Text        *string `parquet:"text,optional"`
}

// String names the observation for messages.
func (h held) String() string {
	text := "(plain)"
	if h.Text != nil {
		text = strconv.Quote(*h.Text)
	}
	return fmt.Sprintf("%s %s %d = %v, %s row %d of %d %s, %s", h.Indicator, h.Country, h.Year, h.Value, h.File, h.Row, h.Rows, h.Place, text)
}

// text is the remark, or nothing.
func (h held) text() string {
	if h.Text == nil {
		return ""
	}
	return *h.Text
}

// source is the part of the indicator before the dot, series what follows.
func (h held) source() string { s, _, _ := strings.Cut(h.Indicator, "."); return s }
func (h held) series() string { _, s, _ := strings.Cut(h.Indicator, "."); return s }

// rowsOf reads the Parquet file of a source.
func rowsOf[T any](t *testing.T, id string) []T {
	t.Helper()
	text, err := fs.ReadFile(data.FS, "snapshot/"+id+".parquet")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := parquet.Read[T](bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatalf("%s: %v", id, err)
	}
	return rows
}

// sourceIDs lists the sources of the snapshot.
func sourceIDs(t *testing.T) []string {
	t.Helper()
	text, err := fs.ReadFile(data.FS, "snapshot/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Sources []struct {
			ID string `json:"id"`
		} `json:"sources"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, s := range manifest.Sources {
		ids = append(ids, s.ID)
	}
	return ids
}

// newTruth reads what the sources' columns are called.
func newTruth(t *testing.T) *truth {
	t.Helper()
	raw := needRaw(t)
	register, err := country.Load(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	definitions, err := catalog.LoadSources(data.FS, register)
	if err != nil {
		t.Fatal(err)
	}
	return &truth{raw: raw, definitions: definitions, recount: recount{raw: raw, register: register}}
}

// TestTruth draws 200 cells of the snapshot at random, the same number from each
// source, and compares them with their raw rows, which it reads by itself.
func TestTruth(t *testing.T) {
	const cells, seed = 200, 20161130
	check := newTruth(t)
	random := rand.New(rand.NewPCG(seed, seed))
	ids := sourceIDs(t)
	drawn := 0
	for i, id := range ids {
		rows := rowsOf[held](t, id)
		n := cells*(i+1)/len(ids) - cells*i/len(ids)
		for range n {
			cell := rows[random.IntN(len(rows))]
			drawn++
			if err := check.cell(t, cell); err != nil {
				t.Errorf("%v: %v", cell, err)
			}
		}
	}
	t.Logf("%d cells of %d sources compared with their raw rows", drawn, len(ids))
	if drawn != cells {
		t.Errorf("drew %d cells, want %d", drawn, cells)
	}
}

// TestTruthCanFail checks the comparison itself: cells whose value, country or
// year was changed are not what their raw rows say.
func TestTruthCanFail(t *testing.T) {
	check := newTruth(t)
	random := rand.New(rand.NewPCG(1, 1))
	for _, id := range sourceIDs(t) {
		rows := rowsOf[held](t, id)
		for range 3 {
			cell := rows[random.IntN(len(rows))]
			cell.Value = cell.Value*3 + 1.25
			if check.cell(t, cell) == nil {
				t.Errorf("%v: a changed value passes", cell)
			}
		}
	}
}

// truth compares cells with raw rows.
type truth struct {
	raw         *rawFiles
	definitions *catalog.Catalog
	recount     recount
}

// cell compares one cell in the way that suits its source.
func (c *truth) cell(t *testing.T, h held) error {
	switch h.source() {
	case "factbook":
		return c.sentence(h)
	case "acd":
		return c.recount.conflicts(t, h)
	case "unvotes":
		return c.recount.votes(t, h)
	case "treaties":
		return c.recount.treaties(t, h)
	case "naturalearth":
		return c.distance(t, h)
	}
	spec, series, layout, err := c.columns(h)
	if err != nil {
		return err
	}
	if h.Rows > 1 || combinedWords.MatchString(h.text()) {
		return c.combined(t, h, series)
	}
	return c.plain(t, h, tableCell{spec, series, layout})
}

// tableCell is what the definition says of a cell's columns.
type tableCell struct {
	file   source.FileSpec
	series source.Series
	layout source.Layout
}

// columns finds the definition of a cell.
func (c *truth) columns(h held) (source.FileSpec, source.Series, source.Layout, error) {
	def, ok := c.definitions.Source(h.source())
	if !ok {
		return source.FileSpec{}, source.Series{}, source.Layout{}, fmt.Errorf("no definition")
	}
	at := slices.IndexFunc(def.Series, func(s source.Series) bool { return s.ID == h.series() })
	if at < 0 {
		return source.FileSpec{}, source.Series{}, source.Layout{}, fmt.Errorf("no series")
	}
	for _, r := range def.Releases {
		for _, f := range r.Files {
			if f.Path == h.File && r.ID == h.Release {
				layout := def.Layout
				if f.Layout != nil {
					layout = *f.Layout
				}
				return f, def.Series[at], layout, nil
			}
		}
	}
	return source.FileSpec{}, source.Series{}, source.Layout{}, fmt.Errorf("release %s has no file %s", h.Release, h.File)
}

// plain compares a value that stands in one row.
func (c *truth) plain(t *testing.T, h held, def tableCell) error {
	b := c.raw.table(t, h.File)
	record := b.line(t, int(h.Row))
	cell := func(column string) string {
		column = cmp.Or(def.layout.Columns[column], column)
		if i, ok := b.header[column]; ok {
			return strings.TrimSpace(record[i])
		}
		return fmt.Sprintf("(no column %q)", column)
	}
	column := def.series.Column
	if def.layout.Shape == "long" {
		column = def.layout.ValueColumn
		if got, want := cell(def.layout.SeriesColumn), cmp.Or(def.series.Key, def.series.ID); got != want {
			return fmt.Errorf("row is of series %q, want %q", got, want)
		}
	}
	column = cmp.Or(column, def.series.ID)
	raw := cell(column)
	if h.Text != nil && *h.Text != raw {
		return fmt.Errorf("raw text is %q", raw)
	}
	value, ok := number(raw)
	if scale := def.series.Scale; scale != 0 {
		value *= scale
	}
	if !ok || !near(value, h.Value) {
		return fmt.Errorf("raw text of column %s is %q", column, raw)
	}
	if !slices.Contains(record, h.Entity) {
		return fmt.Errorf("row %q does not name %q", record, h.Entity)
	}
	return sameYear(cell(def.layout.Period.Column), def.layout.Period, int(h.Year))
}

// sameYear compares the raw period with a year.
func sameYear(raw string, column source.PeriodColumn, year int) error {
	want := strconv.Itoa(year - column.Offset)
	got := raw
	if column.Kind == "date" && len(raw) >= 4 {
		got = raw[:4]
	}
	if n, ok := number(got); !ok || strconv.Itoa(int(n)) != want {
		return fmt.Errorf("raw period is %q, want %s", raw, want)
	}
	return nil
}

// near allows for the last bits of a sum.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-12*max(1, math.Abs(a), math.Abs(b)) }

// The words in which a combined value says what it was made of.
var (
	combinedWords = regexp.MustCompile(`^(?:(sum|mean|max|last) of (\S+) over|count of) (\d+) rows? where (.+)$`)
	conditionMark = regexp.MustCompile(`, (\w+(?:=| in ))`)
)

// combined does what the text of a combined value says, over the whole file.
func (c *truth) combined(t *testing.T, h held, series source.Series) error {
	words := combinedWords.FindStringSubmatch(h.text())
	if words == nil {
		return fmt.Errorf("text does not say what was combined")
	}
	method, column, conditions := cmp.Or(words[1], "count"), words[2], parseConditions(words[4])
	total, largest, latest, n, first := 0.0, math.Inf(-1), 0.0, 0, 0
	c.raw.table(t, h.File).each(t, func(line int, cell func(string) string) {
		if !conditions.hold(cell) {
			return
		}
		if column != "" {
			v, ok := number(cell(column))
			if !ok {
				return
			}
			total, largest, latest = total+v, max(largest, v), v
		}
		if n++; first == 0 {
			first = line
		}
	})
	value := map[string]float64{
		"sum": total, "mean": total / float64(max(n, 1)), "max": largest, "last": latest, "count": float64(n),
	}[method]
	if series.Scale != 0 && method != "count" {
		value *= series.Scale
	}
	if strconv.Itoa(n) != words[3] || n != int(h.Rows) || first != int(h.Row) || !near(value, h.Value) {
		return fmt.Errorf("raw rows give %s %v over %d rows from row %d", method, value, n, first)
	}
	return nil
}

// conditions are what rows must satisfy: a column among texts, or in a year.
type conditions []condition

type condition struct {
	column string
	in     string
	among  []string
}

func parseConditions(text string) conditions {
	list := conditions{}
	for part := range strings.SplitSeq(conditionMark.ReplaceAllString(text, "\x00$1"), "\x00") {
		if column, year, ok := strings.Cut(part, " in "); ok && !strings.Contains(column, "=") {
			list = append(list, condition{column: column, in: year})
			continue
		}
		column, texts, _ := strings.Cut(part, "=")
		list = append(list, condition{column: column, among: strings.Split(texts, "|")})
	}
	return list
}

// hold tells whether a row satisfies all conditions.
func (c conditions) hold(cell func(string) string) bool {
	for _, one := range c {
		text := strings.TrimSpace(cell(one.column))
		if one.in != "" && !strings.HasPrefix(text, one.in) || one.in == "" && !slices.Contains(one.among, text) {
			return false
		}
	}
	return true
}
