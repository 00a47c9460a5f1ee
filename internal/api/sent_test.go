// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/article"
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/obs"
)

// details are the places of a refusal.
func details(t *testing.T, err error) []string {
	t.Helper()
	var model *huma.ErrorModel
	if !errors.As(err, &model) {
		t.Fatalf("%T is no refusal", err)
	}
	var out []string
	for _, d := range model.Errors {
		out = append(out, d.Location)
	}
	return out
}

// post sends a body.
func post(t *testing.T, h http.Handler, target, kind, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, target, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// sent writes a body as JSON.
func sent(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// checking is a service whose check keeps what it was given and says one
// sentence, or an error.
func checking(t *testing.T, given *[]Text, err error) *Service {
	return changed(t, func(c *Cases) {
		c.Check = func(_ context.Context, text Text) (*article.Document, error) {
			*given = append(*given, text)
			if err != nil {
				return nil, err
			}
			return &article.Document{ID: "abc123", AsOf: text.AsOf, Sentences: []article.Sentence{{Text: string(text.Data), Outcome: article.NoClaim}}}, nil
		}
	})
}

// TestCheck checks that a text reaches the check as it was sent, in each kind of
// body, and can be had again.
func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		name, kind, body, target string
		want                     Text
	}{
		{"json", "application/json", `{"text":"One thing.","kind":"md"}`, "/api/v1/check?as_of=2017-01-31", Text{Data: []byte("One thing."), Kind: "md", AsOf: obs.Date{Year: 2017, Month: 1, Day: 31}}},
		{"json without a kind", "application/json", `{"text":"One thing."}`, "/api/v1/check", Text{Data: []byte("One thing.")}},
		{"plain", "text/plain", "One \"thing\".\n", "/api/v1/check", Text{Data: []byte("One \"thing\".\n"), Kind: "plain"}},
		{"html", "text/html; charset=utf-8", "<p>One thing.</p>", "/api/v1/check", Text{Data: []byte("<p>One thing.</p>"), Kind: "html"}},
		{"markdown", "text/markdown", "# One thing", "/api/v1/check", Text{Data: []byte("# One thing"), Kind: "md"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var given []Text
			s := checking(t, &given, nil)
			if w := get(t, s, "/api/v1/check/abc123"); w.Code != http.StatusNotFound {
				t.Errorf("there before it was sent: %d", w.Code)
			}
			w := post(t, s, tt.target, tt.kind, tt.body)
			if diff := cmp.Diff([]Text{tt.want}, given); w.Code != http.StatusOK || diff != "" {
				t.Fatalf("%d %s %s", w.Code, w.Body, diff)
			}
			again := post(t, s, tt.target, tt.kind, tt.body)
			other := get(t, s, "/api/v1/check/abc123")
			if len(given) != 1 || again.Body.String() != w.Body.String() || other.Body.String() != w.Body.String() {
				t.Errorf("checked %d times; %s and %s", len(given), again.Body, other.Body)
			}
			if tag := w.Header().Get("ETag"); tag != `W/"abc123.json"` {
				t.Errorf("tag %s", tag)
			}
			if w := get(t, s, "/api/v1/check/abc123", "If-None-Match", w.Header().Get("ETag")); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
				t.Errorf("sent again: %d", w.Code)
			}
			for suffix, kind := range map[string]string{".txt": "text/plain; charset=utf-8", ".jsonld": "application/ld+json"} {
				w := get(t, s, "/api/v1/check/abc123"+suffix)
				if w.Code != http.StatusOK || w.Header().Get("Content-Type") != kind || w.Body.Len() == 0 {
					t.Errorf("%s: %d %s %s", suffix, w.Code, w.Header().Get("Content-Type"), w.Body)
				}
			}
		})
	}
}

