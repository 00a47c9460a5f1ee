// SPDX-License-Identifier: Apache-2.0

package table

import (
	"errors"
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/source"
)

// shapes, formats, encodings, kinds and combines are what a definition may say.
var (
	shapes    = []string{"", "wide", "long", "years"}
	formats   = []string{"", "csv", "tsv"}
	encodings = []string{"", "utf-8", "windows-1252"}
	kinds     = []string{"", "year", "date", "session"}
	combines  = []source.Combine{
		"", source.Sum, source.Count, source.Mean, source.Max, source.Last,
	}
)

// check compares the definition with itself.
func (r *reader) check() error {
	var faults []error
	layouts := []*source.Layout{}
	add := func(specs []source.FileSpec) {
		for i := range specs {
			if l := specs[i].Layout; l != nil {
				layouts = append(layouts, l)
			} else if !slices.Contains(layouts, &r.def.Layout) {
				layouts = append(layouts, &r.def.Layout)
			}
		}
	}
	for _, release := range r.def.Releases {
		add(release.Files)
	}
	add(r.def.Live)
	if len(layouts) == 0 {
		layouts = append(layouts, &r.def.Layout)
	}
	for _, l := range layouts {
		faults = append(faults, r.checkLayout(l))
	}
	for i := range r.def.Series {
		if err := r.checkSeries(&r.def.Series[i]); err != nil {
			faults = append(faults, fmt.Errorf("series %s: %w", r.def.Series[i].ID, err))
		}
	}
	return errors.Join(faults...)
}

// checkLayout compares a layout with itself.
func (r *reader) checkLayout(l *source.Layout) error {
	var faults []error
	put := func(wrong bool, text string) {
		if wrong {
			faults = append(faults, errors.New("layout: "+text))
		}
	}
	put(!slices.Contains(formats, l.Format), "format "+l.Format+": want csv or tsv")
	put(!slices.Contains(encodings, l.Encoding), "encoding "+l.Encoding+": want utf-8 or windows-1252")
	put(len(l.Comma) > 1, "comma: want one byte")
	put(l.Comma == `"` || l.Comma == "\n" || l.Comma == "\r", "comma: a quote or line end separates nothing")
	put(!slices.Contains(shapes, l.Shape), "shape "+l.Shape+": want wide, long or years")
	put(!slices.Contains(kinds, l.Period.Kind), "period kind "+l.Period.Kind+": want year, date or session")
	put(l.Shape == "long" && (l.SeriesColumn == "" || l.ValueColumn == ""),
		"a long table needs series_column and value_column")
	put((l.Shape == "" || l.Shape == "wide") && l.SeriesColumn != "", "a wide table has no series_column")
	put(l.Shape != "years" && l.Period.Column == "", "period column is missing")
	put(l.Period.Last != 0 && l.Period.Last < l.Period.First, "period ends before it begins")
	columns := []source.CountryColumn{l.Country}
	if l.Counterpart.Column != "" && l.Counterpart.Scheme != "text" {
		columns = append(columns, l.Counterpart)
	}
	for _, c := range columns {
		if c.Column == "" && r.everySeriesHasCountry() {
			continue
		}
		put(c.Column == "", "country column is missing")
		if _, err := source.NewPlaces(r.reg, c); err != nil {
			faults = append(faults, fmt.Errorf("layout: country: %w", err))
		}
	}
	return errors.Join(faults...)
}

// everySeriesHasCountry tells that the layout's country column is not needed.
func (r *reader) everySeriesHasCountry() bool {
	return !slices.ContainsFunc(r.def.Series, func(s source.Series) bool { return s.Country == nil })
}

// checkSeries compares a series with itself and with the layout.
func (r *reader) checkSeries(s *source.Series) error {
	spread := s.SE != "" || s.Low != "" || s.High != ""
	switch {
	case !slices.Contains(combines, s.Combine):
		return fmt.Errorf("combine %s: want sum, count, mean, max or last", s.Combine)
	case s.Combine != "" && spread:
		return fmt.Errorf("combine %s leaves no standard error or interval", s.Combine)
	case (s.Low == "") != (s.High == ""):
		return errors.New("low and high go together")
	case s.Dyadic && r.def.Layout.Counterpart.Column == "":
		return errors.New("dyadic, but the layout has no counterpart")
	case s.Scale < 0:
		return errors.New("scale is negative")
	}
	if s.Country != nil {
		if _, err := source.NewPlaces(r.reg, *s.Country); err != nil {
			return fmt.Errorf("country: %w", err)
		}
	}
	return nil
}
