// SPDX-License-Identifier: Apache-2.0

package affiliation

import (
	"errors"
	"fmt"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
)

// ErrUnknown says that there is no such organisation, region, list or view.
var ErrUnknown = errors.New("unknown affiliation")

// ErrEmpty says that there is one, and that it has no member on the day.
var ErrEmpty = errors.New("no member on that day")

// UnknownError is an ErrUnknown with what was asked for and what is possible.
type UnknownError struct {
	// Noun is "organisation", "region", "list of powers" or "view".
	Noun string
	// Text is what was asked for.
	Text string
	// Suggestions are the ids with the most similar spelling, the nearest first;
	// where nothing is similar and there are few, all of them.
	Suggestions []string
}

// Error names the text and the suggestions.
func (e *UnknownError) Error() string {
	text := fmt.Sprintf("%s %q is unknown", e.Noun, e.Text)
	if len(e.Suggestions) > 0 {
		text += "; did you mean " + strings.Join(e.Suggestions, " or ") + "?"
	}
	return text
}

// Unwrap returns ErrUnknown.
func (e *UnknownError) Unwrap() error { return ErrUnknown }

// EmptyError is an ErrEmpty with the days between which there are members.
type EmptyError struct {
	// Noun and ID say what is empty.
	Noun, ID string
	// On is the day asked for.
	On country.Date
	// First and Last bound the days on which there are members; zero is open.
	First, Last country.Date
}

// Error says when there are members.
func (e *EmptyError) Error() string {
	text := fmt.Sprintf("%s %s has no member on %s", e.Noun, e.ID, e.On)
	switch {
	case !e.First.IsZero() && e.On.Before(e.First):
		return text + "; its first is of " + e.First.String()
	case !e.Last.IsZero() && e.Last.Before(e.On):
		return text + "; its last is of " + e.Last.String()
	}
	return text
}

// Unwrap returns ErrEmpty.
func (e *EmptyError) Unwrap() error { return ErrEmpty }

// Fault is one error in a table.
type Fault struct {
	// File is the table's name in the data folder.
	File string
	// Line and Column count from 1; Column counts bytes, 0 is the whole line.
	Line, Column int
	// Field is the column's name, empty where the fault is not one field's.
	Field string
	// Reason says what is wrong.
	Reason string
}

// Error gives the position and the reason.
func (f *Fault) Error() string {
	text := fmt.Sprintf("%s:%d: ", f.File, f.Line)
	if f.Column > 0 {
		text = fmt.Sprintf("%s:%d:%d: ", f.File, f.Line, f.Column)
	}
	if f.Field != "" {
		text += f.Field + ": "
	}
	return text + f.Reason
}

// Faults lists the faults that an error of Load holds, and what else it holds.
func Faults(err error) (faults []*Fault, rest error) {
	var fault *Fault
	joined, many := err.(interface{ Unwrap() []error })
	switch {
	case err == nil:
		return nil, nil
	case many:
		for _, one := range joined.Unwrap() {
			found, other := Faults(one)
			faults, rest = append(faults, found...), errors.Join(rest, other)
		}
		return faults, rest
	case errors.As(err, &fault):
		return []*Fault{fault}, nil
	}
	return nil, err
}
