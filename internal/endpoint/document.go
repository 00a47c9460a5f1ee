// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"path"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/qala-observatory/qala/internal/front"
)

// Words are what is said of a type and of its fields, by their names in JSON.
type Words struct {
	Doc    string            `json:"doc"`
	Fields map[string]string `json:"fields"`
}

// describe finishes the OpenAPI document. Lists in answers are never null: what
// is empty is an empty list or is left out.
func (s *Server) describe(doc *huma.OpenAPI) {
	schemas := doc.Components.Schemas
	for name, schema := range schemas.Map() {
		notNull(schema)
		t := schemas.TypeFromRef("#/components/schemas/" + name)
		if t == nil {
			continue
		}
		schema.Description = s.options.Words[nameOf(t)].Doc
		for field, words := range s.wordsOf(t) {
			if p := schema.Properties[field]; p != nil && p.Description == "" {
				p.Description = words
			}
		}
	}
}

// nameOf is the name of a type with its package.
func nameOf(t reflect.Type) string { return path.Base(t.PkgPath()) + "." + t.Name() }

// wordsOf are what is said of a type's fields, those of embedded types too.
func (s *Server) wordsOf(t reflect.Type) map[string]string {
	all := map[string]string{}
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			if f := t.Field(i); f.Anonymous {
				maps.Copy(all, s.wordsOf(f.Type))
			}
		}
	}
	maps.Copy(all, s.options.Words[nameOf(t)].Fields)
	return all
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
func (s *Server) Document() ([]byte, error) {
	text, err := s.api.OpenAPI().MarshalJSON()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = json.Indent(&b, text, "", " ")
	b.WriteByte('\n')
	return b.Bytes(), err
}

// Seal ends the adding of routes: it finishes the OpenAPI document, adds its
// paths and what refuses all other paths.
func (s *Server) Seal() error {
	s.describe(s.api.OpenAPI())
	text, err := s.Document()
	if err != nil {
		return err
	}
	yaml, err := s.api.OpenAPI().YAML()
	if err != nil {
		return err
	}
	s.mux.HandleFunc("GET /openapi.json", document("application/openapi+json", text))
	s.mux.HandleFunc("GET /openapi.yaml", document("application/openapi+yaml", yaml))
	s.mux.HandleFunc("/", s.nothing)
	return s.serveReference()
}

// ServeHTTP answers the paths the routes and /openapi.json and .yaml.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if path.Clean(r.URL.Path) != r.URL.Path && r.URL.Path != "/api/" {
		// The mux would send the client to the cleaned path, as if it were one; only
		// the page of the reference may be asked for with a slash at its end.
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
func (s *Server) nothing(w http.ResponseWriter, r *http.Request) {
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
