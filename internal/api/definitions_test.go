// SPDX-License-Identifier: Apache-2.0

package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/obs"
)

// affiliationFiles are an organisation that lost a member, one that is no more,
// two regions and one view.
var affiliationFiles = map[string]string{
	affiliation.OrganisationsFile: "id,name,aliases,kind,from,to,factbook,source,url,note\n" +
		"ONE,First Organisation,The First,regional,1992,,O,list,https://one.example,a note\n" +
		"OLD,Old Organisation,,treaty,1992,1995,,list,,\n",
	affiliation.MembershipsFile: "organisation,iso3,joined,left,status,source,note\n" +
		"ONE,ARM,1992,,member,list,\nONE,AZE,1992-10-03,1999-12-31,member,list,left\nONE,GEO,2000-05,,observer,list,\nOLD,GEO,1992,1995,member,list,\n",
	affiliation.RegionsFile: "region,name,member,from,to,source,note\n" +
		"caucasus,South Caucasus,,,,map,\ncaucasus,,ARM,,,map,\ncaucasus,,AZE,,,map,\ncaucasus,,GEO,,,map,\nold,Old region,,,,map,\nold,,GEO,,1995,map,\n",
	affiliation.PowersFile: "list,name,iso3,from,to,source,note\np,Powers,,,,book,\np,,GEO,1992,,book,\n",
	affiliation.ViewsFile: "view,name,distances,iso3_a,iso3_b,adjacent,km,from,to,why,source\n" +
		"de_facto,Held,x.y,,,,,,,rule,map\n",
}

