// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/sensitivity"
)

// option is a level that needs no further choice but its own randomness.
type option struct {
	id    string
	level *composite.Level
	share float64
	// without are the leaves that are left out.
	without []int
}

// axis is one factor as drawn from.
type axis struct {
	id, why string
	options []option
	// upto is the sum of the shares up to each option, of 1.
	upto []float64
}

// space is the set of all choices.
type space []axis

// choice is one point of a space: an option for each axis, and the seed of what
// it draws.
type choice struct {
	option []int
	seed   []uint64
}

// newSpace expands the factors' levels. It is an error to have none, and to
// leave out what the tree does not have.
func newSpace(factors []composite.Factor, t *tree, source func(string) string) (space, error) {
	if err := composite.Faults(composite.CheckFactors(factors)).Err(); err != nil {
		return nil, fmt.Errorf("multiverse: %w", err)
	}
	var s space
	for i := range factors {
		f := &factors[i]
		a := axis{id: f.ID, why: f.Why}
		for j := range f.Levels {
			a.options = append(a.options, options(&f.Levels[j], t, source)...)
		}
		if err := a.share(); err != nil {
			return nil, err
		}
		s = append(s, a)
	}
	return s, nil
}

// options are what a level stands for: itself, or one for each thing that it
// leaves out, which share its share.
func options(l *composite.Level, t *tree, source func(string) string) []option {
	share := l.Share
	if share == 0 {
		share = 1
	}
	if l.LeaveOut == "" {
		return []option{{id: l.ID, level: l, share: share}}
	}
	var out []option
	at := map[string]int{}
	for j, n := range t.leaves {
		name := t.nodes[n].Indicator
		if l.LeaveOut == composite.LeaveOutSource {
			name = source(name)
		}
		i, met := at[name]
		if !met {
			i = len(out)
			at[name] = i
			out = append(out, option{id: "without " + name, level: l})
		}
		out[i].without = append(out[i].without, j)
	}
	for i := range out {
		out[i].share = share / float64(len(out))
	}
	return out
}

// share brings the shares to a sum of 1.
func (a *axis) share() error {
	total := 0.0
	for _, o := range a.options {
		total += o.share
	}
	if !(total > 0) {
		return fmt.Errorf("multiverse: factor %q has no level that is ever drawn", a.id)
	}
	sum := 0.0
	for i := range a.options {
		a.options[i].share /= total
		sum += a.options[i].share
		a.upto = append(a.upto, sum)
	}
	a.upto[len(a.upto)-1] = 1
	return nil
}

// draw is the choice of draw i: a coordinate for each axis from the stream
// (seed, i).
func (s space) draw(seed uint64, i int) choice {
	r := rand.New(rand.NewPCG(seed, uint64(i)))
	point := make([]float64, len(s))
	for k := range point {
		point[k] = r.Float64()
	}
	return s.at(point, seed)
}

// at is the choice at a point of the unit cube. The coordinate's bits seed what
// the option draws, so that the same point is the same choice.
func (s space) at(point []float64, seed uint64) choice {
	c := choice{option: make([]int, len(s)), seed: make([]uint64, len(s))}
	for k := range s {
		o := 0
		for o < len(s[k].upto)-1 && point[k] >= s[k].upto[o] {
			o++
		}
		c.option[k] = o
		c.seed[k] = mix(math.Float64bits(point[k]) ^ mix(seed+uint64(k)+1))
	}
	return c
}

// replicates is how many choices stand for an option in an enumeration.
func (o *option) replicates() int {
	if o.level.Random() {
		return o.level.Replicates
	}
	return 1
}

