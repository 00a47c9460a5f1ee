// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/render"
)

// newMultiverse makes the command multiverse.
func newMultiverse(p *program) *cobra.Command {
	var q question
	var ask assess.MultiverseQuestion
	cmd := &cobra.Command{
		Use:   "multiverse",
		Short: "Rank all states under every choice that could have been made otherwise",
		Long: `Multiverse scores every state of a year again and again, each time with other
choices: weights, aggregation, scales, what is carried forward, filled or left
out, and the errors that the sources state. The framework lists the choices and
their levels. It shows how far scores and ranks depend on them, which states
cannot be told apart, and which choice moves ranks the most: S is the share of
the variance of the mean shift of ranks that a choice explains by itself, ST
with its interactions, the Shapley effect its fair share. They are exact where
all combinations can be tried, and otherwise estimated, with 90 % intervals.

A combination that cannot be computed is counted under failed, with the reason.
The same seed gives the same numbers, with any number of workers. Ctrl-C stops
early; what is printed then says on how many draws it rests.

In CSV it is a header and one row per state; with --pairs the matrix of the
probabilities that the state of the row stands above that of the column, with
--rank-probabilities a column for every rank.

` + exitHelp,
		Example: `  qala multiverse --year 2022 --draws 10000 --seed 1
  qala multiverse --factors weights,normalisation --format json
  qala multiverse --rank-probabilities --format csv`,
		Args: cobra.NoArgs,
	}
	q.flags(cmd)
	q.varied(cmd)
	cmd.Flags().IntVar(&q.uncertainty.Workers, "workers", 0, "share the work among so many; 0 for one per processor")
	cmd.Flags().BoolVar(&ask.Pairs, "pairs", false, "add the probability that one state stands above another, for every pair")
	cmd.Flags().BoolVar(&ask.Probabilities, "rank-probabilities", false, "add the probability of every rank of every state")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		out, err := p.multiverse(cmd.Context(), &q, ask)
		if err != nil {
			return err
		}
		csv := render.MultiverseCSV
		switch {
		case ask.Pairs:
			csv = render.MultiversePairsCSV
		case ask.Probabilities:
			csv = render.MultiverseRanksCSV
		}
		return show(p, &q, out, printers[assess.Multiverse]{text: render.MultiverseText, csv: csv})
	}
	return cmd
}

// multiverse checks the flags and runs the multiverse.
func (p *program) multiverse(ctx context.Context, q *question, ask assess.MultiverseQuestion) (*assess.Multiverse, error) {
	ask.Year = q.year
	switch u := q.uncertainty; {
	case u.Draws < 1:
		return nil, usage("--draws %d: want a number of at least 1", u.Draws)
	case u.Workers < 0:
		return nil, usage("--workers %d: want 0 or more", u.Workers)
	case ask.Pairs && ask.Probabilities && *q.format == asCSV:
		return nil, usage("--pairs and --rank-probabilities are two tables; ask for one of them in CSV, or for json")
	}
	end := p.drawing(q)
	a, err := p.assessor(ctx, q)
	if err != nil {
		return nil, err
	}
	if len(a.Framework.Factors) == 0 {
		return nil, usage("framework %s names nothing to vary", q.framework)
	}
	out, err := a.Multiverse(ctx, ask)
	end()
	if err != nil {
		return nil, meaning(err)
	}
	return out, nil
}

// drawing shows a bar while draws are made, where a person watches.
func (p *program) drawing(q *question) (end func()) {
	if !terminal(p.stderr) {
		return func() {}
	}
	var bar *progressbar.ProgressBar
	q.uncertainty.Progress = func(done, of int) {
		if bar == nil {
			bar = progressbar.NewOptions(of,
				progressbar.OptionSetWriter(p.stderr), progressbar.OptionSetWidth(30),
				progressbar.OptionEnableColorCodes(false), progressbar.OptionShowCount(),
				progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
				progressbar.OptionSetPredictTime(false), progressbar.OptionSetDescription("drawing"))
		}
		_ = bar.Set(done)
	}
	return func() {
		if bar != nil {
			_ = bar.Finish()
		}
	}
}
