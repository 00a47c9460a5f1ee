// SPDX-License-Identifier: Apache-2.0

package render

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
)

// NeighboursText prints a neighbourhood for eyes: a sentence, who the neighbours
// are, how turbulent they are, each score against what is expected, and where
// asked for the same under every definition.
func NeighboursText(w io.Writer, n *assess.Neighbourhood, o Options) error {
	p := newPage(w, o)
	p.heading(fmt.Sprintf("%s · %d · %s · %s", n.Name, n.Year, n.Definition, n.FrameworkName), n.ID)
	p.asOfLine(n.AsOf)
	p.blank()
	p.paragraph(neighboursSentence(n))
	p.blank()
	p.circle(n)
	p.blank()
	p.income(n.Income)
	p.trouble(n)
	p.blank()
	p.residuals(n.Levels)
	p.blank()
	p.underEach(n)
	p.likeNextToLike(n)
	p.items("Caveats", caveats(n.Warnings))
	p.items("Sources", sources(n.Sources))
	p.item("Data", fmt.Sprintf("%s%s · qala %s", upTo(n.Sources), short(n.Data), n.Version))
	p.item("Reproduce", p.again(neighboursCall(n), n.Framework, n.AsOf))
	return p.err
}

// neighboursCall is the command that gives the answer again.
func neighboursCall(n *assess.Neighbourhood) string {
	call := fmt.Sprintf("qala neighbours %s --year %d --definition %s", n.Country, n.Year, n.Definition)
	if n.Definitions != nil {
		call += " --all-definitions"
	}
	return call + viewFlag(n.View)
}

// viewFlag repeats a view that is not the default one.
func viewFlag(view string) string {
	if view == "" || view == "de_facto" {
		return ""
	}
	return " --view " + view
}

// neighboursSentence says how the overall score compares, how far that holds, and
// how turbulent the surroundings are.
func neighboursSentence(n *assess.Neighbourhood) string {
	text := expectationSentence(n.Definition, &n.Levels[0])
	if t := n.Turbulence; t.Rank != nil {
		text += fmt.Sprintf(" Its surroundings rank %d of %d in turbulence, 1 the most turbulent.", *t.Rank, t.Of)
	}
	return text
}

// span writes a range without decimals.
func span(low, high *float64) string {
	if low == nil || high == nil {
		return none
	}
	return score(low) + "–" + score(high)
}

// circle lists the neighbours.
func (p *page) circle(n *assess.Neighbourhood) {
	label := n.DefinitionWords
	if n.Edition > 0 {
		label += fmt.Sprintf("; borders of the edition of %d", n.Edition)
	}
	if n.View != "" && n.View != "de_facto" {
		label += "; view " + n.View
	}
	p.item("Neighbours", label)
	for _, one := range n.Neighbours {
		km := ""
		if one.KM != nil {
			km = number(*one.KM) + " km"
		}
		p.line("%s%s%s%s  score %s", strings.Repeat(" ", margin), pad(string(one.ISO3)+" "+cut(one.Name, 26), 31),
			padLeft(share(one.Weight), 6), padLeft(km, 10), score(one.Score))
	}
	if len(n.Neighbours) == 0 {
		p.line("%snone", strings.Repeat(" ", margin))
		return
	}
	p.items("Powers", powerWords(n.Neighbours))
}

// income shows the GDP per head that is compared with.
func (p *page) income(i *assess.Indicator) {
	if i != nil {
		p.item("Income", fmt.Sprintf("%s: %s", i.Name, moverValue(i)))
		p.blank()
	}
}

// powerWords says on which lists of powers neighbours stand, one a line.
func powerWords(list []assess.Neighbour) []string {
	var lines []string
	for _, n := range list {
		var names []string
		for _, l := range n.Powers {
			names = append(names, l.Name)
		}
		if len(names) > 0 {
			lines = append(lines, fmt.Sprintf("%s: %s", n.ISO3, strings.Join(names, "; ")))
		}
	}
	if len(lines) == 0 {
		return []string{"none of them stands on a list of powers"}
	}
	return lines
}

// share writes a weight.
func share(v float64) string {
	if v < 0.005 {
		return "<1 %"
	}
	return percent(v)
}

// trouble lists the measures of turbulence.
func (p *page) trouble(n *assess.Neighbourhood) {
	t := n.Turbulence
	head := "not ranked: " + t.Reason
	if t.Rank != nil {
		head = fmt.Sprintf("rank %d of %d neighbourhoods, 1 the most turbulent; mean percentile %s of 100", *t.Rank, t.Of, score(t.Index))
	}
	p.item("Turbulence", head)
	const names = 38
	p.line("%s%s%s%s%s", strings.Repeat(" ", margin), pad("", names), padLeft("own", 8), padLeft("around", 9), padLeft("rank", 11))
	for _, part := range t.Parts {
		rank := none
		if part.Rank != nil {
			rank = fmt.Sprintf("%d of %d", *part.Rank, part.Of)
		}
		label := fmt.Sprintf("%s, %s", part.Name, part.Unit)
		if part.Oldest != 0 && part.Oldest < n.Year {
			label += fmt.Sprintf(" (some of %d)", part.Oldest)
		}
		for k, l := range wrap(label, names-1) {
			if k > 0 {
				p.line("%s%s", strings.Repeat(" ", margin+2), l)
				continue
			}
			p.line("%s%s%s%s%s", strings.Repeat(" ", margin), pad(l, names), padLeft(numberOr(part.Own), 8), padLeft(numberOr(part.Neighbours), 9), padLeft(rank, 11))
		}
	}
}

