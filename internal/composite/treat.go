// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"fmt"
	"math"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/stat"
)

// TreatMethod is a way of taming outliers.
type TreatMethod string

// The treatments; empty means TreatNone.
const (
	TreatNone TreatMethod = "none"
	// Winsorise moves the most extreme values, on the side to which the
	// distribution is skewed, to the next one, while the check fails.
	Winsorise TreatMethod = "winsorise"
	// LogShift is ln(x - min + 0.01 range), the log_CT of COINr.
	LogShift TreatMethod = "log_shift"
	// LogShiftMirrored is LogShift for a positive skew, else its mirror image
	// -ln(max - x + 0.01 range), log_CT_plus.
	LogShiftMirrored TreatMethod = "log_shift_mirrored"
	// LogShiftOne is ln(x - min + 1), log_CT_orig.
	LogShiftOne TreatMethod = "log_shift_one"
	// LogGII is ln((max-1)(x-min)/(max-min) + 1), of the Global Innovation Index;
	// refused unless max is above 1, since it would turn the indicator round.
	LogGII TreatMethod = "log_gii"
	// BoxCox is ((x-min+1)^lambda - 1)/lambda, or its logarithm for lambda 0 (Box
	// and Cox 1964).
	BoxCox TreatMethod = "box_cox"
)

// Treatment tames outliers: First is applied where skewness and kurtosis fail
// the check, then Then where they still do. Skewness and kurtosis are of type 2
// (Joanes and Gill 1998).
type Treatment struct {
	First TreatMethod `yaml:"first,omitempty" json:"first,omitempty"`
	Then  TreatMethod `yaml:"then,omitempty" json:"then,omitempty"`
	// MaxPoints is the number of moved values at which winsorising stops; nil
	// means 5, and a negative number no limit. Ties are moved together.
	MaxPoints *int `yaml:"max_points,omitempty" json:"max_points,omitempty"`
	// Lambda is the power of the Box-Cox transform.
	Lambda float64 `yaml:"lambda,omitempty" json:"lambda,omitempty"`
	// Skew and Kurtosis are the limits, 0 meaning 2 and 3.5: a distribution fails
	// where both are passed.
	Skew     float64 `yaml:"skew,omitempty" json:"skew,omitempty"`
	Kurtosis float64 `yaml:"kurtosis,omitempty" json:"kurtosis,omitempty"`
	// Always applies First without a check.
	Always bool `yaml:"always,omitempty" json:"always,omitempty"`
	// Combine applies Then to what First returned, not to the values before it.
	Combine bool  `yaml:"combine,omitempty" json:"combine,omitempty"`
	Scope   Scope `yaml:"scope,omitempty" json:"scope,omitempty"`
}

// Treated is what treating one leaf has learned: clamp to Low and High where
// Clamped, then transform where Transform says so.
type Treated struct {
	Clamped bool    `json:"clamped,omitempty"`
	Low     float64 `json:"low,omitempty"`
	High    float64 `json:"high,omitempty"`
	// Moved counts the values that winsorising moved.
	Moved     int         `json:"moved,omitempty"`
	Transform TreatMethod `json:"transform,omitempty"`
	// Min, Max and Lambda are the transform's parameters; Mirrored tells that the
	// mirror image is meant.
	Min      float64 `json:"min,omitempty"`
	Max      float64 `json:"max,omitempty"`
	Lambda   float64 `json:"lambda,omitempty"`
	Mirrored bool    `json:"mirrored,omitempty"`
	// Checks are the shapes met: before, after First, after Then.
	Checks []Shape `json:"checks,omitempty"`
}

// Shape is a distribution's skewness and kurtosis, and whether it passes.
type Shape struct {
	Skew     float64 `json:"skew"`
	Kurtosis float64 `json:"kurtosis"`
	Pass     bool    `json:"pass"`
}

// treatments lists what learns each treatment from the values, without NaN. It
// returns a reason where the treatment is not defined for them.
var treatments = map[TreatMethod]func(*Treated, *Treatment, []float64) string{
	TreatNone: func(*Treated, *Treatment, []float64) string { return "" },
	Winsorise: fitWinsor,
	LogShift:  transform(LogShift), LogShiftMirrored: transform(LogShiftMirrored),
	LogShiftOne: transform(LogShiftOne), LogGII: transform(LogGII), BoxCox: transform(BoxCox),
}

