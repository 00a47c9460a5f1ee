// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// countries is a register of three states.
const countries = `code,name,kind,iso2,m49,cow,gw,vdem,fips,ioc,unhcr,others,names,demonyms,capital,region,subregion,from,to,predecessors,successors,continuing,rule
ARM,Armenia,state,AM,51,371,371,105,AM,ARM,ARM,,Republic of Armenia,Armenian,Yerevan,Asia,Western Asia,1991-12-21,,,,,
AZE,Azerbaijan,state,AZ,31,373,373,106,AJ,AZE,AZE,,Azerbaijan Republic|Republic of Azerbaijan,Azerbaijani|Azeri,Baku,Asia,Western Asia,1991-12-21,,,,,
GEO,Georgia,state,GE,268,372,372,118,GG,GEO,GEO,,"Georgia (country)|Sakartvelo|Georgia, Republic of",Georgian,Tbilisi,Asia,Western Asia,1991-12-21,,,,,
`

// store holds observations in memory, as a snapshot would.
type store struct {
	axis *panel.Axis
	list []obs.Observation
}

// Load lays the observations out.
func (s *store) Load(_ context.Context, series, dyads []string) (panel.Inputs, error) {
	in := panel.Inputs{Series: map[string]*panel.Series{}, Dyads: map[string]*panel.Dyads{}}
	for _, id := range series {
		in.Series[id] = panel.NewSeries(id, s.axis, 1990, 2024)
	}
	for _, id := range dyads {
		in.Dyads[id] = panel.NewDyads(id, s.axis)
	}
	for _, o := range s.list {
		at, _ := s.axis.Index(o.Country)
		if x := in.Series[o.Indicator]; x != nil {
			x.Set(at, o.Period.Year, o.Value)
		}
		if d := in.Dyads[o.Indicator]; d != nil {
			d.Add(at, panel.Dyad{Counterpart: o.Counterpart, Year: o.Period.Year, Value: o.Value})
		}
	}
	for _, d := range in.Dyads {
		d.Sort()
	}
	return in, nil
}

// Find looks cells up one by one.
func (s *store) Find(_ context.Context, cells []Cell) ([][]obs.Observation, error) {
	out := make([][]obs.Observation, len(cells))
	for i, c := range cells {
		for _, o := range s.list {
			if o.Indicator == c.Indicator && o.Country == c.Country && o.Period.Year == c.Year {
				out[i] = append(out[i], o)
			}
		}
	}
	return out, nil
}

// observe adds a value; its raw row is its place in the store.
func (s *store) observe(id string, c country.Code, year int, value float64) {
	s.list = append(s.list, obs.Observation{
		Indicator: id, Country: c, Period: obs.Year(year), Value: value, Release: "r1",
		Ref: obs.Ref{File: "raw.csv", SHA256: "abc", Row: len(s.list) + 2, Rows: 1, Text: fmt.Sprint(value)},
	})
}

// leaf is a leaf with goalposts 0 and 100.
func leaf(id string, weight float64, direction obs.Direction) *composite.Node {
	return &composite.Node{
		ID: id, Indicator: id, Weight: weight, Direction: direction, Why: "test",
		Goalposts: &composite.Goalposts{Low: 0, High: 100, Why: "test"},
	}
}

// small is an assessor over AZE, GEO and ARM with two pillars, a derived
// indicator and an exposure.
func small(t *testing.T) (*Assessor, *store) {
	t.Helper()
	reg, err := country.Parse(strings.NewReader(countries))
	if err != nil {
		t.Fatal(err)
	}
	s := &store{axis: panel.NewAxis([]country.Code{"ARM", "AZE", "GEO"})}
	for i, c := range []country.Code{"ARM", "AZE", "GEO"} {
		s.observe("s.a", c, 2020, float64(20+20*i))
		s.observe("s.b", c, 2020, float64(90-10*i))
		s.observe("s.b", c, 2019, float64(70-10*i))
	}
	s.observe("s.c", "AZE", 2018, 50)
	s.observe("s.c", "GEO", 2020, 10)
	s.observe("s.shown", "AZE", 2020, 7)
	tree := &composite.Framework{
		ID: "small", Name: "Small", MinCoverage: 0.5,
		Root: &composite.Node{ID: "overall", Name: "Overall", Aggregate: composite.Aggregation{Method: composite.Geometric}, Children: []*composite.Node{
			{ID: "one", Name: "One", Kind: composite.Kind("soft"), Weight: 0.5, Why: "test", Children: []*composite.Node{
				leaf("s.a", 0.6, obs.HigherIsBetter), leaf("s.c", 0.4, obs.LowerIsBetter),
			}},
			{ID: "two", Name: "Two", Kind: composite.Kind("hard"), Weight: 0.5, Why: "test", Children: []*composite.Node{
				leaf("q.b2", 1, obs.HigherIsBetter),
			}},
		}},
		Exposure: []composite.Exposure{{Indicator: "s.shown", Pillar: "one", Why: "test"}},
	}
	mean := &panel.Derivation{ID: "q.b2", Op: "mean", Of: []string{"s.b"}, Window: 2, Min: 1}
	return New(Setup{
		Store: s, Register: reg, Axis: s.axis, DataHash: "data", Version: "test",
		Framework: Framework{
			Tree: tree, Hash: "tree", First: 2000, Last: 2024, Default: 2020, Carry: 3,
			Recipe:      composite.Recipe{Normalise: composite.Normalisation{Method: composite.NormaliseGoalposts}},
			Derivations: []*panel.Derivation{mean},
			Indicator: func(id string) (obs.Indicator, bool) {
				return obs.Indicator{ID: id, Name: "Name of " + id, Unit: "points", Kind: obs.Survey},
					slices.Contains([]string{"s.a", "s.b", "s.c", "q.b2", "s.shown"}, id)
			},
		},
		Origin: func(source, release string) (obs.Origin, bool) {
			return obs.Origin{Source: source, Release: release, Licence: "CC0"}, true
		},
	}), s
}

// Spreads gives no error for anything.
func (s *store) Spreads(context.Context, []string) (map[string]multiverse.Spread, error) {
	return map[string]multiverse.Spread{}, nil
}
