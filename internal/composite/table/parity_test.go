// SPDX-License-Identifier: Apache-2.0

package table

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/qala-observatory/qala/internal/composite"
)

// tolerance is relative, and absolute for values below 1.
const tolerance = 1e-10

// gold opens a reference table, or skips the test.
func gold(t testing.TB, name string) []byte {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	root := filepath.Join(dir, "..", "shared", "gold", "composite")
	if _, err := os.Stat(root); err != nil {
		t.Skip("reference data not present")
	}
	data, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// csvRows reads a reference table's rows, header first.
func csvRows(t testing.TB, name string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(gold(t, name))).ReadAll()
	if err != nil {
		t.Fatal(name, err)
	}
	return rows
}

// asem reads the example's tables.
func asem(t testing.TB, data string) *Input {
	t.Helper()
	in, lints := Read(bytes.NewReader(gold(t, data)), bytes.NewReader(gold(t, "01_asem/iMeta.csv")))
	if in == nil {
		t.Fatal(Grave(lints))
	}
	return in
}

// same compares a number with the text of a reference number.
func same(got Cell, want string, tol float64) bool {
	if want == "NA" || want == "NaN" || want == "" {
		return !got.OK
	}
	v, err := strconv.ParseFloat(want, 64)
	if err != nil || !got.OK {
		return false
	}
	return math.Abs(got.Value-v) <= tol*max(1e-3, math.Abs(v), math.Abs(got.Value))
}

// compare checks a stage against a reference table of the same codes.
func compare(t *testing.T, got *Table, name string, tol float64) {
	t.Helper()
	rows := csvRows(t, name)
	at := map[string]int{}
	for i, column := range rows[0] {
		at[column] = i
	}
	place := map[Row]int{}
	for r, row := range got.Rows {
		place[row] = r
	}
	if len(got.Rows) != len(rows)-1 {
		t.Errorf("%s: %d rows, want %d", name, len(got.Rows), len(rows)-1)
	}
	wrong, checked := 0, 0
	for _, row := range rows[1:] {
		key := Row{Case: row[at["uCode"]]}
		if i, ok := at["Time"]; ok {
			key.Year, _ = strconv.Atoi(row[i])
		} else if len(got.Rows) > 0 {
			key.Year = got.Rows[0].Year
		}
		r, ok := place[key]
		if !ok {
			t.Errorf("%s: no row %v", name, key)
			continue
		}
		for j, column := range got.Columns {
			i, ok := at[column]
			if !ok {
				t.Fatalf("%s lacks %s", name, column)
			}
			checked++
			if !same(got.Cells[r][j], row[i], tol) {
				if wrong++; wrong <= 5 {
					t.Errorf("%s: %v %s: got %v, want %s", name, key, column, got.Cells[r][j], row[i])
				}
			}
		}
	}
	if wrong > 5 {
		t.Errorf("%s: %d of %d numbers differ", name, wrong, checked)
	}
	if checked == 0 {
		t.Errorf("%s: nothing compared", name)
	}
}

func five() *int { n := 5; return &n }

// asemRecipe is the recipe of COINr's example.
func asemRecipe() composite.Recipe {
	return composite.Recipe{
		Order:     []composite.Step{composite.StepDenominate, composite.StepImpute, composite.StepScreen, composite.StepTreat},
		Screen:    composite.Screening{Method: composite.ScreenMissing, MinAvailable: 0.9},
		Impute:    composite.Imputation{Method: composite.ImputeGroupMean, Group: "EurAsia_group"},
		Treat:     composite.Treatment{First: composite.Winsorise, Then: composite.LogShift, MaxPoints: five()},
		Normalise: composite.Normalisation{Method: composite.NormaliseMinMax},
	}
}

