// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"
	"io/fs"
	"math"
	"path"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/source"
)

// tableReader is the reader that goes by the layout alone.
const tableReader = "table"

// planned is the status of a source that is listed and not yet read.
const planned = "planned"

// Known is what definitions refer to and the catalog does not hold itself.
type Known struct {
	// Countries checks the codes that layouts alias to; nil checks none.
	Countries *country.Register
	// Readers are the names of the readers there are; empty checks none.
	Readers []string
}

// sourceFile is one source's definition and its document.
type sourceFile struct {
	*document
	known Known
	def   source.Definition
}

// parseSource decodes and lints one definition.
func parseSource(file string, text []byte, known Known) *sourceFile {
	s := &sourceFile{document: parse(file, text), known: known}
	s.decode(&s.def)
	if s.root != nil {
		s.lint()
	}
	return s
}

// need faults a field that is empty.
func (d *document) need(value string, path ...any) bool {
	if strings.TrimSpace(value) != "" {
		return true
	}
	d.add("is missing", "", path...)
	return false
}

// oneOf faults a word that is not on a list.
func oneOf[T ~string](d *document, value T, known []T, path ...any) {
	for _, k := range known {
		if value == k {
			return
		}
	}
	d.add(fmt.Sprintf("%q is unknown", string(value)), choices(string(value), known), path...)
}

// lint checks the definition by itself.
func (s *sourceFile) lint() {
	s.identity()
	s.terms()
	if s.def.Status == planned {
		return
	}
	if s.need(s.def.Reader, "reader") && len(s.known.Readers) > 0 {
		oneOf(s.document, s.def.Reader, s.known.Readers, "reader")
	}
	if x := s.def.MaxRejected; !(x >= 0 && x <= 1) {
		s.add(fmt.Sprintf("%v is not a share from 0 to 1", x), "write 1 % as 0.01", "max_rejected")
	}
	s.releases()
	s.live()
	s.series()
	s.layouts()
}

// identity checks who the source is.
func (s *sourceFile) identity() {
	if s.need(s.def.ID, "id") {
		if base := strings.TrimSuffix(path.Base(s.file), path.Ext(s.file)); base != s.def.ID {
			s.add(fmt.Sprintf("%q is not the name of the file, %q", s.def.ID, base), "", "id")
		}
		if !isWord(s.def.ID) {
			s.add(fmt.Sprintf("%q is not a plain word", s.def.ID), wordHint, "id")
		}
	}
	s.need(s.def.Title, "title")
	s.need(s.def.Producer, "producer")
	if s.need(s.def.Homepage, "homepage") {
		s.address(s.def.Homepage, "homepage")
	}
	if s.def.Status != "" {
		oneOf(s.document, s.def.Status, []string{"active", planned}, "status")
	} else {
		s.add("is missing", "use active or planned", "status")
	}
}

// terms checks what may be done with the figures.
func (s *sourceFile) terms() {
	s.need(s.def.Licence, "licence")
	s.need(s.def.Citation, "citation")
	if s.def.LicenceURL != "" {
		s.address(s.def.LicenceURL, "licence_url")
	}
	if s.need(string(s.def.Terms), "terms") {
		oneOf(s.document, s.def.Terms,
			[]source.Terms{source.Embed, source.DerivedOnly, source.ImporterOnly}, "terms")
	}
	if s.need(string(s.def.Kind), "kind") {
		oneOf(s.document, s.def.Kind, obs.Kinds(), "kind")
	}
	for i, note := range s.def.Notes {
		s.need(note, "notes", i)
	}
}

// address faults what is not a web address.
func (s *sourceFile) address(text string, path ...any) {
	rest, ok := strings.CutPrefix(text, "https://")
	if !ok {
		rest, ok = strings.CutPrefix(text, "http://")
	}
	if !ok || rest == "" || strings.ContainsAny(text, " \t\n") {
		s.add(fmt.Sprintf("%q is not a web address", text), "begin with https://", path...)
	}
}

// releases checks the editions and their files.
func (s *sourceFile) releases() {
	if len(s.def.Releases) == 0 {
		s.add("is missing", "name at least one release and its files", "releases")
	}
	ids, paths := firstOf{}, firstOf{}
	var last obs.Date
	for i, r := range s.def.Releases {
		at := []any{"releases", i}
		if s.need(r.ID, under(at, "id")...) && ids.met(r.ID) {
			s.add(fmt.Sprintf("release %q stands twice", r.ID), "", under(at, "id")...)
		}
		switch {
		case r.Published.IsZero():
			s.add("is missing", "write YYYY-MM-DD", under(at, "published")...)
		case r.Published.Compare(last) < 0:
			s.add(fmt.Sprintf("%s is before %s, the release above", r.Published, last),
				"put the earliest release first", under(at, "published")...)
		default:
			last = r.Published
		}
		if len(r.Files) == 0 {
			s.add("is missing", "a release has at least one file", under(at, "files")...)
		}
		for j := range r.Files {
			s.rawFile(&r.Files[j], paths, under(at, "files", j))
		}
	}
}

