// SPDX-License-Identifier: Apache-2.0

package table_test

import (
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/charmap"

	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/table"
)

// line is one raw row as encoding/csv sees it, by column.
type line map[string]string

// rawRows reads a raw file without any code of ours. The key is the line.
func rawRows(t testing.TB, path string) map[int]line {
	t.Helper()
	f, err := os.Open(filepath.Join(raw(t), filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := io.Reader(f)
	switch filepath.Ext(path) {
	case ".gz":
		in, err = gzip.NewReader(f)
	case ".zst":
		in, err = zstd.NewReader(f)
	}
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(path, "All_Apr2020.csv.zst") {
		in = charmap.Windows1252.NewDecoder().Reader(in)
	}
	r := csv.NewReader(in)
	head, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[int]line{}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		at, _ := r.FieldPos(0)
		rows[at] = line{}
		for i, cell := range cells {
			rows[at][head[i]] = cell
		}
	}
}

// counts are what becomes of the rows of a source.
type counts struct{ read, kept, rejected, skipped int }

// number reads a cell of which the test knows that it is one.
func number(text string) float64 {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic("table_test: " + err.Error())
	}
	return n
}

// cells counts the cells of some columns that hold something.
func (l line) cells(columns ...string) (n int) {
	for _, column := range columns {
		if text, ok := l[column]; !ok {
			panic("table_test: no column " + column)
		} else if text != "" && text != "NA" {
			n++
		}
	}
	return n
}

// columns are the value columns of a definition, in a file that may hold a part.
func columns(def *source.Definition, only []string) (out []string) {
	for _, s := range def.Series {
		if len(only) == 0 || slices.Contains(only, s.ID) {
			out = append(out, s.Column)
		}
	}
	return out
}

// expect counts, from the raw rows alone and by rules written for one source, what
// the reader should find.
var expect = map[string]func(t testing.TB, def *source.Definition, spec source.FileSpec, rows map[int]line) counts{
	"wdi": func(_ testing.TB, _ *source.Definition, _ source.FileSpec, rows map[int]line) (c counts) {
		for _, l := range rows {
			if len(l["iso3"]) != 3 || l["iso3"] == "GBM" || l["iso3"] == "CHI" {
				c.skipped++
				continue
			}
			c.kept += l.cells("value")
		}
		return c
	},
	"wgi": everyCell, "hdi": everyCell, "vdem14": everyCell, "vdem15": since1990,
	"ucdp": func(_ testing.TB, def *source.Definition, _ source.FileSpec, rows map[int]line) (c counts) {
		for _, l := range rows {
			c.kept += l.cells(columns(def, nil)...)
			for _, s := range def.Series {
				if s.Low == "" {
					continue
				}
				low, value, high := number(l[s.Low]), number(l[s.Column]), number(l[s.High])
				if low > value || value > high {
					c.rejected++
				}
			}
		}
		return c
	},
	"idealpoint": func(_ testing.TB, def *source.Definition, spec source.FileSpec, rows map[int]line) (c counts) {
		old := spec.Layout != nil
		for _, l := range rows {
			switch {
			case old && number(l["NVotes"]) < 30, !old && number(l["NVotesAll"]) < 30:
				c.rejected++
			case old:
				c.kept += 2
			default:
				c.kept += l.cells(columns(def, nil)...)
			}
		}
		return c
	},
	"unhcr": unhcrCounts,
	"ipi": func(_ testing.TB, _ *source.Definition, _ source.FileSpec, rows map[int]line) (c counts) {
		seen := map[string]bool{}
		for _, l := range rows {
			if l["date"] == "NA" {
				c.rejected++
				continue
			}
			key := strings.TrimPrefix(l["contributor"], "The former Yugoslav Republic of ") + l["date"][:4]
			seen[key] = true
			for _, column := range []string{"troops", "police", "experts"} {
				if l.cells(column) == 1 {
					seen[key+column] = true
					seen[key+column+"max"] = true
				}
			}
		}
		c.kept = len(seen)
		return c
	},
	"geopko": func(_ testing.TB, _ *source.Definition, _ source.FileSpec, rows map[int]line) (c counts) {
		same := map[string]string{"U.K.": "UK", "Britain": "UK", "US": "USA"}
		seen := map[string]bool{}
		for _, l := range rows {
			switch l["tcc"] {
			case "CARICOM", "Multinational", "Mutinational":
				c.skipped++
				continue
			}
			name := l["tcc"]
			if other, ok := same[name]; ok {
				name = other
			}
			seen[strings.ToLower(name)+l["year"]] = true
		}
		c.kept = 2 * len(seen)
		return c
	},
	"ustroops": func(_ testing.TB, def *source.Definition, _ source.FileSpec, rows map[int]line) (c counts) {
		same := map[string]string{"1006": "58", "678": "679", "10100": "1014", "1012": "1014"}
		seen := map[string]bool{}
		for _, l := range rows {
			code := l["ccode"]
			if other, ok := same[code]; ok {
				code = other
			}
			switch code {
			case "1028", "1029", "1030", "1031", "1032", "1033", "1038", "1040", "10101":
				c.skipped++
			default:
				seen[code+" "+l["year"]] = true
			}
		}
		c.kept = len(def.Series) * len(seen)
		return c
	},
	"nuclear": func(_ testing.TB, def *source.Definition, spec source.FileSpec, rows map[int]line) (c counts) {
		for _, l := range rows {
			if l["Year"] < "1946" || l["Entity"] == "World" {
				c.skipped++
				continue
			}
			c.kept += l.cells(columns(def, spec.Series)...)
		}
		return c
	},
	"lied": func(_ testing.TB, def *source.Definition, _ source.FileSpec, rows map[int]line) (c counts) {
		for _, l := range rows {
			if l["in_GW_system"] != "TRUE" || l["cown"] == "" {
				c.skipped++
				continue
			}
			c.kept += l.cells(columns(def, nil)...)
		}
		return c
	},
	"polity5": func(_ testing.TB, _ *source.Definition, _ source.FileSpec, rows map[int]line) (c counts) {
		seen := map[string]bool{}
		for _, l := range rows {
			if l.cells("polity2") == 1 {
				seen[strings.Replace(l["GWn"], "340", "345", 1)+" "+l["year"]] = true
			}
		}
		c.kept = len(seen)
		return c
	},
}

