// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/snapshot"
)

// The exit statuses.
const (
	done     = 0
	failed   = 1
	wrongUse = 2
	notFound = 3
)

// exitHelp is the paragraph on exit statuses in every command's help.
const exitHelp = `Exit status: 0 done, 1 failed, 2 wrong use, 3 not found.`

// errNotFound is wrapped where the user names something that there is not.
var errNotFound = errors.New("not found")

// errFaults says that faults were found and have been printed.
var errFaults = errors.New("faults found")

// statuses gives the exit status of errors; the first that matches counts, and
// all others are failed.
var statuses = []struct {
	is     error
	status int
}{
	{errNotFound, notFound},
	{country.ErrUnknown, notFound},
	{country.ErrAmbiguous, notFound},
	{snapshot.ErrUnknown, notFound},
}

// usageError is a wrong use that is only found once a command has begun.
type usageError struct{ text string }

// Error says what is wrong.
func (e usageError) Error() string { return e.text }

// usage makes a usageError.
func usage(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// unknown says that there is no such thing, and what may have been meant.
func unknown(noun, id string, suggestions []string) error {
	text := fmt.Sprintf("%s %q", noun, id)
	if len(suggestions) > 0 {
		text += ": did you mean " + strings.Join(suggestions, ", ") + "?"
	}
	return fmt.Errorf("%w: %s", errNotFound, text)
}

// status is the exit status of an error.
func (p *program) status(err error) int {
	var use usageError
	switch {
	case err == nil:
		return done
	case !p.started, errors.As(err, &use):
		return wrongUse
	}
	for _, entry := range statuses {
		if errors.Is(err, entry.is) {
			return entry.status
		}
	}
	return failed
}

// explained adds to an error what a person needs to go on.
func (p *program) explained(err error) error {
	switch {
	case !p.started:
		return fmt.Errorf("%w; see qala help", err)
	case errors.Is(err, context.Canceled):
		return errors.New("interrupted; nothing was changed")
	}
	return err
}
