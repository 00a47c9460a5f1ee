// SPDX-License-Identifier: Apache-2.0

package read

import (
	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
)

// partner reads the share of a partner in a country's exports or imports, and who the
// largest partner is.
func (b *builder) partner(p *parts) []claim.Claim {
	x, ok := p.relation("export_partner", "export_to", "import_partner", "import_from")
	if !ok {
		return nil
	}
	var ends []claim.Subject
	for _, s := range x.slots {
		if p.m.Items[s].Slot == annotate.SlotCountry {
			ends = append(ends, b.r.subjects(p.m, s, s+1)...)
		}
	}
	if len(ends) != 2 {
		return nil
	}
	partner, whole := ends[0], ends[1]
	if x.as == "export_to" || x.as == "import_from" {
		partner, whole = whole, partner
	}
	c := p.base
	c.Frame, c.Asks, c.Scope, c.Every = claim.Share, nil, nil, false
	c.Relation = "export_partner"
	if x.as == "import_partner" || x.as == "import_from" {
		c.Relation = "import_partner"
	}
	c.Subjects, c.Against = []claim.Subject{whole}, []claim.Subject{partner}
	switch {
	case len(p.quantities) > 0 && p.quantities[0].Measure == claim.Fraction:
		c.Quantities = p.quantities[:1]
	case p.has("most", "one_of"):
		c.Quantities, c.Place = nil, 1
		if n, ok := b.ordinal(p, mark{}); ok {
			c.Place = n
		}
	default:
		return nil
	}
	return []claim.Claim{c}
}
