// SPDX-License-Identifier: Apache-2.0

package naturalearth

import (
	"fmt"
	"math"
	"path"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"

	"github.com/qala-observatory/qala/internal/country"
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

// body is a state as it is measured.
type body struct {
	state
	tree *box
}

// raise makes the bodies of states, of all their parts or of those that hang
// together with the largest.
func raise(states []state, metropolitan bool) []body {
	bodies := make([]body, len(states))
	for i, s := range states {
		rings := s.rings
		if metropolitan {
			rings = hangingTogether(rings)
		}
		bodies[i] = body{state: s, tree: grow(pieces(rings))}
	}
	return bodies
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

// pair names two states, the earlier code first.
type pair struct{ a, b country.Code }

// emit passes on the distances of all pairs in both directions, series by series.
func (r *Reader) emit(bodies [][]body, file source.File, sink source.Sink) error {
	for k, m := range r.chosen {
		found := map[pair]way{}
		for i, a := range bodies[k] {
			for _, b := range bodies[k][i+1:] {
				found[pair{a.code, b.code}] = between(a.tree, b.tree)
			}
		}
		for _, a := range bodies[k] {
			for _, b := range bodies[k] {
				w := found[pair{min(a.code, b.code), max(a.code, b.code)}]
				if !w.ok {
					continue
				}
				if err := sink.Observe(r.observation(m, [2]body{a, b}, w, file)); err != nil {
					return err
				}
			}
		}
	}
	return nil
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

// written writes a point with three decimals, which is about a hundred metres.
func written(p orb.Point) string { return fmt.Sprintf("%.3f %.3f", p[1], p[0]) }
