// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.uber.org/goleak"

	"github.com/qala-observatory/qala/data"
)

// shared is one server for all tests that only ask, so that what one computes
// the next finds kept.
var shared = sync.OnceValues(func() (http.Handler, error) {
	h, _, err := newProgram(nil, streams{io.Discard, io.Discard}, data.FS).handler()
	return h, err
})

// wholeServer is the whole server over the embedded data.
func wholeServer(t testing.TB) http.Handler {
	t.Helper()
	h, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// answered sends a request for a path and reads the answer.
func answered(t testing.TB, h http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// contract compiles the schemas of the OpenAPI document.
type contract struct {
	doc      map[string]any
	compiler *jsonschema.Compiler
}

// place is the document's address within the compiler.
const place = "http://qala.invalid/openapi.json"

// contractOf reads the document that a server serves.
func contractOf(t testing.TB, h http.Handler) *contract {
	t.Helper()
	w := answered(t, h, "/openapi.json")
	doc, err := jsonschema.UnmarshalJSON(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource(place, doc); err != nil {
		t.Fatal(err)
	}
	return &contract{doc.(map[string]any), c}
}

// pathOf finds the path of the document that an address belongs to; "" for
// none.
func (c *contract) pathOf(address string) string {
	address, _, _ = strings.Cut(address, "?")
	best := ""
	for p := range c.doc["paths"].(map[string]any) {
		pattern := regexp.QuoteMeta(p)
		pattern = regexp.MustCompile(`\\\{[a-z]+\\\}`).ReplaceAllString(pattern, `[^/]+`)
		if regexp.MustCompile("^"+pattern+"$").MatchString(address) && (best == "" || len(p) > len(best) && !strings.Contains(p, "{")) {
			best = p
		}
	}
	return best
}

// check validates an answer in JSON against the document.
func (c *contract) check(t testing.TB, address string, w *httptest.ResponseRecorder) {
	t.Helper()
	c.checkMethod(t, "get", address, w)
}

// checkMethod validates an answer to a method.
func (c *contract) checkMethod(t testing.TB, method, address string, w *httptest.ResponseRecorder) {
	t.Helper()
	p := c.pathOf(address)
	if p == "" {
		t.Errorf("%s is not in the document", address)
		return
	}
	kind, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
	status := "200"
	if w.Code != http.StatusOK {
		status = "default"
	}
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
	schema, err := c.compiler.Compile(place + "#/paths/" + escape.Replace(p) + "/" + method + "/responses/" + status + "/content/" + escape.Replace(kind) + "/schema")
	if err != nil {
		t.Errorf("%s, %d %s: %v", address, w.Code, kind, err)
		return
	}
	if !strings.HasSuffix(kind, "json") {
		return
	}
	answer, err := jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Errorf("%s: %v", address, err)
		return
	}
	if err := schema.Validate(answer); err != nil {
		t.Errorf("%s: %v", address, err)
	}
}

// addresses are questions of every route, with answers of every shape: states
// that are scored and not, values that are there and missing.
var addresses = []string{
	"/api/v1/countries?limit=400", "/api/v1/countries?q=korea&year=2000", "/api/v1/countries/SCG", "/api/v1/countries/XKX",
	"/api/v1/countries/AZE/assessment?draws=20", "/api/v1/countries/VAT/assessment?draws=0", "/api/v1/countries/PRK/assessment?year=1996&draws=5",
	"/api/v1/countries/AZE/assessment?as_of=2016-11-30&draws=0", "/api/v1/countries/AZE/assessment?framework=governance&draws=5",
	"/api/v1/countries/AZE/citation", "/api/v1/rank?draws=20", "/api/v1/rank?year=1996&draws=0&sort=name", "/api/v1/compare?c=AZE,GEO&draws=20",
	"/api/v1/countries/AZE/drivers", "/api/v1/countries/AZE/drivers?from=2016&to=2022&known=2016-12-31", "/api/v1/countries/AZE/drivers?against=GEO",
	"/api/v1/countries/AZE/neighbours?draws=5", "/api/v1/countries/AZE/neighbours?draws=0&all=true&definition=region:south-caucasus",
	"/api/v1/countries/AZE/trend?draws=0&from=2018", "/api/v1/outliers?draws=0", "/api/v1/audit?draws=20",
	"/api/v1/multiverse?draws=20", "/api/v1/multiverse?draws=20&pairs=true&rank_probabilities=true&factors=weights",
	"/api/v1/explain?country=AZE&indicator=wgi.pv", "/api/v1/explain?country=AZE&indicator=qala.deaths_log&year=2022",
	"/api/v1/explain?country=AZE&indicator=factbook.border_km&year=2023", "/api/v1/explain?country=AZE&indicator=wgi.pv&year=1970",
	"/api/v1/indicators?limit=1000", "/api/v1/indicators?q=vdem15.*&framework=core", "/api/v1/indicators/qala.deaths_log",
	"/api/v1/indicators/wgi.pv/series?country=AZE,GEO", "/api/v1/indicators/qala.deaths_log/series?from=2020",
	"/api/v1/sources", "/api/v1/sources/wgi", "/api/v1/frameworks", "/api/v1/frameworks/core", "/api/v1/members", "/api/v1/members/NATO?on=2016-11-30",
	"/api/v1/neighbourhoods",
	// Refusals.
	"/api/v1/countries/Atlantis/assessment", "/api/v1/rank?year=abc", "/api/v1/rank?year=1850", "/api/v1/compare?c=AZE", "/api/v1/explain",
	"/api/v1/countries/AZE/neighbours?definition=moon", "/api/v1/countries/DEU/neighbours?definition=region:south-caucasus&draws=0",
	"/api/v1/members/moon", "/api/v1/indicators/none", "/api/v1/countries/SUN/assessment",
}

// TestContract checks that every answer and every refusal is of the shape that
// the OpenAPI document says, and that every route of the document is asked.
func TestContract(t *testing.T) {
	h := wholeServer(t)
	c := contractOf(t, h)
	seen := map[string]bool{}
	for _, address := range addresses {
		w := answered(t, h, address)
		c.check(t, address, w)
		seen[c.pathOf(address)] = true
		if w.Code >= 500 {
			t.Errorf("%s: %d %s", address, w.Code, w.Body)
		}
	}
	for _, s := range sendings {
		w := sent(t, h, s.path, s.body)
		c.checkMethod(t, "post", s.path, w)
		seen[c.pathOf(s.path)] = true
		if w.Code != s.status {
			t.Errorf("%s %.100s: %d, want %d: %.300s", s.path, s.body, w.Code, s.status, w.Body)
		}
	}
	for p := range c.doc["paths"].(map[string]any) {
		if !seen[p] && p != "/api/v1/check/{id}" { // TestCheck asks that, whose ids are known later
			t.Errorf("no question of %s is asked here", p)
		}
	}
}

// smallTables are tables of one's own, as JSON sends them.
const smallTables = `"data": "uCode,a,b\nAZE,1,2\nGEO,3,1\nARM,2,\n", "meta": "Level,iCode,Direction,Weight,Type,Parent\n1,a,1,1,Indicator,i\n1,b,-1,1,Indicator,i\n2,i,1,1,Aggregate,NA\n"`

// sendings are bodies that are sent, and the status they get.
var sendings = []struct {
	path, body string
	status     int
}{
	{"/api/v1/lab/score", `{}`, 200},
	{"/api/v1/lab/score", `{"weights": {"society": 40, "economy": 10}, "draws": 20, "seed": 3, "year": 2016}`, 200},
	{"/api/v1/lab/score", `{"framework": "governance", "as_of": "2016-11-30"}`, 200},
	{"/api/v1/lab/score", `{"weights": {"moon": 1}}`, 422},
	{"/api/v1/lab/score", `{"weights": {"society": -1}}`, 422},
	{"/api/v1/lab/score", `{"weights": {"society": 1e300}}`, 422},
	{"/api/v1/lab/score", `{"weights": {"society": 0, "economy": 0, "participation": 0, "aggression": 0}}`, 422},
	{"/api/v1/lab/score", `{"yaml": "id: x\nname: [1"}`, 422},
	{"/api/v1/lab/score", `{"yaml": "x", "as_of": "2016-11-30"}`, 422},
	{"/api/v1/lab/score", `{"year": 1800}`, 422},
	{"/api/v1/lab/score", `{"framework": "moon"}`, 404},
	{"/api/v1/lab/score", `{"unknown": 1}`, 422},
	{"/api/v1/lab/score", `[]`, 422},
	{"/api/v1/lab/score", `{`, 400},
	{"/api/v1/lab/score", ``, 400},
	{"/api/v1/lab/table", `{` + smallTables + `}`, 200},
	{"/api/v1/lab/table", `{"data": "x", "meta": "y"}`, 422},
	{"/api/v1/lab/table", `{"data": "x"}`, 422},
	{"/api/v1/check?as_of=2021-06-01", `{"text": "Latvia had about 1.9 million people in 2020. It is the most peaceful state of all."}`, 200},
	{"/api/v1/check", `{"text": "# A page\n\nGeorgia borders Turkey.", "kind": "md"}`, 200},
	{"/api/v1/check", `{"text": " "}`, 422},
	{"/api/v1/check", `{"text": ""}`, 422},
	{"/api/v1/check", `{"text": "To jest tekst po polsku, który nie jest po angielsku, i to jest wszystko."}`, 422},
	{"/api/v1/check", `{"text": "x", "kind": "pdf"}`, 422},
	{"/api/v1/check?as_of=2021-02-31", `{"text": "x"}`, 422},
}

// sent sends a body.
func sent(t testing.TB, h http.Handler, path, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestCheck checks that a text gets what the command prints, in every way of
// sending it, and can be asked for again by its id.
func TestCheck(t *testing.T) {
	h := wholeServer(t)
	const text = "Latvia had about 1.9 million people in 2020. Georgia borders Turkey."
	var out, errs bytes.Buffer
	if status := run(t.Context(), []string{"check", "--text", text, "--as-of", "2021-06-01", "--format", "json"}, nil, streams{&out, &errs}); status != done {
		t.Fatalf("status %d, %s", status, errs.String())
	}
	body, err := json.Marshal(map[string]string{"text": text})
	if err != nil {
		t.Fatal(err)
	}
	for kind, body := range map[string]string{"application/json": string(body), "text/plain; charset=utf-8": text} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/v1/check?as_of=2021-06-01", strings.NewReader(body))
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if diff := cmp.Diff(out.String(), w.Body.String()); diff != "" {
			t.Errorf("as %s: %s", kind, diff)
		}
	}
	var doc struct{ ID string }
	if err := json.Unmarshal(out.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	address := "/api/v1/check/" + doc.ID
	w := answered(t, h, address)
	contractOf(t, h).check(t, address, w)
	if w.Body.String() != out.String() {
		t.Errorf("by its id: %d %.300s", w.Code, w.Body)
	}
	if w := answered(t, h, "/check/"+doc.ID+".txt"); w.Code != 200 || !strings.Contains(w.Body.String(), "SUPPORTED") {
		t.Errorf("as text: %d %.300s", w.Code, w.Body)
	}
	if w := answered(t, h, address+".jsonld"); w.Code != 200 || !strings.Contains(w.Body.String(), "ClaimReview") {
		t.Errorf("as reviews: %d %.300s", w.Code, w.Body)
	}
	if w := answered(t, h, "/api/v1/check/0000000000000000"); w.Code != 404 {
		t.Errorf("an id that nothing has: %d", w.Code)
	}
}

// TestLab checks that a framework that is sent judges as the same one by its id,
// and that weights move ranks.
func TestLab(t *testing.T) {
	h := wholeServer(t)
	yaml, err := data.FS.ReadFile("frameworks/core.yaml")
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]any{"yaml": string(yaml)})
	if err != nil {
		t.Fatal(err)
	}
	type answer struct {
		Of        int
		Weights   []struct{ Own, Weight float64 }
		Countries []struct {
			ISO3  string
			Rank  *int
			Moved *int
		}
	}
	read := func(body string) (a answer) {
		w := sent(t, h, "/api/v1/lab/score", body)
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || w.Code != 200 {
			t.Fatalf("%d %v: %.300s", w.Code, err, w.Body)
		}
		return a
	}
	plain, own := read(`{}`), read(string(body))
	if diff := cmp.Diff(plain, own); diff != "" {
		t.Errorf("the same framework, sent: %s", diff)
	}
	moved := 0
	for _, c := range read(`{"weights": {"economy": 100}}`).Countries {
		if c.Moved != nil && *c.Moved != 0 {
			moved++
		}
	}
	if moved < plain.Of/2 {
		t.Errorf("with nearly all weight on one pillar %d of %d states move", moved, plain.Of)
	}
	for _, c := range plain.Countries {
		if c.Moved != nil && *c.Moved != 0 {
			t.Errorf("%s moves under the framework's own weights", c.ISO3)
		}
	}
	if w := sent(t, h, "/api/v1/lab/score", strings.Repeat("x", 2<<20)); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a body of 2 MB: %d", w.Code)
	}
}

