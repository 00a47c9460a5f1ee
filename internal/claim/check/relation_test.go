// SPDX-License-Identifier: Apache-2.0

package check

import (
	"strings"
	"testing"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/panel"
)

// day is a date.
func day(y, m, d int) country.Date { return country.Date{Year: y, Month: m, Day: d} }

// TestMemberships checks dates of joining, leaving and suspension from the embedded
// table: Slovenia joined NATO on 2004-03-29, the United Kingdom left the European Union
// on 2020-01-31, Russia the Council of Europe on 2022-03-16 after three weeks of
// suspension, Egypt was suspended by the OIC from May 1979 to March 1984, Timor-Leste
// was an observer of ASEAN until it joined in October 2025.
func TestMemberships(t *testing.T) {
	present, since := claim.Span{Kind: claim.Present}, func(y int) claim.Span { return claim.Span{From: y, Kind: claim.Since} }
	until := func(y int) claim.Span { return claim.Span{To: y, Kind: claim.Until} }
	who := func(c country.Code) set { return than(c) }
	try(t, bench(t), map[string]trial{
		"in the year before joining":         {member("member", "SVN", "NATO", point(2003)), 0, no},
		"in the year of joining, by its end": {member("member", "SVN", "NATO", point(2004)), 0, yes},
		"in the year after joining":          {member("member", "SVN", "NATO", point(2005)), 0, yes},
		"today, as of the text's year":       {member("member", "SVN", "NATO", present), 2003, no},
		"today, as of a later text":          {member("member", "SVN", "NATO", present), 2004, yes},
		"today, of a text without a date":    {member("member", "SVN", "NATO", present), 0, yes},
		"in the year before leaving":         {member("member", "GBR", "EU", point(2019)), 0, yes},
		"in the year of leaving, at its end": {member("member", "GBR", "EU", point(2020)), 0, no},
		"today, having left":                 {member("member", "GBR", "EU", present), 0, no},
		"since it joined, having left":       {member("member", "GBR", "EU", claim.Span{From: 1980, Kind: claim.Since}), 2022, no},
		"since it joined, before it left":    {member("member", "GBR", "EU", claim.Span{From: 1980, Kind: claim.Since}), 2018, yes},
		"while suspended":                    {member("member", "EGY", "OIC", point(1981)), 0, yes},
		"having left after a suspension":     {member("member", "RUS", "COE", present), 2022, no},
		"in the last year before it left":    {member("member", "RUS", "COE", point(2021)), 0, yes},
		"a candidate is no member":           {member("member", "HRV", "EU", point(2010)), 0, no},
		"an observer is no member":           {member("member", "TLS", "ASEAN", point(2024)), 0, no},
		"never listed":                       {member("member", "KEN", "NATO", point(2010)), 0, no},
		"unknown organisation":               {member("member", "KEN", "NONESUCH", point(2010)), 0, open},
		"over a stretch within":              {member("member", "GBR", "EU", stretch(1980, 2010)), 0, yes},
		"over a stretch until it left":       {member("member", "GBR", "EU", stretch(1980, 2020)), 0, no},
		"over a stretch from before":         {member("member", "GBR", "EU", stretch(1970, 2010)), 0, no},
		"since it joined, and still":         {member("member", "SVN", "NATO", since(2004)), 2010, yes},
		"since before it joined":             {member("member", "SVN", "NATO", since(2003)), 2010, no},
		"joined in the year":                 {member("join", "SVN", "NATO", point(2004)), 0, yes},
		"joined a year before":               {member("join", "SVN", "NATO", point(2003)), 0, no},
		"joined within a stretch":            {member("join", "SVN", "NATO", stretch(1999, 2004)), 0, yes},
		"joined after a stretch":             {member("join", "SVN", "NATO", stretch(1999, 2003)), 0, no},
		"joined at some time":                {member("join", "SVN", "NATO", claim.Span{}), 0, yes},
		"joined since":                       {member("join", "SVN", "NATO", since(2005)), 0, no},
		"joined until":                       {member("join", "SVN", "NATO", until(2004)), 0, yes},
		"joined until a year before":         {member("join", "SVN", "NATO", until(2003)), 0, no},
		"joined as a candidate":              {member("join", "HRV", "EU", point(2004)), 0, no},
		"left in the year":                   {member("leave", "GBR", "EU", point(2020)), 0, yes},
		"left a year before":                 {member("leave", "GBR", "EU", point(2019)), 0, no},
		"left a year later":                  {member("leave", "GBR", "EU", point(2021)), 0, no},
		"left, but it never did":             {member("leave", "SVN", "NATO", claim.Span{}), 0, no},
		"a candidate that became a member":   {member("leave", "HRV", "EU", claim.Span{}), 0, no},
		"a founder":                          {member("founder", "FRA", "NATO", claim.Span{}), 0, yes},
		"no founder":                         {member("founder", "SVN", "NATO", claim.Span{}), 0, no},
		"before another":                     {that(member("join", "SVN", "NATO", claim.Span{}), who("FIN"), going(1)), 0, yes},
		"after another":                      {that(member("join", "SVN", "NATO", claim.Span{}), who("FIN"), going(-1)), 0, no},
		"before one who was a candidate":     {that(member("join", "GBR", "EU", claim.Span{}), who("HRV"), going(1)), 0, yes},
		"before one who never did":           {that(member("join", "SVN", "NATO", claim.Span{}), who("KEN"), going(1)), 0, open},
	})
	never := func(c country.Code, s claim.Span) claim.Claim {
		return that(member("member", c, "EU", s), deny, each)
	}
	try(t, bench(t), map[string]trial{
		"never, of one who had left by then": {never("GBR", present), 2022, no},
		"never, of one who joined later":     {never("HRV", present), 2010, yes},
		"never, of one who joined that year": {never("HRV", present), 2013, no},
		"never, of one who never did":        {never("KEN", claim.Span{}), 0, yes},
	})
}

