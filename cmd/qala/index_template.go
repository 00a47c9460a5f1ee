// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// template is a recipe with every step at its default, and the choices beside.
const template = `# A recipe: the choices for each step of a composite indicator. A step that is
# left out does nothing, or for normalise, weight and aggregate takes the first
# choice named. A test reads this text and builds with it.

# The order of the steps up to treat; normalise, weight, aggregate follow.
order: [screen, denominate, impute, treat]

# none | missing | zeros | both: leave out cases with too few values, or with too
# many zeros. min_available and min_nonzero are shares of the indicators.
screen: {method: none}

# own | none: divide by the column that iMeta names as Denominator.
denominate: {method: own}

# none | mean | median | group_mean | group_median (group: a column of type Group)
# | row_mean | em (level) | latest (limit: years) | linear | constant.
impute: {method: none}

# first and then: none | winsorise (max_points) | log_shift | log_shift_mirrored |
# log_shift_one | log_gii | box_cox (lambda); applied where skew and kurtosis pass the limits.
treat: {first: winsorise, then: log_shift, max_points: 5, skew: 2, kurtosis: 3.5}

# minmax | zscore | scaled | rank | percentile_rank | borda | goalposts |
# distance_to_maximum | distance_to_reference | distance_to_target |
# fraction_of_maximum.
normalise: {method: minmax}

# own | equal | pca | ahp | budget | balanced.
weight: {method: own}

# arithmetic | geometric | harmonic | power (power) | copeland | outranking |
# mazziotta_pareto | benefit_of_the_doubt; min_present is the share of children
# that must be there.
aggregate: {method: arithmetic, min_present: 0}
`

// newIndexTemplate makes the command index template.
func newIndexTemplate(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "template",
		Short: "Print a recipe with comments, to begin with",
		Long: `Template prints a recipe in which every step stands at a usual choice, with the
other choices in comments.

` + exitHelp,
		Example: "  qala index template > recipe.yaml",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprint(p.stdout, template)
			return err
		},
	}
}
