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
)

// TrendText prints a country's years for eyes: a line of blocks for each score,
// its ends with their ranges, its change beside the neighbours', and the years in
// which series change.
func TrendText(w io.Writer, t *assess.Trend, o Options) error {
	p := newPage(w, o)
	p.heading(fmt.Sprintf("%s · %d–%d · %s", t.Name, t.From, t.To, t.FrameworkName), t.ID)
	p.asOfLine(t.AsOf)
	p.blank()
	p.paragraph(trendSentence(t))
	p.blank()
	p.courses(t)
	p.blank()
	p.changes(t)
	p.blank()
	p.items("Breaks", breakLines(t.Breaks, t.From))
	p.items("Caveats", caveats(t.Warnings))
	p.items("Sources", sources(t.Sources))
	p.item("Data", fmt.Sprintf("%s%s · qala %s", upTo(t.Sources), short(t.Data), t.Version))
	p.item("Reproduce", p.again(trendCall(t), t.Framework, t.AsOf))
	return p.err
}

// trendCall is the command that gives the trend again.
func trendCall(t *assess.Trend) string {
	return fmt.Sprintf("qala trend %s --from %d --to %d --definition %s%s", t.Country, t.From, t.To, t.Definition, viewFlag(t.View))
}

// trendSentence says how the whole changed, and beside whom.
func trendSentence(t *assess.Trend) string {
	c := t.Levels[0].Change
	if c.Own == nil {
		return fmt.Sprintf("The overall score cannot be compared: %s.", c.Reason) + scoredBetween(t.Levels[0].Years)
	}
	text := fmt.Sprintf("From %d to %d the overall score changed by %s points", c.From, c.To, signed(*c.Own))
	if c.Better != nil {
		text += fmt.Sprintf(" (higher in %s of the variants)", percent(*c.Better))
	}
	if c.Median == nil {
		text += fmt.Sprintf("; how its neighbours changed is not known: %s", c.Reason)
		if len(c.Members) == 0 {
			text += " (others have, such as knn:5 and region:m49)"
		}
		return text + "."
	}
	return text + fmt.Sprintf(", the median of %s (%s) by %s, with %d of %d moving that way: %s.",
		strings.TrimSuffix(surroundingWords(t.Definition), ","), codesOf(c.Members), signed(*c.Median), c.Same, c.Of, courseSentence(c))
}

// courseSentence words the verdict on a change with the share of variants that
// agree; where most of them do not, it says so.
func courseSentence(c assess.Change) string {
	text := courseWords(c.Verdict)
	switch {
	case c.Holds == nil:
		return text
	case *c.Holds < 0.5:
		return fmt.Sprintf("by the framework's own choices %s, which most variants do not say (%s do)", text, percent(*c.Holds))
	}
	return text + fmt.Sprintf(" (so in %s of the variants)", percent(*c.Holds))
}

// scoredBetween says between which years there are scores, so that one can ask for
// those.
func scoredBetween(years []assess.TrendYear) string {
	var first, last int
	for _, y := range years {
		if y.Value != nil {
			if first == 0 {
				first = y.Year
			}
			last = y.Year
		}
	}
	switch first {
	case 0:
		return " No year has a score."
	case last:
		return fmt.Sprintf(" Only %d has a score.", first)
	}
	return fmt.Sprintf(" There are scores from %d to %d.", first, last)
}

// codesOf lists the members whose change is known, or counts them where they are
// many.
func codesOf(members []assess.MemberChange) string {
	const most = 12
	var list []string
	for _, m := range members {
		if m.Change != nil {
			list = append(list, string(m.ISO3))
		}
	}
	if len(list) > most {
		return fmt.Sprintf("%d of them", len(list))
	}
	return strings.Join(list, " ")
}

// courseWords words the verdict on a change.
func courseWords(c neighbour.Course) string {
	switch c {
	case neighbour.Bucks:
		return "it bucks their trend"
	case neighbour.Follows:
		return "it follows their trend"
	case neighbour.Still:
		return "it stands still while they move"
	case neighbour.NoTrend:
		return "they have no common trend"
	}
	return "not computed"
}

// blocks are the eight heights of a line of blocks.
var blocks = [...]rune{'▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'}

// courses draws each score over the years, lowest to highest of its own.
func (p *page) courses(t *assess.Trend) {
	const labels, ends = 26, 20
	years := len(t.Levels[0].Years)
	cell := max(1, (p.opt.Width-labels-ends)/max(years, 1))
	if years > p.opt.Width-labels-ends {
		cell = 1
	}
	p.line("%s%s%s", strings.Repeat(" ", labels), p.dim(pad(strconv.Itoa(t.From), max(cell*years-4, 5))+strconv.Itoa(t.To)), p.dim("  lowest–highest"))
	for _, l := range t.Levels {
		label := pad(cut(nodeLabel(l.ID, l.Name, l.Depth), labels-1), labels)
		if l.Depth == 0 {
			label = p.bold(label)
		}
		line, low, high := sparkline(l.Years, cell)
		p.line("%s%s  %s", label, line, span(low, high))
		if l.Depth == 2 || len(l.Turns) == 0 {
			continue
		}
		for _, text := range wrap(turnWords(l.Turns), p.opt.Width-labels) {
			p.line("%s%s", strings.Repeat(" ", labels), p.dim(text))
		}
	}
}

// sparkline draws the years of a score; a year without one is a dot.
func sparkline(years []assess.TrendYear, cell int) (line string, low, high *float64) {
	for _, y := range years {
		if y.Value == nil {
			continue
		}
		if low == nil || *y.Value < *low {
			low = y.Value
		}
		if high == nil || *y.Value > *high {
			high = y.Value
		}
	}
	var b strings.Builder
	for _, y := range years {
		mark := '·'
		if y.Value != nil {
			height := len(blocks) / 2
			if *high > *low {
				height = int(math.Min((*y.Value-*low)/(*high-*low)*float64(len(blocks)), float64(len(blocks)-1)))
			}
			mark = blocks[height]
		}
		b.WriteString(strings.Repeat(string(mark), cell))
	}
	return b.String(), low, high
}

