// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// figure is a number found in a text, with its year; date.year is 0 where the
// text gives none.
type figure struct {
	date
	value float64
	text  string
}

// fault is a text that holds no figure though it should, and why.
type fault struct{ text, reason string }

var (
	numberForm = regexp.MustCompile(`^([-–−])?\s?(US\$|\$)?\s?([-–−])?(\d[\d,]*(?:\.\d+)?|\.\d+)\s*(.*)$`)
	grouped    = regexp.MustCompile(`^(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d+)?$`)
	rangeForm  = regexp.MustCompile(`^(?:%|km)?\s*(?:[-–−]|to )\s*[-–−$]?\d`)
	boundForm  = regexp.MustCompile(`(?i)^(?:<|>|less than|under|below|over|more than|at least|up to|as much as|between)\b?`)
	dateFirst  = regexp.MustCompile(`^(\([^()]*\))\s*(\S.*)$`)
	aboutForm  = regexp.MustCompile(`(?i)^(?:about|approximately|approx\.?|roughly|nearly|almost|~|est\.)\s*`)
	scaleForm  = regexp.MustCompile(`(?i)^(hundred|thousand|million|billion|trillion)\b\s*`)
)

var scales = map[string]float64{
	"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
}

// parseFigures finds the figures of a cleaned text: values parted by " ++ " or
// " / ", each a number in the unit with its date in brackets behind it.
func parseFigures(text string, unit form) ([]figure, []fault) {
	var found []figure
	var bad []fault
	text = withoutNote(text)
	for _, half := range strings.Split(text, "++") {
		for _, part := range strings.Split(half, " / ") {
			part = strings.Trim(part, " ;,/")
			if absent(part) {
				continue
			}
			fig, reason := parseFigure(part, unit)
			if reason != "" {
				bad = append(bad, fault{text: part, reason: reason})
				continue
			}
			found = append(found, fig)
		}
	}
	return found, bad
}

// parseFigure reads one number; the reason tells why it is none.
func parseFigure(part string, unit form) (figure, string) {
	fig := figure{text: part}
	rest := part
	if m := dateFirst.FindStringSubmatch(rest); m != nil {
		rest = m[2] + " " + m[1]
	}
	if boundForm.MatchString(rest) {
		return fig, "a bound, not a number"
	}
	if about := aboutForm.FindString(rest); about != "" {
		fig.estimate, rest = true, rest[len(about):]
	}
	m := numberForm.FindStringSubmatch(rest)
	if m == nil {
		return fig, "does not begin with a number"
	}
	if (m[2] != "") != unit.dollar {
		return fig, "not in the unit of the series"
	}
	value, ok := parseNumber(m[4])
	if !ok {
		return fig, "digits are not grouped as a number"
	}
	rest = m[5]
	if rangeForm.MatchString(rest) {
		return fig, "a range, not a number"
	}
	if scale := scaleForm.FindString(rest); scale != "" {
		value, rest = value*scales[strings.ToLower(strings.TrimSpace(scale))], rest[len(scale):]
	}
	if m[1] != "" || m[3] != "" {
		value = -value
	}
	fig.value = value
	return fig.finish(rest, unit)
}

// parseNumber reads digits with commas between thousands.
func parseNumber(digits string) (float64, bool) {
	if !grouped.MatchString(digits) {
		return 0, false
	}
	value, err := strconv.ParseFloat(strings.ReplaceAll(digits, ",", ""), 64)
	return value, err == nil && !math.IsInf(value, 0)
}

// finish reads the unit and the date behind the number.
func (f figure) finish(rest string, unit form) (figure, string) {
	after, ok := cutUnit(rest, unit)
	if !ok {
		return f, "not in the unit of the series"
	}
	for _, m := range bracketed.FindAllStringSubmatchIndex(after, -1) {
		if strings.ContainsAny(withoutBrackets(after[:m[0]]), "0123456789") {
			break
		}
		d, ok := parseDate(after[m[2]:m[3]])
		if !ok {
			continue
		}
		if d.span {
			return f, "covers several years"
		}
		d.estimate = d.estimate || f.estimate
		f.date = d
		return f, ""
	}
	if strings.ContainsAny(after, "0123456789") {
		return f, "more numbers follow, none of them a year"
	}
	return f, ""
}

// cutUnit takes the unit off the front of a text.
func cutUnit(rest string, unit form) (string, bool) {
	for _, word := range unit.words {
		if word == "" {
			return rest, rest == "" || strings.ContainsAny(rest[:1], "(;,")
		}
		if after, ok := strings.CutPrefix(rest, word); ok {
			return after, true
		}
	}
	return rest, false
}
