// SPDX-License-Identifier: Apache-2.0

package surround

import (
	"cmp"
	"context"
	"slices"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
)

// citeNeighbours gives the neighbours their own values of the measures, and lists
// the sources of all that is shown.
func (s *surroundings) citeNeighbours(ctx context.Context, out *assess.Neighbourhood, t *turmoil) error {
	a := s.a
	at := &assess.Scored{Panel: t.panel, Inputs: t.inputs, Year: out.Year}
	var list []assess.Cited
	for i := range out.Neighbours {
		n := &out.Neighbours[i]
		for _, id := range t.panel.Indicators() {
			n.Trouble = append(n.Trouble, a.Value(at, assess.Cell{Indicator: id, Country: n.ISO3, Year: out.Year}))
		}
		for k := range n.Trouble {
			list = append(list, assess.Cited{Into: &n.Trouble[k], Country: n.ISO3})
		}
	}
	origins, err := a.Cite(ctx, t.inputs, list)
	if err != nil {
		return err
	}
	var money []obs.Origin
	if out.Income != nil {
		if money, err = a.Cite(ctx, s.money.Inputs, []assess.Cited{{Into: out.Income, Country: out.Country}}); err != nil {
			return err
		}
	}
	borders, err := a.citeLengths(ctx, out, &s.ground)
	out.Sources = slices.Concat(borders, money, origins)
	slices.SortStableFunc(out.Sources, func(x, y obs.Origin) int {
		return cmp.Or(cmp.Compare(x.Source, y.Source), cmp.Compare(x.Release, y.Release))
	})
	out.Sources = slices.Compact(out.Sources)
	return err
}

// citeLengths finds where the lengths of borders, or the distances, are stated, by
// either side.
func (a Assessor) citeLengths(ctx context.Context, out *assess.Neighbourhood, g *neighbour.Ground) ([]obs.Origin, error) {
	if out.Edition == 0 || len(out.Neighbours) == 0 {
		return nil, nil
	}
	id, year := bordersID, out.Edition
	if out.Neighbours[0].Measure == "distance" {
		id = g.Distances.ID
		if at, ok := g.Distances.Axis.Index(out.Country); ok && len(g.Distances.Near(at, g.Year)) > 0 {
			year = g.Distances.Near(at, g.Year)[0].Year
		}
	}
	cells := []assess.Cell{{Indicator: id, Country: out.Country, Year: year}}
	for _, n := range out.Neighbours {
		cells = append(cells, assess.Cell{Indicator: id, Country: n.ISO3, Year: year})
	}
	found, err := a.Store.Find(ctx, cells)
	if err != nil {
		return nil, err
	}
	var origins []obs.Origin
	for i := range out.Neighbours {
		n := &out.Neighbours[i]
		for _, o := range slices.Concat(found[0], found[i+1]) {
			of := o.Country == out.Country && o.Counterpart == string(n.ISO3) || o.Country == n.ISO3 && o.Counterpart == string(out.Country)
			if !of {
				continue
			}
			n.Refs = append(n.Refs, *assess.RefOf(o.Ref))
			source, _, _ := obs.SplitID(o.Indicator)
			if origin, ok := a.Origin(source, o.Release); ok && !slices.Contains(origins, origin) {
				origins = append(origins, origin)
			}
		}
	}
	return origins, nil
}
