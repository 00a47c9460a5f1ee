// SPDX-License-Identifier: Apache-2.0

package source

import (
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/country"
)

func TestParseNumber(t *testing.T) {
	for text, want := range map[string]float64{
		"0": 0, "-0.5": -0.5, " 12 ": 12, "5e+05": 500_000, ".5": 0.5, "1.": 1, "+3": 3, "1E-3": 0.001,
	} {
		if got, err := ParseNumber(text); got != want || err != nil {
			t.Errorf("%q: got %g, %v", text, got, err)
		}
	}
	for text, want := range map[string]error{
		"NaN": errNotFinite, "nan": errNotFinite, "Inf": errNotFinite, "-Infinity": errNotFinite, "1e999": errNotFinite,
		"1,234": errThousands, "1 234": errThousands, "1'234": errThousands, "0,5": errThousands,
		"": errNotNumber, "-": errNotNumber, "n/a": errNotNumber, "0x1p-2": errNotNumber, "1_000": errNotNumber,
		"1e": errNotNumber, "12%": errNotNumber, "1.2.3": errNotNumber, "..": errNotNumber, "٣": errNotNumber,
	} {
		if got, err := ParseNumber(text); err != want || got != 0 {
			t.Errorf("%q: got %g, %v, want %v", text, got, err, want)
		}
	}
}

func TestParseYear(t *testing.T) {
	for text, want := range map[string]int{"2016": 2016, " 2016 ": 2016, "2016.0": 2016, "1500": 1500, "2100": 2100} {
		if got, err := ParseYear(text); got != want || err != nil {
			t.Errorf("%q: got %d, %v", text, got, err)
		}
	}
	for text, want := range map[string]error{
		"": errNotYear, "NA": errNotYear, "2016.5": errNotYear, "2016-11": errNotYear,
		"16": errYearRange, "20016": errYearRange, "-2016": errYearRange, "99999999999999999999": errYearRange,
	} {
		if _, err := ParseYear(text); err != want {
			t.Errorf("%q: got %v, want %v", text, err, want)
		}
	}
}

func TestParseSession(t *testing.T) {
	if got, err := ParseSession("78", 1945); got != 2023 || err != nil {
		t.Errorf("got %d, %v", got, err)
	}
	for text, want := range map[string]error{"": errNotSession, "xx": errNotSession, "5000": errYearRange} {
		if _, err := ParseSession(text, 1945); err != want {
			t.Errorf("%q: got %v, want %v", text, err, want)
		}
	}
}

// smallRegister has what the tests of places need.
func smallRegister(t *testing.T) *country.Register {
	t.Helper()
	reg, err := country.Parse(strings.NewReader(registerHead +
		"AZE,Azerbaijan,state,AZ,31,373,373,106,AJ,AZE,AZE,,,,,,,1991-12-21,,SUN,,,\n" +
		"RUS,Russian Federation,state,RU,643,365@1991..,365@1991..,11,RS,RUS,RUS,,,,,,,1991-12-26,,SUN,,,\n" +
		"SUN,Soviet Union,former,SU,810,365@..1990,365@..1990,,,,,,,,,,,1922-12-30,1991-12-25,,AZE|RUS,RUS,rule\n"))
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

const registerHead = "code,name,kind,iso2,m49,cow,gw,vdem,fips,ioc,unhcr,others,names,demonyms,capital," +
	"region,subregion,from,to,predecessors,successors,continuing,rule\n"

func TestPlaces(t *testing.T) {
	p, err := NewPlaces(smallRegister(t), CountryColumn{
		Scheme: "cow", Skip: []string{"World", ""}, Aliases: map[string]string{"AZ*": "AZE"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, text string
		year       int
		want       Place
	}{
		{"code", "373", 2016, Place{Code: "AZE", Entity: "373"}},
		{"code again, another year", "373", 1995, Place{Code: "AZE", Entity: "373"}},
		{"blanks", " 373", 2016, Place{Code: "AZE", Entity: " 373"}},
		{"alias", "AZ*", 2016, Place{Code: "AZE", Entity: "AZ*"}},
		{"skipped", "World", 2016, Place{Entity: "World", Skip: true}},
		{"empty and skipped", "", 2016, Place{Skip: true}},
		{"former, continued", "365", 1989, Place{Code: "RUS", Entity: "365"}},
		{"after it", "365", 1999, Place{Code: "RUS", Entity: "365"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := p.Resolve(c.text, c.year); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if got := p.Resolve(c.text, c.year); got != c.want {
				t.Errorf("the second time: got %+v, want %+v", got, c.want)
			}
		})
	}
	if got := p.Resolve("999", 2016); got.Code != "" || !strings.Contains(got.Reason, `unknown country "999"`) {
		t.Errorf("got %+v", got)
	}
}

func TestNewPlacesRefuses(t *testing.T) {
	reg := smallRegister(t)
	for want, column := range map[string]CountryColumn{
		`scheme "isocode": want one of cow, fips,`: {Scheme: "isocode"},
		`alias "x": no country "QQQ"`:              {Scheme: "iso3", Aliases: map[string]string{"x": "QQQ"}},
	} {
		if _, err := NewPlaces(reg, column); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