// TestMediaOfRoutes checks that each route gives what the document says it can
// be had as, and that tables are tables.
func TestMediaOfRoutes(t *testing.T) {
	h := wholeServer(t)
	c := contractOf(t, h)
	for _, address := range addresses {
		if strings.Contains(address, "draws=5") || strings.Contains(address, "pairs") || answered(t, h, address).Code != http.StatusOK {
			continue
		}
		get := c.doc["paths"].(map[string]any)[c.pathOf(address)].(map[string]any)["get"].(map[string]any)
		content := get["responses"].(map[string]any)["200"].(map[string]any)["content"].(map[string]any)
		for kind := range content {
			if kind == "text/event-stream" {
				continue // events go on until they end; package endpoint tests them
			}
			w := answered(t, h, address, "Accept", kind)
			if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), kind) || w.Body.Len() == 0 {
				t.Errorf("%s as %s: %d %s", address, kind, w.Code, w.Header().Get("Content-Type"))
			}
			if strings.Contains(kind, "csv") {
				if rows, err := csv.NewReader(w.Body).ReadAll(); err != nil || len(rows) < 2 {
					t.Errorf("%s as %s: %d rows, %v", address, kind, len(rows), err)
				}
			}
		}
	}
}

// TestSameAsCommands checks that an answer in JSON is what the command prints.
func TestSameAsCommands(t *testing.T) {
	h := wholeServer(t)
	for address, args := range map[string]string{
		"/api/v1/countries/AZE/assessment?draws=20":                 "assess AZE --draws 20",
		"/api/v1/countries/AZE/assessment?draws=0&as_of=2016-11-30": "assess AZE --draws 0 --as-of 2016-11-30",
		"/api/v1/rank?draws=20&year=2016":                           "rank --draws 20 --year 2016",
		"/api/v1/compare?c=AZE,GEO&draws=20":                        "compare AZE GEO --draws 20",
		"/api/v1/explain?country=AZE&indicator=wgi.pv&year=2022":    "explain AZE wgi.pv --year 2022",
		"/api/v1/countries/AZE/drivers?from=2016&to=2022":           "drivers AZE --from 2016 --to 2022",
		"/api/v1/countries/AZE/neighbours?draws=10":                 "neighbours AZE --draws 10",
		"/api/v1/countries/AZE/trend?draws=0&from=2020":             "trend AZE --draws 0 --from 2020",
		"/api/v1/outliers?draws=0":                                  "outliers --draws 0",
		"/api/v1/audit?draws=20":                                    "audit --draws 20",
		"/api/v1/multiverse?draws=20":                               "multiverse --draws 20",
		"/api/v1/rank?draws=20&factors=weights,left_out":            "rank --draws 20 --factors weights,left_out",
		"/api/v1/sources/wgi":                                       "sources wgi",
	} {
		var out, errs bytes.Buffer
		if status := run(t.Context(), append(strings.Fields(args), "--format", "json"), nil, streams{&out, &errs}); status != done {
			t.Errorf("qala %s: status %d, %s", args, status, errs.String())
			continue
		}
		if diff := cmp.Diff(out.String(), answered(t, h, address).Body.String()); diff != "" {
			t.Errorf("%s is not what qala %s prints:\n%.2000s", address, args, diff)
		}
	}
}

