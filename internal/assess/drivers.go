// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"context"
	"fmt"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/driver"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// DriversQuestion asks what the difference between two scores is made of.
type DriversQuestion struct {
	Country country.Code
	// From and To are years. Where From is 0 the country is set against another,
	// or against the world, in the year To; To 0 means the framework's default.
	From, To int
	// Against is the country to set it against; empty means the world's median.
	Against country.Code
	// Then, where given, knows only what was known on an earlier day: what its
	// data say of From is where the account begins, and what has been revised
	// since is told apart from what has changed.
	Then *Assessor
}

// Drivers say what the difference between two scores is made of.
type Drivers struct {
	ID        string       `json:"id"`
	Country   country.Code `json:"country"`
	Name      string       `json:"name"`
	Framework string       `json:"framework"`
	// FrameworkName is what a heading calls the framework.
	FrameworkName string `json:"framework_name"`
	// AsOf is the day whose knowledge was asked for; absent for today's.
	AsOf    obs.Date `json:"as_of,omitzero"`
	Data    string   `json:"data"`
	Version string   `json:"version"`
	From    Side     `json:"from"`
	To      Side     `json:"to"`
	// Points are the whole difference of the index, To less From.
	Points float64 `json:"points"`
	// Exact tells that every order of the tree was visited; else Orders were
	// sampled, and effects have a standard error.
	Exact  bool `json:"exact"`
	Orders int  `json:"orders,omitempty"`
	// Revision is what later editions of the data changed in From; absent where
	// nothing earlier was asked for.
	Revision *Revision `json:"revision,omitempty"`
	// Effects are the pillars', with their parts; they sum to Points less the
	// revision.
	Effects  []Effect      `json:"effects"`
	Sources  []obs.Origin  `json:"sources"`
	Warnings []obs.Warning `json:"warnings"`
}

// Side is one of the two scores.
type Side struct {
	// Country is empty for the world's median.
	Country country.Code `json:"country,omitempty"`
	Name    string       `json:"name"`
	Year    int          `json:"year"`
	// AsOf is the day whose knowledge it rests on, where that differs.
	AsOf  obs.Date `json:"as_of,omitzero"`
	Score float64  `json:"score"`
	// Coverage is the share of weight that rests on observed values, 0 to 1.
	Coverage float64 `json:"coverage"`
}

// Revision is the difference that editions of the data make, the year being the
// same.
type Revision struct {
	Points  float64  `json:"points"`
	Effects []Effect `json:"effects"`
}

// Effect is what one node adds to the difference, in points of the index.
type Effect struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Points float64 `json:"points"`
	// SE is the standard error of Points where orders were sampled.
	SE float64 `json:"standard_error,omitempty"`
	// From and To are the node's scores; nil where it is not scored.
	From *float64 `json:"from_score"`
	To   *float64 `json:"to_score"`
	// Before and After are an indicator's values; absent for groups, and for the
	// world's median.
	Before *Indicator `json:"from_value,omitempty"`
	After  *Indicator `json:"to_value,omitempty"`
	// Parts sum to the node.
	Parts []Effect `json:"parts,omitempty"`
}

// Drivers decomposes the difference between two scores.
func (a *Assessor) Drivers(ctx context.Context, q DriversQuestion) (*Drivers, error) {
	to, err := a.Year(q.To)
	if err != nil {
		return nil, err
	}
	from := to
	if q.From != 0 {
		if from, err = a.Year(q.From); err != nil {
			return nil, err
		}
		// What was known earlier of one year is a question too.
		if from > to || from == to && q.Then == nil {
			return nil, &SpanError{From: from, To: to, First: a.Framework.First, Last: a.Framework.Last}
		}
	}
	for _, c := range []country.Code{q.Country, q.Against} {
		for _, year := range []int{from, to} {
			if c == "" {
				continue
			}
			if err := a.Exists(a.ScoredAs(c, year), year); err != nil {
				return nil, err
			}
		}
	}
	years := []int{to}
	if from != to {
		years = []int{from, to}
	}
	s, err := a.Score(ctx, years...)
	if err != nil {
		return nil, err
	}
	c := comparison{a: a, s: s, q: q, from: from, to: to}
	return c.drivers(ctx)
}

// comparison is a question on drivers with the scores to answer it.
type comparison struct {
	a        *Assessor
	s        *Scored
	q        DriversQuestion
	from, to int
	cites    []Cited
}

// drivers answers the question.
func (c *comparison) drivers(ctx context.Context) (*Drivers, error) {
	a, tree := c.a, c.a.Framework.Tree
	after, end, err := c.side(c.s, c.q.Country, c.to)
	if err != nil {
		return nil, err
	}
	before, start, err := c.before()
	if err != nil {
		return nil, err
	}
	split, err := driver.Between(c.s.model, before, after, driver.Options{})
	if err != nil {
		return nil, fmt.Errorf("drivers of %s: %w", end.Name, err)
	}
	then := obs.Date{}
	if c.q.Then != nil {
		then = c.q.Then.AsOf.Date
	}
	out := &Drivers{
		ID:      a.ID("drivers", fmt.Sprintf("%s %s %d %s", c.q.Country, c.q.Against, c.from, then), c.to),
		Country: end.Country, Name: end.Name, Framework: tree.ID, FrameworkName: tree.Name,
		AsOf: a.AsOf.Date, Data: a.DataHash, Version: a.Version,
		From: start, To: end, Points: split.Root.Points, Exact: split.Exact, Orders: split.Orders,
		Effects: c.effects(split.Root, start, end), Warnings: c.warnings(start, end),
	}
	if c.q.Then != nil {
		if err := c.revise(ctx, out, before); err != nil {
			return nil, err
		}
	}
	out.Sources, err = a.Cite(ctx, c.s.Inputs, c.cites)
	return out, err
}

