// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// Cell names one observed value, or those of all counterparts of a year.
type Cell struct {
	Indicator string
	Country   country.Code
	Year      int
}

// Store is where observations come from. What it gives is already limited to
// what was known on the as-of date, where one was asked for.
type Store interface {
	// Load gives the yearly values of plain and of dyadic indicators. An
	// indicator that the store lacks is an error.
	Load(ctx context.Context, series, dyads []string) (panel.Inputs, error)
	// Find gives the observations of each cell, with the way to their raw rows.
	Find(ctx context.Context, cells []Cell) ([][]obs.Observation, error)
	// Spreads gives what the sources state of the errors of plain series; one
	// without any such statement may be left out.
	Spreads(ctx context.Context, series []string) (map[string]multiverse.Spread, error)
}

// Setup is what an Assessor works with.
type Setup struct {
	Store     Store
	Register  *country.Register
	Framework Framework
	// Axis is the store's axis of countries.
	Axis *panel.Axis
	// DataHash identifies the store's data, Version the program.
	DataHash, Version string
	// Origin says where a release comes from.
	Origin func(source, release string) (obs.Origin, bool)
	// AsOf is the day whose knowledge is asked for; zero means today's.
	AsOf AsOf
	// Affiliations knows regions, powers and views; nil where none are needed.
	Affiliations *affiliation.Book
	// Uncertainty says how ranges are computed.
	Uncertainty Uncertainty
	// Beside gives who sets an assessed state beside those around it; nil leaves its
	// neighbourhood out.
	Beside func(*Assessor, *Scored) (Onlooker, error)
}

// AsOf says how far the knowledge of a day could be honoured.
type AsOf struct {
	Date obs.Date
	// CutByPeriod are releases that became known after the day and stand in
	// because nothing earlier is held: their values for periods ended by then are
	// used.
	CutByPeriod []obs.Origin
}

// Framework is a framework with the facts that stand beside its tree.
type Framework struct {
	Tree   *composite.Framework
	Recipe composite.Recipe
	// Hash identifies the file it was read from.
	Hash string
	// First, Last and Default are years; Carry is the limit on values carried.
	First, Last, Default, Carry int
	// Derivations are all derived indicators, inputs before what uses them.
	Derivations []*panel.Derivation
	// Factors are the choices that could have been made otherwise.
	Factors []composite.Factor
	// Indicator describes an indicator.
	Indicator func(id string) (obs.Indicator, bool)
}

// Assessor answers questions under one framework.
type Assessor struct {
	Setup
	derived map[string]*panel.Derivation
}

// New makes an Assessor.
func New(setup Setup) *Assessor {
	a := &Assessor{Setup: setup, derived: make(map[string]*panel.Derivation)}
	for _, d := range setup.Framework.Derivations {
		a.derived[d.ID] = d
	}
	return a
}

// YearError says that a framework is not meant for a year.
type YearError struct {
	Year, First, Last int
	Framework         string
	// AsOf is the day of which Year was the last year that had ended; zero where a
	// year was asked for.
	AsOf obs.Date
}

// Error names the years there are.
func (e *YearError) Error() string {
	if !e.AsOf.IsZero() {
		return fmt.Sprintf("the last year that had ended by %s is %d; framework %s covers the years %d to %d",
			e.AsOf, e.Year, e.Framework, e.First, e.Last)
	}
	return fmt.Sprintf("framework %s covers the years %d to %d, not %d", e.Framework, e.First, e.Last, e.Year)
}

// Year is the year to answer for: the one asked for, or the framework's default,
// no later than the last year that had ended on the as-of date.
func (a *Assessor) Year(asked int) (int, error) {
	f, day := a.Framework, obs.Date{}
	if asked == 0 {
		asked, day = a.latest(), a.AsOf.Date
	}
	if asked < f.First || asked > f.Last {
		return 0, &YearError{Year: asked, First: f.First, Last: f.Last, Framework: f.Tree.ID, AsOf: day}
	}
	return asked, nil
}

// latest is the year to answer for where none is asked for, whether or not the
// framework covers it.
func (a *Assessor) latest() int {
	if a.AsOf.Date.IsZero() {
		return a.Framework.Default
	}
	return min(a.Framework.Default, a.AsOf.Date.LastYearEnded())
}

