// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"strconv"

	"github.com/qala-observatory/qala/internal/composite/table"
	"github.com/qala-observatory/qala/internal/sensitivity"
)

// variedReport is what index multiverse prints as JSON.
type variedReport struct {
	Variants   int                `json:"variants"`
	Enumerated bool               `json:"enumerated"`
	Draws      int                `json:"draws,omitempty"`
	Seed       uint64             `json:"seed"`
	Factors    []table.FactorUsed `json:"factors"`
	Cases      []variedCase       `json:"cases"`
	// Sensitivity is about the mean shift of ranks from the nominal ones.
	Sensitivity variedTarget          `json:"sensitivity"`
	ByCase      []variedTarget        `json:"by_case"`
	Failed      []sensitivity.Failure `json:"failed"`
}

// variedCase is a case's rank in the index as it stands and over the variants.
type variedCase struct {
	Code    string `json:"code"`
	Nominal *int   `json:"nominal"`
	// Rank is nil where the case has a rank in no variant.
	Rank *variedRank `json:"rank"`
	// Missing is the number of variants in which it has none.
	Missing int `json:"missing"`
}

// variedRank is the median rank and the range that holds 90 % of the variants.
type variedRank struct {
	Median int `json:"median"`
	Low    int `json:"lo"`
	High   int `json:"hi"`
}

// variedTarget is how much each factor moves a target.
type variedTarget struct {
	Target   string        `json:"target"`
	Exact    bool          `json:"exact"`
	Constant bool          `json:"constant,omitempty"`
	Indices  []variedIndex `json:"indices"`
}

// variedIndex is the influence of one factor, with the ends of the intervals where
// it is estimated.
type variedIndex struct {
	Factor  string   `json:"factor"`
	S       float64  `json:"s"`
	ST      float64  `json:"st"`
	Shapley *float64 `json:"shapley,omitempty"`
	SLow    float64  `json:"s_lo"`
	SHigh   float64  `json:"s_hi"`
	STLow   float64  `json:"st_lo"`
	STHigh  float64  `json:"st_hi"`
}

// print prints the ranges of ranks and what moves them.
func (x *indexMultiverse) print(p *program, m *table.Multiverse, f format) error {
	switch f {
	case asJSON:
		return writeJSON(p.stdout, x.report(m))
	case asCSV:
		g := ranges(m)
		return g.csv(p.stdout)
	}
	how := fmt.Sprintf("%s draws", count(len(m.Variants)))
	switch {
	case m.Exact:
		how = fmt.Sprintf("All %s variants; the indices are exact", count(len(m.Variants)))
	case m.Enumerated:
		how = fmt.Sprintf("All %s variants; the indices are over those with scores", count(len(m.Variants)))
	default:
		how += fmt.Sprintf("; the indices are estimated from %s more", count(m.Evaluations))
	}
	if _, err := fmt.Fprintf(p.stdout, "%s.\n\n", how); err != nil {
		return err
	}
	g := moves(m)
	if err := g.text(p.stdout); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(p.stdout); err != nil {
		return err
	}
	g = ranges(m)
	if err := g.text(p.stdout); err != nil {
		return err
	}
	_, err := fmt.Fprintln(p.stdout)
	return err
}

// moves lists the factors with their influence on the mean shift of ranks.
func moves(m *table.Multiverse) grid {
	g := grid{header: []string{"factor", "levels", "S", "ST", "Shapley"}, right: []int{1, 2, 3, 4}}
	for i, f := range m.Factors {
		g.add(f.ID, len(f.Levels), indexText(m.Shift.S[i]), indexText(m.Shift.ST[i]), indexText(m.Shift.Shapley[i]))
	}
	return g
}

// indexText writes an index for people, with its interval where it has one.
func indexText(e sensitivity.Estimate) string {
	text := strconv.FormatFloat(e.Value, 'f', 3, 64)
	if e.Low != e.High {
		text += fmt.Sprintf(" (%.3f to %.3f)", e.Low, e.High)
	}
	return text
}

// ranges lists the cases with their ranks.
func ranges(m *table.Multiverse) grid {
	g := grid{header: []string{"uCode", "nominal", "median", "lo", "hi"}, right: []int{1, 2, 3, 4}}
	place := func(rank int) string {
		if rank == 0 {
			return "NA"
		}
		return strconv.Itoa(rank)
	}
	for i := range m.Standings {
		s := &m.Standings[i]
		band := s.Range(rankLevel)
		g.add(s.Case, place(s.Rank), place(s.Median()), place(band.Low), place(band.High))
	}
	return g
}

// report lays the result out as JSON.
func (x *indexMultiverse) report(m *table.Multiverse) variedReport {
	r := variedReport{
		Variants: len(m.Variants), Enumerated: m.Enumerated, Draws: x.plan.Draws, Seed: x.plan.Seed,
		Factors: m.Factors, Sensitivity: targetOf(m, m.Shift), ByCase: []variedTarget{}, Failed: m.Failed,
	}
	if r.Failed == nil {
		r.Failed = []sensitivity.Failure{}
	}
	for i := range m.Standings {
		s := &m.Standings[i]
		c := variedCase{Code: s.Case, Missing: s.Missing}
		if s.Rank > 0 {
			c.Nominal = &s.Rank
		}
		if median := s.Median(); median > 0 {
			band := s.Range(rankLevel)
			c.Rank = &variedRank{median, band.Low, band.High}
		}
		r.Cases = append(r.Cases, c)
	}
	for _, one := range m.Cases {
		r.ByCase = append(r.ByCase, targetOf(m, one))
	}
	return r
}

// targetOf lays out the influence on one target.
func targetOf(m *table.Multiverse, from table.Influence) variedTarget {
	t := variedTarget{Target: from.Target, Exact: m.Exact, Constant: from.Constant}
	for f, used := range m.Factors {
		index := variedIndex{
			Factor: used.ID, S: from.S[f].Value, ST: from.ST[f].Value,
			SLow: from.S[f].Low, SHigh: from.S[f].High, STLow: from.ST[f].Low, STHigh: from.ST[f].High,
		}
		if from.Shapley != nil {
			index.Shapley = &from.Shapley[f].Value
		}
		t.Indices = append(t.Indices, index)
	}
	return t
}
