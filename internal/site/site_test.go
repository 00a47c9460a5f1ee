// SPDX-License-Identifier: Apache-2.0

package site

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

// built is a small build.
var built = fstest.MapFS{
	"index.html": {Data: []byte(`<!doctype html><html lang="en"><head><meta charset="utf-8" />
<meta name="description" content="An old text." /><title>Old</title></head><body><div id="app"></div></body></html>`)},
	"assets/index-abc.js": {Data: []byte("export {}")},
	"favicon.svg":         {Data: []byte("<svg/>")},
}

// small is a site that knows one country and one indicator; its API says what
// it was asked.
func small(t testing.TB, name string) *Site {
	t.Helper()
	s, err := New(Setup{
		Built: built,
		API: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, r.URL.RequestURI())
		}),
		Country: func(text string) (string, string, bool) { return "AZE", name, strings.EqualFold(text, "aze") },
		Indicator: func(id string) (*Facts, bool) {
			return &Facts{
				ID: id, Name: name, Definition: "A definition of " + name, Unit: "points", Kind: "survey", First: 1996, Last: 2023,
				Producer: name, LicenceURL: "https://example.org/licence",
			}, id == "wgi.pv"
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ask asks a site.
func ask(t testing.TB, s *Site, method, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// TestPages checks titles and statuses of addresses.
func TestPages(t *testing.T) {
	s := small(t, "Azerbaijan")
	for target, want := range map[string]struct {
		status int
		title  string
	}{
		"/":                     {200, "Qala"},
		"/c/AZE":                {200, "Azerbaijan · Qala"},
		"/c/aze?y=2012..2024":   {200, "Azerbaijan · Qala"},
		"/c/AZE/neighbours":     {200, "Azerbaijan and its neighbours · Qala"},
		"/c/AZE/brief":          {200, "Azerbaijan: a brief of two pages · Qala"},
		"/i/wgi.pv":             {200, "Azerbaijan · Qala"},
		"/compare?c=AZE,GEO":    {200, "States compared · Qala"},
		"/rank":                 {200, "All states in order · Qala"},
		"/c/XYZ":                {404, "Not found · Qala"},
		"/c":                    {404, "Not found · Qala"},
		"/c/AZE/else":           {404, "Not found · Qala"},
		"/i/none":               {404, "Not found · Qala"},
		"/wp-login.php":         {404, "Not found · Qala"},
		"/c/%3Cscript%3E":       {404, "Not found · Qala"},
		"/c/" + "..%2f..%2fetc": {404, "Not found · Qala"},
	} {
		w := ask(t, s, http.MethodGet, target)
		text := w.Body.String()
		if w.Code != want.status || !strings.Contains(text, "<title>"+want.title+"</title>") {
			t.Errorf("%s: %d %s", target, w.Code, text)
		}
		if strings.Contains(text, "Old") || strings.Contains(text, "An old text") || strings.Count(text, "<title>") != 1 {
			t.Errorf("%s keeps the title of the build", target)
		}
	}
}

// TestFiles checks that files are sent with their type and kept as long as they
// last.
func TestFiles(t *testing.T) {
	s := small(t, "Azerbaijan")
	w := ask(t, s, http.MethodGet, "/assets/index-abc.js")
	if w.Code != 200 || w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	w = ask(t, s, http.MethodGet, "/favicon.svg")
	if w.Code != 200 || w.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w = ask(t, s, http.MethodGet, "/favicon.svg", "If-None-Match", w.Header().Get("ETag")); w.Code != 304 {
		t.Errorf("a file that is known is sent: %d", w.Code)
	}
	page := ask(t, s, http.MethodGet, "/rank")
	if w = ask(t, s, http.MethodGet, "/rank", "If-None-Match", page.Header().Get("ETag")); w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("a page that is known is sent: %d", w.Code)
	}
	if w = ask(t, s, http.MethodGet, "/assets/gone.js"); w.Code != 404 || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("a file that is not there: %d %v", w.Code, w.Header())
	}
	if w = ask(t, s, http.MethodPost, "/rank"); w.Code != 405 || w.Header().Get("Allow") == "" {
		t.Errorf("sending to a page: %d", w.Code)
	}
}

