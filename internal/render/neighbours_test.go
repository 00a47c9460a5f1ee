// SPDX-License-Identifier: Apache-2.0

package render

import (
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
)

// residual is a residual made by hand.
func residual(id, name string, depth int, own, expected float64, v neighbour.Verdict) assess.Residual {
	r := assess.Residual{
		ID: id, Name: name, Depth: depth, Own: ptr(own), Neighbours: ptr(55.0), Expected: ptr(expected), Low: ptr(expected - 12.5), High: ptr(expected + 14),
		Residual: ptr(own - expected), ResidualSD: ptr((own - expected) / 8), Verdict: v, Outlier: ptr(false),
		Agreement:  assess.Agreement{Definitions: "4/6", Variants: ptr(0.83), Everywhere: ptr(0.71)},
		Regression: &assess.Regression{A: -30, Rho: 0.5, B: 6, States: 140},
	}
	return r
}

// circle is a neighbourhood made by hand: a small weight, a border without a
// length, a measure that is not known, a level that is not computed.
func circle() *assess.Neighbourhood {
	none := assess.Residual{ID: "force", Name: "Force", Depth: 1, Own: ptr(12.0), Verdict: neighbour.NotComputed, Reason: string(neighbour.TooFew)}
	levels := []assess.Residual{
		residual("overall", "Overall security", 0, 41, 63, neighbour.Below), residual("soft", "soft", 0, 64, 60, neighbour.AsExpected),
		residual("society", "Society", 1, 88, 60, neighbour.Above), none,
	}
	return &assess.Neighbourhood{
		ID: "0123456789abcdef", Country: "CIV", Name: "Côte d’Ivoire", Year: 2022, Definition: "land-km", DefinitionWords: "states with a common land border, by its length",
		View: "un", Edition: 2020, Framework: "small", FrameworkName: "A small framework", Data: "fedcba98765432100123456789", Version: "0.0.0",
		Neighbours: []assess.Neighbour{
			{ISO3: "LBR", Name: "Liberia", Weight: 0.997, KM: ptr(778.0), Measure: "border", Score: ptr(51.3), Powers: []assess.PowerList{{ID: "cow", Name: "Major powers"}, {ID: "p5", Name: "Permanent members"}}},
			{ISO3: "COD", Name: "Democratic Republic of the Congo", Weight: 0.003, Measure: "border"},
		},
		Turbulence: assess.Turbulence{Rank: ptr(46), Of: 157, Index: ptr(68.2), Parts: []assess.TroublePart{
			{ID: "deaths", Name: "Deaths in organised violence", Unit: "per million inhabitants", Oldest: 2021, Own: ptr(155.4), Neighbours: ptr(3.479), Rank: ptr(80), Of: 157, Percentile: ptr(49.4)},
			{ID: "stability", Name: "Political stability", Unit: "standard normal score", Calm: true},
		}},
		Levels: levels,
		Definitions: []assess.UnderDefinition{
			{Definition: "land", Neighbours: 2, Codes: []country.Code{"LBR", "COD"}, TurbulenceRank: ptr(46), TurbulenceOf: 157, Levels: levels},
			{Definition: "region:a-region-with-a-long-name", Levels: []assess.Residual{}, Reason: "no distances between states are known"},
		},
		Income: &assess.Indicator{ID: "wdi.NY.GDP.PCAP.PP.KD", Name: "GDP per head, purchasing power parity", Value: ptr(6538.0), Unit: "constant 2021 international $", Year: 2021, Source: "wdi"},
		Moran:  &assess.Autocorrelation{I: 0.6, Expected: -0.0068, P: 0.001, States: 148}, Local: &assess.LocalAutocorrelation{I: -0.2, P: 0.666, Quarter: neighbour.HighLow},
		Sources: []obs.Origin{{Source: "factbook", Release: "2020-11-27", Title: "The World Factbook", Licence: "public domain"}}, Warnings: []obs.Warning{},
	}
}

// outlying lists two states made by hand.
func outlying() *assess.Outliers {
	island := assess.StateResidual{ISO3: "JPN", State: "Japan", Residual: assess.Residual{Own: ptr(83.0), Verdict: neighbour.NotComputed, Reason: string(neighbour.NoNeighbours)}}
	one := residual("overall", "Overall security", 0, 41, 63, neighbour.Below)
	one.Outlier = ptr(true)
	states := []assess.StateResidual{{ISO3: "CIV", State: "Côte d’Ivoire of a long name", Residual: one}, {ISO3: "TUR", State: "Türkiye", Residual: residual("overall", "", 0, 60, 58, neighbour.AsExpected)}, island}
	return &assess.Outliers{
		ID: "0123456789abcdef", Year: 2022, Definition: "knn:5", View: "de_facto", Framework: "small", FrameworkName: "A small framework", Data: "fedcba", Version: "0.0.0",
		Levels: []assess.OutlierLevel{
			{ID: "overall", Name: "Overall security", Computed: 2, Outside: 1, States: states, Moran: &assess.Autocorrelation{I: 0.6, P: 0.001, States: 3}},
			{ID: "society", Name: "Society", Computed: 2, Outside: 1, States: states},
		},
	}
}

