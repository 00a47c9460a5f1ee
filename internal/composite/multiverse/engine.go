// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// engine scores draws by the composite engine itself: for methods that are no
// means, and as the yardstick of the kernel's tests. It takes the leaves' scores
// as values of a panel of its own, so that only aggregation is left to do.
type engine struct {
	sheet  *sheet
	model  *composite.Model
	panel  *panel.Panel
	scorer *composite.Scorer
	dirty  bool
	values []float64
}

func newEngine(h *sheet) *engine {
	t := h.tree
	e := &engine{sheet: h, values: make([]float64, h.cases)}
	framework := *t.framework
	var walk func(*composite.Node) *composite.Node
	var ids []string
	walk = func(n *composite.Node) *composite.Node {
		if n.Leaf() {
			// The node's id stands for the indicator: no two leaves share it.
			ids = append(ids, n.ID)
			return &composite.Node{ID: n.ID, Kind: n.Kind, Weight: n.Weight, Indicator: n.ID, Direction: obs.HigherIsBetter}
		}
		out := *n
		out.Children = nil
		for _, child := range n.Children {
			out.Children = append(out.Children, walk(child))
		}
		return &out
	}
	framework.Root, framework.Exposure = walk(t.framework.Root), nil
	e.panel = panel.New(h.fit.panel.Cases(), []int{0}, ids)
	for j := range t.leaves {
		for c, v := range h.leaf[j] {
			e.set(j, c, v)
		}
	}
	recipe := composite.Recipe{
		Normalise: composite.Normalisation{Method: composite.NormaliseScaled, From: 0, To: 1, Low: 0, High: 1},
		Aggregate: h.model.Recipe.Aggregate,
	}
	model, _, err := composite.Fit(&framework, e.panel, recipe)
	if err != nil {
		panic("multiverse: a fitted framework does not fit: " + err.Error())
	}
	e.model, e.scorer = model, composite.NewScorer(model, e.panel)
	return e
}

// set puts the score of a leaf into the panel.
func (e *engine) set(j, c int, v float64) {
	cell := panel.Cell{Missing: obs.NotCollected}
	if v == v {
		cell = panel.Cell{Value: v}
		if !e.sheet.seen[j][c] {
			cell.Flags = obs.Imputed
		}
	}
	e.panel.Set(c, 0, j, cell)
}

// score scores one draw and leaves the columns on the desk.
func (e *engine) score(share []float64, drawn drawnError, d *desk) {
	h, t := e.sheet, e.sheet.tree
	weights := make(map[string]float64, len(t.nodes))
	for g, kids := range t.kids {
		sum := 0.0
		for _, k := range kids {
			sum += share[k]
		}
		for _, k := range kids {
			if sum > 0 {
				weights[t.nodes[k].ID] = share[k]
			}
		}
		d.dead[g] = sum == 0 && len(kids) > 0
	}
	model, err := e.model.With(weights, nil)
	if err != nil {
		panic("multiverse: weights of a draw: " + err.Error())
	}
	scores := e.scored(model, drawn, d)
	for _, g := range t.groups {
		d.raw[g] = resized(d.raw[g], h.cases)
		for c := range h.cases {
			d.raw[g][c] = nan
			if r := scores.At(c, 0, g); r.OK() {
				d.raw[g][c] = r.Score
			}
		}
	}
	for i, name := range t.kinds {
		n := len(t.nodes) + i
		d.dead[n] = d.gather(t.kindKids[i], share) == 0
		d.raw[n] = resized(d.raw[n], h.cases)
		for c := range h.cases {
			d.raw[n][c] = nan
			if r := scores.Kind(composite.Kind(name), c, 0); r.OK() {
				d.raw[n][c] = r.Score
			}
		}
	}
}

// scored are the scores under a model, on the draw's own values.
func (e *engine) scored(model *composite.Model, drawn drawnError, d *desk) *composite.Scores {
	h := e.sheet
	if drawn.how == "" && !e.dirty {
		scores, _ := e.scorer.Aggregate(model)
		return scores
	}
	for i := range h.errors {
		one := &h.errors[i]
		values := e.values[:len(one.cases)]
		one.disturb(drawn.seed, drawn.how, d.normal, values)
		h.model.Rescore(h.fit.panel, one.leaf, h.year, one.cases, values)
		for i, c := range one.cases {
			v := h.leaf[one.leaf][c]
			if drawn.how != "" && v == v {
				v = values[i]
			}
			e.set(one.leaf, int(c), v)
		}
	}
	e.dirty = drawn.how != ""
	scores, _ := e.scorer.Score(model, e.panel)
	return scores
}
