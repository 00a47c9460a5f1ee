// SPDX-License-Identifier: Apache-2.0

// Package read makes claims of sentences: it says what is asserted, and never
// whether that is so.
//
// Its noun is the Reader, compiled once from the lexicon, the register of
// countries and the book of affiliations. The steps, each in a file: names finds
// countries and sets of countries; number and span find amounts and times; mark
// finds comparators, relations and concepts; gate keeps away what no figure can
// test; clause parts a sentence that says several things; refer fills in whom "it"
// and "this country" mean; frame decides the form of each statement.
//
// All words are data of the lexicon. The reader refuses what it does not
// understand: a claim it cannot form carries the reason, and two readings that
// both survive are shown instead of one being guessed.
package read
