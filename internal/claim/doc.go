// SPDX-License-Identifier: Apache-2.0

// Package claim holds the nouns of the check of claims: what a sentence asserts,
// what bears on it, and how a verdict follows.
//
// A Claim is one atomic statement: its Frame (value, comparison, rank, trend,
// membership and others), the countries and concepts it is about, its Quantities
// and Spans of time. Evidence is a figure with its period, source and Ref. A
// Variant is one admissible way of testing the claim; an Outcome gathers the
// variants into a verdict by the rule of 80 per cent.
//
// The steps stand in packages of their own: claim/read makes claims of sentences,
// claim/check tests them against what it is handed, claim/own reads series that a
// user brings along. The package refuses a verdict without evidence.
package claim