// TestOtherMedia checks which question of the API answers a page's address with
// a suffix.
func TestOtherMedia(t *testing.T) {
	s := small(t, "Azerbaijan")
	for target, want := range map[string]string{
		"/c/AZE.json":                              "/api/v1/countries/AZE/assessment.json",
		"/c/AZE.csv?fw=core&y=2016":                "/api/v1/countries/AZE/assessment.csv?framework=core&year=2016",
		"/c/AZE.bib?y=2012..2016&as_of=2017-01-01": "/api/v1/countries/AZE/assessment.bib?as_of=2017-01-01&from=2012&year=2016",
		"/c/AZE/neighbours.json?nb=land":           "/api/v1/countries/AZE/neighbours.json?definition=land",
		"/c/AZE/brief.md":                          "/api/v1/countries/AZE/assessment.md",
		"/i/wgi.pv.json":                           "/api/v1/indicators/wgi.pv.json",
		"/i/wgi.pv.csv":                            "/api/v1/indicators/wgi.pv/series.csv",
		"/compare.json?c=AZE,GEO":                  "/api/v1/compare.json?c=AZE%2CGEO",
		"/map.csv":                                 "/api/v1/rank.csv",
		"/sources.csv":                             "/api/v1/sources.csv",
	} {
		if got := ask(t, s, http.MethodGet, target).Body.String(); got != want {
			t.Errorf("%s asks %s, want %s", target, got, want)
		}
	}
	for _, target := range []string{"/check.json", "/nothing.csv", "/.json", "/lab.csv"} {
		if w := ask(t, s, http.MethodGet, target); w.Code != 404 {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
}

// TestQuery checks that a query is read as the pages read it.
func TestQuery(t *testing.T) {
	got := query(url.Values{"y": {"2012..2024"}, "fw": {"core"}, "c": {"AZE"}}).Encode()
	if want := "c=AZE&framework=core&from=2012&year=2024"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestEscaped checks that whatever names and definitions hold, a page has one
// title, one description and one block of data, and no element of their making.
func TestEscaped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(
			rapid.SampledFrom([]string{`</title><script>alert(1)</script>`, `"><img src=x onerror=y>`, `</script><script>`, `<!--`, "{definition}", "&amp;"}),
			rapid.StringMatching(`[ -~]{0,40}`),
		).Draw(t, "name")
		s, err := New(Setup{
			Built: built, API: http.NotFoundHandler(),
			Country: func(string) (string, string, bool) { return "AZE", name, true },
			Indicator: func(id string) (*Facts, bool) {
				return &Facts{ID: id, Name: name, Definition: name, Producer: name, Citation: name}, true
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, target := range []string{"/c/AZE", "/i/x"} {
			w := httptest.NewRecorder()
			s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
			checkPage(t, w.Body.String(), name)
		}
	})
}

// checkPage parses a page and counts its elements.
func checkPage(t *rapid.T, text, name string) {
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		counts[n.Data]++
		if n.Data == "script" {
			var data Dataset
			if err := json.Unmarshal([]byte(n.FirstChild.Data), &data); err != nil || data.Name != name {
				t.Fatalf("data %q, %v, want %q", data.Name, err, name)
			}
		}
	}
	if counts["title"] != 1 || counts["img"] != 0 || counts["script"] > 1 || counts["div"] != 1 {
		t.Fatalf("%v in %s", counts, text)
	}
}

// TestDataset checks what search engines are told of an indicator.
func TestDataset(t *testing.T) {
	s := small(t, "Stability")
	text := ask(t, s, http.MethodGet, "/i/wgi.pv").Body.String()
	_, rest, _ := strings.Cut(text, `<script type="application/ld+json">`)
	block, _, _ := strings.Cut(rest, "</script>")
	var d map[string]any
	if err := json.Unmarshal([]byte(block), &d); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	for name, want := range map[string]any{
		"@context": "https://schema.org", "@type": "Dataset", "temporalCoverage": "1996/2023", "license": "https://example.org/licence",
		"isAccessibleForFree": true, "name": "Stability",
	} {
		if d[name] != want {
			t.Errorf("%s is %v, want %v", name, d[name], want)
		}
	}
	if about, _ := d["description"].(string); len(about) < 50 {
		t.Errorf("the description %q is too short for readers of data sets", about)
	}
}

// TestNotBuilt checks that a build without pages is refused.
func TestNotBuilt(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"empty":   {},
		"no head": {"index.html": {Data: []byte("<p>")}},
	} {
		if _, err := New(Setup{Built: files}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
