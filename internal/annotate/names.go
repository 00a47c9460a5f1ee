// SPDX-License-Identifier: Apache-2.0

package annotate

import (
	"strings"
	"unicode"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/prose"
)

// entry is what a name may mean.
type entry struct {
	// codes are the countries; several where the name is shared.
	codes []country.Code
	// text is the spelling under which the register is asked for the year.
	text string
	// set is the id of a set of countries: "world", "org:NATO", "region:maghreb",
	// "m49:Africa".
	set, setName string
	// kind is name, demonym, capital, leader, set, or none for names of things
	// that only look like countries.
	kind     string
	from, to int
	// lower tells that the lexicon writes the name without a capital.
	lower bool
}

// gazetteer finds names in tokens.
type gazetteer struct {
	register *country.Register
	book     *affiliation.Book
	entries  map[string][]entry
	// first holds the first words of names, with the most words that such a name
	// has.
	first map[string]int
}

// longestName is the number of words above which a name is not looked for.
const longestName = 8

// newGazetteer gathers the names of countries, capitals, places, organisations and
// regions.
func newGazetteer(s *Setup) *gazetteer {
	g := &gazetteer{register: s.Register, book: s.Book, entries: map[string][]entry{}, first: map[string]int{}}
	for _, name := range s.Register.Names() {
		g.add(name.Text, entry{codes: name.Codes, text: name.Text, kind: "name"})
	}
	for _, name := range s.Register.Demonyms() {
		g.add(name.Text, entry{codes: name.Codes, text: name.Text, kind: "demonym"})
	}
	for _, c := range s.Register.All() {
		if len(c.Capital) > 3 && c.Kind.IsState() && c.Kind != country.Former {
			g.add(c.Capital, entry{codes: []country.Code{c.Code}, kind: "capital"})
		}
	}
	if s.Book != nil {
		for _, o := range s.Book.Organisations() {
			for _, name := range append([]string{o.ID, o.Name}, o.Aliases...) {
				g.add(name, entry{set: "org:" + o.ID, setName: o.Name, kind: "set"})
			}
		}
		for _, x := range s.Book.Regions() {
			g.add(x.Name, entry{set: "region:" + x.ID, setName: x.Name, kind: "set"})
		}
	}
	for _, p := range s.Lexicon.Places {
		g.place(p)
	}
	return g
}

// place adds a place of the lexicon.
func (g *gazetteer) place(p lexicon.Place) {
	e := entry{set: p.Set, setName: p.Name, kind: p.Kind, from: p.From, to: p.To}
	for _, code := range p.Countries {
		e.codes = append(e.codes, country.Code(code))
	}
	if p.Set != "" {
		e.kind = "set"
	}
	for _, name := range append([]string{p.Name}, p.Names...) {
		e.lower = unicode.IsLower([]rune(name)[0])
		g.add(name, e)
	}
}

// add enters a name under its folded form.
func (g *gazetteer) add(name string, e entry) {
	key := country.Fold(name)
	words := strings.Fields(key)
	if len(words) == 0 || len(words) > longestName || len(key) < 2 {
		return
	}
	g.entries[key] = append(g.entries[key], e)
	g.first[words[0]] = max(g.first[words[0]], len(words))
}

// mention is a name that was found.
type mention struct {
	first, last int // tokens
	entries     []entry
	text        string
}

// find lists the names in tokens, the longest at each place, without overlaps.
func (g *gazetteer) find(tokens []prose.Token) []mention {
	var out []mention
	folds := make([]string, len(tokens))
	for i := range tokens {
		if tokens[i].Kind == prose.Word || tokens[i].Kind == prose.Number {
			folds[i] = country.Fold(tokens[i].Text)
		}
	}
	for i := 0; i < len(tokens); i++ {
		if m, ok := g.at(tokens, folds, i); ok {
			out = append(out, m)
			i = m.last
		}
	}
	return out
}

// at finds the longest name that begins at a token.
func (g *gazetteer) at(tokens []prose.Token, folds []string, i int) (mention, bool) {
	if folds[i] == "" {
		return mention{}, false
	}
	most := g.first[folds[i]]
	if most == 0 {
		most = g.first[strings.TrimSuffix(folds[i], "s")]
	}
	for n := most; n >= 1; n-- {
		key, last, ok := joined(tokens, folds, i, n)
		if !ok {
			continue
		}
		entries := g.entries[key]
		if entries == nil && strings.HasSuffix(key, "s") && len(key) > 4 {
			entries = only(g.entries[key[:len(key)-1]], "demonym", "set")
		}
		if entries = fitting(entries, tokens[i:last+1]); len(entries) > 0 {
			return mention{i, last, entries, text(tokens[i : last+1])}, true
		}
	}
	return mention{}, false
}

// joined is the folded form of n words from a token on; words that fold to nothing,
// such as "the" within a name, do not count.
func joined(tokens []prose.Token, folds []string, i, n int) (key string, last int, ok bool) {
	var b strings.Builder
	for last = i; n > 0; last++ {
		if last >= len(tokens) {
			return "", 0, false
		}
		if folds[last] == "" {
			if tokens[last].Kind == prose.Sign && tokens[last].Text != "-" && tokens[last].Text != "&" {
				return "", 0, false
			}
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(folds[last])
		n--
	}
	return b.String(), last - 1, true
}

// only keeps the entries of some kinds.
func only(entries []entry, kinds ...string) []entry {
	var out []entry
	for _, e := range entries {
		for _, k := range kinds {
			if e.kind == k {
				out = append(out, e)
			}
		}
	}
	return out
}

// fitting keeps the entries whose case fits: names are written with capitals, and
// short ones in capitals alone, so that "us" is no country.
func fitting(entries []entry, tokens []prose.Token) []entry {
	var out []entry
	for _, e := range entries {
		if e.lower || capitals(tokens) {
			out = append(out, e)
		}
	}
	return out
}

// capitals tells whether a name is written as one.
func capitals(tokens []prose.Token) bool {
	if !tokens[0].Upper() {
		return false
	}
	if len(tokens) == 1 && len(tokens[0].Text) <= 2 {
		return strings.IndexFunc(tokens[0].Text, unicode.IsLower) < 0
	}
	return true
}

// text is the words of tokens.
func text(tokens []prose.Token) string {
	words := make([]string, len(tokens))
	for i := range tokens {
		words[i] = tokens[i].Text
	}
	return strings.Join(words, " ")
}

// resolve decides which country an entry means in a year; several where that is
// open.
func (g *gazetteer) resolve(entries []entry, year int) (codes []country.Code, set entry) {
	for _, e := range entries {
		if e.set != "" || e.kind == "none" {
			return nil, e
		}
	}
	for _, e := range entries {
		if year != 0 && (e.from != 0 && year < e.from || e.to != 0 && year > e.to) {
			continue
		}
		switch {
		case len(e.codes) == 1:
			return e.codes, entry{}
		case e.kind == "demonym":
			if found := g.register.Demonym(e.text, year); len(found) > 0 {
				return found, entry{}
			}
		case e.kind == "name":
			if code, err := g.register.Resolve(e.text, year); err == nil {
				return []country.Code{code}, entry{}
			}
		}
		if codes == nil {
			codes = e.codes
		}
	}
	return codes, entry{}
}
