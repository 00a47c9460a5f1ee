// SPDX-License-Identifier: Apache-2.0

package table

import (
	"math"
	"strconv"
	"testing"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/audit"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/stat"
)

// vectors reads the reference vectors, in order.
func vectors(t *testing.T) (names []string, by map[string][]Cell) {
	by = map[string][]Cell{}
	for _, row := range csvRows(t, "02_functions/vectors.csv")[1:] {
		if _, met := by[row[0]]; !met {
			names = append(names, row[0])
		}
		v, err := strconv.ParseFloat(row[2], 64)
		by[row[0]] = append(by[row[0]], Cell{v, err == nil && v == v})
	}
	return names, by
}

// alone is a framework of two equal leaves over one vector; one is the subject.
func alone(x []Cell) (*composite.Framework, *panel.Panel) {
	cases := make([]string, len(x))
	for i := range x {
		cases[i] = "C" + strconv.Itoa(i+1)
	}
	p := panel.New(cases, []int{0}, []string{"x"})
	for i, v := range x {
		if v.OK {
			p.Set(i, 0, 0, panel.Cell{Value: v.Value})
		}
	}
	leaf := &composite.Node{ID: "x", Indicator: "x", Weight: 1, Direction: obs.HigherIsBetter}
	return &composite.Framework{ID: "v", Root: &composite.Node{ID: "v", Children: []*composite.Node{leaf}}}, p
}

func quantile(x []Cell, p float64) float64 {
	var values []float64
	for _, v := range x {
		if v.OK {
			values = append(values, v.Value)
		}
	}
	q, _ := stat.Quantile(stat.Sorted(values), p)
	return q
}

// stageOf runs a recipe over a vector and returns the values after a step.
func stageOf(f *composite.Framework, p *panel.Panel, r composite.Recipe, step composite.Step) ([]Cell, error) {
	m, _, err := composite.Fit(f, p, r)
	if err != nil {
		return nil, err
	}
	trace := m.Trace(p)
	out := make([]Cell, len(p.Cases()))
	for c := range out {
		out[c].Value, out[c].OK = trace.At(step, c, 0, 0)
	}
	return out, nil
}

// against compares vectors of one function with the reference and counts them.
func against(t *testing.T, file, function string, run func(name string, x []Cell) ([]Cell, error)) {
	t.Helper()
	names, by := vectors(t)
	want := map[string][]string{}
	for _, row := range csvRows(t, file)[1:] {
		if row[0] == function {
			want[row[1]] = append(want[row[1]], row[3])
		}
	}
	for _, name := range names {
		got, err := run(name, by[name])
		if err != nil {
			t.Errorf("%s of %s: refused: %v", function, name, err)
			continue
		}
		for i := range got {
			if !same(got[i], want[name][i], tolerance) {
				t.Errorf("%s of %s, value %d (%v): got %v, want %s", function, name, i+1, by[name][i], got[i], want[name][i])
				break
			}
		}
	}
}

func TestNormaliseVectors(t *testing.T) {
	type how = composite.Normalisation
	for _, tt := range []struct {
		function string
		how      how
	}{
		{"minmax_0_100", how{Method: composite.NormaliseMinMax}},
		{"minmax_1_100", how{Method: composite.NormaliseMinMax, Low: 1, High: 100}},
		{"zscore_0_1", how{Method: composite.NormaliseZScore}},
		{"zscore_10_2", how{Method: composite.NormaliseZScore, Mean: 10, SD: 2}},
		{"scaled_0_10_100", how{Method: composite.NormaliseScaled, From: 0, To: 10}},
		{"rank_min", how{Method: composite.NormaliseRank}},
		{"rank_average", how{Method: composite.NormaliseRank, Ties: stat.TiesAverage}},
		{"rank_max", how{Method: composite.NormaliseRank, Ties: stat.TiesMax}},
		{"prank", how{Method: composite.NormalisePercentile}},
		{"borda", how{Method: composite.NormaliseBorda}},
		{"dist2max", how{Method: composite.NormaliseMaximum}},
		{"dist2ref_i2", how{Method: composite.NormaliseReference, Reference: "C2"}},
		{"dist2ref_i2_cap", how{Method: composite.NormaliseReference, Reference: "C2", Cap: true}},
		{"dist2targ_hi", how{Method: composite.NormaliseTarget}},
		{"dist2targ_hi_cap", how{Method: composite.NormaliseTarget, Cap: true}},
		{"dist2targ_lo", how{Method: composite.NormaliseTarget}},
		{"fracmax", how{Method: composite.NormaliseFraction}},
		{"goalposts_q10_q90", how{Method: composite.NormaliseGoalposts}},
		{"goalposts_q10_q90_notrunc", how{Method: composite.NormaliseGoalposts, Open: true}},
		{"goalposts_dirneg", how{Method: composite.NormaliseGoalposts}},
	} {
		t.Run(tt.function, func(t *testing.T) {
			against(t, "02_functions/normalise.csv", tt.function, func(_ string, x []Cell) ([]Cell, error) {
				f, p := alone(x)
				leaf := f.Find("x")
				target := quantile(x, 0.75)
				if tt.function == "dist2targ_lo" {
					target, leaf.Direction = quantile(x, 0.25), obs.LowerIsBetter
				}
				leaf.Target = &target
				if tt.function == "goalposts_dirneg" {
					leaf.Direction = obs.LowerIsBetter
				}
				if tt.how.Method == composite.NormaliseGoalposts {
					leaf.Goalposts = &composite.Goalposts{Low: quantile(x, 0.1), High: quantile(x, 0.9)}
				}
				return stageOf(f, p, composite.Recipe{Normalise: tt.how}, composite.StepNormalise)
			})
		})
	}
}

