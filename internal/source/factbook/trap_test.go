// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// get returns the observations of a series and country in a vintage.
func (h *heap) get(series string, code country.Code) []obs.Observation {
	var list []obs.Observation
	for _, o := range h.seen {
		if o.Indicator == "factbook."+series && o.Country == code {
			list = append(list, o)
		}
	}
	return list
}

// one returns the only value, or fails.
func (h *heap) one(t *testing.T, series string, code country.Code) obs.Observation {
	t.Helper()
	list := h.get(series, code)
	if len(list) != 1 {
		t.Fatalf("%s %s: %d values, want 1", series, code, len(list))
	}
	return list[0]
}

// reason returns the first reason for which a field of a page was rejected.
func (h *heap) reason(pageAndField string) string {
	for _, r := range h.rejected {
		if strings.Contains(r.Column, pageAndField) {
			return r.Reason
		}
	}
	return ""
}

func TestExternalDebtIsGrossUntil2019AndPresentValueFrom2022(t *testing.T) {
	for vintage, h := range vintages(t) {
		for _, o := range h.seen {
			switch o.Indicator {
			case "factbook.external_debt_gross_usd":
				if o.Period.Year > 2021 {
					t.Errorf("%s: gross debt of %s in %d", vintage, o.Country, o.Period.Year)
				}
			case "factbook.external_debt_pv_usd":
				if vintage != "2026-01-22" || o.Period.Year < 2022 {
					t.Errorf("%s: present value of %s in %d", vintage, o.Country, o.Period.Year)
				}
			}
		}
	}
	all := vintages(t)
	if got := all["2020-11-27"].get("external_debt_gross_usd", "AZE"); len(got) != 2 || got[0].Value != 17.41e9 {
		t.Errorf("gross debt of 2017: %v", got)
	}
	if got := all["2026-01-22"].one(t, "external_debt_pv_usd", "AZE"); got.Value != 12.378e9 || got.Period.Year != 2023 {
		t.Errorf("present value: %v", got)
	}
}

func TestImportsCountServicesFrom2018(t *testing.T) {
	for vintage, h := range vintages(t) {
		first := map[country.Code]int{}
		for _, o := range h.seen {
			if o.Indicator == "factbook.imports_usd" && o.Period.Year >= 2018 {
				if y, ok := first[o.Country]; !ok || o.Period.Year < y {
					first[o.Country] = o.Period.Year
				}
			}
		}
		for _, o := range h.seen {
			if o.Indicator != "factbook.imports_usd" {
				continue
			}
			want := first[o.Country] == o.Period.Year
			if got := o.Flags&obs.Break != 0; got != want {
				t.Errorf("%s: imports of %s in %d: break is %v", vintage, o.Country, o.Period.Year, got)
			}
		}
	}
}

func TestTurkeysReligionHidesSects(t *testing.T) {
	got := vintages(t)["2016-11-26"].one(t, "religious_fractionalisation", "TUR")
	if math.Abs(got.Value-0.004) > 1e-4 {
		t.Errorf("fractionalisation is %g, and with sects it would not be 0.004", got.Value)
	}
	def, _ := loadDefinition(t)
	for _, s := range def.Series {
		if s.ID == "religious_fractionalisation" && !strings.Contains(s.Limits, "Turkey") {
			t.Error("the limits do not say so")
		}
	}
}

func TestRussiasReligionsAndIransEthnicGroupsAreRejectedNotAbsent(t *testing.T) {
	for vintage, h := range vintages(t) {
		if n := len(h.get("religious_fractionalisation", "RUS")); n != 0 {
			t.Errorf("%s: Russia has %d", vintage, n)
		}
		if got := h.reason("rs.json#/People and Society/Religions"); !strings.HasPrefix(got, "shares do not sum") {
			t.Errorf("%s: Russia's religions: %q", vintage, got)
		}
		if n := len(h.get("ethnic_group_share_pct", "IRN")); n != 0 {
			t.Errorf("%s: Iran has %d shares", vintage, n)
		}
		if got := h.reason("ir.json#/People and Society/Ethnic groups"); got != "groups are named without shares" {
			t.Errorf("%s: Iran's ethnic groups: %q", vintage, got)
		}
	}
}

func TestQatarStaysInOPECAsStated(t *testing.T) {
	for vintage, h := range vintages(t) {
		found := false
		for _, o := range h.get("org_membership", "QAT") {
			found = found || o.Counterpart == "OPEC" && o.Value == 1
		}
		if !found {
			t.Errorf("%s: Qatar is not in OPEC", vintage)
		}
	}
}

func TestFrenchGuianasNeighbours(t *testing.T) {
	all := vintages(t)
	old := all["2016-11-26"]
	if got := old.get("border_km", "GUF"); len(got) != 2 || got[0].Counterpart != "BRA" || got[0].Value != 649 {
		t.Errorf("2016: %v", got)
	}
	if got := old.get("border_km", "FRA"); len(got) != 0 {
		t.Errorf("2016: France has %v", got)
	}
	late := all["2026-01-22"]
	if got := late.get("border_km", "FRA"); len(got) != 8 {
		t.Errorf("2026: France has %d neighbours, want 8", len(got))
	}
	if got := late.one(t, "land_boundary_total_km", "GUF"); got.Value != 1205 {
		t.Errorf("2026: French Guiana's total is %g", got.Value)
	}
	for _, code := range []country.Code{"BRA", "SUR"} {
		found := false
		for _, o := range late.get("border_km", code) {
			found = found || o.Counterpart == "GUF"
		}
		if !found {
			t.Errorf("2026: %s does not border French Guiana", code)
		}
	}
}

