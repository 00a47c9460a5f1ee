// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// space makes a space of factors A, B and so on.
func space(t testing.TB, levels ...int) *Space {
	t.Helper()
	var factors []Factor
	for i, n := range levels {
		factors = append(factors, Factor{ID: string(rune('A' + i)), Levels: n})
	}
	s, err := NewSpace(factors...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asemSpace is the space of the reference's four uncertainties.
func asemSpace(t testing.TB) *Space {
	t.Helper()
	s, err := NewSpace(Factor{ID: "Winmax", Levels: 5}, Factor{ID: "Normalisation", Levels: 2},
		Factor{ID: "Weights", Levels: 100}, Factor{ID: "Aggregation", Levels: 2})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestReferenceEnumeration decomposes the reference's own responses.
func TestReferenceEnumeration(t *testing.T) {
	s := asemSpace(t)
	y := make([]float64, 2000)
	for _, row := range gold(t, "10_ua_sa/exact_grid_y.csv")[1:] {
		v := numbers(t, row)
		y[s.Index([]int{int(v[0]) - 1, int(v[1]) - 1, int(v[2]) - 1, int(v[3]) - 1})] = v[4]
	}
	e, err := s.Decompose(y)
	if err != nil {
		t.Fatal(err)
	}
	for f, row := range gold(t, "10_ua_sa/exact_sobol.csv")[1:] {
		want := numbers(t, row[1:])
		near(t, row[0]+" S", [2]float64{e.S[f], want[0]}, 1e-12)
		near(t, row[0]+" ST", [2]float64{e.ST[f], want[1]}, 1e-12)
		near(t, row[0]+" Shapley", [2]float64{e.Shapley[f], want[2]}, 1e-12)
		near(t, "mean", [2]float64{e.Mean, want[3]}, 1e-12)
		near(t, "variance", [2]float64{e.Variance, want[4]}, 1e-12)
	}
	rows := gold(t, "10_ua_sa/exact_anova.csv")[1:]
	for i, term := range s.Terms() {
		if s.Name(term) != rows[i][0] {
			t.Fatalf("term %d is %s, want %s", i, s.Name(term), rows[i][0])
		}
		near(t, rows[i][0], [2]float64{e.Terms[term], numbers(t, rows[i][1:])[0]}, 1e-12)
	}
}

// byDefinition computes the effects from means over sets of variants, one set at
// a time.
func byDefinition(s *Space, y []float64) (variance float64, explained []float64) {
	k := len(s.Factors)
	explained = make([]float64, 1<<k)
	levels := make([]int, k)
	total, mean := 0.0, 0.0
	for i, v := range y {
		if v == v {
			s.Levels(i, levels)
			total += s.Share(levels)
			mean += s.Share(levels) * v
		}
	}
	mean /= total
	for t := range explained {
		sums, weights := map[string]float64{}, map[string]float64{}
		for i, v := range y {
			if v != v {
				continue
			}
			s.Levels(i, levels)
			key := ""
			for f, l := range levels {
				if Term(t).Has(f) {
					key += fmt.Sprint(l, " ")
				}
			}
			p := s.Share(levels) / total
			sums[key] += p * (v - mean)
			weights[key] += p
		}
		for key, sum := range sums {
			explained[t] += sum * sum / weights[key]
		}
	}
	return explained[1<<k-1], explained
}

// randomSpace draws a small space with shares, and a response.
func randomSpace(t *rapid.T) (*Space, []float64, *rand.Rand) {
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 5))
	var factors []Factor
	for f := range rapid.IntRange(1, 4).Draw(t, "factors") {
		factor := Factor{ID: string(rune('A' + f)), Levels: rapid.IntRange(1, 4).Draw(t, "levels")}
		if rapid.Bool().Draw(t, "shares") {
			for range factor.Levels {
				factor.Shares = append(factor.Shares, 0.1+random.Float64())
			}
		}
		factors = append(factors, factor)
	}
	s, err := NewSpace(factors...)
	if err != nil {
		t.Fatal(err)
	}
	size, _ := s.Size()
	y := make([]float64, size)
	for i := range y {
		y[i] = 10 + random.NormFloat64()
	}
	return s, y, random
}

func TestEffectsAgainstDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, y, random := randomSpace(t)
		if rapid.Bool().Draw(t, "gaps") {
			for i := range y[1:] {
				if random.Float64() < 0.3 {
					y[i+1] = math.NaN()
				}
			}
		}
		e, err := s.Decompose(y)
		if err != nil {
			t.Fatal(err)
		}
		variance, explained := byDefinition(s, y)
		if variance < 1e-9 {
			return
		}
		sum := 0.0
		for f := range s.Factors {
			all := len(explained) - 1
			if d := math.Abs(e.S[f] - explained[1<<f]/variance); d > 1e-9 {
				t.Errorf("S of %d is off by %v", f, d)
			}
			if d := math.Abs(e.ST[f] - (1 - explained[all&^(1<<f)]/variance)); d > 1e-9 {
				t.Errorf("ST of %d is off by %v", f, d)
			}
			sum += e.Shapley[f]
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("the Shapley effects sum to %v", sum)
		}
		for term, share := range e.Terms {
			want := 0.0
			for sub := 0; sub <= term; sub++ {
				if sub&term == sub {
					sign := 1 - 2*float64((bits.OnesCount(uint(term))-bits.OnesCount(uint(sub)))%2)
					want += sign * explained[sub]
				}
			}
			if math.Abs(share-want/variance) > 1e-9 {
				t.Errorf("term %b is %v, want %v", term, share, want/variance)
			}
		}
	})
}

func TestInertFactorIsExactlyZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, y, _ := randomSpace(t)
		inert := rapid.IntRange(0, len(s.Factors)-1).Draw(t, "inert")
		levels := make([]int, len(s.Factors))
		for i := range y {
			s.Levels(i, levels)
			levels[inert] = 0
			y[i] = y[s.Index(levels)]
		}
		e, err := s.Decompose(y)
		if err != nil {
			t.Fatal(err)
		}
		if e.S[inert] != 0 || e.ST[inert] != 0 || e.Shapley[inert] != 0 {
			t.Errorf("a factor that changes nothing has S %v, ST %v, Shapley %v", e.S[inert], e.ST[inert], e.Shapley[inert])
		}
	})
}

func TestAdditiveEffectsSumToOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, y, random := randomSpace(t)
		effect := make([][]float64, len(s.Factors))
		for f := range effect {
			for range s.Factors[f].Levels {
				effect[f] = append(effect[f], random.NormFloat64())
			}
		}
		levels := make([]int, len(s.Factors))
		for i := range y {
			s.Levels(i, levels)
			y[i] = 0
			for f, l := range levels {
				y[i] += effect[f][l]
			}
		}
		e, err := s.Decompose(y)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for f := range e.S {
			sum += e.S[f]
			if math.Abs(e.S[f]-e.ST[f]) > 1e-12 {
				t.Errorf("factor %d interacts: S %v, ST %v", f, e.S[f], e.ST[f])
			}
		}
		if !e.Constant && math.Abs(sum-1) > 1e-12 {
			t.Errorf("the indices sum to %v", sum)
		}
	})
}

func TestManyOutputsAreEachByItself(t *testing.T) {
	s := space(t, 3, 2, 4)
	random := rand.New(rand.NewPCG(2, 2))
	const outputs = 5
	y := make([]float64, 24*outputs)
	for i := range y {
		y[i] = random.NormFloat64()
	}
	for v := range 24 {
		y[v*outputs+3] = 7
	}
	y[5*outputs+1] = math.NaN()
	all, err := s.DecomposeAll(y, outputs)
	if err != nil {
		t.Fatal(err)
	}
	for o := range outputs {
		one, err := s.Decompose(column(y, o, outputs))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(*one, all[o]); diff != "" {
			t.Errorf("output %d: %s", o, diff)
		}
	}
	if e := all[3]; !e.Constant || e.Mean != 7 || e.ST[0] != 0 || e.Variance != 0 {
		t.Errorf("a constant response gives %+v", e)
	}
	if all[1].Missing != 1 || all[1].Terms != nil {
		t.Errorf("a response with a gap gives %+v", all[1])
	}
}

func TestRoundingIsNoEffect(t *testing.T) {
	s := space(t, 2, 2)
	e, err := s.Decompose([]float64{0.3, 0.1 + 0.2, 0.3, 0.3})
	if err != nil || !e.Constant {
		t.Errorf("%+v, %v", e, err)
	}
}

