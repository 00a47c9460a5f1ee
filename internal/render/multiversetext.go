// SPDX-License-Identifier: Apache-2.0

package render

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
)

// MultiverseText prints a ranking under every choice: which choices move ranks,
// then every state with the range of its rank and of its score.
func MultiverseText(w io.Writer, m *assess.Multiverse, o Options) error {
	p := newPage(w, o)
	title := fmt.Sprintf("%s · %d · %s draws, seed %d", m.FrameworkName, m.Year, thousands(strconv.Itoa(m.Draws)), m.Seed)
	p.heading(title, m.ID)
	if !m.AsOf.IsZero() {
		p.line("as of %s", m.AsOf)
	}
	p.blank()
	for _, caveat := range caveats(m.Warnings) {
		p.paragraph(caveat)
	}
	if m.Sensitivity != nil {
		p.influence(m)
	}
	p.blank()
	often, seldom := byPresence(m.Countries)
	p.spread(often)
	p.blank()
	p.item("Ranges", "rank and ├─┤ hold 90 %, ■ 50 % of the draws with a score, ● the median; all: the rank in 90 % of the draws together with those of all other states")
	p.item("Alike", "how many states it cannot be told apart from")
	p.item("Seldom", seldom)
	p.items("Failed", failed(m.Failed))
	p.item("No error", noError(m))
	p.item("Data", fmt.Sprintf("%s · qala %s", short(m.Data), m.Version))
	call := fmt.Sprintf("qala multiverse --year %d --draws %d --seed %d", m.Year, m.Requested, m.Seed)
	if len(m.Asked) > 0 {
		call += " --factors " + strings.Join(m.Asked, ",")
	}
	p.item("Reproduce", p.again(call, m.Framework, m.AsOf))
	return p.err
}

// byPresence parts the states that are scored in most draws from the others, whose
// ranks would read as if they stood among them, and names those.
func byPresence(list []assess.MultiverseState) (often []assess.MultiverseState, seldom string) {
	const most = 0.5
	var names []string
	for _, s := range list {
		if s.Scored >= most {
			often = append(often, s)
			continue
		}
		names = append(names, fmt.Sprintf("%s (%s)", s.Name, percent(s.Scored)))
	}
	if len(names) == 0 {
		return often, ""
	}
	return often, "scored in less than half of the draws, for want of data: " + strings.Join(names, ", ")
}

// influence prints how much each factor moves ranks, the most first.
func (p *page) influence(m *assess.Multiverse) {
	s := m.Sensitivity
	list := slices.Clone(s.Indices)
	slices.SortStableFunc(list, func(a, b multiverse.Index) int {
		switch {
		case a.Shapley > b.Shapley:
			return -1
		case a.Shapley < b.Shapley:
			return 1
		}
		return 0
	})
	how := fmt.Sprintf("estimated from %s combinations", thousands(strconv.Itoa(m.Evaluations)))
	if s.Exact {
		how = fmt.Sprintf("exact, over all %s combinations", thousands(strconv.Itoa(m.Evaluations)))
	}
	p.blank()
	p.paragraph(fmt.Sprintf("A draw moves a state by %.1f places on average. What moves them, as shares of that shift's variance (%s):", s.Mean, how))
	p.blank()
	names := width("choice")
	for _, i := range list {
		names = max(names, width(i.Factor))
	}
	cells := min(40, p.opt.Width-names-24)
	p.line("%s", p.dim(pad("choice", names+2)+pad("fair share (Shapley)", cells+2)+padLeft("share", 7)+padLeft("alone", 6)+padLeft("total", 7)))
	for _, i := range list {
		shown := 100 * max(i.Shapley, 0)
		p.line("%s%s  %s%s%s", pad(strings.ReplaceAll(i.Factor, "_", " "), names+2), bar(&shown, nil, cells, false),
			padLeft(part(i.Shapley), 7), padLeft(part(i.S), 6), padLeft(part(i.Total), 7))
	}
}

// part writes a share of variance; estimates may fall below 0 by chance.
func part(v float64) string {
	text := strconv.FormatFloat(max(v, -v), 'f', 2, 64)
	if v < 0 && text != "0.00" {
		return minus + text
	}
	return text
}

