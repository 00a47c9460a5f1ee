// SPDX-License-Identifier: Apache-2.0

// Package treaties reads the GGO collection of international agreements from two
// files, the agreements and their parties, and counts the multilateral treaties
// in force for each state at the end of each year.
//
// Its nouns: an agreement has domains, an ambit and a kind; a party is a row that
// says when an agreement entered into force for a state and when it ended; a
// spell is that stretch in years.
//
// The steps: count the states of each agreement, choose the multilateral ones that
// are treaties, read their parties into spells, emit for each state the number of
// agreements in force on the last day of each year, in all and by domain.
//
// An agreement is multilateral if the collection says so, or if it does not say
// and lists three states or more. Amendments, resolutions, reports, regulations
// and memoranda are not counted: they change a treaty or bind nobody. A treaty is
// in force for a state from the year it entered into force for it, failing that
// from its ratification; a signature alone is not enough. 9999 is an open end, or,
// as a beginning, a treaty that never entered into force. A state that is no party
// to any of these treaties gives no values; for the others no treaty is 0.
//
// It refuses parties to agreements that are not listed, unknown states and dates
// it cannot read a year from.
package treaties

import (
	"errors"
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/source"
)

// The roles of the two files in the definition.
const (
	roleAgreements = "agreements"
	roleParties    = "parties"
)

// domains are the subjects that a series can ask for in its key; the empty one
// asks for all agreements.
var domains = [...]string{"", "Environment", "Trade", "Health", "Human Rights", "Labour", "Security"}

// series is a series of the definition made ready.
type series struct {
	indicator string
	domain    int
}

// Bundle reads releases of the collection.
type Bundle struct {
	def    *source.Definition
	reg    *country.Register
	states *source.Places
	chosen []series
}

// New makes a reader of the series in the definition, whose keys name a domain.
// The years to cover are the first and last of the layout's period.
func New(def *source.Definition, reg *country.Register) (source.Bundle, error) {
	states, err := source.NewPlaces(reg, def.Layout.Country)
	if err != nil {
		return nil, fmt.Errorf("%s: layout: %w", def.ID, err)
	}
	b := &Bundle{def: def, reg: reg, states: states}
	var faults []error
	if p := def.Layout.Period; p.First <= 0 || p.Last < p.First || p.Last > 2100 {
		faults = append(faults, fmt.Errorf("%s: layout: period: want the first and the last year to cover", def.ID))
	}
	for _, s := range def.Series {
		at := slices.Index(domains[:], s.Key)
		if at < 0 {
			faults = append(faults, fmt.Errorf("%s: series %s: key %q: no such domain", def.ID, s.ID, s.Key))
			continue
		}
		b.chosen = append(b.chosen, series{indicator: def.ID + "." + s.ID, domain: at})
	}
	return b, errors.Join(faults...)
}

// ReadAll reads the two files of a release.
func (b *Bundle) ReadAll(files []source.File, sink source.Sink) error {
	agreements, err := b.def.FileOf(files, roleAgreements)
	if err != nil {
		return err
	}
	parties, err := b.def.FileOf(files, roleParties)
	if err != nil {
		return err
	}
	run := &run{
		Bundle: b, sink: sink, agreements: agreements, parties: parties,
		known: map[string]*agreement{}, members: map[country.Code]*member{},
	}
	for _, step := range []func() error{run.readAgreements, run.countStates, run.readParties, run.emit} {
		if err := step(); err != nil {
			return fmt.Errorf("%s: %w", b.def.ID, err)
		}
	}
	return nil
}
