// SPDX-License-Identifier: Apache-2.0

package treaties

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/sourcetest"
)

const (
	agreementsHead = "treatyID,TypeDomain,TypeAgree,TypeAmbit\n"
	partiesHead    = "stateID,treatyID,StateRatification,StateForce,StateEnd\n"
	agreements     = agreementsHead +
		"SEA,Environment,Agreement,Multilateral\n" +
		"BOTH,\"Trade,Environment\",Protocol,Multilateral\n" +
		"CHANGE,Environment,Amendment,Multilateral\n" +
		"WISH,Human Rights,Resolution,Multilateral\n" +
		"RIVER,Environment,Agreement,Regional\n" +
		"TWO,Security,Agreement,Bilateral\n" +
		"OPEN,NA,Agreement,NA\n" +
		"PAIR,NA,Agreement,NA\n" +
		"CURE,Health,NA,Multilateral\n"
)

// bundle makes the reader of a definition whose files are plain tables.
func bundle(t testing.TB) source.Bundle {
	def, reg := sourcetest.Definition(t, "treaties")
	def.Releases[0].Files[0].Path, def.Releases[0].Files[1].Path = "agreements.csv", "parties.csv"
	b, err := New(def, reg)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// tables are the two files.
func tables(agreements, parties string) []source.File {
	return []source.File{
		{Path: "parties.csv", Release: "r", Data: strings.NewReader(parties), Size: int64(len(parties))},
		{Path: "agreements.csv", Release: "r", Data: strings.NewReader(agreements), Size: int64(len(agreements))},
	}
}

// read reads parties to the agreements of the constant.
func read(t testing.TB, parties ...string) *sourcetest.Heap {
	h := &sourcetest.Heap{}
	if err := bundle(t).ReadAll(tables(agreements, partiesHead+strings.Join(parties, "\n")+"\n"), h); err != nil {
		t.Fatal(err)
	}
	return h
}

func TestInForce(t *testing.T) {
	for _, test := range []struct {
		name  string
		lines []string
		// want is the number in force at the end of 1999, 2000, 2009 and 2010.
		want [4]float64
	}{
		{"from its own entry into force", []string{"GEO,SEA,1999-12-01,2000-03-01,NA"}, [4]float64{0, 1, 1, 1}},
		{"on the last day of the year", []string{"GEO,SEA,NA,2000-12-31,NA"}, [4]float64{0, 1, 1, 1}},
		{"to the year before its end", []string{"GEO,SEA,NA,2000-03-01,2010-01-01"}, [4]float64{0, 1, 1, 0}},
		{"no end yet", []string{"GEO,SEA,NA,2000-03-01,9999-12-31"}, [4]float64{0, 1, 1, 1}},
		{"ratified, no date of force", []string{"GEO,SEA,2000-03-01?,NA,NA"}, [4]float64{0, 1, 1, 1}},
		{"month or year alone", []string{"GEO,SEA,NA,2000-03,2010"}, [4]float64{0, 1, 1, 0}},
		{"signed only", []string{"GEO,SEA,NA,NA,NA"}, [4]float64{0, 0, 0, 0}},
		{"never in force", []string{"GEO,SEA,1990-01-01,9999-12-31,NA"}, [4]float64{0, 0, 0, 0}},
		{"ended before the state joined", []string{"GEO,SEA,NA,2000-03-01,1992-12-31"}, [4]float64{0, 0, 0, 0}},
		{"left and came back", []string{"GEO,SEA,NA,1995-01-01,2000-06-30", "GEO,SEA,NA,2005-01-01,NA"}, [4]float64{1, 0, 1, 1}},
		{"the same treaty twice counts once", []string{"GEO,SEA,NA,2000-01-01,NA", "GEO,SEA,NA,2000-01-01,NA"}, [4]float64{0, 1, 1, 1}},
		{"two treaties", []string{"GEO,SEA,NA,2000-01-01,NA", "GEO,BOTH,NA,2010-01-01,NA"}, [4]float64{0, 1, 1, 2}},
		{"amendments, wishes, regional, bilateral do not count", []string{
			"GEO,SEA,NA,NA,NA", "GEO,CHANGE,NA,1990-01-01,NA", "GEO,WISH,NA,1990-01-01,NA", "GEO,RIVER,NA,1990-01-01,NA", "GEO,TWO,NA,1990-01-01,NA",
		}, [4]float64{0, 0, 0, 0}},
		{"ambit unknown, three states", []string{"GEO,OPEN,NA,1990-01-01,NA", "ARM,OPEN,NA,NA,NA", "AZE,OPEN,NA,NA,NA"}, [4]float64{1, 1, 1, 1}},
		{"ambit unknown, two states", []string{"GEO,SEA,NA,NA,NA", "GEO,PAIR,NA,1990-01-01,NA", "ARM,PAIR,NA,1990-01-01,NA"}, [4]float64{0, 0, 0, 0}},
		{"kind unknown", []string{"GEO,CURE,NA,2000-01-01,NA"}, [4]float64{0, 1, 1, 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := read(t, test.lines...)
			for i, year := range []int{1999, 2000, 2009, 2010} {
				if got := h.At(t, "treaties.treaties_in_force", "GEO", year); got.Value != test.want[i] {
					t.Errorf("%d: %g in force, want %g", year, got.Value, test.want[i])
				}
			}
			if len(h.Rejected) > 0 {
				t.Error(h.Reasons())
			}
		})
	}
}

func TestDomains(t *testing.T) {
	h := read(t, "GEO,SEA,NA,2000-01-01,NA", "GEO,BOTH,NA,2000-01-01,NA", "GEO,OPEN,NA,2000-01-01,NA", "ARM,OPEN,NA,NA,NA", "AZE,OPEN,NA,NA,NA")
	for series, want := range map[string]float64{
		"treaties_in_force": 3, "treaties_environment": 2, "treaties_trade": 1, "treaties_health": 0,
	} {
		if got := h.At(t, "treaties."+series, "GEO", 2001).Value; got != want {
			t.Errorf("%s: %g, want %g", series, got, want)
		}
	}
	for _, o := range h.Seen {
		if o.Indicator == "treaties.treaties_human_rights" || o.Indicator == "treaties.treaties_labour" {
			t.Fatalf("a domain of which nothing is collected has values: %+v", o)
		}
	}
}

func TestOnlyStatesThatTheCollectionKnows(t *testing.T) {
	h := read(t, "GEO,SEA,NA,2000-01-01,NA", "SUN,SEA,NA,1970-01-01,NA", "GDR,SEA,NA,1970-01-01,NA", "EUE,SEA,NA,2000-01-01,NA")
	if h.Has("ARM", 2001) {
		t.Error("a state that is in no list has values")
	}
	if h.Has("GEO", 1980) || h.Has("DDR", 1991) || !h.Has("DDR", 1980) {
		t.Error("a state has values in a year in which it did not exist, or none in one in which it did")
	}
	if got := h.At(t, "treaties.treaties_in_force", "RUS", 2001); got.Value != 1 || got.Ref.Entity != "SUN" {
		t.Errorf("the Soviet Union's treaty is not Russia's: %+v", got)
	}
	if zero := h.At(t, "treaties.treaties_health", "GEO", 2001); zero.Value != 0 || zero.Ref.Rows != 0 || zero.Ref.Row == 0 {
		t.Errorf("reference of a zero: %+v", zero.Ref)
	}
}

func TestBadRows(t *testing.T) {
	h := read(t,
		"GEO,NONE,NA,2000-01-01,NA", "ZZZ,SEA,NA,2000-01-01,NA", "GEO,SEA,0001-01-01,NA,NA", "GEO,SEA,NA,1980-01-01..1980-12-31,NA",
		"GEO,SEA,NA,-2000-01-01,NA", "GEO,SEA,NA,2000-01-01,never", "GEO,SEA", "GEO,SEA,NA,20000101,NA", "ZZZ,TWO,NA,x,NA")
	want := []string{
		"parties.csv:2:treatyID: treaty is not in the list of agreements",
		`parties.csv:3:stateID: unknown country "ZZZ"`,
		"parties.csv:4:StateRatification: year is out of range",
		"parties.csv:5:StateForce: a range of dates, not a date",
		"parties.csv:6:StateForce: not a date: want YYYY-MM-DD",
		"parties.csv:7:StateEnd: not a date: want YYYY-MM-DD",
		"parties.csv:8:: row has 2 fields, the header has 5",
		"parties.csv:9:StateForce: not a date: want YYYY-MM-DD",
	}
	if diff := cmp.Diff(want, h.Reasons()); diff != "" {
		t.Error(diff)
	}
}

func TestBadAgreements(t *testing.T) {
	h := &sourcetest.Heap{}
	text := agreementsHead + "NA,Health,Agreement,Multilateral\nA,Magic,Agreement,Multilateral\nB\nA,Health,Agreement,Multilateral\n"
	if err := bundle(t).ReadAll(tables(text, partiesHead), h); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"agreements.csv:2:treatyID: agreement has no number",
		"agreements.csv:3:TypeDomain: domain is not known",
		"agreements.csv:4:: row has 1 fields, the header has 4",
	}
	if diff := cmp.Diff(want, h.Reasons()); diff != "" {
		t.Error(diff)
	}
}

