// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// Model is a recipe after fitting to a panel: all that was learned, and nothing
// of the data. It is written and read as JSON without loss.
type Model struct {
	Framework *Framework `json:"framework"`
	Recipe    Recipe     `json:"recipe"`
	// Years are those it was fitted to.
	Years []int `json:"years"`
	// Imputed is what imputing has learned; nil where nothing is.
	Imputed *Imputed `json:"imputed,omitempty"`
	// Treated are by leaf, then by scope: none, one, or one a year.
	Treated [][]Treated `json:"treated,omitempty"`
	// Normalisers are by leaf, then by scope: one, or one a year.
	Normalisers [][]Normaliser `json:"normalisers"`
	// Weights are by node in the order of Framework.Nodes: those of its children,
	// summing to 1; nil for leaves.
	Weights [][]float64 `json:"weights"`
	// Balance certifies balanced weights; nil for other methods.
	Balance *Balance `json:"balance,omitempty"`

	plan *plan
}

// Fit learns from the panel what the recipe needs. Faults of framework, recipe
// and data come back as one error of type Faults.
func Fit(f *Framework, p *panel.Panel, r Recipe) (*Model, []obs.Warning, error) {
	faults := Faults(append(f.Validate(), r.Validate()...))
	if len(faults) > 0 {
		return nil, nil, faults
	}
	if len(p.Cases()) == 0 || len(p.Years()) == 0 {
		return nil, nil, Faults{{Path: f.ID, Text: "the panel has no cases or no years"}}
	}
	m := &Model{Framework: f, Recipe: r, Years: slices.Clone(p.Years()), plan: newPlan(f)}
	w, warnings := newWork(m.plan, p, &m.Recipe)
	for _, step := range r.early() {
		warnings = append(warnings, m.fitStep(step, w, &faults)...)
		warnings = append(warnings, m.applyStep(step, w)...)
	}
	warnings = append(warnings, m.fitNormalise(w, &faults)...)
	if len(faults) > 0 {
		return nil, warnings, faults
	}
	warnings = append(warnings, m.fitWeights(w, &faults)...)
	if len(faults) > 0 {
		return nil, warnings, faults
	}
	return m, warnings, nil
}

// fitStep learns what an early step needs.
func (m *Model) fitStep(step Step, w *work, faults *Faults) []obs.Warning {
	switch step {
	case StepImpute:
		return m.fitImpute(w, faults)
	case StepTreat:
		return m.fitTreat(w, faults)
	}
	return nil
}

// applyStep takes an early step on the values of w, in place.
func (m *Model) applyStep(step Step, w *work) []obs.Warning {
	switch step {
	case StepScreen:
		return m.Recipe.Screen.apply(w)
	case StepDenominate:
		return m.Recipe.Denominate.apply(w)
	case StepImpute:
		return m.applyImpute(w)
	case StepTreat:
		m.applyTreat(w)
	}
	return nil
}

// yearAt is the place of a year among those fitted, or -1.
func (m *Model) yearAt(year int) int { return slices.Index(m.Years, year) }

// UnmarshalJSON reads what MarshalJSON of the fields writes and refuses a model
// whose framework is faulty.
func (m *Model) UnmarshalJSON(data []byte) error {
	type bare Model
	if err := json.Unmarshal(data, (*bare)(m)); err != nil {
		return fmt.Errorf("model: %w", err)
	}
	if m.Framework == nil {
		return fmt.Errorf("model: has no framework")
	}
	if err := Faults(append(m.Framework.Validate(), m.Recipe.Validate()...)).Err(); err != nil {
		return fmt.Errorf("model: %w", err)
	}
	m.plan = newPlan(m.Framework)
	if len(m.Normalisers) != len(m.plan.leaves) || len(m.Weights) != len(m.plan.nodes) {
		return fmt.Errorf("model: does not match its framework")
	}
	return nil
}

// Shares are every node's weight in its parent and in the whole index, in the
// order of Framework.Nodes; the root's are 1.
func (m *Model) Shares() (share, effective []float64) {
	share, effective = make([]float64, len(m.plan.nodes)), make([]float64, len(m.plan.nodes))
	share[0], effective[0] = 1, 1
	for g, kids := range m.plan.kids {
		for i, k := range kids {
			share[k] = m.Weights[g][i]
			effective[k] = effective[g] * share[k]
		}
	}
	return share, effective
}

// With is the model with other aggregations and weights: those given by node id
// take the place of the model's, and siblings are rescaled to sum to 1. What was
// learned stays. A node of weight 0 is left out. It is an error to leave nothing,
// or to give a weight below 0.
func (m *Model) With(weights map[string]float64, a *Aggregations) (*Model, error) {
	var faults Faults
	out := *m
	if a != nil {
		out.Recipe.Aggregate = *a
		a.check("recipe/aggregate", &faults)
	}
	if weights != nil {
		out.Weights = make([][]float64, len(m.Weights))
		for g, kids := range m.plan.kids {
			out.Weights[g] = slices.Clone(m.Weights[g])
			for i, k := range kids {
				v, ok := weights[m.plan.nodes[k].ID]
				switch {
				case ok && (!(v >= 0) || v-v != 0):
					faults.add(m.plan.path(m.plan.nodes[k]), "weight %v is not a number of at least 0", v)
				case ok:
					out.Weights[g][i] = v
				}
			}
			if len(kids) > 0 && !rescale(out.Weights[g]) {
				faults.add(m.plan.path(m.plan.nodes[g]), "every child has weight 0")
			}
		}
	}
	return &out, faults.Err()
}
