// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/snapshot"
)

// The exit statuses.
const (
	exitDone     = 0
	exitFailed   = 1
	exitUsage    = 2
	exitNotFound = 3
)

// exitHelp is what every command's help says of the statuses.
const exitHelp = `
Exit status: 0 done, 1 failed, 2 wrong use, 3 not found.`

var (
	// errUsage is wrapped where the call itself is wrong.
	errUsage = errors.New("wrong use")
	// errNotFound is wrapped where what was asked for is not there.
	errNotFound = errors.New("not found")
	// errQuiet ends a command that has already said what is wrong.
	errQuiet = errors.New("")
)

// exits maps the meaning of an error to a status; the first that fits counts.
var exits = []struct {
	is     error
	status int
}{
	{errUsage, exitUsage},
	{errNotFound, exitNotFound},
	{country.ErrUnknown, exitNotFound},
	{country.ErrAmbiguous, exitNotFound},
	{snapshot.ErrUnknown, exitNotFound},
}

// exitStatus is the status for an error.
func exitStatus(err error) int {
	for _, e := range exits {
		if errors.Is(err, e.is) {
			return e.status
		}
	}
	return exitFailed
}

// isQuiet tells whether the command has already said what is wrong.
func isQuiet(err error) bool { return errors.Is(err, errQuiet) }

// said is an error whose text hides the sentinel that gives it its status.
type said struct {
	text string
	is   error
}

func (s *said) Error() string { return s.text }
func (s *said) Unwrap() error { return s.is }

// usage is an error of use, with the way to help.
func usage(c *cobra.Command, err error) error {
	return &said{text: fmt.Sprintf("%v\nsee %q", err, c.CommandPath()+" --help"), is: errUsage}
}

// notFound is an error for what is not there.
func notFound(format string, args ...any) error {
	return &said{text: fmt.Sprintf(format, args...), is: errNotFound}
}

// exactArgs refuses any other number of arguments, saying what they are.
func exactArgs(n int, what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) != n {
			return usage(c, fmt.Errorf("%s takes %s", c.Name(), what))
		}
		return nil
	}
}
