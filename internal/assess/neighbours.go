// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// Neighbourhood is a state among those around it.
type Neighbourhood struct {
	ID      string       `json:"id"`
	Country country.Code `json:"country"`
	Name    string       `json:"name"`
	Year    int          `json:"year"`
	// Definition says who the neighbours are, DefinitionWords in words; View whose
	// borders count; Edition which year's, 0 where none are used.
	Definition      string   `json:"definition"`
	DefinitionWords string   `json:"definition_words"`
	View            string   `json:"view"`
	Edition         int      `json:"border_edition,omitempty"`
	Framework       string   `json:"framework"`
	FrameworkName   string   `json:"framework_name"`
	AsOf            obs.Date `json:"as_of,omitzero"`
	Data            string   `json:"data"`
	Version         string   `json:"version"`

	Neighbours []Neighbour `json:"neighbours"`
	// Income is the GDP per head that expectations rest on beside the neighbours;
	// absent where the data know none.
	Income     *Indicator `json:"income,omitempty"`
	Turbulence Turbulence `json:"turbulence"`
	Levels     []Residual `json:"levels"`
	// Definitions hold the answer under every definition, where asked for.
	Definitions []UnderDefinition `json:"definitions,omitempty"`
	// Moran says whether like stands next to like among all states; Local how the
	// state stands to its surroundings; both of the overall score.
	Moran    *Autocorrelation      `json:"moran,omitempty"`
	Local    *LocalAutocorrelation `json:"local_moran,omitempty"`
	Variants *Variants             `json:"variants,omitempty"`
	Sources  []obs.Origin          `json:"sources"`
	Warnings []obs.Warning         `json:"warnings"`
}

// Neighbour is one state of a neighbourhood.
type Neighbour struct {
	ISO3   country.Code `json:"iso3"`
	Name   string       `json:"name"`
	Weight float64      `json:"weight"`
	// KM is the length of the border, or the distance where Measure says so; nil
	// where the definition uses neither.
	KM      *float64 `json:"km"`
	Measure string   `json:"measure,omitempty"`
	// Score is its overall score.
	Score *float64 `json:"score"`
	// Powers are the lists of powers that it stands on at the end of the year.
	Powers []PowerList `json:"powers,omitempty"`
	// Trouble are its own values of the measures of turbulence.
	Trouble []Indicator `json:"trouble,omitempty"`
	// Refs lead to where the length of the border is stated.
	Refs []Ref `json:"refs,omitempty"`
}

// Turbulence is how troubled a neighbourhood is among those of all states.
type Turbulence struct {
	// Rank 1 is the most turbulent; nil where Reason says why there is none.
	Rank *int `json:"rank"`
	Of   int  `json:"of"`
	// Index is the mean percentile of the parts, 0 calm to 100 troubled.
	Index  *float64      `json:"index"`
	Parts  []TroublePart `json:"parts"`
	Reason string        `json:"reason,omitempty"`
}

// TroublePart is one measure of turbulence.
type TroublePart struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Indicators are what it is made of; several are summed.
	Indicators []string `json:"indicators"`
	Unit       obs.Unit `json:"unit"`
	// Calm tells that a high value means calm.
	Calm bool `json:"high_is_calm"`
	// Own is the state's own value, Neighbours the weighted mean around it; Oldest is
	// the earliest year that any of them is of, 0 where there is none.
	Own        *float64 `json:"own"`
	Neighbours *float64 `json:"neighbours"`
	Oldest     int      `json:"oldest_year,omitempty"`
	// Rank 1 is the most troubled of Of neighbourhoods.
	Rank       *int     `json:"rank"`
	Of         int      `json:"of"`
	Percentile *float64 `json:"percentile"`
	// Reason says why Neighbours is not known.
	Reason string `json:"reason,omitempty"`
}

// UnderDefinition is the answer under one definition.
type UnderDefinition struct {
	Definition string `json:"definition"`
	// Neighbours counts them; Codes lists them, the heaviest first.
	Neighbours int            `json:"neighbours"`
	Codes      []country.Code `json:"codes"`
	// TurbulenceRank is of TurbulenceOf; nil where TurbulenceReason says why there is
	// none.
	TurbulenceRank   *int       `json:"turbulence_rank"`
	TurbulenceOf     int        `json:"turbulence_of"`
	TurbulenceReason string     `json:"turbulence_reason,omitempty"`
	Levels           []Residual `json:"levels"`
	Reason           string     `json:"reason,omitempty"`
}

// LocalAutocorrelation is the local Moran's I with its permutation p-value.
type LocalAutocorrelation struct {
	I       float64           `json:"i"`
	P       float64           `json:"p"`
	Quarter neighbour.Quarter `json:"quarter"`
}

