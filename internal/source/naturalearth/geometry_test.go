// SPDX-License-Identifier: Apache-2.0

package naturalearth

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"
	"pgregory.net/rapid"
)

// sexagesimal is an angle of degrees, minutes and seconds.
func sexagesimal(d, m, s float64) float64 { return d + m/60 + s/3600 }

func TestGeodesic(t *testing.T) {
	flinders := orb.Point{sexagesimal(144, 25, 29.52440), -sexagesimal(37, 57, 3.72030)}
	buninyong := orb.Point{sexagesimal(143, 55, 35.38390), -sexagesimal(37, 39, 10.15610)}
	for _, test := range []struct {
		name      string
		a, b      orb.Point
		want, tol float64
	}{
		// Geocentric Datum of Australia technical manual, worked example on GRS80,
		// whose ellipsoid differs from WGS84's by a tenth of a millimetre.
		{"Flinders Peak to Buninyong", flinders, buninyong, 54.972271, 1e-6},
		{"a degree of the equator", orb.Point{0, 0}, orb.Point{1, 0}, 2 * math.Pi * equatorial / 360, 1e-9},
		{"equator to pole", orb.Point{7, 0}, orb.Point{7, 90}, 10001.965729, 1e-5},
		{"one point", flinders, flinders, 0, 0},
		{"across the date line", orb.Point{179.5, 0}, orb.Point{-179.5, 0}, 2 * math.Pi * equatorial / 360, 1e-9},
		{"over the pole", orb.Point{0, 89}, orb.Point{180, 89}, 223.387, 1e-2},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, got := range []float64{geodesic(test.a, test.b), geodesic(test.b, test.a)} {
				if math.Abs(got-test.want) > test.tol {
					t.Errorf("%.9f km, want %.9f", got, test.want)
				}
			}
		})
	}
}

// anywhere draws a point of the globe.
func anywhere(t *rapid.T) orb.Point {
	return orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat")}
}

func TestPlaceAndPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anywhere(t)
		if q := point(place(p)); geodesic(p, q) > 1e-6 {
			t.Fatalf("%v came back as %v", p, q)
		}
	})
}

// TestGeodesicOnTheSphere compares with the distance on a sphere, from which the
// ellipsoid differs by little more than half a per cent.
func TestGeodesicOnTheSphere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anywhere(t), anywhere(t)
		sphere := geo.DistanceHaversine(a, b) / orb.EarthRadius * 6371.0088
		if sphere > farthest {
			t.Skip("farther than is asked for")
		}
		if got := geodesic(a, b); math.Abs(got-sphere) > 0.007*sphere+1e-9 {
			t.Fatalf("%v to %v: %v km, on the sphere %v", a, b, got, sphere)
		}
	})
}

// someRings draws outlines in a corner of the globe.
func someRings(t *rapid.T, name string) []orb.Ring {
	coordinate := rapid.Float64Range(-3, 3)
	points := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) orb.Point {
		return orb.Point{coordinate.Draw(t, "lon"), 60 + coordinate.Draw(t, "lat")}
	}), 3, 12)
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) orb.Ring { return orb.Ring(points.Draw(t, "ring")) }), 1, 3).Draw(t, name)
}

// TestTreeFindsTheNearest compares the tree with a look at every pair of pieces,
// and each pair with points along it.
func TestTreeFindsTheNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := pieces(someRings(t, "a")), pieces(someRings(t, "b"))
		if len(a) == 0 || len(b) == 0 {
			t.Skip("no outline")
		}
		want := math.Inf(1)
		for _, p := range a {
			for _, q := range b {
				x, y := nearest(p, q)
				want = min(want, square(x, y))
			}
		}
		m := meeting{square: math.Inf(1)}
		// Pieces may be met in either order, which rounds differently: a micrometre.
		if m.meet(grow(a), grow(b)); math.Abs(math.Sqrt(m.square)-math.Sqrt(want)) > 1e-9 {
			t.Fatalf("tree finds %v, all pairs have %v", m.square, want)
		}
		if got := square(m.a, m.b); got != m.square {
			t.Fatalf("the ends are %v apart, not %v", got, m.square)
		}
	})
}

func TestNearestOfTwoPieces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) vector {
			c := rapid.Float64Range(-10, 10)
			return vector{c.Draw(t, name), c.Draw(t, name), c.Draw(t, name)}
		}
		p, q := piece{draw("a"), draw("b")}, piece{draw("c"), draw("d")}
		if square(p.a, p.b) < 1e-6 || square(q.a, q.b) < 1e-6 {
			t.Skip("a point")
		}
		x, y := nearest(p, q)
		got, least := math.Sqrt(square(x, y)), math.Inf(1)
		const n = 40
		for i := range n + 1 {
			for j := range n + 1 {
				least = min(least, square(along(p.a, sub(p.b, p.a), float64(i)/n), along(q.a, sub(q.b, q.a), float64(j)/n)))
			}
		}
		if got > math.Sqrt(least)+1e-6 {
			t.Fatalf("nearest are %v apart, points along the pieces only %v", got, math.Sqrt(least))
		}
		if slack := math.Sqrt(square(p.a, p.b))/n + math.Sqrt(square(q.a, q.b))/n; got < math.Sqrt(least)-slack {
			t.Fatalf("nearest are %v apart, points along the pieces never less than %v", got, math.Sqrt(least))
		}
	})
}

// TestChordIsCautious checks that no way within the limit is longer than its chord
// allows.
func TestChordIsCautious(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anywhere(t), anywhere(t)
		km := geodesic(a, b)
		if km > farthest || km < 1 {
			t.Skip("not asked for")
		}
		if square(place(a), place(b)) > chord(km)*(1+1e-9) {
			t.Fatalf("%v km has a chord of %v, above %v", km, math.Sqrt(square(place(a), place(b))), math.Sqrt(chord(km)))
		}
	})
}
