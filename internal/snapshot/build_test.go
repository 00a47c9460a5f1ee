// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/qala-observatory/qala/internal/obs"
)

// small are shapes that exercise several sources, groups of rows and workers.
func small() []shape {
	return []shape{
		{id: "a", indicators: 5, countries: 60, years: 20, decimals: -1, releases: 1},
		{id: "b", indicators: 9, countries: 50, years: 30, decimals: 3, releases: 2, spread: true},
		{id: "c", indicators: 4, countries: 40, years: 5, decimals: 2, releases: 3, raw: true},
		{id: "d", indicators: 2, countries: 30, years: 9, decimals: 0, releases: 1, dyadic: true},
	}
}

// TestSameBytes builds with one and with four workers, and with the sources in
// another order.
func TestSameBytes(t *testing.T) {
	first, second := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "four")
	sources := synthetic(small())
	for dir, workers := range map[string]int{first: 1, second: 4} {
		_, err := Build(context.Background(), BuildOptions{Dir: dir, Raw: rawFiles(sources), Sources: sources, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		slices.Reverse(sources)
	}
	one, four := filesOf(t, first), filesOf(t, second)
	if len(one) != 6 || len(four) != 6 {
		t.Fatalf("%d and %d files", len(one), len(four))
	}
	for name, file := range one {
		if !slices.Equal(file.Data, four[name].Data) {
			t.Errorf("%s differs", name)
		}
	}
}

// TestPlainParquet reads a file with the library's own reader of whole rows, as
// any other program would, and looks at what the file says of itself.
func TestPlainParquet(t *testing.T) {
	dir := tinyDir(t)
	name := filepath.Join(dir, "alpha.parquet")
	rows, err := parquet.ReadFile[stored](name)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		got = append(got, fmt.Sprintf("%s|%s|%s|%s|%d|%v|%s|%s|%s|%d|%d|%s", r.Indicator, r.Country, r.Entity,
			r.Counterpart, r.Year, r.Value, r.Flags, r.Release, r.File, r.Row, r.Rows, r.Text))
	}
	want := []string{
		"alpha.border|AZE|Azerbaijan|GEO|2020|428||2020|alpha/2020.csv|9|1|",
		"alpha.border|AZE|Azerbaijan|IRN|2020|689||2020|alpha/2020.csv|9|1|689 km",
		"alpha.border|AZE|Azerbaijan|IRN|2023|689||2023|alpha/2023.csv|9|1|",
		"alpha.people|AZE|Azerbaijan||2018|9.9||2020|alpha/2020.csv|2|1|",
		"alpha.people|AZE|Azerbaijan||2018|9.95|estimate,break|2023|alpha/2023.csv|2|1|9.95 (est.)",
		"alpha.people|AZE|Azerbaijan||2019|10||2020|alpha/2020.csv|3|1|10.0",
		"alpha.people|AZE|Azerbaijan||2022|10.1||2023|alpha/2023.csv|3|1|",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := openParquet(data)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"qala.format": "1", "qala.source": "alpha", "qala.licence": "CC0", "qala.citation": "Alpha (2023).",
	} {
		if got, _ := file.Lookup(key); got != want {
			t.Errorf("%s is %q", key, got)
		}
	}
	if releases, _ := file.Lookup("qala.releases"); !strings.Contains(releases, `"published":"2020-03-01"`) {
		t.Errorf("releases are %q", releases)
	}
	if n := len(file.Metadata().RowGroups[0].SortingColumns); n != 6 {
		t.Errorf("%d sorting columns", n)
	}
}

