// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"math"

	"github.com/qala-observatory/qala/internal/stat"
)

// The thresholds of a change, in points of a scale from 0 to 100 and in shares.
const (
	// LeastChange is the least change that counts as one: less than a point is
	// within the rounding of what is shown.
	LeastChange = 1
	// Together is the share of a set that must move the same way before the set has
	// a trend.
	Together = 2. / 3
	// LeastSwing is how far a score must come back before a year was a turning
	// point.
	LeastSwing = 3
)

// Course says how a state's change compares with those of a set.
type Course string

// The courses of a state beside a set.
const (
	// Bucks: the set has a trend and the state moved the other way.
	Bucks Course = "bucks_the_trend"
	// Follows: the set has a trend and the state moved the same way.
	Follows Course = "follows_the_trend"
	// Still: the set has a trend and the state hardly moved.
	Still Course = "no_change"
	// NoTrend: the set has no trend to follow or to buck.
	NoTrend Course = "no_trend"
	// Unknown: too little is known.
	Unknown Course = "not_computed"
)

// Compared is a change beside those of a set.
type Compared struct {
	Course Course
	// Reason says why the course is unknown.
	Reason string
	// Median is the median change of the set; it means nothing where Of is below
	// MinNeighbours. Same counts the members that moved its way, Of those known.
	Median   float64
	Same, Of int
}

// Compare holds a state's change against those of a set; nil is not known. The
// set has a trend where its median change is at least LeastChange and at least
// Together of its members moved that way. The state bucks it where it moved the
// other way by at least LeastChange. One member alone makes no set.
func Compare(own *float64, set []*float64) Compared {
	change := math.NaN()
	if own != nil {
		change = *own
	}
	known := make([]float64, 0, len(set))
	for _, v := range set {
		if v != nil {
			known = append(known, *v)
		}
	}
	return compare(change, known)
}

// compare is Compare; the state's own change is NaN where it is not known, and the
// set holds those known.
func compare(own float64, known []float64) Compared {
	c := Compared{Course: Unknown, Of: len(known)}
	c.Median, _ = stat.Median(known)
	for _, v := range known {
		if v*c.Median > 0 {
			c.Same++
		}
	}
	switch {
	case own != own:
		c.Reason = "the state has no score in one of the two years"
	case c.Of < MinNeighbours:
		c.Reason = "fewer than two of its neighbours have a score in both years"
	case math.Abs(c.Median) < LeastChange || float64(c.Same) < Together*float64(c.Of)-slip:
		c.Course = NoTrend
	case math.Abs(own) < LeastChange:
		c.Course = Still
	case own*c.Median < 0:
		c.Course = Bucks
	default:
		c.Course = Follows
	}
	return c
}

// Holds is the share of the variants with a course in which it is this one; false
// where no variant has any. from and to are the scores of the two years: the state
// first, then the set.
func Holds(course Course, from, to *Table) (share float64, ok bool) {
	same, of := 0, 0
	known := make([]float64, 0, from.states)
	for v := range from.variants {
		change := func(i int) float64 { return to.values[i*to.variants+v] - from.values[i*from.variants+v] }
		known = known[:0]
		for i := 1; i < from.states; i++ {
			if d := change(i); d == d {
				known = append(known, d)
			}
		}
		if c := compare(change(0), known); c.Course != Unknown {
			of++
			if c.Course == course {
				same++
			}
		}
	}
	return float64(same) / float64(max(of, 1)), of > 0
}

// Turn is a place at which a series stopped rising or falling.
type Turn struct {
	At   int
	Peak bool
}

// Turns finds the peaks and troughs of a series, of which nil is a gap: places
// from which it came back by at least LeastSwing before it went further, by one
// pass that follows the last extreme. The first value is none of them, since what
// was before it is not known, nor is an extreme it has not come back from.
func Turns(series []*float64) []Turn {
	var list []Turn
	first, high, low := -1, -1, -1
	rising, falling := true, true
	for i, v := range series {
		if v == nil {
			continue
		}
		if first < 0 {
			first, high, low = i, i, i
		}
		if *v > *series[high] {
			high = i
		}
		if *v < *series[low] {
			low = i
		}
		switch {
		case rising && *series[high]-*v >= LeastSwing:
			if high != first {
				list = append(list, Turn{At: high, Peak: true})
			}
			rising, falling, low = false, true, i
		case falling && *v-*series[low] >= LeastSwing:
			if low != first {
				list = append(list, Turn{At: low})
			}
			rising, falling, high = true, false, i
		}
	}
	return list
}
