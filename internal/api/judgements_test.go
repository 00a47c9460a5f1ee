// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/assess"
	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/endpoint"
	"github.com/qala-observatory/qala/internal/neighbour"
)

// around is the part of a query that asks for neighbours by region and without
// ranges.
const around = "draws=0&definition=region:caucasus"

// doubted is a service whose framework names two choices.
func doubted(t *testing.T) *Service {
	return changed(t, func(c *Cases) {
		a, err := c.Judge(t.Context(), Scope{})
		if err != nil {
			t.Fatal(err)
		}
		a.Framework.Factors = []composite.Factor{
			{ID: "weights", Levels: []composite.Level{{ID: "near", Dirichlet: 10}}},
			{ID: "carry", Levels: []composite.Level{{ID: "own"}, {ID: "none", Carry: new(int)}}},
		}
	})
}

// TestJudgementsAsTables checks what the three states with 20, 40 and 60 give, in
// the media beside JSON.
func TestJudgementsAsTables(t *testing.T) {
	s := doubted(t)
	for target, want := range map[string][]string{
		"/rank.csv?draws=0": {
			"iso3,name,year,score,rank,of,coverage,", "\nGEO,Georgia,2020,60,1,3,1,", "\nAZE,Azerbaijan,2020,40,2,3,1,", "\nARM,Armenia,2020,20,3,3,1,",
		},
		"/rank.sdmx?draws=0":                           {"STRUCTURE,STRUCTURE_ID,ACTION,", ",AZE,core,overall,SCORE,2020,40,A,", ",AZE,core,overall,RANK,2020,2,A,"},
		"/compare.csv?c=AZE,GEO&draws=0":               {"\nAZE,2020,overall,,overall,Core,,,,40,2,3,1,", "\nGEO,2020,indicator,one,s.a,Name of s.a,60,points,2020,60,", ",s,r1,CC0,raw.csv,4,"},
		"/explain.csv?country=AZE&indicator=s.a":       {"depth,indicator,country,", "\n0,s.a,AZE,,2020,40,,as published,s,r1,abc,raw.csv,3,,,"},
		"/countries/AZE/assessment.csl?draws=0":        {`"title":"Azerbaijan, 2020: Core"`},
		"/countries/AZE/assessment.sdmx?draws=0":       {",AZE,core,overall,SCORE,2020,40,A,"},
		"/countries/AZE/assessment.csv?draws=0":        {"overall,,overall,Core,,,,40,2,3,1,"},
		"/countries/AZE/drivers.csv?against=GEO":       {",-20,"},
		"/countries/AZE/drivers.txt?against=GEO":       {"In 2020 the overall score of Azerbaijan (40.0) differs from that of Georgia", "qala drivers AZE --against GEO --to 2020"},
		"/audit.csv?draws=0":                           {"id,parent,weight,total,correlation,influence,available,left_out_shift\n", "\ns.a,one,1,1,"},
		"/audit.md?draws=0":                            {"Core"},
		"/multiverse.csv?draws=4":                      {"iso3,name,year,scored,score,", "\nGEO,Georgia,2020,1,60,60,60,60,60,1,1,1,"},
		"/multiverse.txt?draws=4":                      {"Core · 2020 · 4 draws, seed 1", "Georgia"},
		"/countries/AZE/neighbours.csv?" + around:      {"\nneighbour,AZE,2020,region:caucasus,de_facto,ARM,Armenia,0.5,,20,", ",GEO,Georgia,0.5,,60,"},
		"/countries/AZE/neighbours.txt?" + around:      {"Azerbaijan", "Armenia", "Georgia"},
		"/outliers.csv?" + around:                      {"\n2020,region:caucasus,de_facto,overall,ARM,Armenia,20,50,", "overall,GEO,Georgia,60,30,"},
		"/countries/AZE/trend.csv?from=2018&" + around: {"\nyear,AZE,overall,Overall,2018,,", "\nyear,AZE,overall,Overall,2020,40,"},
		"/countries/AZE/trend.txt?from=2018&" + around: {"Azerbaijan · 2018–2020 · Core", "Only 2020 has a score"},
		"/indicators/s.a/series.csv?country=AZE&from=2019": {
			"\nAZE,Azerbaijan,2019,s.a,Name of s.a,,points,,,,,not_collected,", "\nAZE,Azerbaijan,2020,s.a,Name of s.a,40,points,",
		},
		"/indicators/s.a/series.sdmx?country=AZE&from=2020": {",AZE,s.a,2020,40,A,points,"},
	} {
		w := get(t, s, "/api/v1"+target)
		if w.Code != http.StatusOK || w.Header().Get("ETag") == "" {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
			continue
		}
		for _, text := range want {
			if !strings.Contains("\n"+w.Body.String(), text) {
				t.Errorf("%s lacks %q:\n%s", target, text, w.Body)
			}
		}
	}
}

