// SPDX-License-Identifier: Apache-2.0

package unvotes

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/sourcetest"
)

const (
	callsHead = "rcid,session,date\n"
	votesHead = "rcid,country,country_code,vote\n"
	calls     = callsHead + "1,70,2015-11-02\n2,70,2015-12-03\n3,70,2016-01-14\n4,71,2016-12-05\n5,71,2016-12-05\n"
)

// bundle makes the reader of a definition whose files are plain tables.
func bundle(t testing.TB) source.Bundle {
	def, reg := sourcetest.Definition(t, "unvotes")
	def.Releases[0].Files[0].Path, def.Releases[0].Files[1].Path = "calls.csv", "votes.csv"
	b, err := New(def, reg)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// tables are the two files, the votes first: the order must not matter.
func tables(calls, votes string) []source.File {
	return []source.File{
		{Path: "votes.csv", Release: "r", Data: strings.NewReader(votes), Size: int64(len(votes))},
		{Path: "calls.csv", Release: "r", Data: strings.NewReader(calls), Size: int64(len(calls))},
	}
}

// read reads two tables and expects no failure.
func read(t testing.TB, calls, votes string) *sourcetest.Heap {
	h := &sourcetest.Heap{}
	if err := bundle(t).ReadAll(tables(calls, votes), h); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestCounts(t *testing.T) {
	h := read(t, calls, votesHead+
		"1,Georgia,GE,yes\n3,Georgia,GE,no\n4,Georgia,GE,abstain\n5,Georgia,GE,yes\n"+
		"4,Armenia,AM,yes\n")
	for _, test := range []struct {
		series string
		code   country.Code
		year   int
		want   float64
	}{
		{"roll_calls", "GEO", 2015, 2},
		{"votes_cast", "GEO", 2015, 1},
		{"participation_pct", "GEO", 2015, 50},
		{"roll_calls", "GEO", 2016, 3},
		{"votes_yes", "GEO", 2016, 1},
		{"votes_no", "GEO", 2016, 1},
		{"votes_abstain", "GEO", 2016, 1},
		{"participation_pct", "GEO", 2016, 100},
		{"roll_calls", "ARM", 2016, 2}, // of its only day; the calls before it do not count
		{"participation_pct", "ARM", 2016, 50},
	} {
		if got := h.At(t, "unvotes."+test.series, test.code, test.year); got.Value != test.want {
			t.Errorf("%s %s %d: %g, want %g", test.series, test.code, test.year, got.Value, test.want)
		}
	}
	if h.Has("ARM", 2015) {
		t.Error("a year without a vote has values")
	}
	ref := h.At(t, "unvotes.votes_cast", "GEO", 2016).Ref
	if ref.File != "votes.csv" || ref.Row != 3 || ref.Rows != 3 || ref.Entity != "GE" {
		t.Errorf("reference %+v", ref)
	}
}

func TestFormerMembersWithoutCodeAreNoDuplicates(t *testing.T) {
	h := read(t, callsHead+"1,30,1975-12-01\n", votesHead+
		"1,Federal Republic of Germany,,no\n1,Yemen Arab Republic,,yes\n1,German Democratic Republic,DD,yes\n")
	if len(h.Rejected) > 0 {
		t.Error(h.Reasons())
	}
	for code, want := range map[country.Code]float64{"DEU": 0, "YEM": 1, "DDR": 1} {
		if got := h.At(t, "unvotes.votes_yes", code, 1975); got.Value != want || got.Ref.Rows != 1 {
			t.Errorf("%s: %+v", code, got)
		}
	}
}

func TestBadRows(t *testing.T) {
	h := read(t, callsHead+"1,70,2015-12-02\n1,70,2015-12-03\n,70,2015-12-03\n2,70,2015-02-30\n3,70,NA\n4,70\n",
		votesHead+"1,Georgia,GE,yes\n1,Georgia,GE,yes\n9,Georgia,GE,yes\n1,Armenia,AM,maybe\n1,Atlantis,QQ,no\n1,Georgia\n1,Korea,,no\n")
	want := []string{
		"calls.csv:3:rcid: roll call stands twice",
		"calls.csv:4:rcid: roll call has no number",
		`calls.csv:5:date: date "2015-02-30": no such day`,
		`calls.csv:6:date: date "NA": want YYYY-MM-DD`,
		"calls.csv:7:: row has 2 fields, the header has 3",
		"votes.csv:3:rcid: duplicate: GEO has voted in this roll call already",
		"votes.csv:4:rcid: no such roll call",
		"votes.csv:5:vote: not yes, no or abstain",
		`votes.csv:6:country_code: unknown country "QQ"`,
		"votes.csv:7:: row has 2 fields, the header has 4",
	}
	got := h.Reasons()
	if len(got) != 11 || !strings.HasPrefix(got[10], `votes.csv:8:country_code: ambiguous`) && !strings.Contains(got[10], "Korea") {
		t.Errorf("last: %v", got)
	}
	if diff := cmp.Diff(want, got[:10]); diff != "" {
		t.Error(diff)
	}
}

func TestUnfinishedYearIsMarked(t *testing.T) {
	h := read(t, callsHead+"1,74,2019-12-18\n2,74,2020-01-14\n", votesHead+"1,Georgia,GE,yes\n2,Georgia,GE,yes\n")
	for year, want := range map[int]bool{2019: false, 2020: true} {
		got := h.At(t, "unvotes.votes_cast", "GEO", year).Flags
		if (got&obs.Provisional != 0) != want || (got&obs.Partial != 0) != want {
			t.Errorf("%d: %v", year, got.Names())
		}
	}
}

func TestBadFiles(t *testing.T) {
	for _, test := range []struct{ name, calls, votes, want string }{
		{"no calls", "", votesHead, "file is empty"},
		{"no votes", calls, "", "file is empty"},
		{"column missing in the calls", "rcid\n1\n", votesHead, `no column "date"`},
		{"column missing in the votes", calls, "rcid,vote\n", `no column "country"`},
	} {
		err := bundle(t).ReadAll(tables(test.calls, test.votes), &sourcetest.Heap{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
	}
	if err := bundle(t).ReadAll(tables(calls, votesHead)[:1], &sourcetest.Heap{}); err == nil || !strings.Contains(err.Error(), `role "roll_calls"`) {
		t.Errorf("a file is missing: error %v", err)
	}
	full := errors.New("disk is full")
	if err := bundle(t).ReadAll(tables(calls, votesHead+"1,Georgia,GE,yes\n"), stop{full}); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
}

// stop is a sink that is full.
type stop struct{ err error }

// Observe refuses.
func (s stop) Observe(obs.Observation) error { return s.err }

// Reject refuses.
func (s stop) Reject(obs.Rejected) error { return s.err }

func TestNewRefusesUnknownSeries(t *testing.T) {
	_, reg := sourcetest.Definition(t, "unvotes")
	def := &source.Definition{ID: "unvotes", Series: []source.Series{{ID: "speeches"}}}
	def.Layout.Country.Scheme = "unvotes"
	if _, err := New(def, reg); err == nil || !strings.Contains(err.Error(), "series speeches") {
		t.Errorf("error %v", err)
	}
}

// files are the real files.
func files(t testing.TB, def *source.Definition) []source.File {
	var list []source.File
	for _, spec := range def.Releases[0].Files {
		data := sourcetest.Shared(t, spec.Path)
		list = append(list, source.File{Path: spec.Path, Release: def.Releases[0].ID, Data: bytes.NewReader(data), Size: int64(len(data))})
	}
	return list
}

func TestWholeFiles(t *testing.T) {
	def, reg := sourcetest.Definition(t, "unvotes")
	b, err := New(def, reg)
	if err != nil {
		t.Fatal(err)
	}
	h := &sourcetest.Heap{}
	if err := b.ReadAll(files(t, def), h); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d values, %d rejected", len(h.Seen), len(h.Rejected))
	if len(h.Rejected) > 0 {
		t.Errorf("rejected %v", h.Rejected[0])
	}
	cast := 0.0
	for _, o := range h.Seen {
		switch o.Indicator {
		case "unvotes.votes_cast":
			cast += o.Value
		case "unvotes.participation_pct":
			if o.Value <= 0 || o.Value > 100 {
				t.Errorf("%s %s takes part in %g %%", o.Country, o.Period, o.Value)
			}
		}
	}
	if cast != 870109 { // the rows of the file
		t.Errorf("%g votes are counted, the file has 870,109", cast)
	}
	if got := h.At(t, "unvotes.votes_cast", "AZE", 2016).Value; got != 103 {
		t.Errorf("Azerbaijan 2016: %g votes", got)
	}
	if got := h.At(t, "unvotes.roll_calls", "USA", 2020); got.Value != 1 || got.Flags&obs.Partial == 0 {
		t.Errorf("2020 is not marked as partial: %+v", got)
	}
	if h.Has("ZAF", 1980) || !h.Has("NAM", 1991) || !h.Has("RUS", 1960) {
		t.Error("South Africa 1980, Namibia 1991 or Russia 1960")
	}
}

func BenchmarkReadAll(b *testing.B) {
	def, reg := sourcetest.Definition(b, "unvotes")
	list := files(b, def)
	for b.Loop() {
		reader, err := New(def, reg)
		if err != nil {
			b.Fatal(err)
		}
		if err := reader.ReadAll(list, &sourcetest.Heap{}); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzReadAll feeds the reader any two tables.
func FuzzReadAll(f *testing.F) {
	f.Add(calls, votesHead+"1,Georgia,GE,yes\n1,Georgia,GE,yes\n")
	f.Add(callsHead+"1,1,0000-00-00\n", votesHead+"1,,,\n")
	f.Add("", "\xff\xfe")
	b := bundle(f)
	f.Fuzz(func(t *testing.T, calls, votes string) {
		h := &sourcetest.Heap{}
		if b.ReadAll(tables(calls, votes), h) != nil {
			return
		}
		for _, o := range h.Seen {
			if !(o.Value >= 0) || o.Indicator == "unvotes.participation_pct" && o.Value > 100 {
				t.Fatalf("%+v", o)
			}
		}
	})
}
