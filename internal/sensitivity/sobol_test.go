// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSobolIsThatOfJoeAndKuo(t *testing.T) {
	q, err := NewSobol(8)
	if err != nil {
		t.Fatal(err)
	}
	point := make([]float64, 8)
	for i, row := range gold(t, "11_salib/scipy_sobol_d8_n256_unscrambled.csv") {
		q.Next(point)
		if diff := cmp.Diff(numbers(t, row), point); diff != "" {
			t.Fatalf("point %d: %s", i, diff)
		}
	}
}

func TestDesignIsThatOfSALib(t *testing.T) {
	q, err := NewSobol(6)
	if err != nil {
		t.Fatal(err)
	}
	// SALib 1.4 left out as many points as it drew, at least 16.
	q.Skip(16)
	points, err := Design{Base: 16, Factors: 3, Second: true}.Points(q)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range gold(t, "11_salib/saltelli_sample_N16_D3_2nd.csv") {
		if diff := cmp.Diff(numbers(t, row), points[3*i:3*i+3]); diff != "" {
			t.Fatalf("row %d: %s", i, diff)
		}
	}
}

// TestDirectionsAreProper checks the table's own rules: the first numbers are odd
// and below 2^i, and polynomials do not repeat.
func TestDirectionsAreProper(t *testing.T) {
	seen := map[[2]int]bool{}
	for d, row := range directions {
		key := [2]int{len(row), int(row[0])}
		if seen[key] {
			t.Errorf("dimension %d has the polynomial of another", d+2)
		}
		seen[key] = true
		for i, m := range row[1:] {
			if m%2 == 0 || m >= 2<<i {
				t.Errorf("dimension %d: m%d is %d", d+2, i+1, m)
			}
		}
	}
}

// TestEveryDimensionIsEven checks, for plain and scrambled points in all
// dimensions, that 2^8 points have one in each of 2^8 equal intervals, and that in
// pairs of dimensions with even projections each of 16 by 16 boxes has one.
func TestEveryDimensionIsEven(t *testing.T) {
	for _, seed := range []uint64{0, 1, 99} {
		q, err := NewScrambledSobol(MaxDimensions, seed)
		if seed == 0 {
			q, err = NewSobol(MaxDimensions)
		}
		if err != nil {
			t.Fatal(err)
		}
		const points = 256
		all := make([][]float64, points)
		for i := range all {
			all[i] = make([]float64, MaxDimensions)
			q.Next(all[i])
		}
		for d := range MaxDimensions {
			var hit [points]bool
			for _, p := range all {
				hit[int(p[d]*points)] = true
			}
			for _, h := range hit {
				if !h {
					t.Fatalf("seed %d: dimension %d is uneven", seed, d+1)
				}
			}
		}
		var boxes [16][16]int
		for _, p := range all {
			boxes[int(p[0]*16)][int(p[1]*16)]++
		}
		for _, row := range boxes {
			for _, n := range row {
				if n != 1 {
					t.Fatalf("seed %d: the first two dimensions put %d points in a box", seed, n)
				}
			}
		}
	}
}

// TestScrambledPointsAreUniform checks mean, variance and correlation of one point
// over many seeds: each point by itself is uniform, and coordinates independent.
func TestScrambledPointsAreUniform(t *testing.T) {
	const seeds = 20000
	point := make([]float64, 2)
	for _, at := range []int{0, 1, 6} {
		mean, variance, together := 0.0, 0.0, 0.0
		for seed := range uint64(seeds) {
			q, err := NewScrambledSobol(2, seed)
			if err != nil {
				t.Fatal(err)
			}
			q.Skip(at)
			q.Next(point)
			mean += point[0] / seeds
			variance += (point[0] - 0.5) * (point[0] - 0.5) / seeds
			together += (point[0] - 0.5) * (point[1] - 0.5) * 12 / seeds
		}
		// Within 4.5 standard errors.
		near(t, "mean", [2]float64{mean, 0.5}, 4.5*math.Sqrt(1.0/12/seeds))
		near(t, "variance", [2]float64{variance, 1.0 / 12}, 4.5*math.Sqrt(1.0/180/seeds))
		near(t, "correlation", [2]float64{together, 0}, 4.5/math.Sqrt(seeds))
	}
}

// TestScrambledPointsConvergeFaster compares the error of a mean with that of
// random points, and checks that four times as many points lessen it by more than
// the factor of 2 of random ones: for smooth functions it goes as n^-1.5.
func TestScrambledPointsConvergeFaster(t *testing.T) {
	f := func(u []float64) float64 {
		p := 1.0
		for _, x := range u {
			p *= 0.5 + x
		}
		return p
	}
	rmse := func(n int, next func(seed uint64) func([]float64)) float64 {
		const seeds = 40
		sum := 0.0
		point := make([]float64, 4)
		for seed := range uint64(seeds) {
			draw := next(seed)
			mean := 0.0
			for range n {
				draw(point)
				mean += f(point) / float64(n)
			}
			sum += (mean - 1) * (mean - 1) / seeds
		}
		return math.Sqrt(sum)
	}
	scrambled := func(seed uint64) func([]float64) {
		q, err := NewScrambledSobol(4, seed)
		if err != nil {
			t.Fatal(err)
		}
		return q.Next
	}
	random := func(seed uint64) func([]float64) {
		r := Stream(seed, 0)
		return func(p []float64) {
			for d := range p {
				p[d] = r.Float64()
			}
		}
	}
	few, many := rmse(256, scrambled), rmse(1024, scrambled)
	if few/many < 4 {
		t.Errorf("four times as many scrambled points lessen the error by %v only", few/many)
	}
	if plain := rmse(1024, random); plain/many < 20 {
		t.Errorf("random points err %v, scrambled ones %v", plain, many)
	}
	if ratio := rmse(256, random) / rmse(4096, random); ratio < 2.5 || ratio > 6.5 {
		t.Errorf("16 times as many random points lessen the error by %v, want about 4", ratio)
	}
}

func TestSobolRefuses(t *testing.T) {
	for _, d := range []int{0, -1, MaxDimensions + 1} {
		if _, err := NewSobol(d); err == nil {
			t.Errorf("%d dimensions are taken", d)
		}
		if _, err := NewScrambledSobol(d, 1); err == nil {
			t.Errorf("%d scrambled dimensions are taken", d)
		}
	}
	q, err := NewSobol(1)
	if err != nil {
		t.Fatal(err)
	}
	q.next = 1<<sobolBits - 1
	defer func() {
		if recover() == nil {
			t.Error("the sequence goes on past its end")
		}
	}()
	q.Next(make([]float64, 1))
}

// BenchmarkScrambledSobol draws points of 20 dimensions.
func BenchmarkScrambledSobol(b *testing.B) {
	q, err := NewScrambledSobol(20, 1)
	if err != nil {
		b.Fatal(err)
	}
	point := make([]float64, 20)
	for b.Loop() {
		q.Next(point)
	}
}

func TestStreamsAreApart(t *testing.T) {
	seen := map[uint64]bool{}
	ones, n := 0, 0
	p := &rand.PCG{}
	for seed := range uint64(20) {
		for i := range 500 {
			Restart(p, seed, i)
			x := p.Uint64()
			if again := Stream(seed, i).Uint64(); again != x {
				t.Fatal("a stream does not begin where it began")
			}
			if seen[x] {
				t.Fatal("two streams begin alike")
			}
			seen[x] = true
			n++
			ones += int(x >> 63)
		}
	}
	if share := float64(ones) / float64(n); math.Abs(share-0.5) > 0.025 {
		t.Errorf("first bits are 1 in %v of the streams", share)
	}
}
