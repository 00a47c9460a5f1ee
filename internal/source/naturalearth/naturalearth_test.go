// SPDX-License-Identifier: Apache-2.0

package naturalearth

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/sourcetest"
)

// distance finds a value; it is negative where there is none.
func distance(h *sourcetest.Heap, series string, a, b country.Code) float64 {
	for _, o := range h.Seen {
		if o.Indicator == "naturalearth."+series && o.Country == a && o.Counterpart == string(b) {
			return o.Value
		}
	}
	return -1
}

// degree is the length of one degree of the equator.
const degree = 111.3

func TestDrawnStates(t *testing.T) {
	far := ringAt(40, 0, 1)
	h := readDrawn(t,
		drawn{"FRA", []orb.Ring{ringAt(0, 0, 2), far}},
		drawn{"DEU", []orb.Ring{ringAt(2, 0, 2)}},
		drawn{"ITA", []orb.Ring{ringAt(2+3, -1, 1)}},
		drawn{"BRA", []orb.Ring{ringAt(41, 0.5, 1)}},
		drawn{"KOS", []orb.Ring{ringAt(60, 0, 1)}},
		drawn{"SOL", []orb.Ring{ringAt(62, 0, 1)}},
		drawn{"SOM", []orb.Ring{ringAt(64, 0, 1)}},
	)
	for _, test := range []struct {
		name, series string
		a, b         country.Code
		want         float64
	}{
		{"touching", "distance_km", "FRA", "DEU", 0},
		{"a corner and a side of another row", "distance_km", "DEU", "ITA", degree},
		{"symmetric", "distance_km", "ITA", "DEU", degree},
		{"a far part touches", "distance_km", "FRA", "BRA", 0},
		{"without the far part", "distance_metropolitan_km", "FRA", "BRA", -1},
		{"the nearer part counts", "distance_km", "BRA", "FRA", 0},
		{"near part alone", "distance_metropolitan_km", "FRA", "DEU", 0},
		{"a part with a code of its own is its state's", "distance_km", "SOM", "XKX", degree},
		{"no state has a distance to itself", "distance_km", "FRA", "FRA", -1},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := distance(h, test.series, test.a, test.b); math.Abs(got-test.want) > 0.06 {
				t.Errorf("%s %s-%s: %v km, want %v", test.series, test.a, test.b, got, test.want)
			}
		})
	}
	if len(h.Rejected) > 0 {
		t.Error(h.Rejected)
	}
}

func TestPartsOfOthers(t *testing.T) {
	h := readDrawn(t,
		drawn{"RUS", []orb.Ring{ringAt(60, 60, 1), ringAt(34, 45, 1)}}, drawn{"UKR", []orb.Ring{ringAt(30, 45, 1)}},
		drawn{"ROU", []orb.Ring{ringAt(35, 45, 1)}},
		drawn{"KOS", []orb.Ring{ringAt(20, 42, 1)}}, drawn{"SRB", []orb.Ring{ringAt(20, 43, 1)}}, drawn{"ALB", []orb.Ring{ringAt(20, 41, 1)}})
	for _, test := range []struct {
		a, b        country.Code
		drawn, held bool
	}{{"ROU", "RUS", true, false}, {"ROU", "UKR", false, true}, {"ALB", "SRB", false, true}, {"ALB", "XKX", true, false}, {"SRB", "XKX", true, false}} {
		if touch := distance(h, "distance_km", test.a, test.b) == 0; touch != test.drawn {
			t.Errorf("%s-%s touch as drawn: %v", test.a, test.b, touch)
		}
		if touch := distance(h, "distance_un_km", test.a, test.b) == 0; touch != test.held {
			t.Errorf("%s-%s touch by resolutions: %v", test.a, test.b, touch)
		}
	}
}

func TestObservation(t *testing.T) {
	h := readDrawn(t, drawn{"SOM", []orb.Ring{ringAt(0, 0, 1)}}, drawn{"SOL", []orb.Ring{ringAt(1, 0, 1)}}, drawn{"DJI", []orb.Ring{ringAt(3, 0, 1)}})
	want := obs.Observation{
		Indicator: "naturalearth.distance_km", Country: "SOM", Counterpart: "DJI", Period: obs.Year(2014), Value: 111.3,
		Flags: obs.Derived, Release: "5.1.1",
		Ref: obs.Ref{File: "maps/map.zip", Rows: 3, Place: "map.shp", Entity: "SOM+SOL"},
	}
	for _, o := range h.Seen {
		if o.Indicator != want.Indicator || o.Country != "SOM" {
			continue
		}
		if !strings.HasPrefix(o.Ref.Text, "nearest points 1.000 ") {
			t.Errorf("text %q does not give the points, which lie on the parallel that is shorter", o.Ref.Text)
		}
		o.Ref.Text = ""
		if diff := cmp.Diff(want, o); diff != "" {
			t.Error(diff)
		}
		return
	}
	t.Error("no observation")
}

