// SPDX-License-Identifier: Apache-2.0

package render

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/neighbour"
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

// surroundingWords call a neighbourhood in a sentence.
func surroundingWords(definition string) string {
	d, err := neighbour.Parse(definition)
	if err != nil {
		return "its neighbours"
	}
	switch d.Kind {
	case neighbour.LandKM:
		return "its land neighbours, by length of border,"
	case neighbour.Sea:
		return fmt.Sprintf("the states within %s km", thousands(strconv.Itoa(d.KM)))
	case neighbour.Nearest:
		return fmt.Sprintf("its %d nearest states", d.K)
	case neighbour.Region:
		return "the other states of its region (" + d.ID + ")"
	}
	return "its land neighbours"
}

// expectationSentence words a residual with its doubt.
func expectationSentence(definition string, r *assess.Residual) string {
	if r.Verdict == neighbour.NotComputed {
		return fmt.Sprintf("What %s lead one to expect is not computed: %s.%s", surroundingWords(definition), r.Reason, elsewhere(r.Elsewhere))
	}
	text := fmt.Sprintf("Overall %s of 100, where %s and its income lead one to expect %s (90 %% band %s): %s.",
		score(r.Own), surroundingWords(definition), score(r.Expected), span(r.Low, r.High), verdictSentence(r.Verdict))
	return text + " " + holds(r)
}

// verdictSentence words a verdict.
func verdictSentence(v neighbour.Verdict) string {
	switch v {
	case neighbour.Above:
		return "more secure than they predict"
	case neighbour.Below:
		return "less secure than they predict"
	}
	return "within the range that they predict"
}

// elsewhere says what the definitions that can be computed say, where the one asked
// for cannot.
func elsewhere(list []assess.VerdictUnder) string {
	var words []string
	for _, v := range []neighbour.Verdict{neighbour.Above, neighbour.AsExpected, neighbour.Below} {
		var under []string
		for _, one := range list {
			if one.Verdict == v {
				under = append(under, one.Definition)
			}
		}
		if len(under) > 0 {
			words = append(words, fmt.Sprintf("under %s it is %s", listed(under), verdictSentence(v)))
		}
	}
	if len(words) == 0 {
		return ""
	}
	return " " + upper(strings.Join(words, ", ")) + "."
}

// holds says under how many definitions and in how many variants a verdict holds.
func holds(r *assess.Residual) string {
	same, of, _ := strings.Cut(r.Agreement.Definitions, "/")
	text := fmt.Sprintf("So under %s of %s definitions of neighbourhood", same, of)
	if r.Agreement.Everywhere == nil {
		return text + "; no variants were drawn."
	}
	text += fmt.Sprintf(" and in %s of their variants", percent(*r.Agreement.Everywhere))
	switch {
	case r.Verdict == neighbour.AsExpected:
		return text + "."
	case r.Outlier == nil:
		return text + "; on so few variants no state is called an outlier."
	case *r.Outlier:
		return text + ": an outlier."
	}
	return text + ", which is too few to call it an outlier."
}

// verdictMark is a verdict as one sign.
func verdictMark(v neighbour.Verdict) string {
	switch v {
	case neighbour.Above:
		return "▲"
	case neighbour.Below:
		return "▼"
	case neighbour.AsExpected:
		return "="
	}
	return none
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
