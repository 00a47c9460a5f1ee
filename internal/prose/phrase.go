// SPDX-License-Identifier: Apache-2.0

package prose

import (
	"errors"
	"fmt"
	"strings"
)

// Item is what phrases are compared with: a word with its stem, or a stretch that
// was recognised before, such as a number or a country, under the name of a slot.
type Item struct {
	// Stem is the stem of a word, or the sign; empty for a recognised stretch that
	// was no single word.
	Stem string
	// Slot names what the stretch was recognised as: number, year, country.
	Slot string
	// Key says which of its kind it is, so that a phrase can ask for one: the slot
	// {country:USA} takes the country with that key alone.
	Key string
	// First and Last are its first and last token.
	First, Last int
	// Ref is the caller's own number for what was recognised.
	Ref int
}

// Phrase is a compiled pattern over items: words, alternatives a|b, optional words
// a?, slots {number}, and a gap … of at most MaxGap items.
type Phrase struct {
	// Text is the pattern as it is written.
	Text  string
	parts []part
}

// anyWord is the slot that takes any one word.
const anyWord = "any"

// MaxGap is the number of items that a gap in a phrase may span.
const MaxGap = 5

// maxParts is the number of parts above which a phrase is refused.
const maxParts = 16

// part is one element of a phrase.
type part struct {
	stems    []string
	slot     string
	gap      bool
	optional bool
}

// ParsePhrase compiles a pattern. It refuses an empty one, one of gaps and optional
// words alone, a gap at either end, and braces that do not close.
func ParsePhrase(text string, stems Stems) (Phrase, error) {
	p := Phrase{Text: text}
	for _, field := range strings.Fields(text) {
		parts, err := parsePart(field, stems)
		if err != nil {
			return p, err
		}
		p.parts = append(p.parts, parts...)
	}
	switch {
	case len(p.parts) == 0:
		return p, errors.New("is empty")
	case len(p.parts) > maxParts:
		return p, fmt.Errorf("has more than %d words", maxParts)
	case p.parts[0].gap || p.parts[len(p.parts)-1].gap:
		return p, errors.New("begins or ends with a gap")
	}
	for _, x := range p.parts {
		if !x.gap && !x.optional {
			return p, nil
		}
	}
	return p, errors.New("every word is optional")
}

// parsePart compiles one field of a pattern; hyphens part words.
func parsePart(field string, stems Stems) ([]part, error) {
	if field == "…" || field == "..." {
		return []part{{gap: true}}, nil
	}
	optional := strings.HasSuffix(field, "?") && len(field) > 1
	if optional {
		field = strings.TrimSuffix(field, "?")
	}
	if strings.HasPrefix(field, "{") {
		slot := strings.TrimSuffix(field[1:], "}")
		if !strings.HasSuffix(field, "}") || slot == "" || strings.ContainsAny(slot, "{}|") {
			return nil, fmt.Errorf("slot %s is not closed", field)
		}
		return []part{{slot: slot, optional: optional}}, nil
	}
	if strings.ContainsAny(field, "{}") {
		return nil, fmt.Errorf("braces within the word %s", field)
	}
	if strings.Contains(field, "|") {
		x := part{optional: optional}
		for _, word := range strings.Split(field, "|") {
			if word == "" {
				return nil, fmt.Errorf("an alternative of %s is empty", field)
			}
			x.stems = append(x.stems, stems.Of(word))
		}
		return []part{x}, nil
	}
	out := []part{}
	for _, word := range strings.FieldsFunc(field, func(c rune) bool { return c == '-' || c == '‑' }) {
		out = append(out, part{stems: []string{stems.Of(word)}, optional: optional})
	}
	if len(out) == 0 {
		return []part{{stems: []string{field}, optional: optional}}, nil
	}
	return out, nil
}

// Keys lists the spellings of a phrase with alternatives written out and optional
// words left out, by which two phrases are found to be the same; at most 64.
func (p Phrase) Keys() []string {
	keys := []string{""}
	for _, x := range p.parts {
		choices := x.stems
		switch {
		case x.optional:
			continue
		case x.gap:
			choices = []string{"…"}
		case x.slot != "":
			choices = []string{"{" + x.slot + "}"}
		}
		next := make([]string, 0, len(keys)*len(choices))
		for _, key := range keys {
			for _, c := range choices {
				if len(next) < 64 {
					next = append(next, strings.TrimSpace(key+" "+c))
				}
			}
		}
		keys = next
	}
	return keys
}

// Names tells whether a stem is one of the phrase's own words.
func (p Phrase) Names(stem string) bool {
	for _, x := range p.parts {
		for _, s := range x.stems {
			if s == stem {
				return true
			}
		}
	}
	return false
}

