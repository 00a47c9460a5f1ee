// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// The dyadic indicators that neighbourhoods are computed from; a view of disputed
// areas may name distances of its own.
const (
	bordersID   = "factbook.border_km"
	distancesID = "naturalearth.distance_km"
)

// incomes are the indicators of GDP per head at purchasing power parity, the
// first that is known; incomeCarry is how many years old a value may be.
var incomes = []string{"wdi.NY.GDP.PCAP.PP.KD", "factbook.gdp_per_capita_ppp_usd"}

const incomeCarry = 3

// Outliers lists the states by how far they depart from their neighbourhood.
type Outliers struct {
	ID         string   `json:"id"`
	Year       int      `json:"year"`
	Definition string   `json:"definition"`
	View       string   `json:"view"`
	Framework  string   `json:"framework"`
	AsOf       obs.Date `json:"as_of,omitzero"`
	Data       string   `json:"data"`
	Version    string   `json:"version"`
	// FrameworkName is what a heading calls the framework.
	FrameworkName string         `json:"framework_name"`
	Levels        []OutlierLevel `json:"levels"`
	Variants      *Variants      `json:"variants,omitempty"`
	Warnings      []obs.Warning  `json:"warnings"`
}

// OutlierLevel is the index or a pillar.
type OutlierLevel struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Computed counts the states with an expectation, Outside those outside of
	// their band; by chance 10 % would be.
	Computed int `json:"computed"`
	Outside  int `json:"outside"`
	// Moran says whether like stands next to like at all.
	Moran *Autocorrelation `json:"moran,omitempty"`
	// States are ordered by the size of ResidualSD; those without come last.
	States []StateResidual `json:"states"`
}

// StateResidual is the residual of one state.
type StateResidual struct {
	ISO3  country.Code `json:"iso3"`
	State string       `json:"state"`
	Residual
}

// Autocorrelation is Moran's I with its permutation p-value.
type Autocorrelation struct {
	I        float64 `json:"i"`
	Expected float64 `json:"expected"`
	P        float64 `json:"p"`
	States   int     `json:"states"`
}

// autocorrelation is a Moran as answers carry it.
func autocorrelation(m neighbour.Moran) *Autocorrelation {
	if !m.OK {
		return nil
	}
	return &Autocorrelation{I: m.I, Expected: m.Expected, P: m.P, States: m.N}
}

// NeighboursQuestion asks about neighbourhoods.
type NeighboursQuestion struct {
	// Country is the state asked about; empty where all are.
	Country country.Code
	// Year 0 means the framework's default.
	Year int
	// Definition says who neighbours are; the zero Definition means land.
	Definition neighbour.Definition
	// View says whose borders count; empty means the default one.
	View string
	// All asks for the answer under every definition.
	All bool
}

// definition is the one asked for, or land.
func (q *NeighboursQuestion) definition() neighbour.Definition {
	if q.Definition == (neighbour.Definition{}) {
		return neighbour.Standard()[0]
	}
	return q.Definition
}

// Outliers says which states depart most from what their neighbourhood and
// income lead one to expect, overall and by pillar.
func (a *Assessor) Outliers(ctx context.Context, q NeighboursQuestion) (*Outliers, error) {
	year, err := a.Year(q.Year)
	if err != nil {
		return nil, err
	}
	q.Year = year
	s, err := a.surround(ctx, q, a.nodesKept())
	if err != nil {
		return nil, err
	}
	if fault := s.maps[0].fault; fault != nil {
		return nil, fault
	}
	if err := s.compute(ctx, nil); err != nil {
		return nil, err
	}
	tree, d := a.Framework.Tree, q.definition()
	out := &Outliers{
		ID: a.id("outliers", d.String()+" "+s.view.ID, year), Year: year, Definition: d.String(), View: s.view.ID,
		Framework: tree.ID, FrameworkName: tree.Name, AsOf: a.AsOf.Date, Data: a.DataHash, Version: a.Version,
		Variants: variants(s.drawn), Warnings: s.warnings(),
	}
	for n := range s.levels {
		out.Levels = append(out.Levels, s.outlierLevel(n))
	}
	return out, nil
}

