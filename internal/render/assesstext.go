// SPDX-License-Identifier: Apache-2.0

package render

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/obs"
)

// hardKind is the kind of pillar that is drawn shaded.
const hardKind = "hard"

// shown is how many of the strongest and weakest indicators are listed.
const shown = 5

// AssessText prints an assessment for eyes: a heading, one sentence, a bar for
// each pillar and group, strengths and weaknesses, gaps, exposure, caveats,
// sources, and how to get the same again.
func AssessText(w io.Writer, a *assess.Assessment, o Options) error {
	p := newPage(w, o)
	p.heading(fmt.Sprintf("%s · %d · %s", a.Name, a.Year, a.FrameworkName), a.ID)
	if !a.AsOf.IsZero() {
		p.line("as of %s", a.AsOf)
	}
	p.blank()
	p.paragraph(Verdict(a))
	if n := a.Neighbourhood; n != nil {
		p.paragraph(expectationSentence(n.Definition, &n.Residual))
	}
	p.blank()
	p.bars(a)
	p.blank()
	p.likeness(a)
	p.extremes(a)
	p.gaps(a)
	p.exposure(a)
	p.items("Caveats", caveats(a.Warnings))
	p.items("Sources", sources(a.Sources))
	p.item("Data", fmt.Sprintf("%s%s · qala %s", upTo(a.Sources), short(a.Data), a.Version))
	p.item("Reproduce", p.again(assessCall(a), a.Framework, a.AsOf))
	p.item("", "Open a number: "+explainCommand(a))
	return p.err
}

// assessCall is the command that assesses the country and year again.
func assessCall(a *assess.Assessment) string {
	return fmt.Sprintf("qala assess %s --year %d", a.Country, a.Year)
}

// upTo words the day on which the newest of the sources was published.
func upTo(origins []obs.Origin) string {
	if last := newest(origins); !last.IsZero() {
		return "published up to " + last.String() + " · "
	}
	return ""
}

// newest is the day on which the newest of the sources was published.
func newest(origins []obs.Origin) obs.Date {
	var last obs.Date
	for _, o := range origins {
		if o.Published.Compare(last) > 0 {
			last = o.Published
		}
	}
	return last
}

// explainCommand is a command that opens the first number of an assessment.
func explainCommand(a *assess.Assessment) string {
	for _, p := range a.Pillars {
		for _, i := range p.Indicators {
			if i.Value != nil {
				return fmt.Sprintf("qala explain %s %s --year %d", a.Country, i.ID, i.Year)
			}
		}
	}
	return "qala explain COUNTRY INDICATOR"
}

// barRow is one line of the chart.
type barRow struct {
	label  string
	s      assess.Score
	hard   bool
	pillar int
	// depth is 0 for the whole and for kinds, 1 for pillars, 2 for groups.
	depth int
}

// bars draws the chart: the whole, each kind, its pillars, their groups.
func (p *page) bars(a *assess.Assessment) {
	rows := barRows(a)
	labels := 12
	for _, r := range rows {
		labels = max(labels, width(r.label)+2*r.depth+2)
	}
	const numbers, fewest = 24, 18
	labels = min(labels, p.opt.Width-numbers-fewest)
	cells := min(p.opt.Width-labels-numbers, 50)
	p.line("%s%s", strings.Repeat(" ", labels), p.dim(pad(axis(cells), cells)+"  score     rank"))
	for _, r := range rows {
		p.line("%s", p.barLine(r, labels, cells))
	}
	p.line("%s%s", strings.Repeat(" ", labels), p.dim("│ median of the scored states"))
	if a.Overall.Range != nil {
		p.line("%s%s", strings.Repeat(" ", labels), p.dim("├─┤ 90 %, ■ 50 % of the variants"))
	}
}

// likeness says how far the rank can be told: its intervals, alone and together
// with those of all others, and the states that stand too near.
func (p *page) likeness(a *assess.Assessment) {
	r := a.Overall.Range
	if r == nil {
		return
	}
	p.item("Rank", fmt.Sprintf("half of the variants give %d–%d, 90 %% %d–%d; for statements on all states at once %d–%d",
		r.Rank.Low50, r.Rank.High50, r.Rank.Low90, r.Rank.High90, r.Simultaneous.Low, r.Simultaneous.High))
	if n := len(a.Indistinguishable); n > 0 {
		codes := make([]string, n)
		for i, c := range a.Indistinguishable {
			codes[i] = string(c)
		}
		p.item("Alike", fmt.Sprintf("cannot be told apart from %s: %s", plural(n, "state", "states"), strings.Join(codes, " ")))
	} else {
		p.item("Alike", "no other state stands too near to be told apart")
	}
	if v := a.Variants; v != nil {
		p.item("Varied", fmt.Sprintf("%s draws, seed %d: %s", thousands(strconv.Itoa(v.Draws)), v.Seed, factorNames(v)))
	}
	p.blank()
}

// factorNames lists what was varied.
func factorNames(v *assess.Variants) string {
	names := make([]string, len(v.Factors))
	for i, f := range v.Factors {
		names[i] = strings.ReplaceAll(f.ID, "_", " ")
	}
	return listed(names)
}

