// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/obs"
)

// brief writes figures and faults so that a table can hold them.
func brief(found []figure, bad []fault) string {
	var parts []string
	for _, f := range found {
		mark := ""
		if f.estimate {
			mark += "e"
		}
		if f.ahead {
			mark += "p"
		}
		parts = append(parts, fmt.Sprintf("%.12g@%d%s", f.value, f.year, mark))
	}
	for _, f := range bad {
		parts = append(parts, "!"+f.reason)
	}
	return strings.Join(parts, " ")
}

func TestParseFigures(t *testing.T) {
	for _, test := range []struct {
		name string
		unit obs.Unit
		text string
		want string
	}{
		{"one", "%", "1.1% (2015 est.)", "1.1@2015e"},
		{"measured", "% of GDP", "5.1% of GDP (2014)", "5.1@2014"},
		{"several, old style", "%", "1.1% (2015 est.) ++ 2.8% (2014 est.)", "1.1@2015e 2.8@2014e"},
		{"several, 2020 style", "US dollars", "$1.685 billion (2017 est.) / -$1.363 billion (2016 est.)", "1685000000@2017e -1363000000@2016e"},
		{"negative in front of the dollar", "US dollars", "-$227.568 million (2020 est.)", "-227568000@2020e"},
		{"negative behind the dollar", "US dollars", "$-12 million (2020)", "-12000000@2020"},
		{"dash as minus", "%", "–3.1% (2016 est.)", "-3.1@2016e"},
		{"trillion", "cubic metres", "1.699 trillion cubic meters (2021 est.)", "1.699e+12@2021e"},
		{"day of the year cut off", "barrels", "7 billion bbl (1 January 2016 es)", "7000000000@2016e"},
		{"end of year", "US dollars", "$0 (31 December 2013)", "0@2013"},
		{"fiscal year over two", "% of GDP", "40.8% of GDP (FY09/10)", "40.8@2009"},
		{"fiscal year, long", "% of GDP", "8.5% (of GDP) (FY2017/18 est.)", "8.5@2017e"},
		{"fiscal year, one", "index 0-100", "29.6 (FY2011) ++ 31.4 (FY2008)", "29.6@2011 31.4@2008"},
		{"date first", "years", "(2017 est.) 77.9 years", "77.9@2017e"},
		{"planned", "% of GDP", "12.6% of GDP (2015 planned)", "12.6@2015ep"},
		{"estimate twice", "persons", "1,647 (2019 est. est.)", "1647@2019e"},
		{"remark behind", "US dollars", "$17.712 billion (2019 est.) note: data are in current year dollars", "17712000000@2019e"},
		{"amount behind", "% of GDP", "1.5% of GDP (2019 est.) (approximately $2.11 billion)", "1.5@2019e"},
		{
			"bracket with another year before the date", "persons",
			"8,675,475 (includes people of an area annexed after 1967) (July 2020 est.)", "8675475@2020e",
		},
		{"no year", "persons", "11,099,298", "11099298@0"},
		{"about", "%", "about 5% (2010)", "5@2010e"},
		{"no value", "US dollars", "$NA", ""},
		{"no value with a unit and date", "barrels", "NA bbl (1 January 2016 es)", ""},
		{"no value, one of two", "% of GDP", "NA% (2012) ++ 1.6% of GDP (2011)", "1.6@2011"},
		{"nobody lives there", "persons", "uninhabited; fishermen camp on the island", ""},
		{"range", "%", "10-15% (2006 est.)", "!a range, not a number"},
		{"range in words", "%", "80% to 90% (2006)", "!a range, not a number"},
		{"bound", "%", "less than 1% (2006)", "!a bound, not a number"},
		{"bound in signs", "%", "<0.1% (2006)", "!a bound, not a number"},
		{"years from to", "index 0-100", "63.2 (1995) ++ 56 (1986-87)", "63.2@1995 !covers several years"},
		{
			"year with five digits", "% of capacity", "24.6% of total installed capacity (20113 est.)",
			"!more numbers follow, none of them a year",
		},
		{"other unit", "barrels per day", "7 billion bbl (2016)", "!not in the unit of the series"},
		{"dollar missing", "US dollars", "9.556 billion (2017 est.)", "!not in the unit of the series"},
		{"dollar too much", "%", "$5 (2017)", "!not in the unit of the series"},
		{"ampersand for per cent", "%", "4& (2021)", "!not in the unit of the series"},
		{"odd thousands", "persons", "1,23,456 (2020)", "!digits are not grouped as a number"},
		{"decimal comma", "%", "2,4% (2020)", "!digits are not grouped as a number"},
		{"a sentence", "% of GDP", "the budget is secret", "!does not begin with a number"},
		{"nothing", "%", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			unit, ok := forms[test.unit]
			if !ok {
				t.Fatalf("unit %q is not known", test.unit)
			}
			if diff := cmp.Diff(test.want, brief(parseFigures(clean(test.text), unit))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"<p>5%<br>6%</p>":                       "5% ++ 6%",
		"other &lt;0.1, none &lt;0.1":           "other <0.1, none <0.1",
		"Trinidad &amp; Tobago 5%&nbsp; (2019)": "Trinidad & Tobago 5% (2019)",
		"<strong>note:</strong> as  of\n2019":   "note: as of 2019",
		"5 < 6 and 7 > 6":                       "5 < 6 and 7 > 6",
		"<em>de jure</em>":                      "de jure",
		"a <b unclosed":                         "a <b unclosed",
		"++ urban: 94.7%  ++ rural: 77.8% ++":   "urban: 94.7% ++ rural: 77.8%",
		"&amp;lt;script&amp;gt; twice escaped":  "<script> twice escaped",
		"":                                      "",
	} {
		if got := clean(text); got != want {
			t.Errorf("clean(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestSplitTop(t *testing.T) {
	for text, want := range map[string][]string{
		"a, b (c, d), e":                     {"a", "b (c, d)", "e"},
		"population 1,563 km, next":          {"population 1,563 km", "next"},
		"OECD (Engagement, OPCW, UN":         {"OECD (Engagement", "OPCW", "UN"},
		"OECD (Engagement, OPCW, PC (assoc)": {"OECD (Engagement", "OPCW", "PC (assoc)"},
		"a) b, c":                            {"a) b", "c"},
		"":                                   {""},
	} {
		if diff := cmp.Diff(want, splitTop(text, ",")); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestParseBorders(t *testing.T) {
	list, bad := parseBorders("Armenia 996 km; China (southeast) 4,133 km and China (south) 46 km, " +
		"Canada 8,891 km (including 2,475 km with Alaska); Bosnia and Herzegovina 0.15 km; nobody knows; Iran 1,2 km")
	var got []string
	for _, s := range list {
		got = append(got, fmt.Sprintf("%s=%g", s.name, s.km))
	}
	for _, f := range bad {
		got = append(got, "!"+f.reason)
	}
	want := []string{
		"Armenia=996", "China (southeast)=4133", "China (south)=46", "Canada=8891", "Bosnia and Herzegovina=0.15",
		"!no length of border", "!digits are not grouped as a number",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseShares(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"plain", "Azerbaijani 91.6%, Lezgian 2%, other 2.4%", "Azerbaijani=91.6 Lezgian=2 other=2.4"},
		{"branches do not count", "Christian 71.2% (Catholic 13.1%, other 11.4%), Muslim 17.6%", "Christian=71.2 Muslim=17.6"},
		{"bracket before the share", "Muslim (official; mostly Sunni) 99%", "Muslim=99"},
		{"comma before the share", "Bassa 13.6%, Kissi, 4.3%", "Bassa=13.6 Kissi=4.3"},
		{"comma lost", "Protestant 27.1% other Christian 6.1%", "Protestant=27.1 other Christian=6.1"},
		{"middle of a range", "Turkish 70-75%, Kurdish 19%, other minorities 7 to 12%", "Turkish=72.5~ Kurdish=19 other minorities=9.5~"},
		{"range with two signs", "Christian 80% to 90%", "Christian=85~"},
		{"bounds", "Muslim 97.3%, other <0.1%, none less than 1%", "Muslim=97.3 !a bound, not a number !a bound, not a number"},
		{"two others", "Bulgarian 76.9%, other 0.7%, other (unknown) 10%", "Bulgarian=76.9 other=0.7 other (unknown)=10"},
		{"approximately", "Nuer (Naath) approximately 15%", "Nuer=15"},
		{"and at the end", "Indo-Aryan 72%, and other 3%", "Indo-Aryan=72 other=3"},
		{"no shares", "Persian, Azeri, Kurd, Lur", "!groups are named without shares"},
		{"more than all", "Muslim 970%", "!not a share of a hundred"},
		{"backward range", "Muslim 60-50%", "!not a share of a hundred"},
		{"number alone", "50%", "!share without a name"},
	} {
		t.Run(test.name, func(t *testing.T) {
			list, bad := parseShares(test.text)
			var got []string
			for _, s := range list {
				mark := ""
				if s.midpoint {
					mark = "~"
				}
				got = append(got, fmt.Sprintf("%s=%g%s", s.name, s.percent, mark))
			}
			for _, f := range bad {
				got = append(got, "!"+f.reason)
			}
			if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParseMemberships(t *testing.T) {
	for text, want := range map[string]string{
		"BSEC, OAS (observer), ICC (NGOs), WTO":                   "BSEC=1 OAS=0.5 ICC=1 WTO=1",
		"ADB (nonregional member), EU (candidate country)":        "ADB=1 EU=0.5",
		"OECD (Enhanced Engagement, OPCW, Paris Club (associate)": "OECD=0.5 OPCW=1 Paris Club=0.5",
		"ADB (Taipei, China), WTO (Taipei, China);":               "ADB=1 WTO=1",
		"UNEP,  UNESCO": "UNEP=1 UNESCO=1",
		"none":          "",
		"member of the following organizations but cannot take part: ADB, CP": "ADB=1 CP=1",
	} {
		var got []string
		for _, m := range parseMemberships(clean(text)) {
			got = append(got, fmt.Sprintf("%s=%g", m.name, m.status))
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// FuzzField feeds the parsers of texts anything; whatever they find must be
// finite, whole and of a possible year.
func FuzzField(f *testing.F) {
	for _, text := range []string{
		"$15.59 billion (2015 est.) ++ $28.26 billion (2014 est.)", "NA bbl 0 bbl", "(2021 est.) NA", "83% (20201 est.)",
		"30% of GDP (FY 2012/13 est.) ++ 32% of GDP (2013 est.) (FY11/12)", "$300 million NA (2017 est.)", "4&amp; (2021)",
		"China (south) 46 km and 1,3 km", "Muslim 98.0 - 99.0% (predominantly Sunni)", "<<<>&#x110000;", "9e999% (2010)",
		strings.Repeat("(", 1000), "1" + strings.Repeat("0", 400) + "% (2010)", "\xff\xfe5%", "less than 1%: a, b; note - c",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > maxWords {
			return
		}
		text = clean(text)
		for _, unit := range forms {
			found, _ := parseFigures(text, unit)
			for _, fig := range found {
				if math.IsNaN(fig.value) || math.IsInf(fig.value, 0) || fig.year < 0 || fig.year > 9999 {
					t.Fatalf("%q: value %g in %d", text, fig.value, fig.year)
				}
			}
		}
		shares, _ := parseShares(text)
		for _, s := range shares {
			if !(s.percent >= 0 && s.percent <= 100) || s.name == "" {
				t.Fatalf("%q: %q has %g", text, s.name, s.percent)
			}
		}
		list, _ := parseBorders(text)
		for _, s := range list {
			if !(s.km >= 0) || math.IsInf(s.km, 0) {
				t.Fatalf("%q: %g km", text, s.km)
			}
		}
		parseMemberships(text)
	})
}
