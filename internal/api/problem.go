// SPDX-License-Identifier: Apache-2.0

package api

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/assess/surround"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/endpoint"
	"github.com/qala-observatory/qala/internal/neighbour"
)

// blame makes refusals of the errors of use cases that are the client's; where
// is the parameter that names the country.
func blame(err error, where endpoint.Param) error {
	var year *assess.YearError
	var notScored *assess.NotScoredError
	var weight *assess.WeightError
	switch {
	case errors.As(err, &weight):
		return endpoint.Param{Place: "body.weights." + weight.ID}.Refuse(http.StatusUnprocessableEntity, endpoint.Shown(err.Error()))
	case errors.As(err, &year):
		return endpoint.Param{Place: "query.year", Value: strconv.Itoa(year.Year)}.Refuse(http.StatusUnprocessableEntity, err.Error())
	case errors.As(err, &notScored), errors.Is(err, country.ErrUnknown), errors.Is(err, country.ErrAmbiguous):
		return where.Refuse(http.StatusNotFound, endpoint.Shown(err.Error()))
	}
	return blameAround(err)
}

// blameAround makes refusals of the errors of neighbourhoods.
func blameAround(err error) error {
	definition := endpoint.Param{Place: "query.definition"}
	var unknown *affiliation.UnknownError
	var outside *surround.OutsideError
	switch {
	case errors.As(err, &unknown) && unknown.Noun == "view":
		return endpoint.Param{Place: "query.view", Value: unknown.Text}.Refuse(http.StatusNotFound, endpoint.Shown(err.Error()))
	case errors.As(err, &unknown):
		definition.Value = unknown.Text
	case errors.As(err, &outside), errors.Is(err, affiliation.ErrEmpty), errors.Is(err, neighbour.ErrNoBorders), errors.Is(err, neighbour.ErrNoDistances):
	default:
		return nil
	}
	return definition.Refuse(http.StatusNotFound, endpoint.Shown(err.Error()))
}

// notThere says that there is no such definition, and what may have been meant.
func notThere(p endpoint.Param, n Noun, suggestions []string) error {
	text := fmt.Sprintf("%s %q is unknown", n, endpoint.Shown(p.Value))
	if len(suggestions) > 0 {
		text += "; did you mean " + strings.Join(suggestions, " or ") + "?"
	}
	return p.Refuse(http.StatusNotFound, text)
}
