// SPDX-License-Identifier: Apache-2.0

package multiverse

// yearDraws holds the scores of one year's draws.
type yearDraws struct{}

// Score is the score of a kept node, by its place in Result.Nodes, of a case of the
// panel, by its place there; false where it is not scored in this draw.
func (d Draw) Score(n, c int) (float64, bool) { return 0, false }
