// SPDX-License-Identifier: Apache-2.0

package affiliation_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/snapshot"
)

// day is a day of a test's table.
func day(t *testing.T, text string) country.Date {
	t.Helper()
	_, last, err := affiliation.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return last
}

// codes are the members' countries.
func codes(list []affiliation.Membership) []country.Code {
	var out []country.Code
	for _, m := range list {
		out = append(out, m.Country)
	}
	return out
}

// TestNumbersOfMembers holds the numbers of members to those that the organisations
// give for themselves.
func TestNumbersOfMembers(t *testing.T) {
	b := loaded(t)
	for _, test := range []struct {
		organisation, on string
		want             int
	}{
		{"UN", "1945-12-31", 51},
		{"UN", "1955-12-31", 76},
		{"UN", "1992-12-31", 178}, // 179 with Yugoslavia's seat, which nobody took up
		{"UN", "2011-12-31", 193},
		{"NATO", "1949-12-31", 12},
		{"NATO", "2004-12-31", 26},
		{"NATO", "2016-11-30", 28},
		{"NATO", "2024-12-31", 32},
		{"EU", "1995-12-31", 15},
		{"EU", "2004-12-31", 25},
		{"EU", "2016-06-23", 28},
		{"EU", "2020-01-31", 28},
		{"EU", "2020-02-01", 27},
		{"EURO", "2014-12-31", 18},
		{"EURO", "2026-01-01", 21},
		{"Schengen", "2025-01-01", 29},
		{"Council of Europe", "2021-12-31", 47},
		{"Council of Europe", "2022-03-16", 46},
		{"OSCE", "2024-12-31", 57},
		{"WTO", "1995-01-01", 76 - 1}, // without the European Union
		{"WTO", "2016-12-31", 164 - 1},
		{"WTO", "2024-12-31", 166 - 1},
		{"OPEC", "2019-06-30", 14},
		{"OPEC", "2024-01-01", 12},
		{"OIC", "2024-12-31", 57},
		{"African Union", "2012-12-31", 54},
		{"African Union", "2024-12-31", 55},
		{"ECOWAS", "2025-01-28", 15},
		{"ECOWAS", "2025-01-29", 12},
		{"Arab League", "2024-12-31", 22},
		{"ASEAN", "2025-12-31", 11},
		{"OECD", "2024-12-31", 38},
		{"ICC", "2016-10-31", 124},
		{"ICC", "2025-01-01", 125},
		{"Commonwealth", "2024-12-31", 56},
		{"OAS", "2022-12-31", 35},
		{"Pacific Islands Forum", "2024-12-31", 18},
		{"BRICS", "2023-12-31", 5},
		{"BRICS", "2025-12-31", 10},
		{"SCO", "2024-12-31", 10},
		{"CIS", "2024-12-31", 9},
		{"CSTO", "2024-12-31", 6},
		{"G20", "2024-12-31", 19},
		{"G8", "2014-03-24", 8},
		{"COMESA", "2024-12-31", -1},
		{"G8", "2014-03-25", 0},
		{"NATO", "1948-12-31", 0},
	} {
		t.Run(test.organisation+" "+test.on, func(t *testing.T) {
			got, err := b.Members(test.organisation, day(t, test.on))
			switch {
			case test.want < 0:
				if !errors.Is(err, affiliation.ErrUnknown) {
					t.Errorf("error %v", err)
				}
			case test.want == 0:
				if !errors.Is(err, affiliation.ErrEmpty) {
					t.Errorf("error %v", err)
				}
			case err != nil || len(got) != test.want:
				t.Errorf("%d members, want %d: %v %v", len(got), test.want, codes(got), err)
			}
		})
	}
}

// TestSecurityCouncil holds every year's council to its number of seats.
func TestSecurityCouncil(t *testing.T) {
	b := loaded(t)
	for year := 1990; year <= 2026; year++ {
		got, err := b.Members("UN Security Council", affiliation.YearEnd(year))
		if err != nil {
			t.Fatal(err)
		}
		permanent := 0
		for _, m := range got {
			if m.Status == affiliation.Permanent {
				permanent++
			}
		}
		if len(got) != 15 || permanent != 5 {
			t.Errorf("%d: %d members, %d of them permanent", year, len(got), permanent)
		}
	}
	m, ok := b.Status("UNSC", "AZE", day(t, "2012-05-01"))
	if !ok || m.Status != affiliation.Elected || m.Until != "2013-12-31" {
		t.Errorf("AZE in 2012: %+v", m)
	}
}

