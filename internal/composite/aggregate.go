// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"fmt"
	"math"

	"github.com/qala-observatory/qala/internal/obs"
)

// AggregateMethod combines the children of a node into one score.
type AggregateMethod string

// The ways of aggregating; empty leaves the choice to the recipe, and there
// means Arithmetic.
const (
	Arithmetic AggregateMethod = "arithmetic"
	Geometric  AggregateMethod = "geometric"
	Harmonic   AggregateMethod = "harmonic"
	// Power is the power mean with exponent Power.
	Power AggregateMethod = "power"
	// Copeland counts the cases beaten less those beaten by.
	Copeland AggregateMethod = "copeland"
	// OutrankingMean is the mean share of weight on which a case is better.
	OutrankingMean AggregateMethod = "outranking"
	// MazziottaPareto is the mean with a penalty on imbalance; with values
	// normalised around 100 it is the MPI or, on adjusted goalposts, the AMPI.
	MazziottaPareto AggregateMethod = "mazziotta_pareto"
	// BenefitOfTheDoubt lets every case have the weights that suit it best.
	BenefitOfTheDoubt AggregateMethod = "benefit_of_the_doubt"
)

// Penalty is the side to which imbalance moves a score.
type Penalty string

// The sides: down where more is better, up where more is worse.
const (
	PenaltyDown Penalty = "down"
	PenaltyUp   Penalty = "up"
)

// Aggregation is a method with its parameters. The zero value is no choice.
type Aggregation struct {
	Method AggregateMethod `yaml:"method,omitempty" json:"method,omitempty"`
	// Power is the exponent of the power mean, other than 0.
	Power float64 `yaml:"power,omitempty" json:"power,omitempty"`
	// Penalty is the side of the Mazziotta-Pareto penalty; empty means down.
	Penalty Penalty `yaml:"penalty,omitempty" json:"penalty,omitempty"`
	// Sample gives that penalty's variance the divisor n-1 in place of n.
	Sample bool `yaml:"sample,omitempty" json:"sample,omitempty"`
	// MinPresent is the share of the children, by number, that must have a score.
	MinPresent float64 `yaml:"min_present,omitempty" json:"min_present,omitempty"`
}

// Aggregations chooses a method for every node: the node's own, else that of
// its level, else Default. Override lets the recipe's stand before the node's.
type Aggregations struct {
	Aggregation `yaml:",inline"`
	// Levels are the methods by level: the first makes level 2 out of level 1.
	Levels   []Aggregation `yaml:"levels,omitempty" json:"levels,omitempty"`
	Override bool          `yaml:"override,omitempty" json:"override,omitempty"`
}

func (a *Aggregation) isZero() bool { return *a == Aggregation{} }

func (a *Aggregation) check(path string, faults *Faults) {
	checkMethod(a.Method, aggregators, path, faults)
	checkShare(a.MinPresent, path+"/min_present", faults)
	if a.Penalty != "" && a.Penalty != PenaltyDown && a.Penalty != PenaltyUp {
		faults.add(path+"/penalty", "%q is unknown; use down or up", a.Penalty)
	}
	if a.Method == Power && (a.Power == 0 || a.Power-a.Power != 0) {
		faults.add(path+"/power", "%v is not a power; use geometric for 0", a.Power)
	}
}

func (a *Aggregations) check(path string, faults *Faults) {
	a.Aggregation.check(path, faults)
	for i := range a.Levels {
		a.Levels[i].check(fmt.Sprintf("%s/levels/%d", path, i+1), faults)
	}
}

// of is the choice for a node that makes the given level.
func (a *Aggregations) of(n *Node, level int) Aggregation {
	choice := a.Aggregation
	if i := level - 2; i >= 0 && i < len(a.Levels) && a.Levels[i].Method != "" {
		choice = a.Levels[i]
	}
	if n.Aggregate.Method != "" && !a.Override {
		choice = n.Aggregate
	}
	if choice.Method == "" {
		choice.Method = Arithmetic
	}
	choice.MinPresent = max(choice.MinPresent, a.MinPresent)
	return choice
}

// block is what an aggregation works on: the children's columns, whose missing
// values are NaN, their weights, and the column to write. Cost is one pass over
// each column.
type block struct {
	x   [][]float64
	w   []float64
	out []float64
	how Aggregation
	// sum holds the weight present in each row.
	sum []float64
	// logs are the logarithms of x, where they are known.
	logs [][]float64
}

