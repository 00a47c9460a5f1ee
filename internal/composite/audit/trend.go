// SPDX-License-Identifier: Apache-2.0

package audit

import "math"

// Point is a value in a year.
type Point struct {
	Year  float64
	Value float64
}

// CAGR is the compound annual growth rate between the first and the last point,
// in order of years: (last/first)^(1/years) - 1. It is false for fewer than two
// points, and where first and last have not the same sign or either is 0, but
// for equal values, which have grown by 0.
func CAGR(points []Point) (float64, bool) {
	if len(points) < 2 {
		return 0, false
	}
	first, last := points[0], points[len(points)-1]
	if first.Value == last.Value {
		return 0, true
	}
	if last.Year <= first.Year || !(last.Value/first.Value > 0) || first.Value == 0 {
		return 0, false
	}
	return math.Pow(last.Value/first.Value, 1/(last.Year-first.Year)) - 1, true
}

// PercentChange is the change a year in per cent of the first value: between two
// points directly, from three on by the least-squares line, whose value in the
// first year is the base. It is false for fewer than two points or a base of 0.
func PercentChange(points []Point) (float64, bool) {
	if len(points) < 2 {
		return 0, false
	}
	first, last := points[0], points[len(points)-1]
	if len(points) == 2 {
		return ratio(100*(last.Value-first.Value)/(last.Year-first.Year), first.Value)
	}
	var mx, my, xx, xy float64
	for _, p := range points {
		mx += p.Year / float64(len(points))
		my += p.Value / float64(len(points))
	}
	same := true
	for _, p := range points {
		xx += (p.Year - mx) * (p.Year - mx)
		xy += (p.Year - mx) * (p.Value - my)
		same = same && p.Value == first.Value
	}
	if same {
		return 0, true
	}
	if xx == 0 {
		return 0, false
	}
	slope := xy / xx
	return ratio(100*slope, my+slope*(first.Year-mx))
}

func ratio(a, b float64) (float64, bool) {
	if b == 0 || math.IsInf(a/b, 0) || a/b != a/b {
		return 0, false
	}
	return a / b, true
}
