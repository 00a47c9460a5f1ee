// SPDX-License-Identifier: Apache-2.0

package affiliation

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
)

// DefaultView is the view that is taken where none is named: who holds an area,
// not who claims it.
const DefaultView = "de_facto"

// View is one answer to the question whose borders count, where the answers
// differ. It is a list of exceptions to what the pages of the countries state.
type View struct {
	// ID is the word for the view, such as de_facto or un.
	ID string
	// Name says whose view it is, Source where it is written, Note its rule.
	Name, Source, Note string
	// Distances is the indicator whose distances between shores and borders belong to
	// the view.
	Distances string
	// Holdings say to which state the borders of areas with a page of their own
	// count, Rulings are exceptions for two states, both in the order of the table.
	Holdings []Holding
	Rulings  []Ruling
}

// Holding says that the borders of an area count to a state for a stretch of days.
type Holding struct {
	// Area is a territory or area of the register, Holder the state.
	Area, Holder country.Code
	Span
	// Why is the reason, Source where it is written.
	Why, Source string
}

// Ruling says that two states are, or are not, adjacent for a stretch of days.
type Ruling struct {
	// A and B are the two states, A the one with the earlier code.
	A, B     country.Code
	Adjacent bool
	// KM is the length of the border, 0 where it is not known.
	KM float64
	Span
	// Why is the reason, Source where it is written.
	Why, Source string
}

var viewColumns = []string{"view", "name", "distances", "iso3_a", "iso3_b", "adjacent", "km", "from", "to", "why", "source"}

// readViews reads the table of views.
func (b *Book) readViews(tree fs.FS) error { return readTable(tree, ViewsFile, viewColumns, b.viewRow) }

// viewRow takes a row: one with a name begins a view, one with countries adds a
// ruling, or a holding where they are adjacent as "part".
func (b *Book) viewRow(r *row) {
	id, name := r.need("view"), r.text("name")
	at := slices.IndexFunc(b.views, func(x View) bool { return x.ID == id })
	if name != "" {
		if at >= 0 {
			r.fault("view", "%q stands twice", id)
		}
		b.views = append(b.views, View{
			ID: id, Name: name, Distances: r.need("distances"), Source: r.need("source"), Note: r.need("why"),
		})
		return
	}
	if at < 0 {
		r.fault("view", "%q: the rows of a view stand below the one with its name", id)
		return
	}
	v := &b.views[at]
	x := Ruling{
		A: r.country("iso3_a", b.countries), B: r.country("iso3_b", b.countries), KM: r.number("km"),
		Span: r.span("from", "to"), Why: r.need("why"), Source: r.need("source"),
	}
	if x.A == x.B {
		r.fault("iso3_b", "%s borders on itself", x.A)
	}
	switch word := r.need("adjacent"); word {
	case "part":
		v.hold(r, Holding{x.A, x.B, x.Span, x.Why, x.Source})
	case "yes", "no":
		x.Adjacent = word == "yes"
		v.rule(r, x)
	default:
		r.fault("adjacent", "%q is not yes, no or part", word)
	}
}

// hold adds a holding.
func (v *View) hold(r *row, h Holding) {
	for _, other := range v.Holdings {
		if other.Area == h.Area && other.overlaps(h.Span) || other.Area == h.Holder || other.Holder == h.Area {
			r.fault("iso3_a", "%s or %s is held or holds already", h.Area, h.Holder)
		}
	}
	v.Holdings = append(v.Holdings, h)
}

// rule adds a ruling.
func (v *View) rule(r *row, x Ruling) {
	if x.B < x.A {
		x.A, x.B = x.B, x.A
	}
	for _, y := range v.Rulings {
		if y.A == x.A && y.B == x.B && y.overlaps(x.Span) {
			r.fault("iso3_a", "%s and %s have a ruling already in that time", x.A, x.B)
		}
	}
	v.Rulings = append(v.Rulings, x)
}

// Views returns all views in the order of the table.
func (b *Book) Views() []View { return slices.Clone(b.views) }

// View returns the view of an id, the default one for an empty id. The error is an
// *UnknownError.
func (b *Book) View(id string) (View, error) {
	if id == "" {
		id = DefaultView
	}
	known := make([]spelling, 0, len(b.views))
	for _, v := range b.views {
		if strings.EqualFold(v.ID, id) {
			return v, nil
		}
		known = append(known, spelling{v.ID, v.ID})
	}
	return View{}, &UnknownError{"view", id, suggest(id, known)}
}

// Ruling returns what a view says of two states on a day, in either order; false
// where it says nothing, so that the pages' own statements hold.
func (v View) Ruling(a, b country.Code, on country.Date) (Ruling, bool) {
	if b < a {
		a, b = b, a
	}
	for _, r := range v.Rulings {
		if r.A == a && r.B == b && r.Holds(on) {
			return r, true
		}
	}
	return Ruling{}, false
}

// Holder returns the state to which the borders of an area count on a day: the
// area's holder, or the area itself where it has none.
func (v View) Holder(area country.Code, on country.Date) country.Code {
	for _, h := range v.Holdings {
		if h.Area == area && h.Holds(on) {
			return h.Holder
		}
	}
	return area
}