// TestCheckRefuses checks what is said of a text that cannot be checked.
func TestCheckRefuses(t *testing.T) {
	var given []Text
	s := checking(t, &given, nil)
	for _, tt := range []struct {
		name, target, kind, body string
		err                      error
		status                   int
		place                    string
	}{
		{"empty", "", "application/json", `{"text":""}`, nil, 422, "body.text"},
		{"blank", "", "application/json", `{"text":" \n"}`, nil, 422, "body.text"},
		{"blank text", "", "text/plain", " ", nil, 422, "body.text"},
		{"no text", "", "application/json", `{}`, nil, 422, "body"},
		{"kind", "", "application/json", `{"text":"a","kind":"pdf"}`, nil, 422, "body.kind"},
		{"long", "", "application/json", `{"text":"` + strings.Repeat("a", 100_001) + `"}`, nil, 422, "body.text"},
		{"day", "?as_of=2016-02-30", "application/json", `{"text":"a"}`, nil, 422, "query.as_of"},
		{"language", "", "application/json", `{"text":"eins zwei"}`, &article.LanguageError{Language: "German"}, 422, "body.text"},
		{"our own", "", "application/json", `{"text":"a"}`, errors.New("disk gone"), 500, ""},
		{"no JSON", "", "application/json", `{`, nil, 400, "body"},
		{"media", "", "application/pdf", `%PDF`, nil, 415, "body"},
		{"too large", "", "text/plain", strings.Repeat("a", 1<<20+1), nil, 413, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			on := s
			if tt.err != nil {
				on = checking(t, new([]Text), tt.err)
			}
			w := post(t, on, "/api/v1/check"+tt.target, tt.kind, tt.body)
			places, _ := problemOf(t, w)
			if w.Code != tt.status || tt.place != "" && !slices.Contains(places, tt.place) || strings.Contains(w.Body.String(), "disk") {
				t.Errorf("%d %v: %.300s", w.Code, places, w.Body)
			}
			if len(given) > 0 {
				t.Error("checked all the same")
			}
		})
	}
	for id, want := range map[string]int{"abc": 404, "xyz": 422, strings.Repeat("a", 65): 422} {
		w := get(t, s, "/api/v1/check/"+id)
		if places, _ := problemOf(t, w); w.Code != want || !slices.Contains(places, "path.id") {
			t.Errorf("%s: %d %v", id, w.Code, places)
		}
	}
}