// trouble is a measure of turbulence.
type trouble struct {
	id, name string
	of       []string
	unit     obs.Unit
	calm     bool
}

// troubles are the measures, each with indicators of the snapshot.
var troubles = []trouble{
	{"deaths", "Deaths in organised violence, five-year mean", []string{"qala.deaths_mean5"}, "per million inhabitants", false},
	{"stability", "Political stability and absence of violence", []string{"wgi.pv"}, "standard normal score", true},
	{"displacement", "Refugees from the state and people displaced in it", []string{"qala.refugees_origin_per_1000", "qala.idps_per_1000"}, "per 1,000 inhabitants", false},
	{"external", "External conflict, five-year mean of intensity", []string{"qala.external_conflict_mean5"}, "intensity 0-2", false},
}

// Neighbours compares a state with its neighbourhood; year 0 means the
// framework's default.
func (a *Assessor) Neighbours(ctx context.Context, q NeighboursQuestion) (*Neighbourhood, error) {
	year, err := a.Year(q.Year)
	if err != nil {
		return nil, err
	}
	q.Year, q.Country = year, a.scoredAs(q.Country, year)
	if err := a.exists(q.Country, year); err != nil {
		return nil, err
	}
	s, err := a.surround(ctx, q, a.everyNode())
	if err != nil {
		return nil, err
	}
	m := s.maps[0]
	if m.fault != nil {
		return nil, m.fault
	}
	if err := a.inside(q); err != nil {
		return nil, err
	}
	at, _ := m.weights.Place(q.Country)
	if err := s.compute(ctx, []int{at}); err != nil {
		return nil, err
	}
	return a.neighbourhood(ctx, q, s, at)
}

// neighbourhood writes the answer for the state at a place.
func (a *Assessor) neighbourhood(ctx context.Context, q NeighboursQuestion, s *surroundings, at int) (*Neighbourhood, error) {
	tree, m := a.Framework.Tree, s.maps[0]
	info, _ := a.Register.Country(q.Country)
	subject := fmt.Sprintf("%s %s %s %t", q.Country, m.definition, s.view.ID, q.All)
	out := &Neighbourhood{
		ID: a.id("neighbours", subject, q.Year), Country: q.Country, Name: info.Name, Year: q.Year,
		Definition: m.definition.String(), DefinitionWords: m.definition.Words(), View: s.view.ID, Edition: m.weights.Edition,
		Framework: tree.ID, FrameworkName: tree.Name, AsOf: a.AsOf.Date, Data: a.DataHash, Version: a.Version,
		Neighbours: s.listed(at), Income: s.wealth(q.Country), Variants: variants(s.drawn),
	}
	for n := range s.levels {
		out.Levels = append(out.Levels, s.residual(n, at))
	}
	overall, seed := s.levels[0].scores, a.Uncertainty.Seed
	out.Moran = autocorrelation(m.weights.Global(overall, neighbour.Permutations, seed))
	if l := m.weights.Local(overall, at, neighbour.Permutations, seed); l.OK {
		out.Local = &LocalAutocorrelation{I: l.I, P: l.P, Quarter: l.Quarter}
	}
	t, err := a.turmoil(ctx, q.Year)
	if err != nil {
		return nil, err
	}
	out.Turbulence = t.around(m.weights, at)
	if q.All {
		for _, k := range s.standard {
			out.Definitions = append(out.Definitions, s.under(k, at, t))
		}
	}
	out.Warnings = together(a.continued(q.Country, q.Year), s.warnings())
	return out, s.citeNeighbours(ctx, out, t)
}

// listed are the neighbours of a state under the definition asked for.
func (s *surroundings) listed(at int) []Neighbour {
	m := s.maps[0]
	list := []Neighbour{}
	for _, n := range m.weights.Of(at) {
		info, _ := s.a.Register.Country(n.Code)
		out := Neighbour{ISO3: n.Code, Name: info.Name, Weight: n.Weight, Powers: s.a.powers(n.Code, s.ground.Year)}
		if n.HasKM {
			km := n.KM
			out.KM, out.Measure = &km, "border"
			if m.definition.Kind == neighbour.Sea || m.definition.Kind == neighbour.Nearest {
				out.Measure = "distance"
			}
		}
		place, _ := m.weights.Place(n.Code)
		out.Score = valueAt(s.levels[0].scores, place)
		list = append(list, out)
	}
	return list
}

