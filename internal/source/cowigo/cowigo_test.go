// SPDX-License-Identifier: Apache-2.0

package cowigo_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/cowigo"
	"github.com/qala-observatory/qala/internal/source/sourcetest"
)

// notes writes down what a reader finds.
type notes struct {
	lines         []string
	seen          []obs.Observation
	read, skipped int
}

func (n *notes) Observe(o obs.Observation) error {
	n.seen = append(n.seen, o)
	n.lines = append(n.lines, fmt.Sprintf("%s %s %s = %g", o.Indicator, o.Country, o.Period, o.Value))
	return nil
}

func (n *notes) Reject(r obs.Rejected) error {
	n.lines = append(n.lines, fmt.Sprintf("%d! %s %q: %s", r.Row, r.Column, r.Text, r.Reason))
	return nil
}

func (n *notes) Count(read, skipped int) { n.read, n.skipped = read, skipped }

// told reads a text.
func told(t testing.TB, def *source.Definition, reg *country.Register, text string) (*notes, error) {
	t.Helper()
	reader, err := cowigo.New(def, reg)
	if err != nil {
		t.Fatal(err)
	}
	var n notes
	err = reader.Read(source.File{
		Path: "cow/state_year_formatv3.csv", Release: "3.0", Data: strings.NewReader(text), Size: int64(len(text)),
	}, &n)
	return &n, err
}

func TestRead(t *testing.T) {
	def, reg := sourcetest.Definition(t, "cow-igo")
	text := "ccode,year,state,AAAID,AALCO,UN,WHO,Wassen\n" +
		"373,1992,azerbaijan,0,2,1,1,-1\n" +
		"373,1993,azerbaijan,3,2,1,1,-9\n" +
		"373,1993,azerbaijan,0,0,0,0,0\n" +
		"999,1993,nowhere,0,0,0,0,0\n" +
		"372,1993,georgia,0,x,1,0,0\n" +
		"371,93,armenia,0,0,1,0,0\n" +
		"371,1993,armenia,0,0\n"
	n, err := told(t, def, reg, text)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"cow-igo.memberships AZE 1992 = 3", "cow-igo.full AZE 1992 = 2", "cow-igo.associate AZE 1992 = 1", "cow-igo.observer AZE 1992 = 0",
		"cow-igo.memberships AZE 1993 = 3", "cow-igo.full AZE 1993 = 2", "cow-igo.associate AZE 1993 = 1", "cow-igo.observer AZE 1993 = 1",
		`4! ccode "373": second row for AZE 1993; the first is on line 3`,
		`5! ccode "999": unknown country "999"`,
		`6! AALCO "x": standing is none of -9 -1 0 1 2 3`,
		`7! year "93": year is out of range`,
		`8!  "371,1993,armenia,0,0": row has 5 fields, the header has 8`,
	}
	for i := range n.lines { // suggestions are the register's business
		n.lines[i], _, _ = strings.Cut(n.lines[i], "; did you mean")
	}
	if diff := cmp.Diff(want, n.lines); diff != "" {
		t.Error(diff)
	}
	wantRef := obs.Ref{
		File: "cow/state_year_formatv3.csv", Row: 2, Rows: 1, Entity: "373", Text: "count of 1|2 over 5 columns",
	}
	if diff := cmp.Diff(wantRef, n.seen[0].Ref); diff != "" {
		t.Error(diff)
	}
	if n.read != 7 || n.skipped != 0 {
		t.Errorf("read %d, skipped %d", n.read, n.skipped)
	}
}

func TestPeriod(t *testing.T) {
	def, reg := sourcetest.Definition(t, "cow-igo")
	def.Layout.Period.First, def.Layout.Country.Skip = 1990, []string{"0"}
	n, err := told(t, def, reg, "ccode,year,state,UN\n2,1989,usa,1\n2,1990,usa,1\n0,1990,none,1\n")
	if err != nil || len(n.seen) != 4 || n.read != 3 || n.skipped != 2 {
		t.Errorf("%+v, %v", n, err)
	}
}

func TestFaults(t *testing.T) {
	def, reg := sourcetest.Definition(t, "cow-igo")
	for text, want := range map[string]string{
		"":                        "file is empty",
		"ccode,state,UN\n":        `no column "year"`,
		"year,state,UN\n":         `no column "ccode"`,
		"ccode,year,state\n":      "no column is an organisation",
		"\xff\xfec\x00c\x00o\x00": "text is UTF-16",
	} {
		if _, err := told(t, def, reg, text); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "cow-igo: ") {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	def.Series[0].Key = "half"
	if _, err := cowigo.New(def, reg); err == nil || !strings.Contains(err.Error(), `key "half"`) {
		t.Errorf("got %v", err)
	}
	def.Series[0].Key, def.Layout.Country.Scheme = "full", "x"
	if _, err := cowigo.New(def, reg); err == nil || !strings.Contains(err.Error(), `scheme "x"`) {
		t.Errorf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	def, reg := sourcetest.Definition(f, "cow-igo")
	f.Add([]byte("ccode,year,state,UN,WHO\n373,1992,azerbaijan,1,2\n373,1992,azerbaijan,1,-9\n"))
	f.Add([]byte("ccode,year,state,UN\n373,NA,x,1\n\"373\",1992,\"x,1\n"))
	f.Add([]byte("ccode,year,UN,ccode\n373,1992,1,2\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := told(t, def, reg, string(text))
		if err == nil && len(n.seen)%len(def.Series) != 0 {
			t.Errorf("%d observations of %d series", len(n.seen), len(def.Series))
		}
		for _, o := range n.seen {
			if o.Value < 0 || o.Country == "" || o.Ref.Row < 2 || bytes.Count(text, []byte{','}) < int(o.Value) {
				t.Errorf("%+v", o)
			}
		}
	})
}
