// SPDX-License-Identifier: Apache-2.0

package export

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
)

// The tables of SDMX-CSV 2.0 begin with three columns that say which structure
// the row belongs to and that it is information (I) on an observation. The
// structures are Qala's own: SERIES has the dimensions frequency, area and
// indicator, SCORES has framework, node and measure in its place.
const (
	seriesStructure = "QALA:SERIES(1.0)"
	scoresStructure = "QALA:SCORES(1.0)"
)

// sdmxHead are the columns that every row of SDMX-CSV 2.0 begins with.
var sdmxHead = []string{"STRUCTURE", "STRUCTURE_ID", "ACTION"}

// sdmx writes rows of one structure; the first error ends it.
type sdmx struct {
	out       *csv.Writer
	structure string
	err       error
}

// newSDMX begins a table with its header.
func newSDMX(w io.Writer, structure string, columns ...string) *sdmx {
	s := &sdmx{out: csv.NewWriter(w), structure: structure}
	s.err = s.out.Write(slices.Concat(sdmxHead, columns))
	return s
}

// row writes a row.
func (s *sdmx) row(cells ...string) {
	if s.err == nil {
		s.err = s.out.Write(slices.Concat([]string{"dataflow", s.structure, "I"}, cells))
	}
}

// end writes what is left.
func (s *sdmx) end() error {
	s.out.Flush()
	if s.err != nil {
		return s.err
	}
	return s.out.Error()
}

// SeriesSDMX writes a series as SDMX-CSV 2.0. A value that is missing is a row
// without a value, whose status says why (code list CL_OBS_STATUS of SDMX).
func SeriesSDMX(w io.Writer, s *assess.Series) error {
	t := newSDMX(w, seriesStructure, "FREQ", "REF_AREA", "INDICATOR", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS", "UNIT_MEASURE",
		"LOWER_BOUND", "UPPER_BOUND", "CONF_LEVEL", "STD_ERROR", "RELEASE", "COMMENT_OBS")
	level := ""
	if s.Level > 0 {
		level = strconv.FormatFloat(s.Level, 'g', -1, 64)
	}
	for _, c := range s.Countries {
		for _, v := range c.Values {
			bound := ""
			if v.Low != nil {
				bound = level
			}
			t.row("A", string(c.ISO3), s.Indicator, strconv.Itoa(v.Year), number(v.Value), status(v.Missing, v.Flags), string(s.Unit),
				number(v.Low), number(v.High), bound, number(v.SE), v.Release, v.Missing)
		}
	}
	return t.end()
}

// statuses gives flags their code, the gravest first.
var statuses = []struct{ flag, code string }{
	{"imputed", "I"}, {"break", "B"}, {"provisional", "P"}, {"estimate", "E"},
}

// missingStatus gives reasons their code: M where there can be no value, Q where
// it is withheld, O where it is missing for another reason.
var missingStatus = map[string]string{"not_applicable": "M", "withheld": "Q"}

// status is the code of an observation's status.
func status(missing string, flags []string) string {
	if missing != "" {
		if code, ok := missingStatus[missing]; ok {
			return code
		}
		return "O"
	}
	for _, s := range statuses {
		if slices.Contains(flags, s.flag) {
			return s.code
		}
	}
	return "A"
}

// scores begins a table of scores.
func scores(w io.Writer) *sdmx {
	return newSDMX(w, scoresStructure, "FREQ", "REF_AREA", "FRAMEWORK", "NODE", "MEASURE", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS",
		"LOWER_BOUND", "UPPER_BOUND", "CONF_LEVEL", "COVERAGE", "COMMENT_OBS")
}

// scored is where a score belongs.
type scored struct{ area, framework, node, year string }

// score writes a score and its rank. Bounds are those of 90 % of the variants.
func (s *sdmx) score(of scored, v assess.Score) {
	coverage := strconv.FormatFloat(v.Coverage, 'g', -1, 64)
	low, high, level := "", "", ""
	lowRank, highRank := "", ""
	if r := v.Range; r != nil {
		level = "0.9"
		low, high = number(&r.Score.Low90), number(&r.Score.High90)
		lowRank, highRank = strconv.Itoa(r.Rank.Low90), strconv.Itoa(r.Rank.High90)
	}
	state, rank := "A", ""
	if v.Value == nil {
		state = "O"
	}
	if v.Rank != nil {
		rank = strconv.Itoa(*v.Rank)
	}
	s.row("A", of.area, of.framework, of.node, "SCORE", of.year, number(v.Value), state, low, high, level, coverage, v.Reason)
	s.row("A", of.area, of.framework, of.node, "RANK", of.year, rank, state, lowRank, highRank, level, coverage, v.Reason)
}

// AssessSDMX writes the scores of an assessment as SDMX-CSV 2.0.
func AssessSDMX(w io.Writer, a *assess.Assessment) error {
	t := scores(w)
	at := func(node string) scored {
		return scored{string(a.Country), a.Framework, node, strconv.Itoa(a.Year)}
	}
	t.score(at("overall"), a.Overall)
	for _, k := range a.Kinds {
		t.score(at(k.ID), k.Score)
	}
	for _, p := range a.Pillars {
		t.score(at(p.ID), p.Score)
		for _, g := range p.Groups {
			t.score(at(g.ID), g.Score)
		}
	}
	return t.end()
}

// RankSDMX writes the scores of all states as SDMX-CSV 2.0.
func RankSDMX(w io.Writer, r *assess.Ranking) error {
	t := scores(w)
	year := strconv.Itoa(r.Year)
	for _, row := range r.Rows {
		at := func(node string) scored { return scored{string(row.ISO3), r.Framework, node, year} }
		t.score(at("overall"), row.Score)
		for i, k := range row.Kinds {
			t.score(at(r.Kinds[i]), k)
		}
		for i, p := range row.Pillars {
			t.score(at(r.Pillars[i]), p)
		}
	}
	return t.end()
}

// oneLine is a text without line breaks, as tables of other programs want it.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
