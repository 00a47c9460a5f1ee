// SPDX-License-Identifier: Apache-2.0

package affiliation

import (
	"os"
	"testing"

	"github.com/qala-observatory/qala/internal/country"
)

// book loads the repository's own tables.
func book(t testing.TB) *Book {
	t.Helper()
	tree := os.DirFS("../../data")
	reg, err := country.Load(tree)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Load(tree, reg)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTablesLoad(t *testing.T) {
	b := book(t)
	if n, err := b.Region("South-Caucasus", YearEnd(2022)); err != nil || len(n) != 3 {
		t.Error(n, err)
	}
	if m, err := b.Members("atlantic alliance", country.Date{Year: 2016, Month: 11, Day: 30}); err != nil || len(m) == 0 {
		t.Error(m, err)
	}
	_, err := b.Region("south-caucasus", YearEnd(1980))
	t.Log(err)
	_, err = b.Region("south-caucasu", YearEnd(1980))
	t.Log(err)
}
