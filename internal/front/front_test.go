// SPDX-License-Identifier: Apache-2.0

package front

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"
)

// TestMain checks that no goroutine outlives the tests.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// saying answers every request with a text.
func saying(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) })
}

// standing is a front before handlers that say who they are.
func standing(t *testing.T, change func(*Setup)) http.Handler {
	t.Helper()
	s := Setup{API: saying("api"), Pages: saying("pages"), Version: "1", Data: "abc", Limits: DefaultLimits()}
	if change != nil {
		change(&s)
	}
	h, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// ask sends a request.
func ask(t *testing.T, h http.Handler, method, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestParts checks which part of the server answers what.
func TestParts(t *testing.T) {
	h := standing(t, nil)
	for target, want := range map[string]struct {
		status int
		text   string
	}{
		"/":                {200, "pages"},
		"/c/AZE":           {200, "pages"},
		"/api":             {200, "api"},
		"/apiary":          {200, "pages"},
		"/api/v1/rank":     {200, "api"},
		"/openapi.json":    {200, "api"},
		"/healthz":         {200, "ok"},
		"/metrics":         {200, "qala_requests_underway 1"},
		"/a//b":            {404, "no such path"},
		"/api/v1/../../x":  {404, "no such path"},
		"/api/v1/./rank":   {404, "no such path"},
		"/..":              {404, "no such path"},
		"/api/v1/%2e%2e/x": {404, "no such path"},
	} {
		w := ask(t, h, http.MethodGet, target)
		if w.Code != want.status || !strings.Contains(w.Body.String(), want.text) {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	var health struct{ Status, Version, Data string }
	if err := json.Unmarshal(ask(t, h, http.MethodGet, "/healthz").Body.Bytes(), &health); err != nil || health.Data != "abc" {
		t.Errorf("%+v, %v", health, err)
	}
}

// TestGuards checks the headers of every kind of response.
func TestGuards(t *testing.T) {
	h := standing(t, func(s *Setup) { s.Pages = http.NotFoundHandler() })
	for _, target := range []string{"/", "/api/v1/rank", "/healthz", "/a//b", "/metrics"} {
		w := ask(t, h, http.MethodGet, target)
		policy := w.Header().Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
			t.Errorf("%s: policy %q", target, policy)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin", "Set-Cookie": "",
		} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s: %s %q, want %q", target, name, got, want)
			}
		}
	}
}

// TestOtherSites checks that a page of another site may read and send nothing.
func TestOtherSites(t *testing.T) {
	h := standing(t, nil)
	w := ask(t, h, http.MethodGet, "/api/v1/rank", "Origin", "https://example.org")
	if w.Code != 200 || w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("reading: %d %v", w.Code, w.Header())
	}
	w = ask(t, h, http.MethodOptions, "/api/v1/rank", "Origin", "https://example.org", "Access-Control-Request-Method", "POST")
	if w.Code != 204 || strings.Contains(w.Header().Get("Access-Control-Allow-Methods"), "POST") {
		t.Errorf("asking whether to send: %d %v", w.Code, w.Header())
	}
	w = ask(t, h, http.MethodPost, "/api/v1/check", "Origin", "https://example.org", "Sec-Fetch-Site", "cross-site")
	if w.Code != http.StatusForbidden || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("sending: %d", w.Code)
	}
	if w = ask(t, h, http.MethodPost, "/api/v1/check", "Sec-Fetch-Site", "same-origin"); w.Code != 200 {
		t.Errorf("sending from our own page: %d", w.Code)
	}
	if w = ask(t, h, http.MethodGet, "/", "Origin", "https://example.org"); w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Error("pages may be read by other sites")
	}
}

// TestRoom checks that a request which finds no room is told when to come back.
func TestRoom(t *testing.T) {
	held, entered := make(chan struct{}), make(chan struct{})
	h := standing(t, func(s *Setup) {
		s.Limits.Requests = 1
		s.Pages = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { entered <- struct{}{}; <-held })
	})
	var first sync.WaitGroup
	first.Go(func() { ask(t, h, http.MethodGet, "/") })
	<-entered
	w := ask(t, h, http.MethodGet, "/api/v1/rank")
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	close(held)
	first.Wait()
	if w := ask(t, h, http.MethodGet, "/api/v1/rank"); w.Code != 200 {
		t.Errorf("room is not given back: %d", w.Code)
	}
}

// TestBroken checks that a handler that breaks gives its client a refusal
// without a word of what broke, and the operator all of it.
func TestBroken(t *testing.T) {
	var told error
	h := standing(t, func(s *Setup) {
		s.Fault = func(err error) { told = err }
		s.Pages = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(errors.New("secret")) })
	})
	w := ask(t, h, http.MethodGet, "/c/AZE")
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if told == nil || !strings.Contains(told.Error(), "GET /c/AZE broke: secret") {
		t.Errorf("the operator is told %v", told)
	}
}

// TestCompressed checks that what is worth it is compressed, and that streams
// and what is compressed already are sent as they come.
func TestCompressed(t *testing.T) {
	long := strings.Repeat("state security ", 500)
	for name, test := range map[string]struct{ kind, encoding, want string }{
		"page":         {"text/html; charset=utf-8", "", "gzip"},
		"refusal":      {"application/problem+json", "", "gzip"},
		"stream":       {"text/event-stream", "", ""},
		"picture":      {"image/png", "", ""},
		"already done": {"application/json", "zstd", "zstd"},
	} {
		t.Run(name, func(t *testing.T) {
			h := standing(t, func(s *Setup) {
				s.Pages = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", test.kind)
					if test.encoding != "" {
						w.Header().Set("Content-Encoding", test.encoding)
					}
					_, _ = io.WriteString(w, long)
				})
			})
			w := ask(t, h, http.MethodGet, "/", "Accept-Encoding", "gzip")
			if got := w.Header().Get("Content-Encoding"); got != test.want {
				t.Errorf("encoding %q, want %q", got, test.want)
			}
		})
	}
}

// TestMeasures checks the page of counters: what is counted adds up, and a
// hostile client cannot make it grow.
func TestMeasures(t *testing.T) {
	h := standing(t, func(s *Setup) {
		s.Gauges = []Gauge{{"qala_kept_answers", "Answers kept.", func() float64 { return 7 }}}
	})
	for range 3 {
		ask(t, h, http.MethodGet, "/api/v1/rank")
		ask(t, h, http.MethodGet, "/a//b")
	}
	ask(t, h, "BREW", "/c/"+strings.Repeat("x", 99))
	text := ask(t, h, http.MethodGet, "/metrics").Body.String()
	for _, want := range []string{
		`qala_requests_total{part="api",status="200"} 3`, `qala_requests_total{part="pages",status="404"} 3`,
		`qala_request_seconds_count{part="api"} 3`, `qala_request_seconds_bucket{part="api",le="+Inf"} 3`, "qala_kept_answers 7",
		"# TYPE qala_request_seconds histogram",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	before := strings.Count(text, "\n")
	for i := range 50 {
		ask(t, h, http.MethodGet, "/c/"+strings.Repeat("y", i+1))
	}
	if after := strings.Count(ask(t, h, http.MethodGet, "/metrics").Body.String(), "\n"); after > before+20 {
		t.Errorf("%d lines, then %d", before, after)
	}
}
