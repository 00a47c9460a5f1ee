// SPDX-License-Identifier: Apache-2.0

// Package stat holds the numerics that composite indicators need and gonum
// lacks: moments and quantiles as R defines them, ranks with every rule for
// ties, correlations of incomplete pairs with p-values, principal components
// and collinearity, the EM algorithm for incomplete normal data, weights from
// pairwise comparisons, and Benefit of the Doubt.
//
// It knows nothing of countries or frameworks. A column is a []float64. Where a
// function says that it skips missing values, NaN marks them; elsewhere values
// must be finite. A result that is not defined comes back as false, never as
// NaN.
package stat
