// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/lexicon"
)

// lexiconFolder is where the lexicon stands in a data folder.
const lexiconFolder = "lexicon"

// lintLexicon gathers the faults in the lexicon of a data folder; a folder without
// one has none. What the other definitions hold is looked up where it could be
// read, so that a fault there does not make a hundred here.
func lintLexicon(tree fs.FS, reg *country.Register) ([]catalog.Fault, error) {
	if _, err := fs.Stat(tree, lexiconFolder); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	folder, err := fs.Sub(tree, lexiconFolder)
	if err != nil {
		return nil, err
	}
	words, err := lexicon.Load(folder)
	faults, rest := lexiconFaults(err)
	if words == nil || rest != nil {
		return faults, rest
	}
	more, rest := lexiconFaults(words.Lint(knownTo(tree, reg)))
	faults = append(faults, more...)
	slices.SortStableFunc(faults, func(a, b catalog.Fault) int {
		if a.File != b.File {
			return strings.Compare(a.File, b.File)
		}
		return a.Line - b.Line
	})
	return faults, rest
}

// knownTo says what a lexicon may refer to: what the rest of the folder defines.
func knownTo(tree fs.FS, reg *country.Register) lexicon.Known {
	known := lexicon.Known{}
	if reg == nil {
		return known
	}
	known.Country = func(code string) bool {
		_, ok := reg.Country(country.Code(code))
		return ok
	}
	if book, err := affiliation.Load(tree, reg); err == nil {
		known.Set = func(id string) bool { return isSet(book, id) }
	}
	if c, err := catalog.Load(tree, reg); err == nil {
		known.Source = func(id string) bool {
			_, ok := c.Source(id)
			return ok
		}
		known.Indicator = func(id string) (dyadic, ok bool) {
			entry, ok := c.Indicator(id)
			return ok && entry.Dyadic, ok
		}
	}
	return known
}

// isSet tells whether a text names a set: org:ID, region:ID, powers:ID (empty for
// the first list) or the world.
func isSet(book *affiliation.Book, text string) bool {
	kind, id, _ := strings.Cut(text, ":")
	switch kind {
	case "world":
		return id == ""
	case "org":
		_, ok := book.Organisation(id)
		return ok
	case "region":
		return slices.ContainsFunc(book.Regions(), func(r affiliation.Region) bool { return r.ID == id })
	case "powers":
		return id == "" || slices.ContainsFunc(book.Rankings(), func(r affiliation.Ranking) bool { return r.ID == id })
	}
	return false
}

// lexiconFaults parts the faults of the lexicon from other errors.
func lexiconFaults(err error) (faults []catalog.Fault, rest error) {
	var fault *lexicon.Fault
	joined, many := err.(interface{ Unwrap() []error })
	switch {
	case err == nil:
		return nil, nil
	case many:
		for _, one := range joined.Unwrap() {
			found, other := lexiconFaults(one)
			faults, rest = append(faults, found...), errors.Join(rest, other)
		}
		return faults, rest
	case errors.As(err, &fault):
		return []catalog.Fault{{File: path.Join(lexiconFolder, fault.File), Line: fault.Line, Column: 1, Message: fault.Message}}, nil
	}
	return nil, err
}