func TestDecomposeRefuses(t *testing.T) {
	nan := math.NaN()
	many := make([]int, MaxFactors+1)
	for i := range many {
		many[i] = 1
	}
	for name, tt := range map[string]struct {
		space *Space
		y     []float64
		want  string
	}{
		"length":           {space(t, 2, 2), []float64{1, 2, 3}, "3 responses for a space of 4"},
		"nothing there":    {space(t, 2), []float64{nan, nan}, "no response in any variant"},
		"infinite":         {space(t, 2), []float64{1, math.Inf(1)}, "infinite"},
		"too many factors": {space(t, many...), []float64{1}, "17 factors"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := tt.space.Decompose(tt.y); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

func TestSpace(t *testing.T) {
	s := space(t, 3, 1, 4)
	levels := make([]int, 3)
	for i := range 12 {
		s.Levels(i, levels)
		if s.Index(levels) != i {
			t.Errorf("variant %d has levels %v, which are variant %d", i, levels, s.Index(levels))
		}
	}
	if s.Levels(1, levels); !cmp.Equal(levels, []int{0, 0, 1}) {
		t.Errorf("variant 1 is %v; the last factor has to change first", levels)
	}
	for name, tt := range map[string]struct {
		factors []Factor
		want    string
	}{
		"no name":   {[]Factor{{Levels: 1}}, "no name"},
		"twice":     {[]Factor{{ID: "a", Levels: 1}, {ID: "a", Levels: 2}}, "a stands twice"},
		"no levels": {[]Factor{{ID: "a"}}, "a has no levels"},
		"shares":    {[]Factor{{ID: "a", Levels: 2, Shares: []float64{1}}}, "2 levels and 1 shares"},
		"negative":  {[]Factor{{ID: "a", Levels: 2, Shares: []float64{1, -1}}}, "level 2: share -1"},
	} {
		if _, err := NewSpace(tt.factors...); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", name, err, tt.want)
		}
	}
}

func TestTooLarge(t *testing.T) {
	var tooLarge *TooLargeError
	trillion := space(t, 1000, 1000, 1000, 1000)
	err := trillion.Enumerable(0)
	if !errors.As(err, &tooLarge) || tooLarge.Size != 1e12 || !strings.Contains(err.Error(), "sample") {
		t.Errorf("%v", err)
	}
	if size, ok := trillion.Size(); !ok || size != 1e12 {
		t.Errorf("%d %v", size, ok)
	}
	var beyond []int
	for range 20 {
		beyond = append(beyond, 1000)
	}
	over := space(t, beyond...)
	if _, ok := over.Size(); ok {
		t.Error("10^60 variants are counted")
	}
	if err := over.Enumerable(math.MaxInt); !errors.As(err, &tooLarge) || math.Abs(tooLarge.Size/1e60-1) > 1e-12 {
		t.Errorf("%v", err)
	}
	if err := space(t, 10, 10).Enumerable(100); err != nil {
		t.Error(err)
	}
	if err := space(t, 10, 10).Enumerable(99); err == nil {
		t.Error("100 variants pass a limit of 99")
	}
}

func TestAtHasTheShares(t *testing.T) {
	s, err := NewSpace(Factor{ID: "A", Levels: 3, Shares: []float64{1, 2, 1}})
	if err != nil {
		t.Fatal(err)
	}
	var level [1]int
	var rest [1]float64
	for _, tt := range []struct{ u, rest float64 }{{0, 0}, {0.2, 0.8}, {0.25, 0}, {0.5, 0.5}, {0.75, 0}, {0.9, 0.6}} {
		s.At([]float64{tt.u}, level[:], rest[:])
		want := 0
		if tt.u >= 0.25 {
			want = 1
		}
		if tt.u >= 0.75 {
			want = 2
		}
		if level[0] != want || math.Abs(rest[0]-tt.rest) > 1e-12 {
			t.Errorf("%v: level %d and %v, want %d and %v", tt.u, level[0], rest[0], want, tt.rest)
		}
	}
}

// BenchmarkExact decomposes 2,000 variants for one response and 51 ranks.
func BenchmarkExact(b *testing.B) {
	s := asemSpace(b)
	random := rand.New(rand.NewPCG(1, 1))
	y := make([]float64, 2000*52)
	for i := range y {
		y[i] = float64(1 + random.IntN(51))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.DecomposeAll(y, 52); err != nil {
			b.Fatal(err)
		}
	}
}