// TestJudgements checks figures of the answers in JSON, and that the entity tag
// is the answer's id.
func TestJudgements(t *testing.T) {
	s := doubted(t)
	c := answer[Citation](t, s, "/api/v1/countries/AZE/citation?draws=0")
	a := answer[assess.Assessment](t, s, "/api/v1/countries/AZE/assessment?draws=0")
	if c.ID != a.ID || !strings.Contains(c.Text, a.ID) || !strings.HasPrefix(c.BibTeX, "@misc{qala-AZE-2020-") || len(c.CSL) != 1 || c.CSL[0]["title"] != "Azerbaijan, 2020: Core" {
		t.Errorf("%+v of %s", c, a.ID)
	}
	if tag := get(t, s, "/api/v1/countries/AZE/assessment?draws=0").Header().Get("ETag"); tag != `W/"`+a.ID+`.json"` {
		t.Errorf("tag %s of %s", tag, a.ID)
	}
	both := answer[assess.Comparison](t, s, "/api/v1/compare?c=GEO,azerbaijan&draws=0")
	if len(both.Countries) != 2 || both.Countries[0].Country != "GEO" || both.Countries[1].ID != a.ID {
		t.Errorf("%+v", both)
	}
	d := answer[assess.Drivers](t, s, "/api/v1/countries/AZE/drivers?against=ARM")
	if d.Points != 20 || d.From.Score != 20 || d.To.Score != 40 {
		t.Errorf("%+v", d)
	}
	median := answer[assess.Drivers](t, s, "/api/v1/countries/GEO/drivers")
	if median.Points != 20 || median.From.Score != 40 {
		t.Errorf("%+v", median)
	}
	if then := answer[assess.Drivers](t, s, "/api/v1/countries/GEO/drivers?from=2020&known=2021-01-01"); then.Revision == nil || then.Points != 0 || median.Revision != nil {
		t.Errorf("%+v", then)
	}
	n := answer[assess.Neighbourhood](t, s, "/api/v1/countries/AZE/neighbours?"+around)
	if len(n.Neighbours) != 2 || n.View != "de_facto" || n.Definition == "" {
		t.Errorf("%+v", n)
	}
	e := answer[assess.Explanation](t, s, "/api/v1/explain?country=GEO&indicator=s.a")
	if e.Value == nil || *e.Value != 60 || len(e.Refs) != 1 || e.Refs[0].Row != 4 {
		t.Errorf("%+v", e)
	}
	series := answer[assess.Series](t, s, "/api/v1/indicators/s.a/series")
	if len(series.Countries) != 3 || series.From != 2000 || series.To != 2020 {
		t.Errorf("%+v", series)
	}
	if order := answer[assess.Ranking](t, s, "/api/v1/rank?draws=0&sort=name"); order.Rows[0].ISO3 != "ARM" {
		t.Errorf("%+v", order.Rows)
	}
	if m := answer[assess.Multiverse](t, s, "/api/v1/multiverse?draws=4&factors=carry"); len(m.Factors) != 1 || m.Factors[0].ID != "carry" || m.Countries[0].Name != "Georgia" {
		t.Errorf("%+v", m.Factors)
	}
}

