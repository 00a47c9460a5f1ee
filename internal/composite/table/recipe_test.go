// SPDX-License-Identifier: Apache-2.0

package table

import (
	"bytes"
	"math"
	"os"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/composite"
)

func TestShippedRecipe(t *testing.T) {
	text, err := os.ReadFile("../../../examples/asem/recipe.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var r composite.Recipe
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&r); err != nil {
		t.Fatal(err)
	}
	if faults := r.Validate(); len(faults) > 0 {
		t.Fatal(faults)
	}
	b := build(t, asem(t, "01_asem/iData.csv"), r)
	compare(t, b.Table("aggregated"), "01_asem/stage_aggregated.csv", tolerance)
}

func TestCSVKeepsEveryDigit(t *testing.T) {
	in := Table{
		Name: "x", Key: "uCode", Columns: []string{"A", "B"}, Rows: []Row{{Case: "AA"}, {Case: "BB", Year: 3}},
		Cells: [][]Cell{{{0.1, true}, {}}, {{1.0 / 3, true}, {math.MaxFloat64, true}}},
	}
	var out bytes.Buffer
	if err := in.WriteCSV(&out); err != nil {
		t.Fatal(err)
	}
	want := "uCode,A,B\nAA,0.10000000000000001,NA\nBB,0.33333333333333331,1.7976931348623157e+308\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}
