// SPDX-License-Identifier: Apache-2.0

package country_test

import (
	"archive/tar"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/qala-observatory/qala/internal/country"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// field is one way in which a file names a country: a scheme and the column that
// holds it.
type field struct {
	scheme country.Scheme
	column string
}

// listing is a raw file with the fields of each country that it names. The fields
// of one listing must agree.
type listing struct {
	source string
	file   string
	year   string // column; session numbers and dates are understood
	fields []field
}

func listings() []listing {
	iso, name := country.ISO3, country.ByName
	out := []listing{
		{"wdi", "wdi/wdi_merged.csv.gz", "year", []field{{iso, "iso3"}}},
		{"wdi", "wdi/wdi_systema_1980_2024.csv.gz", "year", []field{{iso, "iso3"}}},
		{"wgi", "wgi/wgi_1996_2023.csv", "year", []field{{country.WGI, "code"}, {name, "countryname"}}},
		{"hdi", "hdi/hdi.csv", "year", []field{{iso, "iso3"}}},
		{
			"vdem14", "vdem/vdem_v14_subset_1990_2023.csv.gz", "year",
			[]field{{country.VDem, "country_text_id"}, {country.VDem, "country_id"}, {name, "country_name"}},
		},
		{"vdem15", "vdem/vdem_v15_cliaretl_1990_2024.csv.gz", "year", []field{{country.VDem, "country_code"}}},
		{
			"vdem15", "vdem/vdem_v15_highlevel_ci_1946_2024.csv.gz", "year",
			[]field{
				{country.VDem, "country_text_id"},
				{country.VDem, "country_id"},
				{name, "vdem_country_name"},
				{country.COW, "vdem_cowcode"},
				{country.GW, "GWn"},
			},
		},
		{"isard", "vdem/isard_gw_democracy_1946_2025.csv", "year", []field{{country.GW, "gwcode"}}},
		{
			"unhcr", "unhcr-refugees/countries.csv", "",
			[]field{{country.UNHCR, "unhcr_code"}, {iso, "iso_code"}, {name, "name"}},
		},
		{
			"ucdp", "ucdp-organized-violence-cy-25.1/organizedviolencecy_v25_1.csv.zst", "year_cy",
			[]field{{country.UCDP, "country_id_cy"}, {name, "country_cy"}},
		},
		{"treaties", "manytreaties/parties_GGO.csv.zst", "", []field{{country.Treaties, "stateID"}}},
		{"treaties desta", "manytreaties/parties_DESTA.csv.zst", "", []field{{country.Treaties, "stateID"}, {name, "StateName"}}},
		{"ipi", "ipi-peacekeeping/ipi_country_month.csv.zst", "date", []field{{country.IPI, "contributor"}}},
		{
			"ipi gender", "ipi-peacekeeping/full_gender_data_200911_201408.csv.zst", "Date",
			[]field{{iso, "Contributor_ISO-3"}, {country.IPI, "Contributor"}},
		},
		{
			"ipi mission", "ipi-peacekeeping/data_mission.csv.zst", "Date",
			[]field{{iso, "Country of Mission ISO-3"}, {country.IPI, "Country of Mission"}},
		},
		{
			"ipi month", "ipi-peacekeeping/current_month_201403.csv", "Date",
			[]field{{iso, "Contributor_ISO-3"}, {country.IPI, "Contributor"}},
		},
		{"geopko", "geo-pko/geopko_map_tcc.csv.zst", "year", []field{{name, "tcc"}}},
		{"geopko", "geo-pko/geopko_tcc_year.csv", "year", []field{{name, "tcc"}}},
		{"geopko", "geo-pko/FrontMap_v.2.3.csv.zst", "year", []field{{name, "country"}}},
		{
			"troops", "us-troops/troopdata-rebuild-country-year.csv.zst", "year",
			[]field{{country.Troops, "ccode"}, {iso, "iso3c"}, {name, "countryname"}},
		},
		{"lied", "lied/lied_1946_2024.csv.gz", "year", []field{{country.COW, "cown"}, {country.VDem, "vdem"}, {name, "lied_country"}}},
		{"polity5", "polity5/polity5_1946_2020.csv.gz", "year", []field{{country.COW, "cown"}, {name, "polity_annual_country"}}},
		{"factbook", "factbook/annual_values.csv.gz", "", []field{{country.FIPS, "gec"}, {iso, "iso3"}}},
		{
			"factbook borders", "factbook/land_boundaries.csv", "",
			[]field{{country.FIPS, "gec_b"}, {iso, "iso3_b"}, {name, "name_b"}},
		},
		{"factbook trade", "factbook/trade_partners.csv", "", []field{{iso, "partner_iso3"}, {name, "partner"}}},
	}
	for _, file := range []string{"asylum_applications", "flows", "population", "solutions"} {
		for _, side := range []string{"coo", "coa"} {
			out = append(out, listing{
				"unhcr", "unhcr-refugees/" + file + ".csv.zst", "year",
				[]field{{country.UNHCR, side}, {iso, side + "_iso"}, {name, side + "_name"}},
			})
		}
	}
	for _, set := range []string{"All_Apr2020", "All_Jun2024", "HumanRights_Apr2020", "Nuclear_Apr2020"} {
		out = append(out, listing{
			"ideal points", "un-ideal-points/Idealpointestimates" + set + ".csv.zst", "session",
			[]field{{country.COW, "ccode"}, {iso, "iso3c"}, {name, "Countryname"}},
		})
	}
	return out
}

// shared is the folder of reference data beside the repository.
func shared(t *testing.T) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("reference data not present")
	}
	return dir
}

