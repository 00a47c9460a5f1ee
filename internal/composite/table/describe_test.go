// SPDX-License-Identifier: Apache-2.0

package table

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/audit"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// goldByCode reads a reference table whose first column is a code, by code and
// then column.
func goldByCode(t testing.TB, name string) map[string]map[string]string {
	t.Helper()
	rows := csvRows(t, name)
	out := map[string]map[string]string{}
	for _, row := range rows[1:] {
		cells := map[string]string{}
		for i, column := range rows[0] {
			cells[column] = row[i]
		}
		out[row[0]] = cells
	}
	return out
}

func TestIndicatorStatistics(t *testing.T) {
	b := build(t, asem(t, "01_asem/iData.csv"), asemRecipe())
	for stage, file := range map[string]string{"raw": "01_asem/stats_raw.csv", "treated": "01_asem/stats_treated.csv"} {
		columns := columnsOf(b.Table(stage))
		for code, want := range goldByCode(t, file) {
			p, ok := audit.Describe(columns[code])
			if !ok {
				t.Fatalf("%s: no value", code)
			}
			n := float64(p.Available)
			sameFlags(t, code, p, len(columns[code]), want)
			for column, got := range map[string]float64{
				"Min": p.Min, "Max": p.Max, "Mean": p.Mean, "Median": p.Median, "Std": p.SD, "Skew": p.Skew, "Kurt": p.Kurtosis,
				"N.Avail": n, "N.NonZero": float64(p.NonZero), "N.Unique": float64(p.Unique), "N.Same": float64(p.Same),
				"Frc.Avail": n / float64(len(columns[code])), "Frc.NonZero": float64(p.NonZero) / n,
				"Frc.Unique": float64(p.Unique) / n, "Frc.Same": float64(p.Same) / n,
			} {
				if !same(Cell{got, true}, want[column], tolerance) {
					t.Errorf("%s: %s of %s: got %v, want %s", file, column, code, got, want[column])
				}
			}
		}
	}
}

// sameFlags judges a profile by the limits that the reference has by default.
func sameFlags(t *testing.T, code string, p audit.Profile, rows int, want map[string]string) {
	t.Helper()
	n := float64(p.Available)
	for column, bad := range map[string]bool{
		"Flag.Avail": n/float64(rows) < 0.65, "Flag.NonZero": float64(p.NonZero)/n < 0.5, "Flag.Unique": float64(p.Unique)/n < 0.5,
		"Flag.SkewKurt": math.Abs(p.Skew) > 2 && p.Kurtosis > 3.5,
	} {
		if flagged := want[column] != "ok"; flagged != bad {
			t.Errorf("%s of %s: got %v, want %s", column, code, bad, want[column])
		}
	}
}

func TestDataAvailability(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	b := build(t, in, asemRecipe())
	trace := b.Model.Trace(in.Panel)
	all, groups := goldByCode(t, "01_asem/data_avail.csv"), goldByCode(t, "01_asem/data_avail_bygroup.csv")
	for c, code := range in.Panel.Cases() {
		for i, p := range audit.Present(in.Framework, trace, audit.Place{Step: composite.StepRaw, Case: c}) {
			if !same(Cell{p.Available(), true}, groups[code][p.Node], tolerance) {
				t.Errorf("%s has %v of %s, want %s", code, p.Available(), p.Node, groups[code][p.Node])
			}
			if i > 0 {
				continue
			}
			nonZero, ok := p.NonZero()
			for column, got := range map[string]float64{
				"N_missing": float64(p.Missing), "N_zero": float64(p.Zero), "N_miss_or_zero": float64(p.Missing + p.Zero),
				"Dat_Avail": p.Available(), "Non_Zero": nonZero,
			} {
				if !same(Cell{got, ok}, all[code][column], tolerance) {
					t.Errorf("%s: %s: got %v, want %s", code, column, got, all[code][column])
				}
			}
		}
	}
}

// TestTreatedPoints checks which single values were moved, and to which side.
func TestTreatedPoints(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	b := build(t, in, asemRecipe())
	want := goldByCode(t, "01_asem/treated_points.csv")
	before := b.Table("screened")
	moved := 0
	for r, row := range before.Rows {
		for j, code := range before.Columns {
			d, got := b.Model.Treated[j][0], ""
			switch v := before.Cells[r][j].Value; {
			case d.Transform != "":
				got = "log_CT"
			case d.Clamped && v > d.High:
				got = "winhi"
			case d.Clamped && v < d.Low:
				got = "winlo"
			}
			if got != "" {
				moved++
			}
			if got != want[row.Case][code] {
				t.Errorf("%s %s: got %q, want %q", row.Case, code, got, want[row.Case][code])
			}
		}
	}
	if moved == 0 {
		t.Error("nothing was treated")
	}
}

