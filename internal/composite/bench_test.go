// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/qala-observatory/qala/internal/panel"
)

// wide is a framework of 8 pillars over 60 indicators and a panel of 200 cases
// and the years given, of which the share has no value.
func wide(years int, missing float64) (*Framework, *panel.Panel) {
	r := rand.New(rand.NewPCG(1, 2))
	root := &Node{ID: "index"}
	var ids []string
	for p := range 8 {
		pillar := &Node{ID: fmt.Sprint("p", p), Weight: 1.0 / 8}
		for range 7 + p/4 {
			id := fmt.Sprint("s.", len(ids))
			ids = append(ids, id)
			pillar.Children = append(pillar.Children, &Node{ID: id, Indicator: id, Direction: 1, Weight: 1 / float64(7+p/4)})
		}
		root.Children = append(root.Children, pillar)
	}
	var cases []string
	for c := range 200 {
		cases = append(cases, fmt.Sprint("C", c))
	}
	var span []int
	for t := range years {
		span = append(span, 2000+t)
	}
	p := panel.New(cases, span, ids)
	for i := range ids {
		for t := range span {
			for c := range cases {
				if r.Float64() >= missing {
					p.Set(c, t, i, panel.Cell{Value: r.ExpFloat64() + float64(t)/50})
				}
			}
		}
	}
	return &Framework{ID: "wide", Root: root}, p
}

// BenchmarkBuild fits and scores 200 cases, 60 indicators and 25 years with
// treatment. COINr 1.1.14 takes 3.7 s.
func BenchmarkBuild(b *testing.B) {
	f, p := wide(25, 0.05)
	r := Recipe{
		Treat:     Treatment{First: Winsorise, Then: LogShift},
		Normalise: Normalisation{Method: NormaliseMinMax},
	}
	b.ReportAllocs()
	for b.Loop() {
		m, _, err := Fit(f, p, r)
		if err != nil {
			b.Fatal(err)
		}
		m.Score(p)
	}
}

// BenchmarkScore applies a fitted model to the same panel.
func BenchmarkScore(b *testing.B) {
	f, p := wide(25, 0.05)
	m, _, err := Fit(f, p, Recipe{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		m.Score(p)
	}
}

// BenchmarkLatest carries values forward. COINr takes 8.2 s.
func BenchmarkLatest(b *testing.B) {
	f, p := wide(25, 0.15)
	r := Recipe{Impute: Imputation{Method: ImputeLatest}}
	w, _ := newWork(newPlan(f), p, &r)
	held := w.snapshot()
	b.ReportAllocs()
	for b.Loop() {
		for j := range held {
			copy(w.x[j], held[j])
		}
		w.overTime(&r.Impute, imputers[ImputeLatest])
	}
}

// BenchmarkCopeland ranks 200 cases by 60 indicators. COINr takes 30 s by data
// frame and 73 ms by matrix.
func BenchmarkCopeland(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	in := block{x: columns(60, 200), w: make([]float64, 60), out: make([]float64, 200), sum: make([]float64, 200)}
	for j := range in.x {
		in.w[j] = r.Float64()
		for c := range in.x[j] {
			in.x[j][c] = 100 * r.Float64()
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		copeland(&in)
	}
}
