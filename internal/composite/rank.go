// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"math"

	"github.com/qala-observatory/qala/internal/stat"
)

// Rank is the place of a case among those scored at node n in year t: 1 is the
// best, ties share the better place ("min"). It returns place 0 where the case
// is not scored, and how many are. Cost is one pass over the cases.
func (s *Scores) Rank(c, t, n int) (rank, of int) {
	lo := t * len(s.Cases)
	column := s.value[n][lo : lo+len(s.Cases)]
	own := column[c]
	rank = 1
	for _, v := range column {
		if v != v {
			continue
		}
		of++
		if v > own {
			rank++
		}
	}
	if own != own {
		return 0, of
	}
	return rank, of
}

// place is the place of a value among the fitted ones. Where ties get the least
// place, which is the rule if nothing is said, it is counted by halving without a
// jump that depends on the value, for draws ask for it again and again.
func (n *Normaliser) place(v float64) float64 {
	if n.Ties != "" && n.Ties != stat.TiesMin {
		return stat.Place(n.Sorted, v, n.Ties)
	}
	sorted := n.Sorted
	base, size := 0, len(sorted)
	for size > 1 {
		half := size / 2
		// The sign of the difference is 1 where the value lies above.
		base += half * int(math.Float64bits(sorted[base+half-1]-v)>>63)
		size -= half
	}
	if size == 1 && sorted[base] < v {
		base++
	}
	return float64(base + 1)
}
