// SPDX-License-Identifier: Apache-2.0

package article

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/claim/propose"
	"github.com/qala-observatory/qala/internal/claim/read"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/prose"
)

// question is a text without a date.
func question(text string) Question {
	return Question{Text: prose.Plain([]byte(text)), Input: []byte(text)}
}

// model answers every prompt with the same text.
type model struct {
	text  string
	err   error
	asked []string
}

func (m *model) Propose(prompt string) (name, text string, err error) {
	m.asked = append(m.asked, prompt)
	return "a model", m.text, m.err
}

// TestProposals checks that a model is asked about sentences without a claim alone, and
// that what it answers is tested, or kept with the reason why it is not.
func TestProposals(t *testing.T) {
	d, lex := desk(t)
	d.Judge = &propose.Judge{Lexicon: lex, Notes: d.Reader.Notes()}
	const known, other = "Kenya's economy grew by 5 per cent in 2015.", "Kenya put on five per cent in 2015."
	reply := func(amount string) string {
		return `{"claims":[{"frame":"value","concept":"gdp_growth","text":"Kenya put on five per cent in 2015","subject":"Kenya","other":"","amount":"` +
			amount + `","time":"in 2015","bound":"","direction":1}]}`
	}
	for name, x := range map[string]struct {
		text, reply string
		err         error
		asked       int
		check       func(s Sentence) bool
	}{
		"a sentence that is read": {known, reply("five per cent"), nil, 0, func(s Sentence) bool { return s.Proposed == nil && s.Outcome == string(claim.Supported) }},
		"a reply that is none": {other, "no", nil, 1, func(s Sentence) bool {
			return s.Outcome == NoClaim && len(s.Proposed.Rejected) == 1 && s.Proposed.Accepted == 0
		}},
		"a reply without a claim": {other, `{"claims":[]}`, nil, 1, func(s Sentence) bool { return s.Outcome == NoClaim && s.Proposed.Accepted == 0 && len(s.Remarks) == 0 }},
		"a proposal that holds": {other, reply("five per cent"), nil, 1, func(s Sentence) bool {
			return s.Outcome == string(claim.Supported) && s.Proposed.Accepted == 1 && len(s.Remarks) == 1 && strings.Contains(s.Remarks[0], "a model") && len(s.Claims[0].Evidence) > 0
		}},
		"words that do not stand there": {other, reply("six per cent"), nil, 1, func(s Sentence) bool {
			return s.Outcome == NoClaim && s.Proposed.Accepted == 0 && len(s.Proposed.Rejected) == 1 && len(s.Claims) == 0
		}},
		"a model that fails": {other, "", errors.New("it is down"), 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			m := &model{text: x.reply, err: x.err}
			d.Proposer = m
			doc, err := d.Document(question(x.text))
			if !errors.Is(err, x.err) || len(m.asked) != x.asked {
				t.Fatalf("%v, asked %d times", err, len(m.asked))
			}
			if x.err != nil {
				return
			}
			s := doc.Sentences[0]
			if !x.check(s) {
				t.Errorf("%s, proposed %+v", s.Outcome, s.Proposed)
			}
			if p := s.Proposed; p != nil && (p.Model != "a model" || p.Text != x.reply || p.PromptSHA256 != propose.Hash(m.asked[0])) {
				t.Errorf("what was asked and answered is not kept: %+v", p)
			}
		})
	}
}

