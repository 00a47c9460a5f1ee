// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// Assessment is the judgement of one country in one year under one framework.
type Assessment struct {
	ID      string       `json:"id"`
	Country country.Code `json:"country"`
	Name    string       `json:"name"`
	Year    int          `json:"year"`
	// Framework is its id, FrameworkName what a heading calls it.
	Framework     string `json:"framework"`
	FrameworkName string `json:"framework_name"`
	// AsOf is the day whose knowledge was asked for; absent for today's.
	AsOf obs.Date `json:"as_of,omitzero"`
	// Data identifies the snapshot.
	Data    string `json:"data"`
	Version string `json:"version"`
	// Headline says in words what was found, without figures.
	Headline string `json:"headline"`
	Overall  Score  `json:"overall"`
	// RankProbabilities are the shares of the variants in which the country has
	// each overall rank, rank 1 first; zeros at the end are left out.
	RankProbabilities []float64 `json:"rank_probabilities,omitempty"`
	// Indistinguishable are the states from which it cannot be told apart: neither
	// stands above the other in 95 % of the variants.
	Indistinguishable []country.Code `json:"indistinguishable,omitempty"`
	// Kinds are the groups of pillars: soft and hard security.
	Kinds   []Group  `json:"kinds,omitempty"`
	Pillars []Pillar `json:"pillars"`
	// Neighbourhood sets the overall score against what the land neighbours lead one
	// to expect.
	Neighbourhood *NeighbourhoodLine `json:"neighbourhood,omitempty"`
	// Exposure is shown and never scored.
	Exposure []Indicator  `json:"exposure,omitempty"`
	Sources  []obs.Origin `json:"sources"`
	// Variants says what the ranges rest on; absent where there are none.
	Variants *Variants     `json:"variants,omitempty"`
	Warnings []obs.Warning `json:"warnings"`
}

// Score is a node's result with what it rests on. Value and Rank are nil where
// the node is not scored, and Reason says why.
type Score struct {
	// Value is from 0 to 100 where goalposts are used.
	Value *float64 `json:"score"`
	// Rank is the place among Of scored states; ties share the better place.
	Rank *int `json:"rank"`
	Of   int  `json:"of"`
	// Coverage is the share of weight that rests on observed values, 0 to 1.
	Coverage float64 `json:"coverage"`
	// Median is the median score of all scored states.
	Median *float64 `json:"world_median"`
	Reason string   `json:"reason,omitempty"`
	// Range is how both vary; absent where it was not computed, or there is no
	// score in any variant.
	Range *Range `json:"range,omitempty"`
}

// Group is a scored node below the index.
type Group struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// Weight is the node's share in its parent.
	Weight float64 `json:"weight,omitempty"`
	Score
}

// Pillar is a branch of the index, with its groups and all its indicators.
type Pillar struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Kind   string  `json:"kind,omitempty"`
	Weight float64 `json:"weight"`
	Score
	Groups     []Group     `json:"groups,omitempty"`
	Indicators []Indicator `json:"indicators"`
}

// Indicator is one value as it entered a score, or the reason why there is none.
type Indicator struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Group is the id of the group it belongs to.
	Group string   `json:"group,omitempty"`
	Kind  obs.Kind `json:"kind,omitempty"`
	// Value, in Unit, is for Year, which may be earlier than the assessment's.
	Value *float64 `json:"value,omitempty"`
	Unit  obs.Unit `json:"unit,omitempty"`
	Year  int      `json:"year,omitempty"`
	// Score is the normalised value; Weight its share in the whole index after
	// what is missing has been left out.
	Score     *float64 `json:"score,omitempty"`
	Weight    float64  `json:"weight,omitempty"`
	Direction string   `json:"direction,omitempty"`
	Source    string   `json:"source,omitempty"`
	Release   string   `json:"release,omitempty"`
	Licence   string   `json:"licence,omitempty"`
	// Ref leads to the raw row; of a derived value to that of its newest input.
	Ref *Ref `json:"ref,omitempty"`
	// Inputs are the observed indicators that a derived value rests on; explain
	// opens each of them.
	Inputs []string `json:"inputs,omitempty"`
	Flags  []string `json:"flags,omitzero"`
	// Missing is the reason why there is no value, LastYear the last with one.
	Missing  string `json:"missing,omitempty"`
	LastYear int    `json:"last_year,omitempty"`
}

// Ref leads to a raw row.
type Ref struct {
	SHA256 string `json:"sha256"`
	File   string `json:"file"`
	// Row is the line in the decompressed file; the header is line 1.
	Row int `json:"row,omitempty"`
	// Rows counts the rows that were combined, where more than one.
	Rows   int    `json:"rows,omitempty"`
	Place  string `json:"place,omitempty"`
	Entity string `json:"entity,omitempty"`
	Text   string `json:"text,omitempty"`
}

// RefOf is a reference as answers carry it.
func RefOf(r obs.Ref) *Ref {
	ref := &Ref{SHA256: r.SHA256, File: r.File, Row: r.Row, Place: r.Place, Entity: r.Entity, Text: r.Text}
	if r.Rows > 1 {
		ref.Rows = r.Rows
	}
	return ref
}

// directionWord is a direction as answers spell it.
func directionWord(d obs.Direction) string {
	switch d {
	case obs.HigherIsBetter:
		return "higher"
	case obs.LowerIsBetter:
		return "lower"
	}
	return ""
}

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