// TestLeftIn checks that a membership up to New Year's Eve was left as the next year
// began.
func TestLeftIn(t *testing.T) {
	for d, want := range map[country.Date]int{day(2018, 12, 31): 2019, day(2018, 12, 30): 2018, day(2018, 1, 31): 2018} {
		if got := leftIn(d); got != want {
			t.Errorf("until %v: left in %d, want %d", d, got, want)
		}
	}
}

// TestMembershipOnBothDays checks that joining within the year that is meant shows.
func TestMembershipOnBothDays(t *testing.T) {
	o := outcome(t, bench(t), trial{claim: member("member", "SVN", "NATO", point(2004))})
	if len(o.Variants) != 2 || !o.Variants[0].Holds || o.Variants[1].Holds {
		t.Errorf("on the last and first day of 2004: %v", o.Variants)
	}
	if e := o.Evidence[0]; e.Period != "2004-03-29-" || e.Text != "member" || e.Indicator != "memberships.NATO" {
		t.Errorf("evidence %+v", e)
	}
	o = outcome(t, bench(t), trial{claim: member("member", "GBR", "EU", point(2020))})
	if o.Evidence[0].Period != "1973-01-01-2020-01-31" || !strings.Contains(o.Reason, "1973-01-01-2020-01-31") {
		t.Errorf("%q with %+v", o.Reason, o.Evidence[0])
	}
	o = outcome(t, bench(t), trial{claim: member("member", "KEN", "EU", point(2020))})
	if o.Evidence[0].Text != "not listed" || !strings.Contains(o.Reason, "not listed") {
		t.Errorf("%q with %+v", o.Reason, o.Evidence[0])
	}
}

// lands is a checker with a few land borders: 1 with 2 and 3, where 3 alone states it;
// 4 has none; 5 had one with 6 until 2005.
func lands(tb testing.TB) *Checker {
	c := bench(tb)
	d := panel.NewDyads("land.border", panel.NewAxis(world))
	d.Add(1, panel.Dyad{Counterpart: "C02", Year: 2016, Value: 100})
	d.Add(2, panel.Dyad{Counterpart: "C01", Year: 2016, Value: 104})
	d.Add(3, panel.Dyad{Counterpart: "C01", Year: 2016, Value: 30})
	d.Add(5, panel.Dyad{Counterpart: "C06", Year: 2005, Value: 7})
	d.Add(5, panel.Dyad{Counterpart: "C07", Year: 2010, Value: 8})
	d.Sort()
	c.Store.(*shelf).dyads["land.border"], c.Borders = d, "land.border"
	return c
}

