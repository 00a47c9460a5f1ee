// SPDX-License-Identifier: Apache-2.0

package render

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
)

// DriversText prints what a difference is made of for eyes: a sentence, a bar to
// the left or right for each pillar and group, and the indicators that moved
// most with their values before and after.
func DriversText(w io.Writer, d *assess.Drivers, o Options) error {
	p := newPage(w, o)
	p.heading(fmt.Sprintf("%s · drivers · %s", d.Name, d.FrameworkName), d.ID)
	if !d.AsOf.IsZero() {
		p.line("as of %s", d.AsOf)
	}
	p.blank()
	p.paragraph(driversSentence(d))
	p.blank()
	p.waterfall(d)
	p.blank()
	p.movers("Up", d, 1)
	p.movers("Down", d, -1)
	if d.Revision != nil {
		p.revised(d)
	}
	p.items("Caveats", caveats(d.Warnings))
	p.items("Sources", sources(d.Sources))
	p.item("Data", fmt.Sprintf("%s%s · qala %s", upTo(d.Sources), short(d.Data), d.Version))
	p.item("Reproduce", p.again(driversCall(d), d.Framework, d.AsOf))
	return p.err
}

// driversCall is the command that gives the account again.
func driversCall(d *assess.Drivers) string {
	call := fmt.Sprintf("qala drivers %s", d.Country)
	switch {
	case d.From.Year != d.To.Year || !d.From.AsOf.IsZero():
		call += fmt.Sprintf(" --from %d --to %d", d.From.Year, d.To.Year)
	case d.From.Country != "":
		call += fmt.Sprintf(" --against %s --to %d", d.From.Country, d.To.Year)
	default:
		call += fmt.Sprintf(" --to %d", d.To.Year)
	}
	if !d.From.AsOf.IsZero() {
		call += " --known " + d.From.AsOf.String()
	}
	return call
}

// driversSentence says what differs and by how much. Sums of what is shown agree
// to the digit shown.
func driversSentence(d *assess.Drivers) string {
	var text string
	switch {
	case d.From.Country == d.To.Country && d.From.Year == d.To.Year:
		text = fmt.Sprintf("The overall score of %s for %d read %s on %s and reads %s now: later editions of the data changed it by %s points.",
			d.Name, d.To.Year, tenth(d.From.Score), d.From.AsOf, tenth(d.To.Score), signed(d.Points))
	case d.From.Country == d.To.Country:
		text = fmt.Sprintf("From %s in %d to %s in %d the overall score of %s changed by %s points.",
			tenth(d.From.Score), d.From.Year, tenth(d.To.Score), d.To.Year, d.Name, signed(d.Points))
		if d.Revision != nil {
			text += fmt.Sprintf(" Later editions of the data make %s of it: %d read %s on %s.",
				signed(d.Revision.Points), d.From.Year, tenth(d.From.Score), d.From.AsOf)
		}
	case d.From.Country != "":
		text = fmt.Sprintf("In %d the overall score of %s (%s) differs from that of %s (%s) by %s points.",
			d.To.Year, d.Name, tenth(d.To.Score), d.From.Name, tenth(d.From.Score), signed(d.Points))
	default:
		text = fmt.Sprintf("In %d the overall score of %s (%s) differs by %s points from that of a state with %s (%s).",
			d.To.Year, d.Name, tenth(d.To.Score), signed(d.Points), d.From.Name, tenth(d.From.Score))
	}
	if !d.Exact {
		text += fmt.Sprintf(" The parts are means over %d random orders.", d.Orders)
	}
	return text
}

// tenth writes a score with one decimal.
func tenth(v float64) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', 1, 64), "-", minus, 1)
}

// signed writes points with their sign and one decimal; what rounds to nothing
// has none.
func signed(v float64) string {
	text := strconv.FormatFloat(math.Abs(v), 'f', 1, 64)
	switch {
	case text == "0.0":
		return "0.0"
	case v < 0:
		return minus + text
	}
	return "+" + text
}

// waterfall draws the effects of pillars and groups to both sides of a line.
func (p *page) waterfall(d *assess.Drivers) {
	type row struct {
		label  string
		points float64
		pillar int
		depth  int
	}
	var rows []row
	if d.Revision != nil {
		rows = append(rows, row{label: "Revision of data", points: d.Revision.Points, pillar: -1})
	}
	for i, pillar := range d.Effects {
		rows = append(rows, row{pillar.Name, pillar.Points, i, 0})
		for _, g := range pillar.Parts {
			if len(g.Parts) > 0 {
				rows = append(rows, row{g.Name, g.Points, i, 1})
			}
		}
	}
	labels, most := 12, 0.0
	for _, r := range rows {
		labels = max(labels, width(r.label)+2*r.depth+2)
		most = max(most, math.Abs(r.points))
	}
	const numbers, fewest = 8, 20
	labels = min(labels, p.opt.Width-numbers-fewest)
	half := min((p.opt.Width-labels-numbers-1)/2, 24)
	for _, r := range rows {
		label := pad(cut(strings.Repeat("  ", r.depth)+r.label, labels-1), labels)
		drawn := p.paint(r.pillar, swing(r.points, most, half))
		if r.depth == 0 {
			label = p.bold(label)
		}
		p.line("%s%s%s", label, drawn, padLeft(signed(r.points), numbers))
	}
	p.line("%s%s", strings.Repeat(" ", labels), p.dim("points of the overall score; parts sum to their pillar"))
}

