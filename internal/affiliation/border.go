// SPDX-License-Identifier: Apache-2.0

package affiliation

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"github.com/qala-observatory/qala/internal/country"
)

// Stated is a length of border as the page of one country states it.
type Stated struct {
	// Country is whose page it is, Neighbour whom it names.
	Country, Neighbour country.Code
	KM                 float64
}

// Border is a land border between two states.
type Border struct {
	// A and B are the two states, A the one with the earlier code.
	A, B country.Code
	// KM is the length: the mean of what the two sides state, or what one side
	// states where the other does not name it.
	KM float64
	// KMA and KMB are what the pages of A and of B state, 0 where they say nothing.
	KMA, KMB float64
	// Why is the ruling of the view by which the border stands here, else empty.
	Why string
}

// Disagree reports whether the two sides state different lengths, or one of them
// nothing.
func (b Border) Disagree() bool { return b.KMA != b.KMB && b.Why == "" }

// Borders makes borders of statements. Two states are adjacent where the page of
// either names the other: a border has two sides, and a page that is silent on one
// has forgotten it. Where both give a length the mean of the two counts, which
// favours neither side; both are kept. The view adds and removes borders by its
// rulings of the day; where it gives no length, the stated one stays. The result
// is symmetric by its form, one Border for a pair, ordered by A, then B.
func Borders(stated []Stated, v View, on country.Date) []Border {
	type pair struct{ a, b country.Code }
	found := map[pair]Border{}
	for _, s := range stated {
		a, b := min(s.Country, s.Neighbour), max(s.Country, s.Neighbour)
		if a == b || a == "" {
			continue
		}
		one := found[pair{a, b}]
		one.A, one.B = a, b
		if s.Country == a {
			one.KMA += s.KM
		} else {
			one.KMB += s.KM
		}
		found[pair{a, b}] = one
	}
	for key, b := range found {
		b.KM = between(b.KMA, b.KMB)
		found[key] = b
	}
	for _, r := range v.Rulings {
		key := pair{r.A, r.B}
		switch {
		case !r.Holds(on):
		case !r.Adjacent:
			delete(found, key)
		default:
			b := found[key]
			b.A, b.B, b.KM, b.Why = r.A, r.B, cmp.Or(r.KM, b.KM), r.Why
			found[key] = b
		}
	}
	return slices.SortedFunc(maps.Values(found), func(x, y Border) int {
		return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
}

// between is the mean of two lengths, or the one that is given.
func between(a, b float64) float64 {
	if a == 0 || b == 0 {
		return math.Max(a, b)
	}
	return (a + b) / 2
}
