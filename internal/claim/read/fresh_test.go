// SPDX-License-Identifier: Apache-2.0

package read

import (
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/claim"
)

// TestShapes checks shapes of sentences that fresh claims showed to be missing, on
// other countries than theirs.
func TestShapes(t *testing.T) {
	r := reader(t)
	for text, want := range map[string][]string{
		"Half as many people live in Latvia as in Denmark.":                                               {"ratio LVA vs DNK population =0.5"},
		"Nepal's emissions of carbon dioxide amount to less than a tenth of Peru's.":                      {"ratio NPL vs PER co2_emissions <0.1"},
		"Having shrunk by a tenth in 2009, the Estonian economy grew in 2011.":                            {"value EST gdp_growth =-0.1 point:2009-2009", "threshold EST gdp_growth >0 point:2011-2011"},
		"Wedged between Kenya and Tunisia, Chad borders both.":                                            {"border TCD vs KEN border", "border TCD vs TUN border"},
		"Benin, cut off by Ghana, has no border with Chad.":                                               {"border BEN vs TCD not border"},
		"Kenya joined the African Union before Morocco did.":                                              {"membership KEN vs MAR join AU"},
		"Kenya was never admitted to OPEC.":                                                               {"membership KEN every not join OPEC"},
		"Remittances to Nepal peaked before 2012.":                                                        {"extreme_year NPL remittances until:0-2011 peak"},
		"Mexican public debt was larger than its GDP in 2015.":                                            {"threshold MEX public_debt >1 point:2015-2015"},
		"Kenya hosted fewer American troops than Djibouti in 2018.":                                       {"comparison KEN vs DJI us_troops point:2018-2018 less"},
		"In no year of the 2010s was inflation in Peru as high as in 2015.":                               {"extreme_year PER inflation point:2015-2015 peak"},
		"Chile's economy has not contracted in any year between 2010 and 2015.":                           {"threshold CHL gdp_growth >=-0 range:2010-2015 every"},
		"Togo's economy grew in 2015, but Benin's did not.":                                               {"threshold TGO gdp_growth >0 point:2015-2015", "threshold BEN gdp_growth >0 point:2015-2015 not"},
		"Togo's economy shrank in 2015 for the first time since 2010.":                                    {"threshold TGO gdp_growth <-0 point:2015-2015", "threshold TGO gdp_growth >=-0 range:2011-2014 every"},
		"Peru lost a third of its forests between 1990 and 2010.":                                         {"trend PER forest_share Δ=0.3333 range:1990-2010 less"},
		"Turkish inflation was below ten per cent in 2016 and exceeded seventy per cent six years later.": {"threshold TUR inflation <0.1 point:2016-2016", "threshold TUR inflation >0.7 point:2022-2022"},
		"Of Chad, Mali and Niger, it was Mali that had the highest inflation in 2015.":                    {"rank MLI inflation point:2015-2015 place1 among list"},
		"Poverty fell faster in Peru than in Bolivia between 2005 and 2015.":                              {"comparison PER vs BOL poverty range:2005-2015 less change"},
		"Life expectancy rose by less in Chad than in Kenya between 2000 and 2015.":                       {"comparison TCD vs KEN life_expectancy range:2000-2015 less change"},
		"Peru had more than five times the population of Togo in 2015.":                                   {"ratio PER vs TGO population >5 point:2015-2015"},
		"Benin had less than a fifth of the population of Ghana in 2015.":                                 {"ratio BEN vs GHA population <0.2 point:2015-2015"},
		"Most Malians are Muslims.":                                                                       {"share MLI ethnic_groupMuslims >0.5"},
		"In 2003 Latvia was not yet in the European Union.":                                               {"membership LVA point:2003-2003 not member EU"},
		"Benin, which borders Niger, recorded no armed conflict in 2015.":                                 {"border BEN vs NER point:2015-2015 border", "conflict BEN armed_conflict point:2015-2015 not"},
		"Peru's sharpest contraction between 2000 and 2015 came in 2009.":                                 {"extreme_year PER gdp_growth point:2009-2009 less peak"},
		"In 2015 Peru's economy outgrew Chile's.":                                                         {"comparison PER vs CHL gdp_growth point:2015-2015"},
		"France was the second largest economy after Germany in 2015.":                                    {"rank FRA gdp point:2015-2015 place2"},
	} {
		t.Run(text, func(t *testing.T) {
			out := r.Sentence(text, &Context{})
			var got []string
			for i := range out.Claims {
				got = append(got, short(&out.Claims[i]))
			}
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("refused %q; got\n%s\nwant\n%s", out.Refused.Kind, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// TestPointsBack checks what a sentence takes from those before it.
func TestPointsBack(t *testing.T) {
	r := reader(t)
	for name, test := range map[string]struct {
		before []string
		text   string
		want   []string
	}{
		"all three": {
			[]string{"Kenya, Uganda and Rwanda met.", "Kenya hosted them."},
			"In 2009 all three economies shrank.",
			[]string{"threshold KEN gdp_growth <-0 point:2009-2009", "threshold UGA gdp_growth <-0 point:2009-2009", "threshold RWA gdp_growth <-0 point:2009-2009"},
		},
		"a number of other things": {
			[]string{"Kenya, Uganda and Rwanda met."}, "The three wars ended.", nil,
		},
		"that year": {
			[]string{"Chad's economy shrank in 2016."},
			"Inflation in Niger was above two per cent that year.",
			[]string{"threshold NER inflation >0.02 point:2016-2016"},
		},
		"a possessive without its noun": {
			[]string{"Peru's economy shrank in 2009."},
			"Chile's shrank even more.",
			[]string{"comparison CHL vs PER gdp_growth point:2009-2009 less"},
		},
		"joined what was named": {
			[]string{"ASEAN has ten members."},
			"Vietnam joined in 1995.",
			[]string{"membership VNM point:1995-1995 join ASEAN"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := &Context{}
			for _, text := range test.before {
				reading := r.Sentence(text, ctx)
				ctx.Follow(&reading)
			}
			var got []string
			out := r.Sentence(test.text, ctx)
			for i := range out.Claims {
				got = append(got, short(&out.Claims[i]))
			}
			if strings.Join(got, "\n") != strings.Join(test.want, "\n") {
				t.Errorf("refused %q; got\n%s\nwant\n%s", out.Refused.Kind, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}

// TestNarrow checks which words behind a name make less of it.
func TestNarrow(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]string{
		"Unemployment among graduates in Peru was above 20 per cent in 2013.": "graduat",
		"Exports of copper from Chile fell in 2015.":                          "copper",
		"Corruption in the Kenyan police fell between 2005 and 2015.":         "polic",
		"Unemployment in Peru was above 20 per cent in 2013.":                 "",
		"Exports from Chile fell in real terms in 2015.":                      "",
		"Peru had an armed conflict on its soil in 2015.":                     "",
	} {
		got := ""
		for _, c := range r.Sentence(text, &Context{}).Claims {
			for _, a := range c.Asks {
				got = strings.Join(a.Narrow, " ")
			}
		}
		if got != want {
			t.Errorf("%s: narrowed by %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"Unemployment in northern Peru was below 5 per cent in 2015.", "The population of Nairobi grew between 2000 and 2015."} {
		if out := r.Sentence(text, &Context{}); len(out.Claims) > 0 {
			t.Errorf("%s: a part of a country is taken for the whole: %s", text, short(&out.Claims[0]))
		}
	}
}

// TestAdjectiveOfAnotherNoun checks that an adjective is said of a state only where
// the noun behind it stands for the state.
func TestAdjectiveOfAnotherNoun(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]bool{
		"Azerbaijan has a tolerant society.":             true,
		"Azerbaijan has a uniquely tolerant society.":    true,
		"Norway is a rich and peaceful nation.":          true,
		"Chad is a poor, corrupt state.":                 true,
		"Norway is rich.":                                true,
		"Norway is a rich ally.":                         true,
		"Chad has rich neighbours.":                      false,
		"Chad enjoys rich soils.":                        false,
		"Norway has a poor record on whaling.":           false,
		"Norway is a poor swimmer.":                      false,
		"Switzerland is a rich and ready source of fun.": false,
	} {
		t.Run(text, func(t *testing.T) {
			got := false
			for _, c := range r.Sentence(text, &Context{Year: 2016}).Claims {
				got = got || c.Frame == claim.Quality
			}
			if got != want {
				t.Errorf("says something of the state: %v, want %v", got, want)
			}
		})
	}
}
