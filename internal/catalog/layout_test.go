// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"strings"
	"testing"
)

// tableSource is a long table; cases change one text of it.
const tableSource = `id: t
title: T
producer: P
homepage: https://p.example
licence: L
citation: C
terms: embed
status: active
kind: survey
reader: table
layout:
  shape: long
  series_column: series
  value_column: value
  country: {column: c, scheme: iso3}
  period: {column: year, first: 1990, last: 2020}
releases:
  - id: "1"
    published: 2020-01-01
    files:
      - path: a.csv
series:
  - {id: a, name: A, definition: A., unit: "%"}
`

func TestLayoutFaults(t *testing.T) {
	cases := []struct{ name, old, with, want string }{
		{"no fault", "shape: long", "shape: long", ""},
		{"unknown shape", "shape: long", "shape: lnog", "12:10: layout.shape: \"lnog\" is unknown (did you mean long?)\n"},
		{"long without series", "  series_column: series\n", "", "11:1: layout.series_column: is missing\n"},
		{"long without values", "  value_column: value\n", "", "11:1: layout.value_column: is missing\n"},
		{"wide with series", "shape: long", "shape: wide", "13:18: layout.series_column: a wide table has no column of series (set shape: long)\n23:6: series[0].column: is missing (a wide table has a column for each series)\n"},
		{"no period", "column: year, ", "", "16:3: layout.period.column: is missing\n"},
		{"years need no period", "shape: long\n  series_column: series\n  value_column: value\n  country: {column: c, scheme: iso3}\n  period: {column: year, first: 1990, last: 2020}", "shape: years\n  series_column: series\n  country: {column: c, scheme: iso3}", ""},
		{"years that run backwards", "last: 2020", "last: 1980", "16:45: layout.period.last: 1980 is before the first year, 1990\n"},
		{"unknown period", "column: year,", "column: year, kind: day,", "16:32: layout.period.kind: \"day\" is unknown (use year, date or session)\n"},
		{"no country", "  country: {column: c, scheme: iso3}\n", "", "11:1: layout.country.column: is missing\n11:1: layout.country.scheme: is missing\n"},
		{"country of each series", "unit: \"%\"}", "unit: \"%\", country: {column: x, scheme: gw}}", ""},
		{"scheme of a series", "unit: \"%\"}", "unit: \"%\", country: {column: x, scheme: xx}}", "23:78: series[0].country.scheme: \"xx\" is unknown (use "},
		{"unknown format", "shape: long", "shape: long\n  format: xlsx", "13:11: layout.format: \"xlsx\" is unknown (use csv or tsv)\n"},
		{"unknown encoding", "shape: long", "shape: long\n  encoding: latin", "13:13: layout.encoding: \"latin\" is unknown (use utf-8 or windows-1252)\n"},
		{"two separators", "shape: long", "shape: long\n  comma: ', '", "13:10: layout.comma: \", \" cannot separate columns (use one character)\n"},
		{"demand without a reason", "shape: long", "shape: long\n  require: [{column: n, min: 3}]", "13:14: layout.require[0].reason: is missing\n"},
		{"layout of one file", "path: a.csv", "path: a.csv\n        layout: {shape: tall, country: {column: c, scheme: iso3}, period: {column: y}}", "22:25: releases[0].files[0].layout.shape: \"tall\" is unknown (use wide, long or years)\n"},
		{"live file without an address", "series:\n  - {id: a", "live: [{path: b.csv}]\nseries:\n  - {id: a", "22:9: live[0].url: is missing\n"},
		{"reader of its own needs no columns", "reader: table", "reader: other", ""},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			s := parseSource("sources/t.yaml", []byte(edit(t, tableSource, tc.old, tc.with)), Known{})
			got := faultLines(sortFaults(s.faults))
			if got != tc.want && (!strings.HasSuffix(tc.want, "(use ") || !strings.HasPrefix(got, tc.want)) {
				t.Errorf("got  %swant %s", got, tc.want)
			}
		})
	}
}