// book loads affiliationFiles for the states of a register.
func book(t *testing.T, c Cases) *affiliation.Book {
	t.Helper()
	tree := fstest.MapFS{}
	for name, text := range affiliationFiles {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	b, err := affiliation.Load(tree, c.Register)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// changed is a service of the fake cases after a change; nil changes nothing.
func changed(t *testing.T, change func(*Cases)) *Service {
	t.Helper()
	c := fakeCases(t, &store{})
	c.Affiliations = book(t, c)
	a, err := c.Judge(t.Context(), Scope{})
	if err != nil {
		t.Fatal(err)
	}
	a.Affiliations = c.Affiliations
	if change != nil {
		change(&c)
	}
	s, err := New(c, tight(), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// answer reads a JSON answer, which must be there.
func answer[T any](t *testing.T, s *Service, target string) T {
	t.Helper()
	w := get(t, s, target)
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%s: %d %v in %s", target, w.Code, err, w.Body)
	}
	return v
}

// codesOf lists the codes of a page.
func codesOf(p CountriesPage) string {
	var out []string
	for _, c := range p.Countries {
		out = append(out, string(c.ISO3))
	}
	return strings.Join(out, " ")
}

func TestCountries(t *testing.T) {
	s := changed(t, nil)
	for query, want := range map[string]string{
		"": "ARM AZE GEO", "?q=az": "AZE", "?q=AZE": "AZE", "?q=ge": "GEO", "?q=sakart": "GEO", "?q=republic%20of": "ARM AZE GEO",
		"?q=ARMENIAN": "ARM", "?q=%20": "ARM AZE GEO", "?q=xyz": "", "?q=%2A": "", "?year=2000": "ARM AZE GEO", "?year=1950": "", "?kind=state": "ARM AZE GEO", "?kind=former": "",
	} {
		p := answer[CountriesPage](t, s, "/api/v1/countries"+query)
		if got := codesOf(p); got != want || p.Of != len(p.Countries) || p.Next != "" || p.Countries == nil {
			t.Errorf("%s: %q of %d, want %q", query, got, p.Of, want)
		}
	}
}

// TestCountriesInParts follows the cursor to the end.
func TestCountriesInParts(t *testing.T) {
	s := changed(t, nil)
	var got []string
	target := "/api/v1/countries?limit=1"
	for range 4 {
		p := answer[CountriesPage](t, s, target)
		got = append(got, codesOf(p))
		if p.Of != 3 {
			t.Errorf("of %d", p.Of)
		}
		if p.Next == "" {
			break
		}
		target = "/api/v1/countries?limit=1&cursor=" + url.QueryEscape(p.Next)
	}
	if diff := cmp.Diff([]string{"ARM", "AZE", "GEO"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestOneCountry(t *testing.T) {
	s := changed(t, nil)
	want := CountryView{
		ISO3: "AZE", Name: "Azerbaijan", Kind: "state", ISO2: "AZ", M49: 31, Region: "Asia", Subregion: "Western Asia", Capital: "Baku",
		Names: []string{"Azerbaijan Republic", "Republic of Azerbaijan"}, Demonyms: []string{"Azerbaijani", "Azeri"}, From: "1991-12-21", Judged: true,
	}
	for _, name := range []string{"AZE", "az", "Republic%20of%20Azerbaijan"} {
		if diff := cmp.Diff(want, answer[CountryView](t, s, "/api/v1/countries/"+name)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if w := get(t, s, "/api/v1/countries/AZE?year=1950"); w.Code == http.StatusOK && strings.Contains(w.Body.String(), `"judged": true`) {
		t.Errorf("judged before it was there: %s", w.Body)
	}
	w := get(t, s, "/api/v1/countries/atlantis")
	if places, detail := problemOf(t, w); w.Code != 404 || !slices.Equal(places, []string{"path.code"}) || !strings.Contains(detail, "atlantis") {
		t.Errorf("%d %v %s", w.Code, places, detail)
	}
}

// TestTables checks answers as CSV, whole.
func TestTables(t *testing.T) {
	s := changed(t, func(c *Cases) {
		catalogue, err := c.Catalogue()
		if err != nil {
			t.Fatal(err)
		}
		catalogue.Sources[0].Held = &Held{Rows: RowCounts{Read: 10, Kept: 7, Rejected: 2, Skipped: 1}}
		catalogue.Sources[0].Releases = append(catalogue.Sources[0].Releases, Edition{ID: "r2", Published: obs.Date{Year: 2024, Month: 5, Day: 6}})
		catalogue.Sources = append(catalogue.Sources, SourceView{ID: "z", Title: "Empty, so far"})
	})
	const countriesHead = "iso3,name,kind,iso2,m49,region,subregion,capital,from,to,judged,continuing,rule\n"
	const indicatorsHead = "id,name,unit,kind,source,first_year,last_year,countries,frameworks,formula,definition,limits\n"
	const sourcesHead = "id,title,producer,releases,newest_published,licence,terms,kind,series,rows_read,values_kept,rows_rejected,rows_skipped\n"
	const membersHead = "organisation,iso3,name,status,from,to,source,note\n"
	for target, want := range map[string]string{
		"/api/v1/countries.csv?q=geo":           countriesHead + "GEO,Georgia,state,GE,268,Asia,Western Asia,Tbilisi,1991-12-21,,true,,\n",
		"/api/v1/countries/ARM.csv":             countriesHead + "ARM,Armenia,state,AM,51,Asia,Western Asia,Yerevan,1991-12-21,,true,,\n",
		"/api/v1/indicators.csv":                indicatorsHead + "s.a,Anything,points,survey,s,2000,2020,3,core,,A share of things.,\ns.pairs,Pairs,points,survey,s,,,,,,,\n",
		"/api/v1/indicators/s.a.csv":            indicatorsHead + "s.a,Anything,points,survey,s,2000,2020,3,core,,A share of things.,\n",
		"/api/v1/sources.csv":                   sourcesHead + "s,Source,,r1 r2,2024-05-06,,,,0,10,7,2,1\nz,\"Empty, so far\",,,,,,,0,,,,\n",
		"/api/v1/sources/z.csv":                 sourcesHead + "z,\"Empty, so far\",,,,,,,0,,,,\n",
		"/api/v1/members/ONE.csv":               membersHead + "ONE,ARM,Armenia,member,1992,,list,\nONE,AZE,Azerbaijan,member,1992-10-03,1999-12-31,list,left\nONE,GEO,Georgia,observer,2000-05,,list,\n",
		"/api/v1/members/OLD.csv?on=1993-01-01": membersHead + "OLD,GEO,Georgia,member,1992,1995,list,\n",
	} {
		w := get(t, s, target)
		if diff := cmp.Diff(want, w.Body.String()); w.Code != 200 || diff != "" {
			t.Errorf("%s: %d %s", target, w.Code, diff)
		}
	}
}

func TestIndicators(t *testing.T) {
	s := changed(t, nil)
	for query, want := range map[string]string{
		"": "s.a s.pairs", "?q=any": "s.a", "?q=THINGS": "s.a", "?q=s.P": "s.pairs", "?q=s.%2A": "s.a s.pairs", "?q=s.%3F": "s.a", "?q=%5B%2A": "",
		"?q=nothing": "", "?source=s": "s.a s.pairs", "?source=qala": "", "?framework=core": "s.a", "?framework=core&q=pairs": "",
	} {
		p := answer[IndicatorsPage](t, s, "/api/v1/indicators"+query)
		var got []string
		for _, v := range p.Indicators {
			got = append(got, v.ID)
		}
		if strings.Join(got, " ") != want || p.Of != len(got) {
			t.Errorf("%s: %v of %d, want %q", query, got, p.Of, want)
		}
	}
	first := answer[IndicatorsPage](t, s, "/api/v1/indicators?limit=1")
	rest := answer[IndicatorsPage](t, s, "/api/v1/indicators?limit=1&cursor="+url.QueryEscape(first.Next))
	if first.Indicators[0].ID != "s.a" || rest.Indicators[0].ID != "s.pairs" || rest.Next != "" || rest.Of != 2 {
		t.Errorf("%+v and %+v", first, rest)
	}
	if v := answer[IndicatorView](t, s, "/api/v1/indicators/s.pairs"); !v.Dyadic || v.Name != "Pairs" {
		t.Errorf("%+v", v)
	}
	_, detail := problemOf(t, get(t, s, "/api/v1/indicators/s.z"))
	if detail != `indicator "s.z" is unknown; did you mean s.a?` {
		t.Errorf("%s", detail)
	}
}

// TestFrameworksWithoutTrees checks that the list leaves the tree out and the
// single answer holds it.
func TestFrameworksWithoutTrees(t *testing.T) {
	s := changed(t, nil)
	list := answer[FrameworksList](t, s, "/api/v1/frameworks")
	if list.Of != 1 || list.Frameworks[0].ID != "core" || list.Frameworks[0].Root != nil {
		t.Errorf("%+v", list)
	}
	if one := answer[FrameworkView](t, s, "/api/v1/frameworks/core"); one.Root == nil || one.Root.Children[0].Children[0].Indicator != "s.a" {
		t.Errorf("%+v", one)
	}
	if again := answer[FrameworkView](t, s, "/api/v1/frameworks/core"); again.Root == nil {
		t.Error("listing has taken the tree away")
	}
	if list := answer[SourcesList](t, s, "/api/v1/sources"); list.Of != 1 || list.Sources[0].Title != "Source" {
		t.Errorf("%+v", list)
	}
}

// TestBrokenCatalogue checks that definitions which cannot be had are no fault of
// the client, on every route that needs them.
func TestBrokenCatalogue(t *testing.T) {
	s := changed(t, func(c *Cases) {
		c.Catalogue = func() (*Catalogue, error) { return nil, errors.New("secret: disk gone") }
	})
	for _, target := range []string{"/sources", "/sources/s", "/frameworks", "/frameworks/core", "/indicators", "/indicators/s.a", "/indicators?source=s", "/rank", "/explain?country=AZE&indicator=s.a"} {
		w := get(t, s, "/api/v1"+target)
		if problemOf(t, w); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
}

func TestOrganisations(t *testing.T) {
	s := changed(t, nil)
	list := answer[OrganisationsList](t, s, "/api/v1/members")
	want := OrganisationView{ID: "ONE", Name: "First Organisation", Aliases: []string{"The First"}, Kind: "regional", From: "1992", Source: "list", URL: "https://one.example", Note: "a note"}
	if diff := cmp.Diff(want, list.Organisations[0]); list.Of != 2 || diff != "" {
		t.Errorf("%d: %s", list.Of, diff)
	}
	for target, want := range map[string]string{
		"/members/ONE": "ARM AZE GEO", "/members/the%20first": "ARM AZE GEO", "/members/ONE?on=1995-01-01": "ARM AZE", "/members/ONE?on=2010-06-30": "ARM",
	} {
		v := answer[MembersView](t, s, "/api/v1"+target)
		var got []string
		for _, m := range v.Members {
			got = append(got, string(m.ISO3))
		}
		if strings.Join(got, " ") != want || v.Organisation.ID != "ONE" {
			t.Errorf("%s: %v, want %s", target, got, want)
		}
	}
	for target, want := range map[string]struct {
		status int
		place  string
	}{
		"/members/TWO":               {404, "path.organisation"},
		"/members/OLD?on=2010-01-01": {404, "query.on"},
		"/members/ONE?on=1980-01-01": {404, "query.on"},
		"/members/ONE?on=2016-02-30": {422, "query.on"},
		"/members/ONE?on=yesterday":  {422, "query.on"},
	} {
		w := get(t, s, "/api/v1"+target)
		if places, _ := problemOf(t, w); w.Code != want.status || !slices.Equal(places, []string{want.place}) {
			t.Errorf("%s: %d %v, want %+v", target, w.Code, places, want)
		}
	}
}

func TestNeighbourhoods(t *testing.T) {
	s := changed(t, nil)
	list := answer[NeighbourhoodsList](t, s, "/api/v1/neighbourhoods")
	var named []DefinitionView
	for i, d := range list.Definitions {
		if d.Words == "" || d.Standard && i > 0 && !list.Definitions[i-1].Standard {
			t.Errorf("%+v stands at %d", d, i)
		}
		if !d.Standard {
			named = append(named, d)
		}
	}
	if len(named) != 2 || named[0].ID != "region:caucasus" || named[0].Words != "South Caucasus" || named[0].Source != "map" {
		t.Errorf("%+v", named)
	}
	if len(list.Views) != 1 || list.Views[0].ID != "de_facto" || list.Views[0].Name != "Held" {
		t.Errorf("%+v", list.Views)
	}
}

// TestDescribesItself checks that the document lists every route, that each has
// words, and that the reference and the gauges are there.
func TestDescribesItself(t *testing.T) {
	s := changed(t, nil)
	text, err := s.Document()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Info  struct{ Title, Version string }
		Paths map[string]map[string]struct{ OperationID, Summary, Description string }
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	operations := 0
	for path, methods := range doc.Paths {
		for method, op := range methods {
			if operations++; op.Summary == "" || op.Description == "" || op.OperationID == "" || !strings.HasPrefix(path, Prefix+"/") {
				t.Errorf("%s %s: %+v", method, path, op)
			}
		}
	}
	if operations != len(routes) || doc.Info.Title != "Qala" || doc.Info.Version != "test" {
		t.Errorf("%d operations of %d routes, %+v", operations, len(routes), doc.Info)
	}
	listed := 0
	for _, g := range s.Reference().Groups {
		listed += len(g.Operations)
	}
	if listed != len(routes) {
		t.Errorf("the reference lists %d of %d", listed, len(routes))
	}
	get(t, s, "/api/v1/countries")
	get(t, s, "/api/v1/countries")
	hits := map[string]float64{}
	for _, g := range s.Gauges() {
		hits[g.Name] = g.Read()
	}
	if hits["qala_kept_answers"] != 1 || hits["qala_kept_hits_total"] != 1 {
		t.Errorf("%v", hits)
	}
}
