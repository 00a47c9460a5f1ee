// SPDX-License-Identifier: Apache-2.0

package render

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/obs"
)

// Options say how text is laid out.
type Options struct {
	// Width is how many columns a line may use, 80 to 120.
	Width int
	// Colour adds colour; nothing is said by colour alone.
	Colour bool
	// Framework is what the user called the framework, such as the path of a file;
	// empty for the id.
	Framework string
}

// page writes lines and remembers the first error.
type page struct {
	w   io.Writer
	opt Options
	err error
}

// newPage makes a page, its width brought within bounds.
func newPage(w io.Writer, opt Options) *page {
	opt.Width = min(max(opt.Width, narrowest), widest)
	return &page{w: w, opt: opt}
}

const (
	narrowest = 80
	widest    = 120
	// margin is the indent of the labels that stand left of a paragraph.
	margin = 13
)

// line writes one line, without spaces at its end.
func (p *page) line(format string, args ...any) {
	if p.err != nil {
		return
	}
	_, p.err = fmt.Fprintln(p.w, strings.TrimRight(fmt.Sprintf(format, args...), " "))
}

// blank writes an empty line.
func (p *page) blank() { p.line("") }

// paragraph writes running text at a measure that can be read.
func (p *page) paragraph(content string) {
	for _, l := range wrap(content, min(p.opt.Width, readable)) {
		p.line("%s", l)
	}
}

// readable is the longest line of running text.
const readable = 88

// item writes text behind a label in the margin, broken and indented.
func (p *page) item(label, content string) {
	for i, l := range wrap(content, p.opt.Width-margin) {
		if i > 0 {
			label = ""
		}
		p.line("%s%s", pad(p.dim(label), margin), l)
	}
}

// items writes several texts behind one label, each on lines of its own.
func (p *page) items(label string, contents []string) {
	for i, c := range contents {
		if i > 0 {
			label = ""
		}
		p.item(label, c)
	}
}

// heading writes a title and, at the right end of the line or below, the id of
// the answer.
func (p *page) heading(title, id string) {
	id = "id " + id
	lines := wrap(title, p.opt.Width)
	for _, l := range lines[:len(lines)-1] {
		p.line("%s", p.bold(l))
	}
	last := lines[len(lines)-1]
	gap := p.opt.Width - width(last) - width(id)
	if gap < 2 {
		p.line("%s", p.bold(last))
		p.line("%s", p.dim(id))
		return
	}
	p.line("%s%s%s", p.bold(last), strings.Repeat(" ", gap), p.dim(id))
}

// again writes the command that gives an answer again.
func (p *page) again(call, framework string, asOf obs.Date) string {
	if p.opt.Framework != "" {
		framework = p.opt.Framework
	}
	if strings.ContainsAny(framework, " '\"$") {
		framework = strconv.Quote(framework)
	}
	text := call + " --framework " + framework
	if !asOf.IsZero() {
		text += " --as-of " + asOf.String()
	}
	return text
}

// pad fills a text with spaces up to a width.
func pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-width(s)))
}

// padLeft puts spaces before a text up to a width.
func padLeft(s string, columns int) string {
	return strings.Repeat(" ", max(0, columns-width(s))) + s
}

// colours of the pillars, after Okabe and Ito (2008), as the nearest of the 256
// colours of terminals; pillars beyond the list have none.
var colours = []int{32, 208, 36, 161}

// paint colours a text for a pillar by its place.
func (p *page) paint(pillar int, s string) string {
	if !p.opt.Colour || pillar < 0 || pillar >= len(colours) {
		return s
	}
	return fmt.Sprintf("\x1b[38;5;%dm%s\x1b[0m", colours[pillar], s)
}

// dim makes a text recede.
func (p *page) dim(s string) string { return p.style(2, s) }

// bold makes a text stand out.
func (p *page) bold(s string) string { return p.style(1, s) }

// style sets a text in one of the terminal's styles.
func (p *page) style(code int, s string) string {
	if !p.opt.Colour || s == "" {
		return s
	}
	return fmt.Sprintf("\x1b[%dm%s\x1b[0m", code, s)
}
