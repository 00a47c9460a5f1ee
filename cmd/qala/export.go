// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/export"
	"github.com/qala-observatory/qala/internal/obs"
)

// newExport makes the command export and those below it.
func newExport(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write data for other programs",
		Long: `Export writes whole tables with the provenance of every figure.

` + exitHelp,
		Example: "  qala export panel --format parquet -o panel.parquet",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newExportPanel(p))
	return cmd
}

// panelWish is what export panel is asked for.
type panelWish struct {
	question
	kind, out string
	from, to  int
	bundle    bool
}

// newExportPanel makes the command export panel.
func newExportPanel(p *program) *cobra.Command {
	var w panelWish
	cmd := &cobra.Command{
		Use:   "panel",
		Short: "Write a framework's figures, a row for each country, year and indicator",
		Long: `Panel writes every indicator that a framework scores or shows, for every state
and year: the value with unit, the source's own error, flags, source, release,
licence and raw row, or the reason why it is missing. With --package it is a zip
that describes itself (Frictionless data package), with the indicators, countries
and sources beside it, and licences and citations. The same program and data give
the same bytes.

` + exitHelp,
		Example: `  qala export panel --framework core --format csv -o panel.csv
  qala export panel --format parquet -o panel.parquet
  qala export panel --from 2010 --package -o panel.zip`,
		Args: cobra.NoArgs,
	}
	cmd.Flags().StringVar(&w.framework, "framework", "core", "`id` of a framework, or the path of a framework's YAML file")
	cmd.Flags().StringVar(&w.asOf, "as-of", "", "use only what was published by this `date`, YYYY-MM-DD, where editions allow")
	cmd.Flags().StringVar(&w.kind, "format", "csv", "`csv` or parquet")
	cmd.Flags().StringVarP(&w.out, "output", "o", "", "the `file` to write; standard output where none is given")
	cmd.Flags().IntVar(&w.from, "from", 0, "the first `year`; the framework's where none is given")
	cmd.Flags().IntVar(&w.to, "to", 0, "the last `year`; the framework's where none is given")
	cmd.Flags().BoolVar(&w.bundle, "package", false, "write a zip with description, licences and citations")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return p.exportPanel(cmd.Context(), &w) }
	return cmd
}

// check finds what was asked for and cannot be.
func (w *panelWish) check(p *program) error {
	switch {
	case w.kind != "csv" && w.kind != "parquet":
		return usage("--format %s: want csv or parquet", w.kind)
	case w.bundle && w.kind != "csv":
		return usage("--package holds CSV; leave --format out")
	case w.out == "" && (w.bundle || w.kind == "parquet") && terminal(p.stdout):
		return usage("a %s is nothing to read on a terminal; give -o FILE", map[bool]string{true: "zip", false: "Parquet file"}[w.bundle])
	}
	return nil
}

// exportPanel answers the command export panel.
func (p *program) exportPanel(ctx context.Context, w *panelWish) error {
	if err := w.check(p); err != nil {
		return err
	}
	a, err := p.assessor(ctx, &w.question)
	if err != nil {
		return err
	}
	f := a.Framework
	w.from, w.to = orElse(w.from, f.First), orElse(w.to, f.Last)
	if w.from < f.First || w.to > f.Last || w.from > w.to {
		return usage("--from %d --to %d: framework %s covers the years %d to %d", w.from, w.to, f.Tree.ID, f.First, f.Last)
	}
	job := &panelJob{program: p, wish: w, judge: a}
	if w.out == "" {
		return job.write(ctx, p.stdout)
	}
	return named(writeFile(w.out, func(out io.Writer) error { return job.write(ctx, out) }))
}

// orElse is a year, or another where it is not given.
func orElse(year, other int) int {
	if year == 0 {
		return other
	}
	return year
}

// panelJob writes a panel.
type panelJob struct {
	*program
	wish  *panelWish
	judge *assess.Assessor
	used  []obs.Origin
}

// write writes the panel in the form that is wanted.
func (j *panelJob) write(ctx context.Context, out io.Writer) error {
	if j.wish.bundle {
		return j.bundle(ctx, out)
	}
	if j.wish.kind == "parquet" {
		about := j.about()
		return j.fill(ctx, export.NewParquet(out, [][2]string{
			{"title", about.Title},
			{"id", about.ID},
			{"qala", about.Version},
			{"data", j.judge.DataHash},
			{"licence", "of each figure: see the columns source, release and licence"},
		}))
	}
	return j.csv(ctx, out)
}

