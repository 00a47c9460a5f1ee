// SPDX-License-Identifier: Apache-2.0

// Package surround answers what a state is among those around it and beside its
// own past: its neighbourhood, the states that depart most from theirs, and how
// scores changed over the years beside the neighbours'.
//
// An Assessor here is an assess.Assessor with these questions added. The steps:
// the scores of all states are taken from it; the ground of the year (borders,
// distances, incomes) is loaded and weighed under every definition of
// neighbourhood; package neighbour computes expectations, residuals and verdicts,
// under the framework's choices as made and under every draw; every figure shown is
// given its source. Answers are those that package assess declares.
//
// The package judges no cause: a residual is a difference from what is expected. A
// definition that the data cannot carry is refused with what is missing, and a
// country outside of the region asked for with the regions that it is in.
package surround

import (
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/neighbour"
)

// Assessor answers questions on neighbourhoods and on time, and all that an
// assess.Assessor answers.
type Assessor struct{ *assess.Assessor }

// Beside looks on while a state is assessed: it makes ready to set the overall score of an assessed state against its
// land neighbours', by the default view; an assess.Setup is handed it.
func Beside(of *assess.Assessor, s *assess.Scored) (assess.Onlooker, error) {
	a := Assessor{of}
	view, err := a.view("")
	if err != nil {
		return nil, err
	}
	out := a.beside(s, NeighboursQuestion{Year: s.Year}, []string{a.Framework.Tree.Root.ID})
	out.view = view
	return out, nil
}

// NeighboursQuestion asks about neighbourhoods.
type NeighboursQuestion struct {
	// Country is the state asked about; empty where all are.
	Country country.Code
	// Year 0 means the framework's default.
	Year int
	// Definition says who neighbours are; the zero Definition means land.
	Definition neighbour.Definition
	// View says whose borders count; empty means the default one.
	View string
	// All asks for the answer under every definition.
	All bool
}

// definition is the one asked for, or land.
func (q *NeighboursQuestion) definition() neighbour.Definition {
	if q.Definition == (neighbour.Definition{}) {
		return neighbour.Standard()[0]
	}
	return q.Definition
}
