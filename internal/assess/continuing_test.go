// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// union is a register in which Georgia continues a union that ended in 2010, and
// a third state ended without anyone to continue it.
const union = `code,name,kind,iso2,m49,cow,gw,vdem,fips,ioc,unhcr,others,names,demonyms,capital,region,subregion,from,to,predecessors,successors,continuing,rule
ARM,Armenia,state,AM,51,371,371,105,AM,ARM,ARM,,,,Yerevan,Asia,Western Asia,1991-12-21,,,,,
AZE,Azerbaijan,former,AZ,31,373,373,106,AJ,AZE,AZE,,,,Baku,Asia,Western Asia,1991-12-21,2010-06-30,,,,ended
GEO,Georgia,state,GE,268,372,372,118,GG,GEO,GEO,,,,Tbilisi,Asia,Western Asia,2010-07-01,,UNI,,,
UNI,Union,former,UN,900,345,345,198,YI,YUG,UNI,,,,Capital,Asia,Western Asia,1992-01-01,2010-06-30,,GEO,GEO,ended
`

// parted is small over the register of the union, with values of 2005.
func parted(t *testing.T) *Assessor {
	t.Helper()
	a, s := small(t)
	reg, err := country.Parse(strings.NewReader(union))
	if err != nil {
		t.Fatal(err)
	}
	a.Register = reg
	for i, c := range []country.Code{"ARM", "AZE", "GEO"} {
		s.observe("s.a", c, 2005, float64(10*i))
		s.observe("s.b", c, 2005, 50)
	}
	return a
}

func TestScoredAs(t *testing.T) {
	a := parted(t)
	for _, c := range []struct {
		name   string
		asked  country.Code
		year   int
		scored country.Code
		warned bool
	}{
		{"the union while it stood", "UNI", 2005, "GEO", true},
		{"its successor in a year of the union", "GEO", 2005, "GEO", true},
		{"the successor afterwards", "GEO", 2020, "GEO", false},
		{"a neighbour", "ARM", 2005, "ARM", false},
		{"a state nobody continues", "AZE", 2005, "AZE", false},
		{"the union after its end", "UNI", 2020, "", false},
		{"a state after its end", "AZE", 2020, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := a.Assess(context.Background(), c.asked, c.year)
			if c.scored == "" {
				var absent *NotScoredError
				if !errors.As(err, &absent) || absent.Country != c.asked {
					t.Fatalf("error %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got.Country != c.scored {
				t.Errorf("scored as %s", got.Country)
			}
			warned := slices.ContainsFunc(got.Warnings, func(w obs.Warning) bool {
				return w.Code == "continued_series" && strings.Contains(w.Text, "Union (UNI)")
			})
			if warned != c.warned {
				t.Errorf("warnings %v", got.Warnings)
			}
		})
	}
}

// TestMissingOfAContinuedSeries: a gap in the years of a predecessor is a gap,
// not a year in which there was nothing to measure.
func TestMissingOfAContinuedSeries(t *testing.T) {
	a := parted(t)
	for _, c := range []struct {
		code country.Code
		year int
		want string
	}{
		{"GEO", 2004, "not_collected"},
		{"UNI", 2004, "not_collected"},
		{"AZE", 2012, "not_applicable"},
	} {
		e, err := a.Explain(context.Background(), c.code, "s.a", c.year)
		if err != nil {
			t.Fatal(err)
		}
		if e.Value != nil || e.Missing != c.want {
			t.Errorf("%s in %d: %v, %q", c.code, c.year, e.Value, e.Missing)
		}
	}
}
