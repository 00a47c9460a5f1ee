// SPDX-License-Identifier: Apache-2.0

package propose

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"github.com/qala-observatory/qala/data"
	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/prose"
)

func judge(tb testing.TB) *Judge {
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
	notes, err := annotate.New(annotate.Setup{Lexicon: lex, Register: reg, Stems: prose.NewStems(lex.Forms())})
	if err != nil {
		tb.Fatal(err)
	}
	return &Judge{Lexicon: lex, Notes: notes}
}

const sentence = "By 2015 the Kenyans numbered some 46 million souls, while Ugandans were fewer."

// good is a proposal that holds.
func good() Proposal {
	return Proposal{Frame: claim.Value, Concept: "population", Text: "the Kenyans numbered some 46 million souls", Subject: "Kenyans", Amount: "46 million", Bound: "about", Time: "By 2015", Direction: 1}
}

func TestClaims(t *testing.T) {
	j := judge(t)
	for name, test := range map[string]struct {
		change func(*Proposal)
		reason string
	}{
		"holds":            {func(*Proposal) {}, ""},
		"own words":        {func(p *Proposal) { p.Text = "Kenya had 46 million people" }, "does not stand in the sentence"},
		"own number":       {func(p *Proposal) { p.Amount = "47 million" }, "does not stand in the sentence"},
		"no concept":       {func(p *Proposal) { p.Concept = "happiness_of_souls" }, "no concept"},
		"no country":       {func(p *Proposal) { p.Subject = "souls" }, "names no single country"},
		"no number":        {func(p *Proposal) { p.Amount = "some" }, "holds 0 numbers"},
		"no time":          {func(p *Proposal) { p.Time = "souls" }, "is not one time"},
		"no amount":        {func(p *Proposal) { p.Amount = "" }, "wants an amount"},
		"unknown bound":    {func(p *Proposal) { p.Bound = "roughly" }, "bound"},
		"unknown frame":    {func(p *Proposal) { p.Frame = claim.Membership }, "cannot be proposed"},
		"comparison":       {func(p *Proposal) { p.Frame, p.Other = claim.Comparison, "Ugandans" }, ""},
		"comparison alone": {func(p *Proposal) { p.Frame = claim.Comparison }, "wants the other side"},
		"no direction":     {func(p *Proposal) { p.Frame, p.Other, p.Direction = claim.Comparison, "Ugandans", 0 }, "wants a direction"},
	} {
		t.Run(name, func(t *testing.T) {
			p := good()
			test.change(&p)
			claims, rejected := j.Claims(sentence, []Proposal{p})
			if test.reason == "" {
				if len(claims) != 1 || len(rejected) != 0 || claims[0].Subjects[0].Country != "KEN" {
					t.Errorf("%+v, rejected %q", claims, rejected)
				}
				return
			}
			if len(claims) != 0 || len(rejected) != 1 || !strings.Contains(rejected[0], test.reason) {
				t.Errorf("%+v, rejected %q, want %q", claims, rejected, test.reason)
			}
		})
	}
}

func TestParse(t *testing.T) {
	p, err := json.Marshal(map[string]any{"claims": []Proposal{good()}})
	if err != nil {
		t.Fatal(err)
	}
	list, err := Parse(string(p))
	if err != nil || len(list) != 1 || list[0] != good() {
		t.Fatalf("%+v, %v", list, err)
	}
	for name, text := range map[string]string{
		"no JSON":       "Sure! Here are the claims",
		"unknown field": `{"claims": [], "verdict": "true"}`,
		"a verdict":     `{"claims": [{"frame": "value", "verdict": "supported"}]}`,
		"more behind":   `{"claims": []} {"claims": []}`,
		"too many":      `{"claims": [` + strings.Repeat(`{},`, 20) + `{}]}`,
		"too long":      strings.Repeat(" ", maxReply+1),
	} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// TestSchema checks that the schema is JSON and that the prompt holds the sentence and
// the concepts.
func TestSchema(t *testing.T) {
	if !json.Valid(Schema()) {
		t.Error("the schema is no JSON")
	}
	prompt := Prompt(sentence, judge(t).Lexicon)
	if !strings.Contains(prompt, sentence) || !strings.Contains(prompt, " gdp_growth") || len(Hash(prompt)) != 64 {
		t.Error("the prompt lacks the sentence or the concepts")
	}
}

// FuzzParse checks that no reply brings the reader down.
func FuzzParse(f *testing.F) {
	j := judge(f)
	f.Add(`{"claims": [{"frame": "value", "concept": "population", "text": "", "subject": "Kenyans", "other": "", "amount": "46 million", "time": "", "bound": "", "direction": 1}]}`)
	f.Add(`{"claims": null}`)
	f.Add(`[`)
	f.Fuzz(func(t *testing.T, text string) {
		list, err := Parse(text)
		if err != nil {
			return
		}
		claims, rejected := j.Claims(sentence, list)
		if len(claims)+len(rejected) != len(list) {
			t.Fatalf("%d proposals, %d claims, %d rejected", len(list), len(claims), len(rejected))
		}
	})
}
