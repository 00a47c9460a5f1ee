// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/obs"
)

// The sum of a field's shares must lie between these to be the whole: rounding
// and double counting move it a little, missing groups a lot.
const (
	leastWhole = 85
	mostWhole  = 103
)

var (
	bareShare = regexp.MustCompile(`^\d+(?:\.\d+)?\s?%$`)
	lostComma = regexp.MustCompile(`% [A-Za-z][a-z']*`)
	// noGroup are words that go on after a share instead of beginning a group.
	noGroup = []string{"to", "of", "are", "is", "or", "and", "official", "predominantly", "speak"}
)

// composition is a field of group shares taken apart.
type composition struct {
	shares []share
	bad    []fault
	path   string
}

// sum adds up the shares.
func (c composition) sum() float64 {
	total := 0.0
	for _, s := range c.shares {
		total += s.percent
	}
	return total
}

// composition takes a field apart at the commas outside brackets, in which the
// branches of a group stand. Without any share in per cent there is a single
// fault: the groups are named, not measured.
func (p *page) composition(s *series) (composition, bool) {
	at, ok := p.find(s)
	text := withoutNote(clean(at.node.words()))
	if !ok || absent(text) {
		return composition{}, false
	}
	if _, dated := lastDate(text); dated {
		text = strings.TrimRight(text[:strings.LastIndexByte(text, '(')], " ,;")
	}
	c := composition{path: at.path}
	c.shares, c.bad = parseShares(text)
	return c, true
}

// parseShares reads a list of groups with their shares.
func parseShares(text string) ([]share, []fault) {
	if !strings.Contains(text, "%") {
		return nil, []fault{{text, "groups are named without shares"}}
	}
	var list []share
	var bad []fault
	named := map[string]bool{}
	text = lostComma.ReplaceAllStringFunc(strings.ReplaceAll(text, "++", ","), func(gap string) string {
		if slices.Contains(noGroup, gap[2:]) {
			return gap
		}
		return "%, " + gap[2:]
	})
	for _, part := range joinShares(splitTop(text, ",;")) {
		part = strings.TrimPrefix(strings.Trim(part, " .,;"), "and ")
		if part == "" {
			continue
		}
		one, reason := parseShare(withoutBrackets(part))
		if reason != "" {
			bad = append(bad, fault{part, reason})
			continue
		}
		if named[one.name] {
			one.name = strings.TrimSpace(strings.TrimRight(part, "0123456789.% ")) // "other (unknown)"
		}
		one.text, named[one.name] = part, true
		list = append(list, one)
	}
	return list, bad
}

// joinShares puts a share that stands behind a comma to its group again:
// "Methodist", "2.4%".
func joinShares(parts []string) []string {
	var out []string
	for i, part := range parts {
		if i > 0 && bareShare.MatchString(part) && !strings.ContainsRune(parts[i-1], '%') {
			out[len(out)-1] += " " + part
			continue
		}
		out = append(out, part)
	}
	return out
}

// shares passes on every group with its share; of a range the middle, flagged as
// an estimate. The period is the edition's year:
// what the page holds for true then, from a census of some earlier year.
func (p *page) shares(s *series) error {
	c, ok := p.composition(s)
	if !ok {
		return nil
	}
	for _, f := range c.bad {
		if err := p.reject(c.path, f.text, f.reason); err != nil {
			return err
		}
	}
	for _, one := range c.shares {
		v := value{path: c.path, text: one.text, counterpart: one.name, year: p.vintage, number: one.percent}
		if one.midpoint {
			v.flags |= obs.Estimate
		}
		if err := p.observe(s, v); err != nil {
			return err
		}
	}
	return nil
}

// fractionalisation is the chance that two people drawn at random belong to
// different groups, 1 minus the sum of the squared shares (Alesina and others,
// 2003), over all groups listed, "other" and "unspecified" as groups of their
// own. It is given only where the shares sum to 85 to 103 per cent; the field is
// rejected otherwise.
func (p *page) fractionalisation(s *series) error {
	c, ok := p.composition(s)
	if !ok {
		return nil
	}
	sum := c.sum()
	if sum < leastWhole || sum > mostWhole {
		text := fmt.Sprintf("%d groups sum to %.4g %%", len(c.shares), sum)
		return p.reject(c.path, text, fmt.Sprintf("shares do not sum to %d-%d per cent: no fractionalisation", leastWhole, mostWhole))
	}
	squares, flags := 0.0, obs.Derived
	for _, one := range c.shares {
		if one.midpoint {
			flags |= obs.Estimate
		}
		squares += one.percent / 100 * one.percent / 100
	}
	v := value{
		path: c.path, year: p.vintage, rows: len(c.shares), number: max(0, 1-squares), flags: flags,
		text: fmt.Sprintf("1 - sum of squared shares of %d groups, which sum to %.4g %%", len(c.shares), sum),
	}
	return p.observe(s, v)
}
