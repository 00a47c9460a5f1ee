// SPDX-License-Identifier: Apache-2.0

package source

import (
	"io"

	"github.com/qala-observatory/qala/internal/obs"
)

// File is one raw file of a release, as bytes at hand.
type File struct {
	// Path is the file's path below the folder of raw data, with slashes.
	Path string
	// Release is the id of the release the file belongs to.
	Release string
	// Role is the FileSpec's word for the file, for a Bundle.
	Role string
	// Member names the member of a zip archive that is meant; empty means the
	// only one.
	Member string
	// SHA256 is the hash of the bytes, in hexadecimal.
	SHA256 string
	// Data are the bytes as published, perhaps compressed; Size their number.
	Data io.ReaderAt
	Size int64
}

// Sink takes what a reader finds. A non-nil error from either method ends the
// reading and is returned by Read.
type Sink interface {
	// Observe takes an observation; the reader need not fill Ref.SHA256.
	Observe(obs.Observation) error
	// Reject takes a row that could not be read.
	Reject(obs.Rejected) error
}

// Counter is a Sink that wants to know how many rows a file has, apart from its
// header, and how many were skipped because they are not of the source's subject.
type Counter interface {
	Count(read, skipped int)
}

// Reader reads one file of a source into a sink. It may be used for several
// files, one after the other.
type Reader interface {
	Read(file File, sink Sink) error
}

// Bundle is a Reader that needs several files of a release at once, such as
// votes with the roll calls that date them.
type Bundle interface {
	ReadAll(files []File, sink Sink) error
}
