// SPDX-License-Identifier: Apache-2.0

package sensitivity

import (
	"fmt"
	"math/bits"
)

// sobolBits is the number of binary digits of a Sobol point, and sobolUnit the
// worth of the last.
const (
	sobolBits = 32
	sobolUnit = 1.0 / (1 << sobolBits)
)

// Sobol is a Sobol sequence: points of the unit cube that fill it evenly. The
// first 2^m points hold as many in each of many equal boxes (Sobol 1967), with
// the direction numbers of Joe and Kuo (2008), in the order of the Gray code
// (Antonov and Saleev 1979).
//
// A scrambled sequence permutes the boxes of each coordinate at random, the halves,
// their halves and so on (Owen 1995), by hashing the digits of each coordinate from
// the front (Burley 2020, Practical Hash-based Owen Scrambling): it fills the cube
// as evenly, each point by itself is uniform, and other seeds give other points, so
// that errors can be measured. Estimates converge faster, and no point lies at 0.
type Sobol struct {
	dimensions int
	next       uint64
	number     [][sobolBits]uint32
	state      []uint32
	seeds      []uint32
}

// NewSobol begins an unscrambled sequence, which starts with the origin. It is an
// error to ask for more than MaxDimensions or none.
func NewSobol(dimensions int) (*Sobol, error) {
	if dimensions < 1 || dimensions > MaxDimensions {
		return nil, fmt.Errorf("%d dimensions: Sobol points are known for 1 to %d", dimensions, MaxDimensions)
	}
	q := &Sobol{dimensions: dimensions, number: make([][sobolBits]uint32, dimensions), state: make([]uint32, dimensions)}
	for b := range sobolBits {
		q.number[0][b] = 1 << (sobolBits - 1 - b)
	}
	for d := 1; d < dimensions; d++ {
		q.number[d] = expand(directions[d-1])
	}
	return q, nil
}

// NewScrambledSobol begins a scrambled sequence.
func NewScrambledSobol(dimensions int, seed uint64) (*Sobol, error) {
	q, err := NewSobol(dimensions)
	if err != nil {
		return nil, err
	}
	q.seeds = make([]uint32, dimensions)
	for d := range q.seeds {
		q.seeds[d] = uint32(mix(seed+uint64(d)*golden) >> 32)
	}
	return q, nil
}

// expand continues the direction numbers by the recurrence of their polynomial
// (Bratley and Fox 1988, equation 4).
func expand(row []uint32) (v [sobolBits]uint32) {
	a, m := row[0], row[1:]
	s := len(m)
	for b := range sobolBits {
		if b < s {
			v[b] = m[b] << (sobolBits - 1 - b)
			continue
		}
		v[b] = v[b-s] ^ v[b-s]>>s
		for k := 1; k < s; k++ {
			if a>>(s-1-k)&1 == 1 {
				v[b] ^= v[b-k]
			}
		}
	}
	return v
}

// Next writes the next point. A sequence has 2^32 points.
func (q *Sobol) Next(point []float64) {
	for d := range point[:q.dimensions] {
		x := q.state[d]
		if q.seeds != nil {
			x = scramble(x, q.seeds[d])
		}
		point[d] = float64(x) * sobolUnit
	}
	q.advance()
}

// advance moves on to the next point.
func (q *Sobol) advance() {
	b := bits.TrailingZeros64(^q.next)
	q.next++
	if b >= sobolBits {
		panic("sensitivity: a Sobol sequence has come to its end")
	}
	for d := range q.state {
		q.state[d] ^= q.number[d][b]
	}
}

// Skip leaves out the next n points.
func (q *Sobol) Skip(n int) {
	for range n {
		q.advance()
	}
}

// scramble permutes the digits of x from the front: whether a digit is turned
// depends on the seed and the digits before it. Reversed, that is a hash in which
// each bit moves only those above it: the permutation of Laine and Karras (2011)
// with the constants of Vegdahl (2021).
func scramble(x, seed uint32) uint32 {
	x = bits.Reverse32(x)
	x ^= x * 0x3d20adea
	x += seed
	x *= seed>>16 | 1
	x ^= x * 0x05526c56
	x ^= x * 0x53a22864
	return bits.Reverse32(x)
}
