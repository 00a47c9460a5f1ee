// SPDX-License-Identifier: Apache-2.0

package table

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/composite"
)

// mostSets is the most weight sets that one file may hold.
const mostSets = 100_000

// ReadWeights reads sets of weights: a row for each code of iMeta in the column
// iCode, and a column for each set, whose header names it; a column Level is
// passed over. Each set becomes a level that weighs by it. A code that has no row
// keeps its weight of iMeta, which is fair only where all its siblings do: a group
// of which some children have rows and others not is a fault.
func ReadWeights(name string, r io.Reader, in *Input) ([]composite.Level, []Lint) {
	s := readSheet(name, r)
	if _, ok := s.at["iCode"]; !ok && len(s.names) > 0 {
		s.lint(1, "iCode", "is missing; expected iCode and a column for each set of weights")
	}
	var levels []composite.Level
	for _, column := range s.names {
		if column != "iCode" && column != "Level" {
			levels = append(levels, composite.Level{ID: column, Weight: &composite.Weighting{Nodes: map[string]float64{}}})
		}
	}
	switch {
	case len(levels) == 0 && len(s.lints) == 0:
		s.lint(1, "", "has no set of weights; expected a column for each beside iCode")
	case len(levels) > mostSets:
		s.lint(1, "", "has %d sets of weights, more than %d", len(levels), mostSets)
	}
	if len(s.lints) == 0 {
		s.readSets(levels, in)
	}
	if len(s.lints) > 0 {
		return nil, s.lints
	}
	return levels, nil
}

// readSets fills the sets row by row.
func (s *sheet) readSets(levels []composite.Level, in *Input) {
	first := map[string]int{}
	for i, line := range s.lines {
		code := s.cell(i, "iCode")
		if _, known := in.Level[code]; !known {
			s.lint(line, "iCode", "%q is no indicator or aggregate of iMeta", code)
			continue
		}
		if before, twice := first[code]; twice {
			s.lint(line, "iCode", "%s stands in row %d already", code, before)
			continue
		}
		first[code] = line
		for k := range levels {
			column := levels[k].ID
			v, ok := s.number(i, column)
			switch {
			case !ok && s.cell(i, column) == "":
				s.lint(line, column, "is empty; expected a weight of at least 0")
			case ok && v < 0:
				s.lint(line, column, "%v is negative; expected a weight of at least 0", v)
			}
			levels[k].Weight.Nodes[code] = v
		}
	}
	for _, n := range in.Framework.Nodes() {
		var with, without []string
		for _, child := range n.Children {
			if _, ok := first[child.ID]; ok {
				with = append(with, child.ID)
			} else {
				without = append(without, child.ID)
			}
		}
		if len(with) > 0 && len(without) > 0 {
			s.lint(0, "iCode", "has %s, but not its siblings below %s: expected %s too",
				strings.Join(some(with), ", "), n.ID, strings.Join(some(without), ", "))
		}
	}
}

// some are the first few words, and how many more there are.
func some(words []string) []string {
	const few = 5
	if len(words) <= few {
		return words
	}
	return append(slices.Clone(words[:few]), fmt.Sprintf("%d more", len(words)-few))
}
