// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// Dyad is one value of a dyadic indicator.
type Dyad struct {
	// Country is the state the value is about, Counterpart the other side.
	Country     country.Code
	Counterpart string
	// Period is the year or month.
	Period obs.Period
	// Value is finite.
	Value float64
}

// Dyads loads a dyadic indicator, sorted by country, counterpart and period. For
// each the newest release wins.
func (s *Snapshot) Dyads(ctx context.Context, id string, opt Options) ([]Dyad, error) {
	return nil, errNotYet
}
