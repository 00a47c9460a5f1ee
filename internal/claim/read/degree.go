// SPDX-License-Identifier: Apache-2.0

package read

import (
	"strings"

	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/prose"
)

// degrees lists an adjective with its comparative and superlative, as English
// forms them of short ones: rich, richer, richest; happy, happier; big, bigger.
func degrees(text string) []string {
	if strings.ContainsAny(text, " -|…{?") || len(text) > 9 {
		return []string{text}
	}
	base := text
	switch {
	case strings.HasSuffix(text, "e"):
		base = text[:len(text)-1]
	case strings.HasSuffix(text, "y") && len(text) > 2:
		base = text[:len(text)-1] + "i"
	case len(text) == 3 && strings.IndexByte("aeiou", text[1]) >= 0 && strings.IndexByte("aeiouwy", text[2]) < 0:
		base = text + text[2:]
	}
	return []string{text, base + "er", base + "est"}
}

// together is a concept that is named by words of several groups.
type together struct {
	concept *lexicon.Concept
	groups  [][]string
}

// newTogether compiles the groups of a concept, each term as its stems with blanks
// between them.
func newTogether(c *lexicon.Concept, stems prose.Stems) together {
	t := together{concept: c}
	for _, group := range c.Together {
		terms := make([]string, 0, len(group))
		for _, term := range group {
			words := strings.FieldsFunc(term, func(c rune) bool { return c == ' ' || c == '-' })
			for i := range words {
				words[i] = stems.Of(words[i])
			}
			terms = append(terms, strings.Join(words, " "))
		}
		t.groups = append(t.groups, terms)
	}
	return t
}
