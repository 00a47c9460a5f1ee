// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// events is the medium of server-sent events (WHATWG HTML, section 9.2).
const events = "text/event-stream"

// progressKey is the key of the function that is told of progress.
type progressKey struct{}

// Progress gives a computation the function to tell how much is done; it may be
// called by any goroutine and does nothing where nobody listens.
func Progress(ctx context.Context) func(done, of int) {
	if f, ok := ctx.Value(progressKey{}).(func(done, of int)); ok {
		return f
	}
	return func(int, int) {}
}

// streams tells whether a request wants events and nothing else.
func (w wants) streams() bool {
	return w.medium == "" && strings.HasPrefix(strings.TrimSpace(w.accept), events)
}

// step is how much of an answer is done.
type step struct {
	Done int `json:"done"`
	Of   int `json:"of"`
}

// every is the shortest time between two events of progress.
const every = 100 * time.Millisecond

// stream sends events: progress while the answer is computed, then the answer,
// or the refusal. The client may leave at any time; its computation ends then.
func (s *Server) stream(ctx huma.Context, key string, compute func(context.Context) (*written, error)) {
	r, w := humago.Unwrap(ctx)
	out := &eventWriter{w: w, control: http.NewResponseController(w)}
	h := w.Header()
	h.Set("Content-Type", events)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	if kept, ok := s.keep.get(key); ok {
		out.send("answer", kept.plain)
		return
	}
	steps, done := make(chan step, 1), make(chan *written, 1)
	failed := make(chan error, 1)
	base, cancel := context.WithCancel(context.WithValue(r.Context(), progressKey{}, latest(steps)))
	defer cancel()
	go func() {
		answer, err := s.computed(base, compute)
		if err != nil {
			failed <- err
			return
		}
		s.keep.put(key, answer)
		done <- answer
	}()
	for {
		select {
		case p := <-steps:
			out.sendJSON("progress", p)
		case answer := <-done:
			out.send("answer", answer.plain)
			return
		case err := <-failed:
			out.sendJSON("refusal", s.Problem(err, Param{}))
			return
		}
	}
}

// latest keeps the last step that was told and not yet sent, at most one each
// tenth of a second.
func latest(steps chan step) func(done, of int) {
	var last time.Time
	mu := make(chan struct{}, 1)
	return func(done, of int) {
		select {
		case mu <- struct{}{}:
			defer func() { <-mu }()
		default:
			return // another goroutine is telling
		}
		now := time.Now()
		if now.Sub(last) < every && done < of {
			return
		}
		last = now
		select {
		case <-steps:
		default:
		}
		steps <- step{done, of}
	}
}

// eventWriter writes events; once the client has left it writes nothing.
type eventWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
	left    bool
}

// patience is how long a client may take to read an event.
const patience = 10 * time.Second

// sendJSON sends a value.
func (e *eventWriter) sendJSON(name string, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		text = []byte("{}")
	}
	e.send(name, text)
}

// send sends an event whose data are JSON.
func (e *eventWriter) send(name string, text []byte) {
	if e.left {
		return
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "event: %s\ndata: ", name)
	if err := json.Compact(&b, text); err != nil {
		return
	}
	b.WriteString("\n\n")
	_ = e.control.SetWriteDeadline(time.Now().Add(patience)) // Who cannot be given a deadline is waited for.
	if _, err := e.w.Write(b.Bytes()); err != nil {
		e.left = true
		return
	}
	_ = e.control.Flush() // Who cannot flush sends at the end.
}
