// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// line is an index over leaves x0, x1, … of equal weights, higher is better.
func line(leaves int) *Framework {
	root := &Node{ID: "index"}
	for j := range leaves {
		id := fmt.Sprint("x", j)
		root.Children = append(root.Children, &Node{ID: id, Indicator: id, Direction: 1, Weight: 1 / float64(leaves)})
	}
	return &Framework{ID: "line", Root: root}
}

// scoresOf is line with goalposts 0 and 100, so that values are their own scores.
func scoresOf(leaves int) *Framework {
	f := line(leaves)
	for _, leaf := range f.Leaves() {
		leaf.Goalposts = &Goalposts{Low: 0, High: 100}
	}
	return f
}

// byColumn is a panel of cases A, B, … and the years from 2000 on: a column holds
// a case's years one after another, or for one year the cases.
func byColumn(years int, cols ...[]float64) *panel.Panel {
	var cases, ids []string
	for c := range len(cols[0]) / years {
		cases = append(cases, string(rune('A'+c)))
	}
	span := make([]int, years)
	for t := range span {
		span[t] = 2000 + t
	}
	for j := range cols {
		ids = append(ids, fmt.Sprint("x", j))
	}
	p := panel.New(cases, span, ids)
	for j, col := range cols {
		for k, v := range col {
			if v == v {
				p.Set(k/years, k%years, j, panel.Cell{Value: v})
			}
		}
	}
	return p
}

// mustFit fits or fails.
func mustFit(t *testing.T, f *Framework, p *panel.Panel, r Recipe) (*Model, []obs.Warning) {
	t.Helper()
	m, warnings, err := Fit(f, p, r)
	if err != nil {
		t.Fatal(err)
	}
	return m, warnings
}

// after is leaf j after a step: a case's years one after another.
func after(tr *Trace, s Step, p *panel.Panel, j int) []float64 {
	var out []float64
	for c := range p.Cases() {
		for y := range p.Years() {
			v, ok := tr.At(s, c, y, j)
			if !ok {
				v = nan
			}
			out = append(out, v)
		}
	}
	return out
}

// same compares columns, in which NaN equals NaN.
func same(t *testing.T, want, got []float64) {
	t.Helper()
	equal := slices.EqualFunc(want, got, func(a, b float64) bool {
		return a != a && b != b || math.Abs(a-b) <= 1e-9*max(1, math.Abs(a))
	})
	if !equal {
		t.Errorf("got %v, want %v", got, want)
	}
}

// codes lists the codes of warnings with their subjects.
func codes(warnings []obs.Warning) []string {
	var out []string
	for _, w := range warnings {
		out = append(out, w.Code+" "+w.Subject)
	}
	return out
}