func (t *Treatment) check(path string, faults *Faults) {
	checkMethod(t.First, treatments, path+"/first", faults)
	checkMethod(t.Then, treatments, path+"/then", faults)
	checkScope(t.Scope, path, faults)
	if !(t.Skew >= 0 && t.Kurtosis >= 0) {
		faults.add(path, "limits on skew (%v) and kurtosis (%v) must not be negative", t.Skew, t.Kurtosis)
	}
	checkFinite(t.Lambda, path+"/lambda", faults)
	if t.Then != "" && t.Then != TreatNone && (t.First == "" || t.First == TreatNone) {
		faults.add(path, "then is given without first")
	}
}

func (t *Treatment) none() bool { return t.First == "" || t.First == TreatNone }

// shape checks a distribution. Too few or equal values pass: there is nothing
// to treat.
func (t *Treatment) shape(m stat.Moments) Shape {
	s := Shape{Pass: true}
	skew, okSkew := m.Skewness()
	kurt, okKurt := m.Kurtosis()
	if !okSkew || !okKurt {
		return s
	}
	s.Skew, s.Kurtosis = skew, kurt
	maxSkew, maxKurt := t.Skew, t.Kurtosis
	if maxSkew == 0 {
		maxSkew = 2
	}
	if maxKurt == 0 {
		maxKurt = 3.5
	}
	s.Pass = !(math.Abs(skew) > maxSkew && kurt > maxKurt)
	return s
}

// fit learns a treatment from a column, in which NaN is missing.
func (t *Treatment) fit(x, spare []float64) (Treated, string) {
	var out Treated
	if t.none() {
		return out, ""
	}
	values := spare[:0]
	for _, v := range x {
		if v == v {
			values = append(values, v)
		}
	}
	before := t.shape(stat.Describe(values))
	out.Checks = append(out.Checks, before)
	if before.Pass && !t.Always || len(values) == 0 {
		return out, ""
	}
	if reason := treatments[t.First](&out, t, values); reason != "" {
		return Treated{Checks: out.Checks}, reason
	}
	after := t.shape(out.describe(values))
	out.Checks = append(out.Checks, after)
	if after.Pass || t.Then == "" || t.Then == TreatNone {
		return out, ""
	}
	return t.fitThen(out, values)
}

// fitThen learns the second treatment, on top of the first or instead of it.
func (t *Treatment) fitThen(first Treated, values []float64) (Treated, string) {
	out := Treated{Checks: first.Checks}
	if t.Combine {
		if first.Transform != "" {
			return first, "a transform cannot be combined with another; let first be winsorise"
		}
		out = first
		out.clamp(values)
	}
	if reason := treatments[t.Then](&out, t, values); reason != "" {
		return Treated{Checks: out.Checks}, reason
	}
	out.Checks = append(out.Checks, t.shape(out.describe(values)))
	return out, ""
}

// describe is the shape that values will have when treated.
func (d *Treated) describe(values []float64) stat.Moments {
	if d.Transform == "" {
		return stat.DescribeClamped(values, d.Low, d.High)
	}
	after := append([]float64(nil), values...)
	d.apply(after)
	return stat.Describe(after)
}

func (d *Treated) clamp(x []float64) {
	for i, v := range x {
		if v < d.Low {
			x[i] = d.Low
		} else if v > d.High {
			x[i] = d.High
		}
	}
}

// fitWinsor clamps ever closer while the shape fails. Moved counts, as COINr
// does, the values that stand at the last extreme of each side.
func fitWinsor(d *Treated, t *Treatment, x []float64) string {
	limit := 5
	if t.MaxPoints != nil {
		limit = *t.MaxPoints
	}
	d.Clamped = true
	d.Low, d.High = extremes(x)
	atHigh, atLow := 0, 0
	m := stat.Describe(x)
	for s := t.shape(m); (!s.Pass || t.Always) && (limit < 0 || d.Moved < limit) && d.Low < d.High; s = t.shape(m) {
		if m.S3 >= 0 {
			d.High, atHigh = next(x, d.High)
		} else {
			low, count := next(negated(x), -d.Low)
			d.Low, atLow = -low, count
		}
		d.Moved = atHigh + atLow
		m = stat.DescribeClamped(x, d.Low, d.High)
	}
	return ""
}

