// SPDX-License-Identifier: Apache-2.0

// Package source is the contract of every importer: what a source's definition
// says (Definition, Release, Series, Layout), and what a Reader does with one
// raw file.
//
// A Reader turns one file into observations and rejected rows, in the order of
// the file. It neither fetches nor stores, resolves country names through the
// register with the period in hand, and never drops a row silently: what it
// cannot read it rejects, with file, line, column, text and reason.
package source
