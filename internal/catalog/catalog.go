// SPDX-License-Identifier: Apache-2.0

// Package catalog reads and lints the curated definitions: sources, derived
// indicators and frameworks, each a YAML file that a person writes.
//
// The nouns are the Catalog (all definitions, with lookups), the Entry (an
// indicator and where it comes from), the FrameworkFile (a framework with the
// facts beside its tree), the Multiverse (choices to vary for a table of one's own)
// and the Fault (what is wrong, with file, line, column and field).
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

import (
	"slices"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/source"
)

// Catalog holds all definitions. It does not change once it is loaded, so any
// number of goroutines may read it; what it returns must not be changed.
type Catalog struct {
	sources map[string]*source.Definition
	list    []*source.Definition
	entries map[string]*Entry
	// ids are those of the entries, sorted.
	ids         []string
	derivations []*panel.Derivation
	frameworks  []*FrameworkFile
}

// Entry is an indicator and where it comes from: a series of a source, or a
// derivation.
type Entry struct {
	obs.Indicator
	// Source and Series are set for an indicator that a source publishes.
	Source *source.Definition
	Series *source.Series
	// Derivation and Why are set for one that is computed.
	Derivation *panel.Derivation
	Why        string
	// text tells apart two derived indicators of one id while linting.
	text *derivedText
}

// Source is the source with the id.
func (c *Catalog) Source(id string) (*source.Definition, bool) {
	s, ok := c.sources[id]
	return s, ok
}

// Sources lists every source, planned ones too, by id.
func (c *Catalog) Sources() []*source.Definition { return slices.Clone(c.list) }

// Indicator is the indicator with the id, published or derived.
func (c *Catalog) Indicator(id string) (*Entry, bool) {
	e, ok := c.entries[id]
	return e, ok
}

// Indicators lists every indicator by id; those of planned sources are not
// among them.
func (c *Catalog) Indicators() []*Entry {
	list := make([]*Entry, len(c.ids))
	for i, id := range c.ids {
		list[i] = c.entries[id]
	}
	return list
}

// Derived is the derivation with the id.
func (c *Catalog) Derived(id string) (*panel.Derivation, bool) {
	if e := c.entries[id]; e != nil && e.Derivation != nil {
		return e.Derivation, true
	}
	return nil, false
}

// Derivations lists every derivation, each after those that it takes as inputs,
// so that computing them in this order is always possible.
func (c *Catalog) Derivations() []*panel.Derivation { return slices.Clone(c.derivations) }

// Framework is the framework with the id.
func (c *Catalog) Framework(id string) (*FrameworkFile, bool) {
	for _, f := range c.frameworks {
		if f.Framework.ID == id {
			return f, true
		}
	}
	return nil, false
}

// Frameworks lists every framework by id.
func (c *Catalog) Frameworks() []*FrameworkFile { return slices.Clone(c.frameworks) }

// Suggest lists up to three indicator ids that are nearest to a text in
// spelling, the nearest first; none where nothing is near.
func (c *Catalog) Suggest(id string) []string { return nearest(id, c.ids) }

// SuggestSource lists up to three source ids that are nearest to a text.
func (c *Catalog) SuggestSource(id string) []string {
	ids := make([]string, len(c.list))
	for i, s := range c.list {
		ids[i] = s.ID
	}
	return nearest(id, ids)
}

// SuggestFramework lists up to three framework ids that are nearest to a text.
func (c *Catalog) SuggestFramework(id string) []string {
	ids := make([]string, len(c.frameworks))
	for i, f := range c.frameworks {
		ids[i] = f.Framework.ID
	}
	return nearest(id, ids)
}

// Needs lists the published indicators that the given ones rest on, sorted and
// without repetition: each itself, or all inputs of a derived one, down to the
// sources. Unknown ids are left out.
func (c *Catalog) Needs(ids ...string) []string {
	seen := firstOf{}
	var needs []string
	var walk func(string)
	walk = func(id string) {
		e := c.entries[id]
		if e == nil || seen.met(id) {
			return
		}
		if e.Derivation == nil {
			needs = append(needs, id)
			return
		}
		for _, input := range e.Derivation.Of {
			walk(input)
		}
	}
	for _, id := range ids {
		walk(id)
	}
	slices.Sort(needs)
	return needs
}
