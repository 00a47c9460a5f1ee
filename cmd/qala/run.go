// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/data"
)

// run is the program: it takes its arguments and streams, and returns the exit
// status. Tests call it as main does.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &program{stdin: stdin, stdout: stdout, stderr: stderr, data: data.FS}
	root := newRoot(p)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	if !isQuiet(err) {
		fmt.Fprintln(stderr, "qala:", err)
	}
	return exitStatus(err)
}

// newRoot is the command without a verb.
func newRoot(p *program) *cobra.Command {
	root := &cobra.Command{
		Use:   "qala",
		Short: "How secure is a state, through which elements, and how sure can one be",
		Long: `Qala is an open observatory of state security. For any state it says how secure
it is and through which elements, with evidence that opens down to the raw row.
It works offline, on the data inside the program.`,
		Example: `  qala assess AZE                 one state, all pillars
  qala rank --year 2022           every state
  qala compare AZE GEO ARM        side by side
  qala explain AZE wgi.pv         where a number comes from`,
		SilenceErrors: true, SilenceUsage: true,
		Args: noCommand,
	}
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return usage(c, err) })
	root.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	root.AddCommand(commands(p)...)
	return root
}

// commands is every verb, in the order of the help.
func commands(p *program) []*cobra.Command {
	return []*cobra.Command{
		newAssess(p),
		newRank(p),
		newCompare(p),
		newExplain(p),
		newSources(p),
		newIndicators(p),
		newData(p),
		newLint(p),
		newVersion(p),
	}
}

// noCommand refuses an unknown verb, with the nearest ones.
func noCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("there is no command %q", args[0])
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		text += fmt.Sprintf("; did you mean %q?", near[0])
	}
	return usage(c, fmt.Errorf("%s", text))
}