// spread prints the states.
func (p *page) spread(list []assess.MultiverseState) {
	const numbers = 6 + 10 + 10 + 7 + 7
	names := width("state") + 2
	for _, s := range list {
		names = max(names, width(s.Name)+2)
	}
	names = min(names, (p.opt.Width-numbers)/2)
	cells := min(40, p.opt.Width-numbers-names)
	p.line("%s", p.dim(padLeft("rank", 5)+padLeft("90 %", 10)+padLeft("all", 10)+" "+pad("state", names)+pad("score", cells)+padLeft("median", 7)+padLeft("alike", 7)))
	for _, s := range list {
		p.line("%s%s%s %s%s%s%s", padLeft(strconv.Itoa(s.Rank.Median), 5), padLeft(placeRange(s.Rank.Low, s.Rank.High), 10),
			padLeft(placeRange(s.Simultaneous.Low, s.Simultaneous.High), 10), pad(cut(s.Name, names-1), names), drawn(s.Score, cells),
			padLeft(score(&s.Score.Median), 7), padLeft(strconv.Itoa(len(s.Indistinguishable)), 7))
	}
}

// placeRange writes two ranks, or one where they are the same.
func placeRange(low, high int) string {
	if low == high {
		return strconv.Itoa(low)
	}
	return fmt.Sprintf("%d–%d", low, high)
}

// drawn draws a score's ranges on an axis of so many cells.
func drawn(s assess.ScoreSpread, cells int) string {
	band := multiverse.Band{Median: s.Median, Low50: s.Low50, High50: s.High50, Low90: s.Low, High90: s.High}
	return ranged(assess.Score{Value: &s.Median, Range: &assess.Range{Score: band}}, cells, false)
}

// failed says why draws failed.
func failed(list []multiverse.Failure) []string {
	var out []string
	for _, f := range list {
		out = append(out, fmt.Sprintf("%s: %s", plural(f.Count, "draw", "draws"), f.Reason))
	}
	return out
}

// noError counts the indicators whose values do not vary.
func noError(m *assess.Multiverse) string {
	if len(m.ErrorFree) == 0 {
		return ""
	}
	return fmt.Sprintf("the sources of %s state no error of their values, which do not vary", plural(len(m.ErrorFree), "indicator", "indicators"))
}

// MultiverseCSV writes a state a row.
func MultiverseCSV(w io.Writer, m *assess.Multiverse) error {
	rows := [][]string{{
		"iso3", "name", "year", "scored", "score", "score_lo", "score_hi", "score_lo50", "score_hi50",
		"rank", "rank_lo", "rank_hi", "rank_lo50", "rank_hi50", "rank_all_lo", "rank_all_hi", "own_score", "own_rank", "indistinguishable",
	}}
	for _, s := range m.Countries {
		rows = append(rows, []string{
			string(s.ISO3), s.Name, strconv.Itoa(m.Year), exact(s.Scored),
			exact(s.Score.Median), exact(s.Score.Low), exact(s.Score.High), exact(s.Score.Low50), exact(s.Score.High50),
			strconv.Itoa(s.Rank.Median), strconv.Itoa(s.Rank.Low), strconv.Itoa(s.Rank.High), strconv.Itoa(s.Rank.Low50), strconv.Itoa(s.Rank.High50),
			strconv.Itoa(s.Simultaneous.Low), strconv.Itoa(s.Simultaneous.High), exactOr(s.Own), rankOr(s.OwnRank), codes(s.Indistinguishable),
		})
	}
	return writeCSV(w, rows)
}

// codes joins country codes by spaces.
func codes(list []country.Code) string {
	words := make([]string, len(list))
	for i, c := range list {
		words[i] = string(c)
	}
	return strings.Join(words, " ")
}

// MultiversePairsCSV writes the probabilities that the state of the row stands
// above that of the column.
func MultiversePairsCSV(w io.Writer, m *assess.Multiverse) error {
	header := []string{"iso3"}
	for _, s := range m.Countries {
		header = append(header, string(s.ISO3))
	}
	rows := [][]string{header}
	for _, s := range m.Countries {
		row := []string{string(s.ISO3)}
		for _, p := range s.Above {
			row = append(row, exactOr(p))
		}
		rows = append(rows, row)
	}
	return writeCSV(w, rows)
}

// MultiverseRanksCSV writes the probabilities of each state's ranks.
func MultiverseRanksCSV(w io.Writer, m *assess.Multiverse) error {
	most := 0
	for _, s := range m.Countries {
		most = max(most, len(s.Probabilities))
	}
	header := []string{"iso3"}
	for rank := range most {
		header = append(header, fmt.Sprintf("rank%d", rank+1))
	}
	rows := [][]string{header}
	for _, s := range m.Countries {
		row := []string{string(s.ISO3)}
		for rank := range most {
			if rank < len(s.Probabilities) {
				row = append(row, exact(s.Probabilities[rank]))
			} else {
				row = append(row, "0")
			}
		}
		rows = append(rows, row)
	}
	return writeCSV(w, rows)
}
