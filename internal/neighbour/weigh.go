// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/panel"
)

// Ground is what the neighbourhoods of one year are computed from.
type Ground struct {
	// Year is the year that is asked about, States those that exist in it.
	Year   int
	States []country.Code
	// Borders are the lengths of land borders in km as each country's page states
	// them, by dated edition; View says whose borders count where that differs.
	Borders *panel.Dyads
	View    affiliation.View
	// Distances are the distances between nearest shores or borders in km; they
	// have no history, so the last ones serve for every year.
	Distances *panel.Dyads
	// Elsewhere groups the states outside the region that a definition names, so
	// that they have surroundings too; the empty text is no group.
	Elsewhere func(c country.Code) string
}

// Weights is a matrix of neighbourhoods, each row summing to 1 or empty.
type Weights struct {
	Definition Definition
	Year       int
	// Edition is the year of the edition that the borders are from; 0 where the
	// definition uses none.
	Edition int
	// States are rows and columns, in order.
	States []country.Code
	index  map[country.Code]int
	rows   [][]link
}

// link is one neighbour of a state.
type link struct {
	at     int
	weight float64
	km     float64
	hasKM  bool
}

// Neighbour is a state in the neighbourhood of another.
type Neighbour struct {
	Code country.Code
	// Weight is its share in the neighbourhood.
	Weight float64
	// KM is the length of the border (land, land-km) or the distance (sea, knn);
	// it means nothing unless HasKM is set.
	KM    float64
	HasKM bool
}

// ErrNoBorders is returned where no edition of the borders is known, as on a day
// before the first.
var ErrNoBorders = errors.New("no edition of land borders is known")

// ErrNoDistances is returned where no distances are known.
var ErrNoDistances = errors.New("no distances between states are known")

// Atlas is a Ground on which several definitions are weighed: borders and distances
// are laid out once. It is not for use by several goroutines at once.
type Atlas struct {
	g     Ground
	index map[country.Code]int
	// borders are by state, ordered by neighbour; nil where no edition is known.
	borders [][]link
	edition int
	// near lists the others by distance, by state; nil until they are asked for.
	near [][]near
}

// NewAtlas lays the borders of a Ground out.
func NewAtlas(g Ground) *Atlas {
	a := &Atlas{g: g, index: make(map[country.Code]int, len(g.States))}
	for i, c := range g.States {
		a.index[c] = i
	}
	a.layBorders()
	return a
}

// Weigh computes the neighbourhoods of all states under a definition; members are
// those of the region that it names.
//
// Land and land-km use the edition nearest to the year and not later, or where
// there is none the first after it: borders rarely change, and states that did
// not exist drop out. A border counts where either of the two states lists it, and
// its length is the mean of what both say (affiliation.Borders); one without a
// length counts where all count alike and not where lengths are the weights. Sea
// counts a common border as distance 0. Nearest breaks ties, such as those between
// land neighbours, by the longer border and then by the code. Under a region the
// neighbours of its members are the other members; those of all other states
// are the other members of their group of Elsewhere.
//
// It costs a pass over the dyads of all states.
func (a *Atlas) Weigh(d Definition, members []country.Code) (*Weights, error) {
	w := &Weights{Definition: d, Year: a.g.Year, States: a.g.States, index: a.index, rows: make([][]link, len(a.g.States))}
	var err error
	switch d.Kind {
	case Land, LandKM:
		err = a.byBorder(w, d.Kind == LandKM)
	case Sea:
		err = a.byDistance(w, func(l link, _ int) bool { return l.km <= float64(d.KM) })
	case Nearest:
		err = a.byDistance(w, func(_ link, place int) bool { return place < d.K })
	case Region:
		a.byRegion(w, members)
	default:
		err = fmt.Errorf("neighbour: definition of kind %q", d.Kind)
	}
	if err != nil {
		return nil, err
	}
	for _, row := range w.rows {
		standardise(row)
	}
	return w, nil
}

// standardise makes the weights of a row sum to 1.
func standardise(row []link) {
	sum := 0.0
	for _, l := range row {
		sum += l.weight
	}
	for i := range row {
		row[i].weight /= sum
	}
}

