// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// asemGold is the folder of the reference's tables, and asemSpec the specification
// that is shipped for them.
const (
	asemGold = "../../../shared/gold/composite"
	asemSpec = "../../examples/asem/multiverse.yaml"
)

// csvTable reads a table with its header.
func csvTable(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(name)
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

// agree compares two cells as numbers.
func agree(t *testing.T, what string, cells [2]string, tolerance float64) {
	t.Helper()
	got, err := strconv.ParseFloat(cells[0], 64)
	if err != nil {
		t.Fatal(what, err)
	}
	want, err := strconv.ParseFloat(cells[1], 64)
	if err != nil {
		t.Fatal(what, err)
	}
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %s, want %s", what, cells[0], cells[1])
	}
}

// asemRun varies the reference's example by the shipped specification.
func asemRun(t *testing.T, args ...string) (out, printed string) {
	t.Helper()
	if _, err := os.Stat(asemGold); err != nil {
		t.Skip("reference data not present")
	}
	out = filepath.Join(t.TempDir(), "out")
	var stdout, stderr strings.Builder
	args = append([]string{
		"index", "multiverse", "--data", filepath.Join(asemGold, "01_asem/iData.csv"), "--meta", filepath.Join(asemGold, "01_asem/iMeta.csv"),
		"--spec", asemSpec, "--out", out, "--format", "json",
	}, args...)
	if got := run(context.Background(), args, strings.NewReader(""), streams{&stdout, &stderr}); got != done {
		t.Fatalf("exit status %d: %s", got, stderr.String())
	}
	return out, stdout.String()
}

// TestASEMMultiverse compares the tables that are written for the shipped
// specification with those of the reference.
func TestASEMMultiverse(t *testing.T) {
	out, printed := asemRun(t, "--enumerate")
	gold := func(name string) [][]string { return csvTable(t, filepath.Join(asemGold, "10_ua_sa", name)) }
	ours := func(name string) [][]string { return csvTable(t, filepath.Join(out, name)) }

	want := gold("exact_sobol.csv")
	for i, row := range ours("sobol.csv") {
		for k := 1; i > 0 && k < 4; k++ {
			agree(t, row[0], [2]string{row[k], want[i][k]}, 1e-9)
		}
		if i > 0 && row[0] != want[i][0] {
			t.Errorf("factor %s, want %s", row[0], want[i][0])
		}
	}
	want = gold("exact_anova.csv")
	anova := ours("anova.csv")
	if len(anova) != len(want) {
		t.Fatalf("%d terms, want %d", len(anova), len(want))
	}
	for i, row := range anova[1:] {
		if row[0] != want[i+1][0] {
			t.Errorf("term %s, want %s", row[0], want[i+1][0])
		}
		agree(t, row[0], [2]string{row[1], want[i+1][1]}, 1e-9)
	}
	want = gold("nominal.csv")
	for i, row := range ours("nominal.csv")[1:] {
		agree(t, row[0], [2]string{row[1], want[i+1][1]}, 1e-10)
		agree(t, row[0], [2]string{row[2], want[i+1][2]}, 0)
	}
	checkDraws(t, ours("scores.csv"), ours("ranks.csv"))
	var report variedReport
	if err := json.Unmarshal([]byte(printed), &report); err != nil {
		t.Fatal(err)
	}
	if !report.Sensitivity.Exact || report.Variants != 2000 || len(report.ByCase) != 51 || len(report.Factors[2].Levels) != 100 {
		t.Errorf("exact %v, %d variants, %d cases", report.Sensitivity.Exact, report.Variants, len(report.ByCase))
	}
}

// checkDraws looks the reference's thousand draws up among the variants.
func checkDraws(t *testing.T, scores, ranks [][]string) {
	t.Helper()
	wantScores := csvTable(t, filepath.Join(asemGold, "10_ua_sa/ua_scores.csv"))
	wantRanks := csvTable(t, filepath.Join(asemGold, "10_ua_sa/ua_ranks.csv"))
	for i, row := range csvTable(t, filepath.Join(asemGold, "10_ua_sa/ua_params.csv"))[1:] {
		number := 0
		for k, levels := range []int{5, 2, 100, 2} {
			level, err := strconv.Atoi(row[1+k])
			if err != nil {
				t.Fatal(err)
			}
			number = number*levels + level - 1
		}
		for c := 1; c < len(scores); c++ {
			what := scores[c][0] + " in draw " + row[0]
			agree(t, what, [2]string{scores[c][1+number], wantScores[c][2+i]}, 1e-10)
			agree(t, what, [2]string{ranks[c][1+number], wantRanks[c][2+i]}, 0)
		}
	}
}

// TestASEMDrawn checks that draws of the same variants come near.
func TestASEMDrawn(t *testing.T) {
	out, _ := asemRun(t, "--draws", "2000", "--seed", "3")
	want := csvTable(t, filepath.Join(asemGold, "10_ua_sa/exact_sobol.csv"))
	for i, row := range csvTable(t, filepath.Join(out, "sobol.csv"))[1:] {
		for k := 1; k < 4; k++ {
			agree(t, row[0], [2]string{row[k], want[i+1][k]}, 0.08)
		}
	}
}
