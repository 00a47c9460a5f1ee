// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"cmp"
	"math"
	"slices"

	"github.com/qala-observatory/qala/internal/stat"
)

// Measure is one sign of trouble.
type Measure struct {
	// Values are those of the states themselves.
	Values *Column
	// Calm tells that a high value means calm, as for political stability.
	Calm bool
}

// Trouble is a measure as it surrounds one state.
type Trouble struct {
	Lag Lag
	// Percentile is the place of the surroundings among those of all states with
	// any, 0 the calmest and 100 the most troubled; Rank counts from the most
	// troubled, Of counts the states. They mean nothing unless Lag is OK.
	Percentile float64
	Rank, Of   int
}

// Turbulence is how troubled the surroundings of one state are.
type Turbulence struct {
	// Parts are in the order of the measures.
	Parts []Trouble
	// Index is the mean percentile of the parts that are known, Rank its place
	// from the most turbulent among Of states.
	Index    float64
	Rank, Of int
	// OK tells that enough parts are known; Known counts them.
	OK    bool
	Known int
}

// enough is the share of the measures that must be known of a neighbourhood.
const enough = 0.75

// Turbulent says for every state how troubled its surroundings are: the lag of
// each measure is ranked among the surroundings of all states, ties sharing the
// mean rank, as a percentile 100 (rank - 1/2) / n, and the index is the mean of
// the percentiles of the measures. Ranks are used because deaths, displacement
// and scores have no common unit and a few wars would outweigh all else. A state
// needs three quarters of the measures.
func (w *Weights) Turbulent(measures []Measure) []Turbulence {
	out := make([]Turbulence, len(w.rows))
	for _, m := range measures {
		for i, t := range w.troubles(m) {
			out[i].Parts = append(out[i].Parts, t)
		}
	}
	for i := range out {
		t := &out[i]
		for _, p := range t.Parts {
			if p.Lag.OK {
				t.Known++
				t.Index += p.Percentile
			}
		}
		t.OK = t.Known > 0 && float64(t.Known) >= enough*float64(len(measures))
		t.Index /= float64(max(t.Known, 1))
	}
	rankTurbulence(out)
	return out
}

// troubles ranks the lags of one measure.
func (w *Weights) troubles(m Measure) []Trouble {
	lags := w.Lag(m.Values)
	sign := 1.0
	if m.Calm {
		sign = -1
	}
	var known []float64
	for _, l := range lags {
		if l.OK {
			known = append(known, sign*l.Value)
		}
	}
	settle(known)
	sorted := slices.Sorted(slices.Values(known))
	n := len(known)
	out := make([]Trouble, len(lags))
	for i, l := range lags {
		out[i].Lag = l
		if !l.OK {
			continue
		}
		value := known[0]
		known = known[1:]
		out[i].Of = n
		out[i].Percentile = 100 * (stat.Place(sorted, value, stat.TiesAverage) - 0.5) / float64(n)
		out[i].Rank = n + 1 - int(stat.Place(sorted, value, stat.TiesMax))
	}
	return out
}

// settle makes values equal that differ by no more than rounding, as means of the
// same figures over neighbours in another order do, so that they share a rank.
func settle(values []float64) {
	order := make([]int, len(values))
	for k := range order {
		order[k] = k
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	for k := 1; k < len(order); k++ {
		before, v := values[order[k-1]], &values[order[k]]
		if *v-before <= slip*max(1, math.Abs(*v)) {
			*v = before
		}
	}
}

// rankTurbulence ranks the indices, the most turbulent first.
func rankTurbulence(list []Turbulence) {
	var known []float64
	for i := range list {
		if list[i].OK {
			known = append(known, list[i].Index)
		}
	}
	settle(known)
	sorted := slices.Sorted(slices.Values(known))
	for i := range list {
		if t := &list[i]; t.OK {
			t.Of = len(sorted)
			t.Rank = t.Of + 1 - int(stat.Place(sorted, known[0], stat.TiesMax))
			known = known[1:]
		}
	}
}
