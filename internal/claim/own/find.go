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
}

// newIndex indexes series.
func newIndex(list []*series, words Words) index {
	x := index{words: words, alike: map[string]string{}, weak: map[string]bool{}, idf: map[string]float64{}}
	for _, group := range words.Alike {
		for _, w := range group {
			x.alike[x.join(w)] = x.join(group[0])
		}
	}
	for _, w := range words.Weak {
		x.weak[words.Stems.Of(w)] = true
	}
	count := map[string]int{}
	for _, s := range list {
		d := x.document(s.title)
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
			if s := c.index.like(&titles[k], &c.index.docs[i]); s >= enoughTitle && s > best.score {
				best = scored{i, s, true}
			}
		}
		if len(q.Titles) == 0 {
			if s := c.index.holds(q.Words, &c.index.docs[i]); s >= enoughWords {
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
