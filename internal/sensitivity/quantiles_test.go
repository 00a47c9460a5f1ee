// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/stat"
)

// stream draws values of several cases, some missing, around different places.
func stream(seed uint64, draws, cases int) [][]float64 {
	random := rand.New(rand.NewPCG(seed, 1))
	out := make([][]float64, draws)
	for i := range out {
		out[i] = make([]float64, cases)
		for c := range out[i] {
			out[i][c] = float64(10*c-15) + math.Pow(10, float64(c-1))*random.NormFloat64()
			if random.Float64() < 0.1 {
				out[i][c] = math.NaN()
			}
		}
	}
	return out
}

func TestQuantilesAreWithinABin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draws := stream(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(0, 300).Draw(t, "draws"), 4)
		q := NewQuantiles(4, rapid.SampledFrom([]float64{0.001, 0.01, 0.5}).Draw(t, "width"))
		for _, d := range draws {
			q.Add(d)
		}
		for c := range 4 {
			var values []float64
			for _, d := range draws {
				if d[c] == d[c] {
					values = append(values, d[c])
				}
			}
			slices.Sort(values)
			if q.N(c) != len(values) {
				t.Fatalf("%d values, want %d", q.N(c), len(values))
			}
			for _, p := range []float64{0, 0.05, 0.25, 0.5, 0.95, 1} {
				want, there := stat.Quantile(values, p)
				got, ok := q.Quantile(c, p)
				if ok != there || math.Abs(got-want) > q.Width(c) {
					t.Fatalf("case %d, quantile %v: %v, want %v give or take %v", c, p, got, want, q.Width(c))
				}
			}
			if low, high, ok := q.Range(c); ok && (low != values[0] || high != values[len(values)-1]) {
				t.Fatalf("from %v to %v, want %v to %v", low, high, values[0], values[len(values)-1])
			}
		}
	})
}

func TestQuantilesOfOneValueAreExact(t *testing.T) {
	q := NewQuantiles(2, 0.1)
	for range 5 {
		q.Add([]float64{41.23456789, math.NaN()})
	}
	if v, ok := q.Quantile(0, 0.3); !ok || v != 41.23456789 {
		t.Errorf("%v %v", v, ok)
	}
	if v, ok := q.Quantile(1, 0.3); ok {
		t.Errorf("a case without values has the quantile %v", v)
	}
	if _, ok := q.Quantile(0, 1.5); ok {
		t.Error("there is a quantile at 1.5")
	}
}

func TestBinsWiden(t *testing.T) {
	q := NewQuantiles(1, 1)
	for _, v := range []float64{-1e6, 0.5, 1e6} {
		q.Add([]float64{v})
	}
	if w := q.Width(0); w < 64 || w > 256 {
		t.Errorf("bins are %v wide", w)
	}
	if got := len(q.cases[0].count); got > mostBins {
		t.Errorf("%d bins", got)
	}
}

func TestMergedQuantilesAreTheSame(t *testing.T) {
	draws := stream(3, 500, 7) // the last cases spread over more than the bins
	whole := NewQuantiles(7, 0.01)
	for _, d := range draws {
		whole.Add(d)
	}
	for _, workers := range []int{2, 7} {
		merged := NewQuantiles(7, 0.01)
		for w := workers - 1; w >= 0; w-- {
			part := NewQuantiles(7, 0.01)
			for i := w; i < len(draws); i += workers {
				part.Add(draws[i])
			}
			merged.Merge(part)
		}
		for c := range 7 {
			for _, p := range []float64{0.05, 0.5, 0.77} {
				a, _ := whole.Quantile(c, p)
				b, _ := merged.Quantile(c, p)
				if a != b {
					t.Errorf("%d workers, case %d: %v, want %v", workers, c, b, a)
				}
			}
			if diff := cmp.Diff(whole.Width(c), merged.Width(c)); diff != "" {
				t.Error(diff)
			}
		}
	}
}

// BenchmarkQuantiles adds draws of 200 cases.
func BenchmarkQuantiles(b *testing.B) {
	v := vectors(256, 200)
	q := NewQuantiles(200, 0.01)
	i := 0
	for b.Loop() {
		q.Add(v[i&255])
		i++
	}
}
