// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/qala-observatory/qala/internal/sensitivity"
)

const (
	// wave is how many draws of a year are finished together: the grain at which
	// work that is cancelled can be used.
	wave = 4096
	// block is how many draws a worker takes at a time.
	block = 64
)

// run is a plan on its way to a result.
type run struct {
	plan    *Plan
	tree    *tree
	space   space
	methods *methods
	keep    *keeping
	tables  *tables
	workers int
	// drawn are the draws; share are their weights by draw and node, kept where
	// there is more than one year.
	drawn []drawn
	share []float64
	// order lists the draws of each wave by their layout; row is the place of each
	// draw there.
	order, row []int32
	hands      []*hand
}

// hand is what one worker works with.
type hand struct {
	desk   *desk
	ranker sensitivity.Ranker
	share  []float64
	// column and ranks hold the scores of one draw and their ranks, scores the
	// scores of a block, by kept node.
	column []float64
	ranks  []uint16
	scores [][]float64
}

// drawn is one draw.
type drawn struct {
	cell   *cell
	choice choice
	err    drawnError
}

// newRun checks a plan and prepares it.
func newRun(p *Plan) (*run, error) {
	if p.Framework == nil || p.Panel == nil || len(p.Panel.Cases()) == 0 || len(p.Panel.Years()) == 0 {
		return nil, fmt.Errorf("multiverse: a framework and a panel with cases and years are needed")
	}
	r := &run{plan: p, tree: newTree(p.Framework), workers: p.Workers, tables: &tables{newPowers(), newNormalTable()}}
	if r.workers <= 0 {
		r.workers = runtime.GOMAXPROCS(0)
	}
	source := p.SourceOf
	if source == nil {
		source = beforeDot
	}
	var err error
	if r.space, err = newSpace(p.Factors, r.tree, source); err != nil {
		return nil, err
	}
	if r.keep, err = r.keeping(); err != nil {
		return nil, err
	}
	r.methods = newMethods(p, r.tree, r.space)
	r.methods.own = r.methods.prepare([]choice{{}}, r.parallel)[0]
	if reason := r.methods.own.reason; reason != "" {
		return nil, fmt.Errorf("multiverse: the choices as made: %s", reason)
	}
	wanted := make([]bool, len(r.tree.nodes)+len(r.tree.kinds))
	wanted[0] = true
	for _, n := range r.keep.nodes {
		wanted[n] = true
	}
	for range r.workers {
		h := &hand{desk: newDesk(r.tree, r.tables, wanted), share: make([]float64, len(r.tree.nodes)), column: make([]float64, r.keep.cases), ranks: make([]uint16, r.keep.cases)}
		for range r.keep.nodes {
			h.scores = append(h.scores, make([]float64, block*len(r.keep.columns)))
		}
		r.hands = append(r.hands, h)
	}
	return r, nil
}

// keeping resolves what is to be kept.
func (r *run) keeping() (*keeping, error) {
	p := r.plan
	k := &keeping{cases: len(p.Panel.Cases()), root: -1, ids: p.Nodes, all: p.Cases == nil}
	if k.ids == nil {
		k.ids = r.tree.usual()
	}
	for i, id := range k.ids {
		n, ok := r.tree.find(id)
		if !ok || n < len(r.tree.nodes) && r.tree.leafOf[n] >= 0 {
			return nil, fmt.Errorf("multiverse: %q is no group and no kind of framework %s", id, p.Framework.ID)
		}
		if k.nodes = append(k.nodes, n); n == 0 {
			k.root = i
		}
	}
	k.column = make([]int32, k.cases)
	for c := range k.column {
		k.column[c] = -1
	}
	hold := func(c int) {
		if k.column[c] < 0 {
			k.column[c] = int32(len(k.columns))
			k.columns = append(k.columns, int32(c))
		}
	}
	if p.Cases == nil || p.Each != nil {
		// All, in their order, so that a draw's scores lie as a ranker wants them.
		for c := range k.cases {
			hold(c)
		}
	}
	for _, code := range p.Cases {
		c, ok := p.Panel.Case(code)
		if !ok {
			return nil, fmt.Errorf("multiverse: the panel lacks the case %q", code)
		}
		hold(c)
		k.kept = append(k.kept, k.column[c])
	}
	if p.Cases == nil {
		k.kept = k.columns
	}
	for _, pair := range p.Changes {
		for _, year := range pair {
			if _, ok := p.Panel.Year(year); !ok {
				return nil, fmt.Errorf("multiverse: the panel lacks the year %d", year)
			}
		}
	}
	return k, nil
}

