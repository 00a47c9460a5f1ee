// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"golang.org/x/sync/singleflight"
)

// Limits bound what the service spends.
type Limits struct {
	// KeepBytes is how many bytes of answers are kept.
	KeepBytes int
	// Computing is how many answers are computed at once; Wait is how long a
	// request waits for its turn, Compute how long an answer may take.
	Computing     int
	Wait, Compute time.Duration
	// Body is how many bytes a request may send, BodyTime how long it may take.
	Body     int64
	BodyTime time.Duration
}

// DefaultLimits suit two cores: answers take tens of milliseconds, and a keep of
// 64 MB holds about 700 assessments in all encodings.
func DefaultLimits() Limits {
	return Limits{
		KeepBytes: 64 << 20, Computing: 4, Wait: 5 * time.Second, Compute: 30 * time.Second,
		Body: 1 << 20, BodyTime: 10 * time.Second,
	}
}

// Service answers requests below /api/v1 and describes itself.
type Service struct {
	cases  Cases
	limits Limits
	api    huma.API
	mux    *http.ServeMux
	keep   *keep
	flight singleflight.Group
	slots  chan struct{}
	// fault is told of errors that are the program's own.
	fault func(error)
	// ended is closed when the service ends; what is being computed is called off.
	base context.Context
	end  context.CancelFunc
}

// New makes a service. Fault is told of errors that are not the client's; it may
// be nil.
func New(cases Cases, limits Limits, fault func(error)) (*Service, error) {
	if fault == nil {
		fault = func(error) {}
	}
	s := &Service{
		cases: cases, limits: limits, mux: http.NewServeMux(), keep: newKeep(limits.KeepBytes),
		slots: make(chan struct{}, limits.Computing), fault: fault,
	}
	s.base, s.end = context.WithCancel(context.Background())
	s.api = humago.New(s.mux, config(cases.Version))
	s.api.UseMiddleware(nameIgnored)
	for _, register := range routes {
		register(s)
	}
	describe(s.api.OpenAPI())
	return s, s.describeItself()
}

// Close calls off what is being computed.
func (s *Service) Close() { s.end() }

// config is the frame of the OpenAPI document.
func config(version string) huma.Config {
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Qala", Version: version,
				Description: "State security from public data: every figure leads back to the raw row, release and licence it comes from. " +
					"Answers may be read by anyone and changed by no one. An answer with the same id has the same bytes.",
				License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Components: &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)},
		},
		Formats:       map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat},
		DefaultFormat: "application/json",
	}
}

// jsonFormat reads and writes JSON as the commands write it.
var jsonFormat = huma.Format{
	Marshal:   func(w io.Writer, v any) error { return writeJSON(w, v) },
	Unmarshal: json.Unmarshal,
}

// writeJSON writes a value as the commands do: indented by one blank.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}

// answer is the kept answer under a key, or the one that compute gives, which
// is kept. Several requests for one key share a computation.
func (s *Service) answer(ctx context.Context, key string, compute func(context.Context) (*written, error)) (*written, error) {
	if w, ok := s.keep.get(key); ok {
		return w, nil
	}
	done := s.flight.DoChan(key, func() (any, error) {
		w, err := s.computed(compute)
		if err == nil {
			s.keep.put(key, w)
		}
		return w, err
	})
	select {
	case r := <-done:
		if r.Err != nil {
			return nil, r.Err
		}
		return r.Val.(*written), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// computed waits for its turn and computes. It goes on when the client who asked
// first has left, since others may wait for the same answer.
func (s *Service) computed(compute func(context.Context) (*written, error)) (w *written, err error) {
	ctx, cancel := context.WithTimeout(s.base, s.limits.Compute)
	defer cancel()
	turn := time.NewTimer(s.limits.Wait)
	defer turn.Stop()
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-turn.C:
		return nil, errBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	// Whoever waits must get an answer, and one broken answer must not end the
	// service for all.
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("broken: %v", r)
		}
	}()
	return compute(ctx)
}

// errBusy says that a request has waited for its turn in vain.
var errBusy = errors.New("busy")

// Gauge is a number that is read when the operator asks.
type Gauge struct {
	Name, Help string
	Read       func() float64
}

// Gauges are the numbers of the keep.
func (s *Service) Gauges() []Gauge {
	read := func(of func(keepStats) int) func() float64 {
		return func() float64 { return float64(of(s.keep.stats())) }
	}
	return []Gauge{
		{"qala_kept_answers", "Answers that are kept.", read(func(k keepStats) int { return k.answers })},
		{"qala_kept_bytes", "Bytes of answers that are kept.", read(func(k keepStats) int { return k.bytes })},
		{"qala_kept_hits_total", "Requests answered from what is kept.", read(func(k keepStats) int { return k.hits })},
		{"qala_kept_lost_total", "Requests whose answer was not kept.", read(func(k keepStats) int { return k.lost })},
		{"qala_computing", "Answers being computed.", func() float64 { return float64(len(s.slots)) }},
	}
}
