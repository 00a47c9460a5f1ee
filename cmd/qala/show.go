// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/render"
)

// printers print one kind of answer.
type printers[T any] struct {
	text func(io.Writer, *T, render.Options) error
	csv  func(io.Writer, *T) error
}

// show prints an answer in the format asked for.
func show[T any](p *program, q *question, answer *T, how printers[T]) error {
	switch *q.format {
	case asJSON:
		return writeJSON(p.stdout, answer)
	case asCSV:
		return how.csv(p.stdout, answer)
	}
	return how.text(p.stdout, answer, render.Options{Width: q.width(p), Colour: colour(p.stdout), Framework: q.framework, Flags: q.repeated()})
}

// colour tells whether to colour text: on a terminal, unless the user has said
// NO_COLOR (no-color.org).
func colour(w io.Writer) bool {
	_, off := os.LookupEnv("NO_COLOR")
	return !off && terminal(w)
}

// oneArg wants exactly one argument and says what it is.
func oneArg(what string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != 1 {
			return fmt.Errorf("want one argument, %s; got %d", what, len(args))
		}
		return nil
	}
}
