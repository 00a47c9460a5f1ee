// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/api"
	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/snapshot"
)

// newIndicators makes the command indicators.
func newIndicators(p *program) *cobra.Command {
	var only selection
	cmd := &cobra.Command{
		Use:   "indicators [PATTERN]",
		Short: "List the indicators: unit, kind, years, countries, use",
		Long: `Indicators lists every series of every source and every derived indicator: its
unit, how it comes to be, the years and countries it covers, and the frameworks
that use it. A pattern with * or ? is compared with the ids; any other text is
looked for in ids, names and definitions. The whole id shows one indicator with
its definition and limits.

` + exitHelp,
		Example: `  qala indicators
  qala indicators 'vdem15.*'
  qala indicators inflation
  qala indicators --framework core --format csv
  qala indicators wdi.NY.GDP.MKTP.KD.ZG`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("want at most one pattern; got %d", len(args))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&only.source, "source", "", "list those of this `source` alone")
	cmd.Flags().StringVar(&only.framework, "framework", "", "list those that this `framework` uses")
	f := formatFlag(cmd)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		pattern := ""
		if len(args) == 1 {
			pattern = args[0]
		}
		views, err := p.indicators(pattern, only)
		if err != nil {
			return err
		}
		return p.printIndicators(views, pattern, *f)
	}
	return cmd
}

// viewIndicator gathers what is printed of an indicator.
func viewIndicator(e *catalog.Entry, c *catalog.Catalog, s *snapshot.Snapshot) api.IndicatorView {
	source, _, _ := strings.Cut(e.ID, ".")
	v := api.IndicatorView{
		ID: e.ID, Name: e.Name, Definition: e.Definition, Unit: string(e.Unit), Kind: string(e.Kind),
		Source: source, Dyadic: e.Dyadic, Why: e.Why, Limits: e.Limits, Frameworks: []string{},
	}
	if e.Derivation != nil {
		v.Formula, v.Inputs = e.Derivation.Formula(), e.Derivation.Of
	}
	if facts, ok := s.Indicator(e.ID); ok {
		v.First, v.Last, v.Countries = facts.First, facts.Last, facts.Countries
	}
	for _, use := range c.Uses(e.ID) {
		if !slices.Contains(v.Frameworks, use.Framework) {
			v.Frameworks = append(v.Frameworks, use.Framework)
		}
	}
	return v
}

// selection limits a list of indicators; what is empty does not.
type selection struct{ source, framework string }

// check finds ids that there are not.
func (s selection) check(c *catalog.Catalog) error {
	if _, ok := c.Framework(s.framework); !ok && s.framework != "" {
		return unknown("framework", s.framework, c.SuggestFramework(s.framework))
	}
	for _, e := range c.Indicators() {
		if source, _, _ := strings.Cut(e.ID, "."); s.source == "" || source == s.source {
			return nil
		}
	}
	return unknown("source", s.source, c.SuggestSource(s.source))
}

// holds tells whether an indicator is within the limits.
func (s selection) holds(v api.IndicatorView) bool {
	return (s.source == "" || v.Source == s.source) &&
		(s.framework == "" || slices.Contains(v.Frameworks, s.framework))
}

// indicators lists what matches.
func (p *program) indicators(pattern string, only selection) ([]api.IndicatorView, error) {
	c, err := p.catalog()
	if err != nil {
		return nil, err
	}
	s, err := p.snapshot()
	if err != nil {
		return nil, err
	}
	matches, err := matcher(pattern, c)
	if err != nil {
		return nil, err
	}
	if err := only.check(c); err != nil {
		return nil, err
	}
	views, matched := []api.IndicatorView{}, false
	for _, e := range c.Indicators() {
		if !matches(e) {
			continue
		}
		matched = true
		if v := viewIndicator(e, c, s); only.holds(v) {
			views = append(views, v)
		}
	}
	switch {
	case !matched:
		return nil, unknown("indicator", pattern, c.Suggest(pattern))
	case len(views) == 0:
		return nil, fmt.Errorf("%w: an indicator within --source and --framework", errNotFound)
	}
	return views, nil
}

