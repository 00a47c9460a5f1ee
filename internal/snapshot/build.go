// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"
	"io"
	"io/fs"

	"github.com/qala-observatory/qala/internal/obs"
)

// BuildOptions say what to build and where.
type BuildOptions struct {
	// Dir is the snapshot's folder, which is replaced as a whole at the end.
	Dir string
	// Raw is the folder of raw data.
	Raw fs.FS
	// Sources are read in parallel; their order does not matter.
	Sources []Source
	// Keep takes over from the snapshot in Dir the sources that are not listed.
	Keep bool
	// Workers is how many sources are read at once; 0 means one per processor.
	Workers int
	// Progress, where given, is told of each step. Calls do not overlap.
	Progress func(Progress)
}

// Progress is a step of a build.
type Progress struct {
	// Source is being read, File is the raw file at hand, Kept and Rejected
	// count so far. Done tells that the source is written.
	Source, File   string
	Kept, Rejected int
	Done           bool
}

// Source is what the builder needs to know of an importer.
type Source struct {
	ID         string
	Origins    []obs.Origin
	Indicators []obs.Indicator
	// MaxRejected is the share of rows, 0 to 1, above which the build stops.
	MaxRejected float64
	// Files are the raw files; Data, Size and SHA256 are filled in by the builder.
	Files []RawFile
	// Read reads all files, which are open and hashed, into the intake. An error
	// of the intake must end the reading and be returned.
	Read func(ctx context.Context, files []RawFile, in *Intake) error
}

// RawFile is one raw file of a release.
type RawFile struct {
	// Path is below the folder of raw data, with slashes.
	Path string
	// Release is the id of the release that the file belongs to.
	Release string
	// Role is the reader's own word for the file; the builder passes it on.
	Role string
	// SHA256 is the hash of the bytes, in hexadecimal.
	SHA256 string
	// Data are the bytes as published, Size their number.
	Data io.ReaderAt
	Size int64
}

// Intake takes what a reader finds. It is used by one goroutine at a time.
type Intake struct{}

// Observe takes an observation.
func (in *Intake) Observe(o obs.Observation) error { return errNotYet }

// Reject takes a row that could not be read.
func (in *Intake) Reject(r obs.Rejected) error { return errNotYet }

// Count tells of rows read, and of rows skipped because they are not of the
// source's subject. Rows that are not counted are estimated from the rows that
// observations and rejections name.
func (in *Intake) Count(read, skipped int) {}

// Build reads the raw files of the sources, writes a snapshot and swaps it in.
func Build(ctx context.Context, opt BuildOptions) (*Manifest, error) { return nil, errNotYet }