// outlierLevel orders all states by their residual at a level.
func (s *surroundings) outlierLevel(n int) OutlierLevel {
	l := s.levels[n]
	out := OutlierLevel{ID: l.id, Name: l.name}
	out.Moran = autocorrelation(s.maps[0].weights.Global(l.scores, neighbour.Permutations, s.a.Uncertainty.Seed))
	for i, code := range s.ground.States {
		info, _ := s.a.Register.Country(code)
		r := StateResidual{ISO3: code, State: info.Name, Residual: s.residual(n, i)}
		if r.Verdict != neighbour.NotComputed {
			out.Computed++
		}
		if r.Verdict == neighbour.Above || r.Verdict == neighbour.Below {
			out.Outside++
		}
		out.States = append(out.States, r)
	}
	size := func(r StateResidual) float64 {
		if r.ResidualSD == nil {
			return -1
		}
		return math.Abs(*r.ResidualSD)
	}
	slices.SortStableFunc(out.States, func(x, y StateResidual) int {
		return cmp.Or(cmp.Compare(size(y), size(x)), cmp.Compare(x.State, y.State))
	})
	return out
}

// surroundings are the neighbourhoods of one year with all that is asked of them.
type surroundings struct {
	a      *Assessor
	asked  NeighboursQuestion
	scored *scored
	drawn  *multiverse.Result
	ground neighbour.Ground
	view   affiliation.View
	// money holds the incomes of the states.
	money  *scored
	levels []*scoreLevel
	// layers are the nodes whose scores differ; the collector keeps them under every
	// draw.
	layers    []string
	collector *neighbour.Collector
	// maps are the definitions, the one asked for first; the standard ones stand
	// at standard.
	maps     []*mapped
	standard []int
	// found is what was computed.
	found *neighbour.Findings
}

// scoreLevel is the scores of one node, by state.
type scoreLevel struct {
	id, name string
	depth    int
	scores   *neighbour.Column
	// twin is an earlier level with the same scores: a kind of a single pillar is
	// that pillar. Layer is the place of the scores among those computed.
	twin  *scoreLevel
	layer int
}

// mapped is a definition with its neighbourhoods.
type mapped struct {
	definition neighbour.Definition
	weights    *neighbour.Weights
	// fault says why there are no weights.
	fault error
}

// surround scores all states of a year and weighs their neighbourhoods.
func (a *Assessor) surround(ctx context.Context, q NeighboursQuestion, nodes []string) (*surroundings, error) {
	view, err := a.view(q.View)
	if err != nil {
		return nil, err
	}
	scores, err := a.score(ctx, q.Year)
	if err != nil {
		return nil, err
	}
	s := a.beside(scores, q, nodes)
	s.view = view
	// The scores of all states are taken as they are drawn; ranges are wanted of
	// none, and one is the least there is.
	one := string(cmp.Or(q.Country, country.Code(scores.scores.Cases[0])))
	return s, s.vary(ctx, wish{nodes: s.layers, cases: []string{one}, uncertainty: a.Uncertainty})
}

// beside makes ready to set the scores of some nodes against those of neighbours,
// while the scores of all states are at hand.
func (a *Assessor) beside(s *scored, q NeighboursQuestion, nodes []string) *surroundings {
	out := &surroundings{a: a, scored: s, asked: q, ground: neighbour.Ground{Year: q.Year}}
	for _, id := range nodes {
		l := out.level(id)
		if l.twin == nil {
			l.layer = len(out.layers)
			out.layers = append(out.layers, id)
		} else {
			l.layer = l.twin.layer
		}
		out.levels = append(out.levels, l)
	}
	out.collector = neighbour.NewCollector(len(out.layers), len(s.scores.Cases), a.Uncertainty.Draws)
	return out
}

