// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/endpoint"
)

// CountryView describes a country of the register.
type CountryView struct {
	ISO3 country.Code `json:"iso3"`
	Name string       `json:"name"`
	// Kind is the rule by which it is listed: state, observer, limited, territory,
	// former or area.
	Kind      string `json:"kind"`
	ISO2      string `json:"iso2,omitempty"`
	M49       int    `json:"m49,omitempty"`
	Region    string `json:"region,omitempty"`
	Subregion string `json:"subregion,omitempty"`
	Capital   string `json:"capital,omitempty"`
	// Names are further spellings, Demonyms words for its people.
	Names    []string `json:"names,omitempty"`
	Demonyms []string `json:"demonyms,omitempty"`
	// From and To are the first and the last day; absent where open.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	// Judged tells whether it is among the states of the year asked for, today's
	// where none was.
	Judged       bool           `json:"judged"`
	Predecessors []country.Code `json:"predecessors,omitempty"`
	Successors   []country.Code `json:"successors,omitempty"`
	Continuing   country.Code   `json:"continuing,omitempty"`
	Rule         string         `json:"rule,omitempty"`
}

// CountriesPage is a part of the list of countries.
type CountriesPage struct {
	// Of counts all that match, Next leads to the part after this one.
	Of        int           `json:"of"`
	Next      string        `json:"next,omitempty"`
	Countries []CountryView `json:"countries"`
}

// CountriesAsked holds the parameters of the list of countries.
type CountriesAsked struct {
	endpoint.Paged
	Text string `query:"q" maxLength:"100" doc:"List those whose code, name, former name or demonym holds this text." example:"aze"`
	Year int    `query:"year" minimum:"1" maximum:"9999" doc:"List the states that are judged in this year alone."`
	Kind string `query:"kind" enum:"state,observer,limited,territory,former,area" doc:"List those of a kind alone."`
}

// CountryAsked names one country.
type CountryAsked struct {
	Code string `path:"code" maxLength:"100" doc:"Any code or name of a country." example:"AZE"`
	Year int    `query:"year" minimum:"1" maximum:"9999" doc:"The year in which the code or name is meant."`
}

// countries is the route of the list of countries.
func countries(s *Service) {
	endpoint.Add(s.server, endpoint.Route[CountriesAsked, CountriesPage]{
		Path: "/countries", ID: "countries", Tag: "register",
		Summary: "List the countries",
		About:   "The register of countries, with codes, names, life spans and the rule by which an entry is listed. Listing is not recognition.",
		Write:   endpoint.Writers[CountriesPage]{endpoint.CSV: countriesCSV},
		Ask: func(_ context.Context, in *CountriesAsked) (*endpoint.Asked[CountriesPage], error) {
			if _, err := in.After(); err != nil {
				return nil, err
			}
			return &endpoint.Asked[CountriesPage]{
				Key: fmt.Sprintf("%+v", *in),
				Do:  func(context.Context) (*CountriesPage, error) { return s.countriesPage(in) },
			}, nil
		},
	})
}

// oneCountry is the route of one country.
func oneCountry(s *Service) {
	endpoint.Add(s.server, endpoint.Route[CountryAsked, CountryView]{
		Path: "/countries/{code}", ID: "country", Tag: "register",
		Summary: "Describe one country",
		About:   "An entry of the register.",
		Write: endpoint.Writers[CountryView]{endpoint.CSV: func(w io.Writer, v *CountryView) error {
			return countriesCSV(w, &CountriesPage{Countries: []CountryView{*v}})
		}},
		Ask: func(_ context.Context, in *CountryAsked) (*endpoint.Asked[CountryView], error) {
			code, err := s.resolve(endpoint.Param{Place: "path.code", Value: in.Code}, in.Year)
			if err != nil {
				return nil, err
			}
			return &endpoint.Asked[CountryView]{
				Key: fmt.Sprint(code, in.Year),
				Do: func(context.Context) (*CountryView, error) {
					v := s.countryView(code, s.cases.Register.States(in.Year))
					return &v, nil
				},
			}, nil
		},
	})
}

// countriesPage lists the countries that match.
func (s *Service) countriesPage(in *CountriesAsked) (*CountriesPage, error) {
	reg := s.cases.Register
	states := reg.States(in.Year)
	list := []CountryView{}
	for _, code := range s.codes() {
		v := s.countryView(code, states)
		switch {
		case in.Year != 0 && !v.Judged, in.Kind != "" && v.Kind != in.Kind, !v.holds(in.Text):
			continue
		}
		list = append(list, v)
	}
	part, next, err := endpoint.Page(in.Paged, list, func(v CountryView) string { return string(v.ISO3) })
	return &CountriesPage{Of: len(list), Next: next, Countries: part}, err
}

// codes lists every country of the register, sorted.
func (s *Service) codes() []country.Code {
	var list []country.Code
	for _, spelling := range s.cases.Register.Names() {
		list = append(list, spelling.Codes...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// countryView describes a country; states are those judged in the year at hand.
func (s *Service) countryView(code country.Code, states []country.Code) CountryView {
	c, _ := s.cases.Register.Country(code)
	_, judged := slices.BinarySearch(states, code)
	v := CountryView{
		ISO3: c.Code, Name: c.Name, Kind: c.Kind.String(), ISO2: c.ISO2, M49: c.M49,
		Region: c.Region, Subregion: c.Subregion, Capital: c.Capital, From: c.From.String(), To: c.To.String(),
		Judged: judged, Predecessors: c.Predecessors, Successors: c.Successors, Continuing: c.Continuing, Rule: c.Rule,
	}
	for _, n := range c.Names {
		v.Names = append(v.Names, n.Text)
	}
	for _, n := range c.Demonyms {
		v.Demonyms = append(v.Demonyms, n.Text)
	}
	return v
}

// holds tells whether a country's code or one of its names holds a text.
func (v *CountryView) holds(text string) bool {
	key := country.Fold(text)
	if key == "" {
		return strings.TrimSpace(text) == ""
	}
	if strings.EqualFold(text, string(v.ISO3)) || strings.EqualFold(text, v.ISO2) {
		return true
	}
	for _, name := range slices.Concat([]string{v.Name}, v.Names, v.Demonyms) {
		if strings.Contains(country.Fold(name), key) {
			return true
		}
	}
	return strings.HasPrefix(strings.ToLower(string(v.ISO3)), key)
}

// countriesCSV writes countries for programs.
func countriesCSV(w io.Writer, p *CountriesPage) error {
	t := endpoint.NewTable(w, "iso3", "name", "kind", "iso2", "m49", "region", "subregion", "capital", "from", "to", "judged", "continuing", "rule")
	for _, v := range p.Countries {
		t.Row(v.ISO3, v.Name, v.Kind, v.ISO2, endpoint.OrEmpty(v.M49), v.Region, v.Subregion, v.Capital, v.From, v.To, v.Judged, v.Continuing, v.Rule)
	}
	return t.End()
}
