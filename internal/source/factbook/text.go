// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"html"
	"regexp"
	"strings"
)

// next is how the older vintages part the values of a field; line breaks of the
// later ones become it.
const next = " ++ "

var (
	breakTag = regexp.MustCompile(`(?i)<\s*(?:br|/p|/div|/li)\s*/?\s*>`)
	anyTag   = regexp.MustCompile(`<[a-zA-Z/!][^<>]*>`)
	noteMark = regexp.MustCompile(`(?i)(?:^|[;,.+]|\)|\s)\s*note(?: \d+)?\s*(?::|--?|–|—)`)
	noValue  = regexp.MustCompile(`(?i)^(?:\([^)]*\) )?[$%]?\s*(?:(?:n/?a|not available|no data|none|negl|-+)\s*(?:%|\b[^\d(]*)?(?:\([^)]*\))?[.,;]?$` +
		`|(?:no \w+ inhabitants|uninhabited|see (?:entry|individual))\b)`)
)

// clean turns a text of the page into plain words: no markup, no entities,
// single spaces, line breaks as next.
func clean(text string) string {
	if strings.ContainsRune(text, '<') {
		text = breakTag.ReplaceAllString(text, next)
		text = anyTag.ReplaceAllString(text, "")
	}
	if strings.ContainsRune(text, '&') {
		text = html.UnescapeString(html.UnescapeString(text))
	}
	return strings.Trim(strings.Join(strings.Fields(text), " "), " +")
}

// withoutNote cuts a text where a remark begins.
func withoutNote(text string) string {
	if at := noteMark.FindStringIndex(text); at != nil {
		if text[at[0]] == ')' {
			at[0]++
		}
		text = text[:at[0]]
	}
	return strings.Trim(text, " +;,")
}

// absent tells whether a text says that there is no value.
func absent(text string) bool { return text == "" || noValue.MatchString(text) }

// splitTop parts a text at the separators that stand outside brackets. A
// bracket that is never closed ends with the part it opens in, as in "OECD
// (Enhanced Engagement, OPCW".
func splitTop(text, separators string) []string {
	var parts []string
	depth, start := 0, 0
	unclosed := strings.Count(text, "(") > strings.Count(text, ")")
	for i, c := range text {
		switch {
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case strings.ContainsRune(separators, c) && separates(text, i) && (depth == 0 || unclosed && !closes(text[i:])):
			parts = append(parts, strings.TrimSpace(text[start:i]))
			start, depth = i+1, 0
		}
	}
	return append(parts, strings.TrimSpace(text[start:]))
}

// separates tells whether a separator is followed by a space or the end, unlike
// the comma of 1,563.
func separates(text string, i int) bool { return i+1 >= len(text) || text[i+1] == ' ' }

// closes tells whether a closing bracket comes before an opening one.
func closes(rest string) bool {
	at := strings.IndexAny(rest, "()")
	return at >= 0 && rest[at] == ')'
}

// withoutBrackets drops what stands in brackets.
func withoutBrackets(text string) string {
	if !strings.ContainsAny(text, "()") {
		return text
	}
	var b strings.Builder
	depth := 0
	for _, c := range text {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth = max(0, depth-1)
		case depth == 0:
			b.WriteRune(c)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
