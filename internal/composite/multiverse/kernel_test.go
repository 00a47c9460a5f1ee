// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// grove draws a framework of mixed depth, some leaves of which stand beside
// groups, and a panel with gaps, imputed values and values of 0.
func grove(t *rapid.T) (*composite.Framework, *panel.Panel) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "panel"), 3))
	var ids []string
	var grow func(id string, depth int) *composite.Node
	grow = func(id string, depth int) *composite.Node {
		n := &composite.Node{ID: id}
		if depth == 0 {
			n.Indicator = fmt.Sprintf("s%d.%s", len(ids)%3, id)
			ids = append(ids, n.Indicator)
			n.Direction = []obs.Direction{1, -1}[r.IntN(2)]
			n.Goalposts = &composite.Goalposts{Low: -0.5, High: 9}
			if r.IntN(4) == 0 {
				n.Scale = composite.Log1p
			}
			return n
		}
		count := 1 + r.IntN(4)
		total := 0.0
		for i := range count {
			child := grow(fmt.Sprint(id, i), rapid.IntRange(0, depth-1).Draw(t, "depth"))
			child.Weight = 0.1 + r.Float64()
			total += child.Weight
			n.Children = append(n.Children, child)
		}
		for _, child := range n.Children {
			child.Weight /= total
		}
		n.Aggregate.MinPresent = []float64{0, 0, 0.5}[r.IntN(3)]
		return n
	}
	root := grow("n", rapid.IntRange(1, 3).Draw(t, "height"))
	for i, child := range root.Children {
		child.Kind = []composite.Kind{composite.Soft, composite.Hard, composite.NoKind}[i%3]
	}
	var cases []string
	for c := range rapid.IntRange(2, 30).Draw(t, "cases") {
		cases = append(cases, fmt.Sprintf("A%c%c", 'A'+c/26, 'A'+c%26))
	}
	p := panel.New(cases, []int{2001, 2002}, ids)
	gaps := rapid.SampledFrom([]float64{0, 0.1, 0.4}).Draw(t, "gaps")
	for i := range ids {
		for c := range cases {
			for y := range 2 {
				if r.Float64() < gaps {
					continue
				}
				cell := panel.Cell{Value: 10 * r.Float64()}
				if r.Float64() < 0.1 {
					cell.Flags = obs.Imputed
				}
				if r.Float64() < 0.1 {
					cell.Value = 0
				}
				p.Set(c, y, i, cell)
			}
		}
	}
	return &composite.Framework{ID: "grove", Root: root, MinCoverage: rapid.SampledFrom([]float64{0, 0.5, 0.8}).Draw(t, "coverage")}, p
}

// groveFactors vary everything that the kernel treats in its own way.
func groveFactors() []composite.Factor {
	method := func(m composite.AggregateMethod, levels ...composite.AggregateMethod) *composite.Aggregations {
		a := &composite.Aggregations{Aggregation: composite.Aggregation{Method: m, Power: 2}}
		for _, l := range levels {
			a.Levels = append(a.Levels, composite.Aggregation{Method: l, Power: 0.5})
		}
		return a
	}
	return []composite.Factor{
		{ID: "normalise", Levels: []composite.Level{
			{ID: "own"},
			{ID: "scores from 1", Normalise: &composite.Normalisation{Low: 1, High: 10}},
			{ID: "z", Normalise: &composite.Normalisation{Method: composite.NormaliseZScore, Mean: 10, SD: 2}},
		}},
		{ID: "weights", Levels: []composite.Level{
			{ID: "own"},
			{ID: "dirichlet", Dirichlet: 20},
			{ID: "noise", Weight: &composite.Weighting{Noise: 0.25, Levels: []int{1, 2}}},
			{ID: "equal", Weight: &composite.Weighting{Method: composite.WeightEqual}},
		}},
		{ID: "aggregation", Levels: []composite.Level{
			{ID: "own"},
			{ID: "geometric", Aggregate: method(composite.Geometric)},
			{ID: "mixed", Aggregate: method(composite.Geometric, composite.Arithmetic)},
			{ID: "harmonic", Aggregate: method(composite.Harmonic, composite.Geometric)},
			{ID: "power", Aggregate: method(composite.Power, composite.Arithmetic, composite.Power)},
		}},
		{ID: "left out", Levels: []composite.Level{{ID: "none", Share: 2}, {ID: "one", LeaveOut: composite.LeaveOutIndicator}}},
		{ID: "errors", Levels: []composite.Level{{ID: "none"}, {ID: "own", DataError: composite.ErrorIndependent}}},
	}
}

