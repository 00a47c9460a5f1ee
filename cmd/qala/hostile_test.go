// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/qala-observatory/qala/data"
)

var hostile = flag.Int("hostile", 3000, "how many hostile requests to send")

// odd are texts that programs stumble over.
var odd = []string{
	"", " ", "%00", "%", "%zz", "%ff%fe", "%c0%ae%c0%ae", "..", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e", "....//", "/etc/passwd",
	"-1", "0", "1e309", "NaN", "Infinity", "99999999999999999999999999", "-9223372036854775809", "0x7e6", "2022.5", "2022;2023", "1,2,3",
	"true", "null", "[]", "{}", "<script>alert(1)</script>", "';DROP TABLE x;--", "${jndi:ldap://x}", "{{7*7}}", "%0d%0aSet-Cookie:a=b",
	"Azerbaijan", "azerbajan", "ÅLAND", "日本", "العربية", "\U0001f3f3", "e\u0301", "\u202eEZA", "AZE,AZE", "AZE,GEO,", ",", ",,,,,", "*", "?",
	"core", "CORE", "core.yaml", "./core.yaml", "file:///etc/passwd", "2016-11-31", "0000-00-00", "9999-12-31", "-0001-01-01", "land", "sea:-1",
	"sea:1e99", "knn:0", "knn:999999", "region:", "region:../x", "wgi.pv", "wgi.pv.json.csv.md", ".json", "wgi..pv", "YWZ0ZXI6", "after:",
}

// routesAsked are the paths, each with a place for an odd text.
var routesAsked = []string{
	"/api/v1/countries", "/api/v1/countries/%s", "/api/v1/countries/%s/assessment", "/api/v1/countries/%s/citation",
	"/api/v1/countries/%s/drivers", "/api/v1/countries/%s/neighbours", "/api/v1/countries/%s/trend", "/api/v1/rank", "/api/v1/compare",
	"/api/v1/explain", "/api/v1/audit", "/api/v1/outliers", "/api/v1/indicators", "/api/v1/indicators/%s", "/api/v1/indicators/%s/series",
	"/api/v1/sources/%s", "/api/v1/frameworks/%s", "/api/v1/members/%s", "/api/v1/%s", "/%s", "/c/%s", "/c/%s.json", "/i/%s", "/i/%s.csv",
	"/compare.json", "/assets/%s", "/openapi.json", "/healthz", "/metrics", "/rank.%s", "/api/v1/rank.%s", "/api/v1/../%s",
}

// parameters are names that routes know, and some that none does.
var parameters = []string{
	"year", "framework", "as_of", "c", "country", "indicator", "from", "to", "against", "known", "definition", "view", "all", "limit",
	"cursor", "q", "source", "kind", "seed", "draws", "sort", "on", "y", "fw", "nb", "__proto__", "year[]", "%79ear", "",
}

// attacker makes requests from a seed.
type attacker struct{ *rand.Rand }

// one chooses from a list.
func (a attacker) one(list []string) string { return list[a.IntN(len(list))] }

// text is an odd text, sometimes long or of any bytes.
func (a attacker) text() string {
	switch a.IntN(12) {
	case 0:
		return strings.Repeat(a.one(odd)+"A", 1+a.IntN(2000))
	case 1:
		var b strings.Builder
		for range a.IntN(40) {
			fmt.Fprintf(&b, "%%%02x", a.IntN(256))
		}
		return b.String()
	}
	return a.one(odd)
}

// line is a text that a request line or a header can carry.
func line(text string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return '+'
		}
		return r
	}, text)
}

// target is a path with a query. Ranges are left out where they are not what is
// odd: they cost time and nothing else.
func (a attacker) target() string {
	path := a.one(routesAsked)
	if strings.Contains(path, "%s") {
		path = strings.ReplaceAll(path, "%s", strings.ReplaceAll(a.text(), "?", "%3f"))
	}
	query := []string{"draws=0"}
	if a.IntN(8) == 0 {
		query[0] = "draws=" + a.one([]string{"-1", "abc", "1e9", "99999999", "%00", "2.5"})
	}
	for range a.IntN(5) {
		value := a.text()
		if a.IntN(3) == 0 {
			value = a.one([]string{"AZE", "AZE,GEO", "2016", "wgi.pv", "core", "land"})
		}
		query = append(query, a.one(parameters)+"="+strings.NewReplacer("#", "%23", "&", "%26").Replace(value))
	}
	return line(path) + "?" + line(strings.Join(query, "&"))
}

// request is one request as it goes over the wire.
func (a attacker) request() string {
	method := "GET"
	if a.IntN(10) == 0 {
		return a.sending()
	}
	if a.IntN(6) == 0 {
		method = a.one([]string{"POST", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "PATCH", "BREW", "get"})
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n", method, a.target(), a.one([]string{"localhost", "example.org", "127.0.0.1:1"}))
	headers := []string{"Accept", "Accept-Encoding", "If-None-Match", "Origin", "Sec-Fetch-Site", "Content-Type", "Cookie", "Range", "X-Forwarded-For", "If-Modified-Since"}
	for range a.IntN(4) {
		fmt.Fprintf(&b, "%s: %s\r\n", a.one(headers), line(a.one(append([]string{";;;,", "text/csv;q=x", "*/*;q=0", "gzip;q=0", `W/"x"`, "cross-site"}, odd...))))
	}
	body := ""
	if method != "GET" && method != "HEAD" && a.IntN(2) == 0 {
		body = strings.Repeat(a.one(odd), 1+a.IntN(200))
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
	}
	return b.String() + "\r\n" + body
}

// bodies are what is sent to the laboratory, each with a place for an odd text.
var bodies = []string{
	`{"weights": {"society": %s}}`, `{"weights": {%q: 1}}`, `{"year": %s}`, `{"draws": %s}`, `{"seed": %s}`, `{"framework": %q}`, `{"yaml": %q}`,
	`{"as_of": %q}`, `{%q: 1}`, `%s`, `[%s]`, `{"data": %q, "meta": "Level,iCode,Direction,Weight,Type,Parent"}`,
	`{"data": "uCode,a\nAZE,1", "meta": %q}`, `{"yaml": "id: x\nroot: %s"}`, `{"weights": `,
}

// sending is a request with a body for the laboratory.
func (a attacker) sending() string {
	body := a.one(bodies)
	text := a.text()
	if strings.Contains(body, "%q") {
		body = fmt.Sprintf(body, strings.ToValidUTF8(text, "?"))
	} else {
		body = strings.ReplaceAll(body, "%s", text)
	}
	kind := a.one([]string{"application/json", "application/json; charset=utf-8", "text/plain", "application/xml", ";", "application/x-www-form-urlencoded", "multipart/form-data"})
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
		a.one([]string{"/api/v1/lab/score", "/api/v1/lab/table", "/api/v1/lab/score.csv", "/api/v1/check"}), kind, len(body), body)
}

