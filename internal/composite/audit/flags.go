// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"math"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/stat"
)

// Limits bound what a correlation may be without being flagged: at Low and
// below, or at High and above, it is.
type Limits struct{ Low, High float64 }

// outside tells whether a correlation is flagged.
func (l Limits) outside(r float64) bool { return r <= l.Low || r >= l.High }

// Flag is a pair of indicators of one group that go together too much, so that
// one thing counts twice, or against each other, so that they cancel out.
type Flag struct {
	Group string
	Pair
}

// CorrelationFlags correlates the leaves below each group pair by pair, over all
// cases and years, and keeps the pairs outside the limits, in the order of the
// groups and then of the tree (OECD/JRC Handbook 2008, step 4). Pairs of which a
// correlation is not defined are left out. Cost is that of Correlate on the
// leaves of each group.
func CorrelationFlags(s *composite.Scores, groups []int, kind stat.Correlation, limits Limits) []Flag {
	var out []Flag
	for _, g := range groups {
		var leaves []int
		for _, leaf := range below(s.Nodes[g]) {
			if n, ok := s.Node(leaf.ID); ok {
				leaves = append(leaves, n)
			}
		}
		for _, pair := range Correlate(s, leaves, kind) {
			if limits.outside(pair.R) {
				out = append(out, Flag{Group: s.Nodes[g].ID, Pair: pair})
			}
		}
	}
	return out
}

// below lists the leaves below a node, or the node itself, in the tree's order.
func below(n *composite.Node) []*composite.Node {
	if n.Leaf() {
		return []*composite.Node{n}
	}
	var out []*composite.Node
	for _, kid := range n.Children {
		out = append(out, below(kid)...)
	}
	return out
}

// SizeCorrelations correlates the raw values of every indicator with those of
// every denominator, over all cases and years, and keeps the pairs outside the
// limits: an indicator that grows with the size of a case asks to be divided by
// it. A is the indicator, B the denominator. What the panel lacks is left out.
func SizeCorrelations(p *panel.Panel, indicators, denominators []string, limits Limits) []Pair {
	var out []Pair
	for _, a := range indicators {
		for _, b := range denominators {
			i, okA := p.Indicator(a)
			j, okB := p.Indicator(b)
			if !okA || !okB {
				continue
			}
			r, n, ok := stat.Correlate(stat.Pearson, values(p, i), values(p, j))
			if !ok || !limits.outside(r) {
				continue
			}
			pair := Pair{A: a, B: b, R: r, N: n}
			pair.P, pair.HasP = stat.PValue(stat.Pearson, r, n)
			out = append(out, pair)
		}
	}
	return out
}

// values is a panel's column over all years, NaN where missing; for the
// functions of package stat, which skip it.
func values(p *panel.Panel, i int) []float64 {
	var out []float64
	for t := range p.Years() {
		for _, cell := range p.Column(t, i) {
			if cell.Missing != obs.Present {
				cell.Value = math.NaN()
			}
			out = append(out, cell.Value)
		}
	}
	return out
}

// Profile describes a column.
type Profile struct {
	Min, Max, Mean, Median float64
	// SD has divisor n-1; Skew and Kurtosis are of type 2 (Joanes and Gill 1998).
	// Each is 0 where it is not defined, which HasSD and HasShape tell.
	SD, Skew, Kurtosis float64
	HasSD, HasShape    bool
	// Available counts the values, NonZero those that are not 0, Unique the
	// different ones, and Same how often the most frequent one occurs.
	Available, NonZero, Unique, Same int
}

// Describe profiles a column, in which NaN is missing; it is false where no
// value is there. Cost is O(n log n).
func Describe(x []float64) (Profile, bool) {
	sorted := stat.Sorted(x)
	if len(sorted) == 0 {
		return Profile{}, false
	}
	m := stat.Describe(x)
	p := Profile{Min: sorted[0], Max: sorted[len(sorted)-1], Mean: m.Mean, Available: len(sorted)}
	p.Median, _ = stat.Median(x)
	p.SD, p.HasSD = m.SD()
	skew, okSkew := m.Skewness()
	kurtosis, okKurtosis := m.Kurtosis()
	if p.HasShape = okSkew && okKurtosis; p.HasShape {
		p.Skew, p.Kurtosis = skew, kurtosis
	}
	run := 0
	for i, v := range sorted {
		if v != 0 {
			p.NonZero++
		}
		if i == 0 || v != sorted[i-1] {
			p.Unique++
			run = 0
		}
		run++
		p.Same = max(p.Same, run)
	}
	return p, true
}

// Presence counts what a case has below a node.
type Presence struct {
	Node string
	// Of counts the leaves, Missing those without a value, Zero those at 0.
	Of, Missing, Zero int
}

// Available is the share of the leaves that have a value, unweighted.
func (p Presence) Available() float64 { return float64(p.Of-p.Missing) / float64(p.Of) }

// NonZero is the share of the values there that are not 0; false for no value.
func (p Presence) NonZero() (float64, bool) {
	there := p.Of - p.Missing
	return float64(there-p.Zero) / float64(max(there, 1)), there > 0
}

// Place is where a trace is looked at: after a step, at a case and a year by
// their places.
type Place struct {
	Step       composite.Step
	Case, Year int
}

// Present counts, for every inner node in the order of Framework.Nodes, what a
// case has in a year after a step.
func Present(f *composite.Framework, trace *composite.Trace, p Place) []Presence {
	at := map[string]int{}
	for j, leaf := range f.Leaves() {
		at[leaf.ID] = j
	}
	var out []Presence
	for _, node := range f.Nodes() {
		if node.Leaf() {
			continue
		}
		counts := Presence{Node: node.ID}
		for _, leaf := range below(node) {
			counts.Of++
			switch v, ok := trace.At(p.Step, p.Case, p.Year, at[leaf.ID]); {
			case !ok:
				counts.Missing++
			case v == 0:
				counts.Zero++
			}
		}
		out = append(out, counts)
	}
	return out
}
