// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// golden is 2^64 divided by the golden ratio, the step of SplitMix64.
const golden = 0x9e3779b97f4a7c15

// mix spreads the bits of a number: the output function of SplitMix64 (Steele,
// Lea and Flood 2014).
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// Stream is the random stream of draw i: it depends on seed and i alone.
func Stream(seed uint64, i int) *rand.Rand {
	p := &rand.PCG{}
	Restart(p, seed, i)
	return rand.New(p)
}

// Restart sets a generator to the beginning of the stream of draw i, without new
// memory.
func Restart(p *rand.PCG, seed uint64, i int) {
	at := uint64(i) * golden
	p.Seed(mix(seed+at), mix(at^golden))
}

// Eval computes draw i with the random stream of that draw and writes its outputs,
// NaN for one that is missing. An error is counted as a failed draw; a *Failure in
// it names the reason.
type Eval func(i int, random *rand.Rand, outputs []float64) error

// Failure is a reason why draws could not be computed.
type Failure struct {
	Reason string `json:"reason"`
	// Count is the number of draws that failed for it, First the first of them.
	Count int `json:"count"`
	First int `json:"-"`
	// Factors are those of which another level would help, where that is known.
	Factors []string `json:"factors,omitempty"`
}

// Error is the reason.
func (f *Failure) Error() string { return f.Reason }

// AllFailedError says that no draw could be computed.
type AllFailedError struct{ Failures []Failure }

// Error lists the reasons and the factors to change.
func (e *AllFailedError) Error() string {
	var lines []string
	for _, f := range e.Failures {
		line := fmt.Sprintf("%d: %s", f.Count, f.Reason)
		if len(f.Factors) > 0 {
			line += "; change a level of " + strings.Join(f.Factors, " or ")
		}
		lines = append(lines, line)
	}
	return "every variant failed:\n" + strings.Join(lines, "\n")
}

// ErrNoDraws is returned where 0 draws are asked for.
var ErrNoDraws = errors.New("0 draws are asked for; ask for at least 1")

// Job says what is to be drawn.
type Job struct {
	// Draws is their number, Seed chooses their streams.
	Draws int
	Seed  uint64
	// Workers is how many goroutines share the work; 0 means one per processor. It
	// does not change a byte of the result.
	Workers int
	// Outputs is the number of values of a draw.
	Outputs int
	// New makes the evaluation for one worker, which has its memory for itself.
	New func() Eval
}

// Sample is what a run has drawn.
type Sample struct {
	// Requested and Completed are numbers of draws. Where the work was cancelled,
	// Completed is less, and the sample is the same as that of a run of as many
	// draws; failed draws count as completed.
	Requested, Completed int
	Outputs              int
	// Values are the outputs, draw by draw; those of a failed draw are not defined.
	Values []float64
	// Failed tells which draws failed; Failures counts them by reason, the most
	// frequent first.
	Failed   []bool
	Failures []Failure
}

// Draw is the outputs of draw i; false where it failed.
func (s *Sample) Draw(i int) ([]float64, bool) {
	return s.Values[i*s.Outputs : (i+1)*s.Outputs : (i+1)*s.Outputs], !s.Failed[i]
}

// batch is how many draws a worker takes at a time.
const batch = 16

// Run makes the draws. Where the context ends it early, the sample holds the draws
// before the first that was not made, and the error is nil; where there is none,
// it is the context's. Where every draw failed, the error is an *AllFailedError.
func Run(ctx context.Context, job Job) (*Sample, error) {
	if job.Draws <= 0 {
		return nil, ErrNoDraws
	}
	r := &run{job: job, ctx: ctx, errs: make([]error, job.Draws), done: make([]bool, job.Draws)}
	r.values = make([]float64, job.Draws*job.Outputs)
	workers := job.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var group sync.WaitGroup
	for range min(workers, job.Draws) {
		group.Go(r.work)
	}
	group.Wait()
	return r.sample()
}

// run is the state that workers share; each writes to its own draws.
type run struct {
	job    Job
	ctx    context.Context
	next   atomic.Int64
	values []float64
	errs   []error
	done   []bool
}

// work makes draws until there are no more or the context ends.
func (r *run) work() {
	eval := r.job.New()
	generator := &rand.PCG{}
	random := rand.New(generator)
	n := r.job.Outputs
	for {
		first := int(r.next.Add(batch)) - batch
		for i := first; i < min(first+batch, r.job.Draws); i++ {
			if r.ctx.Err() != nil {
				return
			}
			Restart(generator, r.job.Seed, i)
			r.errs[i] = eval(i, random, r.values[i*n:(i+1)*n:(i+1)*n])
			r.done[i] = true
		}
		if first >= r.job.Draws {
			return
		}
	}
}

// sample gathers what was made.
func (r *run) sample() (*Sample, error) {
	made := len(r.done)
	for i, done := range r.done {
		if !done {
			made = i
			break
		}
	}
	if made == 0 {
		return nil, r.ctx.Err()
	}
	s := &Sample{
		Requested: r.job.Draws, Completed: made, Outputs: r.job.Outputs,
		Values: r.values[:made*r.job.Outputs], Failed: make([]bool, made),
	}
	failed := 0
	for i, err := range r.errs[:made] {
		if err != nil {
			s.Failed[i] = true
			failed++
		}
	}
	s.Failures = Failures(r.errs[:made])
	if failed == made {
		return s, &AllFailedError{s.Failures}
	}
	return s, nil
}

// Failures counts errors by reason, the most frequent first, then the earliest;
// nil errors are none.
func Failures(errs []error) []Failure {
	at := map[string]int{}
	var out []Failure
	for i, err := range errs {
		if err == nil {
			continue
		}
		f := Failure{Reason: err.Error(), First: i}
		var named *Failure
		if errors.As(err, &named) {
			f.Reason, f.Factors = named.Reason, named.Factors
		}
		k, known := at[f.Reason]
		if !known {
			k = len(out)
			at[f.Reason] = k
			out = append(out, f)
		}
		out[k].Count++
	}
	slices.SortStableFunc(out, func(a, b Failure) int { return cmp.Compare(b.Count, a.Count) })
	return out
}