// enumerated are all combinations as choices. It is an error where they are too
// many, where a random level has no replicates, and where levels differ in share,
// so that combinations could not stand for draws.
func (r *run) enumerated() ([]choice, error) {
	for k := range r.space {
		for i := range r.space[k].options {
			switch o := &r.space[k].options[i]; {
			case o.replicates() == 0:
				return nil, fmt.Errorf("multiverse: level %q of factor %q is random: give it replicates, or draw instead of enumerating", o.id, r.space[k].id)
			case math.Abs(o.share/float64(o.replicates())*float64(r.space[k].count())-1) > 1e-9:
				return nil, fmt.Errorf("multiverse: the levels of factor %q differ in share: draw instead of enumerating, or leave the shares out", r.space[k].id)
			}
		}
	}
	g, err := r.space.grid(r.plan.Seed)
	if err != nil {
		return nil, fmt.Errorf("multiverse: %w", err)
	}
	if err := g.shape.Enumerable(0); err != nil {
		return nil, fmt.Errorf("multiverse: %w", err)
	}
	return g.every(), nil
}

// count is the number of choices for an axis in an enumeration.
func (a *axis) count() int {
	count := 0
	for i := range a.options {
		count += a.options[i].replicates()
	}
	return count
}

// countable tells whether every option can be enumerated.
func (s space) countable() bool {
	for k := range s {
		for i := range s[k].options {
			if s[k].options[i].replicates() == 0 {
				return false
			}
		}
	}
	return true
}

// grid is an enumeration: its space, with the option and the seed of each level.
type grid struct {
	shape   *sensitivity.Space
	options [][]int
	seeds   [][]uint64
}

func (s space) grid(seed uint64) (*grid, error) {
	var g grid
	var factors []sensitivity.Factor
	for k := range s {
		options, seeds, shares := s.choices(k, seed)
		g.options, g.seeds = append(g.options, options), append(g.seeds, seeds)
		factors = append(factors, sensitivity.Factor{ID: s[k].id, Levels: len(shares), Shares: shares})
	}
	var err error
	g.shape, err = sensitivity.NewSpace(factors...)
	return &g, err
}

// every lists the choices of all variants.
func (g *grid) every() []choice {
	size, _ := g.shape.Size()
	out := make([]choice, size)
	levels := make([]int, len(g.options))
	for i := range out {
		g.shape.Levels(i, levels)
		c := choice{option: make([]int, len(levels)), seed: make([]uint64, len(levels))}
		for k, l := range levels {
			c.option[k], c.seed[k] = g.options[k][l], g.seeds[k][l]
		}
		out[i] = c
	}
	return out
}

// choices are the choices for one axis in an enumeration, with their shares.
func (s space) choices(k int, seed uint64) (options []int, seeds []uint64, shares []float64) {
	for o := range s[k].options {
		n := s[k].options[o].replicates()
		for r := range n {
			options, shares = append(options, o), append(shares, s[k].options[o].share/float64(n))
			seeds = append(seeds, mix(uint64(o)<<32+uint64(r)+1^mix(seed+uint64(k)+1)))
		}
	}
	return options, seeds, shares
}

// used are the factors as a result names them.
func (s space) used() []FactorUsed {
	out := make([]FactorUsed, len(s))
	for k, a := range s {
		out[k] = FactorUsed{ID: a.id, Why: a.why}
		for _, o := range a.options {
			out[k].Levels = append(out[k].Levels, o.id)
		}
	}
	return out
}

// key names the options that a choice takes on the axes of which any option
// satisfies a condition.
func (s space) key(c choice, on []bool) string {
	key := make([]byte, 0, 2*len(s))
	for k := range s {
		if on[k] {
			key = append(key, byte(c.option[k]), byte(c.option[k]>>8))
		}
	}
	return string(key)
}

// where tells for each axis whether any of its options satisfies a condition.
func (s space) where(is func(*composite.Level) bool) []bool {
	on := make([]bool, len(s))
	for k := range s {
		for i := range s[k].options {
			on[k] = on[k] || is(s[k].options[i].level)
		}
	}
	return on
}

// mix scrambles 64 bits (the finaliser of SplitMix64, Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
