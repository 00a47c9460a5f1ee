// SPDX-License-Identifier: Apache-2.0

package obs

import "fmt"

// Missing is the reason why there is no value. The zero Missing is Present:
// there is one.
type Missing uint8

// The reasons. Missing is never zero and never silent.
const (
	// Present means that there is a value.
	Present Missing = iota
	// NotCollected means that the source covers the period but not this country.
	NotCollected
	// NotApplicable means that there is nothing to measure, as for a state that
	// did not exist.
	NotApplicable
	// NotYetPublished means that the source had not reached the period.
	NotYetPublished
	// Withheld means that the source has a value and does not give it.
	Withheld
	// RowRejected means that a row was there and could not be read.
	RowRejected
)

// missingNames are the machine-readable words, in the order of the reasons.
var missingNames = [...]string{
	"", "not_collected", "not_applicable", "not_yet_published", "withheld", "rejected",
}

// String is the machine-readable word; empty for Present.
func (m Missing) String() string {
	if int(m) >= len(missingNames) {
		return fmt.Sprintf("missing(%d)", uint8(m))
	}
	return missingNames[m]
}

// MarshalText writes the machine-readable word.
func (m Missing) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (m *Missing) UnmarshalText(text []byte) error {
	for i, name := range missingNames {
		if name == string(text) {
			*m = Missing(i)
			return nil
		}
	}
	return fmt.Errorf("missing reason %q: unknown", text)
}
