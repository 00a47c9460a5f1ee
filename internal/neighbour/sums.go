// SPDX-License-Identifier: Apache-2.0

package neighbour

import "math"

// sums are the sums of squares and products that a regression of y on a
// constant, the lag l and the income g is solved from.
type sums struct {
	n, l, g, y             float64
	ll, lg, ly, gg, gy, yy float64
}

// point is one state in the regression.
type point struct{ l, g, y float64 }

// coefficients is how many the regression has.
const coefficients = 3

// flat is the share of a sum of squares below which nothing but rounding is left
// of it.
const flat = 1e-10

// solution is the regression and what it says of one point.
type solution struct {
	a, rho, b float64
	// expected is the value at the point, se the standard error of predicting a
	// single value there.
	expected, se float64
	ok           bool
}

// solve solves the normal equations after centring, and predicts a point that is
// not among those summed. With s the residual standard deviation on n-3 degrees
// of freedom and X the centred lag and income, se = s sqrt(1 + 1/n + x'(X'X)^-1 x).
// It is not ok where lag or income do not vary, or do so as one.
func (s *sums) solve(p point) (out solution) {
	ml, mg, my := s.l/s.n, s.g/s.n, s.y/s.n
	ll, gg, yy := s.ll-s.l*ml, s.gg-s.g*mg, s.yy-s.y*my
	lg, ly, gy := s.lg-s.l*mg, s.ly-s.l*my, s.gy-s.g*my
	det := ll*gg - lg*lg
	if !(det > flat*ll*gg && ll > flat*s.ll && gg > flat*s.gg) {
		return out
	}
	out.rho = (gg*ly - lg*gy) / det
	out.b = (ll*gy - lg*ly) / det
	out.a = my - out.rho*ml - out.b*mg
	out.expected = out.a + out.rho*p.l + out.b*p.g
	rest := yy - out.rho*ly - out.b*gy
	if !(rest > flat*yy) {
		return out
	}
	dl, dg := p.l-ml, p.g-mg
	leverage := 1/s.n + (gg*dl*dl-2*lg*dl*dg+ll*dg*dg)/det
	out.se = math.Sqrt(rest / (s.n - coefficients) * (1 + leverage))
	out.ok = true
	return out
}
