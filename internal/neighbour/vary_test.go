// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/stat"
)

// variants makes a table of disturbed scores; in every third variant some states
// have none.
func variants(m made, n int, seed uint64) *Table {
	r := rand.New(rand.NewPCG(seed, 1))
	t := NewTable(m.scores.Len(), n)
	for v := range n {
		shift, scale := 5*r.NormFloat64(), math.Exp(0.2*r.NormFloat64())
		for i := range m.scores.Len() {
			x, ok := m.scores.At(i)
			if ok && !(v%3 == 0 && (i+v)%11 == 0) {
				t.Set(i, v, shift+scale*x+2*r.NormFloat64())
			}
		}
	}
	return t
}

// only is a variant as a column.
func (t *Table) only(v int) *Column {
	c := NewColumn(t.states)
	for i := range t.states {
		if x, ok := t.At(i, v); ok {
			c.Set(i, x)
		}
	}
	return c
}

// varyOne asks about one map; all states where none is named.
func varyOne(m made, scores *Table, seed uint64, only ...int) []Variation {
	return Vary(Variants{Maps: []*Weights{m.w}, Scores: scores, Income: m.income, Seed: seed, Only: only})[0]
}

// TestVaryEqualsExpecting counts by hand what Expect says of each variant.
func TestVaryEqualsExpecting(t *testing.T) {
	m := makeWorld(t, 90, 300, 0.1, 11)
	const n = 150
	table := variants(m, n, 3)
	got := varyOne(m, table, 1)
	above, below, computed := make([]float64, 90), make([]float64, 90), make([]int, 90)
	for v := range n {
		for i, e := range Expect(m.w, table.only(v), m.income) {
			if !e.OK() {
				continue
			}
			computed[i]++
			switch {
			case e.Own > e.High:
				above[i]++
			case e.Own < e.Low:
				below[i]++
			}
		}
	}
	some := 0
	for i, v := range got {
		if v.Computed != computed[i] || v.Variants != n {
			t.Fatalf("state %d: computed in %d of %d, want %d", i, v.Computed, v.Variants, computed[i])
		}
		if computed[i] == 0 {
			continue
		}
		some++
		if !close9(v.Above, above[i]/float64(computed[i])) || !close9(v.Below, below[i]/float64(computed[i])) {
			t.Errorf("state %d: above %v, below %v, want %v, %v of %d", i, v.Above, v.Below, above[i], below[i], computed[i])
		}
	}
	if some < 40 {
		t.Errorf("only %d states were computed", some)
	}
	list := []int{7, 3, 60}
	part := varyOne(m, table, 1, list...)
	for k, i := range list {
		if part[k].Above != got[i].Above || part[k].Computed != got[i].Computed {
			t.Errorf("asked alone, state %d is %+v, among all %+v", i, part[k], got[i])
		}
	}
	again := varyOne(m, table, 1)
	if diff := cmp.Diff(got, again, cmp.AllowUnexported(Variation{})); diff != "" {
		t.Error(diff)
	}
}

// TestBandOfSameVariants: variants that do not differ leave the expectation's
// own band, but for the coarseness of the sample.
func TestBandOfSameVariants(t *testing.T) {
	m := makeWorld(t, 80, 300, 0, 12)
	table := NewTable(80, 2000)
	for i := range 80 {
		x, _ := m.scores.At(i)
		for v := range 2000 {
			// Another zero and another scale change nothing.
			table.Set(i, v, float64(v%5)+(1+float64(v%3))*x)
		}
	}
	base := Expect(m.w, m.scores, m.income)
	for i, v := range varyOne(m, table, 5) {
		e := &base[i]
		if !e.OK() {
			continue
		}
		low, high := v.Band(e)
		if math.Abs(low-e.Low) > 0.01*e.SE || math.Abs(high-e.High) > 0.01*e.SE {
			t.Errorf("state %d: %.3f to %.3f, want %.3f to %.3f", i, low, high, e.Low, e.High)
		}
		want := 0.0
		if e.Own > e.High {
			want = 1
		}
		if v.Above != want || !v.OK() {
			t.Errorf("state %d: %+v", i, v)
		}
	}
}

// TestBandWidensWithTheVariants: a state that the variants disagree on has a
// wider band than one that they agree on.
func TestBandWidensWithTheVariants(t *testing.T) {
	m := makeWorld(t, 80, 300, 0, 13)
	r := rand.New(rand.NewPCG(1, 2))
	table := NewTable(80, 1000)
	for i := range 80 {
		x, _ := m.scores.At(i)
		for v := range 1000 {
			if i == 40 {
				x, _ = m.scores.At(i)
				x += 15 * r.NormFloat64()
			}
			table.Set(i, v, x)
		}
	}
	base := Expect(m.w, m.scores, m.income)
	got := varyOne(m, table, 5)
	width := func(i int) float64 {
		low, high := got[i].Band(&base[i])
		return (high - low) / (base[i].High - base[i].Low)
	}
	if !base[40].OK() || width(40) < 1.3 || width(10) > 1.1 {
		t.Errorf("the band of the state in doubt is %.2f times as wide, that of another %.2f", width(40), width(10))
	}
}

