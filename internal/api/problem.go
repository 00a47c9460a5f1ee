// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/country"
)

// param is a parameter as it was given: where it stands, such as query.year, and
// what was said.
type param struct{ place, value string }

// refuse is an error that names the parameter at fault.
func (p param) refuse(status int, message string) error {
	return huma.NewError(status, message, &huma.ErrorDetail{Message: message, Location: p.place, Value: shown(p.value)})
}

// mostShown is how much of a value an error repeats.
const mostShown = 200

// shown is a value as an error repeats it: valid and not too long.
func shown(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= mostShown {
		return text
	}
	cut := mostShown
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// problem makes of the errors of use cases what the client is told. Where is the
// parameter that names a country.
func (s *Service) problem(err error, where param) error {
	var own huma.StatusError
	var year *assess.YearError
	var notScored *assess.NotScoredError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return err
	case errors.As(err, &year):
		return param{"query.year", strconv.Itoa(year.Year)}.refuse(http.StatusUnprocessableEntity, err.Error())
	case errors.As(err, &notScored), errors.Is(err, country.ErrUnknown), errors.Is(err, country.ErrAmbiguous):
		return where.refuse(http.StatusNotFound, shown(err.Error()))
	case errors.Is(err, errBusy), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return later("too much is being asked at once; try again")
	}
	s.fault(err)
	return huma.NewError(http.StatusInternalServerError, "the answer could not be made; the operator's log says why")
}

// retryAfter is how many seconds a client is asked to wait.
const retryAfter = 2

// later is a refusal that says when to ask again.
func later(message string) error {
	return huma.ErrorWithHeaders(huma.NewError(http.StatusServiceUnavailable, message),
		http.Header{"Retry-After": {strconv.Itoa(retryAfter)}})
}

// nameIgnored lists the query parameters that a route does not know in the
// header Qala-Ignored, so that a misspelt one does not pass in silence.
func nameIgnored(ctx huma.Context, next func(huma.Context)) {
	u := ctx.URL()
	if u.RawQuery != "" {
		if names := ignored(ctx.Operation(), u.RawQuery); names != "" {
			ctx.SetHeader("Qala-Ignored", names)
		}
	}
	next(ctx)
}

// mostIgnored is how many names of parameters are listed.
const mostIgnored = 10

// ignored lists the names in a query that an operation does not know, escaped as
// they stand in the query.
func ignored(op *huma.Operation, query string) string {
	var names []string
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if name == "" || knows(op, name) || len(names) >= mostIgnored {
			continue
		}
		names = append(names, printable(name))
	}
	return strings.Join(names, ", ")
}

// knows tells whether an operation has a query parameter.
func knows(op *huma.Operation, name string) bool {
	for _, p := range op.Parameters {
		if p.In == "query" && p.Name == name {
			return true
		}
	}
	return false
}

// printable is a name as a header can carry it.
func printable(name string) string {
	name = strings.Map(func(r rune) rune {
		if r <= ' ' || r >= 0x7f || r == ',' {
			return '?'
		}
		return r
	}, name)
	return name[:min(len(name), 60)]
}
