// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	shareForm  = regexp.MustCompile(`^(.*?),?\s*(\d+(?:\.\d+)?|\.\d+)\s?%$`)
	tightBound = regexp.MustCompile(`(?i)(?:[<>]|less than|more than|over|under|at least|up to)\s*$`)
	aboutEnd   = regexp.MustCompile(`(?i)\s*\b(?:about|approximately|approx\.?|roughly|nearly|almost|estimated)$`)
	rangeEnd   = regexp.MustCompile(`\d%?\s*(?:-|–|to)\s*$`)
)

// share is a part of a whole, in per cent.
type share struct {
	name, text string
	percent    float64
}

// parseShare reads "Azerbaijani 91.6%"; the reason tells why it is no share.
func parseShare(text string) (share, string) {
	if text == "" {
		return share{}, "no share"
	}
	m := shareForm.FindStringSubmatch(text)
	if m == nil {
		return share{}, "no share in per cent"
	}
	name := strings.TrimSpace(m[1])
	switch {
	case tightBound.MatchString(name):
		return share{}, "a bound, not a number"
	case rangeEnd.MatchString(name):
		return share{}, "a range, not a number"
	}
	name = strings.TrimSpace(aboutEnd.ReplaceAllString(name, ""))
	percent, err := strconv.ParseFloat(m[2], 64)
	if err != nil || percent > 100 {
		return share{}, "more than 100 per cent"
	}
	if name == "" {
		return share{}, "share without a name"
	}
	return share{name: name, percent: percent, text: text}, ""
}

// partners reads the largest trading partners, "Italy 26.3%, Germany 13.3%
// (2015)". A partner that the register does not know is rejected by itself.
func (p *page) partners(s *series) error {
	at, ok := p.find(s)
	text := withoutNote(clean(at.node.words()))
	if !ok || absent(text) {
		return nil
	}
	when, dated := lastDate(text)
	if dated {
		text = text[:strings.LastIndexByte(text, '(')]
	} else if when = inherited(at); when.year == 0 {
		return p.reject(at.path, text, "no year is given")
	}
	if when.span {
		return p.reject(at.path, text, "covers several years")
	}
	for _, part := range splitTop(strings.TrimRight(text, " ,;"), ",;") {
		if err := p.partner(s, at.path, part, when); err != nil {
			return err
		}
	}
	return nil
}

// partner passes on one partner.
func (p *page) partner(s *series, path, text string, when date) error {
	one, reason := parseShare(text)
	if reason != "" {
		return p.reject(path, text, reason)
	}
	code, err := p.neighbour(one.name)
	if err != nil {
		return p.reject(path, text, err.Error())
	}
	fig := figure{date: when, value: one.percent, text: text}
	v := fig.asValue(path)
	v.counterpart = string(code)
	return p.observe(s, v)
}
