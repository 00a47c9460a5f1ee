// SPDX-License-Identifier: Apache-2.0

package multiverse

import "github.com/qala-observatory/qala/internal/panel"

// Spread is what a source says of the error of one indicator's values, as series
// beside the values; any may be nil or have gaps.
type Spread struct {
	// SE is the standard error, Low and High bound an interval.
	SE, Low, High *panel.Series
	// Level is the probability that Low and High span, between 0 and 1; 0 where
	// the source does not say, and the two are then taken as the ends of what is
	// possible.
	Level float64
}

// Propagate approximates the spread of a derived indicator from those of its
// inputs, over the years first to last. It is empty where no input has one.
func Propagate(d *panel.Derivation, in panel.Inputs, spreads map[string]Spread, axis *panel.Axis, first, last int) Spread {
	return Spread{}
}
