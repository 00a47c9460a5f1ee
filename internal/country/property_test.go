// SPDX-License-Identifier: Apache-2.0

package country_test

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/country"
)

// A year in which a country lived, 0 when it lives today.
func lived(c country.Country) int {
	if c.To.IsZero() {
		return 0
	}
	return max(c.From.Year, c.To.Year-1)
}

func TestEveryCountryResolvesToItself(t *testing.T) {
	r := register(t)
	for _, c := range r.All() {
		asked := map[country.Scheme][]string{
			country.ISO3: {string(c.Code)}, country.ISO2: {c.ISO2}, country.M49: {strconv.Itoa(c.M49)},
			country.VDem: {strconv.Itoa(c.VDem)}, country.FIPS: {c.FIPS}, country.IOC: {c.IOC},
			country.UNHCR: {c.UNHCR}, country.ByName: {c.Name, strings.ToUpper(c.Name), strings.ToLower(c.Name)},
		}
		for s, texts := range asked {
			for _, text := range texts {
				if text == "" || text == "0" {
					continue
				}
				if got, err := r.ByScheme(s, text, lived(c)); err != nil || got != c.Code {
					t.Errorf("ByScheme(%v, %q, %d) = %q, %v, want %s", s, text, lived(c), got, err, c.Code)
				}
			}
		}
		for _, text := range []string{string(c.Code), c.Name} {
			if got, err := r.Resolve(text, lived(c)); err != nil || got != c.Code {
				t.Errorf("Resolve(%q, %d) = %q, %v, want %s", text, lived(c), got, err, c.Code)
			}
		}
	}
}

// No spelling means two countries without saying so: in every year the answer is
// one country or an error, and never a country that does not bear the spelling.
func TestNoSpellingIsGuessed(t *testing.T) {
	r := register(t)
	names := r.Names()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.SampledFrom(names).Draw(t, "spelling")
		year := rapid.IntRange(1940, 2030).Draw(t, "year")
		got, err := r.ByScheme(country.ByName, n.Text, year)
		if err == nil && !slices.Contains(n.Codes, got) {
			t.Fatalf("%q in %d is %s, which does not bear it; %v do", n.Text, year, got, n.Codes)
		}
		if err != nil && len(n.Codes) < 2 {
			t.Fatalf("%q in %d has one bearer and gives %v", n.Text, year, err)
		}
	})
}

func TestFoldIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		once := country.Fold(text)
		if twice := country.Fold(once); twice != once {
			t.Fatalf("Fold(%q) = %q, again %q", text, once, twice)
		}
	})
}

func TestStates(t *testing.T) {
	r := register(t)
	tests := []struct {
		year    int
		in, out string
		own     string // in Alive
	}{
		{2022, "AZE PSE VAT TWN XKX SSD SRB MNE", "SCG SUN ESH HKG XAB XNC PRI", "SRB"},
		{2011, "SDN SSD", "SCG", "SSD"},
		{2010, "SDN", "SSD", "SDN"},
		{2007, "SRB MNE", "XKX", "SRB"},
		{2005, "SRB", "SCG MNE XKX", "SCG"},
		{1991, "RUS AZE YUG CSK", "SUN YMD DDR", "RUS"},
		{1990, "RUS DEU YEM YUG", "DDR YMD", "SUN"},
		{1985, "RUS DEU DDR YEM YMD CSK YUG", "AZE UKR SUN YAR", "SUN YAR"},
		{1970, "VNM VDR", "BGD", "VDR"},
	}
	for _, tt := range tests {
		got, alive := r.States(tt.year), r.Alive(tt.year)
		for c := range strings.FieldsSeq(tt.in) {
			if !slices.Contains(got, country.Code(c)) {
				t.Errorf("States(%d) lacks %s", tt.year, c)
			}
		}
		for c := range strings.FieldsSeq(tt.out) {
			if slices.Contains(got, country.Code(c)) {
				t.Errorf("States(%d) holds %s", tt.year, c)
			}
		}
		for c := range strings.FieldsSeq(tt.own) {
			if !slices.Contains(alive, country.Code(c)) {
				t.Errorf("Alive(%d) lacks %s", tt.year, c)
			}
		}
		if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Errorf("States(%d) is not ordered or holds a code twice", tt.year)
		}
	}
	// 193 members, 2 observers, and Kosovo and Taiwan.
	if n := len(r.States(2022)); n != 197 {
		t.Errorf("States(2022) holds %d, want 197", n)
	}
	if diff := cmp.Diff(r.States(0), r.States(2022)); diff != "" {
		t.Errorf("States of today and of 2022 differ:\n%s", diff)
	}
}

