// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"errors"
	"regexp"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
)

var (
	stretchForm = regexp.MustCompile(`([^;,\d]+?)\s+(\d[\d,]*(?:\.\d+)?)\s*km\b(?:\s*\([^)]*\))?`)
	joinForm    = regexp.MustCompile(`^[;,.\s]*(?:and\b\s*)?$`)
	andForm     = regexp.MustCompile(`^(?:and|[;,])\s+`)
)

// stretch is a length of border with a neighbour.
type stretch struct {
	name, text string
	km         float64
}

// borders reads the lengths of border by neighbour. Stretches with the same
// country are added: Russia meets China twice. The list of a part of the country
// far away, which the older vintages put on the country's page, is booked under
// the part's own code where its lengths make up the part's total.
func (p *page) borders(s *series) error {
	at, ok := p.find(s)
	if !ok {
		return nil
	}
	for i := range at.node.kids {
		part := &at.node.kids[i]
		text := part.words()
		if text == "" || !strings.HasPrefix(part.key, "border ") && !strings.HasPrefix(part.key, "regional border") {
			continue
		}
		path := at.path + "/" + part.key
		list, bad := parseBorders(clean(text))
		for _, f := range bad {
			if err := p.reject(path, f.text, f.reason); err != nil {
				return err
			}
		}
		if err := p.bookBorders(s, path, list, p.owner(at.node, list)); err != nil {
			return err
		}
	}
	return nil
}

// parseBorders reads "Armenia 996 km; Russia (Kaliningrad) 261 km and ...".
func parseBorders(text string) (list []stretch, bad []fault) {
	text = withoutNote(text)
	last := 0
	for _, m := range stretchForm.FindAllStringSubmatchIndex(text, -1) {
		between := text[last:m[0]]
		last = m[1]
		if !joinForm.MatchString(between) {
			bad = append(bad, fault{between, "no length of border"})
		}
		name := strings.TrimSpace(text[m[2]:m[3]])
		name = andForm.ReplaceAllString(strings.TrimLeft(name, " ;,"), "")
		km, ok := parseNumber(text[m[4]:m[5]])
		if !ok {
			bad = append(bad, fault{text[m[0]:m[1]], "digits are not grouped as a number"})
			continue
		}
		list = append(list, stretch{name: name, km: km, text: strings.Trim(text[m[0]:m[1]], " ;,")})
	}
	if rest := text[last:]; !joinForm.MatchString(rest) && !absent(strings.Trim(rest, " ;,.")) {
		bad = append(bad, fault{rest, "no length of border"})
	}
	return list, bad
}

// owner is the country or part whose borders a list gives. A field may hold the
// total of a part, such as "French Guiana - total"; the list is that part's if
// its lengths come within one hundredth of it.
func (p *page) owner(field *node, list []stretch) country.Code {
	sum := 0.0
	for _, s := range list {
		sum += s.km
	}
	for i := range field.kids {
		code, total, ok := p.partTotal(&field.kids[i])
		if ok && code != p.country && sum > 0.99*total && sum < 1.01*total {
			return code
		}
	}
	return p.country
}

// partTotal reads "<part> - total" where the part has a code of its own.
func (p *page) partTotal(n *node) (country.Code, float64, bool) {
	name, ok := strings.CutSuffix(n.key, " - total")
	if !ok {
		return "", 0, false
	}
	code, err := p.reg.Resolve(name, p.vintage)
	if err != nil {
		return "", 0, false
	}
	digits, _, _ := strings.Cut(clean(n.words()), " ")
	km, ok := parseNumber(digits)
	return code, km, ok
}

// bookBorders adds up the stretches by neighbour and passes them on.
func (p *page) bookBorders(s *series, path string, list []stretch, owner country.Code) error {
	var order []value
	for _, piece := range list {
		code, err := p.neighbour(piece.name)
		if err != nil {
			if err := p.reject(path, piece.text, err.Error()); err != nil {
				return err
			}
			continue
		}
		v := value{path: path, text: piece.text, counterpart: string(code), year: p.vintage, rows: 1, number: piece.km}
		for i := range order {
			if order[i].counterpart == v.counterpart {
				order[i].text += " + " + v.text
				order[i].number += v.number
				order[i].rows++
				v.rows = 0
			}
		}
		if v.rows > 0 {
			order = append(order, v)
		}
	}
	own := *p
	own.country = owner
	for _, v := range order {
		if err := own.observe(s, v); err != nil {
			return err
		}
	}
	return nil
}

// neighbour resolves a name, with its brackets or, failing that, without: the
// brackets hold a region or a second name.
func (p *page) neighbour(name string) (country.Code, error) {
	place := p.names.Resolve(name, p.vintage)
	if place.Code == "" && strings.Contains(name, "(") {
		place = p.names.Resolve(withoutBrackets(name), p.vintage)
	}
	switch {
	case place.Skip:
		return "", errors.New("listed as no country")
	case place.Reason != "":
		return "", errors.New(place.Reason)
	}
	return place.Code, nil
}

// borderTotal reads the length of all land borders; an island's is 0 because the
// page says so. The total of a part is booked under the part's own code.
func (p *page) borderTotal(s *series) error {
	at, ok := p.find(s)
	if !ok {
		return nil
	}
	total, path := at.node.kid("total"), at.path+"/total"
	if total == nil {
		total, path = at.node, at.path
	}
	if err := p.bookTotal(s, path, total.words()); err != nil {
		return err
	}
	for i := range at.node.kids {
		part := &at.node.kids[i]
		code, km, ok := p.partTotal(part)
		if !ok || code == p.country {
			continue
		}
		own := *p
		own.country = code
		v := value{path: at.path + "/" + part.key, text: clean(part.words()), year: p.vintage, number: km}
		if err := own.observe(s, v); err != nil {
			return err
		}
	}
	return nil
}

// bookTotal passes on one total.
func (p *page) bookTotal(s *series, path, text string) error {
	text = withoutNote(clean(text))
	if absent(text) {
		return nil
	}
	fig, reason := parseFigure(text, s.unit)
	if reason != "" {
		return p.reject(path, text, reason)
	}
	return p.observe(s, value{path: path, text: text, year: p.vintage, number: fig.value})
}
