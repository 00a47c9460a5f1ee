// SPDX-License-Identifier: Apache-2.0

package surround

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/qala-observatory/qala/data"
	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

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
func (s *store) Find(_ context.Context, cells []assess.Cell) ([][]obs.Observation, error) {
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

// Spreads gives no error for anything.
func (s *store) Spreads(context.Context, []string) (map[string]multiverse.Spread, error) {
	return map[string]multiverse.Spread{}, nil
}

// observe adds a value; its raw row is its place in the store.
func (s *store) observe(id string, c country.Code, year int, value float64) {
	s.list = append(s.list, obs.Observation{
		Indicator: id, Country: c, Period: obs.Year(year), Value: value, Release: "r1",
		Ref: obs.Ref{File: "raw.csv", SHA256: "abc", Row: len(s.list) + 2, Rows: 1, Text: fmt.Sprint(value)},
	})
}

// border adds a land border as one of its two sides states it.
func (s *store) border(of, with country.Code, year int, km float64) {
	s.observe(bordersID, of, year, km)
	s.list[len(s.list)-1].Counterpart = string(with)
}

// leaf is a leaf with goalposts 0 and 100.
func leaf(id string, weight float64, direction obs.Direction) *composite.Node {
	return &composite.Node{
		ID: id, Indicator: id, Weight: weight, Direction: direction, Why: "test",
		Goalposts: &composite.Goalposts{Low: 0, High: 100, Why: "test"},
	}
}

// planet is an assessor over all states of the register with made-up figures:
// each state borders on the next three in the order of their codes, but for the
// last, an island. Azerbaijan's neighbours are the three on either side.
func planet(t *testing.T) (Assessor, *store) {
	t.Helper()
	reg, err := country.Load(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	book, err := affiliation.Load(data.FS, reg)
	if err != nil {
		t.Fatal(err)
	}
	states := reg.States(2020)
	s := &store{axis: panel.NewAxis(states)}
	r := rand.New(rand.NewPCG(1, 1))
	for i, c := range states {
		wave := 30 * math.Sin(float64(i)/9)
		for year := 2015; year <= 2020; year++ {
			drift := float64(year-2015) * math.Cos(float64(i)/9)
			s.observe("s.a", c, year, 50+wave+drift+5*r.NormFloat64())
			s.observe("s.b", c, year, 50-wave+5*r.NormFloat64())
			s.observe(incomes[0], c, year, math.Exp(9+r.NormFloat64()))
		}
		for _, id := range []string{"qala.deaths_mean5", "wgi.pv", "qala.refugees_origin_per_1000", "qala.idps_per_1000", "qala.external_conflict_mean5"} {
			s.observe(id, c, 2020, 2+wave/15+r.Float64())
		}
		for next := i + 1; next <= i+3 && next < len(states)-1; next++ {
			s.border(c, states[next], 2016, float64(100*(next-i)))
		}
	}
	tree := &composite.Framework{
		ID: "planet", Name: "Planet", MinCoverage: 0.5,
		Root: &composite.Node{ID: "overall", Name: "Overall", Aggregate: composite.Aggregation{Method: composite.Arithmetic}, Children: []*composite.Node{
			{ID: "one", Name: "One", Kind: "soft", Weight: 0.5, Why: "test", Children: []*composite.Node{leaf("s.a", 1, obs.HigherIsBetter)}},
			{ID: "two", Name: "Two", Kind: "hard", Weight: 0.5, Why: "test", Children: []*composite.Node{leaf("s.b", 1, obs.LowerIsBetter)}},
		}},
	}
	return Assessor{assess.New(assess.Setup{
		Store: s, Register: reg, Axis: s.axis, DataHash: "data", Version: "test", Affiliations: book, Beside: Beside,
		Framework: assess.Framework{
			Tree: tree, Hash: "tree", First: 2000, Last: 2024, Default: 2020, Carry: 3,
			Recipe:  composite.Recipe{Normalise: composite.Normalisation{Method: composite.NormaliseGoalposts}},
			Factors: []composite.Factor{{ID: "weights", Levels: []composite.Level{{ID: "noise", Weight: &composite.Weighting{Noise: 0.25}}}}},
			Indicator: func(id string) (obs.Indicator, bool) {
				return obs.Indicator{ID: id, Name: id, Unit: "points"}, !strings.Contains(id, "distance")
			},
		},
		Origin: func(source, release string) (obs.Origin, bool) {
			return obs.Origin{Source: source, Release: release, Licence: "CC0"}, true
		},
	})}, s
}
