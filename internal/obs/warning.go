// SPDX-License-Identifier: Apache-2.0

package obs

// Warning is a caveat that travels with a result to every surface.
type Warning struct {
	// Code is a machine-readable word, such as "carried_forward".
	Code string `json:"code"`
	// Subject is what the caveat is about: an indicator, a source, a pillar.
	Subject string `json:"subject,omitempty"`
	// Text is a sentence for people.
	Text string `json:"text"`
}
