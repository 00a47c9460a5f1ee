// SPDX-License-Identifier: Apache-2.0

package fetch

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// paths are where the files of one download stand.
type paths struct {
	// dir is the folder of raw data, name the path below it, file both together.
	dir, name, file string
}

// The endings of the files beside the one that is fetched.
const (
	sidecarEnding = ".origin.json"
	partEnding    = ".part"
)

func newPaths(dir, name string) paths {
	return paths{dir: dir, name: name, file: filepath.Join(dir, name)}
}

func (p paths) makeFolder() error { return os.MkdirAll(filepath.Dir(p.file), 0o755) }

// held is what the sidecar says of the file that is here, nil where there is
// none or the file is not the one that the sidecar describes.
func (d *download) held() *Result {
	var r Result
	data, err := os.ReadFile(d.file + sidecarEnding)
	if err != nil || json.Unmarshal(data, &r) != nil || r.URL != d.URL {
		return nil
	}
	if d.SHA256 != "" && !strings.EqualFold(r.SHA256, d.SHA256) {
		return nil
	}
	if sum, _, err := hashFile(d.file); err != nil || sum != r.SHA256 {
		return nil
	}
	return &r
}

// confirm notes that the file that is here is still the publisher's.
func (d *download) confirm(r Result) (Result, error) {
	r.Accessed, r.Unchanged = d.Accessed, true
	return r, final0(writeSidecar(d.file, r))
}

// part is a file that has not arrived whole, as its own sidecar describes it.
type part struct {
	URL          string `json:"url"`
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
	// Total is how many bytes there will be, -1 where the server did not say.
	Total int64 `json:"total"`
	// Bytes is how many are here, by the length of the file.
	Bytes int64 `json:"-"`
	// resumed tells that some of them came with an earlier attempt.
	resumed bool
	path    string
}

// openPart finds what an earlier attempt left. Without a word of the server for
// the state of the file it could be of another, and is not taken up.
func (p paths) openPart(url string) part {
	fresh := part{URL: url, path: p.file + partEnding}
	data, err := os.ReadFile(fresh.path + sidecarEnding)
	if err != nil {
		return fresh
	}
	found := part{path: fresh.path}
	info, err := os.Stat(found.path)
	if err != nil || json.Unmarshal(data, &found) != nil || found.URL != url || found.validator() == "" {
		return fresh
	}
	found.Bytes, found.resumed = info.Size(), info.Size() > 0
	return found
}

// validator is the word by which the server recognises the state of the file. A
// weak ETag does not vouch for single bytes.
func (p part) validator() string {
	if p.ETag != "" && !strings.HasPrefix(p.ETag, "W/") {
		return p.ETag
	}
	return p.LastModified
}

// open opens the part for writing where it ends.
func (p part) open() (*os.File, error) {
	data, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	out, err := os.OpenFile(p.path, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	if err := out.Truncate(p.Bytes); err != nil {
		return nil, errors.Join(err, out.Close())
	}
	if _, err := out.Seek(p.Bytes, io.SeekStart); err != nil {
		return nil, errors.Join(err, out.Close())
	}
	if err := os.WriteFile(p.path+sidecarEnding, data, 0o644); err != nil {
		return nil, errors.Join(err, out.Close())
	}
	return out, nil
}

// drop removes the part.
func (p part) drop() error {
	var faults []error
	for _, name := range []string{p.path, p.path + sidecarEnding} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}

// closed writes a file through to the disk and closes it.
func closed(f *os.File) error { return final0(errors.Join(f.Sync(), f.Close())) }

// final0 marks an error of the disk, which trying again would not help.
func final0(err error) error {
	if err == nil {
		return nil
	}
	return final{err}
}

// settle checks a part that is whole and makes it the file.
func (d *download) settle(p part) (Result, error) {
	sum, size, err := hashFile(p.path)
	if err != nil {
		return Result{}, final{err}
	}
	switch {
	case p.Total >= 0 && size != p.Total:
		return Result{}, fmt.Errorf("%d bytes arrived of %d", size, p.Total)
	case size == 0:
		return Result{}, errors.Join(errors.New("the file is empty"), p.drop())
	case d.SHA256 != "" && !strings.EqualFold(sum, d.SHA256):
		err := fmt.Errorf("SHA-256 is %s, expected %s", sum, d.SHA256)
		if !p.resumed {
			// The same bytes would come again; pieces of two states would not.
			err = final{err}
		}
		return Result{}, errors.Join(err, p.drop())
	}
	r := Result{
		URL: d.URL, SHA256: sum, Bytes: size, Accessed: d.Accessed, ETag: p.ETag, LastModified: p.LastModified,
		Kept: filepath.ToSlash(d.name) + "@" + sum[:12],
	}
	if was, _, err := hashFile(d.file); err == nil && was == sum {
		r.Unchanged = true
	}
	return r, final0(d.place(p, r))
}

// place renames the part to its name for ever and links the plain name to it.
func (d *download) place(p part, r Result) error {
	kept := filepath.Join(d.dir, filepath.FromSlash(r.Kept))
	if sum, _, err := hashFile(kept); err != nil || sum != r.SHA256 {
		if err := os.Rename(p.path, kept); err != nil {
			return err
		}
		if err := os.Chmod(kept, 0o444); err != nil {
			return err
		}
		if err := writeSidecar(kept, r); err != nil {
			return err
		}
	}
	if err := p.drop(); err != nil {
		return err
	}
	if err := replace(kept, d.file); err != nil {
		return err
	}
	return writeSidecar(d.file, r)
}

// replace makes one file the other's twin, in one step: by a link, or where the
// disk has none by a copy.
func replace(from, to string) error {
	temp := to + ".new"
	if err := os.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if os.Link(from, temp) != nil {
		data, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		if err := os.WriteFile(temp, data, 0o644); err != nil {
			return errors.Join(err, os.Remove(temp))
		}
	}
	if err := os.Rename(temp, to); err != nil {
		return err
	}
	// Renaming a link to a twin of itself leaves both names.
	if err := os.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// writeSidecar writes beside a file where it comes from.
func writeSidecar(file string, r Result) error {
	data, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	temp := file + sidecarEnding + ".new"
	if err := os.WriteFile(temp, append(data, '\n'), 0o644); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	return os.Rename(temp, file+sidecarEnding)
}

// hashFile gives a file's SHA-256 in hexadecimal, and its size.
func hashFile(name string) (string, int64, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	size, err := io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), size, err
}