func TestScreening(t *testing.T) {
	// A has both, B one, C has a zero and a value, D nothing.
	p := byColumn(1, []float64{1, 2, 0, nan}, []float64{3, nan, 4, nan})
	for _, tt := range []struct {
		name string
		how  Screening
		want []Reason
	}{
		{"none", Screening{}, []Reason{Scored, Scored, Scored, NoData}},
		{"missing", Screening{Method: ScreenMissing, MinAvailable: 0.6}, []Reason{Scored, ScreenedOut, Scored, NoData}},
		{"exactly enough", Screening{Method: ScreenMissing, MinAvailable: 0.5}, []Reason{Scored, Scored, Scored, NoData}},
		{"zeros", Screening{Method: ScreenZeros, MinNonZero: 0.6}, []Reason{Scored, Scored, ScreenedOut, NoData}},
		{"both", Screening{Method: ScreenBoth, MinAvailable: 0.6, MinNonZero: 0.6}, []Reason{Scored, ScreenedOut, ScreenedOut, NoData}},
		{"kept all the same", Screening{Method: ScreenBoth, MinAvailable: 0.6, MinNonZero: 0.6, Keep: []string{"B"}}, []Reason{Scored, Scored, ScreenedOut, NoData}},
		{"dropped all the same", Screening{Drop: []string{"A"}}, []Reason{ScreenedOut, Scored, Scored, NoData}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := Recipe{Screen: tt.how}
			m, _ := mustFit(t, scoresOf(2), p, r)
			s, warnings := m.Score(p)
			tr := m.Trace(p)
			var got []Reason
			out := 0
			for c := range s.Cases {
				got = append(got, s.At(c, 0, s.Root()).NotScored)
				if tr.Row(StepScreen, c, 0) == ScreenedOut {
					out++
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			text := fmt.Sprintf("%d of 4 rows were screened out and are not scored", out)
			if (out > 0) != slices.ContainsFunc(warnings, func(w obs.Warning) bool { return w.Text == text }) {
				t.Errorf("%d are out, warnings %v", out, warnings)
			}
		})
	}
}

func TestNothingIsLearnedFromScreened(t *testing.T) {
	p := byColumn(1, []float64{0, 10, 1000})
	m, _ := mustFit(t, line(1), p, Recipe{Screen: Screening{Drop: []string{"C"}}})
	s, _ := m.Score(p)
	if got := s.At(1, 0, 0); got.Score != 100 {
		t.Errorf("the greatest value that is left scores %+v", got)
	}
}

func TestDenominating(t *testing.T) {
	p := byColumn(1, []float64{10, 20, 30, nan}, []float64{2, 0, nan, 5}, []float64{1, 4, 5, 6})
	f := line(1)
	f.Root.Children[0].Denominator = "x1"
	for _, tt := range []struct {
		name     string
		how      Denomination
		want     []float64
		warnings []string
	}{
		{"own", Denomination{}, []float64{5, nan, nan, nan}, []string{"denominator_missing x0"}},
		{"none", Denomination{Method: DenominateNone}, []float64{10, 20, 30, nan}, nil},
		{"factor", Denomination{Factor: map[string]float64{"x0": 100}}, []float64{500, nan, nan, nan}, []string{"denominator_missing x0"}},
		{"by another", Denomination{By: map[string]string{"x0": "x2"}}, []float64{10, 5, 6, nan}, nil},
		{"by none", Denomination{By: map[string]string{"x0": ""}}, []float64{10, 20, 30, nan}, nil},
		{"absent", Denomination{By: map[string]string{"x0": "y"}}, []float64{nan, nan, nan, nan}, []string{"denominator_absent x0"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f.Root.Children[0].Goalposts = &Goalposts{Low: 0, High: 100}
			m, _ := mustFit(t, f, p, Recipe{Denominate: tt.how})
			same(t, tt.want, after(m.Trace(p), StepDenominate, p, 0))
			s, warnings := m.Score(p)
			if diff := cmp.Diff(tt.warnings, codes(warnings)); diff != "" {
				t.Error(diff)
			}
			// Rescore takes the same values the same way.
			o := Observed{Cases: []int32{0, 1, 2}, Values: []float64{10, 20, 30}}
			m.Rescore(p, o)
			for c, v := range o.Values {
				if got := s.At(c, 0, 1); got.OK() != (v == v) || got.OK() && got.Score != v || !got.OK() && got.Coverage != 0 {
					t.Errorf("case %d: %+v, rescored %v", c, got, v)
				}
			}
		})
	}
}

func TestImputingAcrossCases(t *testing.T) {
	groups := map[string]string{"A": "g", "B": "g", "C": "h", "D": "h"}
	for _, tt := range []struct {
		name  string
		how   Imputation
		years int
		cols  [][]float64
		want  [][]float64
	}{
		{"mean", Imputation{Method: ImputeMean}, 1, [][]float64{{1, nan, 3, 8}, {1, 1, 1, 2}}, [][]float64{{1, 4, 3, 8}, {1, 1, 1, 2}}},
		{"median", Imputation{Method: ImputeMedian}, 1, [][]float64{{1, nan, 3, 8}, {1, 1, 1, 2}}, [][]float64{{1, 3, 3, 8}, {1, 1, 1, 2}}},
		{
			"an empty row stays empty",
			Imputation{Method: ImputeMean},
			1,
			[][]float64{{1, nan, 3, 8}, {1, nan, 2, 2}},
			[][]float64{{1, nan, 3, 8}, {1, nan, 2, 2}},
		},
		{
			"mean of the group",
			Imputation{Method: ImputeGroupMean, Groups: groups},
			1,
			[][]float64{{1, nan, 3, 8, nan}, {1, 1, 2, 2, 2}},
			[][]float64{{1, 1, 3, 8, nan}, {1, 1, 2, 2, 2}},
		},
		{
			"median of a group without values",
			Imputation{Method: ImputeGroupMedian, Groups: groups},
			1,
			[][]float64{{nan, nan, 3, 8, 9}, {1, 1, 2, 2, 2}},
			[][]float64{{nan, nan, 3, 8, 9}, {1, 1, 2, 2, 2}},
		},
		// 5 is half way from 0 to 10; so is 10 between 0 and 20 whichever is better.
		{
			"mean of the row",
			Imputation{Method: ImputeRowMean},
			1,
			[][]float64{{0, 5, 10, nan}, {20, nan, 0, 15}},
			[][]float64{{0, 5, 10, 7.5}, {20, 10, 0, 15}},
		},
		// The regression of the second on the first has slope 9.8/5 and the means
		// 2.5 and 5, so that 5 foretells 9.9.
		{
			"em",
			Imputation{Method: ImputeEM},
			1,
			[][]float64{{1, 2, 3, 4, 5}, {2, 4.1, 6, 7.9, nan}},
			[][]float64{{1, 2, 3, 4, 5}, {2, 4.1, 6, 7.9, 9.9}},
		},
		// Cases are A: 1, 10; B: missing, missing; C: 3, 20.
		{
			"mean of each year",
			Imputation{Method: ImputeMean, Scope: EachYear},
			2,
			[][]float64{{1, 10, nan, nan, 3, 20}, {1, 2, 1, 2, 5, 6}},
			[][]float64{{1, 10, 2, 15, 3, 20}, {1, 2, 1, 2, 5, 6}},
		},
		{
			"mean of all years",
			Imputation{Method: ImputeMean},
			2,
			[][]float64{{1, 10, nan, nan, 3, 20}, {1, 2, 1, 2, 5, 6}},
			[][]float64{{1, 10, 8.5, 8.5, 3, 20}, {1, 2, 1, 2, 5, 6}},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := line(2)
			f.Root.Children[1].Direction = 1
			if tt.name == "mean of the row" {
				f.Root.Children[1].Direction = -1
				tt.want[0][3] = 2.5 // 15 of 0 to 20, fewer being better, is a quarter
			}
			p := byColumn(tt.years, tt.cols...)
			m, _ := mustFit(t, f, p, Recipe{Impute: tt.how})
			tr := m.Trace(p)
			filled := 0
			for j, want := range tt.want {
				same(t, want, after(tr, StepImpute, p, j))
				for k, v := range tt.cols[j] {
					if v != v && want[k] == want[k] {
						filled++
					}
				}
			}
			_, warnings := m.Score(p)
			text := fmt.Sprintf("%d empty cells were filled by %s", filled, tt.how.Method)
			if (filled > 0) != slices.ContainsFunc(warnings, func(w obs.Warning) bool { return w.Text == text }) {
				t.Errorf("%d cells were filled: %v", filled, warnings)
			}
		})
	}
}