// logarithms keeps those of nodes' scores from one weighting to the next.
type logarithms struct {
	of    [][]float64
	known []bool
	cols  [][]float64
}

// column gives the logarithms of node n, whose scores are x.
func (l *logarithms) column(n int, x []float64) []float64 {
	if !l.known[n] {
		l.known[n] = true
		if len(l.of[n]) != len(x) {
			l.of[n] = make([]float64, len(x))
		}
		for r, v := range x {
			l.of[n][r] = math.Log(v)
		}
	}
	return l.of[n]
}

// domain is the set of values on which a method is defined.
type domain uint8

// The domains.
const (
	anyValue domain = iota
	fromZero
	aboveZero
)

// aggregator is one method; relative ones compare cases and are run year by
// year.
type aggregator struct {
	run      func(*block)
	relative bool
	domain   domain
}

var aggregators = map[AggregateMethod]aggregator{
	Arithmetic:        {run: arithmetic},
	Geometric:         {run: geometric, domain: aboveZero},
	Harmonic:          {run: harmonic, domain: aboveZero},
	Power:             {run: power, domain: aboveZero},
	Copeland:          {run: copeland, relative: true},
	OutrankingMean:    {run: outranking, relative: true},
	MazziottaPareto:   {run: penalised, domain: aboveZero},
	BenefitOfTheDoubt: {run: benefit, relative: true, domain: fromZero},
}

// domainOf is where the method is defined; power means with a positive exponent
// take 0 too.
func (a *Aggregation) domainOf() domain {
	if a.Method == Power && a.Power > 0 {
		return fromZero
	}
	return aggregators[a.Method].domain
}

// outside tells whether a value lies outside a domain; NaN does not.
func (d domain) outside(v float64) bool {
	return d == aboveZero && v <= 0 || d == fromZero && v < 0
}

// String says what the domain asks of values.
func (d domain) String() string {
	return [...]string{"any value", "values of at least 0", "values above 0"}[d]
}

// fold accumulates w*f(x) over the children that are present.
func (b *block) fold(f func(float64) float64) {
	fill(b.out, 0)
	fill(b.sum, 0)
	for j, col := range b.x {
		w := b.w[j]
		for r, v := range col {
			if v == v {
				b.out[r] += w * f(v)
				b.sum[r] += w
			}
		}
	}
}

// finish turns every row's sum into its score; rows without weight are missing.
func (b *block) finish(f func(sum, weight float64) float64) {
	for r, weight := range b.sum {
		if weight > 0 {
			b.out[r] = f(b.out[r], weight)
		} else {
			b.out[r] = nan
		}
	}
}

// arithmetic is sum(w*x)/sum(w).
func arithmetic(b *block) {
	fill(b.out, 0)
	fill(b.sum, 0)
	out, sum := b.out, b.sum
	for j, col := range b.x {
		w := b.w[j]
		for r, v := range col {
			if v == v {
				out[r] += w * v
				sum[r] += w
			}
		}
	}
	for r, weight := range sum {
		if weight > 0 {
			out[r] /= weight
		} else {
			out[r] = nan
		}
	}
}

// geometric is exp(sum(w*log(x))/sum(w)), for x above 0.
func geometric(b *block) {
	fill(b.out, 0)
	fill(b.sum, 0)
	for j, col := range b.x {
		w, out, sum := b.w[j], b.out[:len(col)], b.sum[:len(col)]
		if b.logs == nil {
			for r, v := range col {
				if v == v {
					out[r] += w * math.Log(v)
					sum[r] += w
				}
			}
			continue
		}
		log := b.logs[j][:len(col)]
		for r, v := range col {
			if v == v {
				out[r] += w * log[r]
				sum[r] += w
			}
		}
	}
	b.finish(func(sum, weight float64) float64 { return math.Exp(sum / weight) })
}

// harmonic is sum(w)/sum(w/x), for x above 0.
func harmonic(b *block) {
	b.fold(func(x float64) float64 { return 1 / x })
	b.finish(func(sum, weight float64) float64 { return weight / sum })
}

