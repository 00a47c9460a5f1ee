// SPDX-License-Identifier: Apache-2.0

package own

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// MetadataFile is the name of the file that describes the series of a folder.
const MetadataFile = "metadata.json"

// The years that are kept; a series of ten thousand years has few that a claim
// about states could mean.
const firstYear, lastYear = 1700, 2100

// maxFile is the size above which a CSV file is refused.
const maxFile = 64 << 20

// Collection is a folder of series. It may be used by several goroutines.
type Collection struct {
	fsys   fs.FS
	series []*series
	index  index
}

// series is one file of a collection.
type series struct {
	file, title, description, unit string
	read                           func() (*claim.Table, error)
}

// described is an entry of the metadata.
type described struct {
	Filename    string `json:"filename"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Unit        string `json:"unit"`
}

// Load reads the metadata of a folder and indexes it. Values are read later.
func Load(fsys fs.FS, words Words) (*Collection, error) {
	data, err := fs.ReadFile(fsys, MetadataFile)
	if err != nil {
		return nil, fmt.Errorf("own series: %w", err)
	}
	list, err := metadata(data)
	if err != nil {
		return nil, fmt.Errorf("own series: %s: %w", MetadataFile, err)
	}
	c := &Collection{fsys: fsys}
	for _, d := range list {
		s := &series{file: d.Filename, title: d.Title, description: d.Description, unit: d.Unit}
		s.read = sync.OnceValues(func() (*claim.Table, error) { return c.table(s) })
		c.series = append(c.series, s)
	}
	slices.SortFunc(c.series, func(a, b *series) int { return strings.Compare(a.file, b.file) })
	c.index = newIndex(c.series, words)
	return c, nil
}

// metadata reads a list of entries, or an object of entries by file name.
func metadata(data []byte) ([]described, error) {
	var list []described
	if err := json.Unmarshal(data, &list); err == nil {
		return checked(list)
	}
	var byName map[string]described
	if err := json.Unmarshal(data, &byName); err != nil {
		return nil, err
	}
	for name, d := range byName {
		if d.Filename == "" {
			d.Filename = name
		}
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b described) int { return strings.Compare(a.Filename, b.Filename) })
	return checked(list)
}

// checked refuses entries without a file or title.
func checked(list []described) ([]described, error) {
	for i, d := range list {
		if d.Filename == "" || d.Title == "" {
			return nil, fmt.Errorf("entry %d lacks a filename or a title", i+1)
		}
		if !strings.HasSuffix(d.Filename, ".csv") {
			list[i].Filename += ".csv"
		}
	}
	return list, nil
}

// Len counts the series.
func (c *Collection) Len() int { return len(c.series) }

// Table finds a series by its id.
func (c *Collection) Table(id string) (*claim.Table, error) {
	for _, s := range c.series {
		if s.id() == id {
			return s.read()
		}
	}
	return nil, nil
}

// id is the series' indicator id: its file name under the source "own".
func (s *series) id() string { return "own." + strings.TrimSuffix(s.file, ".csv") }

// table reads the values of a series.
func (c *Collection) table(s *series) (*claim.Table, error) {
	f, err := c.fsys.Open(s.file)
	if err != nil {
		return nil, fmt.Errorf("own series: %w", err)
	}
	defer f.Close()
	cells, err := parse(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, fmt.Errorf("own series: %s: %w", s.file, err)
	}
	t := &claim.Table{
		Indicator: obs.Indicator{ID: s.id(), Name: s.title, Definition: s.description, Unit: obs.Unit(s.unit)},
		Title:     s.title, Description: s.description, Inverse: inverse(s.description), Own: true, Source: "own series " + s.file,
	}
	t.Series = lay(s.id(), cells)
	return t, nil
}

// cell is one value.
type cell struct {
	code  country.Code
	year  int
	value float64
}

// parse reads either shape of CSV.
func parse(r io.Reader) ([]cell, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	in.ReuseRecord = true
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("line 1: %w", err)
	}
	head = slices.Clone(head)
	for i := range head {
		head[i] = strings.TrimSpace(strings.TrimPrefix(head[i], "\ufeff"))
	}
	if at := column(head, "code"); at >= 0 && column(head, "year") >= 0 {
		return long(in, head, at)
	}
	if len(head) < 2 {
		return nil, errors.New("line 1: wants Date and a column for each country, or Entity, Code, Year and a value")
	}
	return wide(in, head)
}

// column finds a column by its name, whatever its case; -1 where there is none.
func column(head []string, name string) int {
	return slices.IndexFunc(head, func(h string) bool { return strings.EqualFold(h, name) })
}

// wide reads Date and a column for each country code. A date may be a year or begin
// with one; of several in a year the mean counts.
func wide(in *csv.Reader, head []string) ([]cell, error) {
	codes := make([]country.Code, len(head))
	for i := 1; i < len(head); i++ {
		codes[i] = codeOf(head[i])
	}
	var out []cell
	err := rows(in, func(row []string) {
		year, ok := yearOf(row[0])
		for i := 1; ok && i < len(row) && i < len(codes); i++ {
			if v, has := number(row[i]); has && codes[i] != "" {
				out = append(out, cell{codes[i], year, v})
			}
		}
	})
	return out, err
}

// long reads Entity, Code, Year and the value in the last column.
func long(in *csv.Reader, head []string, code int) ([]cell, error) {
	year, value := column(head, "year"), len(head)-1
	if value == code || value == year {
		return nil, errors.New("line 1: no column holds values")
	}
	var out []cell
	err := rows(in, func(row []string) {
		if len(row) != len(head) {
			return
		}
		y, ok := yearOf(row[year])
		if v, has := number(row[value]); ok && has && codeOf(row[code]) != "" {
			out = append(out, cell{codeOf(row[code]), y, v})
		}
	})
	return out, err
}

// rows visits the rows of a file.
func rows(in *csv.Reader, visit func([]string)) error {
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(row) > 0 {
			visit(row)
		}
	}
}

// codeOf is the country of a column: an ISO code, or a code of Our World in Data for
// what has none. Codes of former states and groups stand for no country.
func codeOf(text string) country.Code {
	switch text {
	case "OWID_WRL":
		return claim.World
	case "OWID_KOS":
		return "XKX"
	}
	if len(text) != 3 || strings.ToUpper(text) != text {
		return ""
	}
	return country.Code(text)
}

// yearOf reads the year at the start of a date.
func yearOf(text string) (int, bool) {
	text = strings.TrimSpace(text)
	if len(text) > 4 && text[4] == '-' {
		text = text[:4]
	}
	y, err := strconv.Atoi(text)
	return y, err == nil && y >= firstYear && y <= lastYear
}

// number reads a value; an empty cell or a word is none.
func number(text string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// lay lays values out as a series; several of one year are averaged.
func lay(id string, cells []cell) *panel.Series {
	codes, first, last := []country.Code{}, lastYear, firstYear
	for _, c := range cells {
		codes = append(codes, c.code)
		first, last = min(first, c.year), max(last, c.year)
	}
	if len(cells) == 0 {
		first, last = 2000, 2000
	}
	axis := panel.NewAxis(codes)
	s := panel.NewSeries(id, axis, first, last)
	type key struct {
		code country.Code
		year int
	}
	sums, counts := map[key]float64{}, map[key]int{}
	for _, c := range cells {
		k := key{c.code, c.year}
		sums[k] += c.value
		counts[k]++
	}
	for k, n := range counts {
		i, _ := axis.Index(k.code)
		s.Set(i, k.year, sums[k]/float64(n))
	}
	return s
}

// inverse tells whether a description says that a scale runs the other way: "from 0
// (freedom) to 100 (no freedom)", "lower values mean more".
func inverse(description string) bool {
	text := strings.ToLower(description)
	return reversed.MatchString(text) && !forward.MatchString(text)
}

var (
	reversed = regexp.MustCompile(`\b0 \([^)]*\) to \d+ \((?:no|least|lowest) |lower (?:values|scores) (?:indicate|mean|correspond)[^.]*\bmore\b|higher (?:values|scores) (?:indicate|mean|correspond)[^.]*\b(?:less|fewer|no)\b`)
	forward  = regexp.MustCompile(`higher (?:values|scores) (?:indicate|mean|correspond)[^.]*\b(?:more|better|greater)\b`)
)
