// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/source/all"
)

// maxDefinition is how many bytes a definition may have before it is even looked
// at; the catalog's own bound is lower.
const maxDefinition = 16 << 20

// newLint makes the command lint.
func newLint(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lint [PATH...]",
		Short: "Find every fault in definitions and in the register",
		Long: `Lint lists all faults at once, each with file, line and column. Without a path it
lints what the program carries: sources, derived indicators, frameworks, the
lexicon of the claim check and the register of countries. A path is a data
folder, a register named countries.csv, or a framework, which may use every
indicator that the program knows.

Faults are a failure.
` + exitHelp,
		Example: `  qala lint
  qala lint my-framework.yaml
  qala lint data --format json`,
	}
	f := formatFlag(cmd)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		faults, err := p.lint(args)
		if err != nil {
			return err
		}
		if err := p.printFaults(faults, *f); err != nil {
			return err
		}
		switch len(faults) {
		case 0:
			return nil
		case 1:
			return errors.New("1 fault")
		}
		return fmt.Errorf("%d faults", len(faults))
	}
	return cmd
}

// lint gathers the faults in what the arguments name.
func (p *program) lint(names []string) ([]catalog.Fault, error) {
	if len(names) == 0 {
		return lintFolder(p.data)
	}
	faults := []catalog.Fault{}
	for _, name := range names {
		found, err := p.lintPath(name)
		if err != nil {
			return nil, err
		}
		faults = append(faults, found...)
	}
	return faults, nil
}

// lintPath gathers the faults in a user's folder or file.
func (p *program) lintPath(name string) ([]catalog.Fault, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, named(err)
	}
	if info.IsDir() {
		found, err := lintFolder(os.DirFS(name))
		for i := range found {
			found[i].File = filepath.Join(name, filepath.FromSlash(found[i].File))
		}
		return found, err
	}
	text, err := readBounded(name)
	if err != nil {
		return nil, err
	}
	if filepath.Base(name) == country.File {
		_, found, err := lintRegister(text)
		for i := range found {
			found[i].File = name
		}
		return found, err
	}
	c, err := p.catalog()
	if err != nil {
		return nil, err
	}
	_, found := c.ParseFramework(name, text)
	return found, nil
}

// readBounded reads a file, unless it is far too large.
func readBounded(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, named(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxDefinition+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxDefinition {
		return nil, fmt.Errorf("%s: larger than %s, which no definition is", name, size(maxDefinition))
	}
	return text, nil
}

// lintFolder gathers the faults in a data folder.
func lintFolder(tree fs.FS) ([]catalog.Fault, error) {
	text, err := fs.ReadFile(tree, country.File)
	if err != nil {
		return nil, fmt.Errorf("not a data folder: %w", named(err))
	}
	reg, faults, err := lintRegister(text)
	if err != nil {
		return nil, err
	}
	faults = append(faults, catalog.Lint(tree, catalog.Known{Countries: reg, Readers: all.Names()})...)
	words, err := lintLexicon(tree, reg)
	return append(faults, words...), err
}

// lintRegister gathers the faults in a register, which is nil where it cannot be
// read.
func lintRegister(text []byte) (*country.Register, []catalog.Fault, error) {
	reg, err := country.Parse(bytes.NewReader(text))
	if err == nil {
		err = reg.Lint()
	}
	faults, rest := registerFaults(err)
	return reg, faults, rest
}

// registerFaults parts the register's faults from other errors.
func registerFaults(err error) (faults []catalog.Fault, rest error) {
	var fault *country.Fault
	joined, many := err.(interface{ Unwrap() []error })
	switch {
	case err == nil:
		return nil, nil
	case many:
		for _, one := range joined.Unwrap() {
			found, other := registerFaults(one)
			faults, rest = append(faults, found...), errors.Join(rest, other)
		}
		return faults, rest
	case errors.As(err, &fault):
		return []catalog.Fault{{
			File: country.File, Line: fault.Line, Column: max(fault.Column, 1), Field: fault.Field, Message: fault.Reason,
		}}, nil
	}
	return nil, err
}

// printFaults prints faults.
func (p *program) printFaults(faults []catalog.Fault, f format) error {
	switch f {
	case asJSON:
		return writeJSON(p.stdout, struct {
			Faults []catalog.Fault `json:"faults"`
		}{append([]catalog.Fault{}, faults...)})
	case asCSV:
		g := grid{header: []string{"file", "line", "column", "field", "message", "hint"}}
		for _, fault := range faults {
			g.add(fault.File, fault.Line, fault.Column, fault.Field, fault.Message, fault.Hint)
		}
		return g.csv(p.stdout)
	}
	if len(faults) == 0 {
		_, err := fmt.Fprintln(p.stdout, "no faults")
		return err
	}
	lines := make([]string, len(faults))
	for i, fault := range faults {
		lines[i] = fault.String()
	}
	_, err := fmt.Fprintln(p.stdout, strings.Join(lines, "\n"))
	return err
}
