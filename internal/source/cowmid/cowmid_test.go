// SPDX-License-Identifier: Apache-2.0

package cowmid_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/cowmid"
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
	reader, err := cowmid.New(def, reg)
	if err != nil {
		t.Fatal(err)
	}
	var n notes
	err = reader.Read(source.File{
		Path: "cow/MIDB 5.0.csv", Release: "5.0", Data: strings.NewReader(text), Size: int64(len(text)),
	}, &n)
	return &n, err
}

// head is the header of the published file.
const head = "dispnum,stabb,ccode,stday,stmon,styear,endday,endmon,endyear,sidea,revstate," +
	"revtype1,revtype2,fatality,fatalpre,hiact,hostlev,orig,version\n"

// line writes a row of the published file, of which the reader needs six cells.
func line(dispute, state, first, last, level, origin string) string {
	return dispute + ",XXX," + state + ",1,1," + first + ",2,2," + last + ",1,0,0,0,0,0,7," + level + "," + origin + ",5\n"
}

func TestRead(t *testing.T) {
	def, reg := sourcetest.Definition(t, "cow-mid")
	n, err := told(t, def, reg, head+
		line("10", "373", "1993", "1994", "4", "1")+
		line("11", "373", "1994", "1994", "2", "0")+
		line("10", "373", "1994", "1994", "3", "1")+ // joined again
		line("12", "365", "1990", "1991", "5", "1")) // the Soviet Union, then Russia
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"cow-mid.disputes AZE 1993 = 1", "cow-mid.originated AZE 1993 = 1", "cow-mid.force AZE 1993 = 1", "cow-mid.hostility AZE 1993 = 4",
		"cow-mid.disputes AZE 1994 = 2", "cow-mid.originated AZE 1994 = 1", "cow-mid.force AZE 1994 = 1", "cow-mid.hostility AZE 1994 = 4",
		"cow-mid.disputes RUS 1990 = 1", "cow-mid.originated RUS 1990 = 1", "cow-mid.force RUS 1990 = 1", "cow-mid.hostility RUS 1990 = 5",
		"cow-mid.disputes RUS 1991 = 1", "cow-mid.originated RUS 1991 = 1", "cow-mid.force RUS 1991 = 1", "cow-mid.hostility RUS 1991 = 5",
	}
	if diff := cmp.Diff(want, n.lines); diff != "" {
		t.Error(diff)
	}
	wantRef := obs.Ref{
		File: "cow/MIDB 5.0.csv", Row: 2, Rows: 3, Entity: "373",
		Text: "count of disputes over 3 rows where ccode=373 in 1994: dispnum 10 11",
	}
	if diff := cmp.Diff(wantRef, n.seen[4].Ref); diff != "" {
		t.Error(diff)
	}
	if n.read != 4 || n.skipped != 0 {
		t.Errorf("read %d, skipped %d", n.read, n.skipped)
	}
}

func TestReadRejects(t *testing.T) {
	def, reg := sourcetest.Definition(t, "cow-mid")
	def.Layout.Period.First = 1990
	n, err := told(t, def, reg, head+
		line("1", "373", "-9", "1994", "4", "1")+
		line("2", "373", "1994", "1993", "4", "1")+
		line("3", "373", "1993", "1993", "-9", "1")+
		line("4", "373", "1993", "1993", "6", "1")+
		line("5", "999", "1993", "1993", "4", "1")+
		"6,AZE\n"+
		line("7", "2", "1980", "1989", "4", "1"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`2! styear "-9": year is out of range`,
		`3! endyear "1993": dispute ends before it begins`,
		`4! hostlev "-9": hostility is not between 1 and 5`,
		`5! hostlev "6": hostility is not between 1 and 5`,
		`6! ccode "999": unknown country "999"`,
		`7!  "6,AZE": row has 2 fields, the header has 19`,
	}
	for i := range n.lines { // suggestions are the register's business
		n.lines[i], _, _ = strings.Cut(n.lines[i], "; did you mean")
	}
	if diff := cmp.Diff(want, n.lines); diff != "" {
		t.Error(diff)
	}
	if n.read != 7 || n.skipped != 1 {
		t.Errorf("read %d, skipped %d: the last row ended before 1990", n.read, n.skipped)
	}
}

func TestManyDisputes(t *testing.T) {
	def, reg := sourcetest.Definition(t, "cow-mid")
	text := head
	for i := range 12 {
		text += line(fmt.Sprint(100+i), "2", "2001", "2001", "3", "0")
	}
	n, err := told(t, def, reg, text)
	if err != nil || n.seen[0].Value != 12 || !strings.HasSuffix(n.seen[0].Ref.Text, " 109 and 2 more") {
		t.Errorf("%+v, %v", n.seen[0], err)
	}
	if n.seen[1].Value != 0 || n.seen[2].Value != 0 || n.seen[3].Value != 3 {
		t.Errorf("%q", n.lines)
	}
}

func TestFaults(t *testing.T) {
	def, reg := sourcetest.Definition(t, "cow-mid")
	for text, want := range map[string]string{
		"": "file is empty",
		strings.Replace(head, "hostlev", "level", 1): `no column "hostlev"`,
		strings.Replace(head, "stabb", "ccode", 1):   `column "ccode" stands there twice`,
	} {
		if _, err := told(t, def, reg, text); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "cow-mid: ") {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	def.Series[0].Key = "wars"
	if _, err := cowmid.New(def, reg); err == nil || !strings.Contains(err.Error(), `key "wars"`) {
		t.Errorf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	def, reg := sourcetest.Definition(f, "cow-mid")
	f.Add([]byte(head + line("10", "373", "1993", "1994", "4", "1")))
	f.Add([]byte(head + line("10", "373", "1500", "2100", "1", "") + line("10", "", "NA", "1994", "x", "1")))
	f.Add([]byte(head + "\"10,373\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := told(t, def, reg, string(text))
		if err == nil && len(n.seen)%len(def.Series) != 0 {
			t.Errorf("%d observations of %d series", len(n.seen), len(def.Series))
		}
		for _, o := range n.seen {
			if o.Value < 0 || o.Country == "" || o.Ref.Row < 2 || o.Ref.Rows < 1 {
				t.Errorf("%+v", o)
			}
		}
	})
}
