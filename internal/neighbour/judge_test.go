// SPDX-License-Identifier: Apache-2.0

package neighbour

import "testing"

func TestJudge(t *testing.T) {
	e := Expectation{Own: 60, Expected: 50, SE: 5, Ratio: 2, Low: 42, High: 58}
	half := &Variation{Variants: 10, Computed: 10, Above: 0.6, low: -1.6, high: -0.2}
	wide := &Variation{Variants: 10, Computed: 10, Above: 0.3, Below: 0.1, low: -4, high: 1}
	few := &Variation{Variants: 10, Computed: 4, Above: 1}
	low := Expectation{Own: 30, Expected: 50, SE: 5, Ratio: -4, Low: 42, High: 58}
	for name, test := range map[string]struct {
		e    Expectation
		v    *Variation
		want Judgement
	}{
		"no variants":  {e, nil, Judgement{Verdict: Above, Low: 42, High: 58}},
		"below":        {low, nil, Judgement{Verdict: Below, Low: 42, High: 58}},
		"variants":     {e, half, Judgement{Verdict: Above, Low: 52, High: 59, Share: 0.6, Varied: true, above: 0.6, variants: 10}},
		"a wide band":  {e, wide, Judgement{Verdict: AsExpected, Low: 40, High: 65, Share: 0.6, Varied: true, above: 0.3, below: 0.1, variants: 10}},
		"few variants": {e, few, Judgement{Verdict: NotComputed, Reason: NotInVariants}},
		"an island":    {Expectation{Reason: NoNeighbours}, half, Judgement{Verdict: NotComputed, Reason: NoNeighbours}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Judge(&test.e, test.v)
			if !close9(got.Share, test.want.Share) && test.v != nil {
				t.Errorf("share %v, want %v", got.Share, test.want.Share)
			}
			got.Share = test.want.Share
			if got != test.want {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}

func TestAgree(t *testing.T) {
	up := func(share float64) Judgement {
		return Judgement{Verdict: Above, Varied: true, above: share, variants: LeastVariants}
	}
	within := Judgement{Verdict: AsExpected, Varied: true, above: 0.5, variants: 1000}
	few := up(1)
	few.variants = LeastVariants - 1
	none := Judgement{Verdict: NotComputed}
	for name, test := range map[string]struct {
		verdict Verdict
		list    []Judgement
		want    Agreement
	}{
		"all":                   {Above, []Judgement{up(1), up(0.9), up(0.8), up(0.9), up(0.9)}, Agreement{Same: 5, Of: 5, Share: 0.9, Varied: true, Decided: true, Outlier: true}},
		"four of five":          {Above, []Judgement{up(1), up(1), up(1), up(1), within}, Agreement{Same: 4, Of: 5, Share: 0.9, Varied: true, Decided: true, Outlier: true}},
		"three of five":         {Above, []Judgement{up(1), up(1), up(1), within, within}, Agreement{Same: 3, Of: 5, Share: 0.8, Varied: true, Decided: true}},
		"variants disagree":     {Above, []Judgement{up(0.79), up(0.79)}, Agreement{Same: 2, Of: 2, Share: 0.79, Varied: true, Decided: true}},
		"too few definitions":   {Above, []Judgement{up(1), none, none}, Agreement{Same: 1, Of: 1, Share: 1, Varied: true, Decided: true}},
		"too few variants":      {Above, []Judgement{up(1), few}, Agreement{Same: 2, Of: 2, Share: 1, Varied: true}},
		"as expected is no one": {AsExpected, []Judgement{within, within}, Agreement{Same: 2, Of: 2, Share: 0.5, Varied: true, Decided: true}},
		"the other side":        {Below, []Judgement{up(1), up(1)}, Agreement{Of: 2, Varied: true, Decided: true}},
		"no variants":           {Above, []Judgement{{Verdict: Above}, {Verdict: Above}}, Agreement{Same: 2, Of: 2}},
		"some varied":           {Above, []Judgement{up(1), {Verdict: Above}}, Agreement{Same: 2, Of: 2}},
		"nothing computed":      {Above, []Judgement{none}, Agreement{}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Agree(test.verdict, test.list)
			if !close9(got.Share, test.want.Share) {
				t.Errorf("share %v, want %v", got.Share, test.want.Share)
			}
			got.Share = test.want.Share
			if got != test.want {
				t.Errorf("%+v, want %+v", got, test.want)
			}
		})
	}
}
