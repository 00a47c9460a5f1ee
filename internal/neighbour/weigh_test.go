// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/panel"
)

// southCaucasus are the members of a region.
var southCaucasus = []country.Code{"ARM", "AZE", "GEO"}

// caucasus is a small ground: five states, an area that is none, and a page
// that forgets a border.
func caucasus(year int) Ground {
	axis := panel.NewAxis([]country.Code{"ARM", "AZE", "GEO", "RUS", "TUR", "XXA"})
	return Ground{
		Year: year, States: []country.Code{"ARM", "AZE", "GEO", "RUS", "TUR"},
		Borders: dyads("b", axis, []side{
			{"AZE", "ARM", 2016, 1000},
			{"AZE", "GEO", 2016, 430},
			{"AZE", "RUS", 2016, 340},
			{"AZE", "XXA", 2016, 50},
			{"ARM", "AZE", 2016, 992},
			{"ARM", "GEO", 2016, 219},
			// The page of Turkey says nothing of Azerbaijan, nor that of Azerbaijan in
			// 2016 of Turkey; it does in 2020.
			{"TUR", "ARM", 2016, 300},
			{"AZE", "TUR", 2020, 17},
			{"AZE", "ARM", 2020, 996},
			{"GEO", "AZE", 2020, 430},
		}),
		Distances: dyads("d", axis, []side{
			{"AZE", "ARM", 2020, 1},
			{"AZE", "GEO", 2020, 0},
			{"AZE", "RUS", 2020, 0},
			{"AZE", "TUR", 2020, 2},
			{"ARM", "GEO", 2020, 0},
			{"ARM", "RUS", 2020, 150},
			{"ARM", "TUR", 2020, 0},
			{"ARM", "XXA", 2020, 3},
			{"GEO", "RUS", 2020, 700},
		}),
		Elsewhere: func(c country.Code) string {
			return map[country.Code]string{"RUS": "north", "TUR": "north"}[c]
		},
	}
}

func TestWeigh(t *testing.T) {
	for name, test := range map[string]struct {
		definition string
		year       int
		of         country.Code
		want       string
	}{
		"alike; areas are none":       {"land", 2016, "AZE", "ARM 0.333 996; GEO 0.333 430; RUS 0.333 340; "},
		"by length, mean of both":     {"land-km", 2016, "AZE", "ARM 0.564 996; GEO 0.243 430; RUS 0.193 340; "},
		"the other's page":            {"land", 2016, "RUS", "AZE 1 340; "},
		"a later edition":             {"land", 2022, "TUR", "AZE 1 17; "},
		"of the year before":          {"land", 2019, "TUR", "ARM 1 300; "},
		"before the first edition":    {"land", 1996, "TUR", "ARM 1 300; "},
		"within 100 km":               {"sea:100", 2016, "ARM", "AZE 0.333 0; GEO 0.333 0; TUR 0.333 0; "},
		"within 150 km":               {"sea:150", 2016, "ARM", "AZE 0.25 0; GEO 0.25 0; RUS 0.25 150; TUR 0.25 0; "},
		"a border is no distance":     {"sea:1", 2016, "AZE", "ARM 0.333 0; GEO 0.333 0; RUS 0.333 0; "},
		"the longer of two borders":   {"knn:1", 2016, "AZE", "ARM 1 0; "},
		"then the next":               {"knn:2", 2016, "AZE", "ARM 0.5 0; GEO 0.5 0; "},
		"more than there are":         {"knn:9", 2016, "GEO", "ARM 0.333 0; AZE 0.333 0; RUS 0.333 700; "},
		"members":                     {"region:south-caucasus", 2016, "AZE", "ARM 0.5 ?; GEO 0.5 ?; "},
		"others by their own region":  {"region:south-caucasus", 2016, "RUS", "TUR 1 ?; "},
		"no statement in the edition": {"land", 2022, "RUS", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := Parse(test.definition)
			if err != nil {
				t.Fatal(err)
			}
			w, err := NewAtlas(caucasus(test.year)).Weigh(d, southCaucasus)
			if err != nil {
				t.Fatal(err)
			}
			at, ok := w.Place(test.of)
			if got := shows(w.Of(at)); got != test.want || !ok {
				t.Errorf("%s of %s: %q, want %q", test.definition, test.of, got, test.want)
			}
		})
	}
}