// TestWinsoriseRaw compares the shapes before and after winsorising raw values.
func TestWinsoriseRaw(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	b := build(t, in, composite.Recipe{
		Denominate: composite.Denomination{Method: composite.DenominateNone},
		Treat:      composite.Treatment{First: composite.Winsorise, MaxPoints: five()},
	})
	raw, treated := columnsOf(b.Table("raw")), columnsOf(b.Table("treated"))
	want := goldByCode(t, "03_treatment/winsorise_asem_raw.csv")
	for j, leaf := range in.Framework.Leaves() {
		before, _ := audit.Describe(raw[leaf.ID])
		after, _ := audit.Describe(treated[leaf.ID])
		for column, got := range map[string]float64{
			"skew0": before.Skew, "kurt0": before.Kurtosis, "skew1": after.Skew, "kurt1": after.Kurtosis,
			"nwin": float64(b.Model.Treated[j][0].Moved),
		} {
			if !same(Cell{got, true}, want[leaf.ID][column], tolerance) {
				t.Errorf("%s of %s: got %v, want %s", column, leaf.ID, got, want[leaf.ID][column])
			}
		}
	}
}

// TestEMParameters compares means and covariances of the z-scores, and in which
// round the iteration stops; the reference does not iterate where nothing is
// missing. The tolerance is absolute, since parameters of z-scores are near 1 and
// those that are 0 come out near 1e-17.
func TestEMParameters(t *testing.T) {
	const tol = 1e-12
	in := asem(t, "01_asem/iData.csv")
	b := build(t, in, composite.Recipe{
		Order:  []composite.Step{composite.StepDenominate, composite.StepImpute},
		Impute: composite.Imputation{Method: composite.ImputeEM, Level: 2},
	})
	mu, rounds := map[string]string{}, goldByCode(t, "04_imputation/em_info.csv")
	for _, row := range csvRows(t, "04_imputation/em_mu.csv")[1:] {
		mu[row[1]] = row[2]
	}
	sigma := map[[2]string]string{}
	for _, row := range csvRows(t, "04_imputation/em_sigma.csv")[1:] {
		sigma[[2]string{row[1], row[2]}] = row[3]
	}
	block, worst := 0, 0.0
	for _, node := range in.Framework.Nodes() {
		if in.Level[node.ID] != 2 {
			continue
		}
		learned := b.Model.Imputed.Blocks[block][0]
		block++
		if want := rounds[node.ID]; strconv.Itoa(learned.Rounds) != want["iterations"] && want["nNA"] != "0" {
			t.Errorf("%s: %d rounds, want %s", node.ID, learned.Rounds, want["iterations"])
		}
		for i, a := range node.Children {
			if !near(learned.Normal.Mean[i], mu[a.ID], tol, &worst) {
				t.Errorf("mean of %s: got %v, want %s", a.ID, learned.Normal.Mean[i], mu[a.ID])
			}
			for j, k := range node.Children {
				if !near(learned.Normal.Cov[i][j], sigma[[2]string{a.ID, k.ID}], tol, &worst) {
					t.Errorf("covariance of %s and %s: got %v, want %s", a.ID, k.ID, learned.Normal.Cov[i][j], sigma[[2]string{a.ID, k.ID}])
				}
			}
		}
	}
	t.Logf("greatest difference %.3g", worst)
}

// near compares z-scaled parameters absolutely and notes the worst difference.
func near(got float64, want string, tol float64, worst *float64) bool {
	v, err := strconv.ParseFloat(want, 64)
	if err != nil {
		return false
	}
	*worst = max(*worst, math.Abs(got-v))
	return math.Abs(got-v) <= tol
}

// TestPanelLatestYears lets every value be its own year, so that what is carried
// forward tells where it comes from.
func TestPanelLatestYears(t *testing.T) {
	in := asem(t, "01_asem/iData_panel.csv")
	holes(t, in)
	for y, year := range in.Panel.Years() {
		for c := range in.Panel.Cases() {
			for i := range in.Panel.Indicators() {
				if in.Panel.At(c, y, i).Missing == obs.Present {
					in.Panel.Set(c, y, i, panel.Cell{Value: float64(year)})
				}
			}
		}
	}
	b := build(t, in, composite.Recipe{
		Denominate: composite.Denomination{Method: composite.DenominateNone},
		Impute:     composite.Imputation{Method: composite.ImputeLatest},
	})
	compare(t, b.Table("imputed"), "04_imputation/panel_latest_years.csv", 0)
}

func TestDescribeAtTheEdges(t *testing.T) {
	if _, ok := audit.Describe([]float64{math.NaN()}); ok {
		t.Error("nothing was described")
	}
	p, ok := audit.Describe([]float64{0, 2, math.NaN(), 2})
	if !ok || p.HasShape || p.Available != 3 || p.NonZero != 2 || p.Unique != 2 || p.Same != 2 || p.Median != 2 {
		t.Errorf("got %+v", p)
	}
	if one, _ := audit.Describe([]float64{5}); one.HasSD || one.SD != 0 {
		t.Errorf("one value has a deviation: %+v", one)
	}
	if !slices.Equal([]float64{p.Min, p.Max}, []float64{0, 2}) {
		t.Errorf("extremes %v and %v", p.Min, p.Max)
	}
}
