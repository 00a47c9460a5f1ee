// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// texts writes faults one by one.
func texts(faults []Fault) []string {
	var out []string
	for _, f := range faults {
		out = append(out, f.String())
	}
	return out
}

// TestFrameworkFaults changes one thing of a framework that is right.
func TestFrameworkFaults(t *testing.T) {
	minus, nan := -1, math.NaN()
	for _, tt := range []struct {
		name   string
		change func(*Framework)
		want   []string
	}{
		{"nothing", func(*Framework) {}, nil},
		{"no id", func(f *Framework) { f.ID = "" }, []string{"framework: has no id"}},
		{"coverage", func(f *Framework) { f.MinCoverage = 1.5 }, []string{"demo: min_coverage 1.5 is not between 0 and 1"}},
		{"coverage is no number", func(f *Framework) { f.MinCoverage = nan }, []string{"demo: min_coverage NaN is not between 0 and 1"}},
		{"no root", func(f *Framework) { f.Root = nil }, []string{"demo: has no root"}},
		{"the root is a leaf", func(f *Framework) { f.Root = &Node{ID: "x", Indicator: "x"} }, []string{"demo: the root is an indicator; it must be a group"}},
		{"weight of the root", func(f *Framework) { f.Root.Weight = 0.5 }, []string{"demo: the root's weight is 0.5; it must be 1 or absent"}},
		{"no id of a node", func(f *Framework) { f.Find("a1").ID = "" }, []string{`index/a/?: a node has no id (indicator "s.a1")`}},
		{"kind", func(f *Framework) { f.Find("a").Kind = "odd" }, []string{`index/a: kind "odd" is unknown; use soft, hard or none`}},
		{"negative weight", func(f *Framework) { f.Find("a").Weight = -1 }, []string{"index/a: weight -1 is not a number from 0 to 1", "index: the weights of its children sum to -0.5, not to 1"}},
		{"infinite weight", func(f *Framework) { f.Find("a").Weight = math.Inf(1) }, []string{"index/a: weight +Inf is not a number from 0 to 1", "index: the weights of its children sum to +Inf, not to 1"}},
		{"a group with a direction", func(f *Framework) { f.Find("a").Direction = 1 }, []string{"index/a: is a group; direction, goalposts, scale, carry and denominator belong to indicators"}},
		{"an empty child", func(f *Framework) { f.Root.Children = append(f.Root.Children, nil) }, []string{"index: child 3 is empty"}},
		{"a leaf with children", func(f *Framework) { f.Find("a1").Children = []*Node{{ID: "y"}} }, []string{"index/a/a1: has both an indicator and children"}},
		{"a leaf that aggregates", func(f *Framework) { f.Find("a1").Aggregate.Method = Geometric }, []string{"index/a/a1: is an indicator; aggregate belongs to groups"}},
		{"direction", func(f *Framework) { f.Find("a1").Direction = 3 }, []string{"index/a/a1: direction 3 is neither 1 nor -1"}},
		{"carry", func(f *Framework) { f.Find("a1").Carry = &minus }, []string{"index/a/a1: carry -1 is negative"}},
		{"inverted", func(f *Framework) { f.Find("a1").Goalposts = &Goalposts{Low: 2, High: 1} }, []string{"index/a/a1: goalposts are inverted (low 2, high 1): use direction -1 where lower is better"}},
		{"infinite", func(f *Framework) { f.Find("a1").Goalposts = &Goalposts{Low: 2, High: math.Inf(1)} }, []string{"index/a/a1: goalposts 2 and +Inf are not both finite"}},
		{"log1p", func(f *Framework) {
			f.Find("a1").Goalposts, f.Find("a1").Scale = &Goalposts{Low: -1, High: 1}, Log1p
		}, []string{"index/a/a1: scale log1p needs goalposts above -1, but low is -1"}},
		{"target", func(f *Framework) { f.Find("a1").Target = &nan }, []string{"index/a/a1: target NaN is not finite"}},
		{"treatment of a leaf", func(f *Framework) { f.Find("a1").Treat = &Treatment{Then: LogShift} }, []string{"index/a/a1/treat: then is given without first"}},
		{"scale of a leaf", func(f *Framework) { f.Find("a1").Normalise = &Normalisation{SD: -1} }, []string{"index/a/a1/normalise/sd: -1 is negative"}},
		{"exposure", func(f *Framework) {
			f.Exposure = []Exposure{{Pillar: "a"}, {Indicator: "s.z", Pillar: "nowhere"}}
		}, []string{"demo/exposure: an entry has no indicator", `demo/exposure/s.z: pillar "nowhere" is not in the tree`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := twoPillars()
			tt.change(f)
			if diff := cmp.Diff(tt.want, texts(f.Validate())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestRecipeFaults holds every refusal of a recipe.
func TestRecipeFaults(t *testing.T) {
	minus := -1
	for _, tt := range []struct {
		name string
		r    Recipe
		want []string
	}{
		{"nothing", Recipe{}, nil},
		{"an order", Recipe{Order: []Step{StepTreat, StepScreen, StepNormalise, StepWeight}}, nil},
		{"order", Recipe{Order: []Step{"fry", StepTreat, StepTreat, StepNormalise, StepScreen}}, []string{
			`recipe/order: step "fry" is unknown`, `recipe/order: step "treat" stands twice`, `recipe/order: step "screen" cannot follow normalise`,
		}},
		{"carry", Recipe{Carry: &minus}, []string{"recipe/carry: -1 is negative"}},
		{"screen", Recipe{Screen: Screening{Method: "odd", MinAvailable: 2, MinNonZero: -1, Keep: []string{"A"}, Drop: []string{"A"}}}, []string{
			`recipe/screen: method "odd" is unknown; use both, missing, none, zeros`, "recipe/screen/min_available: 2 is not between 0 and 1",
			"recipe/screen/min_non_zero: -1 is not between 0 and 1", `recipe/screen: case "A" is both kept and dropped`,
		}},
		{"denominate", Recipe{Denominate: Denomination{Method: "odd", Factor: map[string]float64{"b": 0, "a": math.Inf(1), "c": 2}}}, []string{
			`recipe/denominate: method "odd" is unknown; use none, own`, "recipe/denominate/factor/a: +Inf is not a positive number", "recipe/denominate/factor/b: 0 is not a positive number",
		}},
		{"impute", Recipe{Impute: Imputation{Method: ImputeGroupMean, Scope: "odd", Limit: &minus, Level: 1}}, []string{
			`recipe/impute/scope: "odd" is unknown; use all_years or each_year`, "recipe/impute/limit: -1 is negative",
			"recipe/impute/level: 1 is no level of groups; use 2 or more, or 0 for the whole table", "recipe/impute/group: method group_mean needs a group",
		}},
		{"treat", Recipe{Treat: Treatment{First: "none", Then: Winsorise, Skew: -1, Kurtosis: 1}}, []string{
			"recipe/treat: limits on skew (-1) and kurtosis (1) must not be negative", "recipe/treat: then is given without first",
		}},
		{"normalise", Recipe{Normalise: Normalisation{Method: NormaliseReference, Low: 5, High: 2, Ties: "odd"}}, []string{
			"recipe/normalise: the scale runs from 5 to 2; low must be below high", `recipe/normalise/ties: "odd" is unknown; use one of [min max average first dense]`,
			"recipe/normalise/reference: method distance_to_reference needs the code of a case",
		}},
		{"scales without end", Recipe{Normalise: Normalisation{Low: nan, High: 1, Mean: math.Inf(1), SD: nan, From: nan, To: math.Inf(-1)}}, []string{
			"recipe/normalise/low: NaN is not finite", "recipe/normalise/mean: +Inf is not finite", "recipe/normalise/sd: NaN is not finite",
			"recipe/normalise/from: NaN is not finite", "recipe/normalise/to: -Inf is not finite",
		}},
		{"no numbers", Recipe{Treat: Treatment{First: BoxCox, Lambda: math.Inf(1), Skew: nan}}, []string{
			"recipe/treat: limits on skew (NaN) and kurtosis (0) must not be negative", "recipe/treat/lambda: +Inf is not finite",
		}},
		{"a scale of one point", Recipe{Normalise: Normalisation{Low: 5, High: 5}}, []string{"recipe/normalise: the scale runs from 5 to 5; low must be below high"}},
		{"scaled", Recipe{Normalise: Normalisation{Method: NormaliseScaled, From: 1, To: 1}}, []string{"recipe/normalise: method scaled needs from and to that differ"}},
		{"weight", Recipe{Weight: Weighting{Method: WeightBalanced, Nodes: map[string]float64{"b": -1, "a": nan}, Noise: 2, Correlation: "odd"}}, []string{
			"recipe/weight/nodes/a: NaN is not a number of at least 0", "recipe/weight/nodes/b: -1 is not a number of at least 0", "recipe/weight/noise: 2 is not between 0 and 1",
			`recipe/weight/correlation: "odd" is unknown; use one of [pearson spearman kendall]`, "recipe/weight/level: method balanced needs the level to balance",
		}},
		{"aggregate", Recipe{Aggregate: Aggregations{
			Aggregation: Aggregation{Penalty: "sideways", MinPresent: nan}, Levels: []Aggregation{{Method: Power}, {Method: Power, Power: math.Inf(1)}},
		}}, []string{
			"recipe/aggregate/min_present: NaN is not between 0 and 1", `recipe/aggregate/penalty: "sideways" is unknown; use down or up`,
			"recipe/aggregate/levels/1/power: 0 is not a power; use geometric for 0", "recipe/aggregate/levels/2/power: +Inf is not a power; use geometric for 0",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, texts(tt.r.Validate())); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, _, err := Fit(twoPillars(), demo(), Recipe{Carry: &minus}); err == nil || err.Error() != "recipe/carry: -1 is negative" {
		t.Errorf("a faulty recipe is fitted: %v", err)
	}
}

// TestFactorFaults holds every refusal of a list of factors.
func TestFactorFaults(t *testing.T) {
	minus := -1
	for _, tt := range []struct {
		name    string
		factors []Factor
		want    []string
	}{
		{"nothing", nil, nil},
		{"right", []Factor{
			{ID: "a", Levels: []Level{{ID: "plain"}, {ID: "d", Dirichlet: 3, Share: 2, Replicates: 10}}},
			{ID: "b", Levels: []Level{{ID: "x", LeaveOut: LeaveOutSource}, {ID: "y", LeaveOut: LeaveOutIndicator}}},
		}, nil},
		{"names", []Factor{{}, {ID: "a", Levels: []Level{{}, {ID: "x"}, {ID: "x"}}}, {ID: "a", Levels: []Level{{ID: "x"}}}}, []string{
			"factors/0/id: is missing", "factors/0/levels: a factor has at least one level", "factors/1/levels/0/id: is missing",
			`factors/1/levels/2/id: level "x" stands twice`, `factors/2/id: factor "a" stands twice`,
		}},
		{"numbers", []Factor{{ID: "a", Levels: []Level{{ID: "x", Share: -1, Dirichlet: nan, Replicates: 200_000, Carry: &minus}}}}, []string{
			"factors/0/levels/0/share: -1 is not a number of at least 0", "factors/0/levels/0/dirichlet: NaN is not a number of at least 0",
			"factors/0/levels/0/replicates: 200000 is not a number from 0 to 100000", "factors/0/levels/0/carry: -1 is negative",
		}},
		{"goalposts", []Factor{{ID: "a", Levels: []Level{{ID: "x", Goalposts: &GoalpostShift{Low: 0.9, High: 0.1, Widen: -0.5}}, {ID: "y", Goalposts: &GoalpostShift{Low: -1, High: 2}}}}}, []string{
			"factors/0/levels/0/goalposts: low must be below high", "factors/0/levels/0/goalposts/widen: -0.5 is not a share above -0.5",
			"factors/0/levels/1/goalposts/low: -1 is not between 0 and 1", "factors/0/levels/1/goalposts/high: 2 is not between 0 and 1",
		}},
		{"words", []Factor{{ID: "a", Levels: []Level{{ID: "x", LeaveOut: "odd", DataError: "odd"}}}}, []string{
			`factors/0/levels/0/leave_out: "odd" is unknown; use indicator or source`, `factors/0/levels/0/data_error: "odd" is unknown; use independent or persistent`,
		}},
		{"steps", []Factor{{ID: "a", Levels: []Level{{
			ID: "x", Impute: &Imputation{Level: 1}, Treat: &Treatment{Skew: -1}, Normalise: &Normalisation{SD: -1}, Weight: &Weighting{Noise: 3}, Aggregate: &Aggregations{Aggregation: Aggregation{MinPresent: 2}},
		}}}}, []string{
			"factors/0/levels/0/impute/level: 1 is no level of groups; use 2 or more, or 0 for the whole table", "factors/0/levels/0/treat: limits on skew (-1) and kurtosis (0) must not be negative",
			"factors/0/levels/0/normalise/sd: -1 is negative", "factors/0/levels/0/weight/noise: 3 is not between 0 and 1", "factors/0/levels/0/aggregate/min_present: 2 is not between 0 and 1",
		}},
		{"varied twice", []Factor{{ID: "a", Levels: []Level{{ID: "x", Dirichlet: 1}}}, {ID: "b", Levels: []Level{{ID: "y"}, {ID: "z", Weight: &Weighting{}}}}}, []string{
			`factors/1/levels/1/weight: factor "a" varies it already`,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, texts(CheckFactors(tt.factors))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestLevels checks what a level says it varies and whether it draws.
func TestLevels(t *testing.T) {
	carry := 2
	all := Level{
		Impute: &Imputation{}, Treat: &Treatment{}, Normalise: &Normalisation{}, Aggregate: &Aggregations{}, Weight: &Weighting{},
		Carry: &carry, Goalposts: &GoalpostShift{}, LeaveOut: LeaveOutSource, DataError: ErrorPersistent,
	}
	want := []string{"impute", "treat", "normalise", "weight", "aggregate", "carry", "goalposts", "leave_out", "data_error"}
	if diff := cmp.Diff(want, all.Varies()); diff != "" {
		t.Error(diff)
	}
	for name, tt := range map[string]struct {
		level Level
		want  bool
	}{
		"plain":     {Level{}, false},
		"dirichlet": {Level{Dirichlet: 1}, true},
		"errors":    {Level{DataError: ErrorIndependent}, true},
		"equal":     {Level{Weight: &Weighting{Method: WeightEqual}}, false},
		"noise":     {Level{Weight: &Weighting{Noise: 0.1}}, true},
		"left out":  {Level{LeaveOut: LeaveOutIndicator}, false},
	} {
		if got := tt.level.Random(); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestIndicators checks that columns are listed once, denominators after their
// leaf and exposure last.
func TestIndicators(t *testing.T) {
	f := twoPillars()
	f.Find("a1").Denominator, f.Find("b1").Denominator = "s.pop", "s.pop"
	f.Exposure = []Exposure{{Indicator: "s.x"}, {Indicator: "s.a2"}}
	if diff := cmp.Diff([]string{"s.a1", "s.pop", "s.a2", "s.b1", "s.b2", "s.x"}, f.Indicators()); diff != "" {
		t.Error(diff)
	}
	if f.Find("nothing") != nil || (&Framework{}).Nodes() != nil {
		t.Error("a node of nothing")
	}
}

// TestBrokenModels checks that a model which does not fit itself is not read.
func TestBrokenModels(t *testing.T) {
	m, _ := mustFit(t, twoPillars(), demo(), Recipe{})
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ text, want string }{
		"no JSON":        {`{"years": 3}`, "model: json: "},
		"no framework":   {`{}`, "model: has no framework"},
		"faulty":         {strings.Replace(string(text), `"weight":0.75`, `"weight":0.7`, 1), "model: index/a: the weights of its children sum to 0.95, not to 1"},
		"fewer scales":   {`{"framework":` + mustJSON(t, m.Framework) + `,"normalisers":[],"weights":[]}`, "model: does not match its framework"},
		"faulty recipe":  {`{"framework":` + mustJSON(t, m.Framework) + `,"recipe":{"carry":-1}}`, "model: recipe/carry: -1 is negative"},
		"an odd weights": {strings.Replace(string(text), `"weights":[`, `"weights":[[1],`, 1), "model: does not match its framework"},
	} {
		var again Model
		if err := json.Unmarshal([]byte(tt.text), &again); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", name, err, tt.want)
		}
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
