// SPDX-License-Identifier: Apache-2.0

package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// Sentence is a sentence of a text.
type Sentence struct {
	// Start and End are its offsets in code points of the text, End exclusive.
	Start, End int
	// Text is the sentence without blanks around it.
	Text string
	// Paragraph counts the paragraphs from 0.
	Paragraph int
}

// MaxSentence is the number of bytes after which a sentence is cut, at a blank
// where there is one: nobody writes one that long, and a table without full stops
// must not be read as one thought.
const MaxSentence = 4000

// Splitter finds sentences. It knows the abbreviations whose full stop ends none;
// the zero Splitter knows none.
type Splitter struct {
	abbreviations map[string]bool
}

// NewSplitter makes a splitter that knows abbreviations, given with or without
// their full stop.
func NewSplitter(abbreviations []string) Splitter {
	s := Splitter{abbreviations: make(map[string]bool, len(abbreviations))}
	for _, a := range abbreviations {
		s.abbreviations[strings.ToLower(strings.TrimSuffix(a, "."))] = true
	}
	return s
}

// Split visits the sentences of a text in order: the boundaries of Unicode
// Standard Annex 29, except that none lies after a known abbreviation or a single
// initial, inside of round brackets that close in the same paragraph line, or
// between a full stop and the closing quotation mark that belongs to it. An empty
// line ends a sentence whatever stands before it.
func (s Splitter) Split(text string, visit func(Sentence)) {
	at, paragraph := 0, 0
	for len(text) > 0 {
		block, rest := text, ""
		gap := 0
		if i, n := blankLine(text); i >= 0 {
			block, rest = text[:i], text[i+n:]
			gap = utf8.RuneCountInString(text[i : i+n])
		}
		s.block(block, Sentence{Start: at, Paragraph: paragraph}, visit)
		at += utf8.RuneCountInString(block) + gap
		if strings.TrimSpace(block) != "" {
			paragraph++
		}
		text = rest
	}
}

// blankLine finds the first line break that is followed by another with nothing
// but blanks between, and the length of both.
func blankLine(text string) (at, n int) {
	for i := 0; i < len(text); {
		j := strings.IndexByte(text[i:], '\n')
		if j < 0 {
			return -1, 0
		}
		i += j
		k := i + 1
		for k < len(text) && (text[k] == ' ' || text[k] == '\t' || text[k] == '\r') {
			k++
		}
		if k < len(text) && text[k] == '\n' {
			return i, k + 1 - i
		}
		i = k
	}
	return -1, 0
}

// block visits the sentences of one paragraph that begins at a place.
func (s Splitter) block(block string, from Sentence, visit func(Sentence)) {
	it := sentences.FromString(block)
	open, at := "", from.Start
	flush := func() {
		for len(open) > 0 {
			piece := open
			if len(piece) > MaxSentence {
				piece = piece[:cutAt(piece)]
			}
			emit(piece, at, from.Paragraph, visit)
			at += utf8.RuneCountInString(piece)
			open = open[len(piece):]
		}
	}
	begun := 0 // the byte of the block at which the open sentence begins
	end := 0
	for it.Next() {
		end += len(it.Value())
		open = block[begun:end]
		if s.goesOn(open, block[end:]) && len(open) < MaxSentence {
			continue
		}
		flush()
		begun = end
	}
	open = block[begun:]
	flush()
}

// cutAt is where a sentence that is too long is cut.
func cutAt(piece string) int {
	if i := strings.LastIndexAny(piece[:MaxSentence], " \t\n"); i > MaxSentence/2 {
		return i + 1
	}
	i := MaxSentence
	for i > 0 && !utf8.RuneStart(piece[i]) {
		i--
	}
	return i
}

// emit visits a sentence without the blanks around it, if anything is left.
func emit(piece string, at, paragraph int, visit func(Sentence)) {
	left := strings.TrimLeftFunc(piece, blank)
	at += utf8.RuneCountInString(piece[:len(piece)-len(left)])
	body := strings.TrimRightFunc(left, blank)
	if body == "" {
		return
	}
	visit(Sentence{Start: at, End: at + utf8.RuneCountInString(body), Text: body, Paragraph: paragraph})
}

// goesOn tells whether what Unicode takes for the end of a sentence is none.
func (s Splitter) goesOn(open, rest string) bool {
	if rest == "" {
		return false
	}
	body := strings.TrimRightFunc(open, blank)
	next, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(rest, blank))
	switch {
	case strings.ContainsRune("\n\r\u2028\u2029", lastRune(open)) && !strings.HasSuffix(body, "."):
		// A line that is broken in the middle of a sentence, as in hard-wrapped text.
		return unicode.IsLower(next) || wrapped(body)
	case (next == '”' || next == '’' || next == '"' || next == ')') && len(rest) > 0 && !blank(firstRune(rest)):
		return true
	}
	if !strings.HasSuffix(body, ".") {
		return false
	}
	word := body[:len(body)-1]
	if i := strings.LastIndexFunc(word, func(c rune) bool { return blank(c) || c == '(' || c == '"' || c == '“' }); i >= 0 {
		_, n := utf8.DecodeRuneInString(word[i:])
		word = word[i+n:]
	}
	if s.abbreviations[strings.ToLower(word)] {
		return true
	}
	c, n := utf8.DecodeRuneInString(word)
	return n == len(word) && n > 0 && unicode.IsUpper(c) && c != 'I'
}

// wrapped tells whether a line looks like one that was broken for its length.
func wrapped(body string) bool {
	line := body[strings.LastIndexByte(body, '\n')+1:]
	return len(line) > 55 && !strings.ContainsAny(body[len(body)-1:], ".!?:;")
}

// firstRune and lastRune are the ends of a string.
func firstRune(s string) rune { c, _ := utf8.DecodeRuneInString(s); return c }
func lastRune(s string) rune  { c, _ := utf8.DecodeLastRuneInString(s); return c }
