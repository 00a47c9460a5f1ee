// SPDX-License-Identifier: Apache-2.0

package render

import (
	"strings"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/text"
	xwidth "golang.org/x/text/width"
)

// width is how many columns a text takes on a terminal, colours aside. Signs of
// ambiguous width, such as "·" and "…", count as one column everywhere: what is
// printed must not depend on the locale of whoever prints it.
func width(s string) int {
	n := 0
	for _, r := range text.StripEscape(s) {
		n += runeWidth(r)
	}
	return n
}

// runeWidth is how many columns a rune takes: two for those of East Asian
// scripts, none for what combines with the rune before it (Unicode Standard
// Annex 11).
func runeWidth(r rune) int {
	if r < 0x300 && r >= ' ' {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Cc) {
		return 0
	}
	switch xwidth.LookupRune(r).Kind() {
	case xwidth.EastAsianWide, xwidth.EastAsianFullwidth:
		return 2
	}
	return 1
}

// head is the longest beginning of a text, without colours, that fits a width.
func head(s string, columns int) string {
	n := 0
	for i, r := range s {
		if n += runeWidth(r); n > columns {
			return s[:i]
		}
	}
	return s
}

// wrap breaks text into lines of at most so many columns, at spaces and line
// breaks; a word that is too long is broken. A number stays in one piece and
// with its per cent sign, and a dot that parts things stays on the line that it
// ends.
func wrap(content string, columns int) []string {
	if width(content) <= columns && !strings.ContainsAny(content, "\n\r\t") {
		return []string{content}
	}
	var lines []string
	line := ""
	for _, word := range words(content) {
		if line != "" && width(line)+1+width(word) <= columns {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for line = word; width(line) > columns; {
			piece := head(line, max(columns, 2))
			lines, line = append(lines, piece), strings.TrimLeft(line[len(piece):], " ")
		}
	}
	return append(lines, line)
}

// words parts a text at ordinary spaces only, so that the narrow spaces inside
// numbers hold, and leaves together what must not be parted.
func words(content string) []string {
	var list []string
	for _, w := range strings.FieldsFunc(content, func(r rune) bool { return strings.ContainsRune(" \n\r\t", r) }) {
		if len(list) > 0 && (w == "·" || strings.HasPrefix(w, "%")) {
			list[len(list)-1] += " " + w
			continue
		}
		list = append(list, w)
	}
	return list
}

// cut shortens a text to a width, with an ellipsis where something is lost.
func cut(s string, columns int) string {
	if width(s) <= columns {
		return s
	}
	return strings.TrimRight(head(s, columns-1), " ") + "…"
}

// cutList shortens a sentence that ends in a list to whole entries.
func cutList(s string, columns int) string {
	short := head(s, columns)
	if at := strings.LastIndex(short, ", "); at > 0 {
		return short[:at]
	}
	return short
}
