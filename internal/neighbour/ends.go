// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"math"
	"slices"
)

// buckets is how many equal parts the range of the values is cut into to find
// one of them by its place.
const buckets = 1024

// ends are the quantiles (1-Level)/2 and (1+Level)/2 of finite values, by R's
// type 7 (Hyndman and Fan 1996), as if they were sorted; n values cost O(n)
// steps where they are spread, O(n log n) at worst. One value is both.
func ends(x []float64) (low, high float64) {
	least, most := slices.Min(x), slices.Max(x)
	if !(most > least) {
		return least, least
	}
	scale := buckets / (most - least)
	if math.IsInf(scale, 0) {
		return least, most
	}
	c := counted{x: x, least: least, scale: scale}
	for _, v := range x {
		c.count[c.bucket(v)]++
	}
	return c.quantile((1 - Level) / 2), c.quantile((1 + Level) / 2)
}

// counted are values with how many fall into each bucket.
type counted struct {
	x            []float64
	least, scale float64
	count        [buckets]int
}

// bucket is the bucket of a value.
func (c *counted) bucket(v float64) int {
	return min(int((v-c.least)*c.scale), buckets-1)
}

// quantile interpolates between the two values around a place.
func (c *counted) quantile(p float64) float64 {
	h := float64(len(c.x)-1) * p
	at := int(math.Floor(h))
	low := c.place(at)
	if h == float64(at) {
		return low
	}
	return low + (h-float64(at))*(c.place(at+1)-low)
}

// place is the value that would stand at a place after sorting.
func (c *counted) place(at int) float64 {
	before, b := 0, 0
	for before+c.count[b] <= at {
		before += c.count[b]
		b++
	}
	inside := make([]float64, 0, c.count[b])
	for _, v := range c.x {
		if c.bucket(v) == b {
			inside = append(inside, v)
		}
	}
	slices.Sort(inside)
	return inside[at-before]
}