// TestEntriesAreThoseOfCommands checks that the entries of lists are those that
// the commands print, in their order.
func TestEntriesAreThoseOfCommands(t *testing.T) {
	h := wholeServer(t)
	for command, address := range map[string]string{"sources": "/api/v1/sources", "indicators": "/api/v1/indicators?limit=1000"} {
		var out bytes.Buffer
		if status := run(t.Context(), []string{command, "--format", "json"}, nil, streams{&out, io.Discard}); status != done {
			t.Fatalf("qala %s: status %d", command, status)
		}
		var printed []any
		var listed map[string]any
		if err := errors.Join(json.Unmarshal(out.Bytes(), &printed), json.Unmarshal(answered(t, h, address).Body.Bytes(), &listed)); err != nil {
			t.Fatal(err)
		}
		if len(printed) == 0 {
			t.Errorf("qala %s lists nothing", command)
		}
		if diff := cmp.Diff(any(printed), listed[command]); diff != "" {
			t.Errorf("%s is not what qala %s prints:\n%.2000s", address, command, diff)
		}
	}
}

// TestDocument checks the OpenAPI document beyond its schemas: what it refers to
// is there, parameters of paths are declared, names do not repeat.
func TestDocument(t *testing.T) {
	c := contractOf(t, wholeServer(t))
	if v := c.doc["openapi"]; v != "3.1.0" {
		t.Errorf("version %v", v)
	}
	text, err := json.Marshal(c.doc)
	if err != nil {
		t.Fatal(err)
	}
	refs := regexp.MustCompile(`"\$ref":"([^"]+)"`).FindAllStringSubmatch(string(text), -1)
	if len(refs) < 50 {
		t.Errorf("%d references", len(refs))
	}
	for _, m := range refs {
		if _, err := c.compiler.Compile(place + m[1]); err != nil {
			t.Errorf("%s: %v", m[1], err)
		}
	}
	ids := map[string]bool{}
	for p, item := range c.doc["paths"].(map[string]any) {
		for method, op := range item.(map[string]any) {
			checkOperation(t, method+" "+p, op.(map[string]any), ids)
		}
	}
	if yaml := answered(t, wholeServer(t), "/openapi.yaml"); yaml.Code != 200 || !strings.Contains(yaml.Body.String(), "openapi: 3.1.0") {
		t.Errorf("as YAML: %d", yaml.Code)
	}
}

