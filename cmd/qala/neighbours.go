// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/assess/surround"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/render"
)

// around is what the commands on neighbourhoods have in common.
type around struct {
	question
	definition, view string
}

// flags gives a command the flags of a question about neighbourhoods.
func (q *around) flags(cmd *cobra.Command) {
	q.question.flags(cmd)
	q.varied(cmd)
	cmd.Flags().StringVar(&q.definition, "definition", "land", "who neighbours are: `land`, land-km, sea:KM, knn:K or region:ID")
	cmd.Flags().StringVar(&q.view, "view", "", "whose borders count where that is disputed: the `id` of a view, such as un")
}

// definitionsHelp explains the definitions in the help of commands.
const definitionsHelp = `Neighbours are defined by --definition:
  land          states with a common land border, all alike
  land-km       the same, weighted by the length of the border
  sea:400       states within 400 km over land or sea
  knn:5         the five nearest states
  region:ID     the other members of a named region, by date; region:m49 is each
                state's own subregion of the United Nations

`

// neighboursWish is what the command neighbours is asked for.
type neighboursWish struct {
	around
	all bool
}

// newNeighbours makes the command neighbours.
func newNeighbours(p *program) *cobra.Command {
	var q neighboursWish
	cmd := &cobra.Command{
		Use:   "neighbours COUNTRY",
		Short: "Compare a state with its neighbourhood",
		Long: `Neighbours says who surrounds a state, how turbulent that is, and what the
scores of its neighbours and its own income would lead one to expect of it, by a
regression over all other states. A residual is a difference from what is
expected and says nothing of its cause. A state is called an outlier only where
it lies outside of the 90 % band under 80 % of the definitions and variants.

` + definitionsHelp + exitHelp,
		Example: `  qala neighbours AZE --year 2022
  qala neighbours AZE --definition region:south-caucasus
  qala neighbours AZE --all-definitions
  qala neighbours ISR --view un
  qala neighbours AZE --as-of 2016-11-30 --format json`,
		Args: oneArg("a country, such as AZE or Azerbaijan"),
	}
	q.flags(cmd)
	cmd.Flags().BoolVar(&q.all, "all-definitions", false, "show the answer under every definition")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		out, err := p.neighbours(cmd.Context(), &q, args[0])
		if err != nil {
			return err
		}
		return show(p, &q.question, out, printers[assess.Neighbourhood]{text: render.NeighboursText, csv: render.NeighboursCSV})
	}
	return cmd
}

// neighbours answers the command neighbours.
func (p *program) neighbours(ctx context.Context, q *neighboursWish, name string) (*assess.Neighbourhood, error) {
	ask := surround.NeighboursQuestion{Year: q.year, View: q.view, All: q.all}
	var err error
	if ask.Definition, err = q.parsed(); err != nil {
		return nil, err
	}
	if ask.Country, err = p.resolve(name, q.year); err != nil {
		return nil, err
	}
	a, err := p.assessor(ctx, &q.question)
	if err != nil {
		return nil, err
	}
	out, err := surround.Assessor{Assessor: a}.Neighbours(ctx, ask)
	return out, placed(err)
}

// parsed reads the definition.
func (q *around) parsed() (neighbour.Definition, error) {
	d, err := neighbour.Parse(q.definition)
	if err != nil {
		return d, usage("--%v", err)
	}
	return d, nil
}

// affiliated prepares an Assessor that knows regions, powers and views, as every
// one does.
func (p *program) affiliated(ctx context.Context, q *question) (*assess.Assessor, error) {
	return p.assessor(ctx, q)
}

// placed gives the errors of neighbourhoods the status they have here.
func placed(err error) error {
	var outside *surround.OutsideError
	var unknown *affiliation.UnknownError
	if errors.As(err, &unknown) && len(unknown.Suggestions) == 0 {
		return fmt.Errorf("%w: %w; qala members --list names all", errNotFound, err)
	}
	for _, missing := range []error{affiliation.ErrUnknown, affiliation.ErrEmpty, neighbour.ErrNoBorders, neighbour.ErrNoDistances} {
		if errors.Is(err, missing) {
			return fmt.Errorf("%w: %w", errNotFound, err)
		}
	}
	if errors.As(err, &outside) {
		return fmt.Errorf("%w: %w", errNotFound, err)
	}
	return meaning(err)
}
