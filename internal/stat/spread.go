// SPDX-License-Identifier: Apache-2.0

package stat

// Search is where a search ended.
type Search struct {
	// Value is the least found; no move of Step lowers it where Converged.
	Value, Step float64
	Tried       int
	Converged   bool
}

// spreadSteps bound the moves of Spread.
const (
	firstStep = 0.125
	lastStep  = 1e-10
	maxTries  = 200000
)

// Spread seeks shares that make f least: each group holds shares of at least 0
// that sum to 1, and f reads them in place. It moves share from one member of a
// group to another, twice as much after a success, half as much when no move
// helps (compass search, Kolda, Lewis and Torczon 2003). f need not be smooth.
// Equal shares, as given, are the start.
func Spread(groups [][]float64, f func() float64) Search {
	s := Search{Value: f(), Step: firstStep, Tried: 1}
	for s.Tried < maxTries {
		if s.sweep(groups, f) {
			s.Step = min(firstStep, 2*s.Step)
			continue
		}
		if s.Step <= lastStep {
			s.Converged = true
			break
		}
		s.Step /= 2
	}
	s.Value = f()
	return s
}

// sweep tries every move of one step and keeps those that help.
func (s *Search) sweep(groups [][]float64, f func() float64) bool {
	better := false
	for _, g := range groups {
		for from := range g {
			for to := range g {
				if from == to || g[from] == 0 {
					continue
				}
				step := min(s.Step, g[from])
				held, kept := g[from], g[to]
				g[from], g[to] = held-step, kept+step
				s.Tried++
				if v := f(); v < s.Value {
					s.Value, better = v, true
					continue
				}
				g[from], g[to] = held, kept
			}
		}
	}
	return better
}