func TestTreatVectors(t *testing.T) {
	one, none := 1, -1
	type how = composite.Treatment
	for _, tt := range []struct {
		function string
		how      how
	}{
		{"winsorise5", how{First: composite.Winsorise}},
		{"winsorise1", how{First: composite.Winsorise, MaxPoints: &one}},
		{"winsoriseNULL", how{First: composite.Winsorise, MaxPoints: &none}},
		{"log_CT", how{First: composite.LogShift, Always: true}},
		{"log_CT_plus", how{First: composite.LogShiftMirrored, Always: true}},
		{"log_CT_orig", how{First: composite.LogShiftOne, Always: true}},
		{"boxcox_0", how{First: composite.BoxCox, Always: true}},
		{"boxcox_0.5", how{First: composite.BoxCox, Lambda: 0.5, Always: true}},
		{"boxcox_2", how{First: composite.BoxCox, Lambda: 2, Always: true}},
		{"boxcox_m0.5", how{First: composite.BoxCox, Lambda: -0.5, Always: true}},
		{"log_GII_formula", how{First: composite.LogGII, Always: true}},
	} {
		t.Run(tt.function, func(t *testing.T) {
			against(t, "03_treatment/treat_vectors.csv", tt.function, func(_ string, x []Cell) ([]Cell, error) {
				f, p := alone(x)
				return stageOf(f, p, composite.Recipe{Treat: tt.how}, composite.StepTreat)
			})
		})
	}
}

// matrix compares every pair of leaves with a reference matrix.
func matrix(t *testing.T, name string, value func(a, b string) (float64, bool)) {
	t.Helper()
	rows := csvRows(t, name)
	wrong := 0
	for _, row := range rows[1:] {
		for j, column := range rows[0][1:] {
			v, ok := value(row[0], column)
			if !same(Cell{v, ok}, row[j+1], tolerance) {
				if wrong++; wrong < 6 {
					t.Errorf("%s: %s, %s: got %v %v, want %s", name, row[0], column, v, ok, row[j+1])
				}
			}
		}
	}
	if wrong > 5 {
		t.Errorf("%s: %d differ", name, wrong)
	}
}

// columnsOf lays a table's columns out, NaN for missing.
func columnsOf(tab *Table) map[string][]float64 {
	out := map[string][]float64{}
	for j, column := range tab.Columns {
		for r := range tab.Rows {
			v := tab.Cells[r][j]
			if !v.OK {
				v.Value = math.NaN()
			}
			out[column] = append(out[column], v.Value)
		}
	}
	return out
}

func TestCorrelations(t *testing.T) {
	b := build(t, asem(t, "01_asem/iData.csv"), asemRecipe())
	normalised, raw := columnsOf(b.Table("normalised")), columnsOf(b.Table("raw"))
	for _, kind := range stat.Correlations() {
		matrix(t, "07_multivariate/cor_"+string(kind)+"_normalised.csv", func(x, y string) (float64, bool) {
			r, _, ok := stat.Correlate(kind, normalised[x], normalised[y])
			return r, ok
		})
	}
	matrix(t, "07_multivariate/cor_pearson_raw_pairwise.csv", func(x, y string) (float64, bool) {
		r, _, ok := stat.Correlate(stat.Pearson, raw[x], raw[y])
		return r, ok
	})
	matrix(t, "07_multivariate/cor_pvals_raw.csv", func(x, y string) (float64, bool) {
		if x == y {
			return 0, true
		}
		r, n, _ := stat.Correlate(stat.Pearson, raw[x], raw[y])
		return stat.PValue(stat.Pearson, r, n)
	})
}

