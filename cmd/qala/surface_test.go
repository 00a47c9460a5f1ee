// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/qala-observatory/qala/data"
	"github.com/qala-observatory/qala/internal/lexicon"
)

// predicates are words with which phrases begin that cannot stand after "the".
var predicates = strings.Fields(`able absorbs active agreed attendance be below bore births brings brought buys bought can cannot connected could
	devotes died displaced driven enjoy expect expected find fled forced gave GDP given gives go goods had harboured has have having home hooked host
	hosting hosts house in into is killed life live lived lives living looking massacred money more murdered no offered on out outnumber owe owed owes
	people pledged provided provides put puts read received receives refugees same seek seeking sends sent share shelters sided sides spends spent
	supplied supplies taken takes to took unable unemployed uprooted use used using voted votes voting wanted was were with within without work works`)

// TestSurfaceForms puts every name of a concept that is measured, and that can
// stand after "the", into one sentence, and looks whether the concept's own
// indicators answer. A name that the reader cannot find is of no use.
func TestSurfaceForms(t *testing.T) {
	const least = 0.97
	folder, err := fs.Sub(data.FS, lexiconFolder)
	if err != nil {
		t.Fatal(err)
	}
	words, err := lexicon.Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	var rows bytes.Buffer
	answers := map[string][]string{}
	for i := range words.Concepts {
		c := &words.Concepts[i]
		if c.Part || len(c.Measures) == 0 {
			continue
		}
		for _, name := range c.Names {
			first, _, _ := strings.Cut(name, " ")
			if strings.ContainsAny(name, "{}…|?") || slices.Contains(predicates, first) {
				continue
			}
			id := c.ID + ": " + name
			row, err := json.Marshal(map[string]string{"id": id, "text": "In 2015 the " + name + " of Kenya was higher than that of Uganda."})
			if err != nil {
				t.Fatal(err)
			}
			rows.Write(append(row, '\n'))
			for _, m := range c.Measures {
				answers[id] = append(answers[id], m.Indicator)
			}
		}
	}
	found := surfaces(t, rows.Bytes(), answers)
	t.Logf("%d of %d names are found", found, len(answers))
	if ratio(found, len(answers)) < least {
		t.Errorf("%d of %d names are found, below %.2f", found, len(answers), least)
	}
}

// surfaces checks the rows and counts those that an indicator of the concept
// answers, or for which it has no figure.
func surfaces(t *testing.T, rows []byte, answers map[string][]string) (found int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "names.jsonl")
	if err := os.WriteFile(file, rows, 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, remarks := call(t, "check", "--claims", file, "--format", "jsonl")
	if status != done {
		t.Fatalf("status %d: %s", status, remarks)
	}
	for line := range strings.Lines(out) {
		var v struct {
			ID         string   `json:"id"`
			Indicators []string `json:"indicators"`
			Missing    string   `json:"missing"`
			Reason     string   `json:"reason"`
		}
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatal(err)
		}
		own := slices.ContainsFunc(v.Indicators, func(i string) bool { return slices.Contains(answers[v.ID], i) })
		if own || strings.Contains(v.Reason, "do not cover") {
			found++
			continue
		}
		t.Logf("%s: %v %s", v.ID, v.Indicators, v.Reason)
	}
	return found
}