// turnWords lists turning points.
func turnWords(turns []assess.Turn) string {
	words := make([]string, len(turns))
	for i, t := range turns {
		words[i] = fmt.Sprintf("%s %d (%s)", t.Kind, t.Year, score(&t.Score))
	}
	return strings.Join(words, ", ")
}

// changes lists each score's ends and its change beside the neighbours'.
func (p *page) changes(t *assess.Trend) {
	const labels, end = 20, 13
	p.line("%s%s", strings.Repeat(" ", labels), p.dim(padLeft(strconv.Itoa(t.From), end)+padLeft(strconv.Itoa(t.To), end)+" change around same verdict"))
	for _, l := range t.Levels {
		label := pad(cut(nodeLabel(l.ID, l.Name, l.Depth), labels-1), labels)
		if l.Depth == 0 {
			label = p.bold(label)
		}
		first, last := l.Years[0], l.Years[len(l.Years)-1]
		c := l.Change
		p.line("%s%s%s%s%s%s %s", label, padLeft(withRange(first), end), padLeft(withRange(last), end),
			padLeft(signedOr(c.Own), 7), padLeft(signedOr(c.Median), 7), padLeft(fmt.Sprintf("%d/%d", c.Same, c.Of), 5), courseMark(c))
	}
	p.item("Marks", "score (90 % range); change in points; around: median change of the neighbours; same: how many of them moved that way; per cent: share of the variants with the verdict")
}

// withRange writes a score with its range.
func withRange(y assess.TrendYear) string {
	if y.Value == nil {
		return none
	}
	if y.Range == nil {
		return score(y.Value)
	}
	return score(y.Value) + " (" + within(y.Range) + ")"
}

// signedOr writes a change, or an em dash.
func signedOr(v *float64) string {
	if v == nil {
		return none
	}
	return signed(*v)
}

// courseMark is the verdict on a change in few words.
func courseMark(c assess.Change) string {
	text := map[neighbour.Course]string{
		neighbour.Bucks: "bucks", neighbour.Follows: "follows", neighbour.Still: "still", neighbour.NoTrend: "no trend", neighbour.Unknown: none,
	}[c.Verdict]
	if c.Holds != nil {
		text += " " + percent(*c.Holds)
	}
	return text
}

// breakLines lists the breaks, a line for each year; where many series change at
// once it says how many.
func breakLines(breaks []assess.Break, from int) []string {
	const most, longest = 3, 220
	var lines []string
	for i := 0; i < len(breaks); {
		year := breaks[i].Year
		var texts []string
		for ; i < len(breaks) && breaks[i].Year == year; i++ {
			texts = append(texts, strings.TrimSuffix(breaks[i].Text, "."))
		}
		more := ""
		if len(texts) > most {
			more = fmt.Sprintf("; %d more (--format json)", len(texts)-most)
			texts = texts[:most]
		}
		text := fmt.Sprintf("%d: %s", year, strings.Join(texts, "; "))
		if width(text) > longest {
			text = cutList(text, longest) + " and others"
		}
		lines = append(lines, text+more)
	}
	if len(lines) == 0 {
		lines = []string{fmt.Sprintf("none after %d", from)}
	}
	return lines
}

// TrendCSV prints a trend for programs: a row for each score and year, then one
// for each change.
func TrendCSV(w io.Writer, t *assess.Trend) error {
	rows := [][]string{{
		"section", "country", "id", "name", "year", "score", "lo90", "hi90", "coverage", "p_better", "reason", "turning_point", "break",
		"from", "to", "change", "neighbours_median", "same_way", "of", "verdict", "p_verdict",
	}}
	for _, l := range t.Levels {
		for i, y := range l.Years {
			low, high := "", ""
			if y.Range != nil {
				low, high = exact(y.Range.Score.Low90), exact(y.Range.Score.High90)
			}
			row := []string{
				"year", string(t.Country), l.ID, l.Name, strconv.Itoa(y.Year), exactOr(y.Value), low, high, exact(y.Coverage), exactOr(y.Better), y.Reason,
				turnAt(l.Turns, y.Year), breakAt(t.Breaks, y.Year, l.ID), "", "", "", "", "", "", "", "",
			}
			rows = append(rows, row)
			if i < len(l.Years)-1 {
				continue
			}
			c := l.Change
			rows = append(rows, []string{
				"change", string(t.Country), l.ID, l.Name, "", "", "", "", "", exactOr(c.Better), c.Reason, "", "", strconv.Itoa(c.From), strconv.Itoa(c.To),
				exactOr(c.Own), exactOr(c.Median), strconv.Itoa(c.Same), strconv.Itoa(c.Of), string(c.Verdict), exactOr(c.Holds),
			})
		}
	}
	return writeCSV(w, rows)
}

// turnAt is the kind of turning point of a year.
func turnAt(turns []assess.Turn, year int) string {
	for _, t := range turns {
		if t.Year == year {
			return t.Kind
		}
	}
	return ""
}

// breakAt lists the kinds of breaks of a year that concern a node: those of its own
// coverage, and those of the sources.
func breakAt(breaks []assess.Break, year int, id string) string {
	var kinds []string
	for _, b := range breaks {
		if b.Year == year && (b.Kind != "coverage" || b.Subject == id) {
			kinds = append(kinds, b.Kind+" "+b.Subject)
		}
	}
	return strings.Join(kinds, "; ")
}
