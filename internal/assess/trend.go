// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
)

// jump is the change of coverage that marks a break.
const jump = 0.1

// TrendQuestion asks how a country changed.
type TrendQuestion struct {
	Country country.Code
	// From and To are years; 0 means the framework's first and default.
	From, To int
	// Definition says whose change it is compared with; the zero Definition means
	// land. View says whose borders count.
	Definition neighbour.Definition
	View       string
}

// Trend is how a country's scores changed over years.
type Trend struct {
	ID         string       `json:"id"`
	Country    country.Code `json:"country"`
	Name       string       `json:"name"`
	From       int          `json:"from"`
	To         int          `json:"to"`
	Definition string       `json:"definition"`
	View       string       `json:"view"`
	Framework  string       `json:"framework"`
	// FrameworkName is what a heading calls the framework.
	FrameworkName string       `json:"framework_name"`
	AsOf          obs.Date     `json:"as_of,omitzero"`
	Data          string       `json:"data"`
	Version       string       `json:"version"`
	Levels        []TrendLevel `json:"levels"`
	// Breaks are years in which series, editions or coverage change, so that what
	// lies on both sides compares less well.
	Breaks   []Break       `json:"breaks"`
	Variants *Variants     `json:"variants,omitempty"`
	Sources  []obs.Origin  `json:"sources"`
	Warnings []obs.Warning `json:"warnings"`
}

// TrendLevel is one node over the years.
type TrendLevel struct {
	ID     string      `json:"id"`
	Name   string      `json:"name"`
	Years  []TrendYear `json:"years"`
	Turns  []Turn      `json:"turning_points"`
	Change Change      `json:"change"`
	// Depth is 0 for the whole and for kinds, 1 for pillars, 2 for groups.
	Depth int `json:"-"`
}

// TrendYear is a node in one year.
type TrendYear struct {
	Year     int      `json:"year"`
	Value    *float64 `json:"score"`
	Range    *Range   `json:"range,omitempty"`
	Coverage float64  `json:"coverage"`
	Reason   string   `json:"reason,omitempty"`
	// Better is the share of variants in which the score is higher than the year
	// before, ties counting half; nil where it was not computed.
	Better *float64 `json:"p_better"`
}

// Turn is a year in which a score stopped rising or falling.
type Turn struct {
	Year  int     `json:"year"`
	Kind  string  `json:"kind"`
	Score float64 `json:"score"`
}

// Change is a country's change between two years beside its neighbours'.
type Change struct {
	From int `json:"from"`
	To   int `json:"to"`
	// Own and Median are changes in points; Median is that of the neighbours.
	Own    *float64 `json:"own"`
	Median *float64 `json:"neighbours_median"`
	// Same counts the neighbours that moved the way of the median, Of those whose
	// change is known.
	Same    int              `json:"same_way"`
	Of      int              `json:"of"`
	Verdict neighbour.Course `json:"verdict"`
	Reason  string           `json:"reason,omitempty"`
	Members []MemberChange   `json:"members"`
	// Better is the share of variants in which the later score is higher, Holds that
	// in which the verdict is the same; nil where none were drawn.
	Better *float64 `json:"p_better"`
	Holds  *float64 `json:"p_verdict"`
}

// MemberChange is the change of one neighbour; nil where it is not known.
type MemberChange struct {
	ISO3   country.Code `json:"iso3"`
	Change *float64     `json:"change"`
}