// matcher tells which indicators a pattern means.
func matcher(pattern string, c *catalog.Catalog) (func(*catalog.Entry) bool, error) {
	if _, exact := c.Indicator(pattern); exact {
		return func(e *catalog.Entry) bool { return e.ID == pattern }, nil
	}
	if strings.ContainsAny(pattern, "*?[") {
		if _, err := path.Match(pattern, ""); err != nil {
			return nil, usage("pattern %q: a bracket is not closed", pattern)
		}
		return func(e *catalog.Entry) bool {
			ok, err := path.Match(pattern, e.ID)
			return ok && err == nil
		}, nil
	}
	plain, folded := strings.ToLower(pattern), country.Fold(pattern)
	return func(e *catalog.Entry) bool {
		return strings.Contains(strings.ToLower(e.ID), plain) || folded != "" &&
			(strings.Contains(country.Fold(e.Name), folded) || strings.Contains(country.Fold(e.Definition), folded))
	}, nil
}

// printIndicators prints indicators: a page where the pattern is the id of one.
func (p *program) printIndicators(views []api.IndicatorView, pattern string, f format) error {
	switch {
	case f == asJSON:
		return writeJSON(p.stdout, views)
	case f == asCSV:
		return indicatorsGrid(views).csv(p.stdout)
	case len(views) == 1 && views[0].ID == pattern:
		return p.printIndicator(views[0])
	}
	g := grid{
		header: []string{"indicator\nname, unit", "kind\nused in", "years", "countries"},
		right:  []int{3}, wrap: map[int]int{0: p.columns() - 42, 1: 16},
	}
	for _, v := range views {
		kind := v.Kind
		if v.Formula != "" {
			kind = "derived"
		}
		countries := ""
		if v.Countries > 0 {
			countries = count(v.Countries)
		}
		g.add(v.ID+"\n"+v.Name+", "+v.Unit, strings.TrimRight(kind+"\n"+strings.Join(v.Frameworks, ", "), "\n"),
			years(v.First, v.Last), countries)
	}
	return g.text(p.stdout)
}

// printIndicator prints the page of one indicator.
func (p *program) printIndicator(v api.IndicatorView) error {
	width := p.columns()
	var b strings.Builder
	fact(&b, "indicator", v.ID, width)
	fact(&b, "name", v.Name, width)
	fact(&b, "definition", v.Definition, width)
	fact(&b, "unit", v.Unit, width)
	fact(&b, "kind", v.Kind, width)
	fact(&b, "formula", v.Formula, width)
	fact(&b, "inputs", strings.Join(v.Inputs, "\n"), width)
	if v.Countries > 0 {
		fact(&b, "held", years(v.First, v.Last)+", "+count(v.Countries)+" countries", width)
	}
	fact(&b, "used in", strings.Join(v.Frameworks, ", "), width)
	fact(&b, "limits", v.Limits, width)
	fact(&b, "why", v.Why, width)
	_, err := p.stdout.Write([]byte(b.String()))
	return err
}

// indicatorsGrid has a row for each indicator.
func indicatorsGrid(views []api.IndicatorView) *grid {
	g := &grid{header: []string{"id", "name", "unit", "kind", "source", "first_year", "last_year", "countries", "frameworks", "formula", "definition", "limits"}}
	for _, v := range views {
		first, last, countries := any(""), any(""), any("")
		if v.Countries > 0 {
			first, last, countries = v.First, v.Last, v.Countries
		}
		g.add(v.ID, v.Name, v.Unit, v.Kind, v.Source, first, last, countries, strings.Join(v.Frameworks, " "), v.Formula, v.Definition, v.Limits)
	}
	return g
}
