// SPDX-License-Identifier: Apache-2.0

package read

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/qala-observatory/qala/data"
	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/prose"
)

// reader compiles the embedded lexicon.
func reader(tb testing.TB) *Reader {
	tb.Helper()
	tree, err := fs.Sub(data.FS, "lexicon")
	if err != nil {
		tb.Fatal(err)
	}
	lex, err := lexicon.Load(tree)
	if err != nil {
		tb.Fatal(err)
	}
	reg, err := country.Load(data.FS)
	if err != nil {
		tb.Fatal(err)
	}
	book, err := affiliation.Load(data.FS, reg)
	if err != nil {
		tb.Fatal(err)
	}
	r, err := New(Setup{Lexicon: lex, Register: reg, Book: book})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// short writes a claim on one line: frame, subjects, others, what is asked, amounts,
// time and what else decides it.
func short(c *claim.Claim) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", c.Frame, codes(c.Subjects))
	if len(c.Against) > 0 {
		b.WriteString(" vs " + codes(c.Against))
	}
	for _, a := range c.Asks {
		b.WriteString(" " + a.Concept + a.Part)
		if a.PerHead {
			b.WriteString("/head")
		}
	}
	for _, q := range c.Quantities {
		fmt.Fprintf(&b, " %s%s%.4g", map[claim.Role]string{claim.Change: "Δ"}[q.Role], q.Op, q.Low)
	}
	if s := c.Span; s.Kind != "" {
		fmt.Fprintf(&b, " %s:%d-%d", s.Kind, s.From, s.To)
	}
	if c.Direction < 0 {
		b.WriteString(" less")
	}
	for _, x := range []struct {
		on   bool
		word string
	}{
		{c.Every, "every"},
		{c.Steady, "steady"},
		{c.Not, "not"},
		{c.Only, "only"},
		{c.Combined, "combined"},
		{c.Of != nil, "of " + scope(c.Of)},
		{c.Place > 0, fmt.Sprint("place", c.Place)},
		{c.Top > 0, fmt.Sprint("top", c.Top)},
		{c.Per > 0, fmt.Sprint("per", c.Per)},
		{c.Relation != "" && c.Frame != claim.Exception, c.Relation},
		{c.Organisation != "", c.Organisation},
		{c.Scope != nil, "among " + scope(c.Scope)},
	} {
		if x.on {
			b.WriteString(" " + x.word)
		}
	}
	return b.String()
}

func scope(s *claim.Scope) string {
	if s == nil {
		return ""
	}
	return s.ID
}

func codes(list []claim.Subject) string {
	var out []string
	for _, s := range list {
		if s.Set != nil {
			out = append(out, s.Set.ID)
		} else {
			out = append(out, string(s.Country))
		}
	}
	return strings.Join(out, "+")
}

