// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"slices"

	"github.com/qala-observatory/qala/internal/sensitivity"
)

// Band is how a score varies over the draws: its median, and the intervals that
// hold the middle 50 % and 90 % of them.
type Band struct {
	Median float64 `json:"median"`
	Low50  float64 `json:"lo50"`
	High50 float64 `json:"hi50"`
	Low90  float64 `json:"lo90"`
	High90 float64 `json:"hi90"`
}

// RankBand is how a rank varies over the draws; 1 is the best.
type RankBand struct {
	Median int `json:"median"`
	Low50  int `json:"lo50"`
	High50 int `json:"hi50"`
	Low90  int `json:"lo90"`
	High90 int `json:"hi90"`
}

// RankInterval is an interval of ranks, both ends included.
type RankInterval struct {
	Low  int `json:"lo"`
	High int `json:"hi"`
}

// Outcome is one node of one case and year over all draws.
type Outcome struct {
	// Scored counts the draws in which there is a score; where it is 0 the rest
	// means nothing.
	Scored int `json:"scored"`
	// Score and Rank are over the draws in which there is a score.
	Score Band     `json:"score"`
	Rank  RankBand `json:"rank"`
	// Simultaneous holds the rank in 90 % of the draws together with those of
	// all other cases. Where only some cases are kept, it is given at the root
	// alone; elsewhere it is zero.
	Simultaneous RankInterval `json:"rank_simultaneous"`
}

// Change is how a node of a case differs between two years on common draws.
type Change struct {
	// Both counts the draws with a score in both years.
	Both int `json:"both"`
	// ScoreBetter and RankBetter are the shares of those draws in which the later
	// score is higher and the later rank is nearer to 1; a tie counts half.
	ScoreBetter float64 `json:"p_score_better"`
	RankBetter  float64 `json:"p_rank_better"`
	// Score is the band of the later score less the earlier.
	Score Band `json:"score_change"`
}

// Failure is a reason why draws could not be computed, with their number and the
// factors of which another level would help.
type Failure = sensitivity.Failure

// FactorUsed is a factor with the ids of its levels, as drawn from: levels that
// leave one thing out stand once for each thing.
type FactorUsed struct {
	ID     string   `json:"id"`
	Levels []string `json:"levels"`
	Why    string   `json:"why,omitempty"`
}

// Index is the influence of one factor on a target.
type Index struct {
	Factor string `json:"factor"`
	// S is the share of the variance that the factor explains by itself, Total
	// with all its interactions, Shapley its fair share of the whole.
	S       float64 `json:"s"`
	Total   float64 `json:"st"`
	Shapley float64 `json:"shapley"`
	// Low and High bound S, TotalLow and TotalHigh bound Total where they are
	// estimated: the bootstrap's 90 % intervals. Where they are exact they are the
	// index itself.
	Low       float64 `json:"s_lo"`
	High      float64 `json:"s_hi"`
	TotalLow  float64 `json:"st_lo"`
	TotalHigh float64 `json:"st_hi"`
}

// Influence is the sensitivity of a target to every factor.
type Influence struct {
	// Target is what was varied: MeanShift, or a case's code, whose rank it is
	// then.
	Target string `json:"target"`
	// Exact tells that every combination was computed.
	Exact   bool    `json:"exact"`
	Indices []Index `json:"indices"`
	// Mean and Variance are those of the target over the draws.
	Mean     float64 `json:"mean"`
	Variance float64 `json:"variance"`
}

// Sensitivity says how much each factor moves the ranks of a year.
type Sensitivity struct {
	Year int `json:"year"`
	// Evaluations is how many combinations were computed, Failed how many of them
	// could not be.
	Evaluations int `json:"evaluations"`
	Failed      int `json:"failed"`
	// Shift is the influence on the mean absolute difference of ranks from those
	// under the choices as made; ByCase that on each case's own rank.
	Shift  Influence   `json:"sensitivity"`
	ByCase []Influence `json:"by_country"`
}

