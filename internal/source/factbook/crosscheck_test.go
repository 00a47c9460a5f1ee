// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"strconv"
	"strings"
	"testing"
)

// only picks the observations of one series of a vintage into a map.
func only(h *heap, series string, key func(entity, counterpart string, year int) string) map[string]float64 {
	out := map[string]float64{}
	for _, o := range h.seen {
		if o.Indicator == "factbook."+series {
			out[key(o.Ref.Entity, o.Counterpart, o.Period.Year)] = o.Value
		}
	}
	return out
}

// report logs an agreement and fails below the floor, which is a share of what
// the reference has.
func report(t *testing.T, what string, a agreement, floor float64) {
	t.Helper()
	t.Logf("%-45s equal %4d of %4d in both; ours %4d theirs %4d", what, a.equal, a.both, a.ours, a.theirs)
	for i, line := range a.odd {
		if i < 12 {
			t.Log("      ", line)
		}
	}
	if float64(a.equal) < floor*float64(a.theirs) {
		t.Errorf("%s: %d of %d equal, want at least %.3f", what, a.equal, a.theirs, floor)
	}
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestBordersAgainstIndependentParse(t *testing.T) {
	theirs := map[string]float64{}
	for _, row := range table(t, "factbook/land_boundaries.csv") {
		if row["iso3_a"] != "" && row["iso3_b"] != "" && row["iso3_a"] != "PSE" {
			if b := row["iso3_b"]; b == "PSE" {
				row["iso3_b"] = map[string]string{"gz": "PSG", "we": "XWB"}[row["gec_b"]]
			}
			theirs[row["gec_a"]+" "+row["iso3_b"]] += number(t, row["km"])
		}
	}
	ours := only(vintages(t)["2026-01-22"], "border_km", func(e, c string, _ int) string { return e + " " + c })
	a := compare(ours, theirs, 1e-9)
	report(t, "borders", a, 0.99)
	if a.ours < 640 {
		t.Errorf("%d borders, want 640 at least", a.ours)
	}
}

func TestPartnersAgainstIndependentParse(t *testing.T) {
	all := vintages(t)
	for _, flow := range []string{"exports", "imports"} {
		for _, vintage := range []string{"2020-11-27", "2023-12-30", "2026-01-22"} {
			theirs := map[string]float64{}
			for _, row := range table(t, "factbook/trade_partners.csv") {
				if row["vintage"] == vintage && row["flow"] == flow && row["partner_iso3"] != "" && row["gec"] != "ee" && row["gec"] != "xx" {
					theirs[row["gec"]+" "+row["partner_iso3"]+" "+row["year"]] = number(t, row["share_pct"])
				}
			}
			series := strings.TrimSuffix(flow, "s") + "_partner_share_pct"
			ours := only(all[vintage], series, func(e, c string, y int) string { return e + " " + c + " " + strconv.Itoa(y) })
			a := compare(ours, theirs, 1e-9)
			report(t, vintage+" "+flow, a, 0.98)
		}
	}
}

func TestFractionalisationAgainstIndependentParse(t *testing.T) {
	all := vintages(t)
	for field, series := range map[string]string{
		"Ethnic groups": "ethnic_fractionalisation", "Religions": "religious_fractionalisation",
		"Languages": "linguistic_fractionalisation",
	} {
		for vintage, h := range all {
			theirs := map[string]float64{}
			for _, row := range table(t, "factbook/composition_summary.csv") {
				if row["vintage"] == vintage && row["field"] == field && row["parse"] == "ok" && row["gec"] != "ee" && row["gec"] != "xx" {
					theirs[row["gec"]] = number(t, row["fractionalization"])
				}
			}
			ours := only(h, series, func(e, _ string, _ int) string { return e })
			a := compare(ours, theirs, 1e-4)
			report(t, vintage+" "+field, a, 0.95)
		}
	}
}
