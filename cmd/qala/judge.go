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

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/assess/surround"
	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
	"github.com/qala-observatory/qala/internal/snapshot"
)

// question is what the commands that judge have in common.
type question struct {
	year      int
	framework string
	asOf      string
	format    *format
	columns   int
	// uncertainty says how ranges are computed; the zero value computes none. Ranged
	// tells that the command has flags for it.
	uncertainty assess.Uncertainty
	ranged      bool
}

// usualDraws is how many variants ranges rest on where nothing else is asked, and
// usualSeed what chooses them.
const (
	usualDraws = 1000
	usualSeed  = 1
)

// varied gives a command the flags of ranges.
func (q *question) varied(cmd *cobra.Command) {
	q.ranged = true
	cmd.Flags().IntVar(&q.uncertainty.Draws, "draws", usualDraws, "the `number` of variants that ranges rest on; 0 for no ranges")
	cmd.Flags().Uint64Var(&q.uncertainty.Seed, "seed", usualSeed, "the `number` that chooses the variants; the same seed gives the same bytes")
	cmd.Flags().StringSliceVar(&q.uncertainty.Factors, "factors", nil, "vary only these, by `id`; all of the framework's where none is given")
}

// repeated are the flags of ranges that are not as usual, to be given again.
func (q *question) repeated() []string {
	var list []string
	if !q.ranged {
		return nil
	}
	if q.uncertainty.Draws != usualDraws {
		list = append(list, fmt.Sprintf("--draws %d", q.uncertainty.Draws))
	}
	if q.uncertainty.Seed != usualSeed {
		list = append(list, fmt.Sprintf("--seed %d", q.uncertainty.Seed))
	}
	if len(q.uncertainty.Factors) > 0 {
		list = append(list, "--factors "+strings.Join(q.uncertainty.Factors, ","))
	}
	return list
}

// flags gives a command the flags of a question.
func (q *question) flags(cmd *cobra.Command) {
	cmd.Flags().IntVar(&q.year, "year", 0, "the `year` judged; the framework's default where none is given")
	cmd.Flags().StringVar(&q.framework, "framework", "core", "`id` of a framework, or the path of a framework's YAML file")
	cmd.Flags().StringVar(&q.asOf, "as-of", "", "use only what was published by this `date`, YYYY-MM-DD, where editions allow")
	cmd.Flags().IntVar(&q.columns, "width", 0, "columns of text, 80 to 120; the terminal's where none is given")
	q.format = formatFlag(cmd)
}

// width is how many columns text may use.
func (q *question) width(p *program) int {
	const narrow, wide = 80, 120
	if q.columns != 0 {
		return min(max(q.columns, narrow), wide)
	}
	return min(max(p.width(), narrow), wide)
}

// assessor prepares an Assessor for a question.
func (p *program) assessor(ctx context.Context, q *question) (*assess.Assessor, error) {
	var opt snapshot.Options
	if q.asOf != "" {
		date, err := obs.ParseDate(q.asOf)
		if err != nil {
			return nil, usage("--as-of: %v", err)
		}
		opt.AsOf = date
	}
	reg, snap, err := p.open()
	if err != nil {
		return nil, err
	}
	framework, err := p.framework(q.framework, snap)
	if err != nil {
		return nil, err
	}
	book, err := affiliation.Load(p.data, reg)
	if err != nil {
		return nil, err
	}
	setup := assess.Setup{
		Store: evidence{snap: snap, opt: opt}, Register: reg, Affiliations: book, Framework: framework, Axis: snap.Axis(),
		DataHash: snap.Hash(), Version: number, Origin: snap.Origin, Uncertainty: q.uncertainty, Beside: surround.Beside,
	}
	if q.uncertainty.Draws < 0 {
		return nil, usage("--draws %d: want a number of at least 0", q.uncertainty.Draws)
	}
	if _, err := multiverse.Select(framework.Factors, q.uncertainty.Factors); err != nil {
		return nil, usage("--factors: %v", err)
	}
	if q.asOf != "" {
		report := snap.AsOf(opt.AsOf)
		setup.AsOf = assess.AsOf{Date: report.Date, CutByPeriod: report.CutByPeriod}
	}
	return assess.New(setup), ctx.Err()
}

// open opens the register and the snapshot side by side.
func (p *program) open() (*country.Register, *snapshot.Snapshot, error) {
	var g errgroup.Group
	var reg *country.Register
	var snap *snapshot.Snapshot
	g.Go(func() (err error) { reg, err = p.register(); return err })
	g.Go(func() (err error) { snap, err = p.snapshot(); return err })
	return reg, snap, g.Wait()
}

// framework reads a framework by its id or from a user's file.
func (p *program) framework(name string, snap *snapshot.Snapshot) (assess.Framework, error) {
	published := func(id string) (obs.Indicator, bool) {
		facts, ok := snap.Indicator(id)
		return facts.Indicator, ok
	}
	if strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") {
		return p.frameworkFile(name, published)
	}
	defs, err := catalog.LoadFramework(p.data, name, published)
	if errors.Is(err, fs.ErrNotExist) {
		return assess.Framework{}, p.noFramework(name)
	}
	if err != nil {
		return assess.Framework{}, err
	}
	file, ok := defs.Framework(name)
	if !ok {
		return assess.Framework{}, p.noFramework(name)
	}
	text, err := fs.ReadFile(p.data, "frameworks/"+name+".yaml")
	if err != nil {
		return assess.Framework{}, err
	}
	return p.judged(defs, read{file, text, either(defs, published)})
}

