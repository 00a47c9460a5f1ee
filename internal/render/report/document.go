// SPDX-License-Identifier: Apache-2.0

// Package report writes long answers as documents: Markdown for files and
// terminals, or one HTML page that needs nothing else.
//
// A document is a title with sections of paragraphs and tables. What is written
// into it is text; both writers escape it. The package computes nothing.
package report

import (
	"fmt"
	"html/template"
	"io"
	"strings"
)

// document is a title with blocks.
type document struct {
	Title  string
	Blocks []block
}

// block is a heading, a paragraph or a table; just one of them.
type block struct {
	Heading   string
	Paragraph string
	Table     *grid
}

// grid is a table whose columns from Numbers on hold numbers.
type grid struct {
	Caption string
	Header  []string
	Rows    [][]string
	Numbers int
}

// heading adds a heading.
func (d *document) heading(text string) {
	d.Blocks = append(d.Blocks, block{Heading: text})
}

// paragraph adds a paragraph.
func (d *document) paragraph(format string, args ...any) {
	d.Blocks = append(d.Blocks, block{Paragraph: fmt.Sprintf(format, args...)})
}

// table adds a table, unless it has no rows.
func (d *document) table(g grid) {
	if len(g.Rows) > 0 {
		d.Blocks = append(d.Blocks, block{Table: &g})
	}
}

// markdown writes the document as Markdown.
func (d *document) markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", plain(d.Title))
	for _, block := range d.Blocks {
		switch {
		case block.Heading != "":
			fmt.Fprintf(&b, "\n## %s\n", plain(block.Heading))
		case block.Table != nil:
			markdownTable(&b, block.Table)
		default:
			fmt.Fprintf(&b, "\n%s\n", plain(block.Paragraph))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdownTable writes a table, its caption below.
func markdownTable(b *strings.Builder, g *grid) {
	b.WriteString("\n")
	markdownRow(b, g.Header)
	marks := make([]string, len(g.Header))
	for i := range marks {
		marks[i] = "---"
		if i >= g.Numbers {
			marks[i] = "---:"
		}
	}
	fmt.Fprintf(b, "| %s |\n", strings.Join(marks, " | "))
	for _, row := range g.Rows {
		markdownRow(b, row)
	}
	if g.Caption != "" {
		fmt.Fprintf(b, "\n%s\n", plain(g.Caption))
	}
}

// markdownRow writes one row.
func markdownRow(b *strings.Builder, cells []string) {
	safe := make([]string, len(cells))
	for i, c := range cells {
		safe[i] = strings.ReplaceAll(plain(c), "|", "\\|")
	}
	fmt.Fprintf(b, "| %s |\n", strings.Join(safe, " | "))
}

// plain keeps a text from being taken for markup.
func plain(s string) string {
	return strings.NewReplacer("\n", " ", "\r", " ", "<", "&lt;", "*", "\\*", "`", "\\`", "[", "\\[").Replace(s)
}

// page is the HTML form: a plain page in ink and paper, which prints as it is.
var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
:root { color-scheme: light dark; --ink: #1b1d1f; --paper: #fcfbf8; --line: #d9d6ce; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --paper: #141618; --line: #3a3d40; } }
body { color: var(--ink); background: var(--paper); font: 16px/1.45 system-ui, sans-serif; font-variant-numeric: tabular-nums; max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.75rem; } h2 { font-size: 1.25rem; margin-top: 2rem; } p { max-width: 72ch; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .875rem; } caption { caption-side: bottom; text-align: left; padding-top: .25rem; }
th, td { padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; } .n { text-align: right; }
@media print { body { padding: 0; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
</style>
</head>
<body>
<main>
<h1>{{.Title}}</h1>
{{range .Blocks}}{{if .Heading}}<h2>{{.Heading}}</h2>
{{else if .Table}}{{$numbers := .Table.Numbers}}<div class="scroll" tabindex="0" role="region" aria-label="{{.Table.Caption}}"><table>
{{if .Table.Caption}}<caption>{{.Table.Caption}}</caption>
{{end}}<thead><tr>{{range $i, $c := .Table.Header}}<th scope="col"{{if ge $i $numbers}} class="n"{{end}}>{{$c}}</th>{{end}}</tr></thead>
<tbody>
{{range .Table.Rows}}<tr>{{range $i, $c := .}}<td{{if ge $i $numbers}} class="n"{{end}}>{{$c}}</td>{{end}}</tr>
{{end}}</tbody></table></div>
{{else}}<p>{{.Paragraph}}</p>
{{end}}{{end}}</main>
</body>
</html>
`))

// html writes the document as one page.
func (d *document) html(w io.Writer) error { return page.Execute(w, d) }
