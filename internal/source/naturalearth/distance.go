// SPDX-License-Identifier: Apache-2.0

package naturalearth

import (
	"fmt"
	"math"
	"path"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

const (
	// farthest is the greatest distance in km that is passed on: within it every state has
	// twelve others, so that the nearest few can be chosen.
	farthest = 4000
	// reach is how far in km a part may lie from the main part, or from one that
	// hangs together with it, to hang together with it.
	reach = 1000
)

// body is a state as it is measured: all its parts, and those that hang together
// with the largest.
type body struct {
	state
	whole, main *box
}

// raise makes the body of a state.
func raise(s state) body {
	b := body{state: s, whole: grow(pieces(s.rings))}
	b.main = b.whole
	if kept := hangingTogether(s.rings); len(kept) < len(s.rings) {
		b.main = grow(pieces(kept))
	}
	return b
}

// hangingTogether picks the ring of the largest area, and those that are within
// reach of it or of one that was picked.
func hangingTogether(rings []orb.Ring) []orb.Ring {
	trees, main := make([]*box, len(rings)), 0
	for i, ring := range rings {
		trees[i] = grow(pieces([]orb.Ring{ring}))
		if geo.Area(ring) > geo.Area(rings[main]) {
			main = i
		}
	}
	picked := make([]bool, len(rings))
	picked[main] = true
	for next := []int{main}; len(next) > 0; next = next[1:] {
		for i := range rings {
			if picked[i] {
				continue
			}
			m := meeting{square: chord(reach)}
			if m.meet(trees[next[0]], trees[i]); m.square < chord(reach) {
				picked[i] = true
				next = append(next, i)
			}
		}
	}
	var out []orb.Ring
	for i, ring := range rings {
		if picked[i] {
			out = append(out, ring)
		}
	}
	return out
}

// chord is the square of the straight line below a way of some km, where the earth
// is flattest: no shorter line belongs to a longer way.
func chord(km float64) float64 {
	const flattest = equatorial * equatorial / polar
	line := 2 * flattest * math.Sin(km/(2*flattest))
	return line * line
}

// way is a distance with the two points that it joins.
type way struct {
	km   float64
	a, b orb.Point
	ok   bool
}

// between measures two trees; not ok where they are too far apart.
func between(b, c *box) way {
	m := meeting{square: chord(farthest)}
	m.meet(b, c)
	if m.square >= chord(farthest) {
		return way{}
	}
	w := way{a: point(m.a), b: point(m.b)}
	w.km = math.Round(10*geodesic(w.a, w.b)) / 10
	w.ok = w.km <= farthest
	return w
}

// emit passes on the distances of all pairs in both directions.
func (r *Reader) emit(states []state, file source.File, sink source.Sink) error {
	bodies := make([]body, len(states))
	for i, s := range states {
		bodies[i] = raise(s)
	}
	found := make(map[[2]int][]way)
	for i := range bodies {
		for j := range i {
			found[[2]int{j, i}] = r.measure(bodies[j], bodies[i])
		}
	}
	for i := range bodies {
		for j := range bodies {
			for k, w := range found[[2]int{min(i, j), max(i, j)}] {
				if !w.ok {
					continue
				}
				if err := sink.Observe(r.observation(r.chosen[k], [2]body{bodies[i], bodies[j]}, w, file)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// measure takes the chosen measures of a pair. Where both are whole the second is
// the first.
func (r *Reader) measure(a, b body) []way {
	ways := make([]way, len(r.chosen))
	for k, m := range r.chosen {
		switch {
		case m.whole:
			ways[k] = between(a.whole, b.whole)
		default:
			ways[k] = between(a.main, b.main)
		}
	}
	return ways
}

// observation is a distance with the points it joins, the first country's by the
// alphabet first.
func (r *Reader) observation(m measure, pair [2]body, w way, file source.File) obs.Observation {
	name := strings.TrimSuffix(path.Base(file.Path), path.Ext(file.Path))
	return obs.Observation{
		Indicator: m.indicator, Country: pair[0].code, Counterpart: string(pair[1].code), Period: obs.Year(r.year),
		Value: w.km, Flags: obs.Derived, Release: file.Release,
		Ref: obs.Ref{
			File: file.Path, Rows: len(pair[0].entities) + len(pair[1].entities), Place: name + ".shp",
			Entity: strings.Join(pair[0].entities, "+"),
			Text:   fmt.Sprintf("nearest points %s and %s", written(w.a), written(w.b)),
		},
	}
}

// written writes a point with two decimals, which is about a kilometre.
func written(p orb.Point) string { return fmt.Sprintf("%.2f %.2f", p[1], p[0]) }