// checkOperation checks one operation of the document.
func checkOperation(t *testing.T, name string, op map[string]any, ids map[string]bool) {
	t.Helper()
	id, _ := op["operationId"].(string)
	if id == "" || ids[id] {
		t.Errorf("%s has no id of its own: %q", name, id)
	}
	ids[id] = true
	if op["summary"] == "" || op["description"] == "" || op["tags"] == nil {
		t.Errorf("%s is not described", name)
	}
	declared := map[string]bool{}
	params, _ := op["parameters"].([]any)
	for _, x := range params {
		p := x.(map[string]any)
		if p["in"] == "path" {
			declared[p["name"].(string)] = p["required"] == true
		}
		if d, _ := p["description"].(string); d == "" {
			t.Errorf("%s: parameter %v is not described", name, p["name"])
		}
	}
	for _, m := range regexp.MustCompile(`\{([a-z]+)\}`).FindAllStringSubmatch(name, -1) {
		if !declared[m[1]] {
			t.Errorf("%s: parameter %s of the path is not declared", name, m[1])
		}
	}
	responses := op["responses"].(map[string]any)
	for status, r := range responses {
		if d, _ := r.(map[string]any)["description"].(string); d == "" {
			t.Errorf("%s: response %s is not described", name, status)
		}
	}
	if responses["200"] == nil || responses["default"] == nil {
		t.Errorf("%s says not what answers and refusals look like", name)
	}
}

