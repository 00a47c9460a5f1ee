// SPDX-License-Identifier: Apache-2.0

package lexicon_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/qala-observatory/qala/internal/lexicon"
)

// sound is a concept with nothing wrong with it.
const sound = `- id: rate
  pillar: general
  names: [rate]
  unit: percent
  measures: [{indicator: x.rate, role: direct, polarity: "+", why: it}]
`

// folder makes a folder of files by name.
func folder(files ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		out[files[i]+".yaml"] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return out
}

// world knows one indicator, source, country and set.
var world = lexicon.Known{
	Indicator: func(id string) (bool, bool) { return false, id == "x.rate" },
	Source:    func(id string) bool { return id == "src" },
	Country:   func(code string) bool { return code == "AAA" },
	Set:       func(id string) bool { return id == "set" },
}

// TestLint plants one fault in a sound lexicon at a time and checks that it alone is
// reported, with file and line.
func TestLint(t *testing.T) {
	swap := func(old, with string) string {
		return "field: economy\nconcepts:\n" + strings.Replace(sound, old, with, 1)
	}
	more := func(text string) string { return "field: economy\nconcepts:\n" + sound + text }
	for name, x := range map[string]struct {
		files []string
		want  string
	}{
		"nothing":           {[]string{"a", more("")}, ""},
		"an id in capitals": {[]string{"a", swap("id: rate", "id: Rate")}, "a.yaml:3: Rate: the id is not small letters"},
		"an id twice":       {[]string{"a", more(strings.ReplaceAll(sound, "[rate]", "[quota]"))}, "a.yaml:8: rate: the id stands twice"},
		"a pillar":          {[]string{"a", swap("general", "sky")}, `pillar is "sky"`},
		"a unit":            {[]string{"a", swap("unit: percent", "unit: heaps")}, `unit is "heaps"`},
		"good of what":      {[]string{"a", swap("unit:", "good: best\n  unit:")}, `good is "best"`},
		"no phrase":         {[]string{"a", swap("[rate]", "[]")}, "no phrase names it"},
		"no measure":        {[]string{"a", swap(`measures: [{indicator: x.rate, role: direct, polarity: "+", why: it}]`, "measures: []")}, "has no measure"},
		"nothing missing":   {[]string{"a", swap(`measures: [{indicator: x.rate, role: direct, polarity: "+", why: it}]`, "missing: {importer: src}")}, "has no measure"},
		"an empty group":    {[]string{"a", swap("unit:", "together: [[a], []]\n  unit:")}, "a group of together is empty"},
		"a bad phrase":      {[]string{"a", swap("[rate]", "['a||b']")}, `phrase "a||b"`},
		"a phrase twice":    {[]string{"a", more(strings.Replace(sound, "id: rate", "id: ratio", 1))}, `ratio: the phrase "rate" is also rate's`},
		"a phrase as another's adjective": {
			[]string{"a", more(strings.Replace(strings.Replace(sound, "id: rate", "id: ratio", 1), "names: [rate]", "names: [ratio]\n  more: [rates]", 1))},
			`ratio: the phrase "rates" is also rate's`,
		},
		"a role":                  {[]string{"a", swap("direct", "rough")}, `x.rate: role is "rough"`},
		"a polarity":              {[]string{"a", swap(`"+"`, `"±"`)}, `x.rate: polarity is "±"`},
		"a transform":             {[]string{"a", swap("why: it", "why: it, transform: magic")}, `transform "magic" is unknown`},
		"no why":                  {[]string{"a", swap("why: it", "why: ' '")}, "x.rate: says no why"},
		"an indicator":            {[]string{"a", swap("x.rate", "x.none")}, "there is no indicator x.none"},
		"a change":                {[]string{"a", swap("unit:", "change: none\n  unit:")}, "there is no concept none"},
		"a rival":                 {[]string{"a", swap("unit:", "rivals: [rate, none]\n  unit:")}, "there is no concept none"},
		"an importer":             {[]string{"a", swap("unit:", "missing: {data: x, importer: none}\n  unit:")}, "there is no source none"},
		"a rule without phrases":  {[]string{"a", more(""), "gate", "gates:\n- {as: norm, phrases: []}\n"}, "gate.yaml:2: a rule wants as and phrases"},
		"a rule's phrase":         {[]string{"a", more(""), "time", "times:\n- {as: now, phrases: ['a||b']}\n"}, `time.yaml:2: now: phrase "a||b"`},
		"a unit without a factor": {[]string{"a", more(""), "units", "units:\n- {unit: joule, dimension: energy, factor: 0, names: [joule]}\n"}, "units.yaml:2: joule: wants a unit"},
		"a place without states":  {[]string{"a", more(""), "places", "places:\n- {name: Here}\n"}, "places.yaml:2: Here: wants a name and countries"},
		"a place of no country":   {[]string{"a", more(""), "places", "places:\n- {name: Here, countries: [AAA, ZZZ]}\n"}, "places.yaml:2: Here: there is no country ZZZ"},
		"a place of no set":       {[]string{"a", more(""), "places", "places:\n- {name: Here, set: none}\n"}, "places.yaml:2: Here: there is no set none"},
		"a place in a set":        {[]string{"a", more(""), "places", "places:\n- {name: Here, set: set}\n- {name: There, kind: none}\n"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := lexicon.Load(folder(x.files...))
			if err != nil {
				t.Fatal(err)
			}
			err = l.Lint(world)
			switch {
			case x.want == "" && err != nil:
				t.Errorf("a fault in what is sound: %v", err)
			case x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)):
				t.Errorf("%v; want %q", err, x.want)
			case x.want != "" && strings.Contains(err.Error(), "\n"):
				t.Errorf("more than one fault: %v", err)
			}
			if f := new(lexicon.Fault); x.want != "" && !errors.As(err, &f) {
				t.Errorf("%v is no fault with a place", err)
			}
			if x.want != "" && strings.Contains(x.want, "there is no i") {
				if err := l.Lint(lexicon.Known{}); err != nil {
					t.Errorf("asked although nothing is known: %v", err)
				}
			}
		})
	}
}

