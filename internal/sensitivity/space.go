// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"
)

// MaxFactors is the most factors whose every combination of effects is told
// apart: there are 2^16-1 of them.
const MaxFactors = 16

// DefaultLimit is the number of variants up to which enumeration is allowed where
// no other limit is given.
const DefaultLimit = 1_000_000

// Factor is a choice among levels.
type Factor struct {
	ID string
	// Levels is the number of ways to choose.
	Levels int
	// Shares, where given, are how often each level is meant to be chosen, relative
	// to the others; nil means alike. Each must be above 0.
	Shares []float64
}

// Space is the set of all variants: one level of each factor. Variants are
// numbered from 0, the last factor's level changing first.
type Space struct {
	Factors []Factor
	// shares sum to 1 in each factor; ends are their running sums.
	shares, ends [][]float64
	size         int
	counts       bool
}

// NewSpace makes a space. It refuses factors without a name or without levels,
// names that stand twice, and shares that are not above 0.
func NewSpace(factors ...Factor) (*Space, error) {
	s := &Space{Factors: slices.Clone(factors), size: 1, counts: true}
	seen := map[string]bool{}
	for _, f := range factors {
		switch {
		case f.ID == "":
			return nil, fmt.Errorf("a factor has no name")
		case seen[f.ID]:
			return nil, fmt.Errorf("factor %s stands twice", f.ID)
		case f.Levels < 1:
			return nil, fmt.Errorf("factor %s has no levels", f.ID)
		case f.Shares != nil && len(f.Shares) != f.Levels:
			return nil, fmt.Errorf("factor %s has %d levels and %d shares", f.ID, f.Levels, len(f.Shares))
		}
		seen[f.ID] = true
		shares, err := f.shares()
		if err != nil {
			return nil, err
		}
		s.shares, s.ends = append(s.shares, shares), append(s.ends, running(shares))
		over, size := bits.Mul64(uint64(s.size), uint64(f.Levels))
		if s.counts = s.counts && over == 0 && size <= math.MaxInt64; s.counts {
			s.size = int(size)
		}
	}
	return s, nil
}

// shares are the factor's shares as parts of 1.
func (f *Factor) shares() ([]float64, error) {
	out := make([]float64, f.Levels)
	total := 0.0
	for l := range out {
		out[l] = 1
		if f.Shares != nil {
			out[l] = f.Shares[l]
		}
		if !(out[l] > 0) || math.IsInf(out[l], 1) {
			return nil, fmt.Errorf("factor %s, level %d: share %v is not a number above 0", f.ID, l+1, out[l])
		}
		total += out[l]
	}
	for l := range out {
		out[l] /= total
	}
	return out, nil
}

// running are the sums up to and with each value.
func running(x []float64) []float64 {
	out := make([]float64, len(x))
	sum := 0.0
	for i, v := range x {
		sum += v
		out[i] = sum
	}
	return out
}

// Size is the number of variants; false where it does not fit an int.
func (s *Space) Size() (int, bool) { return s.size, s.counts }

// TooLargeError says that a space has too many variants, or too many factors, to
// try every one.
type TooLargeError struct {
	// Size is the number of variants, Limit the most that is allowed.
	Size, Limit float64
	// Largest lists the factors with the most levels.
	Largest []Factor
}

// Error says how large the space is and what to do about it.
func (e *TooLargeError) Error() string {
	var parts []string
	for _, f := range e.Largest {
		parts = append(parts, fmt.Sprintf("%s has %d", f.ID, f.Levels))
	}
	return fmt.Sprintf("%.4g variants are too many to enumerate, the limit is %.4g: sample them by a number of draws, or give the factors fewer levels (%s)",
		e.Size, e.Limit, strings.Join(parts, ", "))
}

// Enumerable is nil where the space has at most limit variants, and otherwise a
// *TooLargeError; a limit of 0 means DefaultLimit.
func (s *Space) Enumerable(limit int) error {
	if limit <= 0 {
		limit = DefaultLimit
	}
	if s.counts && s.size <= limit {
		return nil
	}
	e := &TooLargeError{Size: 1, Limit: float64(limit), Largest: slices.Clone(s.Factors)}
	for _, f := range s.Factors {
		e.Size *= float64(f.Levels)
	}
	slices.SortStableFunc(e.Largest, func(a, b Factor) int { return cmp.Compare(b.Levels, a.Levels) })
	e.Largest = e.Largest[:min(3, len(e.Largest))]
	return e
}

// Levels writes the level, from 0, that variant i takes of each factor.
func (s *Space) Levels(i int, into []int) {
	for f := len(s.Factors) - 1; f >= 0; f-- {
		n := s.Factors[f].Levels
		into[f] = i % n
		i /= n
	}
}

// Index is the number of the variant with the given levels.
func (s *Space) Index(levels []int) int {
	i := 0
	for f, l := range levels {
		i = i*s.Factors[f].Levels + l
	}
	return i
}

// At writes the levels at a point of the unit cube, a coordinate a factor: levels
// stand side by side, each as wide as its share. What is left of a coordinate
// within its level, again from 0 to 1, is written to rest where that is not nil.
func (s *Space) At(point []float64, into []int, rest []float64) {
	for f, u := range point {
		ends := s.ends[f]
		l := 0
		for l < len(ends)-1 && u >= ends[l] {
			l++
		}
		into[f] = l
		if rest != nil {
			within := (u - ends[l] + s.shares[f][l]) / s.shares[f][l]
			rest[f] = min(max(within, 0), math.Nextafter(1, 0))
		}
	}
}

// Share is the probability of a variant: the product of its levels' shares.
func (s *Space) Share(levels []int) float64 {
	p := 1.0
	for f, l := range levels {
		p *= s.shares[f][l]
	}
	return p
}

// Term is a set of factors, a bit each, that act together.
type Term uint32

// Has tells whether factor f is in the term.
func (t Term) Has(f int) bool { return t>>f&1 == 1 }

// Order is the number of factors in the term.
func (t Term) Order() int { return bits.OnesCount32(uint32(t)) }

// Terms lists every term of the factors: single ones in their order, then pairs
// and so on, 2^k-1 in all.
func (s *Space) Terms() []Term {
	terms := make([]Term, 0, 1<<len(s.Factors))
	for t := Term(1); t < 1<<len(s.Factors); t++ {
		terms = append(terms, t)
	}
	slices.SortFunc(terms, func(a, b Term) int {
		if d := a.Order() - b.Order(); d != 0 {
			return d
		}
		// Of two terms, that with the earlier factor where they first differ.
		return cmp.Compare(bits.Reverse32(uint32(b)), bits.Reverse32(uint32(a)))
	})
	return terms
}

// Name joins the names of a term's factors by an x.
func (s *Space) Name(t Term) string {
	var parts []string
	for f := range s.Factors {
		if t.Has(f) {
			parts = append(parts, s.Factors[f].ID)
		}
	}
	return strings.Join(parts, "x")
}
