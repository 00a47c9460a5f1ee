// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"context"
	"fmt"
	"strings"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// asPublished is the formula of a value that nothing was done to.
const asPublished = "as published"

// Explanation is one number with everything it came from.
type Explanation struct {
	ID      string       `json:"id"`
	Country country.Code `json:"country"`
	// Name is the country's, IndicatorName the indicator's.
	Name          string   `json:"name"`
	Indicator     string   `json:"indicator"`
	IndicatorName string   `json:"indicator_name"`
	Definition    string   `json:"definition,omitempty"`
	Kind          obs.Kind `json:"kind,omitempty"`
	Limits        string   `json:"limits,omitempty"`
	// Value, in Unit, is for Year; nil where Missing says why there is none.
	Value *float64 `json:"value"`
	Unit  obs.Unit `json:"unit"`
	Year  int      `json:"year"`
	// Framework is the id of the framework whose uses are listed.
	Framework string `json:"framework"`
	// AsOf is the day whose knowledge was asked for; absent for today's.
	AsOf obs.Date `json:"as_of,omitzero"`
	// Low, High and SE are the source's own statement of uncertainty; Level is the
	// probability between Low and High.
	Low   *float64 `json:"low,omitempty"`
	High  *float64 `json:"high,omitempty"`
	Level float64  `json:"interval_level,omitempty"`
	SE    *float64 `json:"standard_error,omitempty"`

	Source     string   `json:"source,omitempty"`
	Title      string   `json:"title,omitempty"`
	Release    string   `json:"release,omitempty"`
	Published  obs.Date `json:"published,omitzero"`
	Licence    string   `json:"licence,omitempty"`
	LicenceURL string   `json:"licence_url,omitempty"`
	Citation   string   `json:"citation,omitempty"`
	URL        string   `json:"url,omitempty"`

	Formula string  `json:"formula,omitempty"`
	Refs    []Ref   `json:"refs"`
	Inputs  []Input `json:"inputs,omitempty"`
	// Parts are the values of the counterparts of a dyadic indicator.
	Parts    []Part        `json:"parts,omitempty"`
	Flags    []string      `json:"flags,omitzero"`
	Missing  string        `json:"missing,omitempty"`
	LastYear int           `json:"last_year,omitempty"`
	Uses     []Use         `json:"used_in,omitempty"`
	Sources  []obs.Origin  `json:"sources,omitempty"`
	Warnings []obs.Warning `json:"warnings"`
}

// Input is one value that a derived value rests on.
type Input struct {
	Indicator   string       `json:"indicator"`
	Country     country.Code `json:"country"`
	Counterpart string       `json:"counterpart,omitempty"`
	Year        int          `json:"year"`
	Value       float64      `json:"value"`
	Weight      float64      `json:"weight,omitempty"`
	Formula     string       `json:"formula,omitempty"`
	Source      string       `json:"source,omitempty"`
	Release     string       `json:"release,omitempty"`
	Ref         *Ref         `json:"ref,omitempty"`
	Inputs      []Input      `json:"inputs,omitempty"`
}

// Part is the value of one counterpart.
type Part struct {
	Counterpart string  `json:"counterpart"`
	Value       float64 `json:"value"`
	Ref         *Ref    `json:"ref,omitempty"`
}

// Use is a place where the framework scores the indicator.
type Use struct {
	Framework string  `json:"framework"`
	Group     string  `json:"group"`
	Weight    float64 `json:"weight"`
	Direction string  `json:"direction"`
	Low       float64 `json:"goalpost_low,omitempty"`
	High      float64 `json:"goalpost_high,omitempty"`
	Scale     string  `json:"scale,omitempty"`
	Why       string  `json:"why,omitempty"`
}

