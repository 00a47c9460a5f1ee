// SPDX-License-Identifier: Apache-2.0

package country_test

import (
	"errors"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/country"
)

// register parses the committed file.
func register(t testing.TB) *country.Register {
	t.Helper()
	r, err := country.Load(os.DirFS("../../data"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRegisterHasNoFaults(t *testing.T) {
	if err := register(t).Lint(); err != nil {
		t.Error(err)
	}
}

// outcome is a code, or the codes that stand in an AmbiguousError, or nothing for
// an UnknownError.
func outcome(t *testing.T, code country.Code, err error) []country.Code {
	t.Helper()
	var many *country.AmbiguousError
	var none *country.UnknownError
	switch {
	case err == nil:
		return []country.Code{code}
	case errors.As(err, &many):
		if !errors.Is(err, country.ErrAmbiguous) {
			t.Errorf("%v is not ErrAmbiguous", err)
		}
		var out []country.Code
		for _, c := range many.Candidates {
			out = append(out, c.Code)
		}
		return out
	case errors.As(err, &none):
		if !errors.Is(err, country.ErrUnknown) {
			t.Errorf("%v is not ErrUnknown", err)
		}
		return nil
	}
	t.Fatalf("error of another type: %v", err)
	return nil
}

func TestResolve(t *testing.T) {
	r := register(t)
	tests := []struct {
		text string
		year int
		want []country.Code
	}{
		// Codes.
		{"AZE", 0, one("AZE")},
		{" aze ", 0, one("AZE")},
		{"az", 0, one("AZE")},
		{"643", 0, one("RUS")},
		{"31", 0, many("AZE", "BHS")},  // M49 and COW disagree
		{"031", 0, one("AZE")},         // only M49 has leading zeros
		{"840", 0, many("PHL", "USA")}, // COW and M49 disagree
		{"365", 0, one("RUS")},
		{"365", 1985, one("SUN")},
		{"XKX", 0, one("XKX")},
		{"UNK", 0, nil}, // UNHCR's "Unknown" is not Kosovo
		{"ROM", 2022, one("ROU")},

		// Unknown and ambiguous.
		{"Gerogia", 0, nil},
		{"", 0, nil},
		{"World", 0, nil},
		{"Africa", 0, nil},
		{"Korea", 0, many("KOR", "PRK")},
		{"Congo", 0, many("COD", "COG")},
		{"congo", 1995, many("COD", "COG")},
		{"Virgin Islands", 0, many("VGB", "VIR")},
		{"Vietnam", 0, one("VNM")},
		{"Vietnam", 1965, many("VDR", "VNM")},
		{"Guinea", 0, one("GIN")},
		{"Niger", 0, one("NER")},
		{"Dominica", 0, one("DMA")},
		{"Sudan", 1990, one("SDN")},
		{"Sudan", 2022, one("SDN")},

		// The form does not matter.
		{"COTE D'IVOIRE", 0, one("CIV")},
		{"Côte d’Ivoire", 0, one("CIV")},
		{"Cote d Ivoire", 0, one("CIV")},
		{"Sao Tome & Principe", 0, one("STP")},
		{"Timor Leste", 0, one("TLS")},
		{"U.S.A.", 0, one("USA")},
		{"the  Gambia", 0, one("GMB")},
		{"Türkiye", 0, one("TUR")}, // decomposed
		{"Moldova, Republic of", 0, one("MDA")},
		{"Tanzania, United Republic of", 0, one("TZA")},

		// World Bank.
		{"Korea, Rep.", 0, one("KOR")},
		{"Korea, Dem. People's Rep.", 0, one("PRK")},
		{"Congo, Dem. Rep.", 0, one("COD")},
		{"Congo, Rep.", 0, one("COG")},
		{"Egypt, Arab Rep.", 0, one("EGY")},
		{"Iran, Islamic Rep.", 0, one("IRN")},
		{"Yemen, Rep.", 0, one("YEM")},
		{"Gambia, The", 0, one("GMB")},
		{"Bahamas, The", 0, one("BHS")},
		{"St. Lucia", 0, one("LCA")},
		{"Turkiye", 0, one("TUR")},
		{"Turkey", 0, one("TUR")},
		{"Lao PDR", 0, one("LAO")},
		{"Kyrgyz Republic", 0, one("KGZ")},
		{"Slovak Republic", 0, one("SVK")},
		{"Venezuela, RB", 0, one("VEN")},
		{"Micronesia, Fed. Sts.", 0, one("FSM")},
		{"West Bank and Gaza", 0, one("PSE")},
		{"Hong Kong SAR, China", 0, one("HKG")},

		// The Factbook.
		{"Burma", 0, one("MMR")},
		{"Korea, South", 0, one("KOR")},
		{"Korea, North", 0, one("PRK")},
		{"Congo, Democratic Republic of the", 0, one("COD")},
		{"Turkey (Turkiye)", 0, one("TUR")},
		{"Holy See (Vatican City)", 0, one("VAT")},

		// UCDP.
		{"Myanmar (Burma)", 0, one("MMR")},
		{"DR Congo (Zaire)", 0, one("COD")},
		{"Yemen (North Yemen)", 1989, one("YAR")},
		{"Yemen (North Yemen)", 2020, one("YEM")},
		{"Cambodia (Kampuchea)", 0, one("KHM")},
		{"Russia (Soviet Union)", 1989, one("SUN")},
		{"Russia (Soviet Union)", 2020, one("RUS")},
		{"Serbia (Yugoslavia)", 1991, one("YUG")},
		{"Serbia (Yugoslavia)", 1999, one("SCG")},
		{"Serbia (Yugoslavia)", 2020, one("SRB")},
		{"Madagascar (Malagasy)", 0, one("MDG")},
		{"Zimbabwe (Rhodesia)", 0, one("ZWE")},
		{"Kingdom of eSwatini (Swaziland)", 0, one("SWZ")},
		{"Bosnia-Herzegovina", 0, one("BIH")},

		// Former names and countries.
		{"Swaziland", 2010, one("SWZ")},
		{"Swaziland", 2022, one("SWZ")},
		{"Cape Verde", 0, one("CPV")},
		{"FYROM", 0, one("MKD")},
		{"Zaire", 1985, one("COD")},
		{"Ceylon", 1960, one("LKA")},
		{"Soviet Union", 1985, one("SUN")},
		{"Soviet Union", 0, one("SUN")},
		{"Yugoslavia", 1985, one("YUG")},
		{"Yugoslavia", 1999, one("SCG")},
		{"Yugoslavia", 2015, one("YUG")},
		{"Yemen", 1985, one("YAR")},
		{"Yemen", 2015, one("YEM")},
		{"Czechoslovakia", 0, one("CSK")},
		{"YUG", 1985, one("YUG")},
		{"YUG", 1999, one("SCG")},
		{"RUS", 1985, one("RUS")},
		{"SRB", 1999, one("SRB")},
		{"Northern Cyprus", 0, one("XNC")},
		{"Taiwan, China", 0, one("TWN")},
	}
	for _, tt := range tests {
		code, err := r.Resolve(tt.text, tt.year)
		if diff := cmp.Diff(tt.want, outcome(t, code, err)); diff != "" {
			t.Errorf("Resolve(%q, %d) differs (-want +got):\n%s", tt.text, tt.year, diff)
		}
	}
}

func one(c country.Code) []country.Code     { return []country.Code{c} }
func many(c ...country.Code) []country.Code { return c }

func TestByScheme(t *testing.T) {
	r := register(t)
	tests := []struct {
		scheme country.Scheme
		text   string
		year   int
		want   []country.Code
	}{
		{country.WGI, "ROM", 2020, one("ROU")},
		{country.WGI, "ZAR", 2020, one("COD")},
		{country.WGI, "TMP", 2020, one("TLS")},
		{country.WGI, "KSV", 2020, one("XKX")},
		{country.WGI, "WBG", 2020, one("PSE")},
		{country.WGI, "ADO", 2020, one("AND")},
		{country.WGI, "AZE", 2020, one("AZE")},
		{country.ISO3, "KSV", 0, nil},
		{country.ISO2, "XK", 0, one("XKX")},
		{country.ISO2, "CS", 1980, one("CSK")},
		{country.ISO2, "CS", 2004, one("SCG")},
		{country.M49, "031", 0, one("AZE")},
		{country.M49, "31", 0, one("AZE")},
		{country.COW, "365", 1985, one("SUN")},
		{country.COW, "365", 1991, one("RUS")},
		{country.COW, "345", 1980, one("YUG")},
		{country.COW, "345", 1999, one("SCG")},
		{country.COW, "345", 2016, one("SRB")},
		{country.COW, "255", 2000, one("DEU")},
		{country.COW, "260", 1980, one("DEU")},
		{country.COW, "678", 1980, one("YAR")},
		{country.COW, "679", 1990, one("YEM")},
		{country.COW, "680", 1980, one("YMD")},
		{country.COW, "816", 1980, one("VNM")},
		{country.COW, "817", 1970, one("VDR")},
		{country.COW, "625", 2005, one("SDN")},
		{country.COW, "626", 2012, one("SSD")},
		{country.COW, "970", 2005, one("NRU")},
		{country.COW, "347", 2010, one("XKX")},
		{country.GW, "970", 2005, one("KIR")},
		{country.GW, "971", 2005, one("NRU")},
		{country.GW, "340", 2010, one("SRB")},
		{country.GW, "678", 1989, one("YAR")},
		{country.GW, "678", 1990, one("YEM")},
		{country.UCDP, "345", 2020, one("SRB")},
		{country.UCDP, "260", 2020, one("DEU")},
		{country.UCDP, "327", 2020, one("VAT")},
		{country.UCDP, "751", 1948, one("XHY")},
		{country.VDem, "106", 2020, one("AZE")},
		{country.VDem, "AZE", 2020, one("AZE")},
		{country.VDem, "138", 2020, one("PSG")},
		{country.VDem, "PSG", 2020, one("PSG")},
		{country.VDem, "VDR", 1970, one("VDR")},
		{country.FIPS, "aj", 0, one("AZE")},
		{country.FIPS, "kv", 0, one("XKX")},
		{country.FIPS, "od", 0, one("SSD")},
		{country.FIPS, "ri", 0, one("SRB")},
		{country.FIPS, "mj", 0, one("MNE")},
		{country.FIPS, "we", 0, one("XWB")},
		{country.FIPS, "gz", 0, one("PSG")},
		{country.FIPS, "tt", 0, one("TLS")},
		{country.FIPS, "tw", 0, one("TWN")},
		{country.FIPS, "au", 0, one("AUT")},
		{country.UNHCR, "AUS", 0, one("AUT")},
		{country.UNHCR, "GFR", 0, one("DEU")},
		{country.UNHCR, "UKN", 0, nil},
		{country.UNHCR, "STA", 0, nil},
		{country.IOC, "GER", 0, one("DEU")},
		{country.IOC, "NIG", 0, one("NER")},
		{country.UNVotes, "YU", 1985, one("YUG")},
		{country.UNVotes, "YU", 1999, one("SCG")},
		{country.UNVotes, "YU", 2015, one("SRB")},
		{country.Treaties, "KOS", 0, one("XKX")},
		{country.Treaties, "EUU", 0, nil},
		{country.Troops, "1004", 1990, one("IOT")},
		{country.Troops, "373", 2010, one("AZE")},
		{country.OWID, "Congo", 2000, one("COG")},
		{country.OWID, "Democratic Republic of Congo", 2000, one("COD")},
		{country.IPI, "congo", 2000, one("COG")},
		{country.ByName, "Congo", 2000, many("COD", "COG")},
		{country.ByName, "AZE", 0, nil},
		{0, "AZE", 0, nil},
		{country.Scheme(99), "AZE", 0, nil},
	}
	for _, tt := range tests {
		code, err := r.ByScheme(tt.scheme, tt.text, tt.year)
		if diff := cmp.Diff(tt.want, outcome(t, code, err)); diff != "" {
			t.Errorf("ByScheme(%v, %q, %d) differs (-want +got):\n%s", tt.scheme, tt.text, tt.year, diff)
		}
	}
}

func TestSuggestions(t *testing.T) {
	r := register(t)
	for text, want := range map[string]string{
		"Gerogia":     `unknown country "Gerogia"; did you mean Georgia (GEO)?`,
		"Azerbajan":   `unknown country "Azerbajan"; did you mean Azerbaijan (AZE)?`,
		"Krygyzstan":  `unknown country "Krygyzstan"; did you mean Kyrgyzstan (KGZ)?`,
		"GER":         `unknown country "GER"; did you mean Germany (DEU)?`,
		"Qwertyuiop":  `unknown country "Qwertyuiop"`,
		"South Corea": `unknown country "South Corea"; did you mean Republic of Korea (KOR)?`,
	} {
		_, err := r.Resolve(text, 0)
		if err == nil || err.Error() != want {
			t.Errorf("Resolve(%q): got %v, want %s", text, err, want)
		}
	}
	_, err := r.Resolve("Congo", 0)
	want := `ambiguous country "Congo": Democratic Republic of the Congo (COD) or Republic of the Congo (COG)`
	if err == nil || err.Error() != want {
		t.Errorf("Resolve(Congo): got %v, want %s", err, want)
	}
}

// Names that resemble each other must stay apart: each resolves to its own
// country, and a slip in one never becomes the other.
func TestResemblingNamesStayApart(t *testing.T) {
	r := register(t)
	groups := [][]struct {
		name string
		code country.Code
	}{
		{{"Niger", "NER"}, {"Nigeria", "NGA"}},
		{{"Guinea", "GIN"}, {"Guinea-Bissau", "GNB"}, {"Equatorial Guinea", "GNQ"}, {"Papua New Guinea", "PNG"}},
		{{"Dominica", "DMA"}, {"Dominican Republic", "DOM"}},
		{{"Iran", "IRN"}, {"Iraq", "IRQ"}},
		{{"Slovakia", "SVK"}, {"Slovenia", "SVN"}},
		{{"Austria", "AUT"}, {"Australia", "AUS"}},
		{{"Mali", "MLI"}, {"Malawi", "MWI"}, {"Malta", "MLT"}},
		{{"Gambia", "GMB"}, {"Zambia", "ZMB"}},
		{{"Samoa", "WSM"}, {"American Samoa", "ASM"}},
		{{"Sudan", "SDN"}, {"South Sudan", "SSD"}},
		{{"Mauritania", "MRT"}, {"Mauritius", "MUS"}},
		{{"Somalia", "SOM"}, {"Somaliland", "SML"}},
		{{"Republic of the Congo", "COG"}, {"Democratic Republic of the Congo", "COD"}},
		{{"Saint Martin", "MAF"}, {"Sint Maarten", "SXM"}},
		{{"Swaziland", "SWZ"}, {"Switzerland", "CHE"}},
	}
	for _, group := range groups {
		for _, g := range group {
			if got, err := r.Resolve(g.name, 0); err != nil || got != g.code {
				t.Errorf("Resolve(%q) = %q, %v, want %s", g.name, got, err, g.code)
			}
			for i := range g.name {
				slip := g.name[:i] + g.name[i+1:]
				got, err := r.Resolve(slip, 0)
				if err == nil && got != g.code && !slices.Contains(exactSlips, slip) {
					t.Errorf("Resolve(%q), %q less a letter, is %s", slip, g.name, got)
				}
			}
		}
	}
}

// exactSlips are names that lie one letter from another and are themselves exact.
var exactSlips = []string{}

func TestDemonym(t *testing.T) {
	r := register(t)
	tests := []struct {
		word string
		year int
		want []country.Code
	}{
		{"Azerbaijani", 0, one("AZE")},
		{"Azerbaijanis", 0, one("AZE")},
		{"Nigerien", 0, one("NER")},
		{"Nigerian", 0, one("NGA")},
		{"Congolese", 0, many("COD", "COG")},
		{"Dominican", 0, many("DMA", "DOM")},
		{"Korean", 0, many("KOR", "PRK")},
		{"South Korean", 0, one("KOR")},
		{"Guinean", 0, one("GIN")},
		{"Swiss", 0, one("CHE")},
		{"Poles", 0, one("POL")},
		{"Soviet", 1985, one("SUN")},
		{"Yugoslav", 1985, one("YUG")},
		{"Yugoslav", 1999, one("SCG")},
		{"Table", 0, nil},
		{"", 0, nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, r.Demonym(tt.word, tt.year)); diff != "" {
			t.Errorf("Demonym(%q, %d) differs (-want +got):\n%s", tt.word, tt.year, diff)
		}
	}
}
