// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"
)

// format is how a command prints its answer.
type format string

// The formats.
const (
	asText format = "text"
	asJSON format = "json"
	asCSV  format = "csv"
)

// String is the word for the format.
func (f *format) String() string { return string(*f) }

// Type is the word for the value in a command's help.
func (f *format) Type() string { return "format" }

// Set reads the word.
func (f *format) Set(word string) error {
	switch format(word) {
	case asText, asJSON, asCSV:
		*f = format(word)
		return nil
	}
	return fmt.Errorf("want text, json or csv")
}

// formatFlag gives a command the flag --format.
func formatFlag(cmd *cobra.Command) *format {
	f := asText
	cmd.Flags().Var(&f, "format", "how to print: `text`, json or csv")
	return &f
}

// grid is a table for people or programs. Cells are texts or numbers.
type grid struct {
	header []string
	rows   [][]any
	// right lists the columns, from 0, whose cells stand to the right.
	right []int
	// wrap gives the greatest width of columns, from 0, that may be broken.
	wrap map[int]int
}

// add adds a row.
func (g *grid) add(cells ...any) { g.rows = append(g.rows, cells) }

// text writes the grid for people: no lines but one under the header, so that it
// reads as well without colour and copies as plain text.
func (g *grid) text(w io.Writer) error {
	t := table.NewWriter()
	style := table.StyleLight
	style.Options = table.Options{SeparateHeader: true}
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Box.MiddleHorizontal = "─"
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	t.SuppressTrailingSpaces()
	t.AppendHeader(row(g.header))
	for _, r := range g.rows {
		t.AppendRow(r)
	}
	var columns []table.ColumnConfig
	for i := range g.header {
		c := table.ColumnConfig{Number: i + 1, WidthMax: g.wrap[i], WidthMaxEnforcer: wrapped}
		for _, r := range g.right {
			if r == i {
				c.Align, c.AlignHeader = text.AlignRight, text.AlignRight
			}
		}
		columns = append(columns, c)
	}
	t.SetColumnConfigs(columns)
	_, err := fmt.Fprintln(w, t.Render())
	return err
}

// wrapped breaks each line of a text that is longer than a width.
func wrapped(s string, width int) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = text.WrapSoft(line, width)
	}
	lines = strings.Split(strings.Join(lines, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// row makes a row of a table of texts.
func row(cells []string) table.Row {
	r := make(table.Row, len(cells))
	for i, c := range cells {
		r[i] = c
	}
	return r
}

// csv writes the grid for programs.
func (g *grid) csv(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(g.header); err != nil {
		return err
	}
	for _, r := range g.rows {
		line := make([]string, len(r))
		for i, c := range r {
			line[i] = fmt.Sprint(c)
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// writeJSON writes a value for programs, indented by one blank.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}

// count writes a number with its thousands apart.
func count[T int | int64](n T) string {
	digits := fmt.Sprint(n)
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// size writes a number of bytes for people.
func size(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.0f kB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d B", n)
}
