// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Variants is the question how expectations hold under many variants of the
// method behind the scores.
type Variants struct {
	// Maps are neighbourhoods; the answer is given under each of them by itself.
	Maps []*Weights
	// Scores hold the scores of every state under every variant, Income the
	// logarithm of GDP per head.
	Scores *Table
	Income *Column
	// Only lists the states asked about; nil asks about all.
	Only []int
	// Seed decides which variant meets which part of the residual's noise.
	Seed uint64
}

// Variation is what the variants say of one state.
type Variation struct {
	// Variants counts them, Computed those with an expectation.
	Variants, Computed int
	// Above and Below are the shares of the computed variants in which the
	// residual lies outside the variant's own band.
	Above, Below float64
	// low and high are the quantiles of noise less ratio.
	low, high float64
}

// OK tells whether enough variants were computed to speak of them.
func (v *Variation) OK() bool { return v.Computed > 0 && 2*v.Computed >= v.Variants }

// Band is the range that Level of states like it would fall in, over the
// variants and the noise of the regression: the quantiles, over variants v, of
// Expected + SE (Ratio + z_v - Ratio_v), where z_v is a draw of Student's t and
// Ratio_v the residual under the variant in standard errors. A variant that moves
// the state and what is expected of it alike does not widen the band, and the
// scale of its scores does not matter. Without a computed variant it is the
// expectation's own band.
func (v *Variation) Band(e *Expectation) (low, high float64) {
	if v.Computed == 0 {
		return e.Low, e.High
	}
	middle := e.Expected + e.SE*e.Ratio
	return middle + e.SE*v.low, middle + e.SE*v.high
}

// blockSize is how many variants are computed side by side: their scores and
// lags, two times 8 bytes by states and variants, stay in the second cache.
const blockSize = 64

// Vary computes the expectation of Expect under every variant, and gives for each
// map one Variation for each state asked about. Variants in which the same states
// are scored share their preparation, and maps share the scores. It costs
// O(variants x links) and is the same for any order of calls; it uses one
// processor.
func Vary(q Variants) [][]Variation {
	states := q.Scores.states
	only := asked(q.Only, states)
	noise := newNoise(q.Scores.variants, q.Seed)
	ever := q.Scores.ever()
	surveys, accounts := make([]*survey, len(q.Maps)), make([]*account, len(q.Maps))
	var limits critical
	for m, w := range q.Maps {
		surveys[m] = newSurvey(w, q.Income, only)
		df := len(surveys[m].design(ever).used) - 1 - coefficients
		accounts[m] = newAccount(len(only), noise, df)
		accounts[m].limits = &limits
	}
	b := newBlock(states, min(blockSize, q.Scores.variants), only)
	designs := make([]*design, len(surveys))
	for _, group := range q.Scores.alike() {
		scored := q.Scores.scored(group[0])
		for m, s := range surveys {
			designs[m] = s.design(scored)
		}
		for part := range slices.Chunk(group, blockSize) {
			b.read(q.Scores, part)
			for m, d := range designs {
				b.use(d)
				accounts[m].take(b, part)
			}
		}
	}
	out := make([][]Variation, len(accounts))
	for m, a := range accounts {
		out[m] = a.finish()
	}
	return out
}

// scored tells which states have a score under a variant.
func (t *Table) scored(variant int) []bool {
	out := make([]bool, t.states)
	for i := range out {
		_, out[i] = t.At(i, variant)
	}
	return out
}

// ever tells which states have a score under any variant.
func (t *Table) ever() []bool {
	out := make([]bool, t.states)
	for i := range out {
		out[i] = slices.ContainsFunc(t.values[i*t.variants:(i+1)*t.variants], func(x float64) bool { return x == x })
	}
	return out
}

// account collects what the variants say of each state asked about.
type account struct {
	out []Variation
	// gaps are noise less ratio, by state, of the variants computed.
	gaps [][]float64
	// noise is by variant, of each so many parts.
	noise   []float64
	parts   int
	limits  *critical
	scratch [blockSize]float64
}

// newAccount opens an account of so many states.
func newAccount(states int, z *noise, df int) *account {
	a := &account{out: make([]Variation, states), gaps: make([][]float64, states), parts: z.parts}
	a.noise = z.student(float64(max(df, 1)))
	for k := range a.out {
		a.out[k].Variants = len(a.noise) / z.parts
		a.gaps[k] = make([]float64, 0, len(a.noise))
	}
	return a
}

// take takes over a block of variants.
func (a *account) take(b *block, variants []int) {
	for k, i := range b.only {
		if b.d.row[i] < 0 {
			continue
		}
		left := b.left(k)
		if left < Least {
			continue
		}
		limit := a.limits.value(left - coefficients)
		ratios := a.scratch[:b.size]
		b.ratios(k, ratios)
		for j, t := range ratios {
			if t != t {
				continue
			}
			at := variants[j] * a.parts
			for _, z := range a.noise[at : at+a.parts] {
				a.gaps[k] = append(a.gaps[k], z-t)
			}
			switch {
			case t > limit:
				a.out[k].Above++
			case t < -limit:
				a.out[k].Below++
			}
		}
	}
}

