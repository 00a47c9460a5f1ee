// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"cmp"
	"slices"
	"strings"
)

// maxSuggestions is how many candidates a hint names at most.
const maxSuggestions = 3

// longestCompared is the longest text that is compared at all.
const longestCompared = 100

// candidate is a known word at an edit distance from what was written.
type candidate struct {
	word     string
	distance int
}

// nearest lists up to three known words that differ from the text in at most a
// third of its letters or that it abbreviates, the nearest first, and none that
// is farther than the nearest by more than a letter. Case does not
// count, and an id is found by the part after its dot too.
func nearest(text string, known []string) []string {
	key := strings.ToLower(text)
	if key == "" || len(key) > longestCompared {
		return nil
	}
	limit := max(1, (len(key)+1)/3)
	var found []candidate
	for _, word := range known {
		lower := strings.ToLower(word)
		d := distance(key, lower, limit)
		if _, series, ok := strings.Cut(lower, "."); ok && series != "" {
			d = min(d, distance(key, series, limit))
		}
		if len(key) > 2 && strings.HasPrefix(lower, key) {
			d = min(d, limit)
		}
		if d <= limit {
			found = append(found, candidate{word, d})
		}
	}
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(len(a.word), len(b.word)), cmp.Compare(a.word, b.word))
	})
	found = slices.Compact(found)
	var words []string
	for _, c := range found[:min(len(found), maxSuggestions)] {
		if c.distance <= found[0].distance+1 {
			words = append(words, c.word)
		}
	}
	return words
}

// distance is the optimal string alignment distance in bytes (Damerau 1964):
// letters inserted, dropped, changed, or swapped with their neighbour; more than
// limit where it must exceed it. Cost: the product of the lengths, and nothing
// where the lengths alone decide.
func distance(a, b string, limit int) int {
	if max(len(a)-len(b), len(b)-len(a)) > limit {
		return limit + 1
	}
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range now {
		now[j] = j
	}
	for i := range len(a) {
		before, last, now = last, now, before
		now[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			now[j+1] = min(change, last[j+1]+1, now[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				now[j+1] = min(now[j+1], before[j-1]+1)
			}
		}
	}
	return now[len(b)]
}

// meant is a hint that names the candidates for a word, or nothing.
func meant(text string, known []string) string {
	if near := nearest(text, known); len(near) > 0 {
		return "did you mean " + orList(near) + "?"
	}
	return ""
}

// choices is a hint that names the candidates for a word, or else all of a
// short list.
func choices[T ~string](text string, known []T) string {
	words := make([]string, len(known))
	for i, k := range known {
		words[i] = string(k)
	}
	if hint := meant(text, words); hint != "" {
		return hint
	}
	return "use " + orList(words)
}

// orList writes a, b or c.
func orList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
