// SPDX-License-Identifier: Apache-2.0

package prose

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestStems checks that forms of one word share a stem, and other words do not.
func TestStems(t *testing.T) {
	s := NewStems(map[string]string{"Rose": "rise", "fell": "falls", "labour": "labor"})
	for _, forms := range [][]string{
		{"rise", "rises", "Rising", "RISE", "rose", "Rose"},
		{"fall", "falls", "falling", "fell"},
		{"stop", "stops", "stopped", "stopping"},
		{"tax", "taxes", "taxed", "taxing"},
		{"city", "cities", "city's", "cities'", "cities’"},
		{"carry", "carries", "carried", "carrying"},
		{"church", "churches"},
		{"process", "processes", "processed"},
		{"crash", "crashes", "crashed"},
		{"need", "needs"},
		{"call", "called", "calling"},
		{"Türkiye", "Turkiye", "TÜRKİYE", "türkıye"},
		{"économie", "economie"},
		{"labor", "labour"},
		{"virus"},
		{"analysis"},
		{"red"},
		{"sing"},
		{"election"},
		{"elect", "elected", "elects"},
		{"co2"},
	} {
		for _, f := range forms {
			if got, want := s.Of(f), s.Of(forms[0]); got != want {
				t.Errorf("the stem of %q is %q, that of %q %q", f, got, forms[0], want)
			}
		}
	}
	for _, pair := range [][2]string{{"election", "elect"}, {"loss", "los"}, {"virus", "viru"}, {"sing", "s"}, {"red", "r"}, {"bus", "bu"}, {"is", "i"}, {"this", "thi"}} {
		if s.Of(pair[0]) == s.Of(pair[1]) {
			t.Errorf("%q and %q are one word", pair[0], pair[1])
		}
	}
}

// TestLower folds letters with marks, whole or composed, to plain ones.
func TestLower(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "GDP": "gdp", "Côte": "cote", "Co\u0302te": "cote", "İSTANBUL": "istanbul", "ılık": "ilik", "CO₂": "co2", "ﬁn": "fin", "Ελλάς": "ελλας",
	} {
		if got := Lower(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.StringMatching(`[A-Za-zÀ-ÿ'’]{0,12}`).Draw(t, "word")
		if once := Lower(w); Lower(once) != once {
			t.Fatalf("%q is lowered to %q and further", w, once)
		}
	})
}

