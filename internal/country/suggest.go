// SPDX-License-Identifier: Apache-2.0

package country

import (
	"cmp"
	"slices"
	"strings"
)

// maxSuggestions is how many countries an UnknownError names at most.
const maxSuggestions = 3

// shortestSuggested and longestSuggested bound the texts, in letters, that are
// compared at all: among three letters every other code is near.
const (
	shortestSuggested = 4
	longestSuggested  = 80
)

// near is a country at an edit distance from what was asked for.
type near struct{ at, distance int }

// suggest returns the countries whose spelling is nearest to the text, by the
// optimal string alignment distance (Damerau 1964): letters inserted, dropped,
// changed, or swapped with their neighbour. A third of the letters may differ. A
// code of another list, such as the IOC's GER, suggests its country. Equally near
// countries are suggested in the order of their codes.
func (r *Register) suggest(text string) []Suggestion {
	x := r.lookup()
	found := x.otherCodes(text)
	if key := []rune(Fold(text)); len(found) == 0 && len(key) >= shortestSuggested && len(key) <= longestSuggested {
		found = append(found, x.similar(key)...)
	}
	slices.SortStableFunc(found, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.at, b.at))
	})
	var out []Suggestion
	for _, n := range found {
		s := r.suggestion(n.at)
		if n.distance == found[0].distance && len(out) < maxSuggestions && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (x *index) otherCodes(text string) []near {
	var out []near
	for _, s := range [...]Scheme{WGI, IOC, UNHCR, FIPS} {
		for _, u := range x.codes[s][strings.ToUpper(text)] {
			out = append(out, near{u.at, 0})
		}
	}
	return out
}

func (x *index) similar(key []rune) []near {
	limit := max(1, len(key)/3)
	var out []near
	for name, uses := range x.names {
		d := distance(key, []rune(name), limit)
		if d > limit {
			continue
		}
		for _, u := range uses {
			out = append(out, near{u.at, d})
		}
	}
	return out
}

// distance is the optimal string alignment distance of two words, or limit+1 where
// their lengths alone put it beyond the limit. It costs len(a)*len(b) steps.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, now := rows[(i+2)%3], rows[(i+3)%3], rows[(i+1)%3]
		now[0] = i
		for j := 1; j <= len(b); j++ {
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1])
			if a[i-1] != b[j-1] {
				now[j] = min(last[j], now[j-1], last[j-1]) + 1
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
	}
	return rows[(len(a)+1)%3][len(b)]
}
