// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// ishigami is the function of Ishigami and Homma (1990) on the unit cube.
func ishigami(u []float64) float64 {
	x := func(i int) float64 { return math.Pi * (2*u[i] - 1) }
	sin := math.Sin(x(1))
	return math.Sin(x(0)) + 7*sin*sin + 0.1*math.Pow(x(2), 4)*math.Sin(x(0))
}

// sobolG is the G-function of Sobol with the coefficients of the reference.
func sobolG(u []float64) float64 {
	product := 1.0
	for i, a := range []float64{0, 1, 4.5, 9, 99, 99, 99, 99} {
		product *= (math.Abs(4*u[i]-2) + a) / (1 + a)
	}
	return product
}

// answered evaluates a function at the points of a design.
func answered(t testing.TB, d Design, q *Sobol, f func([]float64) float64) *Responses {
	t.Helper()
	points, err := d.Points(q)
	if err != nil {
		t.Fatal(err)
	}
	y := make([]float64, d.Rows())
	for i := range y {
		y[i] = f(points[i*d.Factors : (i+1)*d.Factors])
	}
	r, err := d.Responses(y)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// plain begins an unscrambled sequence for a design.
func plain(t testing.TB, d Design) *Sobol {
	t.Helper()
	q, err := NewSobol(2 * d.Factors)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func estimates(t testing.TB, r *Responses, how Options) *Estimates {
	t.Helper()
	e, err := r.Estimate(how)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestSALib compares with the Python library on its own unscrambled design.
func TestSALib(t *testing.T) {
	for _, tt := range []struct {
		file string
		d    Design
		f    func([]float64) float64
	}{
		{"ishigami_N16384_2nd_True", Design{16384, 3, true}, ishigami},
		{"ishigami_N16384_2nd_False", Design{16384, 3, false}, ishigami},
		{"sobolG_D8_N16384", Design{16384, 8, false}, sobolG},
	} {
		t.Run(tt.file, func(t *testing.T) {
			rows := gold(t, "11_salib/"+tt.file+".csv")[1:]
			e := estimates(t, answered(t, tt.d, plain(t, tt.d), tt.f), Options{Resamples: 200, Seed: 1, Level: 0.95})
			for f, row := range rows {
				want := numbers(t, row[1:])
				near(t, row[0]+" S", [2]float64{e.First[f].Value, want[0]}, 1e-10)
				near(t, row[0]+" ST", [2]float64{e.Total[f].Value, want[2]}, 1e-10)
				// SALib's own resamples differ; its half-width is 1.96 standard deviations.
				for _, pair := range [][2]float64{{1.96 * e.First[f].Error, want[1]}, {1.96 * e.Total[f].Error, want[3]}} {
					if ratio := pair[0] / pair[1]; ratio < 0.7 || ratio > 1.4 {
						t.Errorf("%s: half-width %v, SALib's %v", row[0], pair[0], pair[1])
					}
				}
			}
		})
	}
}

func TestSALibSecondOrder(t *testing.T) {
	d := Design{16384, 3, true}
	e := estimates(t, answered(t, d, plain(t, d), ishigami), Options{})
	for _, row := range gold(t, "11_salib/ishigami_N16384_S2.csv")[1:] {
		v := numbers(t, row)
		near(t, strings.Join(row[:2], "-"), [2]float64{e.Second[int(v[0])-1][int(v[1])-1].Value, v[2]}, 1e-10)
	}
}

// TestOtherEstimators compares with the reference's estimates by other formulas,
// from responses as they are.
func TestOtherEstimators(t *testing.T) {
	d := Design{16384, 3, true}
	r := answered(t, d, plain(t, d), ishigami)
	pick := map[string]struct {
		how   Options
		total bool
	}{
		"S1_saltelli2010": {Options{First: Saltelli, Raw: true}, false},
		"S1_jansen1999":   {Options{First: Jansen, Raw: true}, false},
		"ST_jansen1999":   {Options{Total: Jansen, Raw: true}, true},
		"ST_homma1996":    {Options{Total: HommaSaltelli, Raw: true}, true},
		"ST_sobol2007":    {Options{Total: Saltelli, Raw: true}, true},
	}
	for _, row := range gold(t, "11_salib/ishigami_N16384_estimators.csv")[1:] {
		p, ok := pick[row[0]]
		if !ok {
			continue // the analytic values
		}
		e := estimates(t, r, p.how)
		for f, want := range numbers(t, row[1:]) {
			got := e.First[f].Value
			if p.total {
				got = e.Total[f].Value
			}
			near(t, row[0], [2]float64{got, want}, 1e-10)
		}
	}
}

// TestEveryEstimatorFindsTheTruth compares with the analytic indices; centred or
// not, they have the same limit.
func TestEveryEstimatorFindsTheTruth(t *testing.T) {
	d := Design{16384, 3, true}
	r := answered(t, d, plain(t, d), ishigami)
	first, total := []float64{0.31390519114781146, 0.4424111447900409, 0}, []float64{0.5575888552099592, 0.4424111447900409, 0.2436836640621477}
	for _, how := range Estimators() {
		for _, raw := range []bool{false, true} {
			e := estimates(t, r, Options{First: how, Total: how, Raw: raw})
			for f := range first {
				near(t, string(how)+" S", [2]float64{e.First[f].Value, first[f]}, 0.005)
				near(t, string(how)+" ST", [2]float64{e.Total[f].Value, total[f]}, 0.005)
			}
		}
	}
}

// TestCOINr feeds the reference's own responses to its formula.
func TestCOINr(t *testing.T) {
	var y []float64
	for _, row := range gold(t, "10_ua_sa/sa_params_y.csv")[1:] {
		y = append(y, numbers(t, row[len(row)-1:])[0])
	}
	r, err := Design{Base: 500, Factors: 4}.Blocks(y)
	if err != nil {
		t.Fatal(err)
	}
	e := estimates(t, r, Options{Raw: true, SampleVariance: true, Resamples: 2000, Seed: 3})
	for f, row := range gold(t, "10_ua_sa/sa_indices.csv")[1:] {
		want := numbers(t, row[1:])
		near(t, row[0]+" S", [2]float64{e.First[f].Value, want[0]}, 1e-12)
		near(t, row[0]+" ST", [2]float64{e.Total[f].Value, want[1]}, 1e-12)
		// The percentiles are of other resamples.
		near(t, row[0]+" S 5 %", [2]float64{e.First[f].Low, want[2]}, 0.03)
		near(t, row[0]+" S 95 %", [2]float64{e.First[f].High, want[3]}, 0.03)
		near(t, row[0]+" ST 5 %", [2]float64{e.Total[f].Low, want[4]}, 0.02)
		near(t, row[0]+" ST 95 %", [2]float64{e.Total[f].High, want[5]}, 0.02)
	}
}

// TestStoredResponses reads a small design that the reference stored point by
// point, without building it.
func TestStoredResponses(t *testing.T) {
	rows := gold(t, "11_salib/ishigami_N64_X_Y.csv")[1:]
	d := Design{64, 3, len(rows) == 64*8}
	points, err := d.Points(plain(t, d))
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		v := numbers(t, row)
		for f := range 3 {
			near(t, "coordinate", [2]float64{math.Pi * (2*points[3*i+f] - 1), v[f]}, 1e-12)
		}
		near(t, "response", [2]float64{ishigami(points[3*i : 3*i+3]), v[3]}, 1e-12)
	}
}

func TestInertInputIsZero(t *testing.T) {
	d := Design{256, 3, true}
	q, err := NewScrambledSobol(6, 5)
	if err != nil {
		t.Fatal(err)
	}
	r := answered(t, d, q, func(u []float64) float64 { return u[0] + u[1]*u[1] })
	for _, how := range []Estimator{Saltelli, Azzini, Jansen} {
		e := estimates(t, r, Options{First: how, Total: how})
		// The first-order formula of Jansen is 0 for an inert input in the limit only.
		if how != Jansen && e.First[2].Value != 0 {
			t.Errorf("%s: S of an inert input is %v", how, e.First[2].Value)
		}
		if e.Total[2].Value != 0 {
			t.Errorf("%s: ST of an inert input is %v", how, e.Total[2].Value)
		}
	}
}

func TestAdditiveEstimatesSumToOne(t *testing.T) {
	d := Design{4096, 4, false}
	q, err := NewScrambledSobol(8, 11)
	if err != nil {
		t.Fatal(err)
	}
	r := answered(t, d, q, func(u []float64) float64 { return u[0] + 2*u[1] + 3*u[2] + 4*u[3] })
	e := estimates(t, r, Options{})
	first, total := 0.0, 0.0
	for f := range 4 {
		first, total = first+e.First[f].Value, total+e.Total[f].Value
		want := float64((f+1)*(f+1)) / 30
		near(t, "S", [2]float64{e.First[f].Value, want}, 0.01)
	}
	near(t, "sum of S", [2]float64{first, 1}, 0.01)
	near(t, "sum of ST", [2]float64{total, 1}, 0.01)
}

func TestMissingResponsesAreDropped(t *testing.T) {
	d := Design{64, 2, true}
	q, err := NewScrambledSobol(4, 1)
	if err != nil {
		t.Fatal(err)
	}
	r := answered(t, d, q, func(u []float64) float64 { return u[0] })
	r.BA[1][3], r.A[9], r.AB[0][9] = math.NaN(), math.NaN(), math.NaN()
	e := estimates(t, r, Options{Resamples: 20})
	if e.Base != 62 || e.Dropped != 2 {
		t.Errorf("used %d, dropped %d, want 62 and 2", e.Base, e.Dropped)
	}
	for i := range r.B {
		r.B[i] = math.NaN()
	}
	if _, err := r.Estimate(Options{}); err == nil || !strings.Contains(err.Error(), "0 of 64 base points") {
		t.Errorf("error %v", err)
	}
}

func TestConstantResponses(t *testing.T) {
	d := Design{8, 2, true}
	q, err := NewSobol(4)
	if err != nil {
		t.Fatal(err)
	}
	e := estimates(t, answered(t, d, q, func([]float64) float64 { return 3 }), Options{Resamples: 5})
	if !e.Constant || e.Mean != 3 || e.First[0] != (Estimate{}) || len(e.Second) != 2 {
		t.Errorf("%+v", e)
	}
}

func TestEstimateRefuses(t *testing.T) {
	d := Design{4, 2, false}
	r := answered(t, d, plain(t, d), func(u []float64) float64 { return u[0] })
	for name, tt := range map[string]struct {
		how  Options
		want string
	}{
		"unknown":       {Options{First: "best"}, "known are"},
		"without pairs": {Options{Total: Azzini}, "second-order points"},
	} {
		if _, err := r.Estimate(tt.how); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", name, err, tt.want)
		}
	}
	r.AB[1][2] = math.Inf(1)
	if _, err := r.Estimate(Options{}); err == nil || !strings.Contains(err.Error(), "base point 3") {
		t.Errorf("error %v", err)
	}
	if _, err := d.Responses(make([]float64, 15)); err == nil {
		t.Error("15 responses to 16 points are taken")
	}
	if _, err := d.Blocks(make([]float64, 17)); err == nil {
		t.Error("17 responses to 16 points are taken")
	}
	if _, err := (Design{4, 3, false}).Points(plain(t, d)); err == nil {
		t.Error("a sequence of too few dimensions is taken")
	}
}

// TestIntervalsCover checks that 90 % intervals hold the true index about as often
// as they say, over independent designs.
func TestIntervalsCover(t *testing.T) {
	const runs = 150
	held := 0
	truth := 0.3139051911478115
	for seed := range runs {
		random := rand.New(rand.NewPCG(uint64(seed), 9))
		d := Design{256, 3, false}
		y := make([]float64, d.Rows())
		point := make([]float64, 6)
		for i := range d.Base {
			for c := range point {
				point[c] = random.Float64()
			}
			a, b := point[:3], point[3:]
			y[5*i], y[5*i+4] = ishigami(a), ishigami(b)
			for f := range 3 {
				mixed := append([]float64(nil), a...)
				mixed[f] = b[f]
				y[5*i+1+f] = ishigami(mixed)
			}
		}
		r, err := d.Responses(y)
		if err != nil {
			t.Fatal(err)
		}
		e := estimates(t, r, Options{Resamples: 200, Seed: uint64(seed)}).First[0]
		if e.Low <= truth && truth <= e.High {
			held++
		}
	}
	if share := float64(held) / runs; share < 0.82 || share > 0.97 {
		t.Errorf("90 %% intervals hold the truth in %v of the runs", share)
	}
}

func TestSameSeedSameIntervals(t *testing.T) {
	d := Design{128, 3, true}
	r := answered(t, d, plain(t, d), ishigami)
	one, same := estimates(t, r, Options{Resamples: 50, Seed: 1}), estimates(t, r, Options{Resamples: 50, Seed: 1})
	if diff := cmp.Diff(one, same); diff != "" {
		t.Error(diff)
	}
	if cmp.Equal(one, estimates(t, r, Options{Resamples: 50, Seed: 2})) {
		t.Error("another seed gives the same intervals")
	}
}

// BenchmarkSobol estimates indices and their intervals by 100 resamples from 2^14
// base points of 3 factors. SALib takes 233 ms.
func BenchmarkSobol(b *testing.B) {
	d := Design{16384, 3, false}
	r := answered(b, d, plain(b, d), ishigami)
	b.ReportAllocs()
	for b.Loop() {
		estimates(b, r, Options{Resamples: 100, Seed: 1})
	}
}