// Explain opens one number down to its raw rows. Year 0 means the framework's
// default year, or the last that had ended on the as-of date. The caller makes sure that the indicator exists.
func (a *Assessor) Explain(ctx context.Context, c country.Code, id string, year int) (*Explanation, error) {
	if year == 0 {
		year = a.latest()
	}
	c = a.ScoredAs(c, year)
	info, _ := a.Framework.Indicator(id)
	who, _ := a.Register.Country(c)
	out := &Explanation{
		ID: a.ID("explain", string(c)+" "+id, year), Country: c, Name: who.Name, Indicator: id, IndicatorName: info.Name,
		Definition: info.Definition, Kind: info.Kind, Limits: info.Limits, Unit: info.Unit, Year: year,
		Formula: asPublished, Refs: []Ref{}, Uses: a.uses(id), Framework: a.Framework.Tree.ID, AsOf: a.AsOf.Date,
		Warnings: together(a.Continued(c, year), a.AsOfWarnings()),
	}
	if info.Dyadic {
		return out, a.explainDyadic(ctx, out)
	}
	in, err := a.Load(ctx, []string{id})
	if err != nil {
		return nil, err
	}
	plan := &panel.Plan{
		Cases: []country.Code{c}, Years: []int{year}, Derivations: a.Framework.Derivations,
		Columns: []panel.Column{{ID: id}}, Alive: a.alive,
	}
	plan.Derived(in, a.Axis)
	t, ok := a.trace(in, Cell{Indicator: id, Country: c, Year: year})
	if !ok {
		a.explainMissing(out, plan, in)
		return out, nil
	}
	out.Value = &t.Value
	if d, derived := a.derived[id]; derived {
		out.Formula = d.Formula()
	}
	out.Flags = t.flags.Names()
	return out, a.attach(ctx, out, &t)
}

// explainMissing says why there is no value, and when there last was one.
func (a *Assessor) explainMissing(out *Explanation, plan *panel.Plan, in panel.Inputs) {
	cell := plan.Build(in, a.Axis).At(0, 0, 0)
	out.Missing = cell.Missing.String()
	series := in.Series[out.Indicator]
	at, known := a.Axis.Index(out.Country)
	if series != nil && known {
		out.LastYear, _ = series.LastYear(at, out.Year)
	}
}

// attach looks up the raw rows of all observed values below a trace.
func (a *Assessor) attach(ctx context.Context, out *Explanation, t *trace) error {
	leaves := t.leaves()
	cells := make([]Cell, len(leaves))
	for i, l := range leaves {
		cells[i] = Cell{Indicator: l.Indicator, Country: l.Country, Year: l.Year}
	}
	found, err := a.Store.Find(ctx, cells)
	if err != nil {
		return err
	}
	rows := make(map[string]obs.Observation)
	used := make(map[string]obs.Origin)
	for i, l := range leaves {
		o, ok := pick(found[i], l.Counterpart)
		if !ok {
			continue
		}
		rows[key(l)] = o
		out.Refs = append(out.Refs, *RefOf(o.Ref))
		source, _, _ := obs.SplitID(o.Indicator)
		if origin, ok := a.Origin(source, o.Release); ok {
			used[source+" "+o.Release] = origin
		}
	}
	out.Sources = sortedOrigins(used)
	if o, ok := rows[key(t.main().Input)]; ok {
		a.explainOrigin(out, o, t.observed())
	}
	for i := range t.parts {
		out.Inputs = append(out.Inputs, a.input(&t.parts[i], rows))
	}
	return nil
}

// key identifies an input among those of one explanation.
func key(in panel.Input) string {
	return fmt.Sprintf("%s %s %s %d", in.Indicator, in.Country, in.Counterpart, in.Year)
}

// pick is the observation of a counterpart among those of a cell.
func pick(list []obs.Observation, counterpart string) (obs.Observation, bool) {
	for _, o := range list {
		if o.Counterpart == counterpart && o.Period.Month == 0 {
			return o, true
		}
	}
	return obs.Observation{}, false
}

