// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/panel"
)

// fit is what draws share that impute, treat and normalise alike.
type fit struct {
	// first is a choice that leads to it.
	first choice
	model *composite.Model
	panel *panel.Panel
	// leaf are the leaves' scores by leaf and row (year by year, by case), NaN where
	// missing; seen tells which rest on an observed value.
	leaf [][]float64
	seen [][]bool
	// least is the smallest of them.
	least float64
	// errors are the errors of the panel's values.
	errors  *errorTable
	layouts []*layout
	number  int
	reason  string
}

// layout is a fit with ways of aggregating: all but the weights.
type layout struct {
	first choice
	fit   *fit
	model *composite.Model
	// how is by node, as Model.Methods.
	how    []composite.Aggregation
	number int
	made   bool
	reason string
}

// cell is a layout with weights before any randomness.
type cell struct {
	first  choice
	layout *layout
	// share is by node: its weight in its parent.
	share []float64
	// reason is why no draw of the cell can be computed; factors could help.
	reason  string
	factors []string
}

// methods makes the fits, layouts and cells that choices need, each once.
type methods struct {
	plan  *Plan
	tree  *tree
	space space
	// own is the cell of the choices as made.
	own *cell
	// The axes on which fits, layouts and cells differ, and those that do not
	// matter where nothing is scaled by goalposts.
	fitOn, layOn, cellOn, postsOn []bool
	fits                          map[string]*fit
	layouts                       map[string]*layout
	cells                         map[string]*cell
	fitList                       []*fit
	layoutList                    []*layout
	// plain are the weights of methods that learn nothing, by the level.
	plain  map[*composite.Weighting][][]float64
	tables map[*panel.Panel]*errorTable
	// drawsErrors tells that any level draws values from their errors.
	drawsErrors bool
	// undefined are the results that the choices as made leave undefined.
	undefined map[[3]int]bool
}

func newMethods(p *Plan, t *tree, s space) *methods {
	m := &methods{
		plan: p, tree: t, space: s,
		fits: map[string]*fit{}, layouts: map[string]*layout{}, cells: map[string]*cell{},
		plain: map[*composite.Weighting][][]float64{}, tables: map[*panel.Panel]*errorTable{},
	}
	m.fitOn = s.where(func(l *composite.Level) bool {
		return l.Impute != nil || l.Treat != nil || l.Normalise != nil || l.Carry != nil || l.Goalposts != nil
	})
	m.postsOn = s.where(func(l *composite.Level) bool { return l.Goalposts != nil })
	m.layOn = s.where(func(l *composite.Level) bool { return l.Aggregate != nil })
	m.cellOn = s.where(func(l *composite.Level) bool { return l.Weight != nil })
	for k := range s {
		m.layOn[k] = m.layOn[k] || m.fitOn[k]
		m.cellOn[k] = m.cellOn[k] || m.layOn[k]
	}
	m.drawsErrors = slices.Contains(s.where(func(l *composite.Level) bool { return l.DataError != "" }), true)
	return m
}

// levels are the levels that a choice takes.
func (m *methods) levels(c choice) []*composite.Level {
	var out []*composite.Level
	for k, o := range c.option {
		out = append(out, m.space[k].options[o].level)
	}
	return out
}

// key is the name of a choice on some axes; that of the choices as made is apart.
func (m *methods) key(c choice, on []bool) string {
	if c.option == nil {
		return "own"
	}
	if m.scaled(c) {
		return "/" + m.space.key(c, on)
	}
	but := slices.Clone(on)
	for k := range but {
		but[k] = but[k] && !m.postsOn[k]
	}
	return "-" + m.space.key(c, but)
}

// scaled tells whether a choice scales any leaf by goalposts.
func (m *methods) scaled(c choice) bool {
	how := m.plan.Recipe.Normalise.Method
	for k, o := range c.option {
		if n := m.space[k].options[o].level.Normalise; n != nil {
			how = n.Method
		}
	}
	return how == "" || how == composite.NormaliseGoalposts || slices.ContainsFunc(m.tree.nodes, func(n *composite.Node) bool { return n.Normalise != nil })
}

// prepare makes what the choices need and returns their cells. What is costly is
// shared among workers; the order of the choices alone decides every number.
func (m *methods) prepare(choices []choice, parallel func(n int, f func(worker, i int))) []*cell {
	out := make([]*cell, len(choices))
	var fits []*fit
	var cells []*cell
	for i, c := range choices {
		key := m.key(c, m.cellOn)
		if out[i] = m.cells[key]; out[i] != nil {
			continue
		}
		out[i] = &cell{first: c, layout: m.layout(c)}
		m.cells[key] = out[i]
		cells = append(cells, out[i])
		if f := out[i].layout.fit; !out[i].layout.made && !slices.Contains(fits, f) {
			fits = append(fits, f)
		}
	}
	for _, f := range fits {
		if f.panel == nil {
			f.panel = m.panelOf(f.first)
			f.errors = m.errors(f.panel)
		}
	}
	parallel(len(fits), func(_, i int) { m.make(fits[i]) })
	m.learnPlain(cells)
	parallel(len(cells), func(_, i int) { m.weigh(cells[i]) })
	return out
}