// TestRejections: what cannot stand in a snapshot is rejected with a reason.
func TestRejections(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(o *obs.Observation)
		reason string
	}{
		{"not a number", func(o *obs.Observation) { o.Value = math.NaN() }, "value is not finite"},
		{"infinite", func(o *obs.Observation) { o.Value = math.Inf(-1) }, "value is not finite"},
		{"infinite error", func(o *obs.Observation) { o.Spread = obs.Spread{HasSE: true, SE: math.Inf(1)} }, "standard error is not finite"},
		{"open interval", func(o *obs.Observation) { o.Spread = obs.Spread{HasInterval: true, Low: math.NaN()} }, "interval is not finite"},
		{"unknown indicator", func(o *obs.Observation) { o.Indicator = "alpha.other" }, "indicator is not one of the source's"},
		{"another source's", func(o *obs.Observation) { o.Indicator = "beta.index" }, "indicator is not one of the source's"},
		{"no country", func(o *obs.Observation) { o.Country = "" }, "no country"},
		{"a dyad for a plain one", func(o *obs.Observation) { o.Counterpart = "GEO" }, "counterpart is missing from a dyadic indicator, or given for a plain one"},
		{"plain for a dyadic one", func(o *obs.Observation) { o.Indicator = "alpha.border" }, "counterpart is missing from a dyadic indicator, or given for a plain one"},
		{"year zero", func(o *obs.Observation) { o.Period.Year = 0 }, "year is out of range"},
		{"year beyond 16 bits", func(o *obs.Observation) { o.Period.Year = 1<<16 + 2000 }, "year is out of range"},
		{"thirteenth month", func(o *obs.Observation) { o.Period.Month = 13 }, "month is out of range"},
		{"unknown release", func(o *obs.Observation) { o.Release = "2021" }, "release is not one of the source's"},
		{"unknown file", func(o *obs.Observation) { o.Ref.File = "alpha/x.csv" }, "raw file is not one of the source's"},
		{"row below nothing", func(o *obs.Observation) { o.Ref.Row = -1 }, "row number is out of range"},
	} {
		t.Run(c.name, func(t *testing.T) {
			source := tiny()[0]
			source.Read = func(_ context.Context, files []RawFile, in *Intake) error {
				rows := alphaRows(files)[:4]
				bad := rows[1]
				c.change(&bad)
				return feed(in, append(rows, bad))
			}
			dir := filepath.Join(t.TempDir(), "s")
			m := build(t, dir, []Source{source})
			got, err := openDir(t, dir).Rejected("alpha")
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != 1 || got[0].Reason != c.reason || got[0].Text != "10.0" {
				t.Errorf("rejected %+v", got)
			}
			if facts := m.Sources[0]; facts.Counts.Kept != 4 || facts.Counts.Rejected != 1 || facts.Reasons[0].Reason != c.reason {
				t.Errorf("facts are %+v", facts)
			}
		})
	}
}

// TestTooManyRejected: above the declared share the build stops, with counts and
// the first rows, and nothing is written.
func TestTooManyRejected(t *testing.T) {
	source := tiny()[1]
	source.MaxRejected = 0.1
	dir := filepath.Join(t.TempDir(), "s")
	_, err := Build(context.Background(), BuildOptions{Dir: dir, Raw: rawFiles([]Source{source}), Sources: []Source{source}})
	var too *RejectedError
	if !errors.As(err, &too) || too.Rejected != 2 || too.Rows != 7 || too.Source != "beta" {
		t.Fatalf("error is %v", err)
	}
	for _, words := range []string{"beta: 2 of 7 rows rejected (28.57 %)", "allowed are 10.00 %", "1 × country is unknown", `beta/all.csv line 6 column "country": "Gerogia"`} {
		if !strings.Contains(err.Error(), words) {
			t.Errorf("%q lacks %q", err, words)
		}
	}
	onlyIn(t, filepath.Dir(dir))
}

// TestShareRejected: of rows where the reader counts them, else of values.
func TestShareRejected(t *testing.T) {
	cells := []obs.Rejected{{File: "f", Row: 2}, {File: "f", Row: 2}, {File: "g", Row: 2}, {File: "h"}, {File: "h"}}
	for _, c := range []struct {
		name     string
		in       Intake
		kept     int
		rejected int
		rows     int
	}{
		{"counted", Intake{counted: true, read: 40, rejected: cells}, 900, 4, 40},
		{"counted, but too few", Intake{counted: true, read: 1, rejected: cells}, 900, 4, 4},
		{"not counted", Intake{rejected: cells}, 95, 5, 100},
	} {
		c.in.source = &Source{MaxRejected: 0.01}
		var got *RejectedError
		if err := c.in.tooMany(c.kept); !errors.As(err, &got) || got.Rejected != c.rejected || got.Rows != c.rows {
			t.Errorf("%s: %v", c.name, err)
		}
		c.in.source.MaxRejected = share(c.rejected, c.rows)
		if err := c.in.tooMany(c.kept); err != nil {
			t.Errorf("%s: at the limit: %v", c.name, err)
		}
	}
}

// onlyIn fails unless a folder holds just these.
func onlyIn(t *testing.T, dir string, names ...string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range list {
		got = append(got, e.Name())
	}
	if !slices.Equal(got, names) {
		t.Errorf("%s holds %v, want %v", dir, got, names)
	}
}

