// SPDX-License-Identifier: Apache-2.0

package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// TestRefusals checks that what cannot be answered is refused with its status
// and the parameter at fault.
func TestRefusals(t *testing.T) {
	s := fake(t, &store{}, nil)
	for target, want := range map[string]struct {
		status int
		places []string
	}{
		"/api/v1/countries/Atlantis/assessment":               {404, []string{"path.code"}},
		"/api/v1/countries/%20/assessment":                    {422, []string{"path.code"}},
		"/api/v1/countries/AZE/assessment?year=abc":           {422, []string{"query.year"}},
		"/api/v1/countries/AZE/assessment?year=1850":          {422, []string{"query.year"}},
		"/api/v1/countries/AZE/assessment?year=99999":         {422, []string{"query.year"}},
		"/api/v1/countries/AZE/assessment?as_of=2016-02-30":   {422, []string{"query.as_of"}},
		"/api/v1/countries/AZE/assessment?framework=../x":     {422, []string{"query.framework"}},
		"/api/v1/countries/AZE/assessment?framework=other":    {404, []string{"query.framework"}},
		"/api/v1/countries/AZE/assessment?draws=-1&year=x":    {422, []string{"query.year", "query.draws"}},
		"/api/v1/countries/AZE/assessment?draws=10000000":     {422, []string{"query.draws"}},
		"/api/v1/countries/AZE/drivers?from=2000&against=GEO": {422, []string{"query.against"}},
		"/api/v1/countries/AZE/drivers?known=2000-01-01":      {422, []string{"query.known"}},
		"/api/v1/countries/AZE/drivers?against=Azerbaijan":    {422, []string{"query.against"}},
		"/api/v1/compare":                                         {422, []string{"query.c"}},
		"/api/v1/compare?c=AZE":                                   {422, []string{"query.c"}},
		"/api/v1/compare?c=AZE,AZE":                               {422, []string{"query.c"}},
		"/api/v1/compare?c=AZE,Atlantis":                          {404, []string{"query.c"}},
		"/api/v1/explain?country=AZE":                             {422, []string{"query.indicator"}},
		"/api/v1/explain?country=AZE&indicator=s.z":               {404, []string{"query.indicator"}},
		"/api/v1/indicators/s.z":                                  {404, []string{"path.id"}},
		"/api/v1/indicators?cursor=abc":                           {422, []string{"query.cursor"}},
		"/api/v1/indicators?limit=0":                              {422, []string{"query.limit"}},
		"/api/v1/indicators?source=z":                             {404, []string{"query.source"}},
		"/api/v1/indicators?framework=z":                          {404, []string{"query.framework"}},
		"/api/v1/indicators/s.pairs/series":                       {422, []string{"path.id"}},
		"/api/v1/indicators/s.a/series?from=2010&to=2000":         {422, []string{"query.from"}},
		"/api/v1/indicators/s.a/series?from=1&to=2000":            {422, []string{"query.from"}},
		"/api/v1/indicators/s.a/series?country=Atlantis":          {404, []string{"query.country"}},
		"/api/v1/countries?kind=empire":                           {422, []string{"query.kind"}},
		"/api/v1/countries?cursor=" + strings.Repeat("A", 301):    {422, []string{"query.cursor"}},
		"/api/v1/sources/z":                                       {404, []string{"path.id"}},
		"/api/v1/frameworks/z":                                    {404, []string{"path.id"}},
		"/api/v1/frameworks.bib":                                  {404, []string{"path"}},
		"/api/v1/nothing":                                         {404, nil},
		"/api/v1/rank/":                                           {404, nil},
		"/api/v1/../v1/rank":                                      {404, nil},
		"/api/v1//rank":                                           {404, nil},
		"/api/v1/countries/AZE%2F..%2FGEO/assessment":             {404, nil},
		"/api/v1/countries/" + strings.Repeat("A", 101):           {422, []string{"path.code"}},
		"/api/v1/countries?q=%ff%fe&year=-5":                      {422, []string{"query.year"}},
		"/api/v1/countries/AZE/assessment?seed=-1":                {422, []string{"query.seed"}},
		"/api/v1/countries/AZE/assessment?year=2020.5":            {422, []string{"query.year"}},
		"/api/v1/countries/AZE/assessment?year=99999999999999999": {422, []string{"query.year"}},
	} {
		w := get(t, s, target)
		places, _ := problemOf(t, w)
		if diff := cmp.Diff(want.places, places); w.Code != want.status || diff != "" {
			t.Errorf("%s: status %d, want %d %s", target, w.Code, want.status, diff)
		}
	}
}

