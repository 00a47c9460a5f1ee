// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// TestLevels scores by one level at a time and compares with the engine, told the
// same by hand.
func TestLevels(t *testing.T) {
	f, p := wide(2, 0.05)
	for c := range p.Cases() {
		cell := p.At(c, 1, 0)
		cell.Age = uint8(c % 3)
		p.Set(c, 1, 0, cell)
	}
	none, far := 0, 5
	carried := panel.New(p.Cases(), p.Years(), p.Indicators())
	for y := range p.Years() {
		for i := range p.Indicators() {
			for c, cell := range p.Column(y, i) {
				if cell.Missing != obs.Present {
					cell = panel.Cell{Value: 1, Age: 4}
				}
				carried.Set(c, y, i, cell)
			}
		}
	}
	without := func(leaves ...int) map[string]float64 {
		weights := map[string]float64{}
		for _, j := range leaves {
			weights[f.Leaves()[j].ID] = 0
		}
		return weights
	}
	for name, tt := range map[string]struct {
		level   composite.Level
		recipe  composite.Recipe
		panel   *panel.Panel
		weights map[string]float64
		change  func(*composite.Node)
	}{
		"impute": {
			level:  composite.Level{Impute: &composite.Imputation{Method: composite.ImputeLatest}},
			recipe: composite.Recipe{Impute: composite.Imputation{Method: composite.ImputeLatest}},
		},
		"treat": {
			level:  composite.Level{Treat: &composite.Treatment{First: composite.BoxCox, Always: true, Lambda: 0.3}},
			recipe: composite.Recipe{Treat: composite.Treatment{First: composite.BoxCox, Always: true, Lambda: 0.3}},
		},
		"normalise each year": {
			level:  composite.Level{Normalise: &composite.Normalisation{Method: composite.NormaliseRank, Scope: composite.EachYear}},
			recipe: composite.Recipe{Normalise: composite.Normalisation{Method: composite.NormaliseRank, Scope: composite.EachYear}},
		},
		"principal components": {
			level:  composite.Level{Weight: &composite.Weighting{Method: composite.WeightPCA}},
			recipe: composite.Recipe{Weight: composite.Weighting{Method: composite.WeightPCA}},
		},
		"budget": {
			level:  composite.Level{Weight: &composite.Weighting{Method: composite.WeightBudget, Points: points(f)}},
			recipe: composite.Recipe{Weight: composite.Weighting{Method: composite.WeightBudget, Points: points(f)}},
		},
		"given weights": {
			level:  composite.Level{Weight: &composite.Weighting{Nodes: map[string]float64{"p0": 3, "s0.0": 0.4}}},
			recipe: composite.Recipe{Weight: composite.Weighting{Nodes: map[string]float64{"p0": 3, "s0.0": 0.4}}},
		},
		"equal below": {
			level:  composite.Level{Weight: &composite.Weighting{Method: composite.WeightEqual, Levels: []int{1}}},
			recipe: composite.Recipe{Weight: composite.Weighting{Method: composite.WeightEqual, Levels: []int{1}}},
		},
		"outranking": {
			level:  composite.Level{Aggregate: &composite.Aggregations{Aggregation: composite.Aggregation{Method: composite.OutrankingMean}}},
			recipe: composite.Recipe{Aggregate: composite.Aggregations{Aggregation: composite.Aggregation{Method: composite.OutrankingMean}}},
		},
		"carry less": {level: composite.Level{Carry: &none}, recipe: composite.Recipe{Carry: &none}},
		"carry more": {level: composite.Level{Carry: &far}, recipe: composite.Recipe{Carry: &far}, panel: carried},
		"wide goalposts": {
			level:  composite.Level{Goalposts: &composite.GoalpostShift{Widen: 0.1}},
			change: func(n *composite.Node) { n.Goalposts = &composite.Goalposts{Low: -2.2, High: 12.2} },
		},
		"one left out":    {level: composite.Level{LeaveOut: composite.LeaveOutIndicator}, weights: without(0)},
		"source left out": {level: composite.Level{LeaveOut: composite.LeaveOutSource}, weights: without(0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55)},
	} {
		t.Run(name, func(t *testing.T) {
			tt.level.ID = "x"
			asked := 0
			limit := 2
			r, err := newRun(&Plan{
				Framework: f, Panel: p, Recipe: composite.Recipe{Carry: &limit}, Draws: 1, Workers: 1, Nodes: AllNodes(f),
				Factors: []composite.Factor{{ID: "factor", Levels: []composite.Level{tt.level}}},
				Carried: func(limit int) *panel.Panel { asked = limit; return carried },
			})
			if err != nil {
				t.Fatal(err)
			}
			// The first option is the one without the first indicator, or source.
			c := choice{option: []int{0}, seed: []uint64{1}}
			cell := r.methods.prepare([]choice{c}, r.parallel)[0]
			if cell.reason != "" {
				t.Fatal(cell.reason)
			}
			share := make([]float64, len(r.tree.nodes))
			r.space.weigh(c, cell, r.tree, share)
			on := p
			if tt.panel != nil {
				if on = tt.panel; asked != *tt.level.Carry {
					t.Errorf("a panel was laid out for %d years", asked)
				}
			} else if asked != 0 {
				t.Errorf("a panel was laid out for %d years in vain", asked)
			}
			if tt.recipe.Carry == nil {
				tt.recipe.Carry = &limit
			}
			scores := byHand(t, f, on, tt.recipe, tt.weights, tt.change)
			desk, column := r.hands[0].desk, make([]float64, len(p.Cases()))
			for y := range p.Years() {
				desk.open(newSheet(newStage(r.tree, cell.layout.fit, y), cell.layout))
				desk.score(share, drawnError{})
				for n := range r.tree.nodes {
					if r.tree.leafOf[n] >= 0 {
						continue
					}
					desk.column(n, column)
					for c, v := range column {
						want := nan
						if res := scores.At(c, y, n); res.OK() {
							want = res.Score
						}
						if !alike(v, want, 1e-9) {
							t.Fatalf("%s of %s: %v, not %v", r.tree.nodes[n].ID, p.Cases()[c], v, want)
						}
					}
				}
			}
		})
	}
}

