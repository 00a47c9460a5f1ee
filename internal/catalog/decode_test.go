// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/obs"
)

// sample has a field of every type that definitions use.
type sample struct {
	Text   string              `yaml:"text"`
	Whole  int                 `yaml:"whole"`
	Number float64             `yaml:"number"`
	Maybe  *float64            `yaml:"maybe"`
	Flag   bool                `yaml:"flag"`
	Day    obs.Date            `yaml:"day"`
	Words  []string            `yaml:"words"`
	Map    map[string][]string `yaml:"map"`
	Below  *sample             `yaml:"below"`
	Step   struct {
		Method string `yaml:"method"`
		Limit  int    `yaml:"limit"`
	} `yaml:"step"`
	Hidden string `yaml:"-"`
}

func TestDecode(t *testing.T) {
	half := 0.5
	cases := []struct {
		name, text string
		want       func(*sample)
	}{
		{"text as it is written", "text: 1.10", func(s *sample) { s.Text = "1.10" }},
		{"text in quotes", `text: "a: b"`, func(s *sample) { s.Text = "a: b" }},
		{"text over lines", "text: >-\n  a\n  b\n", func(s *sample) { s.Text = "a b" }},
		{"text with its lines", "text: |\n  a\n  b\n", func(s *sample) { s.Text = "a\nb\n" }},
		{"text that looks like truth", "text: true", func(s *sample) { s.Text = "true" }},
		{"text that is no number", "text: NaN", func(s *sample) { s.Text = "NaN" }},
		{"nothing", "text:\nwhole: ~\nwords: null", func(*sample) {}},
		{"whole number", "whole: -12", func(s *sample) { s.Whole = -12 }},
		{"number that is whole", "number: 3", func(s *sample) { s.Number = 3 }},
		{"number with an exponent", "number: 1.5e3", func(s *sample) { s.Number = 1500 }},
		{"number that may be absent", "maybe: 0.5", func(s *sample) { s.Maybe = &half }},
		{"truth", "flag: true", func(s *sample) { s.Flag = true }},
		{"day", "day: 2020-02-29", func(s *sample) { s.Day = obs.Date{Year: 2020, Month: 2, Day: 29} }},
		{"day in quotes", `day: "2020-02-29"`, func(s *sample) { s.Day = obs.Date{Year: 2020, Month: 2, Day: 29} }},
		{"words in brackets", "words: [a, 1]", func(s *sample) { s.Words = []string{"a", "1"} }},
		{"words with dashes", "words:\n  - a\n  - ''\n", func(s *sample) { s.Words = []string{"a", ""} }},
		{"words with dashes at the margin", "words:\n- a\n- b\n", func(s *sample) { s.Words = []string{"a", "b"} }},
		{"no words", "words: []", func(s *sample) { s.Words = []string{} }},
		{"mapping", "map: {1: [a], b c: [d]}", func(s *sample) { s.Map = map[string][]string{"1": {"a"}, "b c": {"d"}} }},
		{"below", "below: {below: {whole: 1}}", func(s *sample) { s.Below = &sample{Below: &sample{Whole: 1}} }},
		{"a word for a method", "step: none", func(s *sample) { s.Step.Method = "none" }},
		{"a mapping for a method", "step: {method: none, limit: 2}", func(s *sample) { s.Step.Method, s.Step.Limit = "none", 2 }},
		{"braces over lines", "step: {\n  method: none,\n  limit: 2\n}", func(s *sample) { s.Step.Method, s.Step.Limit = "none", 2 }},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			var got, want sample
			tc.want(&want)
			d := parse("f", []byte(tc.text))
			d.decode(&got)
			if len(d.faults) > 0 {
				t.Fatal(Faults(d.faults))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDecodeFaults(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"list for text", "text: [a]", "1:7: text: wants text, not a list\n"},
		{"mapping for text", "text: {a: b}", "1:8: text: wants text, not a mapping\n"},
		{"fraction for a whole number", "whole: 1.5", "1:8: whole: wants a whole number, not the number 1.5\n"},
		{"quoted whole number", "whole: '1'", "1:8: whole: wants a whole number, not text (remove the quotes)\n"},
		{"truth for a number", "number: false", "1:9: number: wants a number, not false\n"},
		{"not a number", "number: .nan", "1:9: number: wants a finite number\n"},
		{"infinite", "maybe: -.inf", "1:8: maybe: wants a finite number\n"},
		{"number for truth", "flag: 1", "1:7: flag: wants true or false, not the number 1\n"},
		{"list for a day", "day: [1]", "1:6: day: wants a plain value, not a list\n"},
		{"day of another form", "day: 1.2.2020", "1:6: day: date \"1.2.2020\": want YYYY-MM-DD\n"},
		{"list for a mapping", "map: [a]", "1:6: map: wants a mapping of names to values, not a list (write name: value)\n"},
		{"text for a list in a mapping", "map: {a: b}", "1:10: map.a: wants a list, not text (begin each entry with a dash, or write [a, b])\n"},
		{"word where no method is", "below: none", "1:8: below: wants a mapping of fields to values, not text\n"},
		{"field that is not for files", "Hidden: a", "1:1: Hidden: the field is unknown (known are text, whole, number, maybe, flag, day, words, map, below, step)\n"},
		{"field with a capital", "Text: a", "1:1: Text: the field is unknown (did you mean text?)\n"},
		{"key twice in a mapping", "map:\n  a: [b]\n  c: [d]\n  a: [e]\n", "4:3: map.a: the key stands twice, first on line 2\n"},
		{
			"several at once", "whole: x\nflag: y\nwrods: [a]\n",
			"1:8: whole: wants a whole number, not text\n2:7: flag: wants true or false, not text\n" +
				"3:1: wrods: the field is unknown (did you mean words?)\n",
		},
		{"after letters of several bytes", "{text: äöü, whole: ß}", "1:20: whole: wants a whole number, not text\n"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			d := parse("f", []byte(tc.text))
			d.decode(&sample{})
			if got := faultLines(sortFaults(d.faults)); got != tc.want {
				t.Errorf("got  %swant %s", got, tc.want)
			}
		})
	}
}

