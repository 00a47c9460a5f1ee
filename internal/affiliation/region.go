// SPDX-License-Identifier: Apache-2.0

package affiliation

import (
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
)

// Region is a named set of states that may change with time.
type Region struct {
	// ID is the word by which commands call it, such as south-caucasus.
	ID string
	// Name is what people call it, Source whose definition it is, Note what it
	// takes in and leaves out.
	Name, Source, Note string
	// Parts are what its members are made of.
	Parts []Part
}

// Part is one row of a region: a state, or a set of states.
type Part struct {
	// Text is the member as the table writes it: a code such as AZE, or
	// "org:NATO", "region:maghreb", "m49:Western Asia".
	Text string
	Span
	// Source and Note are those of the row.
	Source, Note string
	line         int
}

var regionColumns = []string{"region", "name", "member", "from", "to", "source", "note"}

// readRegions reads the table of regions.
func (b *Book) readRegions(tree fs.FS) error {
	if err := readTable(tree, RegionsFile, regionColumns, b.regionRow); err != nil {
		return err
	}
	var faults []error
	for _, r := range b.regions {
		if len(r.Parts) == 0 {
			faults = append(faults, &Fault{File: RegionsFile, Line: 1, Reason: "region " + r.ID + " has no member"})
		}
		for _, p := range r.Parts {
			if reason := b.partFault(r.ID, p.Text); reason != "" {
				faults = append(faults, &Fault{File: RegionsFile, Line: p.line, Field: "member", Reason: reason})
			}
		}
	}
	return joinFaults(faults)
}

// regionRow takes a row: one with a name begins a region, one with a member adds
// to it.
func (b *Book) regionRow(r *row) {
	id, name := r.need("region"), r.text("name")
	at := slices.IndexFunc(b.regions, func(x Region) bool { return x.ID == id })
	if name != "" {
		if at >= 0 {
			r.fault("region", "%q stands twice", id)
		}
		if r.text("member") != "" {
			r.fault("member", "a row with a name begins a region and has no member")
		}
		b.regions = append(b.regions, Region{ID: id, Name: name, Source: r.need("source"), Note: r.text("note")})
		return
	}
	if at < 0 || at != len(b.regions)-1 {
		r.fault("region", "%q: the rows of a region stand below the one with its name", id)
		return
	}
	p := Part{Text: r.need("member"), Span: r.span("from", "to"), Source: r.need("source"), Note: r.text("note"), line: r.line}
	b.regions[at].Parts = append(b.regions[at].Parts, p)
}

// partFault says why a member of a region cannot be read.
func (b *Book) partFault(region, text string) string {
	kind, id, ok := strings.Cut(text, ":")
	switch {
	case !ok:
		if _, known := b.countries.Country(country.Code(text)); !known {
			return "no country " + text + " in the register"
		}
	case kind == "org":
		if _, known := b.byOrganisation[id]; !known {
			return "no organisation " + id
		}
	case kind == "m49":
		if len(b.area(id, country.Date{})) == 0 {
			return "no area " + id + " in the register"
		}
	case kind == "region":
		at := slices.IndexFunc(b.regions, func(r Region) bool { return r.ID == id })
		here := slices.IndexFunc(b.regions, func(r Region) bool { return r.ID == region })
		if at < 0 || at >= here {
			return "no region " + id + " above"
		}
	default:
		return "want a code, org:, region: or m49:, not " + text
	}
	return ""
}

// Regions returns all regions in the order of the table.
func (b *Book) Regions() []Region { return slices.Clone(b.regions) }

// Region returns the states of a region that existed on a day, ordered by code; day
// zero is today. A state whose series another continues stands under that code.
// The error is an *UnknownError or, where there is none, an *EmptyError.
func (b *Book) Region(id string, on country.Date) ([]country.Code, error) {
	at := slices.IndexFunc(b.regions, func(r Region) bool { return strings.EqualFold(r.ID, id) })
	if at < 0 {
		known := make([]spelling, 0, 2*len(b.regions))
		for _, r := range b.regions {
			known = append(known, spelling{r.ID, r.ID}, spelling{r.Name, r.ID})
		}
		return nil, &UnknownError{"region", id, suggest(id, known)}
	}
	found := map[country.Code]bool{}
	b.gather(b.regions[at], on, found)
	if len(found) == 0 {
		first, last := b.regionExtent(b.regions[at])
		return nil, &EmptyError{"region", b.regions[at].ID, on, first, last}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// gather adds the members of a region on a day.
func (b *Book) gather(r Region, on country.Date, into map[country.Code]bool) {
	for _, p := range r.Parts {
		if !p.Holds(on) {
			continue
		}
		for _, code := range b.states(p, on) {
			if code = b.countries.Continuing(code); b.alive(code, on) {
				into[code] = true
			}
		}
	}
}

// states lists what a part stands for, whether alive or not.
func (b *Book) states(p Part, on country.Date) []country.Code {
	kind, id, set := strings.Cut(p.Text, ":")
	switch {
	case !set:
		return []country.Code{country.Code(p.Text)}
	case kind == "m49":
		return b.area(id, on)
	case kind == "region":
		codes, err := b.Region(id, on)
		if err != nil {
			return nil
		}
		return codes
	}
	var codes []country.Code
	for _, m := range standing(b.members[id], on, Status.Belongs) {
		codes = append(codes, m.Country)
	}
	return codes
}

// area lists the states of an area of M49, whether region or subregion.
func (b *Book) area(name string, on country.Date) []country.Code {
	var codes []country.Code
	for i := range b.all {
		c := &b.all[i]
		if (c.Region == name || c.Subregion == name) && c.Kind.IsState() && (Span{From: c.From, To: c.To}).Holds(on) {
			codes = append(codes, c.Code)
		}
	}
	return codes
}

// regionExtent bounds the days on which a region has members by its rows and by the
// lives of its states; zero is open.
func (b *Book) regionExtent(r Region) (first, last country.Date) {
	open := false
	for _, p := range r.Parts {
		from, to := p.From, p.To
		if c, ok := b.countries.Country(country.Code(p.Text)); ok {
			if from.Before(c.From) {
				from = c.From
			}
			if to.IsZero() || !c.To.IsZero() && c.To.Before(to) {
				to = c.To
			}
		}
		if first.IsZero() || from.Before(first) {
			first = from
		}
		open = open || to.IsZero()
		if last.Before(to) {
			last = to
		}
	}
	if open {
		last = country.Date{}
	}
	return first, last
}
