// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"testing/fstest"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// shape describes one synthetic source.
type shape struct {
	id                           string
	indicators, countries, years int
	// decimals rounds the values; negative for none.
	decimals            int
	releases            int
	spread, dyadic, raw bool
}

// realistic has about as many observations, of about the same forms, as the
// sources that Qala reads: 1.2 million.
func realistic() []shape {
	return []shape{
		{id: "wdi", indicators: 56, countries: 215, years: 25, decimals: -1, releases: 1},
		{id: "wgi", indicators: 6, countries: 214, years: 24, decimals: -1, releases: 1, spread: true},
		{id: "vdem14", indicators: 45, countries: 175, years: 34, decimals: 3, releases: 1},
		{id: "vdem15", indicators: 52, countries: 175, years: 35, decimals: 3, releases: 1, spread: true},
		{id: "factbook", indicators: 60, countries: 250, years: 3, decimals: 2, releases: 4, raw: true},
		{id: "unhcr", indicators: 3, countries: 180, years: 30, decimals: 0, releases: 1, dyadic: true},
		{id: "ucdp", indicators: 9, countries: 195, years: 36, decimals: 0, releases: 1, spread: true},
	}
}

// source makes a source whose reader observes what the shape says.
func (s shape) source(seed uint64) Source {
	out := Source{ID: s.id, MaxRejected: 0.01}
	for r := range s.releases {
		release := fmt.Sprintf("r%d", r+1)
		out.Origins = append(out.Origins, obs.Origin{
			Source: s.id, Release: release, Published: obs.Date{Year: 2016 + 4*r, Month: 6, Day: 1},
			Title: "A synthetic source", Producer: "nobody", Licence: "CC0", Citation: "none",
			Vintaged: s.releases > 1,
		})
		out.Files = append(out.Files, RawFile{Path: s.id + "/" + release + ".csv", Release: release})
	}
	for i := range s.indicators {
		out.Indicators = append(out.Indicators, obs.Indicator{
			ID: fmt.Sprintf("%s.series.%03d", s.id, i), Name: fmt.Sprintf("Series %d", i), Unit: "1",
			Kind: obs.Administrative, Dyadic: s.dyadic,
		})
	}
	out.Read = func(_ context.Context, files []RawFile, in *Intake) error {
		rng := rand.New(rand.NewPCG(seed, uint64(len(s.id))))
		for r, file := range files {
			row := 1
			for c := range s.countries {
				for y := range s.years {
					row++
					for i := range s.indicators {
						if err := s.observe(in, rng, out.Indicators[i].ID, file, c, 2024-y-r, row); err != nil {
							return err
						}
					}
				}
			}
		}
		return nil
	}
	return out
}

// observe observes one cell, or its dyads.
func (s shape) observe(in *Intake, rng *rand.Rand, id string, f RawFile, c, year, row int) error {
	o := obs.Observation{
		Indicator: id, Country: code(c), Period: obs.Year(year), Release: f.Release,
		Value: rng.NormFloat64() * 100,
		Ref:   obs.Ref{File: f.Path, Row: row, Rows: 1, Entity: "Country " + string(code(c))},
	}
	if s.decimals >= 0 {
		scale := math.Pow(10, float64(s.decimals))
		o.Value = math.Round(math.Abs(o.Value)*scale/100) / scale
	}
	if s.spread {
		o.Spread = obs.Spread{HasInterval: true, Low: o.Value - 0.25, High: o.Value + 0.5}
	}
	o.Ref.Text = plainText(o.Value)
	if s.raw {
		o.Ref.Row, o.Ref.Place = 0, fmt.Sprintf("region/%s.json#/Economy/%s", code(c), id)
		o.Ref.Text = fmt.Sprintf("$%.2f billion (%d est.)", o.Value, year)
		o.Flags = obs.Estimate
	}
	if !s.dyadic {
		return in.Observe(o)
	}
	for range 6 {
		o.Counterpart = string(code(rng.IntN(s.countries)))
		if err := in.Observe(o); err != nil {
			return err
		}
	}
	return nil
}

// code is a made-up country code.
func code(i int) country.Code {
	return country.Code([]byte{'A' + byte(i/26), 'A' + byte(i%26), 'X'})
}

// rawFiles are files for the sources to be hashed.
func rawFiles(sources []Source) fstest.MapFS {
	files := fstest.MapFS{}
	for _, s := range sources {
		for _, f := range s.Files {
			files[f.Path] = &fstest.MapFile{Data: []byte("raw bytes of " + f.Path)}
		}
	}
	return files
}

// synthetic lists the sources of the shapes. Dyads repeat now and then, and are
// then rejected.
func synthetic(shapes []shape) []Source {
	var list []Source
	for i, s := range shapes {
		source := s.source(uint64(i))
		if s.dyadic {
			source.MaxRejected = 1
		}
		list = append(list, source)
	}
	return list
}

// build builds a snapshot in a folder.
func build(tb testing.TB, dir string, sources []Source) *Manifest {
	tb.Helper()
	m, err := Build(context.Background(), BuildOptions{Dir: dir, Raw: rawFiles(sources), Sources: sources})
	if err != nil {
		tb.Fatal(err)
	}
	return m
}