// TestMethods checks that other methods are refused with those there are.
func TestMethods(t *testing.T) {
	s := fake(t, &store{}, nil)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, "SING"} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, "/api/v1/rank", nil))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET" {
			t.Errorf("%s: %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
		problemOf(t, w)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodHead, "/api/v1/rank", nil))
	if w.Code != http.StatusOK || w.Header().Get("ETag") == "" {
		t.Errorf("HEAD: %d", w.Code)
	}
}

// TestKept checks that an answer is computed once, is the same in every
// encoding, and is not sent to whoever has it.
func TestKept(t *testing.T) {
	var loads atomic.Int32
	s := fake(t, &store{load: func(context.Context) error { loads.Add(1); return nil }}, nil)
	const target = "/api/v1/countries/AZE/assessment"
	first := get(t, s, target)
	if first.Code != http.StatusOK {
		t.Fatalf("%d: %s", first.Code, first.Body)
	}
	once := loads.Load()
	gz := get(t, s, target, "Accept-Encoding", "gzip, deflate")
	zs := get(t, s, "/api/v1/countries/azerbaijan/assessment?year=2020&framework=core", "Accept-Encoding", "gzip, zstd")
	if n := loads.Load(); n != once || n == 0 {
		t.Errorf("loaded %d times, then %d: want one computation for all spellings", once, n)
	}
	unzip, err := gzip.NewReader(gz.Body)
	if err != nil {
		t.Fatal(err)
	}
	plain, _ := io.ReadAll(unzip)
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	defer dec.Close()
	other, err := dec.DecodeAll(zs.Body.Bytes(), nil)
	if err != nil || !bytes.Equal(plain, first.Body.Bytes()) || !bytes.Equal(other, first.Body.Bytes()) {
		t.Errorf("encodings differ: %v", err)
	}
	if gz.Header().Get("Content-Encoding") != "gzip" || zs.Header().Get("Content-Encoding") != "zstd" {
		t.Error("an encoding is not named")
	}
	tag := first.Header().Get("ETag")
	for known, want := range map[string]int{tag: 304, `"x", ` + tag: 304, strings.TrimPrefix(tag, "W/"): 304, "*": 304, `"x"`: 200, "": 200} {
		if w := get(t, s, target, "If-None-Match", known); w.Code != want || (want == 304) != (w.Body.Len() == 0) {
			t.Errorf("If-None-Match %s: %d with %d bytes, want %d", known, w.Code, w.Body.Len(), want)
		}
	}
	if csv := get(t, s, target+".csv"); csv.Header().Get("ETag") == tag {
		t.Error("two media have one entity tag")
	}
}

// TestMedia checks what suffixes and Accept choose.
func TestMedia(t *testing.T) {
	s := fake(t, &store{}, nil)
	const csv, sdmx = "text/csv; charset=utf-8; header=present", "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"
	for name, test := range map[string]struct {
		target, accept string
		status         int
		kind           string
	}{
		"nothing asked":     {"/api/v1/rank", "", 200, "application/json"},
		"anything":          {"/api/v1/rank", "*/*", 200, "application/json"},
		"a browser":         {"/api/v1/rank", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 200, "application/json"},
		"accept csv":        {"/api/v1/rank", "text/csv", 200, csv},
		"text of any kind":  {"/api/v1/rank", "text/*", 200, csv},
		"csv is liked more": {"/api/v1/rank", "application/json;q=0.5, text/csv", 200, csv},
		"not json":          {"/api/v1/rank", "*/*, application/json;q=0", 200, csv},
		"sdmx with version": {"/api/v1/rank", "application/vnd.sdmx.data+csv;version=2.0.0", 200, sdmx},
		"suffix wins":       {"/api/v1/rank.csv", "application/json", 200, csv},
		"suffix json":       {"/api/v1/rank.json", "text/csv", 200, "application/json"},
		"suffix sdmx":       {"/api/v1/rank.sdmx", "", 200, sdmx},
		"an id with dots":   {"/api/v1/indicators/s.a", "", 200, "application/json"},
		"and a suffix":      {"/api/v1/indicators/s.a.csv", "", 200, csv},
		"bibtex":            {"/api/v1/countries/AZE/assessment.bib", "", 200, "application/x-bibtex; charset=utf-8"},
		"markdown":          {"/api/v1/countries/AZE/assessment.md", "", 200, "text/markdown; charset=utf-8"},
		"text":              {"/api/v1/countries/AZE/assessment.txt", "", 200, "text/plain; charset=utf-8"},
		"not to be had":     {"/api/v1/rank", "image/png", 406, "application/problem+json"},
		"refused":           {"/api/v1/rank", "*/*;q=0", 406, "application/problem+json"},
		"nonsense":          {"/api/v1/rank", ";;;,/,", 406, "application/problem+json"},
		"no such suffix":    {"/api/v1/rank.bib", "", 404, "application/problem+json"},
	} {
		t.Run(name, func(t *testing.T) {
			headers := []string{}
			if test.accept != "" {
				headers = []string{"Accept", test.accept}
			}
			w := get(t, s, test.target, headers...)
			if w.Code != test.status || w.Header().Get("Content-Type") != test.kind {
				t.Errorf("%d %s, want %d %s", w.Code, w.Header().Get("Content-Type"), test.status, test.kind)
			}
			if w.Code == 200 && !slices.Contains(w.Header().Values("Vary"), "Accept") {
				t.Error("caches are not told that the answer varies")
			}
		})
	}
}

