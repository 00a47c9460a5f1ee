// SPDX-License-Identifier: Apache-2.0

package table_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/table"
)

// long is a definition of the shape of WDI's file.
func long() *source.Definition {
	return &source.Definition{
		ID: "wdi",
		Layout: source.Layout{
			Shape: "long", SeriesColumn: "series", ValueColumn: "value", SEColumn: "se",
			Missing: []string{"NA", ".."},
			Country: source.CountryColumn{Column: "iso3", Scheme: "iso3", Skip: []string{"WLD"}},
			Period:  source.PeriodColumn{Column: "year", First: 1990, Last: 2030},
		},
		Series: []source.Series{{ID: "GDP"}, {ID: "POP", Key: "population", Scale: 1000}},
	}
}

// wide is a definition with a column for each series, an interval and a sum.
func wide() *source.Definition {
	return &source.Definition{
		ID: "src",
		Layout: source.Layout{
			Missing:     []string{"NA"},
			Country:     source.CountryColumn{Column: "name", Scheme: "name", Skip: []string{"World"}},
			Counterpart: source.CountryColumn{Column: "to", Scheme: "name", Skip: []string{"Unknown"}},
			Period:      source.PeriodColumn{Column: "year"},
			Require:     []source.Requirement{{Column: "n", Min: 30, Reason: "rests on fewer than 30 votes"}},
			Where:       map[string][]string{"use": {"yes", "y"}},
		},
		Series: []source.Series{
			{ID: "x", Column: "x", Low: "lo", High: "hi"},
			{ID: "sum", Column: "x", Combine: source.Sum},
			{ID: "flow", Column: "x", Dyadic: true, Combine: source.Sum},
		},
	}
}

// told is what a reader finds, one line for each observation and rejection.
func told(t *testing.T, def *source.Definition, file source.File) []string {
	t.Helper()
	reader, err := table.New(def, register(t))
	if err != nil {
		return []string{"new: " + err.Error()}
	}
	var b basket
	err = reader.Read(file, &b)
	var out []string
	for _, o := range b.seen {
		line := fmt.Sprintf("%s %s%s %s = %g @%d", o.Indicator, o.Country, o.Counterpart, o.Period, o.Value, o.Ref.Row)
		if o.Spread.HasSE {
			line += fmt.Sprintf(" ±%g", o.Spread.SE)
		}
		if o.Spread.HasInterval {
			line += fmt.Sprintf(" [%g, %g]", o.Spread.Low, o.Spread.High)
		}
		out = append(out, line)
	}
	for _, r := range b.rejected {
		out = append(out, fmt.Sprintf("%d! %s %q: %s", r.Row, r.Column, r.Text, r.Reason))
	}
	if err != nil {
		out = append(out, "error: "+err.Error())
	}
	return append(out, fmt.Sprintf("read %d skipped %d", b.read, b.skipped))
}

