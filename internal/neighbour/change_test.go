// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// list makes pointers of values; NaN is nil.
func list(values ...float64) []*float64 {
	out := make([]*float64, len(values))
	for i, v := range values {
		if v == v {
			out[i] = &v
		}
	}
	return out
}

func TestCompare(t *testing.T) {
	none := math.NaN()
	for name, test := range map[string]struct {
		own    float64
		set    []float64
		course Course
		same   int
		of     int
	}{
		"the other way":           {5, []float64{-2, -3, -4}, Bucks, 3, 3},
		"two of three are enough": {5, []float64{-2, -3, 4}, Bucks, 2, 3},
		"half is not":             {5, []float64{-2, -3, 4, 6}, NoTrend, 2, 4},
		"the same way":            {-5, []float64{-2, -3, 4}, Follows, 2, 3},
		"hardly":                  {0.9, []float64{-2, -3, -4}, Still, 3, 3},
		"the set hardly":          {5, []float64{-0.5, -0.9, -4}, NoTrend, 3, 3},
		"gaps are left out":       {5, []float64{-2, none, -4}, Bucks, 2, 2},
		"one is no set":           {5, []float64{-2, none}, Unknown, 1, 1},
		"no change of its own":    {none, []float64{-2, -4}, Unknown, 2, 2},
		"nobody":                  {5, nil, Unknown, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := Compare(list(test.own)[0], list(test.set...))
			if got.Course != test.course || got.Same != test.same || got.Of != test.of {
				t.Errorf("%+v, want %s, %d of %d", got, test.course, test.same, test.of)
			}
			if (got.Reason != "") != (test.course == Unknown) {
				t.Errorf("reason %q", got.Reason)
			}
		})
	}
}

func TestTurns(t *testing.T) {
	none := math.NaN()
	for name, test := range map[string]struct {
		series []float64
		want   []Turn
	}{
		"straight up":            {[]float64{1, 2, 5, 9}, nil},
		"a peak":                 {[]float64{1, 5, 9, 6, 5}, []Turn{{2, true}}},
		"a dent is none":         {[]float64{1, 5, 9, 7, 10}, nil},
		"peak and trough":        {[]float64{1, 9, 4, 8}, []Turn{{1, true}, {2, false}}},
		"not the first":          {[]float64{9, 4, 8}, []Turn{{1, false}}},
		"gaps":                   {[]float64{none, 1, none, 9, none, 5, none}, []Turn{{3, true}}},
		"the end is no turn":     {[]float64{5, 9}, nil},
		"slowly down":            {[]float64{2, 9, 8, 7, 6}, []Turn{{1, true}}},
		"the last of the lowest": {[]float64{9, 4, 4, 8}, []Turn{{1, false}}},
		"nothing":                {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Turns(list(test.series...)); !slices.Equal(got, test.want) {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}

// TestTurnsAlternate: peaks and troughs take turns, and between one and the next
// lies at least the least swing.
func TestTurnsAlternate(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		series := list(rapid.SliceOf(rapid.Float64Range(0, 30)).Draw(r, "series")...)
		turns := Turns(series)
		for i := 1; i < len(turns); i++ {
			a, b := turns[i-1], turns[i]
			if a.Peak == b.Peak || a.At >= b.At {
				r.Fatalf("%+v", turns)
			}
			if swing := math.Abs(*series[a.At] - *series[b.At]); swing < LeastSwing {
				r.Fatalf("from %+v to %+v is %v", a, b, swing)
			}
		}
	})
}

// TestHolds counts by hand what Compare says of each variant.
func TestHolds(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		const cases = 4
		n := rapid.IntRange(1, 12).Draw(r, "variants")
		from, to := NewTable(cases, n), NewTable(cases, n)
		count, of := map[Course]int{}, 0
		for v := range n {
			changes := make([]*float64, cases)
			for i := range cases {
				if rapid.IntRange(0, 5).Draw(r, "missing") == 0 {
					continue
				}
				d := float64(rapid.IntRange(-3, 3).Draw(r, "change"))
				from.Set(i, v, 10)
				to.Set(i, v, 10+d)
				changes[i] = &d
			}
			if c := Compare(changes[0], changes[1:]); c.Course != Unknown {
				count[c.Course]++
				of++
			}
		}
		for _, c := range []Course{Bucks, Follows, Still, NoTrend} {
			share, ok := Holds(c, from, to)
			if ok != (of > 0) || ok && !close9(share, float64(count[c])/float64(of)) {
				r.Fatalf("%s: %v, %t, want %d of %d", c, share, ok, count[c], of)
			}
		}
	})
}
