// SPDX-License-Identifier: Apache-2.0

package source

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"unicode/utf8"
)

// MaxRow is how many bytes a row may have. The longest row of any source known
// has a hundredth of it.
const MaxRow = 1 << 20

// maxText is how many bytes of a rejected text are kept.
const maxText = 200

// Row is one row of a delimited file.
type Row struct {
	// Line is the line on which the row starts; the file's first is 1.
	Line int
	// Cells are the fields. The slice is used again for the next row; the strings
	// stay valid.
	Cells []string
	// Bad says why the row could not be read, and is empty if it could. Cells are
	// not set then, and Text is what stands there, cut.
	Bad, Text string
}

// rows cuts a delimited text into rows as encoding/csv does, with three
// differences that hostile or damaged files ask for: a row has a bounded length,
// a quote that is never closed costs its own line and not the rest of the file,
// and a row that is not UTF-8 is bad by itself.
type rows struct {
	in    io.Reader
	comma byte
	// buf[start:end] is read and not yet used; line is the number of its first.
	buf        []byte
	start, end int
	line       int
	// err is what the reader said at last; nil while there may be more.
	err   error
	cells []string
	// quoted parses rows with quotes out of feed.
	quoted *csv.Reader
	feed   feed
}

func newRows(in io.Reader, comma byte) *rows {
	return &rows{in: in, comma: comma, buf: make([]byte, 64<<10), line: 1}
}

// next returns the next row that is not an empty line; io.EOF after the last. On
// another error the rest of the file is lost, and a row cut off by it too.
func (r *rows) next() (Row, error) {
	for {
		size, lines, bad := r.frame()
		text := r.buf[r.start : r.start+size]
		whole := size > 0 && text[size-1] == '\n'
		if !whole && r.err != nil && (r.err != io.EOF || size == 0) {
			return Row{}, r.err
		}
		row := Row{Line: r.line, Bad: bad}
		r.start, r.line = r.start+size, r.line+lines
		if bad != "" {
			row.Text = Cut(string(bytes.TrimRight(text[:min(size, 2*maxText)], "\r\n")))
			if !whole {
				r.skipLine()
			}
			return row, nil
		}
		if len(bytes.TrimRight(text, "\r\n")) > 0 {
			return r.split(row, text, lines), nil
		}
	}
}

// frame finds the end of the row that starts at r.start: the first line feed
// that is not between quotes. It returns 0 bytes only at the end of the file.
func (r *rows) frame() (size, lines int, bad string) {
	open, seen := false, 0
	for {
		at := bytes.IndexByte(r.buf[r.start+seen:r.end], '\n')
		if at >= 0 {
			line := r.buf[r.start+seen : r.start+seen+at]
			open = open != (bytes.Count(line, []byte{'"'})%2 == 1)
			seen, lines = seen+at+1, lines+1
			if !open && seen <= MaxRow {
				return seen, lines, ""
			}
		}
		have := r.end - r.start
		switch {
		case seen > MaxRow || (at < 0 && have > MaxRow):
			return r.cutOff(open, "within 1 MB")
		case at < 0 && r.err != nil:
			tail := r.buf[r.start+seen : r.end]
			if open != (bytes.Count(tail, []byte{'"'})%2 == 1) {
				return r.cutOff(true, "before the file ends")
			}
			return have, lines + 1, ""
		case at < 0:
			r.fill()
		}
	}
}

// cutOff gives up on a row and ends it with its first line, so that the next
// lines are read for themselves.
func (r *rows) cutOff(open bool, where string) (size, lines int, bad string) {
	bad = "row is longer than 1 MB"
	if open {
		bad = "quote is not closed " + where
	}
	if first := bytes.IndexByte(r.buf[r.start:r.end], '\n'); first >= 0 {
		return first + 1, 1, bad
	}
	return r.end - r.start, 1, bad
}

// skipLine drops the rest of a line whose beginning was too long.
func (r *rows) skipLine() {
	for {
		if at := bytes.IndexByte(r.buf[r.start:r.end], '\n'); at >= 0 {
			r.start += at + 1
			return
		}
		r.start = r.end
		if r.err != nil {
			return
		}
		r.fill()
	}
}

// fill reads more, after making room by moving or doubling the buffer.
func (r *rows) fill() {
	if r.start > 0 {
		copy(r.buf, r.buf[r.start:r.end])
		r.start, r.end = 0, r.end-r.start
	}
	if r.end == len(r.buf) {
		r.buf = append(r.buf, make([]byte, len(r.buf))...)
	}
	for tries := 0; tries < 100 && r.err == nil; tries++ {
		n, err := r.in.Read(r.buf[r.end:])
		r.end, r.err = r.end+n, err
		if n > 0 {
			return
		}
	}
	if r.err == nil {
		r.err = io.ErrNoProgress
	}
}

// split fills in the cells of a row.
func (r *rows) split(row Row, text []byte, lines int) Row {
	if !utf8.Valid(text) {
		row.Bad, row.Text = "row is not UTF-8", Cut(string(bytes.TrimRight(text, "\r\n")))
		return row
	}
	if bytes.IndexByte(text, '"') >= 0 {
		return r.splitQuoted(row, text, lines)
	}
	rest := strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r")
	r.cells = r.cells[:0]
	for {
		at := strings.IndexByte(rest, r.comma)
		if at < 0 {
			break
		}
		r.cells, rest = append(r.cells, rest[:at]), rest[at+1:]
	}
	r.cells = append(r.cells, rest)
	row.Cells = r.cells
	return row
}

// splitQuoted leaves a row with quotes to encoding/csv. If it finds a fault, the
// row ends with its first line.
func (r *rows) splitQuoted(row Row, text []byte, lines int) Row {
	if r.quoted == nil {
		r.quoted = csv.NewReader(&r.feed)
		r.quoted.Comma, r.quoted.FieldsPerRecord, r.quoted.ReuseRecord = rune(r.comma), -1, true
	}
	r.feed.rest = text
	cells, err := r.quoted.Read()
	if err == nil {
		row.Cells = cells
		return row
	}
	r.quoted = nil
	row.Bad, row.Text = "quotes do not pair", Cut(string(bytes.TrimRight(text, "\r\n")))
	first := bytes.IndexByte(text, '\n') + 1
	if lines > 1 {
		r.start, r.line = r.start-len(text)+first, row.Line+1
		row.Text = Cut(string(bytes.TrimRight(text[:first], "\r\n")))
	}
	return row
}

// feed hands out one row at a time.
type feed struct{ rest []byte }

// Read gives what is left of the row, then io.EOF.
func (f *feed) Read(p []byte) (int, error) {
	if len(f.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

// Cut shortens a text for obs.Rejected: valid UTF-8 of at most 200 bytes.
func Cut(text string) string {
	if len(text) > maxText {
		at := maxText
		for at > maxText-utf8.UTFMax && !utf8.RuneStart(text[at]) {
			at--
		}
		text = text[:at]
	}
	return strings.ToValidUTF8(text, "?")
}
