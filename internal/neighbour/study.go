// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"cmp"
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// Study sets several scores against several maps.
type Study struct {
	// Maps are the neighbourhoods of all states; nil where one cannot be computed.
	Maps []*Weights
	// Layers are the scores, Income is the logarithm of GDP per head.
	Layers []Layer
	Income *Column
	// Seed is that of Variants; Workers is how many goroutines share the work, 0 one
	// per processor. It does not change a bit.
	Seed    uint64
	Workers int
}

// Layer is one score of every state.
type Layer struct {
	Scores *Column
	// Variants are the same under many variants of the method; nil where there are
	// none.
	Variants *Table
}

// Findings are what a study says of the states that it was asked about.
type Findings struct {
	// expected and varied are by map and layer; varied is empty without variants.
	expected [][][]Expectation
	varied   [][][]Variation
	// place is where a state stands among those asked about, less one.
	place []int
}

// Find computes the expectations of some states, or of all where only is nil,
// under every map and on every layer.
func (s *Study) Find(ctx context.Context, only []int) (*Findings, error) {
	f := &Findings{expected: make([][][]Expectation, len(s.Maps)), varied: make([][][]Variation, len(s.Maps))}
	var known []int
	for m, w := range s.Maps {
		if w == nil {
			continue
		}
		known = append(known, m)
		f.expected[m], f.varied[m] = make([][]Expectation, len(s.Layers)), make([][]Variation, len(s.Layers))
		f.place = make([]int, len(w.rows))
	}
	for k, i := range asked(only, len(f.place)) {
		f.place[i] = k + 1
	}
	workers := cmp.Or(s.Workers, runtime.GOMAXPROCS(0))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(workers)
	for n := range s.Layers {
		for _, maps := range s.parts(known, workers) {
			g.Go(func() error {
				s.find(f, maps, n, only)
				return ctx.Err()
			})
		}
	}
	return f, g.Wait()
}

// parts cuts the maps into parts where there are fewer layers than workers. Maps
// that stay together share what is read of the scores.
func (s *Study) parts(maps []int, workers int) [][]int {
	n := min(len(maps), (workers+len(s.Layers)-1)/max(len(s.Layers), 1))
	list := make([][]int, n)
	for k, m := range maps {
		list[k%n] = append(list[k%n], m)
	}
	return list
}

// find computes one layer under some maps.
func (s *Study) find(f *Findings, maps []int, n int, only []int) {
	l := s.Layers[n]
	q := Variants{Scores: l.Variants, Income: s.Income, Only: only, Seed: s.Seed}
	for _, m := range maps {
		f.expected[m][n] = Expect(s.Maps[m], l.Scores, s.Income, only...)
		q.Maps = append(q.Maps, s.Maps[m])
	}
	if l.Variants == nil {
		return
	}
	for k, varied := range Vary(q) {
		f.varied[maps[k]][n] = varied
	}
}

// At is what a study says of a state under one map and on one layer; nil and not
// computed, without a reason, where the map cannot be computed.
func (f *Findings) At(m, layer, state int) (*Expectation, Judgement) {
	if f.expected[m] == nil {
		return nil, Judgement{Verdict: NotComputed}
	}
	e := &f.expected[m][layer][state]
	if varied := f.varied[m][layer]; len(varied) > 0 {
		return e, Judge(e, &varied[f.place[state]-1])
	}
	return e, Judge(e, nil)
}

// Agree says how far the verdict on a state holds under a list of maps.
func (f *Findings) Agree(v Verdict, maps []int, layer, state int) Agreement {
	list := make([]Judgement, len(maps))
	for k, m := range maps {
		_, list[k] = f.At(m, layer, state)
	}
	return Agree(v, list)
}