// layout is the layout of a choice, not yet made where it is new.
func (m *methods) layout(c choice) *layout {
	key := m.key(c, m.layOn)
	if known, ok := m.layouts[key]; ok {
		return known
	}
	fitKey := m.key(c, m.fitOn)
	f := m.fits[fitKey]
	if f == nil {
		f = &fit{first: c, number: len(m.fitList)}
		m.fits[fitKey] = f
		m.fitList = append(m.fitList, f)
	}
	out := &layout{first: c, fit: f, number: len(m.layoutList)}
	m.layouts[key] = out
	m.layoutList = append(m.layoutList, out)
	f.layouts = append(f.layouts, out)
	return out
}

// panelOf is the panel of a choice: laid out again where values are to be carried
// further than they are.
func (m *methods) panelOf(c choice) *panel.Panel {
	for _, l := range m.levels(c) {
		if l.Carry == nil || m.plan.Carried == nil {
			continue
		}
		if own := m.plan.Recipe.Carry; own == nil || *l.Carry > *own {
			return m.plan.Carried(*l.Carry)
		}
	}
	return m.plan.Panel
}

// make fits and scores, and makes the layouts of the fit that are not made yet.
func (m *methods) make(f *fit) {
	var scorer *composite.Scorer
	if f.model == nil && f.reason == "" {
		recipe, framework := m.recipe(f)
		model, _, err := composite.Fit(framework, f.panel, recipe)
		if err != nil {
			f.reason = m.said(f.first, m.fitOn, err)
		} else {
			f.model = model
			scorer = composite.NewScorer(model, f.panel)
			f.take(m.tree, scorer.Reweigh(model))
		}
	}
	for _, l := range f.layouts {
		if l.made {
			continue
		}
		if l.made, l.reason = true, f.reason; f.reason != "" {
			continue
		}
		if scorer == nil {
			scorer = composite.NewScorer(f.model, f.panel)
		}
		m.combine(l, scorer)
	}
}

// recipe is the recipe and the framework of a fit. Learned weights are learned
// for each cell; here they would be learned in vain.
func (m *methods) recipe(f *fit) (composite.Recipe, *composite.Framework) {
	recipe, framework := m.plan.Recipe, m.plan.Framework
	recipe.Weight.Noise = 0
	if learns(&recipe.Weight) {
		recipe.Weight = composite.Weighting{}
	}
	for _, l := range m.levels(f.first) {
		if l.Impute != nil {
			recipe.Impute = *l.Impute
			if recipe.Impute.Groups == nil {
				recipe.Impute.Groups = m.plan.Recipe.Impute.Groups
			}
		}
		if l.Treat != nil {
			recipe.Treat = *l.Treat
		}
		if l.Normalise != nil {
			recipe.Normalise = *l.Normalise
		}
		if l.Carry != nil {
			recipe.Carry = l.Carry
		}
		if l.Goalposts != nil {
			framework = moved(framework, l.Goalposts, f.panel)
		}
	}
	return recipe, framework
}

// take keeps the leaves' scores.
func (f *fit) take(t *tree, scores *composite.Scores) {
	cases, years := len(scores.Cases), len(scores.Years)
	f.leaf, f.seen, f.least = columns(len(t.leaves), cases*years), make([][]bool, len(t.leaves)), math.Inf(1)
	for j, n := range t.leaves {
		f.seen[j] = make([]bool, cases*years)
		for row := range f.leaf[j] {
			f.leaf[j][row] = nan
			if r := scores.At(row%cases, row/cases, n); r.OK() {
				f.leaf[j][row], f.seen[j][row] = r.Score, r.Coverage > 0
				f.least = min(f.least, r.Score)
			}
		}
	}
}

// combine makes a layout.
func (m *methods) combine(l *layout, scorer *composite.Scorer) {
	how := m.plan.Recipe.Aggregate
	for _, level := range m.levels(l.first) {
		if level.Aggregate != nil {
			how = *level.Aggregate
		}
	}
	model, err := l.fit.model.With(nil, &how)
	if err != nil {
		l.reason = m.said(l.first, m.layOn, err)
		return
	}
	l.model, l.how = model, model.Methods()
	l.reason = m.contradiction(l, scorer)
}

// learns tells whether a method takes its weights from the data.
func learns(w *composite.Weighting) bool {
	return w.Method == composite.WeightPCA || w.Method == composite.WeightBalanced
}

