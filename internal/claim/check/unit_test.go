// SPDX-License-Identifier: Apache-2.0

package check

import (
	"io/fs"
	"math"
	"testing"

	"github.com/qala-observatory/qala/data"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/prose"
)

// TestUnits reads units as publishers write them.
func TestUnits(t *testing.T) {
	tree, err := fs.Sub(data.FS, "lexicon")
	if err != nil {
		t.Fatal(err)
	}
	lex, err := lexicon.Load(tree)
	if err != nil {
		t.Fatal(err)
	}
	u := NewUnits(lex, prose.NewStems(lex.Forms()))
	for text, want := range map[string]Unit{
		"% of GDP":                         {Measure: claim.Fraction, Factor: 0.01},
		"per 1,000 live births":            {Measure: claim.Fraction, Factor: 0.001},
		"Per 1,000 people":                 {Measure: claim.Fraction, Factor: 0.001},
		"homicides per 100,000 population": {Measure: claim.Fraction, Factor: 0.00001},
		"per million inhabitants":          {Measure: claim.Fraction, Factor: 1e-6},
		"share, 0-1":                       {Measure: claim.Fraction, Factor: 1},
		"current US$":                      {Measure: claim.Money, Factor: 1},
		"constant 2023 US$":                {Measure: claim.Money, Factor: 1},
		"people":                           {Measure: claim.Plain, Factor: 1, Counted: true},
		"deaths":                           {Measure: claim.Plain, Factor: 1, Counted: true},
		"warheads":                         {Measure: claim.Plain, Factor: 1, Counted: true},
		"years":                            {Measure: claim.Plain, Factor: 1},
		"index, 0-1":                       {Measure: claim.Plain, Factor: 1},
		"terawatt-hours":                   {Measure: "energy", Factor: 1e12},
		"tonnes":                           {Measure: "mass", Factor: 1},
		"Tonnes of CO₂":                    {Measure: "mass", Factor: 1},
		"million tonnes":                   {Measure: "mass", Factor: 1e6},
		"km":                               {Measure: "length", Factor: 1},
		"tonnes per hectare":               {Measure: "mass", Factor: 1, Each: true},
		"index per year":                   {Measure: claim.Plain, Factor: 1},
		"standard deviations from the world mean, about -2.5 to 2.5": {Measure: claim.Plain, Factor: 1},
	} {
		if got := u.Of(text); got.Measure != want.Measure || math.Abs(got.Factor-want.Factor) > 1e-12*want.Factor || got.Counted != want.Counted || got.Each != want.Each {
			t.Errorf("%q is %+v, want %+v", text, got, want)
		}
	}
}

// TestFits checks which amounts can be compared with which units.
func TestFits(t *testing.T) {
	number := func(v float64, m claim.Measure) claim.Number { return claim.Number{Low: v, High: v, Measure: m} }
	for name, test := range map[string]struct {
		unit   Unit
		n      claim.Number
		ok, by bool
	}{
		"per cent with a share":       {Unit{Measure: claim.Fraction, Factor: 0.01}, number(0.2, claim.Fraction), true, false},
		"share of people":             {Unit{Measure: claim.Plain, Factor: 1, Counted: true}, number(0.2, claim.Fraction), true, true},
		"share with an index":         {Unit{Measure: claim.Plain, Factor: 1}, number(0.2, claim.Fraction), false, false},
		"plain with a rate":           {Unit{Measure: claim.Fraction, Factor: 0.00001}, number(36, claim.Plain), true, false},
		"plain with so much for each": {Unit{Measure: "mass", Factor: 1, Each: true}, number(3, claim.Plain), true, false},
		"millions with a share":       {Unit{Measure: claim.Fraction, Factor: 0.01}, number(2e6, claim.Plain), false, false},
		"energy with energy":          {Unit{Measure: "energy", Factor: 1e12}, number(2e13, "energy"), true, false},
		"energy with mass":            {Unit{Measure: "energy", Factor: 1e12}, number(2, "mass"), false, false},
		"money with people":           {Unit{Measure: claim.Plain, Factor: 1, Counted: true}, number(2, claim.Money), false, false},
		"how many times, of anything": {Unit{Measure: "mass", Factor: 1}, number(2, claim.Multiple), true, false},
	} {
		_, by, ok := test.unit.fits(test.n)
		if ok != test.ok || by != test.by {
			t.Errorf("%s: fits %v, by head %v; want %v, %v", name, ok, by, test.ok, test.by)
		}
	}
}

// TestMet checks bounds at their edges.
func TestMet(t *testing.T) {
	n := claim.Number{Low: 0.5, High: 0.5, Step: 0.01, Measure: claim.Fraction}
	for _, test := range []struct {
		op   claim.Op
		v    float64
		want bool
	}{
		{claim.Above, 0.5, false},
		{claim.Above, 0.501, true},
		{claim.AtLeast, 0.5, true},
		{claim.Below, 0.5, false},
		{claim.AtMost, 0.5, true},
		{claim.Nearly, 0.46, true},
		{claim.Nearly, 0.44, false},
		{claim.Nearly, 0.52, false},
		{claim.JustAbove, 0.54, true},
		{claim.JustAbove, 0.49, false},
		{claim.About, 0.545, true},
		{claim.About, 0.56, false},
		{claim.FarBelow, 0.49, false},
		{claim.FarBelow, 0.4, true},
		{claim.FarAbove, 0.6, true},
	} {
		if got := met(test.v, claim.Quantity{Number: n, Op: test.op}, near); got != test.want {
			t.Errorf("%g %s 0.5 is %v", test.v, test.op, got)
		}
	}
}

// TestTheilSen checks the slope against a line with an odd year.
func TestTheilSen(t *testing.T) {
	years := []int{2000, 2001, 2002, 2003, 2004, 2005}
	if got := theilSen(years, []float64{1, 3, 5, 7, 9, 11}); got != 2 {
		t.Errorf("slope %g, want 2", got)
	}
	if got := theilSen(years, []float64{1, 3, 500, 7, 9, 11}); math.Abs(got-2) > 0.01 {
		t.Errorf("slope %g with an odd year, want 2", got)
	}
}

// TestAlike checks names of peoples.
func TestAlike(t *testing.T) {
	for _, pair := range [][2]string{{"kurds", "kurdish"}, {"russians", "russian"}, {"hindus", "hindu"}, {"uzbeks", "uzbek"}} {
		if !alike(pair[0], pair[1]) {
			t.Errorf("%s and %s are one people", pair[0], pair[1])
		}
	}
	if alike("turks", "kurdish") {
		t.Error("turks are no kurds")
	}
}
