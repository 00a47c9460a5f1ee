// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"testing"

	"github.com/qala-observatory/qala/internal/composite/multiverse"
)

// placed is a score of 10 scored states whose median is 55.5.
func placed(v float64, rank int) Score {
	middle := 55.5
	return Score{Value: &v, Rank: &rank, Of: 10, Coverage: 1, Median: &middle}
}

// within is a score whose rank lies between two places.
func within(v float64, low, rank, high int) Score {
	s := placed(v, rank)
	s.Range = &Range{Rank: multiverse.RankBand{Median: rank, Low90: low, High90: high}}
	return s
}

// judged is an assessment with two pillars and the kinds given.
func judged(one, two Score, kinds ...Score) *Assessment {
	a := &Assessment{
		Name: "Testland", Year: 2022, FrameworkName: "A small framework", Overall: placed(50, 5),
		Pillars: []Pillar{{ID: "society", Name: "Society", Score: one}, {ID: "force", Name: "Force", Score: two}},
	}
	for i, s := range kinds {
		a.Kinds = append(a.Kinds, Group{ID: []string{"soft", "hard"}[i], Score: s})
	}
	return a
}

func TestHeadline(t *testing.T) {
	equal := placed(55.5, 6)
	dark := judged(equal, equal)
	dark.Overall = Score{Reason: "nothing is known"}
	for _, c := range []struct {
		name string
		a    *Assessment
		want string
	}{
		{"two kinds apart", judged(equal, equal, placed(62, 2), placed(3, 10)), "Soft security is very high and hard security is very low for the world."},
		{"ranges are worded by their ends", judged(equal, equal, within(62, 2, 2, 2), within(3, 8, 9, 10)), "Soft security is very high and hard security is low to very low for the world."},
		{"a wide range says little", judged(equal, equal, within(62, 1, 2, 9), placed(3, 10)), "Soft security is very high to very low and hard security is very low for the world."},
		{"two kinds alike", judged(equal, equal, placed(1, 10), placed(1, 9)), "Soft and hard security are both very low for the world."},
		{"a kind that is not scored", judged(equal, equal, placed(62, 2), Score{}), "Soft security is very high and hard security is not scored for the world."},
		{"no kinds", judged(equal, equal), "A small framework is middling for the world."},
		{"pillars far apart", judged(placed(90, 1), placed(20, 9)), "A small framework is middling for the world. Strongest for its rank is society (very high), weakest force (very low)."},
		{"pillars whose ranges meet", judged(within(60, 1, 2, 6), within(40, 5, 9, 10)), "A small framework is middling for the world. Above the world's median lies society; below it force."},
		{"pillars whose ranges do not meet", judged(within(60, 1, 2, 4), within(40, 5, 9, 10)), "A small framework is middling for the world. Strongest for its rank is society (very high to high), weakest force (middling to very low)."},
		{"pillars on both sides of the median", judged(placed(60, 5), placed(40, 6)), "A small framework is middling for the world. Above the world's median lies society; below it force."},
		{"pillars on one side of it", judged(placed(50, 5), placed(40, 6)), "A small framework is middling for the world. All scored pillars lie below the world's median."},
		{"one pillar above and one at the median", judged(placed(60, 5), equal), "A small framework is middling for the world. Above the world's median lies society; none below it."},
		{"not scored", dark, "Testland is not scored for 2022: nothing is known."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := headline(c.a); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}
