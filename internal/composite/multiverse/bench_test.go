// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/panel"
)

// wide is a framework of 8 pillars over 60 indicators, with goalposts from 0 to
// 10, and a panel of 200 cases and the years given, of which the share has no
// value.
func wide(years int, missing float64) (*composite.Framework, *panel.Panel) {
	r := rand.New(rand.NewPCG(1, 2))
	root := &composite.Node{ID: "index"}
	var ids []string
	for p := range 8 {
		pillar := &composite.Node{ID: fmt.Sprint("p", p), Weight: 1.0 / 8, Kind: composite.Soft}
		if p > 5 {
			pillar.Kind = composite.Hard
		}
		count := 7 + p/4
		for range count {
			id := fmt.Sprintf("s%d.%d", len(ids)%5, len(ids))
			ids = append(ids, id)
			pillar.Children = append(pillar.Children, &composite.Node{
				ID: id, Indicator: id, Direction: 1, Weight: 1 / float64(count),
				Goalposts: &composite.Goalposts{Low: -1, High: 11},
			})
		}
		root.Children = append(root.Children, pillar)
	}
	var cases []string
	for c := range 200 {
		cases = append(cases, fmt.Sprintf("A%c%c", 'A'+c/26, 'A'+c%26))
	}
	var span []int
	for t := range years {
		span = append(span, 2000+t)
	}
	p := panel.New(cases, span, ids)
	for c := range cases {
		level := 5 + 2*r.NormFloat64()
		for i := range ids {
			for t := range span {
				if r.Float64() >= missing {
					p.Set(c, t, i, panel.Cell{Value: min(max(level+1.5*r.NormFloat64()+float64(t)/50, 0), 10)})
				}
			}
		}
	}
	return &composite.Framework{ID: "wide", Root: root, MinCoverage: 0.5}, p
}

// errorsOf gives every indicator a standard error of the size.
func errorsOf(p *panel.Panel, size float64) map[string]Spread {
	var codes []country.Code
	for _, c := range p.Cases() {
		codes = append(codes, country.Code(c))
	}
	axis := panel.NewAxis(codes)
	out := map[string]Spread{}
	for _, id := range p.Indicators() {
		s := panel.NewSeries(id, axis, p.Years()[0], p.Years()[len(p.Years())-1])
		for c := range codes {
			for _, year := range p.Years() {
				s.Set(c, year, size)
			}
		}
		out[id] = Spread{SE: s}
	}
	return out
}

// varied are the factors of the benchmarks: noise on the weights, and two means.
func varied() []composite.Factor {
	return []composite.Factor{
		{ID: "weights", Levels: []composite.Level{{ID: "noise", Weight: &composite.Weighting{Noise: 0.25}}}},
		{ID: "aggregation", Levels: []composite.Level{
			{ID: "arithmetic"},
			{ID: "geometric", Aggregate: &composite.Aggregations{Aggregation: composite.Aggregation{Method: composite.Geometric}}},
		}},
	}
}

// BenchmarkYear draws one year of 200 cases and 60 indicators with weights and
// aggregation varying, with joint ranks.
func BenchmarkYear(b *testing.B) {
	f, p := wide(1, 0)
	const draws = 20_000
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Run(context.Background(), Plan{
			Framework: f, Panel: p, Factors: varied(), Draws: draws, Seed: 1, Workers: 1, Nodes: []string{"index"},
		}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*draws/b.Elapsed().Seconds(), "draws/s")
}