// vary draws variants, of which it keeps the scores of all states, and meanwhile
// lays out the maps. The wish begins with the layers.
func (s *surroundings) vary(ctx context.Context, w wish) error {
	w.each = func(d multiverse.Draw) { s.collector.Take(d.Score) }
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.lay(ctx) })
	g.Go(func() (err error) {
		s.drawn, err = s.a.vary(ctx, s.scored, w)
		return err
	})
	return g.Wait()
}

// line sets the overall score of a state against its land neighbours'; a score
// that cannot be compared says why. It is nil where the data know no borders.
func (s *surroundings) line(ctx context.Context, c country.Code) (*NeighbourhoodLine, error) {
	if _, ok := s.a.Framework.Indicator(bordersID); !ok {
		return nil, nil
	}
	at := slices.Index(s.ground.States, c)
	if err := s.compute(ctx, []int{at}); err != nil {
		return nil, err
	}
	return &NeighbourhoodLine{Definition: s.maps[0].definition.String(), Residual: s.residual(0, at)}, nil
}

// lay finds the ground of the year and weighs it under every definition.
func (s *surroundings) lay(ctx context.Context) error {
	var err error
	if s.ground, s.money, err = s.a.ground(ctx, s.asked.Year, s.view); err != nil {
		return err
	}
	var list []neighbour.Definition
	list, s.standard = neighbour.Tried(s.asked.definition())
	atlas := neighbour.NewAtlas(s.ground)
	for _, d := range list {
		m := &mapped{definition: d}
		m.weights, m.fault = s.a.weigh(d, s.ground.Year, atlas)
		s.maps = append(s.maps, m)
	}
	return nil
}

// level takes the scores of a node from the panel of a year.
func (s *surroundings) level(id string) *scoreLevel {
	tree, cases := s.a.Framework.Tree, len(s.scored.scores.Cases)
	l := &scoreLevel{id: id, scores: neighbour.NewColumn(cases)}
	l.name, l.depth = s.a.nodeName(id)
	for _, other := range s.levels {
		if nodeOf(tree, other.id) == nodeOf(tree, id) {
			l.twin = other
			break
		}
	}
	for c := range cases {
		if r := s.scored.resultOf(tree, id, spot{c, 0}); r.OK() {
			l.scores.Set(c, r.Score)
		}
	}
	return l
}

// view finds a view of disputed areas.
func (a *Assessor) view(id string) (affiliation.View, error) {
	if a.Affiliations == nil {
		return affiliation.View{ID: cmp.Or(id, affiliation.DefaultView)}, nil
	}
	return a.Affiliations.View(id)
}

// ground loads what the neighbourhoods of a year are computed from in a view, and
// the incomes of all states.
func (a *Assessor) ground(ctx context.Context, year int, v affiliation.View) (neighbour.Ground, *scored, error) {
	g := neighbour.Ground{Year: year, View: v, Elsewhere: a.subregion, States: a.plan(year).Cases}
	var known []string
	for _, id := range incomes {
		if _, ok := a.Framework.Indicator(id); ok {
			known = append(known, id)
		}
	}
	distances := cmp.Or(v.Distances, distancesID)
	var dyads []string
	for _, id := range []string{bordersID, distances} {
		if _, ok := a.Framework.Indicator(id); ok {
			dyads = append(dyads, id)
		}
	}
	in, err := a.Store.Load(ctx, known, dyads)
	if err != nil {
		return g, nil, err
	}
	g.Borders, g.Distances = in.Dyads[bordersID], in.Dyads[distances]
	plan := panel.Plan{Cases: g.States, Years: []int{year}}
	for _, id := range known {
		plan.Columns = append(plan.Columns, panel.Column{ID: id, Carry: incomeCarry})
	}
	return g, &scored{panel: plan.Build(in, a.Axis), inputs: in, year: year}, nil
}

// wealth is the income of a state that is compared with: the first that is known,
// or why there is none. It is nil where the data know no incomes.
func (s *surroundings) wealth(c country.Code) *Indicator {
	var none *Indicator
	for _, id := range s.money.panel.Indicators() {
		v := s.a.value(s.money, c, id)
		if v.Value != nil && *v.Value > 0 {
			return &v
		}
		if none == nil {
			none = &v
		}
	}
	return none
}

