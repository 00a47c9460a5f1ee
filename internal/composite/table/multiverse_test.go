// SPDX-License-Identifier: Apache-2.0

package table

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/sensitivity"
)

// asemPlan is the plan of examples/asem/multiverse.yaml; a test of the program
// checks that the file says the same.
func asemPlan(t testing.TB, in *Input) Plan {
	t.Helper()
	p := Plan{Recipe: asemRecipe(), Enumerate: true}
	winmax := composite.Factor{ID: "Winmax"}
	for points := 1; points <= 5; points++ {
		how := asemRecipe().Treat
		how.MaxPoints = &points
		winmax.Levels = append(winmax.Levels, composite.Level{ID: strconv.Itoa(points), Treat: &how})
	}
	sets, lints := ReadWeights("noisy_weights_100.csv", bytes.NewReader(gold(t, "10_ua_sa/noisy_weights_100.csv")), in)
	if len(lints) > 0 {
		t.Fatal(lints)
	}
	p.Factors = []composite.Factor{
		winmax,
		{ID: "Normalisation", Levels: []composite.Level{
			{ID: "minmax", Normalise: &composite.Normalisation{Method: composite.NormaliseMinMax, Low: 1, High: 100}},
			{ID: "zscore", Normalise: &composite.Normalisation{Method: composite.NormaliseZScore, Mean: 10, SD: 2}},
		}},
		{ID: "Weights", Levels: sets},
		{ID: "Aggregation", Levels: []composite.Level{
			{ID: "arithmetic", Aggregate: &composite.Aggregations{Aggregation: composite.Aggregation{Method: composite.Arithmetic}}},
			{ID: "geometric", Aggregate: &composite.Aggregations{Aggregation: composite.Aggregation{Method: composite.Geometric}}},
		}},
	}
	return p
}

