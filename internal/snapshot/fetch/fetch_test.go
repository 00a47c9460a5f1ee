// SPDX-License-Identifier: Apache-2.0

package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/qala-observatory/qala/internal/obs"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// csv is a table as a publisher would serve it; zip begins like an archive.
var (
	csv = []byte("iso3,year,value\r\n" + strings.Repeat("AZE,2016,-3.0641\r\n", 9000))
	zip = append([]byte("PK\x03\x04"), noise(300_000)...)
)

func noise(n int) []byte {
	rng := rand.New(rand.NewPCG(1, 2))
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(rng.Uint32())
	}
	return out
}

// publisher is a server with faults: each request uses up one of its answers,
// and the last one stays.
type publisher struct {
	mu      sync.Mutex
	answers []http.HandlerFunc
	// ranges are the Range headers of the requests.
	ranges []string
}

func (p *publisher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.ranges = append(p.ranges, r.Header.Get("Range"))
	answer := p.answers[0]
	if len(p.answers) > 1 {
		p.answers = p.answers[1:]
	}
	p.mu.Unlock()
	answer(w, r)
}

// whole serves a file in the standard way, with ranges and validators.
func whole(data []byte, etag string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		http.ServeContent(w, r, "", time.Date(2025, 7, 1, 0, 0, 0, 0, time.UTC), bytes.NewReader(data))
	}
}

// cut promises the whole file and drops the connection after some bytes.
func cut(data []byte, etag string, after int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if etag != "" {
			w.Header().Set("ETag", etag)
		}
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		w.Write(data[:after])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

// plain serves a file without any support for ranges or validators.
func plain(data []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.Write(data) }
}

// status answers with a status alone.
func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

// setting is a server, a folder and the waits that were asked for.
type setting struct {
	Options
	server *publisher
	waits  []time.Duration
}

// serve starts a publisher.
func serve(t *testing.T, answers ...http.HandlerFunc) *setting {
	t.Helper()
	p := &publisher{answers: answers}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	s := &setting{server: p}
	s.Options = Options{
		Client: server.Client(), URL: server.URL + "/wdi.csv", Dir: t.TempDir(), Name: "wdi/wdi.csv",
		Accessed: obs.Date{Year: 2026, Month: 3, Day: 9},
		Sleep: func(ctx context.Context, d time.Duration) error {
			s.waits = append(s.waits, d)
			return ctx.Err()
		},
	}
	return s
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// holds fails unless the folder has just these files, with the data under its
// name and under its hash.
func (s *setting) holds(t *testing.T, data []byte, others ...string) {
	t.Helper()
	base := filepath.Base(s.Name)
	kept := base + "@" + hash(data)[:12]
	want := append([]string{base, base + ".origin.json", kept, kept + ".origin.json"}, others...)
	slices.Sort(want)
	if diff := cmp.Diff(want, s.files(t)); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{base, kept} {
		got, err := os.ReadFile(filepath.Join(s.Dir, filepath.Dir(s.Name), name))
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s has %d bytes, want %d; %v", name, len(got), len(data), err)
		}
	}
}

