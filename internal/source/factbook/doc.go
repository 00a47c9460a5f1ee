// SPDX-License-Identifier: Apache-2.0

// Package factbook reads vintages of the CIA World Factbook: a compressed
// archive of one JSON page per country, in which numbers stand in sentences.
//
// Its nouns: an archive holds members; a member is a page, a tree of sections,
// fields and parts that end in texts; a figure is a number with its year found
// in a text. The definition says for each series where its text stands, in the
// column, and how to read it, in the key (see Read keys in series.go); fields
// that moved or were renamed have several places, of which the first that
// exists counts.
//
// The steps: unpack the archive within bounds, build each page's tree, name its
// country by the code in the file name, read every series, emit in the order of
// the archive and the definition.
//
// It refuses to guess. A range, a bound, a unit that is not the series' own, a
// number without a year, an unknown partner and a second value for the same
// year are rejected rows with the page, the field and the text. "NA" is no
// value and no fault. A year that stands only behind the last part of a field
// holds for the parts before it, as the Factbook means it.
package factbook
