// SPDX-License-Identifier: Apache-2.0

// Package data holds the files that Qala carries inside its binary: curated
// definitions, written by people and linted like code, and the snapshot of
// observations that its own importers wrote. It contains no logic; other
// packages read FS.
package data

import "embed"

// FS is the tree of embedded files, rooted at the folder data.
//
//go:embed *.csv sources frameworks snapshot derived lexicon
var FS embed.FS
