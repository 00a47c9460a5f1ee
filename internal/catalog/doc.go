// SPDX-License-Identifier: Apache-2.0

// Package catalog reads and lints the curated definitions: sources, derived
// indicators and frameworks, each a YAML file that a person writes.
//
// The nouns are the Catalog (all definitions, with lookups), the Entry (an
// indicator and where it comes from), the FrameworkFile (a framework with the
// facts beside its tree) and the Fault (what is wrong, with file, line, column
// and field).
//
// The steps in order: the text is checked (size, encoding, depth, constructs
// that we do not allow), parsed, decoded into Go types, linted alone, and then
// linted against the rest of the catalog. Each step reports every fault it
// finds. Nothing is repaired in silence: weights that do not sum to 1 are a
// fault, an unknown field is a fault with the nearest known one as a hint.
//
// The package refuses anchors, aliases, tags and several documents in a file:
// a definition says each thing where it is read, and such constructs are how
// small files grow to gigabytes. It reads no observations and opens no files
// but those of the fs.FS or the bytes it is given.
package catalog
