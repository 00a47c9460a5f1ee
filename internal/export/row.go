// SPDX-License-Identifier: Apache-2.0

package export

import (
	"slices"
	"strconv"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
)

// Row is a value of a panel, or the reason why there is none, with everything
// that it must not travel without.
type Row struct {
	Country       string   `parquet:"country,dict,zstd"`
	CountryName   string   `parquet:"country_name,dict,zstd"`
	Year          int32    `parquet:"year,zstd"`
	Indicator     string   `parquet:"indicator,dict,zstd"`
	IndicatorName string   `parquet:"indicator_name,dict,zstd"`
	Value         *float64 `parquet:"value,optional,zstd"`
	Unit          string   `parquet:"unit,dict,zstd"`
	Low           *float64 `parquet:"low,optional,zstd"`
	High          *float64 `parquet:"high,optional,zstd"`
	StandardError *float64 `parquet:"standard_error,optional,zstd"`
	IntervalLevel *float64 `parquet:"interval_level,optional,zstd"`
	// Missing is the reason why there is no value.
	Missing string `parquet:"missing,dict,zstd"`
	Flags   string `parquet:"flags,dict,zstd"`
	Kind    string `parquet:"kind,dict,zstd"`
	Source  string `parquet:"source,dict,zstd"`
	Release string `parquet:"release,dict,zstd"`
	Licence string `parquet:"licence,dict,zstd"`
	// Formula says how a derived value is computed.
	Formula string `parquet:"formula,dict,zstd"`
	// File, SHA256, RawRow and Place lead to the raw row.
	File   string `parquet:"file,dict,zstd"`
	SHA256 string `parquet:"sha256,dict,zstd"`
	RawRow *int32 `parquet:"row,optional,zstd"`
	Place  string `parquet:"place,dict,zstd"`
}

// columns names the columns of a row.
var columns = []string{
	"country", "country_name", "year", "indicator", "indicator_name", "value", "unit", "low", "high", "standard_error",
	"interval_level", "missing", "flags", "kind", "source", "release", "licence", "formula", "file", "sha256", "row", "place",
}

// Rows lists the rows of a series.
func Rows(s *assess.Series) []Row {
	source, _, _ := strings.Cut(s.Indicator, ".")
	licences, all := map[string]string{}, []string{}
	for _, o := range s.Sources {
		if o.Source == source {
			licences[o.Release] = o.Licence
		}
		if !slices.Contains(all, o.Licence) {
			all = append(all, o.Licence)
		}
	}
	var list []Row
	for _, c := range s.Countries {
		for _, v := range c.Values {
			r := Row{
				Country: string(c.ISO3), CountryName: c.Name, Year: int32(v.Year), Indicator: s.Indicator, IndicatorName: s.IndicatorName,
				Value: v.Value, Unit: string(s.Unit), Low: v.Low, High: v.High, StandardError: v.SE, Missing: v.Missing,
				Flags: strings.Join(v.Flags, " "), Kind: string(s.Kind), Source: source, Release: v.Release,
				Licence: licences[v.Release], Formula: s.Formula,
			}
			if r.Licence == "" && v.Value != nil {
				r.Licence = strings.Join(all, "; ") // a derived value stands under those of all its inputs
			}
			if v.Low != nil && s.Level > 0 {
				level := s.Level
				r.IntervalLevel = &level
			}
			r.refer(v.Ref)
			list = append(list, r)
		}
	}
	return list
}

// refer writes the way to the raw row.
func (r *Row) refer(ref *assess.Ref) {
	if ref == nil {
		return
	}
	r.File, r.SHA256, r.Place = ref.File, ref.SHA256, ref.Place
	if ref.Row > 0 {
		row := int32(ref.Row)
		r.RawRow = &row
	}
}

// cells are the cells of a row in the order of columns.
func (r *Row) cells() []string {
	return []string{
		r.Country, r.CountryName, strconv.Itoa(int(r.Year)), r.Indicator, r.IndicatorName, number(r.Value), r.Unit,
		number(r.Low), number(r.High), number(r.StandardError), number(r.IntervalLevel), r.Missing, r.Flags, r.Kind,
		r.Source, r.Release, r.Licence, r.Formula, r.File, r.SHA256, whole(r.RawRow), r.Place,
	}
}

// number writes a number in the shortest form that reads back as the same, or
// nothing.
func number(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'g', -1, 64)
}

// whole writes a whole number, or nothing.
func whole(v *int32) string {
	if v == nil {
		return ""
	}
	return strconv.Itoa(int(*v))
}
