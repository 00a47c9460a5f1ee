// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"
	"time"
)

// TestNeighbourStatus: each way to ask wrongly has its status.
func TestNeighbourStatus(t *testing.T) {
	for _, c := range []struct {
		args string
		want int
	}{
		{"neighbours AZE --draws 0", done},
		{"neighbours JPN --draws 0", done},
		{"neighbours AZE --definition air", wrongUse},
		{"neighbours AZE --definition sea:far", wrongUse},
		{"neighbours AZE --definition knn:99", wrongUse},
		{"neighbours AZE --year 1980", wrongUse},
		{"neighbours AZE --draws -3", wrongUse},
		{"neighbours", wrongUse},
		{"neighbours AZE --definition region:south-cacasus", notFound},
		{"neighbours EST --definition region:south-caucasus", notFound},
		{"neighbours FRA --year 1996 --definition region:african-union", notFound},
		{"neighbours AZE --view xx", notFound},
		{"neighbours SSD --year 2005", notFound},
		{"neighbours AZE --as-of 2012-01-01 --year 2010", notFound},
		{"outliers AZE", wrongUse},
		{"outliers --definition region:nowhere", notFound},
		{"trend AZE --from 2016 --to 2016", wrongUse},
		{"trend AZE --from 2016 --to 2010", wrongUse},
		{"trend AZE --from 1980", wrongUse},
		{"trend SSD --from 2000 --to 2005", notFound},
		{"neighbours AZE --factors weather", wrongUse},
		{"neighbours AZE --as-of 1990-01-01", wrongUse},
		{"drivers AZE --from 2020 --to 2010", wrongUse},
		{"drivers AZE --from 2020 --to 2020", wrongUse},
		{"drivers AZE --from 2016 --known 2010-06-01", wrongUse},
		{"drivers AZE --from 2016 --known soon", wrongUse},
		{"drivers SSD --from 2005", notFound},
		{"drivers VAT", notFound},
	} {
		t.Run(c.args, func(t *testing.T) {
			got, out, remarks := call(t, strings.Fields(c.args)...)
			if got != c.want {
				t.Errorf("status %d, want %d: %s", got, c.want, remarks)
			}
			if got != done && (out != "" || !strings.HasPrefix(remarks, "qala: ")) {
				t.Errorf("wrote %q, remarks %q", out, remarks)
			}
		})
	}
}

// TestNeighboursAreQuick: one country without variants takes 200 ms at most. Other
// tests may keep the machine busy; the first of twenty that is quick enough counts.
func TestNeighboursAreQuick(t *testing.T) {
	const most = 200 * time.Millisecond
	best := time.Hour
	for try := 0; try < 20 && best > most; try++ {
		start := time.Now()
		if status, _, remarks := call(t, "neighbours", "AZE", "--year", "2022", "--draws", "0"); status != done {
			t.Fatal(remarks)
		}
		best = min(best, time.Since(start))
	}
	if best > most {
		t.Errorf("%v, at most %v", best, most)
	}
}

// BenchmarkNeighbours is one country, all definitions, without variants.
func BenchmarkNeighbours(b *testing.B) {
	for b.Loop() {
		call(b, "neighbours", "AZE", "--year", "2022", "--all-definitions", "--draws", "0")
	}
}

// BenchmarkOutliers is every state under six definitions with 10,000 variants, the
// drawing of the variants included.
func BenchmarkOutliers(b *testing.B) {
	for b.Loop() {
		call(b, "outliers", "--year", "2022", "--draws", "10000", "--format", "csv")
	}
}
