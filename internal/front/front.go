// SPDX-License-Identifier: Apache-2.0

package front

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzhttp"
)

// Setup is what a front stands before.
type Setup struct {
	// API answers /api, /api/… and /openapi.…, Pages everything else.
	API, Pages http.Handler
	// Version and Data identify the program and its data, for /healthz.
	Version, Data string
	// Gauges are shown in /metrics.
	Gauges []Gauge
	Limits Limits
	// Fault is told of handlers that broke.
	Fault func(error)
}

// Limits bound what is under way at once.
type Limits struct {
	// Requests is how many are answered at the same time.
	Requests int
}

// DefaultLimits suit two cores: more requests at once than this would only wait
// for one another.
func DefaultLimits() Limits { return Limits{Requests: 512} }

// retryAfter is how many seconds a client is asked to wait.
const retryAfter = 2

// New makes the chain that every request passes.
func New(s Setup) (http.Handler, error) {
	if s.Fault == nil {
		s.Fault = func(error) {}
	}
	m := newMeasures(s.Gauges)
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.ContentTypeFilter(worth))
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /metrics", m.page)
	open := readOnly(s.API)
	mux.Handle("/api", open)
	mux.Handle("/api/", open)
	mux.Handle("/openapi.json", open)
	mux.Handle("/openapi.yaml", open)
	mux.Handle("/", s.Pages)
	return guarded(m.counted(s.roomy(s.mended(compress(unclean(mux)))))), nil
}

// unclean hands a path that is not in its shortest form straight on: the mux
// would send the client to another one, as if that were there.
func unclean(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := r.URL.Path
		if !strings.HasPrefix(p, "/") || strings.Contains(p, "//") || strings.Contains(p, "/./") || strings.Contains(p, "/../") ||
			strings.HasSuffix(p, "/..") || strings.HasSuffix(p, "/.") {
			Problem(w, http.StatusNotFound, "no such path")
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// asIs lists, beside those that the library knows, media that are compressed
// already; and streams, which are sent as they come.
var asIs = []string{"text/event-stream", "image/png", "font/woff2", "application/vnd.apache.parquet"}

// worth tells which media are worth compressing.
func worth(kind string) bool {
	is := func(prefix string) bool { return strings.HasPrefix(kind, prefix) }
	return !slices.ContainsFunc(asIs, is) && gzhttp.DefaultContentTypeFilter(kind)
}

// healthz says that the server answers, and which it is.
func (s Setup) healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = fmt.Fprintf(w, "{\"status\": \"ok\", \"version\": %q, \"data\": %q}\n", s.Version, s.Data)
}

// roomy refuses what comes while too much is under way.
func (s Setup) roomy(next http.Handler) http.Handler {
	room := make(chan struct{}, s.Limits.Requests)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case room <- struct{}{}:
			defer func() { <-room }()
			next.ServeHTTP(w, r)
		default:
			w.Header().Set("Retry-After", strconv.Itoa(retryAfter))
			Problem(w, http.StatusServiceUnavailable, "too many requests are under way; try again")
		}
	})
}

// mended makes a refusal of a handler that breaks.
func (s Setup) mended(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			broken := recover()
			if broken == nil {
				return
			}
			if broken == http.ErrAbortHandler {
				panic(broken)
			}
			s.Fault(fmt.Errorf("%s %s broke: %v", r.Method, r.URL.Path, broken))
			Problem(w, http.StatusInternalServerError, "the answer could not be made; the operator's log says why")
		}()
		next.ServeHTTP(w, r)
	})
}
