// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/render"
)

// newExplain makes the command explain.
func newExplain(p *program) *cobra.Command {
	var q question
	cmd := &cobra.Command{
		Use:   "explain COUNTRY INDICATOR",
		Short: "Open one number down to its raw rows",
		Long: `Explain shows where a number comes from: its definition, formula and inputs, the
source with release, licence and citation, and the raw row with the hash of the
file it stands in. It works for every indicator, whether a framework uses it or
not. A value that is missing is explained by its reason and the last year seen.

` + exitHelp,
		Example: `  qala explain AZE wdi.NY.GDP.MKTP.KD.ZG --year 2016
  qala explain AZE qala.deaths_log --year 2022
  qala explain AZE factbook.border_km --year 2023 --format json`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("want a country and an indicator, such as AZE wgi.pv; got %d arguments", len(args))
			}
			return nil
		},
	}
	q.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		out, err := p.explain(cmd.Context(), &q, args[0], args[1])
		if err != nil {
			return err
		}
		return show(p, &q, out, printers[assess.Explanation]{text: render.ExplainText, csv: render.ExplainCSV})
	}
	return cmd
}

// explain answers the command explain.
func (p *program) explain(ctx context.Context, q *question, name, id string) (*assess.Explanation, error) {
	code, err := p.resolve(name, q.year)
	if err != nil {
		return nil, err
	}
	a, err := p.assessor(ctx, q)
	if err != nil {
		return nil, err
	}
	if _, ok := a.Framework.Indicator(id); !ok {
		defs, err := p.catalog()
		if err != nil {
			return nil, err
		}
		return nil, unknown("indicator", id, defs.Suggest(id))
	}
	return a.Explain(ctx, code, id, q.year)
}
