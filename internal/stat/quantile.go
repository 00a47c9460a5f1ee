// SPDX-License-Identifier: Apache-2.0

package stat

import (
	"math"
	"slices"
)

// Quantile is R's type 7 (Hyndman and Fan 1996): the value at 1+(n-1)p of the
// sorted values, interpolated. It is false for no values or p outside 0 to 1.
func Quantile(sorted []float64, p float64) (float64, bool) {
	if len(sorted) == 0 || !(p >= 0 && p <= 1) {
		return 0, false
	}
	h := float64(len(sorted)-1) * p
	lo := math.Floor(h)
	v := sorted[int(lo)]
	if h > lo {
		v += (h - lo) * (sorted[int(lo)+1] - v)
	}
	return v, true
}

// Median is the middle value, or the mean of the two in the middle; NaN is
// skipped. It is false where there is no value.
func Median(x []float64) (float64, bool) {
	sorted := Sorted(x)
	if len(sorted) == 0 {
		return 0, false
	}
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half], true
	}
	return (sorted[half-1] + sorted[half]) / 2, true
}

// Sorted is a sorted copy of the values without NaN.
func Sorted(x []float64) []float64 {
	out := make([]float64, 0, len(x))
	for _, v := range x {
		if v == v {
			out = append(out, v)
		}
	}
	slices.Sort(out)
	return out
}
