// SPDX-License-Identifier: Apache-2.0

package multiverse

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
	if k.whole() && k.root >= 0 {
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
// not scored in this draw.
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
}

// whole tells whether every case is held.
func (k *keeping) whole() bool { return len(k.columns) == k.cases }