// byBorder gives every land neighbour the weight 1, or the length of the border.
func (a *Atlas) byBorder(w *Weights, byLength bool) error {
	if a.borders == nil {
		return ErrNoBorders
	}
	w.Edition = a.edition
	for i := range w.rows {
		for _, l := range a.borders[i] {
			l.weight = 1
			if byLength {
				l.weight = l.km
			}
			if l.weight > 0 {
				w.rows[i] = append(w.rows[i], l)
			}
		}
	}
	return nil
}

// byDistance gives the states that are kept, of all in the order of their
// distance, the weight 1.
func (a *Atlas) byDistance(w *Weights, keep func(l link, place int) bool) error {
	switch {
	case a.g.Distances == nil:
		return ErrNoDistances
	case a.borders == nil:
		return ErrNoBorders
	}
	w.Edition = a.edition
	if a.near == nil {
		a.near = make([][]near, len(w.rows))
		for i := range a.near {
			a.near[i] = a.distances(i)
		}
	}
	found := false
	for i, all := range a.near {
		found = found || len(all) > 0
		for place, l := range all {
			if keep(l.link, place) {
				l.weight = 1
				w.rows[i] = append(w.rows[i], l.link)
			}
		}
		slices.SortFunc(w.rows[i], func(a, b link) int { return cmp.Compare(a.at, b.at) })
	}
	if !found {
		return ErrNoDistances
	}
	return nil
}

// near is a state at a distance, with the length of the common border.
type near struct {
	link
	border float64
}

// distances lists the other states from the nearest to the farthest; a common
// border is no distance.
func (a *Atlas) distances(i int) []near {
	place, known := a.g.Distances.Axis.Index(a.g.States[i])
	if !known {
		return nil
	}
	found := make(map[int]near)
	for _, d := range a.g.Distances.Near(place, a.g.Year) {
		if at, ok := a.index[country.Code(d.Counterpart)]; ok && at != i {
			found[at] = near{link: link{at: at, km: d.Value, hasKM: true}}
		}
	}
	for _, b := range a.borders[i] {
		found[b.at] = near{link: link{at: b.at, hasKM: true}, border: b.km}
	}
	list := make([]near, 0, len(found))
	for _, n := range found {
		list = append(list, n)
	}
	slices.SortFunc(list, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.km, b.km), cmp.Compare(b.border, a.border), cmp.Compare(a.at, b.at))
	})
	return list
}

// byRegion makes the members of one group each other's neighbours.
func (a *Atlas) byRegion(w *Weights, members []country.Code) {
	groups := make(map[string][]int)
	key := make([]string, len(w.States))
	for i, c := range w.States {
		switch {
		case slices.Contains(members, c):
			// No group of Elsewhere is called so.
			key[i] = "\x00members"
		case a.g.Elsewhere != nil:
			key[i] = a.g.Elsewhere(c)
		}
		groups[key[i]] = append(groups[key[i]], i)
	}
	for i := range w.rows {
		if key[i] == "" {
			continue
		}
		for _, at := range groups[key[i]] {
			if at != i {
				w.rows[i] = append(w.rows[i], link{at: at, weight: 1})
			}
		}
	}
}

// Place is the row of a state.
func (w *Weights) Place(c country.Code) (int, bool) {
	i, ok := w.index[c]
	return i, ok
}

// Of lists the neighbours of the state at a place, the heaviest first, those
// alike by code.
func (w *Weights) Of(place int) []Neighbour {
	list := make([]Neighbour, 0, len(w.rows[place]))
	for _, l := range w.rows[place] {
		list = append(list, Neighbour{Code: w.States[l.at], Weight: l.weight, KM: l.km, HasKM: l.hasKM})
	}
	slices.SortStableFunc(list, func(a, b Neighbour) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Code, b.Code))
	})
	return list
}

// Links counts the pairs of a state and a neighbour.
func (w *Weights) Links() int {
	n := 0
	for _, row := range w.rows {
		n += len(row)
	}
	return n
}
