// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// gold reads a table of the reference data beside the repository.
func gold(t testing.TB, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("../../../shared/gold/composite", name))
	if os.IsNotExist(err) {
		t.Skip("reference data not present")
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(name, err)
	}
	return rows
}

// numbers reads the cells of a row as numbers.
func numbers(t testing.TB, row []string) []float64 {
	t.Helper()
	out := make([]float64, len(row))
	for i, text := range row {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = v
	}
	return out
}

// near checks that two numbers agree within a tolerance.
func near(t testing.TB, what string, numbers [2]float64, tolerance float64) {
	t.Helper()
	if got, want := numbers[0], numbers[1]; !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %.17g, want %.17g", what, got, want)
	}
}