// barLine is one line: label, bar, score, rank.
func (p *page) barLine(r barRow, labels, cells int) string {
	label := pad(cut(strings.Repeat("  ", r.depth)+r.label, labels-1), labels)
	drawn := ranged(r.s, cells, r.hard)
	if r.depth == 0 {
		label, drawn = p.bold(label), p.bold(drawn)
	} else {
		drawn = p.paint(r.pillar, drawn)
	}
	if r.s.Rank == nil {
		return label + drawn + padLeft(none, 6) + "  not scored"
	}
	return label + drawn + padLeft(score(r.s.Value), 6) + padLeft(places(r.s), 9) + " of " + strconv.Itoa(r.s.Of)
}

// barRows lists the lines of the chart.
func barRows(a *assess.Assessment) []barRow {
	rows := []barRow{{label: "Overall", s: a.Overall, pillar: -1}}
	// Pillars of no kind come last, under no heading.
	for _, k := range append(slices.Clone(a.Kinds), assess.Group{}) {
		if k.ID != "" {
			rows = append(rows, barRow{label: strings.ToUpper(k.ID), s: k.Score, hard: k.ID == hardKind, pillar: -1})
		}
		for i, pillar := range a.Pillars {
			if pillar.Kind != k.ID {
				continue
			}
			hard := pillar.Kind == hardKind
			rows = append(rows, barRow{label: pillar.Name, s: pillar.Score, hard: hard, pillar: i, depth: 1})
			for _, g := range pillar.Groups {
				rows = append(rows, barRow{label: g.Name, s: g.Score, hard: hard, pillar: i, depth: 2})
			}
		}
	}
	return rows
}

// extremes lists the indicators with the highest and the lowest scores.
func (p *page) extremes(a *assess.Assessment) {
	var list []assess.Indicator
	for _, pillar := range a.Pillars {
		for _, i := range pillar.Indicators {
			if i.Score != nil {
				list = append(list, i)
			}
		}
	}
	// Of equal scores the one that weighs more comes first.
	sortBy := func(sign int) {
		slices.SortStableFunc(list, func(x, y assess.Indicator) int {
			return cmp.Or(sign*cmp.Compare(*x.Score, *y.Score), cmp.Compare(y.Weight, x.Weight))
		})
	}
	n := min(shown, len(list)/2)
	sortBy(-1)
	p.list("Strongest", list[:n])
	sortBy(1)
	p.list("Weakest", list[:n])
}

// list prints indicators with score, value, unit, year and source. What does not
// fit on one line goes on under the name.
func (p *page) list(label string, list []assess.Indicator) {
	const scores = 5
	for k, i := range list {
		if k > 0 {
			label = ""
		}
		content := fmt.Sprintf("%s: %s (%d, %s)", i.Name, brief(*i.Value, i.Unit), i.Year, i.Source)
		mark := padLeft(score(i.Score), scores-2) + "  "
		for n, l := range wrap(content, p.opt.Width-margin-scores) {
			if n > 0 {
				label, mark = "", strings.Repeat(" ", scores)
			}
			p.line("%s%s%s", pad(p.dim(label), margin), mark, l)
		}
	}
	if len(list) > 0 {
		p.blank()
	}
}

// gaps lists the scored indicators without a value, with the reason.
func (p *page) gaps(a *assess.Assessment) {
	var list []string
	for _, pillar := range a.Pillars {
		for _, i := range pillar.Indicators {
			if i.Value == nil {
				list = append(list, fmt.Sprintf("%s: %s", i.Name, reason(i.Missing, i.LastYear)))
			}
		}
	}
	if len(list) == 0 {
		list = []string{"none"}
	}
	p.items("Gaps", list)
	p.blank()
}

// exposure lists what is shown and never scored.
func (p *page) exposure(a *assess.Assessment) {
	var list []string
	for _, i := range a.Exposure {
		if i.Value == nil {
			list = append(list, fmt.Sprintf("%s: %s %s", i.Name, none, reason(i.Missing, i.LastYear)))
			continue
		}
		list = append(list, fmt.Sprintf("%s: %s (%d)", i.Name, brief(*i.Value, i.Unit), i.Year))
	}
	if len(list) == 0 {
		return
	}
	p.items("Exposure", append([]string{"shown, never scored"}, list...))
	p.blank()
}

// caveats are the warnings as sentences; long lists are left to --format json.
func caveats(warnings []obs.Warning) []string {
	const longest = 260
	var list []string
	for _, w := range warnings {
		text := w.Text
		if width(text) > longest {
			text = cutList(text, longest) + " and more (--format json)."
		}
		list = append(list, text)
	}
	return list
}

// sources are the origins, a line for each source with the releases used.
func sources(origins []obs.Origin) []string {
	var list []string
	for i := 0; i < len(origins); {
		o, releases := origins[i], ""
		for ; i < len(origins) && origins[i].Source == o.Source; i++ {
			releases += ", " + origins[i].Release
		}
		list = append(list, fmt.Sprintf("%s: %s%s · %s", o.Source, o.Title, releases, o.Licence))
	}
	return list
}

// short is the beginning of a hash.
func short(hash string) string {
	const digits = 16
	if len(hash) > digits {
		return hash[:digits] + "…"
	}
	return hash
}
