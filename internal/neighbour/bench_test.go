// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"context"
	"testing"
)

// worlds is a study of 195 states under six maps with about as many neighbours as
// the real ones have. In some variants, as where an indicator is left out, other
// states have scores.
func worlds(b *testing.B, layers, count int) *Study {
	b.Helper()
	const states = 195
	s := &Study{Seed: 1, Workers: 2}
	var first made
	for k, borders := range []int{360, 360, 900, 2600, 600, 1400} {
		m := makeWorld(b, states, borders, 0.08, uint64(k))
		if k == 0 {
			first = m
			s.Income = m.income
		}
		s.Maps = append(s.Maps, m.w)
	}
	table := NewTable(states, count)
	for i := range states {
		for v := range count {
			// Sixty sets of scored states.
			if x, ok := first.scores.At(i); ok && (v%8 > 0 || (v/8)%60 != i%60) {
				table.Set(i, v, x+float64((v*7919+i*104729)%1000)/200)
			}
		}
	}
	for range layers {
		s.Layers = append(s.Layers, Layer{Scores: first.scores, Variants: table})
	}
	return s
}

// find runs a study again and again.
func find(b *testing.B, s *Study, only []int) {
	for b.Loop() {
		if _, err := s.Find(context.Background(), only); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStudy is the whole of what the variants cost: 195 states under six maps,
// the index and four pillars, 10,000 variants each, on two processors.
func BenchmarkStudy(b *testing.B) { find(b, worlds(b, 5, 10_000), nil) }

// BenchmarkStudyOfOne is what one state costs: the index, its kinds, pillars and
// groups under six maps, 1,000 variants each.
func BenchmarkStudyOfOne(b *testing.B) { find(b, worlds(b, 19, 1000), []int{100}) }

// BenchmarkStudyOfIndex is the same of the index alone, as the sentence of an
// assessment has it.
func BenchmarkStudyOfIndex(b *testing.B) { find(b, worlds(b, 1, 1000), []int{100}) }

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
