// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"
)

// deaf is a response writer whose client has left.
type deaf struct {
	http.ResponseWriter
	tried int
}

// Write counts and fails.
func (d *deaf) Write([]byte) (int, error) {
	d.tried++
	return 0, errors.New("the client has left")
}

// TestEvents checks how events are written, and that nothing more is written once
// the client has left.
func TestEvents(t *testing.T) {
	w := httptest.NewRecorder()
	e := &eventWriter{w: w, control: http.NewResponseController(w)}
	e.send("answer", []byte("{\n \"a\": \"x\\ny\"\n}\n"))
	e.send("answer", []byte("{broken"))
	e.sendJSON("progress", step{Done: 1, Of: 3})
	e.sendJSON("odd", func() {})
	want := "event: answer\ndata: {\"a\":\"x\\ny\"}\n\nevent: progress\ndata: {\"done\":1,\"of\":3}\n\nevent: odd\ndata: {}\n\n"
	if got := w.Body.String(); got != want || !w.Flushed {
		t.Errorf("%q, want %q", got, want)
	}
	d := &deaf{ResponseWriter: httptest.NewRecorder()}
	e = &eventWriter{w: d, control: http.NewResponseController(d)}
	e.send("answer", []byte("{}"))
	e.send("answer", []byte("{}"))
	if d.tried != 1 || !e.left {
		t.Errorf("tried %d times", d.tried)
	}
}

// TestLatest checks that steps which follow fast are left out, that the last one
// is not, and that one which was not sent makes room for a newer one.
func TestLatest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		steps := make(chan step, 1)
		tell := latest(steps)
		for i := 1; i <= 5; i++ {
			tell(i, 10)
		}
		if got := <-steps; got != (step{1, 10}) || len(steps) != 0 {
			t.Errorf("%+v and %d more", got, len(steps))
		}
		time.Sleep(every)
		tell(6, 10)
		time.Sleep(every)
		tell(7, 10)
		tell(8, 10)
		if got := <-steps; got != (step{7, 10}) {
			t.Errorf("%+v", got)
		}
		tell(9, 10)
		tell(10, 10)
		if got := <-steps; got != (step{10, 10}) {
			t.Errorf("%+v is not the last", got)
		}
	})
}

// TestNobodyListens checks that a computation may tell its progress to nobody.
func TestNobodyListens(t *testing.T) {
	Progress(t.Context())(1, 2)
	told := 0
	ctx := context.WithValue(t.Context(), progressKey{}, func(done, of int) { told = 10*done + of })
	if Progress(ctx)(1, 2); told != 12 {
		t.Errorf("told %d", told)
	}
}

// TestBrokenStream checks that a computation of ours that fails is a refusal which
// does not say why.
func TestBrokenStream(t *testing.T) {
	s := notes(t, DefaultLimits(), func(context.Context, *noteAsked) (*note, error) { return nil, errors.New("secret") }, nil)
	w := ask(t, s, http.MethodGet, "/v1/notes/b?min=1", nil, "Accept", events)
	const before, end = "event: refusal\ndata: ", "\n\n"
	text := w.Body.String()
	if len(text) < len(before)+len(end) || text[:len(before)] != before || w.Header().Get("Content-Type") != events {
		t.Fatalf("%d %q", w.Code, text)
	}
	var p struct {
		Status int
		Detail string
	}
	if err := json.Unmarshal([]byte(text[len(before):len(text)-len(end)]), &p); err != nil || p.Status != 500 || p.Detail == "" || p.Detail == "secret" {
		t.Errorf("%v %+v", err, p)
	}
	if w := ask(t, s, http.MethodGet, "/v1/notes/b?min=0", nil, "Accept", events); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a wrong question is followed: %d", w.Code)
	}
}
