// SPDX-License-Identifier: Apache-2.0

// Package sensitivity is the mathematics of uncertainty and sensitivity analysis:
// how far results spread when choices vary, and which choice causes it. It works
// on vectors and knows nothing of what they stand for.
//
// Factors have levels; a variant takes one level of each, and a Space numbers all
// variants. A draw is one evaluation, at random or of a given variant, and has a
// number for each of many cases, higher being better. A Ranker turns scores into
// ranks.
//
// The steps:
//
//  1. Small spaces are enumerated; Space.DecomposeAll then gives exact Effects:
//     first-order and total indices, Shapley effects and every term of the analysis
//     of variance, for many outputs at once.
//  2. Large spaces are sampled: a Sobol sequence, scrambled by a seed, is laid out by
//     a Design, whose responses give Estimates by a named Estimator with intervals
//     of the bootstrap, or by Paths, for Shapley effects.
//  3. Run makes draws on random streams of their own, chosen by seed and number of
//     the draw, on any number of workers.
//  4. Ranks, Pairs and Quantiles gather draws as counts, which merge in any order;
//     Compare judges the differences between cases on the draws.
//
// The same seed gives the same bytes, whatever the number of workers. A missing
// number is NaN in what is handed in, and never in what is handed out: draws that
// failed are counted by reason, and what rests on fewer draws says on how many. The
// package refuses to enumerate what is too large, to run no draws, and to give
// indices of nothing; a response that does not vary has indices of 0 and says so.
package sensitivity
