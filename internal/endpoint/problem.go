// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

// Param is a parameter as it was given: Place is where it stands, such as
// query.year, Value what was said.
type Param struct{ Place, Value string }

// Refuse is an error that names the parameter at fault.
func (p Param) Refuse(status int, message string) error {
	return huma.NewError(status, message, &huma.ErrorDetail{Message: message, Location: p.Place, Value: Shown(p.Value)})
}

// mostShown is how much of a value an error repeats.
const mostShown = 200

// Shown is a value as an error repeats it: valid and not too long.
func Shown(text string) string {
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

// Problem makes of an error what the client is told. Where is the parameter that
// the question is about.
func (s *Server) Problem(err error, where Param) error {
	var own huma.StatusError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return err
	case errors.Is(err, errBusy), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return later("too much is being asked at once; try again")
	}
	if refusal := s.options.Blame(err, where); refusal != nil {
		return refusal
	}
	s.options.Fault(err)
	return huma.NewError(http.StatusInternalServerError, "the answer could not be made; the operator's log says why")
}

// cutValues cuts the values that a refusal repeats, for those that the library
// makes hold all that was sent.
func cutValues(_ huma.Context, _ string, v any) (any, error) {
	refusal, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	for _, detail := range refusal.Errors {
		if text, ok := detail.Value.(string); ok {
			detail.Value = Shown(text)
		} else if text, err := json.Marshal(detail.Value); err != nil || len(text) > mostShown {
			detail.Value = Shown(string(text))
		}
	}
	return v, nil
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
