// SPDX-License-Identifier: Apache-2.0

package table

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"sort"
	"strconv"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
)

// Cell is a number of a table, or none.
type Cell struct {
	Value float64
	OK    bool
}

// Table is one stage of a build.
type Table struct {
	// Name is raw, screened, denominated, imputed, treated, normalised,
	// aggregated, ranks or weights.
	Name string
	// Timed tells that the rows have a year, the column Time.
	Timed bool
	// Key names the first column: uCode, or iCode for weights.
	Key     string
	Columns []string
	Rows    []Row
	Cells   [][]Cell
}

// WriteCSV writes the table with 17 significant digits, NA for missing.
func (t *Table) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	header := []string{t.Key}
	if t.Timed {
		header = []string{t.Key, "Time"}
	}
	if err := out.Write(append(header, t.Columns...)); err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	for r, row := range t.Rows {
		line := []string{row.Case}
		if t.Timed {
			line = append(line, strconv.Itoa(row.Year))
		}
		for _, cell := range t.Cells[r] {
			text := "NA"
			if cell.OK {
				text = strconv.FormatFloat(cell.Value, 'g', 17, 64)
			}
			line = append(line, text)
		}
		if err := out.Write(line); err != nil {
			return fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	return nil
}

// Built is what a build yields.
type Built struct {
	Model  *composite.Model
	Scores *composite.Scores
	// Tables are the stages in the order they were taken, then aggregated, ranks
	// and weights.
	Tables []Table
}

// Table is the stage of that name, or nil.
func (b *Built) Table(name string) *Table {
	for i := range b.Tables {
		if b.Tables[i].Name == name {
			return &b.Tables[i]
		}
	}
	return nil
}

// stageNames are the tables' names by step.
var stageNames = map[composite.Step]string{
	composite.StepRaw: "raw", composite.StepScreen: "screened", composite.StepDenominate: "denominated",
	composite.StepImpute: "imputed", composite.StepTreat: "treated", composite.StepNormalise: "normalised",
}

// Build fits the recipe to the input and lays out every stage. A score that is
// not defined, as the geometric mean of a value that is not above 0, is an error
// that names every case.
func Build(in *Input, r composite.Recipe) (*Built, []obs.Warning, error) {
	if g := r.Impute.Group; g != "" {
		groups, known := in.Groups[g]
		if !known {
			return nil, nil, composite.Faults{{Path: "recipe/impute/group", Text: fmt.Sprintf("%q is no column of type Group", g)}}
		}
		r.Impute.Groups = groups
	}
	m, warnings, err := composite.Fit(in.Framework, in.Panel, r)
	if err != nil {
		return nil, warnings, err
	}
	b, more, err := in.apply(m)
	if err != nil {
		return nil, more, err
	}
	return b, merge(warnings, more), nil
}

// Apply scores the input by a model that was fitted before, perhaps to other
// cases or years, and lays out every stage; nothing is learned from the input.
// The input must have the model's tree.
func Apply(in *Input, m *composite.Model) (*Built, []obs.Warning, error) {
	theirs, ours := m.Framework.Nodes(), in.Framework.Nodes()
	var faults composite.Faults
	for i := range max(len(theirs), len(ours)) {
		switch {
		case i >= len(ours):
			faults = append(faults, composite.Fault{Path: theirs[i].ID, Text: "the model has it, the table has not"})
		case i >= len(theirs):
			faults = append(faults, composite.Fault{Path: ours[i].ID, Text: "the table has it, the model has not"})
		case theirs[i].ID != ours[i].ID:
			faults = append(faults, composite.Fault{Path: ours[i].ID, Text: fmt.Sprintf("the model has %s in its place", theirs[i].ID)})
		}
	}
	if err := faults.Err(); err != nil {
		return nil, nil, err
	}
	return in.apply(m)
}

// apply scores the input by a model and lays out every stage.
func (in *Input) apply(m *composite.Model) (*Built, []obs.Warning, error) {
	s, more := m.Score(in.Panel)
	var faults composite.Faults
	for _, w := range more {
		if w.Code == composite.Undefined.String() {
			faults = append(faults, composite.Fault{Path: w.Subject, Text: w.Text})
		}
	}
	if err := faults.Err(); err != nil {
		return nil, more, err
	}
	b := &Built{Model: m, Scores: s}
	b.stages(in)
	b.aggregated(in)
	b.weights(in)
	return b, more, nil
}

// merge appends the warnings that are not there yet.
func merge(a, b []obs.Warning) []obs.Warning {
	for _, w := range b {
		if !slices.Contains(a, w) {
			a = append(a, w)
		}
	}
	return a
}

// place finds a row in the panel.
func (in *Input) place(row Row) (c, t int) {
	c, _ = in.Panel.Case(row.Case)
	t, _ = in.Panel.Year(row.Year)
	return c, t
}

// stages lays out the leaves' values after each step.
func (b *Built) stages(in *Input) {
	leaves := in.Framework.Leaves()
	trace := b.Model.Trace(in.Panel)
	for _, step := range append([]composite.Step{composite.StepRaw}, trace.Steps...) {
		t := Table{Name: stageNames[step], Timed: in.Timed, Key: "uCode"}
		for _, leaf := range leaves {
			t.Columns = append(t.Columns, leaf.ID)
		}
		for _, row := range in.Rows {
			c, y := in.place(row)
			if trace.Row(step, c, y) == composite.ScreenedOut {
				continue
			}
			cells := make([]Cell, len(leaves))
			for j := range leaves {
				cells[j].Value, cells[j].OK = trace.At(step, c, y, j)
				if !cells[j].OK {
					cells[j].Value = 0
				}
			}
			t.Rows, t.Cells = append(t.Rows, row), append(t.Cells, cells)
		}
		b.Tables = append(b.Tables, t)
	}
}

// byLevel lists the nodes' places, leaves first, then level by level.
func (in *Input) byLevel(s *composite.Scores) []int {
	order := make([]int, len(s.Nodes))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool {
		return in.Level[s.Nodes[order[a]].ID] < in.Level[s.Nodes[order[b]].ID]
	})
	return order
}

