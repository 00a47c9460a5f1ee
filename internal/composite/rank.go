// SPDX-License-Identifier: Apache-2.0

package composite

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