// points gives every node the points of two experts.
func points(f *composite.Framework) map[string][]float64 {
	out := map[string][]float64{}
	for i, n := range f.Nodes() {
		out[n.ID] = []float64{float64(1 + i%4), float64(2 + i%3)}
	}
	return out
}

// byHand are the engine's scores.
func byHand(t *testing.T, f *composite.Framework, p *panel.Panel, recipe composite.Recipe, weights map[string]float64, change func(*composite.Node)) *composite.Scores {
	t.Helper()
	own := *f
	if change != nil {
		own.Root = copied(f.Root, change)
	}
	model, _, err := composite.Fit(&own, p, recipe)
	if err != nil {
		t.Fatal(err)
	}
	if weights != nil {
		if model, err = model.With(weights, nil); err != nil {
			t.Fatal(err)
		}
	}
	scores, _ := model.Score(p)
	return scores
}

// copied is a tree with its leaves changed.
func copied(n *composite.Node, change func(*composite.Node)) *composite.Node {
	out := *n
	out.Children = nil
	for _, child := range n.Children {
		out.Children = append(out.Children, copied(child, change))
	}
	if out.Leaf() {
		change(&out)
	}
	return &out
}

func TestGoalpostsMove(t *testing.T) {
	p := panel.New([]string{"A", "B", "C", "D", "E"}, []int{2000}, []string{"s.x", "s.flat"})
	for c, v := range []float64{1, 10, 100, 1000, 10_000} {
		p.Set(c, 0, 0, panel.Cell{Value: v})
		p.Set(c, 0, 1, panel.Cell{Value: 3})
	}
	posts := &composite.Goalposts{Low: 1, High: 100}
	for name, tt := range map[string]struct {
		leaf      composite.Node
		how       composite.GoalpostShift
		low, high float64
	}{
		"quantiles":          {composite.Node{Indicator: "s.x", Goalposts: posts}, composite.GoalpostShift{Low: 0.25, High: 0.75}, 10, 1000},
		"none before":        {composite.Node{Indicator: "s.x"}, composite.GoalpostShift{Low: 0, High: 1}, 1, 10_000},
		"all alike":          {composite.Node{Indicator: "s.flat", Goalposts: posts}, composite.GoalpostShift{Low: 0.1, High: 0.9}, 1, 100},
		"wider":              {composite.Node{Indicator: "s.x", Goalposts: posts}, composite.GoalpostShift{Widen: 0.5}, -48.5, 149.5},
		"wider in logarithm": {composite.Node{Indicator: "s.x", Goalposts: posts, Scale: composite.Log}, composite.GoalpostShift{Widen: 0.5}, 0.1, 1000},
		"narrower":           {composite.Node{Indicator: "s.x", Goalposts: posts}, composite.GoalpostShift{Widen: -0.1}, 10.9, 90.1},
	} {
		got := shifted(&tt.leaf, &tt.how, p)
		if math.Abs(got.Low-tt.low) > 1e-9 || math.Abs(got.High-tt.high) > 1e-9*tt.high {
			t.Errorf("%s: %v to %v, not %v to %v", name, got.Low, got.High, tt.low, tt.high)
		}
	}
	if *posts != (composite.Goalposts{Low: 1, High: 100}) {
		t.Error("the framework's own goalposts have moved")
	}
}

