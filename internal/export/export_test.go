// SPDX-License-Identifier: Apache-2.0

package export

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/obs"
)

var update = flag.Bool("update", false, "write the golden files anew")

// of is a pointer to a value.
func of[T any](v T) *T { return &v }

// sample is a series with values of every kind: published with errors, flagged,
// zero, and missing for each reason.
func sample() *assess.Series {
	ref := &assess.Ref{File: "s/raw.csv", SHA256: "abc123", Row: 7, Place: "page, one"}
	return &assess.Series{
		ID: "0123456789abcdef", Indicator: "s.a", IndicatorName: `Name, with "quotes"`, Kind: obs.Survey, Unit: "% of GDP", Formula: "as published",
		From: 2019, To: 2020, Level: 0.9, Version: "test", Data: "data",
		Countries: []assess.CountrySeries{
			{ISO3: "AZE", Name: "Azerbaijan", Values: []assess.YearValue{
				{Year: 2019, Value: of(0.1), Low: of(0.05), High: of(0.2), SE: of(0.025), Release: "r1", Ref: ref, Flags: []string{"estimate", "provisional"}},
				{Year: 2020, Value: of(0.0), Release: "r1", Ref: ref},
			}},
			{ISO3: "CIV", Name: "Côte d’Ivoire", Values: []assess.YearValue{
				{Year: 2019, Missing: "withheld"}, {Year: 2020, Missing: "not_collected"},
			}},
			{ISO3: "XKX", Name: "Kosovo", Values: []assess.YearValue{
				{Year: 2019, Missing: "not_applicable"}, {Year: 2020, Value: of(-1e-9), Release: "r2", Flags: []string{"break"}},
			}},
		},
		Sources: []obs.Origin{
			{Source: "s", Release: "r1", Title: "Source & sons", Producer: "Producer", URL: "https://example.org", Licence: "CC BY 4.0", LicenceURL: "https://creativecommons.org/licenses/by/4.0/", Citation: "Producer (2020). Source.", Published: obs.Date{Year: 2020, Month: 2, Day: 1}},
			{Source: "s", Release: "r2", Title: "Source", Producer: "Producer", Licence: "CC0 1.0", Citation: "Producer (2021)\nSource"},
		},
	}
}

// ranked is a ranking of two states, one of them not scored.
func ranked() *assess.Ranking {
	scored := assess.Score{
		Value: of(61.5), Rank: of(1), Of: 1, Coverage: 0.75,
		Range: &assess.Range{Score: multiverse.Band{Low90: 55, High90: 66}, Rank: multiverse.RankBand{Low90: 1, High90: 2}},
	}
	without := assess.Score{Of: 1, Coverage: 0.2, Reason: "too little weight rests on values"}
	return &assess.Ranking{
		ID: "x", Year: 2020, Framework: "core", Pillars: []string{"one"}, Kinds: []string{"soft"},
		Rows: []assess.Row{
			{ISO3: "AZE", Name: "Azerbaijan", Score: scored, Pillars: []assess.Score{scored}, Kinds: []assess.Score{scored}},
			{ISO3: "XKX", Name: "Kosovo", Score: without, Pillars: []assess.Score{without}, Kinds: []assess.Score{without}},
		},
	}
}

// TestGolden compares every table with the one that was looked at.
func TestGolden(t *testing.T) {
	a := &assess.Assessment{
		Country: "AZE", Year: 2020, Framework: "core", Overall: ranked().Rows[0].Score,
		Kinds:   []assess.Group{{ID: "soft", Score: ranked().Rows[0].Score}},
		Pillars: []assess.Pillar{{ID: "one", Score: ranked().Rows[1].Score, Groups: []assess.Group{{ID: "part", Score: ranked().Rows[0].Score}}}},
	}
	for name, write := range map[string]func(io.Writer) error{
		"series.csv":       func(w io.Writer) error { return SeriesCSV(w, sample()) },
		"series.sdmx.csv":  func(w io.Writer) error { return SeriesSDMX(w, sample()) },
		"ranking.sdmx.csv": func(w io.Writer) error { return RankSDMX(w, ranked()) },
		"assess.sdmx.csv":  func(w io.Writer) error { return AssessSDMX(w, a) },
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := write(&b); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestNothingLost checks that a table read back holds the same numbers to the
// last bit, and that missing is no number.
func TestNothingLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := sample()
		value := func() *float64 {
			if rapid.Bool().Draw(t, "there") {
				return of(rapid.Float64().Draw(t, "value"))
			}
			return nil
		}
		for c := range s.Countries {
			for y := range s.Countries[c].Values {
				v := &s.Countries[c].Values[y]
				v.Value, v.Low, v.High, v.SE = value(), value(), value(), value()
				if v.Missing = ""; v.Value == nil {
					v.Missing = "not_collected"
				}
			}
		}
		want := Rows(s)
		var asCSV, asParquet bytes.Buffer
		p := NewParquet(&asParquet, nil)
		if err := SeriesCSV(&asCSV, s); err != nil {
			t.Fatal(err)
		}
		if err := p.Add(s); err != nil {
			t.Fatal(err)
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		got, err := parquet.Read[Row](bytes.NewReader(asParquet.Bytes()), int64(asParquet.Len()))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		rows, err := csv.NewReader(&asCSV).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range rows[1:] {
			checkNumber(t, r[5], want[i].Value)
			checkNumber(t, r[9], want[i].StandardError)
		}
	})
}