func TestCoherence(t *testing.T) {
	b := build(t, asem(t, "01_asem/iData.csv"), asemRecipe())
	raw := columnsOf(b.Table("raw"))
	for _, row := range csvRows(t, "07_multivariate/cronbach.csv")[1:] {
		n, ok := b.Scores.Node(row[0])
		if !ok {
			continue
		}
		got := audit.Coheres(b.Scores, n)
		if !same(Cell{got.Alpha, got.HasAlpha}, row[1], tolerance) {
			t.Errorf("alpha of %s: got %v, want %s", row[0], got.Alpha, row[1])
		}
		var columns [][]float64
		for _, kid := range b.Scores.Nodes[n].Children {
			columns = append(columns, raw[kid.ID])
		}
		alpha, ok := stat.CronbachAlpha(columns)
		if !same(Cell{alpha, ok}, row[2], tolerance) {
			t.Errorf("raw alpha of %s: got %v, want %s", row[0], alpha, row[2])
		}
	}
	for _, row := range csvRows(t, "07_multivariate/collinearity.csv")[1:] {
		n, _ := b.Scores.Node(row[0])
		got := audit.Coheres(b.Scores, n).Collinearity
		for i, kid := range b.Scores.Nodes[n].Children {
			if kid.ID == row[1] && (!same(Cell{got.VIF[i], true}, row[2], 1e-9) || !same(Cell{got.Condition, true}, row[3], 1e-9) ||
				!same(Cell{got.Determinant, true}, row[4], 1e-9)) {
				t.Errorf("%v: got %v", row, got)
			}
		}
	}
}

func TestPrincipalComponents(t *testing.T) {
	b := build(t, asem(t, "01_asem/iData.csv"), asemRecipe())
	loading := map[string]string{}
	for _, row := range csvRows(t, "06_weights/pca_L1.csv")[1:] {
		loading[row[0]] = row[2]
	}
	for n, node := range b.Scores.Nodes {
		if node.Leaf() || !node.Children[0].Leaf() {
			continue
		}
		pc := audit.Coheres(b.Scores, n).Components
		side := 0.0
		for i, kid := range node.Children {
			want, _ := strconv.ParseFloat(loading[kid.ID], 64)
			if side == 0 {
				side = math.Copysign(1, want*pc.Loadings[0][i])
			}
			if !same(Cell{side * pc.Loadings[0][i], true}, loading[kid.ID], 1e-9) {
				t.Errorf("%s: got %v, want %v", kid.ID, side*pc.Loadings[0][i], want)
			}
		}
	}
}

func TestPairwiseComparisons(t *testing.T) {
	var a [][]float64
	for _, row := range csvRows(t, "06_weights/ahp_matrix.csv")[1:] {
		var line []float64
		for _, text := range row {
			v, _ := strconv.ParseFloat(text, 64)
			line = append(line, v)
		}
		a = append(a, line)
	}
	got, err := stat.Compare(a)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range csvRows(t, "06_weights/ahp_weights.csv")[1:] {
		if !same(Cell{got.Weights[i], true}, row[1], tolerance) || !same(Cell{got.Lambda, true}, row[3], tolerance) ||
			!same(Cell{got.Index, true}, row[4], tolerance) || !same(Cell{got.Ratio, true}, row[5], tolerance) {
			t.Errorf("got %+v, want %v", got, row)
		}
	}
}

func TestTrends(t *testing.T) {
	b := build(t, asem(t, "01_asem/iData_panel.csv"), purseRecipe())
	raw := b.Table("raw")
	series := map[string][]audit.Point{}
	for j, column := range raw.Columns {
		for r, row := range raw.Rows {
			if v := raw.Cells[r][j]; v.OK {
				series[row.Case+"/"+column] = append(series[row.Case+"/"+column], audit.Point{Year: float64(row.Year), Value: v.Value})
			}
		}
	}
	for file, f := range map[string]func([]audit.Point) (float64, bool){"trends_cagr": audit.CAGR, "trends_prc": audit.PercentChange} {
		wrong, checked := 0, 0
		for _, row := range csvRows(t, "09_purse/"+file+".csv")[1:] {
			if row[2] == "Inf" || row[2] == "-Inf" || row[2] == "NaN" {
				continue // growth from or to 0 is not defined
			}
			got, ok := f(series[row[0]+"/"+row[1]])
			checked++
			if !same(Cell{got, ok}, row[2], 1e-8) {
				if wrong++; wrong < 6 {
					t.Errorf("%s: %v: got %v %v", file, row, got, ok)
				}
			}
		}
		if wrong > 5 || checked == 0 {
			t.Errorf("%s: %d of %d differ", file, wrong, checked)
		}
	}
}
