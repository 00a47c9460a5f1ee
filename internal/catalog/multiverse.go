// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/composite"
)

// Multiverse says what is to be varied in an index that is built from a table.
type Multiverse struct {
	// Recipe is the choice for each step as it stands.
	Recipe composite.Recipe
	// Factors are what is varied. One whose levels stand in a file has none yet.
	Factors []composite.Factor
	// Sets are the files of weight sets by factor id, as they are written.
	Sets map[string]string
}

// Codes are the words of a table that a Multiverse may use.
type Codes struct {
	// Nodes are the codes of indicators and aggregates, Groups the columns of
	// groups.
	Nodes, Groups []string
}

// multiverseText is a Multiverse as its file spells it.
type multiverseText struct {
	Why     string       `yaml:"why"`
	Recipe  recipeText   `yaml:"recipe"`
	Factors []variedText `yaml:"factors"`
}

// variedText is a factor, or where its levels are to be found.
type variedText struct {
	composite.Factor `yaml:",inline"`
	WeightSets       string `yaml:"weight_sets"`
}

// multiverseFile is one such file and its document.
type multiverseFile struct {
	*document
	text  multiverseText
	codes Codes
}

// ParseMultiverse reads what is to be varied in an index of the given codes. The
// result is nil where there are faults.
func ParseMultiverse(name string, text []byte, codes Codes) (*Multiverse, []Fault) {
	f := multiverseFile{document: parse(name, text), codes: codes}
	f.decode(&f.text)
	if f.root != nil {
		f.check()
	}
	if len(f.faults) > 0 {
		return nil, sortFaults(f.faults)
	}
	m := &Multiverse{Recipe: f.text.Recipe.Recipe, Sets: map[string]string{}}
	for _, v := range f.text.Factors {
		m.Factors = append(m.Factors, v.Factor)
		if v.WeightSets != "" {
			m.Sets[v.ID] = v.WeightSets
		}
	}
	if m.Recipe.Weight.Method == ownWeights {
		m.Recipe.Weight.Method = composite.WeightOwn
	}
	return m, nil
}

// check adds every fault.
func (f *multiverseFile) check() {
	recipe := f.text.Recipe.Recipe
	if recipe.Weight.Method == ownWeights {
		recipe.Weight.Method = composite.WeightOwn
	}
	for _, fault := range recipe.Validate() {
		f.pass(fault)
	}
	f.group(recipe.Impute.Group, "recipe", "impute", "group")
	f.weights(&recipe.Weight, "recipe", "weight")
	if len(f.text.Factors) == 0 {
		f.add("lists no factors", "write id and levels of each choice that could have been made otherwise", "factors")
	}
	factors := make([]composite.Factor, len(f.text.Factors))
	for i := range f.text.Factors {
		v := &f.text.Factors[i]
		at := []any{"factors", i}
		factors[i] = v.Factor
		switch {
		case v.WeightSets != "" && len(v.Levels) > 0:
			f.add("stands beside levels", "leave one of the two out", under(at, "weight_sets")...)
		case v.WeightSets != "":
			// Stands for the sets when factors are compared.
			factors[i].Levels = []composite.Level{{ID: "set", Weight: &composite.Weighting{}}}
		}
		for j := range v.Levels {
			f.level(&v.Levels[j], under(at, "levels", j))
		}
	}
	for _, fault := range composite.CheckFactors(factors) {
		f.pass(fault)
	}
}

// pass adds a fault that the engine found, at its place in the file.
func (f *multiverseFile) pass(fault composite.Fault) {
	var at []any
	for _, word := range strings.Split(fault.Path, "/") {
		if n, err := strconv.Atoi(word); err == nil {
			at = append(at, n)
		} else {
			at = append(at, word)
		}
	}
	f.add(fault.Text, "", blamed(fault, at)...)
}

// level checks what a level says against the table.
func (f *multiverseFile) level(l *composite.Level, at []any) {
	for _, one := range []struct {
		field, hint string
		named       bool
	}{
		{"carry", "limit what impute carries forward", l.Carry != nil},
		{"goalposts", "vary normalise", l.Goalposts != nil},
		{"data_error", "a table states no errors of its values", l.DataError != ""},
		{"leave_out", "a table names no sources; leave out an indicator", l.LeaveOut == composite.LeaveOutSource},
	} {
		if one.named {
			f.add("does not apply to a table", one.hint, under(at, one.field)...)
		}
	}
	if l.Impute != nil {
		f.group(l.Impute.Group, under(at, "impute", "group")...)
	}
	if l.Weight != nil {
		if l.Weight.Method == ownWeights {
			l.Weight.Method = composite.WeightOwn
		}
		f.weights(l.Weight, under(at, "weight")...)
	}
}

// group checks the name of a column of groups.
func (f *multiverseFile) group(name string, at ...any) {
	if name == "" || slices.Contains(f.codes.Groups, name) {
		return
	}
	hint := "the table has no such column"
	if len(f.codes.Groups) > 0 {
		hint = choices(name, f.codes.Groups)
	}
	f.add(fmt.Sprintf("%q is no column of type Group", name), hint, at...)
}

// weights checks the codes that weights are given to.
func (f *multiverseFile) weights(w *composite.Weighting, at ...any) {
	check := func(field string, codes []string) {
		for _, code := range codes {
			if !slices.Contains(f.codes.Nodes, code) {
				f.add(fmt.Sprintf("%q is no code of iMeta", code), meant(code, f.codes.Nodes), under(at, field, code)...)
			}
		}
	}
	check("nodes", slices.Sorted(maps.Keys(w.Nodes)))
	check("desired", slices.Sorted(maps.Keys(w.Desired)))
	check("points", slices.Sorted(maps.Keys(w.Points)))
	check("comparisons", slices.Sorted(maps.Keys(w.Comparisons)))
}
