// SPDX-License-Identifier: Apache-2.0

package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/data"
)

// TestPages checks that the documents that come from the code are what the code
// says.
func TestPages(t *testing.T) {
	pages, err := newProgram(nil, streams{io.Discard, io.Discard}, data.FS).pages()
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		t.Run(page.name, func(t *testing.T) {
			name := filepath.Join("..", "..", "doc", page.name)
			if *update {
				if err := os.WriteFile(name, page.text, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			got, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(page.text), string(got)); diff != "" {
				t.Errorf("%s differs (-code +file); make docs writes it anew:\n%s", page.name, diff)
			}
		})
	}
}

// TestHelp checks that every command a user sees says what it does, shows an
// example and, where it does something, names the exit statuses and has a choice
// of formats; what writes files of one form, or serves, has none.
func TestHelp(t *testing.T) {
	var visit func(cmd *cobra.Command)
	visit = func(cmd *cobra.Command) {
		if cmd.Name() == "help" {
			return
		}
		t.Run(cmd.CommandPath(), func(t *testing.T) {
			if cmd.Short == "" || cmd.Long == "" {
				t.Error("has no description")
			}
			if !strings.Contains(cmd.Example, cmd.CommandPath()) {
				t.Errorf("example %q does not show the command", cmd.Example)
			}
			if !cmd.HasSubCommands() && !strings.Contains(cmd.Long, exitHelp) {
				t.Error("help does not name the exit statuses")
			}
			if !cmd.HasSubCommands() && !cmd.Hidden && !slices.Contains([]string{"template", "brief", "serve"}, cmd.Name()) && cmd.Flags().Lookup("format") == nil {
				t.Error("has no flag --format")
			}
			for _, line := range strings.Split(cmd.Long+"\n"+cmd.Example, "\n") {
				if n := len([]rune(line)); n > 82 {
					t.Errorf("%d columns: %s", n, line)
				}
			}
		})
		for _, sub := range cmd.Commands() {
			visit(sub)
		}
	}
	visit(newRoot(newProgram(nil, streams{io.Discard, io.Discard}, data.FS)))
}
