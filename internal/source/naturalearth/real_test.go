// SPDX-License-Identifier: Apache-2.0

package naturalearth

import (
	"bytes"
	"encoding/csv"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/sourcetest"
)

const mapPath = "geography/ne_50m_admin_0_countries.zip"

func worldFile(data []byte) source.File {
	return source.File{Path: mapPath, Release: "5.1.1", Data: bytes.NewReader(data), Size: int64(len(data))}
}

// dyads are distances by pair.
type dyads map[[2]country.Code]float64

// real reads the real shapes, or skips the test: the distances of each series.
func real(t testing.TB) map[string]dyads {
	t.Helper()
	def, reg := sourcetest.Definition(t, "naturalearth")
	r, err := New(def, reg)
	if err != nil {
		t.Fatal(err)
	}
	h := &sourcetest.Heap{}
	if err := r.Read(worldFile(sourcetest.Shared(t, mapPath)), h); err != nil || len(h.Rejected) > 0 {
		t.Fatal(err, h.Reasons())
	}
	all := map[string]dyads{}
	for _, o := range h.Seen {
		series := strings.TrimPrefix(o.Indicator, "naturalearth.")
		if all[series] == nil {
			all[series] = dyads{}
		}
		all[series][[2]country.Code{o.Country, country.Code(o.Counterpart)}] = o.Value
	}
	return all
}

func TestRealPairs(t *testing.T) {
	real := real(t)
	all, main := real["distance_km"], real["distance_metropolitan_km"]
	for _, test := range []struct {
		why       string
		a, b      country.Code
		all, main float64
		tolerance float64
	}{
		{"Nakhchivan", "AZE", "TUR", 0, 0, 0},
		{"Kaliningrad", "RUS", "POL", 0, 0, 0},
		{"Kaliningrad", "RUS", "LTU", 0, 0, 0},
		{"French Guiana", "FRA", "BRA", 0, -1, 0},
		{"French Guiana", "FRA", "SUR", 0, -1, 0},
		{"Cabinda", "AGO", "COG", 0, 0, 0},
		{"Musandam", "OMN", "IRN", 50, 50, 10},
		{"Alaska stays, the Diomedes are below the scale", "USA", "RUS", 83, 83, 5},
		{"Hawaii goes", "USA", "KIR", 1900, -1, 200},
		{"Strait of Dover", "GBR", "FRA", 34, 34, 4},
		{"Sicily", "ITA", "TUN", 72, 72, 5},
		{"Kuril islands", "RUS", "JPN", 5, 5, 5},
		{"enclosed", "LSO", "ZAF", 0, 0, 0},
		{"enclosed", "SMR", "ITA", 0, 0, 0},
		{"Somaliland counts to Somalia", "SOM", "DJI", 0, 0, 0},
		{"whole island of Cyprus", "CYP", "TUR", 65, 65, 8},
		{"Gaza", "PSE", "EGY", 0, 0, 0},
		{"Golan", "ISR", "SYR", 0, 0, 0},
		{"Abkhazia is drawn with Georgia", "GEO", "RUS", 0, 0, 0},
		{"no border since Kosovo", "SRB", "ALB", 40, 40, 40},
		{"South Sudan", "SSD", "KEN", 0, 0, 0},
		{"small islands", "MLT", "ITA", 83, 83, 8},
		{"Ceuta is below the scale", "ESP", "MAR", 15, 15, 3},
		{"the strip along Western Sahara", "MAR", "MRT", 3.4, 3.4, 1},
	} {
		t.Run(test.why+" "+string(test.a)+"-"+string(test.b), func(t *testing.T) {
			pair := [2]country.Code{test.a, test.b}
			if got, ok := all[pair]; !ok || math.Abs(got-test.all) > test.tolerance {
				t.Errorf("%v km, want %v", got, test.all)
			}
			got, ok := main[pair]
			switch {
			case test.main < 0 && ok && got < reach:
				t.Errorf("without far parts %v km, want a greater distance", got)
			case test.main >= 0 && (!ok || math.Abs(got-test.main) > test.tolerance):
				t.Errorf("without far parts %v km, want %v", got, test.main)
			}
		})
	}
}

