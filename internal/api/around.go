// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/assess/surround"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/endpoint"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/render"
)

// Around holds the parameters of a neighbourhood.
type Around struct {
	Definition string `query:"definition" default:"land" maxLength:"64" doc:"Who neighbours are: land, land-km, sea:KM, knn:K or region:ID." example:"region:south-caucasus"`
	View       string `query:"view" maxLength:"64" doc:"Id of the view that says whose borders count where that is disputed." example:"un"`
}

// VariedFew holds the parameters of ranges where every variant means a
// regression over all states.
type VariedFew struct {
	Draws int    `query:"draws" minimum:"0" maximum:"2000" default:"1000" doc:"The number of variants that ranges rest on; 0 for no ranges."`
	Seed  uint64 `query:"seed" maximum:"4294967295" default:"1" doc:"Chooses the variants; the same seed gives the same bytes."`
}

// all are the same parameters without a limit of their own.
func (v VariedFew) all() Varied { return Varied{Draws: v.Draws, Seed: v.Seed} }

// NeighboursAsked asks for a state among those around it.
type NeighboursAsked struct {
	Code string `path:"code" maxLength:"100" doc:"Any code or name of a country; ISO 3166-1 alpha-3 is best." example:"AZE"`
	Question
	VariedFew
	Around
	All bool `query:"all" doc:"Give the answer under every definition."`
}

// OutliersAsked asks which states depart most from their neighbourhood.
type OutliersAsked struct {
	Question
	VariedFew
	Around
}

// TrendAsked asks how a state changed.
type TrendAsked struct {
	Code      string `path:"code" maxLength:"100" doc:"Any code or name of a country; ISO 3166-1 alpha-3 is best." example:"AZE"`
	Framework string `query:"framework" default:"core" pattern:"^[a-z][a-z0-9-]*$" patternDescription:"an id of small letters, digits and hyphens" maxLength:"64" doc:"Id of a framework."`
	AsOf      string `query:"as_of" format:"date" maxLength:"10" doc:"Use only what was published by this day, where editions allow." example:"2016-11-30"`
	From      int    `query:"from" minimum:"1" maximum:"9999" doc:"The first year; the framework's first where none is given." example:"2000"`
	To        int    `query:"to" minimum:"1" maximum:"9999" doc:"The last year; the framework's default where none is given." example:"2022"`
	VariedFew
	Around
}

// surrounded are the use cases on neighbourhoods and on time.
func (j *judging) surrounded() surround.Assessor { return surround.Assessor{Assessor: j.Assessor} }

// definition reads who neighbours are.
func (a Around) definition() (neighbour.Definition, error) {
	d, err := neighbour.Parse(a.Definition)
	if err != nil {
		return d, endpoint.Param{Place: "query.definition", Value: a.Definition}.Refuse(http.StatusUnprocessableEntity, err.Error())
	}
	return d, nil
}

// neighbours is the route of a state among those around it.
func neighbours(s *Service) {
	endpoint.Add(s.server, endpoint.Route[NeighboursAsked, assess.Neighbourhood]{
		Path: "/countries/{code}/neighbours", ID: "neighbours", Tag: "judgements",
		Summary:  "Compare a state with its neighbourhood",
		About:    "Who surrounds a state, how turbulent that is, and what its neighbours' scores and its own income would lead one to expect of it, with the residual and how far it holds. A residual says nothing of its cause. As qala neighbours --format json prints it.",
		Identify: func(n *assess.Neighbourhood) string { return n.ID },
		Write: endpoint.Writers[assess.Neighbourhood]{
			endpoint.CSV:  render.NeighboursCSV,
			endpoint.Text: func(w io.Writer, n *assess.Neighbourhood) error { return render.NeighboursText(w, n, plainText) },
		},
		Ask: func(ctx context.Context, in *NeighboursAsked) (*endpoint.Asked[assess.Neighbourhood], error) {
			d, err := in.definition()
			if err != nil {
				return nil, err
			}
			q, err := askCountry(ctx, s, &Judged{in.Code, in.Question, in.VariedFew.all()}, func(ctx context.Context, j *judging, code country.Code) (*assess.Neighbourhood, error) {
				return j.surrounded().Neighbours(ctx, surround.NeighboursQuestion{Country: code, Year: j.year, Definition: d, View: in.View, All: in.All})
			})
			if err == nil {
				q.Key += fmt.Sprintf(" %s %s %t", d, in.View, in.All)
			}
			return q, err
		},
	})
}

// outliers is the route of the states that depart most from their neighbourhood.
func outliers(s *Service) {
	endpoint.Add(s.server, endpoint.Route[OutliersAsked, assess.Outliers]{
		Path: "/outliers", ID: "outliers", Tag: "judgements",
		Summary:  "List the states that depart most from their neighbourhood",
		About:    "States by how far they lie from what their neighbours' scores and their own income would lead one to expect, overall and by pillar. As qala outliers --format json prints it.",
		Identify: func(o *assess.Outliers) string { return o.ID },
		Write:    endpoint.Writers[assess.Outliers]{endpoint.CSV: render.OutliersCSV},
		Ask: func(ctx context.Context, in *OutliersAsked) (*endpoint.Asked[assess.Outliers], error) {
			d, err := in.definition()
			if err != nil {
				return nil, err
			}
			j, err := s.varied(ctx, in.Question, in.VariedFew.all())
			if err != nil {
				return nil, err
			}
			return &endpoint.Asked[assess.Outliers]{
				Key: j.key(fmt.Sprintf("%s %s", d, in.View)),
				Do: func(ctx context.Context) (*assess.Outliers, error) {
					return j.surrounded().Outliers(ctx, surround.NeighboursQuestion{Year: j.year, Definition: d, View: in.View})
				},
			}, nil
		},
	})
}

// trend is the route of a state over the years.
func trend(s *Service) {
	endpoint.Add(s.server, endpoint.Route[TrendAsked, assess.Trend]{
		Path: "/countries/{code}/trend", ID: "trend", Tag: "judgements",
		Summary:  "Follow a state over the years, beside its neighbours",
		About:    "Every score over the years with its ranges, turning points and breaks in series, and its change beside that of its neighbours. As qala trend --format json prints it.",
		Identify: func(t *assess.Trend) string { return t.ID },
		Write: endpoint.Writers[assess.Trend]{
			endpoint.CSV:  render.TrendCSV,
			endpoint.Text: func(w io.Writer, t *assess.Trend) error { return render.TrendText(w, t, plainText) },
		},
		Ask: s.askTrend,
	})
}

// askTrend prepares the question how a state changed.
func (s *Service) askTrend(ctx context.Context, in *TrendAsked) (*endpoint.Asked[assess.Trend], error) {
	d, err := in.definition()
	if err != nil {
		return nil, err
	}
	where := endpoint.Param{Place: "path.code", Value: in.Code}
	code, err := s.resolve(where, in.To)
	if err != nil {
		return nil, err
	}
	j, err := s.varied(ctx, Question{Framework: in.Framework, AsOf: in.AsOf, Year: in.To}, in.VariedFew.all())
	if err != nil {
		return nil, err
	}
	q := surround.TrendQuestion{Country: code, From: in.From, To: j.year, Definition: d, View: in.View}
	return &endpoint.Asked[assess.Trend]{
		Key: j.key(fmt.Sprintf("%s %d %s %s", code, in.From, d, in.View)), Where: where,
		Do: func(ctx context.Context) (*assess.Trend, error) { return j.surrounded().Trend(ctx, q) },
	}, nil
}
