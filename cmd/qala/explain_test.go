// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"math"
	"testing"

	"github.com/qala-observatory/qala/data"
	"github.com/qala-observatory/qala/internal/assess"
)

// TestEveryIndicatorIsExplained opens every indicator that the snapshot can
// answer for, whether a framework uses it or not: each has a value that leads to
// raw rows, or a reason why there is none.
func TestEveryIndicatorIsExplained(t *testing.T) {
	p := newProgram(nil, streams{}, data.FS)
	defs, err := p.catalog()
	if err != nil {
		t.Fatal(err)
	}
	snap, err := p.snapshot()
	if err != nil {
		t.Fatal(err)
	}
	values, asked := 0, 0
	for _, entry := range defs.Indicators() {
		_, held := snap.Indicator(entry.ID)
		if !held && entry.Derivation == nil {
			continue
		}
		for _, code := range []string{"AZE", "USA"} {
			e, err := p.explain(context.Background(), &question{framework: "core", year: 2019}, code, entry.ID)
			if err != nil {
				t.Errorf("%s %s: %v", code, entry.ID, err)
				continue
			}
			checkExplained(t, e)
			if e.Value != nil {
				values++
			}
			asked++
		}
	}
	t.Logf("%d of %d have a value", values, asked)
	if values < asked/2 {
		t.Errorf("%d of %d have a value", values, asked)
	}
}

// checkExplained checks one explanation.
func checkExplained(t *testing.T, e *assess.Explanation) {
	t.Helper()
	where := string(e.Country) + " " + e.Indicator
	if e.Value == nil && len(e.Parts) == 0 {
		if e.Missing == "" {
			t.Errorf("%s: neither a value nor a reason", where)
		}
		return
	}
	if e.Missing != "" {
		t.Errorf("%s: a value, and the reason %q for having none", where, e.Missing)
	}
	if e.Value != nil && (math.IsNaN(*e.Value) || math.IsInf(*e.Value, 0)) {
		t.Errorf("%s is %v", where, *e.Value)
	}
	if len(e.Refs) == 0 || e.Unit == "" || e.Licence == "" || e.Citation == "" || e.Formula == "" {
		t.Errorf("%s: no raw row, unit, licence, citation or formula: %+v", where, e)
	}
	// A value that stands for the absence of rows, such as a year without conflict,
	// has no row and says so in words.
	for _, r := range e.Refs {
		if r.File == "" || len(r.SHA256) != 64 || r.Row == 0 && r.Place == "" && r.Text == "" {
			t.Errorf("%s: a way that leads nowhere: %+v", where, r)
		}
	}
}