// course is a trend of four years made by hand, one of them without a score.
func course() *assess.Trend {
	years := []assess.TrendYear{
		{Year: 2015, Value: ptr(40.0), Coverage: 0.9, Range: varied(scoreOf(40, 3), 1, 4).Range},
		{Year: 2016, Value: ptr(52.0), Coverage: 0.9, Better: ptr(0.97)},
		{Year: 2017, Coverage: 0.4, Reason: "too little of the weight rests on observed values"},
		{Year: 2018, Value: ptr(44.0), Coverage: 0.9, Range: varied(scoreOf(44, 3), 1, 4).Range, Better: ptr(0.1)},
	}
	change := assess.Change{
		From: 2015, To: 2018, Own: ptr(4.0), Median: ptr(-2.5), Same: 2, Of: 3, Verdict: neighbour.Bucks, Better: ptr(0.79), Holds: ptr(0.48),
		Members: []assess.MemberChange{{ISO3: "LBR", Change: ptr(-2.5)}, {ISO3: "COD"}},
	}
	unknown := assess.Change{From: 2015, To: 2018, Verdict: neighbour.Unknown, Reason: "the state has no score in one of the two years"}
	return &assess.Trend{
		ID: "0123456789abcdef", Country: "CIV", Name: "Côte d’Ivoire", From: 2015, To: 2018, Definition: "land", View: "de_facto",
		Framework: "small", FrameworkName: "A small framework", Data: "fedcba", Version: "0.0.0",
		Levels: []assess.TrendLevel{
			{ID: "overall", Name: "Overall security", Years: years, Turns: []assess.Turn{{Year: 2016, Kind: "peak", Score: 52}}, Change: change},
			{ID: "society", Name: "Society", Depth: 1, Years: slices.Repeat([]assess.TrendYear{{Year: 2015, Reason: "too little"}}, 4), Change: unknown},
		},
		Breaks: []assess.Break{
			{Year: 2016, Kind: "edition", Subject: "s", Text: "s 2 follows s 1 in s.a, s.b."},
			{Year: 2016, Kind: "coverage", Subject: "overall", Text: "Overall security rests on 90 % of its weight, the year before on 70 %."},
			{Year: 2018, Kind: "edition", Subject: "s", Text: "s marks a break in s.a."},
		},
	}
}

// around are the outputs on neighbourhoods, by the name of their golden file.
var around = map[string]func(io.Writer) error{
	"neighbours80.txt":  func(w io.Writer) error { return NeighboursText(w, circle(), Options{Width: 80}) },
	"neighbours120.txt": func(w io.Writer) error { return NeighboursText(w, circle(), Options{Width: 120}) },
	"neighbours.csv":    func(w io.Writer) error { return NeighboursCSV(w, circle()) },
	"outliers80.txt":    func(w io.Writer) error { return OutliersText(w, outlying(), Options{Width: 80}) },
	"outliers.csv":      func(w io.Writer) error { return OutliersCSV(w, outlying()) },
	"trend80.txt":       func(w io.Writer) error { return TrendText(w, course(), Options{Width: 80}) },
	"trend120.txt":      func(w io.Writer) error { return TrendText(w, course(), Options{Width: 120}) },
	"trend.csv":         func(w io.Writer) error { return TrendCSV(w, course()) },
}

func TestAroundGolden(t *testing.T) {
	for name, print := range around {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := print(&b); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name)
			if *update {
				if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Errorf("(-want +got; -update rewrites)\n%s", diff)
			}
			columns := map[bool]int{true: 120, false: 80}[strings.Contains(name, "120")]
			for i, line := range strings.Split(b.String(), "\n") {
				if strings.HasSuffix(name, ".txt") && (width(line) > columns || line != strings.TrimRight(line, " ")) {
					t.Errorf("line %d: %d columns: %q", i+1, width(line), line)
				}
			}
			if strings.HasSuffix(name, ".csv") {
				if _, err := csv.NewReader(&b).ReadAll(); err != nil {
					t.Errorf("rows of different lengths: %v", err)
				}
			}
		})
	}
}