// TestManyReasons: the manifest shows some rows and reasons, the file all.
func TestManyReasons(t *testing.T) {
	source := tiny()[0]
	source.MaxRejected = 1
	source.Read = func(_ context.Context, files []RawFile, in *Intake) error {
		for i := range 100 {
			r := obs.Rejected{File: files[0].Path, Row: 101 - i, Text: strings.Repeat("ä", 150), Reason: fmt.Sprintf("reason %d", i%40)}
			if err := in.Reject(r); err != nil {
				return err
			}
		}
		return nil
	}
	dir := filepath.Join(t.TempDir(), "s")
	facts := build(t, dir, []Source{source}).Sources[0]
	if n := len(facts.Reasons); n != maxReasons+1 || facts.Reasons[maxReasons] != (ReasonCount{OtherReasons, 40}) {
		t.Errorf("%d reasons: %v", n, facts.Reasons)
	}
	if f := facts.Files[0]; len(f.Samples) != maxSamples || f.Rejected != 100 || f.Samples[0].Row != 2 {
		t.Errorf("file is %+v", f)
	}
	all, err := openDir(t, dir).Rejected("alpha")
	if err != nil || len(all) != 100 {
		t.Fatalf("%d rows, %v", len(all), err)
	}
	if len(all[0].Text) != maxText || facts.Counts.Read != 100 {
		t.Errorf("text of %d bytes; %+v", len(all[0].Text), facts.Counts)
	}
}

// failing is a reader that stops half way.
func failing(cause error) Source {
	source := tiny()[0]
	source.Read = func(_ context.Context, files []RawFile, in *Intake) error {
		return errors.Join(feed(in, alphaRows(files)[:2]), cause)
	}
	return source
}

// TestInterrupted: whatever ends a build early, the old snapshot stands and
// nothing else is left.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	stopped := tiny()[0]
	stopped.Read = func(_ context.Context, files []RawFile, in *Intake) error {
		cancel()
		for range 4096 {
			if err := in.Observe(alphaRows(files)[0]); err != nil {
				return err
			}
		}
		return errors.New("the intake did not stop the reader")
	}
	missing := tiny()[0]
	missing.Files = []RawFile{{Path: "alpha/none.csv"}}
	for _, c := range []struct {
		name   string
		ctx    context.Context
		source Source
		words  string
	}{
		{"called off", ctx, stopped, "alpha: context canceled"},
		{"called off before", ctx, tiny()[0], "context canceled"},
		{"a reader's error", context.Background(), failing(errors.New("line 3: quote is open")), "alpha: line 3: quote is open"},
		{"a missing raw file", context.Background(), missing, "alpha: open alpha/none.csv"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := tinyDir(t)
			before := filesOf(t, dir)
			_, err := Build(c.ctx, BuildOptions{Dir: dir, Raw: rawFiles(tiny()), Sources: []Source{c.source}})
			if err == nil || !strings.Contains(err.Error(), c.words) {
				t.Errorf("error is %v", err)
			}
			if diff := cmp.Diff(before, filesOf(t, dir)); diff != "" {
				t.Error(diff)
			}
			onlyIn(t, filepath.Dir(dir), "snapshot")
		})
	}
}

// fullDisk takes so many bytes and no more.
type fullDisk struct {
	io.WriteCloser
	left *int
}

func (d fullDisk) Write(p []byte) (int, error) {
	if *d.left -= len(p); *d.left < 0 {
		return 0, syscall.ENOSPC
	}
	return d.WriteCloser.Write(p)
}

// TestFullDisk stops at every file of a snapshot in turn.
func TestFullDisk(t *testing.T) {
	dir := tinyDir(t)
	before := filesOf(t, dir)
	for size := 0; size < 14000; size += 900 {
		p, err := prepare(dir)
		if err != nil {
			t.Fatal(err)
		}
		left := size
		b := &builder{
			opt: BuildOptions{Raw: rawFiles(tiny()), Sources: tiny(), Workers: 1}, place: p,
			create: func(name string) (io.WriteCloser, error) {
				f, err := p.create(name)
				return fullDisk{f, &left}, err
			},
		}
		_, err = b.build(context.Background())
		p.abandon()
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("after %d bytes: error is %v", size, err)
		}
		if diff := cmp.Diff(before, filesOf(t, dir)); diff != "" {
			t.Error(diff)
		}
	}
	onlyIn(t, filepath.Dir(dir), "snapshot")
}

