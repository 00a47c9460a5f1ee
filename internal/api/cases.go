// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/article"
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// Cases are the use cases and definitions that the service answers with.
type Cases struct {
	// Version is that of the program, Data the hash of the snapshot.
	Version, Data string
	// Register says who is who.
	Register *country.Register
	// Affiliations say who belongs together.
	Affiliations *affiliation.Book
	// Judge gives the use cases under a framework, as of a day. The framework is
	// one that Catalogue lists.
	Judge func(ctx context.Context, s Scope) (*assess.Assessor, error)
	// Own gives the use cases under a framework that somebody sends; what is wrong
	// in it is an error of type Faults.
	Own func(ctx context.Context, text []byte) (*assess.Assessor, error)
	// Check checks a text; several may be sent at once.
	Check func(ctx context.Context, t Text) (*article.Document, error)
	// Catalogue gives the definitions.
	Catalogue func() (*Catalogue, error)
}

// Text is a text to be checked. Kind is html, md or plain.
type Text struct {
	Data []byte
	Kind string
	AsOf obs.Date
}

// Scope is what every question is asked under.
type Scope struct {
	// Framework is its id.
	Framework string
	// AsOf is the day whose knowledge is asked for; zero means today's.
	AsOf obs.Date
}

// Noun is a kind of definition.
type Noun string

// The nouns that have ids.
const (
	IndicatorNoun Noun = "indicator"
	SourceNoun    Noun = "source"
	FrameworkNoun Noun = "framework"
)

// Catalogue holds the definitions, each list sorted by id.
type Catalogue struct {
	Indicators []IndicatorView
	Sources    []SourceView
	Frameworks []FrameworkView
	// Suggest lists the ids that are nearest to one that there is not.
	Suggest func(n Noun, id string) []string
}

// IndicatorView describes an indicator.
type IndicatorView struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Definition string `json:"definition"`
	Unit       string `json:"unit"`
	Kind       string `json:"kind"`
	Source     string `json:"source"`
	// Dyadic tells that its values have a counterpart.
	Dyadic bool `json:"dyadic,omitempty"`
	// Formula, Inputs and Why are those of a derived indicator.
	Formula string   `json:"formula,omitempty"`
	Inputs  []string `json:"inputs,omitempty"`
	Why     string   `json:"why,omitempty"`
	// First, Last and Countries say what is held of it.
	First      int      `json:"first_year,omitempty"`
	Last       int      `json:"last_year,omitempty"`
	Countries  int      `json:"countries,omitempty"`
	Frameworks []string `json:"frameworks"`
	Limits     string   `json:"limits,omitempty"`
}

// SourceView describes a source and what is held of it.
type SourceView struct {
	ID          string    `json:"id"`
	Title       string    `json:"title"`
	Producer    string    `json:"producer"`
	Homepage    string    `json:"homepage"`
	Licence     string    `json:"licence"`
	LicenceURL  string    `json:"licence_url"`
	LicenceNote string    `json:"licence_note,omitempty"`
	Citation    string    `json:"citation"`
	Terms       string    `json:"terms"`
	Status      string    `json:"status"`
	Kind        string    `json:"kind"`
	MaxRejected float64   `json:"max_rejected"`
	Releases    []Edition `json:"releases"`
	Series      int       `json:"series"`
	Held        *Held     `json:"snapshot,omitempty"`
	Notes       []string  `json:"notes,omitempty"`
}

// Edition is a release of a source.
type Edition struct {
	ID        string   `json:"id"`
	Published obs.Date `json:"published"`
}

// Held is what the snapshot holds of a source.
type Held struct {
	Rows    RowCounts     `json:"rows"`
	Bytes   int64         `json:"bytes"`
	Reasons []ReasonCount `json:"rejected_by_reason"`
	Files   []RawFile     `json:"files"`
}

// RowCounts says what became of raw rows.
type RowCounts struct {
	Read     int `json:"read"`
	Kept     int `json:"kept"`
	Rejected int `json:"rejected"`
	Skipped  int `json:"skipped"`
}

// ReasonCount is a reason for rejection and how often it was given.
type ReasonCount struct {
	Reason string `json:"reason"`
	Count  int    `json:"count"`
}

// RawFile is one raw file that a source was read from.
type RawFile struct {
	Path     string        `json:"path"`
	Release  string        `json:"release"`
	SHA256   string        `json:"sha256"`
	Bytes    int64         `json:"bytes"`
	Kept     int           `json:"kept"`
	Rejected int           `json:"rejected"`
	Samples  []RejectedRow `json:"rejected_samples,omitempty"`
}

// RejectedRow is a raw row that could not be read.
type RejectedRow struct {
	Row    int    `json:"row,omitempty"`
	Column string `json:"column,omitempty"`
	Text   string `json:"text"`
	Reason string `json:"reason"`
}

// FrameworkView is a framework with the facts beside its tree.
type FrameworkView struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Version     string `json:"version,omitempty"`
	Description string `json:"description,omitempty"`
	// SHA256 is the hash of its file.
	SHA256 string         `json:"sha256"`
	Years  FrameworkYears `json:"years"`
	// Carry is how many years a value may be carried forward, CarryWhy why.
	Carry    int    `json:"carry_forward"`
	CarryWhy string `json:"carry_forward_why,omitempty"`
	// MinCoverage is the share of weight that must rest on values.
	MinCoverage    float64          `json:"min_coverage"`
	MinCoverageWhy string           `json:"min_coverage_why,omitempty"`
	Recipe         composite.Recipe `json:"recipe"`
	RecipeWhy      string           `json:"recipe_why,omitempty"`
	Indicators     int              `json:"indicators"`
	// Root is the tree with weights, goalposts and reasons; absent in lists.
	Root     *composite.Node      `json:"root,omitempty"`
	Exposure []composite.Exposure `json:"exposure,omitempty"`
}

// FrameworkYears are those that a framework is meant for.
type FrameworkYears struct {
	First   int `json:"first"`
	Last    int `json:"last"`
	Default int `json:"default"`
}
