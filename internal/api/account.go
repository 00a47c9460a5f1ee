// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/endpoint"
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
	endpoint.Add(s.server, endpoint.Route[DriversAsked, assess.Drivers]{
		Path: "/countries/{code}/drivers", ID: "drivers", Tag: "judgements",
		Summary:  "Say what a change or a difference is made of",
		About:    "The difference between two overall scores as pillars, groups and indicators that sum to it exactly (Shapley values along the tree). As qala drivers --format json prints it.",
		Identify: func(d *assess.Drivers) string { return d.ID },
		Write: endpoint.Writers[assess.Drivers]{
			endpoint.CSV:  render.DriversCSV,
			endpoint.Text: func(w io.Writer, d *assess.Drivers) error { return render.DriversText(w, d, plainText) },
		},
		Ask: s.askDrivers,
	})
}

// askDrivers prepares the question of what moved a score.
func (s *Service) askDrivers(ctx context.Context, in *DriversAsked) (*endpoint.Asked[assess.Drivers], error) {
	q, against, err := s.driversQuestion(in)
	if err != nil {
		return nil, err
	}
	j, err := s.judge(ctx, Question{Framework: in.Framework, AsOf: in.AsOf, Year: in.To})
	if err != nil {
		return nil, err
	}
	if err := j.settle(); err != nil {
		return nil, endpoint.Param{Place: "query.to", Value: strconv.Itoa(in.To)}.Refuse(http.StatusUnprocessableEntity, err.Error())
	}
	q.To = j.year
	if err := j.since(in); err != nil {
		return nil, endpoint.Param{Place: "query.from", Value: strconv.Itoa(in.From)}.Refuse(http.StatusUnprocessableEntity, err.Error())
	}
	if in.Known != "" {
		then, err := s.judge(ctx, Question{Framework: in.Framework, AsOf: in.Known})
		if err != nil {
			return nil, err
		}
		q.Then = then.Assessor
	}
	return &endpoint.Asked[assess.Drivers]{
		Key:   j.key(fmt.Sprintf("%s %d %s %s", q.Country, q.From, q.Against, in.Known)),
		Where: against,
		Do:    func(ctx context.Context) (*assess.Drivers, error) { return j.Drivers(ctx, q) },
	}, nil
}

// since checks the first year of a change, where one is asked for: it lies before the
// last, or is the last as it was known earlier.
func (j *judging) since(in *DriversAsked) error {
	if in.From == 0 {
		return nil
	}
	from, err := j.Year(in.From)
	if err == nil && (from > j.year || from == j.year && in.Known == "") {
		err = fmt.Errorf("from %d to %d there are no two years", from, j.year)
	}
	return err
}

// driversQuestion checks what is asked, and names the parameter to blame for a
// state that is not scored.
func (s *Service) driversQuestion(in *DriversAsked) (assess.DriversQuestion, endpoint.Param, error) {
	q := assess.DriversQuestion{From: in.From}
	where := endpoint.Param{Place: "path.code", Value: in.Code}
	switch {
	case in.From != 0 && in.Against != "":
		return q, where, endpoint.Param{Place: "query.against", Value: in.Against}.Refuse(http.StatusUnprocessableEntity, "from and against ask two questions; give one of them")
	case in.Known != "" && in.From == 0:
		return q, where, endpoint.Param{Place: "query.known", Value: in.Known}.Refuse(http.StatusUnprocessableEntity, "known needs from, the year it was known of")
	}
	if in.Known != "" {
		if _, err := obs.ParseDate(in.Known); err != nil {
			return q, where, endpoint.Param{Place: "query.known", Value: in.Known}.Refuse(http.StatusUnprocessableEntity, err.Error())
		}
	}
	var err error
	if q.Country, err = s.resolve(where, in.To); err != nil || in.Against == "" {
		return q, where, err
	}
	other := endpoint.Param{Place: "query.against", Value: in.Against}
	var against country.Code
	if against, err = s.resolve(other, in.To); err == nil && against == q.Country {
		err = other.Refuse(http.StatusUnprocessableEntity, "that is the country itself")
	}
	q.Against = against
	return q, where, err
}

// audit is the route of a framework looked at from outside.
func audit(s *Service) {
	endpoint.Add(s.server, endpoint.Route[Audited, assess.Audit]{
		Path: "/audit", ID: "audit", Tag: "judgements",
		Summary:  "Ask whether a framework does what its weights say",
		About:    "Nominal weights against what parts do in effect, correlations, Cronbach's alpha, collinearity, coverage, by how many places states move when a part is left out, which choices move ranks most, and whose rank is fragile. As qala audit --format json prints it.",
		Identify: func(a *assess.Audit) string { return a.ID },
		Write:    endpoint.Writers[assess.Audit]{endpoint.Markdown: report.AuditMarkdown, endpoint.CSV: auditCSV},
		Ask: func(ctx context.Context, in *Audited) (*endpoint.Asked[assess.Audit], error) {
			j, err := s.varied(ctx, in.Question, in.Varied)
			if err != nil {
				return nil, err
			}
			return &endpoint.Asked[assess.Audit]{
				Key: j.key(""),
				Do:  func(ctx context.Context) (*assess.Audit, error) { return j.Audit(ctx, j.year) },
			}, nil
		},
	})
}

// auditCSV writes the nodes of an audit for programs, in the columns of the
// command.
func auditCSV(w io.Writer, a *assess.Audit) error {
	t := endpoint.NewTable(w, "id", "parent", "weight", "total", "correlation", "influence", "available", "left_out_shift")
	for _, n := range a.Nodes {
		t.Row(n.ID, n.Parent, n.Weight, n.Total, at(n.Correlation), at(n.Influence), n.Available, at(n.Shift))
	}
	return t.End()
}

// at is a number, or nothing.
func at(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}
