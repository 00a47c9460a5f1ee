// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

// noisy draws numbers and fails now and then.
func noisy() Eval {
	return func(i int, random *rand.Rand, out []float64) error {
		for k := range out {
			out[k] = random.NormFloat64()
		}
		switch {
		case i%10 == 3:
			return &Failure{Reason: "geometric mean of a value below 0", Factors: []string{"normalise", "aggregate"}}
		case i%25 == 1:
			return fmt.Errorf("draw: %w", errors.New("not today"))
		}
		return nil
	}
}

func TestWorkersDoNotMatter(t *testing.T) {
	defer goleak.VerifyNone(t)
	job := Job{Draws: 1003, Seed: 42, Workers: 1, Outputs: 3, New: noisy}
	one, err := Run(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{0, 2, 7, 5000} {
		job.Workers = workers
		many, err := Run(t.Context(), job)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(one, many); diff != "" {
			t.Errorf("%d workers: %s", workers, diff)
		}
	}
	job.Seed = 43
	other, err := Run(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	if cmp.Equal(one.Values, other.Values) {
		t.Error("another seed draws the same")
	}
}

func TestFailuresAreCounted(t *testing.T) {
	s, err := Run(t.Context(), Job{Draws: 100, Outputs: 1, New: noisy})
	if err != nil {
		t.Fatal(err)
	}
	want := []Failure{
		{Reason: "geometric mean of a value below 0", Count: 10, First: 3, Factors: []string{"normalise", "aggregate"}},
		{Reason: "draw: not today", Count: 4, First: 1},
	}
	if diff := cmp.Diff(want, s.Failures); diff != "" {
		t.Error(diff)
	}
	failed := 0
	for i := range s.Completed {
		if _, ok := s.Draw(i); !ok {
			failed++
		}
	}
	if failed != 14 {
		t.Errorf("%d draws are marked as failed, want 14", failed)
	}
}

func TestAllFailing(t *testing.T) {
	fails := func() Eval {
		return func(int, *rand.Rand, []float64) error {
			return &Failure{Reason: "nothing is defined", Factors: []string{"a", "b"}}
		}
	}
	s, err := Run(t.Context(), Job{Draws: 5, New: fails})
	var all *AllFailedError
	if !errors.As(err, &all) || !strings.Contains(err.Error(), "5: nothing is defined; change a level of a or b") {
		t.Errorf("error %v", err)
	}
	if s == nil || s.Completed != 5 {
		t.Errorf("sample %+v", s)
	}
}

func TestNoDraws(t *testing.T) {
	for _, n := range []int{0, -3} {
		if _, err := Run(t.Context(), Job{Draws: n, New: noisy}); !errors.Is(err, ErrNoDraws) {
			t.Errorf("%d draws: error %v", n, err)
		}
	}
}

// TestCancelledIsAShorterRun ends a run in its midst: what is there equals a run of
// as many draws.
func TestCancelledIsAShorterRun(t *testing.T) {
	defer goleak.VerifyNone(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var made atomic.Int64
	job := Job{Draws: 100_000, Seed: 8, Workers: 3, Outputs: 2}
	job.New = func() Eval {
		inner := noisy()
		return func(i int, random *rand.Rand, out []float64) error {
			if made.Add(1) == 500 {
				cancel()
			}
			return inner(i, random, out)
		}
	}
	part, err := Run(ctx, job)
	if err != nil {
		t.Fatal(err)
	}
	// How many draws are whole up to the first that is not depends on which worker
	// was last; that there are some, and none after the end, does not.
	if part.Requested != 100_000 || part.Completed < 1 || part.Completed > 600 {
		t.Fatalf("%d of %d draws", part.Completed, part.Requested)
	}
	short, err := Run(t.Context(), Job{Draws: part.Completed, Seed: 8, Outputs: 2, New: noisy})
	if err != nil {
		t.Fatal(err)
	}
	short.Requested = part.Requested
	if diff := cmp.Diff(short, part); diff != "" {
		t.Error(diff)
	}
}

func TestCancelledBeforeTheFirst(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s, err := Run(ctx, Job{Draws: 10, New: noisy}); !errors.Is(err, context.Canceled) || s != nil {
		t.Errorf("%v, %v", s, err)
	}
}

// TestMoreDrawsLessError checks that the error of a mean falls with the root of the
// number of draws.
func TestMoreDrawsLessError(t *testing.T) {
	rmse := func(draws int) float64 {
		sum := 0.0
		const runs = 60
		for seed := range uint64(runs) {
			s, err := Run(t.Context(), Job{Draws: draws, Seed: seed, Outputs: 1, New: func() Eval {
				return func(_ int, random *rand.Rand, out []float64) error {
					out[0] = random.NormFloat64()
					return nil
				}
			}})
			if err != nil {
				t.Fatal(err)
			}
			mean := 0.0
			for _, v := range s.Values {
				mean += v / float64(draws)
			}
			sum += mean * mean / runs
		}
		return math.Sqrt(sum)
	}
	if ratio := rmse(100) / rmse(1600); ratio < 2.8 || ratio > 5.7 {
		t.Errorf("16 times as many draws lessen the error by %v, want about 4", ratio)
	}
}
