// SPDX-License-Identifier: Apache-2.0

// Package render turns answers into text, Markdown, CSV and citations. It is the
// only place that formats numbers for people.
//
// Its nouns are the answers of package assess; each has a function that prints
// it as text (for eyes, in 80 to 120 columns) and one that prints it as CSV (for
// programs, at full precision). Colour only repeats what the characters say.
//
// The rules: a number is printed with its unit and year; missing is an em dash
// with its reason, never a zero; a rank says of how many; caveats stand with the
// result. The package computes no score and reads no data.
package render

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/obs"
)

// Options say how text is laid out.
type Options struct {
	// Width is how many columns a line may use, 80 to 120.
	Width int
	// Colour adds colour; nothing is said by colour alone.
	Colour bool
	// Framework is what the user called the framework, such as the path of a file;
	// empty for the id. Flags are what else has to be given again for the same
	// answer, such as "--draws 200".
	Framework string
	Flags     []string
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
	for _, f := range p.opt.Flags {
		name, _, _ := strings.Cut(f, " ")
		if !strings.Contains(text, " "+name+" ") {
			text += " " + f
		}
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

// ranged draws a score with its ranges on an axis of so many cells: thin over 90 %
// of the variants, thick over 50 %, a dot at the score, a ring for hard pillars,
// the world's median as a line across. Where there is no range it is a bar.
func ranged(s assess.Score, cells int, hard bool) string {
	if s.Range == nil || s.Value == nil {
		return bar(s.Value, s.Median, cells, hard)
	}
	runes := []rune(strings.Repeat("·", cells))
	at := func(v float64) int { return min(cells-1, max(0, int(v/100*float64(cells)))) }
	fill := func(low, high float64, r rune) {
		for i := at(low); i <= at(high); i++ {
			runes[i] = r
		}
	}
	b := s.Range.Score
	fill(b.Low90, b.High90, '─')
	if low, high := at(b.Low90), at(b.High90); low < high {
		runes[low], runes[high] = '├', '┤'
	}
	fill(b.Low50, b.High50, '■')
	if s.Median != nil {
		runes[min(cells-1, filled(*s.Median, cells))] = '│'
	}
	dot := '●'
	if hard {
		dot = '○'
	}
	runes[at(*s.Value)] = dot
	return string(runes)
}

// places writes the range of a rank over 90 % of the variants, or the rank itself
// where there is none.
func places(s assess.Score) string {
	switch {
	case s.Range != nil && s.Range.Rank.Low90 == s.Range.Rank.High90:
		return strconv.Itoa(s.Range.Rank.Low90)
	case s.Range != nil:
		return fmt.Sprintf("%d–%d", s.Range.Rank.Low90, s.Range.Rank.High90)
	case s.Rank != nil:
		return strconv.Itoa(*s.Rank)
	}
	return none
}

// within writes the range of a score over 90 % of the variants.
func within(r *assess.Range) string {
	low, high := score(&r.Score.Low90), score(&r.Score.High90)
	if low == high {
		return low
	}
	return low + "–" + high
}

// bar draws a score from 0 to 100 on an axis of so many cells. Soft pillars are
// filled solid, hard ones shaded, so that they differ without colour; the
// world's median is a line across. A score that is missing is a dotted axis.
func bar(value, median *float64, cells int, hard bool) string {
	full, rest := '█', '·'
	if hard {
		full = '▓'
	}
	runes := []rune(strings.Repeat(string(rest), cells))
	if value != nil {
		for i := range runes[:filled(*value, cells)] {
			runes[i] = full
		}
	}
	if median != nil {
		runes[min(cells-1, filled(*median, cells))] = '│'
	}
	return string(runes)
}

// filled is how many cells a score fills. A score above 0 fills at least one.
func filled(value float64, cells int) int {
	n := int(math.Round(value / 100 * float64(cells)))
	if n == 0 && value > 0 {
		n = 1
	}
	return min(max(n, 0), cells)
}

// axis is the scale above bars: 0, 25, 50, 75 and 100.
func axis(cells int) string {
	runes := []rune(strings.Repeat(" ", cells+2))
	for _, mark := range []struct {
		at   float64
		text string
	}{{0, "0"}, {25, "25"}, {50, "50"}, {75, "75"}, {100, "100"}} {
		at := min(int(math.Round(mark.at/100*float64(cells))), len(runes)-len(mark.text))
		copy(runes[at:], []rune(mark.text))
	}
	return strings.TrimRight(string(runes), " ")
}
