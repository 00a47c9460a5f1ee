// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/data"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// addsUp checks that effects sum to a whole, down the tree, and that every value
// among them comes with unit, year and raw row.
func addsUp(r *rapid.T, list []Effect, whole float64) {
	total := 0.0
	for _, e := range list {
		total += e.Points
		if len(e.Parts) > 0 {
			addsUp(r, e.Parts, e.Points)
		}
		for _, v := range []*Indicator{e.Before, e.After} {
			if v != nil && v.Value != nil && (v.Unit == "" || v.Year == 0 || v.Ref == nil) {
				r.Fatalf("a bare number: %+v", v)
			}
		}
	}
	if math.Abs(total-whole) > 1e-9 {
		r.Fatalf("effects sum to %v, not %v", total, whole)
	}
}

func TestDriversSumToTheDifference(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a, _ := world(t, r)
		q := DriversQuestion{Country: "AZE", To: 2020}
		switch rapid.IntRange(0, 2).Draw(r, "question") {
		case 0:
			q.From = 2018
		case 1:
			q.Against = "GEO"
		}
		out, err := a.Drivers(context.Background(), q)
		if err != nil {
			return // not scored in one of the two, which another test asks for
		}
		if _, err := json.Marshal(out); err != nil {
			r.Fatal(err)
		}
		if math.Abs(out.To.Score-out.From.Score-out.Points) > 1e-9 {
			r.Fatalf("%v to %v is not %v", out.From.Score, out.To.Score, out.Points)
		}
		addsUp(r, out.Effects, out.Points)
		one, err := a.Assess(context.Background(), "AZE", 2020)
		if err != nil || math.Abs(*one.Overall.Value-out.To.Score) > 1e-9 {
			r.Fatalf("assessed %v, explained %v", one.Overall.Value, out.To.Score)
		}
	})
}

// TestRevisionIsToldApart judges 2018 by data that were revised since.
func TestRevisionIsToldApart(t *testing.T) {
	now, today := small(t)
	then, before := small(t)
	today.list, before.list = nil, nil
	for _, id := range []string{"s.a", "s.b", "s.c"} {
		for _, c := range []country.Code{"ARM", "AZE", "GEO"} {
			before.observe(id, c, 2018, 40)
			today.observe(id, c, 2018, 60)
			today.observe(id, c, 2020, 60)
		}
	}
	then.AsOf.Date = obs.Date{Year: 2019, Month: 6, Day: 30}
	out, err := now.Drivers(context.Background(), DriversQuestion{Country: "AZE", From: 2018, To: 2020, Then: then})
	if err != nil {
		t.Fatal(err)
	}
	if out.Revision == nil || math.Abs(out.Revision.Points-out.Points) > 1e-9 || out.Points == 0 {
		t.Fatalf("all of %v is a revision: %+v", out.Points, out.Revision)
	}
	for _, e := range out.Effects {
		if e.Points != 0 {
			t.Errorf("nothing has changed but %s moves %v", e.ID, e.Points)
		}
	}
	if out.From.AsOf != then.AsOf.Date || math.Abs(out.From.Score+out.Points-out.To.Score) > 1e-9 {
		t.Errorf("%+v", out.From)
	}
}

// TestRevisionOfOneYear: the year of the account may be the one that was known, and
// all of the difference is then a revision.
func TestRevisionOfOneYear(t *testing.T) {
	now, today := small(t)
	then, before := small(t)
	today.list, before.list = nil, nil
	for _, id := range []string{"s.a", "s.b", "s.c"} {
		for k, c := range []country.Code{"ARM", "AZE", "GEO"} {
			before.observe(id, c, 2018, float64(20+20*k))
			today.observe(id, c, 2018, float64(50+5*k))
		}
	}
	then.AsOf.Date = obs.Date{Year: 2019, Month: 6, Day: 30}
	out, err := now.Drivers(context.Background(), DriversQuestion{Country: "AZE", From: 2018, To: 2018, Then: then})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(out.To.Score-out.From.Score-out.Points) > 1e-9 || math.Abs(out.Revision.Points-out.Points) > 1e-9 || out.Points == 0 {
		t.Errorf("from %v to %v is %v, of it a revision of %v", out.From.Score, out.To.Score, out.Points, out.Revision.Points)
	}
	for _, e := range out.Effects {
		if e.Points != 0 {
			t.Errorf("one year does not change, but %s moves %v", e.ID, e.Points)
		}
	}
}

func TestDriversRefuse(t *testing.T) {
	a, _ := small(t)
	var err error
	if a.Register, err = country.Load(data.FS); err != nil {
		t.Fatal(err)
	}
	var span *SpanError
	for name, q := range map[string]DriversQuestion{
		"backwards": {Country: "AZE", From: 2020, To: 2016},
		"one year":  {Country: "AZE", From: 2020, To: 2020},
	} {
		if _, err := a.Drivers(context.Background(), q); !errors.As(err, &span) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = a.Drivers(context.Background(), DriversQuestion{Country: "SSD", From: 2005, To: 2020})
	if want := "it begins on 2011-07-09"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v does not say %q", err, want)
	}
}
