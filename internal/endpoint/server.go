// SPDX-License-Identifier: Apache-2.0

package endpoint

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"golang.org/x/sync/singleflight"
)

// Limits bound what a server spends.
type Limits struct {
	// KeepBytes is how many bytes of written answers are kept, Recent how many
	// answers stay at hand to be written in another medium.
	KeepBytes, Recent int
	// Computing is how many answers are computed at once; Wait is how long a
	// request waits for its turn, Compute how long an answer may take.
	Computing     int
	Wait, Compute time.Duration
	// Body is the number of bytes that what a request sends must stay below,
	// BodyTime how long it may take.
	Body     int64
	BodyTime time.Duration
}

// DefaultLimits suit two cores: most answers take less than a second, those over
// many years or all neighbourhoods several, and a keep of 64 MB holds about 500
// assessments in all encodings.
func DefaultLimits() Limits {
	return Limits{
		KeepBytes: 64 << 20, Recent: 12, Computing: 4, Wait: 20 * time.Second, Compute: time.Minute,
		Body: 1 << 20, BodyTime: 10 * time.Second,
	}
}

// Options say what a server is.
type Options struct {
	// Info heads the OpenAPI document, Tags order its operations.
	Info *huma.Info
	Tags []*huma.Tag
	// Prefix begins every path, such as /api/v1.
	Prefix string
	Limits Limits
	// Blame makes a refusal of an error that is the client's, where is the parameter
	// of the question; nil for an error that is the program's own.
	Blame func(err error, where Param) error
	// Words are what is said of types and their fields, by package and name, such
	// as assess.Assessment.
	Words map[string]Words
	// Fault is told of errors that are the program's own; it may be nil.
	Fault func(error)
}

// Server holds routes and the answers that are kept. It is safe for use by
// several goroutines once its routes are added and Seal was called.
type Server struct {
	options Options
	api     huma.API
	mux     *http.ServeMux
	keep    *keep
	recent  *Recent
	flight  singleflight.Group
	slots   chan struct{}
	// base ends with the server, and what is being computed with it.
	base context.Context
	end  context.CancelFunc
}

// New makes a server without routes.
func New(o Options) *Server {
	if o.Fault == nil {
		o.Fault = func(error) {}
	}
	s := &Server{
		options: o, mux: http.NewServeMux(), keep: newKeep(o.Limits.KeepBytes), recent: NewRecent(o.Limits.Recent),
		slots: make(chan struct{}, o.Limits.Computing),
	}
	s.base, s.end = context.WithCancel(context.Background())
	s.api = humago.New(s.mux, huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0", Info: o.Info, Tags: o.Tags,
			Components: &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", named())},
		},
		Formats: map[string]huma.Format{
			"application/json": jsonFormat, "json": jsonFormat,
			"text/plain": textFormat("plain"), "text/html": textFormat("html"), "text/markdown": textFormat("md"),
		},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{cutValues},
	})
	s.api.UseMiddleware(nameIgnored)
	return s
}

// named gives types the names they have in the document: their own, and where two
// packages have one of the same name, the later with its package before it.
func named() func(t reflect.Type, hint string) string {
	taken := map[string]reflect.Type{}
	return func(t reflect.Type, hint string) string {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		name := huma.DefaultSchemaNamer(t, hint)
		if t.Kind() != reflect.Struct {
			return name
		}
		if by, ok := taken[name]; ok && by != t {
			pkg := path.Base(t.PkgPath())
			name = strings.ToUpper(pkg[:1]) + pkg[1:] + name
		}
		taken[name] = t
		return name
	}
}

// Close calls off what is being computed.
func (s *Server) Close() { s.end() }

// jsonFormat reads and writes JSON as the commands write it.
var jsonFormat = huma.Format{
	Marshal:   WriteJSON,
	Unmarshal: json.Unmarshal,
}

// textFormat reads a body that is a text itself as one that has it under text,
// with its kind.
func textFormat(kind string) huma.Format {
	return huma.Format{
		Marshal: WriteJSON,
		Unmarshal: func(body []byte, v any) error {
			text, err := json.Marshal(map[string]string{"text": string(body), "kind": kind})
			if err != nil {
				return err
			}
			return json.Unmarshal(text, v)
		},
	}
}

// WriteJSON writes a value as the commands do: indented by one blank.
func WriteJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	return enc.Encode(v)
}

// answer is the kept answer under a key, or the one that compute gives, which
// is kept. Several requests for one key share a computation.
func (s *Server) answer(ctx context.Context, key string, compute func(context.Context) (*written, error)) (*written, error) {
	if w, ok := s.keep.get(key); ok {
		return w, nil
	}
	done := s.flight.DoChan(key, func() (any, error) {
		w, err := s.computed(s.base, compute)
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

// computed waits for its turn and computes. What several clients may wait for is
// computed under the server's own context, so that it goes on when the one who
// asked first has left.
func (s *Server) computed(ctx context.Context, compute func(context.Context) (*written, error)) (w *written, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.options.Limits.Compute)
	defer cancel()
	defer context.AfterFunc(s.base, cancel)()
	turn := time.NewTimer(s.options.Limits.Wait)
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
func (s *Server) Gauges() []Gauge {
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
