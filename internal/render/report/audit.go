// SPDX-License-Identifier: Apache-2.0

package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
)

// Audited is an audit with what is written beside it.
type Audited struct {
	Audit *assess.Audit
	// Again is the command that gives the audit again; empty for the one that its
	// ids name.
	Again string
}

// AuditMarkdown writes the audit of a framework as Markdown.
func AuditMarkdown(w io.Writer, a *assess.Audit) error { return Audited{Audit: a}.Markdown(w) }

// Markdown writes the audit as Markdown.
func (a Audited) Markdown(w io.Writer) error { return a.document().markdown(w) }

// HTML writes the audit as one page.
func (a Audited) HTML(w io.Writer) error { return a.document().html(w) }

// document lays the audit out.
func (a Audited) document() *document {
	return laidOut(a)
}

// laidOut lays the audit out.
func laidOut(in Audited) *document {
	a := in.Audit
	d := &document{Title: fmt.Sprintf("%s, audited for %d", a.FrameworkName, a.Year)}
	d.paragraph("%d of %d states have an overall score. This page asks of the framework %q what its own users should ask: "+
		"whether its parts do what their weights say, whether they measure one thing, what rests on few data, and which choices move ranks. "+
		"It follows the questions of the OECD/JRC Handbook on Constructing Composite Indicators (2008) and is no statistical audit by anyone else.",
		a.Scored, a.States, a.Framework)
	tornado(d, a)
	weights(d, a)
	coherence(d, a)
	pairs(d, a)
	coverage(d, a)
	states(d, a)
	if len(a.Warnings) > 0 {
		d.heading("Caveats")
		for _, w := range a.Warnings {
			d.paragraph("%s", w.Text)
		}
	}
	d.heading("Reproduce")
	d.paragraph("%s (data %s, qala %s, id %s)", cmp.Or(in.Again, auditCall(a)), a.Data[:min(16, len(a.Data))], a.Version, a.ID)
	return d
}

// auditCall is the command that gives an audit again.
func auditCall(a *assess.Audit) string {
	again := fmt.Sprintf("qala audit --framework %s --year %d", a.Framework, a.Year)
	if !a.AsOf.IsZero() {
		again += " --as-of " + a.AsOf.String()
	}
	if a.Variants == nil {
		return again + " --draws 0"
	}
	return again + fmt.Sprintf(" --draws %d --seed %d", a.Variants.Draws, a.Variants.Seed)
}

// tornado says which choices move ranks.
func tornado(d *document, a *assess.Audit) {
	s := a.Sensitivity
	if s == nil {
		return
	}
	d.heading("What moves ranks")
	how := fmt.Sprintf("estimated from %d combinations, with 90 %% intervals of the bootstrap", s.Evaluations)
	if s.Shift.Exact {
		how = fmt.Sprintf("exact over all %d combinations", s.Evaluations)
	}
	d.paragraph("On average a state moves %s places from its rank under the framework's own choices. "+
		"The table says how much of the variance of that mean shift each choice accounts for: by itself, with its interactions, and its fair share (Shapley effect); %s.",
		digits(s.Shift.Mean, 2), how)
	list := slices.Clone(s.Shift.Indices)
	slices.SortStableFunc(list, func(x, y multiverse.Index) int { return cmp.Compare(y.Shapley, x.Shapley) })
	g := grid{Header: []string{"choice", "fair share", "with interactions", "by itself", "by itself, 90 % interval"}, Numbers: 1}
	for _, i := range list {
		interval := "exact"
		if !s.Shift.Exact {
			interval = digits(i.Low, 2) + " to " + digits(i.High, 2)
		}
		g.Rows = append(g.Rows, []string{words(i.Factor), digits(i.Shapley, 2), digits(i.Total, 2), digits(i.S, 2), interval})
	}
	d.table(g)
}

// weights sets nominal against effective weights.
func weights(d *document, a *assess.Audit) {
	d.heading("What weights say and what parts do")
	d.paragraph("Weight is the share in the parent; influence is the squared correlation with the index as a share among siblings " +
		"(after Paruolo, Saisana and Saltelli 2013). Where influence is far from weight, a part counts for more or less than was meant; where the correlation is negative, " +
		"states that do well in the part do worse on the whole, and influence does not tell that from its opposite. " +
		"Places is by how many places states move, on average, when the part is left out.")
	g := grid{Header: []string{"part", "in", "weight", "influence", "correlation", "in all", "places"}, Numbers: 2}
	for _, n := range a.Nodes {
		if !n.Indicator {
			g.Rows = append(g.Rows, nodeRow(n))
		}
	}
	d.table(g)
	g = grid{Header: slices.Clone(g.Header), Numbers: 2, Caption: "Indicators, by how far ranks rest on them."}
	g.Header[0] = "indicator"
	list := slices.DeleteFunc(slices.Clone(a.Nodes), func(n assess.AuditNode) bool { return !n.Indicator })
	slices.SortStableFunc(list, func(x, y assess.AuditNode) int { return cmp.Compare(orZero(y.Shift), orZero(x.Shift)) })
	for _, n := range list {
		g.Rows = append(g.Rows, nodeRow(n))
	}
	d.table(g)
}

