// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/endpoint"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
)

// OrganisationView describes an organisation, alliance, treaty or grouping.
type OrganisationView struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"`
	Kind    string   `json:"kind"`
	// From and To are its first and last day, as exact as the source.
	From   string `json:"from,omitempty"`
	To     string `json:"to,omitempty"`
	Source string `json:"source"`
	URL    string `json:"url,omitempty"`
	Note   string `json:"note,omitempty"`
}

// OrganisationsList is the list of organisations.
type OrganisationsList struct {
	Of            int                `json:"of"`
	Organisations []OrganisationView `json:"organisations"`
}

// MembersView lists who belongs to an organisation on a day.
type MembersView struct {
	Organisation OrganisationView `json:"organisation"`
	// On is the day asked for; absent for everyone who ever did.
	On      string       `json:"on,omitempty"`
	Members []MemberView `json:"members"`
}

// MemberView is a state's part in an organisation for a stretch of days.
type MemberView struct {
	ISO3   country.Code       `json:"iso3"`
	Name   string             `json:"name"`
	Status affiliation.Status `json:"status"`
	From   string             `json:"from,omitempty"`
	To     string             `json:"to,omitempty"`
	Source string             `json:"source,omitempty"`
	Note   string             `json:"note,omitempty"`
}

// MembersAsked asks who belongs to an organisation.
type MembersAsked struct {
	Organisation string `path:"organisation" maxLength:"100" doc:"Id or name of an organisation." example:"NATO"`
	On           string `query:"on" format:"date" maxLength:"10" doc:"The day; without it every stretch of membership there was." example:"2016-11-30"`
}

// organisations is the route of the list of organisations.
func organisations(s *Service) {
	endpoint.Add(s.server, endpoint.Route[NothingAsked, OrganisationsList]{
		Path: "/members", ID: "organisations", Tag: "register",
		Summary: "List the organisations whose members are known",
		About:   "Organisations, alliances, treaties and groupings with dated members.",
		Ask: func(context.Context, *NothingAsked) (*endpoint.Asked[OrganisationsList], error) {
			out := &OrganisationsList{Organisations: []OrganisationView{}}
			for _, o := range s.cases.Affiliations.Organisations() {
				out.Organisations = append(out.Organisations, viewOrganisation(o))
			}
			out.Of = len(out.Organisations)
			return known("", out), nil
		},
	})
}

// members is the route of an organisation's members.
func members(s *Service) {
	endpoint.Add(s.server, endpoint.Route[MembersAsked, MembersView]{
		Path: "/members/{organisation}", ID: "members", Tag: "register",
		Summary: "List the members of an organisation",
		About:   "Who belongs to an organisation on a day, or every stretch of membership, with status, dates and source.",
		Write:   endpoint.Writers[MembersView]{endpoint.CSV: membersCSV},
		Ask:     s.askMembers,
	})
}

// askMembers prepares the question who belongs to an organisation.
func (s *Service) askMembers(_ context.Context, in *MembersAsked) (*endpoint.Asked[MembersView], error) {
	where := endpoint.Param{Place: "path.organisation", Value: in.Organisation}
	o, err := s.cases.Affiliations.Resolve(in.Organisation)
	if err != nil {
		return nil, where.Refuse(http.StatusNotFound, endpoint.Shown(err.Error()))
	}
	rows := s.cases.Affiliations.Rows(o.ID)
	if in.On != "" {
		on, err := dayOf(in.On)
		if err != nil {
			return nil, endpoint.Param{Place: "query.on", Value: in.On}.Refuse(http.StatusUnprocessableEntity, err.Error())
		}
		if rows, err = s.cases.Affiliations.Members(o.ID, on); err != nil {
			return nil, endpoint.Param{Place: "query.on", Value: in.On}.Refuse(http.StatusNotFound, err.Error())
		}
	}
	out := &MembersView{Organisation: viewOrganisation(o), On: in.On, Members: []MemberView{}}
	for _, m := range rows {
		c, _ := s.cases.Register.Country(m.Country)
		out.Members = append(out.Members, MemberView{
			ISO3: m.Country, Name: c.Name, Status: m.Status, From: m.Since, To: m.Until, Source: m.Source, Note: m.Note,
		})
	}
	return known(fmt.Sprint(o.ID, " ", in.On), out), nil
}

// dayOf reads a day.
func dayOf(text string) (country.Date, error) {
	d, err := obs.ParseDate(text)
	return country.Date(d), err
}

// viewOrganisation describes an organisation.
func viewOrganisation(o affiliation.Organisation) OrganisationView {
	return OrganisationView{
		ID: o.ID, Name: o.Name, Aliases: o.Aliases, Kind: o.Kind, From: o.Since, To: o.Until,
		Source: o.Source, URL: o.URL, Note: o.Note,
	}
}

// membersCSV writes members for programs.
func membersCSV(w io.Writer, v *MembersView) error {
	t := endpoint.NewTable(w, "organisation", "iso3", "name", "status", "from", "to", "source", "note")
	for _, m := range v.Members {
		t.Row(v.Organisation.ID, m.ISO3, m.Name, m.Status, m.From, m.To, m.Source, m.Note)
	}
	return t.End()
}

// NeighbourhoodsList says how neighbourhoods can be defined, and whose borders
// can count.
type NeighbourhoodsList struct {
	Definitions []DefinitionView `json:"definitions"`
	Views       []BorderView     `json:"views"`
}

// DefinitionView is a way of defining neighbours. Standard ones are those that a
// residual is tested under.
type DefinitionView struct {
	ID       string `json:"id"`
	Words    string `json:"words"`
	Standard bool   `json:"standard"`
	// Source and Note are those of a named region.
	Source string `json:"source,omitempty"`
	Note   string `json:"note,omitempty"`
}

// BorderView is one answer to the question whose borders count.
type BorderView struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Source string `json:"source"`
	Note   string `json:"note,omitempty"`
}

// neighbourhoods is the route of definitions and views.
func neighbourhoods(s *Service) {
	endpoint.Add(s.server, endpoint.Route[NothingAsked, NeighbourhoodsList]{
		Path: "/neighbourhoods", ID: "neighbourhoods", Tag: "register",
		Summary: "List the definitions of neighbourhood and the views of borders",
		About:   "What the parameters definition and view can be; sea, knn and region take other numbers and regions too.",
		Ask: func(context.Context, *NothingAsked) (*endpoint.Asked[NeighbourhoodsList], error) {
			return known("", s.neighbourhoods()), nil
		},
	})
}

// neighbourhoods lists definitions, the standard ones first, and views.
func (s *Service) neighbourhoods() *NeighbourhoodsList {
	out := &NeighbourhoodsList{Definitions: []DefinitionView{}, Views: []BorderView{}}
	for _, d := range neighbour.Standard() {
		out.Definitions = append(out.Definitions, DefinitionView{ID: d.String(), Words: d.Words(), Standard: true})
	}
	for _, r := range s.cases.Affiliations.Regions() {
		d := neighbour.Definition{Kind: neighbour.Region, ID: r.ID}
		out.Definitions = append(out.Definitions, DefinitionView{ID: d.String(), Words: r.Name, Source: r.Source, Note: r.Note})
	}
	for _, v := range s.cases.Affiliations.Views() {
		out.Views = append(out.Views, BorderView{ID: v.ID, Name: v.Name, Source: v.Source, Note: v.Note})
	}
	return out
}
