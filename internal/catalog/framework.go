// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
)

// Bounds on what a framework may say.
const (
	// firstYear and lastYear keep a slip of the pen from asking for a panel of a
	// million years.
	firstYear, lastYear = 1800, 2100
	// longestCarry is the most years that a value may stand in for later ones.
	longestCarry = 10
)

// indicators is what a framework needs to know of the catalog.
type indicators interface {
	// find looks up an indicator.
	find(id string) (obs.Indicator, bool)
	// hint names what may have been meant by an unknown id.
	hint(id string) string
}

// catalogIndicators looks indicators up in a catalog.
type catalogIndicators struct{ c *Catalog }

func (i catalogIndicators) find(id string) (obs.Indicator, bool) {
	if e, ok := i.c.entries[id]; ok {
		return e.Indicator, true
	}
	return obs.Indicator{}, false
}

func (i catalogIndicators) hint(id string) string { return meant(id, i.c.ids) }

// knownIDs asks a caller's function, for which every indicator has no more than
// an id.
type knownIDs func(id string) bool

func (k knownIDs) find(id string) (obs.Indicator, bool) {
	return obs.Indicator{ID: id}, k == nil || k(id)
}

func (k knownIDs) hint(string) string { return "" }

// ParseFramework reads a framework that is no part of a data folder. Known says
// which indicators there are; nil accepts all. The file is nil where there are
// faults.
func ParseFramework(name string, text []byte, known func(id string) bool) (*FrameworkFile, []Fault) {
	return parseAlone(name, text, knownIDs(known))
}

// ParseFramework reads a framework that is no part of the data folder and uses
// the catalog's indicators, of which it suggests the nearest to unknown ones.
// The file is nil where there are faults.
func (c *Catalog) ParseFramework(name string, text []byte) (*FrameworkFile, []Fault) {
	return parseAlone(name, text, catalogIndicators{c})
}

func parseAlone(name string, text []byte, known indicators) (*FrameworkFile, []Fault) {
	f := parseFramework(name, text)
	f.link(known)
	if len(f.faults) > 0 {
		return nil, sortFaults(f.faults)
	}
	return f.result(), nil
}

// frameworkFile is one framework and its document.
type frameworkFile struct {
	*document
	text  frameworkText
	names indicators
}

// parseFramework decodes a framework; it is linted when it is linked.
func parseFramework(file string, text []byte) *frameworkFile {
	f := &frameworkFile{document: parse(file, text)}
	f.decode(&f.text)
	return f
}

// result is the framework as the rest of the program takes it.
func (f *frameworkFile) result() *FrameworkFile {
	return &FrameworkFile{
		File: f.file, Framework: f.text.framework(f.names), Recipe: f.text.recipe(),
		RecipeWhy: f.text.Recipe.Why, Years: f.text.Years, CarryForward: f.text.CarryForward,
		MinCoverage: f.text.MinCoverage, Uncertainty: f.text.Uncertainty.Factors,
	}
}

// named checks that a file of the data folder is named after its framework.
func (f *frameworkFile) named() {
	if base := strings.TrimSuffix(path.Base(f.file), path.Ext(f.file)); f.text.ID != "" && base != f.text.ID {
		f.add(fmt.Sprintf("%q is not the name of the file, %q", f.text.ID, base), "", "id")
	}
}

// link lints the framework with the indicators it may use.
func (f *frameworkFile) link(names indicators) {
	f.names = names
	if f.root == nil {
		return
	}
	f.head()
	f.limits()
	f.factors()
	switch {
	case f.unread["root"]:
		return
	case f.text.Root == nil:
		f.add("is missing", "", "root")
		return
	}
	t := tree{frameworkFile: f, ids: map[string][]any{}, scored: firstOf{}}
	t.node(f.text.Root, []any{"root"}, nil)
	t.exposure()
	f.engine()
}

// head checks what names the framework.
func (f *frameworkFile) head() {
	if f.need(f.text.ID, "id") && !isWord(f.text.ID) {
		f.add(fmt.Sprintf("%q is not a plain word", f.text.ID), wordHint, "id")
	}
	f.need(f.text.Name, "name")
	f.need(f.text.Version, "version")
	f.need(f.text.Recipe.Why, "recipe", "why")
}

