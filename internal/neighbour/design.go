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
	links [][]link
	// income is the logarithm of GDP per head by row, less its mean over rows.
	income []float64
	mean   float64
	// effects say, by row, what leaving out the row's state does to other rows.
	effects [][]effect
	// reasons say, by state, why it makes no row.
	reasons []Reason
	// n, g and gg are the rows, the sum of their incomes and of its squares.
	n, g, gg float64
}

// effect is what leaving out one state does to the surroundings of another.
type effect struct {
	row int
	// shift times (lag - left out score) is added to the lag. Where too little of
	// the surroundings remains, the row drops out instead.
	shift float64
	drops bool
}

// newDesign prepares the regression over the states that have a score, an income
// and known surroundings; scored is by state.
func newDesign(w *Weights, scored []bool, income *Column) *design {
	n := len(w.rows)
	if income.Len() != n || len(scored) != n {
		panic("neighbour: incomes or scores are of another number of states")
	}
	d := &design{row: make([]int, n), reasons: make([]Reason, n), used: make([]int, 0, n)}
	known := make([]knownPart, n)
	for i := range w.rows {
		known[i] = w.known(i, scored)
		_, rich := income.At(i)
		d.reasons[i] = known[i].reason(scored[i], rich)
		d.row[i] = -1
		if d.reasons[i] == "" {
			d.row[i] = len(d.used)
			d.used = append(d.used, i)
		}
	}
	d.surround(w, scored, known)
	d.enrich(income)
	d.leaveOut(known)
	return d
}

// surround lists the neighbours of each row that have a score.
func (d *design) surround(w *Weights, scored []bool, known []knownPart) {
	all := 0
	for _, i := range d.used {
		all += known[i].count
	}
	room := make([]link, 0, all)
	d.links = make([][]link, len(d.used))
	for r, i := range d.used {
		from := len(room)
		for _, l := range w.rows[i] {
			if scored[l.at] {
				l.weight /= known[i].weight
				room = append(room, l)
			}
		}
		d.links[r] = room[from:len(room):len(room)]
	}
}

// enrich takes the incomes of the rows and sums them up.
func (d *design) enrich(income *Column) {
	d.n = float64(len(d.used))
	d.income = make([]float64, len(d.used))
	for r, i := range d.used {
		d.income[r], _ = income.At(i)
		d.mean += d.income[r] / d.n
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

// reason says why a state makes no row; empty where it does.
func (k knownPart) reason(scored, rich bool) Reason {
	switch {
	case !scored:
		return NoScore
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

// leaveOut finds what leaving out each state does to the rows of others: the
// state's score is treated as missing there too, under the same rules.
func (d *design) leaveOut(known []knownPart) {
	counts := make([]int, len(d.used))
	all := 0
	for r := range d.used {
		for _, l := range d.links[r] {
			if out := d.row[l.at]; out >= 0 {
				counts[out]++
				all++
			}
		}
	}
	room := make([]effect, all)
	d.effects = make([][]effect, len(d.used))
	for r, n := range counts {
		d.effects[r], room = room[:0:n], room[n:]
	}
	for r, i := range d.used {
		for _, l := range d.links[r] {
			out := d.row[l.at]
			if out < 0 {
				continue
			}
			e := effect{row: r}
			rest := known[i].weight * (1 - l.weight)
			if known[i].count-1 < MinNeighbours || rest < MinWeight-slip {
				e.drops = true
			} else {
				e.shift = l.weight / (1 - l.weight)
			}
			d.effects[out] = append(d.effects[out], e)
		}
	}
}
