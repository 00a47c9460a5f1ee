// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/obs"
)

// maxBytes is how large the repository's snapshot may be, all files together: it
// is carried by every copy of the program.
const maxBytes = 12 << 20

// TestRepository looks at the snapshot that the program carries.
func TestRepository(t *testing.T) {
	dir := filepath.Join("..", "..", "data", "snapshot")
	if _, err := os.Stat(filepath.Join(dir, ManifestName)); err != nil {
		t.Skip("the repository has no snapshot yet")
	}
	s := openDir(t, dir)
	if err := s.Verify(); err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, f := range filesOf(t, dir) {
		total += len(f.Data)
	}
	if total > maxBytes {
		t.Errorf("%d bytes, at most %d", total, maxBytes)
	}
	for _, o := range s.Origins() {
		if o.Licence == "" || o.Citation == "" || o.Published.IsZero() {
			t.Errorf("release %s of %s lacks licence, citation or date", o.Release, o.Source)
		}
	}
	for _, ind := range s.Indicators() {
		if ind.Unit == "" || ind.Name == "" {
			t.Errorf("%s lacks unit or name", ind.ID)
		}
	}
	for _, facts := range s.manifest.Sources {
		rejected, err := s.Rejected(facts.ID)
		if err != nil || len(rejected) != facts.Counts.Rejected {
			t.Errorf("%s: %d rejected rows of %d, %v", facts.ID, len(rejected), facts.Counts.Rejected, err)
		}
	}
}

// TestRepositoryAgrees reads each indicator's series, and single values with
// their references, which go by different ways through the files.
func TestRepositoryAgrees(t *testing.T) {
	dir := filepath.Join("..", "..", "data", "snapshot")
	if _, err := os.Stat(filepath.Join(dir, ManifestName)); err != nil {
		t.Skip("the repository has no snapshot yet")
	}
	s := openDir(t, dir)
	ids := plain(s, 0)
	series, err := s.Series(context.Background(), ids, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var asked []Cell
	for i, id := range ids {
		for c := i % 7; c < s.Axis().Len(); c += 7 {
			asked = append(asked, Cell{id, s.Axis().Code(c), series[id].Last - i%5})
		}
	}
	found, err := s.Find(context.Background(), asked, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, cell := range asked {
		at, _ := s.Axis().Index(cell.Country)
		want, ok := series[cell.Indicator].At(at, cell.Year)
		var yearly []obs.Observation
		for _, o := range found[i] {
			if o.Period.Month == 0 {
				yearly = append(yearly, o)
			}
		}
		switch {
		case !ok && len(yearly) == 0:
		case !ok || len(yearly) != 1 || yearly[0].Value != want:
			t.Errorf("%v: series has %v (%t), observations %+v", cell, want, ok, yearly)
		case !leadsHome(yearly[0].Ref):
			t.Errorf("%v: does not lead home: %+v", cell, yearly[0].Ref)
		}
	}
}

// leadsHome tells whether a reference names a row or a place. One that combines
// no rows names the file alone: a zero because the file lists nothing.
func leadsHome(r obs.Ref) bool {
	return len(r.SHA256) == 64 && (r.Row > 0 || r.Place != "" || r.Rows == 0 && r.Text != "")
}

// TestTogether uses one snapshot from many goroutines at once.
func TestTogether(t *testing.T) {
	s := openDir(t, tinyDir(t))
	want, err := s.Observations(context.Background(), Cell{"alpha.people", "AZE", 2018}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	fresh := openDir(t, tinyDir(t))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := readValues(fresh); err != nil {
				t.Error(err)
			}
			got, err := fresh.Observations(context.Background(), Cell{"alpha.people", "AZE", 2018}, Options{})
			if err != nil || !cmp.Equal(got, want) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
	wg.Wait()
}

// onlyRead hides that a file can be read at any place.
type onlyRead struct{ fs.FS }

func (o onlyRead) Open(name string) (fs.File, error) {
	f, err := o.FS.Open(name)
	return struct{ fs.File }{f}, err
}

// TestRawFiles: readers get the published bytes, their hash and their size,
// whatever kind of file tree they stand in.
func TestRawFiles(t *testing.T) {
	data := bytes.Repeat([]byte("qala"), 700_000)
	files := fstest.MapFS{"x/big.csv": {Data: data}}
	for name, tree := range map[string]fs.FS{"random access": files, "only forward": onlyRead{files}} {
		f := RawFile{Path: "x/big.csv", Release: "1", Role: "data"}
		if err := openRaw(context.Background(), tree, &f); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, f.Size)
		if _, err := f.Data.ReadAt(got, 0); err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
		if sum := sha256.Sum256(data); f.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: hash %s", name, f.SHA256)
		}
	}
}

// TestTexts: a raw cell comes back as it was, also where it is not the plain form
// of its value or not even text.
func TestTexts(t *testing.T) {
	texts := []string{"1.5", "1.50", "", " 1.5", "$1.5 billion", "1,5", "1.5\x00", "b\xffd", strings.Repeat("long ", 20_000)}
	source := tiny()[1]
	source.Indicators = nil
	for i := range texts {
		source.Indicators = append(source.Indicators, obs.Indicator{ID: "beta." + string(rune('a'+i))})
	}
	source.Read = func(_ context.Context, files []RawFile, in *Intake) error {
		o := betaRows(files[0])[0]
		for i, text := range texts {
			o.Indicator, o.Value, o.Ref.Text = source.Indicators[i].ID, 1.5, text
			if err := in.Observe(o); err != nil {
				return err
			}
		}
		return nil
	}
	dir := filepath.Join(t.TempDir(), "s")
	build(t, dir, []Source{source})
	s := openDir(t, dir)
	for i, text := range texts {
		got, err := s.Observations(context.Background(), Cell{source.Indicators[i].ID, "GEO", 2023}, Options{})
		if err != nil || len(got) != 1 {
			t.Fatalf("%q: %v, %v", text, got, err)
		}
		if want := strings.ToValidUTF8(text, "\uFFFD"); got[0].Ref.Text != want {
			t.Errorf("have %.40q, want %.40q", got[0].Ref.Text, want)
		}
	}
}

// TestPlainText: the short form gives every value back.
func TestPlainText(t *testing.T) {
	for _, c := range []struct {
		value float64
		want  string
	}{
		{0, "0"},
		{-3.5, "-3.5"},
		{1e21, "1000000000000000000000"},
		{1e-7, "0.0000001"},
		{math.Copysign(0, -1), "-0"},
		{math.Nextafter(0.3, 1), "0.30000000000000004"},
	} {
		if got := plainText(c.value); got != c.want {
			t.Errorf("%v is written %q", c.value, got)
		}
	}
}

// TestFlags: every flag has its word, and the words lead back.
func TestFlags(t *testing.T) {
	for flags := range obs.Flags(1 << 8) {
		got, err := parseFlags(joinFlags(flags))
		if err != nil || got != flags {
			t.Errorf("%v: %v, %v", flags.Names(), got.Names(), err)
		}
	}
	if _, err := parseFlags("estimate,guess"); err == nil {
		t.Error("an unknown flag was read")
	}
}
