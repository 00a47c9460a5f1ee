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
// third of its letters or that it abbreviates, the nearest first. Case does not
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
		if _, series, ok := strings.Cut(lower, "."); ok {
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
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.word, b.word))
	})
	found = slices.Compact(found)
	var words []string
	for _, c := range found[:min(len(found), maxSuggestions)] {
		words = append(words, c.word)
	}
	return words
}

// distance is the Levenshtein distance in bytes (Levenshtein 1966): letters
// inserted, dropped or changed; more than limit where it must exceed it. Cost:
// the product of the lengths, and nothing where the lengths alone decide.
func distance(a, b string, limit int) int {
	if max(len(a)-len(b), len(b)-len(a)) > limit {
		return limit + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
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
