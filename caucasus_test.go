// SPDX-License-Identifier: Apache-2.0

package qala_test

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// caucasus are the states of the reference table, in its order.
var caucasus = []string{"AZE", "RUS", "TUR", "IRN", "GEO", "ARM"}

// elsewhere are series of the reference table that the snapshot has not, with
// the reason.
var elsewhere = map[string]string{
	"MS.MIL.TOTL.P1": "labelled otherwise than CC BY in the World Development Indicators",
	"cow_":           "importer only", "FH_": "importer only", "SIPRI_": "importer only", "IMF_": "importer only",
	"epr_": "importer only", "hief": "importer only", "creg_": "importer only",
	"v2x_polyarchy_isard": "another compilation", "aeuds_isard": "another compilation",
	"freligion_idea": "not among the sources", "sgeq_idea": "not among the sources",
	"un_peakeeper_num": "a compilation of the peacekeeping sources",
}

// renamed are ids of the reference table that do not follow a rule.
var renamed = map[string]string{
	"HDI": "hdi.hdi", "fb_igo_count": "factbook.org_count", "fb_terror_groups": "factbook.terror_group_count",
	"fb_frac_Ethnic groups": "factbook.ethnic_fractionalisation",
	"fb_frac_Religions":     "factbook.religious_fractionalisation",
}

// derivedHere are series that the test computes from the snapshot itself.
var derivedHere = map[string]func(s *values, code string) (float64, bool){
	"growth_sd10":    (*values).growthSpread,
	"libdem_ciwidth": func(s *values, code string) (float64, bool) { return s.width("vdem15.v2x_libdem", code) },
	"WGI_pv_sd":      func(s *values, code string) (float64, bool) { return s.standardError("wgi.pv", code) },
	"neigh_pv_border_weighted": func(s *values, code string) (float64, bool) {
		return s.neighbours("wgi.pv", code)
	},
	// The reference adds those whose claim is not decided.
	"unhcr_refugees_from": func(s *values, code string) (float64, bool) {
		return s.total(code, "unhcr.refugees_origin", "unhcr.asylum_seekers_origin")
	},
	"unhcr_refugees_hosted": func(s *values, code string) (float64, bool) {
		return s.total(code, "unhcr.refugees_hosted", "unhcr.asylum_seekers_hosted")
	},
	// The reference takes a flow that is not given as none.
	"fb_net_elec_import_ratio": func(s *values, code string) (float64, bool) {
		bought, a := s.at("factbook.electricity_imports_kwh", code, 2016)
		sold, b := s.at("factbook.electricity_exports_kwh", code, 2016)
		used, c := s.at("factbook.electricity_consumption_kwh", code, 2016)
		return (bought - sold) / used, (a || b) && c
	},
	"fb_reserves_months": func(s *values, code string) (float64, bool) {
		reserves, a := s.at("factbook.reserves_usd", code, 2016)
		imports, b := s.at("factbook.imports_usd", code, 2016)
		return reserves / imports * 12, a && b
	},
}

// The reasons why the reference says something else than the raw files here.
const (
	otherVintage = "the reference took a yearly vintage of 2017 or 2021 that is not among the raw files"
	twoBorders   = "the page gives the border with China in two parts, of which the reference has one"
	notParsed    = "the reference does not have the figure, which stands in the page of 2020"
)

// differing are the single values that differ, with the reason.
var differing = map[string]string{
	"fb_military_expenditure_pct_gdp RUS": otherVintage,
	"fb_military_expenditure_pct_gdp TUR": otherVintage,
	"fb_gdp_growth_pct RUS":               otherVintage,
	"fb_gdp_growth_pct TUR":               otherVintage,
	"fb_unemployment_pct RUS":             otherVintage,
	"fb_unemployment_pct TUR":             otherVintage,
	"fb_youth_unemployment_pct ARM":       notParsed,
	"neigh_pv_border_weighted RUS":        twoBorders,
}

