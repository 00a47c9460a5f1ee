// SPDX-License-Identifier: Apache-2.0

package claim

import "testing"

// TestSome checks how many of several a statement holds of, with what could not be
// tested on either side.
func TestSome(t *testing.T) {
	yes, no, open := Supported, Contradicted, NotCheckable
	for name, test := range map[string]struct {
		parts []Verdict
		quota Quota
		want  Verdict
	}{
		"all but one":              {[]Verdict{yes, yes, no}, Quota{2, 2}, Supported},
		"all but one, and all do":  {[]Verdict{yes, yes, yes}, Quota{2, 2}, Contradicted},
		"at least two":             {[]Verdict{yes, no, no}, Quota{2, 3}, Contradicted},
		"at least two, one open":   {[]Verdict{yes, open, no}, Quota{2, 3}, Mixed},
		"at least one, one open":   {[]Verdict{yes, open, no}, Quota{1, 3}, Supported},
		"exactly one, one is open": {[]Verdict{yes, open}, Quota{1, 1}, Mixed},
		"nothing could be tested":  {[]Verdict{open, open}, Quota{1, 2}, NotCheckable},
		"nobody":                   {nil, Quota{1, 1}, NotCheckable},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Some(test.parts, test.quota); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
