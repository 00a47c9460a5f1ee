// SPDX-License-Identifier: Apache-2.0

package country_test

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/country"
)

const head = "code,name,kind,iso2,m49,cow,gw,vdem,fips,ioc,unhcr,others,names,demonyms,capital,region,subregion," +
	"from,to,predecessors,successors,continuing,rule\n"

// row builds a line of the register's file from the fields that differ from empty.
func row(fields map[string]string) string {
	var out []string
	for name := range strings.SplitSeq(strings.TrimSpace(head), ",") {
		out = append(out, fields[name])
	}
	return strings.Join(out, ",") + "\n"
}

type fields = map[string]string

func TestParseReadsEveryColumn(t *testing.T) {
	text := head +
		row(fields{"code": "SRB", "name": "Serbia", "kind": "state", "predecessors": "SCG", "from": "2006-06-05"}) +
		row(fields{
			"code": "SCG", "name": "Serbia and Montenegro", "kind": "former", "iso2": "CS", "m49": "891",
			"cow": "345@1992..2005|7", "gw": "345@..2005", "vdem": "198", "fips": "YI", "ioc": "SCG", "unhcr": "YUG",
			"others": "iso3:YUG@1992..2003", "names": "Yugoslavia@1992..2003|?Both", "demonyms": "Yugoslav@1999",
			"capital": "Belgrade", "region": "Europe", "subregion": "Southern Europe", "from": "1992-04-27",
			"to": "2006-06-04", "successors": "SRB", "continuing": "SRB", "rule": "it ended",
		})
	r, err := country.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	got, ok := r.Country("SCG")
	want := country.Country{
		Code: "SCG", Name: "Serbia and Montenegro", Kind: country.Former, ISO2: "CS", M49: 891,
		COW:  []country.CodeSpan{{Code: 345, Span: country.Span{From: 1992, To: 2005}}, {Code: 7}},
		GW:   []country.CodeSpan{{Code: 345, Span: country.Span{To: 2005}}},
		VDem: 198, FIPS: "YI", IOC: "SCG", UNHCR: "YUG",
		Others:   []country.OtherCode{{Scheme: country.ISO3, Text: "YUG", Span: country.Span{From: 1992, To: 2003}}},
		Names:    []country.Name{{Text: "Yugoslavia", Span: country.Span{From: 1992, To: 2003}}, {Text: "Both", Shared: true}},
		Demonyms: []country.Name{{Text: "Yugoslav", Span: country.Span{From: 1999, To: 1999}}},
		Capital:  "Belgrade", Region: "Europe", Subregion: "Southern Europe",
		From: country.Date{Year: 1992, Month: 4, Day: 27}, To: country.Date{Year: 2006, Month: 6, Day: 4},
		Successors: []country.Code{"SRB"}, Continuing: "SRB", Rule: "it ended",
	}
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Errorf("Country(SCG) differs (-want +got):\n%s", diff)
	}
	if _, ok := r.Country("AZE"); ok {
		t.Error("Country(AZE) was found")
	}
	if all := r.All(); len(all) != 2 || all[0].Code != "SCG" || r.Len() != 2 {
		t.Errorf("All is not ordered by code: %v", all)
	}
}

