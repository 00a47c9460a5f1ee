// SPDX-License-Identifier: Apache-2.0

// Package prose reads plain English as far as the check of claims needs it: a
// text with its offsets, its sentences, quotations, words, and the stems under
// which words are compared.
//
// The nouns are the Text (runes of the input with the place each came from), the
// Sentence (a stretch of it), the Token (a word, number or sign with its stem) and
// the Phrase (a pattern over tokens, compiled from a line of the lexicon). The
// steps are: Plain, Markdown or HTML make a Text of bytes; Split finds sentences;
// Tokens cuts one into words; a Phrasebook finds phrases in it.
//
// The package knows no country, no indicator and no list of phrases: those are
// data. It refuses nothing: bytes that are no UTF-8 become the replacement
// character, control characters become blanks, and every offset it gives counts
// the code points of the input as it was given. All work is linear in the length
// of the text.
package prose