// power is (sum(w*x^p)/sum(w))^(1/p), for x above 0.
func power(b *block) {
	p := b.how.Power
	b.fold(func(x float64) float64 { return math.Pow(x, p) })
	b.finish(func(sum, weight float64) float64 { return math.Pow(sum/weight, 1/p) })
}

// group scores one inner node of s from its children, which are scored already.
func (m *Model) group(s *Scores, w *work, g int) []obs.Warning {
	kids := w.plan.kids[g]
	how := m.Recipe.Aggregate.of(w.plan.nodes[g], w.plan.level[g])
	method := aggregators[how.Method]
	b := block{x: w.cols[:0], out: s.value[g], how: how, sum: w.spare[:w.rows], w: w.shares[:0]}
	for i, k := range kids {
		if weight := m.Weights[g][i]; weight > 0 {
			b.x, b.w = append(b.x, s.value[k]), append(b.w, weight)
		}
	}
	m.recall(&b, s, w, g)
	if !method.relative {
		method.run(&b)
	} else {
		byYear(&b, method, w)
	}
	m.cover(s, w, g)
	return m.refuse(s, w, g, how.domainOf())
}

// recall gives a geometric mean the logarithms of its children where they are kept,
// and forgets those of the node itself.
func (m *Model) recall(b *block, s *Scores, w *work, g int) {
	l := w.logs
	if l == nil {
		return
	}
	l.known[g] = false
	if b.how.Method != Geometric {
		return
	}
	b.logs = l.cols[:0]
	for i, k := range w.plan.kids[g] {
		if m.Weights[g][i] > 0 {
			b.logs = append(b.logs, l.column(k, s.value[k]))
		}
	}
}

// byYear runs a relative method on each year's cases.
func byYear(b *block, method aggregator, w *work) {
	year := block{x: make([][]float64, len(b.x)), w: b.w, how: b.how}
	for t := range w.nt {
		lo, hi := t*w.nc, (t+1)*w.nc
		for j := range b.x {
			year.x[j] = b.x[j][lo:hi]
		}
		year.out, year.sum = b.out[lo:hi], b.sum[lo:hi]
		method.run(&year)
	}
}

// cover computes the node's coverage and unscores the rows that rest on too
// little.
func (m *Model) cover(s *Scores, w *work, g int) {
	cover, out, why := s.cover[g], s.value[g], s.why[g]
	fill(cover, 0)
	present := w.count[:w.rows]
	clear(present)
	counted := 0
	for j, k := range w.plan.kids[g] {
		weight := m.Weights[g][j]
		if weight == 0 {
			continue
		}
		counted++
		below := s.cover[k]
		for r, v := range s.value[k] {
			if v == v {
				cover[r] += weight * below[r]
				present[r]++
			}
		}
	}
	least := m.Recipe.Aggregate.of(w.plan.nodes[g], w.plan.level[g]).MinPresent
	need := int32(math.Ceil(least*float64(counted) - 1e-9))
	floor := w.plan.minCoverage - 1e-12
	for r := range why {
		switch {
		case w.why[r] != Scored:
			why[r] = w.why[r]
		case present[r] == 0:
			why[r] = NoData
		case cover[r] < floor:
			why[r] = LowCoverage
		case present[r] < need:
			why[r] = TooFewPresent
		case out[r] != out[r]:
			why[r] = Undefined
		default:
			why[r] = Scored
			continue
		}
		out[r] = nan
	}
}

// refuse unscores the rows in which a method met values outside its domain, and
// names them.
func (m *Model) refuse(s *Scores, w *work, g int, d domain) []obs.Warning {
	if d == anyValue {
		return nil
	}
	var warnings []obs.Warning
	for i, k := range w.plan.kids[g] {
		if m.Weights[g][i] == 0 {
			continue
		}
		for r, v := range s.value[k] {
			if !d.outside(v) || s.why[g][r] != Scored && s.why[g][r] != Undefined {
				continue
			}
			s.value[g][r], s.why[g][r] = nan, Undefined
			warnings = append(warnings, obs.Warning{
				Code: Undefined.String(), Subject: w.plan.nodes[g].ID,
				Text: fmt.Sprintf("%s is not scored for %s: its mean needs %s, and %s is %v",
					w.plan.nodes[g].ID, at(w.p.Cases()[r%w.nc], w.p.Years()[r/w.nc]), d, w.plan.nodes[k].ID, v),
			})
		}
	}
	return warnings
}
