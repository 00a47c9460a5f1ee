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
	rangeShare = regexp.MustCompile(`^(.*?),?\s*(\d+(?:\.\d+)?)\s?%?\s*(?:-|–|to)\s*(\d+(?:\.\d+)?)\s?%$`)
)

// share is a part of a whole, in per cent.
type share struct {
	name, text string
	percent    float64
	// midpoint marks the middle of a range.
	midpoint bool
}

// parseShare reads "Azerbaijani 91.6%", and of "Turkish 70-75%" the middle; the
// reason tells why it is no share.
func parseShare(text string) (share, string) {
	if text == "" {
		return share{}, "no share"
	}
	low := shareForm.FindStringSubmatch(text)
	if low == nil {
		return share{}, "no share in per cent"
	}
	high := low
	if m := rangeShare.FindStringSubmatch(text); m != nil {
		low, high = m[:3], m[1:]
	}
	name := strings.TrimSpace(low[1])
	if tightBound.MatchString(name) {
		return share{}, "a bound, not a number"
	}
	name = strings.TrimSpace(aboutEnd.ReplaceAllString(name, ""))
	from, err := strconv.ParseFloat(low[2], 64)
	to, errTo := strconv.ParseFloat(high[2], 64)
	switch {
	case err != nil || errTo != nil || from > to || to > 100:
		return share{}, "not a share of a hundred"
	case name == "":
		return share{}, "share without a name"
	}
	return share{name: name, percent: (from + to) / 2, text: text, midpoint: from != to}, ""
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
	for _, part := range joinNames(splitTop(strings.TrimRight(text, " ,;"), ",;")) {
		if err := p.partner(s, at.path, part, when); err != nil {
			return err
		}
	}
	return nil
}

// joinNames puts names with a comma together again: "Bahamas", "The 13%".
func joinNames(parts []string) []string {
	var out []string
	for i, part := range parts {
		if i > 0 && !strings.ContainsAny(parts[i-1], "0123456789") && strings.ContainsRune(part, '%') {
			out[len(out)-1] += ", " + part
			continue
		}
		out = append(out, part)
	}
	return out
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
	if one.midpoint {
		when.estimate = true
	}
	fig := figure{date: when, value: one.percent, text: text}
	v := fig.asValue(path)
	v.counterpart = string(code)
	return p.observe(s, v)
}
