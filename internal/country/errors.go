// SPDX-License-Identifier: Apache-2.0

package country

import (
	"errors"
	"fmt"
	"strings"
)

// ErrUnknown says that no country bears the code or name.
var ErrUnknown = errors.New("unknown country")

// ErrAmbiguous says that several countries bear the code or name.
var ErrAmbiguous = errors.New("ambiguous country")

// Suggestion is a country that a reader may have meant.
type Suggestion struct {
	// Code and Name identify the country.
	Code Code
	Name string
}

// String returns the name with the code in brackets.
func (s Suggestion) String() string { return s.Name + " (" + string(s.Code) + ")" }

// UnknownError is an ErrUnknown with the text and what may have been meant.
type UnknownError struct {
	// Text is what was asked for.
	Text string
	// Suggestions are the countries with the most similar spelling, the nearest
	// first; it may be empty.
	Suggestions []Suggestion
}

// Error names the text and the suggestions.
func (e *UnknownError) Error() string {
	if len(e.Suggestions) == 0 {
		return fmt.Sprintf("%v %q", ErrUnknown, e.Text)
	}
	return fmt.Sprintf("%v %q; did you mean %s?", ErrUnknown, e.Text, list(e.Suggestions))
}

// Unwrap returns ErrUnknown.
func (e *UnknownError) Unwrap() error { return ErrUnknown }

// AmbiguousError is an ErrAmbiguous with the text and the countries that bear it.
type AmbiguousError struct {
	// Text is what was asked for.
	Text string
	// Candidates are the countries that bear it, ordered by code.
	Candidates []Suggestion
}

// Error names the text and the candidates.
func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("%v %q: %s", ErrAmbiguous, e.Text, list(e.Candidates))
}

// Unwrap returns ErrAmbiguous.
func (e *AmbiguousError) Unwrap() error { return ErrAmbiguous }

func list(s []Suggestion) string {
	words := make([]string, len(s))
	for i := range s {
		words[i] = s[i].String()
	}
	return strings.Join(words, " or ")
}

// Fault is one error in the register's file.
type Fault struct {
	// Line and Column count from 1; Column counts bytes, 0 is the whole line.
	Line, Column int
	// Field is the column's name, empty where the fault is not one field's.
	Field string
	// Reason says what is wrong.
	Reason string
}

// Error gives the position and the reason.
func (f *Fault) Error() string {
	where := fmt.Sprintf("countries.csv: line %d", f.Line)
	if f.Column > 0 {
		where += fmt.Sprintf(", column %d", f.Column)
	}
	if f.Field != "" {
		where += " (" + f.Field + ")"
	}
	return where + ": " + f.Reason
}