func TestRealIsWhole(t *testing.T) {
	_, reg := sourcetest.Definition(t, "naturalearth")
	real := real(t)
	all, main := real["distance_km"], real["distance_metropolitan_km"]
	for series, test := range map[string]struct {
		dyads dyads
		least int
	}{"distance_km": {all, 12}, "distance_metropolitan_km": {main, 5}, "distance_un_km": {real["distance_un_km"], 0}} {
		dyads := test.dyads
		neighbours := map[country.Code]int{}
		for pair, km := range dyads {
			neighbours[pair[0]]++
			if back, ok := dyads[[2]country.Code{pair[1], pair[0]}]; !ok || back != km {
				t.Errorf("%s %v: %v km there, %v back", series, pair, km, back)
			}
			if !(km >= 0 && km <= farthest) || pair[0] == pair[1] {
				t.Errorf("%s %v: %v km", series, pair, km)
			}
		}
		for _, code := range reg.States(2014) {
			if neighbours[code] < test.least {
				t.Errorf("%s: %s has %d states within %d km, want %d", series, code, neighbours[code], farthest, test.least)
			}
		}
	}
	for pair, km := range main {
		if wider, ok := all[pair]; !ok || wider > km {
			t.Errorf("%v: %v km with all parts, %v without some", pair, wider, km)
		}
	}
}

// TestLandBordersTouch holds the shapes to the land borders of the Factbook, and
// names the borders that the shapes do not show.
func TestLandBordersTouch(t *testing.T) {
	all := real(t)["distance_km"]
	apart := map[string]string{
		"ESP MAR": "Ceuta and Melilla are too small for the scale",
		"MAR MRT": "the strip along Western Sahara's border that Morocco does not hold",
		"CAN DNK": "Hans Island is Greenland's, which is drawn apart",
	}
	both, odd := 0, map[string]bool{}
	for _, row := range table(t, "factbook/land_boundaries.csv") {
		pair := [2]country.Code{country.Code(row["iso3_a"]), country.Code(row["iso3_b"])}
		km, ok := all[pair]
		if !ok && (pair != [2]country.Code{"CAN", "DNK"} && pair != [2]country.Code{"DNK", "CAN"}) {
			continue // a side is no state
		}
		both++
		name := string(min(pair[0], pair[1])) + " " + string(max(pair[0], pair[1]))
		if km == 0 && ok {
			continue
		}
		odd[name] = true
		if apart[name] == "" {
			t.Errorf("%v share %s km of border and are %v km apart", pair, row["km"], km)
		}
	}
	t.Logf("%d of %d stated borders touch", both-len(odd)*2, both)
	if both < 600 || len(odd) != len(apart) {
		t.Errorf("%d borders, %d of them apart; want at least 600, and %d", both, len(odd), len(apart))
	}
}

// stretch is up to fifty points of an outline, at most two kilometres apart.
type stretch []orb.Point

// span bounds the length of a stretch in km.
const span = 100.0

// outline cuts a state's rings into stretches, straight from the shapes.
func outline(rings []orb.Ring) []stretch {
	var list []stretch
	for _, ring := range rings {
		var points []orb.Point
		for i, from := range ring {
			to := ring[(i+1)%len(ring)]
			n := 1 + int(geo.DistanceHaversine(from, to)/2000)
			if math.Abs(to[0]-from[0]) > 180 {
				n = 1 // from 180° E to 180° W
			}
			for k := range n {
				w := float64(k) / float64(n)
				points = append(points, orb.Point{from[0] + (to[0]-from[0])*w, from[1] + (to[1]-from[1])*w})
			}
		}
		for part := range slices.Chunk(points, 50) {
			list = append(list, part)
		}
	}
	return list
}

