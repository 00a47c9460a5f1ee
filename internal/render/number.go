// SPDX-License-Identifier: Apache-2.0

package render

import (
	"math"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/obs"
)

const (
	// thin is the narrow no-break space that parts thousands.
	thin = "\u202f"
	// minus is the sign that lines up with digits.
	minus = "\u2212"
	// none stands for a value that is missing.
	none = "—"
)

// number writes a value for reading: whole numbers from a thousand on with their
// thousands apart, others to three significant digits.
func number(v float64) string {
	sign := ""
	if v < 0 {
		sign, v = minus, -v
	}
	switch {
	case v == 0:
		return "0"
	case v >= 1e15 || v < 1e-4:
		return sign + strconv.FormatFloat(v, 'g', 3, 64)
	case v >= 999.5:
		return sign + thousands(strconv.FormatFloat(math.Round(v), 'f', 0, 64))
	case v >= 100:
		return sign + strconv.FormatFloat(v, 'f', 0, 64)
	}
	decimals := 2 - int(math.Floor(math.Log10(v)))
	text := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return sign + text
}

// thousands parts digits in threes.
func thousands(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + thin + digits[i:]
	}
	return digits
}

// quantity writes a value with its unit: "3.46 % of GDP", "12.4 years". A unit
// that describes a scale stands in brackets: "0.16 [index 0-1]".
func quantity(v float64, unit obs.Unit) string {
	switch {
	case unit == "":
		return number(v)
	case isScale(string(unit)):
		return number(v) + " [" + string(unit) + "]"
	}
	return number(v) + " " + string(unit)
}

// brief is quantity with a scale named by its first words only: "−2.25 [expert
// scale]". The explanation of a number spells the scale out.
func brief(v float64, unit obs.Unit) string {
	const longest = 24
	name, _, _ := strings.Cut(string(unit), ", ")
	if len(unit) <= longest || !isScale(string(unit)) || name[0] >= '0' && name[0] <= '9' {
		return quantity(v, unit)
	}
	return quantity(v, obs.Unit(name))
}

// scaleWords begin the units that describe a scale rather than count something.
var scaleWords = []string{"index", "ratio", "share", "status", "intensity", "expert", "standard", "ln(", "ideal"}

// isScale tells whether a unit describes a scale.
func isScale(unit string) bool {
	if unit[0] >= '0' && unit[0] <= '9' || unit[0] == '-' {
		return true
	}
	for _, word := range scaleWords {
		if strings.HasPrefix(unit, word) {
			return true
		}
	}
	return false
}

// score writes a score without decimals, or an em dash.
func score(v *float64) string {
	if v == nil {
		return none
	}
	text := strconv.FormatFloat(math.Abs(*v), 'f', 0, 64)
	if *v < 0 && text != "0" {
		return minus + text
	}
	return text
}

// percent writes a share from 0 to 1, never rounding up to the whole.
func percent(share float64) string {
	p := math.Round(share * 100)
	if p >= 100 && share < 1 {
		p = 99
	}
	return strconv.FormatFloat(p, 'f', 0, 64) + " %"
}

// covered writes a coverage from 0 to 1, rounded down, so that what falls short
// of a limit never reads as if it reached it.
func covered(share float64) string {
	const slip = 1e-9
	return strconv.FormatFloat(math.Floor(share*100+slip), 'f', 0, 64) + " %"
}

// exact writes a value for programs: the shortest decimal form that reads back
// as the same number.
func exact(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// exactOr writes a value for programs, or nothing.
func exactOr(v *float64) string {
	if v == nil {
		return ""
	}
	return exact(*v)
}

// missingWords are the reasons for a missing value, for people.
var missingWords = map[string]string{
	"not_collected":     "not collected",
	"not_applicable":    "not applicable",
	"not_yet_published": "not yet published",
	"withheld":          "withheld",
	"rejected":          "row rejected",
}

// reason words why a value is missing, and when there last was one.
func reason(missing string, lastYear int) string {
	text := missingWords[missing]
	if text == "" {
		text = missing
	}
	if lastYear > 0 {
		text += ", last seen " + strconv.Itoa(lastYear)
	}
	return text
}

// plural writes a count with its noun.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
