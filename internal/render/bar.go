// SPDX-License-Identifier: Apache-2.0

package render

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
)

// ranged draws a score with its ranges on an axis of so many cells: thin over 90 %
// of the variants, thick over 50 %, a dot at the score, a ring for hard pillars,
// the world's median as a line across. Where there is no range it is a bar.
func ranged(s assess.Score, cells int, hard bool) string {
	if s.Range == nil || s.Value == nil {
		return bar(s.Value, s.Median, cells, hard)
	}
	runes := []rune(strings.Repeat("·", cells))
	at := func(v float64) int { return min(cells-1, max(0, int(v/100*float64(cells)))) }
	fill := func(low, high float64, r rune) {
		for i := at(low); i <= at(high); i++ {
			runes[i] = r
		}
	}
	b := s.Range.Score
	fill(b.Low90, b.High90, '─')
	if low, high := at(b.Low90), at(b.High90); low < high {
		runes[low], runes[high] = '├', '┤'
	}
	fill(b.Low50, b.High50, '■')
	if s.Median != nil {
		runes[min(cells-1, filled(*s.Median, cells))] = '│'
	}
	dot := '●'
	if hard {
		dot = '○'
	}
	runes[at(*s.Value)] = dot
	return string(runes)
}

// places writes the range of a rank over 90 % of the variants, or the rank itself
// where there is none.
func places(s assess.Score) string {
	switch {
	case s.Range != nil && s.Range.Rank.Low90 == s.Range.Rank.High90:
		return strconv.Itoa(s.Range.Rank.Low90)
	case s.Range != nil:
		return fmt.Sprintf("%d–%d", s.Range.Rank.Low90, s.Range.Rank.High90)
	case s.Rank != nil:
		return strconv.Itoa(*s.Rank)
	}
	return none
}

// within writes the range of a score over 90 % of the variants.
func within(r *assess.Range) string {
	low, high := score(&r.Score.Low90), score(&r.Score.High90)
	if low == high {
		return low
	}
	return low + "–" + high
}

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
