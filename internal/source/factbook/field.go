// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"regexp"

	"github.com/qala-observatory/qala/internal/obs"
)

// yearPart is the name of a part that holds one year's value, such as "Exports
// 2019" or "Debt - external 31 December 2012".
var yearPart = regexp.MustCompile(` (?:19|20)\d\d$`)

// piece is a text of a field that holds figures.
type piece struct{ path, raw string }

// figures reads the figures of a field: its own text, and its parts by year.
func (p *page) figures(s *series) error {
	at, ok := p.find(s)
	if !ok || !s.note.keeps(at.node.kid("note").words()) {
		return nil
	}
	var values []value
	for _, piece := range pieces(at) {
		found, bad := parseFigures(clean(piece.raw), s.unit)
		for _, f := range bad {
			if err := p.reject(piece.path, f.text, f.reason); err != nil {
				return err
			}
		}
		for _, fig := range found {
			if fig.year == 0 {
				fig.date = inherited(at)
			}
			if fig.year == 0 {
				if err := p.reject(piece.path, fig.text, "no year is given"); err != nil {
					return err
				}
				continue
			}
			values = append(values, fig.asValue(piece.path))
		}
	}
	mark(values, s.breakFrom)
	for _, v := range values {
		if err := p.observe(s, v); err != nil {
			return err
		}
	}
	return nil
}

// asValue puts a figure on its way out.
func (f figure) asValue(path string) value {
	v := value{path: path, text: f.text, year: f.year, number: f.value}
	if f.estimate {
		v.flags |= obs.Estimate
	}
	if f.ahead {
		v.flags |= obs.Provisional
	}
	return v
}

// mark flags the first value of the new kind.
func mark(values []value, from int) {
	first := -1
	for i, v := range values {
		if from > 0 && v.year >= from && (first < 0 || v.year < values[first].year) {
			first = i
		}
	}
	if first >= 0 {
		values[first].flags |= obs.Break
	}
}

// pieces lists the texts of a field.
func pieces(at spot) []piece {
	var list []piece
	if text := at.node.words(); text != "" {
		list = append(list, piece{at.path, text})
	}
	for i := range at.node.kids {
		part := &at.node.kids[i]
		if text := part.words(); text != "" && yearPart.MatchString(part.key) {
			list = append(list, piece{at.path + "/" + part.key, text})
		}
	}
	return list
}

// inherited is the date that stands at the end of a later part of the field, or
// of its remark: the Factbook writes it once, behind the last.
func inherited(at spot) date {
	parts := at.node.kids
	if at.depth > 2 { // the neighbours of a field are other fields
		parts = at.parent.kids
	}
	after := at.depth <= 2
	for i := range parts {
		part := &parts[i]
		if part == at.node {
			after = true
			continue
		}
		if !after || part.key == "text" {
			continue
		}
		if d, ok := lastDate(clean(part.words())); ok && !d.span {
			return d
		}
	}
	return date{}
}
