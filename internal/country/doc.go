// SPDX-License-Identifier: Apache-2.0

// Package country is the register of countries: who a code or a name means, and
// when. It knows three nouns. A Country is a state, territory or other area with
// its codes, names and life span. A Register holds all countries. A Code is a
// country's identity: its ISO 3166-1 alpha-3 code, or a code of the register's
// own where ISO has none.
//
// The steps are: Parse reads data/countries.csv and reports every fault in it at
// once; Resolve and ByScheme turn what a source or a person writes into a Code,
// for the year that is meant; States lists who is judged in a year.
//
// The package never guesses. A spelling that no country bears is an UnknownError
// with suggestions, one that several bear is an AmbiguousError with candidates,
// and both stay errors until a person decides. It takes no side in disputes: an
// entry that ISO or the UN does not list carries the rule by which it stands here,
// and listing is not recognition. The rules in plain words are in
// doc/countries.md.
package country
