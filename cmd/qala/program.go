// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/snapshot"
)

// program is what the commands share: the streams and the embedded data, each
// part opened when first asked for.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	// data is the tree of definitions and the snapshot.
	data fs.FS

	registerOnce sync.Once
	reg          *country.Register
	registerErr  error

	snapshotOnce sync.Once
	snap         *snapshot.Snapshot
	snapshotErr  error
}

// register is the country register.
func (p *program) register() (*country.Register, error) {
	p.registerOnce.Do(func() { p.reg, p.registerErr = country.Load(p.data) })
	return p.reg, p.registerErr
}

// snapshot is the embedded snapshot.
func (p *program) snapshot() (*snapshot.Snapshot, error) {
	p.snapshotOnce.Do(func() {
		sub, err := fs.Sub(p.data, "snapshot")
		if err != nil {
			p.snapshotErr = err
			return
		}
		p.snap, p.snapshotErr = snapshot.Open(sub)
	})
	return p.snap, p.snapshotErr
}

// catalog is every definition; commands that need one framework only use
// catalog.LoadFramework, which is quicker.
func (p *program) catalog() (*catalog.Catalog, error) {
	reg, err := p.register()
	if err != nil {
		return nil, err
	}
	return catalog.Load(p.data, reg)
}

// formats of output that a command offers, the first by default.
var formats = []string{"text", "json", "csv"}

// formatFlag adds --format to a command.
func formatFlag(c *cobra.Command, into *string, also ...string) {
	names := append(slices.Clone(formats), also...)
	c.Flags().StringVar(into, "format", formats[0], "output as "+strings.Join(names, ", "))
	check := c.PreRunE
	c.PreRunE = func(c *cobra.Command, args []string) error {
		if !slices.Contains(names, *into) {
			return usage(c, fmt.Errorf("--format %q: want one of %s", *into, strings.Join(names, ", ")))
		}
		if check != nil {
			return check(c, args)
		}
		return nil
	}
}

// writeJSON writes a value, indented, with a line feed at its end.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// isTerminal tells whether a stream is one that a person watches.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// width is how many columns text output may use: the terminal's, at most 120,
// or 80 where there is none.
func width(stream any) int {
	const narrow, wide = 80, 120
	f, ok := stream.(*os.File)
	if !ok {
		return narrow
	}
	w, _, err := term.GetSize(int(f.Fd()))
	if err != nil || w <= 0 {
		return narrow
	}
	return min(max(w, narrow), wide)
}
