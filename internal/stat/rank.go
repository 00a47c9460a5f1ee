// SPDX-License-Identifier: Apache-2.0

package stat

import "sort"

// Ties says which ranks equal values get.
type Ties string

// The rules for ties, of which TiesMin is the default. TiesFirst ranks equal
// values in the order they stand.
const (
	TiesMin     Ties = "min"
	TiesMax     Ties = "max"
	TiesAverage Ties = "average"
	TiesFirst   Ties = "first"
	TiesDense   Ties = "dense"
)

// TieRules lists every rule.
func TieRules() []Ties { return []Ties{TiesMin, TiesMax, TiesAverage, TiesFirst, TiesDense} }

// Place is the rank of a value among sorted ones: 1 for the least. A value that
// is not among them stands before the first greater one; all rules agree there.
// TiesFirst counts as TiesMin. Cost is O(log n), for TiesDense O(n).
func Place(sorted []float64, v float64, ties Ties) float64 {
	below := sort.SearchFloat64s(sorted, v)
	same := sort.Search(len(sorted)-below, func(i int) bool { return sorted[below+i] > v })
	switch {
	case ties == TiesDense:
		return float64(distinct(sorted[:below]) + 1)
	case same <= 1 || ties == TiesMin || ties == TiesFirst || ties == "":
		return float64(below + 1)
	case ties == TiesMax:
		return float64(below + same)
	}
	return float64(below) + float64(same+1)/2
}

// distinct counts the different values among sorted ones.
func distinct(sorted []float64) int {
	count := 0
	for i, v := range sorted {
		if i == 0 || v != sorted[i-1] {
			count++
		}
	}
	return count
}

// Ranks are the places of the values from the least (1) up; NaN keeps NaN.
func Ranks(x []float64, ties Ties) []float64 {
	order := make([]int, 0, len(x))
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = v
		if v == v {
			order = append(order, i)
		}
	}
	sort.SliceStable(order, func(a, b int) bool { return x[order[a]] < x[order[b]] })
	run := 0
	for lo := 0; lo < len(order); run++ {
		hi := lo + 1
		for hi < len(order) && x[order[hi]] == x[order[lo]] {
			hi++
		}
		for k := lo; k < hi; k++ {
			out[order[k]] = tied(ties, tieRun{run, lo, hi}, k)
		}
		lo = hi
	}
	return out
}

// tieRun is the n-th run of equal values, from place lo to before hi.
type tieRun struct{ n, lo, hi int }

// tied is the rank of the value at place k of a run.
func tied(ties Ties, run tieRun, k int) float64 {
	switch ties {
	case TiesMax:
		return float64(run.hi)
	case TiesAverage:
		return float64(run.lo+run.hi+1) / 2
	case TiesFirst:
		return float64(k + 1)
	case TiesDense:
		return float64(run.n + 1)
	}
	return float64(run.lo + 1)
}