// TestBadPlaces: a folder that cannot be written, or must not be.
func TestBadPlaces(t *testing.T) {
	base := t.TempDir()
	file := filepath.Join(base, "file")
	foreign, strange := filepath.Join(base, "foreign"), filepath.Join(base, "strange")
	for _, dir := range []string{foreign, strange} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{file, filepath.Join(foreign, "letter.odt"), filepath.Join(strange, "mine.parquet")} {
		if err := os.WriteFile(name, []byte("mine"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	locked := filepath.Join(base, "locked")
	if err := os.Mkdir(locked, 0o500); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, dir, words string }{
		{"no folder", "", "no folder given"},
		{"below a file", filepath.Join(file, "snapshot"), "file"},
		{"a folder of something else", foreign, "letter.odt"},
		{"someone's own Parquet file", strange, "mine.parquet"},
		{"unwritable", filepath.Join(locked, "snapshot"), "permission denied"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.name == "unwritable" && (os.Geteuid() == 0 || runtime.GOOS == "windows") {
				t.Skip("this user may write everywhere")
			}
			_, err := Build(context.Background(), BuildOptions{Dir: c.dir, Raw: rawFiles(tiny()), Sources: tiny()})
			if err == nil || !strings.Contains(err.Error(), c.words) {
				t.Errorf("error is %v", err)
			}
		})
	}
	if data, err := os.ReadFile(filepath.Join(foreign, "letter.odt")); err != nil || string(data) != "mine" {
		t.Errorf("%q, %v", data, err)
	}
}

// TestSwap: companions are taken over, and a crash between the two renames is
// put right by the next build.
func TestSwap(t *testing.T) {
	dir := tinyDir(t)
	if err := os.WriteFile(filepath.Join(dir, "LICENCE.md"), []byte("CC BY"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir, filepath.Join(filepath.Dir(dir), ".snapshot.old")); err != nil {
		t.Fatal(err)
	}
	build(t, dir, tiny()[:1])
	onlyIn(t, dir, "LICENCE.md", "alpha.parquet", "manifest.json")
	onlyIn(t, filepath.Dir(dir), "snapshot")
}

// TestKeep rebuilds one source and keeps the other's bytes.
func TestKeep(t *testing.T) {
	dir := tinyDir(t)
	before := filesOf(t, dir)
	source := tiny()[0]
	source.Read = func(_ context.Context, files []RawFile, in *Intake) error {
		return feed(in, alphaRows(files)[:1])
	}
	opt := BuildOptions{Dir: dir, Raw: rawFiles(tiny()), Sources: []Source{source}, Keep: true}
	m, err := Build(context.Background(), opt)
	if err != nil {
		t.Fatal(err)
	}
	after := filesOf(t, dir)
	if !slices.Equal(before["beta.parquet"].Data, after["beta.parquet"].Data) || len(after) != len(before) {
		t.Error("the other source was not kept")
	}
	if len(m.Sources) != 2 || m.Sources[0].Data.Rows != 1 {
		t.Errorf("sources are %+v", m.Sources)
	}
	if err := openDir(t, dir).Verify(); err != nil {
		t.Error(err)
	}
	opt.Dir = filepath.Join(t.TempDir(), "none")
	if _, err := Build(context.Background(), opt); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing to keep: %v", err)
	}
}

// TestContradictions: sources that would overwrite each other are refused.
func TestContradictions(t *testing.T) {
	for name, change := range map[string]func(s []Source){
		"stands twice":          func(s []Source) { s[1].ID, s[1].Indicators = "alpha", nil },
		"cannot name a file":    func(s []Source) { s[0].ID = "../alpha" },
		"is another source's":   func(s []Source) { s[0].Indicators[0].ID = "beta.index" },
		`"alpha/2020.csv" stan`: func(s []Source) { s[0].Files[1] = s[0].Files[0] },
	} {
		sources := tiny()
		change(sources)
		_, err := Build(context.Background(), BuildOptions{Dir: filepath.Join(t.TempDir(), "s"), Raw: rawFiles(sources), Sources: sources})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestProgress tells of each source's end.
func TestProgress(t *testing.T) {
	done := map[string]int{}
	sources := tiny()
	_, err := Build(context.Background(), BuildOptions{
		Dir: filepath.Join(t.TempDir(), "s"), Raw: rawFiles(sources), Sources: sources,
		Progress: func(p Progress) {
			if p.Done {
				done[p.Source] = p.Kept
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"alpha": 7, "beta": 4}, done); diff != "" {
		t.Error(diff)
	}
}