func TestAcrossTheDateLine(t *testing.T) {
	h := readDrawn(t,
		drawn{"RUS", []orb.Ring{{{179, 0}, {179, 1}, {180, 1}, {180, 0}, {179, 0}}, {{-180, 0}, {-180, 1}, {-179, 1}, {-179, 0}, {-180, 0}}}},
		drawn{"USA", []orb.Ring{ringAt(-178, 0, 1)}}, drawn{"JPN", []orb.Ring{ringAt(177, 0, 1)}})
	for _, b := range []country.Code{"USA", "JPN"} {
		for _, series := range []string{"distance_km", "distance_metropolitan_km"} {
			if got := distance(h, series, "RUS", b); math.Abs(got-degree) > 0.06 {
				t.Errorf("RUS-%s: %v km, want %v", b, got, degree)
			}
		}
	}
}

func TestRejectedFeatures(t *testing.T) {
	h := readDrawn(t,
		drawn{"FRA", []orb.Ring{ringAt(0, 0, 1)}}, drawn{"QQQ", []orb.Ring{ringAt(1, 0, 1)}}, drawn{"DEU", nil},
		drawn{"KAS", []orb.Ring{ringAt(2, 0, 1)}}, drawn{"GRL", []orb.Ring{ringAt(2, 0, 1)}}, drawn{"", []orb.Ring{ringAt(3, 0, 1)}},
	)
	want := []string{
		`map.zip:2:ADM0_A3: unknown country "QQQ"`,
		"map.zip:3:ADM0_A3: feature has no shape",
		"map.zip:6:ADM0_A3: country is empty",
	}
	if diff := cmp.Diff(want, h.Reasons()); diff != "" {
		t.Error(diff)
	}
	if len(h.Seen) > 0 {
		t.Errorf("a single state has %d distances", len(h.Seen))
	}
}

func TestOutlinesWithoutExtent(t *testing.T) {
	dot := orb.Ring{{5, 5}, {5, 5}, {5, 5}}
	h := readDrawn(t, drawn{"FRA", []orb.Ring{dot}}, drawn{"DEU", []orb.Ring{ringAt(0, 0, 1), dot}}, drawn{"ITA", []orb.Ring{ringAt(2, 0, 1)}})
	if got := distance(h, "distance_km", "DEU", "ITA"); math.Abs(got-degree) > 0.06 {
		t.Errorf("%v km, want %v", got, degree)
	}
	if got := distance(h, "distance_km", "FRA", "ITA"); got != -1 {
		t.Errorf("a dot has the distance %v", got)
	}
}

