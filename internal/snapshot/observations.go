// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// Cell names one value, or the values of all counterparts and months.
type Cell struct {
	Indicator string
	Country   country.Code
	Year      int
}

// Observations finds the observations of one cell, with the way back to their
// raw rows. No value is an empty answer, not an error.
func (s *Snapshot) Observations(ctx context.Context, id string, c country.Code, year int, opt Options) ([]obs.Observation, error) {
	return nil, errNotYet
}

// Find is Observations for many cells at once; answer i belongs to cell i.
func (s *Snapshot) Find(ctx context.Context, cells []Cell, opt Options) ([][]obs.Observation, error) {
	return nil, errNotYet
}