func TestParseNamesEveryFault(t *testing.T) {
	good := row(fields{"code": "AZE", "name": "Azerbaijan", "kind": "state", "iso2": "AZ", "fips": "AJ"})
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty file", "", []string{"line 1: the file is empty"}},
		{
			"missing, unknown and double column", strings.Replace(head, "kind,", "sort,name,", 1) + good,
			[]string{
				`line 1, column 11 (sort): unknown column "sort"`, `line 1, column 16 (name): column "name" stands twice`,
				`line 1: column "kind" is missing`,
			},
		},
		{"short row", head + "AZE,Azerbaijan\n", []string{"line 2: 2 fields, the header has 23"}},
		{
			"empty needed fields", head + row(fields{}),
			[]string{"line 2, column 1 (code): is empty", "line 2, column 2 (name): is empty", "line 2, column 3 (kind): is empty"},
		},
		{
			"unreadable fields", head + row(fields{
				"code": "Az", "name": "Azerbaijan", "kind": "nation", "m49": "0", "cow": "373@1991-1995", "vdem": "x",
				"from": "1991-02-30", "to": "yesterday", "names": "a||b", "others": "mars:A",
			}) + good,
			[]string{
				`line 2, column 1 (code): "Az" is not a code of 3 capital letters`,
				`line 2, column 15 (kind): unknown kind "nation"; the kinds are state, observer, limited, territory, former, area`,
				`line 2, column 23 (m49): "0" is not a number above zero`,
				`line 2, column 25 (cow): "1991-1995" is not a year between 1500 and 2200`,
				`line 2, column 25 (cow): "1991-1995" is not a year between 1500 and 2200`,
				`line 2, column 40 (vdem): "x" is not a number above zero`,
				`line 2, column 45 (others): "mars:A" is not a scheme and its code, as in wgi:ROM`,
				`line 2, column 52 (names): empty part in list "a||b"`,
				`line 2, column 61 (from): "1991-02-30" is not a day written year-month-day`,
				`line 2, column 72 (to): "yesterday" is not a day written year-month-day`,
			},
		},
		{
			"codes given twice", head + good + good,
			[]string{
				"line 3, column 1 (code): code AZE stands already on line 2",
				"line 3, column 22 (iso2): AZ stands already on line 2",
				"line 3, column 29 (fips): AJ stands already on line 2",
			},
		},
		{
			"successions", head +
				row(fields{
					"code": "SUN", "name": "USSR", "kind": "former", "from": "1922-12-30", "to": "1922-12-29",
					"successors": "RUS|XYZ", "continuing": "AZE",
				}) +
				row(fields{"code": "RUS", "name": "Russia", "kind": "state"}) + good,
			[]string{
				"line 2, column 54 (successors): RUS on line 3 does not name it in return",
				"line 2, column 54 (successors): unknown country XYZ",
				"line 2, column 62 (continuing): AZE is not one of its successors",
				"line 2, column 42 (to): ends on 1922-12-29, before its start on 1922-12-30",
				"line 2, column 66 (rule): kind former needs the rule by which it is listed",
			},
		},
		{
			"former without an end", head + row(fields{"code": "SUN", "name": "USSR", "kind": "former", "rule": "x"}),
			[]string{"line 2, column 32 (to): a former country needs its last day"},
		},
		{"no CSV", head + "AZE,\"Azer\n" + good, []string{`line 3, column`}},
		{"no span", head + row(fields{"code": "AZE", "name": "A", "kind": "state", "names": "x@2000..1990|y@|z@.."}), []string{
			`line 2, column 22 (names): "2000..1990" is not a span of years`,
			`line 2, column 22 (names): "" is not a span of years`,
			`line 2, column 22 (names): ".." is not a span of years`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := country.Parse(strings.NewReader(tt.text))
			if err == nil {
				t.Fatal("no error")
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(tt.want) {
				t.Fatalf("%d faults, want %d:\n%v", len(lines), len(tt.want), err)
			}
			for i, want := range tt.want {
				if !strings.HasPrefix(lines[i], "countries.csv: "+want) {
					t.Errorf("fault %d is %s, want %s", i, lines[i], want)
				}
			}
			var fault *country.Fault
			if !errors.As(err, &fault) || fault.Line == 0 || fault.Reason == "" {
				t.Errorf("%v holds no *Fault with a line", err)
			}
		})
	}
}

func TestParseUnderstandsOtherEditors(t *testing.T) {
	want, err := os.ReadFile("../../data/countries.csv")
	if err != nil {
		t.Fatal(err)
	}
	plain := register(t).All()
	for name, text := range map[string][]byte{
		"byte order mark": append([]byte("\ufeff"), want...),
		"CRLF":            bytes.ReplaceAll(want, []byte("\n"), []byte("\r\n")),
	} {
		r, err := country.Parse(bytes.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(plain, r.All()); diff != "" {
			t.Errorf("%s changes the register:\n%s", name, diff)
		}
	}
}

func TestParsePassesReadErrorsOn(t *testing.T) {
	broken := errors.New("disk gone")
	for _, before := range []string{"", head} {
		r := iotest.TimeoutReader(strings.NewReader(before))
		if before == "" {
			r = iotest.ErrReader(broken)
		}
		if _, err := country.Parse(iotest.OneByteReader(r)); err == nil || errors.As(err, new(*country.Fault)) {
			t.Errorf("Parse after %q: %v, want the reader's error", before, err)
		}
	}
	if _, err := country.Load(fstest.MapFS{}); err == nil {
		t.Error("Load without the file gave no error")
	}
}

func TestLintFindsClashes(t *testing.T) {
	text := head +
		row(fields{"code": "KOR", "name": "South Korea", "kind": "state", "names": "Korea|AB", "cow": "732"}) +
		row(fields{"code": "PRK", "name": "North Korea", "kind": "state", "iso2": "AB", "names": "Korea", "cow": "732"}) +
		row(fields{"code": "COG", "name": "First Congo", "kind": "state", "names": "?Congo"}) +
		row(fields{"code": "COD", "name": "Second Congo", "kind": "state", "names": "?Congo|Zaire@..1997"}) +
		row(fields{"code": "ZAR", "name": "New Zaire", "kind": "state", "names": "Zaire@1998.."})
	r, err := country.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(r.Lint().Error(), "\n")
	want := []string{
		`countries.csv: line 2: spelling "AB" is the iso2 code of PRK`,
		`countries.csv: line 3: spelling "Korea" belongs to KOR too, on line 2`,
		`countries.csv: line 3: cow code "732" belongs to KOR too, on line 2`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Lint differs (-want +got):\n%s", diff)
	}
}

// The committed file stays ordered, so that a change shows as the lines it changes.
func TestFileIsOrderedByCode(t *testing.T) {
	text, err := os.ReadFile("../../data/countries.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")[1:]
	if !slices.IsSortedFunc(lines, func(a, b string) int { return strings.Compare(a[:3], b[:3]) }) {
		t.Error("data/countries.csv is not ordered by code")
	}
}

func BenchmarkParse(b *testing.B) {
	text, err := os.ReadFile("../../data/countries.csv")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := country.Parse(bytes.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFirstLookup includes Parse and the building of the index.
func BenchmarkFirstLookup(b *testing.B) {
	text, err := os.ReadFile("../../data/countries.csv")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r, err := country.Parse(bytes.NewReader(text))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := r.Resolve("Korea, Rep.", 2020); err != nil {
			b.Fatal(err)
		}
	}
}