func TestDamagedFiles(t *testing.T) {
	features := []drawn{{"FRA", []orb.Ring{ringAt(0, 0, 1)}}, {"DEU", []orb.Ring{ringAt(2, 0, 1)}}}
	shp, dbf := shapefile(features), attributes(features)
	change := func(b []byte, at int, with ...byte) []byte {
		b = slices.Clone(b)
		copy(b[at:], with)
		return b
	}
	nan := binary.LittleEndian.AppendUint64(nil, math.Float64bits(math.NaN()))
	for _, test := range []struct {
		name     string
		shp, dbf []byte
		want     string
	}{
		{"no shapes", nil, dbf, "map.shp"},
		{"no attributes", shp, nil, "map.dbf"},
		{"empty shapes", []byte{}, dbf, ".shp: file is cut off"},
		{"not a shapefile", change(shp, 0, 1), dbf, ".shp: file code"},
		{"points", change(shp, 32, 1), dbf, ".shp: shapes of type 1; want polygons"},
		{"a line among polygons", change(shp, shapeHeader+8, 3), dbf, ".shp: record 1: shape of type 3"},
		{"cut in a record", shp[:len(shp)-20], dbf, ".shp: record 2: file is cut off"},
		{"cut in a record's head", shp[:shapeHeader+5], dbf, ".shp: record 1: file is cut off"},
		{"a record of one byte", change(shp, shapeHeader+4, 0, 0, 0, 1), dbf, ".shp: record 1: file is cut off"},
		{"more points than there are", change(shp, shapeHeader+8+40, 200), dbf, ".shp: record 1: 1 parts and 200 points do not fill the record"},
		{"a part beyond the points", change(shp, shapeHeader+8+44, 200), dbf, ".shp: record 1: part 1: points 200 to 5 of 5"},
		{"a ring of one point", change(shp, shapeHeader+8+44, 4), dbf, ".shp: record 1: part 1: 1 points are no ring"},
		{"not on the globe", change(shp, shapeHeader+8+48, nan...), dbf, ".shp: record 1: part 1: point 1 at NaN, 0 is not on the globe"},
		{"empty attributes", shp, []byte{}, ".dbf: file is cut off"},
		{"a header beyond the file", shp, change(dbf, 8, 255, 255), ".dbf: lengths of header and row make no table"},
		{"rows of no length", shp, change(dbf, 10, 0, 0), ".dbf: lengths of header and row make no table"},
		{"more rows than there are", shp, change(dbf, 4, 9), ".dbf: file is cut off"},
		{"a column beyond the row", shp, change(dbf, tableHeader+lengthAt, 200), `.dbf: column "rank" ends beyond the row`},
		{"fewer rows than shapes", shp, change(dbf, 4, 1), "2 shapes and 1 rows of attributes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h, err := read(t, archive(t, test.shp, test.dbf))
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.HasPrefix(err.Error(), "naturalearth: maps/map.zip: ") {
				t.Errorf("error %v, want %q", err, test.want)
			}
			if len(h.Seen) > 0 {
				t.Errorf("%d distances out of a damaged file", len(h.Seen))
			}
		})
	}
}

func TestDefinitionsRefused(t *testing.T) {
	def, reg := sourcetest.Definition(t, "naturalearth")
	for name, test := range map[string]struct {
		change func(*source.Definition)
		want   string
	}{
		"another series": {func(d *source.Definition) { d.Series[0].ID = "area_km2" }, "series area_km2: no such measure"},
		"no year":        {func(d *source.Definition) { d.Layout.Period.First = 0 }, "the year of the shapes"},
		"two years":      {func(d *source.Definition) { d.Layout.Period.Last = 2020 }, "the year of the shapes"},
		"no column":      {func(d *source.Definition) { d.Layout.Country.Column = "" }, "layout: want the column of the country"},
		"no point": {func(d *source.Definition) {
			d.Series[0].Country = &source.CountryColumn{Column: "ADM0_A3", Scheme: "iso3", Aliases: map[string]string{"RUS@45.2": "UKR"}}
		}, `series distance_km: alias "RUS@45.2": want latitude and longitude`},
		"unknown scheme": {func(d *source.Definition) { d.Layout.Country.Scheme = "runes" }, "layout: scheme"},
	} {
		t.Run(name, func(t *testing.T) {
			bad := *def
			bad.Series = slices.Clone(def.Series)
			test.change(&bad)
			if _, err := New(&bad, reg); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

func FuzzDecodeShapes(f *testing.F) {
	good := shapefile([]drawn{{"FRA", []orb.Ring{ringAt(0, 0, 1), ringAt(0.2, 0.2, 0.1)}}, {"DEU", nil}})
	f.Add(good)
	f.Add(good[:len(good)-9])
	f.Add(good[:shapeHeader])
	f.Fuzz(func(t *testing.T, b []byte) {
		shapes, err := decodeShapes(b)
		if err != nil {
			return
		}
		for _, rings := range shapes {
			for _, ring := range rings {
				if len(ring) < 3 {
					t.Fatalf("a ring of %d points", len(ring))
				}
			}
			if len(rings) > 0 && len(rings) < 9 {
				raise([]state{{rings: rings}}, true)
			}
		}
	})
}

func FuzzDecodeAttributes(f *testing.F) {
	good := attributes([]drawn{{"FRA", nil}, {"\xff\x00", nil}})
	f.Add(good)
	f.Add(good[:len(good)-9])
	f.Add(good[:tableHeader])
	f.Fuzz(func(t *testing.T, b []byte) {
		rows, err := decodeAttributes(b)
		if err == nil && len(rows) > len(b) {
			t.Fatalf("%d rows out of %d bytes", len(rows), len(b))
		}
	})
}