// TestFrames reads sentences of every frame.
func TestFrames(t *testing.T) {
	r := reader(t)
	for text, want := range map[string][]string{
		"Paraguay's economy expanded by over 10 per cent in 2013.":                  {"threshold PRY gdp_growth >0.1 point:2013-2013"},
		"Consumer prices in Nepal rose by about 8 per cent in 2016.":                {"value NPL inflation ~0.08 point:2016-2016"},
		"Uruguay had about 3.4 million inhabitants in 2015.":                        {"value URY population ~3.4e+06 point:2015-2015"},
		"Fewer than one in ten Malawians had electricity in 2011.":                  {"threshold MWI electricity_access <0.1 point:2011-2011"},
		"Chile was richer than Peru in 2015.":                                       {"comparison CHL vs PER gdp_per_head point:2015-2015"},
		"Peru was poorer than Chile in 2015.":                                       {"comparison PER vs CHL gdp_per_head point:2015-2015 less"},
		"Laos held more than three times as many nuclear warheads as Nepal.":        {"ratio LAO vs NPL nuclear_warheads >3"},
		"Ethiopia had more than twice Kenya's population in 2015.":                  {"ratio ETH vs KEN population >2 point:2015-2015"},
		"Brazil was the world's largest emitter of carbon dioxide in 2006.":         {"rank BRA co2_emissions point:2006-2006 place1"},
		"Per head, nobody emitted more carbon dioxide than Kuwait in 2019.":         {"rank KWT co2_emissions/head point:2019-2019 place1"},
		"Italy's fertility rate in 2022 was one of the lowest in Europe.":           {"one_of_the_most ITA fertility point:2022-2022 less among region:europe"},
		"Togo's life expectancy was among the ten lowest in 2000.":                  {"one_of_the_most TGO life_expectancy point:2000-2000 less top10"},
		"Life expectancy in Haiti rose without interruption between 2005 and 2015.": {"trend HTI life_expectancy range:2005-2015 steady"},
		"Ghana more than halved its murder rate in the ten years after 2001.":       {"trend GHA homicide Δ>0.5 range:2001-2011 less"},
		"Fiji's liberal democracy improved between 2015 and 2020.":                  {"trend FJI liberal_democracy range:2015-2020"},
		"Unemployment in Spain worsened between 2007 and 2012.":                     {"trend ESP unemployment range:2007-2012"},
		"Mongolia became richer between 2000 and 2010.":                             {"trend MNG gdp_per_head range:2000-2010"},
		"Jordan's economy has not contracted once since 2010.":                      {"threshold JOR gdp_growth >=-0 since:2010-0 every"},
		"In the Maghreb only Tunisia scored above 0.5 on liberal democracy in 2015.": {
			"exception TUN liberal_democracy >0.5 point:2015-2015 only among region:maghreb",
		},
		"Slovenia and Slovakia both joined NATO in 2004.": {
			"membership SVN point:2004-2004 join NATO", "membership SVK point:2004-2004 join NATO",
		},
		"Norway is not a member of the European Union.":                   {"membership NOR not member EU"},
		"Qatar walked out of OPEC at the start of 2019.":                  {"membership QAT point:2019-2019 leave OPEC"},
		"Portugal has only one land neighbour, Spain.":                    {"border PRT vs ESP only border"},
		"Chad borders Libya.":                                             {"border TCD vs LBY border"},
		"Laos has five land neighbours.":                                  {"border LAO =5 border_count"},
		"Japan and the United States are bound by a defence treaty.":      {"alliance JPN vs USA defence"},
		"Senegal recorded no armed conflict between 2012 and 2023.":       {"conflict SEN armed_conflict range:2012-2023 every not"},
		"Angola has known nothing but peace since 2002.":                  {"conflict AGO armed_conflict since:2002-0 every not"},
		"Kurds make up close to a fifth of Turkey's people.":              {"share TUR ethnic_groupKurds ~0.2"},
		"China bought more than half of Mongolia's exports in 2017.":      {"share MNG vs CHN >0.5 point:2017-2017 export_partner"},
		"Zimbabwe's inflation peaked in 2008.":                            {"extreme_year ZWE inflation point:2008-2008 peak"},
		"Poland and Italy combined had more than 80 million inhabitants.": {"threshold POL+ITA population >8e+07 combined"},
		"At least 10 Nigerians die from cancer every hour.":               {"threshold NGA cancer_deaths >=10 per8766"},
		"Norway's inflation was higher in 2022 than in 2012.":             {"trend NOR inflation range:2012-2022"},
		"Peru's economy shrank in 2009 and again in 2020.": {
			"threshold PER gdp_growth <-0 point:2009-2009", "threshold PER gdp_growth <-0 point:2020-2020",
		},
		"In 2019 Greece spent more on its military than Poland did, though it had less than a third of the people.": {
			"comparison GRC vs POL military_spending point:2019-2019", "ratio GRC vs POL population <0.3333 point:2019-2019",
		},
		"Ethiopia is a poor country.":                                                                {"quality ETH gdp_per_head less"},
		"Norway has a low unemployment rate.":                                                        {"quality NOR unemployment less"},
		"Corruption is widespread in Somalia.":                                                       {"quality SOM corruption"},
		"Inflation in Japan was not high in 2015.":                                                   {"quality JPN inflation point:2015-2015 not"},
		"Syria was at war from 2011 to 2014.":                                                        {"conflict SYR armed_conflict range:2011-2014 every"},
		"Syria was at war between 2008 and 2014.":                                                    {"conflict SYR armed_conflict range:2008-2014"},
		"Brazil accounts for nearly half of South America's population.":                             {"threshold BRA population <~0.5 of region:south-america among region:south-america"},
		"Nepal's GDP per head is lower than Bhutan's.":                                               {"comparison NPL vs BTN gdp_per_head less"},
		"Malta had a lower murder rate than any other EU member in 2015.":                            {"rank MLT homicide point:2015-2015 less place1 among org:EU"},
		"Norway is richer than Sweden and Denmark.":                                                  {"comparison NOR vs SWE gdp_per_head", "comparison NOR vs DNK gdp_per_head"},
		"Belarus belongs to the CIS but not to the Council of Europe.":                               {"membership BLR member CIS", "membership BLR not member COE"},
		"Ireland's GDP grew by 24 per cent in 2015, the fastest in the EU.":                          {"value IRL gdp_growth =0.24 point:2015-2015", "rank IRL gdp_growth point:2015-2015 place1 among org:EU"},
		"Angola has been at peace since the war ended in 2002.":                                      {"conflict AGO armed_conflict since:2003-0 every not"},
		"Spain's unemployment was twice the EU average in 2013.":                                     {"ratio ESP vs org:EU unemployment =2 point:2013-2013 among org:EU"},
		"Niger has the youngest population in the world.":                                            {"rank NER median_age less place1"},
		"Poland has never had a recession since 1995.":                                               {"conflict POL gdp_growth since:1995-0 every"},
		"Ecuador was once an OPEC member.":                                                           {"membership ECU join OPEC"},
		"Georgia applied to join the EU in 2022.":                                                    {},
		"Fighting killed more people in Ethiopia than in Ukraine in 2022.":                           {"comparison ETH vs UKR violence_deaths point:2022-2022"},
		"Sierra Leone has been free of state-based armed conflict since 2002.":                       {"conflict SLE armed_conflict since:2002-0 every not"},
		"Few countries have grown faster than China since 2000.":                                     {"one_of_the_most CHN gdp_growth since:2000-0"},
		"Japan and Germany each hosted more than 50,000 American troops in 2020.":                    {"threshold JPN us_troops >5e+04 point:2020-2020", "threshold DEU us_troops >5e+04 point:2020-2020"},
		"Sudan's inflation was far above Ethiopia's in 2021.":                                        {"comparison SDN vs ETH inflation point:2021-2021"},
		"At 4 per cent, unemployment in Japan in 2012 was below that of Italy.":                      {"comparison JPN vs ITA unemployment point:2012-2012 less"},
		"Measured by GDP per capita, Poland is ahead of Hungary.":                                    {"comparison POL vs HUN gdp_per_head"},
		"Italy's population is older than Spain's.":                                                  {"comparison ITA vs ESP median_age"},
		"More of Morocco's population is online than of Algeria's.":                                  {"comparison MAR vs DZA internet_users"},
		"Laos has five neighbours by land and Kyrgyzstan six.":                                       {"border LAO =5 border_count", "border KGZ =6 border_count"},
		"The economy grew by 7 per cent in Vietnam and by 2 per cent in Japan in 2018.":              {"value VNM gdp_growth =0.07 point:2018-2018", "value JPN gdp_growth =0.02 point:2018-2018"},
		"Norway joined NATO in 1949, Spain in 1982.":                                                 {"membership NOR point:1949-1949 join NATO", "membership ESP point:1982-1982 join NATO"},
		"The number of people without access to electricity rose in Chad between 2000 and 2010.":     {"trend TCD without_electricity range:2000-2010"},
		"At no point this century has more than one Qatari worker in a hundred been out of a job.":   {"threshold QAT unemployment <=0.01 since:2001-0 every"},
		"Hindus are close to half of the Mauritian population, Muslims roughly two fifths.":          {"share MUS ethnic_groupHindus ~0.5", "share MUS ethnic_groupMuslims ~0.4"},
		"Roughly one inhabitant of Latvia in four is an ethnic Russian.":                             {"share LVA ethnic_groupRussian ~0.25"},
		"Only France relied more heavily on nuclear power for its electricity than Belgium in 2024.": {"rank BEL nuclear_electricity point:2024-2024 place2"},
		"Togo and Benin both recorded armed conflict in 2023; neither had in 2022.":                  {"conflict TGO armed_conflict point:2023-2023", "conflict BEN armed_conflict point:2023-2023", "conflict TGO armed_conflict point:2022-2022 not", "conflict BEN armed_conflict point:2022-2022 not"},
		"Latvia has lost more than a quarter of its people since 1990.":                              {"trend LVA population Δ>0.25 since:1990-0 less every"},
		"Bangladeshi children are likelier than Pakistani ones to die before their fifth birthday.":  {"comparison BGD vs PAK child_mortality"},
		"Since the plant closed at the end of 2009, Lithuania has produced no nuclear electricity.":  {"value LTU nuclear_electricity =0 since:2010-0 every"},
		"Neither Liberia nor Sierra Leone has relapsed into armed conflict since 2004.":              {"conflict LBR armed_conflict since:2004-0 every not", "conflict SLE armed_conflict since:2004-0 every not"},
		"Switzerland, unlike Austria, is not in the European Union.":                                 {"membership CHE not member EU", "membership AUT member EU"},
		"Unlike Norway, Sweden and Finland joined the EU in 1995.":                                   {"membership NOR point:1995-1995 not join EU", "membership SWE point:1995-1995 join EU", "membership FIN point:1995-1995 join EU"},
		"Burundi, one of the world's poorest countries, grew by 1.8 per cent in 2022.":               {"one_of_the_most BDI gdp_per_head point:2022-2022 less", "value BDI gdp_growth =0.018 point:2022-2022"},
		"Ukraine lost over ten million inhabitants between 1993 and 2022.":                           {"trend UKR population Δ>1e+07 range:1993-2022 less"},
		"Peru's inflation never exceeded ten per cent between 2001 and 2022.":                        {"threshold PER inflation <=0.1 range:2001-2022 every"},
		"Since leaving the EU in 2020 Britain has grown more slowly than Germany.":                   {"comparison GBR vs DEU gdp_growth since:2020-0 less"},
		"Croatia adopted the euro on 1 January 2023.":                                                {"membership HRV point:2023-2023 join EURO"},
		"Japan and South Korea are both treaty allies of the United States.":                         {"alliance JPN vs USA defence", "alliance KOR vs USA defence"},
		"Finland borders Norway and Russia but not Estonia.":                                         {"border FIN vs NOR border", "border FIN vs RUS border", "border FIN vs EST not border"},
		"More than half of Mexico's imports come from the United States.":                            {"share MEX vs USA >0.5 import_partner"},
		"Minorities in Norway enjoy equal rights.":                                                   {"quality NOR minority_rights"},
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

// TestGates checks what is kept from the data, and why.
func TestGates(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]string{
		"“Nobody has done more for peace than we have,” the president of Chad insisted.": "quotation",
		"The minister claimed that unemployment had fallen by half in 2015.":             "attribution",
		"Moldova will be inside the European Union by 2030.":                             "forecast",
		"Peru should cut its military spending.":                                         "norm",
		"High oil prices explain Russia's growth in the 2000s.":                          "cause",
		"Who knows how many Kenyans had electricity in 2010?":                            "question",
		"If prices rise, Ghana's economy grows.":                                         "conditional",
		"Singapore is a model that others would do well to copy.":                        "norm",
		"Azerbaijan stands as a significant beacon of strength.":                         "metaphor",
		"They met on Tuesday.":                                                           "no_claim",
	} {
		t.Run(text, func(t *testing.T) {
			out := r.Sentence(text, &Context{})
			if out.Refused.Kind != want || len(out.Claims) > 0 {
				t.Errorf("refused %q with %d claims, want %q", out.Refused.Kind, len(out.Claims), want)
			}
		})
	}
}

// TestMonthIsNoModal checks that May is a month where it is written as one.
func TestMonthIsNoModal(t *testing.T) {
	if out := reader(t).Sentence("By May 2018 more than half of Kenyans had electricity.", &Context{}); out.Refused.Kind == "forecast" {
		t.Error("a month is taken for what may come")
	}
}

// TestFigureUnderCause checks that a figure is tested though the sentence names a
// cause, and that the reader is told.
func TestFigureUnderCause(t *testing.T) {
	out := reader(t).Sentence("Thanks to reforms, Rwanda's economy grew by 8 per cent in 2015.", &Context{})
	if len(out.Claims) != 1 || len(out.Remarks) == 0 {
		t.Errorf("%d claims, remarks %q", len(out.Claims), out.Remarks)
	}
}

// TestPresumed checks what a sentence that is not tested takes for granted: what stands
// as somebody's own, and not what is wished for, said by others or of others.
func TestPresumed(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]string{
		"Albania's security arises from its uniquely tolerant society.":                 "quality ALB security “Albania's security”; quality ALB tolerance “its uniquely tolerant society”",
		"Georgia's growing economy will attract investors.":                             "threshold GEO gdp_growth “Georgia's growing economy”",
		"Nobody should ignore Latvia's shrinking population.":                           "threshold LVA population_growth less “Latvia's shrinking population”",
		"Kenya is a beacon in an otherwise turbulent region.":                           "quality KEN neighbourhood_violence “an otherwise turbulent region”",
		"Brazil's high inequality is rooted in its history.":                            "quality BRA inequality “Brazil's high inequality”",
		"Peru owes this to the stable economy and its tolerant society.":                "quality PER economic_stability “the stable economy”; quality PER tolerance “its tolerant society”",
		"Chile should become a tolerant society.":                                       "",
		"The minister said that Chile's tolerant society was a model.":                  "",
		"If Chile's tolerant society holds, others will follow.":                        "",
		"Kenya should help with the stability of Uganda.":                               "",
		"Peru and Chile should learn from the stable economy.":                          "",
		"Kenya must keep its fight against the tolerant.":                               "",
		"Peru will gain from its neighbour's stable economy.":                           "",
		"Kenya should send its vaccines to countries with stable economies because so.": "",
	} {
		t.Run(text, func(t *testing.T) {
			out := r.Sentence(text, &Context{})
			var got []string
			for _, c := range out.Claims {
				if !c.Presumed || out.Refused.Kind == "" {
					t.Errorf("%q is read as what is said", c.Text)
				}
				less := ""
				if len(c.Quantities) > 0 && c.Quantities[0].Op == claim.Below || c.Direction < 0 {
					less = " less"
				}
				got = append(got, fmt.Sprintf("%s %s %s%s “%s”", c.Frame, c.Subjects[0].Country, c.Asks[0].Concept, less, c.Text))
			}
			if list := strings.Join(got, "; "); list != want {
				t.Errorf("takes for granted %s, want %s", list, want)
			}
		})
	}
}

