// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/assess/surround"
	"github.com/qala-observatory/qala/internal/render"
)

// newOutliers makes the command outliers.
func newOutliers(p *program) *cobra.Command {
	var q around
	cmd := &cobra.Command{
		Use:   "outliers",
		Short: "List the states that depart most from their neighbourhood",
		Long: `Outliers lists the states by how far they lie from what their neighbours'
scores and their own income would lead one to expect, in standard errors of
predicting one state: overall, and by pillar. Of a band of 90 % one state in ten
lies outside by chance; an outlier does so under 80 % of the definitions and
variants.

` + definitionsHelp + exitHelp,
		Example: `  qala outliers --year 2022
  qala outliers --definition knn:5 --format csv`,
		Args: cobra.NoArgs,
	}
	q.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		out, err := p.outliers(cmd.Context(), &q)
		if err != nil {
			return err
		}
		return show(p, &q.question, out, printers[assess.Outliers]{text: render.OutliersText, csv: render.OutliersCSV})
	}
	return cmd
}

// outliers answers the command outliers.
func (p *program) outliers(ctx context.Context, q *around) (*assess.Outliers, error) {
	d, err := q.parsed()
	if err != nil {
		return nil, err
	}
	a, err := p.assessor(ctx, &q.question)
	if err != nil {
		return nil, err
	}
	out, err := surround.Assessor{Assessor: a}.Outliers(ctx, surround.NeighboursQuestion{Year: q.year, Definition: d, View: q.view})
	return out, placed(err)
}
