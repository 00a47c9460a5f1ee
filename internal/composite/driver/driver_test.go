// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// leaf is an indicator that is scored as it is.
func leaf(id string, weight float64) *composite.Node {
	return &composite.Node{
		ID: id, Indicator: id, Direction: obs.HigherIsBetter, Weight: weight,
		Goalposts: &composite.Goalposts{Low: 0, High: 100},
	}
}

// group is a node over others.
func group(id string, weight float64, how composite.AggregateMethod, kids ...*composite.Node) *composite.Node {
	return &composite.Node{ID: id, Weight: weight, Aggregate: composite.Aggregation{Method: how}, Children: kids}
}

// small is a geometric index of an arithmetic and a harmonic pillar and a leaf.
func small() *composite.Framework {
	return &composite.Framework{ID: "f", Root: group("f", 1, composite.Geometric,
		group("soft", 0.5, composite.Arithmetic, leaf("a", 0.5), leaf("b", 0.3), leaf("c", 0.2)),
		group("hard", 0.3, composite.Harmonic, leaf("d", 0.6), leaf("e", 0.4)),
		leaf("g", 0.2))}
}

// missing stands for a value that is not there.
const missing = -1

// scored scores one case a row; values are in the order of the leaves.
func scored(t interface{ Fatal(...any) }, f *composite.Framework, rows ...[]float64) (*composite.Model, *composite.Scores) {
	var cases, columns []string
	for i := range rows {
		cases = append(cases, string(rune('A'+i)))
	}
	for _, n := range f.Leaves() {
		columns = append(columns, n.ID)
	}
	p := panel.New(cases, []int{2020}, columns)
	for c, row := range rows {
		for i, v := range row {
			cell := panel.Cell{Value: v}
			if v == missing {
				cell = panel.Cell{Missing: obs.NotCollected}
			}
			p.Set(c, 0, i, cell)
		}
	}
	m, _, err := composite.Fit(f, p, composite.Recipe{Normalise: composite.Normalisation{Method: composite.NormaliseGoalposts}})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := m.Score(p)
	return m, s
}

// between decomposes the difference of the first two cases.
func between(t interface{ Fatal(...any) }, o Options, f *composite.Framework, rows ...[]float64) *Decomposition {
	m, s := scored(t, f, rows...)
	d, err := Between(m, At(s, 0, 0), At(s, 1, 0), o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// points are the effects by id.
func points(e *Effect) map[string]float64 {
	out := map[string]float64{e.Node.ID: e.Points}
	for _, part := range e.Parts {
		for id, v := range points(part) {
			out[id] = v
		}
	}
	return out
}

func TestAdditiveTreeGivesWeightTimesDifference(t *testing.T) {
	f := &composite.Framework{ID: "f", Root: group("f", 1, composite.Arithmetic,
		group("p", 0.5, composite.Arithmetic, leaf("a", 0.75), leaf("b", 0.25)), leaf("c", 0.5))}
	got := points(between(t, Options{}, f, []float64{10, 50, 30}, []float64{50, 10, 30}).Root)
	for id, want := range map[string]float64{"f": 10, "p": 10, "a": 15, "b": -5, "c": 0} {
		if math.Abs(got[id]-want) > 1e-12 {
			t.Errorf("%s: %v, want %v", id, got[id], want)
		}
	}
}

// byOrders is the definition: the mean over every order of the tree, worked out
// on the formulas of the small framework.
func byOrders(from, to []float64) map[string]float64 {
	index := func(x []float64) float64 {
		soft := 0.5*x[0] + 0.3*x[1] + 0.2*x[2]
		hard := 1 / (0.6/x[3] + 0.4/x[4])
		return math.Exp(0.5*math.Log(soft) + 0.3*math.Log(hard) + 0.2*math.Log(x[5]))
	}
	names := []string{"a", "b", "c", "d", "e", "g"}
	soft := [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}
	hard := [][]int{{3, 4}, {4, 3}}
	out, orders := map[string]float64{}, 0.0
	for _, s := range soft {
		for _, h := range hard {
			g := []int{5}
			for _, blocks := range [][][]int{{s, h, g}, {s, g, h}, {h, s, g}, {h, g, s}, {g, s, h}, {g, h, s}} {
				x := append([]float64{}, from...)
				orders++
				for _, block := range blocks {
					for _, i := range block {
						before := index(x)
						x[i] = to[i]
						out[names[i]] += index(x) - before
					}
				}
			}
		}
	}
	for name := range out {
		out[name] /= orders
	}
	return out
}

func TestExactEqualsTheMeanOverAllOrders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Float64Range(1, 99)
		from := rapid.SliceOfN(value, 6, 6).Draw(t, "from")
		to := rapid.SliceOfN(value, 6, 6).Draw(t, "to")
		got := points(between(t, Options{}, small(), from, to).Root)
		for id, want := range byOrders(from, to) {
			if math.Abs(got[id]-want) > 1e-9 {
				t.Fatalf("%s: %v, want %v", id, got[id], want)
			}
		}
	})
}

// sums checks that parts sum to their node.
func sums(t *rapid.T, e *Effect, slack float64) {
	if len(e.Parts) == 0 {
		return
	}
	total := 0.0
	for _, part := range e.Parts {
		total += part.Points
		sums(t, part, slack)
	}
	if math.Abs(total-e.Points) > slack {
		t.Fatalf("parts of %s sum to %v, not %v", e.Node.ID, total, e.Points)
	}
}

func TestPartsSumAndSwapWithGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.OneOf(rapid.Float64Range(1, 99), rapid.Just(float64(missing)))
		from := rapid.SliceOfN(value, 6, 6).Draw(t, "from")
		to := rapid.SliceOfN(value, 6, 6).Draw(t, "to")
		m, s := scored(t, small(), from, to)
		a, b := At(s, 0, 0), At(s, 1, 0)
		there, err := Between(m, a, b, Options{})
		if !a[0].OK() || !b[0].OK() {
			if !errors.Is(err, ErrNotScored) {
				t.Fatalf("got %v", err)
			}
			return
		}
		if errors.Is(err, errUndefined) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		sums(t, there.Root, 1e-9)
		back, err := Between(m, b, a, Options{})
		if err != nil {
			t.Fatal(err)
		}
		reverse := points(back.Root)
		for id, v := range points(there.Root) {
			if math.Abs(v+reverse[id]) > 1e-9 {
				t.Fatalf("%s: %v there and %v back", id, v, reverse[id])
			}
		}
	})
}

func TestBranchThatIsNotScoredIsNotOpened(t *testing.T) {
	d := between(t, Options{}, small(), []float64{40, 50, 60, missing, missing, 30}, []float64{40, 50, 60, 20, 20, 30})
	for _, part := range d.Root.Parts {
		switch part.Node.ID {
		case "hard":
			if len(part.Parts) != 0 || math.Abs(part.Points-d.Root.Points) > 1e-12 || part.Points >= 0 {
				t.Errorf("hard: %+v of %v", part, d.Root.Points)
			}
		default:
			if part.Points != 0 {
				t.Errorf("%s did not change and has %v points", part.Node.ID, part.Points)
			}
		}
	}
}

func TestSampledOrdersAgreeWithAll(t *testing.T) {
	from, to := []float64{10, 80, 30, 20, 60, 15}, []float64{70, 20, 90, 55, 25, 60}
	exact := points(between(t, Options{}, small(), from, to).Root)
	d := between(t, Options{Most: 1, Orders: 4000, Seed: 7}, small(), from, to)
	if d.Exact || d.Orders != 4000 {
		t.Fatalf("%+v", d)
	}
	var check func(e *Effect)
	check = func(e *Effect) {
		if math.Abs(e.Points-exact[e.Node.ID]) > 5*e.SE+1e-9 {
			t.Errorf("%s: %v ± %v, exactly %v", e.Node.ID, e.Points, e.SE, exact[e.Node.ID])
		}
		for _, part := range e.Parts {
			check(part)
		}
	}
	check(d.Root)
	again := points(between(t, Options{Most: 1, Orders: 4000, Seed: 7}, small(), from, to).Root)
	for id, v := range points(d.Root) {
		if again[id] != v {
			t.Errorf("%s: %v, then %v with the same seed", id, v, again[id])
		}
	}
}

func TestMedianIsTheMiddleOfEveryIndicator(t *testing.T) {
	m, s := scored(t, small(),
		[]float64{10, 10, 10, 10, 10, 10}, []float64{20, 30, 40, 50, 60, missing}, []float64{90, 80, 70, 60, 50, 40})
	got, err := Median(m, s, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"a": 20, "b": 30, "c": 40, "d": 50, "e": 50, "g": 25, "soft": 27, "hard": 50}
	for n, node := range s.Nodes {
		if w, ok := want[node.ID]; ok && math.Abs(got[n].Score-w) > 1e-12 {
			t.Errorf("%s: %v, want %v", node.ID, got[n].Score, w)
		}
	}
}

func TestRefusals(t *testing.T) {
	relative := &composite.Framework{ID: "f", Root: group("f", 1, composite.Copeland, leaf("a", 0.5), leaf("b", 0.5))}
	m, s := scored(t, relative, []float64{1, 2}, []float64{2, 1}, []float64{3, 3})
	if _, err := Between(m, At(s, 0, 0), At(s, 1, 0), Options{}); err == nil || !strings.Contains(err.Error(), "compares cases") {
		t.Errorf("got %v", err)
	}
	if _, err := Median(m, s, 0); err == nil {
		t.Error("a median of a method that compares cases")
	}
}

func TestScoresOfOtherWeightsAreRefused(t *testing.T) {
	m, s := scored(t, small(), []float64{10, 20, 30, 40, 50, 60}, []float64{60, 50, 40, 30, 20, 10})
	other, err := m.With(map[string]float64{"a": 0.9}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Between(other, At(s, 0, 0), At(s, 1, 0), Options{}); err == nil || !strings.Contains(err.Error(), "soft was scored") {
		t.Errorf("got %v", err)
	}
}

// BenchmarkBetween decomposes four geometric pillars of four groups of four.
func BenchmarkBetween(b *testing.B) {
	var pillars []*composite.Node
	for p := range 4 {
		var groups []*composite.Node
		for g := range 4 {
			var leaves []*composite.Node
			for l := range 4 {
				leaves = append(leaves, leaf(string(rune('a'+p))+string(rune('a'+g))+string(rune('a'+l)), 0.25))
			}
			groups = append(groups, group(string(rune('a'+p))+string(rune('a'+g)), 0.25, composite.Arithmetic, leaves...))
		}
		pillars = append(pillars, group(string(rune('a'+p)), 0.25, composite.Arithmetic, groups...))
	}
	f := &composite.Framework{ID: "f", Root: group("f", 1, composite.Geometric, pillars...)}
	from, to := make([]float64, 64), make([]float64, 64)
	for i := range from {
		from[i], to[i] = float64(20+i), float64(90-i)
	}
	m, s := scored(b, f, from, to)
	x, y := At(s, 0, 0), At(s, 1, 0)
	for b.Loop() {
		if d, err := Between(m, x, y, Options{}); err != nil || !d.Exact {
			b.Fatal(err)
		}
	}
}
