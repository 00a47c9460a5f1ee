// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/obs"
)

// ScreenMethod says by what a case is judged fit to be scored.
type ScreenMethod string

// The ways of screening. They count over all leaves, unweighted.
const (
	// ScreenNone keeps every case.
	ScreenNone ScreenMethod = "none"
	// ScreenMissing wants a share MinAvailable of the values to be there.
	ScreenMissing ScreenMethod = "missing"
	// ScreenZeros wants a share MinNonZero of the values there to differ from 0.
	ScreenZeros ScreenMethod = "zeros"
	// ScreenBoth wants both.
	ScreenBoth ScreenMethod = "both"
)

// Screening removes cases, year by year, that rest on too little. A case that is
// screened out is not scored and nothing is learned from it.
type Screening struct {
	Method       ScreenMethod `yaml:"method,omitempty" json:"method,omitempty"`
	MinAvailable float64      `yaml:"min_available,omitempty" json:"min_available,omitempty"`
	MinNonZero   float64      `yaml:"min_non_zero,omitempty" json:"min_non_zero,omitempty"`
	// Keep and Drop list cases that are kept or dropped whatever they hold.
	Keep []string `yaml:"keep,omitempty" json:"keep,omitempty"`
	Drop []string `yaml:"drop,omitempty" json:"drop,omitempty"`
}

// screens tells by which shares each method judges.
var screens = map[ScreenMethod]struct{ missing, zeros bool }{
	ScreenNone: {}, ScreenMissing: {missing: true}, ScreenZeros: {zeros: true}, ScreenBoth: {true, true},
}

func (s *Screening) check(path string, faults *Faults) {
	checkMethod(s.Method, screens, path, faults)
	checkShare(s.MinAvailable, path+"/min_available", faults)
	checkShare(s.MinNonZero, path+"/min_non_zero", faults)
	for _, c := range s.Keep {
		if slices.Contains(s.Drop, c) {
			faults.add(path, "case %q is both kept and dropped", c)
		}
	}
}

// apply marks the rows that are screened out and empties them.
func (s *Screening) apply(w *work) []obs.Warning {
	by := screens[s.Method]
	if !by.missing && !by.zeros && len(s.Drop) == 0 {
		return nil
	}
	dropped := 0
	for r := range w.rows {
		c := w.p.Cases()[r%w.nc]
		out := slices.Contains(s.Drop, c) || !slices.Contains(s.Keep, c) && s.fails(w, r)
		if !out || w.why[r] != Scored {
			continue
		}
		dropped++
		w.why[r] = ScreenedOut
		for _, col := range w.x {
			col[r] = nan
		}
	}
	if dropped == 0 {
		return nil
	}
	return []obs.Warning{{
		Code: "screened_out", Subject: "screen",
		Text: fmt.Sprintf("%d of %d rows were screened out and are not scored", dropped, w.rows),
	}}
}

// fails tells whether a row misses a share that the method asks for.
func (s *Screening) fails(w *work, r int) bool {
	by := screens[s.Method]
	present, nonZero := 0, 0
	for _, col := range w.x {
		if v := col[r]; v == v {
			present++
			if v != 0 {
				nonZero++
			}
		}
	}
	if by.missing && float64(present) < s.MinAvailable*float64(len(w.x)) {
		return true
	}
	return by.zeros && float64(nonZero) < s.MinNonZero*float64(present)
}