func TestBadFiles(t *testing.T) {
	for _, test := range []struct{ name, agreements, parties, want string }{
		{"no agreements", "", partiesHead, "file is empty"},
		{"no parties", agreements, "", "file is empty"},
		{"column missing", agreements, "stateID,treatyID\n", `no column "StateRatification"`},
		{"another table", "a,b\n1,2\n", partiesHead, `no column "treatyID"`},
	} {
		err := bundle(t).ReadAll(tables(test.agreements, test.parties), &sourcetest.Heap{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", test.name, err, test.want)
		}
	}
	if err := bundle(t).ReadAll(tables(agreements, partiesHead)[1:], &sourcetest.Heap{}); err == nil || !strings.Contains(err.Error(), `role "parties"`) {
		t.Errorf("a file is missing: error %v", err)
	}
	full := errors.New("disk is full")
	if err := bundle(t).ReadAll(tables(agreements, partiesHead+"GEO,SEA,NA,2000,NA\n"), stop{full}); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
}

// stop is a sink that is full.
type stop struct{ err error }

// Observe refuses.
func (s stop) Observe(obs.Observation) error { return s.err }

// Reject refuses.
func (s stop) Reject(obs.Rejected) error { return s.err }

func TestNewRefuses(t *testing.T) {
	_, reg := sourcetest.Definition(t, "treaties")
	def := &source.Definition{ID: "treaties", Series: []source.Series{{ID: "a", Key: "Magic"}}}
	def.Layout.Country.Scheme = "treaties"
	_, err := New(def, reg)
	if err == nil || !strings.Contains(err.Error(), `key "Magic"`) || !strings.Contains(err.Error(), "first and the last year") {
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
	def, reg := sourcetest.Definition(t, "treaties")
	b, err := New(def, reg)
	if err != nil {
		t.Fatal(err)
	}
	h := &sourcetest.Heap{}
	if err := b.ReadAll(files(t, def), h); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, r := range h.Rejected {
		kinds[r.Reason]++
	}
	t.Logf("%d values, rejected %v", len(h.Seen), kinds)
	if n := kinds["treaty is not in the list of agreements"]; n != 6084 || len(h.Rejected)-n > 20 {
		t.Errorf("%d parties without an agreement, %d rejected in all", n, len(h.Rejected))
	}
	want := independent(t, def, "AZE", "2016")
	if got := h.At(t, "treaties.treaties_in_force", "AZE", 2016).Value; int(got) != want {
		t.Errorf("Azerbaijan 2016: %g, an independent count has %d", got, want)
	}
	if a, b := h.At(t, "treaties.treaties_human_rights", "GEO", 2023).Value, h.At(t, "treaties.treaties_human_rights", "GEO", 1992).Value; a <= b {
		t.Errorf("Georgia's human rights treaties: %g in 2023, %g in 1992", a, b)
	}
}

// independent counts the treaties in force for a state by comparing texts.
func independent(t *testing.T, def *source.Definition, state, year string) int {
	load := func(role string) ([]string, [][]string) {
		at := slices.IndexFunc(def.Releases[0].Files, func(f source.FileSpec) bool { return f.Role == role })
		packed, err := zstd.NewReader(bytes.NewReader(sourcetest.Shared(t, def.Releases[0].Files[at].Path)))
		if err != nil {
			t.Fatal(err)
		}
		defer packed.Close()
		text, err := io.ReadAll(packed)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows[0], rows[1:]
	}
	names, list := load(roleAgreements)
	kind := map[string][2]string{}
	for _, row := range list {
		id := row[slices.Index(names, "treatyID")]
		if _, ok := kind[id]; !ok {
			kind[id] = [2]string{row[slices.Index(names, "TypeAmbit")], row[slices.Index(names, "TypeAgree")]}
		}
	}
	names, list = load(roleParties)
	states := map[string]map[string]bool{}
	for _, row := range list {
		id := row[slices.Index(names, "treatyID")]
		if states[id] == nil {
			states[id] = map[string]bool{}
		}
		states[id][row[slices.Index(names, "stateID")]] = true
	}
	found := map[string]bool{}
	for _, row := range list {
		id := row[slices.Index(names, "treatyID")]
		k, ok := kind[id]
		many := k[0] == "Multilateral" || k[0] == "NA" && len(states[id]) > 2
		binds := k[1] == "Agreement" || k[1] == "Protocol" || k[1] == "NA"
		from, to := row[slices.Index(names, "StateForce")], row[slices.Index(names, "StateEnd")]
		if from == "NA" {
			from = row[slices.Index(names, "StateRatification")]
		}
		if row[slices.Index(names, "stateID")] == state && ok && many && binds &&
			from != "NA" && from[:4] <= year && (to == "NA" || to[:4] > year) {
			found[id] = true
		}
	}
	return len(found)
}

// FuzzReadAll feeds the reader any two tables.
func FuzzReadAll(f *testing.F) {
	f.Add(agreements, partiesHead+"GEO,SEA,NA,2000-01-01,NA\n")
	f.Add(agreements, partiesHead+"GEO,SEA,0001-01-01,1980-01-01..1980-12-31,9999-12-31?\n")
	f.Add("", "\xff\xfe")
	b := bundle(f)
	f.Fuzz(func(t *testing.T, agreements, parties string) {
		h := &sourcetest.Heap{}
		if b.ReadAll(tables(agreements, parties), h) != nil {
			return
		}
		for _, o := range h.Seen {
			if !(o.Value >= 0) || o.Country == country.Code("") || o.Ref.Row == 0 {
				t.Fatalf("%+v", o)
			}
		}
	})
}
