// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"cmp"
	"context"
	"slices"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// Ranking lists all states of a year by their overall score.
type Ranking struct {
	ID            string   `json:"id"`
	Year          int      `json:"year"`
	Framework     string   `json:"framework"`
	FrameworkName string   `json:"framework_name"`
	AsOf          obs.Date `json:"as_of,omitzero"`
	Data          string   `json:"data"`
	Version       string   `json:"version"`
	// Of counts the states with an overall score.
	Of int `json:"of"`
	// Pillars and Kinds head the columns of the rows.
	Pillars []string `json:"pillars"`
	Kinds   []string `json:"kinds,omitempty"`
	// Rows are ordered by rank, then name; states without an overall score come
	// last, by name.
	Rows []Row `json:"countries"`
	// Variants says what the ranges rest on; absent where there are none.
	Variants *Variants     `json:"variants,omitempty"`
	Warnings []obs.Warning `json:"warnings"`
}

// Row is one state of a ranking.
type Row struct {
	ISO3 country.Code `json:"iso3"`
	Name string       `json:"name"`
	Score
	// Indistinguishable are the states from which it cannot be told apart.
	Indistinguishable []country.Code `json:"indistinguishable,omitempty"`
	// Pillars and Kinds are in the order of the ranking's.
	Pillars []Score `json:"pillars"`
	Kinds   []Score `json:"kinds,omitempty"`
}

// Rank scores all states of a year; year 0 means the framework's default.
func (a *Assessor) Rank(ctx context.Context, year int) (*Ranking, error) {
	year, err := a.Year(year)
	if err != nil {
		return nil, err
	}
	s, err := a.Score(ctx, year)
	if err != nil {
		return nil, err
	}
	r, err := a.Vary(ctx, s, Wish{Nodes: a.NodesKept(), Pairs: true, Uncertainty: a.Uncertainty})
	if err != nil {
		return nil, err
	}
	tree := a.Framework.Tree
	out := &Ranking{
		ID: a.ID("rank", "", year), Year: year, Framework: tree.ID, FrameworkName: tree.Name,
		AsOf: a.AsOf.Date, Data: a.DataHash, Version: a.Version, Warnings: together(s.warnings, a.AsOfWarnings(year), a.Varied(r)),
	}
	for _, p := range tree.Root.Children {
		out.Pillars = append(out.Pillars, p.ID)
	}
	for _, k := range KindsOf(tree) {
		out.Kinds = append(out.Kinds, string(k))
	}
	out.Variants = VariantsOf(r)
	out.Rows = a.rows(s, r)
	for _, r := range out.Rows {
		out.Of = max(out.Of, r.Of)
	}
	return out, nil
}

// rows are all states, in the order of a ranking.
func (a *Assessor) rows(s *Scored, r *multiverse.Result) []Row {
	tables := s.tables(a.Framework.Tree)
	rows := make([]Row, len(s.Scores.Cases))
	for c, code := range s.Scores.Cases {
		info, _ := a.Register.Country(country.Code(code))
		rows[c] = Row{ISO3: info.Code, Name: info.Name, Score: tables.overall[c]}
		for _, column := range tables.pillars {
			rows[c].Pillars = append(rows[c].Pillars, column[c])
		}
		for _, column := range tables.kinds {
			rows[c].Kinds = append(rows[c].Kinds, column[c])
		}
		rows[c].ranges(r, a.Framework.Tree, s.Year)
	}
	slices.SortStableFunc(rows, func(x, y Row) int {
		return cmp.Or(cmp.Compare(place(x), place(y)), cmp.Compare(x.Name, y.Name))
	})
	return rows
}

// ranges writes the ranges of a row.
func (r *Row) ranges(found *multiverse.Result, tree *composite.Framework, year int) {
	r.Range = RangeOf(found, r.ISO3, year, tree.Root.ID)
	_, r.Indistinguishable = likeness(found, r.ISO3, year)
	for i, p := range tree.Root.Children {
		r.Pillars[i].Range = RangeOf(found, r.ISO3, year, p.ID)
	}
	for i, k := range KindsOf(tree) {
		r.Kinds[i].Range = RangeOf(found, r.ISO3, year, string(k))
	}
}

// place orders rows: the rank, or after all ranks where there is none.
func place(r Row) int {
	if r.Rank == nil {
		return 1 << 30
	}
	return *r.Rank
}

// tables are the scores of all cases by column.
type tables struct {
	overall        []Score
	pillars, kinds [][]Score
}

// tables ranks every column once, for all cases.
func (s *Scored) tables(tree *composite.Framework) tables {
	cases := len(s.Scores.Cases)
	var t tables
	t.overall = column(cases, func(c int) composite.Result { return s.Scores.At(c, 0, s.Scores.Root()) })
	for _, p := range tree.Root.Children {
		n, _ := s.Scores.Node(p.ID)
		t.pillars = append(t.pillars, column(cases, func(c int) composite.Result { return s.Scores.At(c, 0, n) }))
	}
	for _, k := range KindsOf(tree) {
		t.kinds = append(t.kinds, column(cases, func(c int) composite.Result { return s.kindResult(k, c) }))
	}
	return t
}

