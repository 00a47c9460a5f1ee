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

// drawn are the ranks of draws with ties and, where asked for, missing cases.
func drawn(seed uint64, draws, cases int, missing float64) [][]uint16 {
	random := rand.New(rand.NewPCG(seed, 3))
	out := make([][]uint16, draws)
	scores := make([]float64, cases)
	var r Ranker
	for i := range out {
		for c := range scores {
			scores[c] = math.Round(float64(c)/10 + 3*random.NormFloat64())
			if random.Float64() < missing {
				scores[c] = math.NaN()
			}
		}
		out[i] = make([]uint16, cases)
		r.Rank(scores, out[i])
	}
	return out
}

// gather counts draws by themselves.
func gather(draws [][]uint16, cases int) (*Ranks, *Pairs) {
	r, p := NewRanks(cases), NewPairs(cases)
	for _, d := range draws {
		r.Add(d)
		p.Add(d)
	}
	return r, p
}

func TestRanksAgainstSortedDraws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases := rapid.IntRange(1, 20).Draw(t, "cases")
		draws := drawn(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(0, 60).Draw(t, "draws"), cases, 0.2)
		r, _ := gather(draws, cases)
		for c := range cases {
			var ranks []float64
			for _, d := range draws {
				if d[c] > 0 {
					ranks = append(ranks, float64(d[c]))
				}
			}
			slices.Sort(ranks)
			if r.Scored(c) != len(ranks) {
				t.Fatalf("scored in %d draws, want %d", r.Scored(c), len(ranks))
			}
			for _, p := range []float64{0, 0.05, 0.25, 0.5, 0.95, 1} {
				want, _ := stat.Quantile(ranks, p)
				if got := r.Quantile(c, p); math.Abs(got-want) > 1e-12 {
					t.Fatalf("quantile %v is %v, want %v", p, got, want)
				}
			}
			checkInterval(t, r.Interval(c, 0.9), ranks)
		}
	})
}

// checkInterval checks that at most 5 % lie outside on either side, and that the
// interval is as narrow as that allows.
func checkInterval(t *rapid.T, got RankInterval, ranks []float64) {
	if len(ranks) == 0 {
		if got != (RankInterval{}) {
			t.Fatalf("%v for a case without ranks", got)
		}
		return
	}
	below, above, to, from := 0, 0, 0, 0
	for _, r := range ranks {
		if r < float64(got.Low) {
			below++
		}
		if r <= float64(got.Low) {
			to++
		}
		if r > float64(got.High) {
			above++
		}
		if r >= float64(got.High) {
			from++
		}
	}
	tail := 0.05 * float64(len(ranks))
	if float64(max(below, above)) > tail+1e-9 {
		t.Fatalf("%v leaves %d and %d of %d outside", got, below, above, len(ranks))
	}
	if float64(min(to, from)) <= tail-1e-9 {
		t.Fatalf("%v is wider than need be for %v", got, ranks)
	}
}

func TestPairsAgainstCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases := rapid.SampledFrom([]int{1, 2, 63, 64, 65, 130}).Draw(t, "cases")
		missing := rapid.SampledFrom([]float64{0, 0.3}).Draw(t, "missing")
		draws := drawn(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(0, 40).Draw(t, "draws"), cases, missing)
		_, p := gather(draws, cases)
		for a := range cases {
			for b := range cases {
				wins, both := 0, 0
				for _, d := range draws {
					if d[a] > 0 && d[b] > 0 {
						both++
						if d[a] < d[b] {
							wins++
						}
					}
				}
				if p.Wins(a, b) != wins || p.Both(a, b) != both {
					t.Fatalf("%d above %d: %d of %d, want %d of %d", a, b, p.Wins(a, b), p.Both(a, b), wins, both)
				}
			}
		}
	})
}

