// SPDX-License-Identifier: Apache-2.0

package table

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/composite"
)

// weightSets reads sets of weights: by set, then by code.
func weightSets(t *testing.T, name string) []map[string]float64 {
	rows := csvRows(t, name)
	sets := make([]map[string]float64, len(rows[0])-2)
	for s := range sets {
		sets[s] = map[string]float64{}
		for _, row := range rows[1:] {
			v, err := strconv.ParseFloat(row[s+2], 64)
			if err != nil {
				t.Fatal(name, err)
			}
			sets[s][row[0]] = v
		}
	}
	return sets
}

// experts reads a small table whose four indicators three experts weigh.
func experts(t *testing.T) (in *Input, points map[string][]float64, want []string) {
	points = map[string][]float64{}
	codes := []string{"A", "B", "C", "D"}
	for i, row := range csvRows(t, "06_weights/budget_allocation.csv")[1:] {
		for _, text := range row[:len(row)-1] {
			v, _ := strconv.ParseFloat(text, 64)
			points[codes[i]] = append(points[codes[i]], v)
		}
		want = append(want, row[len(row)-1])
	}
	meta := "Level,iCode,Direction,Weight,Parent,Type\n1,A,1,1,I,Indicator\n1,B,1,1,I,Indicator\n1,C,1,1,I,Indicator\n1,D,1,1,I,Indicator\n2,I,1,1,NA,Aggregate\n"
	in, lints := Read(strings.NewReader("uCode,A,B,C,D\nX,1,2,3,5\nY,2,1,4,4\n"), strings.NewReader(meta))
	if in == nil {
		t.Fatal(lints)
	}
	return in, points, want
}

func TestBudgetAllocation(t *testing.T) {
	in, points, want := experts(t)
	b := build(t, in, composite.Recipe{Weight: composite.Weighting{Method: composite.WeightBudget, Points: points}})
	share, _ := b.Model.Shares()
	for i, text := range want {
		if !same(Cell{share[i+1], true}, text, tolerance) {
			t.Errorf("%s: got %v, want %s", b.Scores.Nodes[i+1].ID, share[i+1], text)
		}
	}
	points["C"] = points["C"][:2]
	if _, _, err := Build(in, composite.Recipe{Weight: composite.Weighting{Method: composite.WeightBudget, Points: points}}); err == nil {
		t.Error("an expert who left one out was taken")
	}
}

// TestStoredNoisyWeights scores the example by each of the stored sets of
// weights; their noise is of another generator and cannot be drawn again. The
// indices must be the weighted means of the reference's own pillars.
func TestStoredNoisyWeights(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	r := asemRecipe()
	pillars := goldByCode(t, "01_asem/stage_aggregated.csv")
	for s, set := range weightSets(t, "06_weights/noisy_100.csv") {
		r.Weight = composite.Weighting{Nodes: set}
		b := build(t, in, r)
		for c, code := range in.Panel.Cases() {
			want, total := 0.0, 0.0
			for _, sub := range in.Framework.Root.Children {
				mean, weight := 0.0, 0.0
				for _, p := range sub.Children {
					v, _ := strconv.ParseFloat(pillars[code][p.ID], 64)
					mean, weight = mean+set[p.ID]*v, weight+set[p.ID]
				}
				want, total = want+set[sub.ID]*mean/weight, total+set[sub.ID]
			}
			if got := b.Scores.At(c, 0, 0).Score; math.Abs(got-want/total) > tolerance*want/total {
				t.Fatalf("set %d, %s: got %v, want %v", s+1, code, got, want/total)
			}
		}
	}
}

