// SPDX-License-Identifier: Apache-2.0

package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/render"
)

// newRank makes the command rank.
func newRank(p *program) *cobra.Command {
	var q question
	var order string
	cmd := &cobra.Command{
		Use:   "rank",
		Short: "Order all states by their overall score",
		Long: `Rank scores every state of a year and lists them with their pillars and the
coverage each score rests on. States that are not scored come last, with the
reason. In CSV it is a header and one row per state.

` + exitHelp,
		Example: `  qala rank
  qala rank --year 2016 --format csv
  qala rank --sort worst --draws 5000
  qala rank --framework governance`,
		Args: cobra.NoArgs,
	}
	q.flags(cmd)
	q.varied(cmd)
	cmd.Flags().StringVar(&order, "sort", string(assess.ByScore), "`order` of the rows: score, median, best, worst (of the rank's range) or name")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if !slices.Contains(assess.Orders(), assess.Order(order)) {
			return usage("--sort %s: want one of %v", order, assess.Orders())
		}
		a, err := p.assessor(cmd.Context(), &q)
		if err != nil {
			return err
		}
		out, err := a.Rank(cmd.Context(), q.year)
		if err != nil {
			return meaning(err)
		}
		out.Sort(assess.Order(order))
		return show(p, &q, out, printers[assess.Ranking]{text: render.RankText, csv: render.RankCSV})
	}
	return cmd
}
