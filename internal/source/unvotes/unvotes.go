// SPDX-License-Identifier: Apache-2.0

// Package unvotes reads the roll calls of the UN General Assembly from two files,
// the calls with their dates and the votes, and counts them by country and year.
//
// Its nouns: a roll call has a number and a date; a vote is a country's yes, no
// or abstention in one; a count is what a country did in a year.
//
// The steps: read the calls, read and count the votes, find out for each country
// which calls were held while it was a member, emit every series of the
// definition by year, country and definition. A state that does not vote has no
// row, so membership is taken to last from a country's first vote in the file to
// its last. A year in which a country has no row at all gives no values: the files
// do not tell absence from suspension.
//
// The code of a country is empty for three former members, which are then found
// by their name: two of them voted in the same calls, and their rows only look
// like duplicates where the code alone is the key.
//
// It refuses votes in unknown calls, unknown countries, unknown words and a
// second vote of the same country in a call.
package unvotes

import (
	"errors"
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/source"
)

// The roles of the two files in the definition.
const (
	roleCalls = "roll_calls"
	roleVotes = "votes"
)

// Bundle reads releases of the roll calls.
type Bundle struct {
	def    *source.Definition
	reg    *country.Register
	codes  *source.Places
	names  *source.Places
	chosen []series
}

// series is a value made of the count of a country and year.
type series struct {
	id    string
	value func(*count) float64
}

// all are the series that the files can give.
var all = [...]series{
	{"roll_calls", func(c *count) float64 { return float64(c.held) }},
	{"votes_cast", func(c *count) float64 { return float64(c.cast()) }},
	{"participation_pct", func(c *count) float64 { return 100 * float64(c.cast()) / float64(c.held) }},
	{"votes_yes", func(c *count) float64 { return float64(c.votes[yes]) }},
	{"votes_no", func(c *count) float64 { return float64(c.votes[no]) }},
	{"votes_abstain", func(c *count) float64 { return float64(c.votes[abstain]) }},
}

// New makes a reader of the series in the definition.
func New(def *source.Definition, reg *country.Register) (source.Bundle, error) {
	codes, err := source.NewPlaces(reg, def.Layout.Country)
	if err != nil {
		return nil, fmt.Errorf("%s: layout: %w", def.ID, err)
	}
	names, err := source.NewPlaces(reg, source.CountryColumn{Scheme: country.ByName.String()})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", def.ID, err)
	}
	b := &Bundle{def: def, reg: reg, codes: codes, names: names}
	var faults []error
	for _, s := range def.Series {
		at := slices.IndexFunc(all[:], func(a series) bool { return a.id == s.ID })
		if at < 0 {
			faults = append(faults, fmt.Errorf("%s: series %s: no such count", def.ID, s.ID))
			continue
		}
		b.chosen = append(b.chosen, all[at])
	}
	return b, errors.Join(faults...)
}

// ReadAll reads the two files of a release.
func (b *Bundle) ReadAll(files []source.File, sink source.Sink) error {
	calls, err := b.def.FileOf(files, roleCalls)
	if err != nil {
		return err
	}
	votes, err := b.def.FileOf(files, roleVotes)
	if err != nil {
		return err
	}
	run := &run{Bundle: b, sink: sink, calls: calls, votes: votes, index: map[string]int{}}
	if err := run.readCalls(); err != nil {
		return fmt.Errorf("%s: %w", b.def.ID, err)
	}
	if err := run.readVotes(); err != nil {
		return fmt.Errorf("%s: %w", b.def.ID, err)
	}
	return run.emit()
}
