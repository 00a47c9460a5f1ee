// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Reference is the OpenAPI document as people read it.
type Reference struct {
	Title, Version, About string
	Groups                []Group
	Types                 []Type
}

// Group is the operations of one tag.
type Group struct {
	Name, About string
	Operations  []Operation
}

// Operation is a method of a path.
type Operation struct {
	ID, Method, Path, Summary, About string
	Parameters                       []Field
	// Body and Answer name types; Body is empty where nothing is sent.
	Body, Answer string
	// Media lists what the answer can be had as, Example is a path to try.
	Media   []string
	Example string
}

// Type is a type of the document with its fields.
type Type struct {
	Name, About string
	Fields      []Field
}

// Field is a parameter or a field of a type.
type Field struct {
	Name, In, Type, About string
	// Target is the type that Type leads to, empty for plain ones.
	Target string
	Always bool
	// Limits are the values allowed and the default, in words.
	Limits string
}

// Reference makes the reference of the server's routes.
func (s *Server) Reference() Reference {
	doc := s.api.OpenAPI()
	r := Reference{Title: doc.Info.Title, Version: doc.Info.Version, About: doc.Info.Description}
	for _, tag := range doc.Tags {
		r.Groups = append(r.Groups, Group{Name: tag.Name, About: tag.Description, Operations: operationsOf(doc, tag.Name)})
	}
	schemas := doc.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		t := Type{Name: name, About: schemas[name].Description}
		for _, field := range slices.Sorted(maps.Keys(schemas[name].Properties)) {
			p := schemas[name].Properties[field]
			f := fieldOf(field, p)
			f.About, f.Always = p.Description, slices.Contains(schemas[name].Required, field)
			t.Fields = append(t.Fields, f)
		}
		r.Types = append(r.Types, t)
	}
	return r
}

// operationsOf lists the operations of a tag, by path.
func operationsOf(doc *huma.OpenAPI, tag string) []Operation {
	var list []Operation
	for _, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op != nil && slices.Contains(op.Tags, tag) {
				list = append(list, operationOf(op))
			}
		}
	}
	slices.SortFunc(list, func(a, b Operation) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method)) })
	return list
}

// operationOf describes an operation.
func operationOf(op *huma.Operation) Operation {
	out := Operation{ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary, About: op.Description, Example: op.Path}
	query := []string{}
	for _, p := range op.Parameters {
		f := fieldOf(p.Name, p.Schema)
		f.In, f.About, f.Always = p.In, p.Description, p.Required
		out.Parameters = append(out.Parameters, f)
		if len(p.Schema.Examples) == 0 {
			continue
		}
		example := fmt.Sprint(p.Schema.Examples[0])
		out.Example = strings.ReplaceAll(out.Example, "{"+p.Name+"}", example)
		if p.In == "query" && p.Required {
			query = append(query, p.Name+"="+example)
		}
	}
	if len(query) > 0 {
		out.Example += "?" + strings.Join(query, "&")
	}
	if op.Method != http.MethodGet || strings.Contains(out.Example, "{") {
		out.Example = ""
	}
	out.Media, out.Answer = mediaOf(op.Responses["200"].Content)
	if op.RequestBody != nil {
		_, out.Body = mediaOf(op.RequestBody.Content)
	}
	return out
}

// mediaOf lists media and names the type of that in JSON.
func mediaOf(content map[string]*huma.MediaType) (media []string, name string) {
	for _, kind := range slices.Sorted(maps.Keys(content)) {
		media = append(media, kind)
		if kind == string(JSON) {
			name = refName(content[kind].Schema.Ref)
		}
	}
	return media, name
}

// refName is the name of the type that a reference leads to.
func refName(ref string) string { return strings.TrimPrefix(ref, "#/components/schemas/") }

// fieldOf describes the type and the limits of a schema.
func fieldOf(name string, s *huma.Schema) Field {
	f := Field{Name: name}
	f.Type, f.Target = typeOf(s)
	var limits []string
	if len(s.Enum) > 0 {
		words := make([]string, len(s.Enum))
		for i, v := range s.Enum {
			words[i] = fmt.Sprint(v)
		}
		limits = append(limits, "one of "+strings.Join(words, ", "))
	}
	if s.Minimum != nil && s.Maximum != nil {
		limits = append(limits, fmt.Sprintf("%.0f to %.0f", *s.Minimum, *s.Maximum))
	}
	if s.Default != nil {
		limits = append(limits, fmt.Sprintf("default %v", s.Default))
	}
	f.Limits = strings.Join(limits, "; ")
	return f
}

// typeOf is the type of a schema in words, and the type of the document that it
// leads to.
func typeOf(s *huma.Schema) (words, target string) {
	switch {
	case s.Ref != "":
		return refName(s.Ref), refName(s.Ref)
	case s.Type == huma.TypeArray:
		words, target = typeOf(s.Items)
		return "list of " + words, target
	case s.Type == huma.TypeObject:
		if of, ok := s.AdditionalProperties.(*huma.Schema); ok {
			words, target = typeOf(of)
			return "map to " + words, target
		}
		return "object", ""
	case s.Type == "":
		return "anything", ""
	}
	words = s.Type
	if s.Format == "date" {
		words = "date"
	}
	if s.Nullable {
		words += " or null"
	}
	return words, ""
}
