// SPDX-License-Identifier: Apache-2.0

package table

import (
	"errors"
	"fmt"
	"io"
	"path"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/source"
)

// reader is a definition ready for use.
type reader struct {
	def *source.Definition
	reg *country.Register
}

// New prepares the reader of a definition. It fails, naming the source and the
// field, where the definition contradicts itself; the header of a file is
// compared with it when the file is read.
func New(def *source.Definition, reg *country.Register) (source.Reader, error) {
	r := &reader{def: def, reg: reg}
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", def.ID, err)
	}
	return r, nil
}

// Read reads one file, to which the layout and the series of its FileSpec apply,
// or those of the definition where no release has such a file.
func (r *reader) Read(file source.File, sink source.Sink) error {
	if err := r.read(file, sink); err != nil {
		return fmt.Errorf("%s: %w", r.def.ID, err)
	}
	return nil
}

func (r *reader) read(file source.File, sink source.Sink) error {
	spec := r.spec(file)
	layout := &r.def.Layout
	if spec.Layout != nil {
		layout = spec.Layout
	}
	if file.Member == "" {
		file.Member = spec.Member
	}
	sheet, err := source.OpenSheet(file, source.SheetOptions{
		Comma: comma(layout), Windows1252: layout.Encoding == "windows-1252",
	})
	if err != nil {
		return err
	}
	defer sheet.Close()
	p, err := r.plan(sheet, layout, spec.Series)
	if err != nil {
		return err
	}
	run := newRun(r.def, p, file, sink)
	for {
		row, err := sheet.Next()
		if errors.Is(err, io.EOF) {
			return run.finish()
		}
		if err != nil {
			return err
		}
		if err := run.row(row); err != nil {
			return err
		}
	}
}

// spec finds what the definition says of a file: the one of the release with the
// same path, else any with the same base name, else nothing.
func (r *reader) spec(file source.File) source.FileSpec {
	var near source.FileSpec
	look := func(release string, specs []source.FileSpec) bool {
		for _, s := range specs {
			if path.Base(s.Path) != path.Base(file.Path) {
				continue
			}
			near = s
			if s.Path == file.Path && (release == file.Release || file.Release == "") {
				return true
			}
		}
		return false
	}
	if look(file.Release, r.def.Live) {
		return near
	}
	for _, release := range r.def.Releases {
		if look(release.ID, release.Files) {
			return near
		}
	}
	return near
}

// comma is the separator of a layout.
func comma(l *source.Layout) byte {
	switch {
	case l.Comma != "":
		return l.Comma[0]
	case l.Format == "tsv":
		return '\t'
	}
	return ','
}
