// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/panel"
)

// fit is what draws share that impute, treat and normalise alike.
type fit struct {
	model *composite.Model
	panel *panel.Panel
	// whole are the scores of all years, where a year's leaves depend on other
	// years; nil where each year can be scored by itself.
	whole *composite.Scores
	// errors are the errors of the panel's values.
	errors *errorTable
	// number is its place among the fits.
	number int
	reason string
}

// layout is a fit with ways of aggregating: all but the weights.
type layout struct {
	fit   *fit
	model *composite.Model
	// how is by node, as Model.Methods.
	how    []composite.Aggregation
	number int
	reason string
}

// cell is a layout with weights before any randomness.
type cell struct {
	layout *layout
	// share is by node: its weight in its parent.
	share []float64
	// reason is why no draw of the cell can be computed; factors could help.
	reason  string
	factors []string
}

// methods makes the cells that choices need, each once.
type methods struct {
	plan  *Plan
	tree  *tree
	space space
	// own is the cell of the choices as made.
	own *cell
	// The axes on which fits, layouts and cells differ.
	fitOn, layOn, weightOn, cellOn []bool
	fits                           map[string]*fit
	layouts                        map[string]*layout
	cells                          map[string]*cell
	tables                         map[*panel.Panel]*errorTable
	fitList                        []*fit
	layoutList                     []*layout
	// undefined are the results that the choices as made leave undefined.
	undefined map[[3]int]bool
}

func newMethods(p *Plan, t *tree, s space) *methods {
	m := &methods{
		plan: p, tree: t, space: s,
		fits: map[string]*fit{}, layouts: map[string]*layout{}, cells: map[string]*cell{},
		tables: map[*panel.Panel]*errorTable{},
	}
	m.fitOn = s.where(func(l *composite.Level) bool {
		return l.Impute != nil || l.Treat != nil || l.Normalise != nil || l.Carry != nil || l.Goalposts != nil
	})
	m.layOn = s.where(func(l *composite.Level) bool { return l.Aggregate != nil })
	m.weightOn = s.where(func(l *composite.Level) bool { return l.Weight != nil })
	m.cellOn = make([]bool, len(s))
	for k := range s {
		m.layOn[k] = m.layOn[k] || m.fitOn[k]
		m.cellOn[k] = m.layOn[k] || m.weightOn[k]
	}
	return m
}

// nothing is the choice that changes nothing.
func (m *methods) nothing() choice { return choice{} }

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
	return "/" + m.space.key(c, on)
}

// cell is the cell of a choice, made where it is new.
func (m *methods) cell(c choice) *cell {
	key := m.key(c, m.cellOn)
	if known, ok := m.cells[key]; ok {
		return known
	}
	out := &cell{layout: m.layout(c)}
	m.cells[key] = out
	if out.reason = out.layout.reason; out.reason != "" {
		out.factors = m.blamed(m.layOn)
		return out
	}
	weights, err := m.weights(c, out.layout)
	if err != nil {
		out.reason, out.factors = m.said(c, m.cellOn, err), m.blamed(m.weightOn)
		return out
	}
	out.share = make([]float64, len(m.tree.nodes))
	out.share[0] = 1
	for g, kids := range m.tree.kids {
		for i, k := range kids {
			out.share[k] = weights[g][i]
		}
	}
	return out
}

// weights are the weights of a choice's method, without noise, by node.
func (m *methods) weights(c choice, l *layout) ([][]float64, error) {
	how := m.plan.Recipe.Weight
	for _, level := range m.levels(c) {
		if level.Weight != nil {
			how = *level.Weight
		}
	}
	how.Noise = 0
	if how.Method != composite.WeightPCA && how.Method != composite.WeightBalanced &&
		sameWeighting(&how, &l.model.Recipe.Weight) {
		return l.model.Weights, nil
	}
	recipe := l.model.Recipe
	recipe.Weight = how
	learned, _, err := composite.Fit(l.model.Framework, l.fit.panel, recipe)
	if err != nil {
		return nil, err
	}
	return learned.Weights, nil
}

// sameWeighting tells whether two ways of weighting are plainly the same.
func sameWeighting(a, b *composite.Weighting) bool {
	plain := func(w *composite.Weighting) bool {
		return (w.Method == "" || w.Method == composite.WeightOwn) && len(w.Nodes) == 0
	}
	return plain(a) && plain(b)
}