// andoyer is the distance in km on WGS84 by the formula of Andoyer and Lambert, to
// the first order of the flattening: another one than the reader's.
func andoyer(a, b orb.Point) float64 {
	rad := math.Pi / 180
	f, g, l := (a[1]+b[1])/2*rad, (a[1]-b[1])/2*rad, (a[0]-b[0])/2*rad
	sq := func(x float64) float64 { return x * x }
	s := sq(math.Sin(g)*math.Cos(l)) + sq(math.Cos(f)*math.Sin(l))
	c := sq(math.Cos(g)*math.Cos(l)) + sq(math.Sin(f)*math.Sin(l))
	if s == 0 || c == 0 {
		return 0
	}
	omega := math.Atan(math.Sqrt(s / c))
	r := math.Sqrt(s*c) / omega
	h1, h2 := (3*r-1)/(2*c), (3*r+1)/(2*s)
	return 2 * omega * 6378.137 * (1 + (h1*sq(math.Sin(f)*math.Cos(g))-h2*sq(math.Cos(f)*math.Sin(g)))/298.257223563)
}

// closest is the least distance from a point to others.
func closest(p orb.Point, others []orb.Point) float64 {
	least := math.Inf(1)
	for _, q := range others {
		if math.Abs(p[1]-q[1])*110 < least {
			least = min(least, andoyer(p, q))
		}
	}
	return least
}

// sampled is the distance of two outlines by looking at points alone: the first of
// every stretch, then all points of the stretches near enough to decide.
func sampled(a, b []stretch) float64 {
	firsts := func(list []stretch) []orb.Point {
		var out []orb.Point
		for _, s := range list {
			out = append(out, s[0])
		}
		return out
	}
	fewA, fewB, least := firsts(a), firsts(b), math.Inf(1)
	for _, p := range fewA {
		least = min(least, closest(p, fewB))
	}
	near := func(list []stretch, others []orb.Point) []orb.Point {
		var out []orb.Point
		for _, s := range list {
			if closest(s[0], others) <= least+2*span {
				out = append(out, s...)
			}
		}
		return out
	}
	allA, allB := near(a, fewB), near(b, fewA)
	for _, p := range allA {
		least = min(least, closest(p, allB))
	}
	return least
}

func TestAgainstIndependentSampling(t *testing.T) {
	all := real(t)["distance_km"]
	states := realStates(t)
	outlines := map[country.Code][]stretch{}
	var codes []country.Code
	for _, s := range states {
		outlines[s.code], codes = outline(s.rings), append(codes, s.code)
	}
	rng := rand.New(rand.NewPCG(5, 2014))
	pairs := [][2]country.Code{{"AZE", "TUR"}, {"RUS", "POL"}, {"FRA", "BRA"}, {"GBR", "FRA"}, {"CUB", "USA"}, {"FJI", "TON"}, {"ISL", "NOR"}}
	for len(pairs) < 200 {
		pair := [2]country.Code{codes[rng.IntN(len(codes))], codes[rng.IntN(len(codes))]}
		if km, ok := all[pair]; ok && (km < 2000 || rng.IntN(4) == 0) && !slices.Contains(pairs, pair) {
			pairs = append(pairs, pair)
		}
	}
	worst, touching := 0.0, 0
	for _, pair := range pairs {
		want, got := sampled(outlines[pair[0]], outlines[pair[1]]), all[pair]
		if got == 0 {
			touching++
		}
		worst = max(worst, math.Abs(got-want))
		if math.Abs(got-want) > 5 {
			t.Errorf("%v: %v km, by points %.1f", pair, got, want)
		}
	}
	t.Logf("%d pairs, %d of them touching: at most %.2f km apart", len(pairs), touching, worst)
}

// realStates gathers the real features as the reader does.
func realStates(t testing.TB) []state {
	t.Helper()
	file := worldFile(sourcetest.Shared(t, mapPath))
	def, reg := sourcetest.Definition(t, "naturalearth")
	r, err := New(def, reg)
	if err != nil {
		t.Fatal(err)
	}
	features, err := decode(file)
	if err != nil {
		t.Fatal(err)
	}
	reader := r.(*Reader)
	states, _ := reader.gather(features, reader.chosen[0].owners, file)
	return states
}

