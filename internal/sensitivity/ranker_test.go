// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// counted ranks by its definition: one more than how many are better.
func counted(scores []float64) []uint16 {
	ranks := make([]uint16, len(scores))
	for c, v := range scores {
		if v != v {
			continue
		}
		ranks[c] = 1
		for _, other := range scores {
			if other > v {
				ranks[c]++
			}
		}
	}
	return ranks
}

func TestRank(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, tt := range map[string]struct {
		scores []float64
		want   []uint16
	}{
		"nothing":       {[]float64{}, []uint16{}},
		"one":           {[]float64{3}, []uint16{1}},
		"none scored":   {[]float64{nan, nan}, []uint16{0, 0}},
		"plain":         {[]float64{1, 3, 2}, []uint16{3, 1, 2}},
		"ties":          {[]float64{5, 7, 5, 7, 1}, []uint16{3, 1, 3, 1, 5}},
		"missing":       {[]float64{nan, 2, nan, 9}, []uint16{0, 2, 0, 1}},
		"all equal":     {[]float64{4, 4, 4}, []uint16{1, 1, 1}},
		"both zeros":    {[]float64{0, math.Copysign(0, -1), -1}, []uint16{1, 1, 3}},
		"without end":   {[]float64{inf, 0, -inf, inf}, []uint16{1, 3, 4, 1}},
		"tiny distance": {[]float64{1, math.Nextafter(1, 2), 1}, []uint16{2, 1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			var r Ranker
			got := make([]uint16, len(tt.scores))
			scored := r.Rank(tt.scores, got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			for _, place := range tt.want {
				if place > 0 {
					scored--
				}
			}
			if scored != 0 {
				t.Errorf("counts %d too many", scored)
			}
		})
	}
}

// TestRankIsCounting compares the kernel with the definition, on vectors that
// are spread out, clustered, tied and with gaps, one after another in the same
// memory.
func TestRankIsCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r Ranker
		n := rapid.IntRange(0, 300).Draw(t, "cases")
		for range 3 {
			random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
			step := rapid.SampledFrom([]float64{0, 0.5, 5}).Draw(t, "step")
			outlier := rapid.Float64Range(1, 1e12).Draw(t, "outlier")
			missing := rapid.Float64Range(0, 0.5).Draw(t, "missing")
			scores := make([]float64, n)
			for c := range scores {
				scores[c] = 50 + 10*random.NormFloat64()
				if step > 0 {
					scores[c] = math.Round(scores[c]/step) * step
				}
				if c == 0 {
					scores[c] = outlier
				}
				if random.Float64() < missing {
					scores[c] = math.NaN()
				}
			}
			got := make([]uint16, n)
			r.Rank(scores, got)
			if diff := cmp.Diff(counted(scores), got); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

func TestRankRefusesTooMany(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("ranks more cases than a rank can count")
		}
	}()
	var r Ranker
	r.Order(make([]float64, MaxCases+1))
}

// vectors are draws of scores such as an index has.
func vectors(draws, cases int) [][]float64 {
	random := rand.New(rand.NewPCG(7, 7))
	base := make([]float64, cases)
	for c := range base {
		base[c] = 50 + 15*random.NormFloat64()
	}
	out := make([][]float64, draws)
	for i := range out {
		out[i] = make([]float64, cases)
		for c := range out[i] {
			out[i][c] = base[c] + 3*random.NormFloat64()
		}
	}
	return out
}

// BenchmarkRank ranks vectors of scores; an operation is one vector.
func BenchmarkRank(b *testing.B) {
	for _, n := range []int{50, 200, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			v := vectors(512, n)
			ranks := make([]uint16, n)
			var r Ranker
			i := 0
			for b.Loop() {
				r.Rank(v[i&511], ranks)
				i++
			}
			b.ReportMetric(float64(i)/b.Elapsed().Seconds(), "vectors/s")
		})
	}
}

// BenchmarkRankOutlier ranks 200 scores of which one is far away, so that all others
// would share a bucket.
func BenchmarkRankOutlier(b *testing.B) {
	v := vectors(64, 200)
	for i := range v {
		v[i][0] = 1e9
	}
	ranks := make([]uint16, 200)
	var r Ranker
	i := 0
	for b.Loop() {
		r.Rank(v[i&63], ranks)
		i++
	}
}
