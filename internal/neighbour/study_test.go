// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// study sets two scores, one of them varied, against two maps and one that cannot
// be computed.
func study(t *testing.T) (*Study, []made) {
	t.Helper()
	maps := []made{makeWorld(t, 80, 300, 0.1, 1), makeWorld(t, 80, 500, 0.1, 2)}
	return &Study{
		Maps:   []*Weights{maps[0].w, nil, maps[1].w},
		Layers: []Layer{{Scores: maps[0].scores, Variants: variants(maps[0], 120, 4)}, {Scores: maps[1].scores}},
		Income: maps[0].income, Seed: 3,
	}, maps
}

func TestStudyEqualsItsParts(t *testing.T) {
	s, maps := study(t)
	f, err := s.Find(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	plain := Expect(maps[1].w, maps[1].scores, s.Income)
	expected := Expect(maps[1].w, maps[0].scores, s.Income)
	varied := Vary(Variants{Maps: []*Weights{maps[1].w}, Scores: s.Layers[0].Variants, Income: s.Income, Seed: 3})[0]
	for i := range 80 {
		if e, j := f.At(2, 1, i); *e != plain[i] || j != Judge(&plain[i], nil) {
			t.Errorf("state %d, without variants: %+v, %+v", i, e, j)
		}
		if e, j := f.At(2, 0, i); *e != expected[i] || j != Judge(&expected[i], &varied[i]) {
			t.Errorf("state %d: %+v, %+v", i, e, j)
		}
		if e, j := f.At(1, 0, i); e != nil || j.Verdict != NotComputed {
			t.Errorf("state %d, without a map: %+v", i, j)
		}
	}
}

// TestStudyOfSome: neither the states asked about nor the workers change a bit.
func TestStudyOfSome(t *testing.T) {
	s, _ := study(t)
	all, err := s.Find(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{1, 2, 7} {
		s.Workers = workers
		few, err := s.Find(context.Background(), []int{40, 7})
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range []int{40, 7} {
			for m := range s.Maps {
				for l := range s.Layers {
					e, j := few.At(m, l, i)
					same, too := all.At(m, l, i)
					if diff := cmp.Diff(same, e); diff != "" || j != too {
						t.Errorf("%d workers, map %d, layer %d, state %d: %s %+v", workers, m, l, i, diff, j)
					}
				}
			}
			_, j := all.At(0, 0, i)
			if a, b := all.Agree(j.Verdict, []int{0, 1, 2}, 0, i), few.Agree(j.Verdict, []int{0, 1, 2}, 0, i); a != b {
				t.Errorf("state %d: %+v, %+v", i, a, b)
			}
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := s.Find(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}