func TestWeighView(t *testing.T) {
	g := caucasus(2016)
	g.View = affiliation.View{ID: "test", Rulings: []affiliation.Ruling{
		{A: "AZE", B: "RUS"},
		{A: "RUS", B: "TUR", Adjacent: true, KM: 12},
		{A: "GEO", B: "TUR", Adjacent: true},
		{A: "ARM", B: "AZE", Span: affiliation.Span{From: country.Date{Year: 2020, Month: 1, Day: 1}}},
	}}
	for definition, want := range map[string]string{
		"land": "ARM 0.333 300; GEO 0.333 ?; RUS 0.333 12; ",
		// A border without a length counts for nothing where lengths are the weights.
		"land-km": "ARM 0.962 300; RUS 0.0385 12; ",
	} {
		d, _ := Parse(definition)
		w, err := NewAtlas(g).Weigh(d, southCaucasus)
		if err != nil {
			t.Fatal(err)
		}
		at, _ := w.Place("TUR")
		if got := shows(w.Of(at)); got != want {
			t.Errorf("%s of TUR: %q, want %q", definition, got, want)
		}
		at, _ = w.Place("AZE")
		if got := w.Of(at); len(got) != 2 || got[0].Code != "ARM" {
			t.Errorf("%s of AZE: %s", definition, shows(got))
		}
		if w.Edition != 2016 {
			t.Errorf("edition %d", w.Edition)
		}
	}
}

func TestWeighErrors(t *testing.T) {
	empty := panel.NewDyads("none", panel.NewAxis(codes(2)))
	for name, test := range map[string]struct {
		definition string
		change     func(*Ground)
		want       error
	}{
		"no borders":        {"land", func(g *Ground) { g.Borders = nil }, ErrNoBorders},
		"no edition":        {"land-km", func(g *Ground) { g.Borders = empty }, ErrNoBorders},
		"no distances":      {"sea:400", func(g *Ground) { g.Distances = nil }, ErrNoDistances},
		"distances, empty":  {"knn:5", func(g *Ground) { g.Distances, g.Borders = empty, dyadsOfNobody() }, ErrNoDistances},
		"distances, no map": {"knn:5", func(g *Ground) { g.Borders = empty }, ErrNoBorders},
	} {
		t.Run(name, func(t *testing.T) {
			g := caucasus(2020)
			test.change(&g)
			d, _ := Parse(test.definition)
			if _, err := NewAtlas(g).Weigh(d, southCaucasus); !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
		})
	}
	if _, err := NewAtlas(caucasus(2020)).Weigh(Definition{}, nil); err == nil {
		t.Error("the zero definition was weighed")
	}
}

// dyadsOfNobody are borders that no state of the ground has.
func dyadsOfNobody() *panel.Dyads {
	axis := panel.NewAxis([]country.Code{"YYA", "YYB"})
	return dyads("b", axis, []side{{"YYA", "YYB", 2020, 1}})
}

// TestRowsSumToOne holds for any borders and lengths, and adjacency is mutual.
func TestRowsSumToOne(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(r, "states")
		states := codes(n)
		axis := panel.NewAxis(states)
		var list []side
		for range rapid.IntRange(0, 30).Draw(r, "borders") {
			a, b := rapid.IntRange(0, n-1).Draw(r, "a"), rapid.IntRange(0, n-1).Draw(r, "b")
			list = append(list, side{states[a], states[b], 2020, rapid.Float64Range(1, 5000).Draw(r, "km")})
		}
		for _, kind := range []Kind{Land, LandKM} {
			w, err := NewAtlas(Ground{Year: 2020, States: states, Borders: dyads("b", axis, list)}).Weigh(Definition{Kind: kind}, nil)
			if len(list) == 0 {
				if !errors.Is(err, ErrNoBorders) {
					r.Fatal(err)
				}
				continue
			}
			if err != nil {
				r.Fatal(err)
			}
			for i, row := range w.rows {
				sum := 0.0
				for _, l := range row {
					sum += l.weight
					if l.at == i {
						r.Fatalf("%d is its own neighbour", i)
					}
					if !touches(w, l.at, i) {
						r.Fatalf("%d is next to %d, and not the other way", i, l.at)
					}
				}
				if len(row) > 0 && math.Abs(sum-1) > 1e-12 {
					r.Fatalf("row %d sums to %v", i, sum)
				}
			}
		}
	})
}

// touches tells whether a state has another as its neighbour.
func touches(w *Weights, of, with int) bool {
	for _, l := range w.rows[of] {
		if l.at == with {
			return true
		}
	}
	return false
}
