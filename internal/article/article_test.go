// SPDX-License-Identifier: Apache-2.0

package article

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/data"
	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/claim/check"
	"github.com/qala-observatory/qala/internal/claim/read"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/prose"
)

// growth is a store that holds one series: Kenya's economy grew by five per cent in
// 2015 and shrank by two in 2016.
type growth struct{}

func (growth) Table(id string) (*claim.Table, error) {
	if id != "wdi.NY.GDP.MKTP.KD.ZG" {
		return nil, nil
	}
	s := panel.NewSeries(id, panel.NewAxis([]country.Code{"KEN", "UGA"}), 2014, 2016)
	for year, v := range map[int]float64{2014: 5, 2015: 5, 2016: -2} {
		i, _ := s.Axis.Index("KEN")
		s.Set(i, year, v)
	}
	return &claim.Table{Indicator: obs.Indicator{ID: id, Name: "GDP growth", Unit: "% per year"}, Series: s, Source: "wdi"}, nil
}

func (growth) Dyads(string) (*panel.Dyads, error) { return nil, nil }

// desk reads with the embedded lexicon and checks against growth.
func desk(tb testing.TB) (*Desk, *lexicon.Lexicon) {
	tb.Helper()
	tree, err := fs.Sub(data.FS, "lexicon")
	if err != nil {
		tb.Fatal(err)
	}
	lex, err := lexicon.Load(tree)
	if err != nil {
		tb.Fatal(err)
	}
	reg, err := country.Load(data.FS)
	if err != nil {
		tb.Fatal(err)
	}
	book, err := affiliation.Load(data.FS, reg)
	if err != nil {
		tb.Fatal(err)
	}
	r, err := read.New(read.Setup{Lexicon: lex, Register: reg, Book: book})
	if err != nil {
		tb.Fatal(err)
	}
	c := check.New(check.Setup{
		Lexicon: lex, Store: growth{}, Book: book, States: reg.States, Units: check.NewUnits(lex, r.Stems()),
		Name: func(c country.Code) string { return string(c) },
	})
	return &Desk{Reader: r, Checker: c}, lex
}

func TestDocument(t *testing.T) {
	d, _ := desk(t)
	text := "Kenya's economy grew by about 5 per cent in 2015. It shrank in 2016.\n\nIt was a fine day. “It grew by 90 per cent in 2015,” the minister said. Kenya must grow faster."
	q := Question{Text: prose.Plain([]byte(text)), Input: []byte(text), AsOf: obs.Date{Year: 2018, Month: 5, Day: 1}, Basis: "b"}
	doc, err := d.Document(q)
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		Outcome, Why, By string
		Claims           int
	}
	var got []row
	runes := []rune(text)
	for _, s := range doc.Sentences {
		x := row{Outcome: s.Outcome, Why: s.Why, Claims: len(s.Claims)}
		if len(s.Claims) > 0 {
			x.By = s.Claims[0].AttributedTo
		}
		got = append(got, x)
		if string(runes[s.Start:s.End]) != s.Text {
			t.Errorf("at %d to %d stands %q, not %q", s.Start, s.End, string(runes[s.Start:s.End]), s.Text)
		}
	}
	want := []row{
		{"supported", "", "", 1},
		{"supported", "", "", 1},
		{"no_claim", "no_claim", "", 0},
		{"not_checkable", "quotation", "the minister", 1},
		{"not_checkable", "norm", "", 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if quoted := doc.Sentences[3].Claims[0]; quoted.Verdict != claim.NotCheckable || quoted.Text != "It grew by 90 per cent in 2015," {
		t.Errorf("quoted: %+v", quoted)
	}
	again, err := d.Document(q)
	if err != nil || cmp.Diff(doc, again) != "" {
		t.Errorf("the same question has another answer: %v", err)
	}
	q.Basis = "c"
	if q.ID() == doc.ID {
		t.Error("other data have the same id")
	}
}

// TestQuotationGoesOn checks that a quotation over two sentences is attributed whole.
func TestQuotationGoesOn(t *testing.T) {
	d, _ := desk(t)
	text := "The minister said: “We are proud of it. Kenya's economy grew by 90 per cent in 2015.” Kenya's economy grew by 5 per cent in 2015."
	doc, err := d.Document(Question{Text: prose.Plain([]byte(text)), Input: []byte(text)})
	if err != nil {
		t.Fatal(err)
	}
	last := len(doc.Sentences) - 1
	if doc.Sentences[last-1].Outcome != string(claim.NotCheckable) || doc.Sentences[last].Outcome != string(claim.Supported) {
		t.Errorf("quoted %s, the author's %s", doc.Sentences[last-1].Outcome, doc.Sentences[last].Outcome)
	}
}

// TestDay checks that what is so now is so on the day of the text, and figures are those of
// the last full year.
func TestDay(t *testing.T) {
	d, _ := desk(t)
	for date, want := range map[string]claim.Verdict{
		"2024-03-06": claim.Contradicted, "2024-03-07": claim.Supported, "March 8, 2024": claim.Supported, "2024": claim.Contradicted, "": claim.Supported,
	} {
		got, err := d.Check(Row{Text: "Sweden is a member of NATO.", Date: date})
		if err != nil || got.Verdict != want {
			t.Errorf("%q: %s, want %s; %v", date, got.Verdict, want, err)
		}
	}
	if got := DayOf("2024"); !got.IsZero() {
		t.Errorf("a year is the day %v", got)
	}
}

// TestPresumed checks that what a sentence takes for granted is tested below it, decides
// nothing of its own outcome, and is no review of a claim that anybody made.
func TestPresumed(t *testing.T) {
	d, _ := desk(t)
	text := "Kenya's growing economy will attract investors. Uganda's growing economy will attract investors."
	doc, err := d.Document(Question{Text: prose.Plain([]byte(text)), Input: []byte(text), AsOf: obs.Date{Year: 2016, Month: 2, Day: 1}})
	if err != nil {
		t.Fatal(err)
	}
	kenya, uganda := doc.Sentences[0], doc.Sentences[1]
	if kenya.Outcome != string(claim.NotCheckable) || kenya.Why != "forecast" || len(kenya.Claims) != 1 {
		t.Fatalf("outcome %s for %s with %d claims", kenya.Outcome, kenya.Why, len(kenya.Claims))
	}
	if c := kenya.Claims[0]; !c.Presumed || c.Verdict != claim.Supported || c.Text != "Kenya's growing economy" {
		t.Errorf("%q: presumed %v, %s", c.Text, c.Presumed, c.Verdict)
	}
	if n := len(kenya.Reviews("id", doc.AsOf, 1)); n != 0 {
		t.Errorf("%d reviews of what nobody said", n)
	}
	if len(uganda.Claims) != 0 {
		t.Errorf("%d claims without a figure", len(uganda.Claims))
	}
}

func TestCheck(t *testing.T) {
	d, _ := desk(t)
	for name, test := range map[string]struct {
		row  Row
		want claim.Verdict
	}{
		"supported":      {Row{Text: "Kenya's economy grew by 5 per cent in 2015."}, claim.Supported},
		"contradicted":   {Row{Text: "Kenya's economy grew by 7 per cent in 2015."}, claim.Contradicted},
		"two parts":      {Row{Text: "Kenya's economy grew in 2015 but it also grew in 2016."}, claim.Mixed},
		"context":        {Row{Text: "Its economy grew by 5 per cent in 2015.", Context: "Kenya is a republic."}, claim.Supported},
		"no figures":     {Row{Text: "Uganda's economy grew by 5 per cent in 2015."}, claim.NotCheckable},
		"part unchecked": {Row{Text: "Kenya's and Uganda's economies grew by 5 per cent in 2015."}, claim.NotCheckable},
		"presumed":       {Row{Text: "Kenya's growing economy will attract investors.", Date: "2016-02-01"}, claim.NotCheckable},
		"forecast":       {Row{Text: "Kenya's economy will grow by 5 per cent."}, claim.NotCheckable},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := d.Check(test.row)
			if err != nil || got.Verdict != test.want {
				t.Errorf("%s (%s %s), want %s; %v", got.Verdict, got.Reason, got.Missing, test.want, err)
			}
			if got.Verdict == claim.NotCheckable && got.Reason == "" {
				t.Error("no reason is given")
			}
		})
	}
}