// layout is the layout of a choice.
func (m *methods) layout(c choice) *layout {
	key := m.key(c, m.layOn)
	if known, ok := m.layouts[key]; ok {
		return known
	}
	out := &layout{fit: m.fit(c), number: len(m.layoutList)}
	m.layouts[key] = out
	m.layoutList = append(m.layoutList, out)
	if out.reason = out.fit.reason; out.reason != "" {
		return out
	}
	how := m.plan.Recipe.Aggregate
	for _, level := range m.levels(c) {
		if level.Aggregate != nil {
			how = *level.Aggregate
		}
	}
	model, err := out.fit.model.With(nil, &how)
	if err != nil {
		out.reason = m.said(c, m.layOn, err)
		return out
	}
	out.model, out.how = model, model.Methods()
	out.reason = m.contradiction(c, out)
	return out
}

// fit is the fit of a choice.
func (m *methods) fit(c choice) *fit {
	key := m.key(c, m.fitOn)
	if known, ok := m.fits[key]; ok {
		return known
	}
	out := &fit{panel: m.plan.Panel, number: len(m.fitList)}
	m.fits[key] = out
	m.fitList = append(m.fitList, out)
	recipe, framework := m.plan.Recipe, m.plan.Framework
	recipe.Weight.Noise = 0
	if method := recipe.Weight.Method; method == composite.WeightPCA || method == composite.WeightBalanced {
		// Learned for each cell; here they would be learned in vain.
		recipe.Weight = composite.Weighting{}
	}
	for _, l := range m.levels(c) {
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
			if m.plan.Carried != nil {
				out.panel = m.plan.Carried(*l.Carry)
			}
		}
	}
	for _, l := range m.levels(c) {
		if l.Goalposts != nil {
			framework = moved(framework, l.Goalposts, out.panel)
		}
	}
	model, _, err := composite.Fit(framework, out.panel, recipe)
	if err != nil {
		out.reason = m.said(c, m.fitOn, err)
		return out
	}
	out.model = model
	if overTime(recipe.Impute.Method) && len(out.panel.Years()) > 1 {
		out.whole, _ = model.Score(out.panel)
	}
	out.errors = m.errors(out.panel)
	return out
}

// errors are the errors of a panel's values, nil where none are drawn.
func (m *methods) errors(p *panel.Panel) *errorTable {
	drawn := m.space.where(func(l *composite.Level) bool { return l.DataError != "" })
	if !slices.Contains(drawn, true) {
		return nil
	}
	if m.tables[p] == nil {
		m.tables[p] = newErrorTable(m.tree, p, m.plan.Errors)
	}
	return m.tables[p]
}

// overTime tells whether a method takes values from other years.
func overTime(method composite.ImputeMethod) bool {
	return method == composite.ImputeLatest || method == composite.ImputeConstant || method == composite.ImputeLinear
}

// contradiction is why a layout cannot stand: means that are not defined for the
// values they would combine, where the choices as made define them.
func (m *methods) contradiction(c choice, l *layout) string {
	restricted := slices.ContainsFunc(l.how, func(a composite.Aggregation) bool {
		switch a.Method {
		case "", composite.Arithmetic, composite.Copeland, composite.OutrankingMean:
			return false
		}
		return true
	})
	if !restricted {
		return ""
	}
	scores, _ := l.model.Score(l.fit.panel)
	undefined := map[[3]int]bool{}
	byNode := make([]int, len(m.tree.nodes))
	for _, g := range m.tree.groups {
		for t := range scores.Years {
			for c := range scores.Cases {
				if scores.At(c, t, g).NotScored == composite.Undefined {
					undefined[[3]int{g, t, c}] = true
					if !m.undefined[[3]int{g, t, c}] {
						byNode[g]++
					}
				}
			}
		}
	}
	if c.option == nil {
		m.undefined = undefined
		return ""
	}
	for _, g := range m.tree.groups {
		if byNode[g] > 0 {
			return m.said(c, m.layOn, fmt.Errorf("the %s mean of %s is not defined for values that are not above 0",
				l.how[g].Method, m.tree.nodes[g].ID))
		}
	}
	return ""
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
