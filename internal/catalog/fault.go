// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing that is wrong in a definition.
type Fault struct {
	// File is the path below the data folder, or the name of a user's own file.
	File string `json:"file"`
	// Line and Column count from 1, columns in characters; both are 0 where the
	// fault is with the file as a whole.
	Line   int `json:"line"`
	Column int `json:"column"`
	// Field is the place in the tree, such as "root.children[0].weight".
	Field string `json:"field,omitempty"`
	// Message says what is wrong, without a capital or a full stop.
	Message string `json:"message"`
	// Hint says what would be right, where that is known.
	Hint string `json:"hint,omitempty"`
}

// String writes file:line:column: field: message (hint).
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", f.Line, f.Column)
	}
	b.WriteString(": ")
	if f.Field != "" {
		b.WriteString(f.Field + ": ")
	}
	b.WriteString(f.Message)
	if f.Hint != "" {
		b.WriteString(" (" + f.Hint + ")")
	}
	return b.String()
}

// Faults is the error that lists all faults at once.
type Faults []Fault

// Error writes one fault a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

// sortFaults orders faults by file and place and drops repetitions.
func sortFaults(faults []Fault) []Fault {
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(faults)
}
