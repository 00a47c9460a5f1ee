// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// made is a made-up map with scores that depend on surroundings and income.
type made struct {
	w              *Weights
	scores, income *Column
}

// makeWorld draws a map of n states with so many borders; a share of scores and
// incomes is missing.
func makeWorld(t testing.TB, n, borders int, missing float64, seed uint64) made {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0))
	var pairs [][2]int
	reach := max(4, 2*borders/n)
	for range borders {
		a := r.IntN(n)
		// Near numbers are near places.
		b := min(n-1, max(0, a+r.IntN(2*reach+1)-reach))
		if a != b {
			pairs = append(pairs, [2]int{a, b})
		}
	}
	m := made{w: graph(t, n, pairs), scores: NewColumn(n), income: NewColumn(n)}
	for i := range n {
		base := 50 + 20*math.Sin(float64(i)/8)
		rich := 9 + r.NormFloat64()
		if r.Float64() >= missing {
			m.scores.Set(i, base+3*rich+6*r.NormFloat64())
		}
		if r.Float64() >= missing/2 {
			m.income.Set(i, rich)
		}
	}
	return m
}

// without is the column with one value taken out.
func without(c *Column, i int) *Column {
	out := &Column{values: append([]float64(nil), c.values...)}
	out.values[i] = math.NaN()
	return out
}

// refit is the slow way: the score of a state is taken out, the regression is
// laid out as matrices row by row, solved by gonum's QR, and the state predicted.
// It shares nothing with the package but the lags, which are its definition.
func refit(m made, i int) (expected, se float64, n int, ok bool) {
	whole := m.w.Lag(m.scores)[i]
	rich, known := m.income.At(i)
	if _, scored := m.scores.At(i); !scored || !known || whole.Present < MinNeighbours || !whole.OK {
		return 0, 0, 0, false
	}
	scores := without(m.scores, i)
	lags := m.w.Lag(scores)
	var xs, ys []float64
	for j := range scores.Len() {
		y, scored := scores.At(j)
		g, known := m.income.At(j)
		if scored && known && lags[j].OK && lags[j].Present >= MinNeighbours {
			xs, ys = append(xs, 1, lags[j].Value, g), append(ys, y)
		}
	}
	if n = len(ys); n < Least {
		return 0, 0, n, false
	}
	x, y := mat.NewDense(n, 3, xs), mat.NewVecDense(n, ys)
	var qr mat.QR
	qr.Factorize(x)
	var beta mat.VecDense
	if err := qr.SolveVecTo(&beta, false, y); err != nil {
		return 0, 0, n, false
	}
	var rest, fit mat.VecDense
	fit.MulVec(x, &beta)
	rest.SubVec(y, &fit)
	at := mat.NewVecDense(3, []float64{1, whole.Value, rich})
	var square, inverse mat.Dense
	square.Mul(x.T(), x)
	if err := inverse.Inverse(&square); err != nil {
		return 0, 0, n, false
	}
	s2 := mat.Dot(&rest, &rest) / float64(n-3)
	return mat.Dot(at, &beta), math.Sqrt(s2 * (1 + mat.Inner(at, &inverse, at))), n, true
}

// TestExpectEqualsRefitting checks the update of sums against a new regression
// for every state of a map with gaps, to nine digits.
func TestExpectEqualsRefitting(t *testing.T) {
	for name, m := range map[string]made{
		"dense":       makeWorld(t, 120, 400, 0, 1),
		"with gaps":   makeWorld(t, 150, 400, 0.15, 2),
		"sparse":      makeWorld(t, 150, 190, 0.1, 3),
		"just enough": makeWorld(t, 36, 140, 0, 4),
	} {
		t.Run(name, func(t *testing.T) {
			computed := 0
			for i, e := range Expect(m.w, m.scores, m.income) {
				expected, se, n, ok := refit(m, i)
				if ok != e.OK() {
					t.Fatalf("state %d: refitted %t, expectation %+v", i, ok, e)
				}
				if !ok {
					continue
				}
				computed++
				if !close9(e.Expected, expected) || !close9(e.SE, se) || e.N != n || e.DF != n-3 {
					t.Fatalf("state %d: %v ± %v of %d, refitted %v ± %v of %d", i, e.Expected, e.SE, e.N, expected, se, n)
				}
				rich, _ := m.income.At(i)
				if !close9(e.A+e.Rho*e.Lag+e.B*rich, e.Expected) {
					t.Fatalf("state %d: the coefficients %v, %v, %v do not give %v", i, e.A, e.Rho, e.B, e.Expected)
				}
			}
			if computed < 20 {
				t.Errorf("only %d states were computed", computed)
			}
		})
	}
}

// close9 compares to nine digits.
func close9(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(1, math.Abs(b)) }

// TestExpectBand checks the band against Student's t, and that residuals say
// what they are.
func TestExpectBand(t *testing.T) {
	m := makeWorld(t, 120, 400, 0, 1)
	outside := 0
	for i, e := range Expect(m.w, m.scores, m.income) {
		if !e.OK() {
			continue
		}
		half := distuv.StudentsT{Sigma: 1, Nu: float64(e.DF)}.Quantile(0.95) * e.SE
		if !close9(e.Low, e.Expected-half) || !close9(e.High, e.Expected+half) || !close9(e.Residual, e.Own-e.Expected) ||
			!close9(e.Ratio, e.Residual/e.SE) || !e.HasOwn || !e.HasLag {
			t.Fatalf("state %d: %+v", i, e)
		}
		if e.Own < e.Low || e.Own > e.High {
			outside++
		}
	}
	// Of 120 states 12 lie outside on average; with a binomial spread of 3.3, fewer
	// than 2 or more than 25 would mean that the band is wrong.
	if outside < 2 || outside > 25 {
		t.Errorf("%d of 120 lie outside of a band of 90 %%", outside)
	}
}

