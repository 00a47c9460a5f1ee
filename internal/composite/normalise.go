// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"fmt"
	"math"

	"github.com/qala-observatory/qala/internal/obs"
)

// NormaliseMethod brings indicators to one scale.
type NormaliseMethod string

// The ways of normalising; empty means NormaliseGoalposts.
const (
	// NormaliseGoalposts is min-max between the leaf's goalposts, cut off at
	// both ends; between the data's extremes where the leaf has none.
	NormaliseGoalposts NormaliseMethod = "goalposts"
	// NormaliseMinMax is min-max between the data's extremes.
	NormaliseMinMax NormaliseMethod = "minmax"
	// NormaliseZScore is (x-mean)/sd.
	NormaliseZScore NormaliseMethod = "zscore"
)

// Normalisation brings values to one scale on which more is better.
type Normalisation struct {
	Method NormaliseMethod `yaml:"method,omitempty" json:"method,omitempty"`
	// Low and High are the ends of the scale; both 0 means 0 and 100.
	Low  float64 `yaml:"low,omitempty" json:"low,omitempty"`
	High float64 `yaml:"high,omitempty" json:"high,omitempty"`
	// Mean and SD are those of z-scores; SD 0 means 1.
	Mean  float64 `yaml:"mean,omitempty" json:"mean,omitempty"`
	SD    float64 `yaml:"sd,omitempty" json:"sd,omitempty"`
	Scope Scope   `yaml:"scope,omitempty" json:"scope,omitempty"`
}

