// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"bytes"
	_ "embed" // for the page and its style
	"fmt"
	"html/template"
	"net/http"
	"regexp"
	"strings"
)

// referencePage is the template of the page, referenceStyle its style.
//
//go:embed reference.html
var referencePage string

//go:embed reference.css
var referenceStyle []byte

// Markdown writes the reference as Markdown.
func (r Reference) Markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# The HTTP API\n\nThis page is written by `make docs` from the OpenAPI document, which `qala serve --openapi` prints and a running server has at `/openapi.json`.\n\n%s\n\n%s\n", r.About, manners)
	for _, g := range r.Groups {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", upperFirst(g.Name), g.About)
		for _, op := range g.Operations {
			op.markdown(&b)
		}
	}
	b.WriteString("\n## Types\n")
	for _, t := range r.Types {
		fmt.Fprintf(&b, "\n### %s\n\n", t.Name)
		if t.About != "" {
			fmt.Fprintf(&b, "%s\n\n", t.About)
		}
		b.WriteString("| field | type | |\n|---|---|---|\n")
		for _, f := range t.Fields {
			fmt.Fprintf(&b, "| `%s`%s | %s | %s |\n", f.Name, optional(f), f.link(), cell(f.About))
		}
	}
	return b.Bytes()
}

// manners is what holds for every route.
const manners = "The suffix of a path (`.json`, `.csv`, `.sdmx`, `.md`, `.bib`, `.csl`, `.jsonld`, `.txt`) or the header `Accept` chooses the medium. " +
	"Refusals are `application/problem+json` (RFC 9457) and name the parameter. " +
	"Parameters that a route does not know are left out and listed in the header `Qala-Ignored`. " +
	"`ETag` holds the id of the answer; `If-None-Match` saves sending it again. " +
	"Lists are cut by `limit`; `next` is the `cursor` of the part that follows. " +
	"When too much is asked at once the answer is 503 with `Retry-After`. " +
	"Pages of other sites may read and send nothing."

// markdown writes an operation.
func (op Operation) markdown(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n### %s %s\n\n%s. %s\n\n", op.Method, op.Path, op.Summary, op.About)
	if op.Example != "" {
		fmt.Fprintf(b, "    curl \"http://127.0.0.1:8080%s\"\n\n", op.Example)
	}
	if len(op.Parameters) > 0 {
		b.WriteString("| parameter | in | type | |\n|---|---|---|---|\n")
		for _, p := range op.Parameters {
			about := p.About
			if p.Limits != "" {
				about += " (" + p.Limits + ")"
			}
			name := "`" + p.Name + "`"
			if p.Always {
				name += " *"
			}
			fmt.Fprintf(b, "| %s | %s | %s | %s |\n", name, p.In, p.Type, cell(about))
		}
		b.WriteString("\n")
	}
	if op.Body != "" {
		fmt.Fprintf(b, "Send: %s.\n\n", Field{Type: op.Body, Target: op.Body}.link())
	}
	fmt.Fprintf(b, "Answer: %s, as %s.\n", Field{Type: op.Answer, Target: op.Answer}.link(), strings.Join(op.Media, ", "))
}

// link is the type of a field with a link to where it is described.
func (f Field) link() string {
	if f.Target == "" {
		return f.Type
	}
	return strings.Replace(f.Type, f.Target, fmt.Sprintf("[%s](#%s)", f.Target, strings.ToLower(f.Target)), 1)
}

// optional marks a field that may be left out.
func optional(f Field) string {
	if f.Always {
		return ""
	}
	return " ?"
}

// cell is a text as a table of Markdown can hold it.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// upperFirst is a text with a capital.
func upperFirst(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// quoted finds names within a comment.
var quoted = regexp.MustCompile("`([^`]+)`")

// code is a text in HTML with the names in it marked.
func code(text string) template.HTML {
	return template.HTML(quoted.ReplaceAllString(template.HTMLEscapeString(text), "<code>$1</code>")) //nolint:gosec // escaped before it is marked
}

// HTML writes the reference as a page without a script.
func (r Reference) HTML() ([]byte, error) {
	page, err := template.New("reference").Funcs(template.FuncMap{"code": code, "upper": upperFirst, "join": strings.Join}).Parse(referencePage)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = page.Execute(&b, struct {
		Reference
		Manners string
	}{r, manners})
	return b.Bytes(), err
}

// serveReference adds the page of the reference and its style.
func (s *Server) serveReference() error {
	page, err := s.Reference().HTML()
	if err != nil {
		return err
	}
	s.mux.HandleFunc("GET /api", document("text/html; charset=utf-8", page))
	s.mux.HandleFunc("GET /api/{$}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/api", http.StatusMovedPermanently)
	})
	s.mux.HandleFunc("GET /api/reference.css", document("text/css; charset=utf-8", referenceStyle))
	return nil
}
