// SPDX-License-Identifier: Apache-2.0

// Package render turns answers into text, Markdown, CSV and citations. It is the
// only place that formats numbers for people.
//
// Its nouns are the answers of package assess; each has a function that prints
// it as text (for eyes, in 80 to 120 columns) and one that prints it as CSV (for
// programs, at full precision). Colour only repeats what the characters say.
//
// The rules: a number is printed with its unit and year; missing is an em dash
// with its reason, never a zero; a rank says of how many; caveats stand with the
// result. The package computes no score and reads no data.
package render
