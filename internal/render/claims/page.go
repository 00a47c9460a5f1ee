// SPDX-License-Identifier: Apache-2.0

package claims

import (
	"fmt"
	"html/template"
	"io"

	"github.com/qala-observatory/qala/internal/article"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/obs"
)

// page is the template of a checked text. html/template escapes all that it is
// handed by where it stands.
var page = template.Must(template.New("check").Funcs(template.FuncMap{
	"label":  func(outcome string) string { return labels[outcome] },
	"level":  func(c article.Claim, f claim.Choice) string { return level(&c, f) },
	"figure": func(e claim.Evidence) string { return Figure(&e) },
	"pct":    func(v float64) string { return fmt.Sprintf("%.0f %%", v*100) },
	"plain":  printable,
}).Parse(`{{define "head"}}<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Is it borne out? {{.}}</title>
<style>
:root { color-scheme: light dark; --line: #8888; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
ol { list-style: none; padding: 0; }
li.sentence { border-left: .4rem solid var(--line); padding: .2rem 0 .2rem .8rem; margin: 1rem 0; }
li.supported { border-color: #2a7; } li.contradicted { border-color: #c33; } li.mixed { border-color: #c80; }
.outcome { font-weight: 600; }
.claim { margin: .4rem 0 .4rem .5rem; }
blockquote { margin: 0; font-family: Georgia, serif; }
details { font-size: .9rem; } ul { margin: .2rem 0; }
footer { border-top: 1px solid var(--line); font-size: .85rem; margin-top: 2rem; }
@media print { details { display: block; } }
</style>
</head>
<body>
<h1>Is it borne out?</h1>
<ol>
{{end}}{{define "sentence"}}<li class="sentence {{.Outcome}}">
<blockquote>{{plain .Text}}</blockquote>
<p><span class="outcome">{{label .Outcome}}</span>{{if .Reason}} – {{.Reason}}{{end}}</p>
{{- range .Claims}}
<div class="claim">
<p>{{if .AttributedTo}}Attributed to {{plain .AttributedTo}}: “{{plain .Text}}” {{else}}{{if .Presumed}}Taken for granted: {{end}}“{{plain .Text}}” <span class="outcome">{{label (printf "%s" .Verdict)}}</span>{{if .Share}} ({{pct .Share}} of the ways of testing it){{end}}{{end}}
{{- if .Reason}} – {{.Reason}}{{end}}</p>
{{- if .FlipsWith}}{{$c := .}}<p>Decided otherwise by {{range $i, $f := .FlipsWith}}{{if lt $i 3}}{{if $i}}; {{end}}the {{$f.Factor}} “{{level $c $f}}”{{end}}{{end}}.</p>{{end}}
{{- if .Missing}}<p>Would answer: {{.Missing}}.</p>{{end}}
{{- range .Notes}}<p>{{.}}</p>{{end}}
{{- if .Evidence}}
<details><summary>{{len .Evidence}} figures</summary><ul>
{{- range .Evidence}}<li>{{figure .}}{{if .Ref}} <small>{{.Ref.File}}{{if .Ref.Row}}, line {{.Ref.Row}}{{end}}{{if .Ref.Place}}, {{.Ref.Place}}{{end}}</small>{{end}}{{if .Citation}} <small>{{.Citation}}{{if .Licence}} ({{.Licence}}){{end}}</small>{{end}}</li>{{end}}
</ul></details>
{{- end}}
</div>
{{- end}}
{{- range .Remarks}}<p>{{.}}</p>{{end}}
</li>
{{end}}{{define "foot"}}</ol>
<footer><p>{{.Tally}}</p>
<p>Check {{.ID}}{{.Dated}}. Supported and contradicted need the headline and at least 80 % of the admissible ways of testing a claim; what is quoted is attributed and not scored. Not fit for: targeting, decisions about individuals, the sole basis for cover.</p></footer>
</body>
</html>
{{end}}`))

// Page writes sentences as a page of its own. It keeps none of them.
type Page struct {
	out   io.Writer
	tally Tally
}

// NewPage begins a page.
func NewPage(out io.Writer, id string) (*Page, error) {
	return &Page{out, Tally{}}, page.ExecuteTemplate(out, "head", id)
}

// Sentence writes one sentence.
func (p *Page) Sentence(s *article.Sentence) error {
	p.tally.Add(s)
	return page.ExecuteTemplate(p.out, "sentence", s)
}

// End ends the page.
func (p *Page) End(id string, asOf obs.Date) error {
	return page.ExecuteTemplate(p.out, "foot", map[string]string{"Tally": p.tally.String(), "ID": id, "Dated": dated(asOf)})
}
