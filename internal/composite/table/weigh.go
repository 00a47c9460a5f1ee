// SPDX-License-Identifier: Apache-2.0

package table

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/sensitivity"
)

// learned tells whether weights depend on the values.
func learned(w *composite.Weighting) bool {
	return w.Method == composite.WeightPCA || w.Method == composite.WeightBalanced
}

// weights are the weights of a variant, by node, where they do not depend on the
// values.
func (v *varied) weights(r composite.Recipe, levels []int) ([][]float64, error) {
	if v.plain(&r.Weight) && !learned(&v.plan.Recipe.Weight) {
		m, err := v.own.With(r.Weight.Nodes, nil)
		if err != nil {
			return nil, err
		}
		return v.disturbed(m.Weights, levels)
	}
	// No other step matters to them.
	m, _, err := composite.Fit(v.in.Framework, v.in.Panel, composite.Recipe{Weight: r.Weight})
	if err != nil {
		return nil, err
	}
	return v.disturbed(m.Weights, levels)
}

// plain tells whether a weighting only gives whole groups of siblings weights, so
// that they can take the place of those of any model.
func (v *varied) plain(w *composite.Weighting) bool {
	if w.Method != "" && w.Method != composite.WeightOwn || w.Noise > 0 || len(w.Nodes) == 0 {
		return false
	}
	for _, n := range v.nodes {
		given := 0
		for _, child := range n.Children {
			if _, ok := w.Nodes[child.ID]; ok {
				given++
			}
		}
		if given < len(n.Children) {
			return false
		}
	}
	return true
}

// disturbed are weights without what is left out, drawn around where a level asks
// for that.
func (v *varied) disturbed(weights [][]float64, levels []int) ([][]float64, error) {
	copied := false
	for f, l := range levels {
		o := v.options[f][l]
		if o.without == "" && o.level.Dirichlet == 0 {
			continue
		}
		if !copied {
			weights = slices.Clone(weights)
			for g := range weights {
				weights[g] = slices.Clone(weights[g])
			}
			copied = true
		}
		if o.without != "" && !v.leaveOut(weights, v.place[o.without]) {
			return nil, fmt.Errorf("nothing is left without %s", o.without)
		}
		if o.level.Dirichlet > 0 {
			dirichlet(weights, o.level.Dirichlet, sensitivity.Stream(v.plan.Seed, o.replicate))
		}
	}
	return weights, nil
}

// leaveOut gives a node weight 0, and its parents where nothing else is left below
// them; false where nothing is left at all.
func (v *varied) leaveOut(weights [][]float64, node int) bool {
	for g, n := range v.nodes {
		i := slices.Index(n.Children, v.nodes[node])
		if i < 0 {
			continue
		}
		weights[g][i] = 0
		sum := 0.0
		for _, w := range weights[g] {
			sum += w
		}
		if sum == 0 {
			return g > 0 && v.leaveOut(weights, g)
		}
		for k := range weights[g] {
			weights[g][k] /= sum
		}
	}
	return true
}

// dirichlet draws siblings' weights from the Dirichlet distribution with the
// weights as its mean: gamma variates, divided by their sum.
func dirichlet(weights [][]float64, sum float64, random *rand.Rand) {
	for _, group := range weights {
		total := 0.0
		drawn := make([]float64, len(group))
		for i, w := range group {
			if w > 0 {
				drawn[i] = distuv.Gamma{Alpha: sum * w, Beta: 1, Src: random}.Rand()
				total += drawn[i]
			}
		}
		for i := range group {
			if total > 0 {
				group[i] = drawn[i] / total
			}
		}
	}
}