func TestStatuses(t *testing.T) {
	b := loaded(t)
	for _, test := range []struct {
		organisation string
		c            country.Code
		on           string
		want         affiliation.Status
		since        string
	}{
		{"OPEC", "QAT", "2018-12-31", affiliation.Member, "1961"},
		{"OPEC", "QAT", "2019-01-01", "", ""},
		{"LAS", "SYR", "2015-06-30", affiliation.Suspended, "1945-03-22"},
		{"LAS", "SYR", "2023-05-07", affiliation.Member, "1945-03-22"},
		{"AU", "MLI", "2022-06-30", affiliation.Suspended, "2002-07-09"},
		{"CIS", "TKM", "2004-12-31", affiliation.Member, "1991-12-21"},
		{"CIS", "TKM", "2006-12-31", affiliation.Associate, "2005-08-26"},
		{"CIS", "GEO", "2009-08-17", affiliation.Member, "1993-12-03"},
		{"CIS", "GEO", "2009-08-18", "", ""},
		{"GUAM", "UZB", "2004-12-31", affiliation.Member, "1999-04-24"},
		{"SCO", "AZE", "2020-12-31", affiliation.Partner, "2016-03"},
		{"EU", "TUR", "2016-11-30", affiliation.Candidate, "1999-12-11"},
		{"EU", "HRV", "2013-06-30", affiliation.Candidate, "2004-06-18"},
		{"EU", "HRV", "2013-07-01", affiliation.Member, "2013-07-01"},
		{"CSTO", "AZE", "2016-11-30", "", ""},
		{"COE", "RUS", "2022-03-01", affiliation.Suspended, "1996-02-28"},
	} {
		m, ok := b.Status(test.organisation, test.c, day(t, test.on))
		if ok != (test.want != "") || m.Status != test.want || m.Since != test.since {
			t.Errorf("%s in %s on %s: %q since %q, want %q since %q", test.c, test.organisation, test.on, m.Status, m.Since, test.want, test.since)
		}
	}
}