// nodeRow is one node of the table of weights.
func nodeRow(n assess.AuditNode) []string {
	name := n.Name
	if n.Indicator {
		name += " (" + n.ID + ")"
	}
	return []string{
		name, n.Parent, percent(n.Weight), percentOr(n.Influence), digitsOr(n.Correlation, 2), percent(n.Total), digitsOr(n.Shift, 2),
	}
}

// coherence tells how far groups measure one thing.
func coherence(d *document, a *assess.Audit) {
	d.heading("Whether parts measure one thing")
	d.paragraph("Cronbach's alpha near 1 means that children vary together; below about 0.6 a mean hides different things, which may be meant. " +
		"A condition number above 30 or a variance inflation above 10 means that some count twice.")
	g := grid{Header: []string{"group", "parts", "alpha", "condition", "largest VIF", "first component", "remark"}, Numbers: 1}
	for _, x := range a.Groups {
		g.Rows = append(g.Rows, []string{
			x.Name, strconv.Itoa(x.Children), digitsOr(x.Alpha, 2), digitsOr(x.Condition, 1), digitsOr(x.VIF, 1), percentOr(x.First), x.Why,
		})
	}
	d.table(g)
}

// pairs lists pairs of siblings that go together too much, or not.
func pairs(d *document, a *assess.Audit) {
	d.heading("Pairs to think about")
	d.paragraph("All pairs of pillars, and siblings that are nearly the same or opposed.")
	g := grid{Header: []string{"a", "b", "remark", "correlation", "states"}, Numbers: 3}
	for _, x := range a.Pairs {
		g.Rows = append(g.Rows, []string{x.A, x.B, x.Flag, digits(x.R, 2), strconv.Itoa(x.N)})
	}
	d.table(g)
}

// scarce is the share of states below which an indicator is listed as missing
// often.
const scarce = 0.9

// coverage lists what is missing often.
func coverage(d *document, a *assess.Audit) {
	d.heading("What rests on few data")
	g := grid{Header: []string{"part", "states with a score"}, Numbers: 1}
	list := slices.Clone(a.Nodes)
	slices.SortStableFunc(list, func(x, y assess.AuditNode) int { return cmp.Compare(x.Available, y.Available) })
	for _, n := range list {
		if n.Available < scarce {
			g.Rows = append(g.Rows, []string{n.Name, percent(n.Available)})
		}
	}
	if len(g.Rows) == 0 {
		d.paragraph("Every part has a score for at least %s of the states.", percent(scarce))
		return
	}
	d.paragraph("Parts with a score for less than %s of the states.", percent(scarce))
	d.table(g)
}

// states lists fragile and firm states.
func states(d *document, a *assess.Audit) {
	if len(a.Fragile) == 0 {
		return
	}
	d.heading("Whose rank is fragile")
	d.paragraph("Ranges hold 90 %% of %d variants. Of the fragile, a rank alone says little.", a.Variants.Draws)
	for _, side := range []struct {
		caption string
		list    []assess.AuditState
	}{{"The widest ranges.", a.Fragile}, {"The narrowest.", a.Firm}} {
		g := grid{Header: []string{"state", "rank", "range", "places"}, Numbers: 1, Caption: side.caption}
		for _, x := range side.list {
			g.Rows = append(g.Rows, []string{
				x.Name, strconv.Itoa(x.Rank), fmt.Sprintf("%d–%d", x.Range.Low90, x.Range.High90), strconv.Itoa(x.Range.High90 - x.Range.Low90 + 1),
			})
		}
		d.table(g)
	}
}

// missing stands for what is not defined.
const missing = "—"

// digits writes a number with so many decimals.
func digits(v float64, decimals int) string {
	text := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	if v < 0 && strings.Trim(text, "0.") != "" {
		return "−" + text
	}
	return text
}

// digitsOr is digits, or a dash.
func digitsOr(v *float64, decimals int) string {
	if v == nil {
		return missing
	}
	return digits(*v, decimals)
}

// percent writes a share.
func percent(share float64) string { return digits(100*share, 0) + " %" }

// percentOr is percent, or a dash.
func percentOr(share *float64) string {
	if share == nil {
		return missing
	}
	return percent(*share)
}

// orZero orders what is missing last.
func orZero(v *float64) float64 {
	if v == nil {
		return -1
	}
	return *v
}

// words writes an id as words.
func words(id string) string { return strings.ReplaceAll(id, "_", " ") }