// PowerList is a list of powers, such as the permanent members of the Security
// Council.
type PowerList struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// powers lists the lists of powers that a state stands on at the end of a year.
func (a *Assessor) powers(c country.Code, year int) []PowerList {
	var on []PowerList
	if a.Affiliations == nil {
		return nil
	}
	for _, list := range a.Affiliations.Rankings() {
		powers, err := a.Affiliations.Powers(list.ID, affiliation.YearEnd(year))
		if err == nil && slices.ContainsFunc(powers, func(p affiliation.Power) bool { return p.Country == c }) {
			on = append(on, PowerList{list.ID, list.Name})
		}
	}
	return on
}

// valueAt is a value of a column; nil where there is none.
func valueAt(c *neighbour.Column, i int) *float64 {
	if v, ok := c.At(i); ok {
		return &v
	}
	return nil
}

// residual is the answer at a level under the definition asked for, with how far
// it holds under the others.
func (s *surroundings) residual(n, at int) Residual {
	r := s.residualUnder(0, n, at)
	if r.Verdict == neighbour.NotComputed {
		for _, k := range s.standard {
			if _, j := s.found.At(k, s.levels[n].layer, at); j.Verdict != neighbour.NotComputed {
				r.Elsewhere = append(r.Elsewhere, VerdictUnder{Definition: s.maps[k].definition.String(), Verdict: j.Verdict})
			}
		}
		return r
	}
	a := s.found.Agree(r.Verdict, s.standard, s.levels[n].layer, at)
	r.Agreement.Definitions = fmt.Sprintf("%d/%d", a.Same, a.Of)
	if a.Varied {
		r.Agreement.Everywhere = &a.Share
	}
	if a.Decided {
		r.Outlier = &a.Outlier
	}
	return r
}

// residualUnder is the answer at a level under one definition alone.
func (s *surroundings) residualUnder(k, n, at int) Residual {
	l := s.levels[n]
	e, j := s.found.At(k, l.layer, at)
	out := Residual{
		ID: l.id, Name: l.name, Depth: l.depth, Verdict: j.Verdict, Reason: string(j.Reason), Own: valueAt(l.scores, at),
	}
	if e == nil {
		out.Reason = s.maps[k].reason()
		return out
	}
	if e.HasLag {
		out.Neighbours = &e.Lag
	}
	if j.Verdict == neighbour.NotComputed {
		return out
	}
	out.Expected, out.Low, out.High, out.Residual, out.ResidualSD = &e.Expected, &j.Low, &j.High, &e.Residual, &e.Ratio
	out.Regression = &Regression{A: e.A, Rho: e.Rho, B: e.B, States: e.N}
	if j.Varied {
		out.Agreement.Variants = &j.Share
	}
	return out
}

// under is the answer under one definition.
func (s *surroundings) under(k, at int, t *turmoil) UnderDefinition {
	m := s.maps[k]
	out := UnderDefinition{Definition: m.definition.String(), Codes: []country.Code{}, Levels: []Residual{}}
	if m.fault != nil {
		out.Reason, out.TurbulenceReason = m.reason(), m.reason()
		return out
	}
	for _, n := range m.weights.Of(at) {
		out.Codes = append(out.Codes, n.Code)
	}
	out.Neighbours = len(out.Codes)
	around := t.around(m.weights, at)
	out.TurbulenceRank, out.TurbulenceOf, out.TurbulenceReason = around.Rank, around.Of, around.Reason
	for n := range s.levels {
		out.Levels = append(out.Levels, s.residualUnder(k, n, at))
	}
	return out
}

// turmoil holds the measures of turbulence of all states in a year.
type turmoil struct {
	panel    *panel.Panel
	inputs   panel.Inputs
	measures []neighbour.Measure
}

// turmoil loads the measures of turbulence.
func (a *Assessor) turmoil(ctx context.Context, year int) (*turmoil, error) {
	plan := &panel.Plan{Cases: a.plan(year).Cases, Years: []int{year}, Derivations: a.Framework.Derivations}
	var ids []string
	for _, t := range troubles {
		for _, id := range t.of {
			if _, ok := a.Framework.Indicator(id); ok {
				ids = append(ids, id)
				plan.Columns = append(plan.Columns, panel.Column{ID: id, Carry: a.Framework.Carry})
			}
		}
	}
	in, err := a.load(ctx, ids)
	if err != nil {
		return nil, err
	}
	plan.Derived(in, a.Axis)
	out := &turmoil{panel: plan.Build(in, a.Axis), inputs: in}
	for _, t := range troubles {
		out.measures = append(out.measures, neighbour.Measure{Values: neighbour.Sum(out.panel, t.of), Calm: t.calm})
	}
	return out, nil
}

