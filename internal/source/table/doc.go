// SPDX-License-Identifier: Apache-2.0

// Package table reads every source whose file is a table with a header, by what
// its definition says of the columns. It contains nothing about any one source.
//
// The nouns are the reader (a definition ready for use), the plan (a layout laid
// over the header of one file) and the run (one file on its way through). The
// steps for each row, in order: the row is cut out of the text; rows outside the
// layout's Where, rows of no country and rows outside the years asked for are
// skipped and counted; the period and the country are read; what the layout
// requires is checked; each series takes its cell. Values that stand for
// themselves are emitted in the order of the file, those combined of several rows
// after the last row, in the order of their first rows.
//
// What cannot be read is rejected with file, line, column, text and reason, and
// the rest of the file is read all the same: a row of the wrong width or
// encoding, a text where a number should be, an unknown country, a second value
// for the same country and period. A missing value is no observation and no
// rejection; zero is a value. Errors are for what concerns the whole file: a
// missing column, a truncated archive, a definition that contradicts itself.
//
// The package refuses to guess: no type, unit, separator, encoding or date format
// is detected.
package table
