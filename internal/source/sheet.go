// SPDX-License-Identifier: Apache-2.0

package source

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// Sheet is an open delimited file with a header.
type Sheet struct {
	// Columns are the header's names, without blanks around them.
	Columns []string
	rows    *rows
	in      io.Closer
	name    string
	line    int
}

// SheetOptions say how a delimited file is written.
type SheetOptions struct {
	// Comma separates the fields; 0 means a comma.
	Comma byte
	// Windows1252 tells that the text is in that encoding, of which Latin-1 is a
	// part, and not in UTF-8.
	Windows1252 bool
}

// OpenSheet opens a file as Open does and reads its header. UTF-8 may begin with
// a byte order mark; lines may end in CR LF.
func OpenSheet(file File, opt SheetOptions) (*Sheet, error) {
	in, err := Open(file)
	if err != nil {
		return nil, err
	}
	text := io.Reader(in)
	if opt.Windows1252 {
		text = charmap.Windows1252.NewDecoder().Reader(in)
	}
	if opt.Comma == 0 {
		opt.Comma = ','
	}
	s, err := newSheet(text, opt.Comma)
	if err != nil {
		in.Close()
		return nil, fmt.Errorf("%s: %w", file.Path, err)
	}
	s.in, s.name = in, file.Path
	return s, nil
}

// newSheet reads the header.
func newSheet(in io.Reader, comma byte) (*Sheet, error) {
	text, err := skipMark(in)
	if err != nil {
		return nil, err
	}
	s := &Sheet{rows: newRows(text, comma)}
	head, err := s.rows.next()
	switch {
	case errors.Is(err, io.EOF):
		return nil, errors.New("file is empty, want a header")
	case err != nil:
		return nil, fmt.Errorf("header: %w", err)
	case head.Bad != "":
		return nil, fmt.Errorf("line %d: header: %s", head.Line, head.Bad)
	}
	for _, name := range head.Cells {
		if strings.IndexByte(name, 0) >= 0 {
			return nil, errors.New("header holds NUL bytes: text is UTF-16 or no text, want UTF-8")
		}
		s.Columns = append(s.Columns, strings.TrimSpace(name))
	}
	s.line = head.Line
	return s, nil
}

// marks are the byte order marks of encodings that are refused, the longer first.
var marks = [...]struct{ mark, encoding string }{
	{"\xff\xfe\x00\x00", "UTF-32"},
	{"\x00\x00\xfe\xff", "UTF-32"},
	{"\xff\xfe", "UTF-16"},
	{"\xfe\xff", "UTF-16"},
}

// skipMark drops the byte order mark of UTF-8 and refuses others.
func skipMark(in io.Reader) (io.Reader, error) {
	text := bufio.NewReader(in)
	head, err := text.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			return nil, fmt.Errorf("text is %s, want UTF-8", m.encoding)
		}
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		_, err := text.Discard(3)
		return text, err
	}
	return text, nil
}

// Column finds a column by its name, which must stand in the header exactly once.
func (s *Sheet) Column(name string) (int, error) {
	at := -1
	for i, column := range s.Columns {
		if column != name {
			continue
		}
		if at >= 0 {
			return 0, fmt.Errorf("%s: line %d: column %q stands there twice, as number %d and %d",
				s.name, s.line, name, at+1, i+1)
		}
		at = i
	}
	if at < 0 {
		return 0, fmt.Errorf("%s: line %d: no column %q; there are %s", s.name, s.line, name, s.listed())
	}
	return at, nil
}

// listed writes the header for an error, cut where it is long.
func (s *Sheet) listed() string {
	var b strings.Builder
	for i, column := range s.Columns {
		if b.Len() > 400 {
			fmt.Fprintf(&b, " and %d more", len(s.Columns)-i)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.Quote(Cut(column)))
	}
	return b.String()
}

// Next returns the next row; io.EOF after the last. A row that cannot be read, or
// that has more or fewer fields than the header, comes as a Bad one. Another
// error, such as a truncated archive, ends the reading and tells the line.
func (s *Sheet) Next() (Row, error) {
	row, err := s.rows.next()
	if err == io.EOF {
		return row, io.EOF
	}
	if err != nil {
		return row, fmt.Errorf("%s: line %d: %w", s.name, s.rows.line, err)
	}
	if row.Bad == "" && len(row.Cells) != len(s.Columns) {
		row.Bad = fmt.Sprintf("row has %d fields, the header has %d", len(row.Cells), len(s.Columns))
		row.Text = Cut(strings.Join(row.Cells, string(s.rows.comma)))
		row.Cells = nil
	}
	return row, nil
}

// Close closes the file.
func (s *Sheet) Close() error { return s.in.Close() }
