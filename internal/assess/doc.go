// SPDX-License-Identifier: Apache-2.0

// Package assess holds Qala's use cases: assess a country, rank all of them,
// compare a few, explain one number.
//
// An Assessor joins a framework, a store of observations and the register. Its
// answers are an Assessment, a Ranking, a Comparison and an Explanation: plain
// values that every surface prints and none computes. Each carries an id made
// from everything it depends on (data, framework, as-of date, question, program
// version), so that the same id means the same bytes.
//
// The steps: load the series the framework needs, derive, lay out the panel for
// all states, fit and score, then look up the raw rows of the country at hand.
// The package opens no files and knows neither the catalog nor the snapshot; it
// says what it needs of a Store and is given one.
package assess