// TestVisitorEnds checks that the first error of who visits ends the check.
func TestVisitorEnds(t *testing.T) {
	d, _ := desk(t)
	enough, n := errors.New("enough"), 0
	err := d.Each(question("It was a fine day. It was a fine night. It was a fine week."), func(Sentence) error {
		n++
		if n == 2 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 2 {
		t.Errorf("after %d sentences: %v", n, err)
	}
}

// shut is a store that cannot be read.
type shut struct{}

var errShut = errors.New("shut")

func (shut) Table(string) (*claim.Table, error) { return nil, errShut }
func (shut) Dyads(string) (*panel.Dyads, error) { return nil, errShut }

func TestFailures(t *testing.T) {
	d, _ := desk(t)
	d.Checker.Store = shut{}
	const text = "Kenya's economy grew by 5 per cent in 2015."
	if _, err := d.Document(question(text)); !errors.Is(err, errShut) {
		t.Errorf("a document: %v", err)
	}
	if _, err := d.Check(Row{Text: text}); !errors.Is(err, errShut) {
		t.Errorf("a row: %v", err)
	}
}

// TestTopic checks which country a text is about, as far as it has one: one named twice
// or more, and twice as often as any other.
func TestTopic(t *testing.T) {
	d, _ := desk(t)
	for name, x := range map[string]struct {
		text string
		want country.Code
	}{
		"one named once":                {"Kenya grew.", ""},
		"one named twice":               {"Kenya grew. Kenya shrank.", "KEN"},
		"twice as often as another":     {"Kenya grew. Kenya shrank. Uganda grew.", "KEN"},
		"less than twice as often":      {"Kenya grew. Kenya shrank. Kenya slept. Uganda grew. Uganda slept.", ""},
		"nobody":                        {"It grew.", ""},
		"what comes late in a long one": {strings.Repeat("é", 1<<15) + "x Kenya grew. Kenya shrank.", ""},
		"what comes early in a long":    {"Kenya grew. Kenya shrank. " + strings.Repeat("é ", 1<<15), "KEN"},
	} {
		if got := d.topic(x.text, &read.Context{}); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// citer numbers the figures that it is asked to cite.
type citer struct {
	n   int
	err error
}

func (c *citer) Cite(list []*claim.Evidence) error {
	for _, e := range list {
		c.n++
		e.Citation = strings.Repeat("i", c.n)
	}
	return c.err
}

// TestCite checks that every figure is completed in place, in order, and that the error
// is handed on.
func TestCite(t *testing.T) {
	two := func() []claim.Evidence { return make([]claim.Evidence, 2) }
	sentences := []Sentence{{Claims: []Claim{{Evidence: two()}, {}}}, {}, {Claims: []Claim{{Evidence: two()}}}}
	fault := errors.New("fault")
	c := &citer{err: fault}
	if err := CiteAll(sentences, c); !errors.Is(err, fault) || c.n != 4 {
		t.Errorf("%d figures, %v", c.n, err)
	}
	if got := sentences[2].Claims[0].Evidence[1].Citation; got != "iiii" {
		t.Errorf("the last is cited %q", got)
	}
	results := []Result{{Evidence: two()}, {}, {Evidence: two()}}
	c = &citer{}
	if err := Cite(results, c); err != nil || c.n != 4 || results[2].Evidence[0].Citation != "iii" {
		t.Errorf("%d figures, %v, %+v", c.n, err, results[2])
	}
}

func TestRead(t *testing.T) {
	const page = "<p>One &amp; two.</p><script>no</script>"
	for format, want := range map[string]string{
		"html": "One & two.", "htm": "One & two.", "": page, "txt": page,
	} {
		if got := strings.TrimSpace(Read([]byte(page), format).S); got != want {
			t.Errorf("%s: %q, want %q", format, got, want)
		}
	}
	for _, format := range []string{"md", "markdown"} {
		if got := Read([]byte("# Head\n\n**Two** words.\n"), format).S; strings.ContainsAny(got, "#*") || !strings.Contains(got, "Two words.") {
			t.Errorf("%s: %q", format, got)
		}
	}
}

// TestTogether gives a change the two stretches of years that follow it, and no others.
func TestTogether(t *testing.T) {
	span := func(a, b int) claim.Span { return claim.Span{From: a, To: b, Kind: claim.Range} }
	change := claim.Claim{Frame: claim.Trend, Quantities: []claim.Quantity{{}}}
	value := func(s claim.Span) claim.Claim { return claim.Claim{Frame: claim.Value, Span: s} }
	a, b := value(span(2011, 2014)), value(span(2014, 2017))
	dated := change
	dated.Span = span(2000, 2001)
	bare := change
	bare.Quantities = nil
	two := []claim.Span{a.Span, b.Span}
	for name, x := range map[string]struct {
		list []claim.Claim
		want []claim.Span
	}{
		"two stretches":          {[]claim.Claim{change, a, b}, two},
		"a threshold among them": {[]claim.Claim{change, {Frame: claim.Threshold, Span: a.Span}, b}, two},
		"one stretch":            {[]claim.Claim{change, a}, nil},
		"three stretches":        {[]claim.Claim{change, a, b, a}, nil},
		"a year among them":      {[]claim.Claim{change, a, value(claim.Span{From: 2015, To: 2015, Kind: claim.Point})}, nil},
		"ranks among them":       {[]claim.Claim{change, a, {Frame: claim.Rank, Span: b.Span}}, nil},
		"a change with a time":   {[]claim.Claim{dated, a, b}, nil},
		"a change by no amount":  {[]claim.Claim{bare, a, b}, nil},
	} {
		together(x.list)
		if diff := cmp.Diff(x.want, x.list[0].Spans); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestJoin checks what one result takes of several outcomes: the least share, the first
// period and headline, each country, indicator, reason and missing thing once.
func TestJoin(t *testing.T) {
	of := func(v claim.Verdict, share float64, c country.Code) claim.Outcome {
		return claim.Outcome{
			Verdict: v, Share: share, Headline: string(v), Reason: "r", Period: string(c), Indicators: []string{"i"},
			Claim: claim.Claim{Frame: claim.Value, Subjects: []claim.Subject{{Country: c}}}, Evidence: []claim.Evidence{{Country: c}},
		}
	}
	lost := of(claim.NotCheckable, 0, "CCC")
	lost.Missing, lost.Reason = "figures", "none"
	member := claim.Outcome{Verdict: claim.Supported, Share: 1, Claim: claim.Claim{Frame: claim.Membership, Organisation: "EU"}}
	counted := of(claim.Supported, 1, "AAA")
	counted.Claim.Scope = &claim.Scope{Counted: true, Countries: []country.Code{"AAA", "DDD"}}
	uncounted := of(claim.Supported, 1, "AAA")
	uncounted.Claim.Scope = &claim.Scope{ID: "region:x", Countries: []country.Code{"AAA", "DDD"}}
	lonely := uncounted
	lonely.Claim.Frame = claim.Exception
	for name, x := range map[string]struct {
		list               []claim.Outcome
		verdict            claim.Verdict
		share              float64
		countries, missing string
	}{
		"all hold":             {[]claim.Outcome{of(claim.Supported, 0.9, "AAA"), of(claim.Supported, 0.8, "BBB")}, claim.Supported, 0.8, "AAA BBB", ""},
		"one does not":         {[]claim.Outcome{of(claim.Supported, 0.9, "AAA"), of(claim.Contradicted, 1, "AAA")}, claim.Mixed, 0.9, "AAA", ""},
		"one is unknown":       {[]claim.Outcome{of(claim.Supported, 0.9, "AAA"), lost}, claim.NotCheckable, 0, "AAA CCC", "figures"},
		"wrong, one unknown":   {[]claim.Outcome{of(claim.Contradicted, 0.9, "AAA"), lost, lost}, claim.Contradicted, 0.9, "AAA CCC", "figures"},
		"a membership":         {[]claim.Outcome{member}, claim.Supported, 1, "EU", ""},
		"a set that is told":   {[]claim.Outcome{counted}, claim.Supported, 1, "AAA DDD", ""},
		"a set of a rank":      {[]claim.Outcome{uncounted}, claim.Supported, 1, "AAA", ""},
		"a set of one without": {[]claim.Outcome{lonely}, claim.Supported, 1, "AAA DDD", ""},
	} {
		var r Result
		r.join(x.list)
		if r.Verdict != x.verdict || r.Share != x.share || strings.Join(r.Countries, " ") != x.countries || r.Missing != x.missing {
			t.Errorf("%s: %+v", name, r)
		}
		if r.Headline != x.list[0].Headline || r.Period != x.list[0].Period || len(r.Frames) != len(x.list) || len(r.Indicators) > 1 {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// TestGroups joins the parts of one predicate before predicates: one wrong part makes it
// wrong, and of a quota as many must hold as it says.
func TestGroups(t *testing.T) {
	yes, no, open := claim.Supported, claim.Contradicted, claim.NotCheckable
	part := func(group int, v claim.Verdict, q *claim.Quota) claim.Outcome {
		return claim.Outcome{Verdict: v, Claim: claim.Claim{Group: group, Quota: q}}
	}
	some := &claim.Quota{Least: 1, Most: 1}
	for name, x := range map[string]struct {
		list []claim.Outcome
		want claim.Verdict
	}{
		"alone, one is wrong":         {[]claim.Outcome{part(0, yes, nil), part(0, no, nil)}, claim.Mixed},
		"one predicate, one is wrong": {[]claim.Outcome{part(1, yes, nil), part(1, no, nil)}, no},
		"two, the one is wrong":       {[]claim.Outcome{part(1, yes, nil), part(2, no, nil), part(1, yes, nil)}, claim.Mixed},
		"one of two, and one is":      {[]claim.Outcome{part(1, yes, some), part(1, no, some)}, yes},
		"one of two, and both are":    {[]claim.Outcome{part(1, yes, some), part(1, yes, some)}, no},
		"one unknown":                 {[]claim.Outcome{part(1, yes, nil), part(1, open, nil)}, open},
		"nothing":                     {nil, open},
	} {
		if got := joined(x.list); got != x.want {
			t.Errorf("%s: %s, want %s", name, got, x.want)
		}
	}
}

// TestClaimOf checks that what is shown has no null lists, and names the organisation.
func TestClaimOf(t *testing.T) {
	o := claim.Outcome{Claim: claim.Claim{Text: " It is. ", Frame: claim.Membership, Organisation: "EU", Subjects: []claim.Subject{{Country: "FRA"}}}}
	c := claimOf(&o)
	if c.Text != "It is." || c.Evidence == nil || c.Indicators == nil || strings.Join(c.Countries, " ") != "FRA EU" {
		t.Errorf("%+v", c)
	}
}

// TestLanguageError names the language, and is told by ErrLanguage.
func TestLanguageError(t *testing.T) {
	err := error(&LanguageError{"Greek"})
	if !errors.Is(err, ErrLanguage) || !strings.Contains(err.Error(), "Greek") || errors.Is(err, errShut) {
		t.Error(err)
	}
	_, lex := desk(t)
	long := strings.Repeat("Die Wirtschaft des Landes ist in dem Jahr nach dem Krieg um fünf Prozent gewachsen und war die schnellste. ", 500)
	if got := Language(long, lex.Words); got != "German" {
		t.Errorf("a long text is in %s", got)
	}
}

// TestQuestionID checks that all that an answer depends on is in its id.
func TestQuestionID(t *testing.T) {
	base := question("It grew.")
	met := map[string]string{base.ID(): "the question"}
	other, dated, grounds := question("It fell."), base, base
	dated.AsOf = obs.Date{Year: 2017, Month: 1, Day: 31}
	grounds.Basis = "b"
	for name, q := range map[string]Question{"another text": other, "a date": dated, "other data": grounds} {
		if at, ok := met[q.ID()]; ok || len(q.ID()) != 16 {
			t.Errorf("%s has the id of %s", name, at)
		}
		met[q.ID()] = name
	}
}
