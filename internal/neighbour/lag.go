// SPDX-License-Identifier: Apache-2.0

package neighbour

// The least that must be known of a neighbourhood before it says anything: two
// neighbours with a value, since one alone makes a pair and not a
// surrounding, and half of the weight, since less would speak of a minority.
const (
	MinNeighbours = 2
	MinWeight     = 0.5
	// slip forgives what rounding does to a sum of weights.
	slip = 1e-9
)

// Lag is what surrounds a state: the weighted mean of its neighbours' values.
type Lag struct {
	Value float64
	OK    bool
	// Neighbours counts those there are, Present those with a value; Weight is
	// the share of the weight that these have.
	Neighbours, Present int
	Weight              float64
}

// Why says why there is no lag; empty where there is one.
func (l Lag) Why() string {
	switch {
	case l.OK:
		return ""
	case l.Neighbours == 0:
		return string(NoNeighbours)
	}
	return "less than half of the weight of its neighbourhood has a value"
}

// Lag computes the spatial lag of a column for every state: the mean of the
// neighbours' values, those without one left out and the weights of the others
// scaled to sum to 1. It is OK where at least one neighbour and half of the
// weight have a value. It costs a pass over the links.
func (w *Weights) Lag(c *Column) []Lag {
	out := make([]Lag, len(w.rows))
	for i, row := range w.rows {
		l := Lag{Neighbours: len(row)}
		for _, n := range row {
			if v, ok := c.At(n.at); ok {
				l.Present++
				l.Weight += n.weight
				l.Value += n.weight * v
			}
		}
		if l.OK = l.Present > 0 && l.Weight >= MinWeight-slip; l.OK {
			l.Value /= l.Weight
		} else {
			l.Value = 0
		}
		out[i] = l
	}
	return out
}

// Reason says why there is no expectation; empty where there is one.
type Reason string

// The reasons, as they are printed after "not computed: ".
const (
	NoNeighbours  Reason = "it has no neighbours under this definition"
	TooFew        Reason = "fewer than two of its neighbours have a score"
	TooThin       Reason = "less than half of the weight of its neighbourhood has a score"
	NoScore       Reason = "it has no score of its own"
	NoIncome      Reason = "its GDP per head is not known"
	TooFewStates  Reason = "fewer than 30 other states have all that the comparison needs"
	NoVariation   Reason = "the other states do not differ enough to compare them"
	NotInVariants Reason = "it is computed in fewer than half of the variants"
)
