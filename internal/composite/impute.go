// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"fmt"
	"math"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/stat"
)

// ImputeMethod says how an empty cell is filled.
type ImputeMethod string

// The ways of imputing; empty means ImputeNone, which leaves the cell out.
const (
	ImputeNone        ImputeMethod = "none"
	ImputeMean        ImputeMethod = "mean"
	ImputeMedian      ImputeMethod = "median"
	ImputeGroupMean   ImputeMethod = "group_mean"
	ImputeGroupMedian ImputeMethod = "group_median"
	// ImputeRowMean is the mean of the case's own values in the same node of
	// Level, each brought to 0-1 by the extremes and its direction, and back.
	ImputeRowMean ImputeMethod = "row_mean"
	// ImputeEM is the conditional mean under the multivariate normal that the EM
	// algorithm fits to the z-scores of each node of Level.
	ImputeEM ImputeMethod = "em"
	// ImputeLatest carries the last earlier value forward, at most Limit years.
	ImputeLatest ImputeMethod = "latest"
	// ImputeConstant carries forward without limit, and the first value back.
	ImputeConstant ImputeMethod = "constant"
	// ImputeLinear draws a straight line between the years with values, and holds
	// the first and last value outside of them.
	ImputeLinear ImputeMethod = "linear"
)

// Imputation fills empty cells. What it fills counts as not observed, but for
// ImputeLatest, whose values were observed in an earlier year. A row without
// any value is filled from other years only, never from other cases.
type Imputation struct {
	Method ImputeMethod `yaml:"method,omitempty" json:"method,omitempty"`
	// Group names the column that groups the cases; Groups gives the group of
	// each case. A case without a group is not filled by groups.
	Group  string            `yaml:"group,omitempty" json:"group,omitempty"`
	Groups map[string]string `yaml:"-" json:"groups,omitempty"`
	// Limit is the greatest number of years a value is carried; nil for none.
	Limit *int `yaml:"limit,omitempty" json:"limit,omitempty"`
	// Level is the level of the tree within whose nodes rows or covariances are
	// taken; 0 means the whole table.
	Level int   `yaml:"level,omitempty" json:"level,omitempty"`
	Scope Scope `yaml:"scope,omitempty" json:"scope,omitempty"`
}

// imputer is one method: what it learns, by leaf or by block of leaves, and how
// it fills. A method over time learns nothing.
type imputer struct {
	fitLeaf  func(*Imputation, *work, []float64) map[string]float64
	fitBlock func(w *work, leaves []int, cols [][]float64) (ImputedBlock, error)
	fill     func(b *ImputedBlock, w *work, leaves []int, cols [][]float64) error
	overTime func(*Imputation, *series)
	// observed tells that what is filled was observed, if in another year.
	observed bool
}

var imputers = map[ImputeMethod]imputer{
	ImputeNone:        {},
	ImputeMean:        {fitLeaf: average(stat.Describe, false)},
	ImputeMedian:      {fitLeaf: middle(false)},
	ImputeGroupMean:   {fitLeaf: average(stat.Describe, true)},
	ImputeGroupMedian: {fitLeaf: middle(true)},
	ImputeRowMean:     {fitBlock: fitRange, fill: fillRowMean},
	ImputeEM:          {fitBlock: fitEM, fill: fillEM},
	ImputeLatest:      {overTime: latest, observed: true},
	ImputeConstant:    {overTime: constant},
	ImputeLinear:      {overTime: linear},
}

// Imputed is what imputing has learned.
type Imputed struct {
	// Values are by leaf, scope and group; the group is empty for all cases.
	Values [][]map[string]float64 `json:"values,omitempty"`
	// Blocks are by node and scope.
	Blocks [][]ImputedBlock `json:"blocks,omitempty"`
}

// ImputedBlock is what was learned about a block of leaves: scale and place of
// each, and their joint distribution for EM.
type ImputedBlock struct {
	Place  []float64    `json:"place"`
	Scale  []float64    `json:"scale"`
	Normal *stat.Normal `json:"normal,omitempty"`
	Rounds int          `json:"rounds,omitempty"`
}

func (i *Imputation) check(path string, faults *Faults) {
	checkMethod(i.Method, imputers, path, faults)
	checkScope(i.Scope, path, faults)
	if i.Limit != nil && *i.Limit < 0 {
		faults.add(path+"/limit", "%d is negative", *i.Limit)
	}
	if i.Level < 0 || i.Level == 1 {
		faults.add(path+"/level", "%d is no level of groups; use 2 or more, or 0 for the whole table", i.Level)
	}
	if (i.Method == ImputeGroupMean || i.Method == ImputeGroupMedian) && i.Group == "" && len(i.Groups) == 0 {
		faults.add(path+"/group", "method %s needs a group", i.Method)
	}
}

