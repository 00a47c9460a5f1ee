// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/render"
)

// newAssess makes the command assess.
func newAssess(p *program) *cobra.Command {
	var q question
	var cite, markdown bool
	cmd := &cobra.Command{
		Use:   "assess COUNTRY",
		Short: "Judge one state: pillars, strengths, gaps, sources",
		Long: `Assess says how secure a state is and through which elements: a sentence, a bar
for each pillar with the world's median, the strongest and the weakest
indicators, what is missing and why, and the sources. The country may be given
by any code or name.

` + exitHelp,
		Example: `  qala assess AZE
  qala assess "Côte d'Ivoire" --year 2016
  qala assess AZE --as-of 2016-11-30
  qala assess AZE --format json
  qala assess AZE --framework my-framework.yaml
  qala assess AZE --cite`,
		Args: oneArg("a country, such as AZE or Azerbaijan"),
	}
	q.flags(cmd)
	q.varied(cmd)
	cmd.Flags().BoolVar(&cite, "cite", false, "print how to cite the assessment, as text, BibTeX and CSL-JSON")
	cmd.Flags().BoolVar(&markdown, "markdown", false, "print Markdown")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		a, err := p.assess(cmd.Context(), &q, args[0])
		if err != nil {
			return err
		}
		switch {
		case cite:
			c := render.Cite(a)
			_, err = fmt.Fprintf(p.stdout, "%s\n\n%s\n\n%s\n", c.Text, c.BibTeX, c.CSL)
			return err
		case markdown:
			return render.AssessMarkdown(p.stdout, a)
		}
		return show(p, &q, a, printers[assess.Assessment]{text: render.AssessText, csv: render.AssessCSV})
	}
	return cmd
}

// assess answers the command assess.
func (p *program) assess(ctx context.Context, q *question, name string) (*assess.Assessment, error) {
	code, err := p.resolve(name, q.year)
	if err != nil {
		return nil, err
	}
	a, err := p.assessor(ctx, q)
	if err != nil {
		return nil, err
	}
	out, err := a.Assess(ctx, code, q.year)
	return out, meaning(err)
}

// meaning gives the errors of use cases the status they have here.
func meaning(err error) error {
	var year *assess.YearError
	var notScored *assess.NotScoredError
	switch {
	case errors.As(err, &year) && !year.AsOf.IsZero():
		return usage("--as-of: %v", err)
	case errors.As(err, &year):
		return usage("--year: %v", err)
	case errors.As(err, &notScored):
		return fmt.Errorf("%w: %w", errNotFound, err)
	}
	return err
}