// lockedBuffer is a buffer that several goroutines may use.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write adds to the buffer.
func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String is what was written.
func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// TestServeStops checks that the server says where it is, answers, and ends in
// order when it is told to, with the requests that are under way answered and no
// goroutine left.
func TestServeStops(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	ctx, stop := context.WithCancel(t.Context())
	var out, errs lockedBuffer
	status := make(chan int, 1)
	go func() { status <- run(ctx, []string{"serve", "--addr", "127.0.0.1:0"}, nil, streams{&out, &errs}) }()
	url := ""
	for range 200 {
		if url = strings.TrimSpace(out.String()); url != "" {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if !regexp.MustCompile(`^http://127\.0\.0\.1:\d+/$`).MatchString(url) {
		t.Fatalf("prints %q, %s", url, errs.String())
	}
	client := &http.Client{}
	defer client.CloseIdleConnections()
	under := make(chan int, 1)
	go func() { under <- statusOf(client, url+"api/v1/rank?draws=100") }()
	if got := statusOf(client, url+"healthz"); got != http.StatusOK {
		t.Errorf("healthz: %d", got)
	}
	time.Sleep(20 * time.Millisecond)
	stop()
	if got := <-under; got != http.StatusOK {
		t.Errorf("a request under way gets %d", got)
	}
	if got := <-status; got != done || !strings.Contains(errs.String(), "stopping") {
		t.Errorf("status %d, %s", got, errs.String())
	}
}

// statusOf is the status of an answer; 0 where there is none.
func statusOf(client *http.Client, url string) int {
	resp, err := client.Get(url)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}

// TestServeWrong checks addresses that cannot be listened on, and that listening
// to others is said to be that.
func TestServeWrong(t *testing.T) {
	var out, errs lockedBuffer
	if got := run(t.Context(), []string{"serve", "--addr", "nonsense"}, nil, streams{&out, &errs}); got != failed || !strings.Contains(errs.String(), "--addr") {
		t.Errorf("status %d, %s", got, errs.String())
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if got := run(ctx, []string{"serve", "--addr", "0.0.0.0:0"}, nil, streams{&out, &errs}); got != failed && got != done {
		t.Errorf("status %d", got)
	}
}