// csv writes the panel as CSV.
func (j *panelJob) csv(ctx context.Context, out io.Writer) error {
	panel, err := export.NewCSV(out)
	if err != nil {
		return err
	}
	return j.fill(ctx, panel)
}

// fill writes the series of the framework, one after another.
func (j *panelJob) fill(ctx context.Context, panel export.Panel) error {
	ids := j.judge.Framework.Tree.Indicators()
	bar := progressbar.NewOptions(len(ids), progressbar.OptionSetWriter(j.stderr), progressbar.OptionSetVisibility(terminal(j.stderr)),
		progressbar.OptionSetWidth(30), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionSetDescription("writing"))
	for _, id := range ids {
		s, err := j.judge.Series(ctx, assess.SeriesQuestion{Indicator: id, From: j.wish.from, To: j.wish.to})
		if err != nil {
			return err
		}
		if err := panel.Add(s); err != nil {
			return err
		}
		j.used = append(j.used, s.Sources...)
		_ = bar.Add(1) // A bar that cannot be drawn is no reason to stop.
	}
	return errors.Join(bar.Finish(), panel.Close())
}

// about is what a package says of itself.
func (j *panelJob) about() export.About {
	f, w := j.judge.Framework, j.wish
	id := fmt.Sprintf("%s-%s-%d-%d", j.judge.DataHash[:16], f.Hash[:16], w.from, w.to)
	known := ""
	if w.asOf != "" {
		id, known = id+"-"+w.asOf, ", as known on "+w.asOf
	}
	return export.About{
		Name: "qala-" + strings.ToLower(f.Tree.ID) + "-panel", ID: id, Version: number,
		Title: fmt.Sprintf("%s: the figures of all states, %d to %d%s", f.Tree.Name, w.from, w.to, known),
		Description: fmt.Sprintf("Every indicator that the framework %q scores or shows, for every state and year, as published or derived, "+
			"with the source's own error, or the reason why there is no value. Missing is never zero.", f.Tree.ID),
	}
}

// bundle writes a data package.
func (j *panelJob) bundle(ctx context.Context, out io.Writer) error {
	p := export.NewPackage(out, j.about())
	err := p.Add(export.Table{
		Name: "panel", Title: "the figures", Fields: export.PanelFields(), Key: []string{"country", "year", "indicator"},
		Write: func(w io.Writer) error { return j.csv(ctx, w) },
	})
	if err != nil {
		return err
	}
	p.Cite(j.used)
	for _, t := range []export.Table{j.indicatorsTable(), j.countriesTable()} {
		if err := p.Add(t); err != nil {
			return err
		}
	}
	return p.Close()
}

// columnsOf makes columns of text of their names.
func columnsOf(names ...string) []export.Field {
	fields := make([]export.Field, len(names))
	for i, name := range names {
		fields[i] = export.Field{Name: name, Type: "string"}
	}
	return fields
}

// indicatorsTable lists the indicators of the panel.
func (j *panelJob) indicatorsTable() export.Table {
	header := []string{"indicator", "name", "definition", "unit", "kind", "limits"}
	return export.Table{
		Name: "indicators", Title: "what the indicators measure, and their limits", Fields: columnsOf(header...), Key: header[:1],
		Write: func(w io.Writer) error {
			rows := [][]string{header}
			for _, id := range j.judge.Framework.Tree.Indicators() {
				i, _ := j.judge.Framework.Indicator(id)
				rows = append(rows, []string{id, i.Name, i.Definition, string(i.Unit), string(i.Kind), i.Limits})
			}
			return csv.NewWriter(w).WriteAll(rows)
		},
	}
}

// countriesTable lists the states of the panel.
func (j *panelJob) countriesTable() export.Table {
	header := []string{"country", "name", "iso2", "m49", "region", "subregion", "from", "to"}
	return export.Table{
		Name: "countries", Title: "the states", Fields: columnsOf(header...), Key: header[:1],
		Write: func(w io.Writer) error {
			rows := [][]string{header}
			for _, code := range j.judge.States(j.wish.from, j.wish.to) {
				c, _ := j.judge.Register.Country(code)
				m49 := ""
				if c.M49 > 0 {
					m49 = strconv.Itoa(c.M49)
				}
				rows = append(rows, []string{string(c.Code), c.Name, c.ISO2, m49, c.Region, c.Subregion, c.From.String(), c.To.String()})
			}
			return csv.NewWriter(w).WriteAll(rows)
		},
	}
}
