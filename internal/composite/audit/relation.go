// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"fmt"
	"math"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/stat"
)

// Pair is how two nodes go together.
type Pair struct {
	A, B string
	// R is the correlation over N cases, P its p-value where HasP.
	R    float64
	N    int
	P    float64
	HasP bool
}

// columnOf is the scores of a node over all cases and years, NaN where missing;
// for the functions of package stat, which skip it.
func columnOf(s *composite.Scores, n int) []float64 {
	out := make([]float64, 0, len(s.Cases)*len(s.Years))
	for t := range s.Years {
		for c := range s.Cases {
			r := s.At(c, t, n)
			if !r.OK() {
				r.Score = math.NaN()
			}
			out = append(out, r.Score)
		}
	}
	return out
}

// Siblings correlates every pair of children of a group.
func Siblings(s *composite.Scores, group int, kind stat.Correlation) []Pair {
	return Correlate(s, children(s, group), kind)
}

// children are the places of a group's children.
func children(s *composite.Scores, group int) []int {
	var out []int
	for _, child := range s.Nodes[group].Children {
		if n, ok := s.Node(child.ID); ok {
			out = append(out, n)
		}
	}
	return out
}

// Correlate correlates every pair of nodes, by their places. Pairs of which a
// correlation is not defined are left out.
func Correlate(s *composite.Scores, nodes []int, kind stat.Correlation) []Pair {
	columns := make([][]float64, len(nodes))
	for i, n := range nodes {
		columns[i] = columnOf(s, n)
	}
	var out []Pair
	for i := range nodes {
		for j := range i {
			r, n, ok := stat.Correlate(kind, columns[i], columns[j])
			if !ok {
				continue
			}
			p := Pair{A: s.Nodes[nodes[j]].ID, B: s.Nodes[nodes[i]].ID, R: r, N: n}
			p.P, p.HasP = stat.PValue(kind, r, n)
			out = append(out, p)
		}
	}
	return out
}

// Coherence is how far the children of a group measure one thing.
type Coherence struct {
	Group string
	// Alpha is Cronbach's, where HasAlpha.
	Alpha    float64
	HasAlpha bool
	// Collinearity and Components are nil where the children are degenerate, which
	// Why then says.
	Collinearity *stat.Collinearity
	Components   *stat.Components
	Why          string
}

// Coheres describes a group's children over all cases and years.
func Coheres(s *composite.Scores, group int) Coherence {
	out := Coherence{Group: s.Nodes[group].ID}
	var columns [][]float64
	for _, n := range children(s, group) {
		columns = append(columns, columnOf(s, n))
	}
	out.Alpha, out.HasAlpha = stat.CronbachAlpha(columns)
	pc, err := stat.PrincipalComponents(columns)
	if err != nil {
		out.Why = fmt.Sprint(err)
		return out
	}
	out.Components = &pc
	if co, err := stat.Collinear(columns); err == nil {
		out.Collinearity = &co
	} else {
		out.Why = fmt.Sprint(err)
	}
	return out
}
