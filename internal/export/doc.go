// SPDX-License-Identifier: Apache-2.0

// Package export writes results for other programs: tables with their provenance
// in every row, in CSV, SDMX-CSV and Parquet, and whole data packages.
//
// Its nouns are the Row (a value of a country, year and indicator with unit,
// error, flags, release, licence and raw row, or the reason why there is none),
// the Panel (rows, written one after another so that the whole never stands in
// memory) and the Package (a zip that describes itself by the Frictionless
// standard, with licences and citations beside the tables).
//
// Nothing is rounded: a number is written in the shortest form that reads back
// as the same number. The same results give the same bytes; the files carry no
// time of making. The package computes nothing and opens no files.
package export
