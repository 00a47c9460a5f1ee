// SPDX-License-Identifier: Apache-2.0

package naturalearth

import (
	"math"

	"github.com/paulmach/orb"
)

// The ellipsoid of WGS84: half its longer axis in km, and its flattening.
const (
	equatorial = 6378.137
	flattening = 1 / 298.257223563
	polar      = equatorial * (1 - flattening)
)

// vector is a point in space in km: the earth's centre is the origin, x points to
// 0° E on the equator, z to the north pole.
type vector [3]float64

// place is where a point of the ellipsoid's surface lies in space.
func place(p orb.Point) vector {
	lon, lat := p[0]*math.Pi/180, p[1]*math.Pi/180
	e2 := flattening * (2 - flattening)
	n := equatorial / math.Sqrt(1-e2*math.Sin(lat)*math.Sin(lat))
	return vector{
		n * math.Cos(lat) * math.Cos(lon),
		n * math.Cos(lat) * math.Sin(lon),
		n * (1 - e2) * math.Sin(lat),
	}
}

// point is the longitude and latitude of a place on or little below the surface. It
// is exact on the surface: there the geodetic latitude is atan2(z, (1-e²)·p).
func point(v vector) orb.Point {
	e2 := flattening * (2 - flattening)
	p := math.Hypot(v[0], v[1])
	return orb.Point{math.Atan2(v[1], v[0]) * 180 / math.Pi, math.Atan2(v[2], (1-e2)*p) * 180 / math.Pi}
}

// geodesic is the length in km of the shortest way between two points on the
// ellipsoid, by the inverse formula of Vincenty (1975, Survey Review 23(176),
// equations 13 to 19, with 3, 4 and 6), right to a millimetre. The formula does not
// converge for points that are nearly opposite; none as far apart is asked for, and
// the last step's value is returned then.
func geodesic(a, b orb.Point) float64 {
	const steps, tolerance = 100, 1e-12
	l := (b[0] - a[0]) * math.Pi / 180
	u1, u2 := reduced(a[1]), reduced(b[1])
	sin1, cos1 := math.Sincos(u1)
	sin2, cos2 := math.Sincos(u2)
	lambda := l
	var s arc
	for range steps {
		sin, cos := math.Sincos(lambda)
		s = arc{
			sin: math.Hypot(cos2*sin, cos1*sin2-sin1*cos2*cos),
			cos: sin1*sin2 + cos1*cos2*cos,
		}
		if s.sin == 0 {
			return 0
		}
		s.sigma = math.Atan2(s.sin, s.cos)
		azimuth := cos1 * cos2 * sin / s.sin
		s.cos2Alpha = 1 - azimuth*azimuth
		if s.cos2Alpha > 0 { // else the way follows the equator
			s.cos2m = s.cos - 2*sin1*sin2/s.cos2Alpha
		}
		c := flattening / 16 * s.cos2Alpha * (4 + flattening*(4-3*s.cos2Alpha))
		next := l + (1-c)*flattening*azimuth*
			(s.sigma+c*s.sin*(s.cos2m+c*s.cos*(2*s.cos2m*s.cos2m-1)))
		if math.Abs(next-lambda) < tolerance {
			break
		}
		lambda = next
	}
	return s.length()
}

// reduced is the latitude on the auxiliary sphere.
func reduced(lat float64) float64 {
	return math.Atan((1 - flattening) * math.Tan(lat*math.Pi/180))
}

// arc is a way on the auxiliary sphere: its angle with sine and cosine, the square
// cosine of its azimuth at the equator, and the cosine of twice the angle to its
// middle.
type arc struct{ sigma, sin, cos, cos2Alpha, cos2m float64 }

// length is the way's length in km on the ellipsoid.
func (s arc) length() float64 {
	u := s.cos2Alpha * (equatorial*equatorial - polar*polar) / (polar * polar)
	a := 1 + u/16384*(4096+u*(-768+u*(320-175*u)))
	b := u / 1024 * (256 + u*(-128+u*(74-47*u)))
	m2 := s.cos2m * s.cos2m
	delta := b * s.sin * (s.cos2m + b/4*(s.cos*(2*m2-1)-b/6*s.cos2m*(4*s.sin*s.sin-3)*(4*m2-3)))
	return polar * a * (s.sigma - delta)
}
