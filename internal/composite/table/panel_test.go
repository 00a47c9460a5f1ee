// SPDX-License-Identifier: Apache-2.0

package table

import (
	"testing"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/stat"
)

// purseRecipe screens and treats year by year and normalises over all years.
func purseRecipe() composite.Recipe {
	return composite.Recipe{
		Screen:     composite.Screening{Method: composite.ScreenMissing, MinAvailable: 0.9},
		Denominate: composite.Denomination{Method: composite.DenominateNone},
		Treat:      composite.Treatment{First: composite.Winsorise, Then: composite.LogShift, Scope: composite.EachYear},
		Normalise:  composite.Normalisation{Method: composite.NormaliseMinMax},
	}
}

func TestPurse(t *testing.T) {
	b := build(t, asem(t, "01_asem/iData_panel.csv"), purseRecipe())
	for _, stage := range []string{"screened", "treated", "normalised", "aggregated"} {
		compare(t, b.Table(stage), "09_purse/"+stage+".csv", tolerance)
	}
}

func TestMissingThreshold(t *testing.T) {
	r := composite.Recipe{
		Denominate: composite.Denomination{Method: composite.DenominateNone},
		Normalise:  composite.Normalisation{Method: composite.NormaliseMinMax},
		Aggregate:  composite.Aggregations{Aggregation: composite.Aggregation{MinPresent: 0.5}},
	}
	b := build(t, asem(t, "01_asem/iData.csv"), r)
	compare(t, b.Table("normalised"), "05_aggregation/asem_rawNA_normalised.csv", tolerance)
	compare(t, b.Table("aggregated"), "05_aggregation/asem_rawNA_amean_thresh0.5.csv", tolerance)
}

func TestBalancedWeights(t *testing.T) {
	for _, tt := range []struct {
		name  string
		level int
		kind  stat.Correlation
	}{{"sub-indices", 3, stat.Pearson}, {"pillars", 2, stat.Pearson}, {"pillars by rank", 2, stat.Spearman}} {
		t.Run(tt.name, func(t *testing.T) {
			r := asemRecipe()
			r.Weight = composite.Weighting{Method: composite.WeightBalanced, Level: tt.level, Correlation: tt.kind}
			b := build(t, asem(t, "01_asem/iData.csv"), r)
			cert := b.Model.Balance
			if !cert.Converged {
				t.Errorf("%+v", cert)
			}
			share, _ := b.Model.Shares()
			want := map[string]string{}
			if tt.level == 3 {
				for _, row := range csvRows(t, "06_weights/opt_balance_L3_pearson.csv")[1:] {
					want[row[3]] = row[2]
				}
			}
			for n, node := range b.Scores.Nodes {
				if share[n] < 0 {
					t.Errorf("%s has weight %v", node.ID, share[n])
				}
				if w, ok := want[node.ID]; ok && !same(Cell{share[n], true}, w, 1e-6) {
					t.Errorf("%s: got %v, want %s", node.ID, share[n], w)
				}
			}
			t.Logf("distance %.3g after %d tries: %v", cert.Distance, cert.Tried, cert.Obtained)
		})
	}
}

func BenchmarkASEM(b *testing.B) {
	in := asem(b, "01_asem/iData.csv")
	r := asemRecipe()
	r.Impute.Groups = in.Groups["EurAsia_group"]
	for b.Loop() {
		m, _, err := composite.Fit(in.Framework, in.Panel, r)
		if err != nil {
			b.Fatal(err)
		}
		m.Score(in.Panel)
	}
}

func BenchmarkASEMEM(b *testing.B) {
	in := asem(b, "01_asem/iData.csv")
	r := composite.Recipe{Impute: composite.Imputation{Method: composite.ImputeEM, Level: 2}}
	for b.Loop() {
		if _, _, err := composite.Fit(in.Framework, in.Panel, r); err != nil {
			b.Fatal(err)
		}
	}
}
