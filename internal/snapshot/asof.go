// SPDX-License-Identifier: Apache-2.0

package snapshot

import "github.com/qala-observatory/qala/internal/obs"

// AsOfReport says how far what was known on a day can be answered.
type AsOfReport struct {
	// Date is the day asked for.
	Date obs.Date
	// CutByPeriod lists releases that became known after the day and have no
	// vintages: their values for periods ended by then are used, though some may
	// have been published or revised later.
	CutByPeriod []obs.Origin
	// NoVintage lists the sources held in vintages of which none was published
	// by then; they give no value.
	NoVintage []string
}

// AsOf says what asking for a day would mean for each source.
func (s *Snapshot) AsOf(date obs.Date) AsOfReport { return AsOfReport{Date: date} }