// TestParametersChangeAnswers checks that no parameter is lost on the way into
// the key of what is kept: each gives another answer than the one before.
func TestParametersChangeAnswers(t *testing.T) {
	s := doubted(t)
	for _, targets := range [][]string{
		{"/countries/AZE/drivers", "/countries/AZE/drivers?against=GEO", "/countries/AZE/drivers?against=ARM", "/countries/ARM/drivers"},
		{"/multiverse?draws=4", "/multiverse?draws=5", "/multiverse?draws=4&seed=2", "/multiverse?draws=4&pairs=true", "/multiverse?draws=4&rank_probabilities=true", "/multiverse?draws=4&factors=carry"},
		{"/countries/AZE/neighbours?" + around, "/countries/AZE/neighbours?all=true&" + around, "/countries/GEO/neighbours?" + around},
		{"/rank?draws=0", "/rank?draws=0&sort=name", "/rank?draws=0&sort=worst&year=2021", "/rank?draws=4"},
		{"/countries/AZE/trend?from=2018&" + around, "/countries/AZE/trend?from=2017&" + around, "/countries/AZE/trend?from=2018&to=2021&" + around},
		{"/indicators/s.a/series", "/indicators/s.a/series?from=2010", "/indicators/s.a/series?to=2019", "/indicators/s.a/series?country=AZE"},
		{"/explain?country=AZE&indicator=s.a", "/explain?country=GEO&indicator=s.a", "/explain?country=GEO&indicator=s.a&year=2019"},
		{"/members/ONE", "/members/OLD", "/members/ONE?on=2001-01-01"},
	} {
		seen := map[string]string{}
		for _, target := range targets {
			w := get(t, s, "/api/v1"+target)
			if other, met := seen[w.Body.String()]; w.Code != http.StatusOK || met {
				t.Errorf("%s: %d, the same as %s", target, w.Code, other)
			}
			seen[w.Body.String()] = target
		}
	}
}

