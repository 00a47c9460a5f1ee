// SPDX-License-Identifier: Apache-2.0

package render

import (
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// ptr is a pointer to a value.
func ptr[T any](v T) *T { return &v }

// scoreOf is a score with a rank.
func scoreOf(v float64, rank int) assess.Score {
	return assess.Score{Value: ptr(v), Rank: ptr(rank), Of: 10, Coverage: 0.995, Median: ptr(55.5)}
}

// varied is a score with a range.
func varied(s assess.Score, low, high int) assess.Score {
	v := *s.Value
	s.Range = &assess.Range{
		Score:        multiverse.Band{Median: v - 1, Low50: v - 4, High50: v + 2, Low90: max(v-12, 0), High90: v + 7},
		Rank:         multiverse.RankBand{Median: *s.Rank, Low50: *s.Rank, High50: min(*s.Rank+1, high), Low90: low, High90: high},
		Simultaneous: multiverse.RankInterval{Low: max(low-1, 1), High: min(high+1, s.Of)}, Scored: 1,
	}
	return s
}

// sample is an assessment made by hand: two kinds, one pillar not scored, values
// of every size, a missing one, names that are not ASCII.
func sample() *assess.Assessment {
	return &assess.Assessment{
		ID: "0123456789abcdef", Country: "CIV", Name: "Côte d’Ivoire", Year: 2022, Framework: "small",
		FrameworkName: "A small framework", Data: "fedcba98765432100123456789", Version: "0.0.0",
		Headline: "Soft security is very high.", Overall: varied(scoreOf(41.4, 5), 3, 7), Indistinguishable: []country.Code{"GHA", "TGO"},
		Variants: &assess.Variants{Draws: 1000, Seed: 1, Factors: []multiverse.FactorUsed{{ID: "weights"}, {ID: "data_error"}}},
		Kinds:    []assess.Group{{ID: "soft", Score: varied(scoreOf(62, 2), 2, 2)}, {ID: "hard", Score: varied(scoreOf(3.2, 10), 8, 10)}},
		Pillars: []assess.Pillar{
			{
				ID: "society", Name: "Society", Kind: "soft", Weight: 0.4, Score: scoreOf(62, 2),
				Groups: []assess.Group{{ID: "groups", Name: "A group whose name is far too long for the margin of a narrow page", Weight: 1, Score: scoreOf(62, 2)}},
				Indicators: []assess.Indicator{
					{ID: "s.people", Name: "Population", Value: ptr(28160542.0), Unit: "people", Year: 2022, Score: ptr(90.0), Weight: 0.2, Direction: "higher", Source: "s", Release: "1", Ref: &assess.Ref{File: "raw.csv", Row: 7}, Flags: []string{}},
					{ID: "s.change", Name: "Change, which may be negative", Value: ptr(-0.04217), Unit: "% of GDP", Year: 2021, Score: ptr(12.0), Weight: 0.1, Direction: "higher", Source: "s", Release: "1", Flags: []string{"carried_forward"}},
					{ID: "s.zero", Name: "A zero that is a value", Value: ptr(0.0), Unit: "index 0-1", Year: 2022, Score: ptr(0.0), Weight: 0.1, Direction: "lower", Source: "t", Release: "2", Flags: []string{}},
					{ID: "s.tiny", Name: "Tiny", Value: ptr(0.0000123), Unit: "ratio", Year: 2022, Score: ptr(55.0), Weight: 0.1, Direction: "lower", Source: "t", Release: "2", Flags: []string{}},
					{ID: "s.gap", Name: "Nobody counted this", Missing: "not_collected", LastYear: 2014},
				},
			},
			{
				ID: "force", Name: "Force", Kind: "hard", Weight: 0.6,
				Score:      assess.Score{Of: 9, Coverage: 0.2, Median: ptr(70.0), Reason: "too little of the weight rests on observed values"},
				Indicators: []assess.Indicator{{ID: "t.late", Name: "Late", Missing: "not_yet_published"}},
			},
		},
		Exposure: []assess.Indicator{
			{ID: "t.size", Name: "Size", Value: ptr(1234.5), Unit: "km", Year: 2020},
			{ID: "t.none", Name: "Nothing known", Missing: "not_applicable"},
		},
		Sources: []obs.Origin{
			{Source: "s", Release: "1", Title: "First source", Producer: "Producer", Licence: "CC BY 4.0"},
			{Source: "t", Release: "2", Title: "Second source", Producer: "Office", Licence: "CC0"},
			{Source: "t", Release: "3", Title: "Second source", Producer: "Office", Licence: "CC0"},
		},
		Warnings: []obs.Warning{{Code: "provisional", Text: "Provisional (1): s.people."}},
	}
}

// ranking is a ranking of two states, one of them not scored.
func ranking() *assess.Ranking {
	no := assess.Score{Of: 1, Coverage: 0.31, Reason: "too little"}
	return &assess.Ranking{
		ID: "0123456789abcdef", Year: 2022, Framework: "small", FrameworkName: "A small framework", Of: 1,
		Data: "fedcba", Version: "0.0.0", Pillars: []string{"society", "force"}, Kinds: []string{"soft"},
		Rows: []assess.Row{
			{ISO3: "TUR", Name: "Türkiye", Score: varied(scoreOf(58.2, 1), 1, 4), Pillars: []assess.Score{scoreOf(50, 1), scoreOf(60, 1)}, Kinds: []assess.Score{scoreOf(50, 1)}},
			{ISO3: "VAT", Name: "Holy See", Score: no, Pillars: []assess.Score{no, scoreOf(99, 1)}, Kinds: []assess.Score{no}},
		},
		Variants: &assess.Variants{Draws: 1000, Seed: 1, Factors: []multiverse.FactorUsed{{ID: "weights"}}},
	}
}

// explanation is a derived value with inputs of two countries.
func explanation() *assess.Explanation {
	ref := assess.Ref{SHA256: "0123456789abcdef0123456789abcdef", File: "raw.csv.gz", Row: 12, Entity: "TUR", Text: "3.0"}
	return &assess.Explanation{
		ID: "0123456789abcdef", Framework: "small", Country: "TUR", Name: "Türkiye", Indicator: "q.mean", IndicatorName: "A mean",
		Definition: "Mean of the neighbours.", Kind: obs.Modelled, Limits: "Islands have none.", Value: ptr(3.5), Unit: "points", Year: 2022,
		Source: "s", Title: "First source", Release: "1", Published: obs.Date{Year: 2024, Month: 2, Day: 29}, Licence: "CC BY 4.0",
		Citation: "Producer (2024). First source.", URL: "https://example.org/", Formula: "mean of x; x = s.x",
		Refs: []assess.Ref{ref}, Flags: []string{"derived", "partial"},
		Inputs: []assess.Input{
			{Indicator: "s.x", Country: "GRC", Year: 2022, Value: 3, Weight: 206, Source: "s", Release: "1", Ref: &ref},
			{Indicator: "q.y", Country: "TUR", Year: 2021, Value: 4, Formula: "as published", Inputs: []assess.Input{
				{Indicator: "s.z", Country: "TUR", Counterpart: "GRC", Year: 2021, Value: 4, Ref: &ref},
			}},
		},
		Uses: []assess.Use{{Framework: "small", Group: "Society / Groups", Weight: 0.05, Direction: "lower", Low: -1, High: 2.5, Scale: "log"}},
	}
}
