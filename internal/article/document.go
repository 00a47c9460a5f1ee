// SPDX-License-Identifier: Apache-2.0

package article

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/claim/propose"
	"github.com/qala-observatory/qala/internal/claim/read"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/prose"
)

// Document is a checked text.
type Document struct {
	// ID is a hash of all that the answer depends on: same id, same bytes.
	ID string `json:"id"`
	// AsOf is the date of the text.
	AsOf obs.Date `json:"as_of"`
	// Sentences are all sentences, also those without a claim.
	Sentences []Sentence `json:"sentences"`
}

// Sentence is what came of a sentence.
type Sentence struct {
	// Start and End count code points of the input.
	Start int `json:"start"`
	End   int `json:"end"`
	// Text is the sentence.
	Text string `json:"text"`
	// Outcome is a verdict, or no_claim where the sentence asserts nothing that the
	// lexicon knows.
	Outcome string `json:"outcome"`
	// Why is the kind of reason where there is no verdict, Reason the reason.
	Why    string `json:"why,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Remarks are notes on what was set aside.
	Remarks []string `json:"remarks,omitempty"`
	// Paragraph counts from 0.
	Paragraph int `json:"paragraph"`
	// Proposed is what a language model proposed for a sentence in which the reader
	// found no claim; nil where none was asked.
	Proposed *propose.Reply `json:"proposed,omitempty"`
	// Claims are its atomic statements.
	Claims []Claim `json:"claims"`
}

// Claim is what came of one atomic statement.
type Claim struct {
	Text string `json:"text"`
	// Presumed tells that the sentence takes it for granted and does not say it; it
	// has no part in the sentence's outcome.
	Presumed     bool             `json:"presumed,omitempty"`
	Frame        claim.Frame      `json:"frame,omitempty"`
	AttributedTo string           `json:"attributed_to,omitempty"`
	Countries    []string         `json:"countries"`
	Indicators   []string         `json:"indicators"`
	Period       string           `json:"period,omitempty"`
	Verdict      claim.Verdict    `json:"verdict"`
	Share        float64          `json:"share"`
	Headline     string           `json:"headline,omitempty"`
	Reason       string           `json:"reason"`
	Missing      string           `json:"missing,omitempty"`
	FlipsWith    []claim.Choice   `json:"flips_with,omitempty"`
	Notes        []string         `json:"notes,omitempty"`
	Evidence     []claim.Evidence `json:"evidence"`
}

// NoClaim is the outcome of a sentence that asserts nothing.
const NoClaim = "no_claim"

// Question is a text with its date and what else the answer depends on.
type Question struct {
	Text *prose.Text
	// Input is the text as it was given.
	Input []byte
	AsOf  obs.Date
	// Basis is what the answer depends on besides: hashes of the data, the lexicon
	// and the program's version.
	Basis string
}

// ID is the id of the answer to a question: the same question over the same data by
// the same program has the same.
func (q *Question) ID() string {
	h := sha256.New()
	// A hash takes any bytes and gives no error.
	_, _ = fmt.Fprintf(h, "qala check 1\x00%s\x00%s\x00%d\x00", q.Basis, q.AsOf, len(q.Input))
	_, _ = h.Write(q.Input)
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// Document checks a whole text and keeps all that came of it.
func (d *Desk) Document(q Question) (*Document, error) {
	doc := &Document{ID: q.ID(), AsOf: q.AsOf, Sentences: []Sentence{}}
	err := d.Each(q, func(s Sentence) error {
		doc.Sentences = append(doc.Sentences, s)
		return nil
	})
	return doc, err
}

// Each checks a text and visits its sentences in order, so that a long one need not
// be kept. The first error ends it.
func (d *Desk) Each(q Question, visit func(Sentence) error) error {
	ctx := &read.Context{}
	if !q.AsOf.IsZero() {
		ctx.Year, ctx.Day = q.AsOf.LastYearEnded(), country.Date(q.AsOf)
	}
	ctx.Topic = d.topic(q.Text.S, ctx)
	var failure error
	paragraph := -1
	d.Reader.Split(q.Text.S, func(s prose.Sentence) {
		if failure != nil {
			return
		}
		if s.Paragraph != paragraph {
			paragraph, ctx.Quoted = s.Paragraph, false
		}
		out, err := d.sentence(s, ctx)
		if err != nil {
			failure = err
			return
		}
		out.Start, out.End = q.Text.Origin(s.Start), q.Text.Origin(s.End-1)+1
		failure = visit(out)
	})
	return failure
}

// topicLead is how many times as often as any other a country must be named to be
// what a text is about.
const topicLead = 2

// topic is the country that a text names far more often than any other.
func (d *Desk) topic(text string, ctx *read.Context) country.Code {
	const most = 1 << 16 // a text says early on what it is about
	if len(text) > most {
		cut := most
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	counts := d.Reader.Counts(text, ctx)
	if len(counts) == 0 || counts[0].Count < 2 || len(counts) > 1 && counts[0].Count < topicLead*counts[1].Count {
		return ""
	}
	return counts[0].Code
}

// sentence checks one sentence.
func (d *Desk) sentence(s prose.Sentence, ctx *read.Context) (Sentence, error) {
	out := Sentence{Text: s.Text, Paragraph: s.Paragraph, Claims: []Claim{}}
	reading := d.Reader.Sentence(s.Text, ctx)
	ctx.Follow(&reading)
	ctx.Quoted = reading.OpenQuote
	out.Remarks = reading.Remarks
	if d.Proposer != nil && (reading.Refused.Kind == NoClaim || unnamed(reading.Claims)) {
		if err := d.propose(&out, &reading, ctx); err != nil {
			return out, err
		}
	}
	if reading.Refused.Kind != "" {
		out.Outcome, out.Why, out.Reason = string(claim.NotCheckable), reading.Refused.Kind, reading.Refused.Text
		if reading.Refused.Kind == NoClaim {
			out.Outcome = NoClaim
		}
		if reading.Refused.Kind == "quotation" || reading.Refused.Kind == "attribution" {
			out.Claims = append(out.Claims, Claim{
				Text: reading.Quoted, AttributedTo: speaker(reading.Speaker), Countries: nonNil(reading.Mentioned), Indicators: []string{},
				Verdict: claim.NotCheckable, Reason: reading.Refused.Text, Evidence: []claim.Evidence{},
			})
		}
	}
	outcomes, err := d.outcomes(reading.Claims, ctx.Year)
	for i := range outcomes {
		if !outcomes[i].Claim.Presumed || outcomes[i].Verdict != claim.NotCheckable {
			out.Claims = append(out.Claims, claimOf(&outcomes[i]))
		}
	}
	if err != nil || reading.Refused.Kind != "" {
		return out, err
	}
	out.Outcome = string(joined(outcomes))
	if out.Outcome == string(claim.NotCheckable) {
		out.Why, out.Reason = outcomes[0].Claim.Refused.Kind, outcomes[0].Reason
	}
	return out, nil
}

// outcomes tests claims of a text with its last full year.
func (d *Desk) outcomes(list []claim.Claim, year int) ([]claim.Outcome, error) {
	var out []claim.Outcome
	for _, c := range list {
		o, err := d.Checker.Check(c, year)
		if err != nil {
			return out, err
		}
		out = append(out, o)
	}
	return out, nil
}

// unnamed tells whether the reader made claims of words alone: no concept of the
// lexicon is named in any of them.
func unnamed(claims []claim.Claim) bool {
	for _, c := range claims {
		if len(c.Asks) == 0 || c.Asks[0].Concept != "" {
			return false
		}
	}
	return len(claims) > 0
}

// propose asks a language model about a sentence in which the reader found no claim.
// What of its answer validates becomes a claim like any other.
func (d *Desk) propose(out *Sentence, reading *read.Reading, ctx *read.Context) error {
	prompt := propose.Prompt(out.Text, d.Judge.Lexicon)
	model, text, err := d.Proposer.Propose(prompt)
	if err != nil {
		return err
	}
	reply := &propose.Reply{Model: model, PromptSHA256: propose.Hash(prompt), Text: text}
	out.Proposed = reply
	list, err := propose.Parse(text)
	if err != nil {
		reply.Rejected = []string{err.Error()}
		return nil //nolint:nilerr // a reply that cannot be read is a finding, kept with the sentence
	}
	j := *d.Judge
	j.Year = ctx.Year
	claims, rejected := j.Claims(out.Text, list)
	reply.Accepted, reply.Rejected = len(claims), rejected
	if len(claims) > 0 {
		reading.Claims, reading.Refused = claims, claim.Refusal{}
		out.Remarks = append(out.Remarks, "A language model ("+model+") proposed how to read this sentence; the engine tested it.")
	}
	return nil
}

// speaker names who speaks, as far as the sentence does.
func speaker(name string) string {
	if name == "" {
		return "somebody whom it does not name"
	}
	return name
}

// nonNil makes a nil list an empty one, which JSON writes as a list.
func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// claimOf is what is shown of an outcome.
func claimOf(o *claim.Outcome) Claim {
	c := Claim{
		Text: strings.TrimSpace(o.Claim.Text), Presumed: o.Claim.Presumed, Frame: o.Claim.Frame, Countries: []string{}, Indicators: nonNil(o.Indicators), Period: o.Period,
		Verdict: o.Verdict, Share: o.Share, Headline: o.Headline, Reason: o.Reason, Missing: o.Missing, FlipsWith: o.FlipsWith,
		Notes: o.Notes, Evidence: o.Evidence,
	}
	if c.Evidence == nil {
		c.Evidence = []claim.Evidence{}
	}
	for _, code := range o.Claim.Countries() {
		c.Countries = appendOnce(c.Countries, string(code))
	}
	if o.Claim.Organisation != "" {
		c.Countries = appendOnce(c.Countries, o.Claim.Organisation)
	}
	return c
}

// Citer completes evidence: which release and raw row a figure is from, and how it
// is cited.
type Citer interface {
	Cite(list []*claim.Evidence) error
}

// CiteAll completes the evidence of sentences.
func CiteAll(sentences []Sentence, c Citer) error {
	var list []*claim.Evidence
	for i := range sentences {
		for k := range sentences[i].Claims {
			e := sentences[i].Claims[k].Evidence
			for n := range e {
				list = append(list, &e[n])
			}
		}
	}
	return c.Cite(list)
}

// Cite completes the evidence of results.
func Cite(results []Result, c Citer) error {
	var list []*claim.Evidence
	for i := range results {
		for n := range results[i].Evidence {
			list = append(list, &results[i].Evidence[n])
		}
	}
	return c.Cite(list)
}

// Read reads the bytes of an input by its format: "html", "md" or anything else for
// plain text.
func Read(data []byte, format string) *prose.Text {
	switch format {
	case "html", "htm":
		return prose.HTML(data)
	case "md", "markdown":
		return prose.Markdown(data)
	}
	return prose.Plain(data)
}

// MaxInput is the number of bytes above which a text is refused.
const MaxInput = 64 << 20

// ReadAll reads an input up to MaxInput.
func ReadAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxInput+1))
	if err == nil && len(data) > MaxInput {
		return nil, fmt.Errorf("the text is longer than %d MB", MaxInput>>20)
	}
	return data, err
}
