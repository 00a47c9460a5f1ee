// SPDX-License-Identifier: Apache-2.0

package country

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Spelling is a name or demonym with the countries it may mean, whatever the year.
type Spelling struct {
	// Key is the spelling's Fold, by which texts are searched.
	Key string
	// Text is the spelling as the register writes it.
	Text string
	// Codes are the countries, ordered by code.
	Codes []Code
}

// Names returns every spelling of every country, ordered by key. Some are common
// words in another case ("US"), so whoever searches texts must look at the case of
// short ones.
func (r *Register) Names() []Spelling {
	x := r.lookup()
	return r.spellings(x, x.names)
}

// Demonyms returns every demonym of every country, ordered by key.
func (r *Register) Demonyms() []Spelling {
	x := r.lookup()
	return r.spellings(x, x.folks)
}

func (r *Register) spellings(x *index, of map[string][]use) []Spelling {
	out := make([]Spelling, 0, len(of))
	for key, uses := range maps.All(of) {
		all := positions(uses, func(use) bool { return true })
		out = append(out, Spelling{Key: key, Text: x.texts[key], Codes: r.codes(all)})
	}
	slices.SortFunc(out, func(a, b Spelling) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

func (r *Register) codes(at []int) []Code {
	var out []Code
	for _, i := range at {
		out = append(out, r.countries[i].Code)
	}
	return out
}

// Demonym returns the countries whose people or things a word may mean in a year,
// ordered by code; year 0 is today. "Nigerien" is Niger's alone, "Congolese" is
// both Congos'. The plural in -s is understood. It returns nil for a word that is
// no demonym.
func (r *Register) Demonym(text string, year int) []Code {
	x := r.lookup()
	key := Fold(text)
	uses := x.folks[key]
	if singular, ok := strings.CutSuffix(key, "s"); ok && len(uses) == 0 {
		uses = x.folks[singular]
	}
	return r.codes(pick(uses, year))
}
