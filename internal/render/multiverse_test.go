// SPDX-License-Identifier: Apache-2.0

package render

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// manyWorlds is a multiverse of three states made by hand, one of which is seldom
// scored.
func manyWorlds() *assess.Multiverse {
	return &assess.Multiverse{
		ID: "0123456789abcdef", Year: 2022, Framework: "small", FrameworkName: "A small framework", Data: "fedcba", Version: "0.0.0",
		Asked: []string{"weights", "carry_forward"},
		Draws: 9800, Requested: 10_000, Seed: 3, Evaluations: 12_544,
		Factors: []multiverse.FactorUsed{{ID: "weights", Levels: []string{"around", "equal"}}, {ID: "carry_forward", Levels: []string{"own", "none"}}},
		Countries: []assess.MultiverseState{
			{
				ISO3: "TUR", Name: "Türkiye", Scored: 1, Own: ptr(58.0), OwnRank: ptr(1),
				Score: assess.ScoreSpread{Median: 60, Low: 50, High: 70, Low50: 57, High50: 63}, Rank: assess.RankSpread{Median: 1, Low: 1, High: 2, Low50: 1, High50: 1},
				Simultaneous: multiverse.RankInterval{Low: 1, High: 2}, Indistinguishable: []country.Code{"PRK"},
				Above: []*float64{nil, ptr(0.94), ptr(0.5)}, Probabilities: []float64{0.94, 0.06},
			},
			{
				ISO3: "PRK", Name: "Democratic People’s Republic of Korea", Scored: 0.9,
				Score: assess.ScoreSpread{Median: 40, Low: 40, High: 40, Low50: 40, High50: 40}, Rank: assess.RankSpread{Median: 2, Low: 2, High: 2, Low50: 2, High50: 2},
				Simultaneous: multiverse.RankInterval{Low: 1, High: 2}, Indistinguishable: []country.Code{"TUR"},
				Above: []*float64{ptr(0.06), nil, nil}, Probabilities: []float64{0.06, 0.94},
			},
			{
				ISO3: "VAT", Name: "Holy See", Scored: 0.02, Score: assess.ScoreSpread{Median: 99, Low: 98, High: 100, Low50: 98, High50: 99},
				Rank: assess.RankSpread{Median: 1, Low: 1, High: 1, Low50: 1, High50: 1}, Simultaneous: multiverse.RankInterval{Low: 1, High: 1},
				Indistinguishable: []country.Code{}, Above: []*float64{ptr(0.5), nil, nil}, Probabilities: []float64{1},
			},
		},
		Sensitivity: &multiverse.Influence{Target: multiverse.MeanShift, Mean: 4.25, Variance: 2, Indices: []multiverse.Index{
			{Factor: "weights", S: 0.2, Total: 0.3, Shapley: 0.25, Low: 0.1, High: 0.3},
			{Factor: "carry_forward", S: -0.004, Total: 0.8, Shapley: 0.75},
			{Factor: "nothing", S: -0.02, Total: 0, Shapley: -0.01},
		}},
		Failed:    []multiverse.Failure{{Reason: "scale z, mean geometric: not defined", Count: 200}},
		ErrorFree: []string{"s.x"},
		Warnings:  []obs.Warning{{Code: "cut_short", Subject: "rank", Text: "Ranges rest on 9800 of the 10000 draws asked for; the work was stopped."}},
	}
}

func TestMultiverseGolden(t *testing.T) {
	for name, print := range map[string]func(io.Writer) error{
		"multiverse80.txt":     func(w io.Writer) error { return MultiverseText(w, manyWorlds(), Options{Width: 80}) },
		"multiverse120.txt":    func(w io.Writer) error { return MultiverseText(w, manyWorlds(), Options{Width: 120}) },
		"multiverse.csv":       func(w io.Writer) error { return MultiverseCSV(w, manyWorlds()) },
		"multiverse_pairs.csv": func(w io.Writer) error { return MultiversePairsCSV(w, manyWorlds()) },
		"multiverse_ranks.csv": func(w io.Writer) error { return MultiverseRanksCSV(w, manyWorlds()) },
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := print(&b); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Errorf("(-want +got; -update rewrites)\n%s", diff)
			}
			for i, line := range strings.Split(b.String(), "\n") {
				if strings.HasSuffix(name, ".txt") && width(line) > map[bool]int{true: 120, false: 80}[strings.Contains(name, "120")] {
					t.Errorf("line %d is %d columns wide: %q", i+1, width(line), line)
				}
			}
			if !strings.HasSuffix(name, ".csv") {
				return
			}
			if rows, err := csv.NewReader(&b).ReadAll(); err != nil || len(rows) != 4 {
				t.Errorf("%d rows, %v", len(rows), err)
			}
		})
	}
}

// TestMultiverseJSON names the fields that programs rely on.
func TestMultiverseJSON(t *testing.T) {
	text, err := json.Marshal(manyWorlds())
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Draws, Seed, Workers *int
		Factors              []struct {
			ID     string
			Levels []string
		}
		Countries []struct {
			ISO3              string
			Score, Rank       struct{ Median, Lo, Hi *float64 }
			Simultaneous      struct{ Lo, Hi *int } `json:"rank_simultaneous"`
			Indistinguishable []string
		}
		Sensitivity struct {
			Target  string
			Exact   *bool
			Indices []struct {
				Factor string
				S      *float64
				ST     *float64
				Fair   *float64 `json:"shapley"`
				Low    *float64 `json:"s_lo"`
				High   *float64 `json:"s_hi"`
			}
		}
		Failed []struct {
			Reason string
			Count  int
		}
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	index, first := got.Sensitivity.Indices[0], got.Countries[0]
	for name, field := range map[string]bool{
		"draws": got.Draws != nil, "seed": got.Seed != nil, "workers": got.Workers != nil, "factors": len(got.Factors[0].Levels) == 2,
		"score":             first.Score.Median != nil && first.Score.Lo != nil && first.Score.Hi != nil,
		"rank":              first.Rank.Median != nil && first.Rank.Lo != nil && first.Rank.Hi != nil,
		"rank_simultaneous": first.Simultaneous.Lo != nil && first.Simultaneous.Hi != nil,
		"indistinguishable": len(first.Indistinguishable) == 1,
		"sensitivity":       got.Sensitivity.Exact != nil && index.S != nil && index.ST != nil && index.Fair != nil && index.Low != nil && index.High != nil,
		"failed":            got.Failed[0].Count == 200,
	} {
		if !field {
			t.Errorf("%s is not there", name)
		}
	}
}