func TestYearOf(t *testing.T) {
	for text, want := range map[string]int{
		"2017-01-31": 2016, "2016-12-31": 2016, "April 01, 2022": 2021, "May 3, 2017": 2016, "2018": 2017, "3 May 2017": 2016, "": 0, "soon": 0,
	} {
		if got := YearOf(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	_, lex := desk(t)
	for name, test := range map[string]struct{ text, want string }{
		"English":  {"The economy of the country grew by five per cent in the year that followed the war, and it was the fastest in the region.", English},
		"French":   {"L'économie du pays a progressé de cinq pour cent dans les années qui ont suivi la guerre, et elle est la plus rapide de la région.", "French"},
		"German":   {"Die Wirtschaft des Landes ist in dem Jahr nach dem Krieg um fünf Prozent gewachsen und war die schnellste in der Region.", "German"},
		"Spanish":  {"La economía del país creció un cinco por ciento en los años que siguieron a la guerra y fue la más rápida de la región.", "Spanish"},
		"Cyrillic": {"Экономика страны выросла на пять процентов после войны и стала самой быстрой в регионе.", "a language in Cyrillic letters"},
		"Chinese":  {"该国经济在战后增长了百分之五。", "Chinese or Japanese"},
		"short":    {"Kenya grew.", English},
		"nothing":  {"", English},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Language(test.text, lex.Words); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
			err := InEnglish(test.text, lex.Words)
			if (err != nil) != (test.want != English) || err != nil && !errors.Is(err, ErrLanguage) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestReviews(t *testing.T) {
	v := 5.0
	s := Sentence{Claims: []Claim{{
		Text: "It grew.", Verdict: claim.Supported, Reason: "GDP growth: 5.", FlipsWith: []claim.Choice{{Factor: "series", Level: "x"}},
		Evidence: []claim.Evidence{{Indicator: "a.b", Name: "Growth", Value: &v, Source: "S", Licence: "CC"}, {Indicator: "a.b", Name: "Growth", Source: "S"}},
	}, {Text: "It is said.", AttributedTo: "A minister", Verdict: claim.NotCheckable, Missing: "figures"}}}
	out := s.Reviews("id", obs.Date{Year: 2017, Month: 1, Day: 31}, 3)
	if len(out) != 2 || out[0].Type != "ClaimReview" || out[0].ReviewRating.AlternateName != "supported" || len(out[0].ReviewRating.IsBasedOn) != 1 {
		t.Fatalf("%+v", out)
	}
	if !strings.Contains(out[0].ReviewRating.RatingExplanation, "depends on the series") || out[0].ID != "urn:qala:check:id-3-1" {
		t.Errorf("%+v", out[0])
	}
	if out[1].ItemReviewed.Author == nil || !strings.Contains(out[1].ReviewRating.RatingExplanation, "Missing: figures") {
		t.Errorf("%+v", out[1])
	}
}

// TestReadAll refuses what is too long.
func TestReadAll(t *testing.T) {
	if _, err := ReadAll(strings.NewReader("short")); err != nil {
		t.Error(err)
	}
	if _, err := ReadAll(zeros{}); err == nil {
		t.Error("a text without an end is taken")
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }
