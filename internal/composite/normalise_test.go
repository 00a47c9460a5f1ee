// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/stat"
)

// TestNormalisations is worked by hand for the values 2, 4, 8 and a missing one.
func TestNormalisations(t *testing.T) {
	sd := math.Sqrt(28.0 / 3) // deviations -8/3, -2/3 and 10/3
	ten, base := 10.0, 2000
	for _, tt := range []struct {
		name      string
		how       Normalisation
		direction obs.Direction
		want      []float64
	}{
		{"minmax", Normalisation{Method: NormaliseMinMax}, 1, []float64{0, 100.0 / 3, 100}},
		{"minmax, lower is better", Normalisation{Method: NormaliseMinMax}, -1, []float64{100, 200.0 / 3, 0}},
		{"minmax onto 1 to 4", Normalisation{Method: NormaliseMinMax, Low: 1, High: 4}, 1, []float64{1, 2, 4}},
		{"goalposts of the data", Normalisation{}, 1, []float64{0, 100.0 / 3, 100}},
		{"scaled", Normalisation{Method: NormaliseScaled, From: 0, To: 4, Low: 0, High: 1}, 1, []float64{0.5, 1, 2}},
		{"zscore", Normalisation{Method: NormaliseZScore}, 1, []float64{-8 / 3.0 / sd, -2 / 3.0 / sd, 10 / 3.0 / sd}},
		{"zscore, lower is better", Normalisation{Method: NormaliseZScore}, -1, []float64{8 / 3.0 / sd, 2 / 3.0 / sd, -10 / 3.0 / sd}},
		{"zscore of mean 100 and sd 10", Normalisation{Method: NormaliseZScore, Mean: 100, SD: 10}, 1, []float64{100 - 80/3.0/sd, 100 - 20/3.0/sd, 100 + 100/3.0/sd}},
		{"rank", Normalisation{Method: NormaliseRank}, 1, []float64{1, 2, 3}},
		{"rank, lower is better", Normalisation{Method: NormaliseRank}, -1, []float64{3, 2, 1}},
		{"borda", Normalisation{Method: NormaliseBorda}, 1, []float64{0, 1, 2}},
		{"percentile", Normalisation{Method: NormalisePercentile}, 1, []float64{0, 0.5, 1}},
		{"percentile onto 1 to 100", Normalisation{Method: NormalisePercentile, Low: 1, High: 100}, 1, []float64{1, 50.5, 100}},
		{"maximum", Normalisation{Method: NormaliseMaximum}, 1, []float64{0, 1 / 3.0, 1}},
		{"reference", Normalisation{Method: NormaliseReference, Reference: "B"}, 1, []float64{0, 1, 3}},
		{"reference, cut off", Normalisation{Method: NormaliseReference, Reference: "B", Cap: true}, 1, []float64{0, 1, 1}},
		{"target", Normalisation{Method: NormaliseTarget}, 1, []float64{0, 0.25, 0.75}},
		{"fraction", Normalisation{Method: NormaliseFraction}, 1, []float64{0.25, 0.5, 1}},
		{"centred", Normalisation{Method: NormaliseCentred, Low: 70, High: 130, Base: &base}, 1, []float64{100 - 80/3.0, 100 - 20/3.0, 100 + 100/3.0}},
		{"centred on all", Normalisation{Method: NormaliseCentred, Low: 70, High: 130}, -1, []float64{100 + 80/3.0, 100 + 20/3.0, 100 - 100/3.0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := line(1)
			f.Root.Children[0].Direction = tt.direction
			f.Root.Children[0].Target = &ten
			p := byColumn(1, []float64{2, 4, 8, nan})
			m, _ := mustFit(t, f, p, Recipe{Normalise: tt.how})
			want := append(slices.Clone(tt.want), nan)
			same(t, want, after(m.Trace(p), StepNormalise, p, 0))
			o := Observed{Values: []float64{2, 4, 8}, Cases: []int32{0, 1, 2}}
			m.Rescore(p, o)
			same(t, tt.want, o.Values)
		})
	}
}

// TestPlacesOfTies checks the ranks of 1, 2, 2, 5 and, by the same model, of a
// value between.
func TestPlacesOfTies(t *testing.T) {
	p := byColumn(1, []float64{1, 2, 2, 5})
	other := byColumn(1, []float64{0, 2, 3, 9})
	for _, tt := range []struct {
		ties         stat.Ties
		own, another []float64
	}{
		{"", []float64{1, 2, 2, 4}, []float64{1, 2, 4, 5}},
		{stat.TiesMin, []float64{1, 2, 2, 4}, []float64{1, 2, 4, 5}},
		{stat.TiesMax, []float64{1, 3, 3, 4}, []float64{1, 3, 4, 5}},
		{stat.TiesAverage, []float64{1, 2.5, 2.5, 4}, []float64{1, 2.5, 4, 5}},
		{stat.TiesDense, []float64{1, 2, 2, 3}, []float64{1, 2, 3, 4}},
	} {
		m, _ := mustFit(t, line(1), p, Recipe{Normalise: Normalisation{Method: NormaliseRank, Ties: tt.ties}})
		same(t, tt.own, after(m.Trace(p), StepNormalise, p, 0))
		same(t, tt.another, after(m.Trace(other), StepNormalise, other, 0))
	}
}

// TestGoalposts checks cutting off, both directions, and scales whose domain a
// value leaves.
func TestGoalposts(t *testing.T) {
	for _, tt := range []struct {
		name  string
		leaf  Node
		open  bool
		x     []float64
		wants []float64
	}{
		{"cut off", Node{Goalposts: &Goalposts{Low: 0, High: 10}, Direction: 1}, false, []float64{-5, 0, 5, 20}, []float64{0, 0, 50, 100}},
		{"lower is better", Node{Goalposts: &Goalposts{Low: 0, High: 10}, Direction: -1}, false, []float64{-5, 0, 2.5, 20}, []float64{100, 100, 75, 0}},
		{"open", Node{Goalposts: &Goalposts{Low: 0, High: 10}, Direction: 1}, true, []float64{-5, 0, 5, 20}, []float64{-50, 0, 50, 200}},
		{"log", Node{Goalposts: &Goalposts{Low: 1, High: 100}, Direction: 1, Scale: Log}, false, []float64{-1, 0, 10, 1000}, []float64{0, 0, 50, 100}},
		{"log, lower is better", Node{Goalposts: &Goalposts{Low: 1, High: 100}, Direction: -1, Scale: Log}, false, []float64{-1, 0, 10, 1000}, []float64{100, 100, 50, 0}},
		{"log1p", Node{Goalposts: &Goalposts{Low: 0, High: 99}, Direction: 1, Scale: Log1p}, false, []float64{-1, 0, 9, 99}, []float64{0, 0, 50, 100}},
		{"log, open", Node{Goalposts: &Goalposts{Low: 1, High: 100}, Direction: 1, Scale: Log}, true, []float64{-1, 0, 10, 10000}, []float64{nan, nan, 50, 200}},
		{"log without goalposts", Node{Direction: 1, Scale: Log}, false, []float64{0, 1, 10, 100}, []float64{nan, 0, 50, 100}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			leaf := tt.leaf
			leaf.ID, leaf.Indicator, leaf.Weight = "x0", "x0", 1
			f := &Framework{ID: "f", Root: &Node{ID: "index", Children: []*Node{&leaf}}}
			p := byColumn(1, tt.x)
			m, _ := mustFit(t, f, p, Recipe{Normalise: Normalisation{Open: tt.open}})
			same(t, tt.wants, after(m.Trace(p), StepNormalise, p, 0))
		})
	}
}

// TestReferenceOverYears checks that the last value of the reference case counts.
func TestReferenceOverYears(t *testing.T) {
	p := byColumn(3, []float64{1, 3, nan, 5, 6, 7})
	m, _ := mustFit(t, line(1), p, Recipe{Normalise: Normalisation{Method: NormaliseReference, Reference: "A"}})
	same(t, []float64{0, 1, nan, 2, 2.5, 3}, after(m.Trace(p), StepNormalise, p, 0))
}

// TestNormalisingRefuses checks the reason for each scale that cannot be learned,
// and that it is a warning where years stand by themselves.
func TestNormalisingRefuses(t *testing.T) {
	low, base := 1.0, 1990
	for _, tt := range []struct {
		name   string
		how    Normalisation
		target *float64
		x      []float64
		want   string
	}{
		{"minmax", Normalisation{Method: NormaliseMinMax}, nil, []float64{3, 3}, "every value is 3: a scale from the data's extremes is undefined; give it goalposts or leave it out"},
		{"goalposts", Normalisation{}, nil, []float64{3, nan}, "every value is 3: a scale from the data's extremes is undefined; give it goalposts or leave it out"},
		{"zscore of one", Normalisation{Method: NormaliseZScore}, nil, []float64{3, nan}, "one value has no standard deviation"},
		{"percentile of one", Normalisation{Method: NormalisePercentile}, nil, []float64{3, nan}, "one value has no percentile rank"},
		{"ties first", Normalisation{Method: NormaliseRank, Ties: stat.TiesFirst}, nil, []float64{3, 4}, `ties "first" depend on the order of the cases; use min, max, average or dense`},
		{"reference absent", Normalisation{Method: NormaliseReference, Reference: "Z"}, nil, []float64{3, 4}, "the reference case Z has no value"},
		{"reference missing", Normalisation{Method: NormaliseReference, Reference: "B"}, nil, []float64{3, nan}, "the reference case B has no value"},
		{"reference is the worst", Normalisation{Method: NormaliseReference, Reference: "A"}, nil, []float64{3, 4}, "the aim 3 is not better than the worst value 3: the distance to it is undefined"},
		{"no target", Normalisation{Method: NormaliseTarget}, nil, []float64{3, 4}, "it has no target"},
		{"low target", Normalisation{Method: NormaliseTarget}, &low, []float64{3, 4}, "the aim 1 is not better than the worst value 3: the distance to it is undefined"},
		{"fraction of nothing", Normalisation{Method: NormaliseFraction}, nil, []float64{0, -2}, "the greatest value is 0: fractions of it are undefined"},
		{"maximum", Normalisation{Method: NormaliseMaximum}, nil, []float64{4, 4}, "every value is 4: a scale from the data's extremes is undefined; give it goalposts or leave it out"},
		{"base year", Normalisation{Method: NormaliseCentred, Base: &base}, nil, []float64{3, 4}, "the base year has no value"},
		{"centred constant", Normalisation{Method: NormaliseCentred}, nil, []float64{4, 4}, "every value is 4: a scale from the data's extremes is undefined; give it goalposts or leave it out"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := line(1)
			f.Root.Children[0].Target = tt.target
			p := byColumn(1, tt.x)
			_, _, err := Fit(f, p, Recipe{Normalise: tt.how})
			if err == nil || err.Error() != "index/x0: "+tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if tt.how.Base != nil {
				return // each year is its own base
			}
			tt.how.Scope = EachYear
			m, warnings := mustFit(t, f, p, Recipe{Normalise: tt.how})
			if len(warnings) != 1 || warnings[0].Code != "indicator_not_scaled" || warnings[0].Text != "x0: in 2000: "+tt.want {
				t.Errorf("%+v", warnings)
			}
			s, _ := m.Score(p)
			if got := s.At(0, 0, 0); got.OK() {
				t.Errorf("scored all the same: %+v", got)
			}
		})
	}
}

func TestNothingToScale(t *testing.T) {
	p := byColumn(1, []float64{1, 2}, []float64{nan, nan})
	m, warnings := mustFit(t, line(2), p, Recipe{Normalise: Normalisation{Method: NormaliseMinMax}})
	if len(warnings) != 1 || warnings[0].Text != "x1: no case has a value" {
		t.Errorf("%+v", warnings)
	}
	s, _ := m.Score(p)
	if got := s.At(1, 0, 0); got.Score != 100 || got.Coverage != 0.5 {
		t.Errorf("%+v", got)
	}
}

// TestEachYear checks that years are scaled by themselves, and that a year which
// was not fitted is not scored.
func TestEachYear(t *testing.T) {
	p := byColumn(2, []float64{1, 10, 2, 30, 3, 20})
	m, _ := mustFit(t, line(1), p, Recipe{Normalise: Normalisation{Method: NormaliseMinMax, Scope: EachYear}})
	same(t, []float64{0, 0, 50, 100, 100, 50}, after(m.Trace(p), StepNormalise, p, 0))
	later := panel.New([]string{"A"}, []int{2001, 2007}, []string{"x0"})
	later.Set(0, 0, 0, panel.Cell{Value: 15})
	later.Set(0, 1, 0, panel.Cell{Value: 15})
	s, warnings := m.Score(later)
	if got := s.At(0, 0, 0); got.Score != 25 {
		t.Errorf("%+v", got)
	}
	if got := s.At(0, 1, 0); got.NotScored != NotFitted || !slices.Contains(codes(warnings), "year_not_fitted 2007") {
		t.Errorf("%+v, %v", got, warnings)
	}
	o := Observed{Year: 1, Cases: []int32{0}, Values: []float64{15}}
	if m.Rescore(later, o); o.Values[0] == o.Values[0] {
		t.Errorf("a year that was not fitted rescores to %v", o.Values)
	}
	o = Observed{Year: 0, Cases: []int32{0}, Values: []float64{20}}
	if m.Rescore(later, o); o.Values[0] != 50 {
		t.Errorf("rescored to %v", o.Values)
	}
}

// TestLeafOverRecipe checks that a leaf's own choices stand before the recipe's.
func TestLeafOverRecipe(t *testing.T) {
	f := line(2)
	f.Root.Children[0].Normalise = &Normalisation{Method: NormaliseRank}
	p := byColumn(1, []float64{7, 9, 4}, []float64{7, 9, 4})
	m, _ := mustFit(t, f, p, Recipe{Normalise: Normalisation{Method: NormaliseBorda}})
	tr := m.Trace(p)
	same(t, []float64{2, 3, 1}, after(tr, StepNormalise, p, 0))
	same(t, []float64{1, 2, 0}, after(tr, StepNormalise, p, 1))
}

// TestCarryLimits checks that the stricter limit on age stands.
func TestCarryLimits(t *testing.T) {
	three, one := 3, 1
	f := scoresOf(2)
	f.Root.Children[0].Carry = &one
	p := byColumn(1, []float64{10}, []float64{20})
	for j := range 2 {
		p.Set(0, 0, j, panel.Cell{Value: 10 * float64(j+1), Age: 2, Flags: obs.CarriedForward})
	}
	for name, tt := range map[string]struct {
		limit *int
		want  []float64
	}{
		"the leaf's own":     {nil, []float64{nan, 20}},
		"the recipe's":       {&one, []float64{nan, nan}},
		"cannot be loosened": {&three, []float64{nan, 20}},
	} {
		t.Run(name, func(t *testing.T) {
			m, _ := mustFit(t, f, p, Recipe{Carry: tt.limit})
			tr := m.Trace(p)
			same(t, tt.want[:1], after(tr, StepRaw, p, 0))
			same(t, tt.want[1:], after(tr, StepRaw, p, 1))
		})
	}
}

// TestImputedCellsAreNotSeen checks that a value which the panel itself marks as
// imputed counts and is not covered.
func TestImputedCellsAreNotSeen(t *testing.T) {
	p := byColumn(1, []float64{40})
	p.Set(0, 0, 0, panel.Cell{Value: 40, Flags: obs.Imputed})
	s, err := fitted(scoresOf(1), p, Recipe{})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Leaf(0, 0, 1); got.Score != 40 || got.Coverage != 0 || !got.Imputed || !got.HasTreated || got.Treated != 40 || got.Raw.Value != 40 {
		t.Errorf("%+v", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("a group is taken for a leaf")
		}
	}()
	s.Leaf(0, 0, 0)
}

func TestAbsentIndicator(t *testing.T) {
	p := byColumn(1, []float64{40, 60})
	m, warnings := mustFit(t, scoresOf(2), p, Recipe{})
	if diff := cmp.Diff([]string{"indicator_absent x1"}, codes(warnings)); diff != "" {
		t.Error(diff)
	}
	s, _ := m.Score(p)
	if got := s.At(0, 0, 0); got.Score != 40 || got.Coverage != 0.5 {
		t.Errorf("%+v", got)
	}
	if _, _, err := Fit(scoresOf(1), panel.New(nil, nil, []string{"x0"}), Recipe{}); err == nil || !strings.Contains(err.Error(), "no cases or no years") {
		t.Errorf("an empty panel: %v", err)
	}
	if c, ok := s.Case("B"); !ok || c != 1 {
		t.Errorf("case %d %v", c, ok)
	}
	if y, ok := s.Year(2000); !ok || y != 0 {
		t.Errorf("year %d %v", y, ok)
	}
	if _, ok := s.Node("nothing"); ok {
		t.Error("a node that there is not")
	}
}

// TestReasons checks that every reason has a word and a text.
func TestReasons(t *testing.T) {
	words := map[string]bool{}
	for r := NoData; r <= NotFitted; r++ {
		text, err := r.MarshalText()
		if err != nil || string(text) == "" || words[string(text)] || r.Text() == "" {
			t.Errorf("reason %d: %q, %q, %v", r, text, r.Text(), err)
		}
		words[string(text)] = true
	}
	if Scored.String() != "" || Scored.Text() != "" {
		t.Error("a score has a reason to be missing")
	}
}
