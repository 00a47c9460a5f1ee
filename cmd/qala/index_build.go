// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/table"
	"github.com/qala-observatory/qala/internal/obs"
)

// newIndexBuild makes the command index build.
func newIndexBuild(p *program) *cobra.Command {
	var t tables
	var out, model string
	cmd := &cobra.Command{
		Use:   "build --data iData.csv --meta iMeta.csv --out DIR",
		Short: "Write every stage of an index, from the raw table to ranks",
		Long: `Build takes the steps of the recipe and writes a CSV file for each stage: raw,
denominated, imputed, screened, treated, normalised, aggregated, ranks and
weights. Columns are named after the codes, the key is uCode (and Time for a
panel), numbers have 17 significant digits, NA means missing. The fitted model
stands in model.json; --model applies it to other cases or years, learning
nothing from them. Where --out ends in .xlsx, the stages are sheets of one
workbook instead.

` + exitHelp,
		Example: `  qala index build --data data.csv --meta meta.csv --recipe recipe.yaml --out out
  qala index build --data workbook.xlsx --set aggregate.method=geometric --out out
  qala index build --data book.xlsx --out stages.xlsx
  qala index build --data new.csv --meta m.csv --model out/model.json --out new`,
		Args: cobra.NoArgs,
	}
	t.flags(cmd)
	cmd.Flags().StringVar(&out, "out", "", "the `folder` to write to, or a workbook ending in .xlsx")
	cmd.Flags().StringVar(&model, "model", "", "score by this model.json, fitted before, instead of fitting the recipe")
	f := formatFlag(cmd)
	cmd.RunE = func(*cobra.Command, []string) error {
		switch {
		case out == "":
			return usage("--out DIR is missing")
		case model != "" && (t.recipe != "" || len(t.set) > 0):
			return usage("--model holds a recipe of its own; leave out --recipe and --set")
		}
		r, err := t.chosen()
		if err != nil {
			return err
		}
		in, err := t.read(p)
		if err != nil {
			return err
		}
		built, warnings, err := fitted(in, r, model)
		if err != nil {
			return err
		}
		for _, w := range warnings {
			p.remark("%s", strings.TrimSpace(w.Subject+": "+w.Text))
		}
		if err := writeStages(built, out); err != nil {
			return err
		}
		return p.printStages(built, *f)
	}
	return cmd
}

// fitted fits the recipe to the input, or applies a model that was saved.
func fitted(in *table.Input, r composite.Recipe, model string) (*table.Built, []obs.Warning, error) {
	if model == "" {
		return table.Build(in, r)
	}
	text, err := readUser(model)
	if err != nil {
		return nil, nil, err
	}
	var m composite.Model
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", model, err)
	}
	return table.Apply(in, &m)
}

// writeStages writes each stage to a folder, or all to one workbook.
func writeStages(b *table.Built, out string) error {
	if strings.EqualFold(filepath.Ext(out), ".xlsx") {
		return writeWorkbook(b, out)
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for i := range b.Tables {
		if err := writeStage(&b.Tables[i], filepath.Join(out, b.Tables[i].Name+".csv")); err != nil {
			return err
		}
	}
	model, err := json.Marshal(b.Model)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "model.json"), append(model, '\n'), 0o644)
}

// writeStage writes one stage as CSV.
func writeStage(t *table.Table, name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := t.WriteCSV(f); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

// printStages says what was written, and for text who leads.
func (p *program) printStages(b *table.Built, f format) error {
	g := grid{header: []string{"stage", "rows", "columns"}, right: []int{1, 2}}
	for _, t := range b.Tables {
		g.add(t.Name, len(t.Rows), len(t.Columns))
	}
	switch f {
	case asJSON:
		stages := make([]map[string]any, len(g.rows))
		for i, r := range g.rows {
			stages[i] = map[string]any{"stage": r[0], "rows": r[1], "columns": r[2]}
		}
		return writeJSON(p.stdout, stages)
	case asCSV:
		return g.csv(p.stdout)
	}
	if err := g.text(p.stdout); err != nil {
		return err
	}
	_, err := fmt.Fprintln(p.stdout)
	return err
}
