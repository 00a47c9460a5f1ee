// SPDX-License-Identifier: Apache-2.0

package annotate

import (
	"io/fs"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/data"
	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/amount"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/prose"
)

// annotator compiles the embedded lexicon.
func annotator(tb testing.TB) *Annotator {
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
	a, err := New(Setup{Lexicon: lex, Register: reg, Book: book, Stems: prose.NewStems(lex.Forms())})
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

// numbersOf lists the numbers of the items of a sentence.
func numbersOf(l *Line) []amount.Number {
	var out []amount.Number
	for _, item := range l.Items {
		if item.Slot == SlotNumber {
			out = append(out, l.Numbers[item.Ref])
		}
	}
	return out
}

func TestNumbers(t *testing.T) {
	a := annotator(t)
	type number struct {
		Low, High float64
		Measure   amount.Measure
		Bound     amount.Op
	}
	one := func(v float64, m amount.Measure) []number { return []number{{v, v, m, ""}} }
	for text, want := range map[string][]number{
		"about 1.9 million people":           one(1.9e6, amount.Plain),
		"more than 7 per cent":               one(0.07, amount.Fraction),
		"over 60% of them":                   one(0.6, amount.Fraction),
		"seven per cent":                     one(0.07, amount.Fraction),
		"twenty-five countries":              one(25, amount.Plain),
		"a fifth of Ethiopians":              one(0.2, amount.Fraction),
		"two-thirds of it":                   one(2.0/3, amount.Fraction),
		"three quarters":                     one(0.75, amount.Fraction),
		"half a million refugees":            one(5e5, amount.Plain),
		"half of them":                       one(0.5, amount.Fraction),
		"more than a million and a half":     one(1.5e6, amount.Plain),
		"one in ten members":                 one(0.1, amount.Fraction),
		"eight out of 10 people":             one(0.8, amount.Fraction),
		"two in every five adults":           one(0.4, amount.Fraction),
		"a ratio of 1:600":                   one(1.0/600, amount.Fraction),
		"$25bn in aid":                       one(25e9, amount.Money),
		"186.18 lakh tonnes":                 one(186.18e5, "mass"),
		"146.3MT of milk":                    one(146.3e6, "mass"),
		"290 TWh":                            one(290e12, "energy"),
		"2,000 km long":                      one(2000, "length"),
		"two percentage points":              one(0.02, amount.Points),
		"doubled":                            one(2, amount.Multiple),
		"three times as many":                one(3, amount.Multiple),
		"halved":                             one(0.5, amount.Multiple),
		"36 homicides per 100,000 people":    one(36.0/100000, amount.Fraction),
		"three and a half times":             one(3.5, amount.Multiple),
		"hundreds of refugees":               {{200, 200, amount.Plain, amount.AtLeast}},
		"tens of thousands of people":        {{10000, 10000, amount.Plain, amount.AtLeast}},
		"a majority of Kenyans":              {{0.5, 0.5, amount.Fraction, amount.Above}},
		"virtually all of it":                {{0.9, 0.9, amount.Fraction, amount.AtLeast}},
		"inflation in double digits":         {{0.1, 0.1, amount.Fraction, amount.AtLeast}},
		"1:4,000-5,000":                      {{1.0 / 5000, 1.0 / 4000, amount.Fraction, ""}},
		"from 5 to 10 per cent in 2012":      {{5, 5, amount.Plain, ""}, {0.1, 0.1, amount.Fraction, ""}},
		"fell to -3.5 per cent":              one(-0.035, amount.Fraction),
		"was minus 3 per cent":               one(-0.03, amount.Fraction),
		"the range 3-5 people":               {{3, 5, amount.Plain, ""}},
		"69,000 constant 2015 US$":           one(69000, amount.Money),
		"in constant 2015 prices":            nil,
		"the majority population":            nil,
		"no number at all":                   nil,
		"in 2012":                            nil,
		"the second largest":                 nil,
		"the 21st century and the 4th place": nil,
	} {
		t.Run(text, func(t *testing.T) {
			var got []number
			for _, n := range numbersOf(a.Line(text, Context{})) {
				got = append(got, number{n.Low, n.High, n.Measure, n.Bound})
			}
			near := cmp.Comparer(func(x, y float64) bool { return math.Abs(x-y) <= 1e-9*math.Max(1, math.Abs(x)) })
			if diff := cmp.Diff(want, got, near); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTimes(t *testing.T) {
	a := annotator(t)
	for text, want := range map[string]amount.Span{
		"in 2015":                             {From: 2015, To: 2015, Kind: amount.Point},
		"between 2000 and 2015":               {From: 2000, To: 2015, Kind: amount.Range},
		"from 1991 to 2022":                   {From: 1991, To: 2022, Kind: amount.Range},
		"during 2012-14":                      {From: 2012, To: 2014, Kind: amount.Range},
		"since 2010":                          {From: 2010, Kind: amount.Since},
		"before 2010":                         {To: 2009, Kind: amount.Until},
		"by 2020":                             {From: 2020, To: 2020, Kind: amount.By},
		"in the eleven years after 2011":      {From: 2011, To: 2022, Kind: amount.Range},
		"in the decade before 2016":           {From: 2006, To: 2015, Kind: amount.Range},
		"in the decade leading up to 2018":    {From: 2009, To: 2018, Kind: amount.Range},
		"in the early 2000s":                  {From: 2000, To: 2003, Kind: amount.Range},
		"in the 1990s":                        {From: 1990, To: 1999, Kind: amount.Range},
		"in the first decade of this century": {From: 2000, To: 2010, Kind: amount.Range},
		"for the entire 21st century":         {From: 2001, Kind: amount.Since},
		"in the last decade":                  {Last: 10, Kind: amount.Range},
		"over the past twenty years":          {Last: 20, Kind: amount.Range},
		"today":                               {Kind: amount.Present},
		"in recent years":                     {Last: 5, Kind: amount.Recent},
		"during the month of May":             {Kind: amount.SubYear},
		"ten years ago":                       {From: 2006, To: 2006, Kind: amount.Point},
		"at the end of 2014":                  {From: 2014, To: 2014, Kind: amount.Point},
		"since the end of the Cold War":       {From: 1991, Kind: amount.Since},
		"for the whole period from 1991 to 2022, as said": {From: 1991, To: 2022, Kind: amount.Range},
	} {
		t.Run(text, func(t *testing.T) {
			l := a.Line("It grew "+text+".", Context{Year: 2015})
			var got []amount.Span
			for _, item := range l.Items {
				if item.Slot == SlotTime {
					s := l.Spans[item.Ref]
					s.Text = ""
					got = append(got, s)
				}
			}
			if len(got) != 1 || got[0] != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestNames(t *testing.T) {
	a := annotator(t)
	for text, want := range map[string]string{
		"Russia, Turkey and Iran":                   "RUS TUR IRN",
		"the Democratic Republic of the Congo grew": "COD",
		"Bosnia and Herzegovina fell":               "BIH",
		"Nigerians and Nigeriens":                   "NGA NER",
		"South Korea's fertility and North Korea":   "KOR PRK",
		"the U.S. and the UK":                       "USA GBR",
		"let us go":                                 "",
		"Washington said":                           "USA",
		"the European Union":                        "org:EU",
		"members of NATO":                           "org:NATO",
		"the Baltic states":                         "region:baltic",
		"the world's largest":                       "world",
		"in the Indian Ocean":                       "",
		"Côte d’Ivoire":                             "CIV",
		"the euro area":                             "org:EURO",
	} {
		t.Run(text, func(t *testing.T) {
			l := a.Line(text, Context{})
			var got []string
			for _, item := range l.Items {
				if item.Slot != SlotCountry && item.Slot != SlotSet {
					continue
				}
				p := l.Subjects[item.Ref]
				if p.Set != "" {
					got = append(got, p.Set)
				}
				for _, c := range p.Codes {
					got = append(got, string(c))
				}
			}
			if s := strings.Join(got, " "); s != want {
				t.Errorf("got %q, want %q", s, want)
			}
		})
	}
}

func TestQuotations(t *testing.T) {
	a := annotator(t)
	for text, want := range map[string]struct {
		words int
		open  bool
	}{
		"He said “we won it” loudly.":   {3, false},
		"He said \"we won\" and left.":  {2, false},
		"It began: “We won. We shall":   {4, true},
		"No quotation at all.":          {0, false},
		"«Nous» and “they”":             {2, false},
		"He said “she said “yes” once”": {3, false},
	} {
		t.Run(text, func(t *testing.T) {
			l := a.Line(text, Context{})
			n := 0
			for i, q := range l.Quoted {
				if q && l.Tokens[i].Kind == prose.Word {
					n++
				}
			}
			if n != want.words || l.OpenQuote != want.open {
				t.Errorf("%d quoted words, open %v; want %d, %v", n, l.OpenQuote, want.words, want.open)
			}
		})
	}
}

// TestStaysOpen checks that a quotation of the sentence before goes on.
func TestStaysOpen(t *testing.T) {
	l := annotator(t).Line("It will fall.” He left.", Context{Quoted: true})
	if !l.Quoted[0] || l.Quoted[len(l.Quoted)-1] || l.OpenQuote {
		t.Errorf("quoted %v, open %v", l.Quoted, l.OpenQuote)
	}
}

// TestNamed lists what a text names, ambiguous names with all they may mean.
func TestNamed(t *testing.T) {
	got := annotator(t).Named("Kenya and the Congolese", 2015)
	if len(got) != 2 || got[0][0] != "KEN" || len(got[1]) != 2 {
		t.Errorf("named %v", got)
	}
}

// FuzzLine checks that items lie in order, within the sentence, and refer to what
// there is.
func FuzzLine(f *testing.F) {
	a := annotator(f)
	for _, text := range []string{
		"Guyana's economy expanded by over 60 per cent in 2022.", "1:4,000-5,000", "2012-14, 1990s and 99th", "“”“", "$ and US$", "\u202e٣٤",
		"half a a half million", "one in in ten", "tens of hundreds of", "12 12 12 per per 3", "\xff\x00", strings.Repeat("Kenya ", 50),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			text = prose.Plain([]byte(text)).S
		}
		if len(text) > prose.MaxSentence {
			return
		}
		l := a.Line(text, Context{Year: 2015})
		at := 0
		for _, item := range l.Items {
			if item.First < at || item.Last < item.First || item.Last >= len(l.Tokens) {
				t.Fatalf("item %+v after token %d of %d", item, at, len(l.Tokens))
			}
			at = item.First
			switch item.Slot {
			case SlotNumber, SlotOrdinal:
				if n := l.Numbers[item.Ref]; math.IsNaN(n.Low) || math.IsInf(n.High, 0) || n.Low > n.High {
					t.Fatalf("number %+v", n)
				}
			case SlotTime, SlotYear, SlotRange, SlotDecade:
				_ = l.Spans[item.Ref]
			case SlotCountry, SlotSet:
				_ = l.Subjects[item.Ref]
			}
		}
	})
}
