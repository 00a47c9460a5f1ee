// SPDX-License-Identifier: Apache-2.0

package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/qala-observatory/qala/internal/assess"
)

// Verdict is the sentence on top of an assessment: its headline, then rank, score,
// count and coverage, the range first.
func Verdict(a *assess.Assessment) string {
	if a.Overall.Value == nil {
		return verdict(a)
	}
	if a.Overall.Range == nil {
		return verdict(a) + " Ranks carry no range here."
	}
	return verdict(a)
}

// verdict is the sentence without the caveat, which one page needs only once.
func verdict(a *assess.Assessment) string {
	if a.Overall.Value == nil {
		return a.Headline
	}
	return a.Headline + " " + rankSentence(a)
}

// rankSentence gives score, rank, coverage and what is missing.
func rankSentence(a *assess.Assessment) string {
	gaps, of := countGaps(a)
	text := fmt.Sprintf("Overall %s of 100, rank %d of %d, on %s of the weight",
		score(a.Overall.Value), *a.Overall.Rank, a.Overall.Of, covered(a.Overall.Coverage))
	if r := a.Overall.Range; r != nil {
		text = fmt.Sprintf("Rank %s of %d (90 %% range; %d by the framework's own choices), score %s of 100 (%s), on %s of the weight",
			places(a.Overall), a.Overall.Of, *a.Overall.Rank, score(a.Overall.Value), within(r), covered(a.Overall.Coverage))
	}
	if gaps == 0 {
		return text + "; no indicator is missing."
	}
	verb := "are"
	if gaps == 1 {
		verb = "is"
	}
	return text + fmt.Sprintf("; %d of %d indicators %s missing.", gaps, of, verb)
}

// countGaps counts the scored indicators, and those without a value.
func countGaps(a *assess.Assessment) (gaps, of int) {
	for _, p := range a.Pillars {
		for _, i := range p.Indicators {
			of++
			if i.Value == nil {
				gaps++
			}
		}
	}
	return gaps, of
}

// listed joins words as a sentence does.
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// upper makes the first letter of a sentence a capital.
func upper(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
