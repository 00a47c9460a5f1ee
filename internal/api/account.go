// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/render"
	"github.com/qala-observatory/qala/internal/render/report"
)

// DriversAsked asks what a change or a difference is made of.
type DriversAsked struct {
	Code      string `path:"code" maxLength:"100" doc:"Any code or name of a country; ISO 3166-1 alpha-3 is best." example:"AZE"`
	Framework string `query:"framework" default:"core" pattern:"^[a-z][a-z0-9-]*$" patternDescription:"an id of small letters, digits and hyphens" maxLength:"64" doc:"Id of a framework."`
	AsOf      string `query:"as_of" format:"date" maxLength:"10" doc:"Use only what was published by this day, where editions allow." example:"2016-11-30"`
	From      int    `query:"from" minimum:"1" maximum:"9999" doc:"The year the change starts from; none compares with another country or the median." example:"2016"`
	To        int    `query:"to" minimum:"1" maximum:"9999" doc:"The year looked at; the framework's default where none is given." example:"2022"`
	Against   string `query:"against" maxLength:"100" doc:"The country to compare with, in the year to; without it and without from, a state with the median score in every indicator."`
	Known     string `query:"known" format:"date" maxLength:"10" doc:"Start from what was known of the year from on this day, and tell revisions of the data apart." example:"2016-12-31"`
}

// drivers is the route of what moved a score.
func drivers(s *Service) {
	add(s, route[DriversAsked, assess.Drivers]{
		path: "/countries/{code}/drivers", id: "drivers", tag: "judgements",
		summary: "Say what a change or a difference is made of",
		about:   "The difference between two overall scores as pillars, groups and indicators that sum to it exactly (Shapley values along the tree). As qala drivers --format json prints it.",
		tagOf:   func(d *assess.Drivers) string { return d.ID },
		write: writers[assess.Drivers]{
			asCSV:  render.DriversCSV,
			asText: func(w io.Writer, d *assess.Drivers) error { return render.DriversText(w, d, plainText) },
		},
		ask: askDrivers,
	})
}

// askDrivers prepares the question of what moved a score.
func askDrivers(ctx context.Context, s *Service, in *DriversAsked) (*asked[assess.Drivers], error) {
	q, against, err := s.driversQuestion(in)
	if err != nil {
		return nil, err
	}
	j, err := s.judge(ctx, Question{Framework: in.Framework, AsOf: in.AsOf, Year: in.To})
	if err == nil {
		err = j.settle()
	}
	if err != nil {
		return nil, err
	}
	q.To = j.year
	if in.Known != "" {
		then, err := s.judge(ctx, Question{Framework: in.Framework, AsOf: in.Known})
		if err != nil {
			return nil, err
		}
		q.Then = then.Assessor
	}
	return &asked[assess.Drivers]{
		key:   j.key(fmt.Sprintf("%s %d %s %s", q.Country, q.From, q.Against, in.Known)),
		where: against,
		do:    func(ctx context.Context) (*assess.Drivers, error) { return j.Drivers(ctx, q) },
	}, nil
}

// driversQuestion checks what is asked, and names the parameter to blame for a
// state that is not scored.
func (s *Service) driversQuestion(in *DriversAsked) (assess.DriversQuestion, param, error) {
	q := assess.DriversQuestion{From: in.From}
	where := param{"path.code", in.Code}
	switch {
	case in.From != 0 && in.Against != "":
		return q, where, param{"query.against", in.Against}.refuse(http.StatusUnprocessableEntity, "from and against ask two questions; give one of them")
	case in.Known != "" && in.From == 0:
		return q, where, param{"query.known", in.Known}.refuse(http.StatusUnprocessableEntity, "known needs from, the year it was known of")
	}
	if in.Known != "" {
		if _, err := obs.ParseDate(in.Known); err != nil {
			return q, where, param{"query.known", in.Known}.refuse(http.StatusUnprocessableEntity, err.Error())
		}
	}
	var err error
	if q.Country, err = s.resolve(where, in.To); err != nil || in.Against == "" {
		return q, where, err
	}
	other := param{"query.against", in.Against}
	var against country.Code
	if against, err = s.resolve(other, in.To); err == nil && against == q.Country {
		err = other.refuse(http.StatusUnprocessableEntity, "that is the country itself")
	}
	q.Against = against
	return q, where, err
}

// audit is the route of a framework looked at from outside.
func audit(s *Service) {
	add(s, route[Audited, assess.Audit]{
		path: "/audit", id: "audit", tag: "judgements",
		summary: "Ask whether a framework does what its weights say",
		about:   "Nominal weights against what parts do in effect, correlations, Cronbach's alpha, collinearity, coverage, by how many places states move when a part is left out, which choices move ranks most, and whose rank is fragile. As qala audit --format json prints it.",
		tagOf:   func(a *assess.Audit) string { return a.ID },
		write:   writers[assess.Audit]{asMarkdown: report.AuditMarkdown, asCSV: auditCSV},
		ask: func(ctx context.Context, s *Service, in *Audited) (*asked[assess.Audit], error) {
			j, err := s.varied(ctx, in.Question, in.Varied)
			if err != nil {
				return nil, err
			}
			return &asked[assess.Audit]{
				key: j.key(""),
				do:  func(ctx context.Context) (*assess.Audit, error) { return j.Audit(ctx, j.year) },
			}, nil
		},
	})
}

// auditCSV writes the nodes of an audit for programs, in the columns of the
// command.
func auditCSV(w io.Writer, a *assess.Audit) error {
	t := newTable(w, "id", "parent", "weight", "total", "correlation", "influence", "available", "left_out_shift")
	for _, n := range a.Nodes {
		t.row(n.ID, n.Parent, n.Weight, n.Total, at(n.Correlation), at(n.Influence), n.Available, at(n.Shift))
	}
	return t.end()
}

// at is a number, or nothing.
func at(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}
