// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/article"
	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/claim/check"
	"github.com/qala-observatory/qala/internal/claim/own"
	"github.com/qala-observatory/qala/internal/claim/propose"
	reading "github.com/qala-observatory/qala/internal/claim/read"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/snapshot"
)

// The indicators that the check itself stands on.
const (
	populationID = "wdi.SP.POP.TOTL"
	bordersID    = "factbook.border_km"
)

// groupIDs are the indicators of the shares of named parts.
var groupIDs = []string{"factbook.ethnic_group_share_pct", "factbook.religion_share_pct", "factbook.language_share_pct"}

// partnerIDs are the indicators of partners in trade.
var partnerIDs = map[string]string{
	"export_partner": "factbook.export_partner_share_pct", "import_partner": "factbook.import_partner_share_pct",
}

// deskSetup is what a desk is made of.
type deskSetup struct {
	reg     *country.Register
	snap    *snapshot.Snapshot
	lexicon fs.FS
	data    fs.FS
	series  string
	catalog func() (*catalog.Catalog, error)
}

// desk reads and checks, and completes evidence.
type desk struct {
	article.Desk
	cite *citer
	// words are the lexicon's facts about words, basis a hash of all that answers
	// depend on.
	words lexicon.Words
	basis string
}

// desk prepares what reads and checks.
func (p *program) desk(ctx context.Context, series string) (*desk, error) {
	reg, snap, err := p.open()
	if err != nil {
		return nil, err
	}
	lex, err := fs.Sub(p.data, "lexicon")
	if err != nil {
		return nil, err
	}
	return newDesk(ctx, deskSetup{reg: reg, snap: snap, lexicon: lex, data: p.data, series: series, catalog: p.sources})
}

// newDesk wires the reader and the checker to the snapshot.
func newDesk(ctx context.Context, s deskSetup) (*desk, error) {
	lex, err := lexicon.Load(s.lexicon)
	if err != nil {
		return nil, err
	}
	book, err := affiliation.Load(s.data, s.reg)
	if err != nil {
		return nil, err
	}
	pacts, err := claim.LoadPacts(s.data)
	if err != nil {
		return nil, err
	}
	reader, err := reading.New(reading.Setup{Lexicon: lex, Register: s.reg, Book: book})
	if err != nil {
		return nil, err
	}
	setup := check.Setup{
		Lexicon: lex, Store: newClaimStore(ctx, s), Book: book, Pacts: pacts, States: yearly(s.reg.States),
		Name: countryName(s.reg), Population: populationID, Borders: bordersID, Groups: groupIDs, Partners: partnerIDs,
		Units: check.NewUnits(lex, reader.Stems()),
	}
	if s.series != "" {
		if _, err := os.Stat(s.series); err != nil {
			return nil, named(err)
		}
		c, err := own.Load(os.DirFS(s.series), own.Words{Stems: reader.Stems(), Alike: lex.Words.Alike, Weak: lex.Words.Weak})
		if err != nil {
			return nil, err
		}
		setup.Own = c
	}
	basis, err := s.basis()
	if err != nil {
		return nil, err
	}
	return &desk{
		Desk: article.Desk{Reader: reader, Checker: check.New(setup), Judge: &propose.Judge{Lexicon: lex, Notes: reader.Notes()}}, words: lex.Words, basis: basis,
		cite: &citer{ctx: ctx, snap: s.snap, kept: map[snapshot.Cell][]obs.Observation{}},
	}, nil
}

// basis hashes what answers depend on besides the text: the program's version, the
// data, the lexicon, the tables of affiliations and the user's series.
func (s *deskSetup) basis() (string, error) {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%s\x00%s\x00", number, s.snap.Hash())
	add := func(tree fs.FS, pattern string) error {
		names, err := fs.Glob(tree, pattern)
		if err != nil {
			return err
		}
		for _, name := range names {
			data, err := fs.ReadFile(tree, name)
			if err != nil {
				return err
			}
			_, _ = fmt.Fprintf(h, "%s\x00%d\x00", name, len(data))
			_, _ = h.Write(data)
		}
		return nil
	}
	err := errors.Join(add(s.lexicon, "*.yaml"), add(s.data, "*.csv"))
	if s.series != "" {
		err = errors.Join(err, add(os.DirFS(s.series), own.MetadataFile), add(os.DirFS(s.series), "*.csv"))
	}
	return hex.EncodeToString(h.Sum(nil)), err
}