// TestPairsPastThePlanes counts more draws than the bit slices hold.
func TestPairsPastThePlanes(t *testing.T) {
	p := NewPairs(3)
	const draws = full + 2*group + 3
	for range draws {
		p.Add([]uint16{2, 1, 2})
	}
	if p.Wins(1, 0) != draws || p.Wins(0, 1) != 0 || p.Wins(0, 2) != 0 {
		t.Errorf("%d, %d and %d, want %d, 0 and 0", p.Wins(1, 0), p.Wins(0, 1), p.Wins(0, 2), draws)
	}
	if got, _ := p.Above(0, 2); got != 0.5 {
		t.Errorf("a tie counts %v, want a half", got)
	}
	if diff := cmp.Diff([]int{2}, p.Indistinguishable(0, 0.9)); diff != "" {
		t.Error(diff)
	}
}

func TestMergeIsTheSame(t *testing.T) {
	const cases = 70
	draws := drawn(9, 101, cases, 0.1)
	whole, pairs := gather(draws, cases)
	for _, workers := range []int{2, 7} {
		r, p := NewRanks(cases), NewPairs(cases)
		for w := workers - 1; w >= 0; w-- {
			var part [][]uint16
			for i := w; i < len(draws); i += workers {
				part = append(part, draws[i])
			}
			a, b := gather(part, cases)
			r.Merge(a)
			p.Merge(b)
		}
		if diff := cmp.Diff(whole, r, cmp.AllowUnexported(Ranks{})); diff != "" {
			t.Error(workers, "workers:", diff)
		}
		for a := range cases {
			for b := range cases {
				if p.Wins(a, b) != pairs.Wins(a, b) || p.Both(a, b) != pairs.Both(a, b) {
					t.Fatalf("%d workers: %d above %d differs", workers, a, b)
				}
			}
		}
	}
}

func TestJointHoldsTogether(t *testing.T) {
	const cases = 30
	draws := drawn(4, 2000, cases, 0)
	r, _ := gather(draws, cases)
	previous := math.Inf(1)
	for _, level := range []float64{1, 0.9, 0.5} {
		bands := r.Joint(level, slices.Values(draws))
		inside, width := 0, 0.0
		for _, d := range draws {
			all := true
			for c, place := range d {
				all = all && int(place) >= bands[c].Low && int(place) <= bands[c].High
			}
			if all {
				inside++
			}
		}
		for c, b := range bands {
			width += float64(b.High - b.Low)
			if m := r.Interval(c, level); b.Low > m.Low || b.High < m.High {
				t.Errorf("level %v: the joint interval %v is narrower than the marginal %v", level, b, m)
			}
		}
		if share := float64(inside) / float64(len(draws)); share < level {
			t.Errorf("level %v: only %v of the draws are inside", level, share)
		}
		if width > previous {
			t.Errorf("level %v: the intervals widen as the level falls", level)
		}
		previous = width
	}
}

func TestOneDrawHasNoWidth(t *testing.T) {
	draws := [][]uint16{{2, 1, 0}}
	r, _ := gather(draws, 3)
	want := []RankInterval{{2, 2}, {1, 1}, {}}
	if diff := cmp.Diff(want, r.Joint(0.9, slices.Values(draws))); diff != "" {
		t.Error(diff)
	}
	for c, w := range want {
		if got := r.Interval(c, 0.9); got != w {
			t.Errorf("%v, want %v", got, w)
		}
	}
}

// BenchmarkRanks and BenchmarkPairs add draws of 200 cases.
func BenchmarkRanks(b *testing.B) {
	draws := drawn(1, 256, 200, 0)
	r := NewRanks(200)
	i := 0
	for b.Loop() {
		r.Add(draws[i&255])
		i++
	}
}

func BenchmarkPairs(b *testing.B) {
	draws := drawn(1, 256, 200, 0)
	p := NewPairs(200)
	i := 0
	for b.Loop() {
		p.Add(draws[i&255])
		i++
	}
}
