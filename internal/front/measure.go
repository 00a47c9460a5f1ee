// SPDX-License-Identifier: Apache-2.0

package front

import (
	"bytes"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// Gauge is a number that is read when /metrics is asked for.
type Gauge struct {
	// Name begins with qala_, Help says what it counts.
	Name, Help string
	Read       func() float64
}

// buckets are the upper ends, in seconds, by which times are counted.
var buckets = []float64{.001, .0025, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 5, 10}

// answered names what is counted together.
type answered struct {
	part   string
	status int
}

// times counts how long answers took.
type times struct {
	within []int // by bucket, not added up
	count  int
	sum    float64
}

// measures count what the front lets through; none of them says who asked. They
// are safe for use by several goroutines.
type measures struct {
	mu       sync.Mutex
	requests map[answered]int
	seconds  map[string]*times
	underway int
	gauges   []Gauge
}

// newMeasures makes counters that also show gauges of others.
func newMeasures(gauges []Gauge) *measures {
	return &measures{requests: map[answered]int{}, seconds: map[string]*times{}, gauges: gauges}
}

// counted counts what a handler answers.
func (m *measures) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		m.enter()
		watched := &statusWriter{ResponseWriter: w}
		defer func() { m.leave(partOf(r.URL.Path), watched.code(), time.Since(began)) }()
		next.ServeHTTP(watched, r)
	})
}

// enter counts a request that is under way.
func (m *measures) enter() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.underway++
}

// leave counts a request that is answered.
func (m *measures) leave(part string, status int, took time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.underway--
	m.requests[answered{part, status}]++
	t := m.seconds[part]
	if t == nil {
		t = &times{within: make([]int, len(buckets))}
		m.seconds[part] = t
	}
	s := took.Seconds()
	t.count++
	t.sum += s
	if i, _ := slices.BinarySearch(buckets, s); i < len(buckets) {
		t.within[i]++
	}
}

// page writes the counters in the text format of Prometheus, version 0.0.4.
func (m *measures) page(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(m.text()) // Who has left has no use for an error.
}

// text is the page of counters, in an order that does not change.
func (m *measures) text() []byte {
	var b bytes.Buffer
	head := func(name, kind, help string) { fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind) }
	gauge := func(name, help string, value float64) {
		head(name, "gauge", help)
		fmt.Fprintf(&b, "%s %v\n", name, value)
	}
	m.mu.Lock()
	head("qala_requests_total", "counter", "Requests answered, by part of the server and status.")
	for _, k := range m.sorted() {
		fmt.Fprintf(&b, "qala_requests_total{part=%q,status=\"%d\"} %d\n", k.part, k.status, m.requests[k])
	}
	head("qala_request_seconds", "histogram", "Time to answer, by part of the server.")
	for _, part := range parts {
		m.seconds[part].write(&b, part)
	}
	underway := m.underway
	m.mu.Unlock()
	gauge("qala_requests_underway", "Requests being answered.", float64(underway))
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	gauge("go_goroutines", "Goroutines that exist.", float64(runtime.NumGoroutine()))
	gauge("go_memstats_heap_alloc_bytes", "Bytes of the heap in use.", float64(memory.HeapAlloc))
	gauge("go_memstats_sys_bytes", "Bytes obtained from the system.", float64(memory.Sys))
	gauge("go_gc_cycles_total", "Garbage collections ended.", float64(memory.NumGC))
	for _, g := range m.gauges {
		gauge(g.Name, g.Help, g.Read())
	}
	return b.Bytes()
}

// sorted lists what was counted by part and status.
func (m *measures) sorted() []answered {
	list := make([]answered, 0, len(m.requests))
	for k := range m.requests {
		list = append(list, k)
	}
	slices.SortFunc(list, func(x, y answered) int {
		if c := strings.Compare(x.part, y.part); c != 0 {
			return c
		}
		return x.status - y.status
	})
	return list
}

// write writes the times of a part; nothing where there are none.
func (t *times) write(b *bytes.Buffer, part string) {
	if t == nil {
		return
	}
	sum := 0
	for i, end := range buckets {
		sum += t.within[i]
		fmt.Fprintf(b, "qala_request_seconds_bucket{part=%q,le=\"%v\"} %d\n", part, end, sum)
	}
	fmt.Fprintf(b, "qala_request_seconds_bucket{part=%q,le=\"+Inf\"} %d\n", part, t.count)
	fmt.Fprintf(b, "qala_request_seconds_sum{part=%q} %v\nqala_request_seconds_count{part=%q} %d\n", part, t.sum, part, t.count)
}

// parts are the parts of the server, in the order of the page of counters.
var parts = []string{"api", "assets", "operation", "pages"}

// partOf is the part of the server that a path belongs to: few enough that a
// hostile client cannot make counters without end.
func partOf(path string) string {
	switch {
	case path == "/api", strings.HasPrefix(path, "/api/"), strings.HasPrefix(path, "/openapi."):
		return "api"
	case path == "/healthz", path == "/metrics":
		return "operation"
	case strings.HasPrefix(path, "/assets/"):
		return "assets"
	}
	return "pages"
}

// statusWriter notes the status of a response.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status and passes it on.
func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap gives the writer below, for flushing and deadlines.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush sends what has been written, where the writer below can.
func (w *statusWriter) Flush() {
	_ = http.NewResponseController(w.ResponseWriter).Flush() // Who cannot flush sends at the end.
}

// code is the status that was sent; 200 where nothing else was said.
func (w *statusWriter) code() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}
