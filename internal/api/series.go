// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
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
	add(s, route[SeriesAsked, assess.Series]{
		path: "/indicators/{id}/series", id: "series", tag: "catalogue",
		summary: "Give the values of one indicator",
		about:   "Values by country and year with the source's own statement of error, release and raw row, or the reason why there is none; and the sources with licence and citation.",
		tagOf:   func(x *assess.Series) string { return x.ID },
		write: writers[assess.Series]{
			asCSV:  func(w io.Writer, x *assess.Series) error { return export.SeriesCSV(w, x) },
			asSDMX: func(w io.Writer, x *assess.Series) error { return export.SeriesSDMX(w, x) },
		},
		ask: askSeries,
	})
}

// askSeries prepares the question for an indicator's values.
func askSeries(ctx context.Context, s *Service, in *SeriesAsked) (*asked[assess.Series], error) {
	view, err := s.indicator(in.ID, "path.id")
	if err != nil {
		return nil, err
	}
	if view.Dyadic {
		return nil, param{"path.id", in.ID}.refuse(http.StatusUnprocessableEntity, "its values are between countries; /explain lists those of a country and year")
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
			code, err := s.resolve(param{"query.country", name}, q.To)
			if err != nil {
				return nil, err
			}
			q.Countries = append(q.Countries, code)
		}
	}
	if len(q.Countries) > mostCountries {
		return nil, param{"query.country", in.Countries}.refuse(http.StatusUnprocessableEntity, fmt.Sprintf("at most %d countries, or none for all", mostCountries))
	}
	return &asked[assess.Series]{
		key: j.key(fmt.Sprint(q)), where: param{"query.country", in.Countries},
		do: func(ctx context.Context) (*assess.Series, error) { return j.Series(ctx, q) },
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
		err = param{"query.from", fmt.Sprint(from)}.refuse(http.StatusUnprocessableEntity, fmt.Sprintf("the first year lies after the last, %d", to))
	case to-from >= mostYears:
		err = param{"query.from", fmt.Sprint(from)}.refuse(http.StatusUnprocessableEntity, fmt.Sprintf("at most %d years at once", mostYears))
	}
	return from, to, err
}