// files lists the folder of the file.
func (s *setting) files(t *testing.T) []string {
	t.Helper()
	list, err := os.ReadDir(filepath.Join(s.Dir, filepath.Dir(s.Name)))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	names := []string{}
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

func TestFetch(t *testing.T) {
	const tag = `"one"`
	partial := func(at int) string { return fmt.Sprintf("bytes=%d-", at) }
	for _, c := range []struct {
		name    string
		answers []http.HandlerFunc
		// ranges are the requests, waits the pauses between them.
		ranges []string
		waits  []time.Duration
	}{
		{"at once", []http.HandlerFunc{whole(csv, tag)}, []string{""}, nil},
		{"without range or validator", []http.HandlerFunc{plain(csv)}, []string{""}, nil},
		{
			"busy at first",
			[]http.HandlerFunc{status(503), status(502), status(429, "Retry-After", "7"), whole(csv, tag)},
			[]string{"", "", "", ""},
			[]time.Duration{time.Second, 2 * time.Second, 7 * time.Second},
		},
		{
			"a wait told beyond reason",
			[]http.HandlerFunc{status(503, "Retry-After", "99999"), whole(csv, tag)},
			[]string{"", ""},
			[]time.Duration{time.Second},
		},
		{
			"a dropped connection is taken up again",
			[]http.HandlerFunc{cut(csv, tag, 70_000), whole(csv, tag)},
			[]string{"", partial(70_000)},
			[]time.Duration{time.Second},
		},
		{
			"dropped twice",
			[]http.HandlerFunc{cut(csv, tag, 70_000), status(503), whole(csv, tag)},
			[]string{"", partial(70_000), partial(70_000)},
			[]time.Duration{time.Second, 2 * time.Second},
		},
		{
			"dropped, and the server knows no ranges",
			[]http.HandlerFunc{cut(csv, tag, 70_000), plain(csv)},
			[]string{"", partial(70_000)},
			[]time.Duration{time.Second},
		},
		{
			"dropped without a validator",
			[]http.HandlerFunc{cut(csv, "", 70_000), plain(csv)},
			[]string{"", ""},
			[]time.Duration{time.Second},
		},
		{
			"dropped with a weak validator",
			[]http.HandlerFunc{cut(csv, `W/"one"`, 70_000), whole(csv, `W/"one"`)},
			[]string{"", ""},
			[]time.Duration{time.Second},
		},
		{
			"the file changed meanwhile",
			[]http.HandlerFunc{cut(zip[:len(csv)], `"old"`, 70_000), whole(csv, tag)},
			[]string{"", partial(70_000)},
			[]time.Duration{time.Second},
		},
		{
			"the file changed and the server sends the rest of the new one",
			[]http.HandlerFunc{cut(zip[:len(csv)], `"old"`, 70_000), stubborn(csv, tag), whole(csv, tag)},
			[]string{"", partial(70_000), ""},
			[]time.Duration{time.Second, 2 * time.Second},
		},
		{
			"the range cannot be served",
			[]http.HandlerFunc{cut(csv, tag, 70_000), status(416), whole(csv, tag)},
			[]string{"", partial(70_000), ""},
			[]time.Duration{time.Second, 2 * time.Second},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, c.answers...)
			got, err := Fetch(context.Background(), s.Options)
			if err != nil {
				t.Fatal(err)
			}
			if got.SHA256 != hash(csv) || got.Bytes != int64(len(csv)) || got.Unchanged {
				t.Errorf("result is %+v", got)
			}
			s.holds(t, csv)
			if diff := cmp.Diff(c.ranges, s.server.ranges); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.waits, s.waits); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// stubborn honours ranges whatever If-Range says.
func stubborn(data []byte, etag string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("If-Range")
		whole(data, etag)(w, r)
	}
}

func TestRefusals(t *testing.T) {
	page := plain([]byte("<!DOCTYPE html>\n<html><body>The file has moved</body></html>"))
	for _, c := range []struct {
		name    string
		answers []http.HandlerFunc
		change  func(o *Options)
		words   string
		// requests were made before giving up.
		requests int
	}{
		{"not there", []http.HandlerFunc{status(404)}, nil, "404 Not Found: the publisher may have moved the file", 1},
		{"forbidden", []http.HandlerFunc{status(403)}, nil, "403 Forbidden", 1},
		{"a web page", []http.HandlerFunc{page}, nil, "web page (text/html; charset=utf-8) instead of wdi.csv", 1},
		{"always busy", []http.HandlerFunc{status(503)}, nil, "after 5 attempts: 503 Service Unavailable", 5},
		{"always cut", []http.HandlerFunc{cut(csv, "", 900)}, func(o *Options) { o.Attempts = 2 }, "after 2 attempts: after 900 bytes: unexpected EOF", 2},
		{"empty", []http.HandlerFunc{plain(nil)}, func(o *Options) { o.Attempts = 1 }, "the file is empty", 1},
		{"wrong checksum", []http.HandlerFunc{whole(csv, "")}, func(o *Options) { o.SHA256 = hash(zip) }, "expected " + hash(zip), 1},
		{"announced too large", []http.HandlerFunc{whole(csv, "")}, func(o *Options) { o.MaxBytes = 1000 }, "bytes, allowed are 1000", 1},
		{"too large unannounced", []http.HandlerFunc{chunked(csv)}, func(o *Options) { o.MaxBytes = 1000 }, "more than 1000 bytes", 1},
		{"an encoding", []http.HandlerFunc{encoded}, nil, `insists on the encoding "br"`, 1},
		{"endless redirects", []http.HandlerFunc{redirect("/wdi.csv")}, nil, "more than 5 redirects", 6},
		{"a redirect to a file", []http.HandlerFunc{redirect("file:///etc/passwd")}, nil, `scheme is "file"`, 1},
		{"an address of a file", nil, func(o *Options) { o.URL = "file:///etc/passwd" }, `scheme is "file"`, 0},
		{"an address with a password", nil, func(o *Options) { o.URL = "https://me:secret@example.org/" }, "user name", 0},
		{"no host", nil, func(o *Options) { o.URL = "https:///x" }, "no host", 0},
		{"a name out of the folder", nil, func(o *Options) { o.Name = "../x.csv" }, "cannot name a file", 0},
		{"a name like a kept one", nil, func(o *Options) { o.Name = "x@1.csv" }, "cannot name a file", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, c.answers...)
			if c.change != nil {
				c.change(&s.Options)
			}
			_, err := Fetch(context.Background(), s.Options)
			if err == nil || !strings.Contains(err.Error(), c.words) {
				t.Errorf("error is %v", err)
			}
			if len(s.server.ranges) != c.requests {
				t.Errorf("%d requests", len(s.server.ranges))
			}
			s.Name = "wdi/wdi.csv"
			for _, name := range s.files(t) {
				if !strings.Contains(name, ".part") {
					t.Errorf("%s was left", name)
				}
			}
		})
	}
}