// TestIgnored checks that parameters which a route does not know are named.
func TestIgnored(t *testing.T) {
	s := fake(t, &store{}, nil)
	for query, want := range map[string]string{
		"":                       "",
		"?year=2020":             "",
		"?yeer=2020":             "yeer",
		"?a=1&year=2020&b&=3":    "a, b",
		"?%0d%0aX=1&x,y=2":       "%0d%0aX, x?y",
		"?ü=1":                   "?",
		"?year=abc&what":         "what",
		strings.Repeat("&z", 40): "",
	} {
		target := "/api/v1/rank" + strings.Replace(query, "&z", "?z", 1)
		got := get(t, s, target).Header().Get("Qala-Ignored")
		if strings.HasPrefix(query, "&z") {
			want = strings.TrimSuffix(strings.Repeat("z, ", 10), ", ")
		}
		if got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

// TestBusy checks that a request which waits for its turn in vain is told when
// to come back, and that those who ask the same share one computation.
func TestBusy(t *testing.T) {
	held, entered := make(chan struct{}), make(chan struct{}, 9)
	var loads atomic.Int32
	s := fake(t, &store{load: func(context.Context) error { loads.Add(1); entered <- struct{}{}; <-held; return nil }}, nil)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if w := get(t, s, "/api/v1/rank"); w.Code != http.StatusOK {
				t.Errorf("who shares a computation gets %d", w.Code)
			}
		})
	}
	<-entered
	w := get(t, s, "/api/v1/rank?year=2019")
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	problemOf(t, w)
	time.Sleep(10 * time.Millisecond) // the other three must have joined by now
	close(held)
	all.Wait()
	if n := loads.Load(); n != 1 {
		t.Errorf("computed %d times", n)
	}
}

// TestLeft checks that an answer is made for others when who asked first leaves.
func TestLeft(t *testing.T) {
	held, entered := make(chan struct{}), make(chan struct{}, 9)
	s := fake(t, &store{load: func(ctx context.Context) error {
		entered <- struct{}{}
		<-held
		return ctx.Err()
	}}, nil)
	ctx, leave := context.WithCancel(t.Context())
	gone := make(chan int)
	go func() {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/rank", nil))
		gone <- w.Code
	}()
	<-entered
	leave()
	<-gone
	close(held)
	if w := get(t, s, "/api/v1/rank"); w.Code != http.StatusOK {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
}

// TestFaults checks that an error of ours and a broken answer are told to the
// operator and not to the client.
func TestFaults(t *testing.T) {
	for name, load := range map[string]func(context.Context) error{
		"error": func(context.Context) error { return errors.New("secret/path.parquet: broken") },
		"panic": func(context.Context) error { panic("secret/path.parquet: broken") },
	} {
		t.Run(name, func(t *testing.T) {
			var told error
			s := fake(t, &store{load: load}, func(err error) { told = err })
			w := get(t, s, "/api/v1/rank")
			_, detail := problemOf(t, w)
			if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") || detail == "" {
				t.Errorf("%d: %s", w.Code, w.Body)
			}
			if told == nil || !strings.Contains(told.Error(), "secret") {
				t.Errorf("the operator is told %v", told)
			}
		})
	}
}

// TestClosed checks that what is being computed ends with the service.
func TestClosed(t *testing.T) {
	entered := make(chan struct{})
	s := fake(t, &store{load: func(ctx context.Context) error { close(entered); <-ctx.Done(); return ctx.Err() }}, nil)
	code := make(chan int)
	go func() { code <- get(t, s, "/api/v1/rank").Code }()
	<-entered
	s.Close()
	if got := <-code; got != http.StatusServiceUnavailable {
		t.Errorf("%d", got)
	}
}
