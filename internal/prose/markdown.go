// SPDX-License-Identifier: Apache-2.0

package prose

import (
	"strings"
	"unicode/utf8"
)

// Markdown reads the prose of a Markdown text: marks of headings, lists, emphasis and
// links fall away, code and addresses are left out, and each heading, list entry and
// table row is a paragraph of its own. Front matter between lines of --- is left
// out. Offsets count the code points of the text as it was given.
func Markdown(data []byte) *Text {
	m := &marks{}
	s := cleaned(string(data))
	lines := strings.SplitAfter(s, "\n")
	for i, line := range lines {
		m.line(i, line)
		m.at += utf8.RuneCountInString(line)
	}
	return m.out.text()
}

// marks is a Markdown text being read.
type marks struct {
	out writer
	at  int
	// code tells that a fenced block of code is open, front that front matter is.
	code, front bool
}

// line takes one line.
func (m *marks) line(n int, line string) {
	trimmed := strings.TrimLeft(line, " \t")
	bare := strings.TrimRight(trimmed, "\r\n \t")
	switch {
	case n == 0 && bare == "---":
		m.front = true
		return
	case m.front:
		m.front = bare != "---"
		return
	case strings.HasPrefix(bare, "```") || strings.HasPrefix(bare, "~~~"):
		m.code = !m.code
		m.out.add("\n\n", m.at)
		return
	case m.code, rule(bare), strings.HasPrefix(line, "    ") && bare != "" && !entry(bare):
		return
	}
	at := m.at + utf8.RuneCountInString(line[:len(line)-len(trimmed)])
	text, own := trimmed, false
	for {
		cut := prefix(text)
		if cut == 0 {
			break
		}
		own = own || text[0] != '>'
		at += utf8.RuneCountInString(text[:cut])
		text = text[cut:]
	}
	if own {
		m.out.add("\n\n", at)
	}
	m.inline(text, at)
	if own && strings.HasPrefix(trimmed, "#") {
		m.out.add("\n\n", at+utf8.RuneCountInString(text))
	}
}

// rule tells whether a line only rules a page or a table.
func rule(bare string) bool {
	return len(bare) >= 3 && strings.Trim(bare, "-=*_| :") == ""
}

// entry tells whether a line begins a list entry.
func entry(bare string) bool { return prefix(bare+" ") > 0 }

// prefix is the length of the mark of a heading, quotation, list or table at the
// start of a line.
func prefix(s string) int {
	n := 0
	for n < len(s) && s[n] == '#' {
		n++
	}
	if n > 0 && n <= 6 && n < len(s) && s[n] == ' ' {
		return n + 1
	}
	if len(s) > 1 && (s[0] == '-' || s[0] == '*' || s[0] == '+' || s[0] == '>') && s[1] == ' ' {
		return 2
	}
	n = 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n > 0 && n <= 3 && n+1 < len(s) && (s[n] == '.' || s[n] == ')') && s[n+1] == ' ' {
		return n + 2
	}
	return 0
}

// inline adds a line without its marks.
func (m *marks) inline(text string, at int) {
	for text != "" {
		i := strings.IndexAny(text, "*_`[!]<|")
		if i < 0 {
			m.out.add(text, at)
			return
		}
		m.out.add(text[:i], at)
		at += utf8.RuneCountInString(text[:i])
		text = text[i:]
		n := m.mark(text, at)
		at += utf8.RuneCountInString(text[:n])
		text = text[n:]
	}
}

// mark takes the mark at the start of a text, adds what of it is read, and returns
// its length.
func (m *marks) mark(s string, at int) int {
	switch s[0] {
	case '[', '!':
		open := strings.IndexByte(s, '[')
		if open > 1 || open < 0 || s[0] == '!' && open != 1 {
			break
		}
		end := strings.Index(s, "](")
		stop := -1
		if end > 0 {
			stop = strings.IndexByte(s[end:], ')')
		}
		if stop < 0 || strings.ContainsAny(s[open+1:end], "[]\n") {
			break
		}
		if s[0] == '[' {
			m.out.add(s[1:end], at+1)
		}
		return end + stop + 1
	case '`':
		if end := strings.IndexByte(s[1:], '`'); end >= 0 {
			return end + 2
		}
		return 1
	case '<':
		if end := strings.IndexByte(s, '>'); end > 0 && !strings.ContainsAny(s[:end], "\n") && end > 1 && s[1] != ' ' {
			return end + 1
		}
	case '*':
		return 1
	case '|':
		m.out.add("\n\n", at)
		return 1
	case '_':
		return 1
	}
	m.out.add(s[:1], at)
	return 1
}
