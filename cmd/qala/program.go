// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/qala-observatory/qala/internal/catalog"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/snapshot"
)

// streams are what a command writes to: data to out, all else to err.
type streams struct{ out, err io.Writer }

// program is what every command needs. What is costly to open is opened when it
// is first asked for.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	// data is the tree of embedded files.
	data fs.FS
	now  func() time.Time
	// snapshotDir, where given, replaces the embedded snapshot.
	snapshotDir string
	// started tells that a command has begun, so that what fails is no longer a
	// matter of wrong use.
	started bool

	// register is the register of countries.
	register func() (*country.Register, error)
	// snapshot is the snapshot that answers come from.
	snapshot func() (*snapshot.Snapshot, error)
	// catalog holds every definition, frameworks included; sources leaves those
	// out and is quicker.
	catalog, sources func() (*catalog.Catalog, error)
}

// newProgram prepares a program.
func newProgram(stdin io.Reader, to streams, data fs.FS) *program {
	p := &program{stdin: stdin, stdout: to.out, stderr: to.err, data: data, now: time.Now}
	p.register = sync.OnceValues(func() (*country.Register, error) {
		return country.Load(p.data)
	})
	p.snapshot = sync.OnceValues(p.openSnapshot)
	p.catalog = sync.OnceValues(func() (*catalog.Catalog, error) {
		return p.load(catalog.Load)
	})
	p.sources = sync.OnceValues(func() (*catalog.Catalog, error) {
		return p.load(catalog.LoadSources)
	})
	return p
}

// load loads definitions with the register at hand.
func (p *program) load(how func(fs.FS, *country.Register) (*catalog.Catalog, error)) (*catalog.Catalog, error) {
	reg, err := p.register()
	if err != nil {
		return nil, err
	}
	return how(p.data, reg)
}

// openSnapshot opens the embedded snapshot, or the one the user names.
func (p *program) openSnapshot() (*snapshot.Snapshot, error) {
	if p.snapshotDir != "" {
		return openFolder(p.snapshotDir)
	}
	tree, err := fs.Sub(p.data, "snapshot")
	if err != nil {
		return nil, err
	}
	return snapshot.Open(tree)
}

// openFolder opens a snapshot in a folder.
func openFolder(dir string) (*snapshot.Snapshot, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, err
	}
	s, err := snapshot.Open(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return s, nil
}

// today is the day the program runs on.
func (p *program) today() obs.Date {
	t := p.now().UTC()
	return obs.Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}
}

// remark writes a line for people that is no part of the answer.
func (p *program) remark(format string, args ...any) {
	// Who cannot be told has no use for an error on that.
	_, _ = fmt.Fprintf(p.stderr, format+"\n", args...)
}

// width is how many columns the reader sees: those of the terminal, 80 where
// there is none.
func (p *program) width() int {
	if f, ok := p.stdout.(*os.File); ok {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			return w
		}
	}
	return 80
}

// columns is how wide the pages of this program are made for a reader.
func (p *program) columns() int {
	const narrow, wide = 80, 120
	return min(max(p.width(), narrow), wide)
}

// terminal tells whether a stream is one that a person looks at.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
