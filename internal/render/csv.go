// SPDX-License-Identifier: Apache-2.0

package render

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
)

// writeCSV writes a header and rows.
func writeCSV(w io.Writer, rows [][]string) error { return csv.NewWriter(w).WriteAll(rows) }

// whole writes a whole number, or nothing for 0.
func whole(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// rankOr writes a rank, or nothing.
func rankOr(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// rangeHeader names the columns of rangeCells.
func rangeHeader() []string {
	return []string{
		"score_median", "score_lo50", "score_hi50", "score_lo90", "score_hi90",
		"rank_median", "rank_lo50", "rank_hi50", "rank_lo90", "rank_hi90", "rank_simultaneous_lo", "rank_simultaneous_hi",
	}
}

// rangeCells are the ranges of a score, empty where there are none.
func rangeCells(s assess.Score) []string {
	if s.Range == nil {
		return make([]string, len(rangeHeader()))
	}
	b, r, all := s.Range.Score, s.Range.Rank, s.Range.Simultaneous
	cells := []string{exact(b.Median), exact(b.Low50), exact(b.High50), exact(b.Low90), exact(b.High90)}
	for _, rank := range []int{r.Median, r.Low50, r.High50, r.Low90, r.High90, all.Low, all.High} {
		cells = append(cells, whole(rank)) // intervals on all states at once are not computed of parts
	}
	return cells
}

// AssessCSV prints an assessment for programs: a row for every node and
// indicator, exposure included.
func AssessCSV(w io.Writer, a *assess.Assessment) error {
	rows := [][]string{assessHeader()}
	node := func(level, parent, id, name string, s assess.Score) {
		rows = append(rows, []string{
			string(a.Country), strconv.Itoa(a.Year), level, parent, id, name, "", "", "",
			exactOr(s.Value), rankOr(s.Rank), strconv.Itoa(s.Of), exact(s.Coverage), "", "", "", "", "", "", "", s.Reason, "",
		})
		rows[len(rows)-1] = append(rows[len(rows)-1], rangeCells(s)...)
	}
	node("overall", "", "overall", a.FrameworkName, a.Overall)
	for _, k := range a.Kinds {
		node("kind", "overall", k.ID, k.ID, k.Score)
	}
	for _, p := range a.Pillars {
		node("pillar", "overall", p.ID, p.Name, p.Score)
		for _, g := range p.Groups {
			node("group", p.ID, g.ID, g.Name, g.Score)
		}
		for _, i := range p.Indicators {
			rows = append(rows, indicatorRow(a, "indicator", p.ID, i))
		}
	}
	for _, i := range a.Exposure {
		rows = append(rows, indicatorRow(a, "exposure", i.Group, i))
	}
	return writeCSV(w, rows)
}

// assessHeader names the columns of AssessCSV.
func assessHeader() []string {
	return append([]string{
		"country", "year", "level", "parent", "id", "name", "value", "unit", "value_year", "score", "rank", "of",
		"coverage", "weight", "direction", "source", "release", "licence", "file", "row", "missing", "flags",
	}, rangeHeader()...)
}

// indicatorRow is one indicator of an assessment.
func indicatorRow(a *assess.Assessment, level, parent string, i assess.Indicator) []string {
	if i.Group != "" && level == "indicator" {
		parent = i.Group
	}
	file, row := "", ""
	if i.Ref != nil {
		file, row = i.Ref.File, whole(i.Ref.Row)
		if i.Ref.Place != "" {
			row = i.Ref.Place
		}
	}
	weight := ""
	if i.Weight != 0 {
		weight = exact(i.Weight)
	}
	return append([]string{
		string(a.Country), strconv.Itoa(a.Year), level, parent, i.ID, i.Name, exactOr(i.Value), string(i.Unit), whole(i.Year),
		exactOr(i.Score), "", "", "", weight, i.Direction, i.Source, i.Release, i.Licence, file, row, i.Missing,
		strings.Join(i.Flags, " "),
	}, rangeCells(assess.Score{})...)
}

// RankCSV prints a ranking for programs: a header and one row per state.
func RankCSV(w io.Writer, r *assess.Ranking) error {
	header := append([]string{"iso3", "name", "year", "score", "rank", "of", "coverage", "reason"}, rangeHeader()...)
	for _, id := range append(append([]string{}, r.Kinds...), r.Pillars...) {
		header = append(header, id, id+"_rank")
	}
	rows := [][]string{header}
	for _, row := range r.Rows {
		line := []string{
			string(row.ISO3), row.Name, strconv.Itoa(r.Year), exactOr(row.Value), rankOr(row.Rank),
			strconv.Itoa(row.Of), exact(row.Coverage), row.Reason,
		}
		line = append(line, rangeCells(row.Score)...)
		for _, s := range append(append([]assess.Score{}, row.Kinds...), row.Pillars...) {
			line = append(line, exactOr(s.Value), rankOr(s.Rank))
		}
		rows = append(rows, line)
	}
	return writeCSV(w, rows)
}

// CompareCSV prints a comparison for programs: the rows of AssessCSV for each
// country under one header.
func CompareCSV(w io.Writer, c *assess.Comparison) error {
	for k, a := range c.Countries {
		var b strings.Builder
		if err := AssessCSV(&b, a); err != nil {
			return err
		}
		text := b.String()
		if k > 0 {
			text = text[strings.IndexByte(text, '\n')+1:]
		}
		if _, err := io.WriteString(w, text); err != nil {
			return err
		}
	}
	return nil
}

// ExplainCSV prints an explanation for programs: a row for the value, then one
// for each input, depth first.
func ExplainCSV(w io.Writer, e *assess.Explanation) error {
	rows := [][]string{{
		"depth", "indicator", "country", "counterpart", "year", "value", "weight", "formula",
		"source", "release", "sha256", "file", "row", "place", "text", "missing",
	}}
	top := []string{
		"0", e.Indicator, string(e.Country), "", strconv.Itoa(e.Year), exactOr(e.Value), "", e.Formula, e.Source, e.Release,
	}
	var ref *assess.Ref
	if len(e.Inputs) == 0 && len(e.Parts) == 0 && len(e.Refs) > 0 {
		ref = &e.Refs[0]
	}
	rows = append(rows, append(append(top, refCells(ref)...), e.Missing))
	for _, part := range e.Parts {
		line := []string{"1", e.Indicator, string(e.Country), part.Counterpart, strconv.Itoa(e.Year), exact(part.Value), "", "", e.Source, e.Release}
		rows = append(rows, append(append(line, refCells(part.Ref)...), ""))
	}
	return writeCSV(w, inputRows(rows, e.Inputs, 1))
}

// inputRows appends the rows of inputs and of what is below them.
func inputRows(rows [][]string, list []assess.Input, depth int) [][]string {
	for _, in := range list {
		weight := ""
		if in.Weight != 0 {
			weight = exact(in.Weight)
		}
		line := []string{
			strconv.Itoa(depth), in.Indicator, string(in.Country), in.Counterpart, strconv.Itoa(in.Year),
			exact(in.Value), weight, in.Formula, in.Source, in.Release,
		}
		rows = append(rows, append(append(line, refCells(in.Ref)...), ""))
		rows = inputRows(rows, in.Inputs, depth+1)
	}
	return rows
}

// refCells are the cells of a raw row.
func refCells(r *assess.Ref) []string {
	if r == nil {
		return []string{"", "", "", "", ""}
	}
	return []string{r.SHA256, r.File, whole(r.Row), r.Place, r.Text}
}
