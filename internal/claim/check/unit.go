// SPDX-License-Identifier: Apache-2.0

package check

import (
	"math"
	"strings"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/prose"
)

// Unit is what an indicator's unit means for an amount in a text.
type Unit struct {
	// Measure is the kind of amount; Factor turns a value into its first unit: 0.01
	// for per cent, 0.001 for "per 1,000 people", 1e12 for terawatt-hours.
	Measure claim.Measure
	Factor  float64
	// Counted tells that it counts people, deaths, events: values that may be
	// divided by population, and by days.
	Counted bool
	// Each tells that it is so much for each of something: tonnes per hectare.
	Each bool
}

// Units reads the units of indicators. The units themselves are data of the lexicon.
type Units struct {
	list  []lexicon.Unit
	book  prose.Phrasebook
	stems prose.Stems
	scale map[string]float64
}

// NewUnits compiles the lexicon's units.
func NewUnits(l *lexicon.Lexicon, stems prose.Stems) *Units {
	u := &Units{list: l.Units, stems: stems, scale: map[string]float64{}}
	for i, unit := range l.Units {
		for _, name := range unit.Names {
			if p, err := prose.ParsePhrase(name, stems); err == nil {
				u.book.Add(p, i)
			}
		}
	}
	for word, v := range l.Words.Scales {
		if len(word) > 3 {
			u.scale[stems.Of(word)] = v
		}
	}
	return u
}

// Stems lists the stems of all words of some phrases.
func (u *Units) Stems(phrases []string) []string {
	var out []string
	for _, text := range phrases {
		for _, t := range prose.Tokens(text, u.stems) {
			if t.Kind == prose.Word {
				out = append(out, t.Stem)
			}
		}
	}
	return out
}

// Of reads a unit as a source writes it. What it does not know is a plain number;
// nouns such as "deaths" count.
func (u *Units) Of(text string) Unit {
	lower := strings.ToLower(text)
	if base, ok := rateBase(lower); ok {
		return Unit{Measure: claim.Fraction, Factor: 1 / base}
	}
	switch {
	case strings.Contains(lower, "%"), strings.Contains(lower, "per cent"), strings.HasPrefix(lower, "percent"):
		return Unit{Measure: claim.Fraction, Factor: 0.01}
	case strings.HasPrefix(lower, "share"):
		return Unit{Measure: claim.Fraction, Factor: 1}
	case strings.Contains(lower, "$"), strings.Contains(lower, "dollar"), lower == "usd":
		factor := 1.0
		for word, v := range u.scale {
			if strings.Contains(lower, word) {
				factor = v
			}
		}
		return Unit{Measure: claim.Money, Factor: factor}
	case strings.Contains(lower, "index"), strings.Contains(lower, "score"), strings.Contains(lower, "scale"), strings.Contains(lower, "yes"):
		return Unit{Measure: claim.Plain, Factor: 1}
	case strings.Contains(lower, " per "):
		if each := u.dimension(text[:strings.Index(lower, " per ")]); each.Measure != claim.Plain { // tonnes per hectare
			each.Each = true
			return each
		}
		return Unit{Measure: claim.Plain, Factor: 1}
	}
	return u.dimension(text)
}

// dimension reads a unit of the lexicon, with a scale before it.
func (u *Units) dimension(text string) Unit {
	tokens := prose.Tokens(text, u.stems)
	scale := 1.0
	items := []prose.Item{}
	for i, t := range tokens {
		if v, ok := u.scale[t.Stem]; ok && i == 0 {
			scale = v
			continue
		}
		if !prose.Hyphen(tokens, i) {
			items = append(items, prose.Item{Stem: t.Stem})
		}
	}
	if len(items) == 0 {
		return Unit{Measure: claim.Plain, Factor: scale, Counted: true}
	}
	if found, ok := u.book.Longest(items, 0); ok {
		return Unit{Measure: claim.Measure(u.list[found.Value].Dimension), Factor: scale * u.list[found.Value].Factor}
	}
	return Unit{Measure: claim.Plain, Factor: scale, Counted: counted(text)}
}

// counted tells whether a unit is a noun of what is counted: one to three words
// without a digit. Longer ones describe a scale.
func counted(text string) bool {
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > 3 || strings.ContainsAny(text, "0123456789") {
		return false
	}
	for _, w := range words {
		switch strings.ToLower(strings.Trim(w, ",")) {
		case "years", "year", "level", "ratio", "months", "days", "hours", "status", "nights":
			return false
		}
	}
	return true
}

// rateBase reads the number of "per 1,000 people", "homicides per 100,000
// population" or "per million".
func rateBase(lower string) (float64, bool) {
	i := strings.Index(lower, "per ")
	if i < 0 || strings.Contains(lower, "per cent") {
		return 0, false
	}
	rest := strings.ReplaceAll(lower[i+4:], ",", "")
	n := 0.0
	for k := 0; k < len(rest) && rest[k] >= '0' && rest[k] <= '9'; k++ {
		n = n*10 + float64(rest[k]-'0')
	}
	if n > 0 {
		return n, true
	}
	if strings.HasPrefix(rest, "million") {
		return 1e6, true
	}
	return 0, false
}

// mostRate is the plain number from which an amount cannot be a share or rate that is
// named without its unit.
const mostRate = 2000

// fits tells how a number of a text can be compared with values of a unit: through
// the factor, or as it stands; false where it cannot.
func (u Unit) fits(n claim.Number) (factor float64, perHead, ok bool) {
	switch n.Measure {
	case claim.Multiple:
		return u.Factor, false, true
	case claim.Plain:
		if u.Each {
			return 1, false, true
		}
		switch u.Measure {
		case claim.Fraction, claim.Plain, claim.Money:
			if u.Measure == claim.Fraction {
				return 1, false, n.High < mostRate
			}
			return u.Factor, false, true
		}
		return u.Factor, false, true
	case claim.Fraction, claim.Points:
		switch {
		case u.Measure == claim.Fraction:
			return u.Factor, false, true
		case u.Measure == claim.Plain && u.Counted:
			return u.Factor, true, true
		}
		return 0, false, false
	}
	return u.Factor, false, n.Measure == u.Measure
}

// tolerance is the distance within which a value equals a number: half the width of
// its last digit and a share of it, whichever is more.
func tolerance(n claim.Number, share float64) float64 {
	return math.Max(n.Step/2, share*math.Abs(n.Mid()))
}