// Result is what the draws showed.
type Result struct {
	// Requested and Completed are numbers of draws; they differ where the work was
	// cancelled. Failed draws count as completed.
	Requested int `json:"requested"`
	Completed int `json:"completed"`
	// Cancelled tells that the work ended before all draws of all years were made.
	Cancelled bool         `json:"cancelled"`
	Seed      uint64       `json:"seed"`
	Factors   []FactorUsed `json:"factors"`
	Failed    []Failure    `json:"failed"`
	// Cases, Years and Nodes are what is kept, in the order of their places. Years
	// that were not reached are left out.
	Cases []string `json:"cases"`
	Years []int    `json:"years"`
	Nodes []string `json:"nodes"`
	// ErrorFree lists the indicators of the framework whose values have no error
	// anywhere in the panel: their sources state none. It is nil where data error
	// is not varied.
	ErrorFree []string `json:"error_free,omitempty"`
	// Sensitivity is nil where it was not asked for.
	Sensitivity *Sensitivity `json:"sensitivity,omitempty"`

	outcomes []Outcome
	// changes are by the places of the years, then node and case.
	changes map[[2]int][]Change
	// ranks and pairs are by year, for all cases of the panel at the root.
	ranks       []*sensitivity.Ranks
	pairs       []*sensitivity.Pairs
	differences []*sensitivity.Differences
	// all are the codes of the panel's cases, places those of the kept ones.
	all    []string
	places []int
}

// Usable is the number of draws that the outcomes rest on.
func (r *Result) Usable() int {
	failed := 0
	for _, f := range r.Failed {
		failed += f.Count
	}
	return r.Completed - failed
}

// Node is the place of a node, or of a kind, by its id.
func (r *Result) Node(id string) (int, bool) { return place(r.Nodes, id) }

// Case is the place of a case by its code.
func (r *Result) Case(code string) (int, bool) { return place(r.Cases, code) }

// Year is the place of a year.
func (r *Result) Year(year int) (int, bool) { return place(r.Years, year) }

// place is where something stands in a list.
func place[T comparable](list []T, what T) (int, bool) {
	i := slices.Index(list, what)
	return i, i >= 0
}

// At is the outcome of node n of case c in year t, by their places.
func (r *Result) At(c, t, n int) Outcome {
	return r.outcomes[(t*len(r.Nodes)+n)*len(r.Cases)+c]
}

// Change is how node n of case c, by their places, changed between two years of
// a pair that the plan asked for; false where it was not asked for or the case
// has no draw with a score in both.
func (r *Result) Change(c, n, from, to int) (Change, bool) {
	list := r.changes[[2]int{from, to}]
	if list == nil {
		return Change{}, false
	}
	out := list[n*len(r.Cases)+c]
	return out, out.Both > 0
}

// RankProbabilities are the shares of draws in which case c has each rank in year
// t at the root, rank 1 first, among the draws in which it is ranked.
func (r *Result) RankProbabilities(c, t int) []float64 {
	return r.ranks[t].Probabilities(r.places[c])
}

// Above is the share of draws in which case a has a better score than case b at
// the root in year t, ties counting half; false where pairs were not asked for
// or the two are never scored together.
func (r *Result) Above(a, b, t int) (float64, bool) {
	if r.pairs[t] == nil {
		return 0, false
	}
	return r.pairs[t].Above(r.places[a], r.places[b])
}

// Indistinguishable lists the codes of the cases, of all in the panel and in its
// order, from which case c cannot be told apart in year t: neither stands above
// the other in 95 % of the draws. It is nil where pairs were not asked for.
func (r *Result) Indistinguishable(c, t int) []string {
	if r.pairs[t] == nil {
		return nil
	}
	out := []string{}
	for _, other := range r.pairs[t].Indistinguishable(r.places[c], 0.9) {
		out = append(out, r.all[other])
	}
	return out
}

// ByDifferences are the ranks that case c can have in year t by confidence
// intervals of the differences of scores (Mogstad, Romano, Shaikh and Wilhelm 2024),
// at 90 %: for the case by itself, and together with all others. They judge by
// scores, where Outcome.Simultaneous judges by ranks, and are wider where many
// draws move all scores of some cases together. False where they were not asked for
// or the case has no score.
func (r *Result) ByDifferences(c, t int) (marginal, simultaneous RankInterval, ok bool) {
	d := r.differences[t]
	if d == nil {
		return RankInterval{}, RankInterval{}, false
	}
	marginal, simultaneous = RankInterval(d.Marginal(r.places[c])), RankInterval(d.Simultaneous(r.places[c]))
	return marginal, simultaneous, simultaneous.Low > 0
}

