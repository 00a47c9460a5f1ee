// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// newDocs makes the command docs, which is for those who build the program.
func newDocs(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "docs FOLDER",
		Short: "Write the pages of doc that come from the code",
		Long: `Docs writes the pages that come from the code: the API, the commands, the
sources, the indicators and the lexicon.

` + exitHelp,
		Example: "  qala docs doc",
		Args:    oneArg("a folder"),
		Hidden:  true,
		RunE: func(_ *cobra.Command, args []string) error {
			pages, err := p.pages()
			if err != nil {
				return err
			}
			for _, page := range pages {
				err := writeFile(filepath.Join(args[0], page.name), func(w io.Writer) error {
					_, err := w.Write(page.text)
					return err
				})
				if err != nil {
					return named(err)
				}
			}
			return nil
		},
	}
}

// page is a document that comes from the code.
type page struct {
	name string
	text []byte
}

// pages writes all of them.
func (p *program) pages() ([]page, error) {
	c, err := p.catalog()
	if err != nil {
		return nil, err
	}
	words, err := p.lexiconPage(c)
	if err != nil {
		return nil, err
	}
	api, err := p.service()
	if err != nil {
		return nil, err
	}
	defer api.Close()
	return []page{
		{"api.md", api.Reference().Markdown()},
		{"commands.md", commandsPage(newRoot(p))},
		{"sources.md", c.SourcesPage()},
		{"indicators.md", c.IndicatorsPage()},
		{"lexicon.md", words},
	}, nil
}

// commandsPage is the manual of all commands, from their help.
func commandsPage(root *cobra.Command) []byte {
	var b bytes.Buffer
	b.WriteString("# Commands\n\nThis page is written by `make docs` from the help of the commands.\n\n")
	writeCommand(&b, root)
	return b.Bytes()
}

// writeCommand writes a command and those below it.
func writeCommand(b *bytes.Buffer, cmd *cobra.Command) {
	fmt.Fprintf(b, "## %s\n\n%s.\n\n", cmd.CommandPath(), cmd.Short)
	fmt.Fprintf(b, "```\n%s\n```\n\n", cmd.UseLine())
	for _, paragraph := range strings.Split(cmd.Long, "\n\n") {
		fmt.Fprintf(b, "%s\n\n", paragraph)
	}
	if cmd.Example != "" {
		fmt.Fprintf(b, "Examples:\n\n```\n%s\n```\n\n", strings.ReplaceAll(strings.TrimPrefix(cmd.Example, "  "), "\n  ", "\n"))
	}
	if flags := cmd.LocalFlags().FlagUsages(); flags != "" {
		fmt.Fprintf(b, "Flags:\n\n```\n%s```\n\n", flags)
	}
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			writeCommand(b, sub)
		}
	}
}
