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
	p.ends(p.bold(fmt.Sprintf("%s · %d · %d states scored", r.FrameworkName, r.Year, r.Of)), p.dim("id "+r.ID))
	p.blank()
	for _, text := range caveats(r.Warnings) {
		p.paragraph(text)
	}
	p.blank()
	names, cells := p.ladder(r)
	p.line("%s", p.dim(padLeft("rank", 5)+"  "+pad("state", names)+pad("score", cells+6)+padLeft("cover", 6)+heads(r.Pillars)))
	for _, row := range r.Rows {
		p.line("%s", rankLine(row, names, cells))
	}
	p.blank()
	p.item("Pillars", strings.Join(r.Pillars, ", "))
	p.item("Data", fmt.Sprintf("%s · qala %s", short(r.Data), r.Version))
	p.item("Reproduce", fmt.Sprintf("qala rank --year %d --framework %s", r.Year, r.Framework))
	return p.err
}

// pillarColumn is the width of a pillar's score in a ladder.
const pillarColumn = 6

// ladder shares the width between names and bars.
func (p *page) ladder(r *assess.Ranking) (names, cells int) {
	for _, row := range r.Rows {
		names = max(names, width(row.Name)+2)
	}
	fixed := 5 + 2 + 6 + 6 + pillarColumn*len(r.Pillars)
	names = min(names, (p.opt.Width-fixed)*2/3)
	return names, max(6, min(40, p.opt.Width-fixed-names))
}

// heads are the pillars' names cut to their columns.
func heads(pillars []string) string {
	var b strings.Builder
	for _, name := range pillars {
		b.WriteString(padLeft(cut(name, pillarColumn-1), pillarColumn))
	}
	return b.String()
}

// rankLine is one state of a ladder.
func rankLine(row assess.Row, names, cells int) string {
	rank := none
	if row.Rank != nil {
		rank = strconv.Itoa(*row.Rank)
	}
	line := padLeft(rank, 5) + "  " + pad(cut(row.Name, names-1), names) +
		bar(row.Value, row.Median, cells, false) + padLeft(score(row.Value), 6) + padLeft(percent(row.Coverage), 6)
	for _, s := range row.Pillars {
		line += padLeft(score(s.Value), pillarColumn)
	}
	return line
}
