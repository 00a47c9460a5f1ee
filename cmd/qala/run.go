// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/data"
)

// commands is the list of all commands.
func commands(p *program) []*cobra.Command {
	return []*cobra.Command{
		newAssess(p),
		newRank(p),
		newCompare(p),
		newExplain(p),
		newCheck(p),
		newDrivers(p),
		newNeighbours(p),
		newOutliers(p),
		newTrend(p),
		newMembers(p),
		newMemberships(p),
		newMultiverse(p),
		newAudit(p),
		newBrief(p),
		newServe(p),
		newExport(p),
		newIndex(p),
		newSources(p),
		newIndicators(p),
		newData(p),
		newLint(p),
		newVersion(p),
		newDocs(p),
	}
}

// run runs the program and returns its exit status.
func run(ctx context.Context, args []string, stdin io.Reader, to streams) int {
	p := newProgram(stdin, to, data.FS)
	root := newRoot(p)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil {
		p.remark("qala: %v", p.explained(err))
	}
	return p.status(err)
}

// newRoot makes the command that holds all others.
func newRoot(p *program) *cobra.Command {
	root := &cobra.Command{
		Use:   "qala",
		Short: "An open observatory of state security",
		Long: `Qala shows how secure the states of the world are, from public data alone:
every figure leads back to the raw row, release and licence it comes from.

All of it works offline: the data are part of the program. Only data refresh
asks a server.`,
		Example: `  qala assess AZE --year 2022
  qala explain AZE wdi.NY.GDP.MKTP.KD.ZG --year 2016
  qala rank --year 2022 --format csv
  qala sources`,
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.PersistentFlags().StringVar(&p.snapshotDir, "snapshot", "",
		"read the snapshot in this `folder` instead of the one in the program")
	root.AddCommand(commands(p)...)
	root.InitDefaultHelpCmd()
	p.mark(root)
	return root
}

// mark makes each command note that it has begun: what goes wrong earlier is
// wrong use.
func (p *program) mark(cmd *cobra.Command) {
	if do := cmd.RunE; do != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			p.started = true
			return do(cmd, args)
		}
	}
	for _, sub := range cmd.Commands() {
		p.mark(sub)
	}
}
