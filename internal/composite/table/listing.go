// SPDX-License-Identifier: Apache-2.0

package table

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/sensitivity"
)

// Listing is a table of texts, ready to be written.
type Listing struct {
	Name   string
	Header []string
	Rows   [][]string
}

// WriteCSV writes the table.
func (l *Listing) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	err := out.Write(l.Header)
	for _, row := range l.Rows {
		if err == nil {
			err = out.Write(row)
		}
	}
	if out.Flush(); err == nil {
		err = out.Error()
	}
	if err != nil {
		return fmt.Errorf("table %s: %w", l.Name, err)
	}
	return nil
}

// exactly writes a number with 17 significant digits.
func exactly(v float64) string { return strconv.FormatFloat(v, 'g', 17, 64) }

// Listings lays a multiverse out as tables: nominal, variants, scores, ranks,
// rank_probabilities, failed, sobol, anova where the terms are known, and
// unit_rank_sobol. Numbers have 17 significant digits; NA is missing. The columns of
// scores and ranks are v1, v2 and so on, in the order of the variants.
func (m *Multiverse) Listings() []Listing {
	scores, ranks := m.byVariant()
	out := []Listing{m.nominal(), m.variants(), scores, ranks, m.probabilities(), m.failed(), m.sobol()}
	if m.Shift.Terms != nil {
		anova := Listing{Name: "anova", Header: []string{"term", "share"}}
		for i, t := range m.Terms {
			anova.Rows = append(anova.Rows, []string{t, exactly(m.Shift.Terms[i])})
		}
		out = append(out, anova)
	}
	return append(out, m.bySobol())
}

// nominal is the index as it stands.
func (m *Multiverse) nominal() Listing {
	l := Listing{Name: "nominal", Header: []string{"uCode", "Score", "Rank"}}
	for _, s := range m.Standings {
		row := []string{s.Case, "NA", "NA"}
		if s.Rank > 0 {
			row = []string{s.Case, exactly(s.Score.Value), strconv.Itoa(s.Rank)}
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// variants names the levels of each variant, and why it has no scores.
func (m *Multiverse) variants() Listing {
	l := Listing{Name: "variants", Header: []string{"variant"}}
	for _, f := range m.Factors {
		l.Header = append(l.Header, f.ID)
	}
	l.Header = append(l.Header, "failed")
	for i, v := range m.Variants {
		row := []string{column(i)}
		for f, level := range v.Levels {
			row = append(row, m.Factors[f].Levels[level])
		}
		l.Rows = append(l.Rows, append(row, v.Reason))
	}
	return l
}

// column names a variant.
func column(i int) string { return "v" + strconv.Itoa(i+1) }

// byVariant are scores and ranks with a column a variant.
func (m *Multiverse) byVariant() (scores, ranks Listing) {
	scores, ranks = Listing{Name: "scores"}, Listing{Name: "ranks"}
	header := make([]string, 0, len(m.Variants)+1)
	header = append(header, "uCode")
	for i := range m.Variants {
		header = append(header, column(i))
	}
	scores.Header, ranks.Header = header, header
	for k, s := range m.Standings {
		score, rank := make([]string, 0, len(header)), make([]string, 0, len(header))
		score, rank = append(score, s.Case), append(rank, s.Case)
		for i := range m.Variants {
			if m.Ranks[i][k] == 0 {
				score, rank = append(score, "NA"), append(rank, "NA")
				continue
			}
			score, rank = append(score, exactly(m.Scores[i][k])), append(rank, strconv.Itoa(int(m.Ranks[i][k])))
		}
		scores.Rows, ranks.Rows = append(scores.Rows, score), append(ranks.Rows, rank)
	}
	return scores, ranks
}

// probabilities are those of every rank.
func (m *Multiverse) probabilities() Listing {
	l := Listing{Name: "rank_probabilities", Header: []string{"uCode"}}
	for r := range m.Standings {
		l.Header = append(l.Header, "rank"+strconv.Itoa(r+1))
	}
	for _, s := range m.Standings {
		row := []string{s.Case}
		for _, p := range s.Probabilities {
			row = append(row, exactly(p))
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// failed counts the variants without scores.
func (m *Multiverse) failed() Listing {
	l := Listing{Name: "failed", Header: []string{"reason", "count", "factors"}}
	for _, f := range m.Failed {
		l.Rows = append(l.Rows, []string{f.Reason, strconv.Itoa(f.Count), strings.Join(f.Factors, " ")})
	}
	return l
}

// sobol is the influence on the mean shift of ranks; estimated indices have the ends
// of their intervals beside them.
func (m *Multiverse) sobol() Listing {
	l := Listing{Name: "sobol", Header: []string{"factor", "s", "st", "shapley"}}
	if !m.Enumerated {
		l.Header = append(l.Header, "s_lo", "s_hi", "st_lo", "st_hi", "shapley_lo", "shapley_hi")
	}
	for f, used := range m.Factors {
		three := []sensitivity.Estimate{m.Shift.S[f], m.Shift.ST[f], m.Shift.Shapley[f]}
		row := []string{used.ID}
		for _, e := range three {
			row = append(row, exactly(e.Value))
		}
		for _, e := range three {
			if !m.Enumerated {
				row = append(row, exactly(e.Low), exactly(e.High))
			}
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

// bySobol is the influence on the rank of each case.
func (m *Multiverse) bySobol() Listing {
	l := Listing{Name: "unit_rank_sobol", Header: []string{"uCode", "factor", "s", "st"}}
	for _, c := range m.Cases {
		for f, used := range m.Factors {
			l.Rows = append(l.Rows, []string{c.Target, used.ID, exactly(c.S[f].Value), exactly(c.ST[f].Value)})
		}
	}
	return l
}