// yearly keeps the answers of a function of a year.
func yearly(f func(int) []country.Code) func(int) []country.Code {
	var mu sync.Mutex
	kept := map[int][]country.Code{}
	return func(year int) []country.Code {
		mu.Lock()
		defer mu.Unlock()
		if _, ok := kept[year]; !ok {
			kept[year] = f(year)
		}
		return kept[year]
	}
}

// countryName gives names of countries.
func countryName(reg *country.Register) func(country.Code) string {
	return func(c country.Code) string {
		if x, ok := reg.Country(c); ok {
			return x.Name
		}
		if c == claim.World {
			return "the world"
		}
		return string(c)
	}
}

// claimStore hands tables of the snapshot to the checker, derived ones too.
type claimStore struct {
	ctx     context.Context
	snap    *snapshot.Snapshot
	catalog func() (*catalog.Catalog, error)
	tables  map[string]*claim.Table
	dyads   map[string]*panel.Dyads
}

// newClaimStore prepares a store.
func newClaimStore(ctx context.Context, s deskSetup) *claimStore {
	return &claimStore{ctx: ctx, snap: s.snap, catalog: s.catalog, tables: map[string]*claim.Table{}, dyads: map[string]*panel.Dyads{}}
}

// Table loads an indicator once.
func (s *claimStore) Table(id string) (*claim.Table, error) {
	if t, ok := s.tables[id]; ok {
		return t, nil
	}
	t, err := s.load(id)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	s.tables[id] = t
	return t, nil
}

// load reads an observed indicator, or computes a derived one.
func (s *claimStore) load(id string) (*claim.Table, error) {
	facts, ok := s.snap.Indicator(id)
	if !ok {
		return s.derived(id)
	}
	if facts.Dyadic || facts.Rows == 0 {
		return nil, nil
	}
	found, err := s.snap.Series(s.ctx, []string{id}, snapshot.Options{})
	if err != nil {
		return nil, err
	}
	source, _, _ := strings.Cut(id, ".")
	return &claim.Table{Indicator: facts.Indicator, Series: found[id], Source: source}, nil
}

// derived computes a derived indicator over all its years.
func (s *claimStore) derived(id string) (*claim.Table, error) {
	c, err := s.catalog()
	if err != nil {
		return nil, err
	}
	e, ok := c.Indicator(id)
	if !ok || e.Derivation == nil {
		return nil, nil
	}
	in := panel.Inputs{Series: map[string]*panel.Series{}, Dyads: map[string]*panel.Dyads{}}
	first, last := 9999, 0
	for _, of := range e.Derivation.SeriesInputs() {
		t, err := s.Table(of)
		if err != nil || t == nil {
			return nil, err
		}
		in.Series[of] = t.Series
		first, last = min(first, t.Series.First), max(last, t.Series.Last)
	}
	for _, of := range e.Derivation.DyadicInputs() {
		d, err := s.Dyads(of)
		if err != nil || d == nil {
			return nil, err
		}
		in.Dyads[of] = d
	}
	if last == 0 {
		first, last = 2000, 2026
	}
	return &claim.Table{Indicator: e.Indicator, Series: e.Derivation.Derive(in, s.snap.Axis(), first, last), Source: "derived"}, nil
}

// Dyads loads a dyadic indicator once.
func (s *claimStore) Dyads(id string) (*panel.Dyads, error) {
	if d, ok := s.dyads[id]; ok {
		return d, nil
	}
	if facts, ok := s.snap.Indicator(id); !ok || !facts.Dyadic {
		return nil, nil
	}
	found, err := s.snap.Dyads(s.ctx, []string{id}, snapshot.Options{})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	s.dyads[id] = found[id]
	return found[id], nil
}