func chunked(data []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.(http.Flusher).Flush()
		w.Write(data)
	}
}

func encoded(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Encoding", "br")
	w.Write(csv)
}

func redirect(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	}
}

// TestDowngrade: encryption is not given up on the way.
func TestDowngrade(t *testing.T) {
	open := httptest.NewServer(whole(csv, ""))
	defer open.Close()
	secure := httptest.NewTLSServer(redirect(open.URL))
	defer secure.Close()
	_, err := Fetch(context.Background(), Options{Client: secure.Client(), URL: secure.URL, Dir: t.TempDir(), Name: "x.csv"})
	if err == nil || !strings.Contains(err.Error(), "redirected from https to http://") {
		t.Errorf("error is %v", err)
	}
}

// TestAgain: what has not changed is not fetched, what has is kept beside the old.
func TestAgain(t *testing.T) {
	s := serve(t, whole(csv, `"one"`))
	ctx := context.Background()
	if _, err := Fetch(ctx, s.Options); err != nil {
		t.Fatal(err)
	}
	s.Accessed.Day = 10
	again, err := Fetch(ctx, s.Options)
	if err != nil || !again.Unchanged || again.Accessed.Day != 10 || again.SHA256 != hash(csv) {
		t.Errorf("again: %+v, %v", again, err)
	}
	s.holds(t, csv)
	// A server that knows no validators sends the same bytes once more.
	s.server.answers = []http.HandlerFunc{plain(csv)}
	if again, err = Fetch(ctx, s.Options); err != nil || !again.Unchanged {
		t.Errorf("the same bytes: %+v, %v", again, err)
	}
	s.holds(t, csv)
	s.server.answers = []http.HandlerFunc{whole(zip, `"two"`)}
	if again, err = Fetch(ctx, s.Options); err != nil || again.Unchanged || again.SHA256 != hash(zip) {
		t.Errorf("changed: %+v, %v", again, err)
	}
	old := filepath.Base(s.Name) + "@" + hash(csv)[:12]
	s.holds(t, zip, old, old+".origin.json")
	// A file that was changed by hand is not what the sidecar says, and comes anew.
	if err := os.Remove(filepath.Join(s.Dir, s.Name)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.Dir, s.Name), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err = Fetch(ctx, s.Options); err != nil {
		t.Fatal(err)
	}
	s.holds(t, zip, old, old+".origin.json")
}

