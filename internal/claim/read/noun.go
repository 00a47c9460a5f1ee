// SPDX-License-Identifier: Apache-2.0

package read

import (
	"strings"

	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/prose"
)

// ofAnother tells whether an adjective stands before a noun that is not the state, so
// that it says nothing of it: "its rich soils", "has a poor record". What a state has
// is the state only where the noun stands for it ("a tolerant society"); what it is
// may be any word for states ("a rich ally").
func (r *Reader) ofAnother(m *marked, found *prose.Found) bool {
	if !r.adjective(found) {
		return false
	}
	opens, owned := r.attributive(m, found.First)
	if !opens {
		return false
	}
	i := found.Last + 1
	for i < len(m.Items) {
		next, ok := r.concepts.Longest(m.Items, i)
		switch {
		case ok && r.adjective(&next):
			i = next.Last + 1
			continue
		case ok:
			return false // a name of its own: "a growing economy"
		case m.Items[i].Stem == "and" || m.Items[i].Stem == "," || m.Items[i].Stem == "but":
			i++
			continue
		}
		break
	}
	if i >= len(m.Items) || m.Items[i].Slot != "" || m.Tokens[m.Items[i].First].Kind != prose.Word {
		return false
	}
	noun := m.Items[i].Stem
	return !r.bearers[noun] && (owned || !r.states[noun])
}

// adjective tells whether a phrase says much or little of something without comparing.
func (r *Reader) adjective(found *prose.Found) bool {
	use := r.uses[found.Value]
	return use.how != named && use.degree == 0
}

// owners are the stems after which comes what somebody has.
var owners = map[string]bool{"its": true, "their": true, "hav": true, "enjoy": true, "boast": true}

// attributive tells whether an article, a possessive or a verb of having opens the
// group in which an item stands, with at most adverbs and adjectives between, and
// whether it says what somebody has.
func (r *Reader) attributive(m *marked, at int) (opens, owned bool) {
	for i := at - 1; i >= 0 && at-i <= reach+1; i-- {
		item := m.Items[i]
		switch {
		case owners[item.Stem]:
			return true, true
		case item.Slot == annotate.SlotCountry:
			has := m.Tokens[item.Last].Possessive
			return opens || has, has
		case item.Stem == "a" || item.Stem == "an":
			opens = true
		case opens:
			return true, false
		case item.Stem != "and" && item.Stem != "," && !strings.HasSuffix(m.Tokens[item.First].Text, "ly") && !r.knows(m, i):
			return false, false
		}
	}
	return opens, false
}

// narrowed tells whether a word right before a name makes it another thing ("shadow
// economy", "oil prices"), or one right behind it ("debt crisis"). A word before does
// where the lexicon knows nothing of it.
func (r *Reader) narrowed(m *marked, found *prose.Found) bool {
	if found.Last+1 < len(m.Items) && r.heads[m.Items[found.Last+1].Stem] && m.Items[found.Last+1].Slot == "" {
		return true
	}
	if found.First == 0 || r.uses[found.Value].how != named || r.stop[m.Items[found.First].Stem] || m.Items[found.First].Slot != "" {
		return false
	}
	before := m.Items[found.First-1]
	if before.Slot != "" || r.stop[before.Stem] || m.Tokens[before.First].Kind != prose.Word || r.knows(m, found.First-1) {
		return false
	}
	return !strings.HasSuffix(m.Tokens[before.First].Text, "ly")
}