// live checks the files that refreshing fetches.
func (s *sourceFile) live() {
	paths := firstOf{}
	for i := range s.def.Live {
		at := []any{"live", i}
		s.rawFile(&s.def.Live[i], paths, at)
		s.need(s.def.Live[i].URL, under(at, "url")...)
	}
}

// rawFile checks one raw file.
func (s *sourceFile) rawFile(f *source.FileSpec, paths firstOf, at []any) {
	if s.need(f.Path, under(at, "path")...) {
		if !fs.ValidPath(f.Path) || strings.Contains(f.Path, `\`) {
			s.add(fmt.Sprintf("%q is not a path below the folder of raw data", f.Path),
				"use forward slashes, no leading slash and no dots", under(at, "path")...)
		}
		if paths.met(f.Path + "\x00" + f.Member + "\x00" + f.Role + "\x00" + strings.Join(f.Series, " ")) {
			s.add(fmt.Sprintf("file %q stands twice", f.Path), "", under(at, "path")...)
		}
	}
	if f.URL != "" {
		s.address(f.URL, under(at, "url")...)
	}
	for i, id := range f.Series {
		known := s.seriesIDs()
		if !slices.Contains(known, id) {
			s.add(fmt.Sprintf("series %q is not among the source's", id), meant(id, known), under(at, "series", i)...)
		}
	}
}

// seriesIDs lists the ids of the source's series.
func (s *sourceFile) seriesIDs() []string {
	ids := make([]string, len(s.def.Series))
	for i := range s.def.Series {
		ids[i] = s.def.Series[i].ID
	}
	return ids
}

// series checks the indicators.
func (s *sourceFile) series() {
	if len(s.def.Series) == 0 {
		s.add("is missing", "name at least one series", "series")
	}
	ids := firstOf{}
	for i := range s.def.Series {
		at := []any{"series", i}
		one := &s.def.Series[i]
		if s.need(one.ID, under(at, "id")...) {
			if strings.ContainsAny(one.ID, " \t\r\n,") {
				s.add(fmt.Sprintf("%q holds a space or a comma", one.ID), "", under(at, "id")...)
			}
			if ids.met(one.ID) {
				s.add(fmt.Sprintf("series %q stands twice", one.ID), "", under(at, "id")...)
			}
		}
		s.need(one.Name, under(at, "name")...)
		s.need(one.Definition, under(at, "definition")...)
		s.need(string(one.Unit), under(at, "unit")...)
		if one.Kind != "" {
			oneOf(s.document, one.Kind, obs.Kinds(), under(at, "kind")...)
		}
		s.reading(one, at)
	}
}

// reading checks how a series becomes observations.
func (s *sourceFile) reading(one *source.Series, at []any) {
	if one.Combine != "" {
		oneOf(s.document, one.Combine, []source.Combine{
			source.Sum, source.Count, source.Mean, source.Max, source.Last,
		}, under(at, "combine")...)
		if one.SE != "" || one.Low != "" || one.High != "" {
			s.add("combined rows leave no standard error or interval", "remove se, low and high", under(at, "combine")...)
		}
	}
	if (one.Low == "") != (one.High == "") {
		s.add("low and high go together", "", at...)
	}
	if x := one.IntervalLevel; !(x >= 0 && x < 1) {
		s.add(fmt.Sprintf("%v is not a probability from 0 to 1", x), "", under(at, "interval_level")...)
	}
	if one.Low == "" && !s.hasInterval() && one.IntervalLevel != 0 {
		s.add("there is no interval", "name low and high, or remove it", under(at, "interval_level")...)
	}
	if one.Scale < 0 || math.IsInf(one.Scale, 0) {
		s.add(fmt.Sprintf("%v is negative", one.Scale), "", under(at, "scale")...)
	}
	if one.Country != nil {
		s.place(one.Country, under(at, "country"))
	}
}

// hasInterval tells whether the layout of a long table, or a reader of its own,
// may give intervals to a series that names no columns for them.
func (s *sourceFile) hasInterval() bool {
	return s.def.Layout.LowColumn != "" || s.def.Reader != tableReader
}

// firstOf remembers what was met.
type firstOf map[string]bool

// met tells whether the text was met before, and remembers it.
func (f firstOf) met(text string) bool {
	was := f[text]
	f[text] = true
	return was
}

// wordHint says what isWord asks for.
const wordHint = "use a-z, 0-9, _ and -, a letter first"

// isWord tells whether a text is a plain identifier: a letter, then letters,
// digits, underscores and hyphens, all lower case.
func isWord(text string) bool {
	for i, r := range text {
		letter := r >= 'a' && r <= 'z'
		if !letter && (i == 0 || r != '_' && r != '-' && (r < '0' || r > '9')) {
			return false
		}
	}
	return text != ""
}