// TestExpectFindsTheRule recovers coefficients that made the scores nearly
// without noise: y = 10 + 0.5 Wy + 2 g, solved by iterating. What is left of the
// residual comes from leaving the state out of its neighbours' surroundings.
func TestExpectFindsTheRule(t *testing.T) {
	m := makeWorld(t, 80, 260, 0, 5)
	for range 200 {
		lags := m.w.Lag(m.scores)
		for i := range m.scores.Len() {
			g, _ := m.income.At(i)
			// A trace of noise keeps the band from vanishing.
			m.scores.Set(i, 10+0.5*lags[i].Value+2*g+1e-4*math.Sin(float64(7*i*i)))
		}
	}
	for i, e := range Expect(m.w, m.scores, m.income) {
		if !e.OK() {
			continue
		}
		if math.Abs(e.A-10) > 3 || math.Abs(e.Rho-0.5) > 0.05 || math.Abs(e.B-2) > 0.05 || math.Abs(e.Residual) > 0.5 {
			t.Fatalf("state %d: %+v", i, e)
		}
	}
}

func TestExpectSaysWhyNot(t *testing.T) {
	// A band of 60 states, each next to the two on either side, and six more: an
	// island, one with a single neighbour, one with no score, one with no income,
	// one of whose five neighbours two have a score.
	var pairs [][2]int
	for i := range 58 {
		pairs = append(pairs, [2]int{i, i + 1}, [2]int{i, i + 2})
	}
	pairs = append(pairs, [2]int{61, 10}, [2]int{62, 1}, [2]int{62, 2}, [2]int{63, 4}, [2]int{63, 5},
		[2]int{64, 7}, [2]int{64, 8}, [2]int{64, 65}, [2]int{64, 66}, [2]int{64, 67})
	w := graph(t, 68, pairs)
	scores, income := NewColumn(68), NewColumn(68)
	for i := range 65 {
		if i != 62 {
			scores.Set(i, 50+10*math.Sin(float64(i))+float64(i%7))
		}
		if i != 63 {
			income.Set(i, 9+math.Cos(float64(3*i)))
		}
	}
	got := Expect(w, scores, income)
	for i, want := range map[int]Reason{60: NoNeighbours, 61: TooFew, 62: NoScore, 63: NoIncome, 64: TooThin, 67: NoScore, 20: ""} {
		if got[i].Reason != want {
			t.Errorf("state %d: %q, want %q", i, got[i].Reason, want)
		}
	}
	if e := got[62]; e.HasOwn || !e.HasLag || e.Expected != 0 {
		t.Errorf("without a score: %+v", e)
	}
	flat := NewColumn(68)
	for i := range 65 {
		flat.Set(i, 40)
	}
	if e := Expect(w, flat, income)[20]; e.Reason != NoVariation {
		t.Errorf("scores that do not differ: %+v", e)
	}
	few := NewColumn(68)
	for i := range 25 {
		few.Set(i, 50+10*math.Sin(float64(i)))
	}
	if e := Expect(w, few, income)[10]; e.Reason != TooFewStates {
		t.Errorf("25 states: %+v", e)
	}
	if e := Expect(w, scores, NewColumn(68))[0]; e.Reason != NoIncome {
		t.Errorf("without incomes: %+v", e)
	}
}

// TestExpectIgnoresOrder: the numbering of states changes nothing.
func TestExpectIgnoresOrder(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		seed := rapid.Uint64().Draw(r, "seed")
		m := makeWorld(t, 50, 160, 0.05, seed)
		turned := made{w: turn(m.w), scores: turnColumn(m.scores), income: turnColumn(m.income)}
		a, b := Expect(m.w, m.scores, m.income), Expect(turned.w, turned.scores, turned.income)
		for i := range a {
			x, y := a[i], b[len(a)-1-i]
			if x.Reason != y.Reason || !close9(x.Expected, y.Expected) || !close9(x.SE, y.SE) {
				r.Fatalf("state %d: %+v, turned %+v", i, x, y)
			}
		}
	})
}

// turn numbers the states the other way.
func turn(w *Weights) *Weights {
	n := len(w.rows)
	out := &Weights{States: w.States, rows: make([][]link, n)}
	for i, row := range w.rows {
		for _, l := range row {
			l.at = n - 1 - l.at
			out.rows[n-1-i] = append(out.rows[n-1-i], l)
		}
	}
	return out
}

// turnColumn numbers the values the other way.
func turnColumn(c *Column) *Column {
	out := NewColumn(c.Len())
	for i := range c.Len() {
		if v, ok := c.At(i); ok {
			out.Set(c.Len()-1-i, v)
		}
	}
	return out
}

// TestExpectKeepsUnits: scores on another scale give expectations on that scale.
func TestExpectKeepsUnits(t *testing.T) {
	m := makeWorld(t, 60, 200, 0.05, 9)
	scaled := NewColumn(60)
	for i := range 60 {
		if v, ok := m.scores.At(i); ok {
			scaled.Set(i, 3*v-7)
		}
	}
	a, b := Expect(m.w, m.scores, m.income), Expect(m.w, scaled, m.income)
	for i := range a {
		if a[i].OK() && (!close9(b[i].Expected, 3*a[i].Expected-7) || !close9(b[i].Ratio, a[i].Ratio)) {
			t.Fatalf("state %d: %+v, scaled %+v", i, a[i], b[i])
		}
	}
}
