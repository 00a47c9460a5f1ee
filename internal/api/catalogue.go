// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/endpoint"
)

// IndicatorsPage is a part of the list of indicators.
type IndicatorsPage struct {
	Of         int             `json:"of"`
	Next       string          `json:"next,omitempty"`
	Indicators []IndicatorView `json:"indicators"`
}

// SourcesList is the list of sources.
type SourcesList struct {
	Of      int          `json:"of"`
	Sources []SourceView `json:"sources"`
}

// FrameworksList is the list of frameworks, without their trees.
type FrameworksList struct {
	Of         int             `json:"of"`
	Frameworks []FrameworkView `json:"frameworks"`
}

// IndicatorsAsked holds the parameters of the list of indicators.
type IndicatorsAsked struct {
	endpoint.Paged
	Text      string `query:"q" maxLength:"100" doc:"List those whose id, name or definition holds this text; a text with * or ? is compared with the ids." example:"inflation"`
	Source    string `query:"source" maxLength:"64" doc:"List those of this source alone." example:"wdi"`
	Framework string `query:"framework" maxLength:"64" doc:"List those that this framework uses alone." example:"core"`
}

// IDAsked names one definition.
type IDAsked struct {
	ID string `path:"id" maxLength:"200" doc:"The id."`
}

// NothingAsked is a question without parameters.
type NothingAsked struct{}

// find looks an id up in a list of definitions.
func find[T any](list []T, id string, idOf func(T) string) (*T, bool) {
	i, ok := slices.BinarySearchFunc(list, id, func(v T, id string) int { return strings.Compare(idOf(v), id) })
	if !ok {
		return nil, false
	}
	return &list[i], true
}

// defined looks up a definition; place is the parameter that names it.
func defined[T any](s *Service, p endpoint.Param, n Noun, in func(*Catalogue) (*T, bool)) (*T, error) {
	c, err := s.cases.Catalogue()
	if err != nil {
		return nil, err
	}
	if v, ok := in(c); ok {
		return v, nil
	}
	return nil, notThere(p, n, c.Suggest(n, p.Value))
}

// indicator looks up an indicator.
func (s *Service) indicator(id, place string) (*IndicatorView, error) {
	return defined(s, endpoint.Param{Place: place, Value: id}, IndicatorNoun, func(c *Catalogue) (*IndicatorView, bool) {
		return find(c.Indicators, id, func(v IndicatorView) string { return v.ID })
	})
}

// source looks up a source.
func (s *Service) source(id, place string) (*SourceView, error) {
	return defined(s, endpoint.Param{Place: place, Value: id}, SourceNoun, func(c *Catalogue) (*SourceView, bool) {
		return find(c.Sources, id, func(v SourceView) string { return v.ID })
	})
}

// framework looks up a framework.
func (s *Service) framework(id, place string) (*FrameworkView, error) {
	return defined(s, endpoint.Param{Place: place, Value: id}, FrameworkNoun, func(c *Catalogue) (*FrameworkView, bool) {
		return find(c.Frameworks, id, func(v FrameworkView) string { return v.ID })
	})
}

// indicators is the route of the list of indicators.
func indicators(s *Service) {
	endpoint.Add(s.server, endpoint.Route[IndicatorsAsked, IndicatorsPage]{
		Path: "/indicators", ID: "indicators", Tag: "catalogue",
		Summary: "List the indicators",
		About:   "Every series of every source and every derived indicator: unit, kind, years, countries and use. Entries are those of qala indicators --format json.",
		Write:   endpoint.Writers[IndicatorsPage]{endpoint.CSV: indicatorsCSV},
		Ask:     s.askIndicators,
	})
}

// askIndicators prepares the list of indicators.
func (s *Service) askIndicators(_ context.Context, in *IndicatorsAsked) (*endpoint.Asked[IndicatorsPage], error) {
	if _, err := in.After(); err != nil {
		return nil, err
	}
	if in.Source != "" {
		if _, err := s.source(in.Source, "query.source"); err != nil && in.Source != "qala" {
			return nil, err
		}
	}
	if in.Framework != "" {
		if _, err := s.framework(in.Framework, "query.framework"); err != nil {
			return nil, err
		}
	}
	return &endpoint.Asked[IndicatorsPage]{
		Key: fmt.Sprintf("%+v", *in),
		Do: func(context.Context) (*IndicatorsPage, error) {
			c, err := s.cases.Catalogue()
			if err != nil {
				return nil, err
			}
			list := slices.DeleteFunc(slices.Clone(c.Indicators), func(v IndicatorView) bool { return !in.holds(&v) })
			part, next, err := endpoint.Page(in.Paged, list, func(v IndicatorView) string { return v.ID })
			return &IndicatorsPage{Of: len(list), Next: next, Indicators: part}, err
		},
	}, nil
}

// holds tells whether an indicator is within the limits of a question.
func (in *IndicatorsAsked) holds(v *IndicatorView) bool {
	if in.Source != "" && v.Source != in.Source || in.Framework != "" && !slices.Contains(v.Frameworks, in.Framework) {
		return false
	}
	if strings.ContainsAny(in.Text, "*?") {
		ok, err := path.Match(in.Text, v.ID)
		return ok && err == nil
	}
	folded := country.Fold(in.Text)
	return strings.Contains(strings.ToLower(v.ID), strings.ToLower(in.Text)) || folded != "" &&
		(strings.Contains(country.Fold(v.Name), folded) || strings.Contains(country.Fold(v.Definition), folded))
}

