// SPDX-License-Identifier: Apache-2.0

package table

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// pillar reads the input of the aggregation functions as a framework and panel.
func pillar(t *testing.T, equal bool) (*composite.Framework, *panel.Panel) {
	rows := csvRows(t, "05_aggregation/input.csv")
	weight, total := map[string]float64{}, 0.0
	for _, row := range csvRows(t, "05_aggregation/weights.csv")[1:] {
		weight[row[0]], _ = strconv.ParseFloat(row[1], 64)
		if equal {
			weight[row[0]] = 1
		}
		total += weight[row[0]]
	}
	root := &composite.Node{ID: "pillar"}
	for _, id := range rows[0][1:] {
		root.Children = append(root.Children, &composite.Node{ID: id, Indicator: id, Weight: weight[id] / total, Direction: obs.HigherIsBetter})
	}
	var cases []string
	for _, row := range rows[1:] {
		cases = append(cases, row[0])
	}
	p := panel.New(cases, []int{0}, rows[0][1:])
	for c, row := range rows[1:] {
		for i, text := range row[1:] {
			if v, err := strconv.ParseFloat(text, 64); err == nil {
				p.Set(c, 0, i, panel.Cell{Value: v})
			}
		}
	}
	return &composite.Framework{ID: "f", Root: root}, p
}

func TestAggregationFunctions(t *testing.T) {
	type how = composite.Aggregation
	for _, tt := range []struct {
		column string
		how    how
	}{
		{"amean", how{Method: composite.Arithmetic}},
		{"gmean", how{Method: composite.Geometric}},
		{"hmean", how{Method: composite.Harmonic}},
		{"genmean_p2", how{Method: composite.Power, Power: 2}},
		{"genmean_pm1", how{Method: composite.Power, Power: -1}},
		{"genmean_p0.5", how{Method: composite.Power, Power: 0.5}},
		{"copeland", how{Method: composite.Copeland}},
		{"copeland_eqw", how{Method: composite.Copeland}},
	} {
		t.Run(tt.column, func(t *testing.T) {
			f, p := pillar(t, strings.HasSuffix(tt.column, "eqw"))
			// The values are scores already: a scale from 0-1 to 0-1 leaves them alone.
			r := composite.Recipe{
				Normalise: composite.Normalisation{Method: composite.NormaliseScaled, From: 0, To: 1, High: 1},
				Aggregate: composite.Aggregations{Aggregation: tt.how},
			}
			m, _, err := composite.Fit(f, p, r)
			if err != nil {
				t.Fatal(err)
			}
			s, _ := m.Score(p)
			rows := csvRows(t, "05_aggregation/output.csv")
			for i, column := range rows[0] {
				if column != tt.column {
					continue
				}
				for _, row := range rows[1:] {
					c, _ := p.Case(row[0])
					got := s.At(c, 0, 0)
					if !same(Cell{got.Score, got.OK()}, row[i], tolerance) {
						t.Errorf("%s: got %+v, want %s", row[0], got, row[i])
					}
				}
			}
		})
	}
}

func TestOutrankingMatrix(t *testing.T) {
	f, p := pillar(t, false)
	var x [][]float64
	var w []float64
	for i, kid := range f.Root.Children {
		var col []float64
		for _, cell := range p.Column(0, i) {
			col = append(col, cell.Value)
		}
		x, w = append(x, col), append(w, kid.Weight)
	}
	got := composite.Outranking(x, w)
	rows := csvRows(t, "05_aggregation/outrank_matrix.csv")
	for i, row := range rows[1:] {
		for j, text := range row {
			if want, _ := strconv.ParseFloat(text, 64); math.Abs(got[i][j]-want) > 1e-12 {
				t.Errorf("%d, %d: got %v, want %v", i, j, got[i][j], want)
			}
		}
	}
}

func TestLintsAllAtOnce(t *testing.T) {
	meta := strings.Join([]string{
		"Level,iCode,iName,Direction,Weight,Parent,Type",
		"1,A,a,0,1,P,Indicator", "1,B,b,1,NA,P,Indicator", "1,B,b,1,1,P,Indicator", "1,C,c,1,1,Q,Indicator",
		"1,D,d,1,1,A,Indicator", "2,P,p,1,1,I,Aggregate", "3,I,i,1,1,NA,Aggregate", "2,X,x,1,1,Y,Aggregate", "2,Y,y,1,1,X,Aggregate", "1,E,e,1,1,P,Odd",
	}, "\n")
	data := strings.Join([]string{"uCode,A,B,C,D", "AA,1,x,,5", "BB,2,3,,5", "AA,2,4,,5", "CC,NA,,,5,6"}, "\n")
	in, lints := Read(strings.NewReader(data), strings.NewReader(meta))
	if in != nil {
		t.Error("built in spite of faults")
	}
	var got []string
	for _, l := range lints {
		got = append(got, l.String())
	}
	want := []string{
		`iMeta: row 2: column Direction: A has 0; use 1 where higher is better, -1 where lower is`,
		`iMeta: row 3: column Weight: B has none`,
		`iMeta: row 4: column iCode: "B" stands in row 3 already`,
		`iMeta: row 11: column Type: "Odd" of E is unknown; use Indicator, Aggregate, Denominator, Group or Other`,
		`iMeta: row 5: column Parent: "Q" of C is not among the codes`,
		`iMeta: row 6: column Parent: "A" of D is of type Indicator, not Aggregate`,
		`iMeta: row 9: column Parent: X is among its own ancestors`,
		`iMeta: row 10: column Parent: Y is among its own ancestors`,
		`iMeta: row 9: column iCode: X is an aggregate of nothing`,
		`iMeta: row 10: column iCode: Y is an aggregate of nothing`,
		`iMeta: row 11: column iCode: E is not a column of iData`,
		`iData: row 5: has 6 fields, the header 5`,
		`iData: row 4: column uCode: AA stands in row 2 already`,
		`iData: row 2: column B: "x" is not a number`,
		`iData: column C: has no value at all`,
		`iData: column D: is constant: every value is 5`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("uCode,A\nX,1\nY,2\n", "Level,iCode,Direction,Weight,Parent,Type\n1,A,1,1,I,Indicator\n2,I,1,1,NA,Aggregate\n")
	f.Add("uCode,A\nX,\"1\n", "iCode\nA\n")
	f.Add("", "")
	f.Add("0", "Level,iCode,Direction,Weight,,Type\n\"0")
	f.Add("uCode,Time,A\nX,2000.5,1\n", "Level,iCode,Direction,Weight,Parent,Type\n1,A,1,1,A,Aggregate\n")
	f.Fuzz(func(t *testing.T, data, meta string) {
		in, lints := Read(strings.NewReader(data), strings.NewReader(meta))
		if (in == nil) != (len(Grave(lints)) > 0) {
			t.Fatalf("input %v with %v", in, lints)
		}
		if in == nil {
			return
		}
		if faults := in.Framework.Validate(); len(faults) > 0 {
			t.Fatalf("accepted a framework with %v", faults)
		}
		if _, _, err := Build(in, composite.Recipe{}); err != nil {
			t.Logf("build: %v", err)
		}
	})
}
