// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"fmt"
	"math"
	"slices"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/stat"
)

// NormaliseMethod brings indicators to one scale.
type NormaliseMethod string

// The ways of normalising; empty means NormaliseGoalposts. Values are
// multiplied by the leaf's direction first, so that more is better.
const (
	// NormaliseGoalposts is min-max between the leaf's goalposts, cut off at
	// both ends; between the data's extremes where the leaf has none.
	NormaliseGoalposts NormaliseMethod = "goalposts"
	// NormaliseMinMax is min-max between the data's extremes, onto Low to High.
	NormaliseMinMax NormaliseMethod = "minmax"
	// NormaliseScaled maps From and To, the same for every leaf, onto Low and
	// High, without cutting off.
	NormaliseScaled NormaliseMethod = "scaled"
	// NormaliseZScore is (x-mean)/sd, brought to Mean and SD.
	NormaliseZScore NormaliseMethod = "zscore"
	// NormaliseRank is the place from the worst (1) up, ties by Ties.
	NormaliseRank NormaliseMethod = "rank"
	// NormaliseBorda is the place less 1.
	NormaliseBorda NormaliseMethod = "borda"
	// NormalisePercentile is the place less 1 over the number of values less 1,
	// from 0 to 1; from Low to High where they are given.
	NormalisePercentile NormaliseMethod = "percentile_rank"
	// NormaliseMaximum is 1-(max-x)/(max-min).
	NormaliseMaximum NormaliseMethod = "distance_to_maximum"
	// NormaliseReference is 1-(ref-x)/(ref-min), ref being the value of the case
	// Reference.
	NormaliseReference NormaliseMethod = "distance_to_reference"
	// NormaliseTarget is 1-(target-x)/(target-min), with the leaf's Target.
	NormaliseTarget NormaliseMethod = "distance_to_target"
	// NormaliseFraction is x/max.
	NormaliseFraction NormaliseMethod = "fraction_of_maximum"
	// NormaliseCentred maps the mean of the year Base (of all years without one)
	// to the middle of Low and High, and half the data's range to either side of
	// it, without cutting off: the goalposts of the adjusted Mazziotta-Pareto
	// index (2016), whose scale is 70 to 130.
	NormaliseCentred NormaliseMethod = "centred"
)

// Normalisation brings values to one scale on which more is better.
type Normalisation struct {
	Method NormaliseMethod `yaml:"method,omitempty" json:"method,omitempty"`
	// Low and High are the ends of the scale; both 0 means 0 and 100.
	Low  float64 `yaml:"low,omitempty" json:"low,omitempty"`
	High float64 `yaml:"high,omitempty" json:"high,omitempty"`
	// Mean and SD are those of z-scores; SD 0 means 1.
	Mean float64 `yaml:"mean,omitempty" json:"mean,omitempty"`
	SD   float64 `yaml:"sd,omitempty" json:"sd,omitempty"`
	// From and To are the values that NormaliseScaled maps to Low and High.
	From float64 `yaml:"from,omitempty" json:"from,omitempty"`
	To   float64 `yaml:"to,omitempty" json:"to,omitempty"`
	// Ties says which place equal values get; empty means the least.
	Ties stat.Ties `yaml:"ties,omitempty" json:"ties,omitempty"`
	// Reference is the code of the reference case.
	Reference string `yaml:"reference,omitempty" json:"reference,omitempty"`
	// Base is the year whose mean NormaliseCentred puts in the middle.
	Base *int `yaml:"base,omitempty" json:"base,omitempty"`
	// Cap cuts distances off at 1; Open leaves goalposts without cutting off.
	Cap   bool  `yaml:"cap,omitempty" json:"cap,omitempty"`
	Open  bool  `yaml:"open,omitempty" json:"open,omitempty"`
	Scope Scope `yaml:"scope,omitempty" json:"scope,omitempty"`
}

