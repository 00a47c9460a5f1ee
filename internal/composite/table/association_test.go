// SPDX-License-Identifier: Apache-2.0

package table

import (
	"math"
	"strconv"
	"testing"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/audit"
	"github.com/qala-observatory/qala/internal/stat"
)

// pairsOf keys reference correlations by an unordered pair of codes.
func pairsOf(t *testing.T, name string) map[[2]string]string {
	out := map[[2]string]string{}
	rows := csvRows(t, name)
	last := len(rows[0]) - 1
	for _, row := range rows[1:] {
		out[ordered(row[last-2], row[last-1])] = row[last]
	}
	return out
}

func ordered(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

// samePairs tells that pairs are those of the reference, and no others.
func samePairs(t *testing.T, got []audit.Pair, want map[[2]string]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d pairs, want %d", len(got), len(want))
	}
	for _, p := range got {
		if !same(Cell{p.R, true}, want[ordered(p.A, p.B)], tolerance) {
			t.Errorf("%s and %s: got %v, want %s", p.A, p.B, p.R, want[ordered(p.A, p.B)])
		}
	}
}

func TestCorrelationFlags(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	b := build(t, in, asemRecipe())
	var pillars []int
	for n, node := range b.Scores.Nodes {
		if in.Level[node.ID] == 2 {
			pillars = append(pillars, n)
		}
	}
	for file, limits := range map[string]audit.Limits{
		"high": {Low: math.Inf(-1), High: 0.75}, "low": {Low: -0.4, High: math.Inf(1)},
	} {
		t.Run(file, func(t *testing.T) {
			var got []audit.Pair
			for _, f := range audit.CorrelationFlags(b.Scores, pillars, stat.Pearson, limits) {
				got = append(got, f.Pair)
			}
			samePairs(t, got, pairsOf(t, "07_multivariate/corr_flags_"+file+".csv"))
		})
	}
}

func TestDenominatorCorrelations(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	var leaves []string
	for _, leaf := range in.Framework.Leaves() {
		leaves = append(leaves, leaf.ID)
	}
	got := audit.SizeCorrelations(in.Panel, leaves, []string{"Area", "Energy", "GDP", "Population"}, audit.Limits{Low: -0.7, High: 0.7})
	samePairs(t, got, pairsOf(t, "07_multivariate/denom_corr.csv"))
}

// TestFamilyCorrelations correlates the pillars with what they are part of.
func TestFamilyCorrelations(t *testing.T) {
	b := build(t, asem(t, "01_asem/iData.csv"), asemRecipe())
	parent := map[string]string{}
	for _, node := range b.Scores.Nodes {
		for _, kid := range node.Children {
			parent[kid.ID] = node.ID
		}
	}
	columns := columnsOf(b.Table("aggregated"))
	for _, row := range csvRows(t, "07_multivariate/corr_family_L1.csv")[1:] {
		over := "Index"
		if row[0] == "Sub-index" {
			over = parent[row[1]]
		}
		r, _, ok := stat.Correlate(stat.Pearson, columns[row[1]], columns[over])
		if !same(Cell{r, ok}, row[2], tolerance) {
			t.Errorf("%s and %s: got %v, want %s", row[1], over, r, row[2])
		}
	}
}

// TestEveryComponent compares variances and, up to sign, loadings of the first
// component at every level: an eigenvector has no sign of its own.
func TestEveryComponent(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	b := build(t, in, asemRecipe())
	for n, node := range b.Scores.Nodes {
		if node.Leaf() {
			continue
		}
		level := strconv.Itoa(in.Level[node.ID] - 1)
		loadings := goldByCode(t, "06_weights/pca_L"+level+".csv")
		pc := audit.Coheres(b.Scores, n).Components
		for k, row := range csvRows(t, "06_weights/pca_L"+level+"_"+node.ID+"_sdev.csv")[1:] {
			share := pc.Variances[k] / float64(len(node.Children))
			if !same(Cell{math.Sqrt(pc.Variances[k]), true}, row[1], tolerance) || !same(Cell{share, true}, row[2], tolerance) {
				t.Errorf("%s, component %d: got %v and %v, want %v", node.ID, k+1, math.Sqrt(pc.Variances[k]), share, row)
			}
		}
		side, sum := 0.0, 0.0
		for i, kid := range node.Children {
			text := loadings[kid.ID]["Weight"]
			want, _ := strconv.ParseFloat(text, 64)
			if side == 0 {
				side = math.Copysign(1, want*pc.Loadings[0][i])
			}
			sum += pc.Loadings[0][i]
			if !same(Cell{side * pc.Loadings[0][i], true}, text, 1e-9) {
				t.Errorf("%s in %s: got %v, want %s", kid.ID, node.ID, side*pc.Loadings[0][i], text)
			}
		}
		if sum < 0 {
			t.Errorf("the loadings of %s sum to %v; the sign is chosen so that they do not", node.ID, sum)
		}
	}
}

func TestEigenvaluesOfAllIndicators(t *testing.T) {
	b := build(t, asem(t, "01_asem/iData.csv"), asemRecipe())
	normalised := b.Table("normalised")
	byCode := columnsOf(normalised)
	var columns [][]float64
	for _, code := range normalised.Columns {
		columns = append(columns, byCode[code])
	}
	pc, err := stat.PrincipalComponents(columns)
	if err != nil {
		t.Fatal(err)
	}
	for k, row := range csvRows(t, "07_multivariate/pca_all_eigen.csv")[1:] {
		if !same(Cell{pc.Variances[k], true}, row[1], tolerance) {
			t.Errorf("eigenvalue %d: got %v, want %s", k+1, pc.Variances[k], row[1])
		}
	}
}

// TestComponentWeights checks that weights of a level are its loadings, cut off
// at 0, and that the other levels keep theirs.
func TestComponentWeights(t *testing.T) {
	in := asem(t, "01_asem/iData.csv")
	own := build(t, in, asemRecipe())
	ownShare, _ := own.Model.Shares()
	for level := 1; level <= 3; level++ {
		r := asemRecipe()
		r.Weight = composite.Weighting{Method: composite.WeightPCA, Levels: []int{level}}
		b := build(t, in, r)
		loadings := goldByCode(t, "06_weights/pca_L"+strconv.Itoa(level)+".csv")
		share, _ := b.Model.Shares()
		for n, node := range b.Scores.Nodes {
			if in.Level[node.ID] != level && share[n] != ownShare[n] {
				t.Errorf("level %d: %s of level %d got %v", level, node.ID, in.Level[node.ID], share[n])
			}
			if in.Level[node.ID] != level+1 {
				continue
			}
			want := cutOff(node.Children, loadings)
			for _, kid := range node.Children {
				k, _ := b.Scores.Node(kid.ID)
				if math.Abs(share[k]-want[kid.ID]) > 1e-9 {
					t.Errorf("%s: got %v, want %v", kid.ID, share[k], want[kid.ID])
				}
			}
		}
	}
}

// cutOff turns loadings so that their sum is not negative, cuts them off at 0
// and makes them sum to 1.
func cutOff(kids []*composite.Node, loadings map[string]map[string]string) map[string]float64 {
	out, sum, total := map[string]float64{}, 0.0, 0.0
	for _, kid := range kids {
		out[kid.ID], _ = strconv.ParseFloat(loadings[kid.ID]["Weight"], 64)
		sum += out[kid.ID]
	}
	for _, kid := range kids {
		out[kid.ID] = max(0, math.Copysign(1, sum)*out[kid.ID])
		total += out[kid.ID]
	}
	for _, kid := range kids {
		out[kid.ID] /= total
	}
	return out
}