// before is where the account starts: the country's own earlier year, another
// country, or the world's median.
func (c *comparison) before() (driver.State, Side, error) {
	switch {
	case c.q.From != 0:
		return c.side(c.s, c.q.Country, c.from)
	case c.q.Against != "":
		return c.side(c.s, c.q.Against, c.to)
	}
	t, _ := c.s.Scores.Year(c.to)
	state, err := driver.Median(c.s.model, c.s.Scores, t)
	if err != nil {
		return nil, Side{}, fmt.Errorf("drivers: %w", err)
	}
	return state, Side{Name: "the median of every indicator", Year: c.to, Score: state[0].Score, Coverage: 1}, nil
}

// side is a country's state in a year.
func (c *comparison) side(s *Scored, code country.Code, year int) (driver.State, Side, error) {
	code = c.a.ScoredAs(code, year)
	info, _ := c.a.Register.Country(code)
	at, ok := s.Scores.Case(string(code))
	if !ok || !c.a.alive(code, year) {
		return nil, Side{}, &NotScoredError{Country: code, Name: info.Name, Year: year}
	}
	t, _ := s.Scores.Year(year)
	state := driver.At(s.Scores, at, t)
	if !state[0].OK() {
		return nil, Side{}, &NotScoredError{Country: code, Name: info.Name, Year: year, Reason: state[0].NotScored.Text()}
	}
	return state, Side{Country: code, Name: info.Name, Year: year, Score: state[0].Score, Coverage: state[0].Coverage}, nil
}

// effects are a node's parts as answers carry them.
func (c *comparison) effects(e *driver.Effect, start, end Side) []Effect {
	out := make([]Effect, 0, len(e.Parts))
	for _, part := range e.Parts {
		one := Effect{
			ID: part.Node.ID, Name: part.Node.Name, Points: part.Points, SE: part.SE,
			From: scoreOr(part.From), To: scoreOr(part.To), Parts: c.effects(part, start, end),
		}
		if part.Node.Leaf() {
			info, _ := c.a.Framework.Indicator(part.Node.Indicator)
			one.Name = info.Name
			one.Before, one.After = c.value(part.Node.Indicator, start), c.value(part.Node.Indicator, end)
		}
		out = append(out, one)
	}
	return out
}

// scoreOr is a score, or nil.
func scoreOr(r composite.Result) *float64 {
	if !r.OK() {
		return nil
	}
	return &r.Score
}

// value is an indicator of one side, to be cited; nil for the world's median.
func (c *comparison) value(id string, of Side) *Indicator {
	if of.Country == "" {
		return nil
	}
	v := c.a.Value(c.s, Cell{Indicator: id, Country: of.Country, Year: of.Year})
	c.cites = append(c.cites, Cited{&v, of.Country})
	return &v
}

// revise puts what later editions changed before what has changed since: the
// account then begins with the score as it stood on the earlier day.
func (c *comparison) revise(ctx context.Context, out *Drivers, now driver.State) error {
	then := c.q.Then
	s, err := then.Score(ctx, c.from)
	if err != nil {
		return err
	}
	old, side, err := c.side(s, c.q.Country, c.from)
	if err != nil {
		return fmt.Errorf("as of %s: %w", then.AsOf.Date, err)
	}
	split, err := driver.Between(c.s.model, old, now, driver.Options{})
	if err != nil {
		return fmt.Errorf("revision since %s: %w", then.AsOf.Date, err)
	}
	side.AsOf = then.AsOf.Date
	earlier := &comparison{a: then, s: s}
	out.Revision = &Revision{Points: split.Root.Points, Effects: c.revised(split.Root, earlier, side)}
	out.From, out.Points = side, out.Points+split.Root.Points
	out.Warnings = append(out.Warnings, then.AsOfWarnings()...)
	_, err = then.Cite(ctx, s.Inputs, earlier.cites)
	return err
}

// revised are the effects of a revision: before by the earlier editions, after
// by today's.
func (c *comparison) revised(e *driver.Effect, earlier *comparison, side Side) []Effect {
	list := c.effects(e, side, side)
	for i := range list {
		earlier.asKnown(&list[i], side)
	}
	return list
}

// asKnown replaces the values of the first side, down to the indicators, by those
// that were known then.
func (c *comparison) asKnown(e *Effect, side Side) {
	if e.Before != nil {
		e.Before = c.value(e.Before.ID, side)
	}
	for i := range e.Parts {
		c.asKnown(&e.Parts[i], side)
	}
}

// warnings are the caveats of an account.
func (c *comparison) warnings(start, end Side) []obs.Warning {
	list := []obs.Warning{}
	for _, side := range []Side{start, end} {
		if side.Country != "" {
			list = append(list, c.a.Continued(side.Country, side.Year)...)
		}
	}
	list = append(list, c.s.OfAll()...)
	if start.Country == "" {
		list = append(list, obs.Warning{Code: "median_profile", Subject: "overall", Text: fmt.Sprintf(
			"The score set against is that of a state with the median score in every indicator (%.1f), not the median of all scores.", start.Score)})
	}
	return append(list, c.a.AsOfWarnings()...)
}