// numberOr writes a value, or an em dash.
func numberOr(v *float64) string {
	if v == nil {
		return none
	}
	return number(*v)
}

// residuals draws each score against what is expected of it.
func (p *page) residuals(levels []assess.Residual) {
	const numbers, labels = 38, 24
	cells := min(p.opt.Width-labels-numbers, 50)
	p.line("%s%s", strings.Repeat(" ", labels), p.dim(pad(axis(cells), cells)+" own  exp   band  resid  verdict"))
	for _, r := range levels {
		label := pad(cut(nodeLabel(r.ID, r.Name, r.Depth), labels-1), labels)
		drawn := expectationBar(r, cells)
		if r.Depth == 0 {
			label = p.bold(label)
		}
		if r.Verdict == neighbour.NotComputed {
			p.line("%s%s%s  not computed", label, drawn, padLeft(score(r.Own), 4))
			continue
		}
		p.line("%s%s%s%s%s%s  %s", label, drawn, padLeft(score(r.Own), 4), padLeft(score(r.Expected), 5), padLeft(span(r.Low, r.High), 7),
			padLeft(signed(*r.Residual), 7), verdictMark(r.Verdict)+" "+r.Agreement.Definitions)
	}
	p.item("Marks", "● own, │ expected, ├─┤ 90 % band; ▲ above, ▼ below, = within the band; 4/6: so under 4 of the 6 definitions that give a verdict")
	p.reasons(levels)
}

// nodeLabel is a node's name, indented by its depth; kinds stand in capitals.
func nodeLabel(id, name string, depth int) string {
	if id == name {
		name = strings.ToUpper(name)
	}
	return strings.Repeat("  ", depth) + name
}

// reasons says why scores are not compared.
func (p *page) reasons(levels []assess.Residual) {
	var why []string
	names := make(map[string][]string)
	for _, r := range levels {
		if r.Verdict != neighbour.NotComputed {
			continue
		}
		if names[r.Reason] == nil {
			why = append(why, r.Reason)
		}
		names[r.Reason] = append(names[r.Reason], r.Name)
	}
	for _, reason := range why {
		what := strings.Join(names[reason], ", ")
		if len(names[reason]) == len(levels) {
			what = "all of them"
		}
		p.item("Not computed", fmt.Sprintf("%s: %s", what, reason))
	}
}

// expectationBar draws the band, what is expected and the score on an axis from 0
// to 100.
func expectationBar(r assess.Residual, cells int) string {
	runes := []rune(strings.Repeat("·", cells))
	at := func(v float64) int { return min(cells-1, max(0, int(math.Floor(v/100*float64(cells))))) }
	if r.Expected != nil {
		low, high := at(*r.Low), at(*r.High)
		for i := low; i <= high; i++ {
			runes[i] = '─'
		}
		if low < high {
			runes[low], runes[high] = '├', '┤'
		}
		runes[at(*r.Expected)] = '│'
	}
	if r.Own != nil {
		runes[at(*r.Own)] = '●'
	}
	return string(runes)
}

// underEach shows how the answer depends on the definition: a row for each, a
// column for the whole and each pillar.
func (p *page) underEach(n *assess.Neighbourhood) {
	if len(n.Definitions) == 0 {
		return
	}
	var columns []int
	title := pad("definition", 22) + padLeft("n", 4) + padLeft("turbulence", 12)
	const column = 8
	for k, r := range n.Levels {
		if (r.Depth == 1 || k == 0) && width(title)+column <= p.opt.Width {
			columns = append(columns, k)
			title += padLeft(head(r.ID, column-1), column)
		}
	}
	p.line("%s", p.dim(title))
	for _, d := range n.Definitions {
		line := pad(cut(d.Definition, 21), 22) + padLeft(strconv.Itoa(d.Neighbours), 4)
		rank := none
		if d.TurbulenceRank != nil {
			rank = fmt.Sprintf("%d of %d", *d.TurbulenceRank, d.TurbulenceOf)
		}
		line += padLeft(rank, 12)
		for _, k := range columns {
			cell := none
			if d.Reason == "" && d.Levels[k].Residual != nil {
				cell = signed(*d.Levels[k].Residual) + verdictMark(d.Levels[k].Verdict)
			}
			line += padLeft(cell, column)
		}
		p.line("%s", line)
	}
	p.line("%s", p.dim("residuals in points; ▲ above, ▼ below, = within the band"))
	p.faults(n.Definitions)
	p.blank()
}

