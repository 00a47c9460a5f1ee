// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/stat"
)

func TestFlagsNameOnlyWhatLiesOutside(t *testing.T) {
	m, p := example(t)
	s, _ := m.Score(p)
	for _, tt := range []struct {
		name   string
		limits Limits
		want   []string
	}{
		{"opposites", Limits{-0.9, 0.9}, []string{"x-y"}},
		{"weaker ones too", Limits{-0.49, 0.49}, []string{"x-y", "x-z", "y-z"}},
		{"nothing", Limits{math.Inf(-1), math.Inf(1)}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range CorrelationFlags(s, []int{0}, stat.Spearman, tt.limits) {
				got = append(got, f.A+"-"+f.B)
				if f.Group != "f" {
					t.Errorf("group %q", f.Group)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSizeCorrelationsSkipHoles(t *testing.T) {
	_, p := example(t)
	p.Set(2, 0, 2, panel.Cell{Missing: obs.NotCollected})
	got := SizeCorrelations(p, []string{"x", "absent"}, []string{"y", "z", "absent"}, Limits{-0.9, 0.9})
	want := []Pair{{A: "x", B: "y", R: -1, N: 3, P: 0, HasP: true}, {A: "x", B: "z", R: -1, N: 2}}
	// Two values an ulp from a line have a p-value near the root of that.
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-7 })
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Error(diff)
	}
}

func TestPresence(t *testing.T) {
	m, p := example(t)
	p.Set(0, 0, 0, panel.Cell{Missing: obs.NotCollected})
	p.Set(0, 0, 1, panel.Cell{Value: 0})
	for i := range 3 {
		p.Set(2, 0, i, panel.Cell{Missing: obs.NotCollected})
	}
	got := Present(m.Framework, m.Trace(p), Place{Step: composite.StepRaw})
	if diff := cmp.Diff([]Presence{{Node: "f", Of: 3, Missing: 1, Zero: 1}}, got); diff != "" {
		t.Fatal(diff)
	}
	if share, ok := got[0].NonZero(); got[0].Available() != 2.0/3 || share != 0.5 || !ok {
		t.Errorf("shares %v and %v", got[0].Available(), share)
	}
	if share, ok := Present(m.Framework, m.Trace(p), Place{Step: composite.StepRaw, Case: 2})[0].NonZero(); ok {
		t.Errorf("of nothing, %v is not 0", share)
	}
}
