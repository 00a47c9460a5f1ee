// SPDX-License-Identifier: Apache-2.0

package affiliation_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/snapshot"
)

// editions are the days of the Factbook's editions in the snapshot, by year.
var editions = map[int]country.Date{
	2016: {Year: 2016, Month: 11, Day: 26}, 2020: {Year: 2020, Month: 11, Day: 27},
	2023: {Year: 2023, Month: 12, Day: 30}, 2026: {Year: 2026, Month: 1, Day: 22},
}

// listings reads what the pages of each edition list, out of the snapshot.
func listings(t *testing.T) map[int]map[country.Code]affiliation.Listing {
	t.Helper()
	s, err := snapshot.Open(os.DirFS("../../data/snapshot"))
	if err != nil {
		t.Fatal(err)
	}
	const id = "factbook.org_membership"
	dyads, err := s.Dyads(context.Background(), []string{id}, snapshot.Options{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[int]map[country.Code]affiliation.Listing{}
	for year := range editions {
		out[year] = map[country.Code]affiliation.Listing{}
		for i := range dyads[id].Axis.Len() {
			for _, d := range dyads[id].In(i, year) {
				c := dyads[id].Axis.Code(i)
				if out[year][c] == nil {
					out[year][c] = affiliation.Listing{}
				}
				out[year][c][d.Counterpart] = d.Value
			}
		}
	}
	return out
}

// loaded reads the repository's tables.
func loaded(t *testing.T) *affiliation.Book {
	t.Helper()
	tree := os.DirFS("../../data")
	reg, err := country.Load(tree)
	if err != nil {
		t.Fatal(err)
	}
	b, err := affiliation.Load(tree, reg)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// explainedRow is a row of the table of disagreements in doc/memberships.md:
// organisation, countries, table, Factbook, editions, explanation.
var explainedRow = regexp.MustCompile(`(?m)^\| ([A-Z0-9]+) \| ([A-Z ]+) \| ([a-z –]+) \| ([a-z –]+) \| ([0-9 ]+) \| (\S.{9,}) \|$`)

// explained lists the disagreements that the document explains.
func explained(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile("../../doc/memberships.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, row := range explainedRow.FindAllStringSubmatch(string(text), -1) {
		for _, c := range strings.Fields(row[2]) {
			for _, year := range strings.Fields(row[5]) {
				out[fmt.Sprintf("%s %s %s: table %s, Factbook %s", row[1], c, year, row[3], row[4])] = true
			}
		}
	}
	return out
}

// TestAgainstFactbook holds every membership to the dated editions of the Factbook:
// each disagreement must be explained in the document, and none may be explained
// that is gone.
func TestAgainstFactbook(t *testing.T) {
	b, pages := loaded(t), listings(t)
	none := func(status string) string {
		if status == "" {
			return "–"
		}
		return status
	}
	found, compared := map[string]bool{}, 0
	for year, on := range editions {
		for _, o := range b.Organisations() {
			if len(o.Factbook) == 0 {
				continue
			}
			members, _ := b.Members(o.ID, on)
			compared += len(members)
			for _, d := range b.Compare(o, pages[year], on) {
				found[fmt.Sprintf("%s %s %d: table %s, Factbook %s", o.ID, d.Country, year, none(d.Table), none(d.Listed))] = true
			}
		}
	}
	t.Logf("%d memberships on four days, %d disagreements", compared, len(found))
	written := explained(t)
	report := func(what string, have, lack map[string]bool) {
		var list []string
		for d := range have {
			if !lack[d] {
				list = append(list, d)
			}
		}
		slices.Sort(list)
		for _, d := range list {
			t.Errorf("%s: %s", what, d)
		}
	}
	report("not explained in doc/memberships.md", found, written)
	report("explained in doc/memberships.md and gone", written, found)
	if compared < 4500 || len(found) > compared/10 {
		t.Errorf("%d disagreements among %d memberships", len(found), compared)
	}
}
