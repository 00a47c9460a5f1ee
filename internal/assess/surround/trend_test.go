// SPDX-License-Identifier: Apache-2.0

package surround

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/neighbour"
	"github.com/qala-observatory/qala/internal/obs"
)

func TestTrend(t *testing.T) {
	a, s := planet(t)
	// The six neighbours of Azerbaijan rise, it falls after a peak in 2017.
	states := a.Register.States(2020)
	at := slices.Index(states, "AZE")
	own := map[int]float64{2015: 50, 2016: 55, 2017: 60, 2018: 50, 2019: 45, 2020: 40}
	for i := range s.list {
		o := &s.list[i]
		place := slices.Index(states, o.Country)
		switch {
		case o.Indicator == "s.b":
			o.Value = 50
		case o.Indicator != "s.a" || place < at-3 || place > at+3:
		case place == at:
			o.Value = own[o.Period.Year]
		default:
			o.Value = 30 + 4*float64(o.Period.Year-2015)
		}
	}
	for i := range s.list {
		if o := &s.list[i]; o.Country == "AZE" && o.Period.Year >= 2018 {
			o.Release = "r2"
		}
	}
	a.Uncertainty.Draws = 25
	got, err := a.Trend(context.Background(), TrendQuestion{Country: "AZE", From: 2015, To: 2020})
	if err != nil {
		t.Fatal(err)
	}
	whole := got.Levels[0]
	c := whole.Change
	if c.Better == nil || c.Holds == nil {
		t.Fatalf("no shares of variants: %+v", c)
	}
	if math.Abs(*c.Own+5) > 1e-9 || math.Abs(*c.Median-10) > 1e-9 || c.Same != 6 || c.Of != 6 || c.Verdict != neighbour.Bucks || *c.Better != 0 || *c.Holds != 1 {
		t.Errorf("change %+v", c)
	}
	if diff := cmp.Diff([]assess.Turn{{Year: 2017, Kind: "peak", Score: 55}}, whole.Turns); diff != "" {
		t.Error(diff)
	}
	if y := whole.Years[1]; y.Year != 2016 || y.Range == nil || *y.Better != 1 || math.Abs(*y.Value-52.5) > 1e-9 {
		t.Errorf("2016: %+v", y)
	}
	if two := got.Levels[4]; two.ID != "two" || two.Change.Verdict != neighbour.NoTrend {
		t.Errorf("what does not move: %+v", two.Change)
	}
	edition := assess.Break{Year: 2018, Kind: "edition", Subject: "s", Text: "s r2 follows s r1 in s.a, s.b."}
	if diff := cmp.Diff([]assess.Break{edition}, got.Breaks); diff != "" {
		t.Error(diff)
	}
	again, err := a.Trend(context.Background(), TrendQuestion{Country: "AZE", From: 2015, To: 2020})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, again); diff != "" {
		t.Error(diff)
	}
}

// TestTrendOfAnIsland: without neighbours there is a change and no verdict, and it
// says why.
func TestTrendOfAnIsland(t *testing.T) {
	a, _ := planet(t)
	island := a.Register.States(2020)[len(a.Register.States(2020))-1]
	a.Uncertainty.Draws = 20
	got, err := a.Trend(context.Background(), TrendQuestion{Country: island, From: 2016, To: 2020})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range got.Levels {
		if c := l.Change; c.Own == nil || c.Verdict != neighbour.Unknown || c.Reason != string(neighbour.NoNeighbours) || c.Holds != nil || c.Better == nil {
			t.Errorf("%s: %+v", l.ID, c)
		}
		if y := l.Years[4]; y.Range == nil || y.Better == nil {
			t.Errorf("%s, 2020: %+v", l.ID, y)
		}
	}
	// The kind and its only pillar are one.
	if diff := cmp.Diff(got.Levels[1].Years, got.Levels[2].Years); diff != "" {
		t.Error(diff)
	}
}

func TestTrendMarksCoverage(t *testing.T) {
	a, s := planet(t)
	a.Framework.Tree.Root.Children[0].Children = []*composite.Node{leaf("s.a", 0.7, obs.HigherIsBetter), leaf("s.c", 0.3, obs.HigherIsBetter)}
	s.observe("s.c", "AZE", 2018, 50)
	a.Framework.Carry = 0
	got, err := a.Trend(context.Background(), TrendQuestion{Country: "AZE", From: 2017, To: 2019})
	if err != nil {
		t.Fatal(err)
	}
	var years []int
	for _, b := range got.Breaks {
		if b.Kind == "coverage" && b.Subject == "one" {
			years = append(years, b.Year)
		}
	}
	if !slices.Equal(years, []int{2018, 2019}) {
		t.Errorf("breaks %+v", got.Breaks)
	}
}

func TestTrendSpans(t *testing.T) {
	a, _ := planet(t)
	got, err := a.Trend(context.Background(), TrendQuestion{Country: "SSD", From: 2005, To: 2016})
	if err != nil {
		t.Fatal(err)
	}
	if got.From != 2011 || len(got.Levels[0].Years) != 6 || got.Warnings[0].Code != "shorter_life" {
		t.Errorf("from %d, %+v", got.From, got.Warnings)
	}
	var span *assess.SpanError
	var year *assess.YearError
	if _, err := a.Trend(context.Background(), TrendQuestion{Country: "AZE", From: 2016, To: 2016}); !errors.As(err, &span) || !errors.As(err, &year) || year.Year != 2016 {
		t.Errorf("one year: %v", err)
	}
	if _, err := a.Trend(context.Background(), TrendQuestion{Country: "SSD", From: 2005, To: 2011}); !errors.As(err, &span) || !strings.Contains(err.Error(), "South Sudan (SSD) is a state from 2011-07-09 on") {
		t.Errorf("one year of its own: %v", err)
	}
	var absent *assess.NotScoredError
	if _, err := a.Trend(context.Background(), TrendQuestion{Country: "SSD", From: 2001, To: 2005}); !errors.As(err, &absent) {
		t.Errorf("before it was: %v", err)
	}
}
