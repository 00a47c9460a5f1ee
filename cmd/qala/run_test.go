// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/data"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/snapshot"
)

// everyCommand lists all commands, those of groups too.
func everyCommand() []*cobra.Command {
	var list []*cobra.Command
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		list = append(list, cmd)
		for _, sub := range cmd.Commands() {
			if sub.Name() != "help" {
				walk(sub)
			}
		}
	}
	walk(newRoot(newProgram(nil, streams{}, data.FS)))
	return list
}

// quotedText finds what the shell takes as one argument.
var quotedText = regexp.MustCompile(`"[^"]*"`)

// TestExamples: what the help shows is understood by the program.
func TestExamples(t *testing.T) {
	for _, cmd := range everyCommand() {
		for _, line := range strings.Split(cmd.Example, "\n") {
			line, _, _ = strings.Cut(strings.TrimSpace(line), " >")
			args := strings.Fields(strings.ReplaceAll(quotedText.ReplaceAllString(line, "quoted"), "'", ""))
			if len(args) == 0 || args[0] != "qala" {
				t.Errorf("%s: example %q does not call qala", cmd.CommandPath(), line)
				continue
			}
			root := newRoot(newProgram(nil, streams{}, data.FS))
			found, rest, err := root.Find(args[1:])
			if err != nil || found == root {
				t.Errorf("%s: example %q: %v", cmd.CommandPath(), line, err)
				continue
			}
			if err := found.ParseFlags(rest); err != nil {
				t.Errorf("%s: example %q: %v", cmd.CommandPath(), line, err)
			} else if err := found.ValidateArgs(found.Flags().Args()); err != nil {
				t.Errorf("%s: example %q: %v", cmd.CommandPath(), line, err)
			}
		}
	}
}

// TestStatus: each kind of error has its status.
func TestStatus(t *testing.T) {
	for name, test := range map[string]struct {
		err     error
		started bool
		want    int
	}{
		"none":              {nil, true, done},
		"before it began":   {errors.New("unknown flag"), false, wrongUse},
		"wrong use":         {fmt.Errorf("x: %w", usage("no")), true, wrongUse},
		"unknown country":   {&country.UnknownError{Text: "Gerogia"}, true, notFound},
		"ambiguous country": {&country.AmbiguousError{Text: "Congo"}, true, notFound},
		"unknown indicator": {fmt.Errorf("x: %w", snapshot.ErrUnknown), true, notFound},
		"unknown source":    {unknown("source", "x", nil), true, notFound},
		"file not there":    {named(os.ErrNotExist), true, notFound},
		"file not readable": {named(os.ErrPermission), true, failed},
		"damaged":           {snapshot.ErrDamaged, true, failed},
		"interrupted":       {context.Canceled, true, failed},
		"disk full":         {syscall.ENOSPC, true, failed},
	} {
		t.Run(name, func(t *testing.T) {
			p := &program{started: test.started}
			if got := p.status(test.err); got != test.want {
				t.Errorf("%v: status %d, want %d", test.err, got, test.want)
			}
		})
	}
}

// TestWidth: without a terminal, text fits 80 columns.
func TestWidth(t *testing.T) {
	for _, args := range [][]string{
		{"sources"},
		{"sources", "wdi"},
		{"sources", "treaties"},
		{"sources", "factbook"},
		{"indicators"},
		{"indicators", "qala.inflation"},
		{"version"},
		{"data", "diff", "idealpoint@2020-04", "idealpoint@2024-06"},
	} {
		status, out, remarks := call(t, args...)
		if status != done {
			t.Fatalf("%v: %s", args, remarks)
		}
		for _, line := range strings.Split(out, "\n") {
			if len([]rune(line)) > 80 || strings.ContainsRune(line, '\x1b') || strings.HasSuffix(line, " ") {
				t.Errorf("%v: too wide, coloured or with blanks at its end: %q", args, line)
			}
		}
	}
}

// TestJSON: what is printed for programs is one JSON value.
func TestJSON(t *testing.T) {
	for _, args := range [][]string{
		{"sources"},
		{"sources", "wdi"},
		{"sources", "ipi", "--rejected"},
		{"indicators", "growth"},
		{"lint"},
		{"version"},
		{"data", "diff", "embedded", "embedded"},
	} {
		_, out, remarks := call(t, append(args, "--format", "json")...)
		if !json.Valid([]byte(out)) || strings.Contains(out, "null") {
			t.Errorf("%v: %s: %.300s", args, remarks, out)
		}
	}
}

// TestLintRegister: faults of the register have their places.
func TestLintRegister(t *testing.T) {
	text, err := data.FS.ReadFile(country.File)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	_, faults, err := lintRegister(bytes.Join(append(lines, lines[1]), nil))
	if err != nil || len(faults) == 0 {
		t.Fatal(faults, err)
	}
	for _, f := range faults {
		if f.File != country.File || f.Line == 0 || f.Column == 0 || f.Message == "" {
			t.Errorf("fault without a place: %+v", f)
		}
	}
	if _, faults, err := lintRegister(text); err != nil || len(faults) > 0 {
		t.Error(faults, err)
	}
}

// TestGrid: numbers for people and programs.
func TestGrid(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567"} {
		if got := count(n); got != want {
			t.Errorf("count(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{5: "5 B", 2048: "2 kB", 3 << 20: "3.0 MB"} {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %q, want %q", n, got, want)
		}
	}
}