// beforeDot is the source of an indicator by its id.
func beforeDot(id string) string {
	for i := range id {
		if id[i] == '.' {
			return id[:i]
		}
	}
	return id
}

// mostScores is how many scores of a year are held at most: at 10 bytes each, 2 GB.
const mostScores = 200_000_000

// roomFor refuses more draws than memory should be asked to hold.
func (r *run) roomFor(draws int) error {
	if each := len(r.keep.columns) * len(r.keep.nodes); draws > mostScores/max(each, 1) {
		return fmt.Errorf("multiverse: %d draws of %d scores each are too many to hold; ask for at most %d, or keep fewer nodes or cases",
			draws, each, mostScores/max(each, 1))
	}
	return nil
}

// prepare turns choices into draws: their methods, fitted once each, and weights.
func (r *run) prepare(ctx context.Context, choices []choice) error {
	r.drawn = make([]drawn, len(choices))
	if err := ctx.Err(); err != nil {
		return err
	}
	for i, c := range r.methods.prepare(choices, r.parallel) {
		r.drawn[i] = drawn{cell: c, choice: choices[i], err: r.space.errorOf(choices[i])}
	}
	if len(r.plan.Panel.Years()) > 1 {
		nodes := len(r.tree.nodes)
		r.share = make([]float64, len(choices)*nodes)
		r.parallel(len(choices), func(_, i int) { r.weigh(i, r.share[i*nodes:(i+1)*nodes]) })
	}
	r.order, r.row = make([]int32, len(choices)), make([]int32, len(choices))
	for i := range r.order {
		r.order[i] = int32(i)
	}
	for at := 0; at < len(r.order); at += wave {
		slices.SortStableFunc(r.order[at:min(at+wave, len(r.order))], func(a, b int32) int {
			return cmp.Compare(r.drawn[a].cell.layout.number, r.drawn[b].cell.layout.number)
		})
	}
	for row, draw := range r.order {
		r.row[draw] = int32(row)
	}
	return nil
}

// weigh writes the weights of a draw.
func (r *run) weigh(draw int, share []float64) {
	if d := &r.drawn[draw]; d.cell.reason == "" {
		r.space.weigh(d.choice, d.cell, r.tree, share)
	}
}

// weights are the weights of a draw by node: those that were made before, or in
// the room given.
func (r *run) weights(draw int, room []float64) []float64 {
	if nodes := len(r.tree.nodes); r.share != nil {
		return r.share[draw*nodes : (draw+1)*nodes]
	}
	r.weigh(draw, room)
	return room
}

// errorOf is how a choice takes values from their errors.
func (s space) errorOf(c choice) drawnError {
	for k, o := range c.option {
		if how := s[k].options[o].level.DataError; how != "" {
			return drawnError{how: how, seed: c.seed[k]}
		}
	}
	return drawnError{}
}

// parallel calls f for 0 to n-1, from as many goroutines as there are workers,
// with the worker's number; which worker takes what must not matter.
func (r *run) parallel(n int, f func(worker, i int)) {
	if r.workers == 1 || n < 2 {
		for i := range n {
			f(0, i)
		}
		return
	}
	var next atomic.Int64
	var group sync.WaitGroup
	grain := max(1, n/(r.workers*64))
	for worker := range min(r.workers, n) {
		group.Go(func() {
			for {
				to := int(next.Add(int64(grain)))
				if to-grain >= n {
					return
				}
				for i := to - grain; i < min(to, n); i++ {
					f(worker, i)
				}
			}
		})
	}
	group.Wait()
}

// sheets are the sheets of a year by layout, of the draws' cells and the choices
// as made.
func (r *run) sheets(year int) []*sheet {
	used := make([]bool, len(r.methods.layoutList))
	used[r.methods.own.layout.number] = true
	for i := range r.drawn {
		used[r.drawn[i].cell.layout.number] = r.drawn[i].cell.reason == "" || used[r.drawn[i].cell.layout.number]
	}
	fits := make([]bool, len(r.methods.fitList))
	for i, l := range r.methods.layoutList {
		if used[i] {
			fits[l.fit.number] = true
		}
	}
	stages := make([]*stage, len(fits))
	r.parallel(len(fits), func(_, i int) {
		if fits[i] {
			stages[i] = newStage(r.tree, r.methods.fitList[i], year)
		}
	})
	sheets := make([]*sheet, len(used))
	r.parallel(len(used), func(_, i int) {
		if used[i] {
			l := r.methods.layoutList[i]
			sheets[i] = newSheet(stages[l.fit.number], l)
		}
	})
	return sheets
}