// column ranks the results of all cases, ties sharing the better place.
func column(cases int, result func(c int) composite.Result) []Score {
	out := make([]Score, cases)
	order := make([]int, 0, cases)
	for c := range cases {
		r := result(c)
		out[c] = Score{Coverage: r.Coverage, Reason: r.NotScored.Text()}
		if r.OK() {
			score := r.Score
			out[c].Value = &score
			order = append(order, c)
		}
	}
	middle := median(cases, result)
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(*out[y].Value, *out[x].Value) })
	for i, c := range order {
		rank := i + 1
		if i > 0 && *out[order[i-1]].Value == *out[c].Value {
			rank = *out[order[i-1]].Rank
		}
		out[c].Rank = &rank
	}
	for c := range out {
		out[c].Of, out[c].Median = len(order), middle
	}
	return out
}

// Comparison sets assessments of several countries side by side.
type Comparison struct {
	ID        string        `json:"id"`
	Year      int           `json:"year"`
	Framework string        `json:"framework"`
	AsOf      obs.Date      `json:"as_of,omitzero"`
	Countries []*Assessment `json:"countries"`
	// Above is the share of the variants in which the country of the row has a
	// better overall score than that of the column, ties counting half; nil for a
	// country and itself, and where the two are never scored together. Absent
	// where there are no ranges.
	Above       [][]*float64  `json:"p_above,omitempty"`
	Warnings    []obs.Warning `json:"warnings"`
	DataVersion string        `json:"data"`
}

// Compare assesses several countries in one year, scoring all states once.
func (a *Assessor) Compare(ctx context.Context, list []country.Code, year int) (*Comparison, error) {
	year, err := a.Year(year)
	if err != nil {
		return nil, err
	}
	s, err := a.Score(ctx, year)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		if err := a.among(s, c); err != nil {
			return nil, err
		}
	}
	r, err := a.Vary(ctx, s, Wish{
		Nodes: multiverse.AllNodes(a.Framework.Tree), Cases: a.scoredList(list, year), Pairs: true, Uncertainty: a.Uncertainty,
	})
	if err != nil {
		return nil, err
	}
	out := &Comparison{
		ID: a.ID("compare", joined(list), year), Year: year, Framework: a.Framework.Tree.ID, AsOf: a.AsOf.Date,
		DataVersion: a.DataHash, Warnings: together(a.AsOfWarnings(year), a.Varied(r)),
		Above: aboves(r, a.scoredList(list, year), year),
	}
	for _, c := range list {
		one, err := a.assessment(ctx, s, r, c)
		if err != nil {
			return nil, err
		}
		out.Countries = append(out.Countries, one)
	}
	return out, nil
}

// scoredList are the codes under which countries are scored.
func (a *Assessor) scoredList(list []country.Code, year int) []string {
	codes := make([]string, len(list))
	for i, c := range list {
		codes[i] = string(a.ScoredAs(c, year))
	}
	return codes
}

// aboves is the matrix of Comparison.Above.
func aboves(r *multiverse.Result, codes []string, year int) [][]*float64 {
	if r == nil {
		return nil
	}
	t, ok := r.Year(year)
	if !ok {
		return nil
	}
	out := make([][]*float64, len(codes))
	for i, one := range codes {
		out[i] = make([]*float64, len(codes))
		a, okA := r.Case(one)
		for j, other := range codes {
			b, okB := r.Case(other)
			if share, both := r.Above(a, b, t); i != j && okA && okB && both {
				out[i][j] = &share
			}
		}
	}
	return out
}

// Order says by what a ranking is sorted.
type Order string

// The orders.
const (
	// ByScore is by the rank under the framework's own choices.
	ByScore Order = "score"
	// ByMedian is by the median rank over the variants, ByBest by the better end of
	// the range that holds 90 % of them, ByWorst by the other.
	ByMedian Order = "median"
	ByBest   Order = "best"
	ByWorst  Order = "worst"
	ByName   Order = "name"
)

// Orders lists the orders.
func Orders() []Order { return []Order{ByScore, ByMedian, ByBest, ByWorst, ByName} }

// Sort puts the rows in an order; rows without a rank come last, and equal ones
// keep the order of their scores.
func (r *Ranking) Sort(by Order) {
	key := func(row Row) int {
		rank := place(row)
		if row.Range == nil || row.Rank == nil {
			return rank
		}
		switch band := row.Range.Rank; by {
		case ByMedian:
			return band.Median
		case ByBest:
			return band.Low90
		case ByWorst:
			return band.High90
		}
		return rank
	}
	slices.SortStableFunc(r.Rows, func(x, y Row) int {
		if by == ByName {
			return cmp.Compare(x.Name, y.Name)
		}
		return cmp.Or(cmp.Compare(key(x), key(y)), cmp.Compare(place(x), place(y)), cmp.Compare(x.Name, y.Name))
	})
}
