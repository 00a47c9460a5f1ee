// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// pack makes an archive of pages: name, text, name, text.
func pack(t testing.TB, pages ...string) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	w := tar.NewWriter(z)
	for i := 0; i < len(pages); i += 2 {
		head := &tar.Header{Name: pages[i], Mode: 0o644, Size: int64(len(pages[i+1])), Typeflag: tar.TypeReg}
		if err := w.WriteHeader(head); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, pages[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// read reads an archive as the last vintage.
func read(t testing.TB, data []byte) (*heap, error) {
	def, reg := loadDefinition(t)
	reader, err := New(def, reg)
	if err != nil {
		t.Fatal(err)
	}
	h := &heap{}
	file := source.File{Path: "a.tar.gz", Release: "2026-01-22", Data: bytes.NewReader(data), Size: int64(len(data))}
	return h, reader.Read(file, h)
}

const growth = `{"Economy":{"Real GDP growth rate":{"Real GDP growth rate 2024":{"text":"4.1% (2024 est.)"}}}}`

func TestBadArchives(t *testing.T) {
	whole := pack(t, "middle-east/aj.json", growth, "middle-east/am.json", strings.Replace(growth, "4.1", "5.9", 1))
	for _, test := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty file", nil, "cut off"},
		{"no gzip", []byte("{}{}{}{}{}{}{}{}"), "gzip"},
		{"gzip of no tar", func() []byte {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			z.Write(bytes.Repeat([]byte("no tar "), 200))
			z.Close()
			return b.Bytes()
		}(), "member 1"},
		{"cut in the middle", whole[:len(whole)/2], "cut off"},
		{"cut in the checksum", whole[:len(whole)-3], "cut off"},
		{"no page in it", pack(t, "meta/categories.json", "{}"), "holds no page"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := read(t, test.data)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "factbook: a.tar.gz: ") {
				t.Errorf("error %v, want %q in it", err, test.want)
			}
		})
	}
}

func TestEveryCutOfAnArchiveIsAnError(t *testing.T) {
	whole := pack(t, "middle-east/aj.json", growth)
	for size := range whole {
		if _, err := read(t, whole[:size]); err == nil {
			t.Fatalf("cut to %d of %d bytes: no error", size, len(whole))
		}
	}
}