// noFramework says that there is no such framework, and which there are.
func (p *program) noFramework(name string) error {
	var ids []string
	names, _ := fs.Glob(p.data, "frameworks/*.yaml")
	for _, n := range names {
		ids = append(ids, strings.TrimSuffix(strings.TrimPrefix(n, "frameworks/"), ".yaml"))
	}
	return fmt.Errorf("%w: framework %q; there are %s, or give the path of a YAML file", errNotFound, name, strings.Join(ids, ", "))
}

// frameworkFile reads a user's own framework, which may use every indicator
// there is.
func (p *program) frameworkFile(name string, published catalog.Published) (assess.Framework, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return assess.Framework{}, fmt.Errorf("%w: %w", errNotFound, err)
	}
	defs, err := catalog.LoadFramework(p.data, "core", published)
	if err != nil {
		return assess.Framework{}, err
	}
	describe := either(defs, published)
	file, faults := catalog.ParseFramework(name, text, func(id string) bool { _, ok := describe(id); return ok })
	if len(faults) > 0 {
		return assess.Framework{}, p.hinted(name, text, faults)
	}
	return p.judged(defs, read{file, text, describe})
}

// hinted gives the faults of a user's framework with what may have been meant,
// which only the whole catalog knows. An indicator that is defined and whose
// figures are not in the snapshot is a fault all the same.
func (p *program) hinted(name string, text []byte, faults []catalog.Fault) error {
	defs, err := p.sources()
	if err != nil {
		return err
	}
	if _, better := defs.ParseFramework(name, text); len(better) == len(faults) {
		faults = better
	}
	return catalog.Faults(faults)
}

// either describes an indicator that the catalog holds or the snapshot does.
func either(defs *catalog.Catalog, published catalog.Published) func(id string) (obs.Indicator, bool) {
	return func(id string) (obs.Indicator, bool) {
		if entry, ok := defs.Indicator(id); ok {
			return entry.Indicator, true
		}
		return published(id)
	}
}

// read is a framework as it was read, and how its indicators are looked
// up.
type read struct {
	file     *catalog.FrameworkFile
	text     []byte
	describe func(id string) (obs.Indicator, bool)
}

// judged is a framework as the use cases see it. Its hash covers the derived
// indicators too, since they decide scores as much.
func (p *program) judged(defs *catalog.Catalog, def read) (assess.Framework, error) {
	hash, file := sha256.New(), def.file
	hash.Write(def.text)
	names, err := fs.Glob(p.data, "derived/*.yaml")
	if err != nil {
		return assess.Framework{}, err
	}
	for _, name := range names {
		derived, err := fs.ReadFile(p.data, name)
		if err != nil {
			return assess.Framework{}, err
		}
		hash.Write(derived)
	}
	return assess.Framework{
		Tree: file.Framework, Recipe: file.Recipe, Hash: hex.EncodeToString(hash.Sum(nil)),
		First: file.Years.First, Last: file.Years.Last, Default: file.Years.Default, Carry: file.CarryForward.Limit,
		Derivations: defs.Derivations(), Factors: file.Uncertainty, Indicator: def.describe,
	}, nil
}

// evidence is the snapshot as the use cases see it.
type evidence struct {
	snap *snapshot.Snapshot
	opt  snapshot.Options
}

// Load gives plain and dyadic series.
func (e evidence) Load(ctx context.Context, series, dyads []string) (panel.Inputs, error) {
	var in panel.Inputs
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) { in.Series, err = e.snap.Series(ctx, series, e.opt); return err })
	g.Go(func() (err error) { in.Dyads, err = e.snap.Dyads(ctx, dyads, e.opt); return err })
	return in, g.Wait()
}

// Spreads gives what sources state of the errors of their values.
func (e evidence) Spreads(ctx context.Context, series []string) (map[string]multiverse.Spread, error) {
	found, err := e.snap.Spread(ctx, series, e.opt)
	if err != nil {
		return nil, err
	}
	out := make(map[string]multiverse.Spread, len(found))
	for id, s := range found {
		facts, _ := e.snap.Indicator(id)
		out[id] = multiverse.Spread{SE: s.SE, Low: s.Low, High: s.High, Level: facts.IntervalLevel}
	}
	return out, nil
}

// Find gives the observations of cells.
func (e evidence) Find(ctx context.Context, cells []assess.Cell) ([][]obs.Observation, error) {
	wanted := make([]snapshot.Cell, len(cells))
	for i, c := range cells {
		wanted[i] = snapshot.Cell{Indicator: c.Indicator, Country: c.Country, Year: c.Year}
	}
	return e.snap.Find(ctx, wanted, e.opt)
}

// resolve finds the country that a user names, as of a year.
func (p *program) resolve(text string, year int) (country.Code, error) {
	reg, err := p.register()
	if err != nil {
		return "", err
	}
	return reg.Resolve(text, year)
}