// TestLoadRefused checks that broken files are faults with their place, and that the
// sound file beside them is read all the same.
func TestLoadRefused(t *testing.T) {
	for name, x := range map[string]struct{ text, want string }{
		"no YAML":             {"a: [", "b.yaml:1"},
		"a list":              {"- a\n", "wants a mapping"},
		"two documents":       {"a: 1\n---\nb: 2\n", "wants one YAML document"},
		"nothing":             {"", "wants one YAML document"},
		"an anchor":           {"field: &f economy\nconcepts: []\n", "b.yaml:1: tags, anchors"},
		"an unknown field":    {"field: economy\nconcepts:\n- {id: a, colour: red}\n", "b.yaml:3"},
		"a field of no field": {"field: nowhere\nconcepts: []\n", "nowhere"},
		"too large":           {"# " + strings.Repeat("x", 1<<20), "larger than 1 MB"},
	} {
		l, err := lexicon.Load(folder("a", "field: economy\nconcepts:\n"+sound, "b", x.text))
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v; want %q", name, err, x.want)
		}
		if _, ok := l.Concept("rate"); !ok {
			t.Errorf("%s: the sound file is not read", name)
		}
	}
	if _, err := lexicon.Load(folder()); err == nil {
		t.Error("an empty folder is taken")
	}
}

// TestConcepts finds concepts by id, whatever file they stand in, and reads polarity.
func TestConcepts(t *testing.T) {
	other := "field: health\nconcepts:\n" + strings.NewReplacer("id: rate", "id: age", "[rate]", "[age]", `"+"`, `"-"`).Replace(sound)
	l, err := lexicon.Load(folder("b", "field: economy\nconcepts:\n"+sound, "a", other))
	if err != nil {
		t.Fatal(err)
	}
	age, ok := l.Concept("age")
	if !ok || age.Measures[0].Positive() || age.File != "a.yaml" || age.Field != "health" {
		t.Errorf("%+v", age)
	}
	rate, ok := l.Concept("rate")
	if !ok || !rate.Measures[0].Positive() || rate.Line != 3 {
		t.Errorf("%+v", rate)
	}
	if _, ok := l.Concept("none"); ok {
		t.Error("there is no such concept")
	}
}