func TestAsymmetricBordersAreKept(t *testing.T) {
	km := map[string]float64{}
	for _, o := range vintages(t)["2026-01-22"].seen {
		if o.Indicator == "factbook.border_km" {
			km[string(o.Country)+"-"+o.Counterpart] = o.Value
		}
	}
	for pair, want := range map[string]float64{
		"DEU-POL": 447, "POL-DEU": 467, "ISR-JOR": 327, "JOR-ISR": 307, "MEX-USA": 3155, "USA-MEX": 3111, "RUS-CHN": 4179,
	} {
		if km[pair] != want {
			t.Errorf("%s: %g km, want %g", pair, km[pair], want)
		}
	}
}

func TestDisputesAreNotRead(t *testing.T) {
	def, _ := loadDefinition(t)
	for _, s := range def.Series {
		if strings.Contains(s.Column, "Disputes") {
			t.Errorf("series %s reads a text as a figure", s.ID)
		}
	}
}

func TestEveryPageIsACountryOrListed(t *testing.T) {
	for vintage, h := range vintages(t) {
		for _, r := range h.rejected {
			if !strings.Contains(r.Column, "#/") {
				t.Errorf("%s: %s: %s", vintage, r.Column, r.Reason)
			}
		}
		t.Logf("%s: %d values, %d rejected", vintage, len(h.seen), len(h.rejected))
		if n, of := len(h.rejected), len(h.seen); float64(n) > 0.025*float64(of) {
			t.Errorf("%s: %d rejected of %d", vintage, n, of)
		}
	}
}

// latest finds the value of a year in the youngest vintage that has it.
func latest(all map[string]*heap, series string, code country.Code, year int) (float64, bool) {
	for _, vintage := range []string{"2026-01-22", "2023-12-30", "2020-11-27", "2016-11-26"} {
		for _, o := range all[vintage].get(series, code) {
			if o.Period.Year == year {
				return o.Value, true
			}
		}
	}
	return 0, false
}

func TestCaucasus2016AgainstCoverageTable(t *testing.T) {
	all := vintages(t)
	in := csv.NewReader(bytes.NewReader(shared(t, "structural-indicator-coverage.tsv")))
	in.Comma, in.LazyQuotes = '\t', true
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	series := map[string]string{
		"fb_military_expenditure_pct_gdp": "military_expenditure_pct_gdp", "fb_inflation_cpi_pct": "inflation_cpi_pct",
		"fb_gdp_growth_pct": "gdp_growth_pct", "fb_unemployment_pct": "unemployment_pct",
		"fb_public_debt_pct_gdp": "public_debt_pct_gdp", "fb_igo_count": "org_count",
		"fb_frac_Ethnic groups": "ethnic_fractionalisation", "fb_frac_Religions": "religious_fractionalisation",
	}
	// The table takes some values from vintages between ours.
	held := map[string]bool{}
	for _, row := range table(t, "factbook/annual_values.csv.gz") {
		if all[row["vintage"]] != nil && row["year"] == "2016" {
			held[fmt.Sprintf("%s %s %g", row["field"], row["iso3"], number(t, row["value"]))] = true
		}
	}
	compared, elsewhere := 0, 0
	for _, row := range rows[1:] {
		id, ok := series[row[0]]
		if !ok {
			continue
		}
		for i, text := range strings.Split(row[8], " | ") {
			code := []country.Code{"AZE", "RUS", "TUR", "IRN", "GEO", "ARM"}[i]
			got, ok := latest(all, id, code, 2016)
			want, err := strconv.ParseFloat(text, 64)
			switch {
			case err != nil && ok:
				t.Errorf("%s %s: they have none, we %g", row[0], code, got)
			case err == nil && (!ok || math.Abs(got-want) > 5e-5*math.Max(1, math.Abs(want))):
				if held[fmt.Sprintf("%s %s %g", id, code, want)] {
					t.Errorf("%s %s: they have %g, we %g (%v)", row[0], code, want, got, ok)
					continue
				}
				elsewhere++
			}
			compared++
		}
	}
	if elsewhere > 6 {
		t.Errorf("%d values stand only in vintages that are not held, want 6 at most", elsewhere)
	}
	if compared != 6*len(series) {
		t.Errorf("%d values compared, want %d", compared, 6*len(series))
	}
}

func TestReferencesLeadHome(t *testing.T) {
	got := vintages(t)["2026-01-22"].one(t, "org_count", "AZE")
	if got.Value != 54 {
		t.Errorf("org_count is %g", got.Value)
	}
	text := fmt.Sprintf("%s %s %d %d %s", got.Ref.File, got.Ref.Place, got.Ref.Row, got.Ref.Rows, got.Ref.Entity)
	want := "factbook/factbook-json-2026-01-22.tar.gz middle-east/aj.json#/Government/International organization participation 0 1 aj"
	if text != want {
		t.Errorf("reference %s, want %s", text, want)
	}
}
