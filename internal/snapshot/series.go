// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/panel"
)

// batchRows is how many rows one worker takes at a time.
const batchRows = 1 << 15

// Spread is a source's own statement of uncertainty beside a series, as series
// of the same shape, empty where the indicator has none.
type Spread struct {
	// Low and High bound the interval, SE is the standard error.
	Low, High, SE *panel.Series
}

// Series loads the yearly values of indicators that are not dyadic. For each
// country and year the newest release wins. An unknown or a dyadic indicator is
// an error.
func (s *Snapshot) Series(ctx context.Context, ids []string, opt Options) (map[string]*panel.Series, error) {
	wants, err := s.wants(ids, false)
	if err != nil {
		return nil, err
	}
	out := make(map[string]*panel.Series, len(ids))
	for _, w := range wants {
		w.series = s.empty(w.facts)
		out[w.facts.ID] = w.series
	}
	err = s.load(ctx, wants, opt, func(w *want, b *batch) error {
		return b.fill(w, w.series)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Spread loads the uncertainty that belongs to the values of Series.
func (s *Snapshot) Spread(ctx context.Context, ids []string, opt Options) (map[string]Spread, error) {
	wants, err := s.wants(ids, false)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Spread, len(ids))
	for _, w := range wants {
		w.spread = Spread{Low: s.empty(w.facts), High: s.empty(w.facts), SE: s.empty(w.facts)}
		out[w.facts.ID] = w.spread
	}
	err = s.load(ctx, wants, opt, func(w *want, b *batch) error {
		for name, series := range map[string]*panel.Series{
			colLow: w.spread.Low, colHigh: w.spread.High, colSE: w.spread.SE,
		} {
			if err := b.fillGiven(w, name, series); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Dyads loads the yearly values of dyadic indicators. For each country,
// counterpart and year the newest release wins. An unknown indicator, or one
// that is not dyadic, is an error.
func (s *Snapshot) Dyads(ctx context.Context, ids []string, opt Options) (map[string]*panel.Dyads, error) {
	wants, err := s.wants(ids, true)
	if err != nil {
		return nil, err
	}
	out := make(map[string]*panel.Dyads, len(ids))
	for _, w := range wants {
		w.dyads = panel.NewDyads(w.facts.ID, s.axis)
		out[w.facts.ID] = w.dyads
	}
	err = s.load(ctx, wants, opt, func(w *want, b *batch) error {
		defer w.dyads.Sort()
		return b.pair(w)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// want is an indicator to be loaded, with where its values go.
type want struct {
	facts  *IndicatorFacts
	file   *dataFile
	run    run
	series *panel.Series
	spread Spread
	dyads  *panel.Dyads
}

// wants looks indicators up; repeated ids are asked for once.
func (s *Snapshot) wants(ids []string, dyadic bool) ([]*want, error) {
	var list []*want
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		facts, file, err := s.find(id)
		if err != nil {
			return nil, err
		}
		if facts.Dyadic != dyadic {
			return nil, fmt.Errorf("indicator %q: dyadic is %t, asked for as %t", id, facts.Dyadic, dyadic)
		}
		list = append(list, &want{facts: facts, file: file})
	}
	return list, nil
}

// empty makes a series over the years that an indicator has.
func (s *Snapshot) empty(facts *IndicatorFacts) *panel.Series {
	return panel.NewSeries(facts.ID, s.axis, facts.First, facts.Last)
}

// load reads the wanted indicators in parallel and calls take with each, after
// its batch was read. Calls for different indicators may overlap.
func (s *Snapshot) load(ctx context.Context, wants []*want, opt Options, take func(*want, *batch) error) error {
	batches, err := s.batches(ctx, wants)
	if err != nil {
		return err
	}
	work := make(chan []*want, len(batches))
	for _, b := range batches {
		work <- b
	}
	close(work)
	g, ctx := errgroup.WithContext(ctx)
	for range min(runtime.GOMAXPROCS(0), len(batches)) {
		g.Go(func() error {
			scratch := &batch{axis: s.axis}
			for b := range work {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := scratch.do(b, opt, take); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// batches opens the files in parallel and cuts the wanted indicators into runs
// of neighbours in one row group, large ones first.
func (s *Snapshot) batches(ctx context.Context, wants []*want) ([][]*want, error) {
	g, _ := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, w := range wants {
		if i == 0 || wants[i-1].file != w.file {
			g.Go(func() error {
				_, err := w.file.open()
				return err
			})
		}
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	var out [][]*want
	var last *want
	for _, w := range wants {
		if w.facts.Rows == 0 {
			continue
		}
		f, _ := w.file.open()
		w.run, _ = f.run(w.facts)
		if last != nil && last.file == w.file && last.run.group == w.run.group &&
			last.run.from+last.run.rows == w.run.from && sumRows(out[len(out)-1])+w.run.rows <= batchRows {
			out[len(out)-1] = append(out[len(out)-1], w)
		} else {
			out = append(out, []*want{w})
		}
		last = w
	}
	slices.SortStableFunc(out, func(a, b []*want) int { return cmp.Compare(sumRows(b), sumRows(a)) })
	return out, nil
}

func sumRows(wants []*want) int {
	n := 0
	for _, w := range wants {
		n += w.run.rows
	}
	return n
}

// batch is what one worker has read: neighbouring indicators of one row group.
type batch struct {
	axis *panel.Axis
	file *opened
	run
	keys
	// place is a country's place on the axis, by its place in keys.countries.
	place []int
	win   []int32
	value []float64
	given []bool
}

// do reads the keys of neighbouring indicators and hands each on.
func (b *batch) do(wants []*want, opt Options, take func(*want, *batch) error) error {
	var err error
	if b.file, err = wants[0].file.open(); err != nil {
		return err
	}
	b.run = run{group: wants[0].run.group, from: wants[0].run.from, rows: sumRows(wants)}
	return guard(b.file.facts.Data.Name, func() error {
		if err := b.keys.read(b.file, b.run, opt); err != nil {
			return err
		}
		b.value = b.value[:0]
		if err := b.places(); err != nil {
			return err
		}
		for _, w := range wants {
			if err := take(w, b); err != nil {
				return fmt.Errorf("indicator %s: %w", w.facts.ID, err)
			}
		}
		return nil
	})
}

// places finds the countries on the axis.
func (b *batch) places() error {
	b.place = b.place[:0]
	for _, code := range b.countries {
		at, ok := b.axis.Index(country.Code(code))
		if !ok {
			return fmt.Errorf("country %q is not in the manifest", code)
		}
		b.place = append(b.place, at)
	}
	return nil
}

// winners finds the winning rows of an indicator, counted within the batch.
func (b *batch) winners(w *want) []int32 {
	from := w.run.from - b.from
	b.win = b.keys.winners(b.win[:0], from, from+w.run.rows)
	return b.win
}

// values reads the values of the whole batch once.
func (b *batch) values() (err error) {
	if len(b.value) == 0 {
		b.value, err = b.file.column(colValue, b.run).required(b.value)
	}
	return err
}

// fill sets the yearly values of an indicator.
func (b *batch) fill(w *want, s *panel.Series) error {
	if err := b.values(); err != nil {
		return err
	}
	for _, i := range b.winners(w) {
		if b.monthOf(int(i)) == 0 {
			s.Set(b.place[b.country[i]], int(b.year[i]), b.value[i])
		}
	}
	return nil
}

// fillGiven sets those yearly values of a column that are given.
func (b *batch) fillGiven(w *want, name string, s *panel.Series) (err error) {
	c := b.file.column(name, w.run)
	if c.empty() {
		return nil
	}
	if b.value, b.given, err = c.doubles(b.value[:0], b.given[:0]); err != nil {
		return err
	}
	from := w.run.from - b.from
	for _, i := range b.winners(w) {
		if b.given[int(i)-from] && b.monthOf(int(i)) == 0 {
			s.Set(b.place[b.country[i]], int(b.year[i]), b.value[int(i)-from])
		}
	}
	return nil
}

// pair adds the yearly values of a dyadic indicator.
func (b *batch) pair(w *want) error {
	if err := b.values(); err != nil {
		return err
	}
	for _, i := range b.winners(w) {
		if b.monthOf(int(i)) == 0 {
			w.dyads.Add(b.place[b.country[i]], panel.Dyad{
				Counterpart: b.counterpartOf(int(i)), Year: int(b.year[i]), Value: b.value[i],
			})
		}
	}
	return nil
}
