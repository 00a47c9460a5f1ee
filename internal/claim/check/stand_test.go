// SPDX-License-Identifier: Apache-2.0

package check

import (
	"math"
	"testing"
	"testing/fstest"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/prose"
)

// gap stands in rows for a year without a figure.
var gap = math.Inf(1)

// rows are series by the number of a country, from 2000 on. What is not there is missing.
type rows map[int][]float64

// sheet is a made-up indicator.
type sheet struct {
	id, unit string
	rows     rows
	// all, where given, is the value of countries without a row.
	all func(c, year int) (float64, bool)
}

// value reads a cell.
func (s sheet) value(c, year int) (float64, bool) {
	list, ok := s.rows[c]
	switch {
	case !ok && s.all != nil:
		return s.all(c, year)
	case year-2000 >= len(list) || list[year-2000] == gap:
		return 0, false
	}
	return list[year-2000], true
}

// stand is a bench with other concepts and figures.
func stand(tb testing.TB, concepts string, sheets ...sheet) *Checker {
	tb.Helper()
	c := bench(tb)
	lex, err := lexicon.Load(fstest.MapFS{"a.yaml": {Data: []byte("field: economy\nconcepts:\n" + concepts)}})
	if err != nil {
		tb.Fatal(err)
	}
	s := &shelf{tables: map[string]*claim.Table{}, dyads: map[string]*panel.Dyads{}}
	for _, x := range sheets {
		s.put(x.id, x.unit, x.value)
	}
	c.Lexicon, c.Store, c.Units = lex, s, NewUnits(lex, prose.NewStems(nil))
	return c
}

// set changes a claim.
type set func(a *claim.Claim)

// that makes a claim of changes to another.
func that(a claim.Claim, list ...set) claim.Claim {
	for _, f := range list {
		f(&a)
	}
	return a
}

// The changes that tests make most.
func in(s claim.Span) set { return func(a *claim.Claim) { a.Span = s } }
func going(d int) set     { return func(a *claim.Claim) { a.Direction = d } }
func deny(a *claim.Claim) { a.Not = true }
func each(a *claim.Claim) { a.Every = true }
func as(s string) set     { return func(a *claim.Claim) { a.Relation = s } }
func is(op claim.Op, n claim.Number) set {
	return func(a *claim.Claim) {
		a.Quantities = append(a.Quantities, claim.Quantity{Number: n, Op: op, Role: claim.Level})
	}
}

func by(op claim.Op, n claim.Number) set {
	return func(a *claim.Claim) {
		a.Quantities = append(a.Quantities, claim.Quantity{Number: n, Op: op, Role: claim.Change})
	}
}

func than(list ...country.Code) set {
	return func(a *claim.Claim) {
		for _, c := range list {
			a.Against = append(a.Against, claim.Subject{Country: c})
		}
	}
}

func among(list ...country.Code) set {
	return func(a *claim.Claim) { a.Scope = &claim.Scope{ID: "x", Name: "X", Countries: list} }
}

// number is an amount of a kind.
func number(v float64, m claim.Measure) claim.Number {
	return claim.Number{Low: v, High: v, Measure: m}
}

// trial is a claim in a text of a year, and what comes of it.
type trial struct {
	claim claim.Claim
	year  int
	want  claim.Verdict
}

// turned is the verdict of what is denied.
var turned = map[claim.Verdict]claim.Verdict{
	claim.Supported: claim.Contradicted, claim.Contradicted: claim.Supported,
	claim.Mixed: claim.Mixed, claim.NotCheckable: claim.NotCheckable,
}

// fault says what is wrong with an outcome as such: evidence, reasons and what is
// missing belong to it.
func fault(o claim.Outcome) string {
	switch {
	case o.Verdict == claim.NotCheckable && (o.Reason == "" || o.Missing == "" || o.Claim.Refused.Kind == ""):
		return "nothing says what is missing"
	case o.Verdict == claim.NotCheckable && o.Share != 0:
		return "a share without a verdict"
	case o.Verdict == claim.NotCheckable:
		return ""
	case len(o.Evidence) == 0 || o.Reason == "" || o.Headline == "":
		return "a verdict without evidence or reason"
	case o.Verdict == claim.Mixed && len(o.FlipsWith) == 0:
		return "nothing is named that decides"
	case o.Verdict != claim.Mixed && o.Share < claim.Agreement-1e-9:
		return "a verdict on too small a share"
	}
	for _, e := range o.Evidence {
		if e.Value != nil && (math.IsNaN(*e.Value) || math.IsInf(*e.Value, 0)) || e.Value == nil && e.Text == "" || e.Source == "" {
			return "a figure without a value, text or source"
		}
	}
	return ""
}

// outcome checks a claim, and its denial, which must come out the other way round. A
// claim about every year has another denial: in no year.
func outcome(t *testing.T, c *Checker, x trial) claim.Outcome {
	t.Helper()
	o, err := c.Check(x.claim, x.year)
	if err != nil {
		t.Fatal(err)
	}
	if x.claim.Every {
		return o
	}
	d := x.claim
	d.Not = !d.Not
	n, err := c.Check(d, x.year)
	if err != nil {
		t.Fatal(err)
	}
	if n.Verdict != turned[o.Verdict] {
		t.Errorf("it is %s (%v), its denial %s (%v)", o.Verdict, o.Variants, n.Verdict, n.Variants)
	}
	return o
}

// try checks trials by name.
func try(t *testing.T, c *Checker, list map[string]trial) {
	t.Helper()
	for name, x := range list {
		t.Run(name, func(t *testing.T) {
			o := outcome(t, c, x)
			if o.Verdict != x.want {
				t.Errorf("%s (%.3f), want %s: %s %s\n%v", o.Verdict, o.Share, x.want, o.Reason, o.Missing, o.Variants)
			}
			if f := fault(o); f != "" {
				t.Errorf("%s: %+v", f, o)
			}
		})
	}
}

const (
	yes  = claim.Supported
	no   = claim.Contradicted
	both = claim.Mixed
	open = claim.NotCheckable
)

// bent goes in even steps from one value to another and on to a third, n years each.
func bent(n int, a, b, c float64) []float64 {
	var out []float64
	for i := range n {
		out = append(out, a+(b-a)*float64(i)/float64(n))
	}
	for i := range n + 1 {
		out = append(out, b+(c-b)*float64(i)/float64(n))
	}
	return out
}

// run in even steps over 2000 to 2010.
func even(a, b float64) []float64 { return bent(5, a, (a+b)/2, b) }
