// SPDX-License-Identifier: Apache-2.0

// Package all is the literal list of Qala's readers: the name that a source's
// definition gives, and what builds the reader. A new odd-shaped source adds a
// package and one line here; nothing registers itself.
package all

import (
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/source"
	"github.com/qala-observatory/qala/internal/source/acd"
	"github.com/qala-observatory/qala/internal/source/cowigo"
	"github.com/qala-observatory/qala/internal/source/cowmid"
	"github.com/qala-observatory/qala/internal/source/factbook"
	"github.com/qala-observatory/qala/internal/source/naturalearth"
	"github.com/qala-observatory/qala/internal/source/table"
	"github.com/qala-observatory/qala/internal/source/treaties"
	"github.com/qala-observatory/qala/internal/source/unvotes"
)

// readers build what reads one file after the other.
var readers = map[string]func(*source.Definition, *country.Register) (source.Reader, error){
	"acd":          acd.New,
	"cowigo":       cowigo.New,
	"cowmid":       cowmid.New,
	"factbook":     factbook.New,
	"naturalearth": naturalearth.New,
	"table":        table.New,
}

// bundles build what needs all files of a release at once.
var bundles = map[string]func(*source.Definition, *country.Register) (source.Bundle, error){
	"treaties": treaties.New,
	"unvotes":  unvotes.New,
}

// Names lists the readers that a definition may name, sorted.
func Names() []string {
	names := make([]string, 0, len(readers)+len(bundles))
	for name := range readers {
		names = append(names, name)
	}
	for name := range bundles {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// ReadAll reads the files of a source, in their order, into the sink.
func ReadAll(def *source.Definition, reg *country.Register, files []source.File, sink source.Sink) error {
	if build, ok := bundles[def.Reader]; ok {
		b, err := build(def, reg)
		if err != nil {
			return err
		}
		return b.ReadAll(files, sink)
	}
	build, ok := readers[def.Reader]
	if !ok {
		return fmt.Errorf("%s: reader %q is unknown; there are %v", def.ID, def.Reader, Names())
	}
	r, err := build(def, reg)
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := r.Read(file, sink); err != nil {
			return err
		}
	}
	return nil
}
