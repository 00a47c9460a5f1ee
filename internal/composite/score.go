// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// Reason says why a node has no score; the zero Reason is Scored.
type Reason uint8

// The reasons.
const (
	// Scored means that there is a score.
	Scored Reason = iota
	// NoData means that nothing below the node has a value.
	NoData
	// LowCoverage means that too little of the weight rests on observed values.
	LowCoverage
	// TooFewPresent means that too few of the children have a score.
	TooFewPresent
	// ScreenedOut means that the case was screened out.
	ScreenedOut
	// Undefined means that the mean is not defined for a value that is not
	// above 0.
	Undefined
	// NotFitted means that the model learned nothing for the year or indicator.
	NotFitted
)

// reasonNames are the machine-readable words, in the order of the reasons.
var reasonNames = [...]string{
	"", "no_data", "low_coverage", "too_few_present", "screened_out", "undefined_mean", "not_fitted",
}

// reasonTexts say the same to people.
var reasonTexts = [...]string{
	"", "there are no data", "too little of the weight rests on observed values",
	"too few of its parts have a score", "the case was screened out",
	"its mean is not defined for a value that is not above 0", "the model has not been fitted to it",
}

// String is the machine-readable word; empty for Scored.
func (r Reason) String() string { return reasonNames[r] }

// Text is the reason as words for people; empty for Scored.
func (r Reason) Text() string { return reasonTexts[r] }

// MarshalText writes the machine-readable word.
func (r Reason) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Result is one node of one case and year.
type Result struct {
	// Score means nothing unless NotScored is Scored.
	Score     float64
	NotScored Reason
	// Coverage is the share of the node's weight that rests on observed values.
	Coverage float64
}

// OK tells whether there is a score.
func (r Result) OK() bool { return r.NotScored == Scored }

// Scores holds every node of every case and year.
type Scores struct {
	// Cases and Years are those of the panel, in its order; not to be changed.
	Cases []string
	Years []int
	// Nodes is the tree in the order of Framework.Nodes: place n in what follows.
	Nodes []*Node

	model *Model
	plan  *plan
	panel *panel.Panel
	// value, cover and why are by node, then by row t*len(Cases)+c; NaN marks
	// what is not scored.
	value [][]float64
	cover [][]float64
	why   [][]Reason
	// treated holds the leaves' values before they are normalised, by leaf.
	treated [][]float64
}

// Node is the place of a node by its id.
func (s *Scores) Node(id string) (int, bool) {
	n := slices.IndexFunc(s.Nodes, func(n *Node) bool { return n.ID == id })
	return n, n >= 0
}

// Case is the place of a case by its code.
func (s *Scores) Case(code string) (int, bool) { return s.panel.Case(code) }

// Year is the place of a year.
func (s *Scores) Year(year int) (int, bool) { return s.panel.Year(year) }

// Root is the place of the index itself.
func (s *Scores) Root() int { return 0 }

// At is node n of case c in year t, by their places.
func (s *Scores) At(c, t, n int) Result {
	row := t*len(s.Cases) + c
	v := s.value[n][row]
	if v != v {
		return Result{NotScored: s.why[n][row], Coverage: s.cover[n][row]}
	}
	return Result{Score: v, Coverage: s.cover[n][row]}
}

// LeafValue is a leaf on its way to its score.
type LeafValue struct {
	// Raw is the panel's cell.
	Raw panel.Cell
	// Treated is the value after the steps before normalising, where HasTreated.
	Treated    float64
	HasTreated bool
	// Imputed tells that the value was filled in, not observed.
	Imputed bool
	Result
}

// Leaf is the leaf at node n of case c in year t. It panics where n is a group.
func (s *Scores) Leaf(c, t, n int) LeafValue {
	j := s.plan.leafOf[n]
	if j < 0 {
		panic("composite: node is no leaf")
	}
	out := LeafValue{Raw: panel.Cell{Missing: obs.NotCollected}, Result: s.At(c, t, n)}
	if i, ok := s.panel.Indicator(s.Nodes[n].Indicator); ok {
		out.Raw = s.panel.At(c, t, i)
	}
	if v := s.treated[j][t*len(s.Cases)+c]; v == v {
		out.Treated, out.HasTreated = v, true
	}
	out.Imputed = out.OK() && out.Coverage == 0
	return out
}

// Score applies the model to a panel: the one it was fitted to, or another year
// or case. Cost is one pass over the values for each step.
func (m *Model) Score(p *panel.Panel) (*Scores, []obs.Warning) {
	w, warnings := newWork(m.plan, p, &m.Recipe)
	warnings = append(warnings, m.unfitted(w)...)
	for _, step := range m.Recipe.early() {
		warnings = append(warnings, m.applyStep(step, w)...)
	}
	treated := w.snapshot()
	m.applyNormalise(w)
	s, more := m.scores(w)
	s.treated = treated
	return s, append(warnings, more...)
}