// TestAbstains checks what is refused because the figures would answer another question.
func TestAbstains(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]string{
		"Egypt and Israel have been at peace since 1979.":                                                  "ambiguous",
		"Egypt and Israel have both been at peace since 1979.":                                             "",
		"Hungary is the only EU member that borders Ukraine and Serbia.":                                   "no_measure",
		"Portugal borders only Spain.":                                                                     "",
		"Kenya hosts more Somali refugees than Ethiopia.":                                                  "narrow",
		"Kenya hosts more refugees than Ethiopia.":                                                         "",
		"Colombia hosts the most Venezuelan refugees.":                                                     "narrow",
		"The share of children who are obese was 10 per cent in Peru in 2010.":                             "narrow",
		"The share of people who are overweight was 10 per cent in Peru in 2010.":                          "",
		"It was in 2001 that China became more urban than rural.":                                          "ambiguous",
		"Outside South Sudan there is no country where fewer than a sixth of the people have electricity.": "ambiguous",
		"Norway exported more oil than Nigeria in 2015.":                                                   "narrow",
		"Norway exported more than Nigeria in 2015.":                                                       "",
		"Eswatini is the only African state without a border with the sea.":                                "no_measure",
		"Kuwait's economy is less diversified than Bahrain's.":                                             "narrow",
		"Kuwait's economy is less stable than Bahrain's.":                                                  "",
		"Somalia's life expectancy is lower than that of any of its neighbours.":                           "no_claim",
		"Senegal's election was free.":                                                                     "no_claim",
		"Ghana's democracy is more robust than it looks.":                                                  "opinion",
		"Namibia's democracy is more mature than its colonial history suggests.":                           "opinion",
	} {
		t.Run(text, func(t *testing.T) {
			out := r.Sentence(text, &Context{Year: 2022})
			kinds := map[string]bool{out.Refused.Kind: true}
			for _, c := range out.Claims {
				kind := c.Refused.Kind
				if len(c.Asks) > 0 && len(c.Asks[0].Narrow) > 0 {
					kind = "narrow"
				}
				if !c.Presumed {
					kinds[kind] = true
				}
			}
			if len(out.Claims) > 0 && out.Refused.Kind == "" && want != "" {
				delete(kinds, "")
			}
			if !kinds[want] || len(kinds) != 1 {
				t.Errorf("refused as %v, want %q", kinds, want)
			}
		})
	}
}