func TestBorders(t *testing.T) {
	to := func(as string, a country.Code, others ...country.Code) claim.Claim {
		return that(claim.Claim{Frame: claim.Border, Relation: as, Subjects: []claim.Subject{{Country: a}}}, than(others...))
	}
	only := func(a *claim.Claim) { a.Only = true }
	count := func(op claim.Op, n float64) set { return is(op, number(n, claim.Plain)) }
	km := func(op claim.Op, v float64) set { return is(op, number(v, "length")) }
	try(t, lands(t), map[string]trial{
		"stated by one side":           {to("border", "C01", "C03"), 0, yes},
		"stated by the other side":     {to("border", "C03", "C01"), 0, yes},
		"both of two":                  {to("border", "C01", "C02", "C03"), 0, yes},
		"one of two is none":           {to("border", "C01", "C02", "C04"), 0, no},
		"any of two":                   {to("border_any", "C01", "C04", "C03"), 0, yes},
		"any of those that are none":   {to("border_any", "C01", "C04", "C05"), 0, no},
		"only these":                   {that(to("border", "C01", "C02", "C03"), only), 0, yes},
		"only one of two":              {that(to("border", "C01", "C02"), only), 0, no},
		"only those and one more":      {that(to("border", "C01", "C02", "C03", "C04"), only), 0, no},
		"nobody at all":                {to("border", "C04", "C05"), 0, no},
		"two neighbours":               {that(to("border_count", "C01"), count(claim.Equal, 2)), 0, yes},
		"three neighbours":             {that(to("border_count", "C01"), count(claim.Equal, 3)), 0, no},
		"more than one":                {that(to("border_count", "C01"), count(claim.Above, 1)), 0, yes},
		"more than two":                {that(to("border_count", "C01"), count(claim.Above, 2)), 0, no},
		"no neighbours":                {that(to("border_count", "C04"), count(claim.Equal, 0)), 0, yes},
		"its own length comes first":   {that(to("border_length", "C02", "C01"), km(claim.Above, 103)), 0, yes},
		"as the first side states it":  {that(to("border_length", "C01", "C02"), km(claim.Below, 103)), 0, yes},
		"length, within a twentieth":   {that(to("border_length", "C01", "C02"), km(claim.Equal, 104)), 0, yes},
		"length, beyond a twentieth":   {that(to("border_length", "C01", "C02"), km(claim.Equal, 106)), 0, no},
		"the length of what is not":    {that(to("border_length", "C01", "C04"), km(claim.Equal, 100)), 0, open},
		"in an earlier year":           {that(to("border", "C05", "C06"), in(point(2006))), 0, yes},
		"at the time of another text":  {to("border", "C05", "C06"), 2012, no},
		"at the time of an early text": {to("border", "C05", "C06"), 2007, yes},
	})
	c := lands(t)
	o := outcome(t, c, trial{claim: to("border", "C01", "C02")})
	if len(o.Evidence) != 1 || *o.Evidence[0].Value != 100 || o.Evidence[0].Source != "land" || o.Period != "2016" {
		t.Errorf("evidence of one border: %+v of %s", o.Evidence, o.Period)
	}
	o = outcome(t, c, trial{claim: to("border", "C01", "C04")})
	if len(o.Evidence) != 2 || !strings.Contains(o.Reason, "C02, C03") {
		t.Errorf("evidence of no border: %+v, %s", o.Evidence, o.Reason)
	}
	o = outcome(t, c, trial{claim: to("border", "C04", "C01")})
	if len(o.Evidence) != 1 || o.Evidence[0].Value != nil || !strings.Contains(o.Reason, "nobody") {
		t.Errorf("evidence of an island: %+v, %s", o.Evidence, o.Reason)
	}
	c.Borders = "none"
	if o := outcome(t, c, trial{claim: to("border", "C01", "C02")}); o.Verdict != open || !strings.Contains(o.Missing, "borders") {
		t.Errorf("without a table: %s, missing %q", o.Verdict, o.Missing)
	}
}

