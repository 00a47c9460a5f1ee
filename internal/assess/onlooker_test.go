// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"context"
	"errors"
	"testing"

	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
)

// passer looks on as it is told to.
type passer struct {
	alone
	line        *NeighbourhoodLine
	drawn, seen error
	asked       []string
}

// Vary notes the wish and draws as nobody would.
func (p *passer) Vary(ctx context.Context, w Wish) (*multiverse.Result, error) {
	p.asked = w.Nodes
	r, err := p.alone.Vary(ctx, w)
	return r, errors.Join(err, p.drawn)
}

// Line gives the line it was given.
func (p *passer) Line(context.Context, country.Code) (*NeighbourhoodLine, error) {
	return p.line, p.seen
}

// TestOnlooker: an assessment carries the line of whoever looks on, none where
// nobody does, and fails where they do.
func TestOnlooker(t *testing.T) {
	fault := errors.New("no borders today")
	for name, test := range map[string]struct {
		by   *passer
		make error
		want error
	}{
		"nobody":             {},
		"a line":             {by: &passer{line: &NeighbourhoodLine{Definition: "land"}}},
		"cannot be made":     {by: &passer{}, make: fault, want: fault},
		"cannot draw":        {by: &passer{drawn: fault}, want: fault},
		"cannot be compared": {by: &passer{seen: fault}, want: fault},
	} {
		t.Run(name, func(t *testing.T) {
			a, _ := small(t)
			if test.by != nil {
				a.Beside = func(a *Assessor, s *Scored) (Onlooker, error) {
					test.by.alone = alone{a, s}
					return test.by, test.make
				}
			}
			got, err := a.Assess(context.Background(), "AZE", 2020)
			switch {
			case test.want != nil:
				if !errors.Is(err, test.want) {
					t.Errorf("%v, want %v", err, test.want)
				}
			case err != nil:
				t.Fatal(err)
			case test.by == nil:
				if got.Neighbourhood != nil {
					t.Errorf("nobody looks on, and yet %+v", got.Neighbourhood)
				}
			case got.Neighbourhood != test.by.line || test.by.asked[0] != "overall":
				t.Errorf("line %+v, nodes %v", got.Neighbourhood, test.by.asked)
			}
		})
	}
}