// Normaliser is what normalising one leaf has learned.
type Normaliser struct {
	Method NormaliseMethod `json:"method"`
	// Sign is the leaf's direction; values are multiplied by it first.
	Sign float64 `json:"sign"`
	// From and To are the values, after the sign, that map to Low and High.
	From float64 `json:"from"`
	To   float64 `json:"to"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// Cut tells that scores are cut off at Low and High.
	Cut bool `json:"cut,omitempty"`
	// Empty tells that nothing could be learned: every value is missing.
	Empty bool `json:"empty,omitempty"`
}

// normalisers lists, by method, what learns the parameters and what applies
// them to a column in place.
var normalisers = map[NormaliseMethod]struct {
	fit   func(*Normaliser, *fitting) string
	apply func(*Normaliser, []float64)
}{
	NormaliseGoalposts: {fitGoalposts, applyMinMax},
	NormaliseMinMax:    {fitMinMax, applyMinMax},
	NormaliseZScore:    {fitZScore, applyMinMax},
}

// fitting is the column that a normaliser learns from, already multiplied by
// the sign.
type fitting struct {
	x    []float64
	node *Node
	how  Normalisation
}

func (n *Normalisation) check(path string, faults *Faults) {
	checkMethod(n.Method, normalisers, path, faults)
	checkScope(n.Scope, path, faults)
	if n.Low > n.High || n.Low == n.High && n.Low != 0 {
		faults.add(path, "the scale runs from %v to %v; low must be below high", n.Low, n.High)
	}
	if n.SD < 0 {
		faults.add(path+"/sd", "%v is negative", n.SD)
	}
}

// filled gives the defaults their values.
func (n Normalisation) filled() Normalisation {
	if n.Method == "" {
		n.Method = NormaliseGoalposts
	}
	if n.Low == 0 && n.High == 0 {
		n.High = 100
	}
	if n.SD == 0 {
		n.SD = 1
	}
	return n
}

func fitMinMax(n *Normaliser, f *fitting) string {
	n.From, n.To = extremes(f.x)
	if n.From == n.To {
		return fmt.Sprintf("every value is %v: a scale from the data's extremes is undefined; give it goalposts or leave it out", n.From*n.Sign)
	}
	return ""
}

func fitGoalposts(n *Normaliser, f *fitting) string {
	g := f.node.Goalposts
	if g == nil {
		return fitMinMax(n, f)
	}
	n.From, n.To = scaled(f.node.Scale, g.Low), scaled(f.node.Scale, g.High)
	if n.Sign < 0 {
		n.From, n.To = -n.To, -n.From
	}
	n.Cut = true
	return ""
}

func fitZScore(n *Normaliser, f *fitting) string {
	mean, sd, count := moments2(f.x)
	switch {
	case count < 2:
		return "one value has no standard deviation"
	case sd == 0:
		return fmt.Sprintf("every value is %v: z-scores are undefined", mean*n.Sign)
	}
	n.From, n.To, n.Low, n.High = mean, mean+sd, f.how.Mean, f.how.Mean+f.how.SD
	return ""
}

// applyMinMax is Low + (x-From)/(To-From)*(High-Low).
func applyMinMax(n *Normaliser, x []float64) {
	from, span, width, low := n.From, n.To-n.From, n.High-n.Low, n.Low
	for i, v := range x {
		x[i] = (v-from)/span*width + low
	}
	if !n.Cut {
		return
	}
	for i, v := range x {
		if v < n.Low {
			x[i] = n.Low
		} else if v > n.High {
			x[i] = n.High
		}
	}
}

// fitNormalise learns every leaf's scale from the values in w.
func (m *Model) fitNormalise(w *work, faults *Faults) []obs.Warning {
	var warnings []obs.Warning
	m.Normalisers = make([][]Normaliser, len(w.plan.leaves))
	for j, leaf := range w.plan.leaves {
		how := m.normalisation(leaf)
		for s, x := range w.scopes(j, how.Scope) {
			n, reason := fitOne(leaf, how, x, w.spare)
			if reason != "" && how.Scope != EachYear {
				faults.add(w.plan.path(leaf), "%s", reason)
			}
			if reason != "" || n.Empty {
				n.Empty = true
				warnings = append(warnings, emptyWarning(leaf, reason, w, s, how.Scope))
			}
			m.Normalisers[j] = append(m.Normalisers[j], n)
		}
	}
	return warnings
}

func emptyWarning(leaf *Node, reason string, w *work, s int, scope Scope) obs.Warning {
	if reason == "" {
		reason = "no case has a value"
	}
	if scope == EachYear {
		reason = fmt.Sprintf("in %d: %s", w.p.Years()[s], reason)
	}
	return obs.Warning{Code: "indicator_not_scaled", Subject: leaf.Indicator, Text: leaf.Indicator + ": " + reason}
}

// normalisation is the leaf's own choice, or the recipe's.
func (m *Model) normalisation(leaf *Node) Normalisation {
	if leaf.Normalise != nil {
		return leaf.Normalise.filled()
	}
	return m.Recipe.Normalise.filled()
}

// fitOne learns one scale from a column.
func fitOne(leaf *Node, how Normalisation, x, spare []float64) (Normaliser, string) {
	n := Normaliser{Method: how.Method, Sign: float64(leaf.Direction), Low: how.Low, High: how.High}
	signed := spare[:0]
	for _, v := range x {
		if v = scaled(leaf.Scale, v); v == v {
			signed = append(signed, v*n.Sign)
		}
	}
	if len(signed) == 0 && (how.Method != NormaliseGoalposts || leaf.Goalposts == nil) {
		n.Empty = true
		return n, ""
	}
	return n, normalisers[how.Method].fit(&n, &fitting{x: signed, node: leaf, how: how})
}

// applyNormalise brings the values of w to the model's scales, in place.
func (m *Model) applyNormalise(w *work) {
	for j, leaf := range w.plan.leaves {
		how := m.normalisation(leaf)
		for s, x := range w.scopes(j, how.Scope) {
			n := m.normaliser(j, s, w.p.Years(), how.Scope)
			if n == nil || n.Empty {
				fill(x, nan)
				continue
			}
			for i, v := range x {
				x[i] = n.clamped(leaf, v) * n.Sign
			}
			normalisers[n.Method].apply(n, x)
		}
	}
}

// normaliser finds what was learned for a scope: the only one, or that of the
// year; nil where the year was not fitted.
func (m *Model) normaliser(j, s int, years []int, scope Scope) *Normaliser {
	if scope != EachYear {
		return &m.Normalisers[j][0]
	}
	if s = m.yearAt(years[s]); s < 0 {
		return nil
	}
	return &m.Normalisers[j][s]
}

// clamped brings the value to the leaf's scale. With goalposts, a value that
// the scale does not take stands at the low one, where it would be cut off in
// any case.
func (n *Normaliser) clamped(leaf *Node, v float64) float64 {
	if leaf.Scale == DefaultScale || leaf.Scale == Linear || v != v {
		return v
	}
	s := scaled(leaf.Scale, v)
	if s != s && n.Cut {
		return min(n.From*n.Sign, n.To*n.Sign)
	}
	return s
}

// scaled is the value on the scale; NaN where the scale does not take it.
func scaled(s Scale, v float64) float64 {
	switch s {
	case Log:
		if v <= 0 {
			return nan
		}
		return math.Log(v)
	case Log1p:
		if v <= -1 {
			return nan
		}
		return math.Log1p(v)
	}
	return v
}
