// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"testing"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/panel"
)

// TestMainIsNeverAWeight holds a short answer to the series that was averaged:
// the border that weighs a neighbour is no source of the value.
func TestMainIsNeverAWeight(t *testing.T) {
	input := func(id string, c country.Code, counterpart string, year int) trace {
		return trace{Input: panel.Input{Indicator: id, Country: c, Counterpart: counterpart, Year: year}}
	}
	for _, c := range []struct {
		name  string
		parts []trace
		want  string
	}{
		{"a newer border of one's own", []trace{input("s.km", "AZE", "GEO", 2024), input("s.x", "GEO", "", 2020)}, "s.x"},
		{"the newest plain input", []trace{input("s.x", "AZE", "", 2019), input("s.x2", "AZE", "", 2020)}, "s.x2"},
		{"of one year one's own", []trace{input("s.other", "GEO", "", 2020), input("s.own", "AZE", "", 2020)}, "s.own"},
		{"nothing but counterparts", []trace{input("s.share", "AZE", "TUR", 2019), input("s.share", "AZE", "GEO", 2020)}, "s.share"},
	} {
		t.Run(c.name, func(t *testing.T) {
			whole := trace{Input: panel.Input{Indicator: "q.d", Country: "AZE", Year: 2020}, parts: c.parts}
			if got := whole.main().Indicator; got != c.want {
				t.Errorf("main is %s, want %s", got, c.want)
			}
		})
	}
}