// TestAgainstOtherDistances measures, and prints, how far the distances agree with
// those of other shapes, which are only compared and never passed on.
func TestAgainstOtherDistances(t *testing.T) {
	main := real(t)["distance_metropolitan_km"]
	_, reg := sourcetest.Definition(t, "naturalearth")
	var apart []float64
	touching, agree := 0, 0
	for _, row := range table(t, "geography/gw_mindist_2019_le2000km.csv") {
		a, errA := reg.ByScheme(country.GW, row["gwcode1"], 2019)
		b, errB := reg.ByScheme(country.GW, row["gwcode2"], 2019)
		theirs, err := strconv.ParseFloat(row["mindist"], 64)
		if errA != nil || errB != nil || err != nil {
			t.Fatal(errA, errB, err)
		}
		ours, ok := main[[2]country.Code{a, b}]
		if !ok {
			t.Errorf("%s %s: %v km there, none here", a, b, theirs)
			continue
		}
		apart = append(apart, math.Abs(ours-theirs))
		if ours == 0 || theirs == 0 {
			touching++
			if ours == theirs {
				agree++
			}
		}
	}
	slices.Sort(apart)
	within := func(km float64) float64 {
		n, _ := slices.BinarySearch(apart, km)
		return 100 * float64(n) / float64(len(apart))
	}
	t.Logf("%d pairs: within 1 km %.1f %%, 5 km %.1f %%, 10 km %.1f %%, 50 km %.1f %%; median %.2f km, greatest %.0f km; touching alike %d of %d",
		len(apart), within(1), within(5), within(10), within(50), apart[len(apart)/2], apart[len(apart)-1], agree, touching)
	if within(10) < 90 || within(50) < 97 || agree < touching-3 {
		t.Error("the distances are not those of other shapes")
	}
}

// TestResolvedDistances holds the distances by resolutions to those as drawn: they
// differ for four states alone, and the greater differences are named.
func TestResolvedDistances(t *testing.T) {
	real := real(t)
	moved := map[country.Code]bool{"RUS": true, "UKR": true, "SRB": true, "XKX": true}
	flips := map[string]bool{}
	for pair, before := range real["distance_km"] {
		now, ok := real["distance_un_km"][pair]
		if (!ok || now != before) && !moved[pair[0]] && !moved[pair[1]] {
			t.Errorf("%v: %v km, by resolutions %v", pair, before, now)
		}
		if moved[pair[0]] && ok && (now <= 400) != (before <= 400) {
			flips[string(pair[0])+" "+string(pair[1])] = true
			t.Logf("%v: %.0f km, by resolutions %.0f km", pair, before, now)
		}
	}
	for pair := range real["distance_un_km"] {
		if pair[0] == "XKX" {
			t.Fatalf("%v: a distance of its own", pair)
		}
	}
	for _, pair := range []string{"RUS ROU", "RUS BGR", "RUS MDA", "UKR GEO"} {
		if !flips[pair] {
			t.Errorf("%s: no change at 400 km", pair)
		}
	}
	if km := real["distance_un_km"][[2]country.Code{"SRB", "ALB"}]; km != 0 {
		t.Errorf("SRB ALB: %v km", km)
	}
}

// table reads a reference table by the names of its columns.
func table(t testing.TB, path string) []map[string]string {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(sourcetest.Shared(t, path))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func BenchmarkRead(b *testing.B) {
	data := sourcetest.Shared(b, mapPath)
	def, reg := sourcetest.Definition(b, "naturalearth")
	for b.Loop() {
		r, err := New(def, reg)
		if err != nil {
			b.Fatal(err)
		}
		if err := r.Read(worldFile(data), &sourcetest.Heap{}); err != nil {
			b.Fatal(err)
		}
	}
}
