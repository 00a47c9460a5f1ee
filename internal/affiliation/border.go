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

// pair is two states, the earlier code first.
type pair struct{ a, b country.Code }

// Borders makes borders of statements, by these rules.
//
// The borders of an area that the view counts to a state are the state's: Gaza's
// and the West Bank's are added up as those of the State of Palestine. What the page
// of such an area states counts only where the state's own page is silent.
//
// Two states are adjacent where the page of either names the other: a border has two
// sides, and a page that is silent on one has left it out. Where both give a length
// the mean of the two counts, which favours neither side; both are kept.
//
// The view then adds and removes borders by its rulings of the day; where a ruling
// gives no length, the stated one stays.
//
// The result is symmetric by its form, one Border for a pair, ordered by A, then B.
// It costs as many steps as there are statements and rulings.
func Borders(stated []Stated, v View, on country.Date) []Border {
	found := map[pair]Border{}
	own, areas := map[[2]country.Code]float64{}, map[[2]country.Code]float64{}
	for _, s := range stated {
		of, to := v.Holder(s.Country, on), v.Holder(s.Neighbour, on)
		if of == s.Country {
			own[[2]country.Code{of, to}] += s.KM
		} else {
			areas[[2]country.Code{of, to}] += s.KM
		}
	}
	for side, km := range areas {
		if _, said := own[side]; !said {
			own[side] = km
		}
	}
	for side, km := range own {
		key := pair{min(side[0], side[1]), max(side[0], side[1])}
		b := found[key]
		b.A, b.B = key.a, key.b
		if side[0] == key.a {
			b.KMA = km
		} else {
			b.KMB = km
		}
		b.KM = between(b.KMA, b.KMB)
		if key.a != key.b {
			found[key] = b
		}
	}
	v.apply(found, on)
	return slices.SortedFunc(maps.Values(found), func(x, y Border) int {
		return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
}

// apply adds and removes borders by the rulings of a day.
func (v View) apply(found map[pair]Border, on country.Date) {
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
}

// between is the mean of two lengths, or the one that is given.
func between(a, b float64) float64 {
	if a == 0 || b == 0 {
		return math.Max(a, b)
	}
	return (a + b) / 2
}
