// SPDX-License-Identifier: Apache-2.0

package claim

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/panel"
)

// TestTable checks that what is missing is missing and not nothing, outside of the
// countries and years as well as within, and that nothing is a value.
func TestTable(t *testing.T) {
	s := panel.NewSeries("x", panel.NewAxis([]country.Code{"AAA", "BBB"}), 2000, 2005)
	s.Set(0, 2001, 0)
	s.Set(0, 2003, 7)
	table := Table{Series: s}
	for _, x := range []struct {
		code country.Code
		year int
		want float64
		ok   bool
	}{
		{"AAA", 2001, 0, true},
		{"AAA", 2003, 7, true},
		{"AAA", 2002, 0, false},
		{"AAA", 1999, 0, false},
		{"AAA", 2006, 0, false},
		{"BBB", 2001, 0, false},
		{"CCC", 2001, 0, false},
	} {
		if v, ok := table.At(x.code, x.year); v != x.want || ok != x.ok {
			t.Errorf("%s in %d is %g, %v; want %g, %v", x.code, x.year, v, ok, x.want, x.ok)
		}
	}
	if v, ok := (&Table{}).At("AAA", 2001); ok || v != 0 {
		t.Errorf("a table without a series holds %g", v)
	}
	for _, x := range []struct {
		code country.Code
		upTo int
		want int
		ok   bool
	}{{"AAA", 2030, 2003, true}, {"AAA", 2003, 2003, true}, {"AAA", 2002, 2001, true}, {"AAA", 2000, 0, false}, {"BBB", 2030, 0, false}, {"CCC", 2030, 0, false}} {
		if y, ok := table.Last(x.code, x.upTo); y != x.want || ok != x.ok {
			t.Errorf("the last of %s until %d is %d, %v; want %d, %v", x.code, x.upTo, y, ok, x.want, x.ok)
		}
	}
}

// TestCountries lists the states of both sides, and no sets.
func TestCountries(t *testing.T) {
	c := Claim{
		Subjects: []Subject{{Country: "AAA"}, {Set: &Scope{ID: "x", Countries: []country.Code{"CCC"}}}},
		Against:  []Subject{{Country: "BBB"}, {}},
	}
	got := c.Countries()
	if len(got) != 2 || got[0] != "AAA" || got[1] != "BBB" {
		t.Errorf("countries %v", got)
	}
}

// TestPactRows checks members, organisations and the lines of faults.
func TestPactRows(t *testing.T) {
	const head = "name,members,from,to,source,note\n"
	pacts, err := LoadPacts(fstest.MapFS{PactsFile: {Data: []byte(head + "A,AAA|BBB,1950-02,1980,x,note\nB,org:NATO,1949-08-24,,y,\n")}})
	if err != nil || len(pacts) != 2 {
		t.Fatalf("%d pacts, %v", len(pacts), err)
	}
	a, b := pacts[0], pacts[1]
	if a.From != (country.Date{Year: 1950, Month: 2, Day: 1}) || a.To != (country.Date{Year: 1980, Month: 12, Day: 31}) || a.Since != "1950-02" || a.Until != "1980" || a.Note != "note" {
		t.Errorf("a month begins, a year ends: %+v", a)
	}
	if b.Organisation != "NATO" || len(b.Members) != 0 || !b.Holds(country.Date{}) || b.Source != "y" {
		t.Errorf("%+v", b)
	}
	if _, err := LoadPacts(fstest.MapFS{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a table: %v", err)
	}
	pacts, err = ParsePacts(strings.NewReader(head + "A,AAA|BBB,1950,,x,\nB,AAA,1950,,x,\n\nC,AAA|BBB,never,,x,\n"))
	if err == nil || len(pacts) != 1 || !strings.Contains(err.Error(), "line 3: a pact has two") || !strings.Contains(err.Error(), "line 5: from") {
		t.Errorf("%d pacts, %v", len(pacts), err)
	}
}

// TestFlipsShares names the choices whose shares differ most where none decides alone.
func TestFlipsShares(t *testing.T) {
	v := func(series, window string, holds bool) Variant {
		return Variant{[]Choice{{"series", series}, {"window", window}}, 1, holds}
	}
	half := []Variant{v("a", "one", true), v("a", "two", true), v("b", "one", true), v("b", "two", false)}
	if got := Flips(half); len(got) != 2 || got[0] != (Choice{"window", "two"}) || got[1] != (Choice{"series", "b"}) {
		t.Errorf("flips with %v", got)
	}
	if got := Flips([]Variant{v("a", "one", true), v("b", "two", true)}); len(got) != 0 {
		t.Errorf("nothing differs, yet it flips with %v", got)
	}
	if got := Flips([]Variant{v("a", "one", false), v("b", "one", true)}); len(got) != 1 || got[0].Level != "b" {
		t.Errorf("what holds alone decides a headline that does not: %v", got)
	}
}
