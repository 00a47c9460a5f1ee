// SPDX-License-Identifier: Apache-2.0

package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
)

// marks stand for the countries of a comparison, in their order.
const marks = "ABCDEFGHI"

// CompareText prints a comparison for eyes: each pillar and group is an axis on
// which every country is a letter.
func CompareText(w io.Writer, c *assess.Comparison, o Options) error {
	p := newPage(w, o)
	p.heading(fmt.Sprintf("%d · %s", c.Year, c.Framework), c.ID)
	if !c.AsOf.IsZero() {
		p.line("as of %s", c.AsOf)
	}
	p.blank()
	for k, a := range c.Countries {
		p.line("  %c  %s", marks[k], cut(a.Name, p.opt.Width-5))
		for _, l := range wrap(verdict(a), p.opt.Width-5) {
			p.line("     %s", l)
		}
	}
	p.blank()
	p.dots(c)
	p.blank()
	p.aboves(c)
	p.items("Caveats", caveats(c.Warnings))
	p.item("Reproduce", p.again(compareCall(c), c.Framework, c.AsOf))
	return p.err
}

// aboves says how often each country stands above each other.
func (p *page) aboves(c *assess.Comparison) {
	var lines []string
	for i, row := range c.Above {
		for j := i + 1; j < len(row); j++ {
			if share := row[j]; share != nil {
				lines = append(lines, fmt.Sprintf("%c stands above %c in %s of the variants", marks[i], marks[j], percent(*share)))
			}
		}
	}
	if len(lines) > 0 {
		p.items("Overall", lines)
		p.blank()
	}
}

// compareCall is the command that makes a comparison again.
func compareCall(c *assess.Comparison) string {
	codes := make([]string, len(c.Countries))
	for i, a := range c.Countries {
		codes[i] = string(a.Country)
	}
	return fmt.Sprintf("qala compare %s --year %d", strings.Join(codes, " "), c.Year)
}

// dots draws the axes.
func (p *page) dots(c *assess.Comparison) {
	tables := make([][]barRow, len(c.Countries))
	for k, a := range c.Countries {
		tables[k] = barRows(a)
	}
	labels := 12
	for _, r := range tables[0] {
		labels = max(labels, width(r.label)+2*r.depth+2)
	}
	numbers := 5 * len(tables)
	labels = min(labels, p.opt.Width-numbers-24)
	cells := min(50, p.opt.Width-labels-numbers-2)
	head := ""
	for k := range tables {
		head += padLeft(string(marks[k]), 5)
	}
	p.line("%s%s", strings.Repeat(" ", labels), p.dim(pad(axis(cells), cells+1)+head))
	for i, r := range tables[0] {
		line := pad(cut(strings.Repeat("  ", r.depth)+r.label, labels-1), labels)
		values := make([]*float64, len(tables))
		for k := range tables {
			values[k] = tables[k][i].s.Value
		}
		line += dotLine(values, r.s.Median, cells) + " "
		for _, v := range values {
			line += padLeft(score(v), 5)
		}
		p.line("%s", line)
	}
	p.blank()
	p.paragraph("│ median of the scored states; * several in one place")
}

// dotLine is an axis with a letter for each score; where letters meet stands a
// star, and the numbers beside tell them apart.
func dotLine(values []*float64, median *float64, cells int) string {
	runes := []rune(strings.Repeat("·", cells))
	if median != nil {
		runes[min(cells-1, filled(*median, cells))] = '│'
	}
	for k, v := range values {
		if v == nil {
			continue
		}
		at := min(cells-1, filled(*v, cells))
		if runes[at] == '·' || runes[at] == '│' {
			runes[at] = rune(marks[k])
		} else {
			runes[at] = '*'
		}
	}
	return string(runes)
}
