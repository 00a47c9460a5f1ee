// SPDX-License-Identifier: Apache-2.0

package claim

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
)

// PactsFile is the name of the table of defence pacts in the data folder.
const PactsFile = "pacts.csv"

// Pact is a treaty by which states are bound to defend one another.
type Pact struct {
	// Name is what it is called.
	Name string
	// Members are its states, or the one organisation whose members they are.
	Members      []country.Code
	Organisation string
	// From and To are the first and last day on which it was in force; zero is open.
	From, To country.Date
	// Since and Until are those as the table writes them.
	Since, Until string
	// Source is the treaty, Note what must be known.
	Source, Note string
}

// Holds tells whether a pact is in force on a day; the zero day is today.
func (p *Pact) Holds(on country.Date) bool {
	if on.IsZero() {
		return p.To.IsZero()
	}
	return !on.Before(p.From) && (p.To.IsZero() || !p.To.Before(on))
}

// LoadPacts reads the table of pacts, and returns all that is wrong with it joined,
// with lines.
func LoadPacts(tree fs.FS) ([]Pact, error) {
	f, err := tree.Open(PactsFile)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ParsePacts(f)
}

// ParsePacts reads a table of pacts: name, members, from, to, source, note.
func ParsePacts(r io.Reader) ([]Pact, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = 6
	var out []Pact
	var faults []error
	for n := 1; ; n++ {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, errors.Join(faults...)
		}
		if err != nil {
			return out, errors.Join(append(faults, fmt.Errorf("%s: %w", PactsFile, err))...)
		}
		if n == 1 && row[0] == "name" {
			continue
		}
		p, err := pactOf(row)
		if err != nil {
			line, _ := in.FieldPos(0)
			faults = append(faults, fmt.Errorf("%s: line %d: %w", PactsFile, line, err))
			continue
		}
		out = append(out, p)
	}
}

// pactOf reads one row.
func pactOf(row []string) (Pact, error) {
	p := Pact{Name: row[0], Since: row[2], Until: row[3], Source: row[4], Note: row[5]}
	if p.Name == "" || p.Source == "" {
		return p, errors.New("wants a name and a source")
	}
	for _, m := range strings.Split(row[1], "|") {
		if org, ok := strings.CutPrefix(m, "org:"); ok {
			p.Organisation = org
			continue
		}
		if len(m) != 3 || strings.ToUpper(m) != m {
			return p, fmt.Errorf("member %q is no country code", m)
		}
		p.Members = append(p.Members, country.Code(m))
	}
	if p.Organisation == "" && len(p.Members) < 2 {
		return p, errors.New("a pact has two members or more")
	}
	var err error
	if p.From, _, err = affiliation.ParseDate(row[2]); err != nil {
		return p, fmt.Errorf("from: %w", err)
	}
	if row[3] != "" {
		if _, p.To, err = affiliation.ParseDate(row[3]); err != nil {
			return p, fmt.Errorf("to: %w", err)
		}
	}
	return p, nil
}