// Wherever an unknown field is put into a framework, that line and column are
// named, whatever stands around it.
func TestPlaceProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := strings.Split(generatedFramework(rapid.SliceOfN(rapid.IntRange(1, 5), 1, 5).Draw(t, "sizes"), -1), "\n")
		at := rapid.IntRange(0, len(lines)-2).Draw(t, "line")
		next := lines[at]
		indent := len(next) - len(strings.TrimLeft(next, " "))
		if strings.HasPrefix(next[indent:], "- ") {
			// Before an entry of a list there is no place for a field.
			t.Skip()
		}
		field := strings.Repeat(" ", indent) + "surplus: 1"
		comment := rapid.SampledFrom([]string{"", "# a: [b\n", "\n\n"}).Draw(t, "before")
		edited := append(append(append([]string{}, lines[:at]...), comment+field), lines[at:]...)
		text := strings.Join(edited, "\n")
		_, faults := ParseFramework("f.yaml", []byte(text), nil)
		line := at + 1 + strings.Count(comment, "\n")
		if len(faults) != 1 || faults[0].Line != line || faults[0].Column != indent+1 || !strings.HasSuffix(faults[0].Field, "surplus") {
			t.Fatalf("want one fault at %d:%d, have %v\n%s", line, indent+1, Faults(faults), text)
		}
	})
}

func TestFieldName(t *testing.T) {
	for want, path := range map[string][]any{
		"": {}, "a": {"a"}, "a.b[2].c": {"a", "b", 2, "c"}, "[0].op": {0, "op"}, "a[1][2]": {"a", 1, 2},
	} {
		if got := fieldName(path); got != want {
			t.Errorf("%v: %q, want %q", path, got, want)
		}
	}
}

// A fault says file, place, field, message and hint, as far as they are known.
func TestFaultString(t *testing.T) {
	f := Fault{File: "f.yaml", Line: 2, Column: 3, Field: "a", Message: "is wrong", Hint: "right it"}
	if got := fmt.Sprint(f); got != "f.yaml:2:3: a: is wrong (right it)" {
		t.Error(got)
	}
	if got := fmt.Sprint(Fault{File: "f.yaml", Message: "is empty"}); got != "f.yaml: is empty" {
		t.Error(got)
	}
}
