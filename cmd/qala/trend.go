// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/assess/surround"
	"github.com/qala-observatory/qala/internal/render"
)

// trendWish is what the command trend is asked for.
type trendWish struct {
	around
	from, to int
}

// newTrend makes the command trend.
func newTrend(p *program) *cobra.Command {
	var q trendWish
	cmd := &cobra.Command{
		Use:   "trend COUNTRY",
		Short: "Follow a state over the years, beside its neighbours",
		Long: `Trend draws every score of a state over the years with its ranges, its turning
points and the breaks in its series, and sets its change beside that of its
neighbours. It bucks their trend where their median change is at least one point,
two thirds of them moved that way, and it moved the other way by a point or more.

` + definitionsHelp + exitHelp,
		Example: `  qala trend AZE --from 1996 --to 2024
  qala trend AZE --from 2006 --to 2015 --definition region:south-caucasus
  qala trend AZE --format csv`,
		Args: oneArg("a country, such as AZE or Azerbaijan"),
	}
	q.flags(cmd)
	cmd.Flags().Lookup("year").Hidden = true
	cmd.Flags().IntVar(&q.from, "from", 0, "the first `year`; the framework's first where none is given")
	cmd.Flags().IntVar(&q.to, "to", 0, "the last `year`; the framework's default where none is given")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		out, err := p.trend(cmd.Context(), &q, args[0])
		if err != nil {
			return err
		}
		return show(p, &q.question, out, printers[assess.Trend]{text: render.TrendText, csv: render.TrendCSV})
	}
	return cmd
}

// trend answers the command trend.
func (p *program) trend(ctx context.Context, q *trendWish, name string) (*assess.Trend, error) {
	if q.to == 0 {
		q.to = q.year
	}
	ask := surround.TrendQuestion{From: q.from, To: q.to, View: q.view}
	var err error
	if ask.Definition, err = q.parsed(); err != nil {
		return nil, err
	}
	if ask.Country, err = p.resolve(name, q.to); err != nil {
		return nil, err
	}
	a, err := p.assessor(ctx, &q.question)
	if err != nil {
		return nil, err
	}
	out, err := surround.Assessor{Assessor: a}.Trend(ctx, ask)
	return out, placed(spanned(err, ask.From))
}

// spanned gives an error on one of two years the flag that it is about.
func spanned(err error, from int) error {
	var year *assess.YearError
	var span *assess.SpanError
	switch {
	case errors.As(err, &span):
		return usage("--from, --to: %v", err)
	case !errors.As(err, &year) || !year.AsOf.IsZero():
		return err
	case year.Year == from:
		return usage("--from: %v", err)
	}
	return usage("--to: %v", err)
}
