// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// FormatVersion is the version of the snapshot's files. A reader refuses others.
const FormatVersion = 1

// ManifestName is the name of the manifest within a snapshot's folder.
const ManifestName = "manifest.json"

// Manifest says what a snapshot holds and where it comes from.
type Manifest struct {
	// Format is the version of the files.
	Format int `json:"format"`
	// Hash identifies the data: the SHA-256, in hexadecimal, of the names and
	// hashes of the Parquet files.
	Hash string `json:"hash"`
	// Countries lists every country with a value, sorted.
	Countries []country.Code `json:"countries"`
	// Sources are sorted by id.
	Sources []SourceFacts `json:"sources"`
}

// SourceFacts is what a manifest says of one source.
type SourceFacts struct {
	// ID is the part of its indicators' ids before the dot.
	ID string `json:"id"`
	// Origins are the releases, the earliest first.
	Origins []obs.Origin `json:"origins"`
	// Counts add up the raw rows of all files.
	Counts Counts `json:"rows"`
	// Data is the Parquet file of observations.
	Data Stored `json:"data"`
	// RejectedData is the Parquet file of rejected rows; nil where there are none.
	RejectedData *Stored `json:"rejected_data,omitempty"`
	// Reasons counts the rejected rows by reason, the most frequent first.
	Reasons []ReasonCount `json:"rejected_by_reason,omitempty"`
	// Files are the raw files, sorted by path.
	Files []RawFacts `json:"files"`
	// Indicators are sorted by id.
	Indicators []IndicatorFacts `json:"indicators"`
}

// Counts says what became of raw rows.
type Counts struct {
	// Read is the number of rows read, Kept that of observations, Rejected that
	// of rows or cells that could not be read, Skipped that of rows that are not
	// of the source's subject.
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

// Stored is one file of the snapshot.
type Stored struct {
	// Name is the name within the folder.
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
	Rows   int    `json:"rows"`
}

// RawFacts is one raw file that a source was read from.
type RawFacts struct {
	// Path is below the folder of raw data.
	Path    string `json:"path"`
	Release string `json:"release"`
	SHA256  string `json:"sha256"`
	Bytes   int64  `json:"bytes"`
	// Kept and Rejected count what the file gave.
	Kept     int `json:"kept"`
	Rejected int `json:"rejected"`
	// Samples are the first rejected rows; all stand in RejectedData.
	Samples []obs.Rejected `json:"-"`
}

// IndicatorFacts is an indicator and what the snapshot holds of it.
type IndicatorFacts struct {
	// Indicator is what the source's definition says.
	obs.Indicator
	// Start is its first row in the Parquet file, Rows the number of rows.
	Start, Rows int
	// First and Last are the span of years with a value; 0 where Rows is 0.
	First, Last int
	// Countries is the number of countries with a value.
	Countries int
}