// year scores all draws of one year. It returns how many are complete, which is
// less than all where the context ends it.
func (r *run) year(ctx context.Context, t int, into *yearDraws, done func(draws int)) int {
	y := &yearRun{run: r, sheets: r.sheets(t), into: into}
	for at := 0; at < len(r.order); at += wave {
		order := r.order[at:min(at+wave, len(r.order))]
		var finished atomic.Int64
		blocks := (len(order) + block - 1) / block
		r.parallel(blocks, func(worker, i int) {
			if ctx.Err() != nil {
				return
			}
			part := order[i*block : min((i+1)*block, len(order))]
			y.block(r.hands[worker], at+i*block, part)
			finished.Add(int64(len(part)))
		})
		if int(finished.Load()) < len(order) {
			return at
		}
		done(len(order))
	}
	return len(r.order)
}

// yearRun is a run in one year.
type yearRun struct {
	*run
	sheets []*sheet
	into   *yearDraws
}

// block scores the draws of consecutive rows.
func (y *yearRun) block(h *hand, row int, draws []int32) {
	for i, draw := range draws {
		d := &y.drawn[draw]
		if d.cell.reason != "" {
			continue
		}
		h.desk.open(y.sheets[d.cell.layout.number])
		h.desk.score(y.weights(int(draw), h.share), d.err)
		y.rank(h, i, row+i)
	}
	for n := range y.keep.nodes {
		y.into.put(n, row, h.scores[n][:len(draws)*len(y.into.columns)])
	}
	for i, draw := range draws {
		if y.drawn[draw].cell.reason != "" {
			y.into.fail(row + i)
		}
	}
}

// rank takes the scores of a draw, the i-th of a block, off the desk and ranks
// them.
func (y *yearRun) rank(h *hand, i, row int) {
	into := y.into
	width := len(into.columns)
	for n, node := range y.keep.nodes {
		scores, ranks := h.scores[n][i*width:(i+1)*width], into.ranks(n, row)
		if y.keep.ranked() {
			h.desk.column(node, scores)
			h.ranker.Rank(scores, ranks)
			continue
		}
		h.desk.column(node, h.column)
		for j, c := range into.columns {
			scores[j] = h.column[c]
		}
		for _, j := range y.keep.kept {
			ranks[j] = placed(h.column, scores[j])
		}
	}
	if !y.keep.ranked() || y.keep.root < 0 {
		h.desk.column(0, h.column)
		h.ranker.Rank(h.column, into.all(row))
	}
}

// placed is the rank of one score, 0 where there is none.
func placed(scores []float64, own float64) uint16 {
	if own != own {
		return 0
	}
	better := 1
	for _, v := range scores {
		if v > own {
			better++
		}
	}
	return uint16(better)
}

// failures adds up the draws that could not be computed, by reason, in the order
// in which they first occur.
func failures(drawn []drawn) []Failure {
	out := []Failure{}
	at := map[string]int{}
	for i := range drawn {
		reason := drawn[i].cell.reason
		if reason == "" {
			continue
		}
		k, met := at[reason]
		if !met {
			k = len(out)
			at[reason] = k
			out = append(out, Failure{Reason: reason, First: i, Factors: drawn[i].cell.factors})
		}
		out[k].Count++
	}
	return out
}

// FailedError says that no draw could be computed.
type FailedError struct{ Failed []Failure }

// Error gives the most frequent reason and the factors of which another level
// would help.
func (e *FailedError) Error() string {
	most := slices.MaxFunc(e.Failed, func(a, b Failure) int { return cmp.Compare(a.Count, b.Count) })
	return fmt.Sprintf("multiverse: every draw failed, %d of them for this: %s; give another level to factor %s",
		most.Count, most.Reason, orList(most.Factors))
}

// orList joins words.
func orList(words []string) string {
	if len(words) == 0 {
		return "none, but change the recipe"
	}
	out := words[0]
	for i, w := range words[1:] {
		if i == len(words)-2 {
			out += " or " + w
		} else {
			out += ", " + w
		}
	}
	return out
}
