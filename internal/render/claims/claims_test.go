// SPDX-License-Identifier: Apache-2.0

package claims

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/qala-observatory/qala/internal/article"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/obs"
)

// sample is a sentence with all that can be shown.
func sample() article.Sentence {
	v := 13654321.0
	return article.Sentence{
		Start: 3, End: 20, Text: "A <b>claim</b> & more\u202e\x1b[31m.", Outcome: string(claim.Mixed), Remarks: []string{"A remark."},
		Claims: []article.Claim{
			{
				Text: "A <b>claim</b>", Frame: claim.Value, Countries: []string{"KEN"}, Indicators: []string{"a.b"}, Verdict: claim.Mixed, Share: 0.6,
				Reason: "Because of <script>alert(1)</script>.", FlipsWith: []claim.Choice{{Factor: "series", Level: "c.d"}}, Notes: []string{"A note."},
				Evidence: []claim.Evidence{
					{Indicator: "a.b", Name: "Amount", Unit: "people", Country: "KEN", Period: "2010", Value: &v, Source: "Publisher", Release: "2024", Citation: "Cite \"me\"", Licence: "CC BY"},
					{Indicator: "pacts", Name: "Pact", Country: "KEN", Counterpart: "UGA", Text: "binds both", Source: "T", Own: true},
				},
			},
			{Text: "quoted", AttributedTo: "A minister", Verdict: claim.NotCheckable, Missing: "figures", Evidence: []claim.Evidence{}, Countries: []string{}, Indicators: []string{}},
		},
	}
}

// TestPresumed checks that text and page tell what is taken for granted from what is said.
func TestPresumed(t *testing.T) {
	s := article.Sentence{Text: "Because.", Outcome: string(claim.NotCheckable), Why: "cause", Reason: "It says why.", Claims: []article.Claim{{
		Text: "its stable economy", Presumed: true, Frame: claim.Quality, Verdict: claim.Mixed, Share: 0.5, FlipsWith: []claim.Choice{{Factor: "series", Level: "a.b"}},
		Evidence: []claim.Evidence{{Indicator: "a.b", Name: "Debt", Text: "much", Note: "median of 9 states"}},
	}}}
	var text, html bytes.Buffer
	w := NewText(&text, 200)
	if err := errors.Join(w.Sentence(&s), w.End("id", date)); err != nil {
		t.Fatal(err)
	}
	page, err := NewPage(&html, "id")
	if err == nil {
		err = page.Sentence(&s)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"not checkable — It says why.", "taken for granted: “its stable economy” MIXED (50 %", "much · Debt, median of 9 states", "decided otherwise by the series: Debt", "1 sentence: 1 not checkable; taken for granted: 1 mixed"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is not in\n%s", want, text.String())
		}
	}
	for _, want := range []string{"Taken for granted: “its stable economy”", "the series “Debt”"} {
		if !strings.Contains(html.String(), want) {
			t.Errorf("%q is not on the page", want)
		}
	}
}

var date = obs.Date{Year: 2017, Month: 1, Day: 31}

func TestText(t *testing.T) {
	var b bytes.Buffer
	w := NewText(&b, 72)
	s := sample()
	if err := w.Sentence(&s); err != nil {
		t.Fatal(err)
	}
	if err := w.End("abc", date); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, want := range []string{
		"MIXED (60 % of the ways of testing it)", "13,654,321 people · Amount [Publisher 2024]", "decided otherwise by the series: c.d",
		"attributed to A minister", "would answer: figures", "binds both", "your own series", "A remark.", "1 sentence: 1 mixed", "judged at 2017-01-31",
	} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.ContainsAny(text, "\x1b\u202e") {
		t.Error("a character that steers the terminal got through")
	}
	for _, line := range strings.Split(text, "\n") {
		if n := utf8.RuneCountInString(line); n > 80 {
			t.Errorf("a line of %d characters: %s", n, line)
		}
	}
}

func TestPage(t *testing.T) {
	var b bytes.Buffer
	p, err := NewPage(&b, "abc")
	if err != nil {
		t.Fatal(err)
	}
	s := sample()
	if err := p.Sentence(&s); err != nil {
		t.Fatal(err)
	}
	if err := p.End("abc", obs.Date{}); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, bad := range []string{"<b>", "<script>", "\u202e", "\x1b", "http://", "https://", "src="} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	for _, want := range []string{"&lt;b&gt;claim&lt;/b&gt;", "class=\"sentence mixed\"", "undated", "1 sentence: 1 mixed", "</html>", "Content-Security-Policy"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestJSON(t *testing.T) {
	for _, reviews := range []bool{false, true} {
		var b bytes.Buffer
		j, err := NewJSON(&b, "abc", date, reviews)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			s := sample()
			if err := j.Sentence(&s); err != nil {
				t.Fatal(err)
			}
		}
		if err := j.End("", date); err != nil {
			t.Fatal(err)
		}
		if reviews {
			var list []article.Review
			if err := json.Unmarshal(b.Bytes(), &list); err != nil || len(list) != 4 {
				t.Errorf("%d reviews, %v", len(list), err)
			}
			continue
		}
		var doc article.Document
		if err := json.Unmarshal(b.Bytes(), &doc); err != nil || doc.ID != "abc" || len(doc.Sentences) != 2 || doc.AsOf != date {
			t.Errorf("%+v, %v", doc, err)
		}
	}
}

// TestEmpty checks a text without a sentence.
func TestEmpty(t *testing.T) {
	var b bytes.Buffer
	if err := NewText(&b, 0).End("abc", obs.Date{}); err != nil || !strings.Contains(b.String(), "no sentences") {
		t.Errorf("%q, %v", b.String(), err)
	}
	b.Reset()
	j, err := NewJSON(&b, "abc", obs.Date{}, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := j.End("", obs.Date{}); err != nil || !json.Valid(b.Bytes()) {
		t.Errorf("%q, %v", b.String(), err)
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 4.968: "4.968", 0.0001234: "0.0001234", 9999: "9999", 12345.6: "12,346", -1234567: "-1,234,567"} {
		if got := Number(v); got != want {
			t.Errorf("%g is written %q, want %q", v, got, want)
		}
	}
}