// TestLab checks that other weights are tried on a year laid out once.
func TestLab(t *testing.T) {
	loads := atomic.Int32{}
	c := fakeCases(t, &store{load: func(context.Context) error { loads.Add(1); return nil }})
	s, err := New(c, tight(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	for i, body := range []string{`{"weights":{"s.a":3}}`, `{"weights":{"one":2}}`, `{"draws":3,"seed":1,"framework":"core","year":2020}`} {
		w := post(t, s, "/api/v1/lab/score", "application/json", body)
		var trial assess.Trial
		if err := json.Unmarshal(w.Body.Bytes(), &trial); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%s: %d %v %s", body, w.Code, err, w.Body)
		}
		if trial.Of != 3 || len(trial.Countries) != 3 || trial.Countries[0].Name != "Georgia" || (trial.Countries[0].Range != nil) != (i == 2) {
			t.Errorf("%s: %+v", body, trial)
		}
	}
	once := loads.Load()
	if w := post(t, s, "/api/v1/lab/score", "application/json", `{"weights":{"s.a":7}}`); w.Code != http.StatusOK || loads.Load() != once || once == 0 {
		t.Errorf("%d, loaded %d times and then %d", w.Code, once, loads.Load())
	}
}

// TestLabOfOnesOwn checks a framework that is sent: its faults with their places,
// an error of ours, and its answer.
func TestLabOfOnesOwn(t *testing.T) {
	var texts []string
	s := changed(t, func(c *Cases) {
		c.Own = func(ctx context.Context, text []byte) (*assess.Assessor, error) {
			texts = append(texts, string(text))
			switch string(text) {
			case "faulty":
				return nil, Faults{{Line: 3, Column: 7, Field: "weight", Message: "is negative", Hint: "use 0"}, {Message: "has no root"}}
			case "broken":
				return nil, errors.New("secret")
			}
			return c.Judge(ctx, Scope{})
		}
	})
	w := post(t, s, "/api/v1/lab/score", "application/json", `{"yaml":"faulty"}`)
	places, detail := problemOf(t, w)
	if w.Code != 422 || !slices.Equal(places, []string{"body.yaml:3:7", "body.yaml:0:0"}) || detail != "2 faults in the yaml" || !strings.Contains(w.Body.String(), "weight: is negative (use 0)") {
		t.Errorf("%d %v %s", w.Code, places, w.Body)
	}
	if w := post(t, s, "/api/v1/lab/score", "application/json", `{"yaml":"broken"}`); w.Code != 500 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := post(t, s, "/api/v1/lab/score", "application/json", `{"yaml":"right"}`); w.Code != 200 || !slices.Contains(texts, "right") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if got := (Faults{{Line: 4, Message: "odd"}}).Error(); got != "line 4: odd" {
		t.Error(got)
	}
	if got := (Faults{}).Error(); got != "no faults" {
		t.Error(got)
	}
}

func TestLabRefuses(t *testing.T) {
	s := changed(t, nil)
	for body, want := range map[string]struct {
		status int
		place  string
	}{
		`{"weights":{"zz":3}}`:              {422, "body.weights.zz"},
		`{"weights":{"s.a":-1}}`:            {422, "body.weights.s.a"},
		`{"year":1850}`:                     {422, "body.year"},
		`{"year":10000}`:                    {422, "body.year"},
		`{"draws":-1}`:                      {422, "body.draws"},
		`{"yaml":"x","as_of":"2020-01-01"}`: {422, "body.as_of"},
		`{"framework":"../x"}`:              {422, "body.framework"},
		`{"framework":"zz"}`:                {404, "body.framework"},
		`{"as_of":"2020-02-30"}`:            {422, "body.as_of"},
		`{"nothing":1}`:                     {422, "body.nothing"},
		`[1]`:                               {422, "body"},
		`{"yaml":"` + strings.Repeat("a", 400_001) + `"}`: {422, "body.yaml"},
		`{"yaml":"` + strings.Repeat("a", 1<<20) + `"}`:   {413, ""},
	} {
		w := post(t, s, "/api/v1/lab/score", "application/json", body)
		places, _ := problemOf(t, w)
		if w.Code != want.status || want.place != "" && !slices.Contains(places, want.place) {
			t.Errorf("%.60s: %d %v, want %+v", body, w.Code, places, want)
		}
	}
}

const tableMeta = "iCode,Parent,Weight,Direction,Level,Type\na,top,1,1,1,Indicator\nb,top,3,-1,1,Indicator\ntop,,1,1,2,Aggregate\n"

// TestLabTable checks a table worked by hand: a runs from 1 to 3 and counts for a
// quarter, b from 2 to 6, where fewer are better, for the rest.
func TestLabTable(t *testing.T) {
	s := changed(t, nil)
	w := post(t, s, "/api/v1/lab/table", "application/json", sent(t, TableBody{Data: "uCode,a,b\nAZE,1,2\nGEO,3,6\nX,2,\nY,,\n", Meta: tableMeta}))
	var got TableScores
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %v %s", w.Code, err, w.Body)
	}
	number := func(v float64) []*float64 { return []*float64{&v} }
	place := func(n int) *int { return &n }
	want := []TableCase{
		{Code: "AZE", Name: "Azerbaijan", Scores: number(75), Rank: place(1)},
		{Code: "GEO", Name: "Georgia", Scores: number(25), Rank: place(3)},
		{Code: "X", Scores: number(50), Rank: place(2)},
		{Code: "Y", Scores: []*float64{nil}},
	}
	if diff := cmp.Diff(want, got.Cases); diff != "" || !slices.Equal(got.Nodes, []string{"top"}) {
		t.Errorf("%v %s", got.Nodes, diff)
	}
}

