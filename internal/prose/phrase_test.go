// SPDX-License-Identifier: Apache-2.0

package prose

import "testing"

func items(text string, stems Stems) []Item {
	out := []Item{}
	for i, t := range Tokens(text, stems) {
		item := Item{Stem: t.Stem, First: i, Last: i}
		if t.Kind == Number {
			item.Slot = "number"
		}
		out = append(out, item)
	}
	return out
}

func TestPhrases(t *testing.T) {
	stems := NewStems(map[string]string{"rose": "rise", "defense": "defence"})
	for name, test := range map[string]struct {
		phrase, text string
		want         bool
	}{
		"plain":         {"military spending", "Its military spending grew.", true},
		"inflection":    {"rise", "Prices rose.", true},
		"variant":       {"defence budget", "the defense budgets of the two", true},
		"alternative":   {"carbon|CO2 emissions", "CO2 emissions fell", true},
		"optional":      {"share of the? world", "share of world trade", true},
		"slot":          {"more than {number}", "more than 5 million", true},
		"gap":           {"members of … were women", "members of the lower house were women", true},
		"gap too wide":  {"members … women", "members of a house that is very large were women", false},
		"hyphen":        {"liberal-democratic", "more liberal democratic than", true},
		"possessive":    {"economy", "the economy's size", true},
		"other word":    {"election", "an electoral college", false},
		"slot not word": {"more than {number}", "more than ever", false},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := ParsePhrase(test.phrase, stems)
			if err != nil {
				t.Fatal(err)
			}
			var b Phrasebook
			b.Add(p, 7)
			if found := b.Find(items(test.text, stems)); (len(found) > 0) != test.want {
				t.Errorf("found %v, want %v", found, test.want)
			}
		})
	}
}

func TestPhrasesRefused(t *testing.T) {
	for _, text := range []string{"", "a?", "… a", "a …", "{number", "{}", "a||b", "x{y}"} {
		if _, err := ParsePhrase(text, Stems{}); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
