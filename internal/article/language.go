// SPDX-License-Identifier: Apache-2.0

package article

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/qala-observatory/qala/internal/lexicon"
)

// English is the language that is judged.
const English = "English"

// ErrLanguage is wrapped where a text is in another language.
var ErrLanguage = errors.New("only English is judged")

// LanguageError says which language a text seems to be in.
type LanguageError struct{ Language string }

// Error says so kindly.
func (e *LanguageError) Error() string {
	return fmt.Sprintf("the text looks like %s; the check reads English only, and a translation would be judged by its own words", e.Language)
}

// Unwrap returns ErrLanguage.
func (e *LanguageError) Unwrap() error { return ErrLanguage }

// sample is the number of words by which a language is told, fewest the number below
// which a text is too short to tell and is taken for English.
const sample, fewest = 2000, 12

// Language tells the language of a text by its commonest words: the language of which
// the most words occur, where that is a tenth more than of English. A text without
// Latin letters is told by its script.
func Language(text string, words lexicon.Words) string {
	list := strings.FieldsFunc(head(text), func(c rune) bool { return !unicode.IsLetter(c) && c != '\'' && c != '’' })
	if len(list) > sample {
		list = list[:sample]
	}
	if script := scriptOf(list); script != "" {
		return script
	}
	if len(list) < fewest {
		return English
	}
	counts := map[string]int{}
	for _, language := range slices.Sorted(maps.Keys(words.Languages)) {
		known := map[string]bool{}
		for _, w := range words.Languages[language] {
			known[w] = true
		}
		for _, w := range list {
			if known[strings.ToLower(w)] {
				counts[language]++
			}
		}
	}
	best := English
	for _, language := range slices.Sorted(maps.Keys(counts)) {
		if counts[language] > counts[best] && 10*counts[language] > 11*counts[English] {
			best = language
		}
	}
	return best
}

// head is the beginning of a text, enough for a sample.
func head(text string) string {
	const most = 20 * sample
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "")
}

// scripts are those told by their letters alone.
var scripts = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"a language in Cyrillic letters", unicode.Cyrillic},
	{"a language in Arabic letters", unicode.Arabic},
	{"Greek", unicode.Greek},
	{"Hebrew", unicode.Hebrew},
	{"Chinese or Japanese", unicode.Han},
	{"Armenian", unicode.Armenian},
	{"Georgian", unicode.Georgian},
	{"a language in Devanagari letters", unicode.Devanagari},
	{"Korean", unicode.Hangul},
	{"Thai", unicode.Thai},
}

// scriptOf names the script in which more than half of the words are written, if
// that is not Latin.
func scriptOf(list []string) string {
	counts := make([]int, len(scripts))
	for _, w := range list {
		first, _ := utf8.DecodeRuneInString(w)
		for i, s := range scripts {
			if unicode.Is(s.table, first) {
				counts[i]++
			}
		}
	}
	for i, s := range scripts {
		if 2*counts[i] > len(list) {
			return s.name
		}
	}
	return ""
}

// InEnglish refuses a text in another language.
func InEnglish(text string, words lexicon.Words) error {
	if l := Language(text, words); l != English {
		return &LanguageError{l}
	}
	return nil
}
