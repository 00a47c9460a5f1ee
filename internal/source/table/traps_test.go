// SPDX-License-Identifier: Apache-2.0

package table_test

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/obs"
)

// values finds the observations of an indicator and country by year. The last
// release wins.
func (b *basket) values(indicator, country string) map[int]obs.Observation {
	if b.index == nil {
		b.index = map[string][]int{}
		for i := range b.seen {
			key := b.seen[i].Indicator + " " + string(b.seen[i].Country)
			b.index[key] = append(b.index[key], i)
		}
	}
	out := map[int]obs.Observation{}
	for _, i := range b.index[indicator+" "+country] {
		out[b.seen[i].Period.Year] = b.seen[i]
	}
	return out
}

// last is the last year with a value.
func last(values map[int]obs.Observation) (year int) {
	for y := range values {
		year = max(year, y)
	}
	return year
}

func TestTrapWGICodes(t *testing.T) {
	b := readSource(t, "wgi")
	for code, entity := range map[string]string{"ROU": "ROM", "COD": "ZAR", "TLS": "TMP", "XKX": "KSV", "PSE": "WBG", "AND": "ADO"} {
		got := b.values("wgi.pv", code)
		if len(got) < 15 {
			t.Errorf("%s has %d years", code, len(got))
		}
		for year, o := range got {
			if o.Ref.Entity != entity || !o.Spread.HasSE || o.Spread.SE <= 0 {
				t.Errorf("%s %d: %+v", code, year, o)
			}
		}
	}
}

func TestTrapWGIRelative(t *testing.T) {
	sum, n := map[int]float64{}, map[int]float64{}
	for _, o := range readSource(t, "wgi").seen {
		if o.Indicator == "wgi.va" {
			sum[o.Period.Year] += o.Value
			n[o.Period.Year]++
		}
	}
	for year := range sum {
		if mean := sum[year] / n[year]; math.Abs(mean) > 0.02 {
			t.Errorf("%d: the world's mean is %.3f, want 0", year, mean)
		}
	}
	if len(sum) != 25 {
		t.Errorf("%d years, want 25: 1997, 1999 and 2001 have none", len(sum))
	}
}

func TestTrapTurkiyeSession78(t *testing.T) {
	b := readSource(t, "idealpoint")
	turkey := b.values("idealpoint.ideal", "TUR")
	if _, ok := turkey[2023]; ok || last(turkey) != 2022 {
		t.Errorf("the last session is that of %d, want 2022", last(turkey))
	}
	raw := rawRows(t, "un-ideal-points/IdealpointestimatesAll_Jun2024.csv.zst")
	found := false
	for _, r := range b.rejected {
		l := raw[r.Row]
		if strings.Contains(r.File, "Jun2024") && l["session"] == "78" && l["iso3c"] == "TUR" {
			found = r.Text == "2" && r.Reason == "rests on fewer than 30 votes" && r.Column == "NVotesAll"
		}
	}
	if !found {
		t.Error("the row is not among the rejected with its reason")
	}
	if o := turkey[2022]; o.Release != "2024-06" || !o.Spread.HasInterval || o.Spread.Low > o.Value || o.Value > o.Spread.High {
		t.Errorf("%+v", o)
	}
}

func TestTrapWDIEnds(t *testing.T) {
	b := readSource(t, "wdi")
	for _, c := range []struct {
		indicator, country string
		last               int
	}{
		{"wdi.FP.CPI.TOTL.ZG", "RUS", 2021},
		{"wdi.NY.GDP.DEFL.KD.ZG", "RUS", 2024},
		{"wdi.BN.CAB.XOKA.GD.ZS", "IRN", 2000},
		{"wdi.NY.GDP.TOTL.RT.ZS", "AZE", 2021},
	} {
		if got := last(b.values(c.indicator, c.country)); got != c.last {
			t.Errorf("%s %s ends in %d, want %d", c.indicator, c.country, got, c.last)
		}
	}
}

func TestTrapZeroIsNotMissing(t *testing.T) {
	zeros := 0
	for _, l := range rawRows(t, "wdi/wdi_merged.csv.gz") {
		if len(l["iso3"]) == 3 && l["iso3"] != "GBM" && l["iso3"] != "CHI" && number(l["value"]) == 0 {
			zeros++
		}
	}
	got := 0
	for _, o := range readSource(t, "wdi").seen {
		if o.Value == 0 {
			got++
		}
	}
	if got != zeros || got == 0 {
		t.Errorf("%d zeros, the raw file has %d", got, zeros)
	}
}

func TestTrapUNHCRZerosAndUnknown(t *testing.T) {
	b := readSource(t, "unhcr")
	for _, code := range []string{"RUS", "TUR", "IRN", "ARM"} {
		o, ok := b.values("unhcr.idps", code)[2016]
		if !ok || o.Value != 0 {
			t.Errorf("%s: idps of 2016: %v %+v, want a printed zero", code, ok, o)
		}
	}
	for _, o := range b.seen {
		if o.Country == "XKX" && o.Ref.Entity == "UNK" {
			t.Fatalf("people of unknown origin were booked to Kosovo: %+v", o)
		}
	}
	o := b.values("unhcr.refugees_origin", "AZE")[2016]
	if o.Ref.Rows < 2 || !strings.HasPrefix(o.Ref.Text, "sum of refugees over ") || !strings.HasSuffix(o.Ref.Text, " rows where coo_iso=AZE, year=2016") {
		t.Errorf("%+v", o.Ref)
	}
	if got := b.values("unhcr.refugees_hosted", "DEU")[2025]; got.Flags != obs.Provisional {
		t.Errorf("2025 is mid-year: flags %v", got.Flags.Names())
	}
}

