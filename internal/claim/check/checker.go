// SPDX-License-Identifier: Apache-2.0

package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/panel"
)

// Store holds tables and dyads by the id of their indicator. What there is not is
// nil without an error.
type Store interface {
	Table(id string) (*claim.Table, error)
	Dyads(id string) (*panel.Dyads, error)
}

// Finder finds series of the user's own.
type Finder interface {
	Find(q claim.Query) []claim.Match
}

// Setup is what a Checker is made of.
type Setup struct {
	Lexicon *lexicon.Lexicon
	Store   Store
	// Own finds series that the user brought; nil for none.
	Own Finder
	// States lists the states of a year, by the codes under which their series
	// continue.
	States func(year int) []country.Code
	// Name gives the name of a country.
	Name func(c country.Code) string
	Book *affiliation.Book
	// Pacts are the treaties of defence.
	Pacts []claim.Pact
	// Population is the id of the indicator of population, Borders that of land
	// borders, Groups those of the shares of named parts.
	Population, Borders string
	Groups              []string
	// Partners are the ids of the shares of partners in exports and imports, by
	// "export_partner" and "import_partner".
	Partners map[string]string
	// Units turns the spelling of an indicator's unit into amounts: see Unit.
	Units *Units
}

// Checker tests claims. It may be used by one goroutine at a time.
type Checker struct {
	Setup
}

// New makes a checker.
func New(s Setup) *Checker { return &Checker{s} }

// Check tests one claim of a text whose last full year before its date is given; 0
// for a text without a date.
func (c *Checker) Check(cl claim.Claim, year int) (claim.Outcome, error) {
	r := &run{c: c, cl: &cl, year: year}
	r.out.Claim = cl
	if cl.Refused.Kind != "" {
		return r.refuse(cl.Refused.Kind, cl.Refused.Text, ""), nil
	}
	if cl.Span.Kind == claim.SubYear {
		return r.refuse("period", "It is about a part of a year; the figures are yearly.", "figures by month or quarter"), nil
	}
	err := r.execute()
	if err != nil {
		return claim.Outcome{}, fmt.Errorf("check %q: %w", cl.Text, err)
	}
	return r.out, nil
}

// run is the test of one claim.
type run struct {
	c    *Checker
	cl   *claim.Claim
	year int
	out  claim.Outcome

	measures []measured
	// spare are proxies of what the measures measure, for where those have no figure.
	spare    []measured
	variants []claim.Variant
	// lines are what the headline variant found, in words.
	lines []string
	// lacking says what was missing where nothing could be tested.
	lacking string
}

// refuse ends a run without a verdict.
func (r *run) refuse(kind, reason, missing string) claim.Outcome {
	r.out.Verdict, r.out.Reason, r.out.Missing = claim.NotCheckable, reason, missing
	r.out.Claim.Refused = claim.Refusal{Kind: kind, Text: reason}
	return r.out
}

// execute runs the frame of the claim.
func (r *run) execute() error {
	switch r.cl.Frame {
	case claim.Membership:
		return r.membership()
	case claim.Border:
		return r.border()
	case claim.Alliance:
		return r.alliance()
	case claim.Share:
		if id := r.c.Partners[r.cl.Relation]; id != "" {
			return r.partner(id)
		}
		return r.part()
	}
	if err := r.resolve(); err != nil {
		return err
	}
	if len(r.measures) == 0 {
		r.noMeasure()
		return nil
	}
	r.test()
	if len(r.variants) == 0 && len(r.spare) > 0 && len(r.cl.Asks) == 1 {
		r.measures = r.spare
		r.test()
	}
	if len(r.variants) == 0 && r.entitled() {
		r.test()
	}
	r.judge()
	return nil
}

// entitled turns to a series of the user's whose whole title stands in the claim, where
// the figures that come first do not cover the time or the country.
func (r *run) entitled() bool {
	if r.c.Own == nil || len(r.cl.Asks) != 1 || len(r.cl.Asks[0].All) == 0 || len(r.measures) == 0 || r.measures[0].tables[0].Own {
		return false
	}
	a := &r.cl.Asks[0]
	r.measures = r.own(nil, a, nil, claim.Query{All: a.All, Known: a.Phrase})
	return len(r.measures) > 0
}

// test runs the frame over the measures.
func (r *run) test() {
	switch r.cl.Frame {
	case claim.Value, claim.Threshold, claim.Always:
		r.level()
	case claim.Trend:
		r.trend()
	case claim.Comparison, claim.Ratio:
		r.compare()
	case claim.Rank, claim.OneOf:
		r.rank()
	case claim.Extreme:
		r.extreme()
	case claim.Exception:
		r.exception()
	case claim.Conflict:
		r.state()
	case claim.Quality:
		r.quality()
	}
}

// noMeasure says that nothing measures what the claim is about.
func (r *run) noMeasure() {
	missing := "a series that measures it"
	for _, a := range r.cl.Asks {
		if x, ok := r.c.Lexicon.Concept(a.Concept); ok && x.Missing != nil {
			missing = x.Missing.Data
			if x.Missing.Importer != "" {
				missing += " (can be imported: " + x.Missing.Importer + ")"
			}
		}
	}
	for i := range r.cl.Asks {
		if a := &r.cl.Asks[i]; len(a.Narrow) > 0 {
			r.refuse("no_measure", "It speaks of a part alone of what the series at hand measure.", "a series of that part: "+strings.Join(a.Narrow, ", "))
			return
		}
	}
	r.refuse("no_measure", "No series at hand measures what it says.", missing)
}

// add adds a variant; the first is the headline.
func (r *run) add(weight float64, holds bool, choices ...claim.Choice) {
	if r.cl.Not {
		holds = !holds
	}
	r.variants = append(r.variants, claim.Variant{Choices: choices, Weight: weight, Holds: holds})
}

// judge makes the verdict of the variants.
func (r *run) judge() {
	r.out.Variants = r.variants
	r.out.Verdict, r.out.Share = claim.Judge(r.variants)
	if r.out.Verdict == claim.NotCheckable {
		missing := r.lacking
		if missing == "" {
			missing = "values for the countries and years"
		}
		r.refuse("no_data", "The figures do not cover it.", missing)
		return
	}
	r.out.Headline = "no"
	if r.variants[0].Holds {
		r.out.Headline = "yes"
	}
	if r.out.Verdict == claim.Mixed {
		r.out.FlipsWith = claim.Flips(r.variants)
	}
	if len(r.out.Evidence) == 0 {
		panic("check: a verdict without evidence")
	}
	if len(r.lines) > 0 {
		r.out.Reason = r.lines[0]
	}
	for _, e := range r.out.Evidence {
		if e.Indicator != "" && !slices.Contains(r.out.Indicators, e.Indicator) {
			r.out.Indicators = append(r.out.Indicators, e.Indicator)
		}
	}
}

// choice makes a choice.
func choice(factor, level string) claim.Choice { return claim.Choice{Factor: factor, Level: level} }

// say adds a line of what was found; the first one is the reason.
func (r *run) say(format string, args ...any) {
	r.lines = append(r.lines, fmt.Sprintf(format, args...))
}

// lack notes what is missing, the first time.
func (r *run) lack(format string, args ...any) {
	if r.lacking == "" {
		r.lacking = fmt.Sprintf(format, args...)
	}
}