// TestImputingWithinBlocks checks that a level parts the leaves: pillar a imputes
// from a alone.
func TestImputingWithinBlocks(t *testing.T) {
	f := flat()
	p := table([]string{"A", "B", "C"}, indicators, [][]float64{{0, 4, 1, 9}, {10, 0, 3, nan}, {5, nan, nan, 1}})
	m, _ := mustFit(t, f, p, Recipe{Impute: Imputation{Method: ImputeRowMean, Level: 2}})
	tr := m.Trace(p)
	// a1 at 5 of 0 to 10 foretells 2 of 0 to 4; b2 at its least foretells b1 at
	// its least, and b1 at its greatest b2 at its greatest.
	same(t, []float64{4, 0, 2}, after(tr, StepImpute, p, 1))
	same(t, []float64{1, 3, 1}, after(tr, StepImpute, p, 2))
	same(t, []float64{9, 9, 1}, after(tr, StepImpute, p, 3))
	if len(m.Imputed.Blocks) != 2 {
		t.Errorf("%d blocks", len(m.Imputed.Blocks))
	}
}

func TestImputingOverYears(t *testing.T) {
	one := 1
	values := []float64{nan, 2, nan, nan, 8, nan}
	for _, tt := range []struct {
		name string
		how  Imputation
		want []float64
		seen bool
	}{
		{"latest", Imputation{Method: ImputeLatest}, []float64{nan, 2, 2, 2, 8, 8}, true},
		{"latest, a year old", Imputation{Method: ImputeLatest, Limit: &one}, []float64{nan, 2, 2, nan, 8, 8}, true},
		{"constant", Imputation{Method: ImputeConstant}, []float64{2, 2, 2, 2, 8, 8}, false},
		{"linear", Imputation{Method: ImputeLinear}, []float64{2, 2, 4, 6, 8, 8}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := byColumn(6, append(slices.Clone(values), nan, nan, nan, nan, nan, nan))
			m, _ := mustFit(t, scoresOf(1), p, Recipe{Impute: tt.how})
			want := append(slices.Clone(tt.want), nan, nan, nan, nan, nan, nan)
			same(t, want, after(m.Trace(p), StepImpute, p, 0))
			s, _ := m.Score(p)
			for y, v := range tt.want {
				leaf := s.Leaf(0, y, 1)
				wantCover := 0.0
				if values[y] == values[y] || tt.seen && v == v {
					wantCover = 1
				}
				if leaf.OK() != (v == v) || leaf.Coverage != wantCover || leaf.Imputed != (v == v && wantCover == 0) {
					t.Errorf("%d: %+v", 2000+y, leaf)
				}
			}
		})
	}
}