func TestTrapColombia2017(t *testing.T) {
	o, ok := readSource(t, "ucdp").values("ucdp.deaths_state", "COL")[2017]
	if !ok || o.Value != 23 || o.Ref.Text != "23" || !o.Spread.HasInterval {
		t.Errorf("%v %+v, want 23 deaths: below the threshold of 25, and a number", ok, o)
	}
}

func TestTrapKarabakhIsIntrastate(t *testing.T) {
	b := readSource(t, "ucdp")
	within, between := b.values("ucdp.deaths_intrastate", "AZE"), b.values("ucdp.deaths_interstate", "AZE")
	for year := 2014; year <= 2024; year++ {
		if o, ok := between[year]; !ok || o.Value != 0 {
			t.Errorf("%d: interstate %+v, want 0", year, o)
		}
	}
	if within[2020].Value < 1000 {
		t.Errorf("intrastate of 2020: %+v", within[2020])
	}
}

func TestTrapIPINeverListsAzerbaijan(t *testing.T) {
	b := readSource(t, "ipi")
	for _, o := range b.seen {
		if o.Country == "AZE" {
			t.Fatalf("%+v", o)
		}
	}
	if got := b.values("ipi.months", "COD"); len(got) == 0 || got[last(got)].Ref.Entity != "DR Congo" {
		t.Errorf("DR Congo: %+v", got)
	}
	if got := b.values("ipi.months", "COG"); len(got) == 0 || got[last(got)].Ref.Entity != "Congo" {
		t.Errorf("Congo: %+v", got)
	}
	if len(b.rejected) != 1 || b.rejected[0].Row != 2 {
		t.Errorf("%+v", b.rejected)
	}
}

func TestTrapVDemVersionsApart(t *testing.T) {
	old, new := readSource(t, "vdem14"), readSource(t, "vdem15")
	a, b := old.values("vdem14.v2x_civlib", "GEO")[2016], new.values("vdem15.v2x_civlib", "GEO")[2016]
	if a.Value != 0.894 || b.Value != 0.89 || a.Indicator == b.Indicator {
		t.Errorf("%g and %g", a.Value, b.Value)
	}
	if o := new.values("vdem15.v2x_libdem", "AZE")[2016]; o.Spread.Low >= o.Value || o.Spread.High <= o.Value {
		t.Errorf("%+v", o)
	}
}

// caucasus are the states of the coverage table, in its order.
var caucasus = []string{"AZE", "RUS", "TUR", "IRN", "GEO", "ARM"}

// indicatorOf translates an id of the coverage table, or gives nothing.
func indicatorOf(id, src string) string {
	switch src {
	case "wdi":
		if !strings.Contains(id, ".") {
			return ""
		}
		return "wdi." + id
	case "vdem14":
		return "vdem14." + id
	case "vdem15":
		return "vdem15." + strings.TrimSuffix(id, "_v15")
	case "vdem15ci":
		if before, ok := strings.CutSuffix(id, "_v15ci"); ok {
			return "vdem15." + before
		}
	case "wgi":
		if dimension := strings.TrimPrefix(id, "WGI_"); len(dimension) == 2 {
			return "wgi." + dimension
		}
	case "undp":
		return "hdi.hdi"
	case "unhcr":
		return map[string]string{
			"unhcr_refugees_from": "unhcr.refugees_origin", "unhcr_idps": "unhcr.idps",
			"unhcr_refugees_hosted": "unhcr.refugees_hosted", "unhcr_stateless": "unhcr.stateless",
		}[id]
	}
	return ""
}

// withSeekers are the figures to which the coverage table adds asylum-seekers.
var withSeekers = map[string]string{
	"unhcr.refugees_origin": "unhcr.asylum_seekers_origin", "unhcr.refugees_hosted": "unhcr.asylum_seekers_hosted",
}

// TestCoverageTable compares the values of 2016 with those that were measured
// before this program was written.
func TestCoverageTable(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(raw(t), "structural-indicator-coverage.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.LazyQuotes = '\t', true
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	baskets, compared := map[string]*basket{}, 0
	for _, l := range lines[1:] {
		indicator := indicatorOf(l[0], l[1])
		src, _, ok := obs.SplitID(indicator)
		if !ok || l[0] == "MS.MIL.TOTL.P1" { // the figures of IISS are not for passing on
			continue
		}
		if baskets[src] == nil {
			baskets[src] = readSource(t, src)
		}
		for i, want := range strings.Split(l[8], " | ") {
			o, ok := baskets[src].values(indicator, caucasus[i])[2016]
			if also := withSeekers[indicator]; also != "" {
				o.Value += baskets[src].values(also, caucasus[i])[2016].Value
			}
			// The table has four significant digits.
			if ok != (want != "-") || (ok && math.Abs(o.Value-number(want)) > 0.00051*math.Abs(number(want))) {
				t.Errorf("%s %s: got %v, the table has %s", indicator, caucasus[i], o.Value, want)
			}
			compared++
		}
	}
	if compared < 250 {
		t.Errorf("only %d values were compared", compared)
	}
}