// weighting is how a choice finds its weights, without noise, and the level that
// says so; nil for the recipe.
func (m *methods) weighting(c choice) (composite.Weighting, *composite.Weighting) {
	how, by := m.plan.Recipe.Weight, (*composite.Weighting)(nil)
	for _, level := range m.levels(c) {
		if level.Weight != nil {
			how, by = *level.Weight, level.Weight
		}
	}
	how.Noise = 0
	return how, by
}

// learnPlain finds the weights of methods that learn nothing, once each.
func (m *methods) learnPlain(cells []*cell) {
	for _, c := range cells {
		how, by := m.weighting(c.first)
		if c.layout.model == nil || learns(&how) || m.plain[by] != nil {
			continue
		}
		if m.plain[by] = m.tree.plain(&how); m.plain[by] != nil {
			continue
		}
		recipe := c.layout.model.Recipe
		recipe.Weight = how
		if fitted, _, err := composite.Fit(c.layout.model.Framework, c.layout.fit.panel, recipe); err == nil {
			m.plain[by] = fitted.Weights
		}
	}
}

// weigh finds the weights of a cell.
func (m *methods) weigh(c *cell) {
	if c.reason = c.layout.reason; c.reason != "" {
		c.factors = m.blamed(m.layOn)
		return
	}
	how, by := m.weighting(c.first)
	weights := m.plain[by]
	if learns(&how) || weights == nil {
		recipe := c.layout.model.Recipe
		recipe.Weight = how
		learned, _, err := composite.Fit(c.layout.model.Framework, c.layout.fit.panel, recipe)
		if err != nil {
			c.reason, c.factors = m.said(c.first, m.cellOn, err), m.blamed(m.cellOn)
			return
		}
		weights = learned.Weights
	}
	c.share = make([]float64, len(m.tree.nodes))
	c.share[0] = 1
	for g, kids := range m.tree.kids {
		for i, k := range kids {
			c.share[k] = weights[g][i]
		}
	}
}

// errors are the errors of a panel's values, nil where none are drawn.
func (m *methods) errors(p *panel.Panel) *errorTable {
	if !m.drawsErrors {
		return nil
	}
	if m.tables[p] == nil {
		m.tables[p] = newErrorTable(m.tree, p, m.plan.Errors)
	}
	return m.tables[p]
}

// contradiction is why a layout cannot stand: means that are not defined for the
// values they would combine, where the choices as made define them.
func (m *methods) contradiction(l *layout, scorer *composite.Scorer) string {
	if !slices.ContainsFunc(l.how, func(a composite.Aggregation) bool { return refuses(a, l.fit.least) }) {
		return ""
	}
	scores := scorer.Reweigh(l.model)
	undefined := map[[3]int]bool{}
	byNode := make([]int, len(m.tree.nodes))
	for _, g := range m.tree.groups {
		for row := range len(scores.Years) * len(scores.Cases) {
			t, c := row/len(scores.Cases), row%len(scores.Cases)
			if scores.At(c, t, g).NotScored != composite.Undefined {
				continue
			}
			undefined[[3]int{g, t, c}] = true
			if !m.undefined[[3]int{g, t, c}] {
				byNode[g]++
			}
		}
	}
	if l.first.option == nil {
		m.undefined = undefined
		return ""
	}
	for _, g := range m.tree.groups {
		if byNode[g] > 0 {
			return m.said(l.first, m.layOn, fmt.Errorf("the %s mean of %s is not defined for values that are not above 0",
				l.how[g].Method, m.tree.nodes[g].ID))
		}
	}
	return ""
}

// refuses tells whether a mean may meet a value for which it is not defined, where
// none is below the least.
func refuses(how composite.Aggregation, least float64) bool {
	switch how.Method {
	case "", composite.Arithmetic, composite.Copeland, composite.OutrankingMean:
		return false
	case composite.BenefitOfTheDoubt:
		return least < 0
	case composite.Power:
		return least < 0 || least == 0 && how.Power < 0
	}
	return least <= 0
}

// said is a reason with the levels that lead to it.
func (m *methods) said(c choice, on []bool, err error) string {
	text := err.Error()
	var faults composite.Faults
	if errors.As(err, &faults) && len(faults) > 0 {
		if text = faults[0].String(); len(faults) > 1 {
			text += fmt.Sprintf(" (and %d more)", len(faults)-1)
		}
	}
	var levels []string
	for k := range c.option {
		if on[k] {
			levels = append(levels, m.space[k].id+" "+m.space[k].options[c.option[k]].id)
		}
	}
	if len(levels) == 0 {
		return text
	}
	return strings.Join(levels, ", ") + ": " + text
}

// blamed are the factors on some axes.
func (m *methods) blamed(on []bool) []string {
	var ids []string
	for k := range m.space {
		if on[k] {
			ids = append(ids, m.space[k].id)
		}
	}
	return ids
}
