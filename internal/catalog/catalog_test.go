// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/obs"
)

func TestLookups(t *testing.T) {
	c := goodCatalog(t)
	e, ok := c.Indicator("alpha.growth")
	if !ok || e.Source.ID != "alpha" || e.Series.Column != "g" || e.Kind != obs.Administrative || e.Derivation != nil {
		t.Errorf("published %+v", e)
	}
	e, ok = c.Indicator("qala.growth_far")
	if !ok || e.Derivation.Target != 2 || e.Source != nil || e.Why == "" {
		t.Errorf("derived %+v", e)
	}
	if _, ok := c.Derived("alpha.growth"); ok {
		t.Error("a published indicator is derived")
	}
	if _, ok := c.Indicator("alpha.nothing"); ok {
		t.Error("an unknown indicator is there")
	}
	if got := len(c.Indicators()); got != 8 {
		t.Errorf("%d indicators", got)
	}
	if got := len(c.Sources()); got != 3 {
		t.Errorf("%d sources", got)
	}
	if got := len(c.Frameworks()); got != 1 {
		t.Errorf("%d frameworks", got)
	}
}

func TestSuggestions(t *testing.T) {
	c := goodCatalog(t)
	cases := []struct {
		text string
		want []string
	}{
		{"alpha.grwth", []string{"alpha.growth"}},
		{"ALPHA.GROWTH", []string{"alpha.growth"}},
		{"growth", []string{"alpha.growth"}},
		{"power", []string{"own-copy.power"}},
		{"qala.growth", []string{"alpha.growth", "qala.growth_far", "qala.growth_mean5"}},
		{"nothing like it at all", nil},
		{"", nil},
		{strings.Repeat("x", 10_000), nil},
	}
	for _, tc := range cases {
		if diff := cmp.Diff(tc.want, c.Suggest(tc.text)); diff != "" {
			t.Errorf("%.20s (-want +got):\n%s", tc.text, diff)
		}
	}
	if got := c.SuggestSource("alhpa"); len(got) != 1 || got[0] != "alpha" {
		t.Errorf("sources %v", got)
	}
	if got := c.SuggestFramework("smal"); len(got) != 1 || got[0] != "small" {
		t.Errorf("frameworks %v", got)
	}
}

func TestNeeds(t *testing.T) {
	got := goodCatalog(t).Needs("qala.growth_far", "qala.largest_group", "alpha.trust", "unknown.x")
	if diff := cmp.Diff([]string{"alpha.groups", "alpha.growth", "alpha.trust"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestUses(t *testing.T) {
	c := goodCatalog(t)
	u := c.Uses("qala.growth_mean5")
	if len(u) != 1 || u[0].Framework != "small" || u[0].Share < 0.42-1e-12 || u[0].Share > 0.42+1e-12 || u[0].Path[0] != "Economy" {
		t.Errorf("scored: %+v", u)
	}
	if u = c.Uses("qala.largest_group"); len(u) != 1 || u[0].Leaf != nil || u[0].Path[0] != "Society" {
		t.Errorf("shown: %+v", u)
	}
}

// published knows the good folder's series without their definitions.
func published(id string) (obs.Indicator, bool) {
	switch id {
	case "alpha.growth", "alpha.trust":
		return obs.Indicator{ID: id, Name: "N", Unit: "u"}, true
	case "alpha.groups":
		return obs.Indicator{ID: id, Name: "N", Unit: "u", Dyadic: true}, true
	}
	return obs.Indicator{}, false
}

func TestLoadFramework(t *testing.T) {
	data := os.DirFS("testdata/good")
	c, err := LoadFramework(data, "small", published)
	if err != nil {
		t.Fatal(err)
	}
	whole, _ := goodCatalog(t).Framework("small")
	lean, _ := c.Framework("small")
	if diff := cmp.Diff(whole, lean); diff != "" {
		t.Errorf("framework (-whole +lean):\n%s", diff)
	}
	if e, ok := c.Indicator("alpha.trust"); !ok || e.Name != "N" {
		t.Errorf("indicator %+v", e)
	}
	if _, err := LoadFramework(data, "smaller", published); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	_, err = LoadFramework(data, "small", func(string) (obs.Indicator, bool) { return obs.Indicator{}, false })
	var faults Faults
	if !errors.As(err, &faults) || len(faults) != 3 {
		t.Errorf("error %v", err)
	}
}

// A folder that cannot be read is a fault with its name, not silence.
func TestUnreadable(t *testing.T) {
	faults := Lint(broken{}, Known{})
	if len(faults) != 3 || faults[0].File != "derived" || faults[0].Message != "disk on fire" {
		t.Errorf("faults %v", faults)
	}
	if faults := Lint(fstest.MapFS{}, Known{}); len(faults) != 0 {
		t.Errorf("an empty folder: %v", faults)
	}
}

// broken is a file system that fails.
type broken struct{}

func (broken) Open(string) (fs.File, error) { return nil, errors.New("disk on fire") }

// The order in which files are read, and by how many workers, changes nothing.
func TestLintIsDeterministic(t *testing.T) {
	want := Faults(Lint(os.DirFS("testdata/bad"), Known{})).Error()
	for range 20 {
		if got := Faults(Lint(os.DirFS("testdata/bad"), Known{})).Error(); got != want {
			t.Fatal(cmp.Diff(want, got))
		}
	}
}

func TestDistanceProperty(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abc.")), 0, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := word.Draw(t, "a"), word.Draw(t, "b"), word.Draw(t, "c")
		const far = 100
		ab, ba := distance(a, b, far), distance(b, a, far)
		if ab != ba {
			t.Fatalf("distance of %q and %q is %d one way and %d the other", a, b, ab, ba)
		}
		if (ab == 0) != (a == b) {
			t.Fatalf("distance of %q and %q is %d", a, b, ab)
		}
		if most := max(len(a), len(b)); ab > most || ab < most-min(len(a), len(b)) {
			t.Fatalf("distance of %q and %q is %d", a, b, ab)
		}
		if with := distance(a+"x"+c, a+c, far); with != 1 {
			t.Fatalf("one letter more is %d letters more", with)
		}
		if len(a) > 0 && nearest(a, []string{b, a, c})[0] != a {
			t.Fatalf("the word itself is not the nearest")
		}
	})
}
