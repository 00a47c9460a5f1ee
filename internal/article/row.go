// SPDX-License-Identifier: Apache-2.0

package article

import (
	"strings"
	"time"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/claim/check"
	"github.com/qala-observatory/qala/internal/claim/propose"
	"github.com/qala-observatory/qala/internal/claim/read"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/prose"
)

// Desk reads and checks. It may be used by one goroutine at a time.
type Desk struct {
	Reader  *read.Reader
	Checker *check.Checker
	// Proposer, where given, is asked about sentences in which the reader finds no
	// claim; Judge validates what it proposes.
	Proposer Proposer
	Judge    *propose.Judge
}

// Proposer is a language model: it answers a prompt with a text, and says its name.
type Proposer interface {
	Propose(prompt string) (model, text string, err error)
}

// Row is one claim of a batch.
type Row struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	Date    string `json:"date"`
	Context string `json:"context"`
}

// Result is what came of a row.
type Result struct {
	ID         string           `json:"id"`
	Verdict    claim.Verdict    `json:"verdict"`
	Countries  []string         `json:"countries"`
	Indicators []string         `json:"indicators"`
	Period     string           `json:"period"`
	Share      float64          `json:"share"`
	Headline   string           `json:"headline"`
	Reason     string           `json:"reason"`
	Missing    string           `json:"missing,omitempty"`
	FlipsWith  []claim.Choice   `json:"flips_with,omitempty"`
	Frames     []claim.Frame    `json:"frames"`
	Evidence   []claim.Evidence `json:"evidence"`
}

// YearOf is the last full year before a date as people write it; 0 for none and for
// what is no date.
func YearOf(text string) int {
	text = strings.TrimSpace(text)
	if day := DayOf(text); !day.IsZero() {
		return day.LastYearEnded()
	}
	for _, layout := range []string{"2006-01", "January 2006"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Year() - 1
		}
	}
	if t, err := time.Parse("2006", text); err == nil {
		return t.Year() - 1
	}
	return 0
}

// DayOf is the day of a date as people write it; the zero day for none and for what is
// not written to the day.
func DayOf(text string) obs.Date {
	text = strings.TrimSpace(text)
	for _, layout := range []string{"2006-01-02", "January 02, 2006", "January 2, 2006", "2 January 2006", "Jan 2, 2006", "2006-01-02T15:04:05Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			return obs.Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}
		}
	}
	return obs.Date{}
}

// Check checks one row.
func (d *Desk) Check(row Row) (Result, error) {
	ctx := &read.Context{Year: YearOf(row.Date), Day: country.Date(DayOf(row.Date))}
	d.context(row.Context, ctx)
	ctx.Topic = d.Reader.Topic(row.Context+" "+row.Text, ctx)
	out := Result{ID: row.ID, Countries: []string{}, Indicators: []string{}, Frames: []claim.Frame{}, Evidence: []claim.Evidence{}}
	var refused claim.Refusal
	var claims []claim.Claim
	d.Reader.Split(row.Text, func(s prose.Sentence) {
		reading := d.Reader.Sentence(s.Text, ctx)
		for _, m := range reading.Mentioned {
			out.Countries = appendOnce(out.Countries, m)
		}
		if reading.Refused.Kind != "" && (refused.Kind == "" || refused.Kind == "no_claim") {
			refused = reading.Refused
		}
		if reading.Refused.Kind == "" {
			claims = append(claims, reading.Claims...)
		}
		ctx.Follow(&reading)
	})
	together(claims)
	if len(claims) == 0 {
		out.Verdict, out.Reason, out.Headline = claim.NotCheckable, refused.Text, refused.Kind
		return out, nil
	}
	outcomes, err := d.outcomes(claims, ctx.Year)
	if err != nil {
		return out, err
	}
	out.join(outcomes)
	return out, nil
}

// context reads the sentences before a claim.
func (d *Desk) context(text string, ctx *read.Context) {
	d.Reader.Split(text, func(s prose.Sentence) {
		reading := d.Reader.Sentence(s.Text, ctx)
		ctx.Follow(&reading)
	})
}

// together gives a change without a time the two stretches of years of the amounts
// that follow it: "It grew by 12 %. It was 146 in 2011-14 and 164 in 2014-17."
func together(claims []claim.Claim) {
	for i := range claims {
		c := &claims[i]
		if c.Frame != claim.Trend || c.Span.Kind != "" || len(c.Quantities) == 0 {
			continue
		}
		var spans []claim.Span
		for _, x := range claims[i+1:] {
			if (x.Frame == claim.Value || x.Frame == claim.Threshold) && x.Span.Kind == claim.Range {
				spans = append(spans, x.Span)
			}
		}
		if len(spans) == 2 {
			c.Spans = spans
		}
	}
}

// join makes one result of the outcomes of all atomic claims of a row.
func (r *Result) join(outcomes []claim.Outcome) {
	r.Verdict = joined(outcomes)
	r.Share = 1
	var reasons, missing []string
	for _, o := range outcomes {
		if o.Verdict != claim.NotCheckable {
			r.Share = min(r.Share, o.Share)
		}
		for _, c := range o.Claim.Countries() {
			r.Countries = appendOnce(r.Countries, string(c))
		}
		if s := o.Claim.Scope; s != nil && (s.Counted || o.Claim.Frame == claim.Exception && strings.HasPrefix(s.ID, "region:")) {
			for _, c := range s.Countries {
				r.Countries = appendOnce(r.Countries, string(c))
			}
		}
		if o.Claim.Frame == claim.Membership {
			r.Countries = appendOnce(r.Countries, o.Claim.Organisation)
		}
		for _, id := range o.Indicators {
			r.Indicators = appendOnce(r.Indicators, id)
		}
		r.Frames = append(r.Frames, o.Claim.Frame)
		r.Evidence = append(r.Evidence, o.Evidence...)
		r.FlipsWith = append(r.FlipsWith, o.FlipsWith...)
		if o.Period != "" && r.Period == "" {
			r.Period = o.Period
		}
		reasons = appendOnce(reasons, o.Reason)
		if o.Missing != "" {
			missing = appendOnce(missing, o.Missing)
		}
	}
	if r.Verdict == claim.NotCheckable {
		r.Share = 0
	}
	r.Headline = outcomes[0].Headline
	r.Reason, r.Missing = strings.Join(reasons, " "), strings.Join(missing, "; ")
}

// joined is the verdict of all outcomes: those of one predicate first, then the
// predicates together.
func joined(outcomes []claim.Outcome) claim.Verdict {
	var parts []claim.Verdict
	groups, at := map[int][]claim.Verdict{}, map[int]int{}
	for _, o := range outcomes {
		g := o.Claim.Group
		if g == 0 {
			parts = append(parts, o.Verdict)
			continue
		}
		if _, met := at[g]; !met {
			at[g] = len(parts)
			parts = append(parts, claim.NotCheckable)
		}
		groups[g] = append(groups[g], o.Verdict)
		parts[at[g]] = claim.All(groups[g])
		if q := o.Claim.Quota; q != nil {
			parts[at[g]] = claim.Some(groups[g], *q)
		}
	}
	return claim.Join(parts)
}

// appendOnce adds a text that is not there yet.
func appendOnce(list []string, text string) []string {
	for _, x := range list {
		if x == text {
			return list
		}
	}
	if text == "" {
		return list
	}
	return append(list, text)
}