// Break is a reason why two years compare less well.
type Break struct {
	// Year is the later of the two.
	Year int `json:"year"`
	// Kind is coverage, edition or indicator.
	Kind string `json:"kind"`
	// Subject is a node or a source, Text a sentence.
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

// Trend follows a country over years, beside its neighbours of the last year.
func (a *Assessor) Trend(ctx context.Context, q TrendQuestion) (*Trend, error) {
	warnings, err := a.span(&q)
	if err != nil {
		return nil, err
	}
	ask := NeighboursQuestion{Country: q.Country, Year: q.To, Definition: q.Definition, View: q.View}
	members, view, err := a.around(ctx, ask)
	if err != nil {
		return nil, err
	}
	var years []int
	for y := q.From; y <= q.To; y++ {
		years = append(years, y)
	}
	s, err := a.score(ctx, years...)
	if err != nil {
		return nil, err
	}
	f := &following{a: a, s: s, q: q, years: years, nodes: a.everyNode(), cases: append([]country.Code{q.Country}, members...)}
	if f.drawn, err = a.vary(ctx, s, f.wish()); err != nil {
		return nil, err
	}
	info, _ := a.Register.Country(q.Country)
	tree, d := a.Framework.Tree, ask.definition()
	out := &Trend{
		ID:      a.id("trend", fmt.Sprintf("%s %d %s %s", q.Country, q.From, d, view.ID), q.To),
		Country: q.Country, Name: info.Name, From: q.From, To: q.To, Definition: d.String(), View: view.ID,
		Framework: tree.ID, FrameworkName: tree.Name, AsOf: a.AsOf.Date, Data: a.DataHash, Version: a.Version,
		Breaks: []Break{}, Variants: variants(f.drawn),
	}
	for n, id := range f.nodes {
		out.Levels = append(out.Levels, f.level(n, id))
	}
	if err := f.breaks(ctx, out); err != nil {
		return nil, err
	}
	out.Warnings = together(warnings, s.ofAll(), a.asOfWarnings(years...), a.varied(f.drawn))
	return out, nil
}

// SpanError says that there are no two years to compare.
type SpanError struct{ From, To, First, Last int }

// Error names the years there are.
func (e *SpanError) Error() string {
	return fmt.Sprintf("from %d to %d there are no two years; the framework covers %d to %d", e.From, e.To, e.First, e.Last)
}

// Unwrap tells that the years are at fault, for those who do not ask which.
func (e *SpanError) Unwrap() error { return &YearError{Year: e.From, First: e.First, Last: e.Last} }

// span settles the years of a question: those of the framework in which the
// country exists.
func (a *Assessor) span(q *TrendQuestion) ([]obs.Warning, error) {
	q.From = cmp.Or(q.From, a.Framework.First)
	var err error
	for _, y := range []*int{&q.To, &q.From} {
		if *y, err = a.Year(*y); err != nil {
			return nil, err
		}
	}
	if q.From >= q.To {
		return nil, &SpanError{From: q.From, To: q.To, First: a.Framework.First, Last: a.Framework.Last}
	}
	q.Country = a.scoredAs(q.Country, q.To)
	if err := a.exists(q.Country, q.To); err != nil {
		return nil, err
	}
	asked := q.From
	for !slices.Contains(a.Register.States(q.From), q.Country) {
		q.From++
	}
	list := []obs.Warning{}
	if q.From > asked {
		info, _ := a.Register.Country(q.Country)
		if q.From >= q.To {
			return nil, fmt.Errorf("%s (%s) is a state from %s on: %w", info.Name, q.Country, info.From,
				&SpanError{From: asked, To: q.To, First: a.Framework.First, Last: a.Framework.Last})
		}
		list = append(list, obs.Warning{Code: "shorter_life", Subject: string(q.Country), Text: fmt.Sprintf(
			"%s is a state from %s on; the years before %d are left out.", info.Name, info.From, q.From)})
	}
	return list, nil
}

// around lists the neighbours of a country.
func (a *Assessor) around(ctx context.Context, q NeighboursQuestion) ([]country.Code, affiliation.View, error) {
	view, err := a.view(q.View)
	if err != nil {
		return nil, view, err
	}
	g, _, err := a.ground(ctx, q.Year, view)
	if err != nil {
		return nil, view, err
	}
	w, err := a.weigh(q.definition(), q.Year, neighbour.NewAtlas(g))
	if err != nil {
		return nil, view, err
	}
	if err := a.inside(q); err != nil {
		return nil, view, err
	}
	var list []country.Code
	at, _ := w.Place(q.Country)
	for _, n := range w.Of(at) {
		list = append(list, n.Code)
	}
	slices.Sort(list)
	return list, view, nil
}

// following is a country on its way through the years.
type following struct {
	a     *Assessor
	s     *scored
	q     TrendQuestion
	years []int
	nodes []string
	// drawnAs is the place of each node among those drawn: a kind of a single pillar
	// is drawn as that pillar.
	drawnAs []int
	// cases are the country, then its neighbours.
	cases []country.Code
	drawn *multiverse.Result
	// ends are the scores of the first and the last year under every draw, by node.
	ends [2][]*neighbour.Table
}

// wish asks for the ranges of all years, and keeps the ends.
func (f *following) wish() wish {
	w := wish{cases: []string{string(f.q.Country)}, uncertainty: f.a.Uncertainty, each: f.take}
	for _, id := range f.nodes {
		k := slices.IndexFunc(w.nodes, func(other string) bool {
			return nodeOf(f.a.Framework.Tree, other) == nodeOf(f.a.Framework.Tree, id)
		})
		if k < 0 {
			k = len(w.nodes)
			w.nodes = append(w.nodes, id)
		}
		f.drawnAs = append(f.drawnAs, k)
	}
	for t := 1; t < len(f.years); t++ {
		w.changes = append(w.changes, [2]int{f.years[t-1], f.years[t]})
	}
	if len(f.years) > 2 {
		w.changes = append(w.changes, [2]int{f.q.From, f.q.To})
	}
	for range w.nodes {
		for end := range f.ends {
			f.ends[end] = append(f.ends[end], neighbour.NewTable(len(f.cases), w.uncertainty.Draws))
		}
	}
	return w
}

// take keeps a draw of the first or the last year.
func (f *following) take(d multiverse.Draw) {
	end := 0
	switch d.Year {
	case 0:
	case len(f.years) - 1:
		end = 1
	default:
		return
	}
	for k, c := range f.cases {
		at, ok := f.s.panel.Case(string(c))
		if !ok {
			continue
		}
		for n, table := range f.ends[end] {
			if v, ok := d.Score(n, at); ok && !math.IsInf(v, 0) {
				table.Set(k, d.Index, v)
			}
		}
	}
}

// level is one node over the years.
func (f *following) level(n int, id string) TrendLevel {
	out := TrendLevel{ID: id, Turns: []Turn{}}
	out.Name, out.Depth = f.a.nodeName(id)
	at, _ := f.s.panel.Case(string(f.q.Country))
	for t, year := range f.years {
		r := f.s.resultOf(f.a.Framework.Tree, id, spot{at, t})
		y := TrendYear{Year: year, Coverage: r.Coverage, Reason: r.NotScored.Text(), Range: f.rangeIn(n, year)}
		if r.OK() {
			y.Value = &r.Score
		}
		if t > 0 {
			y.Better = f.better(n, f.years[t-1], year)
		}
		out.Years = append(out.Years, y)
	}
	out.Turns = turns(out.Years)
	out.Change = f.change(n, id)
	return out
}

// better is the share of variants in which a later year is better.
func (f *following) better(n, from, to int) *float64 {
	if f.drawn == nil {
		return nil
	}
	c, held := f.drawn.Case(string(f.q.Country))
	t, first := f.drawn.Year(from)
	u, second := f.drawn.Year(to)
	if !held || !first || !second {
		return nil
	}
	change, ok := f.drawn.Change(c, f.drawnAs[n], t, u)
	if !ok {
		return nil
	}
	return &change.ScoreBetter
}

// rangeIn is the range of a node in a year; nil where none was drawn.
func (f *following) rangeIn(n, year int) *Range {
	if f.drawn == nil {
		return nil
	}
	return rangeOf(f.drawn, f.q.Country, year, f.drawn.Nodes[f.drawnAs[n]])
}

// turns finds the turning points of a series.
func turns(years []TrendYear) []Turn {
	series := make([]*float64, len(years))
	for i := range years {
		series[i] = years[i].Value
	}
	list := []Turn{}
	for _, t := range neighbour.Turns(series) {
		kind := "trough"
		if t.Peak {
			kind = "peak"
		}
		list = append(list, Turn{Year: years[t.At].Year, Kind: kind, Score: *series[t.At]})
	}
	return list
}

// change compares the country's change over the whole time with its neighbours'.
func (f *following) change(n int, id string) Change {
	last := len(f.years) - 1
	out := Change{From: f.q.From, To: f.q.To, Better: f.better(n, f.q.From, f.q.To), Members: []MemberChange{}}
	changes := make([]*float64, len(f.cases))
	for k, c := range f.cases {
		at, ok := f.s.panel.Case(string(c))
		if !ok {
			continue
		}
		from, to := f.s.resultOf(f.a.Framework.Tree, id, spot{at, 0}), f.s.resultOf(f.a.Framework.Tree, id, spot{at, last})
		if from.OK() && to.OK() {
			d := to.Score - from.Score
			changes[k] = &d
		}
	}
	for k, c := range f.cases[1:] {
		out.Members = append(out.Members, MemberChange{ISO3: c, Change: changes[k+1]})
	}
	c := neighbour.Compare(changes[0], changes[1:])
	out.Own, out.Same, out.Of, out.Verdict, out.Reason = changes[0], c.Same, c.Of, c.Course, c.Reason
	if len(f.cases) == 1 && out.Own != nil {
		out.Reason = string(neighbour.NoNeighbours)
	}
	if c.Of >= neighbour.MinNeighbours {
		out.Median = &c.Median
	}
	if out.Verdict != neighbour.Unknown {
		if share, ok := neighbour.Holds(out.Verdict, f.ends[0][f.drawnAs[n]], f.ends[1][f.drawnAs[n]]); ok {
			out.Holds = &share
		}
	}
	return out
}

// breaks finds the years in which coverage, editions or indicators change.
func (f *following) breaks(ctx context.Context, out *Trend) error {
	for _, l := range out.Levels {
		for t := 1; t < len(l.Years); t++ {
			before, now := l.Years[t-1].Coverage, l.Years[t].Coverage
			if math.Abs(now-before) >= jump {
				out.Breaks = append(out.Breaks, Break{Year: l.Years[t].Year, Kind: "coverage", Subject: l.ID, Text: fmt.Sprintf(
					"%s rests on %.0f %% of its weight, the year before on %.0f %%.", l.Name, 100*now, 100*before)})
			}
		}
	}
	editions, err := f.editions(ctx, out)
	if err != nil {
		return err
	}
	out.Breaks = append(out.Breaks, editions...)
	slices.SortStableFunc(out.Breaks, func(x, y Break) int { return cmp.Compare(x.Year, y.Year) })
	return nil
}

// editions finds the years from which an indicator's values come from another
// edition or another source than before, or which the source marks as a break.
func (f *following) editions(ctx context.Context, out *Trend) ([]Break, error) {
	ids := f.a.Framework.Tree.Indicators()
	values := make([]Indicator, len(f.years)*len(ids))
	list := make([]cited, len(values))
	for t, year := range f.years {
		for i, id := range ids {
			at := t*len(ids) + i
			values[at] = f.a.valueIn(f.s, Cell{Indicator: id, Country: f.q.Country, Year: year})
			list[at] = cited{&values[at], f.q.Country}
		}
	}
	var err error
	if out.Sources, err = f.a.cite(ctx, f.s.inputs, list); err != nil {
		return nil, err
	}
	var breaks []Break
	for t := 1; t < len(f.years); t++ {
		changed := make(map[string][]string)
		for i, id := range ids {
			before, now := values[(t-1)*len(ids)+i], values[t*len(ids)+i]
			switch {
			case before.Value == nil || now.Value == nil || before.Year == now.Year:
			case before.Source != now.Source || before.Release != now.Release:
				key := fmt.Sprintf("%s %s follows %s %s", now.Source, now.Release, before.Source, before.Release)
				changed[key] = append(changed[key], id)
			case slices.Contains(now.Flags, "break"):
				key := now.Source + " marks a break"
				changed[key] = append(changed[key], id)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(changed)) {
			source, _, _ := strings.Cut(key, " ")
			breaks = append(breaks, Break{Year: f.years[t], Kind: "edition", Subject: source, Text: fmt.Sprintf(
				"%s in %s.", key, strings.Join(changed[key], ", "))})
		}
	}
	return breaks, nil
}

// inside makes sure that a country is in the region asked for.
func (a *Assessor) inside(q NeighboursQuestion) error {
	d := q.definition()
	if d.Kind != neighbour.Region || d.ID == neighbour.OwnRegion {
		return nil
	}
	day := affiliation.YearEnd(q.Year)
	members, err := a.Affiliations.Region(d.ID, day)
	if err != nil || slices.Contains(members, q.Country) {
		return err
	}
	info, _ := a.Register.Country(q.Country)
	e := &OutsideError{Name: info.Name, Country: q.Country, Region: d.ID, Year: q.Year, Members: members}
	for _, r := range a.Affiliations.Regions() {
		if in, err := a.Affiliations.Region(r.ID, day); err == nil && slices.Contains(in, q.Country) {
			e.Regions = append(e.Regions, r.ID)
		}
	}
	e.Regions = append(e.Regions, neighbour.OwnRegion)
	return e
}
