// SPDX-License-Identifier: Apache-2.0

// Package annotate finds in a sentence what can be recognised before its form is
// known: countries and sets of countries by all their names, amounts with their
// units, and times.
//
// The nouns are the Annotator, compiled once from the lexicon, the register of
// countries and the book of affiliations, and the Line, a sentence as items: words,
// and stretches under the name of a slot such as country, number or time. The steps,
// each in a file: names are found by their folded forms, numbers in digits and words,
// proportions and multiples joined, and times by the phrases of the lexicon.
//
// The package decides nothing about what is asserted. A name that several countries
// bear keeps all of them; it never guesses.
package annotate

import (
	"errors"
	"fmt"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/prose"
)

// Setup is what an Annotator is made of. The book may be nil.
type Setup struct {
	Lexicon  *lexicon.Lexicon
	Register *country.Register
	Book     *affiliation.Book
	Stems    prose.Stems
}

// Annotator annotates sentences. It never changes after New and may be used by several
// goroutines.
type Annotator struct {
	lex   *lexicon.Lexicon
	stems prose.Stems
	names *gazetteer
	words numerals

	times, ratios, factors prose.Phrasebook
	// states, plurals and plain tell what a number that points back counts: see
	// standsForStates.
	states, plurals, plain map[string]bool
}

// shapes are the comparators that join two numbers to one, multiples those that are
// amounts themselves.
var (
	shapes    = map[string]bool{"part_of": true, "rate_of": true}
	multiples = map[string]bool{"by_factor": true, "times": true, "half_as": true, "majority": true, "minority": true, "nearly_all": true, "double_digits": true, "single_digits": true, "negative": true, "positive": true, "no_amount": true}
)

// Takes tells whether a comparator is an amount or joins amounts, and so is found here
// and not among the comparators of a claim.
func Takes(as string) bool { return shapes[as] || multiples[as] }

// New compiles an annotator.
func New(s Setup) (*Annotator, error) {
	r := &Annotator{lex: s.Lexicon, stems: s.Stems, words: newNumerals(s.Lexicon, s.Stems), names: newGazetteer(&s)}
	var faults []error
	add := func(book *prose.Phrasebook, rule lexicon.Rule, n int) {
		for _, text := range rule.Phrases {
			p, err := prose.ParsePhrase(text, s.Stems)
			if err != nil {
				faults = append(faults, fmt.Errorf("phrase %q: %w", text, err))
				continue
			}
			book.Add(p, n)
		}
	}
	r.states, r.plurals = r.set(s.Lexicon.Words.States), r.set(s.Lexicon.Words.Plurals)
	r.plain = r.set([]string{"is", "was", "has", "does"})
	for i, rule := range s.Lexicon.Times {
		add(&r.times, rule, i)
	}
	for i, rule := range s.Lexicon.Comparators {
		switch {
		case shapes[rule.As]:
			add(&r.ratios, rule, i)
		case multiples[rule.As]:
			add(&r.factors, rule, i)
		}
	}
	return r, errors.Join(faults...)
}

// set is the stems of words.
func (r *Annotator) set(words []string) map[string]bool {
	out := map[string]bool{}
	for _, w := range words {
		out[r.stems.Of(w)] = true
	}
	return out
}

// Named lists the countries that a text names, a list for each name, with all that it
// may mean in a year.
func (r *Annotator) Named(text string, year int) [][]country.Code {
	var out [][]country.Code
	for _, m := range r.names.find(prose.Tokens(text, r.stems)) {
		if codes, _ := r.names.resolve(m.entries, year); len(codes) > 0 {
			out = append(out, codes)
		}
	}
	return out
}
