// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// drawn is a source with random observations and what was made of them.
type drawn struct {
	source Source
	rows   []obs.Observation
}

// draw draws a source. Vintaged and other releases may be mixed.
func draw(t *rapid.T) drawn {
	var d drawn
	d.source = Source{ID: "s", MaxRejected: 1, Indicators: []obs.Indicator{
		{ID: "s.plain"}, {ID: "s.plain2"}, {ID: "s.dyadic", Dyadic: true},
	}}
	for i := range rapid.IntRange(1, 3).Draw(t, "releases") {
		release := fmt.Sprintf("r%d", i)
		d.source.Origins = append(d.source.Origins, obs.Origin{
			Source: "s", Release: release, Vintaged: rapid.Bool().Draw(t, "vintaged"),
			Published: obs.Date{Year: rapid.IntRange(2010, 2014).Draw(t, "published"), Month: 6, Day: 15},
		})
		d.source.Files = append(d.source.Files, RawFile{Path: release + ".csv", Release: release})
	}
	for row := range rapid.IntRange(0, 120).Draw(t, "rows") {
		d.rows = append(d.rows, drawRow(t, &d.source, row+2))
	}
	d.source.Read = func(_ context.Context, files []RawFile, in *Intake) error {
		for i := range d.rows {
			for _, f := range files {
				if f.Path == d.rows[i].Ref.File {
					d.rows[i].Ref.SHA256 = f.SHA256
				}
			}
		}
		return feed(in, d.rows)
	}
	return d
}

// drawRow draws one observation.
func drawRow(t *rapid.T, s *Source, row int) obs.Observation {
	release := rapid.IntRange(0, len(s.Origins)-1).Draw(t, "release")
	o := obs.Observation{
		Indicator: rapid.SampledFrom(s.Indicators).Draw(t, "indicator").ID,
		Country:   rapid.SampledFrom([]country.Code{"AAA", "BBB", "CCC"}).Draw(t, "country"),
		Period:    obs.Period{Year: rapid.IntRange(2009, 2014).Draw(t, "year")},
		Value:     rapid.Float64Range(-1e12, 1e12).Draw(t, "value"),
		Flags:     obs.Flags(rapid.Uint8().Draw(t, "flags")),
		Release:   s.Origins[release].Release,
		Ref:       obs.Ref{File: s.Files[release].Path, Row: row, Rows: rapid.IntRange(0, 3).Draw(t, "combined")},
	}
	if rapid.IntRange(0, 4).Draw(t, "monthly") == 0 {
		o.Period.Month = rapid.IntRange(1, 12).Draw(t, "month")
	}
	if o.Indicator == "s.dyadic" {
		o.Counterpart = rapid.SampledFrom([]string{"AAA", "Kurds", "ZZZ"}).Draw(t, "counterpart")
	}
	if rapid.Bool().Draw(t, "interval") {
		o.Spread = obs.Spread{HasInterval: true, Low: rapid.Float64Range(-9, 9).Draw(t, "low"), High: 10}
	}
	if rapid.Bool().Draw(t, "error") {
		o.Spread.HasSE, o.Spread.SE = true, rapid.Float64Range(0, 9).Draw(t, "se")
	}
	o.Ref.Entity = rapid.SampledFrom([]string{"", "Türkiye", "A"}).Draw(t, "entity")
	o.Ref.Place = rapid.SampledFrom([]string{"", "a.json#/x", "a.json#/xy"}).Draw(t, "place")
	o.Ref.Text = rapid.SampledFrom([]string{"", "0", plainText(o.Value), "about " + plainText(o.Value)}).Draw(t, "text")
	return o
}

// kept are the observations that a snapshot holds: of repeated keys the first.
func (d drawn) kept() []obs.Observation {
	var list []obs.Observation
	seen := map[string]bool{}
	for _, o := range d.rows {
		if key := cellOf(o) + o.Release; !seen[key] {
			seen[key] = true
			list = append(list, o)
		}
	}
	return list
}

