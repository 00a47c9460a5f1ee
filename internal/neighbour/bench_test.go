// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"sync"
	"testing"
)

// BenchmarkVary is the whole of what the variants cost: 195 states under six
// maps, the index and four pillars, 10,000 variants each, on two processors.
func BenchmarkVary(b *testing.B) {
	const states, count, levels = 195, 10_000, 5
	var maps []made
	for k, borders := range []int{360, 360, 900, 2600, 600, 1400} {
		maps = append(maps, makeWorld(b, states, borders, 0.08, uint64(k)))
	}
	table := NewTable(states, count)
	for i := range states {
		for v := range count {
			if x, ok := maps[0].scores.At(i); ok {
				table.Set(i, v, x+float64((v*7919+i*104729)%1000)/200)
			}
		}
	}
	links := 0
	for _, m := range maps {
		links += m.w.Links()
	}
	b.ReportMetric(float64(links), "links")
	b.ResetTimer()
	for b.Loop() {
		work := make(chan Variants)
		var done sync.WaitGroup
		for range 2 {
			done.Go(func() {
				for q := range work {
					Vary(q)
				}
			})
		}
		for _, m := range maps {
			for range levels {
				work <- Variants{Maps: []*Weights{m.w}, Scores: table, Income: m.income, Seed: 1}
			}
		}
		close(work)
		done.Wait()
	}
}

// BenchmarkExpect is one regression with all states left out in turn.
func BenchmarkExpect(b *testing.B) {
	m := makeWorld(b, 195, 420, 0.08, 1)
	for b.Loop() {
		Expect(m.w, m.scores, m.income)
	}
}

// BenchmarkGlobal is Moran's I with its 999 permutations.
func BenchmarkGlobal(b *testing.B) {
	m := makeWorld(b, 195, 420, 0.08, 1)
	for b.Loop() {
		m.w.Global(m.scores, Permutations, 1)
	}
}
