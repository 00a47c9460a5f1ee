// SPDX-License-Identifier: Apache-2.0

package country

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Lint finds what Parse leaves out to stay quick: a spelling or code that two
// countries bear in the same year without being marked as shared, and a spelling
// that is another country's ISO code. It returns all faults joined, each a *Fault.
func (r *Register) Lint() error {
	x := r.lookup()
	var faults []error
	for _, key := range slices.Sorted(maps.Keys(x.names)) {
		faults = append(faults, r.clashes("spelling", x.texts[key], r.unshared(key, x.names[key]))...)
		for _, s := range [...]Scheme{ISO3, ISO2} {
			faults = append(faults, r.misread(x, s, key)...)
		}
	}
	for s := ISO3; s < ByName; s++ {
		for _, key := range slices.Sorted(maps.Keys(x.codes[s])) {
			faults = append(faults, r.clashes(s.String()+" code", key, x.codes[s][key])...)
		}
	}
	return errors.Join(faults...)
}

// unshared leaves out the uses that the register marks as shared.
func (r *Register) unshared(key string, uses []use) []use {
	return slices.DeleteFunc(slices.Clone(uses), func(u use) bool {
		return slices.ContainsFunc(r.countries[u.at].Names, func(n Name) bool {
			return n.Shared && Fold(n.Text) == key
		})
	})
}

func (r *Register) clashes(what, text string, uses []use) []error {
	var out []error
	for i, u := range uses {
		for _, v := range uses[:i] {
			if u.at != v.at && u.span.overlaps(v.span) {
				out = append(out, &Fault{Line: r.lines[u.at], Reason: fmt.Sprintf("%s %q belongs to %s too, on line %d",
					what, text, r.countries[v.at].Code, r.lines[v.at])})
			}
		}
	}
	return out
}

// misread finds a spelling that would be read as another country's code.
func (r *Register) misread(x *index, s Scheme, key string) []error {
	var out []error
	for _, u := range x.names[key] {
		for _, v := range x.codes[s][codeKey(s, key)] {
			if u.at != v.at {
				out = append(out, &Fault{Line: r.lines[u.at], Reason: fmt.Sprintf("spelling %q is the %s code of %s",
					x.texts[key], s, r.countries[v.at].Code)})
			}
		}
	}
	return out
}

// overlaps reports whether some year lies in both spans.
func (s Span) overlaps(t Span) bool {
	return (s.To == 0 || t.From <= s.To) && (t.To == 0 || s.From <= t.To)
}