// cellOf names what the value is about.
func cellOf(o obs.Observation) string {
	return fmt.Sprint(o.Indicator, o.Country, o.Counterpart, o.Period, "|")
}

// newest is the specification of vintages, written another way than the code: of
// each cell the observation that wins.
func (d drawn) newest(asOf obs.Date) map[string]obs.Observation {
	best := map[string]obs.Observation{}
	rank := map[string]string{}
	standIn := d.firstVintage(asOf)
	for _, o := range d.kept() {
		var origin obs.Origin
		for _, origin = range d.source.Origins {
			if origin.Release == o.Release {
				break
			}
		}
		known := asOf.IsZero() || origin.Published.String() <= asOf.String()
		if !known && (origin.Vintaged && origin.Release != standIn || endOf(o.Period) > asOf.String()) {
			continue
		}
		r := fmt.Sprint(known, origin.Published, origin.Release)
		if !known {
			r = fmt.Sprint(" ", r)
		}
		if r > rank[cellOf(o)] {
			rank[cellOf(o)], best[cellOf(o)] = r, o
		}
	}
	return best
}

// firstVintage is the earliest vintage where none was published by the day, the
// release that stands in; otherwise nothing.
func (d drawn) firstVintage(day obs.Date) string {
	var vintages []string
	for _, o := range d.source.Origins {
		if o.Vintaged {
			vintages = append(vintages, o.Published.String()+" "+o.Release)
		}
	}
	slices.Sort(vintages)
	if day.IsZero() || len(vintages) == 0 || vintages[0][:len("2010-06-15")] <= day.String() {
		return ""
	}
	return vintages[0][len("2010-06-15 "):]
}

// endOf is the last day of a period, as far as the dates of the test go.
func endOf(p obs.Period) string {
	if p.Month == 0 {
		p.Month = 12
	}
	last := []string{"", "31", "28", "31", "30", "31", "30", "31", "31", "30", "31", "30", "31"}[p.Month]
	return fmt.Sprintf("%04d-%02d-%s", p.Year, p.Month, last)
}

// TestModel writes random sources and reads them back in every way; the answer
// must be that of a plain map.
func TestModel(t *testing.T) {
	base := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		d := draw(t)
		asOf := obs.Date{}
		if rapid.Bool().Draw(t, "as of") {
			asOf = obs.Date{Year: rapid.IntRange(2009, 2015).Draw(t, "y"), Month: rapid.IntRange(1, 12).Draw(t, "m"), Day: 30}
			if asOf.Month == 2 {
				asOf.Day = 27
			}
		}
		dir := filepath.Join(base, "snapshot")
		defer os.RemoveAll(dir)
		opt := BuildOptions{Dir: dir, Raw: rawFiles([]Source{d.source}), Sources: []Source{d.source}}
		m, err := Build(context.Background(), opt)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Open(os.DirFS(dir))
		if err != nil {
			t.Fatal(err)
		}
		if c := m.Sources[0].Counts; c.Kept != len(d.kept()) || c.Kept+c.Rejected != len(d.rows) {
			t.Fatalf("counts %+v of %d rows", c, len(d.rows))
		}
		d.compareFind(t, s, asOf)
		d.compareSeries(t, s, asOf)
	})
}

