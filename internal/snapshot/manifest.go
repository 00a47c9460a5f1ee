// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"slices"

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
	// hashes of the sources' Parquet files.
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
	// Reasons counts the rejected rows by reason, the most frequent first; the
	// rare ones of many are added up under OtherReasons.
	Reasons []ReasonCount `json:"rejected_by_reason,omitempty"`
	// Files are the raw files, sorted by path.
	Files []RawFacts `json:"files"`
	// Countries lists every country with a value, sorted.
	Countries []country.Code `json:"countries"`
	// Indicators are sorted by id.
	Indicators []IndicatorFacts `json:"indicators"`
}

// Counts says what became of raw rows.
type Counts struct {
	// Read is the number of raw rows read, Kept that of observations, Rejected
	// that of rows or cells that could not be read, Skipped that of rows that are
	// not of the source's subject.
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

// OtherReasons stands in a list of reasons for all that are not listed.
const OtherReasons = "other reasons"

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
	Samples []Sample `json:"rejected_samples,omitempty"`
}

// Sample is a rejected row without its file.
type Sample struct {
	Row    int    `json:"row,omitempty"`
	Column string `json:"column,omitempty"`
	Text   string `json:"text"`
	Reason string `json:"reason"`
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

// indicatorJSON gives an indicator's facts their names in the manifest. Its
// first fields are those of obs.Indicator.
type indicatorJSON struct {
	ID            string   `json:"id"`
	Name          string   `json:"name"`
	Definition    string   `json:"definition,omitempty"`
	Unit          obs.Unit `json:"unit"`
	Kind          obs.Kind `json:"kind"`
	IntervalLevel float64  `json:"interval_level,omitempty"`
	Dyadic        bool     `json:"dyadic,omitempty"`
	Limits        string   `json:"limits,omitempty"`
	Start         int      `json:"start"`
	Rows          int      `json:"rows"`
	First         int      `json:"first_year,omitempty"`
	Last          int      `json:"last_year,omitempty"`
	Countries     int      `json:"countries"`
}

// MarshalJSON writes the facts under the manifest's names.
func (f IndicatorFacts) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	err := enc.Encode(indicatorJSON{
		f.ID, f.Name, f.Definition, f.Unit, f.Kind, f.IntervalLevel, f.Dyadic, f.Limits,
		f.Start, f.Rows, f.First, f.Last, f.Countries,
	})
	return out.Bytes(), err
}

// UnmarshalJSON reads what MarshalJSON writes.
func (f *IndicatorFacts) UnmarshalJSON(data []byte) error {
	var in indicatorJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	*f = IndicatorFacts{
		obs.Indicator{
			ID: in.ID, Name: in.Name, Definition: in.Definition, Unit: in.Unit, Kind: in.Kind,
			IntervalLevel: in.IntervalLevel, Dyadic: in.Dyadic, Limits: in.Limits,
		},
		in.Start, in.Rows, in.First, in.Last, in.Countries,
	}
	return nil
}

// encode writes the manifest in its one canonical form.
func (m *Manifest) encode() ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(m); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// decodeManifest reads and checks a manifest.
func decodeManifest(data []byte) (*Manifest, error) {
	var m Manifest
	err := json.Unmarshal(data, &m)
	if version := formatOf(data, m.Format); version != FormatVersion && version != 0 {
		return nil, fmt.Errorf("%w: format %d, this program reads format %d", ErrDamaged, version, FormatVersion)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if m.Format == 0 {
		return nil, fmt.Errorf("%w: says no format version", ErrDamaged)
	}
	for i := range m.Sources {
		if err := m.Sources[i].check(); err != nil {
			return nil, fmt.Errorf("%w: source %q: %w", ErrDamaged, m.Sources[i].ID, err)
		}
		if i > 0 && m.Sources[i-1].ID >= m.Sources[i].ID {
			return nil, fmt.Errorf("%w: source %q stands out of order", ErrDamaged, m.Sources[i].ID)
		}
	}
	if want := dataHash(m.Sources); m.Hash != want {
		return nil, fmt.Errorf("%w: hash of the data is %q, its files make %q", ErrDamaged, m.Hash, want)
	}
	return &m, nil
}

// formatOf is the format version, looked for apart where another version's form
// kept the whole from being read.
func formatOf(data []byte, read int) int {
	if read != 0 {
		return read
	}
	var only struct {
		Format int `json:"format"`
	}
	if json.Unmarshal(data, &only) != nil {
		return 0
	}
	return only.Format
}

// check finds what a reader could not rely on.
func (f *SourceFacts) check() error {
	for _, s := range f.stored() {
		if s.Name != path.Base(s.Name) || path.Ext(s.Name) != ".parquet" {
			return fmt.Errorf("file %q is not a name within the folder", s.Name)
		}
	}
	next := 0
	for i, ind := range f.Indicators {
		source, _, ok := obs.SplitID(ind.ID)
		switch {
		case !ok || source != f.ID:
			return fmt.Errorf("indicator %q is another source's", ind.ID)
		case i > 0 && f.Indicators[i-1].ID >= ind.ID:
			return fmt.Errorf("indicator %q stands out of order", ind.ID)
		case ind.Start != next || ind.Rows < 0:
			return fmt.Errorf("indicator %q starts at row %d, not %d", ind.ID, ind.Start, next)
		case ind.Rows > 0 && (ind.First < firstYear || ind.Last > lastYear || ind.Last < ind.First):
			return fmt.Errorf("indicator %q spans the years %d to %d", ind.ID, ind.First, ind.Last)
		}
		next += ind.Rows
	}
	if next != f.Data.Rows {
		return fmt.Errorf("indicators have %d rows, file %s %d", next, f.Data.Name, f.Data.Rows)
	}
	return nil
}

// stored lists the source's files.
func (f *SourceFacts) stored() []Stored {
	if f.RejectedData == nil {
		return []Stored{f.Data}
	}
	return []Stored{f.Data, *f.RejectedData}
}

// releases lists the ids of the releases.
func (f *SourceFacts) releases() []string {
	ids := make([]string, len(f.Origins))
	for i, o := range f.Origins {
		ids[i] = o.Release
	}
	return ids
}

// dataHash is the hash of the names and hashes of the sources' data.
func dataHash(sources []SourceFacts) string {
	h := sha256.New()
	for _, s := range sources {
		fmt.Fprintf(h, "%s %s\n", s.Data.SHA256, s.Data.Name)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// unite merges sorted lists of countries.
func unite(sources []SourceFacts) []country.Code {
	all := []country.Code{}
	for _, s := range sources {
		all = append(all, s.Countries...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
