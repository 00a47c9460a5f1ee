// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// TestSeries checks values, reasons and sources of a published and of a derived
// indicator.
func TestSeries(t *testing.T) {
	a, _ := small(t)
	value := func(v float64) *float64 { return &v }
	type row struct {
		country country.Code
		year    int
		value   *float64
		missing string
	}
	for name, test := range map[string]struct {
		q       SeriesQuestion
		want    []row
		sources []string
	}{
		"published, one country": {
			SeriesQuestion{Indicator: "s.b", Countries: []country.Code{"GEO"}, From: 2018, To: 2020},
			[]row{{"GEO", 2018, nil, "not_collected"}, {"GEO", 2019, value(50), ""}, {"GEO", 2020, value(70), ""}},
			[]string{"s"},
		},
		"published, all states": {
			SeriesQuestion{Indicator: "s.a", From: 2020, To: 2020},
			[]row{{"ARM", 2020, value(20), ""}, {"AZE", 2020, value(40), ""}, {"GEO", 2020, value(60), ""}},
			[]string{"s"},
		},
		"derived": {
			SeriesQuestion{Indicator: "q.b2", Countries: []country.Code{"AZE"}, From: 2019, To: 2020},
			[]row{{"AZE", 2019, value(60), ""}, {"AZE", 2020, value(70), ""}},
			[]string{"s"},
		},
		"before the state": {
			SeriesQuestion{Indicator: "s.a", Countries: []country.Code{"AZE"}, From: 1989, To: 1989},
			[]row{{"AZE", 1989, nil, "not_applicable"}},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := a.Series(t.Context(), test.q)
			if err != nil {
				t.Fatal(err)
			}
			var got []row
			for _, c := range out.Countries {
				for _, v := range c.Values {
					got = append(got, row{c.ISO3, v.Year, v.Value, v.Missing})
					if published := test.q.Indicator != "q.b2"; published && v.Value != nil && (v.Ref == nil || v.Ref.Row == 0) {
						t.Errorf("%s %d has no raw row", c.ISO3, v.Year)
					}
				}
			}
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(row{})); diff != "" {
				t.Error(diff)
			}
			var sources []string
			for _, o := range out.Sources {
				sources = append(sources, o.Source)
			}
			if diff := cmp.Diff(test.sources, sources); diff != "" {
				t.Error(diff)
			}
		})
	}
	out, err := a.Series(t.Context(), SeriesQuestion{Indicator: "s.b", Countries: []country.Code{"AZE"}, From: 2019, To: 2019})
	if err != nil || out.Unit != "points" || out.Formula != asPublished {
		t.Errorf("%+v, %v", out, err)
	}
}

// TestSeriesError checks that a source's own error stands beside its value.
func TestSeriesError(t *testing.T) {
	a, s := small(t)
	for i := range s.list {
		if o := &s.list[i]; o.Indicator == "s.a" && o.Country == "AZE" {
			o.Spread = obs.Spread{HasSE: true, SE: 2, HasInterval: true, Low: 37, High: 44}
		}
	}
	out, err := a.Series(t.Context(), SeriesQuestion{Indicator: "s.a", Countries: []country.Code{"AZE"}, From: 2020, To: 2020})
	if err != nil {
		t.Fatal(err)
	}
	v := out.Countries[0].Values[0]
	if v.SE == nil || *v.SE != 2 || v.Low == nil || *v.Low != 37 || v.High == nil || *v.High != 44 || v.Release != "r1" {
		t.Errorf("%+v", v)
	}
}