func TestBadPagesCostOnlyThemselves(t *testing.T) {
	for _, test := range []struct{ name, page, want string }{
		{"empty", "", "page is cut off"},
		{"cut off", growth[:40], "cut off"},
		{"not an object", `["a"]`, "page is not an object"},
		{"text behind", growth + "{}", "more follows after the page"},
		{"no JSON", "Economy: 5%", "json: byte"},
		{"section is a text", `{"Economy":"5%"}`, ""},
		{"field is a list", `{"Economy":{"Real GDP growth rate":["4%"]}}`, ""},
		{"null", `{"Economy":null}`, ""},
		{"deep", strings.Repeat(`{"a":`, 200) + "1" + strings.Repeat("}", 200), "nests deeper than 32"},
		{"deep list", `{"a":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}", "nests deeper than 32"},
		{
			"key twice", `{"Economy":{"Unemployment rate":{"text":"5% (2020)"},"Unemployment rate":{"text":"6% (2021)"}}}`,
			"key stands twice; the first is read",
		},
		{"long text", `{"a":"` + strings.Repeat("x", maxWords+1) + `"}`, "more than 32768"},
		{"many keys", "{" + manyKeys(2*maxKeys) + "}", "more than 1000 keys"},
		{"huge", `{"a":"` + strings.Repeat("x", maxMember) + `"}`, "more than 4194304"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h, err := read(t, pack(t, "middle-east/aj.json", test.page, "middle-east/am.json", growth))
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if len(h.rejected) > 0 {
				got = h.rejected[0].Reason
				if len(h.rejected[0].Text) > 200 || !strings.HasPrefix(h.rejected[0].Column, "middle-east/aj.json#") {
					t.Errorf("rejected %+v", h.rejected[0])
				}
			}
			if got == "" != (test.want == "") || !strings.Contains(got, test.want) {
				t.Errorf("reason %q, want %q", got, test.want)
			}
			if n := len(h.get("gdp_growth_pct", "ARM")); n != 1 {
				t.Errorf("the next page has %d values, want 1", n)
			}
		})
	}
}

// manyKeys writes an object's keys.
func manyKeys(n int) string {
	var keys []string
	for i := range n {
		keys = append(keys, fmt.Sprintf(`"k%d":"v"`, i))
	}
	return strings.Join(keys, ",")
}

func TestPages(t *testing.T) {
	for _, test := range []struct{ name, page, want string }{
		{
			"first of two places counts", `{"Economy":{"GDP - real growth rate":{"text":"1% (2020)"},"Real GDP growth rate":{"text":"2% (2021)"}}}`,
			"gdp_growth_pct 2020 1",
		},
		{"year behind the last part", `{"People and Society":{"Literacy":{"definition":{"text":"can read"},"total population":{"text":"99.8%"},` +
			`"male":{"text":"99.9%"},"female":{"text":"99.7% (2015 est.)"}}}}`, "literacy_pct 2015 99.8"},
		{
			"year in the remark", `{"People and Society":{"Population":{"text":"11,099,298","note":{"text":"deaths are counted (July 2016 est.)"}}}}`,
			"population 2016 1.1099298e+07",
		},
		{
			"year of the field before is not taken", `{"People and Society":{"Median age":{"female":{"text":"30 years (2015)"},"total":{"text":"31 years"}}}}`,
			"!no year is given",
		},
		{
			"other fields have nothing to say", `{"Economy":{"Unemployment rate":{"text":"5%"},"Taxes and other revenues":{"text":"5% (2020)"}}}`,
			"!no year is given taxes_pct_gdp 2020 5",
		},
		{
			"second value of a year", `{"Economy":{"Unemployment rate":{"text":"5% (2020) ++ 6% (2020)"}}}`,
			"unemployment_pct 2020 5 !second value for 2020; the first stands in middle-east/aj.json#/Economy/Unemployment rate",
		},
		{"year after the edition", `{"Economy":{"Unemployment rate":{"text":"5% (2042)"}}}`, "!year 2042 is not of this edition"},
		{
			"markup", `{"Economy":{"Unemployment rate":{"text":"<p>5%&nbsp;(2020)<br>6% (2019)</p>"}}}`,
			"unemployment_pct 2020 5 unemployment_pct 2019 6",
		},
		{
			"partners", `{"Economy":{"Exports - partners":{"text":"Italy 37%, Bahamas, The 13%, Trinidad &amp; Tobago 5%, Nowhere 4% (2023)"}}}`,
			`export_partner_share_pct 2023 ITA=37 export_partner_share_pct 2023 BHS=13 export_partner_share_pct 2023 TTO=5 !unknown country "Nowhere"`,
		},
		{"island", `{"Geography":{"Land boundaries":{"total":{"text":"0 km"}}}}`, "land_boundary_total_km 2026 0"},
		{"courts", `{"Government":{"International law organization participation":{"text":"accepts compulsory ICJ jurisdiction with reservations; ` +
			`withdrew from the ICCt in March 2019"}}}`, "icj_jurisdiction 2026 1 icc_party 2026 0"},
		{
			"court unclear", `{"Government":{"International law organization participation":{"text":"may accept ICJ jurisdiction"}}}`,
			"!neither accepts nor declines the court's jurisdiction !does not name the court ICC",
		},
		{"no organisation", `{"Government":{"International organization participation":{"text":"none"}}}`, "org_count 2026 0 org_full_count 2026 0"},
		{"terror", `{"Terrorism":{"Terrorist group(s)":{"text":"one; two (also three; four) (2020)"}}}`, "terror_group_count 2026 2"},
		{"no terror field is no zero", `{"Terrorism":{}}`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := readPage(t, test.page); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// readPage reads one page and writes what came of it, in the order it came.
func readPage(t *testing.T, page string) string {
	def, reg := loadDefinition(t)
	reader, err := New(def, reg)
	if err != nil {
		t.Fatal(err)
	}
	data := pack(t, "middle-east/aj.json", page)
	log := &diary{}
	file := source.File{Path: "a.tar.gz", Release: "2026-01-22", Data: bytes.NewReader(data), Size: int64(len(data))}
	if err := reader.Read(file, log); err != nil {
		t.Fatal(err)
	}
	return strings.Join(log.lines, " ")
}

// diary is a sink that writes down what it gets.
type diary struct{ lines []string }

// Observe writes down an observation.
func (d *diary) Observe(o obs.Observation) error {
	_, series, _ := obs.SplitID(o.Indicator)
	if o.Counterpart != "" {
		d.lines = append(d.lines, fmt.Sprintf("%s %d %s=%g", series, o.Period.Year, o.Counterpart, o.Value))
		return nil
	}
	d.lines = append(d.lines, fmt.Sprintf("%s %d %g", series, o.Period.Year, o.Value))
	return nil
}

// Reject writes down a rejected row.
func (d *diary) Reject(r obs.Rejected) error {
	d.lines = append(d.lines, "!"+r.Reason)
	return nil
}

// stop is a sink that is full.
type stop struct{ err error }

// Observe refuses.
func (s stop) Observe(obs.Observation) error { return s.err }

// Reject refuses.
func (s stop) Reject(obs.Rejected) error { return s.err }

func TestSinkErrorEndsReading(t *testing.T) {
	def, reg := loadDefinition(t)
	reader, err := New(def, reg)
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk is full")
	for _, page := range []string{growth, "no page"} {
		data := pack(t, "middle-east/aj.json", page)
		file := source.File{Path: "a.tar.gz", Release: "2026-01-22", Data: bytes.NewReader(data), Size: int64(len(data))}
		if err := reader.Read(file, stop{full}); !errors.Is(err, full) {
			t.Errorf("error %v, want %v", err, full)
		}
	}
	if err := reader.Read(source.File{Path: "a.tar.gz", Release: "1999"}, stop{full}); err == nil {
		t.Error("an unknown release is read")
	}
}

func TestNewRefuses(t *testing.T) {
	_, reg := loadDefinition(t)
	def := &source.Definition{ID: "factbook", Series: []source.Series{
		{ID: "a"},
		{ID: "b", Column: "Economy", Unit: "%"},
		{ID: "c", Column: "Economy > Exports", Unit: "cowries"},
		{ID: "d", Column: "Economy > Exports", Unit: "%", Key: "guess"},
		{ID: "e", Column: "Economy > Exports", Unit: "%"},
	}}
	def.Layout.Country.Scheme, def.Layout.Counterpart.Scheme = "fips", "runes"
	_, err := New(def, reg)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"series a: no column", "series b: column", "series c: unit", "series d: key", `scheme "runes"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error does not say %q:\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "series e") {
		t.Errorf("a good series is refused: %v", err)
	}
}

// FuzzMember feeds the reader any page of an archive; it must neither panic nor
// fail, nor emit what is no number.
func FuzzMember(f *testing.F) {
	for _, page := range []string{
		growth, growth[:50], `{"Economy":{"Exports":{"text":"$1 (2020)","text":"$2 (2020)"}}}`, `[]`, `{"a":{"b":[[[{}]]]}}`,
		`{"Geography":{"Land boundaries":{"border countries":{"text":"Brazil 649 km, Suriname 556 km"},"French Guiana - total":{"text":"1,205 km"}}}}`,
		`{"People and Society":{"Religions":{"text":"Muslim 96.9%, other &lt;0.1"}}}`, "\x00", `{"":{"":{"":""}}}`,
		`{"Government":{"International organization participation":{"text":"OECD (a, b"}}}`,
	} {
		f.Add(page)
	}
	def, reg := loadDefinition(f)
	reader, err := New(def, reg)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, page string) {
		if len(page) > maxMember {
			return
		}
		data := pack(t, "middle-east/aj.json", page)
		h := &heap{}
		file := source.File{Path: "a.tar.gz", Release: "2026-01-22", Data: bytes.NewReader(data), Size: int64(len(data))}
		if err := reader.Read(file, h); err != nil {
			t.Fatal(err)
		}
		for _, o := range h.seen {
			if o.Value != o.Value || o.Value-o.Value != 0 || o.Country == "" || o.Ref.Place == "" {
				t.Fatalf("%+v", o)
			}
		}
	})
}

func BenchmarkVintage(b *testing.B) {
	def, reg := loadDefinition(b)
	data := shared(b, def.Releases[3].Files[0].Path)
	reader, err := New(def, reg)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		file := source.File{Path: def.Releases[3].Files[0].Path, Release: def.Releases[3].ID, Data: bytes.NewReader(data), Size: int64(len(data))}
		if err := reader.Read(file, &heap{}); err != nil {
			b.Fatal(err)
		}
	}
}
