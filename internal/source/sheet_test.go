// SPDX-License-Identifier: Apache-2.0

package source

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// walk reads a text into lines such as "2: a|b" or "3! reason: text".
func walk(t *testing.T, text string) []string {
	t.Helper()
	s, err := newSheet(strings.NewReader(text), ',')
	if err != nil {
		return []string{"error: " + err.Error()}
	}
	var out []string
	for {
		row, err := s.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			return append(out, "error: "+err.Error())
		}
		if row.Bad != "" {
			out = append(out, fmt.Sprintf("%d! %s: %s", row.Line, row.Bad, row.Text))
			continue
		}
		out = append(out, fmt.Sprintf("%d: %s", row.Line, strings.Join(row.Cells, "|")))
	}
}

func TestSheet(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"plain", "a,b\n1,2\n3,4\n", []string{"2: 1|2", "3: 3|4"}},
		{"no last line feed", "a,b\n1,2", []string{"2: 1|2"}},
		{"header only", "a,b\n", nil},
		{"header only, no line feed", "a,b", nil},
		{"empty", "", []string{"error: file is empty, want a header"}},
		{"blank lines only", "\n\r\n\n", []string{"error: file is empty, want a header"}},
		{"CR LF", "a,b\r\n1,2\r\n", []string{"2: 1|2"}},
		{"byte order mark", "\xef\xbb\xbfa,b\n1,2\n", []string{"2: 1|2"}},
		{"byte order mark alone", "\xef\xbb\xbf", []string{"error: file is empty, want a header"}},
		{"UTF-16", "\xff\xfea\x00,\x00b\x00", []string{"error: text is UTF-16, want UTF-8"}},
		{"UTF-16, big end first", "\xfe\xff\x00a", []string{"error: text is UTF-16, want UTF-8"}},
		{"UTF-32", "\xff\xfe\x00\x00a\x00\x00\x00", []string{"error: text is UTF-32, want UTF-8"}},
		{"UTF-16 without a mark", "a\x00,\x00b\x00", []string{"error: header holds NUL bytes: text is UTF-16 or no text, want UTF-8"}},
		{"Latin-1 header", "pays,ann\xe9e\n1,2\n", []string{"error: line 1: header: row is not UTF-8"}},
		{
			"Latin-1 cell", "a,b\n1,2\n3,C\xf4te\n5,6\n",
			[]string{"2: 1|2", "3! row is not UTF-8: 3,C?te", "4: 5|6"},
		},
		{
			"ragged rows", "a,b\n1\n1,2,3\n1,2\n",
			[]string{"2! row has 1 fields, the header has 2: 1", "3! row has 3 fields, the header has 2: 1,2,3", "4: 1|2"},
		},
		{"blank lines between", "a,b\n\n1,2\n\r\n3,4\n", []string{"3: 1|2", "5: 3|4"}},
		{"quotes", "a,b\n\"1,\"\"x\",2\n", []string{"2: 1,\"x|2"}},
		{"quoted line feed", "a,b\n\"1\n2\",3\n4,5\n", []string{"2: 1\n2|3", "4: 4|5"}},
		{"quoted CR LF", "a,b\r\n\"1\r\n2\",3\r\n4,5\r\n", []string{"2: 1\n2|3", "4: 4|5"}},
		{
			"quote never closed", "a,b\n1,2\n3,\"4\n5,6\n7,8\n",
			[]string{"2: 1|2", "3! quote is not closed before the file ends: 3,\"4", "4: 5|6", "5: 7|8"},
		},
		{
			"bare quote costs its line", "a,b\n5\" gun,1\n\"x\ny\",3\n7,8\n",
			[]string{"2! quotes do not pair: 5\" gun,1", "3: x\ny|3", "5: 7|8"},
		},
		{"bare quotes in one line", "a,b\n5\"x\" gun,1\n7,8\n", []string{"2! quotes do not pair: 5\"x\" gun,1", "3: 7|8"}},
		{"quoted header", "\"a\", b \n1,2\n", []string{"2: 1|2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, walk(t, c.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSheetColumn(t *testing.T) {
	s, err := OpenSheet(at("x.csv", []byte("iso3, year ,value,value\nAZE,2016,1,2\n")), SheetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got, err := s.Column("year"); got != 1 || err != nil {
		t.Errorf("year: got %d, %v", got, err)
	}
	for name, want := range map[string]string{
		"estimate": `x.csv: line 1: no column "estimate"; there are "iso3", "year", "value", "value"`,
		"value":    `x.csv: line 1: column "value" stands there twice, as number 3 and 4`,
	} {
		if _, err := s.Column(name); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}

func TestSheetWindows1252(t *testing.T) {
	file := at("x.csv", []byte("name,n\nC\xf4te d\x92Ivoire,1\n"))
	s, err := OpenSheet(file, SheetOptions{Windows1252: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	row, err := s.Next()
	if err != nil || row.Bad != "" || row.Cells[0] != "Côte d’Ivoire" {
		t.Errorf("got %+v, %v", row, err)
	}
}

func TestSheetTruncated(t *testing.T) {
	whole := packed(t, "x.gz", "a,b\n"+strings.Repeat("1,2\n3,4444444\n", 20_000))
	s, err := OpenSheet(at("x.gz", whole[:len(whole)-20]), SheetOptions{})
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for {
		row, err := s.Next()
		if err == nil && row.Bad == "" {
			rows++
			continue
		}
		if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.HasPrefix(err.Error(), "x.gz: line ") {
			t.Errorf("got %+v, %v", row, err)
		}
		break
	}
	if rows == 0 {
		t.Error("nothing was read before the file broke off")
	}
}

// stream is a text too long to keep.
type stream struct {
	head string
	fill byte
	left int
	tail string
}

func (s *stream) Read(p []byte) (int, error) {
	if s.head != "" {
		n := copy(p, s.head)
		s.head = s.head[n:]
		return n, nil
	}
	if s.left > 0 {
		n := min(len(p), s.left)
		for i := range p[:n] {
			p[i] = s.fill
		}
		s.left -= n
		return n, nil
	}
	if s.tail == "" {
		return 0, io.EOF
	}
	n := copy(p, s.tail)
	s.tail = s.tail[n:]
	return n, nil
}

// TestSheetLongLine reads a line of a gigabyte in little memory and goes on.
func TestSheetLongLine(t *testing.T) {
	for name, head := range map[string]string{"plain": "a,b\n1,2\n", "quoted": "a,b\n1,2\n\""} {
		t.Run(name, func(t *testing.T) {
			s, err := newSheet(&stream{head: head, fill: 'x', left: 1_000_000_000, tail: "\n3,4\n"}, ',')
			if err != nil {
				t.Fatal(err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var got []Row
			for {
				row, err := s.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				row.Cells = slices.Clone(row.Cells)
				got = append(got, row)
			}
			runtime.ReadMemStats(&after)
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 8<<20 {
				t.Errorf("%d bytes were allocated", grown)
			}
			if len(got) != 3 || got[1].Bad != "row is longer than 1 MB" || len(got[1].Text) > maxText || got[2].Line != 4 {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// TestSheetOpenQuote loses one line to a quote that is never closed, however long
// the file, and takes linear time.
func TestSheetOpenQuote(t *testing.T) {
	text := "a,b\n\"1,2\n" + strings.Repeat("3,4\n", 2*MaxRow/4)
	s, err := newSheet(strings.NewReader(text), ',')
	if err != nil {
		t.Fatal(err)
	}
	good, bad := 0, 0
	for {
		row, err := s.Next()
		if err != nil {
			break
		}
		if row.Bad != "" {
			bad++
			continue
		}
		good++
	}
	if bad != 1 || good != 2*MaxRow/4 {
		t.Errorf("good %d, bad %d", good, bad)
	}
}

func TestCut(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "",
		"short":                           "short",
		strings.Repeat("a", maxText+1):    strings.Repeat("a", maxText),
		strings.Repeat("ə", maxText):      strings.Repeat("ə", maxText/2),
		"a" + strings.Repeat("ə", 199):    "a" + strings.Repeat("ə", 99),
		"C\xf4te":                         "C?te",
		strings.Repeat("\x80", maxText*2): "?",
	} {
		if got := Cut(text); got != want {
			t.Errorf("Cut(%.20q...) = %q", text, got)
		}
	}
}

// FuzzSheet compares what is read with encoding/csv on every text that the latter
// takes, and looks for rows that are lost or invented on the others.
func FuzzSheet(f *testing.F) {
	for _, text := range []string{
		"a,b\n1,2\n", "a,b\r\n\"1\r\n\",2\r\n", "a,b\n5\" gun,1\n\"x\ny\",3\n", "a,b\n3,\"4\n5,6\n",
		"a,b\n3,C\xf4te\n", "\xef\xbb\xbfa,b\n1,2\n", "a,b\n\n\"\"\"\",\n", ".csv,NA,NA\n\"a\"b,c\n", "a\rb,c\n1,2\r",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := walk(t, text)
		ref := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\xef\xbb\xbf")))
		ref.FieldsPerRecord = -1
		all, err := ref.ReadAll()
		if err != nil || len(all) == 0 || strings.ContainsRune(text, 0) {
			return
		}
		var want []string
		for _, cells := range all[1:] {
			if len(cells) == len(all[0]) {
				want = append(want, strings.Join(cells, "|"))
			}
		}
		var have []string
		for _, line := range got {
			number, cells, ok := strings.Cut(line, ": ")
			if strings.HasPrefix(line, "error: ") || strings.Contains(line, "not UTF-8") {
				return
			}
			if ok && !strings.Contains(number, "!") {
				have = append(have, cells)
			}
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Error(diff)
		}
	})
}
