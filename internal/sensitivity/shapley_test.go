// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"math"
	"strings"
	"testing"
)

// walked evaluates a function at the points of paths.
func walked(t testing.TB, p Paths, f func([]float64) float64) []float64 {
	t.Helper()
	q, err := NewScrambledSobol(2*p.Factors, p.Seed)
	if err != nil {
		t.Fatal(err)
	}
	points, err := p.Points(q)
	if err != nil {
		t.Fatal(err)
	}
	y := make([]float64, p.Rows())
	for i := range y {
		y[i] = f(points[i*p.Factors : (i+1)*p.Factors])
	}
	return y
}

// TestPathsFindShapley compares with the analytic effects of Ishigami's function:
// each term's share divided among its factors.
func TestPathsFindShapley(t *testing.T) {
	p := Paths{Base: 16384, Factors: 3, Seed: 1}
	e, err := p.Estimate(walked(t, p, ishigami), Options{Resamples: 100})
	if err != nil {
		t.Fatal(err)
	}
	pair := 0.2436836640621477 / 2
	want := []float64{0.31390519114781146 + pair, 0.4424111447900409, pair}
	sum := 0.0
	for f, s := range e.Shapley {
		near(t, "effect", [2]float64{s.Value, want[f]}, 0.01)
		if s.Low > want[f]+0.005 || s.High < want[f]-0.005 || s.Low >= s.High {
			t.Errorf("interval from %v to %v, want %v in it", s.Low, s.High, want[f])
		}
		sum += s.Value
	}
	near(t, "sum", [2]float64{sum, 1}, 1e-12)
	near(t, "variance", [2]float64{e.Variance, 13.844587940719254}, 0.2)
}

// TestPathsAgreeWithEnumeration samples a space that is small enough to enumerate.
func TestPathsAgreeWithEnumeration(t *testing.T) {
	s := asemSpace(t)
	levels := make([]int, 4)
	f := func(levels []int) float64 {
		return float64(levels[0]) + 3*float64(levels[1]*levels[3]) + float64(levels[2])/20*float64(levels[1]+1)
	}
	y := make([]float64, 2000)
	for i := range y {
		s.Levels(i, levels)
		y[i] = f(levels)
	}
	exact, err := s.Decompose(y)
	if err != nil {
		t.Fatal(err)
	}
	p := Paths{Base: 8192, Factors: 4, Seed: 7}
	e, err := p.Estimate(walked(t, p, func(u []float64) float64 {
		s.At(u, levels, nil)
		return f(levels)
	}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for f := range 4 {
		near(t, "effect", [2]float64{e.Shapley[f].Value, exact.Shapley[f]}, 0.02)
	}
}

func TestPathsLoseTheMissing(t *testing.T) {
	p := Paths{Base: 8, Factors: 9}
	y := walked(t, p, func(u []float64) float64 { return u[0] })
	y[3] = math.NaN()
	e, err := p.Estimate(y, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if e.Base != 7 || e.Dropped != 1 || e.Shapley[0].Value != 1 || e.Shapley[8].Value != 0 {
		t.Errorf("%+v", e)
	}
	for i := range y {
		y[i] = 5
	}
	if e, err = p.Estimate(y, Options{}); err != nil || !e.Constant || e.Shapley[0].Value != 0 {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestPathsRefuse(t *testing.T) {
	p := Paths{Base: 2, Factors: 2}
	q, err := NewSobol(3)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Points(q); err == nil {
		t.Error("a sequence of 3 dimensions is taken")
	}
	inf, nan := math.Inf(1), math.NaN()
	for want, y := range map[string][]float64{
		"5 responses to paths of 6 points": {1, 2, 3, 4, 5},
		"infinite":                         {1, 2, 3, 4, 5, inf},
		"1 of 2 paths":                     {1, 2, 3, 4, 5, nan},
	} {
		if _, err := p.Estimate(y, Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}
