// SPDX-License-Identifier: Apache-2.0

package affiliation

import (
	"errors"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/qala-observatory/qala/internal/country"
)

// small are tables without a fault, by name.
func small() map[string]string {
	return map[string]string{
		OrganisationsFile: "id,name,aliases,kind,from,to,factbook,source,url,note\n" +
			"ONE,First Organisation,One|The First,regional,1990,,O,list,,\n",
		MembershipsFile: "organisation,iso3,joined,left,status,source,note\n" +
			"ONE,FRA,1990,,member,list,\nONE,DEU,1990-10-03,1999-12-31,member,list,\nONE,DEU,1995,1996,suspended,list,why\nONE,ITA,2000-05,,observer,list,\n",
		RegionsFile: "region,name,member,from,to,source,note\n" +
			"rhine,Rhine states,,,,map,\nrhine,,FRA,,,map,\nrhine,,DEU,,1999,map,\nclub,Club,,,,map,\nclub,,org:ONE,,,map,\nboth,Both,,,,map,\nboth,,region:rhine,2010,,map,\nboth,,m49:Southern Africa,,,map,\n",
		PowersFile: "list,name,iso3,from,to,source,note\np,Powers,,,,book,\np,,FRA,1900,1910,book,\np,,FRA,1920,,book,\n",
		ViewsFile: "view,name,distances,iso3_a,iso3_b,adjacent,km,from,to,why,source\n" +
			"de_facto,Held,x.y,,,,,,,rule,map\nde_facto,,,FRA,DEU,no,,2000,2001,reason,map\nde_facto,,,GUF,FRA,part,,,,reason,map\n",
	}
}

// register is the repository's register, read once.
var register = sync.OnceValues(func() (*country.Register, error) { return country.Load(os.DirFS("../../data")) })

