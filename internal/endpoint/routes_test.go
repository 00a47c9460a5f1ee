// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// update rewrites the golden files.
var update = flag.Bool("update", false, "rewrite the golden files")

// note is an answer with every kind of field.
type note struct {
	ID     string             `json:"id"`
	Text   string             `json:"text"`
	Parts  []part             `json:"parts"`
	Shares map[string]float64 `json:"shares,omitempty"`
	Known  *float64           `json:"known"`
	Any    any                `json:"any,omitempty"`
	Loose  map[string]any     `json:"loose,omitempty"`
}

// part is a part of a note.
type part struct {
	Name string `json:"name"`
	Common
}

// Common is what parts share.
type Common struct {
	Place int `json:"place"`
}

// noteAsked asks for a note.
type noteAsked struct {
	ID   string `path:"id" maxLength:"9" doc:"Which one." example:"b"`
	Kind string `query:"kind" enum:"short,long" default:"short" doc:"How long | it is."`
	On   string `query:"on" format:"date" doc:"A day."`
	Min  int    `query:"min" required:"true" minimum:"1" maximum:"9" doc:"How many." example:"2"`
}

// textAsked sends a text.
type textAsked struct {
	Body struct {
		Text string `json:"text" minLength:"1"`
		Kind string `json:"kind,omitempty"`
	}
}

// errOdd is an error of the client's.
var errOdd = errors.New("odd")

// notes is a server of notes; do computes them.
func notes(t *testing.T, limits Limits, do func(ctx context.Context, in *noteAsked) (*note, error), fault func(error)) *Server {
	t.Helper()
	s := New(Options{
		Info: &huma.Info{Title: "Notes", Version: "3", Description: "Notes to be read."}, Limits: limits, Prefix: "/v1", Fault: fault,
		Tags: []*huma.Tag{{Name: "reading", Description: "To read."}, {Name: "writing", Description: "To write."}},
		Words: map[string]Words{
			"endpoint.note": {Doc: "note is what was noted.", Fields: map[string]string{"id": "What `id` it has."}},
			"endpoint.part": {Doc: "part is a part."}, "endpoint.Common": {Fields: map[string]string{"place": "Where it stands."}},
		},
		Blame: func(err error, where Param) error {
			if errors.Is(err, errOdd) {
				return where.Refuse(http.StatusNotFound, err.Error())
			}
			return nil
		},
	})
	t.Cleanup(s.Close)
	Add(s, Route[noteAsked, note]{
		Path: "/notes/{id}", ID: "note", Summary: "Read a note", About: "A note, whole.", Tag: "reading", Stream: true,
		Identify: func(n *note) string { return n.ID },
		Write: Writers[note]{
			CSV: func(w io.Writer, n *note) error {
				table := NewTable(w, "id", "text", "known")
				table.Row(n.ID, n.Text, OrEmpty(len(n.Parts)))
				return table.End()
			},
			SDMX: func(io.Writer, *note) error { return errors.New("cannot be written") },
		},
		Ask: func(_ context.Context, in *noteAsked) (*Asked[note], error) {
			if in.ID == "z" {
				return nil, Param{"path.id", in.ID}.Refuse(http.StatusGone, "it is gone")
			}
			return &Asked[note]{
				Key: fmt.Sprintf("%+v", *in), Where: Param{"path.id", in.ID},
				Do: func(ctx context.Context) (*note, error) { return do(ctx, in) },
			}, nil
		},
	})
	Add(s, Route[textAsked, part]{
		Path: "/parts", ID: "parts", Summary: "Write a part", About: "Says what was sent.", Tag: "writing", Post: true,
		Ask: func(_ context.Context, in *textAsked) (*Asked[part], error) {
			return &Asked[part]{Key: in.Body.Kind + in.Body.Text, Do: func(context.Context) (*part, error) {
				return &part{Name: in.Body.Kind + ":" + in.Body.Text}, nil
			}}, nil
		},
	})
	if err := s.Seal(); err != nil {
		t.Fatal(err)
	}
	return s
}

// short is a note that is there at once.
func short(_ context.Context, in *noteAsked) (*note, error) {
	if in.ID == "odd" {
		return nil, errOdd
	}
	return &note{ID: in.ID, Text: "a <b> & \"c\"", Parts: []part{}}, nil
}

