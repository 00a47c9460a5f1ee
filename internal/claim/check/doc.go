// SPDX-License-Identifier: Apache-2.0

// Package check tests claims against data.
//
// The noun is the Checker. For each claim it resolves the concept to the measures
// that the lexicon fixed, and to series of the user's own; it executes the claim's
// frame once for each admissible choice (series, window, tolerance, set of
// countries, the rule for missing years), and joins the variants to a verdict by
// the rule of package claim. The first variant is the headline: the lexicon's first
// measure that has figures, the last full year, the claim's own words.
//
// Every figure that was used is returned as evidence, those that speak against the
// claim too. The package refuses a verdict where the figures are missing, where
// they end more than a few years before the time that is meant, and where yearly
// figures cannot tell; it then names what would answer. It reads no text and
// fetches nothing: data arrive through the small interfaces of this package.
package check
