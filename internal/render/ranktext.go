// SPDX-License-Identifier: Apache-2.0

package render

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
)

// RankText prints a ranking for eyes: rank, name, bar, score, coverage, and the
// pillars' scores as small numbers.
func RankText(w io.Writer, r *assess.Ranking, o Options) error {
	p := newPage(w, o)
	p.heading(fmt.Sprintf("%s · %d · %s scored", r.FrameworkName, r.Year, plural(r.Of, "state", "states")), r.ID)
	if !r.AsOf.IsZero() {
		p.line("as of %s", r.AsOf)
	}
	p.blank()
	for _, caveat := range caveats(r.Warnings) {
		p.paragraph(caveat)
	}
	p.blank()
	names, cells, columns := p.ladder(r)
	p.line("%s", p.dim(padLeft("rank", 9)+"  "+pad("state", names)+pad("score", cells+6)+padLeft("cover", 6)+heads(r.Pillars[:columns])))
	for _, row := range r.Rows {
		if row.Rank != nil {
			p.line("%s", rankLine(row, names, cells)+pillarCells(row.Pillars[:columns]))
		}
	}
	p.blank()
	p.items("Not scored", notScored(r))
	p.item("Columns", legend(r.Pillars, columns))
	p.item("", "│ median of the scored states; cover: share of the weight with values")
	if v := r.Variants; v != nil {
		p.item("Ranges", fmt.Sprintf("rank and ├─┤ hold 90 %%, ■ 50 %% of %s draws, seed %d, over %s; ● is the score by the framework's own choices",
			thousands(strconv.Itoa(v.Draws)), v.Seed, factorNames(v)))
	}
	p.item("Data", fmt.Sprintf("%s · qala %s", short(r.Data), r.Version))
	p.item("Reproduce", p.again(fmt.Sprintf("qala rank --year %d", r.Year), r.Framework, r.AsOf))
	return p.err
}

// notScored lists the states without a rank under the reason, each with its
// coverage.
func notScored(r *assess.Ranking) []string {
	var reasons []string
	names := make(map[string][]string)
	for _, row := range r.Rows {
		if row.Rank != nil {
			continue
		}
		if names[row.Reason] == nil {
			reasons = append(reasons, row.Reason)
		}
		names[row.Reason] = append(names[row.Reason], fmt.Sprintf("%s (%s)", row.Name, covered(row.Coverage)))
	}
	var lines []string
	for _, why := range reasons {
		list := names[why]
		lines = append(lines, fmt.Sprintf("%s, because %s: %s", plural(len(list), "state", "states"), why, strings.Join(list, ", ")))
	}
	return lines
}

// pillarColumn is the width of a pillar's score in a ladder.
const pillarColumn = 6

// ladder shares the width between names, bars and as many pillars as leave room
// for both.
func (p *page) ladder(r *assess.Ranking) (names, cells, columns int) {
	const numbers, leastNames, mostCells = 9 + 2 + 6 + 6, 16, 40
	leastCells := 6
	if r.Variants != nil {
		leastCells = 14
	}
	columns = min(len(r.Pillars), (p.opt.Width-numbers-leastNames-leastCells)/pillarColumn)
	room := p.opt.Width - numbers - pillarColumn*columns
	names = width("state") + 2
	for _, row := range r.Rows {
		names = max(names, width(row.Name)+2)
	}
	names = min(names, max(leastNames, room*2/3))
	return names, min(mostCells, room-names), columns
}

// heads are the first letters of the pillars' names, over their columns.
func heads(pillars []string) string {
	var b strings.Builder
	for _, name := range pillars {
		b.WriteString(padLeft(abbreviation(name), pillarColumn))
	}
	return b.String()
}

// abbreviation is what stands over a pillar's column.
func abbreviation(name string) string { return strings.TrimRight(head(name, pillarColumn-2), " ") }

// legend says which pillar each column is, in the order of the columns, and how
// many have none.
func legend(pillars []string, columns int) string {
	words := make([]string, columns)
	for i, name := range pillars[:columns] {
		words[i] = abbreviation(name) + " " + name
	}
	text := strings.Join(words, ", ")
	if rest := len(pillars) - columns; rest > 0 {
		text += fmt.Sprintf("; %s more (--format csv)", plural(rest, "pillar", "pillars"))
	}
	return text
}

// rankLine is one ranked state of a ladder, up to its pillars.
func rankLine(row assess.Row, names, cells int) string {
	return padLeft(places(row.Score), 9) + "  " + pad(cut(row.Name, names-1), names) +
		ranged(row.Score, cells, false) + padLeft(score(row.Value), 6) + padLeft(covered(row.Coverage), 6)
}

// pillarCells are the pillars' scores of a ranked state.
func pillarCells(pillars []assess.Score) string {
	var b strings.Builder
	for _, s := range pillars {
		b.WriteString(padLeft(score(s.Value), pillarColumn))
	}
	return b.String()
}
