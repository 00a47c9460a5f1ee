// SPDX-License-Identifier: Apache-2.0

package annotate

import (
	"strings"

	"github.com/qala-observatory/qala/internal/amount"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/prose"
)

// ListPrefix begins the id of a set that a text has listed itself; its countries
// follow, parted by commas.
const ListPrefix = "list:"

// most is the size up to which countries named together are a group.
const most = 20

// List is the countries of a set that a text has listed itself.
func List(id string) ([]country.Code, bool) {
	codes, ok := strings.CutPrefix(id, ListPrefix)
	if !ok {
		return nil, false
	}
	var out []country.Code
	for _, c := range strings.Split(codes, ",") {
		out = append(out, country.Code(c))
	}
	return out, true
}

// determiners are the words with which a number points back: "all three", "the six".
// A closed list of English.
var determiners = map[string]bool{"all": true, "the": true, "thes": true, "these": true, "those": true, "thos": true}

// grouped turns numbers that point back to countries named together into sets of
// those: "all three economies", "none of the six".
func (r *Annotator) grouped(l *Line, groups []Group) {
	if len(groups) == 0 {
		return
	}
	for i := 1; i < len(l.Items); i++ {
		item := l.Items[i]
		if item.Slot != SlotNumber || !determiners[l.Items[i-1].Stem] {
			continue
		}
		n := l.Numbers[item.Ref]
		if n.Measure != amount.Plain || n.Unit != "" || n.Low != n.High || n.Low < 2 || n.Low > most || !r.standsForStates(l, i+1) {
			continue
		}
		for _, g := range groups {
			if float64(len(g)) == n.Low {
				l.Items[i] = r.list(l, i, g)
				break
			}
		}
	}
}

// list is the item of countries that a text has listed.
func (r *Annotator) list(l *Line, i int, g Group) prose.Item {
	var id strings.Builder
	for k, c := range g {
		if k > 0 {
			id.WriteByte(',')
		}
		id.WriteString(string(c))
	}
	first, last := l.Items[i].First, l.Items[i].Last
	l.Subjects = append(l.Subjects, Place{Set: ListPrefix + id.String(), Name: text(l.Tokens[first-1 : last+1])})
	return prose.Item{Slot: SlotSet, Key: ListPrefix + id.String(), Stem: l.Items[i].Stem, First: first, Last: last, Ref: len(l.Subjects) - 1}
}

// standsForStates tells whether a number before an item counts states: nothing that
// it could count follows, or a word for states.
func (r *Annotator) standsForStates(l *Line, at int) bool {
	if at >= len(l.Items) || l.Tokens[l.Items[at].First].Kind == prose.Sign {
		return true
	}
	item := l.Items[at]
	if r.states[item.Stem] {
		return true
	}
	word := strings.ToLower(l.Tokens[item.First].Text)
	return item.Slot == "" && (!strings.HasSuffix(word, "s") || r.plain[item.Stem]) && !strings.HasSuffix(word, "est") && !r.plurals[item.Stem]
}
