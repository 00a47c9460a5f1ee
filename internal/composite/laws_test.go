// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// agree compares two results, NaN-free by their contract.
func agree(a, b Result) bool {
	return a.NotScored == b.NotScored && math.Abs(a.Score-b.Score) <= 1e-9*(1+math.Abs(a.Score)) && math.Abs(a.Coverage-b.Coverage) <= 1e-12
}

// TestYearsApart checks that learning from each year by itself is the same as
// fitting each year's panel by itself.
func TestYearsApart(t *testing.T) {
	own := []Recipe{
		{Normalise: Normalisation{Method: NormaliseMinMax, Scope: EachYear}},
		{Normalise: Normalisation{Method: NormaliseZScore, Scope: EachYear}, Treat: Treatment{First: Winsorise, Then: LogShift, Scope: EachYear}},
		{Normalise: Normalisation{Method: NormaliseRank, Scope: EachYear}, Impute: Imputation{Method: ImputeMedian, Scope: EachYear}},
		{Normalise: Normalisation{Method: NormalisePercentile, Scope: EachYear}, Aggregate: Aggregations{Aggregation: Aggregation{Method: Copeland}}},
		{Normalise: Normalisation{Method: NormaliseCentred, Low: 70, High: 130, Scope: EachYear}, Aggregate: Aggregations{Aggregation: Aggregation{Method: MazziottaPareto}}},
	}
	rapid.Check(t, func(t *rapid.T) {
		d := drawDraft(t, true)
		second := drawDraft(t, true)
		n := min(len(d.cases), len(second.cases))
		both := panel.New(d.cases[:n], []int{2020, 2021}, indicators)
		apart := []*panel.Panel{panel.New(d.cases[:n], []int{2020}, indicators), panel.New(d.cases[:n], []int{2021}, indicators)}
		for y, rows := range [][][]float64{d.rows, second.rows} {
			for c, row := range rows[:n] {
				for i, v := range row {
					if v == v {
						both.Set(c, y, i, panel.Cell{Value: v})
						apart[y].Set(c, 0, i, panel.Cell{Value: v})
					}
				}
			}
		}
		recipe := own[rapid.IntRange(0, len(own)-1).Draw(t, "recipe")]
		together, err := fitted(flat(), both, recipe)
		if err != nil {
			return
		}
		for y, p := range apart {
			alone, err := fitted(flat(), p, recipe)
			if err != nil {
				return
			}
			for n := range alone.Nodes {
				for c := range alone.Cases {
					if a, b := together.At(c, y, n), alone.At(c, 0, n); !agree(a, b) {
						t.Fatalf("%s of %s: together %+v, alone %+v", alone.Nodes[n].ID, alone.Cases[c], a, b)
					}
				}
			}
		}
	})
}

// TestMissingStaysMissing checks that without imputing a leaf without a value has
// neither score nor coverage nor weight, whatever the recipe, and that a leaf with
// one is covered.
func TestMissingStaysMissing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDraft(t, true)
		for r, recipe := range recipes {
			if recipe.Impute.Method != "" {
				continue
			}
			s, err := fitted(flat(), d.panel(), recipe)
			if err != nil {
				continue
			}
			for n, node := range s.Nodes {
				if !node.Leaf() {
					continue
				}
				i, _ := d.panel().Indicator(node.Indicator)
				for c, row := range d.rows {
					got := s.Leaf(c, 0, n)
					missing := row[i] != row[i]
					if missing != (got.NotScored != Scored) || missing && (got.Coverage != 0 || got.Score != 0) || !missing && got.Coverage != 1 || (got.Raw.Missing == obs.Present) == missing {
						t.Fatalf("recipe %d, %s of %s: %+v of %v", r, node.ID, d.cases[c], got, row[i])
					}
				}
			}
		}
	})
}

// TestNothingCountsForNothing checks that a leaf of weight 0 changes no score, and
// that one which stands twice with half the weight counts once.
func TestNothingCountsForNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDraft(t, true)
		for r, recipe := range recipes {
			plain, err := fitted(flat(), d.panel(), recipe)
			if err != nil {
				continue
			}
			empty, twice := flat(), flat()
			a := empty.Find("a")
			a.Children = append(a.Children, &Node{ID: "more", Indicator: "s.b1", Direction: -1})
			again := *twice.Find("a1")
			again.ID, again.Weight = "again", again.Weight/2
			twice.Find("a1").Weight /= 2
			twice.Find("a").Children = append(twice.Find("a").Children, &again)
			for name, f := range map[string]*Framework{"empty": empty, "twice": twice} {
				if name == "twice" && recipe.Aggregate.Method == BenefitOfTheDoubt {
					continue // it gives weights of its own
				}
				s, err := fitted(f, d.panel(), recipe)
				if err != nil {
					t.Fatal(err)
				}
				for _, id := range []string{"index", "a", "b"} {
					n, _ := plain.Node(id)
					m, _ := s.Node(id)
					for c := range d.cases {
						if x, y := plain.At(c, 0, n), s.At(c, 0, m); !agree(x, y) {
							t.Fatalf("recipe %d, %s, %s of %s: %+v became %+v", r, name, id, d.cases[c], x, y)
						}
					}
				}
			}
		}
	})
}

// TestRescoreIsTheScore checks that values which are rescored get the scores they
// have in the panel, by every recipe that does not fill them in.
func TestRescoreIsTheScore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDraft(t, true)
		for r, recipe := range recipes {
			m, _, err := Fit(flat(), d.panel(), recipe)
			if err != nil || recipe.Impute.Method != "" {
				continue
			}
			s, _ := m.Score(d.panel())
			for j, leaf := range m.Framework.Leaves() {
				n, _ := s.Node(leaf.ID)
				o := Observed{Leaf: j}
				for c, row := range d.rows {
					o.Cases, o.Values = append(o.Cases, int32(c)), append(o.Values, row[j])
				}
				m.Rescore(d.panel(), o)
				for c, v := range o.Values {
					if got := s.At(c, 0, n); got.OK() != (v == v) || got.OK() && math.Abs(got.Score-v) > 1e-9*(1+math.Abs(v)) {
						t.Fatalf("recipe %d, %s of %s: %+v, rescored %v", r, leaf.ID, d.cases[c], got, v)
					}
				}
			}
		}
	})
}
