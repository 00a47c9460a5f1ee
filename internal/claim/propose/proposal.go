// SPDX-License-Identifier: Apache-2.0

package propose

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/lexicon"
)

// Proposal is one claim as a model proposes it. Every span is copied from the
// sentence.
type Proposal struct {
	// Frame is the form: value, threshold, comparison, ratio, rank or trend.
	Frame claim.Frame `json:"frame"`
	// Concept is the id of a concept of the lexicon.
	Concept string `json:"concept"`
	// Text is the part of the sentence that asserts it.
	Text string `json:"text"`
	// Subject names the country, Other the one it is compared with.
	Subject string `json:"subject"`
	Other   string `json:"other"`
	// Amount is the number with its unit, Time the time.
	Amount string `json:"amount"`
	Time   string `json:"time"`
	// Bound says how the amount bounds: equal, about, above, below, at_least,
	// at_most.
	Bound string `json:"bound"`
	// Direction is 1 for more or rising, -1 for less or falling, 0 for unchanged.
	Direction int `json:"direction"`
}

// Reply is a model's answer about a sentence.
type Reply struct {
	// Model is its name, PromptSHA256 the hash of what it was asked, Text what it
	// answered.
	Model        string `json:"model"`
	PromptSHA256 string `json:"prompt_sha256"`
	Text         string `json:"reply"`
	// Accepted counts the proposals that were executed; Rejected says why others
	// were not.
	Accepted int      `json:"accepted"`
	Rejected []string `json:"rejected,omitempty"`
}

// maxReply is the number of bytes above which a reply is refused, mostProposals the
// number of claims that one sentence may be said to make.
const (
	maxReply      = 1 << 16
	mostProposals = 8
)

// frames are those that a model may propose: the ones that a span of text, a concept
// and an amount describe in full.
var frames = []claim.Frame{claim.Value, claim.Threshold, claim.Comparison, claim.Ratio, claim.Rank, claim.Trend}

// bounds are the words for bounds.
var bounds = map[string]claim.Op{
	"equal": claim.Equal, "about": claim.About, "above": claim.Above, "below": claim.Below, "at_least": claim.AtLeast, "at_most": claim.AtMost, "": claim.Equal,
}

// Schema is the JSON Schema (2020-12) of a reply: an object with a list of claims.
func Schema() json.RawMessage {
	text := map[string]any{"type": "string", "maxLength": 400}
	names := []string{}
	for _, f := range frames {
		names = append(names, string(f))
	}
	item := map[string]any{
		"type": "object", "additionalProperties": false,
		"required": []string{"frame", "concept", "text", "subject", "other", "amount", "time", "bound", "direction"},
		"properties": map[string]any{
			"frame": map[string]any{"enum": names}, "concept": text, "text": text, "subject": text, "other": text, "amount": text, "time": text,
			"bound": map[string]any{"enum": []string{"", "equal", "about", "above", "below", "at_least", "at_most"}}, "direction": map[string]any{"enum": []int{-1, 0, 1}},
		},
	}
	out, err := json.Marshal(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": false, "required": []string{"claims"},
		"properties": map[string]any{"claims": map[string]any{"type": "array", "maxItems": mostProposals, "items": item}},
	})
	if err != nil {
		panic("propose: the schema is no JSON: " + err.Error())
	}
	return out
}

// Prompt is what a model is asked about a sentence: the rules and the concepts.
func Prompt(sentence string, lex *lexicon.Lexicon) string {
	var b strings.Builder
	b.WriteString("List the claims about states in the sentence that statistics could test. Answer with JSON of the given schema alone. " +
		"Copy text, subject, other, amount and time word for word from the sentence; leave empty what it does not say. " +
		"Take the concept from the list; if none fits, propose no claim. Give no verdict and no figure of your own. " +
		"Propose nothing for quotations, forecasts, wishes, causes and opinions.\nConcepts:")
	for i := range lex.Concepts {
		b.WriteString(" " + lex.Concepts[i].ID)
	}
	b.WriteString("\nSentence: " + sentence)
	return b.String()
}

// Hash is the SHA-256 of a prompt, in hexadecimal.
func Hash(prompt string) string {
	sum := sha256.Sum256([]byte(prompt))
	return hex.EncodeToString(sum[:])
}

