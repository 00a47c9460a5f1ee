// SPDX-License-Identifier: Apache-2.0

// Package lexicon is what the check of claims knows about English: which words
// name which concept, and by which indicators a concept is measured. All of it is
// data in data/lexicon; this package reads and lints it.
//
// The nouns are the Concept (what a claim speaks of: "economic growth", with its
// words and its measures), the Measure (an indicator, how it stands to the
// concept, and why), and the lists of comparators, times, units, relations,
// places and gates. The format is described in doc/format-lexicon.md.
//
// The steps are: Load reads a folder, refuses unknown fields and gives every fault
// with file and line; Lint finds what is well formed and still wrong: a phrase
// that two concepts claim, an indicator that there is not. Phrases of the lexicon
// are fixed before a claim is looked at: the package refuses a measure without a
// reason.
package lexicon