// TestInterrupted: a download that is called off is taken up by the next call.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := serve(t, cut(csv, `"one"`, 70_000), whole(csv, `"one"`))
	s.Sleep = func(context.Context, time.Duration) error {
		cancel()
		return context.Canceled
	}
	if _, err := Fetch(ctx, s.Options); !errors.Is(err, context.Canceled) {
		t.Fatalf("error is %v", err)
	}
	if diff := cmp.Diff([]string{"wdi.csv.part", "wdi.csv.part.origin.json"}, s.files(t)); diff != "" {
		t.Error(diff)
	}
	if _, err := Fetch(context.Background(), s.Options); err != nil {
		t.Fatal(err)
	}
	s.holds(t, csv)
	if s.server.ranges[1] != "bytes=70000-" {
		t.Errorf("ranges are %q", s.server.ranges)
	}
}

// TestCancelWhileReading ends at once, though the server would go on.
func TestCancelWhileReading(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := serve(t, silent(csv[:5000]))
	s.Progress = func(int64, int64) { cancel() }
	if _, err := Fetch(ctx, s.Options); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

// silent sends something and then nothing until the client goes away.
func silent(data []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(csv)))
		w.Header().Set("ETag", `"one"`)
		w.Write(data)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}
}

// TestStall: a server that falls silent is asked again for the rest.
func TestStall(t *testing.T) {
	s := serve(t, silent(csv[:5000]), whole(csv, `"one"`))
	s.Stall = 50 * time.Millisecond
	if _, err := Fetch(context.Background(), s.Options); err != nil {
		t.Fatal(err)
	}
	s.holds(t, csv)
	s.server.answers = []http.HandlerFunc{silent(nil)}
	s.Attempts, s.Name = 1, "other.csv"
	if _, err := Fetch(context.Background(), s.Options); !errors.Is(err, errStalled) {
		t.Errorf("error is %v", err)
	}
}

// TestMixedStates: where a server lies about its validator, the checksum finds
// out, and the file is fetched from its beginning.
func TestMixedStates(t *testing.T) {
	s := serve(t, cut(zip[:len(csv)], `"one"`, 70_000), whole(csv, `"one"`))
	s.SHA256 = strings.ToUpper(hash(csv))
	if _, err := Fetch(context.Background(), s.Options); err != nil {
		t.Fatal(err)
	}
	s.holds(t, csv)
	if want := []string{"", "bytes=70000-", ""}; !slices.Equal(s.server.ranges, want) {
		t.Errorf("ranges are %q", s.server.ranges)
	}
}

// TestProgress counts up to the whole.
func TestProgress(t *testing.T) {
	s := serve(t, cut(zip, `"one"`, 100_000), whole(zip, `"one"`))
	var last, total int64
	s.Progress = func(done, all int64) {
		if done < last {
			t.Errorf("%d after %d", done, last)
		}
		last, total = done, all
	}
	if _, err := Fetch(context.Background(), s.Options); err != nil {
		t.Fatal(err)
	}
	if last != int64(len(zip)) || total != last {
		t.Errorf("%d of %d", last, total)
	}
}