// swing is a bar to the left or right of a line in the middle.
func swing(points, most float64, half int) string {
	n := 0
	if most > 0 {
		n = int(math.Round(math.Abs(points) / most * float64(half)))
	}
	bar := strings.Repeat("█", n)
	if points < 0 {
		return padLeft(bar, half) + "│" + strings.Repeat(" ", half)
	}
	return strings.Repeat(" ", half) + "│" + pad(bar, half)
}

// movers lists the indicators that moved the score most to one side.
func (p *page) movers(label string, d *assess.Drivers, sign float64) {
	var list []assess.Effect
	for _, e := range leavesOf(d.Effects) {
		if sign*e.Points > 0 && signed(e.Points) != "0.0" {
			list = append(list, e)
		}
	}
	slices.SortStableFunc(list, func(x, y assess.Effect) int { return cmp.Compare(math.Abs(y.Points), math.Abs(x.Points)) })
	var lines []string
	for _, e := range list[:min(shown, len(list))] {
		lines = append(lines, moverLine(e, d))
	}
	p.items(label, lines)
	if len(lines) > 0 {
		p.blank()
	}
}

// leavesOf lists the effects that are not opened further.
func leavesOf(list []assess.Effect) []assess.Effect {
	var out []assess.Effect
	for _, e := range list {
		if len(e.Parts) == 0 {
			out = append(out, e)
		}
		out = append(out, leavesOf(e.Parts)...)
	}
	return out
}

// moverLine is one indicator: points, name, and its values on both sides.
func moverLine(e assess.Effect, d *assess.Drivers) string {
	text := signed(e.Points) + "  " + e.Name
	if e.Before == nil && e.After == nil {
		if e.To != nil && e.From != nil {
			return text + fmt.Sprintf(": score %s against %s", score(e.To), score(e.From))
		}
		return text
	}
	if d.From.Country != "" && d.From.Country != d.To.Country {
		return text + ": " + moverValue(e.After) + " against " + moverValue(e.Before)
	}
	if e.Before == nil {
		return text + fmt.Sprintf(": %s, score %s against the median's %s", moverValue(e.After), score(e.To), score(e.From))
	}
	return text + ": " + moverValue(e.Before) + " → " + moverValue(e.After)
}

// moverValue is a value with its unit, year and source, or the reason why there
// is none.
func moverValue(i *assess.Indicator) string {
	switch {
	case i == nil:
		return none
	case i.Value == nil:
		return none + " " + reason(i.Missing, i.LastYear)
	}
	return fmt.Sprintf("%s (%d, %s)", brief(*i.Value, i.Unit), i.Year, i.Source)
}

// revised lists what later editions changed most.
func (p *page) revised(d *assess.Drivers) {
	list := leavesOf(d.Revision.Effects)
	slices.SortStableFunc(list, func(x, y assess.Effect) int { return cmp.Compare(math.Abs(y.Points), math.Abs(x.Points)) })
	var lines []string
	for _, e := range list[:min(shown, len(list))] {
		if signed(e.Points) != "0.0" {
			lines = append(lines, moverLine(e, &assess.Drivers{From: d.From, To: d.From}))
		}
	}
	if len(lines) == 0 {
		lines = []string{"no edition published since changed the score by a tenth of a point"}
	}
	p.items("Revised", lines)
	p.blank()
}

// DriversCSV prints the effects for programs: a row for every node, revisions
// first.
func DriversCSV(w io.Writer, d *assess.Drivers) error {
	rows := [][]string{{
		"country", "against", "from", "to", "account", "parent", "id", "name", "points", "standard_error",
		"from_score", "to_score", "from_value", "to_value", "unit", "from_value_year", "to_value_year", "source", "release",
	}}
	var add func(account, parent string, list []assess.Effect)
	add = func(account, parent string, list []assess.Effect) {
		for _, e := range list {
			row := []string{
				string(d.Country), string(d.From.Country), strconv.Itoa(d.From.Year), strconv.Itoa(d.To.Year), account, parent,
				e.ID, e.Name, exact(e.Points), "", exactOr(e.From), exactOr(e.To), "", "", "", "", "", "", "",
			}
			if !d.Exact {
				row[9] = exact(e.SE)
			}
			if e.Before != nil && e.Before.Value != nil {
				row[12], row[14], row[15] = exact(*e.Before.Value), string(e.Before.Unit), whole(e.Before.Year)
			}
			if e.After != nil && e.After.Value != nil {
				row[13], row[14], row[16] = exact(*e.After.Value), string(e.After.Unit), whole(e.After.Year)
				row[17], row[18] = e.After.Source, e.After.Release
			}
			rows = append(rows, row)
			add(account, e.ID, e.Parts)
		}
	}
	if d.Revision != nil {
		add("revision", "overall", d.Revision.Effects)
	}
	add("change", "overall", d.Effects)
	return writeCSV(w, rows)
}
