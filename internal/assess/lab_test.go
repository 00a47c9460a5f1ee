// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/composite"
)

// TestTry checks that a trial with the framework's own weights is the framework,
// and that what is moved is moved.
func TestTry(t *testing.T) {
	a, _ := small(t)
	b, err := a.Bench(t.Context(), 2020)
	if err != nil {
		t.Fatal(err)
	}
	same, err := b.Try(t.Context(), nil, Uncertainty{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range same.Countries {
		if (c.Score == nil) != (c.OwnScore == nil) || c.Score != nil && (*c.Score != *c.OwnScore || *c.Moved != 0) || c.Range != nil {
			t.Errorf("%s: %+v", c.ISO3, c)
		}
	}
	other, err := b.Try(t.Context(), map[string]float64{"one": 3, "two": 1}, Uncertainty{Draws: 50, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if other.ID == same.ID || other.Draws != 50 {
		t.Errorf("ids %s and %s, %d draws", same.ID, other.ID, other.Draws)
	}
	weights := map[string]float64{}
	for _, w := range other.Weights {
		weights[w.ID] = w.Weight
	}
	if weights["one"] != 0.75 || weights["two"] != 0.25 || weights["s.a"] != 0.6 {
		t.Errorf("%v", weights)
	}
	ranged := false
	for _, c := range other.Countries {
		if c.Range != nil && c.Range.Rank.Low90 <= *c.Rank && *c.Rank <= c.Range.Rank.High90 {
			ranged = true
		}
	}
	if !ranged {
		t.Error("no state has a range around its rank")
	}
	again, err := b.Try(t.Context(), map[string]float64{"two": 1, "one": 3}, Uncertainty{Draws: 50, Seed: 1})
	if err != nil || again.ID != other.ID {
		t.Errorf("the same twice: %s and %s, %v", other.ID, again.ID, err)
	}
	if a.Framework.Tree.Root.Children[0].Weight != 0.5 {
		t.Error("a trial changes the framework")
	}
}

// TestWeights checks weights that cannot be used.
func TestWeights(t *testing.T) {
	a, _ := small(t)
	for name, weights := range map[string]map[string]float64{
		"unknown": {"moon": 1}, "the index": {"overall": 1}, "negative": {"one": -1}, "not a number": {"one": math.NaN()},
		"too large": {"one": math.Inf(1)}, "nothing left": {"one": 0, "two": 0},
	} {
		_, err := reweighed(a.Framework.Tree, weights)
		var wrong *WeightError
		if !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestReweighedProperty checks that siblings sum to 1 whatever weights are asked
// for, and keep their proportions.
func TestReweighedProperty(t *testing.T) {
	a, _ := small(t)
	rapid.Check(t, func(t *rapid.T) {
		weight := rapid.Float64Range(0, 1000)
		one, two, leaf := weight.Draw(t, "one"), weight.Draw(t, "two"), weight.Draw(t, "leaf")
		f, err := reweighed(a.Framework.Tree, map[string]float64{"one": one, "two": two, "s.a": leaf})
		if one+two == 0 {
			if err == nil {
				t.Fatal("no weight is left and no error")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		var visit func(n *composite.Node)
		visit = func(n *composite.Node) {
			sum := 0.0
			for _, c := range n.Children {
				sum += c.Weight
				visit(c)
			}
			if len(n.Children) > 0 && math.Abs(sum-1) > 1e-9 {
				t.Fatalf("below %s the weights sum to %v", n.ID, sum)
			}
		}
		visit(f.Root)
		if got, want := f.Find("one").Weight, one/(one+two); math.Abs(got-want) > 1e-12 {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}