func TestScreenedIsNotFilledOverYears(t *testing.T) {
	p := byColumn(2, []float64{5, nan, 1, 2}, []float64{4, 3, 1, 2})
	m, _ := mustFit(t, scoresOf(2), p, Recipe{
		Screen: Screening{Method: ScreenMissing, MinAvailable: 1}, Impute: Imputation{Method: ImputeConstant},
	})
	s, _ := m.Score(p)
	if got := s.At(0, 1, 0).NotScored; got != ScreenedOut {
		t.Errorf("%q", got)
	}
}

func TestImputingRefuses(t *testing.T) {
	p := byColumn(2, []float64{1, 2, 1, 3, 1, 4}, []float64{1, 2, 5, 3, 4, 4})
	for _, tt := range []struct {
		name string
		how  Imputation
		want string
	}{
		{"row mean", Imputation{Method: ImputeRowMean, Scope: EachYear}, "recipe/impute: row_mean for the 2 indicators from x0 on in 2000: x0 does not vary"},
		{"em", Imputation{Method: ImputeEM, Scope: EachYear}, "recipe/impute: em for the 2 indicators from x0 on in 2000: x0 does not vary"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := Fit(line(2), p, Recipe{Impute: tt.how})
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestTransforms(t *testing.T) {
	for _, tt := range []struct {
		name string
		how  Treatment
		x    []float64
		want []float64
	}{
		{"box-cox", Treatment{First: BoxCox, Lambda: 0.5}, []float64{0, 3, 8}, []float64{0, 2, 4}},
		{"box-cox, logarithm", Treatment{First: BoxCox}, []float64{1, math.E, 1}, []float64{0, 1, 0}},
		{"shift by one", Treatment{First: LogShiftOne}, []float64{5, 4 + math.E, nan}, []float64{0, 1, nan}},
		{"shift", Treatment{First: LogShift}, []float64{0, 100, 50}, []float64{0, math.Log(101), math.Log(51)}},
		{"innovation index", Treatment{First: LogGII}, []float64{0, 5, 10}, []float64{0, math.Log(5.5), math.Log(10)}},
		// Skewed to the right the mirrored one is the plain one.
		{"not mirrored", Treatment{First: LogShiftMirrored}, []float64{0, 0, 100}, []float64{0, 0, math.Log(101)}},
		{"mirrored", Treatment{First: LogShiftMirrored}, []float64{0, 100, 100}, []float64{-math.Log(101), 0, 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.how.Always = true
			p := byColumn(1, tt.x)
			m, _ := mustFit(t, line(1), p, Recipe{Treat: tt.how})
			same(t, tt.want, after(m.Trace(p), StepTreat, p, 0))
		})
	}
}

// TestTransformsBeyondWhatWasFitted checks that a value outside stands at the
// nearest end where the transform does not take it.
func TestTransformsBeyondWhatWasFitted(t *testing.T) {
	for _, how := range []Treatment{{First: BoxCox}, {First: LogShift}, {First: LogShiftOne}, {First: LogGII}, {First: LogShiftMirrored}} {
		how.Always = true
		p := byColumn(1, []float64{0, 90, 100})
		m, _ := mustFit(t, line(1), p, Recipe{Treat: how})
		out := byColumn(1, []float64{-500, 50, 500})
		got := after(m.Trace(out), StepTreat, out, 0)
		for _, v := range got {
			if v != v || math.IsInf(v, 0) {
				t.Errorf("%s gives %v", how.First, got)
			}
		}
		if got[0] > got[1] || got[1] > got[2] {
			t.Errorf("%s is not in order: %v", how.First, got)
		}
	}
}

func TestWinsorising(t *testing.T) {
	zero, all := 0, -1
	tail := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 1000}
	for _, tt := range []struct {
		name  string
		how   Treatment
		x     []float64
		want  []float64
		moved int
	}{
		{"high", Treatment{First: Winsorise}, tail, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 9}, 1},
		{"low", Treatment{First: Winsorise}, []float64{-1000, 2, 3, 4, 5, 6, 7, 8, 9, 10}, []float64{2, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 1},
		{"nothing to treat", Treatment{First: Winsorise}, []float64{1, 2, 3, 4, 5}, []float64{1, 2, 3, 4, 5}, 0},
		{"no point may move", Treatment{First: Winsorise, MaxPoints: &zero}, tail, tail, 0},
		{"limits of one's own", Treatment{First: Winsorise, Skew: 10, Kurtosis: 100}, tail, tail, 0},
		{"without end", Treatment{First: Winsorise, MaxPoints: &all, Always: true}, []float64{0, 0, 1, 2}, []float64{0, 0, 0, 0}, 2},
		{"none", Treatment{First: TreatNone}, tail, tail, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := byColumn(1, tt.x)
			f := scoresOf(1)
			m, _ := mustFit(t, f, p, Recipe{Treat: tt.how})
			same(t, tt.want, after(m.Trace(p), StepTreat, p, 0))
			if len(m.Treated[0]) > 0 && m.Treated[0][0].Moved != tt.moved {
				t.Errorf("%+v, want %d moved", m.Treated[0][0], tt.moved)
			}
		})
	}
}

// TestSecondTreatment checks what is done where the first did not do.
func TestSecondTreatment(t *testing.T) {
	zero := 0
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 1000}
	p := byColumn(1, x)
	fit := func(how Treatment) (Treated, error) {
		m, _, err := Fit(line(1), p, Recipe{Treat: how})
		if err != nil {
			return Treated{}, err
		}
		return m.Treated[0][0], nil
	}
	d, err := fit(Treatment{First: Winsorise, Then: LogShiftOne, MaxPoints: &zero})
	if err != nil || d.Clamped || d.Transform != LogShiftOne || d.Max != 1000 || len(d.Checks) != 3 || d.Checks[0].Pass {
		t.Errorf("instead of the first: %+v, %v", d, err)
	}
	// One point may move and two are far out, so that the second works on what the
	// first returned.
	one := 1
	two := make([]float64, 20)
	for i := range two {
		two[i] = float64(i)
	}
	two[18], two[19] = 999, 1000
	p = byColumn(1, two)
	d, err = fit(Treatment{First: Winsorise, Then: LogShiftOne, MaxPoints: &one, Combine: true})
	if err != nil || !d.Clamped || d.Transform != LogShiftOne || d.High != 999 || d.Max != 999 || d.Moved != 1 {
		t.Errorf("on top of the first: %+v, %v", d, err)
	}
	_, err = fit(Treatment{First: LogShiftOne, Then: LogShift, Combine: true, Skew: 0.1, Kurtosis: 0.01})
	if err == nil || !strings.Contains(err.Error(), "cannot be combined") {
		t.Errorf("two transforms: %v", err)
	}
	if _, err = fit(Treatment{First: Winsorise, Then: LogGII, MaxPoints: &one}); err != nil {
		t.Errorf("a transform instead: %v", err)
	}
}

