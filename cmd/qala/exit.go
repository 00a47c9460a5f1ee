// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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

// unknownError says that there is no such thing, and what may have been meant.
type unknownError struct {
	noun, id    string
	suggestions []string
}

// Error names the thing and the suggestions.
func (e *unknownError) Error() string {
	text := fmt.Sprintf("%s %q is unknown", e.noun, e.id)
	if len(e.suggestions) > 0 {
		text += "; did you mean " + strings.Join(e.suggestions, " or ") + "?"
	}
	return text
}

// Unwrap tells that it is a matter of not finding.
func (e *unknownError) Unwrap() error { return errNotFound }

// unknown says that there is no such thing.
func unknown(noun, id string, suggestions []string) error {
	return &unknownError{noun, id, suggestions}
}

// named is an error about a file or folder that the user names: one that is not
// there is not found.
func named(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", errNotFound, err)
	}
	return err
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
