// SPDX-License-Identifier: Apache-2.0

// Package web holds the built pages, embedded. They are built by `make web` from
// the sources beside this file and stand in the repository, so that Go alone
// makes the whole program; dist.sum says which sources they were built from, and
// a test compares.
package web

import (
	"embed"
	"io/fs"
)

// dist is the folder of the build.
//
//go:embed all:dist
var dist embed.FS

// Pages are the built files, index.html at their root.
func Pages() (fs.FS, error) { return fs.Sub(dist, "dist") }