func TestVaryWithoutVariants(t *testing.T) {
	m := makeWorld(t, 60, 200, 0, 14)
	base := Expect(m.w, m.scores, m.income)
	var none Variation
	if low, high := none.Band(&base[5]); low != base[5].Low || high != base[5].High || none.OK() {
		t.Errorf("%v to %v", low, high)
	}
	// A variant that no state has a score in is not computed.
	got := varyOne(m, NewTable(60, 4), 0)
	if v := got[5]; v.Computed != 0 || v.OK() || v.Variants != 4 {
		t.Errorf("%+v", v)
	}
}

// TestNoise checks that the sample of noise has the quantiles of Student's t
// and no order.
func TestNoise(t *testing.T) {
	z := newNoise(5000, 9).student(120)
	sorted := slices.Sorted(slices.Values(z))
	// 1.6577 is the 95 % point of t with 120 degrees of freedom in printed tables.
	if v, _ := stat.Quantile(sorted, 0.95); math.Abs(v-1.6577) > 0.01 {
		t.Errorf("95 %% of the noise lie below %v", v)
	}
	sum, along := 0.0, 0.0
	for k, v := range z {
		sum += v
		along += v * (float64(k)/2500 - 1)
	}
	if math.Abs(sum) > 1e-9 || math.Abs(along/5000) > 0.05 {
		t.Errorf("sum %v, trend %v", sum, along/5000)
	}
	// A few variants meet all of it all the same.
	if one := newNoise(1, 9); one.parts != strata || len(one.normal) != strata {
		t.Errorf("one variant has %d parts", one.parts)
	}
	if few := newNoise(70, 9); few.parts != 3 || len(few.normal) != 210 {
		t.Errorf("70 variants have %d parts", few.parts)
	}
	if slices.Equal(z, newNoise(5000, 10).student(120)) {
		t.Error("the seed changes nothing")
	}
}

// TestEnds compares with the quantiles of sorted values.
func TestEnds(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		x := rapid.SliceOfN(rapid.Float64Range(-1e6, 1e6), 1, 400).Draw(r, "x")
		if rapid.Bool().Draw(r, "ties") {
			for i := range x {
				x[i] = math.Round(x[i] / 3e5)
			}
		}
		sorted := slices.Sorted(slices.Values(x))
		low, high := ends(x)
		wantLow, _ := stat.Quantile(sorted, (1-Level)/2)
		wantHigh, _ := stat.Quantile(sorted, (1+Level)/2)
		if !close9(low, wantLow) || !close9(high, wantHigh) {
			r.Fatalf("%v to %v, want %v to %v", low, high, wantLow, wantHigh)
		}
	})
}

// TestStudentExpansion holds the quantiles against gonum's own, where a regression
// has the fewest degrees of freedom that one may have.
func TestStudentExpansion(t *testing.T) {
	z := newNoise(1000, 1)
	for _, df := range []float64{Least - coefficients, 60, 190} {
		exact := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}
		for k, got := range z.student(df) {
			p := distuv.UnitNormal.CDF(z.normal[k])
			if want := exact.Quantile(p); math.Abs(got-want) > 1e-4 {
				t.Errorf("df %g, p %.4f: %v, want %v", df, p, got, want)
			}
		}
	}
}

// TestBandOfOneVariant: a single variant leaves the band of its regression and not
// a point.
func TestBandOfOneVariant(t *testing.T) {
	m := makeWorld(t, 80, 300, 0, 12)
	table := NewTable(80, 1)
	for i := range 80 {
		x, _ := m.scores.At(i)
		table.Set(i, 0, x)
	}
	base, some := Expect(m.w, m.scores, m.income), 0
	for i, v := range varyOne(m, table, 5) {
		e := &base[i]
		if !e.OK() {
			continue
		}
		some++
		low, high := v.Band(e)
		if math.Abs(low-e.Low) > 0.05*e.SE || math.Abs(high-e.High) > 0.05*e.SE || v.Computed != 1 {
			t.Errorf("state %d: %.3f to %.3f, want %.3f to %.3f", i, low, high, e.Low, e.High)
		}
	}
	if some < 40 {
		t.Errorf("only %d states were computed", some)
	}
}