// checkNumber compares a cell with a number.
func checkNumber(t *rapid.T, cell string, want *float64) {
	if want == nil {
		if cell != "" {
			t.Fatalf("%q stands where nothing is known", cell)
		}
		return
	}
	if got, err := strconv.ParseFloat(cell, 64); err != nil || got != *want {
		t.Fatalf("%q, want %v: %v", cell, *want, err)
	}
}

// TestDerivedLicences checks that a derived value names the licences of all its
// inputs.
func TestDerivedLicences(t *testing.T) {
	s := sample()
	s.Indicator, s.Formula = "qala.a", "mean of s.a"
	for c := range s.Countries {
		for y := range s.Countries[c].Values {
			s.Countries[c].Values[y].Release = ""
		}
	}
	for _, r := range Rows(s) {
		want := "CC BY 4.0; CC0 1.0"
		if r.Value == nil {
			want = ""
		}
		if r.Licence != want || r.Source != "qala" {
			t.Errorf("%s %d: %q from %s", r.Country, r.Year, r.Licence, r.Source)
		}
	}
}

// bundle is a small package.
func bundle(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	p := NewPackage(&b, About{Name: "qala-core-panel", ID: "abc", Title: "Figures", Description: "What it is.", Version: "1"})
	err := p.Add(Table{
		Name: "panel", Title: "the figures", Fields: PanelFields(), Key: []string{"country", "year", "indicator"},
		Write: func(w io.Writer) error { return SeriesCSV(w, sample()) },
	})
	if err != nil {
		t.Fatal(err)
	}
	p.Cite(sample().Sources)
	p.Cite(sample().Sources)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPackage checks that a package describes what it holds.
func TestPackage(t *testing.T) {
	text := bundle(t)
	if !bytes.Equal(text, bundle(t)) {
		t.Error("two packages of the same figures differ")
	}
	z, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) []byte {
		f, err := z.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		b, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	var d description
	if err := json.Unmarshal(read("datapackage.json"), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Resources) != 1 || len(d.Sources) != 2 || len(d.Licences) != 2 || d.Licences[0].Name != "CC-BY-4.0" {
		t.Errorf("%+v", d)
	}
	r := d.Resources[0]
	file := read(r.Path)
	sum := sha256.Sum256(file)
	if r.Bytes != int64(len(file)) || r.Hash != "sha256:"+hex.EncodeToString(sum[:]) {
		t.Errorf("%d bytes, %s", r.Bytes, r.Hash)
	}
	rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range r.Schema.Fields {
		if rows[0][i] != f.Name || f.Description == "" {
			t.Errorf("column %d is %s and described as %s: %q", i, rows[0][i], f.Name, f.Description)
		}
	}
	bib := string(read("citations.bib"))
	for _, want := range []string{"@misc{s-r1,", `{{Source \& sons}}`, "@misc{qala-core-panel,", "year = {2020}"} {
		if !strings.Contains(bib, want) {
			t.Errorf("no %s in\n%s", want, bib)
		}
	}
	if page := string(read("README.md")); !strings.Contains(page, "Licence: CC0 1.0.") || !strings.Contains(page, "data/panel.csv") {
		t.Error(page)
	}
}

// failing refuses to be written to.
type failing struct{}

// Write fails.
func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// TestFailing checks that what cannot be written is an error.
func TestFailing(t *testing.T) {
	for name, write := range map[string]func(io.Writer) error{
		"csv":  func(w io.Writer) error { return SeriesCSV(w, sample()) },
		"sdmx": func(w io.Writer) error { return SeriesSDMX(w, sample()) },
		"parquet": func(w io.Writer) error {
			p := NewParquet(w, nil)
			_ = p.Add(sample())
			return p.Close()
		},
		"package": func(w io.Writer) error { return NewPackage(w, About{}).Close() },
	} {
		if err := write(failing{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestStatus checks the codes of observations' statuses.
func TestStatus(t *testing.T) {
	for _, test := range []struct {
		missing string
		flags   []string
		want    string
	}{
		{"", nil, "A"},
		{"", []string{"derived"}, "A"},
		{"", []string{"estimate", "provisional"}, "P"},
		{"", []string{"estimate"}, "E"},
		{"", []string{"provisional", "break"}, "B"},
		{"not_applicable", nil, "M"},
		{"withheld", nil, "Q"},
		{"not_collected", nil, "O"},
	} {
		if got := status(test.missing, test.flags); got != test.want {
			t.Errorf("%q %q: %s, want %s", test.missing, test.flags, got, test.want)
		}
	}
	if obs.Withheld.String() != "withheld" || obs.NotApplicable.String() != "not_applicable" {
		t.Error("the words for missing have changed")
	}
}
