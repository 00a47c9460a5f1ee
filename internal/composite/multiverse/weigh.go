// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/qala-observatory/qala/internal/composite"
)

// weigh writes the weights of a choice by node: those of its cell, without what
// is left out, then disturbed. A group of which all is left out has weight 0
// itself.
func (s space) weigh(c choice, from *cell, t *tree, share []float64) {
	copy(share, from.share)
	for k, o := range c.option {
		for _, j := range s[k].options[o].without {
			share[t.leaves[j]] = 0
		}
		if len(s[k].options[o].without) > 0 {
			t.even(share)
		}
	}
	for k, o := range c.option {
		level := s[k].options[o].level
		if level.Weight != nil && level.Weight.Noise > 0 {
			t.noise(level.Weight, c.seed[k], share)
		}
		if level.Dirichlet > 0 {
			t.dirichlet(level.Dirichlet, c.seed[k], share)
		}
	}
}

// even makes siblings' weights sum to 1 again after some were set to 0.
func (t *tree) even(share []float64) {
	for _, g := range t.groups {
		sum := 0.0
		for _, k := range t.kids[g] {
			sum += share[k]
		}
		if sum == 0 && g > 0 {
			share[g] = 0
		}
		t.rescale(g, sum, share)
	}
}

// rescale makes the weights below a group sum to 1.
func (t *tree) rescale(g int, sum float64, share []float64) {
	if sum == 0 || sum == 1 {
		return
	}
	for _, k := range t.kids[g] {
		share[k] /= sum
	}
}

// noise multiplies weights by 1 plus a uniform draw from -Noise to Noise, and
// rescales them.
func (t *tree) noise(how *composite.Weighting, seed uint64, share []float64) {
	r := rand.New(rand.NewPCG(seed, 1))
	for _, g := range t.groups {
		kids := t.kids[g]
		sum := 0.0
		for _, k := range kids {
			if len(how.Levels) == 0 || slices.Contains(how.Levels, t.level[k]) {
				share[k] *= 1 + how.Noise*(2*r.Float64()-1)
			}
			sum += share[k]
		}
		t.rescale(g, sum, share)
	}
}

// dirichlet draws siblings' weights from the Dirichlet distribution around them,
// as gamma variables that are rescaled.
func (t *tree) dirichlet(concentration float64, seed uint64, share []float64) {
	source := rand.NewPCG(seed, 2)
	for _, g := range t.groups {
		kids := t.kids[g]
		if len(kids) < 2 {
			continue
		}
		sum := 0.0
		for _, k := range kids {
			if share[k] > 0 {
				share[k] = distuv.Gamma{Alpha: concentration * share[k], Beta: 1, Src: source}.Rand()
			}
			sum += share[k]
		}
		t.rescale(g, sum, share)
	}
}

// plain are the weights by node of methods that need no data: the framework's own
// and equal ones, and those given by node. It is nil for others, and where a
// group would be left without weight.
func (t *tree) plain(how *composite.Weighting) [][]float64 {
	equal := how.Method == composite.WeightEqual
	if !equal && how.Method != composite.WeightOwn && how.Method != "" {
		return nil
	}
	out := make([][]float64, len(t.nodes))
	for g, kids := range t.kids {
		out[g] = make([]float64, len(kids))
		level, sum := 0, 0.0
		for _, k := range kids {
			level = max(level, t.level[k])
		}
		for i, k := range kids {
			out[g][i] = t.nodes[k].Weight
			if equal && (len(how.Levels) == 0 || slices.Contains(how.Levels, level)) {
				out[g][i] = 1
			}
			if own, given := how.Nodes[t.nodes[k].ID]; given {
				out[g][i] = own
			}
			sum += out[g][i]
		}
		if len(kids) > 0 && !(sum > 0) {
			return nil
		}
		for i := range out[g] {
			if sum != 1 {
				out[g][i] /= sum
			}
		}
	}
	return out
}