// Normaliser is what normalising one leaf has learned.
type Normaliser struct {
	Method NormaliseMethod `json:"method"`
	// Sign is the leaf's direction; values are multiplied by it first.
	Sign float64 `json:"sign"`
	// From and To are the values, after the sign, that map to Low and High.
	From float64 `json:"from,omitempty"`
	To   float64 `json:"to,omitempty"`
	Low  float64 `json:"low,omitempty"`
	High float64 `json:"high,omitempty"`
	// CutLow and CutHigh tell that scores are cut off at Low and at High.
	CutLow  bool `json:"cut_low,omitempty"`
	CutHigh bool `json:"cut_high,omitempty"`
	// Sorted are the values, after the sign, among which a value is placed by
	// Ties.
	Sorted []float64 `json:"sorted,omitempty"`
	Ties   stat.Ties `json:"ties,omitempty"`
	// Empty tells that nothing could be learned.
	Empty bool `json:"empty,omitempty"`
}

// normalisers lists, by method, what learns the parameters and what applies
// them to a column in place. Learning returns a reason where it cannot.
var normalisers = map[NormaliseMethod]struct {
	fit   func(*Normaliser, *fitting) string
	apply func(*Normaliser, []float64)
}{
	NormaliseGoalposts:  {fitGoalposts, applyLine},
	NormaliseMinMax:     {fitMinMax, applyLine},
	NormaliseScaled:     {fitScaled, applyLine},
	NormaliseZScore:     {fitZScore, applyZScore},
	NormaliseRank:       {fitPlaces, applyPlaces},
	NormaliseBorda:      {fitPlaces, applyPlaces},
	NormalisePercentile: {fitPlaces, applyPlaces},
	NormaliseMaximum:    {fitMaximum, applyDistance},
	NormaliseReference:  {fitReference, applyDistance},
	NormaliseTarget:     {fitTarget, applyDistance},
	NormaliseFraction:   {fitFraction, applyFraction},
	NormaliseCentred:    {fitCentred, applyLine},
}

// fitting is the column that a normaliser learns from, already scaled,
// multiplied by the sign and without NaN.
type fitting struct {
	x    []float64
	node *Node
	how  Normalisation
	// low and high are the leaf's goalposts, treated as its values are.
	low, high float64
	// reference is the value of the reference case, NaN where it has none.
	reference float64
	// base is the mean of the base year, NaN where it has no value.
	base float64
}

func (n *Normalisation) check(path string, faults *Faults) {
	checkMethod(n.Method, normalisers, path, faults)
	checkScope(n.Scope, path, faults)
	checkFinite(n.Low, path+"/low", faults)
	checkFinite(n.High, path+"/high", faults)
	checkFinite(n.Mean, path+"/mean", faults)
	checkFinite(n.SD, path+"/sd", faults)
	checkFinite(n.From, path+"/from", faults)
	checkFinite(n.To, path+"/to", faults)
	if n.Low > n.High || n.Low == n.High && n.Low != 0 {
		faults.add(path, "the scale runs from %v to %v; low must be below high", n.Low, n.High)
	}
	if n.SD < 0 {
		faults.add(path+"/sd", "%v is negative", n.SD)
	}
	if n.Ties != "" && !slices.Contains(stat.TieRules(), n.Ties) {
		faults.add(path+"/ties", "%q is unknown; use one of %v", n.Ties, stat.TieRules())
	}
	if n.Method == NormaliseScaled && n.From == n.To {
		faults.add(path, "method scaled needs from and to that differ")
	}
	if n.Method == NormaliseReference && n.Reference == "" {
		faults.add(path+"/reference", "method distance_to_reference needs the code of a case")
	}
}