// ask sends a request with headers, a name and a value in turn.
func ask(t *testing.T, h http.Handler, method, target string, body io.Reader, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, body)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// problem reads a refusal: its status, places and text.
func problem(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var p struct {
		Status int
		Detail string
		Errors []struct{ Location string }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != w.Code || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %s: %v in %s", w.Code, w.Header().Get("Content-Type"), err, w.Body)
	}
	places := []string{}
	for _, e := range p.Errors {
		places = append(places, e.Location)
	}
	return fmt.Sprintf("%d [%s] %s", w.Code, strings.Join(places, " "), p.Detail)
}

func TestMedia(t *testing.T) {
	s := notes(t, DefaultLimits(), short, nil)
	const inJSON = "{\n \"id\": \"b\",\n \"text\": \"a <b> & \\\"c\\\"\",\n \"parts\": [],\n \"known\": null\n}\n"
	const inCSV = "id,text,known\nb,\"a <b> & \"\"c\"\"\",\n"
	const csvKind = "text/csv; charset=utf-8; header=present"
	for _, tt := range []struct{ name, target, accept, kind, body, tag string }{
		{"json", "/v1/notes/b?min=2", "", "application/json", inJSON, `W/"b.json"`},
		{"suffix", "/v1/notes/b.json?min=2", "text/csv", "application/json", inJSON, `W/"b.json"`},
		{"csv", "/v1/notes/b.csv?min=2", "", csvKind, inCSV, `W/"b.csv"`},
		{"accepted", "/v1/notes/b?min=2", "text/csv, application/json;q=0.9", csvKind, inCSV, `W/"b.csv"`},
		{"liked less", "/v1/notes/b?min=2", "text/csv;q=0.1, */*;q=0.5", "application/json", inJSON, `W/"b.json"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := ask(t, s, http.MethodGet, tt.target, nil, "Accept", tt.accept)
			if diff := cmp.Diff(tt.body, w.Body.String()); diff != "" || w.Code != http.StatusOK {
				t.Errorf("%d %s", w.Code, diff)
			}
			if w.Header().Get("Content-Type") != tt.kind || w.Header().Get("ETag") != tt.tag || w.Header().Get("Cache-Control") != "no-cache" {
				t.Errorf("%v", w.Header())
			}
			if diff := cmp.Diff([]string{"Accept", "Accept-Encoding"}, w.Header().Values("Vary")); diff != "" {
				t.Error(diff)
			}
			again := ask(t, s, http.MethodGet, tt.target, nil, "Accept", tt.accept, "If-None-Match", `"x", `+tt.tag)
			if again.Code != http.StatusNotModified || again.Body.Len() != 0 || again.Header().Get("ETag") != tt.tag || again.Header().Get("Content-Type") != "" {
				t.Errorf("%d %v", again.Code, again.Header())
			}
			other := ask(t, s, http.MethodGet, tt.target, nil, "Accept", tt.accept, "If-None-Match", `W/"b.md"`)
			if other.Code != http.StatusOK {
				t.Errorf("another tag: %d", other.Code)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	var faults []string
	s := notes(t, DefaultLimits(), short, func(err error) { faults = append(faults, err.Error()) })
	for target, want := range map[string]string{
		"/v1/notes/b":               "422 [query.min] validation failed",
		"/v1/notes/b?min=0":         "422 [query.min] validation failed",
		"/v1/notes/b?min=x":         "422 [query.min] validation failed",
		"/v1/notes/b?min=1&kind=no": "422 [query.kind] validation failed",
		"/v1/notes/odd?min=1":       "404 [path.id] odd",
		"/v1/notes/z?min=1":         "410 [path.id] it is gone",
		"/v1/notes/b.md?min=1":      "404 [path] not to be had as .md; there are .json (application/json), .csv (text/csv), .sdmx (application/vnd.sdmx.data+csv)",
		"/v1/notes/b.sdmx?min=1":    "500 [] the answer could not be made; the operator's log says why",
		"/v1/parts":                 "405 [] this path takes POST",
		"/v1/nothing":               "404 [] no such path; /openapi.json lists those there are",
		"/v1//notes/b?min=1":        "404 [] no such path; /openapi.json lists those there are",
		"/v1/notes/b/?min=1":        "404 [] no such path; /openapi.json lists those there are",
		"/openapi.xml":              "404 [] no such path; /openapi.json lists those there are",
	} {
		if got := problem(t, ask(t, s, http.MethodGet, target, nil)); got != want {
			t.Errorf("%s: %s, want %s", target, got, want)
		}
	}
	if diff := cmp.Diff([]string{"cannot be written"}, faults); diff != "" {
		t.Error(diff)
	}
	w := ask(t, s, http.MethodGet, "/v1/notes/b?min=1", nil, "Accept", "image/png")
	if got := problem(t, w); !strings.HasPrefix(got, "406 [header.Accept] none of the media asked for; there are .json") {
		t.Error(got)
	}
	for method, want := range map[string]string{http.MethodPost: "GET", http.MethodDelete: "GET"} {
		w := ask(t, s, method, "/v1/notes/b?min=1", nil)
		if got := problem(t, w); got != "405 [] this path takes GET" || w.Header().Get("Allow") != want {
			t.Errorf("%s: %s, Allow %q", method, got, w.Header().Get("Allow"))
		}
	}
}

// TestBodies checks what a body can be and what it cannot.
func TestBodies(t *testing.T) {
	limits := DefaultLimits()
	limits.Body = 200
	s := notes(t, limits, short, nil)
	for _, tt := range []struct{ name, kind, body, want string }{
		{"json", "application/json", `{"text":"x","kind":"k"}`, "k:x"},
		{"plain", "text/plain; charset=utf-8", "x \"y\"\n", "plain:x \"y\"\n"},
		{"html", "text/html", "<p>x</p>", "html:<p>x</p>"},
		{"markdown", "text/markdown", "# x", "md:# x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := ask(t, s, http.MethodPost, "/v1/parts", strings.NewReader(tt.body), "Content-Type", tt.kind)
			var got part
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || got.Name != tt.want || w.Code != http.StatusOK {
				t.Errorf("%d %v %s", w.Code, err, w.Body)
			}
		})
	}
	for _, tt := range []struct{ kind, body, want string }{
		{"application/json", `{`, "400 [body] "},
		{"application/json", `{"text":""}`, "422 [body.text] "},
		{"application/json", `{"text":"x","more":1}`, "422 [body.more] "},
		{"text/plain", "", "400 [] "},
		{"text/plain", strings.Repeat("x", 200), "413 "},
		{"application/pdf", "%PDF", "415 [body] "},
	} {
		w := ask(t, s, http.MethodPost, "/v1/parts", strings.NewReader(tt.body), "Content-Type", tt.kind)
		if got := problem(t, w); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s %.40q: %s, want %s", tt.kind, tt.body, got, tt.want)
		}
	}
	if w := ask(t, s, http.MethodPost, "/v1/parts", strings.NewReader(strings.Repeat("x", 199)), "Content-Type", "text/plain"); w.Code != http.StatusOK {
		t.Errorf("as much as may be sent: %d", w.Code)
	}
}

// TestValuesAreCut checks that a refusal does not send back all that was sent.
func TestValuesAreCut(t *testing.T) {
	s := notes(t, DefaultLimits(), short, nil)
	long := strings.Repeat("x", 50_000)
	for name, body := range map[string]string{
		"a kind that is no text": `{"text":"a","kind":{"a":"` + long + `"}}`,
		"a list":                 `["` + long + `"]`,
		"more than there is":     `{"text":"a","more":"` + long + `"}`,
		"broken":                 `{"text":"` + long,
	} {
		w := ask(t, s, http.MethodPost, "/v1/parts", strings.NewReader(body), "Content-Type", "application/json")
		if got := problem(t, w); w.Code/100 != 4 || w.Body.Len() > 1500 {
			t.Errorf("%s: %d bytes of %.300s", name, w.Body.Len(), got)
		}
	}
	w := ask(t, s, http.MethodGet, "/v1/notes/b?min=12", nil)
	if !strings.Contains(w.Body.String(), `"value": 12`) {
		t.Errorf("a short value is not repeated: %s", w.Body)
	}
}

// TestEncodings checks that a long answer is the same in every encoding and a
// short one is not encoded.
func TestEncodings(t *testing.T) {
	long := strings.Repeat("state security ", 200)
	computed := 0
	s := notes(t, DefaultLimits(), func(_ context.Context, in *noteAsked) (*note, error) {
		computed++
		return &note{ID: in.ID, Text: long[:in.Min*300], Parts: []part{}}, nil
	}, nil)
	plain := ask(t, s, http.MethodGet, "/v1/notes/b?min=9", nil).Body.Bytes()
	for accept, want := range map[string]string{"": "", "gzip": "gzip", "zstd": "zstd", "gzip, zstd": "zstd", "br": "", "gzip;q=0": ""} {
		w := ask(t, s, http.MethodGet, "/v1/notes/b?min=9", nil, "Accept-Encoding", accept)
		got := w.Body.Bytes()
		switch want {
		case "gzip":
			r, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			got, _ = io.ReadAll(r)
		case "zstd":
			dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
			if err != nil {
				t.Fatal(err)
			}
			got, _ = dec.DecodeAll(got, nil)
			dec.Close()
		}
		if w.Header().Get("Content-Encoding") != want || !bytes.Equal(got, plain) {
			t.Errorf("%q: sent as %q, %d bytes of %d", accept, w.Header().Get("Content-Encoding"), len(got), len(plain))
		}
	}
	if w := ask(t, s, http.MethodGet, "/v1/notes/b?min=1", nil, "Accept-Encoding", "gzip, zstd"); w.Header().Get("Content-Encoding") != "" {
		t.Error("a short answer is encoded")
	}
	if computed != 2 {
		t.Errorf("computed %d times", computed)
	}
	ask(t, s, http.MethodGet, "/v1/notes/b.csv?min=9", nil)
	if computed != 2 {
		t.Error("computed again for another medium")
	}
	gauges := map[string]float64{}
	for _, g := range s.Gauges() {
		if gauges[g.Name] = g.Read(); g.Help == "" {
			t.Errorf("%s has no help", g.Name)
		}
	}
	want := map[string]float64{"qala_kept_answers": 3, "qala_kept_hits_total": 6, "qala_kept_lost_total": 3, "qala_computing": 0, "qala_kept_bytes": gauges["qala_kept_bytes"]}
	if diff := cmp.Diff(want, gauges); diff != "" || gauges["qala_kept_bytes"] < float64(len(plain)) {
		t.Error(diff, gauges)
	}
}

// TestTurns checks that requests for one key share a computation, that one which
// waits in vain is told when to come back, and that a broken one ends nothing.
func TestTurns(t *testing.T) {
	limits := DefaultLimits()
	limits.Computing, limits.Wait, limits.Compute = 1, 10*time.Millisecond, 10*time.Second
	entered, held := make(chan struct{}), make(chan struct{})
	var computed atomic.Int32
	var faults []string
	s := notes(t, limits, func(ctx context.Context, in *noteAsked) (*note, error) {
		switch in.ID {
		case "broken":
			panic("index out of range")
		case "slow":
			computed.Add(1)
			close(entered)
			<-held
		}
		return short(ctx, in)
	}, func(err error) { faults = append(faults, err.Error()) })
	var all sync.WaitGroup
	all.Go(func() {
		if w := ask(t, s, http.MethodGet, "/v1/notes/slow?min=1", nil); w.Code != http.StatusOK {
			t.Errorf("who came first gets %d", w.Code)
		}
	})
	<-entered
	all.Go(func() {
		if w := ask(t, s, http.MethodGet, "/v1/notes/slow?min=1", nil); w.Code != http.StatusOK {
			t.Errorf("who shares gets %d", w.Code)
		}
	})
	asked := time.Now()
	w := ask(t, s, http.MethodGet, "/v1/notes/b?min=1", nil)
	if waited := time.Since(asked); waited > limits.Compute/2 {
		t.Errorf("waited %v for a turn", waited)
	}
	if got := problem(t, w); !strings.HasPrefix(got, "503 [] too much is being asked") || w.Header().Get("Retry-After") != "2" {
		t.Errorf("%s, Retry-After %q", got, w.Header().Get("Retry-After"))
	}
	time.Sleep(10 * time.Millisecond) // the second must have joined by now
	close(held)
	all.Wait()
	if n := computed.Load(); n != 1 {
		t.Errorf("computed %d times", n)
	}
	if got := problem(t, ask(t, s, http.MethodGet, "/v1/notes/broken?min=1", nil)); !strings.HasPrefix(got, "500 ") || strings.Contains(got, "range") {
		t.Error(got)
	}
	if len(faults) != 1 || !strings.Contains(faults[0], "index out of range") {
		t.Errorf("%v", faults)
	}
	if w := ask(t, s, http.MethodGet, "/v1/notes/b?min=1", nil); w.Code != http.StatusOK {
		t.Errorf("after one that broke: %d", w.Code)
	}
}

// TestOverTime checks that a computation which takes too long is called off.
func TestOverTime(t *testing.T) {
	limits := DefaultLimits()
	limits.Compute = 10 * time.Millisecond
	s := notes(t, limits, func(ctx context.Context, _ *noteAsked) (*note, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}, nil)
	if got := problem(t, ask(t, s, http.MethodGet, "/v1/notes/b?min=1", nil)); !strings.HasPrefix(got, "503 ") {
		t.Error(got)
	}
	s.Close()
	if got := problem(t, ask(t, s, http.MethodGet, "/v1/notes/c?min=1", nil)); !strings.HasPrefix(got, "503 ") {
		t.Errorf("after the end: %s", got)
	}
}

// TestNamesOfIgnored checks the header that names what a route does not know.
func TestNamesOfIgnored(t *testing.T) {
	s := notes(t, DefaultLimits(), short, nil)
	for query, want := range map[string]string{
		"min=1": "", "min=1&kind=long": "", "min=1&knid=long": "knid", "b=1&min=1&a&=3": "b, a",
		"min=1&" + strings.Repeat("x", 80) + "=1": strings.Repeat("x", 60), "min=1&a%0d%0a=1": "a%0d%0a",
		"min=1" + strings.Repeat("&y", 15): strings.TrimSuffix(strings.Repeat("y, ", 10), ", "),
	} {
		if got := ask(t, s, http.MethodGet, "/v1/notes/b?"+query, nil).Header().Get("Qala-Ignored"); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

// TestDocuments checks that the document is served as it is, in both forms, and
// that lists are never null in it.
func TestDocuments(t *testing.T) {
	s := notes(t, DefaultLimits(), short, nil)
	text, err := s.Document()
	if err != nil {
		t.Fatal(err)
	}
	w := ask(t, s, http.MethodGet, "/openapi.json", nil)
	if !bytes.Equal(text, w.Body.Bytes()) || w.Header().Get("Content-Type") != "application/openapi+json" {
		t.Errorf("%s of %d bytes", w.Header().Get("Content-Type"), w.Body.Len())
	}
	if w := ask(t, s, http.MethodGet, "/openapi.yaml", nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "openapi: 3.1.0") {
		t.Errorf("%d %.80s", w.Code, w.Body)
	}
	var doc struct {
		Components struct {
			Schemas map[string]struct {
				Description string
				Properties  map[string]struct {
					Description string
					Type        any
				}
			}
		}
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	schemas := doc.Components.Schemas
	if got := schemas["Note"].Properties["parts"].Type; got != "array" {
		t.Errorf("a list is %v", got)
	}
	if schemas["Note"].Description != "note is what was noted." || schemas["Part"].Properties["place"].Description != "Where it stands." {
		t.Errorf("%+v", schemas)
	}
	if w := ask(t, s, http.MethodGet, "/api/", nil); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != "/api" {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
}

// TestReferenceIsGolden checks the reference as Markdown.
func TestReferenceIsGolden(t *testing.T) {
	s := notes(t, DefaultLimits(), short, nil)
	const file = "testdata/reference.md"
	got := s.Reference().Markdown()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
}

// TestTableErrors checks that the first error of a table ends it.
func TestTableErrors(t *testing.T) {
	broken := &brokenWriter{after: 3}
	table := NewTable(broken, "a", "b")
	for range 2000 {
		table.Row(1.5, nil)
	}
	if err := table.End(); !errors.Is(err, errOdd) {
		t.Errorf("%v", err)
	}
	var b bytes.Buffer
	table = NewTable(&b, "a", "b", "c")
	table.Row("x,y", 1.5, OrEmpty(0))
	table.Row(nil, true, OrEmpty(7))
	if err := table.End(); err != nil || b.String() != "a,b,c\n\"x,y\",1.5,\n,true,7\n" {
		t.Errorf("%v %q", err, b.String())
	}
}

// brokenWriter takes some bytes and then fails.
type brokenWriter struct{ after int }

// Write fails once enough was written.
func (b *brokenWriter) Write(p []byte) (int, error) {
	if b.after -= len(p); b.after < 0 {
		return 0, errOdd
	}
	return len(p), nil
}

// TestNamesOfTypes checks that two types of one name are told apart by their
// packages, and that a type keeps its name.
func TestNamesOfTypes(t *testing.T) {
	name := named()
	first := name(reflect.TypeOf(note{}), "")
	if again := name(reflect.TypeOf(&note{}), ""); first != "Note" || again != first {
		t.Errorf("%s, then %s", first, again)
	}
	if got := name(reflect.TypeOf(bytes.Buffer{}), ""); got != "Buffer" {
		t.Error(got)
	}
	if got := name(reflect.TypeOf([]note{}), "Notes"); got == "Note" {
		t.Error("a list takes the name of what it lists")
	}
	name(reflect.TypeOf(http.Response{}), "")
	if got := name(reflect.TypeOf(huma.Response{}), ""); got != "V2Response" {
		t.Errorf("the second Response is called %s", got)
	}
}
