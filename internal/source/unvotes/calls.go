// SPDX-License-Identifier: Apache-2.0

package unvotes

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// call is one roll call.
type call struct {
	date obs.Date
}

// run is the reading of one release.
type run struct {
	*Bundle
	sink         source.Sink
	calls, votes source.File
	// index finds a roll call by its number in the file, list holds them.
	index   map[string]int
	list    []call
	members map[country.Code]*member
	known   map[speller]*member
}

// spot is a cell of a file, or a row where the column is empty.
type spot struct {
	file   source.File
	row    source.Row
	column string
}

// reject passes on a row that could not be read.
func (u *run) reject(at spot, text, reason string) error {
	return u.sink.Reject(obs.Rejected{
		File: at.file.Path, Row: at.row.Line, Column: at.column, Text: source.Cut(text), Reason: reason,
	})
}

// columns finds columns by their names.
func columns(sheet *source.Sheet, names ...string) ([]int, error) {
	var at []int
	for _, name := range names {
		i, err := sheet.Column(name)
		if err != nil {
			return nil, err
		}
		at = append(at, i)
	}
	return at, nil
}

// each reads a file row by row.
func (u *run) each(file source.File, names []string, row func(source.Row, []int) error) error {
	sheet, err := source.OpenSheet(file, source.SheetOptions{})
	if err != nil {
		return err
	}
	defer sheet.Close()
	at, err := columns(sheet, names...)
	if err != nil {
		return err
	}
	for {
		r, err := sheet.Next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case r.Bad != "":
			err = u.reject(spot{file, r, ""}, r.Text, r.Bad)
		default:
			err = row(r, at)
		}
		if err != nil {
			return err
		}
	}
}

// readCalls reads the roll calls.
func (u *run) readCalls() error {
	return u.each(u.calls, []string{"rcid", "date"}, func(row source.Row, at []int) error {
		id, day := strings.Clone(row.Cells[at[0]]), row.Cells[at[1]]
		if id == "" {
			return u.reject(spot{u.calls, row, "rcid"}, "", "roll call has no number")
		}
		date, err := obs.ParseDate(day)
		if err != nil {
			return u.reject(spot{u.calls, row, "date"}, day, err.Error())
		}
		if _, ok := u.index[id]; ok {
			return u.reject(spot{u.calls, row, "rcid"}, id, "roll call stands twice")
		}
		u.index[id] = len(u.list)
		u.list = append(u.list, call{date: date})
		return nil
	})
}

// held counts the roll calls of each year between two days, both included.
func (u *run) held(from, to obs.Date) map[int]int {
	years := map[int]int{}
	for _, c := range u.list {
		if c.date.Compare(from) >= 0 && c.date.Compare(to) <= 0 {
			years[c.date.Year]++
		}
	}
	return years
}

// unfinished is the last year of the file if its calls stop before December,
// when the main part of a session is voted; 0 otherwise.
func (u *run) unfinished() int {
	if len(u.list) == 0 {
		return 0
	}
	last := slices.MaxFunc(u.list, func(a, b call) int { return a.date.Compare(b.date) }).date
	if last.Month == 12 {
		return 0
	}
	return last.Year
}

// text says how a value was counted.
func (c *count) text() string {
	return fmt.Sprintf("%d yes, %d no, %d abstentions in %d roll calls held", c.votes[yes], c.votes[no], c.votes[abstain], c.held)
}
