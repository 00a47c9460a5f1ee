// SPDX-License-Identifier: Apache-2.0

// Package obs holds the central nouns of Qala: the observation, and what is
// needed to trust one.
//
// An Observation is one value of one Indicator for one country in one Period,
// taken from one release of one source. It carries a Spread where its source
// states how sure it is, Flags that qualify it, and a Ref that leads back to
// the raw row. An Origin says where the release came from and under which
// licence. What could not be read is a Rejected row; what has no value has a
// Missing reason; what a reader must be told is a Warning.
//
// The package computes nothing and reads nothing. Everything above it speaks in
// these words.
package obs
