// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// place is where a new snapshot grows: a folder beside the one it will replace,
// so that the exchange is two renames within one folder.
type place struct {
	// dir is the snapshot's folder, temp the new one, aside where the old one
	// stands during the exchange.
	dir, temp, aside string
}

// prepare makes the new folder. It refuses to replace a folder that holds
// something else, and puts back an old snapshot that a broken exchange left
// aside.
func prepare(dir string) (*place, error) {
	if dir == "" {
		return nil, errors.New("no folder given for the snapshot")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	p := &place{dir: dir, aside: filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+".old")}
	if err := p.recover(); err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, err
	}
	p.temp, err = os.MkdirTemp(parent, "."+filepath.Base(dir)+".new-")
	if err != nil {
		return nil, err
	}
	return p, os.Chmod(p.temp, 0o755)
}

// recover puts right what an exchange left that was cut off by a crash.
func (p *place) recover() error {
	if _, err := os.Lstat(p.aside); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if _, err := os.Lstat(p.dir); err == nil {
		return os.RemoveAll(p.aside)
	}
	return os.Rename(p.aside, p.dir)
}

// check refuses a folder that holds other things than a snapshot. Hidden files
// and text files about the snapshot may stand there.
func (p *place) check() error {
	list, err := os.ReadDir(p.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = os.Stat(filepath.Join(p.dir, ManifestName))
	snapshot := err == nil
	for _, e := range list {
		if !companion(e) && !(snapshot && ours(e.Name())) {
			return fmt.Errorf("%s holds %s, which is no part of a snapshot: give an empty folder",
				p.dir, e.Name())
		}
	}
	return nil
}

// ours tells whether a file is one that a build writes.
func ours(name string) bool { return name == ManifestName || filepath.Ext(name) == ".parquet" }

// companion tells whether a file may stand beside a snapshot's own and is taken
// over by a new one: a licence, a read-me, a hidden file.
func companion(e fs.DirEntry) bool {
	if !e.Type().IsRegular() {
		return false
	}
	ext := filepath.Ext(e.Name())
	return strings.HasPrefix(e.Name(), ".") || ext == "" || ext == ".md" || ext == ".txt"
}

// old is the folder of the old snapshot.
func (p *place) old() fs.FS { return os.DirFS(p.dir) }

// create makes a file in the new folder.
func (p *place) create(name string) (io.WriteCloser, error) {
	f, err := os.OpenFile(filepath.Join(p.temp, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, err
	}
	return syncedFile{f}, nil
}

// syncedFile is on the disk once it is closed.
type syncedFile struct{ *os.File }

// Close writes the file through to the disk.
func (f syncedFile) Close() error { return errors.Join(f.Sync(), f.File.Close()) }

// swap puts the new folder in the old one's stead. The old one comes back where
// that fails.
func (p *place) swap() error {
	if err := p.takeOver(); err != nil {
		return err
	}
	err := os.Rename(p.dir, p.aside)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	had := err == nil
	if err := os.Rename(p.temp, p.dir); err != nil {
		if had {
			err = errors.Join(err, os.Rename(p.aside, p.dir))
		}
		return err
	}
	p.temp = ""
	return os.RemoveAll(p.aside)
}

// takeOver copies the companions of the old snapshot.
func (p *place) takeOver() error {
	list, err := os.ReadDir(p.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range list {
		if ours(e.Name()) || !companion(e) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(p.dir, e.Name()))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(p.temp, e.Name()), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// abandon removes the new folder where it did not become the snapshot.
func (p *place) abandon() {
	if p.temp != "" {
		// What cannot be removed now is removed by the next build.
		_ = os.RemoveAll(p.temp)
	}
}
