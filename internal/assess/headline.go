// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fifths are the words for a rank by fifths of the scored states, best first.
var fifths = [...]string{"very high", "high", "middling", "low", "very low"}

// apart is how many fifths must lie between two pillars before they are named
// as the strongest and the weakest.
const apart = 2

// standing words where a score stands among the fifths. A range that reaches over
// several is worded by its ends. False where there is no rank.
func standing(s Score) (string, bool) {
	f, ok := fifth(s)
	if !ok {
		return "", false
	}
	if s.Range == nil {
		return fifths[f], true
	}
	best, worst := fifthOf(s.Range.Rank.Low90, s.Of), fifthOf(s.Range.Rank.High90, s.Of)
	if best == worst {
		return fifths[best], true
	}
	return fifths[best] + " to " + fifths[worst], true
}

// fifthOf is the fifth of a rank.
func fifthOf(rank, of int) int { return min(max(rank-1, 0)*len(fifths)/of, len(fifths)-1) }

// fifth is the place of a score among the fifths; false where there is no rank.
func fifth(s Score) (int, bool) {
	if s.Rank == nil || s.Of == 0 {
		return 0, false
	}
	return fifthOf(*s.Rank, s.Of), true
}

// headline says in words what an assessment found. It words ranks, by the ends of
// their ranges where there are any, in fifths of the scored states, and names the
// strongest and the weakest pillar only where they lie at least two fifths apart
// and their ranges do not meet; else it says which pillars lie above and below the
// median of the scored states.
func headline(a *Assessment) string {
	if a.Overall.Value == nil {
		return fmt.Sprintf("%s is not scored for %d: %s.", a.Name, a.Year, a.Overall.Reason)
	}
	sentences := []string{kindSentence(a)}
	if s := pillarSentence(a); s != "" {
		sentences = append(sentences, s)
	} else if s := medianSentence(a); s != "" {
		sentences = append(sentences, s)
	}
	return strings.Join(sentences, " ")
}

// kindSentence words soft and hard security, or the whole where the framework
// does not part them.
func kindSentence(a *Assessment) string {
	var parts []string
	if text, same := sameStanding(a.Kinds); same {
		return text
	}
	for _, k := range a.Kinds {
		if words, ok := standing(k.Score); ok {
			parts = append(parts, fmt.Sprintf("%s security is %s", k.ID, words))
		} else {
			parts = append(parts, fmt.Sprintf("%s security is not scored", k.ID))
		}
	}
	if len(parts) == 0 {
		words, _ := standing(a.Overall)
		parts = []string{fmt.Sprintf("%s is %s", a.FrameworkName, words)}
	}
	return upper(strings.Join(parts, " and ") + " for the world.")
}

// sameStanding words two kinds that stand in the same fifths in one breath.
func sameStanding(kinds []Group) (string, bool) {
	if len(kinds) != 2 {
		return "", false
	}
	first, ok := standing(kinds[0].Score)
	second, too := standing(kinds[1].Score)
	if !ok || !too || first != second {
		return "", false
	}
	return upper(fmt.Sprintf("%s and %s security are both %s for the world.", kinds[0].ID, kinds[1].ID, first)), true
}

// pillarSentence names the strongest and the weakest pillar where they differ.
func pillarSentence(a *Assessment) string {
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
	if best < 0 || low-high < apart || overlap(a.Pillars[best].Score, a.Pillars[worst].Score) {
		return ""
	}
	strong, _ := standing(a.Pillars[best].Score)
	weak, _ := standing(a.Pillars[worst].Score)
	return fmt.Sprintf("Strongest for its rank is %s (%s), weakest %s (%s).",
		lower(a.Pillars[best].Name), strong, lower(a.Pillars[worst].Name), weak)
}

// overlap tells whether the ranges of two ranks, as shares of those ranked, meet;
// ranks without a range do not.
func overlap(better, worse Score) bool {
	if better.Range == nil || worse.Range == nil {
		return false
	}
	return better.Range.Rank.High90*worse.Of >= worse.Range.Rank.Low90*better.Of
}

// medianSentence says which pillars lie above the median of the scored states
// and which below; pillars at the median, or not scored, are not named.
func medianSentence(a *Assessment) string {
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
