// SPDX-License-Identifier: Apache-2.0

package surround

import (
	"math"
	"slices"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/neighbour"
)

// following is a country on its way through the years.
type following struct {
	a     Assessor
	s     *assess.Scored
	q     TrendQuestion
	years []int
	nodes []string
	// drawnAs is the place of each node among those drawn: a kind of a single pillar
	// is drawn as that pillar.
	drawnAs []int
	// cases are the country, then its neighbours.
	cases []country.Code
	drawn *multiverse.Result
	// ends are the scores of the first and the last year under every draw, by node.
	ends [2][]*neighbour.Table
}

// wish asks for the ranges of all years, and keeps the ends.
func (f *following) wish() assess.Wish {
	w := assess.Wish{Cases: []string{string(f.q.Country)}, Uncertainty: f.a.Uncertainty, Each: f.take}
	for _, id := range f.nodes {
		k := slices.IndexFunc(w.Nodes, func(other string) bool {
			return nodeOf(f.a.Framework.Tree, other) == nodeOf(f.a.Framework.Tree, id)
		})
		if k < 0 {
			k = len(w.Nodes)
			w.Nodes = append(w.Nodes, id)
		}
		f.drawnAs = append(f.drawnAs, k)
	}
	for t := 1; t < len(f.years); t++ {
		w.Changes = append(w.Changes, [2]int{f.years[t-1], f.years[t]})
	}
	if len(f.years) > 2 {
		w.Changes = append(w.Changes, [2]int{f.q.From, f.q.To})
	}
	for range w.Nodes {
		for end := range f.ends {
			f.ends[end] = append(f.ends[end], neighbour.NewTable(len(f.cases), w.Uncertainty.Draws))
		}
	}
	return w
}

// take keeps a draw of the first or the last year.
func (f *following) take(d multiverse.Draw) {
	end := 0
	switch d.Year {
	case 0:
	case len(f.years) - 1:
		end = 1
	default:
		return
	}
	for k, c := range f.cases {
		at, ok := f.s.Panel.Case(string(c))
		if !ok {
			continue
		}
		for n, table := range f.ends[end] {
			if v, ok := d.Score(n, at); ok && !math.IsInf(v, 0) {
				table.Set(k, d.Index, v)
			}
		}
	}
}

// better is the share of variants in which a later year is better.
func (f *following) better(n, from, to int) *float64 {
	if f.drawn == nil {
		return nil
	}
	c, held := f.drawn.Case(string(f.q.Country))
	t, first := f.drawn.Year(from)
	u, second := f.drawn.Year(to)
	if !held || !first || !second {
		return nil
	}
	change, ok := f.drawn.Change(c, f.drawnAs[n], t, u)
	if !ok {
		return nil
	}
	return &change.ScoreBetter
}

// rangeIn is the range of a node in a year; nil where none was drawn.
func (f *following) rangeIn(n, year int) *assess.Range {
	if f.drawn == nil {
		return nil
	}
	return assess.RangeOf(f.drawn, f.q.Country, year, f.drawn.Nodes[f.drawnAs[n]])
}

// change compares the country's change over the whole time with its neighbours'.
func (f *following) change(n int, id string) assess.Change {
	last := len(f.years) - 1
	out := assess.Change{From: f.q.From, To: f.q.To, Better: f.better(n, f.q.From, f.q.To), Members: []assess.MemberChange{}}
	changes := make([]*float64, len(f.cases))
	for k, c := range f.cases {
		at, ok := f.s.Panel.Case(string(c))
		if !ok {
			continue
		}
		from, to := resultOf(f.s, f.a.Framework.Tree, id, spot{at, 0}), resultOf(f.s, f.a.Framework.Tree, id, spot{at, last})
		if from.OK() && to.OK() {
			d := to.Score - from.Score
			changes[k] = &d
		}
	}
	for k, c := range f.cases[1:] {
		out.Members = append(out.Members, assess.MemberChange{ISO3: c, Change: changes[k+1]})
	}
	c := neighbour.Compare(changes[0], changes[1:])
	out.Own, out.Same, out.Of, out.Verdict, out.Reason = changes[0], c.Same, c.Of, c.Course, c.Reason
	if len(f.cases) == 1 && out.Own != nil {
		out.Reason = string(neighbour.NoNeighbours)
	}
	if c.Of >= neighbour.MinNeighbours {
		out.Median = &c.Median
	}
	if out.Verdict != neighbour.Unknown {
		if share, ok := neighbour.Holds(out.Verdict, f.ends[0][f.drawnAs[n]], f.ends[1][f.drawnAs[n]]); ok {
			out.Holds = &share
		}
	}
	return out
}
