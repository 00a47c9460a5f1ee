// SPDX-License-Identifier: Apache-2.0

// Package composite turns a panel into composite scores, and can say why.
//
// A Framework is a tree: its leaves are indicators with a direction and, if
// wanted, goalposts; its inner nodes (pillars) combine their children by
// weights that sum to 1. A Recipe holds the choices for each step. Fit learns
// from a panel what the recipe needs (means, extremes, winsor limits, imputed
// parameters, weights) and returns a Model; a Model scores the same panel again
// bit for bit, or another year, or another case. Scores hold every node of
// every case and year, with the coverage it rests on or the reason why it has
// none.
//
// The steps, one file each, in the order of the OECD/JRC Handbook on
// Constructing Composite Indicators (2008): screen, denominate, impute, treat,
// normalise, weight, aggregate.
//
// A missing value is left out and its weight shared among what is present; it
// is never zero. A node that rests on less than the framework's minimum
// coverage is not scored. The package refuses weights that do not sum to 1,
// leaves without a direction, and means of values for which they are not
// defined: a score is never made up. NaN is used inside to mark empty cells and
// never leaves the package.
package composite