func vary(t testing.TB, in *Input, p Plan) *Multiverse {
	t.Helper()
	m, err := Vary(t.Context(), in, p)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// number reads a number of the reference.
func number(t testing.TB, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// within fails where two numbers differ by more than a tolerance.
func within(t testing.TB, what string, numbers [2]float64, tolerance float64) {
	t.Helper()
	if got, want := numbers[0], numbers[1]; !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %.17g, want %.17g", what, got, want)
	}
}

// TestASEMMultiverse enumerates the reference's 2,000 variants.
func TestASEMMultiverse(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	m := vary(t, in, asemPlan(t, in))
	if !m.Exact || len(m.Variants) != 2000 || len(m.Failed) > 0 {
		t.Fatalf("exact %v, %d variants, failed %v", m.Exact, len(m.Variants), m.Failed)
	}
	y := csvRows(t, "10_ua_sa/exact_grid_y.csv")[1:]
	target := make([]float64, 1)
	for i := range m.Variants {
		m.targets(m.Ranks[i], nil, target)
		within(t, "y of variant "+strconv.Itoa(i), [2]float64{target[0], number(t, y[i][4])}, 1e-12)
	}
	for f, row := range csvRows(t, "10_ua_sa/exact_sobol.csv")[1:] {
		for k, list := range [][]sensitivity.Estimate{m.Shift.S, m.Shift.ST, m.Shift.Shapley} {
			within(t, row[0], [2]float64{list[f].Value, number(t, row[1+k])}, 1e-9)
		}
	}
	for i, row := range csvRows(t, "10_ua_sa/exact_anova.csv")[1:] {
		if m.Terms[i] != row[0] {
			t.Fatalf("term %s, want %s", m.Terms[i], row[0])
		}
		within(t, row[0], [2]float64{m.Shift.Terms[i], number(t, row[1])}, 1e-9)
	}
	checkRanks(t, m)
}

// checkRanks compares each case's ranks over the variants with the reference's
// statistics of them: nominal, mean, median, quantiles of 5 and 95 %, extremes.
func checkRanks(t *testing.T, m *Multiverse) {
	t.Helper()
	counts := sensitivity.NewRanks(len(m.Standings))
	for _, r := range m.Ranks {
		counts.Add(r)
	}
	for k, row := range csvRows(t, "10_ua_sa/exact_rank_stats.csv")[1:] {
		s := m.Standings[k]
		if s.Case != row[0] || strconv.Itoa(s.Rank) != row[1] {
			t.Errorf("%s ranks %d, want %v", s.Case, s.Rank, row[:2])
		}
		got := []float64{
			counts.Mean(k), counts.Quantile(k, 0.5), counts.Quantile(k, 0.05), counts.Quantile(k, 0.95),
			counts.Quantile(k, 0), counts.Quantile(k, 1),
		}
		for i, x := range got {
			within(t, s.Case+" "+strconv.Itoa(i), [2]float64{x, number(t, row[2+i])}, 1e-9)
		}
		mean, total := 0.0, 0.0
		for r, p := range s.Probabilities {
			mean += p * float64(r+1)
			total += p
		}
		within(t, s.Case+" mean of probabilities", [2]float64{mean, number(t, row[2])}, 1e-9)
		within(t, s.Case+" sum of probabilities", [2]float64{total, 1}, 1e-12)
	}
}

// TestASEMDraws looks the reference's thousand draws up among the variants: every
// score and rank, and the statistics of ranks.
func TestASEMDraws(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	m := vary(t, in, asemPlan(t, in))
	space, err := sensitivity.NewSpace(sensitivity.Factor{ID: "a", Levels: 5}, sensitivity.Factor{ID: "b", Levels: 2},
		sensitivity.Factor{ID: "c", Levels: 100}, sensitivity.Factor{ID: "d", Levels: 2})
	if err != nil {
		t.Fatal(err)
	}
	scores, ranks := goldByCode(t, "10_ua_sa/ua_scores.csv"), goldByCode(t, "10_ua_sa/ua_ranks.csv")
	counts := sensitivity.NewRanks(len(m.Standings))
	for _, row := range csvRows(t, "10_ua_sa/ua_params.csv")[1:] {
		var levels []int
		for _, text := range row[1:5] {
			levels = append(levels, int(number(t, text))-1)
		}
		i := space.Index(levels)
		counts.Add(m.Ranks[i])
		for k, s := range m.Standings {
			column := "r_" + row[0]
			within(t, s.Case+" "+column, [2]float64{m.Scores[i][k], number(t, scores[s.Case][column])}, 1e-10)
			if want := ranks[s.Case][column]; strconv.Itoa(int(m.Ranks[i][k])) != want {
				t.Errorf("%s, draw %s: rank %d, want %s", s.Case, row[0], m.Ranks[i][k], want)
			}
		}
	}
	for k, row := range csvRows(t, "10_ua_sa/ua_rankstats.csv")[1:] {
		for i, x := range []float64{counts.Mean(k), counts.Quantile(k, 0.5), counts.Quantile(k, 0.05), counts.Quantile(k, 0.95)} {
			within(t, row[0], [2]float64{x, number(t, row[2+i])}, 1e-9)
		}
	}
}

// TestCaseInfluenceByDefinition computes the indices of one case's rank from means
// over levels, without the package for it.
func TestCaseInfluenceByDefinition(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	m := vary(t, in, asemPlan(t, in))
	levels := []int{5, 2, 100, 2}
	for _, code := range []string{"BEL", "SGP", "MMR"} {
		k := slices.IndexFunc(m.Standings, func(s Standing) bool { return s.Case == code })
		mean, variance := 0.0, 0.0
		for _, r := range m.Ranks {
			mean += float64(r[k]) / 2000
		}
		for _, r := range m.Ranks {
			variance += (float64(r[k]) - mean) * (float64(r[k]) - mean) / 2000
		}
		at := slices.IndexFunc(m.Cases, func(i Influence) bool { return i.Target == code })
		for f, n := range levels {
			means := make([]float64, n)
			others := map[[3]int]float64{}
			for i, v := range m.Variants {
				rank := float64(m.Ranks[i][k])
				means[v.Levels[f]] += rank * float64(n) / 2000
				rest := slices.Delete(slices.Clone(v.Levels), f, f+1)
				others[[3]int(rest)] += rank / float64(n)
			}
			s, st := 0.0, 1.0
			for _, x := range means {
				s += (x - mean) * (x - mean) / float64(n) / variance
			}
			for _, x := range others {
				st -= (x - mean) * (x - mean) * float64(n) / 2000 / variance
			}
			within(t, code+" S", [2]float64{m.Cases[at].S[f].Value, s}, 1e-9)
			within(t, code+" ST", [2]float64{m.Cases[at].ST[f].Value, st}, 1e-9)
		}
	}
}

// TestVariantsAreBuilds compares variants with builds of the recipe that each of
// them is, where weights are learned, drawn or left out too.
func TestVariantsAreBuilds(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	levels := composite.Aggregations{Levels: []composite.Aggregation{{}, {Method: composite.Geometric}, {Method: composite.Copeland}}}
	p := Plan{Recipe: asemRecipe(), Enumerate: true, Seed: 5, Factors: []composite.Factor{
		{ID: "Impute", Levels: []composite.Level{
			{ID: "own"},
			{ID: "group", Impute: &composite.Imputation{Method: composite.ImputeGroupMedian, Group: "GDP_group"}},
		}},
		{ID: "Weight", Levels: []composite.Level{
			{ID: "own"},
			{ID: "equal", Weight: &composite.Weighting{Method: composite.WeightEqual}},
			{ID: "pca", Weight: &composite.Weighting{Method: composite.WeightPCA}},
			{ID: "noise", Weight: &composite.Weighting{Noise: 0.25, Levels: []int{2, 3}}, Replicates: 2},
			{ID: "part", Weight: &composite.Weighting{Nodes: map[string]float64{"Goods": 3}}},
		}},
		{ID: "Mean", Levels: []composite.Level{{ID: "own"}, {ID: "levels", Aggregate: &levels}}},
	}}
	p.Recipe.Normalise.Low, p.Recipe.Normalise.High = 1, 100
	m := vary(t, in, p)
	if len(m.Variants) != 24 || len(m.Failed) > 0 {
		t.Fatalf("%d variants, failed %v", len(m.Variants), m.Failed)
	}
	v, err := newVaried(in, p)
	if err != nil {
		t.Fatal(err)
	}
	for i, variant := range m.Variants {
		r, err := v.recipe(variant.Levels)
		if err != nil {
			t.Fatal(err)
		}
		b := build(t, in, r)
		for k, s := range m.Standings {
			c, _ := b.Scores.Case(s.Case)
			want := b.Scores.At(c, 0, 0)
			rank, _ := b.Scores.Rank(c, 0, 0)
			if math.Abs(m.Scores[i][k]-want.Score) > 1e-11 || int(m.Ranks[i][k]) != rank {
				t.Errorf("variant %v, %s: %v and %d, want %v and %d", variant.Levels, s.Case, m.Scores[i][k], m.Ranks[i][k], want.Score, rank)
			}
		}
	}
}

func TestWorkersDoNotChangeAMultiverse(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	for _, enumerate := range []bool{true, false} {
		p := asemPlan(t, in)
		p.Enumerate, p.Draws, p.Seed = enumerate, 300, 9
		texts := map[int]string{}
		for _, workers := range []int{1, 2, 7} {
			p.Workers = workers
			var out bytes.Buffer
			for _, l := range vary(t, in, p).Listings() {
				if err := l.WriteCSV(&out); err != nil {
					t.Fatal(err)
				}
			}
			texts[workers] = out.String()
		}
		if texts[1] != texts[2] || texts[1] != texts[7] {
			t.Errorf("enumerate %v: the number of workers changes the result", enumerate)
		}
	}
}

// TestSampledIsNearExact draws what could be enumerated.
func TestSampledIsNearExact(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	p := asemPlan(t, in)
	exact := vary(t, in, p)
	p.Enumerate, p.Draws, p.Seed = false, 4000, 1
	m := vary(t, in, p)
	if m.Exact || m.Enumerated || len(m.Variants) != 4000 || m.Evaluations != 1024*6+1024*5 {
		t.Errorf("exact %v, %d variants, %d evaluations", m.Exact, len(m.Variants), m.Evaluations)
	}
	for f := range m.Factors {
		for name, pair := range map[string][2]sensitivity.Estimate{
			"S": {m.Shift.S[f], exact.Shift.S[f]}, "ST": {m.Shift.ST[f], exact.Shift.ST[f]}, "Shapley": {m.Shift.Shapley[f], exact.Shift.Shapley[f]},
		} {
			within(t, m.Factors[f].ID+" "+name, [2]float64{pair[0].Value, pair[1].Value}, 0.06)
		}
	}
	for k := range m.Standings {
		for r, p := range m.Standings[k].Probabilities {
			within(t, m.Standings[k].Case, [2]float64{p, exact.Standings[k].Probabilities[r]}, 0.05)
		}
	}
}

// small is a table of three cases and two indicators.
func small(t testing.TB) *Input {
	t.Helper()
	meta := "Level,iCode,Direction,Weight,Parent,Type\n1,A,1,1,I,Indicator\n1,B,1,3,I,Indicator\n2,I,1,1,NA,Aggregate\n"
	in, lints := Read(strings.NewReader("uCode,A,B\nX,1,9\nY,2,4\nZ,8,1\n"), strings.NewReader(meta))
	if in == nil {
		t.Fatal(lints)
	}
	return in
}

func contradiction(zscoreToo bool) []composite.Factor {
	levels := []composite.Level{{ID: "zscore", Normalise: &composite.Normalisation{Method: composite.NormaliseZScore}}}
	if zscoreToo {
		levels = append(levels, composite.Level{ID: "minmax", Normalise: &composite.Normalisation{Method: composite.NormaliseMinMax, Low: 1, High: 100}})
	}
	return []composite.Factor{
		{ID: "Scale", Levels: levels},
		{ID: "Mean", Levels: []composite.Level{{ID: "geometric", Aggregate: &composite.Aggregations{Aggregation: composite.Aggregation{Method: composite.Geometric}}}}},
	}
}

func TestContradictionsAreCounted(t *testing.T) {
	m := vary(t, small(t), Plan{Factors: contradiction(true), Enumerate: true})
	want := []sensitivity.Failure{{
		Reason: "a mean is not defined for a value that is not above 0, where Scale is zscore and Mean is geometric",
		Count:  1, Factors: []string{"Scale", "Mean"},
	}}
	if diff := cmp.Diff(want, m.Failed); diff != "" {
		t.Error(diff)
	}
	if m.Exact || m.Variants[0].Reason == "" || m.Variants[1].Reason != "" || m.Shift.Terms != nil {
		t.Errorf("%+v", m)
	}
	if !math.IsNaN(m.Scores[0][0]) || m.Ranks[0][0] != 0 || m.Standings[0].Missing != 1 {
		t.Error("a variant that failed has scores")
	}
}

func TestAllVariantsFail(t *testing.T) {
	_, err := Vary(t.Context(), small(t), Plan{Factors: contradiction(false), Enumerate: true})
	if err == nil || !strings.Contains(err.Error(), "every variant failed") || !strings.Contains(err.Error(), "change a level of Scale or Mean") {
		t.Errorf("error %v", err)
	}
}

func TestWithoutWeightThereIsNoInfluence(t *testing.T) {
	// Whatever is done to A, it has no weight.
	in := small(t)
	in.Framework.Root.Children[0].Weight, in.Framework.Root.Children[1].Weight = 0, 1
	p := Plan{Enumerate: true, Factors: []composite.Factor{
		{ID: "A", Levels: []composite.Level{
			{ID: "as it is"}, {ID: "twice", Weight: &composite.Weighting{Nodes: map[string]float64{"A": 0}}},
		}},
		{ID: "Mean", Levels: []composite.Level{
			{ID: "own"}, {ID: "squares", Aggregate: &composite.Aggregations{Aggregation: composite.Aggregation{Method: composite.Power, Power: 2}}},
		}},
	}}
	m := vary(t, in, p)
	if m.Shift.S[0].Value != 0 || m.Shift.ST[0].Value != 0 || !m.Shift.Constant {
		t.Errorf("%+v", m.Shift)
	}
}

func TestOneVariantHasNoSpread(t *testing.T) {
	m := vary(t, small(t), Plan{Enumerate: true, Factors: []composite.Factor{{ID: "Nothing", Levels: []composite.Level{{ID: "own"}}}}})
	for _, s := range m.Standings {
		if s.Probabilities[s.Rank-1] != 1 {
			t.Errorf("%s: rank %d has probability %v", s.Case, s.Rank, s.Probabilities[s.Rank-1])
		}
	}
}

func TestLeavingOut(t *testing.T) {
	m := vary(t, small(t), Plan{Enumerate: true, Factors: []composite.Factor{{ID: "Without", Levels: []composite.Level{
		{ID: "nothing"}, {ID: "without", LeaveOut: composite.LeaveOutIndicator},
	}}}})
	if diff := cmp.Diff([]string{"nothing", "without A", "without B"}, m.Factors[0].Levels); diff != "" {
		t.Error(diff)
	}
	// By B alone X leads, by A alone Z does; the two share the weight of one level.
	if diff := cmp.Diff([][]uint16{{1, 2, 3}, {1, 2, 3}, {3, 2, 1}}, m.Ranks); diff != "" {
		t.Error(diff)
	}
	within(t, "first rank of X", [2]float64{m.Standings[0].Probabilities[0], 0.75}, 1e-12)
}

func TestDirichletWeights(t *testing.T) {
	in := small(t)
	p := Plan{Enumerate: true, Seed: 3, Factors: []composite.Factor{{ID: "W", Levels: []composite.Level{{ID: "d", Dirichlet: 20, Replicates: 2000}}}}}
	v, err := newVaried(in, p)
	if err != nil {
		t.Fatal(err)
	}
	mean, variance := 0.0, 0.0
	for l := range 2000 {
		w, err := v.weights(p.Recipe, []int{l})
		if err != nil {
			t.Fatal(err)
		}
		within(t, "sum", [2]float64{w[0][0] + w[0][1], 1}, 1e-12)
		mean += w[0][0] / 2000
		variance += (w[0][0] - 0.25) * (w[0][0] - 0.25) / 2000
	}
	within(t, "mean", [2]float64{mean, 0.25}, 0.01)
	within(t, "standard deviation", [2]float64{math.Sqrt(variance), math.Sqrt(0.25 * 0.75 / 21)}, 0.006)
}

func TestVaryRefuses(t *testing.T) {
	one := []composite.Factor{{ID: "A", Levels: []composite.Level{{ID: "a"}}}}
	var huge []composite.Factor
	for _, id := range []string{"A", "B", "C", "D"} {
		f := composite.Factor{ID: id}
		for k := range 1000 {
			f.Levels = append(f.Levels, composite.Level{ID: strconv.Itoa(k)})
		}
		huge = append(huge, f)
	}
	noise := []composite.Factor{{ID: "A", Levels: []composite.Level{{ID: "n", Weight: &composite.Weighting{Noise: 0.1}}}}}
	for name, tt := range map[string]struct {
		plan Plan
		want string
	}{
		"no draws":      {Plan{Factors: one}, "0 draws are asked for"},
		"no factors":    {Plan{Enumerate: true}, "no factor to vary"},
		"too many":      {Plan{Factors: huge, Enumerate: true}, "1e+12 variants are too many to enumerate, the limit is 1e+06: sample them"},
		"random":        {Plan{Factors: noise, Enumerate: true}, "level n is random, and every variant is to be tried: give it replicates"},
		"no such year":  {Plan{Factors: one, Enumerate: true, Year: 1999}, "no year 1999"},
		"unknown group": {Plan{Factors: one, Enumerate: true, Recipe: composite.Recipe{Impute: composite.Imputation{Method: composite.ImputeGroupMean, Group: "G"}}}, `"G" is no column of type Group`},
		"twice":         {Plan{Factors: append(one, one...), Enumerate: true}, `factor "A" stands twice`},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Vary(t.Context(), small(t), tt.plan); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func TestReadWeights(t *testing.T) {
	in := small(t)
	levels, lints := ReadWeights("w.csv", strings.NewReader("iCode,Level,one,two\nA,1,1,0.5\nB,1,2,3\nI,2,1,1\n"), in)
	want := []composite.Level{
		{ID: "one", Weight: &composite.Weighting{Nodes: map[string]float64{"A": 1, "B": 2, "I": 1}}},
		{ID: "two", Weight: &composite.Weighting{Nodes: map[string]float64{"A": 0.5, "B": 3, "I": 1}}},
	}
	if diff := cmp.Diff(want, levels); diff != "" || len(lints) > 0 {
		t.Error(diff, lints)
	}
	for text, want := range map[string]string{
		"":                            "w.csv: row 1: has no header",
		"code,one\nA,1\n":             "w.csv: row 1: column iCode: is missing; expected iCode and a column for each set",
		"iCode,Level\nA,1\n":          "has no set of weights; expected a column for each",
		"iCode,one\nQ,1\n":            `w.csv: row 2: column iCode: "Q" is no indicator or aggregate of iMeta`,
		"iCode,one\nA,1\nA,2\n":       "w.csv: row 3: column iCode: A stands in row 2 already",
		"iCode,one\nA,x\nB,1\n":       `w.csv: row 2: column one: "x" is not a number`,
		"iCode,one\nA,-1\nB,1\n":      "w.csv: row 2: column one: -1 is negative; expected a weight of at least 0",
		"iCode,one\nA,NA\nB,1\n":      "w.csv: row 2: column one: is empty; expected a weight",
		"iCode,one\nA,1\n":            "has A, but not its siblings below I: expected B too",
		"iCode,one,one\nA,1,1\nB,1,1": "stands twice in the header",
	} {
		levels, lints := ReadWeights("w.csv", strings.NewReader(text), in)
		found := false
		for _, l := range lints {
			found = found || strings.Contains(l.String(), want)
		}
		if levels != nil || !found {
			t.Errorf("%q: lints %v, want %q", text, lints, want)
		}
	}
}

func FuzzReadWeights(f *testing.F) {
	in := small(f)
	for _, text := range []string{"iCode,Level,one,two\nA,1,1,0.5\nB,1,2,3\nI,2,1,1\n", "iCode\n\"", "\ufeffiCode,x\nA,1e999\n", "iCode,x\r\nA,NA\r\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		levels, lints := ReadWeights("w.csv", strings.NewReader(text), in)
		if (levels == nil) != (len(lints) > 0) {
			t.Errorf("%d levels with %d lints", len(levels), len(lints))
		}
		for _, l := range levels {
			for code, w := range l.Weight.Nodes {
				if !(w >= 0) || math.IsInf(w, 1) {
					t.Errorf("%s weighs %v", code, w)
				}
			}
		}
	})
}

// TestReweighIsAggregate goes from weighting to weighting in both ways.
func TestReweighIsAggregate(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	v, err := newVaried(in, asemPlan(t, in))
	if err != nil {
		t.Fatal(err)
	}
	quick, whole := composite.NewScorer(v.own, in.Panel), composite.NewScorer(v.own, in.Panel)
	zscores, err := v.recipe([]int{1, 1, 0, 0})
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := composite.Fit(in.Framework, in.Panel, zscores)
	if err != nil {
		t.Fatal(err)
	}
	for i, levels := range [][]int{{4, 0, 3, 0}, {4, 0, 4, 0}, {4, 0, 4, 1}, {4, 0, 9, 1}, {4, 0, 5, 1}, {4, 0, 5, 1}, {4, 0, 9, 0}} {
		fit := v.own
		if i >= 3 { // other values below the same groups
			fit = other
		}
		if i == 3 {
			quick.Score(fit, in.Panel)
			whole.Score(fit, in.Panel)
		}
		m := *fit
		m.Recipe.Aggregate = v.aggregate(levels)
		set := v.options[2][levels[2]].level.Weight.Nodes
		w, err := v.own.With(set, nil)
		if err != nil {
			t.Fatal(err)
		}
		m.Weights = w.Weights
		a := quick.Reweigh(&m)
		b, _ := whole.Aggregate(&m)
		for n := range a.Nodes {
			for c := range a.Cases {
				if a.At(c, 0, n) != b.At(c, 0, n) {
					t.Fatalf("%v: node %s of %s is %v, want %v", levels, a.Nodes[n].ID, a.Cases[c], a.At(c, 0, n), b.At(c, 0, n))
				}
			}
		}
	}
}

// BenchmarkASEMMultiverse tries 2,000 variants with exact indices of the shift and
// of 51 ranks.
func BenchmarkASEMMultiverse(b *testing.B) {
	in := asem(b, "01_asem/iData.csv")
	p := asemPlan(b, in)
	for _, workers := range []int{1, 2} {
		b.Run(strconv.Itoa(workers)+" workers", func(b *testing.B) {
			p.Workers = workers
			b.ReportAllocs()
			for b.Loop() {
				vary(b, in, p)
			}
		})
	}
}
