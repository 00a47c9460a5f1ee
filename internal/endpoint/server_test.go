// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"go.uber.org/goleak"
)

// TestMain checks that no goroutine outlives the tests.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// count is an answer.
type count struct {
	// To is how far was counted.
	To    int   `json:"to"`
	Steps []int `json:"steps"`
}

// countAsked asks for a count.
type countAsked struct {
	To int `query:"to" required:"true" minimum:"1" maximum:"99" doc:"How far." example:"3"`
}

// errTired is an error of a computation that is the client's to mend.
var errTired = errors.New("tired")

// counting is a server with one route.
func counting(t *testing.T, do func(ctx context.Context, to int) error) *Server {
	t.Helper()
	limits := DefaultLimits()
	limits.Computing, limits.Wait = 1, 30*time.Millisecond
	s := New(Options{
		Info: &huma.Info{Title: "Counting", Version: "1"}, Tags: []*huma.Tag{{Name: "numbers", Description: "Numbers."}},
		Prefix: "/v1", Limits: limits,
		Words: map[string]Words{"endpoint.count": {Doc: "count is `to`.", Fields: map[string]string{"to": "How far | was counted."}}},
		Blame: func(err error, where Param) error {
			if errors.Is(err, errTired) {
				return where.Refuse(http.StatusUnprocessableEntity, err.Error())
			}
			return nil
		},
	})
	t.Cleanup(s.Close)
	Add(s, Route[countAsked, count]{
		Path: "/count", ID: "count", Summary: "Count", About: "Counts.", Tag: "numbers", Stream: true,
		Ask: func(_ context.Context, in *countAsked) (*Asked[count], error) {
			return &Asked[count]{
				Key: "n", Where: Param{"query.to", "x"},
				Do: func(ctx context.Context) (*count, error) {
					return &count{To: in.To, Steps: []int{}}, do(ctx, in.To)
				},
			}, nil
		},
	})
	if err := s.Seal(); err != nil {
		t.Fatal(err)
	}
	return s
}

// event is one event of a stream.
type event struct{ name, data string }

// follow reads the events of a stream until it ends.
func follow(ctx context.Context, t *testing.T, url string, each func(event)) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/event-stream")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return
	}
	defer resp.Body.Close()
	if kind := resp.Header.Get("Content-Type"); resp.StatusCode == http.StatusOK && kind != "text/event-stream" {
		t.Errorf("sent as %s", kind)
	}
	var e event
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "":
			each(e)
		}
	}
}

// TestStream checks what is sent while an answer is computed, that it is kept,
// and that a refusal is an event too.
func TestStream(t *testing.T) {
	computed := 0
	s := counting(t, func(ctx context.Context, to int) error {
		computed++
		if to == 99 {
			return errTired
		}
		for i := range to {
			Progress(ctx)(i+1, to)
			time.Sleep(every + 20*time.Millisecond)
		}
		return nil
	})
	server := httptest.NewServer(s)
	defer server.Close()
	defer http.DefaultClient.CloseIdleConnections()
	var got []event
	collect := func(e event) { got = append(got, e) }
	follow(t.Context(), t, server.URL+"/v1/count?to=99", collect)
	if len(got) != 1 || got[0].name != "refusal" || !strings.Contains(got[0].data, `"location":"query.to"`) && !strings.Contains(got[0].data, "tired") {
		t.Errorf("%v", got)
	}
	got = nil
	follow(t.Context(), t, server.URL+"/v1/count?to=3", collect)
	if len(got) < 3 || got[0].name != "progress" || got[0].data != `{"done":1,"of":3}` || got[len(got)-1] != (event{"answer", `{"to":3,"steps":[]}`}) {
		t.Errorf("%v", got)
	}
	got = nil
	follow(t.Context(), t, server.URL+"/v1/count?to=3", collect)
	if len(got) != 1 || got[0].name != "answer" || computed != 2 {
		t.Errorf("computed %d times; %v", computed, got)
	}
}

// TestStreamLeft checks that a computation ends when who follows it leaves.
func TestStreamLeft(t *testing.T) {
	ended := make(chan error, 1)
	s := counting(t, func(ctx context.Context, _ int) error {
		Progress(ctx)(1, 2)
		<-ctx.Done()
		ended <- ctx.Err()
		return ctx.Err()
	})
	server := httptest.NewServer(s)
	defer server.Close()
	defer http.DefaultClient.CloseIdleConnections()
	ctx, leave := context.WithCancel(t.Context())
	follow(ctx, t, server.URL+"/v1/count?to=2", func(event) { leave() })
	select {
	case err := <-ended:
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Error("the computation goes on")
	}
	leave()
}

// TestReference checks that the reference shows what the document says.
func TestReference(t *testing.T) {
	s := counting(t, func(context.Context, int) error { return nil })
	md := string(s.Reference().Markdown())
	page, err := s.Reference().HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"### GET /v1/count", `curl "http://127.0.0.1:8080/v1/count?to=3"`, "| `to` * | query | integer | How far. (1 to 99) |", "### Count", `How far \| was counted.`, "list of integer"} {
		if !strings.Contains(md, want) {
			t.Errorf("no %q in\n%s", want, md)
		}
	}
	for _, want := range []string{`<a href="#type-Count">Count</a>`, `<a href="/v1/count?to=3">`, "<p>count is <code>to</code>.</p>", "text/event-stream"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	if strings.Contains(string(page), "<script") || strings.Contains(string(page), "style=") {
		t.Error("the page holds a script or a style, which the policy forbids")
	}
	for _, path := range []string{"/api", "/api/reference.css", "/openapi.json"} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// TestDescribed checks that the words of the code stand in the document.
func TestDescribed(t *testing.T) {
	s := counting(t, func(context.Context, int) error { return nil })
	text, err := s.Document()
	if err != nil {
		t.Fatal(err)
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
	c := doc.Components.Schemas["Count"]
	if c.Description == "" || c.Properties["to"].Description == "" || c.Properties["steps"].Type != "array" {
		t.Errorf("%+v", c)
	}
}