// everyCell expects every cell that holds something.
func everyCell(_ testing.TB, def *source.Definition, spec source.FileSpec, rows map[int]line) (c counts) {
	wanted := columns(def, spec.Series)
	if def.Layout.ValueColumn != "" {
		wanted = []string{def.Layout.ValueColumn}
	}
	for _, l := range rows {
		c.kept += l.cells(wanted...)
	}
	return c
}

// since1990 expects every cell from 1990 on.
func since1990(t testing.TB, def *source.Definition, spec source.FileSpec, rows map[int]line) (c counts) {
	for at, l := range rows {
		if l["year"] < "1990" {
			c.skipped++
			delete(rows, at)
		}
	}
	c.kept = everyCell(t, def, spec, rows).kept
	return c
}

// unhcrCounts expects a sum for each side of the pairs and each year.
func unhcrCounts(_ testing.TB, def *source.Definition, spec source.FileSpec, rows map[int]line) (c counts) {
	seen := map[string]bool{}
	for _, l := range rows {
		origin := l["coo_iso"] != "UNK" && l["coo_iso"] != "XXA" && l["coo_iso"] != "TIB"
		asylum := l["coa_iso"] != "UNK"
		claim, isClaim := l["app_type"]
		if l["year"] < "1990" || (!origin && !asylum) || (isClaim && claim != "N" && claim != "NR" && claim != "V") {
			c.skipped++
			continue
		}
		for _, s := range def.Series {
			side, is := l["coa_iso"], asylum
			if s.Country.Column == "coo_iso" {
				side, is = l["coo_iso"], origin
			}
			if is && slices.Contains(spec.Series, s.ID) && l.cells(s.Column) == 1 {
				seen[side+l["year"]+s.ID] = true
			}
		}
	}
	c.kept = len(seen)
	return c
}

// TestSources reads every real file whole, compares with the independent count and
// follows every 101st value that stands in one row back to it.
func TestSources(t *testing.T) {
	raw(t)
	for id, count := range expect {
		t.Run(id, func(t *testing.T) {
			def, b := definition(t, id), readSource(t, id)
			got := counts{b.read, len(b.seen), len(b.rejected), b.skipped}
			var want counts
			rows := map[string]map[int]line{}
			for _, release := range def.Releases {
				for _, spec := range release.Files {
					rows[spec.Path] = rawRows(t, spec.Path)
					want.read += len(rows[spec.Path])
					c := count(t, def, spec, rows[spec.Path])
					want.kept, want.rejected, want.skipped = want.kept+c.kept, want.rejected+c.rejected, want.skipped+c.skipped
				}
			}
			t.Logf("read %d, kept %d, rejected %d, skipped %d", got.read, got.kept, got.rejected, got.skipped)
			if got != want {
				t.Errorf("got %+v, the raw rows give %+v", got, want)
			}
			if share := float64(got.rejected) / float64(got.read); share > def.MaxRejected {
				t.Errorf("%.4f of the rows are rejected, more than max_rejected %g", share, def.MaxRejected)
			}
			follow(t, b, rows)
		})
	}
}

// follow compares values with the rows that they name.
func follow(t *testing.T, b *basket, rows map[string]map[int]line) {
	t.Helper()
	checked := 0
	for i := 0; i < len(b.seen); i += 101 {
		o := b.seen[i]
		if o.Ref.Rows != 1 || strings.HasPrefix(o.Ref.Text, "count of") {
			continue
		}
		checked++
		texts := slices.Collect(maps.Values(rows[o.Ref.File][o.Ref.Row]))
		if !slices.Contains(texts, o.Ref.Text) || !slices.Contains(texts, o.Ref.Entity) {
			t.Fatalf("%s %s %s: %+v is not in the row %q", o.Indicator, o.Country, o.Period, o.Ref, texts)
		}
		if number(o.Ref.Text) != o.Value {
			t.Fatalf("%s %s %s: value %g, text %s", o.Indicator, o.Country, o.Period, o.Value, o.Ref.Text)
		}
	}
	if checked == 0 {
		t.Error("no value stands in one row")
	}
}

// TestDefinitions makes a reader of each definition that names this package, so
// that those without raw data are looked at too.
func TestDefinitions(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "data", "sources", "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	reg, seen := register(t), 0
	for _, file := range files {
		id := strings.TrimSuffix(filepath.Base(file), ".yaml")
		def := definition(t, id)
		if def.Reader != "table" {
			continue
		}
		seen++
		if def.ID != id {
			t.Errorf("%s: id is %q", file, def.ID)
		}
		if _, err := table.New(def, reg); err != nil {
			t.Error(err)
		}
		for _, s := range def.Series {
			if s.Name == "" || s.Definition == "" || s.Unit == "" {
				t.Errorf("%s.%s lacks a name, a definition or a unit", id, s.ID)
			}
		}
	}
	if seen < 16 {
		t.Errorf("only %d definitions were read", seen)
	}
}
