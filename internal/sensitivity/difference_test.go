// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// flat puts draws one after another.
func flat(draws [][]float64) []float64 { return slices.Concat(draws...) }

func compared(t testing.TB, draws [][]float64, how Comparison) *Differences {
	t.Helper()
	d, err := Compare(flat(draws), len(draws[0]), how)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestAllRanksAreHeldAtOnce checks the promise: in at least 90 % of the draws, all
// differences are within their intervals and so all ranks within theirs.
func TestAllRanksAreHeldAtOnce(t *testing.T) {
	for name, missing := range map[string]float64{"complete": 0, "with gaps": 0.05} {
		t.Run(name, func(t *testing.T) {
			draws := vectors(800, 25)
			random := rand.New(rand.NewPCG(1, 1))
			for _, d := range draws {
				for c := range d {
					if random.Float64() < missing {
						d[c] = math.NaN()
					}
				}
			}
			d := compared(t, draws, Comparison{Most: -1})
			together, ranks := 0, 0
			var r Ranker
			place := make([]uint16, 25)
			for _, u := range draws {
				r.Rank(u, place)
				inside, ranked := true, true
				for a := range u {
					for b := range u {
						low, high, ok := d.Interval(a, b)
						if v := u[a] - u[b]; ok && v == v && (v < low-1e-9 || v > high+1e-9) {
							inside = false
						}
					}
					set := d.Simultaneous(a)
					ranked = ranked && int(place[a]) >= set.Low && int(place[a]) <= set.High
				}
				if inside {
					together++
				}
				if ranked || missing > 0 { // with gaps, places count fewer cases
					ranks++
				}
			}
			if share := float64(together) / 800; share < 0.9 || share > 0.9+2.0/800 {
				t.Errorf("all differences are within their intervals in %v of the draws, want 0.9", share)
			}
			if ranks < together {
				t.Errorf("all ranks are within their sets in %d draws, all differences in %d", ranks, together)
			}
		})
	}
}

func TestComparisonByDefinition(t *testing.T) {
	draws := vectors(60, 6)
	draws[3][2], draws[17][2] = math.NaN(), math.NaN()
	d := compared(t, draws, Comparison{Level: 0.8, Most: -1})
	distance := make([]float64, 60)
	type moments struct{ mean, sd float64 }
	of := func(a, b int) moments {
		var m moments
		n := 0.0
		for _, u := range draws {
			if v := u[a] - u[b]; v == v {
				m.mean += v
				n++
			}
		}
		m.mean /= n
		for _, u := range draws {
			if v := u[a] - u[b]; v == v {
				m.sd += (v - m.mean) * (v - m.mean) / n
			}
		}
		m.sd = math.Sqrt(m.sd)
		return m
	}
	for a := range 6 {
		for b := range 6 {
			if a == b {
				continue
			}
			m := of(a, b)
			for i, u := range draws {
				if v := math.Abs(u[a]-u[b]-m.mean) / m.sd; v == v {
					distance[i] = max(distance[i], v)
				}
			}
		}
	}
	slices.Sort(distance)
	near(t, "critical value", [2]float64{d.Critical(), distance[47]}, 1e-9)
	for a := range 6 {
		for b := range 6 {
			if low, high, ok := d.Interval(a, b); ok {
				m := of(a, b)
				near(t, "low", [2]float64{low, m.mean - distance[47]*m.sd}, 1e-9)
				near(t, "high", [2]float64{high, m.mean + distance[47]*m.sd}, 1e-9)
			}
		}
	}
}

func TestMarginalIsWithinSimultaneous(t *testing.T) {
	d := compared(t, vectors(500, 40), Comparison{})
	narrower := false
	for c := range 40 {
		s, m := d.Simultaneous(c), d.Marginal(c)
		if m.Low < s.Low || m.High > s.High {
			t.Errorf("case %d: marginal %v, simultaneous %v", c, m, s)
		}
		narrower = narrower || m != s
		alike := d.Indistinguishable(c)
		for _, b := range d.MarginallyIndistinguishable(c) {
			if !slices.Contains(alike, b) {
				t.Errorf("%d and %d cannot be told apart marginally, but can simultaneously", c, b)
			}
		}
		for _, b := range alike {
			if !slices.Contains(d.Indistinguishable(b), c) {
				t.Errorf("%d is like %d, but not the other way round", c, b)
			}
		}
		if want := s.High - s.Low; len(alike) != want {
			t.Errorf("case %d: %d others are alike, the ranks span %d", c, len(alike), want)
		}
	}
	if !narrower {
		t.Error("no marginal set is narrower than the simultaneous one")
	}
}

func TestPermutingCasesPermutesSets(t *testing.T) {
	draws := vectors(200, 12)
	order := rand.New(rand.NewPCG(5, 5)).Perm(12)
	permuted := make([][]float64, len(draws))
	for i, u := range draws {
		permuted[i] = make([]float64, 12)
		for c, to := range order {
			permuted[i][to] = u[c]
		}
	}
	one, other := compared(t, draws, Comparison{}), compared(t, permuted, Comparison{})
	for c, to := range order {
		if one.Simultaneous(c) != other.Simultaneous(to) || one.Marginal(c) != other.Marginal(to) {
			t.Errorf("case %d: %v and %v", c, one.Simultaneous(c), other.Simultaneous(to))
		}
	}
}

// TestWithoutSpread checks cases whose scores do not vary: their ranks are certain,
// equal ones apart.
func TestWithoutSpread(t *testing.T) {
	nan := math.NaN()
	var draws [][]float64
	for range 4 {
		draws = append(draws, []float64{1.1, 3.3, 3.3, nan, 0.7})
	}
	d := compared(t, draws, Comparison{})
	want := []RankInterval{{3, 3}, {1, 2}, {1, 2}, {}, {4, 4}}
	for c, w := range want {
		if got := d.Simultaneous(c); got != w {
			t.Errorf("case %d: %v, want %v", c, got, w)
		}
	}
	if diff := cmp.Diff([]int{2}, d.Indistinguishable(1)); diff != "" {
		t.Error(diff)
	}
	if _, _, ok := d.Interval(0, 3); ok {
		t.Error("a case without scores is compared")
	}
}

// TestCommonNoiseCancels checks that what moves all scores together leaves them
// told apart.
func TestCommonNoiseCancels(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	var draws [][]float64
	for range 300 {
		shift := 50 * random.NormFloat64()
		draws = append(draws, []float64{shift + 0.01*random.NormFloat64(), shift + 1 + 0.01*random.NormFloat64()})
	}
	if got := compared(t, draws, Comparison{}).Simultaneous(1); got != (RankInterval{1, 1}) {
		t.Errorf("%v", got)
	}
}

func TestCompareUsesAsManyAsAsked(t *testing.T) {
	draws := vectors(3000, 8)
	full, part := compared(t, draws, Comparison{Most: -1}), compared(t, draws, Comparison{})
	near(t, "critical value", [2]float64{part.Critical(), full.Critical()}, 0.15)
	if part.Critical() == full.Critical() {
		t.Error("all draws are used where 2,000 are to be")
	}
}

func TestCompareRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		scores []float64
		cases  int
		level  float64
		want   string
	}{
		"no draws":   {nil, 3, 0.9, "no draws of 3 cases"},
		"no cases":   {[]float64{1}, 0, 0.9, "no draws of 0 cases"},
		"unfinished": {[]float64{1, 2, 3}, 2, 0.9, "3 scores"},
		"level":      {[]float64{1, 2}, 2, 1.5, "level 1.5"},
	} {
		if _, err := Compare(tt.scores, tt.cases, Comparison{Level: tt.level}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", name, err, tt.want)
		}
	}
}

// BenchmarkCompare compares 200 cases on 2,000 draws.
func BenchmarkCompare(b *testing.B) {
	scores := flat(vectors(2000, 200))
	for b.Loop() {
		if _, err := Compare(scores, 200, Comparison{}); err != nil {
			b.Fatal(err)
		}
	}
}