func TestLong(t *testing.T) {
	const head = "iso3,year,series,value,se\n"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"values", head + "AZE,2016,GDP,-3.064,0.5\nGEO,2016,population,3728,\n", []string{
			"wdi.GDP AZE 2016 = -3.064 @2 ±0.5", "wdi.POP GEO 2016 = 3.728e+06 @3", "read 2 skipped 0",
		}},
		{"zero is a value, empty is none", head + "AZE,2016,GDP,0,\nGEO,2016,GDP,,\nARM,2016,GDP,NA,\nTUR,2016,GDP,..,\n", []string{
			"wdi.GDP AZE 2016 = 0 @2", "read 4 skipped 0",
		}},
		{"byte order mark and CR LF", "\xef\xbb\xbf" + strings.ReplaceAll(head+"AZE,2016,GDP,1,\n", "\n", "\r\n"), []string{
			"wdi.GDP AZE 2016 = 1 @2", "read 1 skipped 0",
		}},
		{"header only", head, []string{"read 0 skipped 0"}},
		{"empty file", "", []string{"error: wdi: f.csv: file is empty, want a header", "read 0 skipped 0"}},
		{"missing column", "iso3,year,series,val,se\nAZE,2016,GDP,1,\n", []string{
			`error: wdi: f.csv: line 1: no column "value"; there are "iso3", "year", "series", "val", "se"`, "read 0 skipped 0",
		}},
		{"column twice", "iso3,year,series,value,se,year\nAZE,2016,GDP,1,,2017\n", []string{
			`error: wdi: f.csv: line 1: column "year" stands there twice, as number 2 and 6`, "read 0 skipped 0",
		}},
		{"ragged row", head + "AZE,2016,GDP\nAZE,2016,GDP,1,\n", []string{
			"wdi.GDP AZE 2016 = 1 @3", `2!  "AZE,2016,GDP": row has 3 fields, the header has 5`, "read 2 skipped 0",
		}},
		{"no numbers", head + "AZE,2016,GDP,NaN,\nAZE,2017,GDP,Inf,\nAZE,2018,GDP,\"1,234\",\nAZE,2019,GDP,n.a.,\nAZE,2020,GDP,1e999,\n", []string{
			`2! value "NaN": not a finite number`, `3! value "Inf": not a finite number`,
			`4! value "1,234": not a number: separators of thousands and decimal commas are not read`,
			`5! value "n.a.": not a number`, `6! value "1e999": not a finite number`, "read 5 skipped 0",
		}},
		{"value twice", head + "AZE,2016,GDP,1,\nAZE,2016,GDP,2,\nAZE,2016,population,2,\n", []string{
			"wdi.GDP AZE 2016 = 1 @2", "wdi.POP AZE 2016 = 2000 @4",
			`3! value "2": second value of GDP for AZE 2016; the first is on line 2`, "read 3 skipped 0",
		}},
		{"unknown country", head + "AZR,2016,GDP,1,\n,2016,GDP,1,\nWLD,2016,GDP,1,\n", []string{
			`2! iso3 "AZR": unknown country "AZR"`, `3! iso3 "": country is empty`, "read 3 skipped 1",
		}},
		{"years", head + "AZE,20016,GDP,1,\nAZE,x,GDP,1,\nAZE,1989,GDP,1,\nAZE,2031,GDP,1,\nAZE,2016.0,GDP,1,\n", []string{
			"wdi.GDP AZE 2016 = 1 @6", `2! year "20016": year is out of range`, `3! year "x": not a year`, "read 5 skipped 2",
		}},
		{"series that is not listed", head + "AZE,2016,XYZ,1,\n", []string{"read 1 skipped 1"}},
		{"Latin-1 cell", head + "AZE,2016,GDP,1,\nC\xf4te,2016,GDP,1,\nGEO,2016,GDP,2,\n", []string{
			"wdi.GDP AZE 2016 = 1 @2", "wdi.GDP GEO 2016 = 2 @4", `3!  "C?te,2016,GDP,1,": row is not UTF-8`, "read 3 skipped 0",
		}},
		{"bad standard error keeps the value", head + "AZE,2016,GDP,1,-2\nGEO,2016,GDP,1,x\nARM,2016,GDP,1,NA\n", []string{
			"wdi.GDP AZE 2016 = 1 @2", "wdi.GDP GEO 2016 = 1 @3", "wdi.GDP ARM 2016 = 1 @4",
			`2! se "-2": standard error is negative`, `3! se "x": not a number`, "read 3 skipped 0",
		}},
		{"quote never closed", head + "AZE,2016,GDP,\"1,\nGEO,2016,GDP,2,\n", []string{
			"wdi.GDP GEO 2016 = 2 @3", `2!  "AZE,2016,GDP,\"1,": quote is not closed before the file ends`, "read 2 skipped 0",
		}},
		{"row longer than 1 MB", head + "AZE,2016,GDP," + strings.Repeat("1", 1<<20) + ",\nGEO,2016,GDP,2,\n", []string{
			"wdi.GDP GEO 2016 = 2 @3", `2!  "AZE,2016,GDP,` + strings.Repeat("1", 187) + `": row is longer than 1 MB`, "read 2 skipped 0",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, told(t, long(), bytesOf("f.csv", "1", []byte(c.text)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWide(t *testing.T) {
	const head = "name,to,year,x,lo,hi,n,use\n"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"interval, sum and dyads", head + "Azerbaijan,Turkey,2016,2,1,3,30,yes\n", []string{
			"src.x AZE 2016 = 2 @2 [1, 3]", "src.sum AZE 2016 = 2 @2", "src.flow AZETUR 2016 = 2 @2", "read 1 skipped 0",
		}},
		{"requirement", head + "Azerbaijan,Turkey,2016,2,1,3,29,yes\nGeorgia,Turkey,2016,2,1,3,NA,yes\n", []string{
			`2! n "29": rests on fewer than 30 votes`, `3! n "NA": required not a number`, "read 2 skipped 0",
		}},
		{"condition", head + "Azerbaijan,Turkey,2016,2,1,3,30,no\nAzerbaijan,Turkey,2016,2,1,3,30,y\n", []string{
			"src.x AZE 2016 = 2 @3 [1, 3]", "src.sum AZE 2016 = 2 @3", "src.flow AZETUR 2016 = 2 @3", "read 2 skipped 1",
		}},
		{"interval that does not hold the value", head + "Azerbaijan,Turkey,2016,9,1,3,30,yes\n", []string{
			"src.x AZE 2016 = 9 @2", "src.sum AZE 2016 = 9 @2", "src.flow AZETUR 2016 = 9 @2",
			`2! lo "1": low 1 and high 3 do not hold the value 9`, "read 1 skipped 0",
		}},
		{"unknown country is told once", head + "Gerogia,Turkey,2016,9,1,3,30,yes\nNiger,Turkey,2016,1,1,1,30,yes\nKorea,Turkey,2016,1,1,1,30,yes\n", []string{
			"src.x NER 2016 = 1 @3 [1, 1]", "src.sum NER 2016 = 1 @3", "src.flow NERTUR 2016 = 1 @3",
			`2! name "Gerogia": unknown country "Gerogia"; did you mean Georgia (GEO)?`,
			`4! name "Korea": ambiguous country "Korea": Republic of Korea (KOR) or Democratic People's Republic of Korea (PRK)`,
			"read 3 skipped 0",
		}},
		{"counterpart", head + "Azerbaijan,Unknown,2016,2,1,3,30,yes\nGeorgia,Nowhere,2016,2,1,3,30,yes\n", []string{
			"src.x AZE 2016 = 2 @2 [1, 3]", "src.x GEO 2016 = 2 @3 [1, 3]", "src.sum AZE 2016 = 2 @2", "src.sum GEO 2016 = 2 @3",
			`3! to "Nowhere": unknown country "Nowhere"`, "read 2 skipped 0",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := told(t, wide(), bytesOf("f.csv", "1", []byte(c.text)))
			for i := range got { // suggestions are the register's business
				if at := strings.Index(got[i], `"Nowhere"; did`); at >= 0 {
					got[i] = got[i][:at+len(`"Nowhere"`)]
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestRef follows values home.
func TestRef(t *testing.T) {
	def := wide()
	def.Layout.Require, def.Layout.Where = nil, map[string][]string{"use": {"yes"}}
	text := "name,to,year,x,lo,hi,n,use\nTurkey,Iran,2016, 2.50 ,,,,yes\n\nTürkiye,Russia,2016,1,,,,yes\nTurkey,Iran,2016,4,,,,yes\n"
	file := bytesOf("dir/f.csv", "r1", []byte(text))
	file.SHA256 = "ab"
	reader, err := table.New(def, register(t))
	if err != nil {
		t.Fatal(err)
	}
	var b basket
	if err := reader.Read(file, &b); err != nil {
		t.Fatal(err)
	}
	var got []obs.Ref
	for _, o := range b.seen {
		got = append(got, o.Ref)
		if o.Release != "r1" {
			t.Errorf("release %q", o.Release)
		}
	}
	ref := func(row, rows int, text string) obs.Ref {
		return obs.Ref{File: "dir/f.csv", SHA256: "ab", Row: row, Rows: rows, Entity: "Turkey", Text: text}
	}
	want := []obs.Ref{
		ref(2, 1, " 2.50 "),
		ref(2, 3, "sum of x over 3 rows where name=Turkey|Türkiye, year=2016, use=yes"),
		ref(2, 2, "sum of x over 2 rows where name=Turkey, to=IRN, year=2016, use=yes"),
		{File: "dir/f.csv", SHA256: "ab", Row: 4, Rows: 1, Entity: "Türkiye", Text: "1"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCombine(t *testing.T) {
	text := "who,date,x\nGeorgia,2016-01-31,3\nGeorgia,2016-02-29,NA\nArmenia,2016-01-31,7\nGeorgia,2016-03-31,5\nGeorgia,2017-02-30,5\nGeorgia,2017-01-31,1\n"
	for combine, want := range map[source.Combine][]string{
		source.Sum:   {"GEO 2016 8 2 sum of x over 2 rows where who=Georgia, date in 2016", "ARM 2016 7 1 7", "GEO 2017 1 1 1"},
		source.Mean:  {"GEO 2016 4 2 mean of x over 2 rows where who=Georgia, date in 2016", "ARM 2016 7 1 7", "GEO 2017 1 1 1"},
		source.Max:   {"GEO 2016 5 2 max of x over 2 rows where who=Georgia, date in 2016", "ARM 2016 7 1 7", "GEO 2017 1 1 1"},
		source.Last:  {"GEO 2016 5 2 last of x over 2 rows where who=Georgia, date in 2016", "ARM 2016 7 1 7", "GEO 2017 1 1 1"},
		source.Count: {"GEO 2016 2 2 count of x over 2 rows where who=Georgia, date in 2016", "ARM 2016 1 1 count of x over 1 row where who=Armenia, date in 2016", "GEO 2017 1 1 count of x over 1 row where who=Georgia, date in 2017"},
	} {
		def := &source.Definition{
			ID: "s", Layout: source.Layout{
				Missing: []string{"NA"}, Country: source.CountryColumn{Column: "who", Scheme: "name"},
				Period: source.PeriodColumn{Column: "date", Kind: "date"},
			},
			Series: []source.Series{{ID: "x", Column: "x", Combine: combine}},
		}
		reader, err := table.New(def, register(t))
		if err != nil {
			t.Fatal(err)
		}
		var b basket
		if err := reader.Read(bytesOf("f.csv", "", []byte(text)), &b); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range b.seen {
			got = append(got, fmt.Sprintf("%s %s %g %d %s", o.Country, o.Period, o.Value, o.Ref.Rows, o.Ref.Text))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", combine, diff)
		}
		if len(b.rejected) != 1 || b.rejected[0].Reason != "not a date written YYYY-MM-DD" || b.rejected[0].Row != 6 {
			t.Errorf("%s: rejected %+v", combine, b.rejected)
		}
	}
}

// TestYears reads the two shapes with a column for each year.
func TestYears(t *testing.T) {
	bulk := long()
	bulk.Live = []source.FileSpec{{Path: "WDI_CSV.zip", Member: "WDICSV.csv", Layout: &source.Layout{
		Shape: "years", SeriesColumn: "Indicator Code", Period: source.PeriodColumn{First: 1990},
		Country: source.CountryColumn{Column: "Country Code", Scheme: "iso3", Skip: []string{"WLD"}},
	}}}
	text := "\"Country Name\",\"Country Code\",\"Indicator Name\",\"Indicator Code\",\"1989\",\"2015\",\"2016\",\"\"\r\n" +
		"\"Azerbaijan\",\"AZE\",\"x\",\"GDP\",\"7\",\"\",\"-3.06\",\"\"\r\n\"World\",\"WLD\",\"x\",\"GDP\",\"\",\"1\",\"\",\"\"\r\n"
	want := []string{"wdi.GDP AZE 2016 = -3.06 @2", "read 2 skipped 1"}
	if diff := cmp.Diff(want, told(t, bulk, bytesOf("WDI_CSV.zip", "", zipOf(t, "WDICSV.csv", text, "WDICountry.csv", "x")))); diff != "" {
		t.Error(diff)
	}
	hdi := &source.Definition{
		ID: "hdi", Layout: source.Layout{
			Encoding: "windows-1252", Shape: "years", Country: source.CountryColumn{Column: "iso3", Scheme: "iso3"},
		},
		Series: []source.Series{{ID: "hdi", Column: "hdi"}},
	}
	text = "iso3,country,hdi_rank_2023,hdi_2022,hdi_2023,le_2023\nCIV,C\xf4te d'Ivoire,157,0.5,0.582,60\n"
	want = []string{"hdi.hdi CIV 2022 = 0.5 @2", "hdi.hdi CIV 2023 = 0.582 @2", "read 1 skipped 0"}
	if diff := cmp.Diff(want, told(t, hdi, bytesOf("h.csv", "", []byte(text)))); diff != "" {
		t.Error(diff)
	}
}

// TestFileSpec lays another layout over a file that has one of its own.
func TestFileSpec(t *testing.T) {
	def := long()
	def.Releases = []source.Release{{ID: "a", Published: obs.Date{Year: 2017, Month: 6, Day: 1}, Files: []source.FileSpec{
		{Path: "old/f.csv", Series: []string{"GDP"}, Layout: &source.Layout{
			Comma: ";", Columns: map[string]string{"GDP": "gdp", "n": "votes"},
			Country: source.CountryColumn{Column: "cow", Scheme: "cow"},
			Period:  source.PeriodColumn{Column: "session", Kind: "session", Offset: 1945},
			Require: []source.Requirement{{Column: "n", Min: 30, Reason: "too few"}},
		}},
	}}}
	def.Series[0].Column = "GDP"
	text := "cow;session;gdp;votes\n373;71;1.5;60\n373;72;2.5;60\n372;xx;1;60\n"
	want := []string{
		"wdi.GDP AZE 2016 = 1.5 @2", "wdi.GDP AZE 2017 = 2.5 @3", `4! session "xx": not the number of a session`, "read 3 skipped 0",
	}
	if diff := cmp.Diff(want, told(t, def, bytesOf("old/f.csv", "a", []byte(text)))); diff != "" {
		t.Error(diff)
	}
	reader, err := table.New(def, register(t))
	if err != nil {
		t.Fatal(err)
	}
	var b basket
	if err := reader.Read(bytesOf("elsewhere/f.csv", "", []byte(text)), &b); err != nil {
		t.Fatalf("a copy in another folder: %v", err)
	}
	b = basket{}
	if err := reader.Read(bytesOf("old/f.csv", "a", []byte(text)), &b); err != nil {
		t.Fatal(err)
	}
	if b.seen[0].Flags != 0 || b.seen[1].Flags != obs.Provisional {
		t.Errorf("flags %v and %v: 2017 had not ended when the release was published", b.seen[0].Flags.Names(), b.seen[1].Flags.Names())
	}
}

func TestTruncated(t *testing.T) {
	var b strings.Builder
	w := gzip.NewWriter(&b)
	fmt.Fprint(w, "iso3,year,series,value,se\n")
	for year := 1990; year < 2020; year++ {
		fmt.Fprintf(w, "AZE,%d,GDP,%d.123456789,\n", year, year*7919)
	}
	w.Close()
	got := told(t, long(), bytesOf("f.csv.gz", "1", []byte(b.String()[:b.Len()-60])))
	last := got[len(got)-2]
	if !strings.HasPrefix(last, "error: wdi: f.csv.gz: line ") || !strings.HasSuffix(last, "unexpected EOF") {
		t.Errorf("got %s", last)
	}
	if len(got) < 5 {
		t.Errorf("what was read before the file broke off is lost: %q", got)
	}
}

// full is a sink that has no room.
type full struct{}

var errFull = errors.New("no space left")

func (full) Observe(obs.Observation) error { return errFull }
func (full) Reject(obs.Rejected) error     { return errFull }

func TestSinkEndsReading(t *testing.T) {
	for name, text := range map[string]string{
		"observe": "iso3,year,series,value,se\nAZE,2016,GDP,1,\n", "reject": "iso3,year,series,value,se\nAZE,2016,GDP,x,\n",
	} {
		reader, err := table.New(long(), register(t))
		if err != nil {
			t.Fatal(err)
		}
		if err := reader.Read(bytesOf("f.csv", "", []byte(text)), full{}); !errors.Is(err, errFull) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for want, change := range map[string]func(*source.Definition){
		"shape tall":                         func(d *source.Definition) { d.Layout.Shape = "tall" },
		"format xml":                         func(d *source.Definition) { d.Layout.Format = "xml" },
		"encoding koi8":                      func(d *source.Definition) { d.Layout.Encoding = "koi8" },
		"comma: want one byte":               func(d *source.Definition) { d.Layout.Comma = "::" },
		"period kind month":                  func(d *source.Definition) { d.Layout.Period.Kind = "month" },
		"period column is missing":           func(d *source.Definition) { d.Layout.Period.Column = "" },
		"period ends before it begins":       func(d *source.Definition) { d.Layout.Period.Last = 1980 },
		"country column is missing":          func(d *source.Definition) { d.Layout.Country.Column = "" },
		`scheme "iso": want one of`:          func(d *source.Definition) { d.Layout.Country.Scheme = "iso" },
		"a long table needs series_column":   func(d *source.Definition) { d.Layout.SeriesColumn = "" },
		"a wide table has no series_column":  func(d *source.Definition) { d.Layout.Shape = "wide" },
		"series GDP: combine median":         func(d *source.Definition) { d.Series[0].Combine = "median" },
		"leaves no standard error":           func(d *source.Definition) { d.Series[0].Combine, d.Series[0].SE = source.Sum, "se" },
		"low and high go together":           func(d *source.Definition) { d.Series[0].Low = "lo" },
		"dyadic, but the layout has no":      func(d *source.Definition) { d.Series[0].Dyadic = true },
		"scale is negative":                  func(d *source.Definition) { d.Series[0].Scale = -1 },
		`series GDP: country: scheme "x"`:    func(d *source.Definition) { d.Series[0].Country = &source.CountryColumn{Scheme: "x"} },
		`alias "Z": no country "ZZZ" in the`: func(d *source.Definition) { d.Layout.Country.Aliases = map[string]string{"Z": "ZZZ"} },
	} {
		def := long()
		change(def)
		if _, err := table.New(def, register(t)); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "wdi: ") {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

// TestImporterOnly reads hand-made rows in the formats of sources of which no copy
// may be kept, by their real definitions.
func TestImporterOnly(t *testing.T) {
	for _, c := range []struct {
		id, path, text string
		want           []string
	}{
		{"cow-nmc", "cow/NMC-60-abridged.csv", "stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc,version\n" +
			"AZE,373,2016,1438000,67,-9,20,9700,3000,.001371,2021\nXXX,999,2016,1,1,1,1,1,1,.1,2021\n", []string{
			"cow-nmc.milex AZE 2016 = 1.438e+09 @2", "cow-nmc.milper AZE 2016 = 67000 @2", "cow-nmc.pec AZE 2016 = 20000 @2",
			"cow-nmc.tpop AZE 2016 = 9.7e+06 @2", "cow-nmc.upop AZE 2016 = 3e+06 @2", "cow-nmc.cinc AZE 2016 = 0.001371 @2",
			`3! ccode "999": unknown country "999"`, "read 2 skipped 0",
		}},
		{"atop", "atop/atop5_1sy.csv", "state,year,atopally,number,defense,offense,neutral,nonagg,consul,version,atopid1\n" +
			"373,2016,1,4,1,0,0,1,1,5.1,4010\n365,1985,1,9,1,0,0,1,1,5.1,4010\n", []string{
			"atop.alliances AZE 2016 = 4 @2", "atop.defense AZE 2016 = 1 @2", "atop.offense AZE 2016 = 0 @2",
			"atop.neutral AZE 2016 = 0 @2", "atop.nonagg AZE 2016 = 1 @2", "atop.consul AZE 2016 = 1 @2",
			"atop.alliances RUS 1985 = 9 @3", "atop.defense RUS 1985 = 1 @3", "atop.offense RUS 1985 = 0 @3",
			"atop.neutral RUS 1985 = 0 @3", "atop.nonagg RUS 1985 = 1 @3", "atop.consul RUS 1985 = 1 @3", "read 2 skipped 0",
		}},
	} {
		t.Run(c.id, func(t *testing.T) {
			def := definition(t, c.id)
			if def.Terms != source.ImporterOnly {
				t.Errorf("terms are %q", def.Terms)
			}
			got := told(t, def, bytesOf(c.path, def.Releases[0].ID, []byte(c.text)))
			for i := range got { // suggestions are the register's business
				got[i], _, _ = strings.Cut(got[i], "; did you mean")
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