func TestMembershipsOfACountry(t *testing.T) {
	b := loaded(t)
	var got []string
	for _, m := range b.Of("AZE", day(t, "2016-11-30")) {
		got = append(got, m.Organisation+" "+string(m.Status))
	}
	want := []string{
		"BSEC member", "CIS member", "COE member", "ECO member", "GUAM member", "OIC member", "OSCE member", "OTS member",
		"PFP member", "SCO partner", "UN member", "WTO observer",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNamesOfOrganisations(t *testing.T) {
	b := loaded(t)
	for text, want := range map[string]string{
		"nato": "NATO", "The North Atlantic Alliance": "NATO", "Organization of the Islamic Conference": "OIC",
		"eurozone": "EURO", "Arab League": "LAS", "OPEC+": "OPECPLUS", "OPEC": "OPEC", "opec plus": "OPECPLUS", "Turkic Council": "OTS",
		"the Commonwealth": "COMMONWEALTH", "UN Security Council": "UNSC", "G-7": "G7", "Organisation of African Unity": "AU",
	} {
		if o, err := b.Resolve(text); err != nil || o.ID != want {
			t.Errorf("%q is %s, want %s: %v", text, o.ID, want, err)
		}
	}
	for text, want := range map[string]string{
		"NAOT":                                   `organisation "NAOT" is unknown`,
		"Organisation of Petroleum Exporters":    "did you mean",
		"Shanghai Cooperation":                   "did you mean SCO",
		"League of Nations":                      `organisation "League of Nations" is unknown`,
		"":                                       `organisation "" is unknown`,
		strings.Repeat("x", 5000):                "is unknown",
		"Association of South-Eastern Asian Nat": "did you mean ASEAN",
	} {
		if _, err := b.Resolve(text); !errors.Is(err, affiliation.ErrUnknown) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

func TestRegions(t *testing.T) {
	b := loaded(t)
	for _, test := range []struct {
		id, on string
		want   string
	}{
		{"south-caucasus", "2022", "ARM AZE GEO"},
		{"South-Caucasus", "1991-12-21", "ARM AZE GEO"},
		{"caucasus-wide", "2016-11-30", "ARM AZE GEO IRN RUS TUR"},
		{"baltic", "2000", "EST LTU LVA"},
		{"benelux", "2000", "BEL LUX NLD"},
		{"visegrad", "1992-06-30", "CSK HUN POL"},
		{"visegrad", "1993-01-01", "CZE HUN POL SVK"},
		{"western-balkans", "2013-06-30", "ALB BIH HRV MKD MNE SRB XKX"},
		{"western-balkans", "2013-07-01", "ALB BIH MKD MNE SRB XKX"},
		{"western-balkans", "2005", "ALB BIH HRV MKD SRB"},
		{"former-yugoslavia", "2000", "BIH HRV MKD SRB SVN"},
		{"gulf", "2020", "ARE BHR KWT OMN QAT SAU"},
		{"east-asia", "2020", "CHN JPN KOR MNG PRK TWN"},
		{"african-union", "2011-06-30", ""},
		{"central-asia", "2020", "KAZ KGZ TJK TKM UZB"},
		{"middle-east-narrow", "1989", "ARE BHR IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR YEM YMD"},
		{"middle-east-narrow", "1991", "ARE BHR IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR YEM"},
		{"guam", "2000", "AZE GEO MDA UKR UZB"},
		{"horn-of-africa", "1990", "DJI ETH SOM"},
	} {
		got, err := b.Region(test.id, day(t, test.on))
		var text []string
		for _, c := range got {
			text = append(text, string(c))
		}
		if test.want == "" {
			if len(got) != 52 || slices.Contains(got, "ESH") {
				t.Errorf("%s on %s: %d states: %v", test.id, test.on, len(got), text)
			}
			continue
		}
		if strings.Join(text, " ") != test.want || err != nil {
			t.Errorf("%s on %s: %v, want %s: %v", test.id, test.on, text, test.want, err)
		}
	}
	for _, test := range []struct{ id, on, want string }{
		{"south-caucasus", "1980", "region south-caucasus has no member on 1980-12-31; its first is of 1991-12-21"},
		{"south-causasus", "2020", `region "south-causasus" is unknown; did you mean south-caucasus`},
		{"Middle East", "2020", "did you mean middle-east"},
		{"eu", "1950", "region eu has no member on 1950-12-31"},
		{"eastern-partnership", "2005", "its first is of 2009-05-07"},
	} {
		if _, err := b.Region(test.id, day(t, test.on)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s on %s: error %v, want %q", test.id, test.on, err, test.want)
		}
	}
}

// TestEveryRegionToday checks that each region has states today that exist.
func TestEveryRegionToday(t *testing.T) {
	b := loaded(t)
	reg, err := country.Load(os.DirFS("../../data"))
	if err != nil {
		t.Fatal(err)
	}
	alive := reg.Alive(0)
	for _, r := range b.Regions() {
		members, err := b.Region(r.ID, country.Date{})
		if err != nil || len(members) < 2 {
			t.Errorf("%s has %v today: %v", r.ID, members, err)
		}
		for _, c := range members {
			if !slices.Contains(alive, c) {
				t.Errorf("%s: %s is no state today", r.ID, c)
			}
		}
	}
}

func TestPowers(t *testing.T) {
	b := loaded(t)
	for _, test := range []struct{ list, on, want string }{
		{"", "2016", "CHN DEU FRA GBR JPN RUS USA"},
		{"cow", "1985", "CHN FRA GBR RUS USA"},
		{"p5", "2016", "CHN FRA GBR RUS USA"},
		{"nuclear", "1973", "CHN FRA GBR ISR RUS USA"},
		{"nuclear", "2016", "CHN FRA GBR IND ISR PAK PRK RUS USA"},
		{"NUCLEAR", "1985", "CHN FRA GBR IND ISR RUS USA ZAF"},
		{"npt", "2016", "CHN FRA GBR RUS USA"},
	} {
		got, err := b.Powers(test.list, day(t, test.on))
		var text []string
		for _, p := range got {
			text = append(text, string(p.Country))
		}
		if strings.Join(text, " ") != test.want || err != nil {
			t.Errorf("%s on %s: %v, want %s: %v", test.list, test.on, text, test.want, err)
		}
	}
	if _, err := b.Powers("p6", day(t, "2016")); err == nil || !strings.Contains(err.Error(), "did you mean p5") {
		t.Errorf("error %v", err)
	}
	if _, err := b.Powers("npt", day(t, "1960")); err == nil || !strings.Contains(err.Error(), "its first is of 1970-03-05") {
		t.Errorf("error %v", err)
	}
}

// bordersID is the indicator of what the pages state.
const bordersID = "factbook.border_km"

// borders makes the real borders of a year under a view.
func borders(t *testing.T, view string, year int) map[string]affiliation.Border {
	t.Helper()
	b := loaded(t)
	s, err := snapshot.Open(os.DirFS("../../data/snapshot"))
	if err != nil {
		t.Fatal(err)
	}
	const id = bordersID
	dyads, err := s.Dyads(context.Background(), []string{id}, snapshot.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var stated []affiliation.Stated
	for i := range dyads[id].Axis.Len() {
		for _, d := range dyads[id].Near(i, year) {
			stated = append(stated, affiliation.Stated{Country: dyads[id].Axis.Code(i), Neighbour: country.Code(d.Counterpart), KM: d.Value})
		}
	}
	v, err := b.View(view)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]affiliation.Border{}
	for _, one := range affiliation.Borders(stated, v, affiliation.YearEnd(year)) {
		out[string(one.A)+" "+string(one.B)] = one
	}
	return out
}

func TestRealBorders(t *testing.T) {
	for _, test := range []struct {
		view, pair string
		year       int
		km         float64 // 0: no border
		disagree   bool
	}{
		{"de_facto", "AZE TUR", 2022, 17, false},
		{"de_facto", "POL RUS", 2022, 209, false},
		{"de_facto", "LTU RUS", 2022, 261, false},
		{"de_facto", "DEU POL", 2026, 457, true},
		{"de_facto", "ISR JOR", 2026, 317, true},
		{"de_facto", "MEX USA", 2026, 3133, true},
		{"de_facto", "BRA FRA", 2022, 649, false},
		{"de_facto", "FRA SUR", 2022, 556, false},
		{"metropolitan", "BRA FRA", 2022, 0, false},
		{"un", "BRA FRA", 2022, 649, false},
		{"de_facto", "ISR PSE", 2026, 389, false},
		{"de_facto", "EGY PSE", 2026, 13, false},
		{"de_facto", "JOR PSE", 2026, 148, false},
		{"de_facto", "MAR MRT", 2016, 1564, false},
		{"de_facto", "MAR MRT", 2026, 1564, false},
		{"un", "MAR MRT", 2026, 0, false},
		{"un", "DZA MAR", 2026, 1941, false},
		{"de_facto", "ALB XKX", 2022, 112, false},
		{"un", "ALB XKX", 2022, 0, false},
		{"un", "ALB SRB", 2022, 112, false},
		{"un", "SRB XKX", 2022, 0, false},
		{"de_facto", "ALB SRB", 2022, 0, false},
		{"de_facto", "ALB SRB", 2004, 287, false},
		{"de_facto", "KEN SDN", 2010, 232, false},
		{"de_facto", "KEN SDN", 2011, 0, false},
		{"de_facto", "CAN DNK", 2026, 1.3, false},
		{"metropolitan", "CAN DNK", 2026, 0, false},
		{"de_facto", "ESP MAR", 2026, 18.5, false},
		{"de_facto", "RUS TUR", 1990, 617, false},
		{"de_facto", "RUS TUR", 1992, 0, false},
	} {
		got, ok := borders(t, test.view, test.year)[test.pair]
		if ok != (test.km > 0) || got.KM < test.km*0.98 || got.KM > test.km*1.02 || got.Disagree() != test.disagree {
			t.Errorf("%s %d %s: %+v, want %v km, disagreement %v", test.view, test.year, test.pair, got, test.km, test.disagree)
		}
	}
}

// TestBordersEqualTheFactbook holds the last edition's borders to an independent
// list of its 643 pairs, in which two borders in two stretches have one of them
// only, and the State of Palestine's are one pair less.
func TestBordersEqualTheFactbook(t *testing.T) {
	f, err := os.Open("../../../shared/data/factbook/land_boundaries.csv")
	if err != nil {
		t.Skip("reference data not present")
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	theirs := map[string]float64{}
	for _, r := range records[1:] {
		if r[1] == "" || r[3] == "" {
			continue // the sovereign bases on Cyprus, which no register lists
		}
		km, err := strconv.ParseFloat(r[5], 64)
		if err != nil {
			t.Fatal(err)
		}
		theirs[r[1]+" "+r[3]] += km
	}
	stretches := map[string]float64{"CHN RUS": 46, "RUS CHN": 46, "ESP MAR": 8, "MAR ESP": 8}
	ours := lastEdition(t)
	for pair, km := range theirs {
		if got := ours[pair]; got != km+stretches[pair] {
			t.Errorf("%s: %v km, the list has %v", pair, got, km)
		}
	}
	for pair := range ours {
		if _, ok := theirs[pair]; !ok && pair != "HKG CHN" && pair != "MAC CHN" {
			t.Errorf("%s: no such pair in the list", pair)
		}
	}
	if len(theirs) != 643 {
		t.Errorf("the list has %d pairs", len(theirs))
	}
}

// lastEdition is what each page of the last edition states of each neighbour, the
// two parts of the State of Palestine as one.
func lastEdition(t *testing.T) map[string]float64 {
	t.Helper()
	s, err := snapshot.Open(os.DirFS("../../data/snapshot"))
	if err != nil {
		t.Fatal(err)
	}
	dyads, err := s.Dyads(context.Background(), []string{bordersID}, snapshot.Options{})
	if err != nil {
		t.Fatal(err)
	}
	whole := func(code string) string {
		if code == "PSG" || code == "XWB" {
			return "PSE"
		}
		return code
	}
	out := map[string]float64{}
	for i := range dyads[bordersID].Axis.Len() {
		for _, d := range dyads[bordersID].In(i, 2026) {
			out[whole(string(dyads[bordersID].Axis.Code(i)))+" "+whole(d.Counterpart)] += d.Value
		}
	}
	return out
}

func TestAsymmetriesOfTheLastEdition(t *testing.T) {
	var got []string
	for pair, b := range borders(t, "de_facto", 2026) {
		if b.KMA != b.KMB && b.KMA > 0 && b.KMB > 0 {
			got = append(got, pair)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"DEU POL", "ISR JOR", "MEX USA"}, got); diff != "" {
		t.Error(diff)
	}
}

// unequalRow is a row of the table of borders in doc/disputed-areas.md whose two
// sides state different lengths.
var unequalRow = regexp.MustCompile(`(?m)^\| ([A-Z]{3} [A-Z]{3}) \| (\d+) \| (\d+) \| ([0-9 ]+) \|$`)

// TestUnequalBorders holds the document's table to the editions: every border of
// which the two sides state different lengths, and no other.
func TestUnequalBorders(t *testing.T) {
	text, err := os.ReadFile("../../doc/disputed-areas.md")
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	for _, row := range unequalRow.FindAllStringSubmatch(string(text), -1) {
		for _, year := range strings.Fields(row[4]) {
			written[strings.Join([]string{row[1], row[2], row[3], year}, " ")] = true
		}
	}
	found := map[string]bool{}
	for year := range editions {
		for pair, b := range borders(t, "de_facto", year) {
			if b.KMA != b.KMB && b.KMA > 0 && b.KMB > 0 {
				found[fmt.Sprintf("%s %v %v %d", pair, b.KMA, b.KMB, year)] = true
			}
		}
	}
	if diff := cmp.Diff(found, written); diff != "" {
		t.Errorf("stated (-) and written (+):\n%s", diff)
	}
}
