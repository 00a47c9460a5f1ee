// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf8"
)

// The measures of a picture in pixels: a character's cell, and the margin.
const (
	cellWidth  = 8
	cellHeight = 18
	margin     = 20
	// baseline is where letters stand in a cell.
	baseline = 13
)

// The colours: ink, what stands back, and the bars of soft and hard security,
// which stay apart for colour-blind readers.
const (
	paper = "#fcfbf8"
	ink   = "#1b1d1f"
	faint = "#8a8d91"
	soft  = "#0072b2"
	hard  = "#d55e00"
)

// bars gives the characters that are drawn as rectangles their colours.
var bars = map[rune]string{'█': soft, '▓': hard}

// picture draws lines of text of a fixed width.
func picture(lines []string, title string) string {
	columns := 0
	for _, line := range lines {
		columns = max(columns, utf8.RuneCountInString(line))
	}
	width, height := columns*cellWidth+2*margin, len(lines)*cellHeight+2*margin
	var b strings.Builder
	fmt.Fprintf(&b, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">\n",
		width, height, width, height)
	fmt.Fprintf(&b, "<title>%s</title>\n", html.EscapeString(title))
	fmt.Fprintf(&b, "<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"%s\"/>\n", width, height, paper)
	fmt.Fprintf(&b, "<g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"13\" xml:space=\"preserve\">\n")
	for i, line := range lines {
		drawLine(&b, line, margin+i*cellHeight)
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

// drawLine draws the runs of a line that look alike.
func drawLine(b *strings.Builder, line string, top int) {
	cells := []rune(line)
	for from := 0; from < len(cells); {
		to := from + 1
		for to < len(cells) && alike(cells[from], cells[to]) {
			to++
		}
		drawRun(b, cells[from:to], spot{margin + from*cellWidth, top})
		from = to
	}
}

// spot is the upper left corner of a run.
type spot struct{ x, y int }

// alike tells whether two characters belong to one run. Spaces part runs, so that
// each word stands at its own column whatever the font.
func alike(a, b rune) bool {
	return a == b || look(a) == look(b) && look(a) == ink && a != ' ' && b != ' '
}

// look is the colour of a character.
func look(c rune) string {
	switch {
	case bars[c] != "":
		return bars[c]
	case c == '·' || c == '│':
		return faint
	}
	return ink
}

// drawRun draws one run.
func drawRun(b *strings.Builder, run []rune, at spot) {
	width := len(run) * cellWidth
	switch {
	case run[0] == ' ':
	case bars[run[0]] != "":
		fmt.Fprintf(b, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n",
			at.x, at.y+3, width, cellHeight-6, look(run[0]))
	default:
		fmt.Fprintf(b, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" lengthAdjust=\"spacingAndGlyphs\" fill=\"%s\">%s</text>\n",
			at.x, at.y+baseline, width, look(run[0]), html.EscapeString(string(run)))
	}
}
