// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
)

// call runs the program and returns its status and what it wrote.
func call(t testing.TB, args ...string) (status int, out, remarks string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status = run(context.Background(), args, strings.NewReader(""), streams{&stdout, &stderr})
	return status, stdout.String(), stderr.String()
}

func TestExitStatus(t *testing.T) {
	for _, c := range []struct {
		args string
		want int
	}{
		{"assess AZE", done},
		{"assess AZE --format json", done},
		{"explain RUS wdi.FP.CPI.TOTL.ZG --year 2023", done},
		{"assess Gerogia", notFound},
		{"assess Korea", notFound},
		{"assess Aruba", notFound},
		{"assess AZE --framework nothing", notFound},
		{"explain AZE wdi.NOTHING", notFound},
		{"assess", wrongUse},
		{"assess AZE GEO", wrongUse},
		{"assess AZE --year 1890", wrongUse},
		{"assess AZE --year soon", wrongUse},
		{"assess AZE --as-of 2016-02-30", wrongUse},
		{"assess AZE --format xml", wrongUse},
		{"compare AZE", wrongUse},
		{"judge AZE", wrongUse},
		{"assess AZE --snapshot nowhere", failed},
	} {
		t.Run(c.args, func(t *testing.T) {
			got, out, remarks := call(t, strings.Fields(c.args)...)
			if got != c.want {
				t.Errorf("status %d, want %d: %s", got, c.want, remarks)
			}
			if (got != done) != strings.HasPrefix(remarks, "qala: ") {
				t.Errorf("status %d, remarks %q", got, remarks)
			}
			if got != done && out != "" {
				t.Errorf("a failure wrote data: %q", out)
			}
		})
	}
}

// TestAssessContract reads the JSON that others rely on.
func TestAssessContract(t *testing.T) {
	_, out, _ := call(t, "assess", "AZE", "--year", "2022", "--format", "json")
	var a struct {
		ID, Country, Name, Framework string
		Year                         int
		Overall                      struct {
			Score    *float64
			Rank, Of int
			Coverage float64
		}
		Pillars []struct {
			ID, Kind   string
			Score      *float64
			Rank, Of   int
			Indicators []map[string]any
		}
		Warnings []map[string]string
	}
	if err := json.Unmarshal([]byte(out), &a); err != nil {
		t.Fatal(err)
	}
	if a.Country != "AZE" || a.Name != "Azerbaijan" || a.Year != 2022 || a.Framework != "core" || len(a.ID) != 16 {
		t.Errorf("heading %q %q %d %q %q", a.Country, a.Name, a.Year, a.Framework, a.ID)
	}
	if a.Overall.Score == nil || a.Overall.Of < 165 {
		t.Errorf("overall %+v: at least 165 states must be scored", a.Overall)
	}
	var ids []string
	scored := 0
	for _, p := range a.Pillars {
		ids = append(ids, p.ID+" "+p.Kind)
		for _, i := range p.Indicators {
			scored++
			checkIndicator(t, i)
		}
	}
	if got := strings.Join(ids, ", "); got != "society soft, economy soft, participation soft, aggression hard" {
		t.Errorf("pillars %s", got)
	}
	if scored < 45 {
		t.Errorf("%d scored indicators", scored)
	}
}

// checkIndicator holds one indicator to the contract: a value with all that it
// needs, or a reason and no value.
func checkIndicator(t *testing.T, i map[string]any) {
	t.Helper()
	if i["missing"] != nil {
		if i["value"] != nil || i["score"] != nil {
			t.Errorf("missing and there: %v", i)
		}
		return
	}
	for _, key := range []string{"id", "name", "value", "unit", "year", "score", "weight", "direction", "source", "release", "licence", "ref", "flags"} {
		if i[key] == nil {
			t.Errorf("%v lacks %s", i["id"], key)
		}
	}
	ref, _ := i["ref"].(map[string]any)
	if ref["sha256"] == nil || ref["file"] == nil || ref["row"] == nil && ref["place"] == nil {
		t.Errorf("%v leads nowhere: %v", i["id"], ref)
	}
}

// TestEveryYearScores ranks years over the span of the framework: enough states
// are scored in each.
func TestEveryYearScores(t *testing.T) {
	for _, c := range []struct {
		year  string
		least int
	}{{"1996", 120}, {"2005", 150}, {"2016", 165}, {"2022", 165}, {"2024", 165}} {
		_, out, _ := call(t, "rank", "--year", c.year, "--format", "json")
		var r struct {
			Of        int
			Countries []struct{ Score *float64 }
		}
		if err := json.Unmarshal([]byte(out), &r); err != nil {
			t.Fatal(err)
		}
		if r.Of < c.least || len(r.Countries) < 190 {
			t.Errorf("%s: %d of %d states scored, want %d", c.year, r.Of, len(r.Countries), c.least)
		}
	}
}

// BenchmarkAssess is the main job in one process, from opening the embedded
// data to the last byte; starting the process adds a few milliseconds.
func BenchmarkAssess(b *testing.B) {
	for b.Loop() {
		if status, _, remarks := call(b, "assess", "AZE", "--year", "2022"); status != done {
			b.Fatal(remarks)
		}
	}
}
