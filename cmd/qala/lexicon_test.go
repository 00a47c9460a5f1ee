// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/qala-observatory/qala/data"
)

// TestLintLexicon lints lexicons with faults: all are found, in order, under the
// path below the data folder, and a folder without a lexicon has none.
func TestLintLexicon(t *testing.T) {
	concepts := func(text string) fstest.MapFS {
		return fstest.MapFS{"lexicon/economy.yaml": {Data: []byte("field: economy\nconcepts:\n" + text)}}
	}
	for _, test := range []struct {
		name string
		tree fstest.MapFS
		want []string
	}{
		{"no lexicon", fstest.MapFS{"sources/x.yaml": {}}, nil},
		{"unknown field", concepts("- {id: gdp, colour: red}\n"), []string{"lexicon/economy.yaml:3:"}},
		{"no YAML", fstest.MapFS{"lexicon/economy.yaml": {Data: []byte("field: [")}}, []string{"lexicon/economy.yaml:1:"}},
		{
			"a phrase of two concepts, and no measure",
			concepts("- {id: gdp, pillar: economy, names: [output], unit: money, missing: {data: accounts}}\n" +
				"- {id: made, pillar: economy, names: [outputs], unit: money}\n"),
			[]string{"lexicon/economy.yaml:4:1: made: has no measure", `lexicon/economy.yaml:4:1: made: the phrase "outputs" is also gdp's`},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			faults, err := lintLexicon(test.tree, nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(faults) != len(test.want) {
				t.Fatalf("%d faults, want %d: %v", len(faults), len(test.want), faults)
			}
			for i, f := range faults {
				if !strings.HasPrefix(f.String(), test.want[i]) {
					t.Errorf("fault %d is %q, want it to begin with %q", i, f, test.want[i])
				}
			}
		})
	}
}

// TestLexiconPage checks that the page names every concept once.
func TestLexiconPage(t *testing.T) {
	pages, err := newProgram(nil, streams{}, data.FS).pages()
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		if page.name != "lexicon.md" {
			continue
		}
		for _, want := range []string{"\n### gdp_growth\n", "\n### refugees_hosted\n", "`unhcr.refugees_hosted`", "Your own copy can be read: `cow-nmc`."} {
			if !strings.Contains(string(page.text), want) {
				t.Errorf("the page does not hold %q", want)
			}
		}
		if n := strings.Count(string(page.text), "\n### tolerance\n"); n != 1 {
			t.Errorf("tolerance stands %d times", n)
		}
		return
	}
	t.Error("there is no page lexicon.md")
}