// faults says why definitions cannot be computed, once for those alike.
func (p *page) faults(list []assess.UnderDefinition) {
	var why []string
	of := make(map[string][]string)
	for _, d := range list {
		if d.Reason == "" {
			continue
		}
		if of[d.Reason] == nil {
			why = append(why, d.Reason)
		}
		of[d.Reason] = append(of[d.Reason], d.Definition)
	}
	for _, reason := range why {
		p.item("Not computed", fmt.Sprintf("%s: %s", strings.Join(of[reason], ", "), reason))
	}
}

// likeNextToLike words Moran's I.
func (p *page) likeNextToLike(n *assess.Neighbourhood) {
	if n.Moran == nil {
		return
	}
	text := fmt.Sprintf("Moran's I %s over %s (%s without any order, p %s)",
		decimals(n.Moran.I), plural(n.Moran.States, "state", "states"), decimals(n.Moran.Expected), pValue(n.Moran.P))
	if n.Local != nil {
		text += fmt.Sprintf("; the state itself is %s (local I %s, p %s)", n.Local.Quarter, decimals(n.Local.I), pValue(n.Local.P))
	}
	p.item("Like by like", text)
	p.blank()
}

// decimals writes a coefficient with two decimals.
func decimals(v float64) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', 2, 64), "-", minus, 1)
}

// pValue writes the probability of a permutation test.
func pValue(p float64) string { return strconv.FormatFloat(p, 'f', 3, 64) }

// NeighboursCSV prints a neighbourhood for programs: a row for each neighbour,
// measure of turbulence and score, under each definition that was asked for.
func NeighboursCSV(w io.Writer, n *assess.Neighbourhood) error {
	rows := [][]string{{
		"section", "country", "year", "definition", "view", "id", "name", "weight", "km", "own", "neighbours", "expected", "lo", "hi",
		"residual", "residual_sd", "verdict", "reason", "agree_definitions", "agree_variants", "agree_everywhere", "outlier", "rank", "of", "percentile", "unit", "oldest_year",
	}}
	add := func(section, definition, id, name string, cells map[string]string) {
		row := []string{section, string(n.Country), strconv.Itoa(n.Year), definition, n.View, id, name}
		for _, column := range rows[0][len(row):] {
			row = append(row, cells[column])
		}
		rows = append(rows, row)
	}
	for _, one := range n.Neighbours {
		add("neighbour", n.Definition, string(one.ISO3), one.Name, map[string]string{"weight": exact(one.Weight), "km": exactOr(one.KM), "own": exactOr(one.Score)})
	}
	if i := n.Income; i != nil {
		cells := map[string]string{"own": exactOr(i.Value), "unit": string(i.Unit), "reason": i.Missing}
		if i.Value != nil {
			cells["oldest_year"] = whole(i.Year)
		}
		add("income", n.Definition, i.ID, i.Name, cells)
	}
	add("turbulence", n.Definition, "all", "Turbulence", map[string]string{
		"rank": rankOr(n.Turbulence.Rank), "of": whole(n.Turbulence.Of), "percentile": exactOr(n.Turbulence.Index), "reason": n.Turbulence.Reason,
	})
	for _, t := range n.Turbulence.Parts {
		add("turbulence", n.Definition, t.ID, t.Name, map[string]string{
			"own": exactOr(t.Own), "neighbours": exactOr(t.Neighbours), "rank": rankOr(t.Rank), "of": whole(t.Of),
			"percentile": exactOr(t.Percentile), "unit": string(t.Unit), "reason": t.Reason, "oldest_year": whole(t.Oldest),
		})
	}
	for _, r := range n.Levels {
		add("level", n.Definition, r.ID, r.Name, residualCells(r))
	}
	for _, d := range n.Definitions {
		for _, r := range d.Levels {
			add("level_by_definition", d.Definition, r.ID, r.Name, residualCells(r))
		}
		if d.Reason != "" {
			add("level_by_definition", d.Definition, "", "", map[string]string{"verdict": string(neighbour.NotComputed), "reason": d.Reason})
		}
	}
	return writeCSV(w, rows)
}

// residualCells are the figures of a residual by column.
func residualCells(r assess.Residual) map[string]string {
	cells := map[string]string{
		"own": exactOr(r.Own), "neighbours": exactOr(r.Neighbours), "expected": exactOr(r.Expected), "lo": exactOr(r.Low), "hi": exactOr(r.High),
		"residual": exactOr(r.Residual), "residual_sd": exactOr(r.ResidualSD), "verdict": string(r.Verdict), "reason": r.Reason,
		"agree_definitions": r.Agreement.Definitions, "agree_variants": exactOr(r.Agreement.Variants),
		"agree_everywhere": exactOr(r.Agreement.Everywhere),
	}
	if r.Outlier != nil {
		cells["outlier"] = strconv.FormatBool(*r.Outlier)
	}
	return cells
}

// asOfLine says which day's knowledge was asked for.
func (p *page) asOfLine(day obs.Date) {
	if !day.IsZero() {
		p.line("as of %s", day)
	}
}
