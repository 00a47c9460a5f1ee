// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/render"
)

// driversWish is what the command drivers is asked for.
type driversWish struct {
	question
	from, to       int
	against, known string
}

// newDrivers makes the command drivers.
func newDrivers(p *program) *cobra.Command {
	var q driversWish
	cmd := &cobra.Command{
		Use:   "drivers COUNTRY",
		Short: "Say what a change or a difference is made of",
		Long: `Drivers decomposes the difference between two overall scores into pillars,
groups and indicators that sum to it exactly (Shapley values along the tree): a
country's change between two years, its difference from another country, or from
a state with the median score in every indicator. With --known the account
begins with the score as it stood on an earlier day, and what later editions of
the data have changed is told apart from what has changed in the world.

` + exitHelp,
		Example: `  qala drivers AZE --from 2016 --to 2022
  qala drivers AZE --against GEO --to 2022
  qala drivers AZE
  qala drivers AZE --from 2016 --to 2022 --known 2016-12-31
  qala drivers AZE --from 2016 --format csv`,
		Args: oneArg("a country, such as AZE or Azerbaijan"),
	}
	q.flags(cmd)
	cmd.Flags().Lookup("year").Hidden = true
	cmd.Flags().IntVar(&q.from, "from", 0, "the `year` the change starts from; none compares with --against or the median")
	cmd.Flags().IntVar(&q.to, "to", 0, "the `year` looked at; the framework's default where none is given")
	cmd.Flags().StringVar(&q.against, "against", "", "the `country` to compare with, in the year --to")
	cmd.Flags().StringVar(&q.known, "known", "", "start from what was known of the year --from on this `date`, YYYY-MM-DD")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		out, err := p.drivers(cmd.Context(), &q, args[0])
		if err != nil {
			return err
		}
		return show(p, &q.question, out, printers[assess.Drivers]{text: render.DriversText, csv: render.DriversCSV})
	}
	return cmd
}

// drivers answers the command drivers.
func (p *program) drivers(ctx context.Context, q *driversWish, name string) (*assess.Drivers, error) {
	if q.to == 0 {
		q.to = q.year
	}
	switch {
	case q.from != 0 && q.against != "":
		return nil, usage("--from and --against ask two questions; give one of them")
	case q.known != "" && q.from == 0:
		return nil, usage("--known needs --from, the year it was known of")
	}
	ask := assess.DriversQuestion{From: q.from, To: q.to}
	var err error
	if ask.Country, err = p.resolve(name, q.to); err != nil {
		return nil, err
	}
	if q.against != "" {
		if ask.Against, err = p.resolve(q.against, q.to); err != nil {
			return nil, err
		}
		if ask.Against == ask.Country {
			return nil, usage("--against %s: that is the country itself", ask.Against)
		}
	}
	a, err := p.assessor(ctx, &q.question)
	if err != nil {
		return nil, err
	}
	if q.known != "" {
		if ask.Then, err = p.knowing(ctx, q); err != nil {
			return nil, err
		}
	}
	out, err := a.Drivers(ctx, ask)
	return out, meaning(spanned(err, ask.From))
}

// knowing prepares an Assessor that knows what was known on the day of --known,
// which is after the year that is asked about.
func (p *program) knowing(ctx context.Context, q *driversWish) (*assess.Assessor, error) {
	day, err := obs.ParseDate(q.known)
	if err != nil {
		return nil, usage("--known: %v", err)
	}
	if last := day.LastYearEnded(); q.from > last {
		return nil, usage("--known %s: the last year that had ended by then is %d, before --from %d", day, last, q.from)
	}
	earlier := q.question
	earlier.asOf = q.known
	return p.assessor(ctx, &earlier)
}