// Scorer scores again and again in the same memory, for many draws. It is not
// for use by several goroutines at once; give each its own.
type Scorer struct {
	w      *work
	scores *Scores
	leaves [][]float64
	// changed tells, by node, whether Reweigh combined it again; false for leaves.
	changed []bool
}

// NewScorer makes room for scoring panels of the shape of p by models of m's
// framework.
func NewScorer(m *Model, p *panel.Panel) *Scorer {
	w, _ := newWork(m.plan, p, &m.Recipe)
	q := &Scorer{w: w, scores: newScores(m, w), leaves: w.snapshot()}
	q.scores.treated = q.leaves
	q.Score(m, p)
	return q
}

// Score scores a panel of the same cases and years, as Model.Score does. The
// scores are overwritten by the next call.
func (q *Scorer) Score(m *Model, p *panel.Panel) (*Scores, []obs.Warning) {
	w := q.w
	w.p, q.scores.panel = p, p
	warnings := append(w.read(&m.Recipe), m.unfitted(w)...)
	for _, step := range m.Recipe.early() {
		warnings = append(warnings, m.applyStep(step, w)...)
	}
	for j := range w.x {
		copy(q.leaves[j], w.x[j])
	}
	m.applyNormalise(w)
	if w.logs != nil {
		clear(w.logs.known)
	}
	for j, n := range w.plan.at {
		w.reasons(j, q.scores.why[n])
	}
	s, more := q.Aggregate(m)
	return s, append(warnings, more...)
}

// Aggregate combines the leaves of the last call of Score again, by the weights
// and methods of m, which may differ from those before.
func (q *Scorer) Aggregate(m *Model) (*Scores, []obs.Warning) {
	q.scores.model = m
	var warnings []obs.Warning
	for g := len(q.w.plan.nodes) - 1; g >= 0; g-- {
		if q.w.plan.leafOf[g] < 0 {
			warnings = append(warnings, m.group(q.scores, q.w, g)...)
		}
	}
	return q.scores, warnings
}

// Reweigh is Aggregate for a model that differs little from the one before: only
// groups of other weights or methods are combined again, and those above them. It
// gives no warnings; a node that is not defined says so in its reason.
func (q *Scorer) Reweigh(m *Model) *Scores {
	before, nodes := q.scores.model, q.w.plan.nodes
	q.scores.model = m
	if q.changed == nil {
		q.changed = make([]bool, len(nodes))
		q.w.logs = &logarithms{of: make([][]float64, len(nodes)), known: make([]bool, len(nodes)), cols: make([][]float64, 0, len(nodes))}
	}
	for g := len(nodes) - 1; g >= 0; g-- {
		if q.w.plan.leafOf[g] >= 0 {
			continue
		}
		level := q.w.plan.level[g]
		q.changed[g] = !slices.Equal(m.Weights[g], before.Weights[g]) ||
			m.Recipe.Aggregate.of(nodes[g], level) != before.Recipe.Aggregate.of(nodes[g], level)
		for _, k := range q.w.plan.kids[g] {
			q.changed[g] = q.changed[g] || q.changed[k]
		}
		if q.changed[g] {
			m.group(q.scores, q.w, g)
		}
	}
	return q.scores
}

// unfitted empties the years that the model was not fitted to, where any step
// learns year by year.
func (m *Model) unfitted(w *work) []obs.Warning {
	if !m.eachYear() {
		return nil
	}
	var warnings []obs.Warning
	for t, year := range w.p.Years() {
		if m.yearAt(year) >= 0 {
			continue
		}
		for r := t * w.nc; r < (t+1)*w.nc; r++ {
			w.why[r] = NotFitted
			for _, col := range w.x {
				col[r] = nan
			}
		}
		warnings = append(warnings, obs.Warning{
			Code: "year_not_fitted", Subject: strconv.Itoa(year),
			Text: fmt.Sprintf("the model learned year by year and was not fitted to %d, which is not scored", year),
		})
	}
	return warnings
}

// eachYear tells whether any step learns year by year.
func (m *Model) eachYear() bool {
	each := m.Recipe.Impute.Scope == EachYear && m.Recipe.Impute.Method != ""
	for _, leaf := range m.plan.leaves {
		how := m.treatment(leaf)
		each = each || m.normalisation(leaf).Scope == EachYear || !how.none() && how.Scope == EachYear
	}
	return each
}

