// SPDX-License-Identifier: Apache-2.0

package read

import (
	"strings"
	"testing"
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
