// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

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
	// It does not change a byte of the result.
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
	// ID is the part of its indicators' ids before the dot; it names the file.
	ID string
	// Origins are the releases.
	Origins []obs.Origin
	// Indicators are those that the source may observe.
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

// Build reads the raw files of the sources, writes a snapshot in a folder beside
// Dir and swaps it in at the end. Whatever ends it early, the old snapshot
// stands and what was written so far is removed.
func Build(ctx context.Context, opt BuildOptions) (*Manifest, error) {
	if err := checkSources(opt.Sources); err != nil {
		return nil, fmt.Errorf("build: %w", err)
	}
	place, err := prepare(opt.Dir)
	if err != nil {
		return nil, fmt.Errorf("build: %w", err)
	}
	defer place.abandon()
	b := &builder{opt: opt, place: place, create: place.create}
	m, err := b.build(ctx)
	if err != nil {
		return nil, fmt.Errorf("build: %w", err)
	}
	return m, nil
}

// checkSources finds what would make the files of a snapshot contradict each
// other.
func checkSources(sources []Source) error {
	seen := map[string]bool{}
	for _, s := range sources {
		switch {
		case s.ID == "" || s.ID != path.Base(s.ID) || strings.ContainsAny(s.ID, `.\`):
			return fmt.Errorf("source %q: id cannot name a file", s.ID)
		case seen[s.ID]:
			return fmt.Errorf("source %q stands twice", s.ID)
		}
		seen[s.ID] = true
		known := map[string]bool{}
		for _, ind := range s.Indicators {
			if source, _, ok := obs.SplitID(ind.ID); !ok || source != s.ID || known[ind.ID] {
				return fmt.Errorf("source %q: indicator %q is another source's or stands twice", s.ID, ind.ID)
			}
			known[ind.ID] = true
		}
		known = map[string]bool{}
		for _, f := range s.Files {
			if known[f.Path] {
				return fmt.Errorf("source %q: file %q stands twice", s.ID, f.Path)
			}
			known[f.Path] = true
		}
	}
	return nil
}

// builder is a build at work.
type builder struct {
	opt   BuildOptions
	place *place
	// create makes a file of the new snapshot.
	create func(name string) (io.WriteCloser, error)
	mu     sync.Mutex
}

// build writes all files and swaps them in.
func (b *builder) build(ctx context.Context) (*Manifest, error) {
	facts := make([]SourceFacts, len(b.opt.Sources))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(cmp.Or(b.opt.Workers, runtime.GOMAXPROCS(0)))
	for i := range b.opt.Sources {
		g.Go(func() (err error) {
			facts[i], err = b.source(gctx, b.opt.Sources[i])
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	if b.opt.Keep {
		kept, err := b.keep(ctx)
		if err != nil {
			return nil, err
		}
		facts = append(facts, kept...)
	}
	slices.SortFunc(facts, func(a, c SourceFacts) int { return strings.Compare(a.ID, c.ID) })
	m := &Manifest{
		Format: FormatVersion, Hash: dataHash(facts), Countries: unite(facts), Sources: facts,
	}
	text, err := m.encode()
	if err != nil {
		return nil, err
	}
	if _, err := b.write(ManifestName, 0, func(out io.Writer) error {
		_, err := out.Write(text)
		return err
	}); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return m, b.place.swap()
}

// source reads one source and writes its files.
func (b *builder) source(ctx context.Context, s Source) (SourceFacts, error) {
	s.Files = slices.Clone(s.Files)
	defer closeAll(s.Files)
	for i := range s.Files {
		if err := openRaw(ctx, b.opt.Raw, &s.Files[i]); err != nil {
			return SourceFacts{}, fmt.Errorf("%s: %w", s.ID, err)
		}
	}
	in := newIntake(ctx, &s, b.progress)
	if err := s.Read(ctx, s.Files, in); err != nil {
		return SourceFacts{}, fmt.Errorf("%s: %w", s.ID, err)
	}
	order := in.sorted()
	in.sortRejected()
	if err := in.tooMany(len(order)); err != nil {
		return SourceFacts{}, err
	}
	facts, err := b.writeSource(in, order)
	if err != nil {
		return SourceFacts{}, fmt.Errorf("%s: %w", s.ID, err)
	}
	b.progress(Progress{Source: s.ID, Kept: len(order), Rejected: len(in.rejected), Done: true})
	return facts, nil
}

// writeSource writes the files of a source that was read.
func (b *builder) writeSource(in *Intake, order []int32) (facts SourceFacts, err error) {
	s := in.source
	facts = SourceFacts{
		ID: s.ID, Origins: sortedOrigins(s.Origins), Reasons: countReasons(in.rejected), Files: in.rawFacts(order),
		Counts: Counts{
			Read: in.rowsRead(), Kept: len(order), Rejected: len(in.rejected), Skipped: in.skipped,
		},
	}
	s.Origins = facts.Origins
	facts.Indicators, facts.Countries = in.facts(order)
	facts.Data, err = b.write(s.ID+".parquet", len(order), func(out io.Writer) error {
		return in.writeData(out, order)
	})
	if err != nil || len(in.rejected) == 0 {
		return facts, err
	}
	rejected, err := b.write(s.ID+".rejected.parquet", len(in.rejected), func(out io.Writer) error {
		return writeRejected(in.ctx, out, in.rejected)
	})
	facts.RejectedData = &rejected
	return facts, err
}

// sortedOrigins puts the earliest release first.
func sortedOrigins(origins []obs.Origin) []obs.Origin {
	return slices.SortedFunc(slices.Values(origins), func(a, c obs.Origin) int {
		return cmp.Or(a.Published.Compare(c.Published), strings.Compare(a.Release, c.Release))
	})
}

// rawFacts counts what each raw file gave.
func (in *Intake) rawFacts(order []int32) []RawFacts {
	list := make([]RawFacts, len(in.source.Files))
	for i, f := range in.source.Files {
		list[i] = RawFacts{Path: f.Path, Release: f.Release, SHA256: f.SHA256, Bytes: f.Size}
	}
	for _, i := range order {
		list[in.entries[i].file].Kept++
	}
	for _, r := range in.rejected {
		i, ok := in.files.number[r.File]
		if !ok {
			continue
		}
		f := &list[i]
		f.Rejected++
		if len(f.Samples) < maxSamples {
			f.Samples = append(f.Samples, Sample{r.Row, r.Column, r.Text, r.Reason})
		}
	}
	slices.SortFunc(list, func(a, b RawFacts) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// write writes one file of the new snapshot.
func (b *builder) write(name string, rows int, do func(io.Writer) error) (Stored, error) {
	file, err := b.create(name)
	if err != nil {
		return Stored{}, err
	}
	w := newWriter(file)
	if err := do(w); err != nil {
		file.Close()
		return Stored{}, fmt.Errorf("%s: %w", name, err)
	}
	stored, err := w.finish(name, rows)
	if err != nil {
		return Stored{}, fmt.Errorf("%s: %w", name, err)
	}
	return stored, nil
}

// keep copies the files of the sources that are not built anew.
func (b *builder) keep(ctx context.Context) ([]SourceFacts, error) {
	old, err := Open(b.place.old())
	if err != nil {
		return nil, fmt.Errorf("keeping sources of the old snapshot: %w", err)
	}
	var kept []SourceFacts
	for _, facts := range old.manifest.Sources {
		if slices.ContainsFunc(b.opt.Sources, func(s Source) bool { return s.ID == facts.ID }) {
			continue
		}
		for _, stored := range facts.stored() {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			raw, err := old.files[facts.ID].bytes(stored)
			if err != nil {
				return nil, err
			}
			if _, err := b.write(stored.Name, stored.Rows, func(out io.Writer) error {
				_, err := out.Write(raw)
				return err
			}); err != nil {
				return nil, err
			}
		}
		kept = append(kept, facts)
	}
	return kept, nil
}

// progress passes a step on.
func (b *builder) progress(p Progress) {
	if b.opt.Progress == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.opt.Progress(p)
}

// openRaw opens and hashes a raw file.
func openRaw(ctx context.Context, raw fs.FS, f *RawFile) error {
	in, err := raw.Open(f.Path)
	if err != nil {
		return err
	}
	at, ok := in.(io.ReaderAt)
	if !ok {
		data, err := io.ReadAll(in)
		if err := errors.Join(err, in.Close()); err != nil {
			return fmt.Errorf("%s: %w", f.Path, err)
		}
		at = bytes.NewReader(data)
	}
	f.Data = at
	h := sha256.New()
	block := make([]byte, 1<<20)
	for f.Size = 0; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := at.ReadAt(block, f.Size)
		h.Write(block[:n])
		f.Size += int64(n)
		if errors.Is(err, io.EOF) {
			f.SHA256 = hex.EncodeToString(h.Sum(nil))
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", f.Path, err)
		}
	}
}

// closeAll closes the raw files that are open.
func closeAll(files []RawFile) {
	for _, f := range files {
		if c, ok := f.Data.(io.Closer); ok {
			c.Close()
		}
	}
}