// scores aggregates the normalised values of w.
func (m *Model) scores(w *work) (*Scores, []obs.Warning) {
	s := newScores(m, w)
	var warnings []obs.Warning
	for g := len(w.plan.nodes) - 1; g >= 0; g-- {
		if w.plan.leafOf[g] < 0 {
			warnings = append(warnings, m.group(s, w, g)...)
		}
	}
	return s, warnings
}

// newScores lays out the result, with the leaves' columns in place.
func newScores(m *Model, w *work) *Scores {
	s := &Scores{Cases: w.p.Cases(), Years: w.p.Years(), Nodes: w.plan.nodes, model: m, plan: w.plan, panel: w.p}
	count := len(w.plan.nodes)
	s.value, s.cover, s.why = make([][]float64, count), make([][]float64, count), make([][]Reason, count)
	for n := range count {
		j := w.plan.leafOf[n]
		if j < 0 {
			s.value[n], s.cover[n] = make([]float64, w.rows), make([]float64, w.rows)
			s.why[n] = make([]Reason, w.rows)
			continue
		}
		s.value[n], s.cover[n], s.why[n] = w.x[j], w.seen[j], w.missing(j)
	}
	return s
}

// Methods are the ways in which the nodes combine their children, in the order of
// Framework.Nodes; the zero Aggregation for leaves.
func (m *Model) Methods() []Aggregation {
	out := make([]Aggregation, len(m.plan.nodes))
	for n, node := range m.plan.nodes {
		if m.plan.leafOf[n] < 0 {
			out[n] = m.Recipe.Aggregate.of(node, m.plan.level[n])
		}
	}
	return out
}

// Observed are values of one leaf as they might have been observed.
type Observed struct {
	// Leaf is the leaf's place among Framework.Leaves, Year that of the year in the
	// panel, Cases are those of the cases there.
	Leaf, Year int
	Cases      []int32
	// Values are in the order of the cases.
	Values []float64
}

// Rescore brings other values of a leaf to their scores, in place. What was
// learned stays as learned; nothing is screened or imputed. NaN stands for a value
// without a score.
func (m *Model) Rescore(p *panel.Panel, o Observed) {
	j, t, x := o.Leaf, o.Year, o.Values
	leaf := m.plan.leaves[j]
	treated := scopeIn(m.Treated, j, m.yearAt(p.Years()[t]))
	first := treated != nil && slices.Index(m.Recipe.early(), StepTreat) < slices.Index(m.Recipe.early(), StepDenominate)
	if first {
		treated.apply(x)
	}
	m.Recipe.Denominate.values(p, leaf, &o)
	if treated != nil && !first {
		treated.apply(x)
	}
	n := scopeIn(m.Normalisers, j, m.yearAt(p.Years()[t]))
	if n == nil || n.Empty {
		fill(x, nan)
		return
	}
	n.sign(leaf, x)
	normalisers[n.Method].apply(n, x)
}

// scopeIn is what was learned of leaf j for a year by its place among those
// fitted; nil for nothing.
func scopeIn[T any](learned [][]T, j, year int) *T {
	switch {
	case j >= len(learned) || len(learned[j]) == 0:
		return nil
	case len(learned[j]) == 1:
		return &learned[j][0]
	case year < 0:
		return nil
	}
	return &learned[j][year]
}

// Trace holds the leaves' values after each step, for tables of every stage.
type Trace struct {
	// Steps are those taken, in order, after the raw values.
	Steps  []Step
	cases  int
	values map[Step][][]float64
	why    map[Step][]Reason
}

// StepRaw stands for the values before any step.
const StepRaw Step = "raw"

// Trace takes the steps up to normalise on a panel and keeps every stage.
func (m *Model) Trace(p *panel.Panel) *Trace {
	w, _ := newWork(m.plan, p, &m.Recipe)
	m.unfitted(w)
	t := &Trace{cases: w.nc, values: map[Step][][]float64{}, why: map[Step][]Reason{}}
	keep := func(s Step) {
		t.values[s], t.why[s] = w.snapshot(), slices.Clone(w.why)
	}
	keep(StepRaw)
	for _, step := range m.Recipe.early() {
		m.applyStep(step, w)
		keep(step)
		t.Steps = append(t.Steps, step)
	}
	m.applyNormalise(w)
	keep(StepNormalise)
	t.Steps = append(t.Steps, StepNormalise)
	return t
}

// At is the value of leaf j, in the order of Framework.Leaves, for case c in
// year y after a step, or false where it is missing.
func (t *Trace) At(s Step, c, y, j int) (float64, bool) {
	v := t.values[s][j][y*t.cases+c]
	return v, v == v
}

// Row tells why case c in year y holds nothing after a step; Scored where it
// does.
func (t *Trace) Row(s Step, c, y int) Reason { return t.why[s][y*t.cases+c] }