// yearDraws holds the scores and ranks of one year's draws. A draw's row is its
// place among the draws in the order in which they are computed.
type yearDraws struct {
	// columns are the places in the panel of the cases that are held; column is
	// the way back, -1 for those that are not.
	columns, column []int32
	cases, draws    int
	// score is by kept node, then column*draws + row; NaN marks what is not scored.
	score [][]float64
	// rank is by kept node, then row*len(columns) + column; 0 marks the same.
	rank [][]uint16
	// full are the ranks of all cases at the root, by row.
	full []uint16
}

func newYearDraws(k *keeping, draws int) *yearDraws {
	y := &yearDraws{columns: k.columns, column: k.column, cases: k.cases, draws: draws}
	size := draws * len(k.columns)
	for range k.nodes {
		y.score = append(y.score, make([]float64, size))
		y.rank = append(y.rank, make([]uint16, size))
	}
	if k.ranked() && k.root >= 0 {
		y.full = y.rank[k.root]
	} else {
		y.full = make([]uint16, draws*k.cases)
	}
	return y
}

// ranks are the ranks of a row at a kept node, by column.
func (y *yearDraws) ranks(n, row int) []uint16 {
	width := len(y.columns)
	return y.rank[n][row*width : (row+1)*width]
}

// all are the ranks of a row at the root, by case.
func (y *yearDraws) all(row int) []uint16 { return y.full[row*y.cases : (row+1)*y.cases] }

// scores are the scores of a case, by its column, at a kept node, by row.
func (y *yearDraws) scores(n int, column int32) []float64 {
	return y.score[n][int(column)*y.draws : (int(column)+1)*y.draws]
}

// fail marks a row as not scored.
func (y *yearDraws) fail(row int) {
	for n := range y.score {
		for i := row; i < len(y.score[n]); i += y.draws {
			y.score[n][i] = nan
		}
		clear(y.ranks(n, row))
	}
	clear(y.all(row))
}

// put writes the scores of consecutive rows, by row and column, to a kept node.
func (y *yearDraws) put(n, row int, scores []float64) {
	width := len(y.columns)
	rows := len(scores) / width
	for c := range width {
		out := y.score[n][c*y.draws+row:][:rows]
		for i, at := 0, c; i < rows; i, at = i+1, at+width {
			out[i] = scores[at]
		}
	}
}

// Score is the score of a kept node, by its place in Result.Nodes, of a case of the
// panel, by its place there; false where it is not scored in this draw.
func (d Draw) Score(n, c int) (float64, bool) {
	column := d.year.column[c]
	if column < 0 {
		return 0, false
	}
	v := d.year.score[n][int(column)*d.year.draws+d.row]
	return v, v == v
}

// Rank is the rank of a kept node, as Score is its score; false where the case is
// not scored in this draw, and for cases whose results are not kept.
func (d Draw) Rank(n, c int) (int, bool) {
	column := d.year.column[c]
	if column < 0 {
		return 0, false
	}
	r := d.year.ranks(n, d.row)[column]
	return int(r), r > 0
}

// keeping says what is kept of every draw.
type keeping struct {
	cases int
	// nodes are the places of the kept nodes in the tree, ids their ids; root is
	// the place of the root among them, or -1.
	nodes []int
	ids   []string
	root  int
	// columns are the cases that are held, column the way back; kept are the
	// columns whose results are wanted.
	columns, column []int32
	kept            []int32
	// all tells that the plan names no cases: all are kept, in the panel's order.
	all bool
}

// whole tells whether every case is held.
func (k *keeping) whole() bool { return len(k.columns) == k.cases }

// ranked tells whether the results of every case are kept, so that all are ranked
// at every node.
func (k *keeping) ranked() bool { return k.all }