// TestAlliances checks pacts on the days around their beginning and end, and those of an
// organisation by its members.
func TestAlliances(t *testing.T) {
	c := bench(t)
	c.Pacts = []claim.Pact{
		{Name: "Old", Members: []country.Code{"C01", "C02"}, From: day(1950, 1, 1), To: day(2010, 12, 30), Since: "1950", Until: "2010-12-30", Source: "a", Note: "It ended."},
		{Name: "New", Members: []country.Code{"C01", "C03"}, From: day(2012, 6, 1), Since: "2012-06", Source: "b"},
		{Name: "North", Organisation: "NATO", From: day(1949, 8, 24), Since: "1949-08-24", Source: "c"},
	}
	pact := func(a, b country.Code, s claim.Span) claim.Claim {
		return that(relation(claim.Alliance, "defence", a, b), in(s))
	}
	present := claim.Span{Kind: claim.Present}
	try(t, c, map[string]trial{
		"before it ended":                {pact("C01", "C02", point(2009)), 0, yes},
		"in either order":                {pact("C02", "C01", point(2009)), 0, yes},
		"ended a day before the year's":  {pact("C01", "C02", point(2010)), 0, no},
		"before it began":                {pact("C01", "C02", point(1949)), 0, no},
		"today, of what ended":           {pact("C01", "C02", present), 0, no},
		"as of an early text":            {pact("C01", "C02", present), 2005, yes},
		"in the year of its beginning":   {pact("C01", "C03", point(2012)), 0, yes},
		"in the year before":             {pact("C01", "C03", point(2011)), 0, no},
		"two who are bound to a third":   {pact("C02", "C03", point(2012)), 0, no},
		"through an organisation":        {pact("FRA", "SVN", point(2005)), 0, yes},
		"before one of the two joined":   {pact("FRA", "SVN", point(2003)), 0, no},
		"one is not in the organisation": {pact("FRA", "AUT", point(2005)), 0, no},
	})
	o := outcome(t, c, trial{claim: pact("C01", "C02", point(2009))})
	if o.Evidence[0].Name != "Old" || o.Evidence[0].Period != "1950-2010-12-30" || len(o.Notes) != 1 {
		t.Errorf("evidence %+v with %q", o.Evidence, o.Notes)
	}
	o = outcome(t, c, trial{claim: pact("C02", "C03", point(2012))})
	if len(o.Evidence) != 1 || !strings.Contains(o.Evidence[0].Text, "none of the 3 pacts") {
		t.Errorf("evidence of no pact: %+v", o.Evidence)
	}
	c.Pacts = nil
	if o := outcome(t, c, trial{claim: pact("C01", "C02", point(2009))}); o.Verdict != open {
		t.Errorf("without a table: %s", o.Verdict)
	}
}

// TestParts checks shares of groups by name, year and table.
func TestParts(t *testing.T) {
	c := bench(t)
	store := c.Store.(*shelf)
	people := panel.NewDyads("peoples", panel.NewAxis(world))
	people.Add(1, panel.Dyad{Counterpart: "Russian", Year: 2010, Value: 20})
	people.Add(1, panel.Dyad{Counterpart: "Russian", Year: 2016, Value: 15})
	tongues := panel.NewDyads("tongues", panel.NewAxis(world))
	tongues.Add(1, panel.Dyad{Counterpart: "Russian", Year: 2016, Value: 60})
	people.Sort()
	tongues.Sort()
	store.dyads["peoples"], store.dyads["tongues"] = people, tongues
	c.Groups = []string{"none", "peoples", "tongues"}
	group := func(who country.Code, name string, v float64, list ...set) claim.Claim {
		a := about(claim.Share, who, "")
		a.Asks[0].Part = name
		return that(that(a, is(claim.Equal, share(v))), list...)
	}
	try(t, c, map[string]trial{
		"as written":                 {group("C01", "Russians", 0.15), 0, yes},
		"within a twentieth":         {group("C01", "Russians", 0.157), 0, yes},
		"beyond a tenth":             {group("C01", "Russians", 0.18), 0, no},
		"in an earlier year":         {group("C01", "Russians", 0.2, in(point(2012))), 0, yes},
		"as of an earlier text":      {group("C01", "Russians", 0.2), 2012, yes},
		"of those who speak it":      {group("C01", "Russian", 0.6, as("speak")), 0, yes},
		"of those who do not":        {group("C01", "Russian", 0.6), 0, no},
		"of a group without figures": {group("C01", "Uzbeks", 0.1), 0, open},
		"of a country without them":  {group("C02", "Russians", 0.1), 0, open},
		"of one that no table knows": {group("XXX", "Russians", 0.1), 0, open},
	})
	o := outcome(t, c, trial{claim: group("C01", "Russian", 0.6, as("speak"))})
	if len(o.Evidence) != 1 || o.Evidence[0].Indicator != "tongues" || o.Period != "2016" {
		t.Errorf("evidence %+v of %s", o.Evidence, o.Period)
	}
}
