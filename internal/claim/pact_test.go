// SPDX-License-Identifier: Apache-2.0

package claim

import (
	"strings"
	"testing"

	"github.com/qala-observatory/qala/data"
	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
)

// TestEmbeddedPacts reads the table that the program carries and checks its codes.
func TestEmbeddedPacts(t *testing.T) {
	pacts, err := LoadPacts(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	reg, err := country.Load(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	book, err := affiliation.Load(data.FS, reg)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pacts {
		for _, c := range p.Members {
			if _, ok := reg.Country(c); !ok {
				t.Errorf("%s: there is no country %s", p.Name, c)
			}
		}
		if _, ok := book.Organisation(p.Organisation); p.Organisation != "" && !ok {
			t.Errorf("%s: there is no organisation %s", p.Name, p.Organisation)
		}
	}
}

func TestPactHolds(t *testing.T) {
	pacts, err := ParsePacts(strings.NewReader("name,members,from,to,source,note\nA,AAA|BBB,1950,1980-04-11,x,\n"))
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[country.Date]bool{
		{}:                               false,
		{Year: 1949, Month: 12, Day: 31}: false,
		{Year: 1950, Month: 1, Day: 1}:   true,
		{Year: 1980, Month: 4, Day: 11}:  true,
		{Year: 1980, Month: 4, Day: 12}:  false,
	} {
		if got := pacts[0].Holds(day); got != want {
			t.Errorf("in force on %v: %v, want %v", day, got, want)
		}
	}
}

func TestPactsRefused(t *testing.T) {
	for name, row := range map[string]string{
		"no source":  "A,AAA|BBB,1950,,,",
		"one member": "A,AAA,1950,,x,",
		"bad code":   "A,AAA|bb,1950,,x,",
		"bad day":    "A,AAA|BBB,195x,,x,",
		"bad end":    "A,AAA|BBB,1950,1980-13-40,x,",
		"columns":    "A,AAA|BBB,1950",
	} {
		if _, err := ParsePacts(strings.NewReader("name,members,from,to,source,note\n" + row + "\n")); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// FuzzPacts checks that no bytes bring the reader down.
func FuzzPacts(f *testing.F) {
	f.Add("name,members,from,to,source,note\nA,AAA|BBB,1950,,x,\n")
	f.Add("\"")
	f.Add("name,members\nA\n")
	f.Fuzz(func(t *testing.T, text string) {
		pacts, err := ParsePacts(strings.NewReader(text))
		for _, p := range pacts {
			if err == nil && p.Organisation == "" && len(p.Members) < 2 {
				t.Fatalf("taken: %+v", p)
			}
		}
	})
}