// oldest is the earliest year of the values of some indicators in some states; 0
// where there are none.
func (t *turmoil) oldest(ids []string, among []int) int {
	year := 0
	for _, id := range ids {
		i, ok := t.panel.Indicator(id)
		if !ok {
			continue
		}
		for _, c := range among {
			if cell := t.panel.At(c, 0, i); cell.Missing == obs.Present {
				if of := t.panel.Years()[0] - int(cell.Age); year == 0 || of < year {
					year = of
				}
			}
		}
	}
	return year
}

// around is the turbulence around the state at a place.
func (t *turmoil) around(w *neighbour.Weights, at int) Turbulence {
	all := w.Turbulent(t.measures)
	here := all[at]
	out := Turbulence{}
	among := []int{at}
	for _, n := range w.Of(at) {
		place, _ := w.Place(n.Code)
		among = append(among, place)
	}
	for k, m := range troubles {
		p := TroublePart{ID: m.id, Name: m.name, Indicators: m.of, Unit: m.unit, Calm: m.calm, Own: valueAt(t.measures[k].Values, at), Oldest: t.oldest(m.of, among)}
		if part := here.Parts[k]; part.Lag.OK {
			p.Neighbours, p.Rank, p.Of, p.Percentile = &part.Lag.Value, &part.Rank, part.Of, &part.Percentile
		} else {
			p.Reason = part.Lag.Why()
		}
		out.Parts = append(out.Parts, p)
	}
	switch {
	case here.OK:
		out.Rank, out.Of, out.Index = &here.Rank, here.Of, &here.Index
	case len(w.Of(at)) == 0:
		out.Reason = string(neighbour.NoNeighbours)
	default:
		out.Reason = "too few of the measures are known of its neighbours"
	}
	return out
}

// citeNeighbours gives the neighbours their own values of the measures, and lists
// the sources of all that is shown.
func (s *surroundings) citeNeighbours(ctx context.Context, out *Neighbourhood, t *turmoil) error {
	a := s.a
	at := &scored{panel: t.panel, inputs: t.inputs, year: out.Year}
	var list []cited
	for i := range out.Neighbours {
		n := &out.Neighbours[i]
		for _, id := range t.panel.Indicators() {
			n.Trouble = append(n.Trouble, a.value(at, n.ISO3, id))
		}
		for k := range n.Trouble {
			list = append(list, cited{&n.Trouble[k], n.ISO3})
		}
	}
	origins, err := a.cite(ctx, t.inputs, list)
	if err != nil {
		return err
	}
	var money []obs.Origin
	if out.Income != nil {
		if money, err = a.cite(ctx, s.money.inputs, []cited{{out.Income, out.Country}}); err != nil {
			return err
		}
	}
	borders, err := a.citeLengths(ctx, out, &s.ground)
	out.Sources = slices.Concat(borders, money, origins)
	slices.SortStableFunc(out.Sources, func(x, y obs.Origin) int {
		return cmp.Or(cmp.Compare(x.Source, y.Source), cmp.Compare(x.Release, y.Release))
	})
	out.Sources = slices.Compact(out.Sources)
	return err
}

// citeLengths finds where the lengths of borders, or the distances, are stated, by
// either side.
func (a *Assessor) citeLengths(ctx context.Context, out *Neighbourhood, g *neighbour.Ground) ([]obs.Origin, error) {
	if out.Edition == 0 || len(out.Neighbours) == 0 {
		return nil, nil
	}
	id, year := bordersID, out.Edition
	if out.Neighbours[0].Measure == "distance" {
		id = g.Distances.ID
		if at, ok := g.Distances.Axis.Index(out.Country); ok && len(g.Distances.Near(at, g.Year)) > 0 {
			year = g.Distances.Near(at, g.Year)[0].Year
		}
	}
	cells := []Cell{{Indicator: id, Country: out.Country, Year: year}}
	for _, n := range out.Neighbours {
		cells = append(cells, Cell{Indicator: id, Country: n.ISO3, Year: year})
	}
	found, err := a.Store.Find(ctx, cells)
	if err != nil {
		return nil, err
	}
	var origins []obs.Origin
	for i := range out.Neighbours {
		n := &out.Neighbours[i]
		for _, o := range slices.Concat(found[0], found[i+1]) {
			of := o.Country == out.Country && o.Counterpart == string(n.ISO3) || o.Country == n.ISO3 && o.Counterpart == string(out.Country)
			if !of {
				continue
			}
			n.Refs = append(n.Refs, *refOf(o.Ref))
			source, _, _ := obs.SplitID(o.Indicator)
			if origin, ok := a.Origin(source, o.Release); ok && !slices.Contains(origins, origin) {
				origins = append(origins, origin)
			}
		}
	}
	return origins, nil
}
