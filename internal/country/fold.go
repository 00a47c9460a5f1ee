// SPDX-License-Identifier: Apache-2.0

package country

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the form of a spelling under which the register compares it: small
// letters without diacritics and punctuation, words parted by one blank. The word
// "the" falls away, "&" reads as "and", and the abbreviations that sources put
// into country names (St., Rep., Dem., Is.) read as the full word. Letters of an
// abbreviation such as "U.S.A." join.
func Fold(text string) string {
	words := make([]string, 0, 8)
	for _, word := range strings.Fields(spread(text)) {
		if full, ok := abbreviations[word]; ok {
			word = full
		}
		if word != "the" {
			words = append(words, word)
		}
	}
	return strings.Join(joinInitials(words), " ")
}

// abbreviations are short words of country names and what they stand for.
var abbreviations = map[string]string{
	"&": "and", "st": "saint", "ste": "saint", "rep": "republic", "dem": "democratic", "is": "islands",
}

// spread turns a spelling into small letters with blanks for punctuation.
func spread(text string) string {
	var b strings.Builder
	b.Grow(len(text) + 8)
	for _, c := range decompose(text) {
		switch {
		case c == '\'' || c == '’' || c == '‘' || c == '`' || c == 'ʻ' || c == 'ʼ' || unicode.Is(unicode.Mn, c):
		case c == '&':
			b.WriteString(" & ")
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			b.WriteRune(unicode.ToLower(c))
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// decompose parts letters from their diacritics; ASCII needs no work.
func decompose(text string) string {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return norm.NFKD.String(text)
		}
	}
	return text
}

// joinInitials joins runs of single letters: "u s a" is "usa".
func joinInitials(words []string) []string {
	out := words[:0]
	for i := 0; i < len(words); {
		j := i
		for j < len(words) && len(words[j]) == 1 && words[j][0] >= 'a' {
			j++
		}
		if j-i < 2 {
			j = i + 1
		}
		out = append(out, strings.Join(words[i:j], ""))
		i = j
	}
	return out
}

// turned reads "Korea, South" as "South Korea". It returns false where the
// spelling has not exactly one comma with words on both sides.
func turned(text string) (string, bool) {
	last, first, ok := strings.Cut(text, ",")
	if !ok || strings.Contains(first, ",") || strings.TrimSpace(last) == "" || strings.TrimSpace(first) == "" {
		return "", false
	}
	return first + " " + last, true
}
