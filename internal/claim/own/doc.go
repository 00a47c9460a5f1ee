// SPDX-License-Identifier: Apache-2.0

// Package own reads series that a user brings along and finds the one that a claim
// is about.
//
// The nouns are the Collection, a folder of CSV files with a metadata.json that
// gives each a title, a description and a unit, and the Match of package claim.
// Two shapes are read: wide (Date, then a column for each country code) and long
// (Entity, Code, Year, value). The steps are: Load reads the metadata and indexes
// the titles; a file's values are read when they are first asked for; Find weighs
// titles and descriptions by how rare their words are (Spärck Jones 1972) and
// returns the best.
//
// The package has no list of series: what it is brought is all it knows. It refuses
// a series whose title lacks a word that the claim stands on.
package own
