// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/render"
)

// newRank makes the command rank.
func newRank(p *program) *cobra.Command {
	var q question
	cmd := &cobra.Command{
		Use:   "rank",
		Short: "Order all states by their overall score",
		Long: `Rank scores every state of a year and lists them with their pillars and the
coverage each score rests on. States that are not scored come last, with the
reason. In CSV it is a header and one row per state.

` + exitHelp,
		Example: `  qala rank
  qala rank --year 2016 --format csv
  qala rank --framework governance`,
		Args: cobra.NoArgs,
	}
	q.flags(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		a, err := p.assessor(cmd.Context(), &q)
		if err != nil {
			return err
		}
		out, err := a.Rank(cmd.Context(), q.year)
		if err != nil {
			return meaning(err)
		}
		return show(p, &q, out, printers[assess.Ranking]{text: render.RankText, csv: render.RankCSV})
	}
	return cmd
}