// next is the greatest value below high, and how many values are not below it.
func next(x []float64, high float64) (below float64, count int) {
	below = math.Inf(-1)
	for _, v := range x {
		switch {
		case v >= high:
			count++
		case v > below:
			below = v
		}
	}
	if math.IsInf(below, 0) {
		return high, count
	}
	return below, count
}

func negated(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = -v
	}
	return out
}

// transform learns the parameters of a transform.
func transform(method TreatMethod) func(*Treated, *Treatment, []float64) string {
	return func(d *Treated, t *Treatment, x []float64) string {
		d.Transform, d.Lambda = method, t.Lambda
		d.Min, d.Max = extremes(x)
		skew, _ := stat.Describe(x).Skewness()
		d.Mirrored = method == LogShiftMirrored && !(skew > 0)
		switch {
		case d.Min == d.Max:
			return fmt.Sprintf("every value is %v: %s is undefined", d.Min, method)
		case method == LogGII && !(d.Max > 1):
			return fmt.Sprintf("the greatest value is %v: %s would turn the indicator round; it needs one above 1", d.Max, method)
		}
		return ""
	}
}

// apply treats a column in place. A value that lies outside what was fitted is
// moved to the nearest end where the transform does not take it.
func (d *Treated) apply(x []float64) {
	if d.Clamped {
		d.clamp(x)
	}
	if d.Transform == "" {
		return
	}
	for i, v := range x {
		if v == v {
			x[i] = d.transformed(v)
		}
	}
}

func (d *Treated) transformed(v float64) float64 {
	width := d.Max - d.Min
	switch d.Transform {
	case LogShift, LogShiftMirrored:
		if d.Mirrored {
			return -math.Log(d.Max - min(v, d.Max) + 0.01*width)
		}
		return math.Log(max(v, d.Min) - d.Min + 0.01*width)
	case LogShiftOne:
		return math.Log(max(v, d.Min) - d.Min + 1)
	case LogGII:
		return math.Log((d.Max-1)*(max(v, d.Min)-d.Min)/width + 1)
	case BoxCox:
		shifted := max(v, d.Min) - d.Min + 1
		if d.Lambda == 0 {
			return math.Log(shifted)
		}
		return (math.Pow(shifted, d.Lambda) - 1) / d.Lambda
	}
	return v
}

// treatment is the leaf's own choice, or the recipe's.
func (m *Model) treatment(leaf *Node) *Treatment {
	if leaf.Treat != nil {
		return leaf.Treat
	}
	return &m.Recipe.Treat
}

// fitTreat learns every leaf's treatment from the values in w.
func (m *Model) fitTreat(w *work, faults *Faults) []obs.Warning {
	var warnings []obs.Warning
	m.Treated = make([][]Treated, len(w.plan.leaves))
	for j, leaf := range w.plan.leaves {
		how := m.treatment(leaf)
		if how.none() {
			continue
		}
		for s, x := range w.scopes(j, how.Scope) {
			d, reason := how.fit(x, w.spare)
			if reason != "" && how.Scope != EachYear {
				faults.add(w.plan.path(leaf), "%s", reason)
			} else if reason != "" {
				warnings = append(warnings, obs.Warning{
					Code: "not_treated", Subject: leaf.Indicator,
					Text: fmt.Sprintf("%s is not treated in %d: %s", leaf.Indicator, w.p.Years()[s], reason),
				})
			}
			m.Treated[j] = append(m.Treated[j], d)
		}
	}
	return warnings
}

// applyTreat treats the values of w in place. Years that were not fitted keep
// theirs; normalising will not score them.
func (m *Model) applyTreat(w *work) {
	for j, leaf := range w.plan.leaves {
		how := m.treatment(leaf)
		if how.none() {
			continue
		}
		for s, x := range w.scopes(j, how.Scope) {
			if how.Scope == EachYear {
				s = m.yearAt(w.p.Years()[s])
			}
			if s >= 0 {
				m.Treated[j][s].apply(x)
			}
		}
	}
}

// goalposts are the leaf's own, brought through its treatment's transform, so
// that they still mean the same values.
func (m *Model) goalposts(j, s int) (low, high float64) {
	g := m.plan.leaves[j].Goalposts
	low, high = g.Low, g.High
	if len(m.Treated) > j && len(m.Treated[j]) > 0 {
		d := &m.Treated[j][min(s, len(m.Treated[j])-1)]
		if d.Transform != "" {
			return d.transformed(low), d.transformed(high)
		}
	}
	return low, high
}