// TestKernelIsTheEngine compares every node of every case, in many draws of many
// frameworks, with the composite engine's scores of the same draw.
func TestKernelIsTheEngine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, p := grove(t)
		plan := Plan{Framework: f, Panel: p, Factors: groveFactors(), Draws: 1, Workers: 1, Nodes: AllNodes(f), Errors: errorsOf(p, 2)}
		r, err := newRun(&plan)
		if err != nil {
			t.Skip(err) // an indicator without any value cannot be scaled
		}
		desk := r.hands[0].desk
		slow := newDesk(r.tree, r.tables, desk.wanted)
		share := make([]float64, len(r.tree.nodes))
		got, want := make([]float64, len(p.Cases())), make([]float64, len(p.Cases()))
		for i := range 12 {
			c := r.space.draw(7, i)
			cell := r.methods.prepare([]choice{c}, r.parallel)[0]
			// What contradicts itself is scored too: no draw may differ.
			if cell.layout.model != nil && cell.layout.reason != "" {
				cell.layout.reason = ""
				r.methods.weigh(cell)
			}
			if cell.reason != "" {
				continue
			}
			r.space.weigh(c, cell, r.tree, share)
			h := newSheet(newStage(r.tree, cell.layout.fit, i%2), cell.layout)
			desk.open(h)
			desk.score(share, r.space.errorOf(c))
			byEngine := *h
			byEngine.slow = true
			slow.open(&byEngine)
			slow.score(share, r.space.errorOf(c))
			for n, id := range r.keep.ids {
				desk.column(r.keep.nodes[n], got)
				slow.column(r.keep.nodes[n], want)
				for c := range got {
					if !alike(got[c], want[c], 1e-9) {
						t.Fatalf("draw %d, %s of %s: %v by the kernel, %v by the engine", i, id, p.Cases()[c], got[c], want[c])
					}
				}
			}
		}
	})
}

// alike tells whether two numbers differ by no more than a share, or are both
// NaN.
func alike(a, b, tolerance float64) bool {
	if a != a || b != b {
		return a != a && b != b
	}
	return math.Abs(a-b) <= tolerance*max(1, math.Abs(a), math.Abs(b))
}

// TestDrawIsFitAndScore compares draws with a fit and a score of the composite
// engine from the panel up: with weights of a draw, and values drawn by hand.
func TestDrawIsFitAndScore(t *testing.T) {
	f, p := wide(2, 0.1)
	f.MinCoverage = 0.9
	errors := errorsOf(p, 0.5)
	plan := Plan{
		Framework: f, Panel: p, Draws: 1, Workers: 1, Errors: errors, Nodes: AllNodes(f),
		Factors: []composite.Factor{
			{ID: "treat", Levels: []composite.Level{{ID: "log", Treat: &composite.Treatment{First: composite.LogShift, Always: true}}}},
			{ID: "weights", Levels: []composite.Level{{ID: "noise", Weight: &composite.Weighting{Noise: 0.25}}}},
			{ID: "errors", Levels: []composite.Level{{ID: "own", DataError: composite.ErrorIndependent}}},
			{ID: "aggregation", Levels: []composite.Level{{ID: "mixed", Aggregate: &composite.Aggregations{
				Aggregation: composite.Aggregation{Method: composite.Geometric}, Levels: []composite.Aggregation{{Method: composite.Arithmetic}},
			}}}},
		},
	}
	r, err := newRun(&plan)
	if err != nil {
		t.Fatal(err)
	}
	c := r.space.draw(5, 0)
	cell := r.methods.prepare([]choice{c}, r.parallel)[0]
	share := make([]float64, len(r.tree.nodes))
	r.space.weigh(c, cell, r.tree, share)
	drawn := panel.New(p.Cases(), p.Years(), p.Indicators())
	weights := map[string]float64{}
	for n, node := range r.tree.nodes {
		weights[node.ID] = share[n]
	}
	for y := range p.Years() {
		for i := range p.Indicators() {
			copy(drawn.Column(y, i), p.Column(y, i))
		}
		for _, e := range cell.layout.fit.errors.at(y) {
			values := make([]float64, len(e.cases))
			e.disturb(r.space.errorOf(c), r.tables.normal, values)
			for k, place := range e.cases {
				drawn.Set(int(place), y, e.leaf, panel.Cell{Value: values[k]})
			}
		}
	}
	recipe := composite.Recipe{Treat: *plan.Factors[0].Levels[0].Treat, Aggregate: *plan.Factors[3].Levels[0].Aggregate}
	model, _, err := composite.Fit(f, p, recipe)
	if err != nil {
		t.Fatal(err)
	}
	if model, err = model.With(weights, nil); err != nil {
		t.Fatal(err)
	}
	scores, _ := model.Score(drawn)
	column := make([]float64, len(p.Cases()))
	compared := 0
	for y := range p.Years() {
		desk := r.hands[0].desk
		desk.open(newSheet(newStage(r.tree, cell.layout.fit, y), cell.layout))
		desk.score(share, r.space.errorOf(c))
		for n := range r.tree.nodes {
			if r.tree.leafOf[n] >= 0 {
				continue
			}
			desk.column(n, column)
			for c := range column {
				want := nan
				if res := scores.At(c, y, n); res.OK() {
					want = res.Score
					compared++
				}
				if !alike(column[c], want, 1e-9) {
					t.Fatalf("%s of %s: %v, not %v", r.tree.nodes[n].ID, p.Cases()[c], column[c], want)
				}
			}
		}
	}
	if compared < 1000 {
		t.Errorf("compared %d scores only", compared)
	}
}

func TestPowers(t *testing.T) {
	p := newPowers()
	rapid.Check(t, func(t *rapid.T) {
		x := []float64{math.Exp(rapid.Float64Range(-600, 600).Draw(t, "log"))}
		y := []float64{0}
		p.logs(x, y)
		if !alike(y[0], math.Log(x[0]), 2e-14) {
			t.Fatalf("log %v = %v, not %v", x[0], y[0], math.Log(x[0]))
		}
		x[0] = rapid.Float64Range(-800, 800).Draw(t, "x")
		p.exps(x, y)
		if want := math.Exp(x[0]); y[0] != want && math.Abs(y[0]/want-1) > 2e-15 {
			t.Fatalf("exp %v = %v, not %v", x[0], y[0], want)
		}
	})
}
