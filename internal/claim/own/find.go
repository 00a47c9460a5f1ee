// SPDX-License-Identifier: Apache-2.0

package own

import (
	"maps"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/prose"
)

// Words is what the lexicon knows about the words of titles.
type Words struct {
	Stems prose.Stems
	// Alike are groups of words that are used for one another; Weak are words that
	// say how and not what is measured.
	Alike [][]string
	Weak  []string
}

// index holds the words of titles and descriptions with their weights.
type index struct {
	words Words
	alike map[string]string
	weak  map[string]bool
	// grammar are words of titles that only join others.
	grammar map[string]bool
	// idf is log(N/n) of a word in titles; rare is that of a word in none.
	idf  map[string]float64
	rare float64
	docs []document
}

// document is the words of one series, those of its title in order too: sums in a
// fixed order are the same on every run.
type document struct {
	title, text map[string]bool
	order       []string
	denied      bool
	// part is the words in brackets at the end of a title of which there are several:
	// "Greenhouse gas emissions by sector (Waste)".
	part []string
}

// newIndex indexes series.
func newIndex(list []*series, words Words) index {
	x := index{words: words, alike: map[string]string{}, weak: map[string]bool{}, grammar: map[string]bool{}, idf: map[string]float64{}}
	for _, group := range words.Alike {
		for _, w := range group {
			x.alike[x.join(w)] = x.join(group[0])
		}
	}
	for _, w := range words.Weak {
		x.weak[words.Stems.Of(w)] = true
	}
	for _, w := range joining {
		x.grammar[words.Stems.Of(w)] = true
	}
	count := map[string]int{}
	parted := map[string]int{}
	for _, s := range list {
		if base, _, ok := component(s.title); ok {
			parted[base]++
		}
	}
	for _, s := range list {
		d := x.document(s.title)
		if base, part, ok := component(s.title); ok && parted[base] > 1 {
			d.part = slices.Sorted(maps.Keys(x.set(part)))
		}
		d.text = x.set(s.description + " " + s.unit)
		for _, w := range d.order {
			count[w]++
		}
		x.docs = append(x.docs, d)
	}
	n := float64(len(list)) + 1
	for w, k := range count {
		x.idf[w] = math.Log(n / float64(k))
	}
	x.rare = math.Log(n)
	return x
}

// component parts "Greenhouse gas emissions by sector (Waste)" at its bracket.
func component(title string) (base, part string, ok bool) {
	open := strings.LastIndex(title, " (")
	if open < 0 || !strings.HasSuffix(title, ")") {
		return "", "", false
	}
	return title[:open], title[open+2 : len(title)-1], true
}

// wholes are the words of components that are no part but the whole.
var wholes = []string{"total", "all", "both", "overall"}

// partNamed tells whether words name the component that a title is of; a title that is
// of none, or of the whole, needs no naming.
func (x *index) partNamed(words map[string]bool, d *document) bool {
	if len(d.part) == 0 {
		return true
	}
	for _, w := range d.part {
		if !x.grammar[w] && words[w] {
			return true
		}
		for _, whole := range wholes {
			if w == x.canon(x.words.Stems.Of(whole)) {
				return true
			}
		}
	}
	return false
}

// document is the words of a title.
func (x *index) document(title string) document {
	d := document{title: x.set(title)}
	d.denied = x.denied(d.title)
	d.order = slices.Sorted(maps.Keys(d.title))
	return d
}

// join is a term of one or more words as one key.
func (x *index) join(term string) string {
	words := strings.Fields(term)
	for i := range words {
		words[i] = x.words.Stems.Of(words[i])
	}
	return strings.Join(words, " ")
}

// set is the words of a text, those that are alike as one.
func (x *index) set(text string) map[string]bool {
	out := map[string]bool{}
	for _, t := range prose.Tokens(text, x.words.Stems) {
		if t.Kind != prose.Sign {
			out[x.canon(t.Stem)] = true
		}
	}
	return out
}

// canon is the word that stands for a group of words that are alike.
func (x *index) canon(stem string) string {
	if to, ok := x.alike[stem]; ok {
		return to
	}
	return stem
}

// weight is how much a word tells.
func (x *index) weight(w string) float64 {
	v, ok := x.idf[w]
	if !ok {
		v = x.rare
	}
	if x.weak[w] {
		v *= 0.15
	}
	return v
}

// The scores from which a series answers: by a title of the lexicon, and by the
// words of the claim alone.
const (
	enoughTitle = 0.72
	enoughWords = 0.62
	// leastTitle is the share of a title that the words of a claim must hold.
	leastTitle = 0.35
)

// mostMatches is how many series an answer holds; the caller leaves out those whose
// unit does not fit.
const mostMatches = 16

// Find returns the series that answer a query, the best first. A title of the
// lexicon finds the series whose title is most like it; words find those whose
// titles and descriptions hold them. What one side denies and the other does not
// ("without electricity") never answers.
func (c *Collection) Find(q claim.Query) []claim.Match {
	type scored struct {
		at    int
		score float64
		exact bool
	}
	var list []scored
	if len(q.All) > 0 {
		return c.entitled(q)
	}
	said := map[string]bool{}
	for _, w := range q.Words {
		said[c.index.canon(w)] = true
	}
	titles := make([]document, len(q.Titles))
	for k, title := range q.Titles {
		titles[k] = c.index.document(title)
	}
	for i := range c.series {
		best := scored{at: i}
		if !c.index.names(q.Must, &c.index.docs[i]) {
			continue
		}
		for k := range titles {
			if s := c.index.like(&titles[k], &c.index.docs[i]); s >= enoughTitle && s > best.score && (c.index.partNamed(titles[k].title, &c.index.docs[i]) || c.index.partNamed(said, &c.index.docs[i])) {
				best = scored{i, s, true}
			}
		}
		if len(q.Titles) == 0 {
			if s := c.index.holds(q.Words, &c.index.docs[i]); s >= enoughWords && c.index.partNamed(said, &c.index.docs[i]) {
				best = scored{i, s, false}
			}
		}
		if best.score > 0 {
			list = append(list, best)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].score > list[j].score })
	var out []claim.Match
	for _, s := range list {
		if len(out) == mostMatches {
			break
		}
		table, err := c.series[s.at].read()
		if err == nil && table != nil {
			out = append(out, claim.Match{Table: table, Score: s.score, Exact: s.exact})
		}
	}
	return out
}

