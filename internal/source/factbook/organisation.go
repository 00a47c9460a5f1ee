// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"fmt"
	"strings"
)

// full lists the words behind an organisation's name that take nothing from the
// membership: where the member sits, who represents it, under which name. All
// others ("observer", "associate", "partner", "candidate country", "suspended")
// stand for less.
var full = map[string]bool{
	"ngos": true, "national committees": true, "subbureau": true, "regional": true,
	"nonregional member": true, "nonregional members": true, "permanent": true, "non-permanent": true,
	"temporary": true, "compliant country": true, "implementing country": true, "de facto member": true,
	"taipei, china": true, "chinese taipei": true,
}

// membership is an organisation with the country's status in it: 1 for a member,
// 0.5 for anything less.
type membership struct {
	name, text string
	status     float64
}

// parseMemberships reads "BSEC, OAS (observer), WTO".
func parseMemberships(text string) []membership {
	text = strings.TrimRight(withoutNote(text), " ;,.")
	if at := strings.Index(text, ": "); at >= 0 && strings.Contains(text[:at], "following organizations") {
		text = text[at+2:]
	}
	if absent(text) {
		return nil
	}
	var list []membership
	for _, part := range splitTop(text, ",;") {
		if part == "" {
			continue
		}
		m := membership{name: part, text: part, status: 1}
		if at := strings.IndexByte(part, '('); at > 0 {
			m.name = strings.TrimSpace(part[:at])
			if !full[strings.ToLower(strings.Trim(part[at:], "() "))] {
				m.status = 0.5
			}
		}
		list = append(list, m)
	}
	return list
}

// membershipsOf reads the field, and whether the page has it.
func (p *page) membershipsOf(s *series) ([]membership, spot, bool) {
	at, ok := p.find(s)
	text := clean(at.node.words())
	if !ok || text == "" {
		return nil, at, false
	}
	return parseMemberships(text), at, true
}

// memberships passes on every organisation.
func (p *page) memberships(s *series) error {
	list, at, _ := p.membershipsOf(s)
	for _, m := range list {
		v := value{path: at.path, text: m.text, counterpart: m.name, year: p.vintage, number: m.status}
		if err := p.observe(s, v); err != nil {
			return err
		}
	}
	return nil
}

// membershipCount counts all organisations listed, whatever the status; "none"
// is a count of 0.
func (p *page) membershipCount(s *series) error {
	return p.count(s, func(membership) bool { return true }, "listed")
}

// fullCount counts those of status 1.
func (p *page) fullCount(s *series) error {
	return p.count(s, func(m membership) bool { return m.status == 1 }, "listed without a lesser status")
}

func (p *page) count(s *series, keep func(membership) bool, how string) error {
	list, at, ok := p.membershipsOf(s)
	if !ok {
		return nil
	}
	n := 0
	for _, m := range list {
		if keep(m) {
			n++
		}
	}
	text := fmt.Sprintf("%d organisations %s, of %d", n, how, len(list))
	return p.observe(s, value{path: at.path, text: text, year: p.vintage, number: float64(n)})
}

// icj reads whether the country accepts the compulsory jurisdiction of the
// International Court of Justice; "with reservations" counts and stands in the
// text.
func (p *page) icj(s *series) error { return p.court(s, "ICJ") }

// icc reads whether the country accepts the International Criminal Court's.
func (p *page) icc(s *series) error { return p.court(s, "ICC", "International Criminal Court") }

// court reads the clause of a field that names the court.
func (p *page) court(s *series, names ...string) error {
	at, ok := p.find(s)
	text := clean(at.node.words())
	if !ok || absent(text) {
		return nil
	}
	for _, clause := range strings.Split(text, ";") {
		clause = strings.TrimSpace(clause)
		for _, name := range names {
			if !strings.Contains(strings.ToUpper(clause), strings.ToUpper(name)) {
				continue
			}
			accepts, ok := verdict(clause)
			if !ok {
				return p.reject(at.path, clause, "neither accepts nor declines the court's jurisdiction")
			}
			return p.observe(s, value{path: at.path, text: clause, year: p.vintage, number: accepts})
		}
	}
	return p.reject(at.path, text, "does not name the court "+names[0])
}

// verdict reads a clause as 1 (accepts) or 0.
func verdict(clause string) (float64, bool) {
	words := strings.ToLower(clause)
	for _, no := range []string{"has not submitted", "non-party", "withdrew", "formerly accepted"} {
		if strings.Contains(words, no) {
			return 0, true
		}
	}
	return 1, strings.HasPrefix(words, "accepts")
}

// listCount counts the names of a list parted by semicolons. The page of a
// country without such names does not have the field, which is not a zero.
func (p *page) listCount(s *series) error {
	at, ok := p.find(s)
	text := withoutNote(clean(at.node.words()))
	if !ok || absent(text) {
		return nil
	}
	if _, dated := lastDate(text); dated {
		text = text[:strings.LastIndexByte(text, '(')]
	}
	n := 0
	for _, name := range splitTop(strings.ReplaceAll(text, "++", ";"), ";") {
		if strings.Trim(name, " .;") != "" {
			n++
		}
	}
	return p.observe(s, value{path: at.path, text: text, year: p.vintage, number: float64(n)})
}
