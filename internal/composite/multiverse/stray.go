// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"math"
	"slices"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// disturb puts the draw's own values into the columns.
func (d *desk) disturb(drawn drawnError) {
	if drawn.how == "" && !d.disturbed {
		return
	}
	d.disturbed = drawn.how != ""
	h, t := d.sheet, d.tree
	for i := range h.errors {
		e := &h.errors[i]
		n := t.leaves[e.leaf]
		g := t.parent[n]
		at := t.slot[n] * h.cases
		column := d.x[g][at : at+h.cases]
		if drawn.how == "" {
			copy(column, h.x[g][at:at+h.cases])
			continue
		}
		d.redraw(i, drawn, column)
	}
}

// redraw draws the scores of the leaf with the i-th errors and puts them into its
// column, after the transform of the mean above it.
func (d *desk) redraw(i int, drawn drawnError, column []float64) {
	h := d.sheet
	e := &h.errors[i]
	how := h.how[d.tree.parent[d.tree.leaves[e.leaf]]]
	scores := d.drawn[i]
	if e.line != nil {
		e.scores(drawn, d.normal, scores)
	} else {
		e.disturb(drawn, d.normal, scores)
		h.model.Rescore(h.fit.panel, composite.Observed{Leaf: e.leaf, Year: h.year, Cases: e.cases, Values: scores})
	}
	switch {
	case h.gaps[e.leaf]:
		d.scatterGaps(how, e, scores, column)
		return
	case how.Method != composite.Arithmetic:
		// The scores are kept as they are, for strays.
		d.values = append(d.values[:0], scores...)
		scores = d.values
		zero := takesZero(how)
		for i, v := range scores {
			if !(v > 0) && !(zero && v == 0) {
				d.astray(e.cases[i])
				scores[i] = 1
			}
		}
		d.powers.transform(how, scores, scores)
	}
	for i, c := range e.cases {
		column[c] = scores[i]
	}
}

// scatterGaps puts scores some of which may be missing into a column. A case that
// was screened out, or whose denominator is missing, stays out.
func (d *desk) scatterGaps(how composite.Aggregation, e *leafErrors, scores, column []float64) {
	published := d.sheet.leaf[e.leaf]
	for i, c := range e.cases {
		v := scores[i]
		if published[c] != published[c] {
			scores[i] = nan
			continue
		}
		x, ok := into(how, v)
		if v != v || !ok {
			d.astray(c)
			x = 0
		}
		column[c] = x
	}
}

// leafScore is the score of a leaf in the draw at hand; NaN where there is none.
func (d *desk) leafScore(j, c int) float64 {
	if i := d.sheet.errorOf[j]; i >= 0 && d.disturbed {
		if at, has := slices.BinarySearch(d.sheet.errors[i].cases, int32(c)); has {
			return d.drawn[i][at]
		}
	}
	return d.sheet.leaf[j][c]
}

// astray marks a case to be scored by itself.
func (d *desk) astray(c int32) {
	if !d.stray[c] {
		d.stray[c] = true
		d.strays = append(d.strays, c)
	}
}

// fix scores the strays one by one.
func (d *desk) fix(share []float64) {
	for i, c := range d.strays {
		if i == len(d.fixed) {
			d.fixed = append(d.fixed, make([]float64, len(d.raw)))
		}
		fixed := d.fixed[i]
		d.single(0, int(c), share, fixed)
		for k := range d.tree.kinds {
			fixed[len(d.tree.nodes)+k] = d.singleKind(k, int(c), share, fixed)
		}
	}
}

// single scores one node of one case as the engine does, and everything below it,
// into fixed; NaN where it is not scored. It returns the score and coverage.
func (d *desk) single(n, c int, share, fixed []float64) (score, cover float64) {
	if j := d.tree.leafOf[n]; j >= 0 {
		fixed[n] = d.leafScore(j, c)
		if d.sheet.seen[j][c] && fixed[n] == fixed[n] {
			cover = 1
		}
		return fixed[n], cover
	}
	how := d.sheet.how[n]
	var m single
	for _, k := range d.tree.kids[n] {
		v, below := d.single(k, c, share, fixed)
		m.add(how, share[k], v, below)
	}
	fixed[n] = m.score(how, d.sheet.least)
	return fixed[n], m.cover
}

// singleKind scores a kind of one case from the root's children.
func (d *desk) singleKind(i, c int, share, fixed []float64) float64 {
	how := d.sheet.how[0]
	how.MinPresent = 0
	var m single
	total := 0.0
	for _, k := range d.tree.kindKids[i] {
		_, cover := d.single(k, c, share, fixed)
		m.add(how, share[k], fixed[k], cover)
		total += share[k]
	}
	if m.cover /= total; !(total > 0) {
		return nan
	}
	return m.score(how, d.sheet.least)
}

// single is one mean of one case as it is added up.
type single struct {
	sum, weight, cover float64
	counted, present   int
	undefined          bool
}

func (m *single) add(how composite.Aggregation, w, v, cover float64) {
	if w == 0 {
		return
	}
	m.counted++
	if v != v {
		return
	}
	m.present++
	m.cover += w * cover
	m.weight += w
	x, ok := into(how, v)
	m.undefined = m.undefined || !ok
	m.sum += w * x
}

// score is the mean, or NaN where it is not scored.
func (m *single) score(how composite.Aggregation, least float64) float64 {
	need := int(math.Ceil(how.MinPresent*float64(m.counted) - 1e-9))
	if m.present == 0 || m.cover < least || m.present < need || m.undefined {
		return nan
	}
	return from(how, m.sum/m.weight)
}

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
		one.disturb(drawn, d.normal, values)
		h.model.Rescore(h.fit.panel, composite.Observed{Leaf: one.leaf, Year: h.year, Cases: one.cases, Values: values})
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