// Scored is a panel of all states with its scores.
type Scored struct {
	// Panel is laid out from Inputs, those derived included.
	Panel  *panel.Panel
	Inputs panel.Inputs
	// Scores are those of every node; nil where a panel is only laid out.
	Scores *composite.Scores
	// Year is the first of the panel's years, which an answer is for.
	Year     int
	model    *composite.Model
	warnings []obs.Warning
}

// Score lays out and scores all states, in one year or in several that are fitted
// together. The first is the year of the result.
func (a *Assessor) Score(ctx context.Context, years ...int) (*Scored, error) {
	plan := a.plan(years...)
	inputs, err := a.Load(ctx, a.Framework.Tree.Indicators())
	if err != nil {
		return nil, err
	}
	plan.Derived(inputs, a.Axis)
	s := &Scored{Panel: plan.Build(inputs, a.Axis), Inputs: inputs, Year: years[0]}
	model, warnings, err := composite.Fit(a.Framework.Tree, s.Panel, a.Framework.Recipe)
	if err != nil {
		return nil, fmt.Errorf("framework %s, %d: %w", a.Framework.Tree.ID, years[0], err)
	}
	scores, more := model.Score(s.Panel)
	s.model, s.Scores, s.warnings = model, scores, slices.Concat(warnings, more)
	return s, nil
}

// plan is the panel of some years: the states alive in any of them, each in its
// own years, and the framework's indicators with their limits on carrying.
func (a *Assessor) plan(years ...int) *panel.Plan {
	plan := &panel.Plan{Years: years, Derivations: a.Framework.Derivations}
	alive := make(map[int][]country.Code, len(years))
	for _, year := range years {
		alive[year] = a.Register.States(year)
		plan.Cases = append(plan.Cases, alive[year]...)
	}
	slices.Sort(plan.Cases)
	plan.Cases = slices.Compact(plan.Cases)
	if len(years) > 1 {
		plan.Alive = func(c country.Code, year int) bool {
			_, is := slices.BinarySearch(alive[year], c)
			return is
		}
	}
	carry := make(map[string]int)
	for _, leaf := range a.Framework.Tree.Leaves() {
		if leaf.Carry != nil {
			carry[leaf.Indicator] = *leaf.Carry
		}
	}
	for _, id := range a.Framework.Tree.Indicators() {
		limit, own := carry[id]
		if !own {
			limit = a.Framework.Carry
		}
		plan.Columns = append(plan.Columns, panel.Column{ID: id, Carry: limit})
	}
	return plan
}

// Load gives the observed inputs of indicators, derived ones followed down.
func (a *Assessor) Load(ctx context.Context, ids []string) (panel.Inputs, error) {
	var series, dyads []string
	seen := make(map[string]bool)
	var visit func(id string, dyadic bool)
	visit = func(id string, dyadic bool) {
		if seen[id] {
			return
		}
		seen[id] = true
		d, derived := a.derived[id]
		switch {
		case derived:
			for _, in := range d.SeriesInputs() {
				visit(in, false)
			}
			for _, in := range d.DyadicInputs() {
				visit(in, true)
			}
		case dyadic:
			dyads = append(dyads, id)
		default:
			series = append(series, id)
		}
	}
	for _, id := range ids {
		visit(id, false)
	}
	return a.Store.Load(ctx, series, dyads)
}

// idLength is how many hexadecimal digits an id has: 64 bits, enough that two
// answers in one archive do not share one by chance.
const idLength = 16

// ID is the name of an answer: a hash of all that it depends on.
func (a *Assessor) ID(question, subject string, year int) string {
	u := a.Uncertainty
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%d\n%s\n%s\n%s\n%s\n%d %d %q\n",
		question, subject, year, a.DataHash, a.Framework.Hash, a.AsOf.Date, a.Version, u.Draws, u.Seed, u.Factors))
	return hex.EncodeToString(sum[:])[:idLength]
}

// warnings are the caveats of an assessment, from the gravest to the least.
func (a *Assessor) warnings(s *Scored, out *Assessment) []obs.Warning {
	list := a.Continued(out.Country, s.Year)
	for _, p := range out.Pillars {
		if p.Value == nil {
			list = append(list, obs.Warning{Code: "not_scored", Subject: p.ID, Text: fmt.Sprintf("%s is not scored: %s.", p.Name, p.Reason)})
		}
	}
	if n := scoredPillars(out); out.Overall.Value != nil && n < len(out.Pillars) {
		list = append(list, obs.Warning{
			Code: "partial_overall", Subject: "overall",
			Text: fmt.Sprintf("The overall score rests on %d of %d pillars and compares less well with states that have all.", n, len(out.Pillars)),
		})
	}
	list = append(list, s.OfAll()...)
	list = append(list, a.AsOfWarnings(s.Year)...)
	for _, f := range flagWarnings {
		if names := flagged(out, f.flag); len(names) > 0 {
			list = append(list, obs.Warning{Code: f.flag, Text: fmt.Sprintf(f.text, len(names), strings.Join(names, ", "))})
		}
	}
	return list
}

