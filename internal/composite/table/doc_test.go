// SPDX-License-Identifier: Apache-2.0

package table

import (
	"bytes"
	"encoding/csv"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/audit"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/stat"
)

// page is the description of the methods, whose examples are executed here.
const page = "../../../doc/methods-composite.md"

// fence finds the fenced blocks of recipes and tables.
var fence = regexp.MustCompile("(?ms)^```(recipe|table) ?([a-zA-Z]*)\n(.*?)^```$")

// docExample is a recipe of the page with the tables around it.
type docExample struct {
	line               int
	data, meta, recipe string
	want               []docTable
}

// docTable is a table that the page says comes out.
type docTable struct{ name, text string }

// docExamples reads the page: iData and iMeta hold until others are given, a
// recipe starts an example, and what follows it is what comes out.
func docExamples(t *testing.T) []docExample {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var out []docExample
	var data, meta string
	for _, at := range fence.FindAllSubmatchIndex(text, -1) {
		kind, name, body := string(text[at[2]:at[3]]), string(text[at[4]:at[5]]), string(text[at[6]:at[7]])
		line := 1 + bytes.Count(text[:at[0]], []byte("\n"))
		switch {
		case kind == "recipe":
			out = append(out, docExample{line: line, data: data, meta: meta, recipe: body})
		case name == "iData":
			data = body
		case name == "iMeta":
			meta = body
		case len(out) == 0:
			t.Fatalf("line %d: a table before any recipe", line)
		default:
			last := &out[len(out)-1]
			last.want = append(last.want, docTable{name, body})
		}
	}
	return out
}

func TestDocumentedExamples(t *testing.T) {
	examples := docExamples(t)
	if len(examples) < 10 {
		t.Fatalf("only %d examples were found", len(examples))
	}
	for _, x := range examples {
		t.Run("line "+strconv.Itoa(x.line), func(t *testing.T) {
			if len(x.want) == 0 {
				t.Fatal("nothing is expected of it")
			}
			in, lints := Read(strings.NewReader(x.data), strings.NewReader(x.meta))
			if in == nil {
				t.Fatal(lints)
			}
			var r composite.Recipe
			if err := yaml.NewDecoder(strings.NewReader(x.recipe), yaml.Strict()).Decode(&r); err != nil {
				t.Fatal(err)
			}
			b, _, err := Build(in, r)
			for _, want := range x.want {
				if want.name == "error" {
					if err == nil || err.Error() != strings.TrimSpace(want.text) {
						t.Errorf("got the error\n%v\nwant\n%s", err, want.text)
					}
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				sameAsPage(t, docGrid(t, in, b, want.name), want)
			}
		})
	}
}

// sameAsPage compares rows with the page, numbers to the decimals that it shows.
func sameAsPage(t *testing.T, got []map[string]any, want docTable) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(want.text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(rows)-1 {
		t.Fatalf("%s has %d rows, the page %d", want.name, len(got), len(rows)-1)
	}
	for i, row := range rows[1:] {
		for j, column := range rows[0] {
			v, ok := got[i][column]
			if !ok {
				t.Fatalf("%s has no column %s", want.name, column)
			}
			if text := asOnPage(v, row[j]); text != row[j] {
				t.Errorf("%s, row %d: %s: got %s, the page has %s", want.name, i+1, column, text, row[j])
			}
		}
	}
}

// asOnPage writes a value with as many decimals as the page has.
func asOnPage(v any, shown string) string {
	decimals := 0
	if _, after, ok := strings.Cut(shown, "."); ok {
		decimals = len(after)
	}
	switch v := v.(type) {
	case Cell:
		if !v.OK {
			return "NA"
		}
		return asOnPage(v.Value, shown)
	case float64:
		text := strconv.FormatFloat(v, 'f', decimals, 64)
		if strings.Trim(text, "-0.") == "" {
			return strings.TrimPrefix(text, "-")
		}
		return text
	case int:
		return strconv.Itoa(v)
	}
	return v.(string)
}

// docGrid is a stage of the build, or a table of the audit.
func docGrid(t *testing.T, in *Input, b *Built, name string) []map[string]any {
	t.Helper()
	switch name {
	case "correlations":
		return correlationGrid(b)
	case "coherence":
		return coherenceGrid(b)
	case "removed":
		return removalGrid(t, in, b)
	case "trends":
		return trendGrid(in)
	}
	tab := b.Table(name)
	if tab == nil {
		t.Fatalf("there is no table %q", name)
	}
	var out []map[string]any
	for r, row := range tab.Rows {
		line := map[string]any{tab.Key: row.Case}
		if tab.Timed {
			line["Time"] = row.Year
		}
		for j, column := range tab.Columns {
			line[column] = tab.Cells[r][j]
		}
		out = append(out, line)
	}
	return out
}

// correlationGrid correlates the children of the index in every way.
func correlationGrid(b *Built) []map[string]any {
	var out []map[string]any
	for _, kind := range stat.Correlations() {
		for _, p := range audit.Siblings(b.Scores, 0, kind) {
			out = append(out, map[string]any{"Kind": string(kind), "A": p.A, "B": p.B, "R": p.R, "N": p.N, "P": Cell{p.P, p.HasP}})
		}
	}
	return out
}

// coherenceGrid describes the children of the index together.
func coherenceGrid(b *Built) []map[string]any {
	c := audit.Coheres(b.Scores, 0)
	line := map[string]any{"Group": c.Group, "Alpha": Cell{c.Alpha, c.HasAlpha}}
	if c.Collinearity != nil {
		line["VIF"], line["Condition"], line["Determinant"] = c.Collinearity.VIF[0], c.Collinearity.Condition, c.Collinearity.Determinant
	}
	if c.Components != nil {
		line["First"], line["Loading"] = c.Components.Variances[0], c.Components.Loadings[0][0]
	}
	return []map[string]any{line}
}

// removalGrid leaves out each child of the index in turn.
func removalGrid(t *testing.T, in *Input, b *Built) []map[string]any {
	var ids []string
	for _, kid := range in.Framework.Root.Children {
		ids = append(ids, kid.ID)
	}
	removals, err := audit.Remove(b.Model, in.Panel, 0, ids)
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]any
	for _, r := range removals {
		line := map[string]any{"Without": r.Node, "MeanShift": r.MeanShift}
		for c, code := range in.Panel.Cases() {
			line[code] = r.Ranks[c]
		}
		out = append(out, line)
	}
	return out
}

// trendGrid follows every case's raw values.
func trendGrid(in *Input) []map[string]any {
	var out []map[string]any
	for c, code := range in.Panel.Cases() {
		for i, id := range in.Panel.Indicators() {
			var points []audit.Point
			for y, year := range in.Panel.Years() {
				if cell := in.Panel.At(c, y, i); cell.Missing == obs.Present {
					points = append(points, audit.Point{Year: float64(year), Value: cell.Value})
				}
			}
			rate, okRate := audit.CAGR(points)
			change, okChange := audit.PercentChange(points)
			out = append(out, map[string]any{"uCode": code, "iCode": id, "CAGR": Cell{rate, okRate}, "PerCent": Cell{change, okChange}})
		}
	}
	return out
}
