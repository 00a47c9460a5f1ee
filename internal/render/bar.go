// SPDX-License-Identifier: Apache-2.0

package render

import (
	"math"
	"strings"
)

// bar draws a score from 0 to 100 on an axis of so many cells. Soft pillars are
// filled solid, hard ones shaded, so that they differ without colour; the
// world's median is a line across. A score that is missing is a dotted axis.
func bar(value, median *float64, cells int, hard bool) string {
	full, rest := '█', '·'
	if hard {
		full = '▓'
	}
	runes := []rune(strings.Repeat(string(rest), cells))
	if value != nil {
		for i := range runes[:filled(*value, cells)] {
			runes[i] = full
		}
	}
	if median != nil {
		runes[min(cells-1, filled(*median, cells))] = '│'
	}
	return string(runes)
}

// filled is how many cells a score fills. A score above 0 fills at least one.
func filled(value float64, cells int) int {
	n := int(math.Round(value / 100 * float64(cells)))
	if n == 0 && value > 0 {
		n = 1
	}
	return min(max(n, 0), cells)
}

// axis is the scale above bars: 0, 25, 50, 75 and 100.
func axis(cells int) string {
	runes := []rune(strings.Repeat(" ", cells+2))
	for _, mark := range []struct {
		at   float64
		text string
	}{{0, "0"}, {25, "25"}, {50, "50"}, {75, "75"}, {100, "100"}} {
		at := min(int(math.Round(mark.at/100*float64(cells))), len(runes)-len(mark.text))
		copy(runes[at:], []rune(mark.text))
	}
	return strings.TrimRight(string(runes), " ")
}