// opened opens a file of the reference data, unpacked.
func opened(t *testing.T, path string) io.Reader {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	var r io.Reader = f
	switch filepath.Ext(path) {
	case ".gz":
		r, err = gzip.NewReader(f)
	case ".zst":
		var z *zstd.Decoder
		z, err = zstd.NewReader(f)
		if err == nil {
			t.Cleanup(z.Close)
		}
		r = z
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// eachRow calls do with the named columns of every row of a CSV file.
func eachRow(t *testing.T, path string, columns []string, do func([]string)) {
	t.Helper()
	c := csv.NewReader(opened(t, path))
	c.ReuseRecord, c.FieldsPerRecord = true, -1
	head, err := c.Read()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	at := make([]int, len(columns))
	for i, name := range columns {
		if at[i] = slices.Index(head, name); at[i] < 0 && name != "" {
			t.Fatalf("%s: no column %q", path, name)
		}
	}
	values := make([]string, len(columns))
	for {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for i, a := range at {
			values[i] = ""
			if a >= 0 && a < len(row) {
				values[i] = strings.TrimSpace(row[a])
			}
		}
		do(values)
	}
}

// year reads a year, a date or a session of the General Assembly.
func year(text string) int {
	n, _ := strconv.Atoi(text[:min(4, len(text))])
	if n > 0 && n < 200 {
		return n + 1945
	}
	return n
}

// walk resolves what a source names and collects what does not resolve and what
// disagrees.
type walk struct {
	register *country.Register
	seen     map[string]country.Code
	found    map[string]bool
	asked    int
}

func newWalk(r *country.Register) *walk {
	return &walk{register: r, seen: map[string]country.Code{}, found: map[string]bool{}}
}

// ask resolves one field. Nothing and NA are no country; an apostrophe at the end
// is a slip of the peacekeeping files.
func (w *walk) ask(source string, s country.Scheme, text string, year int) country.Code {
	text = strings.TrimSuffix(text, "'")
	if text == "" || text == "NA" {
		return ""
	}
	key := fmt.Sprint(source, s, text, year)
	if code, ok := w.seen[key]; ok {
		return code
	}
	w.asked++
	code, err := w.register.ByScheme(s, text, year)
	if err != nil {
		what := "unknown"
		if errors.Is(err, country.ErrAmbiguous) {
			what = "ambiguous"
		}
		w.found[strings.Join([]string{source, s.String(), strconv.QuoteToASCII(text), what}, "\t")] = true
	}
	w.seen[key] = w.register.Continuing(code)
	return w.seen[key]
}

// agree notes fields of one row that mean different countries.
func (w *walk) agree(source string, fields []field, texts []string, year int) {
	var first country.Code
	for i, f := range fields {
		code := w.ask(source, f.scheme, texts[i], year)
		switch {
		case code == "":
		case first == "":
			first = code
		case code != first:
			w.found[fmt.Sprintf("%s\t%s\t%s\tis %s, its other field says %s", source, f.scheme,
				strconv.QuoteToASCII(texts[i]), code, first)] = true
		}
	}
}

// TestReferenceSpellings walks every code and name of the raw files. What does not
// resolve, or resolves to two countries in one row, must stand in the reviewed
// list testdata/unresolved.tsv, and nothing else may stand there.
func TestReferenceSpellings(t *testing.T) {
	dir, w := shared(t), newWalk(register(t))
	for _, l := range listings() {
		columns := []string{l.year}
		for _, f := range l.fields {
			columns = append(columns, f.column)
		}
		eachRow(t, filepath.Join(dir, l.file), columns, func(v []string) {
			w.agree(l.source, l.fields, v[1:], year(v[0]))
		})
	}
	walkVotes(t, w, dir)
	walkConflicts(t, w, dir)
	walkOWID(t, w, dir)
	for _, vintage := range []string{"2016-11-26", "2020-11-27", "2023-12-30", "2026-01-22"} {
		walkFactbook(t, w, filepath.Join(dir, "factbook", "factbook-json-"+vintage+".tar.gz"))
	}
	lines := make([]string, 0, len(w.found))
	for line := range w.found {
		lines = append(lines, line)
	}
	slices.Sort(lines)
	t.Logf("%d codes and names resolved by year, %d reviewed exceptions", w.asked, len(lines))
	golden(t, filepath.Join("testdata", "unresolved.tsv"), lines)
}

func golden(t *testing.T, path string, lines []string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(strings.TrimSpace(string(want)), "\n"), lines); diff != "" {
		t.Errorf("%s differs (-reviewed +found):\n%s", path, diff)
	}
}

// walkVotes joins the votes to the years of their roll calls.
func walkVotes(t *testing.T, w *walk, dir string) {
	years := map[string]int{}
	eachRow(t, filepath.Join(dir, "un-votes/un_roll_calls.csv"), []string{"rcid", "date"}, func(v []string) {
		years[v[0]] = year(v[1])
	})
	fields := []field{{country.UNVotes, "country_code"}, {country.ByName, "country"}}
	eachRow(t, filepath.Join(dir, "un-votes/un_votes.csv.zst"), []string{"rcid", "country_code", "country"}, func(v []string) {
		w.agree("un votes", fields, v[1:], years[v[0]])
	})
}

// walkConflicts takes the lists of numbers and places of the conflict files apart.
func walkConflicts(t *testing.T, w *walk, dir string) {
	columns := []string{"year", "location", "gwno_loc", "gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd"}
	eachRow(t, filepath.Join(dir, "ucdp-prio-acd-25.1/ucdp_prio_acd_25_1_repaired.csv.zst"), columns, func(v []string) {
		for i, list := range v[1:] {
			for text := range strings.SplitSeq(list, ", ") {
				s := country.UCDP
				if i == 0 {
					s = country.ByName
				}
				w.ask("ucdp/prio", s, text, year(v[0]))
			}
		}
	})
	columns = []string{"year", "gwno_a", "gwno_a_2nd", "gwno_b", "gwno_b_2nd"}
	eachRow(t, filepath.Join(dir, "ucdp-prio-acd-25.1/ucdp_acd_gwno_expanded.csv"), columns, func(v []string) {
		for _, text := range v[1:] {
			w.ask("ucdp/prio", country.UCDP, text, year(v[0]))
		}
	})
}

func walkOWID(t *testing.T, w *walk, dir string) {
	files, err := filepath.Glob(filepath.Join(dir, "owid", "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files of Our World in Data: %v", err)
	}
	for _, file := range files {
		eachRow(t, file, []string{"Year", "Entity"}, func(v []string) {
			w.ask("owid", country.OWID, v[1], year(v[0]))
		})
	}
}

// walkFactbook resolves the file names of a vintage, which are GEC codes, and the
// short names inside.
func walkFactbook(t *testing.T, w *walk, path string) {
	for archive := tar.NewReader(opened(t, path)); ; {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		gec, ok := strings.CutSuffix(filepath.Base(h.Name), ".json")
		if !ok || len(gec) != 2 {
			continue
		}
		var page struct {
			Government struct {
				Name map[string]any `json:"Country name"`
			}
		}
		if err := json.NewDecoder(archive).Decode(&page); err != nil {
			t.Fatalf("%s: %s: %v", path, h.Name, err)
		}
		form, _ := page.Government.Name["conventional short form"].(map[string]any)
		name, _ := form["text"].(string)
		if name == "none" {
			name = ""
		}
		w.agree("factbook page", []field{{country.FIPS, ""}, {country.ByName, ""}}, []string{gec, name}, 0)
	}
}
