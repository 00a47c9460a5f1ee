// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/spf13/cobra"

// newData groups the commands that make and compare snapshots.
func newData(p *program) *cobra.Command {
	c := &cobra.Command{
		Use:   "data",
		Short: "Build, refresh and compare the data",
		Long: `The figures inside qala are a snapshot that its own importers wrote from the
publishers' files. These commands make it anew, fetch newer files, and say what
a new snapshot changes.` + exitHelp,
		Args: noCommand,
	}
	c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	c.AddCommand(newDataBuild(p), newDataRefresh(p), newDataDiff(p), newDataImport(p))
	return c
}