// joining are the words that only join the others of a title; a closed list of
// English.
var joining = []string{"a", "an", "the", "of", "in", "on", "at", "by", "for", "from", "to", "as", "and", "or", "with", "which", "that", "who", "is", "are", "their", "among"}

// denials are the words that turn a title round; a closed list of English grammar.
var denials = []string{"without", "not", "no", "non", "disagree", "lack", "never", "un"}

// denied tells whether words hold a denial.
func (x *index) denied(set map[string]bool) bool {
	for _, w := range denials {
		if set[x.words.Stems.Of(w)] {
			return true
		}
	}
	return false
}

// like is the cosine of a title and a series' title, in weighted words.
func (x *index) like(title, d *document) float64 {
	if title.denied != d.denied {
		return 0
	}
	dot, na, nb := 0.0, 0.0, 0.0
	for _, w := range title.order {
		if !d.title[w] && !x.weak[w] {
			return 0 // what the lexicon names must be in the title
		}
		v := x.weight(w)
		na += v * v
		if d.title[w] {
			dot += v * v
		}
	}
	for _, w := range d.order {
		v := x.weight(w)
		nb += v * v
	}
	if na == 0 || nb == 0 {
		return 0
	}
	return dot / math.Sqrt(na*nb)
}

// entitled lists the series whose whole title stands in a claim and says more than
// the phrase by which the lexicon knows the concept, the most telling title first.
func (c *Collection) entitled(q claim.Query) []claim.Match {
	x := &c.index
	all, phrase := map[string]bool{}, map[string]bool{}
	for _, w := range q.All {
		all[x.canon(w)] = true
	}
	for _, w := range q.Phrase {
		phrase[x.canon(w)] = true
	}
	best, at := 0.0, -1
	for i := range x.docs {
		score, more, whole := 0.0, false, true
		for _, w := range x.docs[i].order {
			switch {
			case !all[w]:
				whole = whole && x.grammar[w]
			default:
				score += x.weight(w)
				more = more || !phrase[w] && (x.denied(map[string]bool{w: true}) || !x.grammar[w] && !x.weak[w])
			}
		}
		if whole && more && score > best && x.docs[i].denied == x.denied(all) && x.holdsPhrase(q.Known, &x.docs[i]) && x.together(q.All, &x.docs[i]) {
			best, at = score, i
		}
	}
	if at < 0 {
		return nil
	}
	table, err := c.series[at].read()
	if err != nil || table == nil {
		return nil
	}
	if x.docs[at].denied && table.Inverse { // "share that disagrees": the claim says so too
		turned := *table
		turned.Inverse = false
		table = &turned
	}
	return []claim.Match{{Table: table, Score: 1, Exact: true}}
}

// holdsPhrase tells whether a title has most of the words by which the lexicon knows
// a concept: a title beside it is not meant.
func (x *index) holdsPhrase(phrase []string, d *document) bool {
	held, words := 0, 0
	for _, w := range phrase {
		if w = x.canon(w); w == "" || x.grammar[w] || x.weak[w] {
			continue
		}
		words++
		if d.title[w] {
			held++
		}
	}
	return held*2 > words || words == 0
}

// between is how many other words may stand between the words of a title in a claim.
const between = 4

// together tells whether the words of a title stand near one another in a claim.
func (x *index) together(all []string, d *document) bool {
	want := 0
	for _, w := range d.order {
		if !x.grammar[w] {
			want++
		}
	}
	for from := range all {
		met := map[string]bool{}
		for at := from; at < len(all) && at < from+len(d.order)+between; at++ {
			if w := x.canon(all[at]); d.title[w] && !x.grammar[w] {
				met[w] = true
			}
		}
		if len(met) == want {
			return true
		}
	}
	return false
}

// names tells whether a series' title or description has all of some words.
func (x *index) names(words []string, d *document) bool {
	for _, w := range words {
		if w = x.canon(w); !d.title[w] && !d.text[w] {
			return false
		}
	}
	return true
}

// holds is the share of a claim's words, by weight, that a series' title holds (its
// description for half), joined with the share of the title that the claim holds.
func (x *index) holds(words []string, d *document) float64 {
	if len(words) == 0 || d.denied {
		return 0
	}
	asked := map[string]bool{}
	for _, w := range words {
		asked[x.canon(w)] = true
	}
	total, found := 0.0, 0.0
	for _, w := range slices.Sorted(maps.Keys(asked)) {
		v := x.weight(w)
		total += v
		switch {
		case d.title[w]:
			found += v
		case d.text[w]:
			found += v / 2
		}
	}
	title, covered := 0.0, 0.0
	for _, w := range d.order {
		v := x.weight(w)
		title += v
		if asked[w] {
			covered += v
		}
	}
	if total == 0 || title == 0 || covered == 0 {
		return 0
	}
	if covered < leastTitle*title {
		return 0
	}
	return 0.65*found/total + 0.35*covered/title
}