func TestTreatingRefuses(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		how        Treatment
		x          []float64
	}{
		{"constant", "index/x0: every value is 3: log_shift is undefined", Treatment{First: LogShift, Always: true}, []float64{3, 3, 3}},
		{"below one", "index/x0: the greatest value is 0.5: log_gii would turn the indicator round; it needs one above 1", Treatment{First: LogGII, Always: true}, []float64{0.1, 0.5, 0.2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := scoresOf(1)
			p := byColumn(1, tt.x)
			if _, _, err := Fit(f, p, Recipe{Treat: tt.how}); err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			// Year by year it is a warning, for other years may do.
			tt.how.Scope = EachYear
			m, warnings := mustFit(t, f, p, Recipe{Treat: tt.how})
			if diff := cmp.Diff([]string{"not_treated x0"}, codes(warnings)); diff != "" {
				t.Error(diff)
			}
			same(t, tt.x, after(m.Trace(p), StepTreat, p, 0))
		})
	}
}

// TestGoalpostsFollowTreatment checks that a goalpost still means its value when
// the values are transformed: the ends score 0 and 100, the middle of the
// logarithms 50.
func TestGoalpostsFollowTreatment(t *testing.T) {
	f := line(1)
	f.Root.Children[0].Goalposts = &Goalposts{Low: 1, High: 100}
	f.Root.Children[0].Treat = &Treatment{First: LogShiftOne, Always: true}
	p := byColumn(1, []float64{1, 10, 100, 1000})
	s, err := fitted(f, p, Recipe{})
	if err != nil {
		t.Fatal(err)
	}
	for c, want := range []float64{0, 50, 100, 100} {
		if got := s.At(c, 0, 0); math.Abs(got.Score-want) > 1e-9 {
			t.Errorf("case %d: %+v, want %v", c, got, want)
		}
	}
}

