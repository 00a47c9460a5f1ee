// SPDX-License-Identifier: Apache-2.0

package obs

import (
	"fmt"
	"strconv"
)

// Period is a year, or a month of a year: a value, not an instant.
type Period struct {
	Year int
	// Month is 1 to 12, or 0 for the whole year.
	Month int
}

// Year is the period of a whole year.
func Year(y int) Period { return Period{Year: y} }

// String writes 2016 or 2016-11.
func (p Period) String() string {
	if p.Month == 0 {
		return strconv.Itoa(p.Year)
	}
	return fmt.Sprintf("%04d-%02d", p.Year, p.Month)
}

// Date is a civil date without a time zone; the zero Date is "no date".
type Date struct{ Year, Month, Day int }

// ParseDate reads YYYY-MM-DD and refuses days that do not exist.
func ParseDate(text string) (Date, error) {
	var d Date
	if len(text) != len("2016-11-30") || text[4] != '-' || text[7] != '-' {
		return Date{}, fmt.Errorf("date %q: want YYYY-MM-DD", text)
	}
	for _, part := range []struct {
		into *int
		text string
	}{{&d.Year, text[:4]}, {&d.Month, text[5:7]}, {&d.Day, text[8:]}} {
		n, err := strconv.ParseUint(part.text, 10, 16)
		if err != nil {
			return Date{}, fmt.Errorf("date %q: want YYYY-MM-DD", text)
		}
		*part.into = int(n)
	}
	if d.Month < 1 || d.Month > 12 || d.Day < 1 || d.Day > daysIn(d.Year, d.Month) {
		return Date{}, fmt.Errorf("date %q: no such day", text)
	}
	return d, nil
}

// daysIn counts the days of a month of the Gregorian calendar.
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

// IsZero tells whether there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Compare orders dates: negative where d is before e.
func (d Date) Compare(e Date) int {
	return (d.Year-e.Year)*10000 + (d.Month-e.Month)*100 + (d.Day - e.Day)
}

// String writes YYYY-MM-DD, or nothing for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText writes YYYY-MM-DD, or nothing for the zero Date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	*d = parsed
	return err
}

// LastYearEnded is the last whole year that had ended on or before the date.
func (d Date) LastYearEnded() int {
	if d.Month == 12 && d.Day == 31 {
		return d.Year
	}
	return d.Year - 1
}