// TestWeightsAreDrawnAround checks mean and spread of random weights.
func TestWeightsAreDrawnAround(t *testing.T) {
	f, p := wide(1, 0)
	f.Root.Children[0].Weight, f.Root.Children[1].Weight = 0.2, 0.05
	for name, tt := range map[string]struct {
		level composite.Level
		sd    float64
	}{
		"dirichlet": {composite.Level{ID: "x", Dirichlet: 47}, math.Sqrt(0.2 * 0.8 / 48)},
		// Uniform from 0.75 to 1.25 times the weight, then rescaled with the others.
		"noise": {composite.Level{ID: "x", Weight: &composite.Weighting{Noise: 0.25}}, 0.0245},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := newRun(&Plan{Framework: f, Panel: p, Draws: 1, Factors: []composite.Factor{{ID: "w", Levels: []composite.Level{tt.level}}}})
			if err != nil {
				t.Fatal(err)
			}
			const n = 4000
			share := make([]float64, len(r.tree.nodes))
			var first []float64
			for i := range n {
				c := r.space.draw(1, i)
				r.space.weigh(c, r.methods.prepare([]choice{c}, r.parallel)[0], r.tree, share)
				for _, g := range r.tree.groups {
					sum := 0.0
					for _, k := range r.tree.kids[g] {
						sum += share[k]
					}
					if !alike(sum, 1, 1e-12) {
						t.Fatalf("weights sum to %v", sum)
					}
				}
				first = append(first, share[r.tree.kids[0][0]])
			}
			mean, square := 0.0, 0.0
			for _, w := range first {
				mean += w / n
				square += w * w / n
			}
			if sd := math.Sqrt(square - mean*mean); math.Abs(mean-0.2) > 0.004 || math.Abs(sd/tt.sd-1) > 0.07 {
				t.Errorf("mean %v, standard deviation %v, not %v", mean, sd, tt.sd)
			}
		})
	}
}

// TestSpace checks how levels are laid out and how often they are drawn.
func TestSpace(t *testing.T) {
	f, _ := wide(1, 0)
	s, err := newSpace([]composite.Factor{
		{ID: "a", Levels: []composite.Level{{ID: "own", Share: 3}, {ID: "other"}}},
		{ID: "b", Levels: []composite.Level{{ID: "all"}, {ID: "out", LeaveOut: composite.LeaveOutSource}}},
	}, newTree(f), beforeDot)
	if err != nil {
		t.Fatal(err)
	}
	want := []FactorUsed{
		{ID: "a", Levels: []string{"own", "other"}},
		{ID: "b", Levels: []string{"all", "without s0", "without s1", "without s2", "without s3", "without s4"}},
	}
	if diff := cmp.Diff(want, s.used()); diff != "" {
		t.Error(diff)
	}
	const n = 20_000
	counts := [2][6]float64{}
	for i := range n {
		for k, o := range s.draw(9, i).option {
			counts[k][o]++
		}
	}
	for k, shares := range [][]float64{{0.75, 0.25}, {0.5, 0.1, 0.1, 0.1, 0.1, 0.1}} {
		for o, share := range shares {
			if math.Abs(counts[k][o]/n-share) > 0.015 {
				t.Errorf("option %d of axis %d: %v, not %v", o, k, counts[k][o]/n, share)
			}
		}
	}
	if !slices.Equal(s.draw(9, 5).seed, s.draw(9, 5).seed) || slices.Equal(s.draw(9, 5).seed, s.draw(10, 5).seed) {
		t.Error("a draw depends on something else than its seed and number")
	}
}

func TestSelect(t *testing.T) {
	all := usual()
	got, err := Select(all, []string{"carry_forward", "weights"})
	if err != nil || len(got) != 2 || got[0].ID != "weights" || got[1].ID != "carry_forward" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := Select(all, []string{"wieghts"}); err == nil || !strings.Contains(err.Error(), `"wieghts" is unknown; known are weights, aggregation`) {
		t.Error(err)
	}
}

// TestReweigher compares weights by hand with the engine's.
func TestReweigher(t *testing.T) {
	f, p := wide(3, 0.1)
	f.Root.Aggregate.Method = composite.Geometric
	w, err := NewReweigher(f, p, composite.Recipe{}, AllNodes(f))
	if err != nil {
		t.Fatal(err)
	}
	for _, weights := range []map[string]float64{nil, {"p0": 3, "p1": 0, "s0.0": 0.9}, {"p7": 0.5}} {
		if err := w.Weigh(weights); err != nil {
			t.Fatal(err)
		}
		scores := byHand(t, f, p, composite.Recipe{}, weights, nil)
		for y := range p.Years() {
			for c := range p.Cases() {
				want := scores.At(c, y, 0)
				if got, ok := w.Score(c, y, 0); ok != want.OK() || ok && !alike(got, want.Score, 1e-9) {
					t.Fatalf("%v: %v, not %v", weights, got, want)
				}
			}
		}
	}
	for _, bad := range []map[string]float64{{"nix": 1}, {"p0": -1}, {"p0": nan}, {"soft": 1}} {
		if err := w.Weigh(bad); err == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
	nothing := map[string]float64{}
	for _, pillar := range f.Root.Children {
		nothing[pillar.ID] = 0
	}
	if err := w.Weigh(nothing); err == nil {
		t.Error("nothing is left, and scored")
	}
}
