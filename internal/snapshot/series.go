// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"

	"github.com/qala-observatory/qala/internal/panel"
)

// Spread is a source's own statement of uncertainty beside a series, as series
// of the same shape; nil where the indicator has none.
type Spread struct {
	// Low and High bound the interval, SE is the standard error.
	Low, High, SE *panel.Series
}

// Series loads the yearly values of indicators that are not dyadic. For each
// country and year the newest release wins. An unknown or a dyadic indicator is
// an error.
func (s *Snapshot) Series(ctx context.Context, ids []string, opt Options) (map[string]*panel.Series, error) {
	return nil, errNotYet
}

// Spread loads the uncertainty that belongs to the values of Series.
func (s *Snapshot) Spread(ctx context.Context, ids []string, opt Options) (map[string]Spread, error) {
	return nil, errNotYet
}
