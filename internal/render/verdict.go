// SPDX-License-Identifier: Apache-2.0

package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/qala-observatory/qala/internal/assess"
)

// fifths are the words for a rank by fifths of the scored states, best first.
var fifths = [...]string{"very high", "high", "middling", "low", "very low"}

// apart is how many fifths must lie between two pillars before they are named
// as the strongest and the weakest.
const apart = 2

// fifth is the place of a score among the fifths; false where there is no rank.
func fifth(s assess.Score) (int, bool) {
	if s.Rank == nil || s.Of == 0 {
		return 0, false
	}
	return min((*s.Rank-1)*len(fifths)/s.Of, len(fifths)-1), true
}

// Verdict is the sentence on top of an assessment. It words ranks by fifths of
// the scored states, names the strongest and the weakest pillar only where they
// lie at least two fifths apart, else says which pillars lie above and below the
// median of the scored states, and always says rank, count and coverage.
func Verdict(a *assess.Assessment) string {
	if a.Overall.Value == nil {
		return verdict(a)
	}
	return verdict(a) + " Ranks carry no range yet."
}

// verdict is the sentence without the caveat, which one page needs only once.
func verdict(a *assess.Assessment) string {
	if a.Overall.Value == nil {
		return fmt.Sprintf("%s is not scored for %d: %s.", a.Name, a.Year, a.Overall.Reason)
	}
	sentences := []string{kindSentence(a)}
	if s := pillarSentence(a); s != "" {
		sentences = append(sentences, s)
	} else if s := medianSentence(a); s != "" {
		sentences = append(sentences, s)
	}
	sentences = append(sentences, rankSentence(a))
	return strings.Join(sentences, " ")
}

// kindSentence words soft and hard security, or the whole where the framework
// does not part them.
func kindSentence(a *assess.Assessment) string {
	var parts []string
	if text, same := sameFifth(a.Kinds); same {
		return text
	}
	for _, k := range a.Kinds {
		if f, ok := fifth(k.Score); ok {
			parts = append(parts, fmt.Sprintf("%s security is %s", k.ID, fifths[f]))
		} else {
			parts = append(parts, fmt.Sprintf("%s security is not scored", k.ID))
		}
	}
	if len(parts) == 0 {
		f, _ := fifth(a.Overall)
		parts = []string{fmt.Sprintf("%s is %s", a.FrameworkName, fifths[f])}
	}
	return upper(strings.Join(parts, " and ") + " for the world.")
}

// sameFifth words two kinds that stand in the same fifth in one breath.
func sameFifth(kinds []assess.Group) (string, bool) {
	if len(kinds) != 2 {
		return "", false
	}
	first, ok := fifth(kinds[0].Score)
	second, too := fifth(kinds[1].Score)
	if !ok || !too || first != second {
		return "", false
	}
	return upper(fmt.Sprintf("%s and %s security are both %s for the world.", kinds[0].ID, kinds[1].ID, fifths[first])), true
}

// pillarSentence names the strongest and the weakest pillar where they differ.
func pillarSentence(a *assess.Assessment) string {
	best, worst := -1, -1
	var high, low int
	for i, p := range a.Pillars {
		f, ok := fifth(p.Score)
		if !ok {
			continue
		}
		if best < 0 || f < high {
			best, high = i, f
		}
		if worst < 0 || f > low {
			worst, low = i, f
		}
	}
	if best < 0 || low-high < apart {
		return ""
	}
	return fmt.Sprintf("Strongest for its rank is %s (%s), weakest %s (%s).",
		lower(a.Pillars[best].Name), fifths[high], lower(a.Pillars[worst].Name), fifths[low])
}

// medianSentence says which pillars lie above the median of the scored states
// and which below; pillars at the median, or not scored, are not named.
func medianSentence(a *assess.Assessment) string {
	var above, below []string
	scored := 0
	for _, p := range a.Pillars {
		if p.Value == nil || p.Median == nil {
			continue
		}
		scored++
		switch {
		case *p.Value > *p.Median:
			above = append(above, lower(p.Name))
		case *p.Value < *p.Median:
			below = append(below, lower(p.Name))
		}
	}
	switch {
	case scored < 2 || len(above)+len(below) == 0:
		return ""
	case len(above) == scored:
		return "All scored pillars lie above the world's median."
	case len(below) == scored:
		return "All scored pillars lie below the world's median."
	case len(below) == 0:
		return fmt.Sprintf("Above the world's median %s %s; none below it.", verb(above), listed(above))
	case len(above) == 0:
		return fmt.Sprintf("Below the world's median %s %s; none above it.", verb(below), listed(below))
	}
	return fmt.Sprintf("Above the world's median %s %s; below it %s.", verb(above), listed(above), listed(below))
}

// verb agrees with a list.
func verb(list []string) string {
	if len(list) == 1 {
		return "lies"
	}
	return "lie"
}

// listed joins words as a sentence does.
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// rankSentence gives score, rank, coverage and what is missing.
func rankSentence(a *assess.Assessment) string {
	gaps, of := countGaps(a)
	text := fmt.Sprintf("Overall %s of 100, rank %d of %d, on %s of the weight",
		score(a.Overall.Value), *a.Overall.Rank, a.Overall.Of, covered(a.Overall.Coverage))
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

// lower makes the first letter small, for a name inside a sentence.
func lower(name string) string {
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToLower(first)) + name[size:]
}

// upper makes the first letter of a sentence a capital.
func upper(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