// fitImpute learns what the method needs from the values in w.
func (m *Model) fitImpute(w *work, faults *Faults) []obs.Warning {
	how := &m.Recipe.Impute
	method := imputers[how.Method]
	m.Imputed = &Imputed{}
	switch {
	case method.fitLeaf != nil:
		for j := range w.plan.leaves {
			var learned []map[string]float64
			for _, x := range w.scopes(j, how.Scope) {
				learned = append(learned, method.fitLeaf(how, w, x))
			}
			m.Imputed.Values = append(m.Imputed.Values, learned)
		}
	case method.fitBlock != nil:
		for _, leaves := range w.plan.blocks(how.Level) {
			var learned []ImputedBlock
			for s, cols := range w.blockScopes(leaves, how.Scope) {
				b, err := method.fitBlock(w, leaves, cols)
				if err != nil {
					where := ""
					if how.Scope == EachYear {
						where = fmt.Sprintf(" in %d", w.p.Years()[s])
					}
					faults.add("recipe/impute", "%s for the %d indicators from %s on%s: %v",
						how.Method, len(leaves), w.plan.leaves[leaves[0]].Indicator, where, err)
				}
				learned = append(learned, b)
			}
			m.Imputed.Blocks = append(m.Imputed.Blocks, learned)
		}
	default:
		m.Imputed = nil
	}
	if len(*faults) > 0 {
		m.Recipe.Impute.Method = ImputeNone // the error stands; go on to find the rest
	}
	return nil
}

// applyImpute fills the empty cells of w and says how many.
func (m *Model) applyImpute(w *work) []obs.Warning {
	how := &m.Recipe.Impute
	method := imputers[how.Method]
	before := w.missingCount()
	switch {
	case method.overTime != nil:
		w.overTime(how, method)
	case method.fitLeaf != nil:
		for j := range w.plan.leaves {
			for s, x := range w.scopes(j, how.Scope) {
				w.fillLeaf(j, x, m.Imputed.Values[j][m.scopeAt(s, w, how.Scope)], how)
			}
		}
	case method.fitBlock != nil:
		for i, leaves := range w.plan.blocks(how.Level) {
			for s, cols := range w.blockScopes(leaves, how.Scope) {
				if err := method.fill(&m.Imputed.Blocks[i][m.scopeAt(s, w, how.Scope)], w, leaves, cols); err != nil {
					return []obs.Warning{{Code: "not_imputed", Subject: "impute", Text: err.Error()}}
				}
			}
		}
	default:
		return nil
	}
	filled := before - w.missingCount()
	w.unscreened()
	if filled == 0 {
		return nil
	}
	return []obs.Warning{{
		Code: "imputed", Subject: "impute",
		Text: fmt.Sprintf("%d empty cells were filled by %s", filled, how.Method),
	}}
}

// scopeAt is the place of what was learned for scope s of w.
func (m *Model) scopeAt(s int, w *work, scope Scope) int {
	if scope != EachYear {
		return 0
	}
	return max(0, m.yearAt(w.p.Years()[s]))
}

func average(describe func([]float64) stat.Moments, grouped bool) func(*Imputation, *work, []float64) map[string]float64 {
	return func(i *Imputation, w *work, x []float64) map[string]float64 {
		return i.byGroup(w, x, grouped, func(v []float64) (float64, bool) {
			m := describe(v)
			return m.Mean, m.N > 0
		})
	}
}

func middle(grouped bool) func(*Imputation, *work, []float64) map[string]float64 {
	return func(i *Imputation, w *work, x []float64) map[string]float64 {
		return i.byGroup(w, x, grouped, stat.Median)
	}
}

// byGroup summarises the values of each group of cases, or of all.
func (i *Imputation) byGroup(w *work, x []float64, grouped bool, f func([]float64) (float64, bool)) map[string]float64 {
	parts := map[string][]float64{}
	for r, v := range x {
		if g, ok := i.groupOf(w.p.Cases()[r%w.nc], grouped); ok && v == v {
			parts[g] = append(parts[g], v)
		}
	}
	out := make(map[string]float64, len(parts))
	for g, values := range parts {
		if v, ok := f(values); ok {
			out[g] = v
		}
	}
	return out
}

func (i *Imputation) groupOf(c string, grouped bool) (string, bool) {
	if !grouped {
		return "", true
	}
	g, ok := i.Groups[c]
	return g, ok && g != ""
}

// fillLeaf fills a leaf's empty cells by what its groups have.
func (w *work) fillLeaf(j int, x []float64, by map[string]float64, how *Imputation) {
	grouped := how.Method == ImputeGroupMean || how.Method == ImputeGroupMedian
	offset := w.offset(j, x)
	for r, v := range x {
		if v == v || w.why[offset+r] != Scored {
			continue
		}
		if g, ok := how.groupOf(w.p.Cases()[r%w.nc], grouped); ok {
			if mean, ok := by[g]; ok {
				x[r] = mean
			}
		}
	}
}

