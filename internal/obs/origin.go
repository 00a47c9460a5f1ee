// SPDX-License-Identifier: Apache-2.0

package obs

// Origin says where a release comes from and on which terms.
type Origin struct {
	// Source is the id of the source, the part of an indicator id before the dot.
	Source string `json:"source"`
	// Release is the edition, Published the day it became known.
	Release   string `json:"release"`
	Published Date   `json:"published"`
	Title     string `json:"title"`
	Producer  string `json:"producer"`
	URL       string `json:"url"`
	// Licence is a short name such as "CC BY 4.0"; LicenceURL its text.
	Licence    string `json:"licence"`
	LicenceURL string `json:"licence_url,omitempty"`
	// Citation is the sentence the producer asks for.
	Citation string `json:"citation"`
	// Vintaged tells that earlier releases of the source are held too, so that
	// what was known on a date can be answered from what was published by then.
	Vintaged bool `json:"vintaged"`
}