// OfAll are the engine's warnings that concern every case. Those on a mean that
// is not defined name a case each; of the case at hand it is the reason why a
// node is not scored.
func (s *Scored) OfAll() []obs.Warning {
	var list []obs.Warning
	for _, w := range s.warnings {
		if w.Code != composite.Undefined.String() {
			list = append(list, w)
		}
	}
	return list
}

// flagWarnings are the flags on values that a reader is told of in a sentence.
var flagWarnings = []struct{ flag, text string }{
	{"carried_forward", "Carried forward from an earlier year (%d): %s."},
	{"fallback", "From the second choice of series (%d): %s."},
	{"provisional", "Provisional (%d): %s."},
}

// flagged lists the indicators whose value carries a flag.
func flagged(out *Assessment, flag string) []string {
	var names []string
	each(out, func(i *Indicator) {
		if i.Value != nil && slices.Contains(i.Flags, flag) {
			names = append(names, i.ID)
		}
	})
	return names
}

// scoredPillars counts the pillars with a score.
func scoredPillars(out *Assessment) int {
	n := 0
	for _, p := range out.Pillars {
		if p.Value != nil {
			n++
		}
	}
	return n
}

// AsOfWarnings say how far the knowledge of a day could not be honoured in an
// answer on some years, and which of them had not ended by then.
func (a *Assessor) AsOfWarnings(years ...int) []obs.Warning {
	var list []obs.Warning
	date := a.AsOf.Date
	if date.IsZero() {
		return nil
	}
	if n := len(years); n > 0 && years[n-1] > date.LastYearEnded() {
		list = append(list, obs.Warning{Code: "after_as_of", Subject: fmt.Sprint(years[n-1]), Text: fmt.Sprintf(
			"By %s the year %d had not ended: what stands for years after %d is carried forward from it or before.",
			date, years[n-1], date.LastYearEnded())})
	}
	if cut := a.AsOf.CutByPeriod; len(cut) > 0 {
		names := make([]string, len(cut))
		for i, o := range cut {
			names[i] = o.Source + " " + o.Release
		}
		list = append(list, obs.Warning{Code: "cut_by_period", Text: fmt.Sprintf(
			"No edition published by %s is held of these; later editions stand in, for periods ended by then: %s.",
			date, strings.Join(names, ", "))})
	}
	return list
}

// ScoredAs is the code under which a country is scored in a year: its own, or
// that of the state which continues the series of one that existed then and has
// ended since. Serbia and Montenegro of 2000 is scored as Serbia; the Soviet
// Union, which no longer existed, is not scored as Russia.
func (a *Assessor) ScoredAs(c country.Code, year int) country.Code {
	if info, ok := a.Register.Country(c); ok && info.Alive(year) {
		return a.Register.Continuing(c)
	}
	return c
}

// alive tells whether there is something to measure of a country in a year: it
// existed, or its series stand for a state that existed.
func (a *Assessor) alive(c country.Code, year int) bool {
	if info, ok := a.Register.Country(c); ok && info.Alive(year) {
		return true
	}
	return slices.Contains(a.Register.States(year), c)
}

// Continued says that a country's series stand for another state in a year.
func (a *Assessor) Continued(c country.Code, year int) []obs.Warning {
	var list []obs.Warning
	for _, was := range a.Register.Alive(year) {
		if was == c || a.Register.Continuing(was) != c {
			continue
		}
		before, _ := a.Register.Country(was)
		now, _ := a.Register.Country(c)
		list = append(list, obs.Warning{Code: "continued_series", Subject: string(c), Text: fmt.Sprintf(
			"In %d the state was %s (%s), whose series %s (%s) continues.", year, before.Name, was, now.Name, c)})
	}
	return list
}

// together joins lists of warnings. The result is never nil, so that an answer
// without any says so with an empty list.
func together(lists ...[]obs.Warning) []obs.Warning {
	return append([]obs.Warning{}, slices.Concat(lists...)...)
}