// TestReferences checks whom "it" and "the country" mean.
func TestReferences(t *testing.T) {
	r := reader(t)
	for name, test := range map[string]struct {
		before, text, want string
	}{
		"it":                 {"Kenya is a republic in East Africa.", "It had about 40 million inhabitants in 2010.", "KEN"},
		"the country":        {"Kenya is a republic.", "In 2010 the country had about 40 million inhabitants.", "KEN"},
		"two, singular":      {"Kenya and Uganda met.", "It had about 40 million inhabitants in 2010.", ""},
		"two, plural":        {"Kenya and Uganda met.", "They had fewer than 90 million inhabitants in 2010.", "KEN UGA"},
		"it and a set":       {"Angola quarrelled over its quota.", "It is still a member of OPEC.", "AGO"},
		"its exports":        {"Mongolia frets about its customers.", "More than half of its exports go to China.", "MNG"},
		"years later":        {"In 2012 Kenya had about 40 million inhabitants.", "Two years later it had about 45 million inhabitants.", "KEN"},
		"list":               {"Azerbaijan shares a border with Georgia.", "These countries include Russia and Iran.", "AZE AZE"},
		"nobody to refer to": {"", "It had about 40 million inhabitants in 2010.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := &Context{}
			if test.before != "" {
				before := r.Sentence(test.before, ctx)
				ctx.Follow(&before)
			}
			var got []string
			for _, c := range r.Sentence(test.text, ctx).Claims {
				got = append(got, codes(c.Subjects))
			}
			if s := strings.Join(got, " "); s != test.want {
				t.Errorf("about %q, want %q", s, test.want)
			}
		})
	}
}

