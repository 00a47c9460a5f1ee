// SPDX-License-Identifier: Apache-2.0

package claims

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/qala-observatory/qala/internal/article"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/obs"
)

// labels are the words for outcomes at the margin of a text.
var labels = map[string]string{
	string(claim.Supported):    "SUPPORTED",
	string(claim.Contradicted): "CONTRADICTED",
	string(claim.Mixed):        "MIXED",
	string(claim.NotCheckable): "not checkable",
	article.NoClaim:            "no claim",
}

// mostShown is the number of figures that are shown of a claim in a terminal.
const mostShown = 4

// Text writes sentences for a terminal: each with its outcome, a line of why, the
// figures, what would change it, and the sources. It keeps none of them.
type Text struct {
	out   io.Writer
	width int
	tally Tally
}

// NewText makes a Text of a width.
func NewText(out io.Writer, width int) *Text {
	return &Text{out: out, width: max(width, 60), tally: Tally{}}
}

// Sentence writes one sentence.
func (t *Text) Sentence(s *article.Sentence) error {
	t.tally.Add(s)
	w := &writer{width: t.width}
	w.sentence(s)
	_, err := io.WriteString(t.out, w.b.String())
	return err
}

// End writes the tally, the id and the date.
func (t *Text) End(id string, asOf obs.Date) error {
	w := &writer{width: t.width}
	w.line("", t.tally.String())
	w.line("", "check "+id+dated(asOf))
	_, err := io.WriteString(t.out, w.b.String())
	return err
}

// dated writes the date of the text.
func dated(asOf obs.Date) string {
	if asOf.IsZero() {
		return ", undated: claims are judged by the time they name, or by the latest figures"
	}
	return ", judged at " + asOf.String()
}

// Tally counts the outcomes of sentences.
type Tally map[string]int

// presumed sets the verdicts on what is taken for granted apart from outcomes.
const presumed = "presumed "

// Add counts one sentence, and what it takes for granted.
func (t Tally) Add(s *article.Sentence) {
	t[s.Outcome]++
	for i := range s.Claims {
		if s.Claims[i].Presumed {
			t[presumed+string(s.Claims[i].Verdict)]++
		}
	}
}

// String writes the counts.
func (t Tally) String() string {
	total, parts := t.parts("")
	out := fmt.Sprintf("%d sentences: %s", total, parts)
	switch total {
	case 0:
		return "no sentences"
	case 1:
		out = "1 sentence: " + parts
	}
	if n, parts := t.parts(presumed); n > 0 {
		out += fmt.Sprintf("; taken for granted: %s", parts)
	}
	return out
}

// parts writes the counts of one kind, and their sum.
func (t Tally) parts(kind string) (int, string) {
	var parts []string
	total := 0
	for _, o := range []string{string(claim.Supported), string(claim.Contradicted), string(claim.Mixed), string(claim.NotCheckable), article.NoClaim} {
		n := t[kind+o]
		total += n
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, strings.ToLower(labels[o])))
		}
	}
	return total, strings.Join(parts, ", ")
}

// writer wraps lines.
type writer struct {
	b     strings.Builder
	width int
}

// line writes a text wrapped, with an indent.
func (w *writer) line(indent, text string) {
	at := 0
	for _, word := range strings.Fields(printable(text)) {
		n := utf8.RuneCountInString(word)
		switch {
		case at == 0:
			w.b.WriteString(indent)
			at = len(indent)
		case at+1+n > w.width:
			w.b.WriteString("\n" + indent)
			at = len(indent)
		default:
			w.b.WriteByte(' ')
			at++
		}
		w.b.WriteString(word)
		at += n
	}
	w.b.WriteByte('\n')
}

// printable drops characters that would move a terminal or turn its direction.
func printable(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\n' || c == '\t':
			return ' '
		case c < 0x20, c >= 0x7f && c < 0xa0, c >= 0x200b && c <= 0x200f, c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069, c == 0xfeff:
			return -1
		}
		return c
	}, text)
}