// subregion is the subregion of a country in the United Nations' M49 standard.
func (a *Assessor) subregion(c country.Code) string {
	info, _ := a.Register.Country(c)
	return info.Subregion
}

// weigh computes neighbourhoods, looking up the members of a region.
func (a *Assessor) weigh(d neighbour.Definition, year int, on *neighbour.Atlas) (*neighbour.Weights, error) {
	var members []country.Code
	if d.Kind == neighbour.Region && d.ID != neighbour.OwnRegion {
		if a.Affiliations == nil {
			return nil, errors.New("no regions are known")
		}
		var err error
		if members, err = a.Affiliations.Region(d.ID, affiliation.YearEnd(year)); err != nil {
			return nil, err
		}
	}
	w, err := on.Weigh(d, members)
	switch {
	case errors.Is(err, neighbour.ErrNoBorders):
		return nil, a.noMap(d, err, bordersID)
	case errors.Is(err, neighbour.ErrNoDistances):
		return nil, a.noMap(d, err, distancesID)
	}
	return w, err
}

// noMap says of a definition that cannot be computed what is missing, since when
// it is known, and what is possible.
func (a *Assessor) noMap(d neighbour.Definition, err error, indicator string) error {
	source, _, _ := obs.SplitID(indicator)
	text := ""
	if !a.AsOf.Date.IsZero() {
		text = " as of " + a.AsOf.Date.String()
	}
	for _, o := range a.AsOf.CutByPeriod {
		if o.Source == source {
			text += fmt.Sprintf("; the first, of %s, was published on %s", o.Title, o.Published)
		}
	}
	return &noMapError{definition: d, err: err, text: text}
}

// noMapError says why a definition cannot be computed.
type noMapError struct {
	definition neighbour.Definition
	err        error
	text       string
}

// Error names the definition and what is possible.
func (e *noMapError) Error() string {
	return fmt.Sprintf("definition %s: %s", e.definition, e.reason())
}

// Unwrap is what is missing.
func (e *noMapError) Unwrap() error { return e.err }

// reason is the same without the definition.
func (e *noMapError) reason() string {
	return fmt.Sprintf("%v%s; region:%s needs none", e.err, e.text, neighbour.OwnRegion)
}

// reason says why a definition has no map.
func (m *mapped) reason() string {
	var none *noMapError
	switch {
	case errors.As(m.fault, &none):
		return none.reason()
	case m.fault != nil:
		return m.fault.Error()
	}
	return ""
}

// compute finds the expectations of some states, or of all, under every
// definition and at every level.
func (s *surroundings) compute(ctx context.Context, only []int) error {
	study := neighbour.Study{Income: neighbour.FirstLog(s.money.panel), Seed: s.a.Uncertainty.Seed, Workers: s.a.Uncertainty.Workers}
	for _, m := range s.maps {
		study.Maps = append(study.Maps, m.weights)
	}
	for _, l := range s.levels {
		if l.twin == nil {
			study.Layers = append(study.Layers, neighbour.Layer{Scores: l.scores, Variants: s.collector.Table(l.layer)})
		}
	}
	var err error
	s.found, err = study.Find(ctx, only)
	return err
}

// warnings are the caveats on all neighbourhoods of a year.
func (s *surroundings) warnings() []obs.Warning {
	list := slices.Concat(s.scored.ofAll(), s.a.asOfWarnings(s.ground.Year), s.a.varied(s.drawn))
	if e := s.maps[0].weights; e != nil && e.Edition > s.ground.Year {
		list = append(list, obs.Warning{Code: "later_borders", Subject: bordersID, Text: fmt.Sprintf(
			"No edition of the borders is held for %d; those of %d stand in, among the states of %d.", s.ground.Year, e.Edition, s.ground.Year)})
	}
	return list
}
