// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/composite/multiverse"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/endpoint"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// TestMain checks that no goroutine outlives the tests.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// countriesFile is a register of three states.
const countriesFile = `code,name,kind,iso2,m49,cow,gw,vdem,fips,ioc,unhcr,others,names,demonyms,capital,region,subregion,from,to,predecessors,successors,continuing,rule
ARM,Armenia,state,AM,51,371,371,105,AM,ARM,ARM,,Republic of Armenia,Armenian,Yerevan,Asia,Western Asia,1991-12-21,,,,,
AZE,Azerbaijan,state,AZ,31,373,373,106,AJ,AZE,AZE,,Azerbaijan Republic|Republic of Azerbaijan,Azerbaijani|Azeri,Baku,Asia,Western Asia,1991-12-21,,,,,
GEO,Georgia,state,GE,268,372,372,118,GG,GEO,GEO,,"Georgia (country)|Sakartvelo|Georgia, Republic of",Georgian,Tbilisi,Asia,Western Asia,1991-12-21,,,,,
`

// store is a store whose loading a test can hold up or break.
type store struct {
	axis *panel.Axis
	load func(context.Context) error
}

// Load gives every indicator the values 20, 40 and 60.
func (s *store) Load(ctx context.Context, series, dyads []string) (panel.Inputs, error) {
	in := panel.Inputs{Series: map[string]*panel.Series{}, Dyads: map[string]*panel.Dyads{}}
	if s.load != nil {
		if err := s.load(ctx); err != nil {
			return in, err
		}
	}
	for _, id := range series {
		in.Series[id] = panel.NewSeries(id, s.axis, 2000, 2020)
		for c := range s.axis.Len() {
			in.Series[id].Set(c, 2020, float64(20+20*c))
		}
	}
	for _, id := range dyads {
		in.Dyads[id] = panel.NewDyads(id, s.axis)
	}
	return in, nil
}

// Find gives each cell a raw row.
func (s *store) Find(_ context.Context, cells []assess.Cell) ([][]obs.Observation, error) {
	out := make([][]obs.Observation, len(cells))
	for i, c := range cells {
		at, ok := s.axis.Index(c.Country)
		if ok && c.Year == 2020 {
			out[i] = []obs.Observation{{
				Indicator: c.Indicator, Country: c.Country, Period: obs.Year(2020), Value: float64(20 + 20*at), Release: "r1",
				Ref: obs.Ref{File: "raw.csv", SHA256: "abc", Row: at + 2, Rows: 1},
			}}
		}
	}
	return out, nil
}

// Spreads gives no error for anything.
func (s *store) Spreads(context.Context, []string) (map[string]multiverse.Spread, error) {
	return map[string]multiverse.Spread{}, nil
}

// fakeCases are use cases over three states and one indicator.
func fakeCases(t *testing.T, s *store) Cases {
	t.Helper()
	reg, err := country.Parse(strings.NewReader(countriesFile))
	if err != nil {
		t.Fatal(err)
	}
	s.axis = panel.NewAxis([]country.Code{"ARM", "AZE", "GEO"})
	tree := &composite.Framework{ID: "core", Name: "Core", MinCoverage: 0.5, Root: &composite.Node{
		ID: "overall", Name: "Overall", Children: []*composite.Node{{
			ID: "one", Name: "One", Kind: "soft", Weight: 1, Why: "test", Children: []*composite.Node{{
				ID: "s.a", Indicator: "s.a", Weight: 1, Direction: obs.HigherIsBetter, Why: "test",
				Goalposts: &composite.Goalposts{Low: 0, High: 100, Why: "test"},
			}},
		}},
	}}
	a := assess.New(assess.Setup{
		Store: s, Register: reg, Axis: s.axis, DataHash: "data", Version: "test",
		Framework: assess.Framework{
			Tree: tree, Hash: "tree", First: 2000, Last: 2024, Default: 2020, Carry: 3,
			Recipe: composite.Recipe{Normalise: composite.Normalisation{Method: composite.NormaliseGoalposts}},
			Indicator: func(id string) (obs.Indicator, bool) {
				return obs.Indicator{ID: id, Name: "Name of " + id, Unit: "points", Kind: obs.Survey}, id == "s.a"
			},
		},
		Origin: func(source, release string) (obs.Origin, bool) {
			return obs.Origin{Source: source, Release: release, Licence: "CC0"}, true
		},
	})
	catalogue := &Catalogue{
		Indicators: []IndicatorView{
			{ID: "s.a", Name: "Anything", Definition: "A share of things.", Unit: "points", Kind: "survey", Source: "s", First: 2000, Last: 2020, Countries: 3, Frameworks: []string{"core"}},
			{ID: "s.pairs", Name: "Pairs", Unit: "points", Kind: "survey", Source: "s", Dyadic: true, Frameworks: []string{}},
		},
		Sources:    []SourceView{{ID: "s", Title: "Source", Releases: []Edition{{ID: "r1"}}}},
		Frameworks: []FrameworkView{{ID: "core", Name: "Core", Root: tree.Root}},
		Suggest:    func(Noun, string) []string { return []string{"s.a"} },
	}
	return Cases{
		Version: "test", Data: "data", Register: reg,
		Judge:     func(context.Context, Scope) (*assess.Assessor, error) { return a, nil },
		Catalogue: func() (*Catalogue, error) { return catalogue, nil },
	}
}

// tight are limits that a test can reach.
func tight() endpoint.Limits {
	l := endpoint.DefaultLimits()
	l.Computing, l.Wait, l.Compute = 1, 20*time.Millisecond, 2*time.Second
	return l
}

// fake is a service over three states.
func fake(t *testing.T, s *store, fault func(error)) *Service {
	t.Helper()
	service, err := New(fakeCases(t, s), tight(), fault)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(service.Close)
	return service
}

// get asks a service and reads the answer.
func get(t *testing.T, h http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// problemOf reads a refusal.
func problemOf(t *testing.T, w *httptest.ResponseRecorder) (places []string, detail string) {
	t.Helper()
	var p struct {
		Status int    `json:"status"`
		Detail string `json:"detail"`
		Errors []struct {
			Location string `json:"location"`
		} `json:"errors"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	if kind := w.Header().Get("Content-Type"); kind != "application/problem+json" || p.Status != w.Code {
		t.Errorf("%d is sent as %s with status %d", w.Code, kind, p.Status)
	}
	for _, e := range p.Errors {
		places = append(places, e.Location)
	}
	return places, p.Detail
}