// parse loads tables of a test.
func parse(t testing.TB, tables map[string]string) (*Book, error) {
	t.Helper()
	reg, err := register()
	if err != nil {
		t.Fatal(err)
	}
	tree := fstest.MapFS{}
	for name, text := range tables {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return Load(tree, reg)
}

func TestFaults(t *testing.T) {
	for _, test := range []struct {
		name, file, add string
		want            string
	}{
		{"kind", OrganisationsFile, "TWO,Two,,club,,,,list,,\n", `organisations.csv:3:10: kind: "club" is not a kind`},
		{"id twice", OrganisationsFile, "ONE,Other,,global,,,,list,,\n", `organisations.csv:3:1: id: "ONE" stands twice`},
		{"alias of two", OrganisationsFile, "TWO,Two,the first,global,,,,list,,\n", `organisations.csv:3:9: aliases: "the first" belongs to ONE too`},
		{"no source", OrganisationsFile, "TWO,Two,,global,,,,,,\n", "organisations.csv:3:20: source: is empty"},
		{"empty part", OrganisationsFile, "TWO,Two,a||b,global,,,,list,,\n", "aliases: has an empty part"},
		{"unknown organisation", MembershipsFile, "TWO,FRA,1990,,member,list,\n", `memberships.csv:6:1: organisation: "TWO" is not in organisations.csv`},
		{"unknown country", MembershipsFile, "ONE,QQQ,1990,,member,list,\n", `memberships.csv:6:5: iso3: no country "QQQ"`},
		{"unknown status", MembershipsFile, "ONE,ESP,1990,,friend,list,\n", `status: "friend" is not a status; the statuses are member, permanent`},
		{"no beginning", MembershipsFile, "ONE,ESP,,,member,list,\n", "joined: is empty"},
		{"a day that is none", MembershipsFile, "ONE,ESP,1990-02-30,,member,list,\n", `joined: "1990-02-30" is not a day`},
		{"a month that is none", MembershipsFile, "ONE,ESP,1990-13,,member,list,\n", `joined: "1990-13" is not a day`},
		{"end before beginning", MembershipsFile, "ONE,ESP,1990,1989,member,list,\n", "left: 1989 is before 1990"},
		{"overlap", MembershipsFile, "ONE,FRA,1995,,observer,list,\n", "memberships.csv:6: overlaps the row of the same country on line 2"},
		{"suspension outside", MembershipsFile, "ONE,ITA,2005,2006,suspended,list,\n", "memberships.csv:6: no membership in which this suspension lies"},
		{"suspensions overlap", MembershipsFile, "ONE,DEU,1996,1997,suspended,list,\n", "overlaps the row"},
		{"too few fields", MembershipsFile, "ONE,ESP,1990\n", "memberships.csv:6: 3 fields, the header has 7"},
		{"a quote that is not closed", MembershipsFile, "ONE,\"ESP,1990\n", "memberships.csv:6:15: extraneous or missing \" in quoted-field"},
		{"not UTF-8", MembershipsFile, "ONE,ESP,1990,,member,list,\xff\n", "note: is not UTF-8"},
		{"blanks", MembershipsFile, "ONE, ESP,1990,,member,list,\n", "iso3: has blanks around it"},
		{"region twice", RegionsFile, "rhine,Again,,,,map,\n", `region: "rhine" stands twice`},
		{"region without a name", RegionsFile, "alps,,FRA,,,map,\n", `region: "alps": the rows of a region stand below`},
		{"row far from its region", RegionsFile, "rhine,,ITA,,,map,\n", `region: "rhine": the rows of a region stand below`},
		{"region without a member", RegionsFile, "alps,Alps,,,,map,\n", "region alps has no member"},
		{"member beside the name", RegionsFile, "alps,Alps,FRA,,,map,\n", "a row with a name begins a region"},
		{"unknown member", RegionsFile, "both,,QQQ,,,map,\n", "regions.csv:10: member: no country QQQ"},
		{"unknown set", RegionsFile, "both,,org:TWO,,,map,\n", "member: no organisation TWO"},
		{"unknown area", RegionsFile, "both,,m49:Atlantis,,,map,\n", "member: no area Atlantis"},
		{"itself", RegionsFile, "both,,region:both,,,map,\n", "member: no region both above"},
		{"unknown kind of set", RegionsFile, "both,,planet:mars,,,map,\n", "member: want a code, org:, region: or m49:"},
		{"list without a name", PowersFile, "q,,FRA,,,book,\n", `list: "q": the rows of a list stand below`},
		{"list twice", PowersFile, "p,Again,,,,book,\n", `list: "p" stands twice`},
		{"power twice at a time", PowersFile, "p,,FRA,1905,,book,\n", "iso3: FRA stands on the list already"},
		{"view without a name", ViewsFile, "un,,,FRA,DEU,no,,,,why,map\n", `view: "un": the rows of a view stand below`},
		{"view twice", ViewsFile, "de_facto,Again,x.y,,,,,,,rule,map\n", `view: "de_facto" stands twice`},
		{"neither yes nor no", ViewsFile, "de_facto,,,FRA,ITA,maybe,,,,why,map\n", `adjacent: "maybe" is not yes, no or part`},
		{"no reason", ViewsFile, "de_facto,,,FRA,ITA,no,,,,,map\n", "why: is empty"},
		{"length", ViewsFile, "de_facto,,,FRA,ITA,yes,-3,,,why,map\n", `km: "-3" is not a length`},
		{"length that is none", ViewsFile, "de_facto,,,FRA,ITA,yes,NaN,,,why,map\n", `km: "NaN" is not a length`},
		{"with itself", ViewsFile, "de_facto,,,FRA,FRA,no,,,,why,map\n", "iso3_b: FRA borders on itself"},
		{"two rulings at a time", ViewsFile, "de_facto,,,DEU,FRA,yes,,2001,,why,map\n", "DEU and FRA have a ruling already"},
		{"held twice", ViewsFile, "de_facto,,,GUF,BRA,part,,,,why,map\n", "GUF or BRA is held or holds already"},
		{"a chain of holders", ViewsFile, "de_facto,,,FRA,ITA,part,,,,why,map\n", "FRA or ITA is held or holds already"},
	} {
		t.Run(test.name, func(t *testing.T) {
			tables := small()
			tables[test.file] += test.add
			_, err := parse(t, tables)
			faults, rest := Faults(err)
			if len(faults) == 0 || rest != nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	tables := small()
	tables[MembershipsFile] += "TWO,QQQ,,,friend,list,\n"
	tables[PowersFile] += "q,,FRA,,,book,\n"
	_, err := parse(t, tables)
	faults, rest := Faults(err)
	var fields []string
	for _, f := range faults {
		fields = append(fields, f.File+" "+f.Field)
	}
	want := []string{
		"memberships.csv iso3", "memberships.csv organisation", "memberships.csv status", "memberships.csv joined", "powers.csv list",
	}
	if diff := cmp.Diff(want, fields); diff != "" || rest != nil {
		t.Error(diff, rest)
	}
}

func TestBrokenFiles(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"empty":         {"", "memberships.csv:1: the file is empty"},
		"other columns": {"iso3,organisation\n", "memberships.csv:1: want the columns organisation,iso3,joined"},
		"no CSV":        {"\"a\n", "memberships.csv:"},
	} {
		t.Run(name, func(t *testing.T) {
			tables := small()
			tables[MembershipsFile] = test.text
			if _, err := parse(t, tables); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q", err, test.want)
			}
		})
	}
	tables := small()
	delete(tables, ViewsFile)
	_, err := parse(t, tables)
	if _, rest := Faults(err); rest == nil || !strings.Contains(err.Error(), "views.csv") {
		t.Errorf("error %v", err)
	}
}

func TestSmallTables(t *testing.T) {
	b, err := parse(t, small())
	if err != nil {
		t.Fatal(err)
	}
	on := country.Date{Year: 1995, Month: 6, Day: 1}
	members, err := b.Members("the first", on)
	if err != nil || len(members) != 2 || members[0].Status != Suspended || members[0].Note != "why" || members[0].Since != "1990-10-03" {
		t.Errorf("%+v %v", members, err)
	}
	if today, err := b.Members("ONE", country.Date{}); err != nil || len(today) != 1 {
		t.Errorf("%+v %v", today, err)
	}
	if rows := b.History("ONE", "DEU"); len(rows) != 2 {
		t.Errorf("%+v", rows)
	}
	if rows := b.Rows("ONE"); len(rows) != 4 {
		t.Errorf("%+v", rows)
	}
	_, err = b.Members("ONE", country.Date{Year: 1980, Month: 1, Day: 1})
	var empty *EmptyError
	if !errors.As(err, &empty) || empty.First != (country.Date{Year: 1990, Month: 1, Day: 1}) || !empty.Last.IsZero() {
		t.Errorf("error %v", err)
	}
	for year, want := range map[int]string{1998: "DEU FRA", 2005: "FRA"} {
		got, err := b.Region("rhine", YearEnd(year))
		if text := words(got); text != want || err != nil {
			t.Errorf("rhine %d: %s, want %s: %v", year, text, want, err)
		}
	}
	if got, err := b.Region("both", YearEnd(2015)); words(got) != "BWA FRA LSO NAM SWZ ZAF" || err != nil {
		t.Errorf("both: %v %v", got, err)
	}
	if _, err := b.Powers("p", YearEnd(1915)); !errors.Is(err, ErrEmpty) {
		t.Errorf("error %v", err)
	}
	if _, err := b.View("de_jure"); err == nil || !strings.Contains(err.Error(), "did you mean de_facto") {
		t.Errorf("error %v", err)
	}
}

// words joins codes.
func words(list []country.Code) string {
	text := make([]string, len(list))
	for i, c := range list {
		text[i] = string(c)
	}
	return strings.Join(text, " ")
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"2016-11-30": "2016-11-30 2016-11-30", "2016-02": "2016-02-01 2016-02-29", "2016": "2016-01-01 2016-12-31",
		"2015-02": "2015-02-01 2015-02-28", "2016-2": "", "30.11.2016": "", "": "", "99999": "", "2016-02-30": "",
	} {
		first, last, err := ParseDate(text)
		if got := first.String() + " " + last.String(); (err != nil) != (want == "") || err == nil && got != want {
			t.Errorf("%q: %s, want %q: %v", text, got, want, err)
		}
	}
}

func TestBorders(t *testing.T) {
	on := YearEnd(2022)
	view := View{
		Holdings: []Holding{{Area: "GUF", Holder: "FRA"}, {Area: "PSG", Holder: "PSE"}, {Area: "XWB", Holder: "PSE"}},
		Rulings: []Ruling{
			{A: "ESP", B: "MAR", Why: "r"},
			{A: "DEU", B: "FRA", Adjacent: true, Why: "r"},
			{A: "KEN", B: "SDN", Adjacent: true, KM: 232, Why: "r", Span: Span{To: YearEnd(2010)}},
			{A: "MAR", B: "MRT", Adjacent: true, KM: 7, Why: "r"},
		},
	}
	stated := []Stated{
		{"DEU", "POL", 447},
		{"POL", "DEU", 467},
		{"RUS", "CHN", 4133},
		{"RUS", "CHN", 46}, // a second stretch
		{"BRA", "GUF", 649},
		{"GUF", "BRA", 600},
		{"FRA", "DEU", 418}, // one side only
		{"ISR", "PSG", 59},
		{"ISR", "XWB", 330},
		{"PSG", "ISR", 59},
		{"XWB", "ISR", 330},
		{"ESP", "MAR", 18.5},
		{"MAR", "ESP", 18.5},
		{"GUF", "FRA", 1}, // with its own state
		{"FRA", "FRA", 1},
	}
	want := []Border{
		{A: "BRA", B: "FRA", KM: 624.5, KMA: 649, KMB: 600},
		{A: "CHN", B: "RUS", KM: 4179, KMB: 4179},
		{A: "DEU", B: "FRA", KM: 418, KMB: 418, Why: "r"},
		{A: "DEU", B: "POL", KM: 457, KMA: 447, KMB: 467},
		{A: "ISR", B: "PSE", KM: 389, KMA: 389, KMB: 389},
		{A: "MAR", B: "MRT", KM: 7, Why: "r"},
	}
	got := Borders(stated, view, on)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got[3].Disagree() != true || got[4].Disagree() || got[2].Disagree() {
		t.Error("disagreements are those without a ruling")
	}
	// The state's own page comes before that of an area it holds.
	own := slices.Concat(stated, []Stated{{"FRA", "BRA", 730}})
	if got := Borders(own, view, on); got[0].KMB != 730 {
		t.Errorf("%+v", got[0])
	}
}

// TestBordersProperties checks that the order of statements does not matter, and
// that a pair stands once, with a finite length, between those that state it.
func TestBordersProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]country.Code{"AZE", "TUR", "IRN", "GEO", "GUF", "FRA"})
		stated := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Stated {
			return Stated{code.Draw(t, "of"), code.Draw(t, "to"), float64(rapid.IntRange(1, 5000).Draw(t, "km"))}
		}), 0, 20).Draw(t, "stated")
		view := View{Holdings: []Holding{{Area: "GUF", Holder: "FRA"}}}
		got := Borders(stated, view, YearEnd(2022))
		for i, b := range got {
			if b.A >= b.B || i > 0 && got[i-1].A+got[i-1].B >= b.A+b.B {
				t.Fatalf("not in order: %+v", got)
			}
			if !(b.KM > 0) || math.IsInf(b.KM, 0) || b.KM > math.Max(b.KMA, b.KMB) || b.A == "GUF" || b.B == "GUF" {
				t.Fatalf("%+v", b)
			}
		}
		mixed := rapid.Permutation(stated).Draw(t, "mixed")
		if diff := cmp.Diff(got, Borders(mixed, view, YearEnd(2022))); diff != "" {
			t.Fatal(diff)
		}
	})
}

// FuzzLoad checks that no table brings the loading down, and that what loads
// answers every question.
func FuzzLoad(f *testing.F) {
	for name, text := range small() {
		f.Add(name, text)
		f.Add(name, text[:len(text)/2])
	}
	f.Add(MembershipsFile, "organisation,iso3,joined,left,status,source,note\nONE,\"ESP,1990\n")
	f.Fuzz(func(t *testing.T, name, text string) {
		tables := small()
		tables[name] = text
		b, err := parse(t, tables)
		if err != nil {
			return
		}
		on := YearEnd(2000)
		for _, o := range b.Organisations() {
			if got, err := b.Resolve(o.Name); err != nil || got.ID != o.ID {
				t.Fatalf("%q is %q: %v", o.Name, got.ID, err)
			}
		}
		for _, r := range b.Regions() {
			if got, err := b.Region(r.ID, on); err == nil && len(got) == 0 {
				t.Fatalf("region %s is empty without an error", r.ID)
			}
		}
		for _, v := range b.Views() {
			Borders([]Stated{{"FRA", "DEU", 1}}, v, on)
		}
	})
}