// fitRange learns the extremes of each leaf, after its direction.
func fitRange(w *work, leaves []int, cols [][]float64) (ImputedBlock, error) {
	var b ImputedBlock
	for i, j := range leaves {
		low, high := math.Inf(1), math.Inf(-1)
		for _, v := range cols[i] {
			if v *= float64(w.plan.leaves[j].Direction); v == v {
				low, high = min(low, v), max(high, v)
			}
		}
		if !(high > low) {
			return ImputedBlock{}, fmt.Errorf("%s does not vary", w.plan.leaves[j].Indicator)
		}
		b.Place, b.Scale = append(b.Place, low), append(b.Scale, high-low)
	}
	return b, nil
}

// fillRowMean fills a row by the mean of what it has.
func fillRowMean(b *ImputedBlock, w *work, leaves []int, cols [][]float64) error {
	for r := range cols[0] {
		sum, count := 0.0, 0
		for i, j := range leaves {
			if v := cols[i][r]; v == v {
				sum += (v*float64(w.plan.leaves[j].Direction) - b.Place[i]) / b.Scale[i]
				count++
			}
		}
		if count == 0 || count == len(leaves) {
			continue
		}
		for i, j := range leaves {
			if v := cols[i][r]; v != v {
				cols[i][r] = (sum/float64(count)*b.Scale[i] + b.Place[i]) * float64(w.plan.leaves[j].Direction)
			}
		}
	}
	return nil
}

// fitEM fits the normal distribution to a block's z-scores.
func fitEM(w *work, leaves []int, cols [][]float64) (ImputedBlock, error) {
	var b ImputedBlock
	z := make([][]float64, len(cols))
	for i, col := range cols {
		m := stat.Describe(col)
		sd, ok := m.SD()
		if !ok || sd == 0 {
			return ImputedBlock{}, fmt.Errorf("%s does not vary", w.plan.leaves[leaves[i]].Indicator)
		}
		b.Place, b.Scale = append(b.Place, m.Mean), append(b.Scale, sd)
		z[i] = standardised(col, m.Mean, sd)
	}
	normal, rounds, err := stat.EM(z, stat.EMOptions{Tolerance: 1e-10})
	b.Normal, b.Rounds = &normal, rounds
	return b, err
}

func standardised(x []float64, mean, sd float64) []float64 {
	z := make([]float64, len(x))
	for r, v := range x {
		z[r] = (v - mean) / sd
	}
	return z
}

// fillEM puts conditional means into a block's empty cells.
func fillEM(b *ImputedBlock, _ *work, _ []int, cols [][]float64) error {
	z := make([][]float64, len(cols))
	for i, col := range cols {
		z[i] = standardised(col, b.Place[i], b.Scale[i])
	}
	if !b.Normal.Fill(z) {
		return fmt.Errorf("em: %w", stat.ErrDegenerate)
	}
	for i, col := range cols {
		for r, v := range col {
			if v != v && z[i][r] == z[i][r] {
				col[r] = z[i][r]*b.Scale[i] + b.Place[i]
			}
		}
	}
	return nil
}

// series is one case's values of one leaf over the years, laid out with a
// stride; NaN is missing.
type series struct {
	x      []float64
	stride int
	years  []int
}

func (s *series) at(t int) *float64 { return &s.x[t*s.stride] }

// overTime fills every case's series of every leaf. Cost is one pass over the
// values.
func (w *work) overTime(how *Imputation, method imputer) {
	held := make([]float64, w.rows)
	for j, x := range w.x {
		copy(held, x)
		for c := range w.nc {
			method.overTime(how, &series{x: x[c:], stride: w.nc, years: w.p.Years()})
		}
		for r, v := range held {
			switch {
			case v == v || x[r] != x[r]:
			case w.why[r] == ScreenedOut:
				x[r] = v
			default:
				if method.observed {
					w.seen[j][r] = 1
				}
				if w.why[r] == NoData {
					w.why[r] = Scored
				}
			}
		}
	}
}

// latest carries the last earlier value forward while it is not too old.
func latest(how *Imputation, s *series) {
	last := -1
	value := 0.0
	for t, year := range s.years {
		if v := *s.at(t); v == v {
			last, value = t, v
		} else if last >= 0 && (how.Limit == nil || year-s.years[last] <= *how.Limit) {
			*s.at(t) = value
		}
	}
}

// constant carries values forward and the first one back.
func constant(_ *Imputation, s *series) {
	first := -1
	for t := range s.years {
		if v := *s.at(t); v == v {
			if first < 0 {
				first = t
			}
		} else if first >= 0 {
			*s.at(t) = *s.at(t - 1)
		}
	}
	for t := range max(first, 0) {
		*s.at(t) = *s.at(first)
	}
}

// linear interpolates between years with values and holds the ends.
func linear(_ *Imputation, s *series) {
	last := -1
	for t := range s.years {
		v := *s.at(t)
		if v != v {
			continue
		}
		for g := last + 1; g < t; g++ {
			*s.at(g) = v
			if last >= 0 {
				before, span := *s.at(last), float64(s.years[t]-s.years[last])
				*s.at(g) = before + (v-before)*(float64(s.years[g]-s.years[last])/span)
			}
		}
		last = t
	}
	if last < 0 {
		return
	}
	for g := last + 1; g < len(s.years); g++ {
		*s.at(g) = *s.at(last)
	}
}
