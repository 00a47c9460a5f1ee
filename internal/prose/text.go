// SPDX-License-Identifier: Apache-2.0

package prose

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is readable text with the place of each of its characters in the input.
type Text struct {
	// S is the text in valid UTF-8.
	S string
	// cuts say, for the code point at Text, which code point of the input it is;
	// between two cuts both count on.
	cuts []cut
}

// cut is a place from which on text and input run side by side.
type cut struct{ text, input int }

// Origin is the code point of the input at which a code point of the text stands.
func (t *Text) Origin(at int) int {
	i := sort.Search(len(t.cuts), func(i int) bool { return t.cuts[i].text > at })
	if i == 0 {
		return at
	}
	c := t.cuts[i-1]
	return c.input + at - c.text
}

// Plain reads bytes as plain text. Each byte that is no UTF-8 counts as one code
// point and becomes the replacement character.
func Plain(data []byte) *Text {
	return &Text{S: cleaned(string(data))}
}

// cleaned replaces what is no UTF-8, and control characters but line breaks and
// tabs, one for one, so that offsets stay.
func cleaned(s string) string {
	clean := utf8.ValidString(s)
	for i := 0; clean && i < len(s); i++ {
		clean = s[i] >= 0x20 || s[i] == '\n' || s[i] == '\t' || s[i] == '\r'
		clean = clean && s[i] != 0x7f
	}
	if clean {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, c := range s {
		if unicode.IsControl(c) && c != '\n' && c != '\t' && c != '\r' {
			c = ' '
		}
		b.WriteRune(c)
	}
	return b.String()
}

// writer builds a Text from pieces of an input.
type writer struct {
	b    strings.Builder
	n    int
	cuts []cut
}

// add appends a piece that stands at a code point of the input.
func (w *writer) add(piece string, input int) {
	if piece == "" {
		return
	}
	if k := len(w.cuts); k == 0 || w.cuts[k-1].input+w.n-w.cuts[k-1].text != input {
		w.cuts = append(w.cuts, cut{w.n, input})
	}
	w.b.WriteString(piece)
	w.n += utf8.RuneCountInString(piece)
}

// text ends the writing.
func (w *writer) text() *Text { return &Text{S: w.b.String(), cuts: w.cuts} }
