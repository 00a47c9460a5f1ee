// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"context"
	"fmt"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

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

// processor is the processor time that the process has used.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// measured runs a plan again and again and reports work by time and, for a machine
// that others use too, by processor time.
func measured(b *testing.B, plan Plan, work int, unit string) {
	b.Helper()
	b.ReportAllocs()
	begin := processor()
	for b.Loop() {
		if _, err := Run(context.Background(), plan); err != nil {
			b.Fatal(err)
		}
	}
	total := float64(b.N * work)
	b.ReportMetric(total/b.Elapsed().Seconds(), unit+"/s")
	b.ReportMetric(total/(processor()-begin).Seconds(), unit+"/cpu-s")
}

// BenchmarkYear draws one year of 200 cases and 60 indicators with weights and
// aggregation varying, with joint ranks.
func BenchmarkYear(b *testing.B) {
	f, p := wide(1, 0)
	const draws = 20_000
	measured(b, Plan{Framework: f, Panel: p, Factors: varied(), Draws: draws, Seed: 1, Workers: 1, Nodes: []string{"index"}}, draws, "draws")
}

// BenchmarkYearAcross is BenchmarkYear with geometric means across the pillars
// only, which takes a logarithm of every pillar in every draw.
func BenchmarkYearAcross(b *testing.B) {
	f, p := wide(1, 0)
	factors := varied()
	factors[1].Levels[1].Aggregate.Levels = []composite.Aggregation{{Method: composite.Arithmetic}}
	const draws = 20_000
	measured(b, Plan{Framework: f, Panel: p, Factors: factors, Draws: draws, Seed: 1, Workers: 1, Nodes: []string{"index"}}, draws, "draws")
}

// BenchmarkPanel makes 10,000 draws of 25 years, with joint ranks of the index,
// by one worker and by two, and with those of the kinds and pillars.
func BenchmarkPanel(b *testing.B) {
	f, p := wide(25, 0)
	for name, change := range map[string]func(*Plan){
		"one worker":  func(*Plan) {},
		"two workers": func(p *Plan) { p.Workers = 2 },
		"all pillars": func(p *Plan) { p.Nodes = nil },
	} {
		b.Run(name, func(b *testing.B) {
			plan := Plan{Framework: f, Panel: p, Factors: varied(), Draws: 10_000, Seed: 1, Workers: 1, Nodes: []string{"index"}}
			change(&plan)
			measured(b, plan, 250_000, "draws")
		})
	}
}

// BenchmarkReplications varies method and data together: all 60 indicators of 25
// years err in every draw.
func BenchmarkReplications(b *testing.B) {
	f, p := wide(25, 0.05)
	factors := append(varied(), composite.Factor{ID: "errors", Levels: []composite.Level{{ID: "own", DataError: composite.ErrorIndependent}}})
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprint(workers), func(b *testing.B) {
			measured(b, Plan{
				Framework: f, Panel: p, Factors: factors, Draws: 2000, Seed: 1, Workers: workers, Errors: errorsOf(p, 0.3), Nodes: []string{"index"},
			}, 2000, "replications")
		})
	}
}

// BenchmarkReweigh gives all 25 years other weights at once, every weight another.
func BenchmarkReweigh(b *testing.B) {
	f, p := wide(25, 0)
	for _, method := range []composite.AggregateMethod{composite.Arithmetic, composite.Geometric} {
		b.Run(string(method), func(b *testing.B) {
			f.Root.Aggregate.Method = method
			w, err := NewReweigher(f, p, composite.Recipe{}, []string{"index"})
			if err != nil {
				b.Fatal(err)
			}
			weights := make([]map[string]float64, 2)
			for i := range weights {
				weights[i] = map[string]float64{}
				for n, node := range f.Nodes() {
					weights[i][node.ID] = float64(1 + (n+i)%3)
				}
			}
			i := 0
			begin := processor()
			for b.Loop() {
				if err := w.Weigh(weights[i&1]); err != nil {
					b.Fatal(err)
				}
				i++
			}
			b.ReportMetric((processor()-begin).Seconds()*1e6/float64(b.N), "cpu-µs/op")
		})
	}
}

// usual are factors such as a framework names, all of them at once.
func usual() []composite.Factor {
	year := 1
	all := composite.Aggregations{Override: true}
	all.Method = composite.Arithmetic
	between := composite.Aggregations{Override: true}
	between.Method, between.Power = composite.Power, 0.5
	return []composite.Factor{
		{ID: "weights", Levels: []composite.Level{
			{ID: "around", Share: 4, Dirichlet: 47}, {ID: "equal", Weight: &composite.Weighting{Method: composite.WeightEqual}},
		}},
		{ID: "aggregation", Levels: []composite.Level{{ID: "own", Share: 2}, {ID: "arithmetic", Aggregate: &all}, {ID: "between", Aggregate: &between}}},
		{ID: "normalisation", Levels: []composite.Level{
			{ID: "own", Share: 3},
			{ID: "percentile", Normalise: &composite.Normalisation{Method: composite.NormalisePercentile, High: 100, Scope: composite.EachYear}},
		}},
		{ID: "goalposts", Levels: []composite.Level{
			{ID: "own", Share: 2},
			{ID: "wide", Goalposts: &composite.GoalpostShift{Widen: 0.1}},
			{ID: "narrow", Goalposts: &composite.GoalpostShift{Widen: -0.1}},
		}},
		{ID: "carry_forward", Levels: []composite.Level{{ID: "own", Share: 2}, {ID: "one_year", Carry: &year}}},
		{ID: "imputation", Levels: []composite.Level{
			{ID: "own", Share: 3}, {ID: "median", Impute: &composite.Imputation{Method: composite.ImputeMedian, Scope: composite.EachYear}},
		}},
		{ID: "left_out", Levels: []composite.Level{
			{ID: "nothing", Share: 2}, {ID: "indicator", LeaveOut: composite.LeaveOutIndicator}, {ID: "source", LeaveOut: composite.LeaveOutSource},
		}},
		{ID: "data_error", Levels: []composite.Level{{ID: "drawn", DataError: composite.ErrorIndependent}}},
	}
}

// BenchmarkUsual is what an assessment asks for: 1,000 draws of one year with
// every factor varied, errors in a sixth of the indicators, gaps, and the results
// of every node of one case.
func BenchmarkUsual(b *testing.B) {
	f, p := wide(1, 0.07)
	f.Root.Aggregate.Method = composite.Geometric
	errors := errorsOf(p, 0.5)
	for i, id := range p.Indicators() {
		if i%6 != 0 {
			delete(errors, id)
		}
	}
	limit := 3
	measured(b, Plan{
		Framework: f, Recipe: composite.Recipe{Carry: &limit}, Panel: p, Factors: usual(), Draws: 1000, Seed: 1, Workers: 1,
		Errors: errors, Nodes: AllNodes(f), Cases: p.Cases()[:1], Pairs: true,
	}, 1000, "draws")
}
