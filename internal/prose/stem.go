// SPDX-License-Identifier: Apache-2.0

package prose

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Stems gives the stems under which words are compared, so that "rises", "rising"
// and "rose" are one word. It holds the irregular forms, which are data; the zero
// Stems knows none.
type Stems struct {
	irregular map[string]string
}

// NewStems makes stems that know irregular forms and variants of spelling: each
// form is read as its word.
func NewStems(forms map[string]string) Stems {
	s := Stems{irregular: make(map[string]string, len(forms))}
	for form, word := range forms {
		s.irregular[Lower(form)] = regular(Lower(word))
	}
	return s
}

// Of is the stem of a word, given in any case. It takes away what inflection adds
// (-s, -es, -ies, -ed, -ing, the possessive) and a final e, as the first steps of
// Porter (1980) do, and keeps what derivation adds: "election" stays another word
// than "elect". A stem is a key and no word.
func (s Stems) Of(word string) string {
	w := Lower(word)
	if to, ok := s.irregular[w]; ok {
		return to
	}
	return regular(w)
}

// Lower returns a word in small letters without diacritics.
func Lower(word string) string {
	ascii := true
	for i := range len(word) {
		if word[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(word)
	}
	var b strings.Builder
	for _, c := range norm.NFKD.String(word) {
		switch {
		case unicode.Is(unicode.Mn, c):
		case c == 'ı':
			b.WriteByte('i')
		default:
			b.WriteRune(unicode.ToLower(c))
		}
	}
	return b.String()
}

// regular takes regular endings away.
func regular(w string) string {
	w = strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")
	w = strings.TrimRight(w, "'’")
	if len(w) <= 3 || !letters(w) {
		return w
	}
	w = participle(plural(w))
	if len(w) > 3 {
		w = strings.TrimSuffix(w, "e")
	}
	return w
}

// letters tells whether a word is of letters alone.
func letters(w string) bool {
	for _, c := range w {
		if !unicode.IsLetter(c) {
			return false
		}
	}
	return true
}

// plural takes -s, -es and -ies away.
func plural(w string) string {
	switch {
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "ches"),
		strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "zes"):
		return w[:len(w)-2]
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return w
	case strings.HasSuffix(w, "s"):
		return w[:len(w)-1]
	}
	return w
}

// participle takes -ed and -ing away, and the doubled consonant before them.
func participle(w string) string {
	switch {
	case strings.HasSuffix(w, "ied") && len(w) > 4:
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "eed"):
		return w
	case strings.HasSuffix(w, "ed") && vowel(w[:len(w)-2]):
		return single(w[:len(w)-2])
	case strings.HasSuffix(w, "ing") && vowel(w[:len(w)-3]):
		return single(w[:len(w)-3])
	}
	return w
}

// vowel tells whether a stem is long enough to be a word: two letters or more,
// one of them a vowel.
func vowel(w string) bool {
	return len(w) >= 2 && strings.ContainsAny(w, "aeiouy")
}

// single undoes the doubling of a last consonant, except in -ll, -ss and -zz,
// where words end so by themselves.
func single(w string) string {
	n := len(w)
	if n < 3 || w[n-1] != w[n-2] || strings.IndexByte("aeioulsz", w[n-1]) >= 0 {
		return w
	}
	return w[:n-1]
}
