// SPDX-License-Identifier: Apache-2.0

package render

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/neighbour"
)

// mostOutliers is how many states are listed at most.
const mostOutliers = 15

// OutliersText prints who departs most from the neighbourhood for eyes: the index
// with a bar for each state, then the pillars in a line each.
func OutliersText(w io.Writer, out *assess.Outliers, o Options) error {
	p := newPage(w, o)
	p.heading(fmt.Sprintf("Outliers · %d · %s · %s", out.Year, out.Definition, out.FrameworkName), out.ID)
	p.asOfLine(out.AsOf)
	p.blank()
	whole := out.Levels[0]
	p.paragraph(outliersSentence(out))
	p.blank()
	const numbers, names = 42, 18
	cells := min(p.opt.Width-names-numbers, 40)
	p.line("%s%s", strings.Repeat(" ", names), p.dim(pad(axis(cells), cells)+" own  exp   band  resid    s.d.  verdict"))
	for _, r := range whole.States[:min(mostOutliers, whole.Computed)] {
		p.line("%s%s%s%s%s%s%s  %s", pad(cut(r.State, names-1), names), expectationBar(r.Residual, cells), padLeft(score(r.Own), 4),
			padLeft(score(r.Expected), 5), padLeft(span(r.Low, r.High), 7), padLeft(signed(*r.Residual.Residual), 7), padLeft(signed(*r.ResidualSD), 8), outlierWords(r.Residual))
	}
	p.item("Marks", "● own, │ expected, ├─┤ 90 % band; ▲ above, ▼ below, = within the band; 4/6: so under 4 of the 6 definitions that give a verdict; ! outlier: so under 80 % of definitions and variants")
	p.blank()
	var parts []string
	for _, l := range out.Levels[1:] {
		parts = append(parts, upper(l.Name)+" "+pillarOutliers(l))
	}
	if len(parts) > 0 {
		p.items("By part", parts)
		p.blank()
	}
	if m := whole.Moran; m != nil {
		p.item("Like by like", fmt.Sprintf("Moran's I of the overall score %s over %s (p %s)", decimals(m.I), plural(m.States, "state", "states"), pValue(m.P)))
	}
	if n := len(whole.States) - whole.Computed; n > 0 {
		p.item("Not computed", fmt.Sprintf("%s (--format csv gives the reasons)", plural(n, "state", "states")))
	}
	p.items("Caveats", caveats(out.Warnings))
	p.item("Data", fmt.Sprintf("%s · qala %s", short(out.Data), out.Version))
	p.item("Reproduce", p.again(fmt.Sprintf("qala outliers --year %d --definition %s%s", out.Year, out.Definition, viewFlag(out.View)), out.Framework, out.AsOf))
	return p.err
}

// outliersSentence says how many states lie outside of their band, how many would by
// chance, and how many are outliers by the rule.
func outliersSentence(out *assess.Outliers) string {
	whole := out.Levels[0]
	text := fmt.Sprintf("%d of %s lie outside of what %s and income lead one to expect of them, by the 90 %% band; by chance alone about %.0f would.",
		whole.Outside, plural(whole.Computed, "state", "states"), othersWords(out.Definition), 0.1*float64(whole.Computed))
	decided, outliers := false, 0
	for _, r := range whole.States {
		if r.Outlier != nil {
			decided = true
			if *r.Outlier {
				outliers++
			}
		}
	}
	switch {
	case !decided && out.Variants == nil:
		return text + " Without variants no state is called an outlier."
	case !decided:
		return text + " On so few variants no state is called an outlier."
	}
	named := "None of them is an outlier, which would take"
	switch {
	case outliers == 1:
		named = "One of them is an outlier, so under"
	case outliers > 1:
		named = fmt.Sprintf("%d of them are outliers, so under", outliers)
	}
	return text + " " + named + " at least 80 % of the definitions and of the variants."
}

// othersWords call the neighbourhoods of many states in a sentence.
func othersWords(definition string) string {
	if d, err := neighbour.Parse(definition); err == nil && d.Kind == neighbour.Region && d.ID != neighbour.OwnRegion {
		return fmt.Sprintf("the other members of the region %s (for other states: of their own subregion)", d.ID)
	}
	return strings.Replace(surroundingWords(definition), "its", "their", 1)
}

// outlierWords is the verdict on a state with how far it holds.
func outlierWords(r assess.Residual) string {
	text := verdictMark(r.Verdict) + " " + r.Agreement.Definitions
	if r.Outlier != nil && *r.Outlier {
		text += " !"
	}
	return text
}

// pillarOutliers lists the states outside of their band in a pillar.
func pillarOutliers(l assess.OutlierLevel) string {
	var above, below []string
	for _, r := range l.States {
		code := string(r.ISO3)
		if r.Outlier != nil && *r.Outlier {
			code += "!"
		}
		switch r.Verdict {
		case neighbour.Above:
			above = append(above, code)
		case neighbour.Below:
			below = append(below, code)
		}
	}
	return fmt.Sprintf("▲ %s · ▼ %s", orNone(above), orNone(below))
}

// orNone lists words, or says that there are none.
func orNone(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, " ")
}

// OutliersCSV prints the residuals of all states at all levels for programs.
func OutliersCSV(w io.Writer, out *assess.Outliers) error {
	header := []string{"year", "definition", "view", "level", "iso3", "name"}
	figures := []string{
		"own", "neighbours", "expected", "lo", "hi", "residual", "residual_sd", "verdict", "reason", "agree_definitions", "agree_variants", "agree_everywhere", "outlier",
	}
	rows := [][]string{append(header, figures...)}
	for _, l := range out.Levels {
		for _, r := range l.States {
			row := []string{strconv.Itoa(out.Year), out.Definition, out.View, l.ID, string(r.ISO3), r.State}
			cells := residualCells(r.Residual)
			for _, column := range figures {
				row = append(row, cells[column])
			}
			rows = append(rows, row)
		}
	}
	return writeCSV(w, rows)
}
