// SPDX-License-Identifier: Apache-2.0

package claim

import "github.com/qala-observatory/qala/internal/country"

// Evidence is one figure that bears on a claim.
type Evidence struct {
	// Indicator is its id, Name what it measures, Unit its unit.
	Indicator string `json:"indicator"`
	Name      string `json:"name"`
	Unit      string `json:"unit,omitempty"`
	// Country is whose figure it is; Counterpart the other side or the part.
	Country     country.Code `json:"country,omitempty"`
	Counterpart string       `json:"counterpart,omitempty"`
	// Period is the year or years.
	Period string `json:"period"`
	// Value is the figure; Text stands in where it is no number.
	Value *float64 `json:"value,omitempty"`
	Text  string   `json:"text,omitempty"`
	// Note says what the figure is there for, as "median of 175 states".
	Note string `json:"note,omitempty"`
	// Side is "for", "against" or "context".
	Side string `json:"side,omitempty"`
	// Role is how the measure stands to the concept.
	Role string `json:"role,omitempty"`
	// Source, Release, Licence and Citation say whose it is; Own that the user
	// brought it.
	Source   string `json:"source"`
	Release  string `json:"release,omitempty"`
	Licence  string `json:"licence,omitempty"`
	Citation string `json:"citation,omitempty"`
	Own      bool   `json:"own,omitempty"`
	// Ref leads to the raw row.
	Ref *Ref `json:"ref,omitempty"`
}

// Ref leads from a figure to the raw row it was read from.
type Ref struct {
	// File is the raw file, SHA256 its hash.
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	// Row is the line, Place the member of an archive and the path inside it.
	Row   int    `json:"row,omitempty"`
	Place string `json:"place,omitempty"`
	// Text is what stands there.
	Text string `json:"text,omitempty"`
}

// Outcome is what came of one atomic claim.
type Outcome struct {
	Claim Claim
	// Verdict, Share and the headline's own result.
	Verdict  Verdict
	Share    float64
	Headline string
	// Reason says why in a line; Missing what would answer.
	Reason  string
	Missing string
	// FlipsWith names what decides a mixed verdict.
	FlipsWith []Choice
	// Variants are all that was tried; Evidence the figures.
	Variants   []Variant
	Evidence   []Evidence
	Indicators []string
	Period     string
	// Notes are caveats of the lexicon or of a source.
	Notes []string
}