// TestTokens checks words, numbers and signs with their places, possessives and joints.
func TestTokens(t *testing.T) {
	type token struct {
		Text, Stem        string
		Kind              Kind
		Possessive, Glued bool
	}
	for name, x := range map[string]struct {
		text string
		want []token
	}{
		"possessive":  {"Kenya's", []token{{"Kenya", "kenya", Word, true, false}}},
		"curved":      {"Kenya’s", []token{{"Kenya", "kenya", Word, true, false}}},
		"letters":     {"25bn", []token{{"25", "25", Number, false, false}, {"bn", "bn", Word, false, true}}},
		"abbreviated": {"U.S. army", []token{{"US", "us", Word, false, false}, {".", ".", Sign, false, true}, {"army", "army", Word, false, false}}},
		"unseen":      {"a\u200bb\u00adc", []token{{"a", "a", Word, false, false}, {"bc", "bc", Word, false, false}}},
		"per cent":    {"5%", []token{{"5", "5", Number, false, false}, {"%", "%", Sign, false, true}}},
		"nothing":     {" \n", nil},
	} {
		var got []token
		for _, k := range Tokens(x.text, Stems{}) {
			got = append(got, token{k.Text, k.Stem, k.Kind, k.Possessive, k.Glued})
		}
		if diff := cmp.Diff(x.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestTokenPlaces checks that tokens lie in order within the text, and that all but
// possessives, dots and unseen marks stand there as they are written.
func TestTokenPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[A-Za-zé0-9 ,.%’'\-]{0,40}`).Draw(t, "text")
		runes, at := []rune(text), 0
		for _, k := range Tokens(text, Stems{}) {
			if k.Start < at || k.End <= k.Start || k.End > len(runes) {
				t.Fatalf("%+v after %d of %q", k, at, text)
			}
			if k.Glued != (k.Start == at && at > 0) {
				t.Fatalf("%+v after %d of %q", k, at, text)
			}
			if bare := string(runes[k.Start:k.End]); !strings.HasPrefix(strings.ReplaceAll(bare, ".", ""), strings.ReplaceAll(k.Text, ".", "")) {
				t.Fatalf("at %d stands %q, not %q", k.Start, bare, k.Text)
			}
			at = k.End
		}
	})
}

// TestHyphens tells hyphens that join words from minus signs and dashes.
func TestHyphens(t *testing.T) {
	for text, want := range map[string]bool{
		"state-based": true, "state‑based": true, "state - based": false, "state -based": false, "state- based": false, "-based": false, "state-": false,
		"2-year": true, "10-12": false, "state–based": false, "a,b": false, "a,-based": false,
	} {
		tokens := Tokens(text, Stems{})
		got := false
		for i := range tokens {
			got = got || Hyphen(tokens, i)
		}
		if got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestUpper(t *testing.T) {
	for text, want := range map[string]bool{"Kenya": true, "kenya": false, "Éire": true, "éire": false, "5": false} {
		k := Tokens(text, Stems{})[0]
		if k.Upper() != want {
			t.Errorf("%q: %v, want %v", text, k.Upper(), want)
		}
	}
}

// TestPhraseKeys writes out alternatives and leaves out what is optional.
func TestPhraseKeys(t *testing.T) {
	parse := func(text string) Phrase {
		p, err := ParsePhrase(text, Stems{})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for text, want := range map[string][]string{
		"gross product":        {"gross product"},
		"the? product":         {"product"},
		"a|b c|d":              {"a c", "a d", "b c", "b d"},
		"more than {number}":   {"mor than {number}"},
		"members … women":      {"member … women"},
		"state-based violence": {"stat bas violenc"},
	} {
		if diff := cmp.Diff(want, parse(text).Keys()); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
	if n := len(parse("a|b a|b a|b a|b a|b a|b a|b").Keys()); n != 64 {
		t.Errorf("%d spellings, want 64 at most", n)
	}
	p := parse("members|seats of the? … women")
	if !p.HasGap() || parse("women").HasGap() {
		t.Error("the one has a gap, the other none")
	}
	for stem, want := range map[string]bool{"member": true, "seat": true, "the": true, "women": true, "men": false, "…": false} {
		if p.Names(stem) != want {
			t.Errorf("it names %q: %v, want %v", stem, p.Names(stem), want)
		}
	}
}

// TestLongest checks that the longest phrase counts, the first of equals, and which
// items fill slots.
func TestLongest(t *testing.T) {
	var b Phrasebook
	for i, text := range []string{"gross", "gross product", "gross output|product", "from {number} to {number}", "grew {any}", "{number} per? head", "sold … {number}"} {
		p, err := ParsePhrase(text, Stems{})
		if err != nil {
			t.Fatal(err)
		}
		b.Add(p, i*10)
	}
	if b.Len() != 7 {
		t.Errorf("%d phrases", b.Len())
	}
	for text, want := range map[string]struct {
		value, first, last int
		slots              []int
	}{
		"its gross product": {10, 1, 2, nil}, "its gross output": {20, 1, 2, nil}, "gross weight": {0, 0, 0, nil}, "from 5 to 7": {30, 0, 3, []int{1, 3}},
		"grew fast": {40, 0, 1, []int{1}}, "sold in all 5": {60, 0, 3, []int{3}},
	} {
		found := b.Find(items(text, Stems{}))
		if len(found) == 0 || found[0].Value != want.value || found[0].First != want.first || found[0].Last != want.last || want.slots != nil && !slices.Equal(found[0].Slots, want.slots) {
			t.Errorf("%q: %+v, want %+v", text, found, want)
		}
	}
	if found := b.Find(items("gross weight of 5", Stems{})); len(found) != 1 {
		t.Errorf("a number without a head is found: %+v", found)
	}
}

// TestSplitGoesOn checks sentences that go on although Unicode ends them, and those that
// end.
func TestSplitGoesOn(t *testing.T) {
	s := NewSplitter([]string{"Dr.", "approx."})
	long := strings.Repeat("words and ", 6)
	for name, x := range map[string]struct {
		text string
		want []string
	}{
		"a short line that ends":      {"A heading\nIt grew.", []string{"A heading", "It grew."}},
		"a long line is broken":       {long + "The\nNetherlands grew.", []string{long + "The\nNetherlands grew."}},
		"a long line with a stop":     {long + "grew.\nIt fell.", []string{long + "grew.", "It fell."}},
		"a long line with a colon":    {long + "grew:\nIt fell.", []string{long + "grew:", "It fell."}},
		"in small letters":            {"It grew\nand fell.", []string{"It grew\nand fell."}},
		"in brackets":                 {"(Dr. Who left.) He came.", []string{"(Dr. Who left.)", "He came."}},
		"a stop within quotes":        {"“He left.” She said so.", []string{"“He left.”", "She said so."}},
		"I is no initial":             {"So did I. He left.", []string{"So did I.", "He left."}},
		"an initial":                  {"It was J. Smith. He left.", []string{"It was J. Smith.", "He left."}},
		"an abbreviation in brackets": {"It is 5 (approx. Ten).", []string{"It is 5 (approx. Ten)."}},
	} {
		var got []string
		s.Split(x.text, func(c Sentence) { got = append(got, c.Text) })
		if diff := cmp.Diff(x.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestSplitUnbroken cuts a word that is longer than a sentence may be between characters.
func TestSplitUnbroken(t *testing.T) {
	text := strings.Repeat("é", MaxSentence)
	total := 0
	NewSplitter(nil).Split(text, func(c Sentence) {
		if len(c.Text) > MaxSentence || strings.Trim(c.Text, "é") != "" || c.Start != total {
			t.Fatalf("%d bytes at %d", len(c.Text), c.Start)
		}
		total = c.End
	})
	if total != MaxSentence {
		t.Errorf("%d of %d characters", total, MaxSentence)
	}
}

// TestMarkdownMarks checks marks that are none.
func TestMarkdownMarks(t *testing.T) {
	for text, want := range map[string][]string{
		"    code\ntext":               {"text"},
		"    - an entry":               {"an", "entry"},
		"    1. an entry":              {"an", "entry"},
		"2 < 3 and <b>bold</b>":        {"2", "<", "3", "and", "bold"},
		"wow! [a] b":                   {"wow!", "[a]", "b"},
		"a `tick":                      {"a", "tick"},
		"#hashtag":                     {"#hashtag"},
		"####### seven":                {"#######", "seven"},
		"1990. was a year":             {"1990.", "was", "a", "year"},
		"~~~\ncode\n~~~\nend":          {"end"},
		"![pic](a.png)[link](b) end":   {"link", "end"},
		"[one](a)[two](b)":             {"onetwo"},
		"[a\nb](c)":                    {"[a", "b](c)"},
		"an email <a@b.example> a < b": {"an", "email", "a", "<", "b"},
	} {
		if diff := cmp.Diff(want, fields(Markdown([]byte(text)))); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}
