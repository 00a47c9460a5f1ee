// SPDX-License-Identifier: Apache-2.0

// Package panel lays observations out for reading: by country, year and
// indicator, each cell a value or the reason why there is none.
//
// A Series is one indicator over an Axis of countries and years. A Derivation
// computes a new series from others (a five-year mean, a rate per million) and
// can name the inputs of each of its values. A Panel is the table that a
// framework judges, with carried-forward values marked by their age.
//
// The package reads no files and scores nothing. NaN is used inside to mark
// empty cells and never leaves it.
package panel