// TestSpeaker checks who is quoted.
func TestSpeaker(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]string{
		"Michael Carpenter was quoted as saying that it was “one of the most important pillars”.": "Michael Carpenter",
		"Academics constantly insist on growth.":                                                  "Academics",
		"“We have done more than all others,” the president of Chad insisted.":                    "the president of Chad",
	} {
		if out := r.Sentence(text, &Context{}); out.Speaker != want {
			t.Errorf("%q is said by %q, want %q", text, out.Speaker, want)
		}
	}
}

// TestMentioned lists countries, and organisations where belonging is spoken of.
func TestMentioned(t *testing.T) {
	r := reader(t)
	for text, want := range map[string]string{
		"Ukraine was a member of the European Union in 2022.":            "UKR EU",
		"The UN refugee agency counted many refugees in Lebanon.":        "LBN",
		"Hungarians form less than a tenth of Slovakia's population.":    "SVK",
		"Kenya and Uganda and Kenya again.":                              "KEN UGA",
		"All three Baltic states belong to NATO.":                        "NATO EST LVA LTU",
		"Of late nothing is known of it.":                                "",
		"Nigeria has more people than Niger, and Niger fewer than Mali.": "NGA NER MLI",
	} {
		got := strings.Fields(strings.Join(r.Sentence(text, &Context{}).Mentioned, " "))
		if !sameSet(got, strings.Fields(want)) {
			t.Errorf("%q mentions %q, want %q", text, got, want)
		}
	}
}

