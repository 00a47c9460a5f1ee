// SPDX-License-Identifier: Apache-2.0

package acd

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/sourcetest"
)

const head = "conflict_id,year,intensity_level,type_of_conflict,incompatibility,gwno_loc,gwno_a,gwno_a_2nd,gwno_b,gwno_b_2nd\n"

// read reads a file by its bytes.
func read(t testing.TB, path string, data []byte) (*sourcetest.Heap, error) {
	def, reg := sourcetest.Definition(t, "acd")
	reader, err := New(def, reg)
	if err != nil {
		t.Fatal(err)
	}
	h := &sourcetest.Heap{}
	file := source.File{Path: path, Release: "25.1", Data: bytes.NewReader(data), Size: int64(len(data))}
	return h, reader.Read(file, h)
}

// rows reads a small table with the columns of head.
func rows(t testing.TB, lines ...string) *sourcetest.Heap {
	h, err := read(t, "a.csv", []byte(head+strings.Join(lines, "\n")+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// values writes a country's values of a year in the order of the definition.
func values(h *sourcetest.Heap, code country.Code, year int) string {
	var list []string
	for _, o := range h.Seen {
		if o.Country == code && o.Period == obs.Year(year) {
			list = append(list, strconv.FormatFloat(o.Value, 'g', -1, 64))
		}
	}
	return strings.Join(list, " ")
}

func TestRules(t *testing.T) {
	// In the order: conflicts, intensity, external, external opposed, party,
	// intensity as a party.
	for _, test := range []struct {
		name  string
		lines []string
		want  map[country.Code]string
	}{
		{"civil war", []string{"1,2000,2,3,1,372,372,,,"}, map[country.Code]string{"GEO": "1 2 0 0 1 2", "ARM": "0 0 0 0 0 0"}},
		{
			"between states both sides have it",
			[]string{`1,2000,1,2,1,"702, 703",703,,702,`},
			map[country.Code]string{"KGZ": "1 1 1 1 1 1", "TJK": "1 1 1 1 1 1"},
		},
		{
			"a supporter is a party only",
			[]string{`1,2000,2,2,1,"365, 369",365,731,369,`},
			map[country.Code]string{"PRK": "0 0 0 0 1 2", "UKR": "1 2 2 2 1 2"},
		},
		{
			"over territory, foreign state against",
			[]string{"388,2000,2,4,1,373,373,,,371"},
			map[country.Code]string{"AZE": "1 2 2 2 1 2", "ARM": "0 0 0 0 1 2"},
		},
		{
			"over territory, foreign state with the government",
			[]string{"9,2000,1,4,1,490,490,510,,"},
			map[country.Code]string{"COD": "1 1 1 0 1 1", "TZA": "0 0 0 0 1 1"},
		},
		{
			"over government, foreign state against",
			[]string{"9,2000,1,4,2,490,490,,,517"},
			map[country.Code]string{"COD": "1 1 0 0 1 1", "RWA": "0 0 0 0 1 1"},
		},
		{"over both", []string{"9,2000,1,4,3,490,490,,,517"}, map[country.Code]string{"COD": "1 1 1 1 1 1"}},
		{"the worst of two", []string{"1,2000,1,3,1,372,372,,,", "2,2000,2,3,2,372,372,,,"}, map[country.Code]string{"GEO": "2 2 0 0 1 2"}},
		{"a state named twice has it once", []string{`1,2000,1,2,1,"2, 2",2,,700,`}, map[country.Code]string{"USA": "1 1 1 1 1 1", "AFG": "0 0 1 1 1 1"}},
		{"nobody", []string{"1,2000,1,3,1,372,372,,,"}, map[country.Code]string{"FRA": "0 0 0 0 0 0"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := rows(t, test.lines...)
			for code, want := range test.want {
				if got := values(h, code, 2000); got != want {
					t.Errorf("%s: %s, want %s", code, got, want)
				}
			}
		})
	}
}

func TestBadRows(t *testing.T) {
	h := rows(t,
		"1,2000,1,3,1,372,372,,,",
		"1,2000,2,3,1,372,372,,,",
		",2000,1,3,1,372,372,,,",
		"2,20oo,1,3,1,372,372,,,",
		"3,2000,,3,1,372,372,,,",
		"4,2000,1,5,1,372,372,,,",
		"5,2000,1,3,,372,372,,,",
		"6,2000,1,3,1,372",
		`7,2000,1,3,1,"751, 750",750,,,`,
		"8,2000,1,3,1,\xff,372,,,",
		"9,2000,NaN,3,1,372,372,,,",
	)
	want := []string{
		"a.csv:3:conflict_id: conflict stands for this year already in line 2",
		"a.csv:4:conflict_id: conflict has no number",
		"a.csv:5:year: not a year",
		"a.csv:6:intensity_level: not an intensity, 1 or 2",
		"a.csv:7:type_of_conflict: not a type of conflict, 1 to 4",
		"a.csv:8:incompatibility: not an incompatibility, 1 to 3",
		"a.csv:9:: row has 6 fields, the header has 10",
		`a.csv:10:gwno_loc: unknown country "751"`,
		"a.csv:11:: row is not UTF-8",
		"a.csv:12:intensity_level: not an intensity, 1 or 2",
	}
	if diff := cmp.Diff(want, h.Reasons()); diff != "" {
		t.Error(diff)
	}
	if got := values(h, "IND", 2000); got != "1 1 0 0 1 1" {
		t.Errorf("the other states of a row with an unknown one: %s", got)
	}
}

func TestBadFiles(t *testing.T) {
	for _, test := range []struct{ name, data, want string }{
		{"empty", "", "file is empty"},
		{"no column", "conflict_id,year\n1,2000\n", `no column "intensity_level"`},
		{"UTF-16", "\xff\xfec\x00", "UTF-16"},
		{"column twice", strings.Replace(head, "gwno_a_2nd", "gwno_a", 1), "stands there twice"},
	} {
		if _, err := read(t, "a.csv", []byte(test.data)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
	}
	if _, err := read(t, "a.csv.zst", []byte("no zstd")); err == nil {
		t.Error("a broken archive is read")
	}
	if h, err := read(t, "a.csv", []byte("\xef\xbb\xbf"+strings.ReplaceAll(head+"1,2000,1,3,1,372,372,,,\n", "\n", "\r\n"))); err != nil || len(h.Rejected) > 0 {
		t.Errorf("byte order mark and CRLF: %v %v", err, h.Reasons())
	}
	if h, err := read(t, "a.csv", []byte(head)); err != nil || len(h.Seen) > 0 {
		t.Errorf("no rows: %v, %d values", err, len(h.Seen))
	}
}

func TestNewRefusesUnknownSeries(t *testing.T) {
	_, reg := sourcetest.Definition(t, "acd")
	def := &source.Definition{ID: "acd", Series: []source.Series{{ID: "peace"}}}
	def.Layout.Country.Scheme = "gw"
	if _, err := New(def, reg); err == nil || !strings.Contains(err.Error(), "series peace") {
		t.Errorf("error %v", err)
	}
}

// whole reads the real file.
func whole(t testing.TB) *sourcetest.Heap {
	def, _ := sourcetest.Definition(t, "acd")
	path := def.Releases[0].Files[0].Path
	h, err := read(t, path, sourcetest.Shared(t, path))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestKarabakhIsExternalThoughBookedAsIntrastate(t *testing.T) {
	h := whole(t)
	for year, want := range map[int]float64{1992: 2, 2016: 1, 2019: 0, 2020: 2, 2023: 1, 2024: 0} {
		if got := h.At(t, "acd.external_conflict", "AZE", year); got.Value != want {
			t.Errorf("Azerbaijan %d: %g, want %g (%s)", year, got.Value, want, got.Ref.Text)
		}
	}
	for code, year := range map[country.Code]int{"GEO": 2008, "UKR": 2014, "HRV": 1992, "BIH": 1992, "SRB": 1999} {
		if got := h.At(t, "acd.external_conflict", code, year); got.Value == 0 {
			t.Errorf("%s %d: no external conflict", code, year)
		}
	}
	if got := h.At(t, "acd.external_conflict", "MLI", 2015).Value - h.At(t, "acd.external_conflict_opposed", "MLI", 2015).Value; got != 1 {
		t.Errorf("Mali 2015: a mission with the government counts against it (%g)", got)
	}
}

func TestBelowThresholdIsZeroNotMissing(t *testing.T) {
	h := whole(t)
	got := h.At(t, "acd.armed_conflicts", "COL", 2017)
	if got.Value != 0 || got.Ref.Rows != 0 || got.Ref.Text != "no conflict listed in this release" {
		t.Errorf("Colombia 2017: %+v", got)
	}
	if none := h.At(t, "acd.conflict_intensity", "ISL", 2024); none.Value != 0 || none.Ref.Row != 0 || none.Ref.File == "" {
		t.Errorf("Iceland 2024: %+v", none)
	}
}

func TestWholeFile(t *testing.T) {
	h := whole(t)
	t.Logf("%d values, %d rejected", len(h.Seen), len(h.Rejected))
	for _, r := range h.Rejected {
		if r.Text != "751" { // Hyderabad of 1947 and 1948 is in no list of states
			t.Errorf("rejected %+v", r)
		}
	}
	if h.Has("SSD", 2010) || !h.Has("SSD", 2011) || h.Has("SUN", 1980) || !h.Has("RUS", 1980) || h.Has("DDR", 1991) {
		t.Error("states are counted in years in which they did not exist, or not in years in which they did")
	}
	years := map[int]int{}
	for _, o := range h.Seen {
		if o.Indicator == "acd.armed_conflicts" {
			years[o.Period.Year]++
		}
	}
	if len(years) != 79 || years[2024] < 190 || years[1946] < 60 {
		t.Errorf("%d years, %d states in 2024, %d in 1946", len(years), years[2024], years[1946])
	}
}

func TestCountsAgainstIndependentRead(t *testing.T) {
	def, _ := sourcetest.Definition(t, "acd")
	packed, err := zstd.NewReader(bytes.NewReader(sourcetest.Shared(t, def.Releases[0].Files[0].Path)))
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	in := csv.NewReader(packed)
	names, err := in.Read()
	if err != nil {
		t.Fatal(err)
	}
	located := map[string]int{}
	for {
		row, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, number := range strings.Split(row[slices.Index(names, "gwno_loc")], ", ") {
			located[number+" "+row[slices.Index(names, "year")]]++
		}
	}
	h := whole(t)
	for key, code := range map[string]country.Code{"750": "IND", "700": "AFG", "775": "MMR", "640": "TUR", "530": "ETH", "2": "USA"} {
		for year := 1950; year <= 2024; year++ {
			want := located[key+" "+strconv.Itoa(year)]
			if got := h.At(t, "acd.armed_conflicts", code, year); int(got.Value) != want {
				t.Errorf("%s %d: %g conflicts, the file has %d", code, year, got.Value, want)
			}
		}
	}
}

func TestSinkErrorEndsReading(t *testing.T) {
	def, reg := sourcetest.Definition(t, "acd")
	reader, err := New(def, reg)
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk is full")
	data := []byte(head + "1,2000,1,3,1,372,372,,,\n")
	file := source.File{Path: "a.csv", Data: bytes.NewReader(data), Size: int64(len(data))}
	if err := reader.Read(file, stop{full}); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
}

// stop is a sink that is full.
type stop struct{ err error }

// Observe refuses.
func (s stop) Observe(obs.Observation) error { return s.err }

// Reject refuses.
func (s stop) Reject(obs.Rejected) error { return s.err }

// FuzzRead feeds the reader any table.
func FuzzRead(f *testing.F) {
	f.Add(head + "1,2000,1,3,1,372,372,,,\n")
	f.Add(head + "1,2000,1,2,1,\"2, 200,700\",2,,700,\n1,2000,1")
	f.Add("\xef\xbb\xbf" + head + "\"")
	f.Add("")
	def, reg := sourcetest.Definition(f, "acd")
	reader, err := New(def, reg)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h := &sourcetest.Heap{}
		file := source.File{Path: "a.csv", Data: strings.NewReader(text), Size: int64(len(text))}
		if reader.Read(file, h) != nil {
			return
		}
		for _, o := range h.Seen {
			if o.Value < 0 || o.Value != o.Value || o.Country == "" {
				t.Fatalf("%+v", o)
			}
		}
	})
}