// sentence writes one sentence.
func (w *writer) sentence(s *article.Sentence) {
	w.line("", s.Text)
	switch {
	case len(s.Claims) == 0:
		w.line("  ", labels[s.Outcome]+dash(s.Reason))
	case s.Claims[0].Presumed:
		w.line("  ", labels[s.Outcome]+dash(s.Reason))
		w.claims(s)
	case len(s.Claims) == 1:
		w.claim(&s.Claims[0], "")
	default:
		w.line("  ", labels[s.Outcome]+dash(fmt.Sprintf("%d parts", len(s.Claims))))
		w.claims(s)
	}
	for _, remark := range s.Remarks {
		w.line("    ", remark)
	}
	w.b.WriteByte('\n')
}

// dash puts a reason behind a label.
func dash(reason string) string {
	if reason == "" {
		return ""
	}
	return " — " + reason
}

// claims writes the claims of a sentence, each under its words, or under the countries
// that it is about where its words are the whole sentence.
func (w *writer) claims(s *article.Sentence) {
	for i := range s.Claims {
		c := &s.Claims[i]
		name := "“" + c.Text + "”"
		if c.Text == s.Text && len(c.Countries) > 0 {
			name = strings.Join(c.Countries, ", ") + ":"
		}
		w.claim(c, name+" ")
	}
}

// claim writes one claim under a name.
func (w *writer) claim(c *article.Claim, name string) {
	head := labels[string(c.Verdict)]
	if c.Share > 0 && c.Verdict != claim.NotCheckable {
		head += fmt.Sprintf(" (%.0f %% of the ways of testing it)", c.Share*100)
	}
	if c.AttributedTo != "" {
		head = "attributed to " + c.AttributedTo
	}
	head = name + head
	if c.Presumed {
		head = "taken for granted: " + head
	}
	w.line("  ", head+dash(c.Reason))
	for i, e := range c.Evidence {
		if i == mostShown {
			w.line("    ", fmt.Sprintf("and %d more figures", len(c.Evidence)-i))
			break
		}
		w.line("    ", Figure(&e))
	}
	for i, f := range c.FlipsWith {
		if i == 2 {
			break
		}
		w.line("    ", "decided otherwise by the "+f.Factor+": "+level(c, f))
	}
	if c.Missing != "" {
		w.line("    ", "would answer: "+c.Missing)
	}
	for _, note := range c.Notes {
		w.line("    ", "note: "+note)
	}
}

// level is what was chosen, by the name of its series rather than the id.
func level(c *article.Claim, f claim.Choice) string {
	for _, e := range c.Evidence {
		if e.Indicator == f.Level {
			return e.Name
		}
	}
	return f.Level
}

// Figure writes one figure with its source.
func Figure(e *claim.Evidence) string {
	var b strings.Builder
	b.WriteString(string(e.Country))
	if e.Counterpart != "" {
		b.WriteString(", " + e.Counterpart)
	}
	if e.Period != "" {
		b.WriteString(" " + e.Period)
	}
	b.WriteString(": ")
	if e.Value != nil {
		b.WriteString(Number(*e.Value) + " " + e.Unit)
	} else {
		b.WriteString(e.Text)
	}
	b.WriteString(" · " + e.Name)
	if e.Note != "" {
		b.WriteString(", " + e.Note)
	}
	source := e.Source
	if e.Release != "" {
		source += " " + e.Release
	}
	if e.Own {
		source = "your own series"
	}
	return b.String() + " [" + source + "]"
}

// Number writes a figure with four significant digits, large ones whole and in
// groups of three.
func Number(v float64) string {
	a := v
	if a < 0 {
		a = -a
	}
	if a < 10000 {
		return strings.TrimSuffix(fmt.Sprintf("%.4g", v), "e+00")
	}
	s := fmt.Sprintf("%.0f", a)
	var b strings.Builder
	if v < 0 {
		b.WriteByte('-')
	}
	for i := range len(s) {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