// compareFind compares every cell's observations.
func (d drawn) compareFind(t *rapid.T, s *Snapshot, asOf obs.Date) {
	var cells []Cell
	for _, ind := range d.source.Indicators {
		for _, c := range []country.Code{"CCC", "AAA", "BBB"} {
			for year := 2009; year <= 2014; year++ {
				cells = append(cells, Cell{ind.ID, c, year})
			}
		}
	}
	found, err := s.Find(context.Background(), cells, Options{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	var got, want []obs.Observation
	for _, list := range found {
		got = append(got, list...)
	}
	for _, o := range d.newest(asOf) {
		want = append(want, o)
	}
	for _, list := range [][]obs.Observation{got, want} {
		slices.SortFunc(list, func(a, b obs.Observation) int { return strings.Compare(cellOf(a), cellOf(b)) })
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

// compareSeries compares series, spreads and dyads.
func (d drawn) compareSeries(t *rapid.T, s *Snapshot, asOf obs.Date) {
	ctx, opt := context.Background(), Options{AsOf: asOf}
	ids := []string{"s.plain", "s.plain2"}
	series, err := s.Series(ctx, ids, opt)
	if err != nil {
		t.Fatal(err)
	}
	spread, err := s.Spread(ctx, ids, opt)
	if err != nil {
		t.Fatal(err)
	}
	dyads, err := s.Dyads(ctx, []string{"s.dyadic"}, opt)
	if err != nil {
		t.Fatal(err)
	}
	got, want := map[string]float64{}, map[string]float64{}
	for id, one := range series {
		for at, v := range cells(one) {
			got["value "+id+at] = v
		}
		for at, v := range cells(spread[id].Low) {
			got["low "+id+at] = v
		}
		for at, v := range cells(spread[id].SE) {
			got["se "+id+at] = v
		}
	}
	for c := range s.Axis().Len() {
		for year := 2009; year <= 2014; year++ {
			for _, dyad := range dyads["s.dyadic"].In(c, year) {
				got[fmt.Sprint(s.Axis().Code(c), dyad.Counterpart, year)] = dyad.Value
			}
		}
	}
	for _, o := range d.newest(asOf) {
		at := fmt.Sprintf("%s%s %d", o.Indicator, o.Country, o.Period.Year)
		switch {
		case o.Period.Month != 0:
		case o.Counterpart != "":
			want[fmt.Sprint(o.Country, o.Counterpart, o.Period.Year)] = o.Value
		default:
			want["value "+at] = o.Value
			if o.Spread.HasInterval {
				want["low "+at] = o.Spread.Low
			}
			if o.Spread.HasSE {
				want["se "+at] = o.Spread.SE
			}
		}
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

// TestLargeGroups: with more rows than fit a group, and pages within, every value
// of every row comes back.
func TestLargeGroups(t *testing.T) {
	if testing.Short() {
		t.Skip("builds 300 000 rows")
	}
	dir := filepath.Join(t.TempDir(), "s")
	shapes := []shape{{id: "big", indicators: 9, countries: 240, years: 35, decimals: 1, releases: 4, raw: true}}
	source := synthetic(shapes)[0]
	type key struct {
		Cell
		release string
	}
	want := map[key]obs.Observation{}
	build(t, dir, []Source{source})
	s := openDir(t, dir)
	f, err := s.files["big"].open()
	if err != nil || len(f.groups) < 3 {
		t.Fatalf("%d groups, %v", len(f.groups), err)
	}
	all, err := parquet.ReadFile[stored](filepath.Join(dir, "big.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	var cells []Cell
	for i, r := range all {
		if i%997 == 0 {
			c := Cell{r.Indicator, country.Code(r.Country), int(r.Year)}
			cells = append(cells, c)
			want[key{c, r.Release}] = obs.Observation{Value: r.Value, Ref: obs.Ref{Text: string(r.Text), Place: r.Place}}
		}
	}
	slices.SortFunc(cells, func(a, b Cell) int { return cmp.Compare(b.Year, a.Year) })
	for _, o := range s.Origins() {
		found, err := s.Find(context.Background(), cells, Options{Release: o.Release})
		if err != nil {
			t.Fatal(err)
		}
		for i, list := range found {
			w, ok := want[key{cells[i], o.Release}]
			if !ok {
				continue
			}
			if len(list) != 1 || list[0].Value != w.Value || list[0].Ref.Text != w.Ref.Text || list[0].Ref.Place != w.Ref.Place {
				t.Fatalf("%v: have %+v, want %+v", cells[i], list, w)
			}
			delete(want, key{cells[i], o.Release})
		}
	}
	if len(want) > 0 {
		t.Errorf("%d rows were not found", len(want))
	}
}