// Parse reads a reply strictly: one object, no unknown field, nothing behind it.
func Parse(text string) ([]Proposal, error) {
	if len(text) > maxReply {
		return nil, fmt.Errorf("the reply is longer than %d bytes", maxReply)
	}
	dec := json.NewDecoder(bytes.NewReader([]byte(text)))
	dec.DisallowUnknownFields()
	var out struct {
		Claims []Proposal `json:"claims"`
	}
	if err := dec.Decode(&out); err != nil {
		return nil, fmt.Errorf("the reply is not of the schema: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("the reply holds more than one object")
	}
	if len(out.Claims) > mostProposals {
		return nil, fmt.Errorf("the reply proposes %d claims, at most %d", len(out.Claims), mostProposals)
	}
	return out.Claims, nil
}

// Judge is what proposals are held against.
type Judge struct {
	Lexicon *lexicon.Lexicon
	Notes   *annotate.Annotator
	// Year is the last full year before the text, 0 where it has no date.
	Year int
}

// Claims builds claims of the proposals that validate, and says why others do not.
func (j *Judge) Claims(sentence string, list []Proposal) (claims []claim.Claim, rejected []string) {
	for i, p := range list {
		c, err := j.claim(sentence, &p)
		if err != nil {
			rejected = append(rejected, fmt.Sprintf("proposal %d: %v", i+1, err))
			continue
		}
		claims = append(claims, c)
	}
	return claims, rejected
}

// claim builds one claim.
func (j *Judge) claim(sentence string, p *Proposal) (claim.Claim, error) {
	c := claim.Claim{Frame: p.Frame, Text: p.Text, Direction: p.Direction}
	if !slices.Contains(frames, p.Frame) {
		return c, fmt.Errorf("the frame %q cannot be proposed", p.Frame)
	}
	if _, ok := j.Lexicon.Concept(p.Concept); !ok {
		return c, fmt.Errorf("there is no concept %q", p.Concept)
	}
	for _, x := range [][2]string{{"text", p.Text}, {"subject", p.Subject}, {"other", p.Other}, {"amount", p.Amount}, {"time", p.Time}} {
		if x[1] != "" && !strings.Contains(sentence, x[1]) {
			return c, fmt.Errorf("the %s %q does not stand in the sentence", x[0], x[1])
		}
	}
	c.Asks = []claim.Ask{{Concept: p.Concept, Polarity: 1}}
	c.Start = strings.Index(sentence, p.Text)
	c.End = c.Start + len(p.Text)
	c.Start, c.End = len([]rune(sentence[:c.Start])), len([]rune(sentence[:c.End]))
	var err error
	if c.Subjects, err = j.country(p.Subject); err != nil {
		return c, fmt.Errorf("subject: %w", err)
	}
	if p.Other != "" {
		if c.Against, err = j.country(p.Other); err != nil {
			return c, fmt.Errorf("other: %w", err)
		}
	}
	if err := j.amount(p, &c); err != nil {
		return c, err
	}
	if p.Time != "" {
		if c.Span, err = j.time(p.Time); err != nil {
			return c, err
		}
	}
	return c, complete(&c)
}

// complete refuses a claim that lacks what its frame needs.
func complete(c *claim.Claim) error {
	switch {
	case (c.Frame == claim.Value || c.Frame == claim.Threshold || c.Frame == claim.Ratio) && len(c.Quantities) == 0:
		return fmt.Errorf("a %s wants an amount", c.Frame)
	case (c.Frame == claim.Comparison || c.Frame == claim.Ratio) && len(c.Against) == 0:
		return fmt.Errorf("a %s wants the other side", c.Frame)
	case c.Frame == claim.Comparison || c.Frame == claim.Rank:
		c.Quantities = nil
		if c.Direction == 0 {
			return fmt.Errorf("a %s wants a direction", c.Frame)
		}
	}
	if c.Frame == claim.Rank {
		c.Place = 1
	}
	return nil
}

// country reads the one country of a span.
func (j *Judge) country(span string) ([]claim.Subject, error) {
	named := j.Notes.Named(span, j.Year)
	if len(named) != 1 || len(named[0]) != 1 {
		return nil, fmt.Errorf("%q names no single country", span)
	}
	return []claim.Subject{{Country: named[0][0], Name: span}}, nil
}

// amount reads the one number of a span.
func (j *Judge) amount(p *Proposal, c *claim.Claim) error {
	op, ok := bounds[p.Bound]
	if !ok {
		return fmt.Errorf("the bound %q is unknown", p.Bound)
	}
	if p.Amount == "" {
		return nil
	}
	l := j.Notes.Line(p.Amount, annotate.Context{Year: j.Year})
	var found []claim.Number
	for _, item := range l.Items {
		if item.Slot == annotate.SlotNumber {
			found = append(found, l.Numbers[item.Ref])
		}
	}
	if len(found) != 1 {
		return fmt.Errorf("the amount %q holds %d numbers", p.Amount, len(found))
	}
	role := claim.Level
	if p.Frame == claim.Trend {
		role = claim.Change
	}
	c.Quantities = []claim.Quantity{{Number: found[0], Op: op, Role: role}}
	return nil
}

// time reads the one time of a span.
func (j *Judge) time(span string) (claim.Span, error) {
	l := j.Notes.Line(span, annotate.Context{Year: j.Year})
	var found []claim.Span
	for _, item := range l.Items {
		if item.Slot == annotate.SlotTime {
			found = append(found, l.Spans[item.Ref])
		}
	}
	if len(found) != 1 {
		return claim.Span{}, fmt.Errorf("the time %q is not one time", span)
	}
	return found[0], nil
}