func TestContinuing(t *testing.T) {
	r := register(t)
	for from, want := range map[country.Code]country.Code{
		"SCG": "SRB", "SUN": "RUS", "YAR": "YEM", "YUG": "YUG", "CSK": "CSK", "DDR": "DDR", "AZE": "AZE", "???": "???", "": "",
	} {
		if got := r.Continuing(from); got != want {
			t.Errorf("Continuing(%s) = %s, want %s", from, got, want)
		}
	}
}

func TestMembersAreWhole(t *testing.T) {
	kinds := map[country.Kind]int{}
	for _, c := range register(t).All() {
		kinds[c.Kind]++
		if !c.Kind.IsState() || c.Kind == country.Former {
			continue
		}
		if c.Region == "" || c.Subregion == "" || c.FIPS == "" && c.Code != "PSE" || len(c.Demonyms) == 0 {
			t.Errorf("%s lacks a region, a FIPS code or a demonym: %+v", c.Code, c)
		}
		if c.Kind == country.State && (c.M49 == 0 || c.ISO2 == "" || len(c.COW) == 0 || len(c.GW) == 0 || c.UNHCR == "" || c.IOC == "" && c.Code != "VAT") {
			t.Errorf("%s lacks a code: %+v", c.Code, c)
		}
	}
	want := map[country.Kind]int{country.State: 193, country.Observer: 2, country.Limited: 2, country.Territory: 54, country.Former: 8, country.Area: 12}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("kinds differ (-want +got):\n%s", diff)
	}
}

func TestSpellings(t *testing.T) {
	r := register(t)
	for name, list := range map[string][]country.Spelling{"Names": r.Names(), "Demonyms": r.Demonyms()} {
		if len(list) < 200 || !slices.IsSortedFunc(list, func(a, b country.Spelling) int { return strings.Compare(a.Key, b.Key) }) {
			t.Errorf("%s has %d spellings or is not ordered", name, len(list))
		}
		for _, s := range list {
			if s.Key != country.Fold(s.Text) || len(s.Codes) == 0 {
				t.Errorf("%s: spelling %+v has no codes or another key than its text", name, s)
			}
		}
	}
}

func FuzzResolve(f *testing.F) {
	for _, text := range []string{"Gerogia", "Korea, Rep.", "C\xf4te d\x92Ivoire", "", ",", "031", "𝔄", "St.\u0301", "ALB'", "Untied States"} {
		f.Add(text, 1999)
	}
	r := register(f)
	f.Fuzz(func(t *testing.T, text string, year int) {
		code, err := r.Resolve(text, year)
		if _, ok := r.Country(code); ok != (err == nil) {
			t.Errorf("Resolve(%q, %d) = %q, %v", text, year, code, err)
		}
		for s := range country.ByName + 2 {
			code, err := r.ByScheme(s, text, year)
			if _, ok := r.Country(code); ok != (err == nil) {
				t.Errorf("ByScheme(%v, %q, %d) = %q, %v", s, text, year, code, err)
			}
		}
		for _, c := range r.Demonym(text, year) {
			if _, ok := r.Country(c); !ok {
				t.Errorf("Demonym(%q, %d) holds %q", text, year, c)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	text, err := os.ReadFile("../../data/countries.csv")
	if err != nil {
		f.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	f.Add(bytes.Join(lines[:20], nil))
	f.Add([]byte(head + "AZE,\"Azer\nbaijan\n"))
	f.Add([]byte(head + row(fields{"code": "AZE", "name": "Azerbaijan", "kind": "state", "names": "x@2000..1990|?|@", "continuing": "AZE", "successors": "AZE"})))
	f.Add([]byte("\ufeff" + head + row(fields{"code": "AZE", "from": "1991-13-45"})))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := country.Parse(bytes.NewReader(text))
		if (r == nil) != (err != nil) {
			t.Fatalf("Parse gave %v and %v", r, err)
		}
		if r == nil {
			return
		}
		_ = r.Lint()
		for _, c := range r.All() {
			if got, err := r.ByScheme(country.ISO3, string(c.Code), 0); err == nil && got == "" {
				t.Errorf("%s resolves to nothing", c.Code)
			}
			r.Continuing(c.Code)
		}
	})
}
