// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"maps"
	"math"
	"slices"
)

// nan marks an empty cell inside the package.
var nan = math.NaN()

// fill sets every value.
func fill(x []float64, v float64) {
	for i := range x {
		x[i] = v
	}
}

// sortedKeys lists a map's keys in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// extremes are the least and the greatest of values without NaN.
func extremes(x []float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range x {
		low, high = min(low, v), max(high, v)
	}
	return low, high
}

// moments2 are mean and standard deviation (divisor n-1) in two passes.
func moments2(x []float64) (mean, sd float64, n int) {
	for _, v := range x {
		mean += v
	}
	mean /= float64(len(x))
	ss := 0.0
	for _, v := range x {
		ss += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(ss / float64(len(x)-1)), len(x)
}
