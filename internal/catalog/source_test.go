// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// Columns are counted in characters; the expected places were read off the file.
func TestSourceFaults(t *testing.T) {
	cases := []struct{ name, old, with, want string }{
		{"no fault", "id: alpha", "id: alpha", ""},
		{"id is not the file's", "id: alpha", "id: alpine", "1:5: id: \"alpine\" is not the name of the file, \"alpha\"\n"},
		{"no producer", "producer: Office of Alpha\n", "", "1:1: producer: is missing\n"},
		{"producer without a value", "producer: Office of Alpha", "producer:", "3:1: producer: is missing\n"},
		{"homepage is a path", "homepage: https://alpha.example/tables", "homepage: /tables", "4:11: homepage: \"/tables\" is not a web address (begin with https://)\n"},
		{"unknown terms", "terms: embed", "terms: embeded", "9:8: terms: \"embeded\" is unknown (did you mean embed?)\n"},
		{"share in per cent", "max_rejected: 0.01", "max_rejected: 1%", "12:15: max_rejected: wants a number, not text\n"},
		{"reader that is not there", "reader: table", "reader: tables", "13:9: reader: \"tables\" is unknown (did you mean table?)\n"},
		{"scheme that is not there", "scheme: iso3,", "scheme: iso33,", "15:35: layout.country.scheme: \"iso33\" is unknown (did you mean iso3 or iso2?)\n"},
		{"alias to no country", "ROM: ROU", "ROM: ROMA", "15:69: layout.country.aliases.ROM: \"ROMA\" is no code of the country register\n"},
		{"release out of order", "published: 2021-05-01", "published: 2019-05-01", "24:16: releases[1].published: 2019-05-01 is before 2020-05-01, the release above (put the earliest release first)\n"},
		{"day that does not exist", "published: 2021-05-01", "published: 2021-05-32", "24:16: releases[1].published: date \"2021-05-32\": no such day\n"},
		{"file twice", "path: alpha/two.csv, url: \"https://alpha.example/two.csv\", series: [growth, trust]", "path: alpha/one.csv", "25:20: releases[1].files[0].path: file \"alpha/one.csv\" stands twice\n"},
		{"file of an unknown series", "series: [growth, trust]", "series: [growth, truth]", "25:90: releases[1].files[0].series[1]: series \"truth\" is not among the source's (did you mean trust?)\n"},
		{"path that leaves the folder", "path: alpha/one.csv", "path: ../one.csv", "22:20: releases[0].files[0].path: \"../one.csv\" is not a path below the folder of raw data (use forward slashes, no leading slash and no dots)\n"},
		{"series twice", "{id: people", "{id: growth", "37:10: series[2].id: series \"growth\" stands twice\n"},
		{"no unit", "    unit: \"%\"\n", "", "28:5: series[1].unit: is missing\n"},
		{"wide series without a column", ", column: p}", "}", "37:6: series[2].column: is missing (a wide table has a column for each series)\n"},
		{"half an interval", "    high: t_high\n", "", "28:5: series[1]: low and high go together\n"},
		{"level in per cent", "interval_level: 0.9", "interval_level: 90", "35:21: series[1].interval_level: 90 is not a probability from 0 to 1\n"},
		{"dyads without a counterpart", "  counterpart: {column: other, scheme: text}\n", "", "37:100: series[3].dyadic: the layout has no counterpart column (name it in layout.counterpart)\n"},
		{"a note that is nothing", "- Years are fiscal years.", "- ~", "40:3: notes[0]: the entry is empty (remove it, or quote it if it is the text null)\n"},
		{"bool in words", "dyadic: true", "dyadic: yes", "38:100: series[3].dyadic: wants true or false, not text\n"},
	}
	known := Known{Countries: register(t), Readers: []string{"table", "own"}}
	text := good(t, "sources/alpha.yaml")
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			s := parseSource("sources/alpha.yaml", []byte(edit(t, text, tc.old, tc.with)), known)
			if got := faultLines(sortFaults(s.faults)); got != tc.want {
				t.Errorf("got  %swant %s", got, tc.want)
			}
		})
	}
}

// Texts that look like numbers stay as they are written.
func TestSourceDecodes(t *testing.T) {
	s, ok := goodCatalog(t).Source("alpha")
	if !ok {
		t.Fatal("the source is not there")
	}
	if diff := cmp.Diff([]string{"-999", ".."}, s.Layout.Missing); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	if s.Releases[0].Published.String() != "2020-05-01" || s.Layout.Country.Aliases["ROM"] != "ROU" {
		t.Errorf("decoded %+v", s)
	}
}

func TestImporterOnlyIsNotShipped(t *testing.T) {
	for name, want := range map[string]int{
		"snapshot/own-copy.parquet": 1, "snapshot/own-copy.rejected.parquet": 1, "snapshot/alpha.parquet": 0,
	} {
		data := fstest.MapFS{name: {Data: []byte("x")}}
		for _, file := range []string{"sources/alpha.yaml", "sources/own-copy.yaml"} {
			data[file] = &fstest.MapFile{Data: []byte(good(t, file))}
		}
		if faults := Lint(data, Known{}); len(faults) != want {
			t.Errorf("%s: %d faults, want %d: %v", name, len(faults), want, Faults(faults))
		}
	}
}
