// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]Definition{
		"land":                  {Kind: Land},
		"land-km":               {Kind: LandKM},
		"sea:400":               {Kind: Sea, KM: 400},
		"knn:5":                 {Kind: Nearest, K: 5},
		"region:south-caucasus": {Kind: Region, ID: "south-caucasus"},
		"region:g7":             {Kind: Region, ID: "g7"},
	} {
		got, err := Parse(text)
		if err != nil || got != want {
			t.Errorf("Parse(%q) = %+v, %v; want %+v", text, got, err, want)
		}
		if got.String() != text {
			t.Errorf("%q is written %q", text, got)
		}
		if got.Words() == "" {
			t.Errorf("%q has no words", text)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"nothing":           {"", "no such kind"},
		"unknown kind":      {"air:400", "no such kind"},
		"upper case":        {"LAND", "no such kind"},
		"land with a rest":  {"land:5", "takes nothing after it"},
		"km with a rest":    {"land-km:", "takes nothing after it"},
		"sea alone":         {"sea", "sea needs a distance from 1 to 4000 km"},
		"sea of nothing":    {"sea:0", "sea needs"},
		"sea too far":       {"sea:4001", "sea needs"},
		"sea with a unit":   {"sea:400km", "sea needs"},
		"sea below nothing": {"sea:-4", "sea needs"},
		"sea with a plus":   {"sea:+4", "sea needs"},
		"leading zero":      {"knn:05", "knn needs a number from 1 to 12"},
		"too many":          {"knn:13", "knn needs"},
		"half a neighbour":  {"knn:2.5", "knn needs"},
		"region alone":      {"region:", "region needs an id"},
		"region with space": {"region:south caucasus", "region needs an id"},
		"region, no colon":  {"region", "region needs an id"},
		"too large a whole": {"knn:99999999999999999999", "knn needs"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(test.text)
			var fault *SyntaxError
			if !errors.As(err, &fault) || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("Parse(%q): %v, want %q", test.text, err, test.want)
			}
			for _, form := range Forms() {
				if !strings.Contains(err.Error(), form) {
					t.Errorf("%v does not show %s", err, form)
				}
			}
		})
	}
}

// FuzzParse checks that what is read is written back as it was.
func FuzzParse(f *testing.F) {
	for _, text := range append(Forms(), "", "sea:0400", "knn:٥", "region:-a", "land\n", "sea:4e2", ":") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Parse(text)
		if err == nil && d.String() != text {
			t.Errorf("%q became %q", text, d)
		}
		if err != nil && d != (Definition{}) {
			t.Errorf("%q gave both %+v and %v", text, d, err)
		}
	})
}

func TestTried(t *testing.T) {
	for _, asked := range append(Standard(), Definition{Kind: Nearest, K: 3}) {
		list, standard := Tried(asked)
		if list[0] != asked {
			t.Errorf("%s: %s comes first", asked, list[0])
		}
		var counted []Definition
		for _, k := range standard {
			counted = append(counted, list[k])
		}
		want := Standard()
		if !slices.Contains(want, asked) {
			want = append([]Definition{asked}, want...)
		}
		if !slices.Equal(counted, want) || len(list) != len(want) {
			t.Errorf("%s: counted over %v of %v, want %v", asked, counted, list, want)
		}
	}
}