// aggregated lays out the scores and ranks of every node.
func (b *Built) aggregated(in *Input) {
	scores := Table{Name: "aggregated", Timed: in.Timed, Key: "uCode"}
	ranks := Table{Name: "ranks", Timed: in.Timed, Key: "uCode"}
	order := in.byLevel(b.Scores)
	for _, n := range order {
		scores.Columns = append(scores.Columns, b.Scores.Nodes[n].ID)
	}
	ranks.Columns = scores.Columns
	for _, row := range in.Rows {
		c, y := in.place(row)
		if b.Scores.At(c, y, 0).NotScored == composite.ScreenedOut {
			continue
		}
		score, rank := make([]Cell, len(order)), make([]Cell, len(order))
		for i, n := range order {
			r := b.Scores.At(c, y, n)
			score[i] = Cell{r.Score, r.OK()}
			place, _ := b.Scores.Rank(c, y, n)
			rank[i] = Cell{float64(place), place > 0}
		}
		scores.Rows, scores.Cells = append(scores.Rows, row), append(scores.Cells, score)
		ranks.Rows, ranks.Cells = append(ranks.Rows, row), append(ranks.Cells, rank)
	}
	b.Tables = append(b.Tables, scores, ranks)
}

// weights lays out each node's level, weight in iMeta, share in its parent and
// share in the index.
func (b *Built) weights(in *Input) {
	t := Table{Name: "weights", Key: "iCode", Columns: []string{"Level", "Weight", "Share", "EffWeight"}}
	share, effective := b.Model.Shares()
	for _, n := range in.byLevel(b.Scores) {
		id := b.Scores.Nodes[n].ID
		t.Rows = append(t.Rows, Row{Case: id})
		t.Cells = append(t.Cells, []Cell{
			{float64(in.Level[id]), true}, {in.Weights[id], true}, {share[n], true}, {effective[n], true},
		})
	}
	b.Tables = append(b.Tables, t)
}
