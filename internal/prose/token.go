// SPDX-License-Identifier: Apache-2.0

package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// Kind is what a token is.
type Kind uint8

// The kinds of tokens.
const (
	// Word is letters, with or without digits.
	Word Kind = iota + 1
	// Number is digits, with points and commas within.
	Number
	// Sign is punctuation and symbols, one at a time.
	Sign
)

// Token is a word, number or sign of a sentence.
type Token struct {
	// Start and End are its offsets in code points from the start of the sentence.
	Start, End int
	// Text is what stands there, without a possessive ending.
	Text string
	// Stem is the key under which it is compared.
	Stem string
	// Kind is what it is.
	Kind Kind
	// Possessive tells that 's or an apostrophe stood behind it.
	Possessive bool
	// Glued tells that nothing stood between it and the token before.
	Glued bool
}

// Upper tells whether the token begins with a capital.
func (t *Token) Upper() bool {
	c, _ := utf8.DecodeRuneInString(t.Text)
	return unicode.IsUpper(c)
}

// Tokens cuts a sentence at the word boundaries of Unicode Standard Annex 29, and
// further at hyphens and between digits and letters ("25bn"). Blanks and invisible
// marks fall away.
func Tokens(sentence string, stems Stems) []Token {
	c := cutter{stems: stems, out: make([]Token, 0, len(sentence)/5+4)}
	it := words.FromString(sentence)
	for it.Next() {
		c.word(it.Value())
	}
	return c.out
}

// cutter gathers tokens.
type cutter struct {
	stems Stems
	out   []Token
	at    int
	glued bool
}

// word adds what one stretch between word boundaries holds.
func (c *cutter) word(w string) {
	n := utf8.RuneCountInString(w)
	first, _ := utf8.DecodeRuneInString(w)
	switch {
	case blank(first):
		c.glued = false
		c.at += n
		return
	case unicode.IsDigit(first):
		c.number(w)
	case unicode.IsLetter(first):
		c.letters(w)
	default:
		c.add(w, w, Sign, n)
	}
}

// blank tells whether a character is a blank, or a mark that is not seen.
func blank(c rune) bool {
	return unicode.IsSpace(c) || unicode.IsControl(c) || unicode.Is(unicode.Cf, c)
}

// add appends a token that spans n code points.
func (c *cutter) add(text, stem string, kind Kind, n int) {
	c.out = append(c.out, Token{Start: c.at, End: c.at + n, Text: text, Stem: stem, Kind: kind, Glued: c.glued})
	c.at += n
	c.glued = true
}

// number adds digits and the letters behind them apart.
func (c *cutter) number(w string) {
	end := len(w)
	for i, r := range w {
		if unicode.IsLetter(r) {
			end = i
			break
		}
	}
	digits := w[:end]
	c.add(digits, digits, Number, utf8.RuneCountInString(digits))
	if end < len(w) {
		c.letters(w[end:])
	}
}

// letters adds a word, and tells of its possessive ending.
func (c *cutter) letters(w string) {
	bare, possessive := strings.CutSuffix(w, "'s")
	if !possessive {
		bare, possessive = strings.CutSuffix(w, "’s")
	}
	bare = strings.Map(visible, bare)
	if strings.Contains(bare, ".") && len(bare) <= 8 {
		bare = strings.ReplaceAll(bare, ".", "")
	}
	c.add(bare, c.stems.Of(bare), Word, utf8.RuneCountInString(w))
	c.out[len(c.out)-1].Possessive = possessive
}

// visible drops marks that are not seen.
func visible(r rune) rune {
	if unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

// Hyphen tells whether a token only joins two words, as in "state-based": phrases
// are compared as if it were a blank.
func Hyphen(tokens []Token, i int) bool {
	t := &tokens[i]
	if t.Kind != Sign || !t.Glued || t.Text != "-" && t.Text != "‑" || i == 0 || i+1 >= len(tokens) {
		return false
	}
	return tokens[i+1].Glued && tokens[i-1].Kind != Sign && tokens[i+1].Kind == Word
}
