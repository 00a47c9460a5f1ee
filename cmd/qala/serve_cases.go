// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"sync"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/api"
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/obs"
)

// cases are the use cases as the API is handed them.
func (p *program) cases() (api.Cases, error) {
	reg, snap, err := p.open()
	if err != nil {
		return api.Cases{}, err
	}
	book, err := affiliation.Load(p.data, reg)
	if err != nil {
		return api.Cases{}, err
	}
	today := &judges{program: p, byFramework: map[string]*assess.Assessor{}}
	return api.Cases{
		Version: number, Data: snap.Hash(), Register: reg, Affiliations: book, Judge: today.judge,
		Catalogue: sync.OnceValues(p.apiCatalogue), Own: p.ownFramework, Check: p.newChecking().check,
	}, nil
}

// judges keeps what is needed to judge under a framework by today's knowledge;
// for the knowledge of another day it is made anew.
type judges struct {
	*program
	mu          sync.Mutex
	byFramework map[string]*assess.Assessor
}

// judge finds the use cases under a framework that the catalogue lists.
func (j *judges) judge(ctx context.Context, s api.Scope) (*assess.Assessor, error) {
	if !s.AsOf.IsZero() {
		return j.affiliated(ctx, &question{framework: s.Framework, asOf: s.AsOf.String()})
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if a, ok := j.byFramework[s.Framework]; ok {
		return a, nil
	}
	a, err := j.affiliated(ctx, &question{framework: s.Framework})
	if err == nil {
		j.byFramework[s.Framework] = a
	}
	return a, err
}

// ownFramework prepares to judge under a framework that somebody sends.
func (p *program) ownFramework(ctx context.Context, text []byte) (*assess.Assessor, error) {
	c, err := p.catalog()
	if err != nil {
		return nil, err
	}
	snap, err := p.snapshot()
	if err != nil {
		return nil, err
	}
	file, faults := c.ParseFramework("yaml", text)
	if len(faults) > 0 {
		return nil, apiFaults(faults)
	}
	// What is defined and not held cannot be judged by.
	for _, id := range c.Needs(file.Framework.Indicators()...) {
		if _, ok := snap.Indicator(id); !ok {
			return nil, api.Faults{{Message: "the figures of " + id + " are not in the snapshot"}}
		}
	}
	a, err := p.affiliated(ctx, &question{framework: "core"})
	if err != nil {
		return nil, err
	}
	own := *a
	own.Framework, err = p.judged(c, read{file, text, func(id string) (obs.Indicator, bool) {
		e, ok := c.Indicator(id)
		if !ok {
			return obs.Indicator{}, false
		}
		return e.Indicator, true
	}})
	return assess.New(own.Setup), err
}

// apiFaults are faults as the API shows them.
func apiFaults(faults []catalog.Fault) api.Faults {
	list := make(api.Faults, len(faults))
	for i, f := range faults {
		list[i] = api.Fault{Line: f.Line, Column: f.Column, Field: f.Field, Message: f.Message, Hint: f.Hint}
	}
	return list
}

// apiCatalogue gathers the definitions as the API shows them.
func (p *program) apiCatalogue() (*api.Catalogue, error) {
	c, err := p.catalog()
	if err != nil {
		return nil, err
	}
	s, err := p.snapshot()
	if err != nil {
		return nil, err
	}
	out := &api.Catalogue{Suggest: func(n api.Noun, id string) []string {
		return map[api.Noun]func(string) []string{
			api.IndicatorNoun: c.Suggest, api.SourceNoun: c.SuggestSource, api.FrameworkNoun: c.SuggestFramework,
		}[n](id)
	}}
	for _, e := range c.Indicators() {
		out.Indicators = append(out.Indicators, viewIndicator(e, c, s))
	}
	for _, def := range c.Sources() {
		out.Sources = append(out.Sources, viewSource(def, s).SourceView)
	}
	for _, f := range c.Frameworks() {
		v, err := p.apiFramework(f)
		if err != nil {
			return nil, err
		}
		out.Frameworks = append(out.Frameworks, v)
	}
	return out, nil
}

// apiFramework is a framework as the API shows it.
func (p *program) apiFramework(f *catalog.FrameworkFile) (api.FrameworkView, error) {
	tree := f.Framework
	text, err := fs.ReadFile(p.data, "frameworks/"+tree.ID+".yaml")
	if err != nil {
		return api.FrameworkView{}, err
	}
	hash := sha256.Sum256(text)
	return api.FrameworkView{
		ID: tree.ID, Name: tree.Name, Version: tree.Version, Description: tree.Description,
		SHA256: hex.EncodeToString(hash[:]),
		Years:  api.FrameworkYears{First: f.Years.First, Last: f.Years.Last, Default: f.Years.Default},
		Carry:  f.CarryForward.Limit, CarryWhy: f.CarryForward.Why,
		MinCoverage: f.MinCoverage.Share, MinCoverageWhy: f.MinCoverage.Why,
		Recipe: f.Recipe, RecipeWhy: f.RecipeWhy, Indicators: len(tree.Leaves()),
		Root: tree.Root, Exposure: tree.Exposure,
	}, nil
}