// derivedElsewhere are series that frameworks or later tools derive and the
// reference has no value of 2016 for.
var derivedElsewhere = []string{
	"fb_extdebt_pct_gdp", "fb_net_gas_export_ratio", "fb_oil_selfsuff", "fb_exports_partner_hhi",
	"fb_exports_top_partner", "fb_imports_partner_hhi", "fb_imports_top_partner", "fb_n_neighbours",
}

// snapshotID is the snapshot's id of a series of the reference table.
func snapshotID(id, source string) string {
	if to := renamed[id]; to != "" {
		return to
	}
	switch {
	case source == "wdi":
		return "wdi." + id
	case source == "vdem14":
		return "vdem14." + id
	case strings.HasSuffix(id, "_v15"), strings.HasSuffix(id, "_v15ci"):
		return "vdem15." + id[:strings.LastIndex(id, "_v15")]
	case strings.HasPrefix(id, "WGI_"):
		return "wgi." + strings.TrimPrefix(id, "WGI_")
	case strings.HasPrefix(id, "fb_"):
		return "factbook." + strings.TrimPrefix(id, "fb_")
	case strings.HasPrefix(id, "unhcr_"):
		return "unhcr." + strings.TrimPrefix(id, "unhcr_")
	}
	return ""
}

// TestCaucasus compares the 2016 values of six states with a reference table that
// others computed from the same raw files, to the digits it prints.
func TestCaucasus(t *testing.T) {
	needRaw(t)
	text, err := os.ReadFile(filepath.Join(rawFolder, "structural-indicator-coverage.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	s := readValues(t)
	compared := 0
	for line := range strings.Lines(string(text)) {
		field := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if field[0] == "id" || excused(field[0]) {
			continue
		}
		compute := derivedHere[field[0]]
		id := snapshotID(field[0], field[1])
		if compute == nil && !s.known[id] {
			if !slices.Contains(derivedElsewhere, field[0]) || strings.Trim(field[8], "-| ") != "" {
				t.Errorf("%s has values of 2016 and is in neither the snapshot nor a list of this test", field[0])
			}
			continue
		}
		for i, printed := range strings.Split(field[8], " | ") {
			got, ok := s.at(id, caucasus[i], 2016)
			if compute != nil {
				got, ok = compute(s, caucasus[i])
			}
			agreed, reason := agrees(printed, got, ok), differing[field[0]+" "+caucasus[i]]
			if agreed && reason != "" {
				t.Errorf("%s of %s agrees: take it off the list of those that differ", field[0], caucasus[i])
			}
			if !agreed && reason == "" {
				t.Errorf("%s (%s) of %s in 2016: %v %v, reference %s", field[0], id, caucasus[i], got, ok, printed)
			}
			compared++
		}
	}
	t.Logf("%d values compared, %d of them differ for a known reason", compared, len(differing))
	if compared < 390 {
		t.Errorf("only %d values compared", compared)
	}
}

// excused tells whether a series is not expected in the snapshot.
func excused(id string) bool {
	for prefix := range elsewhere {
		if strings.HasPrefix(id, prefix) {
			return true
		}
	}
	return false
}

// agrees compares a value with its printed form, to half of its last digit.
func agrees(printed string, got float64, ok bool) bool {
	if printed == "-" {
		return !ok
	}
	want, err := strconv.ParseFloat(printed, 64)
	if err != nil || !ok {
		return false
	}
	mantissa, exponent, _ := strings.Cut(strings.ToLower(printed), "e")
	_, decimals, _ := strings.Cut(mantissa, ".")
	power, _ := strconv.Atoi(exponent)
	step := math.Pow10(power - len(decimals))
	if !strings.ContainsAny(printed, ".e") {
		// Four digits are printed at most; zeros behind them say nothing.
		digits := len(strings.TrimLeft(printed, "-"))
		step = math.Pow10(max(0, digits-4))
	}
	return math.Abs(got-want) <= step*0.5000001
}

// values are the observations of the snapshot by indicator, country and year, as
// the latest release has them.
type values struct {
	known map[string]bool
	cells map[valueKey]wide
	// borders are the lengths of a country's land borders by neighbour.
	borders map[string]map[string]float64
}

type valueKey struct {
	indicator, country string
	year               int32
}

// wide is a value with its uncertainty.
type wide struct {
	Indicator   string   `parquet:"indicator"`
	Country     string   `parquet:"country"`
	Counterpart string   `parquet:"counterpart,optional"`
	Year        int32    `parquet:"year"`
	Value       float64  `parquet:"value"`
	Low         *float64 `parquet:"low,optional"`
	High        *float64 `parquet:"high,optional"`
	SE          *float64 `parquet:"standard_error,optional"`
	Release     string   `parquet:"release"`
}

// readValues reads the sources that the reference table is about.
func readValues(t *testing.T) *values {
	t.Helper()
	s := &values{known: map[string]bool{}, cells: map[valueKey]wide{}, borders: map[string]map[string]float64{}}
	latest := map[string]string{}
	for _, id := range []string{"wdi", "vdem14", "vdem15", "wgi", "hdi", "factbook", "unhcr"} {
		for _, row := range rowsOf[wide](t, id) {
			s.known[row.Indicator] = true
			if row.Indicator == "factbook.border_km" {
				if row.Release > latest[row.Country] {
					latest[row.Country], s.borders[row.Country] = row.Release, map[string]float64{}
				}
				if row.Release == latest[row.Country] {
					s.borders[row.Country][row.Counterpart] = row.Value
				}
			}
			key := valueKey{row.Indicator, row.Country, row.Year}
			if row.Counterpart == "" && row.Release >= s.cells[key].Release {
				s.cells[key] = row
			}
		}
	}
	return s
}

// at is one value.
func (s *values) at(id, code string, year int32) (float64, bool) {
	cell, ok := s.cells[valueKey{id, code, year}]
	return cell.Value, ok
}

// total adds the values of several indicators.
func (s *values) total(code string, ids ...string) (float64, bool) {
	sum := 0.0
	for _, id := range ids {
		v, ok := s.at(id, code, 2016)
		if !ok {
			return 0, false
		}
		sum += v
	}
	return sum, true
}

// growthSpread is the sample standard deviation of ten years of growth.
func (s *values) growthSpread(code string) (float64, bool) {
	growth := []float64{}
	for year := int32(2007); year <= 2016; year++ {
		if v, ok := s.at("wdi.NY.GDP.MKTP.KD.ZG", code, year); ok {
			growth = append(growth, v)
		}
	}
	mean, squares := 0.0, 0.0
	for _, v := range growth {
		mean += v / float64(len(growth))
	}
	for _, v := range growth {
		squares += (v - mean) * (v - mean)
	}
	return math.Sqrt(squares / float64(len(growth)-1)), len(growth) == 10
}

// width is the width of an interval.
func (s *values) width(id, code string) (float64, bool) {
	cell := s.cells[valueKey{id, code, 2016}]
	if cell.Low == nil || cell.High == nil {
		return 0, false
	}
	return *cell.High - *cell.Low, true
}

// standardError is the standard error of a value.
func (s *values) standardError(id, code string) (float64, bool) {
	cell := s.cells[valueKey{id, code, 2016}]
	if cell.SE == nil {
		return 0, false
	}
	return *cell.SE, true
}

// neighbours is the mean of the neighbours' values, weighted by the length of
// the common border.
func (s *values) neighbours(id, code string) (float64, bool) {
	total, length := 0.0, 0.0
	for _, neighbour := range sortedKeys(s.borders[code]) {
		if v, ok := s.at(id, neighbour, 2016); ok {
			total += v * s.borders[code][neighbour]
			length += s.borders[code][neighbour]
		}
	}
	return total / length, length > 0
}

// sortedKeys lists the keys of a map in order, so that sums are repeatable.
func sortedKeys(m map[string]float64) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
