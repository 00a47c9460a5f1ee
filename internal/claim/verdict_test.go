// SPDX-License-Identifier: Apache-2.0

package claim

import (
	"testing"

	"pgregory.net/rapid"
)

// variants makes variants of one factor from a string: + holds, - does not.
func variants(marks string) []Variant {
	var out []Variant
	for i, c := range marks {
		out = append(out, Variant{Choices: []Choice{{"series", string(rune('a' + i))}}, Weight: 1, Holds: c == '+'})
	}
	return out
}

func TestJudge(t *testing.T) {
	for name, test := range map[string]struct {
		marks string
		want  Verdict
		share float64
	}{
		"all":             {"+++++", Supported, 1},
		"four of five":    {"++++-", Supported, 0.8},
		"three of five":   {"+++--", Mixed, 0.6},
		"headline alone":  {"+----", Mixed, 0.2},
		"none":            {"-----", Contradicted, 1},
		"one of five":     {"----+", Contradicted, 0.8},
		"headline only":   {"-++++", Mixed, 0.8},
		"nothing at hand": {"", NotCheckable, 0},
	} {
		t.Run(name, func(t *testing.T) {
			v, share := Judge(variants(test.marks))
			if v != test.want || share < test.share-1e-12 || share > test.share+1e-12 {
				t.Errorf("%s %g, want %s %g", v, share, test.want, test.share)
			}
		})
	}
}

// TestJudgeTurns checks that turning every variant round turns the verdict round.
func TestJudgeTurns(t *testing.T) {
	turned := map[Verdict]Verdict{Supported: Contradicted, Contradicted: Supported, Mixed: Mixed, NotCheckable: NotCheckable}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(t, "n")
		var list, other []Variant
		for range n {
			v := Variant{Weight: rapid.Float64Range(0.1, 2).Draw(t, "weight"), Holds: rapid.Bool().Draw(t, "holds")}
			list = append(list, v)
			v.Holds = !v.Holds
			other = append(other, v)
		}
		a, _ := Judge(list)
		b, _ := Judge(other)
		if b != turned[a] {
			t.Fatalf("%s turned is %s", a, b)
		}
	})
}

func TestFlips(t *testing.T) {
	list := []Variant{
		{[]Choice{{"series", "wdi"}, {"window", "one year"}}, 1, true},
		{[]Choice{{"series", "wdi"}, {"window", "five years"}}, 1, true},
		{[]Choice{{"series", "factbook"}, {"window", "one year"}}, 1, false},
		{[]Choice{{"series", "factbook"}, {"window", "five years"}}, 1, false},
	}
	flips := Flips(list)
	if len(flips) != 1 || flips[0] != (Choice{"series", "factbook"}) {
		t.Errorf("flips with %v", flips)
	}
	if got := Flips(nil); len(got) != 0 {
		t.Errorf("nothing flips with %v", got)
	}
}

func TestJoinAndAll(t *testing.T) {
	s, c, m, n := Supported, Contradicted, Mixed, NotCheckable
	for _, test := range []struct {
		parts     []Verdict
		join, all Verdict
	}{
		{[]Verdict{s, s}, s, s},
		{[]Verdict{s, c}, m, c},
		{[]Verdict{c, c}, c, c},
		{[]Verdict{s, n}, n, n},
		{[]Verdict{c, n}, c, c},
		{[]Verdict{m, s}, m, m},
		{[]Verdict{n, m}, m, n},
		{[]Verdict{n}, n, n},
	} {
		if got := Join(test.parts); got != test.join {
			t.Errorf("join of %v is %s, want %s", test.parts, got, test.join)
		}
		if got := All(test.parts); got != test.all {
			t.Errorf("all of %v is %s, want %s", test.parts, got, test.all)
		}
	}
	if Join(nil) != NotCheckable {
		t.Error("nothing joined is no verdict")
	}
}
