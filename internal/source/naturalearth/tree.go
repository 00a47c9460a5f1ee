// SPDX-License-Identifier: Apache-2.0

package naturalearth

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

const (
	// longest is how many degrees a piece of an outline may span. The map draws a
	// straight line in degrees; over a quarter of one the straight line in space
	// keeps within 20 m of it.
	longest = 0.25
	// shortest is the square in km of the least piece, a millimetre: 180° E and W, and
	// all longitudes at a pole, are one place.
	shortest = 1e-12
	// leafSize is how many pieces stay in one box.
	leafSize = 8
)

// piece is a short straight piece of an outline.
type piece struct{ a, b vector }

// middle is the point between a piece's ends.
func (p piece) middle(axis int) float64 { return (p.a[axis] + p.b[axis]) / 2 }

// pieces cuts an outline into short pieces.
func pieces(rings []orb.Ring) []piece {
	var list []piece
	for _, ring := range rings {
		for i, from := range ring {
			to := ring[(i+1)%len(ring)]
			if from == to {
				continue
			}
			n := math.Ceil(math.Max(math.Abs(to[0]-from[0]), math.Abs(to[1]-from[1])) / longest)
			last := place(from)
			for k := 1.0; k <= n; k++ {
				next := place(to)
				if k < n {
					next = place(orb.Point{from[0] + (to[0]-from[0])*k/n, from[1] + (to[1]-from[1])*k/n})
				}
				if square(last, next) > shortest {
					list, last = append(list, piece{last, next}), next
				}
			}
		}
	}
	return list
}

// box is a body in a tree of boxes: the bounds of its pieces, and either the pieces
// or the two halves.
type box struct {
	low, high   vector
	pieces      []piece
	left, right *box
}

// grow makes the tree of some pieces, halving them along the longer side of the box;
// nil where there are none. It orders the pieces anew and costs n·log²n.
func grow(list []piece) *box {
	if len(list) == 0 {
		return nil
	}
	b := &box{low: list[0].a, high: list[0].a}
	for _, p := range list {
		for axis := range b.low {
			b.low[axis] = min(b.low[axis], p.a[axis], p.b[axis])
			b.high[axis] = max(b.high[axis], p.a[axis], p.b[axis])
		}
	}
	if len(list) <= leafSize {
		b.pieces = list
		return b
	}
	along := 0
	for axis := range b.low {
		if b.high[axis]-b.low[axis] > b.high[along]-b.low[along] {
			along = axis
		}
	}
	slices.SortStableFunc(list, func(p, q piece) int { return cmp.Compare(p.middle(along), q.middle(along)) })
	half := len(list) / 2
	b.left, b.right = grow(list[:half]), grow(list[half:])
	return b
}

// apart is the square of the shortest straight line between two boxes.
func (b *box) apart(c *box) float64 {
	sum := 0.0
	for axis := range b.low {
		if gap := max(c.low[axis]-b.high[axis], b.low[axis]-c.high[axis]); gap > 0 {
			sum += gap * gap
		}
	}
	return sum
}

// size is the square of a box's diagonal.
func (b *box) size() float64 { return square(b.low, b.high) }

// meeting is the shortest straight line found between two bodies: the square of its
// length, and its ends.
type meeting struct {
	square float64
	a, b   vector
}

// meet shortens the meeting to what it is between two boxes, if that is shorter.
// Both trees are walked down together, the nearer halves first, and what cannot
// hold a shorter line is left out.
func (m *meeting) meet(b, c *box) {
	switch {
	case b == nil || c == nil:
	case b.apart(c) >= m.square:
	case b.pieces != nil && c.pieces != nil:
		for _, p := range b.pieces {
			for _, q := range c.pieces {
				if x, y := nearest(p, q); square(x, y) < m.square {
					*m = meeting{square(x, y), x, y}
				}
			}
		}
	case c.pieces != nil || b.pieces == nil && b.size() >= c.size():
		first, second := b.left, b.right
		if second.apart(c) < first.apart(c) {
			first, second = second, first
		}
		m.meet(first, c)
		m.meet(second, c)
	default:
		first, second := c.left, c.right
		if b.apart(second) < b.apart(first) {
			first, second = second, first
		}
		m.meet(b, first)
		m.meet(b, second)
	}
}

// nearest are the two nearest points of two pieces (Ericson 2005, Real-Time
// Collision Detection, 5.1.9). Of pieces that are parallel it takes a pair at an
// end.
func nearest(p, q piece) (vector, vector) {
	d1, d2, r := sub(p.b, p.a), sub(q.b, q.a), sub(p.a, q.a)
	a, e, f := dot(d1, d1), dot(d2, d2), dot(d2, r)
	c, b := dot(d1, r), dot(d1, d2)
	s := 0.0
	if denominator := a*e - b*b; denominator > 0 {
		s = between01((b*f - c*e) / denominator)
	}
	t := (b*s + f) / e
	if t < 0 || t > 1 {
		t = between01(t)
		s = between01((b*t - c) / a)
	}
	return along(p.a, d1, s), along(q.a, d2, t)
}

func between01(x float64) float64 { return max(0, min(1, x)) }

func sub(a, b vector) vector { return vector{a[0] - b[0], a[1] - b[1], a[2] - b[2]} }

func dot(a, b vector) float64 { return a[0]*b[0] + a[1]*b[1] + a[2]*b[2] }

func along(a, d vector, s float64) vector {
	return vector{a[0] + s*d[0], a[1] + s*d[1], a[2] + s*d[2]}
}

func square(a, b vector) float64 { d := sub(a, b); return dot(d, d) }