func TestExpectationSentence(t *testing.T) {
	low := residual("overall", "", 0, 41, 63, neighbour.Below)
	out := low
	out.Outlier = ptr(true)
	bare := residual("overall", "", 0, 60, 63, neighbour.AsExpected)
	bare.Agreement = assess.Agreement{Definitions: "5/6"}
	high := residual("overall", "", 0, 90, 63, neighbour.Above)
	island := assess.Residual{Verdict: neighbour.NotComputed, Reason: string(neighbour.NoNeighbours), Elsewhere: []assess.VerdictUnder{
		{Definition: "sea:1000", Verdict: neighbour.AsExpected}, {Definition: "knn:5", Verdict: neighbour.Below}, {Definition: "region:m49", Verdict: neighbour.AsExpected},
	}}
	few := low
	few.Outlier = nil
	for name, test := range map[string]struct {
		definition string
		r          assess.Residual
		want       []string
	}{
		"below":       {"land", low, []string{"Overall 41 of 100, where its land neighbours and its income lead one to expect 63 (90 % band 50–77): less secure than they predict.", "So under 4 of 6 definitions of neighbourhood and in 71 % of their variants, which is too few to call it an outlier."}},
		"outlier":     {"sea:400", out, []string{"where the states within 400 km and", ": an outlier."}},
		"no variants": {"knn:5", bare, []string{"its 5 nearest states", "within the range that they predict", "So under 5 of 6 definitions of neighbourhood; no variants were drawn."}},
		"above":       {"region:sahel", high, []string{"the other states of its region (sahel)", "more secure than they predict"}},
		"few draws":   {"sea:1000", few, []string{"the states within 1\u202f000 km", "; on so few variants no state is called an outlier."}},
		"an island":   {"land", island, []string{"What its land neighbours lead one to expect is not computed: it has no neighbours under this definition.", " Under sea:1000 and region:m49 it is within the range that they predict, under knn:5 it is less secure than they predict."}},
	} {
		t.Run(name, func(t *testing.T) {
			got := expectationSentence(test.definition, &test.r)
			for _, want := range test.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q does not say %q", got, want)
				}
			}
			if strings.Contains(got, "because") {
				t.Errorf("%q speaks of causes", got)
			}
		})
	}
}

func TestOutliersSentence(t *testing.T) {
	with := func(outliers ...*bool) *assess.Outliers {
		o := outlying()
		o.Variants = &assess.Variants{Draws: 1000}
		o.Levels[0].States = nil
		for _, is := range outliers {
			o.Levels[0].States = append(o.Levels[0].States, assess.StateResidual{Residual: assess.Residual{Outlier: is}})
		}
		return o
	}
	bare := with(nil)
	bare.Variants = nil
	for want, o := range map[string]*assess.Outliers{
		" Without variants no state is called an outlier.":      bare,
		" On so few variants no state is called an outlier.":    with(nil, nil),
		" None of them is an outlier, which would take at":      with(ptr(false), nil),
		" One of them is an outlier, so under at least 80 % of": with(ptr(true), ptr(false)),
		" 2 of them are outliers, so under at least 80 % of":    with(ptr(true), ptr(true)),
	} {
		if got := outliersSentence(o); !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
}

func TestCourseSentence(t *testing.T) {
	for want, c := range map[string]assess.Change{
		"it bucks their trend":                                {Verdict: neighbour.Bucks},
		"it follows their trend (so in 76 % of the variants)": {Verdict: neighbour.Follows, Holds: ptr(0.76)},
		"by the framework's own choices it bucks their trend, which most variants do not say (48 % do)": {Verdict: neighbour.Bucks, Holds: ptr(0.48)},
	} {
		if got := courseSentence(c); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestTrendSentence(t *testing.T) {
	bare := course()
	bare.Levels[0].Change = assess.Change{Reason: "the state has no score in one of the two years"}
	many := course()
	many.Levels[0].Change.Members = slices.Repeat([]assess.MemberChange{{ISO3: "LBR", Change: ptr(-2.5)}}, 13)
	alone := course()
	alone.Levels[0].Change = assess.Change{From: 2015, To: 2018, Own: ptr(4.0), Reason: string(neighbour.NoNeighbours)}
	for want, trend := range map[string]*assess.Trend{
		"in one of the two years. There are scores from 2015 to 2018.":                                          bare,
		"the median of its land neighbours (13 of them) by":                                                     many,
		"is not known: it has no neighbours under this definition (others have, such as knn:5 and region:m49).": alone,
	} {
		if got := trendSentence(trend); !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
	for want, years := range map[string][]assess.TrendYear{
		" No year has a score.":   {{Year: 2015}, {Year: 2016}},
		" Only 2016 has a score.": {{Year: 2015}, {Year: 2016, Value: ptr(1.0)}},
	} {
		if got := scoredBetween(years); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for definition, want := range map[string]string{
		"region:eu":  "the other members of the region eu (for other states: of their own subregion)",
		"region:m49": "the other states of their region (m49)", "land": "their land neighbours",
	} {
		if got := othersWords(definition); got != want {
			t.Errorf("%s: %q, want %q", definition, got, want)
		}
	}
}
