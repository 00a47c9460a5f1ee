// SPDX-License-Identifier: Apache-2.0

package obs

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		text string
		want Date
		bad  bool
	}{
		{"2016-11-30", Date{2016, 11, 30}, false},
		{"2024-02-29", Date{2024, 2, 29}, false},
		{"2000-02-29", Date{2000, 2, 29}, false},
		{"1900-02-29", Date{}, true},
		{"2023-02-29", Date{}, true},
		{"2016-11-31", Date{}, true},
		{"2016-13-01", Date{}, true},
		{"2016-00-10", Date{}, true},
		{"2016-1-01", Date{}, true},
		{"20161130", Date{}, true},
		{"2016-11-3x", Date{}, true},
		{"+016-11-30", Date{}, true},
		{"", Date{}, true},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, err := ParseDate(c.text)
			if got != c.want || (err != nil) != c.bad {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}

func TestDateReadsBackAndOrders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		date := func(name string) Date {
			year, month := rapid.IntRange(1000, 9999).Draw(t, name), rapid.IntRange(1, 12).Draw(t, name)
			return Date{year, month, rapid.IntRange(1, daysIn(year, month)).Draw(t, name)}
		}
		d, e := date("d"), date("e")
		back, err := ParseDate(d.String())
		if err != nil || back != d {
			t.Fatalf("%v became %v, %v", d, back, err)
		}
		// Written dates order as texts do.
		if got, want := d.Compare(e) < 0, d.String() < e.String(); got != want {
			t.Fatalf("%v before %v is %v", d, e, got)
		}
	})
}

func TestLastYearEnded(t *testing.T) {
	for date, want := range map[Date]int{{2016, 11, 30}: 2015, {2016, 12, 31}: 2016, {2016, 12, 30}: 2015, {2017, 1, 1}: 2016} {
		if got := date.LastYearEnded(); got != want {
			t.Errorf("%v: %d, want %d", date, got, want)
		}
	}
}

func TestZeroDateIsNoDate(t *testing.T) {
	var d Date
	if !d.IsZero() || d.String() != "" {
		t.Errorf("zero date is %q", d)
	}
	text, err := json.Marshal(Date{2016, 11, 30})
	if err != nil || string(text) != `"2016-11-30"` {
		t.Errorf("%s, %v", text, err)
	}
	if err := json.Unmarshal([]byte(`"2016-02-30"`), &d); err == nil {
		t.Error("a day that does not exist was read")
	}
	if err := json.Unmarshal([]byte(`""`), &d); err != nil || !d.IsZero() {
		t.Errorf("%v, %v", d, err)
	}
}

func TestMissingWordsReadBack(t *testing.T) {
	for m := Present; m <= RowRejected; m++ {
		text, err := m.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back Missing
		if err := back.UnmarshalText(text); err != nil || back != m {
			t.Errorf("%v became %v, %v", m, back, err)
		}
	}
	var m Missing
	if err := m.UnmarshalText([]byte("zero")); err == nil {
		t.Error("an unknown reason was read")
	}
	if got := Missing(99).String(); got != "missing(99)" {
		t.Errorf("out of range: %q", got)
	}
}

func TestFlagNames(t *testing.T) {
	if got := (CarriedForward | Estimate).Names(); len(got) != 2 || got[0] != "estimate" || got[1] != "carried_forward" {
		t.Errorf("names %v", got)
	}
	if got := Flags(0).Names(); got == nil || len(got) != 0 {
		t.Errorf("no flags are %v", got)
	}
	if len(flagNames) != 8 || Break != 1<<(len(flagNames)-1) {
		t.Error("a flag has no name")
	}
}

func TestSplitID(t *testing.T) {
	for _, c := range []struct {
		id, source, series string
		ok                 bool
	}{
		{"wdi.NY.GDP.MKTP.KD.ZG", "wdi", "NY.GDP.MKTP.KD.ZG", true},
		{"wdi", "wdi", "", false},
		{".x", "", "x", false},
		{"wdi.", "wdi", "", false},
	} {
		source, series, ok := SplitID(c.id)
		if source != c.source || series != c.series || ok != c.ok {
			t.Errorf("%q is %q, %q, %v", c.id, source, series, ok)
		}
	}
}

func TestPeriodText(t *testing.T) {
	if got := Year(2016).String() + " " + (Period{2016, 3}).String(); got != "2016 2016-03" {
		t.Errorf("periods %q", got)
	}
}

// FuzzParseDate: whatever is read as a date is written as it was read.
func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2016-11-30", "1900-02-29", "2016-1-01", "９９９９-01-01", "2016-11-30T00:00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDate(text)
		if err == nil && d.String() != text {
			t.Errorf("%q became %v", text, d)
		}
	})
}
