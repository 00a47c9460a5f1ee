// SPDX-License-Identifier: Apache-2.0

// Package sensitivity is the mathematics of uncertainty and sensitivity
// analysis. It works on vectors and knows nothing of what they stand for.
package sensitivity