// gotten is an answer that was read to its end.
type gotten struct {
	status int
	header http.Header
	text   string
}

// send sends a request over a connection of its own; nil where there is no
// answer.
func send(t *testing.T, address, request string) *gotten {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := io.WriteString(conn, request); err != nil {
		t.Errorf("%.300q: %v", request, err)
		return nil
	}
	method, _, _ := strings.Cut(request, " ")
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Errorf("%.300q: %v", request, err)
		return nil
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return &gotten{resp.StatusCode, resp.Header, string(text)}
}

// TestHostile sends requests that nobody sends in good faith: whatever they are,
// the answer is an answer or a refusal that says so, never a fault of ours, and
// never a word about the inside of the program.
func TestHostile(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	var faults lockedBuffer
	p := newProgram(nil, streams{io.Discard, &faults}, data.FS)
	h, end, err := p.handler()
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	server := httptest.NewServer(h)
	defer server.Close()
	address := server.Listener.Addr().String()
	counts := map[string]int{}
	var mu sync.Mutex
	var all sync.WaitGroup
	const attackers = 4
	for w := range attackers {
		all.Go(func() {
			a := attacker{rand.New(rand.NewPCG(7, uint64(w)))}
			for range *hostile / attackers {
				request := a.request()
				got := send(t, address, request)
				if got == nil {
					continue
				}
				mu.Lock()
				counts[judgeAnswer(t, request, got)]++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	t.Logf("%v", counts)
	if counts["refused"] < *hostile/4 || counts["answered"] == 0 {
		t.Errorf("%v: the requests are not what they should be", counts)
	}
	if faults.String() != "" {
		t.Errorf("the operator is told:\n%.2000s", faults.String())
	}
}

// judgeAnswer says what an answer to a hostile request is, and that it may be
// that.
func judgeAnswer(t *testing.T, request string, got *gotten) string {
	t.Helper()
	kind := got.header.Get("Content-Type")
	home, _ := os.UserHomeDir()
	for _, inside := range []string{"goroutine ", ".go:", "panic", cmp.Or(home, "$HOME") + "/", "runtime error"} {
		if strings.Contains(got.text, inside) && got.status >= 400 && !strings.Contains(request, inside) {
			t.Errorf("%.300q: %d shows the inside: %.300s", request, got.status, got.text)
		}
	}
	if got.header.Get("Set-Cookie") != "" {
		t.Errorf("%.300q sets a cookie", request)
	}
	switch status := got.status; {
	case status >= 500:
		t.Errorf("%.300q: %d %.300s", request, status, got.text)
		return "broken"
	case status < 400:
		if strings.HasPrefix(request, "POST ") {
			return "scored"
		}
		return "answered"
	case got.header.Get("Content-Security-Policy") == "":
		// The HTTP server of the standard library refuses what it cannot read before
		// it hands a request on, in plain text.
		if !slices.Contains([]int{400, 431}, status) {
			t.Errorf("%.300q: %d %.300s", request, status, got.text)
		}
		return "unreadable"
	case strings.HasPrefix(kind, "text/html"):
		return "no such page"
	case strings.HasPrefix(request, "HEAD "):
		return "refused"
	}
	var problem struct {
		Status int    `json:"status"`
		Title  string `json:"title"`
	}
	if err := json.Unmarshal([]byte(got.text), &problem); kind != "application/problem+json" || err != nil || problem.Status != got.status || problem.Title == "" {
		if got.header.Get("Content-Encoding") == "" {
			t.Errorf("%.300q: %d %s %.300s", request, got.status, kind, got.text)
		}
	}
	return "refused"
}

// TestSlow checks that who sends or reads slowly is not waited for.
func TestSlow(t *testing.T) {
	h := wholeServer(t)
	server := httptest.NewUnstartedServer(h)
	server.Config.ReadHeaderTimeout, server.Config.ReadTimeout = 100*time.Millisecond, 200*time.Millisecond
	server.Start()
	defer server.Close()
	for name, first := range map[string]string{
		"head": "GET /api/v1/rank HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"body": "POST /api/v1/rank HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nslow",
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if _, err := io.WriteString(conn, first); err != nil {
				t.Fatal(err)
			}
			_ = conn.SetReadDeadline(time.Now().Add(3 * time.Second))
			text, err := io.ReadAll(conn)
			if err != nil {
				t.Errorf("the connection stays open: %v", err)
			}
			if strings.HasPrefix(string(text), "HTTP/1.1 5") {
				t.Errorf("%.200s", text)
			}
		})
	}
}