// TestOrderOfSteps checks that imputing before denominating fills the numerator.
func TestOrderOfSteps(t *testing.T) {
	f := scoresOf(2)
	f.Root.Children[0].Denominator = "x1"
	p := byColumn(1, []float64{10, nan, 30}, []float64{1, 2, 4})
	m, _ := mustFit(t, f, p, Recipe{Impute: Imputation{Method: ImputeMean}})
	same(t, []float64{10, (10 + 7.5) / 2, 7.5}, after(m.Trace(p), StepImpute, p, 0))
	m, _ = mustFit(t, f, p, Recipe{Impute: Imputation{Method: ImputeMean}, Order: []Step{StepImpute, StepDenominate}})
	tr := m.Trace(p)
	same(t, []float64{10, 20.0 / 2, 7.5}, after(tr, StepDenominate, p, 0))
	if diff := cmp.Diff([]Step{StepImpute, StepDenominate, StepScreen, StepTreat, StepNormalise}, tr.Steps); diff != "" {
		t.Error(diff)
	}
}

// TestRescoreTakesTheOrder checks that Rescore treats before it divides where the
// recipe does.
func TestRescoreTakesTheOrder(t *testing.T) {
	for _, order := range [][]Step{nil, {StepTreat, StepDenominate}} {
		f := scoresOf(1)
		f.Root.Children[0].Denominator = "x1"
		p := byColumn(1, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 1000}, []float64{1, 2, 1, 2, 1, 2, 1, 2, 1, 2})
		m, _ := mustFit(t, f, p, Recipe{Order: order, Treat: Treatment{First: Winsorise}})
		s, _ := m.Score(p)
		o := Observed{Cases: []int32{9, 3}, Values: []float64{1000, 4}}
		m.Rescore(p, o)
		for i, c := range o.Cases {
			if want := s.At(int(c), 0, 1).Score; math.Abs(want-o.Values[i]) > 1e-9 {
				t.Errorf("order %v: %v, scored %v", order, o.Values[i], want)
			}
		}
	}
}
