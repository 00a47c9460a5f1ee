// SPDX-License-Identifier: Apache-2.0

package country

import (
	"cmp"
	"fmt"
)

// Date is a day of the Gregorian calendar. The zero Date is open: before or after
// all days, depending on the end of a life span it stands for.
type Date struct {
	// Year, Month and Day count from 1.
	Year, Month, Day int
}

// IsZero reports whether the date is open.
func (d Date) IsZero() bool { return d == Date{} }

// Before reports whether d is an earlier day than e.
func (d Date) Before(e Date) bool {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month),
		cmp.Compare(d.Day, e.Day)) < 0
}

// String returns the date as year-month-day, or nothing when it is open.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// parseDate reads year-month-day. Nothing is the open date.
func parseDate(text string) (Date, error) {
	if text == "" {
		return Date{}, nil
	}
	bad := fmt.Errorf("%q is not a day written year-month-day", text)
	if len(text) != 10 || text[4] != '-' || text[7] != '-' {
		return Date{}, bad
	}
	y, okY := digits(text[:4])
	m, okM := digits(text[5:7])
	d, okD := digits(text[8:])
	if !okY || !okM || !okD || y == 0 || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return Date{}, bad
	}
	return Date{Year: y, Month: m, Day: d}, nil
}

// digits reads a number that consists of ASCII digits alone.
func digits(text string) (int, bool) {
	if text == "" || len(text) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