// limits checks the years, and the limits on age and coverage.
func (f *frameworkFile) limits() {
	y := f.text.Years
	for _, one := range []struct {
		name string
		year int
	}{{"first", y.First}, {"last", y.Last}, {"default", y.Default}} {
		switch {
		case one.year == 0:
			f.add("is missing", "", "years", one.name)
		case one.year < firstYear || one.year > lastYear:
			f.add(fmt.Sprintf("%d is not a year from %d to %d", one.year, firstYear, lastYear), "", "years", one.name)
		}
	}
	if y.First != 0 && y.Last != 0 && y.Last < y.First {
		f.add(fmt.Sprintf("%d is before the first year, %d", y.Last, y.First), "", "years", "last")
	} else if y.Default != 0 && (y.Default < y.First || y.Default > y.Last && y.Last != 0) {
		f.add(fmt.Sprintf("%d is not among the years %d to %d", y.Default, y.First, y.Last), "", "years", "default")
	}
	if n := f.text.CarryForward.Limit; n < 0 || n > longestCarry {
		f.add(fmt.Sprintf("%d is not a number of years from 0 to %d", n, longestCarry), "", "carry_forward", "limit")
	}
	f.need(f.text.CarryForward.Why, "carry_forward", "why")
	if x := f.text.MinCoverage.Share; !(x > 0 && x <= 1) {
		f.add(fmt.Sprintf("%v is not a share above 0 and up to 1", x), "write 65 % as 0.65", "min_coverage", "share")
	}
	f.need(f.text.MinCoverage.Why, "min_coverage", "why")
}

// factors checks the choices that an uncertainty analysis may vary: each has its
// reason, and the engine can make them.
func (f *frameworkFile) factors() {
	factors := f.text.Uncertainty.Factors
	for i, factor := range factors {
		at := []any{"uncertainty", "factors", i}
		f.need(factor.Why, under(at, "why")...)
		for j, level := range factor.Levels {
			f.need(level.Why, under(at, "levels", j, "why")...)
		}
	}
	for _, fault := range composite.CheckFactors(factors) {
		at := []any{"uncertainty"}
		for _, word := range strings.Split(fault.Path, "/") {
			if n, err := strconv.Atoi(word); err == nil {
				at = append(at, n)
			} else {
				at = append(at, word)
			}
		}
		f.add(fault.Text, "", blamed(fault, at)...)
	}
}

// engine passes on what the engine itself refuses and is not yet said.
func (f *frameworkFile) engine() {
	recipe := f.text.recipe()
	for _, fault := range recipe.Validate() {
		f.add(fault.Text, "", blamed(fault, steps(strings.Split(fault.Path, "/")))...)
	}
	said, nodes := firstOf{}, firstOf{}
	for _, fault := range f.faults {
		said.met(fault.Field)
		nodes.met(nodeOf(fault.Field))
	}
	tree, places := f.labelled()
	for _, fault := range tree.Validate() {
		at, rest := []any{}, strings.Split(fault.Path, "/")
		for len(rest) > 0 && (places[rest[0]] != nil || rest[0] == tree.ID) {
			at, rest = places[rest[0]], rest[1:]
		}
		field := blamed(fault, under(at, steps(rest)...))
		if !said[fieldName(field)] && (len(rest) > 0 || !nodes[fieldName(at)]) {
			f.add(fault.Text, "", field...)
		}
	}
}

// blamed leads to the method where the engine complains of it.
func blamed(fault composite.Fault, at []any) []any {
	if strings.HasPrefix(fault.Text, "method ") {
		return under(at, "method")
	}
	return at
}

// labelled is the engine's tree with places in the file for ids, which are never
// two of a kind, and without what the engine knows only by the right ids.
func (f *frameworkFile) labelled() (*composite.Framework, map[string][]any) {
	tree := f.text.framework(f.names)
	tree.ID, tree.MinCoverage, tree.Exposure = "framework", 0, nil
	places := map[string][]any{}
	var label func(*composite.Node, *nodeText, []any)
	label = func(n *composite.Node, text *nodeText, at []any) {
		n.ID = fieldName(at)
		places[n.ID] = at
		next := 0
		for i, child := range text.Children {
			if child != nil {
				label(n.Children[next], child, under(at, "children", i))
				next++
			}
		}
	}
	label(tree.Root, f.text.Root, []any{"root"})
	return tree, places
}

// nodeOf is the node that a field belongs to.
func nodeOf(field string) string {
	if end := strings.LastIndex(field, "]"); end >= 0 {
		return field[:end+1]
	}
	root, _, _ := strings.Cut(field, ".")
	return root
}

// steps are words as the steps of a path.
func steps(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}

// recipeFile is a recipe by itself and its document.
type recipeFile struct {
	*document
	text recipeText
}

// ParseRecipe reads a recipe that stands in a file of its own. The recipe is
// empty where there are faults.
func ParseRecipe(name string, text []byte) (composite.Recipe, []Fault) {
	f := recipeFile{document: parse(name, text)}
	f.decode(&f.text)
	r := f.text.Recipe
	if r.Weight.Method == ownWeights {
		r.Weight.Method = composite.WeightOwn
	}
	if f.root != nil {
		for _, fault := range r.Validate() {
			f.add(fault.Text, "", blamed(fault, steps(strings.Split(fault.Path, "/")))...)
		}
	}
	if len(f.faults) > 0 {
		return composite.Recipe{}, sortFaults(f.faults)
	}
	return r, nil
}