// finish turns counts into shares and takes the quantiles.
func (a *account) finish() []Variation {
	for k := range a.out {
		v := &a.out[k]
		if v.Computed = len(a.gaps[k]) / a.parts; v.Computed > 0 {
			v.Above /= float64(v.Computed)
			v.Below /= float64(v.Computed)
			v.low, v.high = ends(a.gaps[k])
		}
	}
	return a.out
}

// strata is how many parts the noise has at least, so that a few variants meet all
// of it.
const strata = 200

// noise is a stratified sample of the standard normal distribution: the middles of
// equally probable parts, in an order that the seed decides, some for each variant.
type noise struct {
	normal []float64
	parts  int
}

// newNoise draws the noise of n variants.
func newNoise(n int, seed uint64) *noise {
	z := &noise{parts: max(1, (strata+n-1)/max(n, 1))}
	size := n * z.parts
	z.normal = make([]float64, size)
	for k, place := range rand.New(rand.NewPCG(seed, uint64(n))).Perm(size) {
		z.normal[place] = distuv.UnitNormal.Quantile((float64(k) + 0.5) / float64(size))
	}
	return z
}

// student is the noise with Student's t distribution in place of the normal, by
// the expansion of its quantiles in powers of 1/df (Abramowitz and Stegun 1964,
// 26.7.5). Regressions have df of Least-3 and more, where it is good to 1e-4 over
// what a band is made of; the exact quantiles cost a thousand times as much.
func (z *noise) student(df float64) []float64 {
	out := make([]float64, len(z.normal))
	u := 1 / df
	for k, x := range z.normal {
		s := x * x
		g1 := (s + 1) / 4
		g2 := ((5*s+16)*s + 3) / 96
		g3 := (((3*s+19)*s+17)*s - 15) / 384
		g4 := ((((79*s+776)*s+1482)*s-1920)*s - 945) / 92160
		out[k] = x * (1 + u*(g1+u*(g2+u*(g3+u*g4))))
	}
	return out
}

// alike groups the variants in which the same states are scored, in the order of
// the first of each group.
func (t *Table) alike() [][]int {
	size := (t.states + 7) / 8
	masks := make([]byte, t.variants*size)
	for i := range t.states {
		row := t.values[i*t.variants : (i+1)*t.variants]
		bit := byte(1) << (i % 8)
		for v, x := range row {
			if x == x {
				masks[v*size+i/8] |= bit
			}
		}
	}
	place := make(map[string]int)
	var groups [][]int
	for v := range t.variants {
		key := string(masks[v*size : (v+1)*size])
		at, ok := place[key]
		if !ok {
			at = len(groups)
			place[key] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], v)
	}
	return groups
}

// buckets is how many equal parts the range of the values is cut into to find
// one of them by its place.
const buckets = 1024

// ends are the quantiles (1-Level)/2 and (1+Level)/2 of finite values, by R's
// type 7 (Hyndman and Fan 1996), as if they were sorted; n values cost O(n)
// steps where they are spread, O(n log n) at worst. One value is both.
func ends(x []float64) (low, high float64) {
	least, most := slices.Min(x), slices.Max(x)
	if !(most > least) {
		return least, least
	}
	scale := buckets / (most - least)
	if math.IsInf(scale, 0) {
		return least, most
	}
	c := counted{x: x, least: least, scale: scale}
	for _, v := range x {
		c.count[c.bucket(v)]++
	}
	return c.quantile((1 - Level) / 2), c.quantile((1 + Level) / 2)
}

// counted are values with how many fall into each bucket.
type counted struct {
	x            []float64
	least, scale float64
	count        [buckets]int
}

// bucket is the bucket of a value.
func (c *counted) bucket(v float64) int {
	return min(int((v-c.least)*c.scale), buckets-1)
}

// quantile interpolates between the two values around a place.
func (c *counted) quantile(p float64) float64 {
	h := float64(len(c.x)-1) * p
	at := int(math.Floor(h))
	low := c.place(at)
	if h == float64(at) {
		return low
	}
	return low + (h-float64(at))*(c.place(at+1)-low)
}

// place is the value that would stand at a place after sorting.
func (c *counted) place(at int) float64 {
	before, b := 0, 0
	for before+c.count[b] <= at {
		before += c.count[b]
		b++
	}
	inside := make([]float64, 0, c.count[b])
	for _, v := range c.x {
		if c.bucket(v) == b {
			inside = append(inside, v)
		}
	}
	slices.Sort(inside)
	return inside[at-before]
}
