// SPDX-License-Identifier: Apache-2.0

package source

import (
	"errors"
	"strconv"
	"strings"
)

// The reasons for which a cell is not read as a number.
var (
	errNotNumber  = errors.New("not a number")
	errThousands  = errors.New("not a number: separators of thousands and decimal commas are not read")
	errNotFinite  = errors.New("not a finite number")
	errNotYear    = errors.New("not a year")
	errYearRange  = errors.New("year is out of range")
	errNotSession = errors.New("not the number of a session")
)

// firstYear and lastYear bound what is taken for a year. Any source known starts
// after the one; projections of the other are not observations.
const (
	firstYear = 1500
	lastYear  = 2100
)

// ParseNumber reads a decimal number, perhaps with an exponent and blanks around
// it. NaN, infinities, hexadecimal and numbers beyond float64 are errors, whose
// text is a reason for obs.Rejected.
func ParseNumber(text string) (float64, error) {
	text = strings.TrimSpace(text)
	for _, c := range []byte(text) {
		switch {
		case c >= '0' && c <= '9', c == '.', c == '-', c == '+', c == 'e', c == 'E':
		default:
			return 0, whyNoNumber(text)
		}
	}
	value, err := strconv.ParseFloat(text, 64)
	if errors.Is(err, strconv.ErrRange) {
		return 0, errNotFinite
	}
	if err != nil {
		return 0, errNotNumber
	}
	return value, nil
}

// whyNoNumber gives the reason that helps most.
func whyNoNumber(text string) error {
	switch strings.ToLower(strings.TrimLeft(text, "+-")) {
	case "nan", "inf", "infinity":
		return errNotFinite
	}
	for _, c := range []byte(text) {
		if (c < '0' || c > '9') && c != '.' && c != ',' && c != '-' && c != '\'' && c != ' ' {
			return errNotNumber
		}
	}
	return errThousands
}

// ParseYear reads a year, which programs also write as 2016.0. The error's text is
// a reason for obs.Rejected.
func ParseYear(text string) (int, error) {
	text = strings.TrimSpace(text)
	year, err := strconv.Atoi(strings.TrimSuffix(text, ".0"))
	if errors.Is(err, strconv.ErrRange) {
		return 0, errYearRange
	}
	if err != nil {
		return 0, errNotYear
	}
	if year < firstYear || year > lastYear {
		return 0, errYearRange
	}
	return year, nil
}

// ParseSession reads the number of a session and adds the offset that makes it a
// year. The error's text is a reason for obs.Rejected.
func ParseSession(text string, offset int) (int, error) {
	session, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(text), ".0"))
	if err != nil {
		return 0, errNotSession
	}
	if year := session + offset; year >= firstYear && year <= lastYear {
		return year, nil
	}
	return 0, errYearRange
}
