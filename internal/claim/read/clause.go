// SPDX-License-Identifier: Apache-2.0

package read

import (
	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/prose"
)

// joints are the words and signs at which a sentence may say a second thing. They
// are grammar and no vocabulary: a closed list of English.
var joints = map[string]bool{
	",": true, ";": true, ":": true, "—": true, "–": true, "while": true, "although": true, "though": true, "whereas": true,
	"but": true, "which": true, "and": true, "with": true, "yet": true, "who": true, "befor": true, "before": true, "(": true, ")": true, "despit": true, ".": true,
}

// clauses parts a sentence where both sides say something of their own.
func (r *Reader) clauses(m *marked) []clause {
	if len(m.Items) == 0 {
		return nil
	}
	inside := make([]bool, len(m.Items)) // within a mark: "between 5 and 10"
	for _, list := range [][]mark{m.comparators, m.relations} {
		for _, x := range list {
			for k := x.first + 1; k <= x.last; k++ {
				inside[k] = true
			}
		}
	}
	for _, n := range m.concepts {
		for k := n.first + 1; k <= n.last; k++ {
			inside[k] = true
		}
	}
	for _, x := range m.comparators { // "but not Lithuania" is no second statement
		if x.as == "except" {
			inside[x.first] = true
		}
		if x.as == "only" { // "the only state with fewer than" is one statement
			for i := x.last + 1; i < len(m.Items) && i <= x.last+5; i++ {
				inside[i] = inside[i] || m.Items[i].Stem == "with" || m.Items[i].Stem == "which"
			}
		}
	}
	var parts []clause
	from := 0
	for i := range m.Items {
		if joints[m.Items[i].Stem] && m.Items[i].Slot == "" && !inside[i] && i > from && !pairOfNames(m.Items, i) {
			parts = append(parts, clause{m, from, i})
			from = i
		}
	}
	parts = append(parts, clause{m, from, len(m.Items)})
	return r.merged(parts)
}

// pairOfNames tells whether an item parts two names that are one pair: "between A
// and B".
func pairOfNames(items []prose.Item, i int) bool {
	next, last := i+1, i-2
	if next < len(items) && items[next].Stem == "the" {
		next++
	}
	if last > 0 && items[last].Stem == "the" {
		last--
	}
	return last >= 0 && next < len(items) && items[i].Stem == "and" && items[i-1].Slot == annotate.SlotCountry && items[next].Slot == annotate.SlotCountry && items[last].Stem == "between"
}

// merged joins parts that say nothing of their own with their neighbours: those
// before the first that does with it, all others with the part before.
func (r *Reader) merged(parts []clause) []clause {
	var out []clause
	pending := -1
	for i, p := range parts {
		if pending >= 0 {
			p.from = pending
		}
		switch {
		case len(out) == 0 && i+1 < len(parts) && r.bare(p, parts[i+1]): // "One worker in four who wanted a job had none"
			pending = p.from
		case r.says(p):
			out = append(out, p)
			pending = -1
		case len(out) == 0, p.m.Items[p.from].Stem == ";" && i+1 < len(parts): // "; the year before, it had been at peace"
			pending = p.from
		default:
			out[len(out)-1].to = p.to
			pending = -1
		}
	}
	if len(out) == 0 && len(parts) > 0 {
		return []clause{{parts[0].m, parts[0].from, parts[len(parts)-1].to}}
	}
	return out
}

// bare tells whether a part that "who" continues names nothing that is measured.
func (r *Reader) bare(p, next clause) bool {
	return next.m.Items[next.from].Stem == "who" && len(r.namings(p)) == 0
}

// says tells whether a part has a predicate that can be tested.
func (r *Reader) says(p clause) bool {
	for _, x := range p.m.relations {
		if x.first >= p.from && x.last < p.to && x.as != "part" && x.as != "part_are" {
			return true
		}
	}
	for _, x := range p.m.comparators {
		if x.first < p.from || x.last >= p.to {
			continue
		}
		switch x.as {
		case "rise", "fall", "improve", "worsen", "become", "become_less", "stable", "overtake", "trail", "include", "most", "least", "extreme", "not", "zero", "bucks":
			return true
		case "more", "less":
			if _, than := p.comparator("than", "any_other"); than {
				return true
			}
		case "any_other":
			return true
		}
	}
	spelled := p.spelled()
	for i := p.from; i < p.to; i++ {
		if p.m.Items[i].Slot == annotate.SlotNumber && !spelled[i] && !r.countsThings(p.m, i) {
			return true
		}
	}
	for _, n := range p.m.concepts {
		if n.first >= p.from && n.last < p.to && n.how != named {
			return true
		}
	}
	return false
}

// countsThings tells whether a plain number only counts what is named next: "three
// Baltic states", "one of".
func (r *Reader) countsThings(m *marked, i int) bool {
	n := m.Numbers[m.Items[i].Ref]
	if n.Measure != "plain" || n.Unit != "" {
		return false
	}
	if m.Items[i].Stem == "one" || m.Items[i].Stem == r.stems.Of("one") {
		return true
	}
	return i+1 < len(m.Items) && (m.Items[i+1].Slot == annotate.SlotSet || m.Items[i+1].Slot == annotate.SlotCountry)
}

// between lists the items of a clause.
func (c clause) items() []prose.Item { return c.m.Items[c.from:c.to] }
