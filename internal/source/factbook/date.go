// SPDX-License-Identifier: Apache-2.0

package factbook

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	// dateForm is what stands in the brackets behind a number.
	dateForm = regexp.MustCompile(`(?i)^(?:as of |late |early |mid-?)?` +
		`(?:\d{1,2} )?(?:(?:january|february|march|april|may|june|july|august|september|october|november|december),? )?` +
		`(fy ?)?(\d{4}|\d{2})(?:[-/–](\d{2,4}))?\.?,?( ?(?:est?|estimate|census|planned|projected|proj)\b\.?)*$`)
	bracketed = regexp.MustCompile(`\(([^()]*)\)`)
)

// date is the year a number is about.
type date struct {
	year     int
	estimate bool
	// ahead marks a plan or projection.
	ahead bool
	// span marks a stretch of years, which is no year.
	span bool
}

// parseDate reads "2016", "July 2016 est.", "31 December 2015", "FY2014/15". A
// fiscal year over two calendar years is the one it begins in: so the Factbook
// itself relabelled them ("FY09/10" became "2009").
func parseDate(text string) (date, bool) {
	m := dateForm.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return date{}, false
	}
	fiscal := m[1] != ""
	if len(m[2]) == 2 && (!fiscal || m[3] == "") {
		return date{}, false
	}
	year, _ := strconv.Atoi(m[2])
	switch {
	case len(m[2]) == 2 && year < 50:
		year += 2000
	case len(m[2]) == 2:
		year += 1900
	}
	words := strings.ToLower(text)
	d := date{year: year, span: m[3] != "" && !fiscal}
	d.ahead = strings.Contains(words, "planned") || strings.Contains(words, "proj")
	d.estimate = d.ahead || strings.Contains(words, " es")
	return d, true
}

// lastDate reads the brackets a text ends with, if they are a date.
func lastDate(text string) (date, bool) {
	text = strings.TrimRight(text, " .;,+")
	at := strings.LastIndexByte(text, '(')
	if at < 0 || !strings.HasSuffix(text, ")") {
		return date{}, false
	}
	return parseDate(text[at+1 : len(text)-1])
}
