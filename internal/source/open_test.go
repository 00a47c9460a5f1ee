// SPDX-License-Identifier: Apache-2.0

package source

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// packed writes a text in the way that a file's name says.
func packed(t testing.TB, name, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	switch {
	case strings.HasSuffix(name, ".gz"):
		w := gzip.NewWriter(&b)
		io.WriteString(w, text)
		w.Close()
	case strings.HasSuffix(name, ".zst"):
		w, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, text)
		w.Close()
	default:
		b.WriteString(text)
	}
	return b.Bytes()
}

// zipped writes members, given as name and text in turn.
func zipped(t testing.TB, members ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		f, err := w.Create(members[i])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, members[i+1])
	}
	w.Close()
	return b.Bytes()
}

// at makes bytes a file.
func at(path string, data []byte) File {
	return File{Path: path, Data: bytes.NewReader(data), Size: int64(len(data))}
}

func TestOpen(t *testing.T) {
	const text = "iso3,year\nAZE,2016\n"
	two := zipped(t, "data/", "", "data/a.csv", text, "readme.txt", "hello")
	named := at("x.zip", two)
	named.Member = "a.csv"
	for name, file := range map[string]File{
		"plain":           at("x.csv", []byte(text)),
		"gzip":            at("x.csv.gz", packed(t, "x.gz", text)),
		"zstd":            at("x.csv.zst", packed(t, "x.zst", text)),
		"upper case":      at("X.CSV.GZ", packed(t, "x.gz", text)),
		"zip, one member": at("x.zip", zipped(t, "dir/x.csv", text)),
		"zip, named":      named,
	} {
		t.Run(name, func(t *testing.T) {
			in, err := Open(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(in)
			if err != nil || string(got) != text {
				t.Errorf("got %q, %v", got, err)
			}
			if err := in.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		file File
		want string
	}{
		"zip of two":        {at("x.zip", zipped(t, "a.csv", "a", "b.csv", "b")), "want a single member, have 2: a.csv, b.csv"},
		"zip of none":       {at("x.zip", zipped(t)), "want a single member, have 0"},
		"zip without name":  {File{Path: "x.zip", Member: "c.csv", Data: bytes.NewReader(zipped(t, "a.csv", "a")), Size: int64(len(zipped(t, "a.csv", "a")))}, "want one member c.csv"},
		"zip that is none":  {at("x.zip", []byte("hello")), "not a valid zip"},
		"gzip that is none": {at("x.gz", []byte("hello, world")), "invalid header"},
		"empty gzip":        {at("x.gz", nil), "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(c.file)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if err != nil && !strings.HasPrefix(err.Error(), c.file.Path+": ") {
				t.Errorf("error does not name the file: %v", err)
			}
		})
	}
}

func TestOpenTruncated(t *testing.T) {
	text := strings.Repeat("AZE,2016,1.5\n", 10_000)
	for _, name := range []string{"x.gz", "x.zst"} {
		whole := packed(t, name, text)
		in, err := Open(at(name, whole[:len(whole)/2]))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(in); err == nil {
			t.Errorf("%s: half a file read without an error", name)
		}
	}
}

func TestOpenBomb(t *testing.T) {
	const limit = 1 << 20
	bomb := strings.Repeat("0", 64*limit)
	for _, name := range []string{"x.gz", "x.zst", "x.csv"} {
		data := packed(t, name, bomb)
		in, err := openLimit(at(name, data), limit)
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, in)
		if !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: got %v, want ErrTooLarge", name, err)
		}
		if n > limit {
			t.Errorf("%s: %d bytes came through a limit of %d", name, n, limit)
		}
	}
	exact := bomb[:limit]
	in, err := openLimit(at("x.zst", packed(t, "x.zst", exact)), limit)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(in); err != nil || len(got) != limit {
		t.Errorf("a file of just the limit: %d bytes, %v", len(got), err)
	}
}

// TestOpenWindow asks for a window that a small file cannot need.
func TestOpenWindow(t *testing.T) {
	// Magic number, no checksum or size, window of 2^41 bytes, empty last block.
	frame := []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 0x01, 0x00, 0x00}
	in, err := Open(at("x.zst", frame))
	if err != nil {
		return
	}
	if _, err := io.ReadAll(in); err == nil {
		t.Error("a window of 2 TB was granted")
	}
}

func FuzzOpen(f *testing.F) {
	const text = "iso3,year,value\nAZE,2016,1\n"
	for _, name := range []string{"x.csv", "x.gz", "x.zst"} {
		whole := packed(f, name, text)
		f.Add(name, whole)
		f.Add(name, whole[:len(whole)*2/3])
	}
	f.Add("x.zip", zipped(f, "a.csv", text))
	f.Add("x.zip", zipped(f, "a.csv", text)[:40])
	f.Add("x.csv", []byte("\xff\xfei\x00s\x00o\x00"))
	f.Add("x.csv", []byte("\xef\xbb\xbfiso3,year\r\nAZE,2016\r\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		const limit = 1 << 16
		in, err := openLimit(at(name, data), limit)
		if err != nil {
			return
		}
		defer in.Close()
		if n, _ := io.Copy(io.Discard, in); n > limit {
			t.Errorf("%d bytes came through a limit of %d", n, limit)
		}
	})
}
