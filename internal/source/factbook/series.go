// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"errors"
	"fmt"
	"strings"

	"github.com/qala-observatory/qala/internal/source"
)

// Key says how a series is read; it stands in the definition's key.
type Key string

// The ways of reading. The zero Key is Figures.
const (
	// Figures are numbers with their years.
	Figures Key = ""
	// Borders are the lengths of land boundaries by neighbour, BorderTotal the
	// length of all.
	Borders     Key = "borders"
	BorderTotal Key = "border total"
	// Partners are shares of trade by partner.
	Partners Key = "partners"
	// Shares are shares of the population by group, Fractionalisation is the
	// chance that two people belong to different ones.
	Shares            Key = "shares"
	Fractionalisation Key = "fractionalisation"
	// Memberships are the organisations a country takes part in, MembershipCount
	// all of them, FullCount those without a lesser status.
	Memberships     Key = "memberships"
	MembershipCount Key = "membership count"
	FullCount       Key = "full membership count"
	// ICJ and ICC tell whether a country accepts the court's jurisdiction.
	ICJ Key = "icj"
	ICC Key = "icc"
	// ListCount counts the names of a list.
	ListCount Key = "list count"
)

// series is a series of the definition made ready.
type series struct {
	indicator string
	places    [][]string
	unit      form
	// breakFrom is the data year from which values are of another kind, 0 if
	// none; note is a rule about the field's remark.
	breakFrom int
	note      noteRule
	read      func(*page, *series) error
}

// noteRule keeps the values of a field whose remark holds a phrase, or does not.
type noteRule struct {
	phrase string
	absent bool
}

// keeps tells whether a remark passes.
func (n noteRule) keeps(remark string) bool {
	return n.phrase == "" || strings.Contains(strings.ToLower(remark), n.phrase) != n.absent
}

const presentValue = "present value"

// noteRules parts the two meanings of "Debt - external": the remark of the last
// vintages says that it is the present value of the debt, before it is gross.
var noteRules = map[string]noteRule{
	"external_debt_gross_usd": {phrase: presentValue, absent: true},
	"external_debt_pv_usd":    {phrase: presentValue},
}

// breaks names the data year from which the Factbook counts services too.
var breaks = map[string]int{"imports_usd": 2018, "exports_usd": 2018}

// readers are the ways of reading by their key.
func readers() map[Key]func(*page, *series) error {
	return map[Key]func(*page, *series) error{
		Figures: (*page).figures, Borders: (*page).borders, BorderTotal: (*page).borderTotal,
		Partners: (*page).partners, Shares: (*page).shares, Fractionalisation: (*page).fractionalisation,
		Memberships: (*page).memberships, MembershipCount: (*page).membershipCount,
		FullCount: (*page).fullCount, ICJ: (*page).icj, ICC: (*page).icc, ListCount: (*page).listCount,
	}
}

// compile makes a series ready. Its column names places such as "Economy > Real
// GDP growth rate", parted by " | ".
func compile(s source.Series) (series, error) {
	c := series{breakFrom: breaks[s.ID], note: noteRules[s.ID]}
	if s.Column == "" {
		return c, errors.New("no column: want the place in a page")
	}
	for _, place := range strings.Split(s.Column, " | ") {
		steps := strings.Split(place, " > ")
		if len(steps) < 2 {
			return c, fmt.Errorf("column %q: want Section > Field", place)
		}
		c.places = append(c.places, steps)
	}
	read, ok := readers()[Key(s.Key)]
	if !ok {
		return c, fmt.Errorf("key %q: no such way of reading", s.Key)
	}
	c.read = read
	if c.unit, ok = forms[s.Unit]; !ok && Key(s.Key) == Figures {
		return c, fmt.Errorf("unit %q: not known how the Factbook writes it", s.Unit)
	}
	return c, nil
}

// spot is a node with its parents and its path in the page.
type spot struct {
	node, parent *node
	path         string
	// depth is 2 for a field, 3 for a part of one.
	depth int
}

// find returns the first place of a series that the page has.
func (p *page) find(s *series) (spot, bool) {
	for _, steps := range s.places {
		at := spot{node: &p.root}
		for _, step := range steps {
			at.parent, at.node = at.node, at.node.kid(step)
			at.path += "/" + step
			at.depth++
			if at.node == nil {
				break
			}
		}
		if at.node != nil {
			return at, true
		}
	}
	return spot{}, false
}