// oneIndicator is the route of one indicator.
func oneIndicator(s *Service) {
	endpoint.Add(s.server, endpoint.Route[IDAsked, IndicatorView]{
		Path: "/indicators/{id}", ID: "indicator", Tag: "catalogue",
		Summary: "Describe one indicator",
		About:   "Definition, unit, kind, coverage, formula and limits of an indicator.",
		Write: endpoint.Writers[IndicatorView]{endpoint.CSV: func(w io.Writer, v *IndicatorView) error {
			return indicatorsCSV(w, &IndicatorsPage{Indicators: []IndicatorView{*v}})
		}},
		Ask: func(_ context.Context, in *IDAsked) (*endpoint.Asked[IndicatorView], error) {
			v, err := s.indicator(in.ID, "path.id")
			return known(in.ID, v), err
		},
	})
}

// known is a question whose answer is at hand.
func known[T any](id string, v *T) *endpoint.Asked[T] {
	return &endpoint.Asked[T]{Key: id, Do: func(context.Context) (*T, error) { return v, nil }}
}

// sources is the route of the list of sources.
func sources(s *Service) {
	endpoint.Add(s.server, endpoint.Route[NothingAsked, SourcesList]{
		Path: "/sources", ID: "sources", Tag: "catalogue",
		Summary: "List the sources",
		About:   "The producers' data sets with release, licence and citation, and what became of their raw rows. Entries are those of qala sources --format json.",
		Write:   endpoint.Writers[SourcesList]{endpoint.CSV: sourcesCSV},
		Ask: func(_ context.Context, _ *NothingAsked) (*endpoint.Asked[SourcesList], error) {
			c, err := s.cases.Catalogue()
			if err != nil {
				return nil, err
			}
			return known("", &SourcesList{Of: len(c.Sources), Sources: c.Sources}), nil
		},
	})
}

// oneSource is the route of one source.
func oneSource(s *Service) {
	endpoint.Add(s.server, endpoint.Route[IDAsked, SourceView]{
		Path: "/sources/{id}", ID: "source", Tag: "catalogue",
		Summary: "Describe one source",
		About:   "Releases, licence, citation, raw files with their hashes, and why rows were rejected. As qala sources ID --format json prints it.",
		Write: endpoint.Writers[SourceView]{endpoint.CSV: func(w io.Writer, v *SourceView) error {
			return sourcesCSV(w, &SourcesList{Sources: []SourceView{*v}})
		}},
		Ask: func(_ context.Context, in *IDAsked) (*endpoint.Asked[SourceView], error) {
			v, err := s.source(in.ID, "path.id")
			return known(in.ID, v), err
		},
	})
}

// frameworks is the route of the list of frameworks.
func frameworks(s *Service) {
	endpoint.Add(s.server, endpoint.Route[NothingAsked, FrameworksList]{
		Path: "/frameworks", ID: "frameworks", Tag: "catalogue",
		Summary: "List the frameworks",
		About:   "The frameworks by which states are judged, without their trees.",
		Ask: func(_ context.Context, _ *NothingAsked) (*endpoint.Asked[FrameworksList], error) {
			c, err := s.cases.Catalogue()
			if err != nil {
				return nil, err
			}
			list := slices.Clone(c.Frameworks)
			for i := range list {
				list[i].Root, list[i].Exposure = nil, nil
			}
			return known("", &FrameworksList{Of: len(list), Frameworks: list}), nil
		},
	})
}

// oneFramework is the route of one framework.
func oneFramework(s *Service) {
	endpoint.Add(s.server, endpoint.Route[IDAsked, FrameworkView]{
		Path: "/frameworks/{id}", ID: "framework", Tag: "catalogue",
		Summary: "Describe one framework",
		About:   "The tree with weights, directions and goalposts, the recipe, and the reason for each choice.",
		Ask: func(_ context.Context, in *IDAsked) (*endpoint.Asked[FrameworkView], error) {
			v, err := s.framework(in.ID, "path.id")
			return known(in.ID, v), err
		},
	})
}

// indicatorsCSV writes indicators for programs, in the columns of the command.
func indicatorsCSV(w io.Writer, p *IndicatorsPage) error {
	t := endpoint.NewTable(w, "id", "name", "unit", "kind", "source", "first_year", "last_year", "countries", "frameworks", "formula", "definition", "limits")
	for _, v := range p.Indicators {
		t.Row(v.ID, v.Name, v.Unit, v.Kind, v.Source, endpoint.OrEmpty(v.First), endpoint.OrEmpty(v.Last), endpoint.OrEmpty(v.Countries),
			strings.Join(v.Frameworks, " "), v.Formula, v.Definition, v.Limits)
	}
	return t.End()
}

// sourcesCSV writes sources for programs, in the columns of the command.
func sourcesCSV(w io.Writer, list *SourcesList) error {
	t := endpoint.NewTable(w, "id", "title", "producer", "releases", "newest_published", "licence", "terms", "kind", "series",
		"rows_read", "values_kept", "rows_rejected", "rows_skipped")
	for _, v := range list.Sources {
		ids, published := []string{}, ""
		for _, r := range v.Releases {
			ids, published = append(ids, r.ID), r.Published.String()
		}
		cells := []any{v.ID, v.Title, v.Producer, strings.Join(ids, " "), published, v.Licence, v.Terms, v.Kind, v.Series, nil, nil, nil, nil}
		if v.Held != nil {
			r := v.Held.Rows
			cells = append(cells[:9], r.Read, r.Kept, r.Rejected, r.Skipped)
		}
		t.Row(cells...)
	}
	return t.End()
}
