// SPDX-License-Identifier: Apache-2.0

package surround

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
)

// weigh computes neighbourhoods, looking up the members of a region.
func (a Assessor) weigh(d neighbour.Definition, year int, on *neighbour.Atlas) (*neighbour.Weights, error) {
	var members []country.Code
	if d.Kind == neighbour.Region && d.ID != neighbour.OwnRegion {
		if a.Affiliations == nil {
			return nil, errors.New("no regions are known")
		}
		var err error
		if members, err = a.Affiliations.Region(d.ID, affiliation.YearEnd(year)); err != nil {
			return nil, err
		}
	}
	w, err := on.Weigh(d, members)
	switch {
	case errors.Is(err, neighbour.ErrNoBorders):
		return nil, a.noMap(d, err, bordersID)
	case errors.Is(err, neighbour.ErrNoDistances):
		return nil, a.noMap(d, err, distancesID)
	}
	return w, err
}

// noMap says of a definition that cannot be computed what is missing, since when
// it is known, and what is possible.
func (a Assessor) noMap(d neighbour.Definition, err error, indicator string) error {
	source, _, _ := obs.SplitID(indicator)
	text := ""
	if !a.AsOf.Date.IsZero() {
		text = " as of " + a.AsOf.Date.String()
	}
	for _, o := range a.AsOf.CutByPeriod {
		if o.Source == source {
			text += fmt.Sprintf("; the first, of %s, was published on %s", o.Title, o.Published)
		}
	}
	return &noMapError{definition: d, err: err, text: text}
}

// noMapError says why a definition cannot be computed.
type noMapError struct {
	definition neighbour.Definition
	err        error
	text       string
}

// Error names the definition and what is possible.
func (e *noMapError) Error() string {
	return fmt.Sprintf("definition %s: %s", e.definition, e.reason())
}

// Unwrap is what is missing.
func (e *noMapError) Unwrap() error { return e.err }

// reason is the same without the definition.
func (e *noMapError) reason() string {
	return fmt.Sprintf("%v%s; region:%s needs none", e.err, e.text, neighbour.OwnRegion)
}

// reason says why a definition has no map.
func (m *mapped) reason() string {
	var none *noMapError
	switch {
	case errors.As(m.fault, &none):
		return none.reason()
	case m.fault != nil:
		return m.fault.Error()
	}
	return ""
}

// inside makes sure that a country is in the region asked for.
func (a Assessor) inside(q NeighboursQuestion) error {
	d := q.definition()
	if d.Kind != neighbour.Region || d.ID == neighbour.OwnRegion {
		return nil
	}
	day := affiliation.YearEnd(q.Year)
	members, err := a.Affiliations.Region(d.ID, day)
	if err != nil || slices.Contains(members, q.Country) {
		return err
	}
	info, _ := a.Register.Country(q.Country)
	e := &OutsideError{Name: info.Name, Country: q.Country, Region: d.ID, Year: q.Year, Members: members}
	for _, r := range a.Affiliations.Regions() {
		if in, err := a.Affiliations.Region(r.ID, day); err == nil && slices.Contains(in, q.Country) {
			e.Regions = append(e.Regions, r.ID)
		}
	}
	e.Regions = append(e.Regions, neighbour.OwnRegion)
	return e
}

// OutsideError says that a country is no member of the region asked for.
type OutsideError struct {
	Name    string
	Country country.Code
	Region  string
	Year    int
	// Members are the region's, Regions those that the country is in.
	Members []country.Code
	Regions []string
}

// Error names the members and the country's own regions.
func (e *OutsideError) Error() string {
	return fmt.Sprintf("%s (%s) is not in the region %s in %d, which has %s; its regions are %s",
		e.Name, e.Country, e.Region, e.Year, words(e.Members), strings.Join(e.Regions, ", "))
}

// words lists codes.
func words(list []country.Code) string {
	text := make([]string, len(list))
	for i, c := range list {
		text[i] = string(c)
	}
	return strings.Join(text, ", ")
}