func build(t testing.TB, in *Input, r composite.Recipe) *Built {
	t.Helper()
	b, _, err := Build(in, r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestASEMStages(t *testing.T) {
	b := build(t, asem(t, "01_asem/iData.csv"), asemRecipe())
	for _, stage := range []string{"raw", "denominated", "imputed", "screened", "treated", "normalised", "aggregated"} {
		compare(t, b.Table(stage), "01_asem/stage_"+stage+".csv", tolerance)
	}
	compare(t, b.Table("ranks"), "01_asem/ranks_all.csv", 0)
}

func TestASEMEffectiveWeights(t *testing.T) {
	b := build(t, asem(t, "01_asem/iData.csv"), asemRecipe())
	want := map[string]string{}
	for _, row := range csvRows(t, "01_asem/weights_effective.csv")[1:] {
		want[row[0]] = row[3]
	}
	w := b.Table("weights")
	for r, row := range w.Rows {
		if !same(w.Cells[r][3], want[row.Case], tolerance) {
			t.Errorf("%s: got %v, want %s", row.Case, w.Cells[r][3], want[row.Case])
		}
	}
}

func TestASEMTreatmentDetails(t *testing.T) {
	b := build(t, asem(t, "01_asem/iData.csv"), asemRecipe())
	place := map[string]int{}
	for j, leaf := range b.Model.Framework.Leaves() {
		place[leaf.ID] = j
	}
	for _, row := range csvRows(t, "01_asem/treat_details.csv")[1:] {
		d := b.Model.Treated[place[row[0]]][0]
		checks := d.Checks
		if got := checks[0]; !same(Cell{got.Skew, true}, row[2], tolerance) || !same(Cell{got.Kurtosis, true}, row[3], tolerance) ||
			got.Pass != (row[1] == "TRUE") {
			t.Errorf("%s: before %+v, want %v", row[0], got, row)
		}
		if !same(Cell{float64(d.Moved), d.Clamped}, row[4], 0) {
			t.Errorf("%s: moved %d, want %s", row[0], d.Moved, row[4])
		}
		if len(checks) > 1 && (!same(Cell{checks[1].Skew, true}, row[6], tolerance) || !same(Cell{checks[1].Kurtosis, true}, row[7], tolerance)) {
			t.Errorf("%s: after %+v, want %v", row[0], checks[1], row)
		}
	}
}

func TestImputation(t *testing.T) {
	r := composite.Recipe{Order: []composite.Step{composite.StepDenominate, composite.StepImpute}}
	for _, tt := range []struct {
		file string
		how  composite.Imputation
		tol  float64
	}{
		{"impute_mean", composite.Imputation{Method: composite.ImputeMean}, tolerance},
		{"impute_median", composite.Imputation{Method: composite.ImputeMedian}, tolerance},
		{"impute_mean_grp", composite.Imputation{Method: composite.ImputeGroupMean, Group: "EurAsia_group"}, tolerance},
		{"impute_median_grp", composite.Imputation{Method: composite.ImputeGroupMedian, Group: "GDP_group"}, tolerance},
		{"impute_row_mean_lev2", composite.Imputation{Method: composite.ImputeRowMean, Level: 2}, tolerance},
		{"impute_em_condmean_pillar", composite.Imputation{Method: composite.ImputeEM, Level: 2}, 1e-10},
	} {
		t.Run(tt.file, func(t *testing.T) {
			r.Impute = tt.how
			b := build(t, asem(t, "01_asem/iData.csv"), r)
			compare(t, b.Table("imputed"), "04_imputation/"+tt.file+".csv", tt.tol)
		})
	}
}

func TestPanelImputation(t *testing.T) {
	one := 1
	for _, tt := range []struct {
		file string
		how  composite.Imputation
	}{
		{"panel_latest", composite.Imputation{Method: composite.ImputeLatest}},
		{"panel_latest_max1", composite.Imputation{Method: composite.ImputeLatest, Limit: &one}},
		{"panel_constant", composite.Imputation{Method: composite.ImputeConstant}},
		{"panel_linear-constant", composite.Imputation{Method: composite.ImputeLinear}},
	} {
		t.Run(tt.file, func(t *testing.T) {
			in := asem(t, "01_asem/iData_panel.csv")
			holes(t, in)
			none := composite.Denomination{Method: composite.DenominateNone}
			b := build(t, in, composite.Recipe{Denominate: none, Impute: tt.how})
			compare(t, b.Table("imputed"), "04_imputation/"+tt.file+".csv", tolerance)
		})
	}
}
