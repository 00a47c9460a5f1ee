// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/endpoint"
	"github.com/qala-observatory/qala/internal/export"
)

// SeriesAsked asks for the values of an indicator.
type SeriesAsked struct {
	ID        string `path:"id" maxLength:"200" doc:"Id of an indicator." example:"wgi.pv"`
	Countries string `query:"country" maxLength:"400" doc:"Countries, parted by commas; every state where none is given." example:"AZE,GEO"`
	From      int    `query:"from" minimum:"1" maximum:"9999" doc:"The first year; that of the data where none is given."`
	To        int    `query:"to" minimum:"1" maximum:"9999" doc:"The last year; that of the data where none is given."`
	AsOf      string `query:"as_of" format:"date" maxLength:"10" doc:"Use only what was published by this day, where editions allow." example:"2016-11-30"`
}

// The limits of a series.
const (
	mostYears     = 300
	mostCountries = 30
)

// series is the route of an indicator's values.
func series(s *Service) {
	endpoint.Add(s.server, endpoint.Route[SeriesAsked, assess.Series]{
		Path: "/indicators/{id}/series", ID: "series", Tag: "catalogue",
		Summary:  "Give the values of one indicator",
		About:    "Values by country and year with the source's own statement of error, release and raw row, or the reason why there is none; and the sources with licence and citation.",
		Identify: func(x *assess.Series) string { return x.ID },
		Write: endpoint.Writers[assess.Series]{
			endpoint.CSV: export.SeriesCSV, endpoint.SDMX: export.SeriesSDMX,
		},
		Ask: s.askSeries,
	})
}

// askSeries prepares the question for an indicator's values.
func (s *Service) askSeries(ctx context.Context, in *SeriesAsked) (*endpoint.Asked[assess.Series], error) {
	view, err := s.indicator(in.ID, "path.id")
	if err != nil {
		return nil, err
	}
	if view.Dyadic {
		return nil, endpoint.Param{Place: "path.id", Value: in.ID}.Refuse(http.StatusUnprocessableEntity, "its values are between countries; /explain lists those of a country and year")
	}
	j, err := s.judge(ctx, Question{Framework: mainFramework, AsOf: in.AsOf})
	if err != nil {
		return nil, err
	}
	q := assess.SeriesQuestion{Indicator: in.ID}
	if q.From, q.To, err = span(in, view, j); err != nil {
		return nil, err
	}
	if in.Countries != "" {
		for name := range strings.SplitSeq(in.Countries, ",") {
			code, err := s.resolve(endpoint.Param{Place: "query.country", Value: name}, q.To)
			if err != nil {
				return nil, err
			}
			q.Countries = append(q.Countries, code)
		}
	}
	if len(q.Countries) > mostCountries {
		return nil, endpoint.Param{Place: "query.country", Value: in.Countries}.Refuse(http.StatusUnprocessableEntity, fmt.Sprintf("at most %d countries, or none for all", mostCountries))
	}
	return &endpoint.Asked[assess.Series]{
		Key: j.key(fmt.Sprint(q)), Where: endpoint.Param{Place: "query.country", Value: in.Countries},
		Do: func(ctx context.Context) (*assess.Series, error) { return j.Series(ctx, q) },
	}, nil
}

// mainFramework is the framework whose years stand for a derived indicator's;
// its tree does not matter to a series.
const mainFramework = "core"

// span is the span of years that is meant: that of the data, or where the
// indicator is computed, of the framework.
func span(in *SeriesAsked, view *IndicatorView, j *judging) (from, to int, err error) {
	from, to = view.First, view.Last
	if to == 0 {
		from, to = j.Framework.First, j.Framework.Last
	}
	if in.From != 0 {
		from = in.From
	}
	if in.To != 0 {
		to = in.To
	}
	switch {
	case from > to:
		err = endpoint.Param{Place: "query.from", Value: fmt.Sprint(from)}.Refuse(http.StatusUnprocessableEntity, fmt.Sprintf("the first year lies after the last, %d", to))
	case to-from >= mostYears:
		err = endpoint.Param{Place: "query.from", Value: fmt.Sprint(from)}.Refuse(http.StatusUnprocessableEntity, fmt.Sprintf("at most %d years at once", mostYears))
	}
	return from, to, err
}