// TestUncertaintyRuns repeats the thousand builds of the reference's uncertainty
// analysis: winsorising of 1 to 5 points, min-max or z-scores, a hundred sets of
// weights, arithmetic or geometric means at every level.
func TestUncertaintyRuns(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	sets := weightSets(t, "10_ua_sa/noisy_weights_100.csv")
	want := goldByCode(t, "10_ua_sa/ua_scores.csv")
	norms := map[string]composite.Normalisation{
		"1": {Method: composite.NormaliseMinMax, Low: 1, High: 100}, "2": {Method: composite.NormaliseZScore, Mean: 10, SD: 2},
	}
	means := map[string]composite.AggregateMethod{"1": composite.Arithmetic, "2": composite.Geometric}
	wrong := 0
	for _, row := range csvRows(t, "10_ua_sa/ua_params.csv")[1:] {
		r := asemRecipe()
		points, _ := strconv.Atoi(row[1])
		set, _ := strconv.Atoi(row[3])
		r.Treat.MaxPoints = &points
		r.Normalise = norms[row[2]]
		r.Weight = composite.Weighting{Nodes: sets[set-1]}
		r.Aggregate.Method = means[row[4]]
		r.Impute.Groups = in.Groups["EurAsia_group"]
		m, _, err := composite.Fit(in.Framework, in.Panel, r)
		if err != nil {
			t.Fatal(err)
		}
		s, _ := m.Score(in.Panel)
		for c, code := range in.Panel.Cases() {
			got := s.At(c, 0, 0)
			if !same(Cell{got.Score, got.OK()}, want[code]["r_"+row[0]], tolerance) {
				if wrong++; wrong < 6 {
					t.Errorf("run %v, %s: got %v, want %s", row[:5], code, got, want[code]["r_"+row[0]])
				}
			}
		}
	}
	if wrong > 5 {
		t.Errorf("%d scores differ", wrong)
	}
}

// TestOwnNoise checks what is promised of our own noise.
func TestOwnNoise(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	shares := func(noise float64, seed, replicate uint64) []float64 {
		r := asemRecipe()
		r.Weight = composite.Weighting{Noise: noise, Seed: seed, Replicate: replicate, Levels: []int{2, 3}}
		share, _ := build(t, in, r).Model.Shares()
		return share
	}
	plain := shares(0, 1, 1)
	first := shares(0.25, 1, 1)
	if diff := cmp.Diff(first, shares(0.25, 1, 1)); diff != "" {
		t.Error("the same seed draws other weights:", diff)
	}
	if cmp.Equal(first, shares(0.25, 1, 2)) || cmp.Equal(first, shares(0.25, 2, 1)) {
		t.Error("another seed or replicate draws the same weights")
	}
	place := map[string]int{}
	for n, node := range in.Framework.Nodes() {
		place[node.ID] = n
	}
	mean, widest := make([]float64, len(plain)), 0.0
	const replicates = 200
	for k := range uint64(replicates) {
		got := shares(0.25, 7, k)
		for _, node := range in.Framework.Nodes() {
			sum := 0.0
			for i, kid := range node.Children {
				n, first := place[kid.ID], place[node.Children[0].ID]
				if i > 0 {
					widest = max(widest, got[n]/plain[n]*plain[first]/got[first])
				}
				sum += got[n]
				mean[n] += got[n] / replicates
				if in.Level[kid.ID] == 1 && got[n] != plain[n] {
					t.Fatalf("%s of level 1 was disturbed", kid.ID)
				}
				// Its own factor and that of the siblings lie between 0.75 and 1.25.
				if ratio := got[n] / plain[n]; ratio < 0.75/1.25 || ratio > 1.25/0.75 {
					t.Fatalf("%s went from %v to %v", kid.ID, plain[n], got[n])
				}
			}
			if !node.Leaf() && math.Abs(sum-1) > 1e-12 {
				t.Fatalf("the weights below %s sum to %v", node.ID, sum)
			}
		}
	}
	// Two siblings' factors come apart by 1.25/0.75 at the most, and nearly so in
	// this many draws.
	if widest < 1.55 || widest > 1.25/0.75 {
		t.Errorf("siblings came apart by %v at the most", widest)
	}
	for n := range plain {
		if n > 0 && math.Abs(mean[n]/plain[n]-1) > 0.05 { // the root has no weight to disturb
			t.Errorf("%s: the noise averages to %v of %v", in.Framework.Nodes()[n].ID, mean[n], plain[n])
		}
	}
}
