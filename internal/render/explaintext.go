// SPDX-License-Identifier: Apache-2.0

package render

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
)

// mostParts is how many counterparts or raw rows are listed in text.
const mostParts = 15

// ExplainText prints where a number comes from.
func ExplainText(w io.Writer, e *assess.Explanation, o Options) error {
	p := newPage(w, o)
	p.heading(fmt.Sprintf("%s · %s · %d", e.Name, e.IndicatorName, e.Year), e.ID)
	if !e.AsOf.IsZero() {
		p.line("as of %s", e.AsOf)
	}
	p.blank()
	p.item("Value", explainedValue(e))
	if len(e.Flags) > 0 {
		p.item("Flags", strings.ReplaceAll(strings.Join(e.Flags, ", "), "_", " "))
	}
	p.item("Indicator", e.Indicator)
	p.some("Means", e.Definition)
	p.some("Kind", string(e.Kind))
	p.some("Limits", e.Limits)
	if e.Value != nil {
		p.item("Formula", e.Formula)
	}
	p.items("Inputs", inputs(e.Inputs, e.Country != "", string(e.Country), 0))
	p.items("Parts", parts(e))
	p.items("Raw rows", rows(e.Refs))
	p.items("SHA-256", files(e.Refs))
	p.origin(e)
	p.items("Used in", uses(e.Uses))
	p.items("Caveats", caveats(e.Warnings))
	p.item("Reproduce", p.again(fmt.Sprintf("qala explain %s %s --year %d", e.Country, e.Indicator, e.Year), e.Framework, e.AsOf))
	return p.err
}

// some writes an item unless it is empty.
func (p *page) some(label, content string) {
	if content != "" {
		p.item(label, content)
	}
}

// origin writes where the value was published.
func (p *page) origin(e *assess.Explanation) {
	if e.Source == "" {
		return
	}
	release := "release " + e.Release
	if !e.Published.IsZero() {
		release += ", published " + e.Published.String()
	}
	p.item("Source", fmt.Sprintf("%s, %s", e.Title, release))
	p.some("", e.URL)
	p.some("Licence", strings.TrimSpace(e.Licence+"  "+e.LicenceURL))
	p.some("Cite", e.Citation)
	for _, o := range e.Sources {
		if o.Source != e.Source || o.Release != e.Release {
			p.item("Also", fmt.Sprintf("%s, %s, %s (%s)", o.Producer, o.Title, o.Release, o.Licence))
		}
	}
}

// explainedValue words the value with its own uncertainty, or why it is missing.
func explainedValue(e *assess.Explanation) string {
	if e.Value == nil {
		if len(e.Parts) > 0 {
			return fmt.Sprintf("%s, in %s", plural(len(e.Parts), "counterpart", "counterparts"), e.Unit)
		}
		return none + " " + reason(e.Missing, e.LastYear)
	}
	text := quantity(*e.Value, e.Unit)
	if e.SE != nil {
		text += fmt.Sprintf(", standard error %s", number(*e.SE))
	}
	if e.Low != nil && e.High != nil {
		text += fmt.Sprintf(", %s–%s", number(*e.Low), number(*e.High))
		if e.Level > 0 {
			text += fmt.Sprintf(" (%s interval)", percent(e.Level))
		} else {
			text += " (low and high estimate)"
		}
	}
	return text
}

// inputs lists what a derived value rests on, indented by depth.
func inputs(list []assess.Input, here bool, home string, depth int) []string {
	var lines []string
	for _, in := range list {
		line := fmt.Sprintf("%s%s %d = %s", strings.Repeat("· ", depth), in.Indicator, in.Year, number(in.Value))
		if here && string(in.Country) != home {
			line += ", " + string(in.Country)
		}
		if in.Counterpart != "" {
			line += ", " + in.Counterpart
		}
		if in.Weight != 0 {
			line += ", weight " + number(in.Weight)
		}
		lines = append(lines, line)
		lines = append(lines, inputs(in.Inputs, here, home, depth+1)...)
	}
	return lines
}

// parts lists counterparts, the largest value first.
func parts(e *assess.Explanation) []string {
	list := slices.Clone(e.Parts)
	slices.SortStableFunc(list, func(x, y assess.Part) int { return cmp.Compare(y.Value, x.Value) })
	var lines []string
	for i, part := range list {
		if i == mostParts {
			return append(lines, fmt.Sprintf("and %d more (--format json)", len(list)-i))
		}
		lines = append(lines, fmt.Sprintf("%s: %s", part.Counterpart, quantity(part.Value, e.Unit)))
	}
	return lines
}

// rows lists raw rows: file, line or place, what stands there.
func rows(refs []assess.Ref) []string {
	var lines []string
	for i, r := range refs {
		if i == mostParts {
			return append(lines, fmt.Sprintf("and %d more (--format json)", len(refs)-i))
		}
		lines = append(lines, row(r))
	}
	return lines
}

// row is one raw row; its file's hash stands below.
func row(r assess.Ref) string {
	text := r.File
	if r.Row > 0 {
		text += fmt.Sprintf(" line %d", r.Row)
	}
	if r.Rows > 1 {
		text += fmt.Sprintf(" and %d more", r.Rows-1)
	}
	if r.Place != "" {
		text += " " + r.Place
	}
	if r.Text != "" {
		text += fmt.Sprintf(": %q", r.Text)
	}
	return text
}

// files lists the files that raw rows stand in, each with its whole hash, which
// says whether somebody else's copy is the same.
func files(refs []assess.Ref) []string {
	var lines []string
	for _, r := range refs {
		if !slices.Contains(lines, r.SHA256) {
			lines = append(lines, r.File, r.SHA256)
		}
	}
	return lines
}

// uses lists where the framework scores the indicator.
func uses(list []assess.Use) []string {
	var lines []string
	for _, u := range list {
		text := fmt.Sprintf("%s: %s, %s of the whole, %s is better", u.Framework, u.Group, percent(u.Weight), u.Direction)
		if u.Low != u.High {
			text += fmt.Sprintf(", goalposts %s to %s", number(u.Low), number(u.High))
		}
		if u.Scale != "" && u.Scale != "linear" {
			text += ", " + u.Scale + " scale"
		}
		lines = append(lines, text)
	}
	return lines
}