// TestScopeReachesTheUseCases checks that framework and day are handed on.
func TestScopeReachesTheUseCases(t *testing.T) {
	var got []string
	s := changed(t, func(c *Cases) {
		judge := c.Judge
		c.Judge = func(ctx context.Context, scope Scope) (*assess.Assessor, error) {
			got = append(got, scope.Framework+" "+scope.AsOf.String())
			return judge(ctx, scope)
		}
	})
	for _, target := range []string{"/rank?draws=0&as_of=2016-11-30", "/countries/AZE/drivers?from=2020&known=2017-01-02&as_of=2018-03-04", "/indicators/s.a/series?as_of=2019-05-06"} {
		if w := get(t, s, "/api/v1"+target); w.Code != http.StatusOK {
			t.Errorf("%s: %s", target, w.Body)
		}
	}
	if diff := cmp.Diff([]string{"core 2016-11-30", "core 2018-03-04", "core 2017-01-02", "core 2019-05-06"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestMoreRefusals checks what regions, ranges and long lists refuse.
func TestMoreRefusals(t *testing.T) {
	s := doubted(t)
	plain := changed(t, nil)
	many := strings.TrimSuffix(strings.Repeat("AZE,", 31), ",")
	for target, want := range map[string]struct {
		status int
		place  string
		detail string
	}{
		"/multiverse?draws=0":                                        {422, "query.draws", "want at least one draw"},
		"/multiverse?factors=luck":                                   {422, "query.factors", "luck"},
		"/rank?factors=weights,luck":                                 {422, "query.factors", "luck"},
		"/audit?factors=luck":                                        {422, "query.factors", "luck"},
		"/audit?year=1850":                                           {422, "query.year", "1850"},
		"/countries/AZE/neighbours?definition=moon":                  {422, "query.definition", "moon"},
		"/outliers?definition=moon":                                  {422, "query.definition", "moon"},
		"/outliers?factors=a&year=1850":                              {422, "query.year", "1850"},
		"/countries/AZE/trend?definition=moon":                       {422, "query.definition", "moon"},
		"/countries/Atlantis/trend":                                  {404, "path.code", "Atlantis"},
		"/countries/AZE/trend?framework=other":                       {404, "query.framework", "other"},
		"/countries/AZE/neighbours?draws=0":                          {404, "query.definition", "no edition of land borders is known"},
		"/countries/AZE/neighbours?draws=0&definition=knn:2":         {404, "query.definition", "no distances"},
		"/countries/AZE/neighbours?draws=0&definition=region:x":      {404, "query.definition", `region "x" is unknown`},
		"/countries/AZE/neighbours?draws=0&definition=region:old":    {404, "query.definition", "has no member"},
		"/countries/AZE/neighbours?draws=0&view=mine":                {404, "query.view", `view "mine" is unknown`},
		"/countries/AZE/neighbours?draws=5000":                       {422, "query.draws", ""},
		"/indicators/s.a/series?country=" + many:                     {422, "query.country", "at most 30 countries"},
		"/indicators/s.a/series?from=1700":                           {422, "query.from", "at most 300 years"},
		"/indicators/s.a/series?as_of=2016-13-01":                    {422, "query.as_of", ""},
		"/countries/AZE/drivers?from=2019":                           {404, "path.code", "not scored for 2019"},
		"/countries/AZE/drivers?from=2020&known=2016-02-30":          {422, "query.known", ""},
		"/countries/AZE/drivers?to=1850":                             {422, "query.to", "1850"},
		"/countries/AZE/drivers?from=1850":                           {422, "query.from", "1850"},
		"/countries/AZE/drivers?from=2022&to=2016":                   {422, "query.from", "2022"},
		"/countries/AZE/drivers?against=Atlantis":                    {404, "query.against", "Atlantis"},
		"/countries/AZE/drivers?framework=other":                     {404, "query.framework", "other"},
		"/countries/AZE/drivers?from=2020&known=2020-01-01&as_of=no": {422, "query.as_of", ""},
		"/explain?country=AZE&indicator=s.a&framework=other":         {404, "query.framework", "other"},
		"/compare?c=AZE,GEO&draws=0&framework=other":                 {404, "query.framework", "other"},
		"/countries/AZE/citation?year=1999&draws=0":                  {422, "query.year", "1999"},
		"/rank?sort=luck":                                            {422, "query.sort", ""},
	} {
		w := get(t, s, "/api/v1"+target)
		places, detail := problemOf(t, w)
		if w.Code != want.status || !slices.Equal(places, []string{want.place}) || !strings.Contains(detail, want.detail) {
			t.Errorf("%s: %d %v %q, want %+v", target, w.Code, places, detail, want)
		}
	}
	w := get(t, plain, "/api/v1/multiverse?draws=2")
	if places, detail := problemOf(t, w); w.Code != 422 || !slices.Equal(places, []string{"query.framework"}) || detail != "the framework names nothing to vary" {
		t.Errorf("%d %v %s", w.Code, places, detail)
	}
}

// TestBlame checks which errors of the use cases are the client's.
func TestBlame(t *testing.T) {
	where := endpoint.Param{Place: "path.code", Value: "XYZ"}
	for _, tt := range []struct {
		name  string
		err   error
		place string
	}{
		{"weight", &assess.WeightError{ID: "economy"}, "body.weights.economy"},
		{"year", &assess.YearError{Year: 1850}, "query.year"},
		{"unknown country", country.ErrUnknown, "path.code"},
		{"ambiguous country", fmt.Errorf("x: %w", country.ErrAmbiguous), "path.code"},
		{"unknown view", &affiliation.UnknownError{Noun: "view", Text: "mine"}, "query.view"},
		{"unknown region", &affiliation.UnknownError{Noun: "region", Text: "moon"}, "query.definition"},
		{"empty region", affiliation.ErrEmpty, "query.definition"},
		{"no borders", neighbour.ErrNoBorders, "query.definition"},
		{"no distances", neighbour.ErrNoDistances, "query.definition"},
		{"our own", errors.New("disk gone"), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := blame(tt.err, where)
			var refusal interface{ GetStatus() int }
			if tt.place == "" {
				if err != nil {
					t.Errorf("the client is blamed: %v", err)
				}
				return
			}
			if !errors.As(err, &refusal) || refusal.GetStatus() < 400 || refusal.GetStatus() > 499 {
				t.Fatalf("%v", err)
			}
			if text := fmt.Sprintf("%+v", details(t, err)); !strings.Contains(text, tt.place) {
				t.Errorf("%s does not name %s", text, tt.place)
			}
		})
	}
}