func TestLabTableOverYears(t *testing.T) {
	s := changed(t, nil)
	w := post(t, s, "/api/v1/lab/table", "application/json", sent(t, TableBody{Data: "uCode,Time,a,b\nA,2000,1,6\nA,2001,3,2\nB,2001,2,4\n", Meta: tableMeta}))
	var got TableScores
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %v %s", w.Code, err, w.Body)
	}
	for i, want := range []float64{0, 100, 50} {
		if c := got.Cases[i]; *c.Scores[0] != want || c.Year != []int{2000, 2001, 2001}[i] || *c.Rank != []int{1, 1, 2}[i] {
			t.Errorf("row %d: %+v", i, c)
		}
	}
}

func TestLabTableRefuses(t *testing.T) {
	s := changed(t, nil)
	const data = "uCode,a,b\nAZE,1,2\nGEO,3,6\n"
	for _, tt := range []struct {
		name, data, meta string
		place            string
	}{
		{"no weights", data, "iCode,Parent\na,top\n", "body.meta:1"},
		{"constant", "uCode,a,b\nAZE,1,2\nGEO,1,6\n", tableMeta, "body.data:0"},
		{"a case twice", "uCode,a,b\nAZE,1,2\nAZE,3,6\n", tableMeta, "body.data:3"},
		{"no number", "uCode,a,b\nAZE,x,2\nGEO,3,6\n", tableMeta, "body.data:2"},
		{"empty", "", tableMeta, "body.data"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := post(t, s, "/api/v1/lab/table", "application/json", sent(t, TableBody{Data: tt.data, Meta: tt.meta}))
			if places, _ := problemOf(t, w); w.Code != 422 || !slices.Contains(places, tt.place) {
				t.Errorf("%d %v: %s", w.Code, places, w.Body)
			}
		})
	}
	// A refusal lists so many faults at the most.
	long := "uCode,a,b\n" + strings.Repeat("AZE,1,2\n", 100)
	w := post(t, s, "/api/v1/lab/table", "application/json", sent(t, TableBody{Data: long, Meta: tableMeta}))
	if places, _ := problemOf(t, w); w.Code != 422 || len(places) > mostLints || len(places) == 0 {
		t.Errorf("%d with %d faults", w.Code, len(places))
	}
}

// TestEveryTextIsChecked checks that a text, its kind and its day each make
// another question.
func TestEveryTextIsChecked(t *testing.T) {
	var given []Text
	s := checking(t, &given, nil)
	for i, send := range [][3]string{
		{"", "text/plain", "One."},
		{"", "text/plain", "Two."},
		{"", "text/markdown", "Two."},
		{"?as_of=2017-01-31", "text/markdown", "Two."},
	} {
		w := post(t, s, "/api/v1/check"+send[0], send[1], send[2])
		if len(given) != i+1 || !strings.Contains(w.Body.String(), send[2]) {
			t.Errorf("%v: checked %d texts, said %s", send, len(given), w.Body)
		}
	}
}

// TestEveryYearIsTried checks that years and weights each make another trial.
func TestEveryYearIsTried(t *testing.T) {
	s := doubted(t)
	ids := map[string]bool{}
	for body, want := range map[string]int{`{}`: 2020, `{"year":2021}`: 2021, `{"year":2021,"draws":2}`: 2021, `{"year":2021,"draws":2,"seed":7}`: 2021} {
		w := post(t, s, "/api/v1/lab/score", "application/json", body)
		var trial assess.Trial
		if err := json.Unmarshal(w.Body.Bytes(), &trial); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%s: %d %v %s", body, w.Code, err, w.Body)
		}
		if trial.Year != want || ids[trial.ID] {
			t.Errorf("%s: %d, id %s", body, trial.Year, trial.ID)
		}
		ids[trial.ID] = true
	}
}