// HasGap tells whether other words may stand within the phrase.
func (p Phrase) HasGap() bool {
	for _, x := range p.parts {
		if x.gap {
			return true
		}
	}
	return false
}

// Match is where a phrase stands.
type Match struct {
	// First and Last are the first and last item.
	First, Last int
	// Slots are the places of the items that fill the phrase's slots, in order.
	Slots []int
}

// At matches the phrase from an item on, taking optional words where they are and
// as few items for a gap as will do.
func (p Phrase) At(items []Item, at int) (Match, bool) {
	m := Match{First: at}
	end, ok := p.from(items, at, 0, &m.Slots)
	m.Last = end - 1
	return m, ok && end > at
}

// from matches the parts from k on at an item, and returns the item after.
func (p Phrase) from(items []Item, at, k int, slots *[]int) (int, bool) {
	if k == len(p.parts) {
		return at, true
	}
	x := p.parts[k]
	if x.gap {
		for skip := 0; skip <= MaxGap && at+skip <= len(items); skip++ {
			n := len(*slots)
			if end, ok := p.from(items, at+skip, k+1, slots); ok {
				return end, true
			}
			*slots = (*slots)[:n]
		}
		return at, false
	}
	if at < len(items) && x.takes(&items[at]) {
		n := len(*slots)
		if x.slot != "" {
			*slots = append(*slots, at)
		}
		if end, ok := p.from(items, at+1, k+1, slots); ok {
			return end, true
		}
		*slots = (*slots)[:n]
	}
	if x.optional {
		return p.from(items, at, k+1, slots)
	}
	return at, false
}

// takes tells whether an item fits a part.
func (x *part) takes(item *Item) bool {
	if x.slot != "" {
		if x.slot == anyWord {
			return item.Slot == "" && len(item.Stem) > 1
		}
		return item.Slot == x.slot || item.Key != "" && x.slot == item.Slot+":"+item.Key
	}
	if item.Stem == "" {
		return false
	}
	for _, stem := range x.stems {
		if stem == item.Stem {
			return true
		}
	}
	return false
}

// Phrasebook finds phrases of a list in items. It never changes once it is filled.
type Phrasebook struct {
	phrases []Phrase
	values  []int
	stems   map[string][]int
	slots   map[string][]int
}

// Add adds a phrase with the caller's number for what it means.
func (b *Phrasebook) Add(p Phrase, value int) {
	if b.stems == nil {
		b.stems, b.slots = map[string][]int{}, map[string][]int{}
	}
	n := len(b.phrases)
	b.phrases, b.values = append(b.phrases, p), append(b.values, value)
	for _, x := range p.parts {
		for _, stem := range x.stems {
			b.stems[stem] = append(b.stems[stem], n)
		}
		if x.slot != "" {
			b.slots[x.slot] = append(b.slots[x.slot], n)
		}
		if !x.optional {
			break
		}
	}
}

// Len counts the phrases.
func (b *Phrasebook) Len() int { return len(b.phrases) }

// Found is a phrase that was found.
type Found struct {
	Match
	// Value is the caller's number, Phrase the phrase.
	Value  int
	Phrase *Phrase
}

// Find lists the phrases in items, at each item the longest alone, left to right;
// they may overlap. Of two that are equally long the one added first counts. Cost:
// the items times the phrases that begin with one of them.
func (b *Phrasebook) Find(items []Item) []Found {
	var out []Found
	for at := range items {
		if best, ok := b.Longest(items, at); ok {
			out = append(out, best)
		}
	}
	return out
}

// Longest finds the longest phrase that begins at an item.
func (b *Phrasebook) Longest(items []Item, at int) (Found, bool) {
	return b.LongestThat(items, at, nil)
}

// LongestThat finds the longest phrase that begins at an item and may end where it
// ends; without a rule each may.
func (b *Phrasebook) LongestThat(items []Item, at int, may func(last int) bool) (Found, bool) {
	best, ok := Found{}, false
	try := func(list []int) {
		for _, n := range list {
			m, fits := b.phrases[n].At(items, at)
			if fits && (may == nil || may(m.Last)) && (!ok || m.Last > best.Last || m.Last == best.Last && len(b.phrases[n].parts) > len(best.Phrase.parts)) {
				best, ok = Found{m, b.values[n], &b.phrases[n]}, true
			}
		}
	}
	if items[at].Stem != "" {
		try(b.stems[items[at].Stem])
	}
	if items[at].Slot != "" {
		try(b.slots[items[at].Slot])
		if items[at].Key != "" {
			try(b.slots[items[at].Slot+":"+items[at].Key])
		}
	}
	return best, ok
}
