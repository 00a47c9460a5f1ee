// SPDX-License-Identifier: Apache-2.0

// Package neighbour says what surrounds a state, what that would lead one to
// expect of it, and how far the state departs from it.
//
// A Definition names a kind of neighbourhood: by land border, by length of
// border, within a distance, the k nearest, or a named region. Weigh turns it
// into Weights, a row-standardised matrix over the states of one year. A Column
// holds a value for each state, a Table the values under many variants.
//
// The steps:
//
//  1. The Ground of a year (its states, borders, distances, regions) and a
//     Definition give Weights; each row sums to 1 or is empty.
//  2. Weights and a Column give the spatial lag: what surrounds each state.
//  3. Expect regresses scores on the lag and on income, leaving out the state
//     that is asked about, also from its neighbours' surroundings; the residual
//     is how far the state departs from what the others would lead one to expect.
//  4. Vary does the same under every variant of a Table, and says in which share
//     of them the residual lies outside the band.
//  5. Turbulent ranks surroundings by several measures of trouble; Global and
//     Local say whether like stands next to like (Moran 1950; Anselin 1995).
//
// A state whose surroundings are too thinly known gets no expectation and a
// Reason. A residual is a difference from what is expected, never an effect: the
// package knows no causes. It reads no files, holds no list of countries and
// draws random numbers only from the seed it is given.
package neighbour
