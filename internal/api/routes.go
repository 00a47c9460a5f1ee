// SPDX-License-Identifier: Apache-2.0

package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"path"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/qala-observatory/qala/internal/front"
)

// routes lists every route.
var routes = []func(*Service){
	countries,
	oneCountry,
	assessment,
	citation,
	rank,
	compare,
	explain,
	drivers,
	audit,
	indicators,
	oneIndicator,
	series,
	sources,
	oneSource,
	frameworks,
	oneFramework,
}

// describe finishes the OpenAPI document. Lists in answers are never null: what
// is empty is an empty list or is left out.
func describe(doc *huma.OpenAPI) {
	for _, schema := range doc.Components.Schemas.Map() {
		notNull(schema)
	}
	doc.Tags = []*huma.Tag{
		{Name: "judgements", Description: "What the frameworks say of states."},
		{Name: "catalogue", Description: "Indicators, sources and frameworks."},
		{Name: "register", Description: "Who is who."},
	}
}

// notNull takes null from the types of all lists within a schema.
func notNull(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray {
		s.Nullable = false
	}
	notNull(s.Items)
	for _, p := range s.Properties {
		notNull(p)
	}
	if more, ok := s.AdditionalProperties.(*huma.Schema); ok {
		notNull(more)
	}
}

// Document is the OpenAPI document, as JSON.
func (s *Service) Document() ([]byte, error) {
	text, err := s.api.OpenAPI().MarshalJSON()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = json.Indent(&b, text, "", " ")
	b.WriteByte('\n')
	return b.Bytes(), err
}

// describeItself adds the paths of the OpenAPI document and what refuses all
// other paths.
func (s *Service) describeItself() error {
	asJSON, err := s.Document()
	if err != nil {
		return err
	}
	asYAML, err := s.api.OpenAPI().YAML()
	if err != nil {
		return err
	}
	s.mux.HandleFunc("GET /openapi.json", document("application/openapi+json", asJSON))
	s.mux.HandleFunc("GET /openapi.yaml", document("application/openapi+yaml", asYAML))
	s.mux.HandleFunc("/", s.nothing)
	return nil
}

// ServeHTTP answers the paths /api/v1/… and /openapi.json and .yaml.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if path.Clean(r.URL.Path) != r.URL.Path {
		// The mux would send the client to the cleaned path, as if it were one.
		front.Problem(w, http.StatusNotFound, "no such path; /openapi.json lists those there are")
		return
	}
	if strings.HasPrefix(r.URL.Path, "/openapi.") {
		s.mux.ServeHTTP(w, r)
		return
	}
	suffixed(s.mux).ServeHTTP(w, r)
}

// document sends a fixed document.
func document(kind string, text []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write(text) // Who has left has no use for an error.
	}
}

// nothing refuses what no route takes: 405 where another method would do.
func (s *Service) nothing(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := s.mux.Handler(other); pattern != "/" && pattern != "" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		front.Problem(w, http.StatusMethodNotAllowed, "this path takes "+strings.Join(allowed, " and "))
		return
	}
	front.Problem(w, http.StatusNotFound, "no such path; /openapi.json lists those there are")
}
