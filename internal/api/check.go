// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/qala-observatory/qala/internal/article"
	"github.com/qala-observatory/qala/internal/endpoint"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/render/claims"
)

// CheckAsked sends a text.
type CheckAsked struct {
	AsOf string `query:"as_of" format:"date" maxLength:"10" doc:"The date of the text: claims are judged by what was so then." example:"2017-01-31"`
	Body CheckBody
}

// CheckBody is a text as JSON sends it. A body of text/plain, text/html or
// text/markdown is the text itself.
type CheckBody struct {
	Text string `json:"text" minLength:"1" maxLength:"100000" doc:"The text, in English." example:"Latvia had about 1.9 million people in 2020."`
	Kind string `json:"kind,omitempty" enum:"plain,html,md" doc:"What it is written in; plain where it is left out."`
}

// CheckedAsked names a text that was checked.
type CheckedAsked struct {
	ID string `path:"id" maxLength:"64" pattern:"^[0-9a-f]+$" patternDescription:"an id of hexadecimal digits" doc:"The id of an answer to a text that was sent before."`
}

// checkWriters write a checked text.
var checkWriters = endpoint.Writers[article.Document]{
	endpoint.JSON:   func(w io.Writer, d *article.Document) error { return checkJSON(w, d, false) },
	endpoint.JSONLD: func(w io.Writer, d *article.Document) error { return checkJSON(w, d, true) },
	endpoint.Text:   func(w io.Writer, d *article.Document) error { return sentences(d, claims.NewText(w, plainText.Width)) },
}

// checkJSON writes a checked text as the command does, or its reviews.
func checkJSON(w io.Writer, d *article.Document, reviews bool) error {
	out, err := claims.NewJSON(w, d.ID, d.AsOf, reviews)
	if err != nil {
		return err
	}
	return sentences(d, out)
}

// sentences writes a checked text sentence by sentence.
func sentences(d *article.Document, out interface {
	Sentence(s *article.Sentence) error
	End(id string, asOf obs.Date) error
},
) error {
	for i := range d.Sentences {
		if err := out.Sentence(&d.Sentences[i]); err != nil {
			return err
		}
	}
	return out.End(d.ID, d.AsOf)
}

// check is the route that checks a text.
func check(s *Service) {
	endpoint.Add(s.server, endpoint.Route[CheckAsked, article.Document]{
		Path: "/check", ID: "check", Tag: "check", Post: true,
		Summary:  "Check the claims of a text",
		About:    "Each sentence with what it asserts, the verdict (supported, contradicted, mixed, or not checkable here), the figures with their sources, and what would change it. As qala check --format json prints it; as JSON-LD it is a list of schema.org/ClaimReview.",
		Identify: func(d *article.Document) string { return d.ID }, Write: checkWriters,
		Ask: s.askCheck,
	})
}

// askCheck prepares the check of a text.
func (s *Service) askCheck(_ context.Context, in *CheckAsked) (*endpoint.Asked[article.Document], error) {
	var asOf obs.Date
	if in.AsOf != "" {
		date, err := obs.ParseDate(in.AsOf)
		if err != nil {
			return nil, endpoint.Param{Place: "query.as_of", Value: in.AsOf}.Refuse(http.StatusUnprocessableEntity, err.Error())
		}
		asOf = date
	}
	if strings.TrimSpace(in.Body.Text) == "" {
		return nil, endpoint.Param{Place: "body.text"}.Refuse(http.StatusUnprocessableEntity, "the text is empty")
	}
	sum := sha256.Sum256([]byte(in.Body.Kind + "\x00" + in.Body.Text))
	return &endpoint.Asked[article.Document]{
		Key: hex.EncodeToString(sum[:]) + " " + in.AsOf,
		Do: func(ctx context.Context) (*article.Document, error) {
			doc, err := s.cases.Check(ctx, Text{Data: []byte(in.Body.Text), Kind: in.Body.Kind, AsOf: asOf})
			if errors.Is(err, article.ErrLanguage) {
				return nil, endpoint.Param{Place: "body.text"}.Refuse(http.StatusUnprocessableEntity, err.Error())
			}
			if err == nil {
				s.checked.Put(doc.ID, doc)
			}
			return doc, err
		},
	}, nil
}

// checked is the route of texts that were checked a while ago.
func checked(s *Service) {
	endpoint.Add(s.server, endpoint.Route[CheckedAsked, article.Document]{
		Path: "/check/{id}", ID: "checked", Tag: "check",
		Summary:  "Give the check of a text again",
		About:    "The answer to a text that was sent before, while it is still in the server's memory; nothing that is sent is written down.",
		Identify: func(d *article.Document) string { return d.ID }, Write: checkWriters,
		Ask: func(_ context.Context, in *CheckedAsked) (*endpoint.Asked[article.Document], error) {
			doc, ok := s.checked.Get(in.ID)
			if !ok {
				return nil, endpoint.Param{Place: "path.id", Value: in.ID}.Refuse(http.StatusNotFound, "no such check is in memory any more; send the text again")
			}
			return known(in.ID, doc.(*article.Document)), nil
		},
	})
}