// filled gives the defaults their values.
func (n Normalisation) filled() Normalisation {
	if n.Method == "" {
		n.Method = NormaliseGoalposts
	}
	if n.Low == 0 && n.High == 0 {
		n.High = 100
		if n.Method == NormalisePercentile {
			n.High = 1
		}
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
	if f.node.Goalposts == nil {
		return fitMinMax(n, f)
	}
	n.From, n.To = scaled(f.node.Scale, f.low), scaled(f.node.Scale, f.high)
	if n.Sign < 0 {
		n.From, n.To = -n.To, -n.From
	}
	n.CutLow, n.CutHigh = !f.how.Open, !f.how.Open
	return ""
}

func fitScaled(n *Normaliser, f *fitting) string {
	n.From, n.To = f.how.From, f.how.To
	return ""
}

func fitZScore(n *Normaliser, f *fitting) string {
	m := stat.Describe(f.x)
	sd, ok := m.SD()
	switch {
	case !ok:
		return "one value has no standard deviation"
	case sd == 0:
		return fmt.Sprintf("every value is %v: z-scores are undefined", m.Mean*n.Sign)
	}
	n.From, n.To, n.Low, n.High = m.Mean, sd, f.how.Mean, f.how.SD
	return ""
}

func fitPlaces(n *Normaliser, f *fitting) string {
	n.Sorted, n.Ties = stat.Sorted(f.x), f.how.Ties
	switch {
	case n.Ties == stat.TiesFirst:
		return "ties \"first\" depend on the order of the cases; use min, max, average or dense"
	case n.Method == NormalisePercentile && len(f.x) < 2:
		return "one value has no percentile rank"
	}
	return ""
}

func fitMaximum(n *Normaliser, f *fitting) string {
	n.CutHigh = f.how.Cap
	return fitMinMax(n, f)
}

func fitReference(n *Normaliser, f *fitting) string {
	if f.reference != f.reference {
		return fmt.Sprintf("the reference case %s has no value", f.how.Reference)
	}
	return fitDistance(n, f, f.reference)
}

func fitTarget(n *Normaliser, f *fitting) string {
	if f.node.Target == nil {
		return "it has no target"
	}
	return fitDistance(n, f, *f.node.Target*n.Sign)
}

// fitDistance runs from the least value to the aim.
func fitDistance(n *Normaliser, f *fitting, aim float64) string {
	n.From, _ = extremes(f.x)
	n.To = aim
	n.CutHigh = f.how.Cap
	if n.To <= n.From {
		return fmt.Sprintf("the aim %v is not better than the worst value %v: the distance to it is undefined", n.To*n.Sign, n.From*n.Sign)
	}
	return ""
}

// fitCentred is the mean of the base year less and plus half the range.
func fitCentred(n *Normaliser, f *fitting) string {
	if f.base != f.base {
		return "the base year has no value"
	}
	if reason := fitMinMax(n, f); reason != "" {
		return reason
	}
	half := (n.To - n.From) / 2
	n.From, n.To = f.base-half, f.base+half
	return ""
}

func fitFraction(n *Normaliser, f *fitting) string {
	_, n.To = extremes(f.x)
	if n.To == 0 {
		return "the greatest value is 0: fractions of it are undefined"
	}
	return ""
}

// applyLine is Low + (x-From)/(To-From)*(High-Low).
func applyLine(n *Normaliser, x []float64) {
	from, span, width, low := n.From, n.To-n.From, n.High-n.Low, n.Low
	for i, v := range x {
		x[i] = (v-from)/span*width + low
	}
	n.cut(x, n.Low, n.High)
}

// applyZScore is (x-mean)/sd*SD + Mean.
func applyZScore(n *Normaliser, x []float64) {
	for i, v := range x {
		x[i] = (v-n.From)/n.To*n.High + n.Low
	}
}

// applyDistance is 1-(To-x)/(To-From).
func applyDistance(n *Normaliser, x []float64) {
	span := n.To - n.From
	for i, v := range x {
		x[i] = 1 - (n.To-v)/span
	}
	n.cut(x, 0, 1)
}

func applyFraction(n *Normaliser, x []float64) {
	for i, v := range x {
		x[i] = v / n.To
	}
}

// applyPlaces puts places among the fitted values.
func applyPlaces(n *Normaliser, x []float64) {
	less, over, low, span := 0.0, 1.0, 0.0, 1.0
	if n.Method != NormaliseRank {
		less = 1
	}
	if n.Method == NormalisePercentile {
		over, low, span = float64(len(n.Sorted)-1), n.Low, n.High-n.Low
	}
	for i, v := range x {
		if v == v {
			x[i] = low + span*(n.place(v)-less)/over
		}
	}
}

// cut moves what lies beyond the ends to them.
func (n *Normaliser) cut(x []float64, low, high float64) {
	if !n.CutLow && !n.CutHigh {
		return
	}
	for i, v := range x {
		if n.CutLow && v < low {
			x[i] = low
		} else if n.CutHigh && v > high {
			x[i] = high
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
			n, reason := m.fitOne(w, j, s, x)
			if reason != "" && how.Scope != EachYear {
				faults.add(w.plan.path(leaf), "%s", reason)
			}
			if reason != "" || n.Empty {
				n.Empty = true
				warnings = append(warnings, w.emptyWarning(leaf, reason, s, how.Scope))
			}
			m.Normalisers[j] = append(m.Normalisers[j], n)
		}
	}
	return warnings
}

func (w *work) emptyWarning(leaf *Node, reason string, s int, scope Scope) obs.Warning {
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

// fitOne learns the scale of leaf j in scope s from a column.
func (m *Model) fitOne(w *work, j, s int, x []float64) (Normaliser, string) {
	leaf := w.plan.leaves[j]
	how := m.normalisation(leaf)
	n := Normaliser{Method: how.Method, Sign: float64(leaf.Direction), Low: how.Low, High: how.High}
	f := fitting{x: w.spare[:0], node: leaf, how: how, reference: nan}
	for _, v := range x {
		if v = scaled(leaf.Scale, v); v == v {
			f.x = append(f.x, v*n.Sign)
		}
	}
	if leaf.Goalposts != nil {
		f.low, f.high = m.goalposts(j, s)
	}
	if c, ok := w.p.Case(how.Reference); ok {
		f.reference = latestOf(x, c, w.nc) * n.Sign
	}
	f.base = m.baseMean(w, leaf, how, x) * n.Sign
	if len(f.x) == 0 && (how.Method != NormaliseGoalposts || leaf.Goalposts == nil) {
		n.Empty = true
		return n, ""
	}
	return n, normalisers[how.Method].fit(&n, &f)
}

// baseMean is the mean of the base year after scale; of all values
// without a base year or where each year stands by itself.
func (m *Model) baseMean(w *work, leaf *Node, how Normalisation, x []float64) float64 {
	if how.Base != nil && how.Scope != EachYear {
		t, ok := w.p.Year(*how.Base)
		if !ok {
			return nan
		}
		x = x[t*w.nc : (t+1)*w.nc]
	}
	sum, count := 0.0, 0.0
	for _, v := range x {
		if v = scaled(leaf.Scale, v); v == v {
			sum += v
			count++
		}
	}
	return sum / count
}

// latestOf is the last value of case c among the years of x; NaN for none.
func latestOf(x []float64, c, nc int) float64 {
	for r := len(x) - nc + c; r >= 0; r -= nc {
		if x[r] == x[r] {
			return x[r]
		}
	}
	return nan
}

// applyNormalise brings the values of w to the model's scales, in place.
func (m *Model) applyNormalise(w *work) {
	for j, leaf := range w.plan.leaves {
		scope := m.normalisation(leaf).Scope
		for s, x := range w.scopes(j, scope) {
			n := &m.Normalisers[j][m.scopeAt(s, w, scope)]
			if n.Empty {
				fill(x, nan)
				continue
			}
			n.sign(leaf, x)
			normalisers[n.Method].apply(n, x)
		}
	}
}

// sign brings values to the leaf's scale and direction. With goalposts, a value
// that the scale does not take stands at the low one, where it would be cut off
// in any case.
func (n *Normaliser) sign(leaf *Node, x []float64) {
	if leaf.Scale == DefaultScale || leaf.Scale == Linear {
		for i, v := range x {
			x[i] = v * n.Sign
		}
		return
	}
	for i, v := range x {
		s := scaled(leaf.Scale, v)
		if s != s && v == v && n.CutLow {
			s = min(n.From*n.Sign, n.To*n.Sign)
		}
		x[i] = s * n.Sign
	}
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