// explainOrigin says where a value comes from; its own uncertainty and flags
// are those of a published value only.
func (a *Assessor) explainOrigin(out *Explanation, o obs.Observation, published bool) {
	source, _, _ := obs.SplitID(o.Indicator)
	out.Source, out.Release = source, o.Release
	if origin, ok := a.Origin(source, o.Release); ok {
		out.Title, out.Published, out.URL = origin.Title, origin.Published, origin.URL
		out.Licence, out.LicenceURL, out.Citation = origin.Licence, origin.LicenceURL, origin.Citation
	}
	if !published {
		return
	}
	out.Flags = o.Flags.Names()
	if o.Spread.HasSE {
		out.SE = &o.Spread.SE
	}
	if o.Spread.HasInterval {
		info, _ := a.Framework.Indicator(o.Indicator)
		out.Low, out.High, out.Level = &o.Spread.Low, &o.Spread.High, info.IntervalLevel
	}
}

// input is a trace below the value, with its raw row.
func (a *Assessor) input(t *trace, rows map[string]obs.Observation) Input {
	in := Input{
		Indicator: t.Indicator, Country: t.Country, Counterpart: t.Counterpart, Year: t.Year,
		Value: t.Value, Weight: t.Weight,
	}
	if d, derived := a.derived[t.Indicator]; derived {
		in.Formula = d.Formula()
	}
	if o, ok := rows[key(t.Input)]; ok && t.observed() {
		in.Source, _, _ = obs.SplitID(o.Indicator)
		in.Release, in.Ref = o.Release, RefOf(o.Ref)
	}
	for i := range t.parts {
		in.Inputs = append(in.Inputs, a.input(&t.parts[i], rows))
	}
	return in
}

// explainDyadic lists the values of all counterparts.
func (a *Assessor) explainDyadic(ctx context.Context, out *Explanation) error {
	found, err := a.Store.Find(ctx, []Cell{{Indicator: out.Indicator, Country: out.Country, Year: out.Year}})
	if err != nil {
		return err
	}
	for _, o := range found[0] {
		ref := RefOf(o.Ref)
		out.Parts = append(out.Parts, Part{Counterpart: o.Counterpart, Value: o.Value, Ref: ref})
		out.Refs = append(out.Refs, *ref)
		a.explainOrigin(out, o, true)
	}
	if len(out.Parts) == 0 {
		return a.explainNoParts(ctx, out)
	}
	return nil
}

// explainNoParts says why a dyadic indicator has no values in a year, and when
// there last were some.
func (a *Assessor) explainNoParts(ctx context.Context, out *Explanation) error {
	out.Missing = obs.NotCollected.String()
	if !a.alive(out.Country, out.Year) {
		out.Missing = obs.NotApplicable.String()
	}
	in, err := a.Store.Load(ctx, nil, []string{out.Indicator})
	if err != nil {
		return err
	}
	at, known := a.Axis.Index(out.Country)
	set := in.Dyads[out.Indicator]
	if !known || set == nil {
		return nil
	}
	if near := set.Near(at, out.Year); len(near) > 0 && near[0].Year < out.Year {
		out.LastYear = near[0].Year
	}
	return nil
}

// uses lists where the framework scores an indicator.
func (a *Assessor) uses(id string) []Use {
	var list []Use
	var visit func(n *composite.Node, share float64, path []string)
	visit = func(n *composite.Node, share float64, path []string) {
		for _, child := range n.Children {
			part := share * child.Weight
			if !child.Leaf() {
				visit(child, part, append(path[:len(path):len(path)], child.Name))
				continue
			}
			if child.Indicator != id {
				continue
			}
			use := Use{
				Framework: a.Framework.Tree.ID, Group: strings.Join(path, " / "), Weight: part,
				Direction: directionWord(child.Direction), Scale: string(child.Scale), Why: child.Why,
			}
			if g := child.Goalposts; g != nil {
				use.Low, use.High = g.Low, g.High
			}
			list = append(list, use)
		}
	}
	visit(a.Framework.Tree.Root, 1, nil)
	return list
}

// joined lists countries as one word, for an id.
func joined(list []country.Code) string {
	words := make([]string, len(list))
	for i, c := range list {
		words[i] = string(c)
	}
	return strings.Join(words, " ")
}