func sameSet(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for _, x := range a {
		if !strings.Contains(" "+strings.Join(b, " ")+" ", " "+x+" ") {
			return false
		}
	}
	return true
}

// FuzzSentence checks that no sentence brings the reader down, and that claims lie
// within it.
func FuzzSentence(f *testing.F) {
	r := reader(f)
	for _, text := range []string{
		"Kenya's economy grew faster than Ethiopia's in 2015.", "more than than as as", "only only Chad in in in 2010", "no no never 5 per cent of of",
		"“He said “she said", "A of B's C's D, which who which", "1:1:1 in 2010-11-12", "between between and 2010 and", "Neither nor not no zero 0 of Mali",
		"\u202eMali\u202c fell", "the the the", "It. It! It?", strings.Repeat("Mali and ", 40) + "grew", "[[India's]]] 5",
		"half half as many many as as Mali", "the second third fourth largest of the five Nordic states",
	} {
		f.Add(text)
	}
	ctx := &Context{Year: 2015}
	f.Fuzz(func(t *testing.T, text string) {
		text = prose.Plain([]byte(text)).S
		if len(text) > 600 {
			return
		}
		runes := len([]rune(text))
		out := r.Sentence(text, ctx)
		for _, c := range out.Claims {
			if c.Start < 0 || c.End < c.Start || c.End > runes {
				t.Fatalf("claim from %d to %d of %d", c.Start, c.End, runes)
			}
			if len(c.Subjects) == 0 {
				t.Fatalf("a claim about nobody: %+v", c)
			}
		}
		if len(out.Claims) == 0 && out.Refused.Kind == "" {
			t.Fatal("neither a claim nor a reason")
		}
	})
}

// BenchmarkSentence reads a sentence of some length.
func BenchmarkSentence(b *testing.B) {
	r := reader(b)
	ctx := &Context{Year: 2016}
	for b.Loop() {
		r.Sentence("In 2009 Greece spent more on its military than Poland did, though it had less than a third of the people.", ctx)
	}
}
