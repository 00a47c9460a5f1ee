// SPDX-License-Identifier: Apache-2.0

package affiliation

import (
	"cmp"
	"slices"
	"strings"
)

// maxSuggestions is how many ids an UnknownError names at most.
const maxSuggestions = 3

// spelling is a text and the id it stands for.
type spelling struct{ text, id string }

// suggest returns the ids whose spelling is nearest to a text: those that hold it
// or begin it, then those at the least edit distance, at most a third of the
// letters.
func suggest(text string, known []spelling) []string {
	key := fold(text)
	if key == "" || len(key) > 100 {
		return nil
	}
	type near struct {
		id       string
		distance int
	}
	var found []near
	for _, s := range known {
		have := fold(s.text)
		d := distance([]rune(key), []rune(have))
		if len(key) > 2 && strings.Contains(have, key) {
			d = min(d, 1)
		}
		if d <= max(1, len(key)/3) {
			found = append(found, near{s.id, d})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.distance, b.distance) })
	var out []string
	for _, n := range found {
		if !slices.Contains(out, n.id) && len(out) < maxSuggestions {
			out = append(out, n.id)
		}
	}
	if len(out) == 0 && len(known) <= 8 {
		for _, s := range known {
			if !slices.Contains(out, s.id) {
				out = append(out, s.id)
			}
		}
	}
	return out
}

// distance counts the letters to insert, drop, change, or swap with their neighbour:
// the optimal string alignment distance (Damerau 1964). It costs len(a)*len(b).
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			changed := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				changed++
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, changed)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
