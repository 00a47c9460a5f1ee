// SPDX-License-Identifier: Apache-2.0

package source

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// MaxBytes is how many bytes a raw file may have once it is decompressed. The
// largest file of any source known has a quarter of it.
const MaxBytes = 1 << 30

// maxWindow bounds the memory that a zstd file may ask for.
const maxWindow = 128 << 20

// ErrTooLarge is returned by a read beyond MaxBytes of decompressed data.
var ErrTooLarge = errors.New("larger than allowed once decompressed")

// Open returns the decompressed bytes of a file, whose name says how it is
// packed: .gz, .zst, .zip (of which file.Member or the only member is taken),
// anything else plain. The caller closes what it gets. Data beyond MaxBytes is ErrTooLarge, so that a small file
// cannot fill the memory.
func Open(file File) (io.ReadCloser, error) { return openLimit(file, MaxBytes) }

// openLimit is Open with a limit of its own.
func openLimit(file File, limit int64) (io.ReadCloser, error) {
	in, err := unpack(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file.Path, err)
	}
	return &limited{in: in, left: limit}, nil
}

// unpack chooses the decoder by the file's name.
func unpack(file File) (io.ReadCloser, error) {
	raw := io.NewSectionReader(file.Data, 0, file.Size)
	switch strings.ToLower(path.Ext(file.Path)) {
	case ".gz":
		return gzip.NewReader(raw)
	case ".zst":
		dec, err := zstd.NewReader(raw, zstd.WithDecoderConcurrency(1),
			zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
		if err != nil {
			return nil, err
		}
		return dec.IOReadCloser(), nil
	case ".zip":
		return unzip(raw, file.Size, file.Member)
	}
	return io.NopCloser(raw), nil
}

// unzip opens one member of an archive.
func unzip(raw io.ReaderAt, size int64, member string) (io.ReadCloser, error) {
	archive, err := zip.NewReader(raw, size)
	if err != nil {
		return nil, err
	}
	var found []*zip.File
	var names []string
	for _, f := range archive.File {
		if f.FileInfo().IsDir() {
			continue
		}
		names = append(names, f.Name)
		if member == "" || path.Base(f.Name) == member {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		want := "a single member"
		if member != "" {
			want = "one member " + member
		}
		return nil, fmt.Errorf("zip: want %s, have %d: %s", want, len(names), list(names))
	}
	return found[0].Open()
}

// list names at most ten things.
func list(names []string) string {
	if len(names) > 10 {
		return strings.Join(names[:10], ", ") + ", ..."
	}
	return strings.Join(names, ", ")
}

// limited passes bytes on until there are too many.
type limited struct {
	in   io.ReadCloser
	left int64
}

// Read reads, and fails once the limit is passed.
func (l *limited) Read(p []byte) (int, error) {
	n, err := l.in.Read(p)
	l.left -= int64(n)
	if l.left < 0 {
		return 0, ErrTooLarge
	}
	return n, err
}

// Close releases the decoder.
func (l *limited) Close() error { return l.in.Close() }
