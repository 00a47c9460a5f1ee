// SPDX-License-Identifier: Apache-2.0

package neighbour

// Least is how many other states an expectation must rest on: ten for each of
// the three coefficients.
const Least = 30

// design is all that a regression needs and that does not depend on the values
// of the scores, only on which of them are there.
type design struct {
	// used are the states that make rows; row is a state's place among them, or
	// -1.
	used, row []int
	// links are, by row, the neighbours with a score, their weights summing to 1.
	links [][]tie
	// income is the logarithm of GDP per head by row, less its mean over rows.
	income []float64
	mean   float64
	// effects say, by place among the states asked about, what leaving that state
	// out does to the rows of others.
	effects [][]effect
	// reasons say, by state, why it makes no row.
	reasons []Reason
	// n, g and gg are the rows, the sum of their incomes and of its squares.
	n, g, gg float64
}

// tie is a neighbour with its weight.
type tie struct {
	at     int
	weight float64
}

// effect is what leaving out one state does to the surroundings of another.
type effect struct {
	row int
	// shift times (lag - left out score) is added to the lag. Where too little of
	// the surroundings remains, the row drops out instead.
	shift float64
	drops bool
}

// survey makes the designs of one map for one set of scored states after another.
// It uses its memory again: a design holds until the next one is made.
type survey struct {
	w      *Weights
	income *Column
	// only are the states asked about; into lists, for each, the states that have it
	// among their neighbours.
	only  []int
	into  [][]tie
	known []knownPart
	// ties and effects are where those of a design stand.
	ties    []tie
	effects []effect
	d       design
}

// newSurvey prepares to make designs.
func newSurvey(w *Weights, income *Column, only []int) *survey {
	n := len(w.rows)
	if income.Len() != n {
		panic("neighbour: incomes are of another number of states")
	}
	s := &survey{w: w, income: income, only: only, into: make([][]tie, len(only)), known: make([]knownPart, n)}
	place := make([]int, n)
	for k, i := range only {
		place[i] = k + 1
	}
	all := 0
	for i, row := range w.rows {
		for _, l := range row {
			if k := place[l.at]; k > 0 {
				s.into[k-1] = append(s.into[k-1], tie{i, l.weight})
				all++
			}
		}
	}
	s.ties, s.effects = make([]tie, 0, w.Links()), make([]effect, 0, all)
	s.d = design{
		used: make([]int, 0, n), row: make([]int, n), links: make([][]tie, 0, n), income: make([]float64, 0, n),
		effects: make([][]effect, len(only)), reasons: make([]Reason, n),
	}
	return s
}

// design prepares the regression over the states that have a score, an income and
// known surroundings; scored is by state.
func (s *survey) design(scored []bool) *design {
	if len(scored) != len(s.w.rows) {
		panic("neighbour: scores are of another number of states")
	}
	d := &s.d
	s.ties, d.used, d.links, d.income = s.ties[:0], d.used[:0], d.links[:0], d.income[:0]
	for i, row := range s.w.rows {
		if d.row[i], d.reasons[i] = -1, NoScore; !scored[i] {
			continue
		}
		k, from := knownPart{all: len(row)}, len(s.ties)
		for _, l := range row {
			if scored[l.at] {
				k.count++
				k.weight += l.weight
				s.ties = append(s.ties, tie{l.at, l.weight})
			}
		}
		rich, has := s.income.At(i)
		s.known[i] = k
		if d.reasons[i] = k.reason(has); d.reasons[i] != "" {
			s.ties = s.ties[:from]
			continue
		}
		d.row[i] = len(d.used)
		links := s.ties[from:len(s.ties):len(s.ties)]
		for l := range links {
			links[l].weight /= k.weight
		}
		d.used, d.links, d.income = append(d.used, i), append(d.links, links), append(d.income, rich)
	}
	d.centre()
	s.leaveOut()
	return d
}

// centre takes the mean from the incomes of the rows and sums them up.
func (d *design) centre() {
	d.n, d.mean, d.g, d.gg = float64(len(d.used)), 0, 0, 0
	for _, g := range d.income {
		d.mean += g / d.n
	}
	for r := range d.income {
		d.income[r] -= d.mean
		d.g += d.income[r]
		d.gg += d.income[r] * d.income[r]
	}
}

// knownPart is how much of a neighbourhood has scores.
type knownPart struct {
	all, count int
	weight     float64
}

// known counts the neighbours of a state that have a score.
func (w *Weights) known(i int, scored []bool) knownPart {
	k := knownPart{all: len(w.rows[i])}
	for _, l := range w.rows[i] {
		if scored[l.at] {
			k.count++
			k.weight += l.weight
		}
	}
	return k
}

// reason says why a state with a score makes no row; empty where it does.
func (k knownPart) reason(rich bool) Reason {
	switch {
	case k.all == 0:
		return NoNeighbours
	case k.count < MinNeighbours:
		return TooFew
	case k.weight < MinWeight-slip:
		return TooThin
	case !rich:
		return NoIncome
	}
	return ""
}

// leaveOut finds what leaving out each state asked about does to the rows of
// others: the state's score is treated as missing there too, under the same rules.
func (s *survey) leaveOut() {
	d := &s.d
	s.effects = s.effects[:0]
	for k, i := range s.only {
		from := len(s.effects)
		for _, t := range s.into[k] {
			r := d.row[t.at]
			if r < 0 || d.row[i] < 0 {
				continue
			}
			known := s.known[t.at]
			share := t.weight / known.weight
			e := effect{row: r}
			if known.count-1 < MinNeighbours || known.weight*(1-share) < MinWeight-slip {
				e.drops = true
			} else {
				e.shift = share / (1 - share)
			}
			s.effects = append(s.effects, e)
		}
		d.effects[k] = s.effects[from:len(s.effects):len(s.effects)]
	}
}
