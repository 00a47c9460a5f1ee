// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/render"
)

// mostCompared is how many states a comparison can hold and still be read.
const mostCompared = 9

// newCompare makes the command compare.
func newCompare(p *program) *cobra.Command {
	var q question
	cmd := &cobra.Command{
		Use:   "compare COUNTRY COUNTRY...",
		Short: "Set states side by side, pillar by pillar",
		Long: fmt.Sprintf(`Compare sets two to %d states side by side: every pillar and group on one axis,
with scores, ranks and coverage.

`, mostCompared) + exitHelp,
		Example: `  qala compare AZE GEO ARM
  qala compare Estonia Latvia Lithuania --year 2016 --format csv`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 || len(args) > mostCompared {
				return fmt.Errorf("want 2 to %d countries; got %d", mostCompared, len(args))
			}
			return nil
		},
	}
	q.flags(cmd)
	q.varied(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		out, err := p.compare(cmd.Context(), &q, args)
		if err != nil {
			return err
		}
		return show(p, &q, out, printers[assess.Comparison]{text: render.CompareText, csv: render.CompareCSV})
	}
	return cmd
}

// compare answers the command compare. All names that are not known are
// reported at once.
func (p *program) compare(ctx context.Context, q *question, names []string) (*assess.Comparison, error) {
	var list []country.Code
	var faults []error
	for _, name := range names {
		code, err := p.resolve(name, q.year)
		switch {
		case err != nil:
			faults = append(faults, err)
		case slices.Contains(list, code):
			faults = append(faults, usage("%s stands twice", code))
		}
		list = append(list, code)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	a, err := p.assessor(ctx, q)
	if err != nil {
		return nil, err
	}
	out, err := a.Compare(ctx, list, q.year)
	return out, meaning(err)
}
