// SPDX-License-Identifier: Apache-2.0

package source

import (
	"fmt"
	"slices"

	"github.com/qala-observatory/qala/internal/obs"
)

// Terms says what may be done with a source's figures.
type Terms string

// The terms of use that matter to the snapshot.
const (
	// Embed means that figures may be passed on, with attribution.
	Embed Terms = "embed"
	// DerivedOnly means that only figures derived from the rows are passed on.
	DerivedOnly Terms = "derived"
	// ImporterOnly means that the user's own copy is read and nothing is shipped.
	ImporterOnly Terms = "importer-only"
)

// Definition is one source as data/sources/<id>.yaml describes it.
type Definition struct {
	ID         string `yaml:"id"`
	Title      string `yaml:"title"`
	Producer   string `yaml:"producer"`
	Homepage   string `yaml:"homepage"`
	Licence    string `yaml:"licence"`
	LicenceURL string `yaml:"licence_url"`
	// LicenceNote says where the licence is stated and what is unsure about it.
	LicenceNote string `yaml:"licence_note"`
	Citation    string `yaml:"citation"`
	Terms       Terms  `yaml:"terms"`
	// Status is "active", or "planned" for a source that is only listed.
	Status string   `yaml:"status"`
	Kind   obs.Kind `yaml:"kind"`
	// MaxRejected is the share of rows, 0 to 1, that may be rejected.
	MaxRejected float64 `yaml:"max_rejected"`
	// Reader names the reader in the list of readers; "table" for most.
	Reader   string    `yaml:"reader"`
	Layout   Layout    `yaml:"layout"`
	Releases []Release `yaml:"releases"`
	// Live are the files that the publisher serves today, in its own format, for
	// refreshing where the files of the releases come from elsewhere.
	Live   []FileSpec `yaml:"live"`
	Series []Series   `yaml:"series"`
	// Notes are traps and rules a user of the figures should know.
	Notes []string `yaml:"notes"`
}

// Release is one dated edition.
type Release struct {
	ID        string   `yaml:"id"`
	Published obs.Date `yaml:"published"`
	// Vintage tells that this is one of several editions held for as-of answers.
	Vintage bool       `yaml:"vintage"`
	Files   []FileSpec `yaml:"files"`
}

// FileSpec is one raw file of a release.
type FileSpec struct {
	// Path is below the folder of raw data.
	Path string `yaml:"path"`
	// URL is the publisher's own address, for refreshing; may be empty.
	URL string `yaml:"url"`
	// Role tells a Bundle which of its files this is.
	Role string `yaml:"role"`
	// Member names the member of a zip archive that is meant; empty means the
	// only one.
	Member string `yaml:"member"`
	// Layout, where given, replaces the definition's layout for this file.
	Layout *Layout `yaml:"layout"`
	// Series, where given, are the ids of the series this file holds; else all.
	Series []string `yaml:"series"`
}

// Series is one indicator of a source.
type Series struct {
	// ID is the part of the indicator's id after the dot.
	ID         string   `yaml:"id"`
	Name       string   `yaml:"name"`
	Definition string   `yaml:"definition"`
	Unit       obs.Unit `yaml:"unit"`
	// Kind, where given, replaces the source's kind.
	Kind obs.Kind `yaml:"kind"`
	// Column holds the value in a wide file; in a long one Key is what the
	// series column says (ID where empty).
	Column string `yaml:"column"`
	Key    string `yaml:"key"`
	// SE, Low and High name the columns of the source's own uncertainty.
	SE   string `yaml:"se"`
	Low  string `yaml:"low"`
	High string `yaml:"high"`
	// IntervalLevel is the probability between Low and High.
	IntervalLevel float64 `yaml:"interval_level"`
	// Scale multiplies the value and its spread; 0 means 1.
	Scale float64 `yaml:"scale"`
	// Where keeps only the rows in which each named column has one of the texts.
	Where map[string][]string `yaml:"where"`
	// Country, where given, replaces the layout's country column: the other side
	// of a table that has two.
	Country *CountryColumn `yaml:"country"`
	// Combine says how several rows of one country and period become one value;
	// empty means that a second row is rejected as a duplicate.
	Combine Combine `yaml:"combine"`
	// Dyadic tells that the counterpart column belongs to the key.
	Dyadic bool   `yaml:"dyadic"`
	Limits string `yaml:"limits"`
}

// Combine is a way of making one value of several rows.
type Combine string

// The ways of combining.
const (
	Sum   Combine = "sum"
	Count Combine = "count"
	Mean  Combine = "mean"
	Max   Combine = "max"
	Last  Combine = "last"
)

// Indicator is the series as a noun of package obs.
func (d *Definition) Indicator(s Series) obs.Indicator {
	kind := s.Kind
	if kind == "" {
		kind = d.Kind
	}
	return obs.Indicator{
		ID: d.ID + "." + s.ID, Name: s.Name, Definition: s.Definition, Unit: s.Unit,
		Kind: kind, IntervalLevel: s.IntervalLevel, Dyadic: s.Dyadic, Limits: s.Limits,
	}
}

// Origin is one release of the source as a noun of package obs.
func (d *Definition) Origin(r Release) obs.Origin {
	return obs.Origin{
		Source: d.ID, Release: r.ID, Published: r.Published, Title: d.Title, Producer: d.Producer,
		URL: d.Homepage, Licence: d.Licence, LicenceURL: d.LicenceURL, Citation: d.Citation,
		Vintaged: r.Vintage,
	}
}

// FileOf finds the file of a role among those at hand, by the path that the
// definition gives it.
func (d *Definition) FileOf(files []File, role string) (File, error) {
	for _, release := range d.Releases {
		for _, spec := range release.Files {
			at := slices.IndexFunc(files, func(f File) bool { return f.Path == spec.Path })
			if spec.Role == role && at >= 0 {
				return files[at], nil
			}
		}
	}
	return File{}, fmt.Errorf("%s: no file with the role %q", d.ID, role)
}
