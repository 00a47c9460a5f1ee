// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"
	"math"
	"strings"

	"github.com/qala-observatory/qala/internal/obs"
)

// The years that an observation may be about.
const (
	firstYear = 1000
	lastYear  = 2999
)

// maxText is how many bytes of a rejected row are kept, as obs.Rejected says.
const maxText = 200

// Intake takes what a reader finds: it is what the importers' contract calls a
// sink. It is used by one goroutine at a time.
type Intake struct {
	ctx      context.Context
	source   *Source
	progress func(Progress)
	// words give each repeated text a number.
	indicators, countries, counterparts, releases, files, entities words
	// dyadic is by number of the indicator.
	dyadic   []bool
	entries  []entry
	rejected []obs.Rejected
	// last is the raw row seen last, for estimating how many were read.
	last          rawRow
	seen          int
	read, skipped int
	counted       bool
}

// rawRow is where a raw row stands.
type rawRow struct {
	file, place string
	row         int
}

// entry is an observation with its repeated texts as numbers.
type entry struct {
	indicator, country, counterpart, release uint32
	entity, file                             uint32
	year, month                              int16
	flags                                    obs.Flags
	spread                                   obs.Spread
	value                                    float64
	row, rows                                int32
	place                                    string
	// text is nil where it is the plain form of the value.
	text *string
}

// words numbers texts in the order in which they come.
type words struct {
	number map[string]uint32
	list   []string
}

// add is the number of a text, a new one where it is new.
func (w *words) add(text string) uint32 {
	if n, ok := w.number[text]; ok {
		return n
	}
	if w.number == nil {
		w.number = map[string]uint32{}
	}
	n := uint32(len(w.list))
	text = strings.Clone(text)
	w.number[text] = n
	w.list = append(w.list, text)
	return n
}

// newIntake prepares for reading a source.
func newIntake(ctx context.Context, source *Source, progress func(Progress)) *Intake {
	in := &Intake{ctx: ctx, source: source, progress: progress}
	for _, ind := range source.Indicators {
		in.indicators.add(ind.ID)
		in.dyadic = append(in.dyadic, ind.Dyadic)
	}
	for _, o := range source.Origins {
		in.releases.add(o.Release)
	}
	for _, f := range source.Files {
		in.files.add(f.Path)
	}
	return in
}

// Observe takes an observation. One that cannot stand in a snapshot becomes a
// rejected row. An error means that the build was called off.
func (in *Intake) Observe(o obs.Observation) error {
	in.row(o.Ref.File, o.Ref.Place, o.Ref.Row)
	if reason := in.fault(&o); reason != "" {
		_, series, _ := obs.SplitID(o.Indicator)
		in.reject(obs.Rejected{
			File: o.Ref.File, Row: o.Ref.Row, Column: series, Text: o.Ref.Text, Reason: reason,
		})
		return in.step()
	}
	e := entry{
		indicator: in.indicators.number[o.Indicator], release: in.releases.number[o.Release],
		file: in.files.number[o.Ref.File], country: in.countries.add(string(o.Country)),
		counterpart: in.counterparts.add(valid(o.Counterpart)), entity: in.entities.add(valid(o.Ref.Entity)),
		year: int16(o.Period.Year), month: int16(o.Period.Month), flags: o.Flags, spread: o.Spread,
		value: o.Value, row: int32(o.Ref.Row), rows: int32(o.Ref.Rows), place: strings.Clone(valid(o.Ref.Place)),
	}
	if o.Ref.Text != plainText(o.Value) {
		text := strings.Clone(valid(o.Ref.Text))
		e.text = &text
	}
	in.entries = append(in.entries, e)
	return in.step()
}

// Reject takes a row that could not be read.
func (in *Intake) Reject(r obs.Rejected) error {
	in.row(r.File, "", r.Row)
	in.reject(r)
	return in.step()
}

// Count tells of raw rows read, and of rows skipped because they are not of the
// source's subject. Where a reader never calls it, the rows read are those that
// its observations and rejections name.
func (in *Intake) Count(read, skipped int) {
	in.read += read
	in.skipped += skipped
	in.counted = true
}

// reject keeps a rejected row.
func (in *Intake) reject(r obs.Rejected) {
	for _, text := range []*string{&r.File, &r.Column, &r.Reason} {
		*text = strings.Clone(valid(*text))
	}
	r.Text = strings.Clone(valid(r.Text[:min(len(r.Text), maxText)]))
	in.rejected = append(in.rejected, r)
}

// row counts a raw row where it is another than the last.
func (in *Intake) row(file, place string, row int) {
	if at := (rawRow{file, place, row}); at != in.last {
		in.last = rawRow{strings.Clone(file), strings.Clone(place), row}
		in.seen++
	}
}

// rowsRead is how many raw rows were read.
func (in *Intake) rowsRead() int {
	if in.counted {
		return in.read
	}
	return in.seen + in.skipped
}

// step stops a reader whose build was called off, and tells of progress.
func (in *Intake) step() error {
	n := len(in.entries) + len(in.rejected)
	if n%1024 != 0 {
		return nil
	}
	if n%(16*1024) == 0 {
		in.progress(Progress{
			Source: in.source.ID, File: in.last.file, Kept: len(in.entries), Rejected: len(in.rejected),
		})
	}
	return in.ctx.Err()
}

// fault says why an observation cannot stand in a snapshot, or nothing.
func (in *Intake) fault(o *obs.Observation) string {
	number, known := in.indicators.number[o.Indicator]
	_, released := in.releases.number[o.Release]
	_, filed := in.files.number[o.Ref.File]
	switch {
	case !known:
		return "indicator is not one of the source's"
	case !finite(o.Value):
		return "value is not finite"
	case o.Spread.HasSE && !finite(o.Spread.SE):
		return "standard error is not finite"
	case o.Spread.HasInterval && !(finite(o.Spread.Low) && finite(o.Spread.High)):
		return "interval is not finite"
	case o.Country == "":
		return "no country"
	case in.dyadic[number] != (o.Counterpart != ""):
		return "counterpart is missing from a dyadic indicator, or given for a plain one"
	case o.Period.Year < firstYear || o.Period.Year > lastYear:
		return "year is out of range"
	case o.Period.Month < 0 || o.Period.Month > 12:
		return "month is out of range"
	case !released:
		return "release is not one of the source's"
	case !filed:
		return "raw file is not one of the source's"
	case !fits(o.Ref.Row) || !fits(o.Ref.Rows):
		return "row number is out of range"
	}
	return ""
}

// valid makes a text fit for a Parquet file, whose texts are UTF-8.
func valid(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func fits(n int) bool { return n >= 0 && n <= math.MaxInt32 }
