// SPDX-License-Identifier: Apache-2.0

package stat

import "math"

// Moments are the central sums of a column.
type Moments struct {
	// N counts the values, Mean is their average.
	N    int
	Mean float64
	// S2, S3 and S4 are the sums of the powers of the deviations from the mean.
	S2, S3, S4 float64
}

// Describe computes the moments of the values, skipping NaN, in two passes.
func Describe(x []float64) Moments { return DescribeClamped(x, math.Inf(-1), math.Inf(1)) }

// DescribeClamped computes the moments that the values would have if they were
// moved to lie between low and high, without moving them. NaN is skipped.
func DescribeClamped(x []float64, low, high float64) Moments {
	var m Moments
	sum := 0.0
	for _, v := range x {
		if v == v {
			sum += clamp(v, low, high)
			m.N++
		}
	}
	if m.N == 0 {
		return m
	}
	m.Mean = sum / float64(m.N)
	for _, v := range x {
		if v == v {
			d := clamp(v, low, high) - m.Mean
			d2 := d * d
			m.S2 += d2
			m.S3 += d2 * d
			m.S4 += d2 * d2
		}
	}
	return m
}

func clamp(v, low, high float64) float64 {
	if v < low {
		return low
	}
	if v > high {
		return high
	}
	return v
}

// Variance has divisor n-1; false for fewer than two values.
func (m Moments) Variance() (float64, bool) {
	if m.N < 2 {
		return 0, false
	}
	return m.S2 / float64(m.N-1), true
}

// SD is the standard deviation with divisor n-1; false for fewer than two.
func (m Moments) SD() (float64, bool) {
	v, ok := m.Variance()
	return math.Sqrt(v), ok
}

// Skewness is G1 of Joanes and Gill (1998), type 2 of R's e1071:
// sqrt(n) S3/S2^1.5 sqrt(n(n-1))/(n-2). It is false for fewer than three values,
// for constants, and where the sums are too small or too large for a float64.
func (m Moments) Skewness() (float64, bool) {
	if m.N < 3 || m.S2 == 0 {
		return 0, false
	}
	n := float64(m.N)
	g1 := math.Sqrt(n) * m.S3 / (m.S2 * math.Sqrt(m.S2))
	return finite(g1 * math.Sqrt(n*(n-1)) / (n - 2))
}

// Kurtosis is the excess kurtosis G2 of Joanes and Gill (1998), type 2 of R's
// e1071. It is false for fewer than four values, for constants, and where the sums
// are too small or too large for a float64.
func (m Moments) Kurtosis() (float64, bool) {
	if m.N < 4 || m.S2 == 0 {
		return 0, false
	}
	n := float64(m.N)
	g2 := n*m.S4/(m.S2*m.S2) - 3
	return finite(((n+1)*g2 + 6) * (n - 1) / ((n - 2) * (n - 3)))
}

// finite is the value, or false for NaN and infinities.
func finite(v float64) (float64, bool) {
	if v-v != 0 {
		return 0, false
	}
	return v, true
}
