// SPDX-License-Identifier: Apache-2.0

// Package read makes claims of sentences: it says what is asserted, and never
// whether that is so.
//
// Its noun is the Reader, compiled once from the lexicon, the register of
// countries and the book of affiliations. Package annotate hands it a line with
// names, amounts and times. The steps, each in a file: mark finds comparators,
// relations and concepts, adjective what an adjective is said of; gate keeps away
// what no figure can test, but for what it takes for granted; sentence parts what
// says several things; refer fills in whom "it" and "this country" mean, ask what is
// measured, quantity how much of it and when, elision what a clause leaves out;
// frame decides the form of each statement, and level, compare, relation and border
// read one form each.
//
// All words are data of the lexicon. The reader refuses what it does not
// understand: a claim it cannot form carries the reason, and two readings that
// both survive are shown instead of one being guessed.
package read

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/annotate"
	"github.com/qala-observatory/qala/internal/claim"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/lexicon"
	"github.com/qala-observatory/qala/internal/prose"
)

// Reader reads sentences. It never changes after New and may be used by several
// goroutines.
type Reader struct {
	lex      *lexicon.Lexicon
	stems    prose.Stems
	splitter prose.Splitter
	notes    *annotate.Annotator
	register *country.Register
	book     *affiliation.Book

	comparators prose.Phrasebook
	relations   prose.Phrasebook
	gates       prose.Phrasebook
	concepts    prose.Phrasebook

	// uses says what the phrase of a concept means, by the phrasebook's number.
	uses []use
	// pairs are the concepts that are named by words that stand together.
	pairs []together
	stop  map[string]bool
	// bearers are nouns that stand for a state, states words for states, that of
	// somebody else too: its ally.
	bearers, states map[string]bool
	// generics are words that name no subject of their own.
	generics map[string]bool
	// single are the single words of comparators of change, by their meaning.
	single map[string]map[string]bool
	// heads are nouns that make another thing of a name before them.
	heads map[string]bool
	parts map[string]string
	// regions are words that make a part of a country of its name.
	regions map[string]bool
	// changes are the concepts that are the yearly change of another, perHead those that
	// are another's amount per inhabitant.
	changes, perHead map[string]bool
}

// use is what a phrase says of its concept.
type use struct {
	concept *lexicon.Concept
	how     how
	// degree is 1 for a comparative, 2 for a superlative.
	degree int
}

// how is the way in which a phrase names a concept.
type how uint8

const (
	named how = iota
	much
	little
	there
	absent
)

// Setup is what a Reader is made of.
type Setup struct {
	Lexicon  *lexicon.Lexicon
	Register *country.Register
	Book     *affiliation.Book
	// Parts are names of parts of countries, such as ethnic groups, with the
	// spelling under which data know them.
	Parts map[string]string
}

// New compiles a reader.
func New(s Setup) (*Reader, error) {
	r := &Reader{
		lex: s.Lexicon, stems: prose.NewStems(s.Lexicon.Forms()),
		splitter: prose.NewSplitter(s.Lexicon.Words.Abbreviations), stop: map[string]bool{}, generics: map[string]bool{}, changes: map[string]bool{}, perHead: map[string]bool{}, regions: map[string]bool{}, heads: map[string]bool{}, bearers: map[string]bool{}, states: map[string]bool{}, single: map[string]map[string]bool{"rise": {}, "fall": {}}, parts: map[string]string{},
	}
	for _, w := range s.Lexicon.Words.Stop {
		r.stop[r.stems.Of(w)] = true
	}
	for _, w := range s.Lexicon.Words.Generic {
		r.stop[r.stems.Of(w)], r.generics[r.stems.Of(w)] = true, true
	}
	for _, w := range s.Lexicon.Words.Heads {
		r.heads[r.stems.Of(w)] = true
	}
	for _, w := range s.Lexicon.Words.Regions {
		r.regions[r.stems.Of(w)] = true
	}
	for _, w := range s.Lexicon.Words.Bearers {
		r.bearers[r.stems.Of(w)] = true
	}
	for _, w := range s.Lexicon.Words.States {
		r.states[r.stems.Of(w)] = true
	}
	for name, part := range s.Parts {
		r.parts[name] = part
	}
	r.register, r.book = s.Register, s.Book
	for _, rule := range s.Lexicon.Comparators {
		if set := r.single[rule.As]; set != nil {
			for _, text := range rule.Phrases {
				if !strings.ContainsAny(text, " {") {
					set[r.stems.Of(text)] = true
				}
			}
		}
	}
	notes, err := annotate.New(annotate.Setup{Lexicon: s.Lexicon, Register: s.Register, Book: s.Book, Stems: r.stems})
	r.notes = notes
	return r, errors.Join(err, r.compileRules(), r.compileConcepts())
}

// Stems gives the stems that the reader compares words by.
func (r *Reader) Stems() prose.Stems { return r.stems }

// Notes gives the annotator, for who reads names, amounts and times alone.
func (r *Reader) Notes() *annotate.Annotator { return r.notes }

// Split visits the sentences of a text.
func (r *Reader) Split(text string, visit func(prose.Sentence)) { r.splitter.Split(text, visit) }

// add compiles one phrase into a book.
func (r *Reader) add(book *prose.Phrasebook, text string, value int) error {
	p, err := prose.ParsePhrase(text, r.stems)
	if err != nil {
		return fmt.Errorf("phrase %q: %w", text, err)
	}
	book.Add(p, value)
	return nil
}

// compileRules compiles the lists of rules.
func (r *Reader) compileRules() error {
	var faults []error
	each := func(rules []lexicon.Rule, book func(lexicon.Rule) *prose.Phrasebook) {
		for i, rule := range rules {
			if book(rule) == nil {
				continue
			}
			for _, text := range rule.Phrases {
				if err := r.add(book(rule), text, i); err != nil {
					faults = append(faults, err)
				}
			}
		}
	}
	each(r.lex.Relations, func(lexicon.Rule) *prose.Phrasebook { return &r.relations })
	each(r.lex.Gates, func(lexicon.Rule) *prose.Phrasebook { return &r.gates })
	each(r.lex.Comparators, func(rule lexicon.Rule) *prose.Phrasebook {
		if annotate.Takes(rule.As) {
			return nil
		}
		return &r.comparators
	})
	return errors.Join(faults...)
}

// compileConcepts compiles the phrases of concepts.
func (r *Reader) compileConcepts() error {
	var faults []error
	for i := range r.lex.Concepts {
		c := &r.lex.Concepts[i]
		r.changes[c.Change], r.perHead[c.PerHead] = true, true
		for _, list := range []struct {
			how     how
			phrases []string
		}{{named, c.Names}, {much, c.More}, {little, c.Less}, {there, c.Present}, {absent, c.Absent}} {
			for _, text := range list.phrases {
				if err := r.compile(c, list.how, text); err != nil {
					faults = append(faults, fmt.Errorf("%s: %w", c.ID, err))
				}
			}
		}
		if len(c.Together) > 0 {
			r.pairs = append(r.pairs, newTogether(c, r.stems))
		}
	}
	return errors.Join(faults...)
}

// compile compiles a phrase of a concept, and the degrees of an adjective.
func (r *Reader) compile(c *lexicon.Concept, h how, text string) error {
	forms := []string{text}
	if (h == much || h == little) && !strings.Contains(text, "…") { // a statement has no degrees
		forms = degrees(text)
	}
	for degree, form := range forms {
		if err := r.add(&r.concepts, form, len(r.uses)); err != nil {
			return err
		}
		r.uses = append(r.uses, use{c, h, degree})
	}
	return nil
}

// Context is what a sentence is read in.
type Context struct {
	// Year is the last year that had ended at the date of the text; 0 where it has
	// no date.
	Year int
	// Day is the date of the text; zero for none.
	Day country.Date
	// Subjects are whom the sentences before were about, the last one first.
	Subjects []claim.Subject
	// Claims are those of the sentence before.
	Claims []claim.Claim
	// Last is the last time that was named; Groups are the countries that were named
	// together and Sets the regions and organisations, the last ones first.
	Last   claim.Span
	Groups []annotate.Group
	Sets   []claim.Subject
	// Quoted tells that a quotation is open from the sentence before.
	Quoted bool
	// Topic is whom the whole text is about, if one country is.
	Topic country.Code
}

// Reading is what a sentence says.
type Reading struct {
	// Claims are its atomic statements; where it is refused, only what it takes for
	// granted.
	Claims []claim.Claim
	// Refused says why the sentence itself asserts nothing that is tested.
	Refused claim.Refusal
	// Speaker tells who is quoted; empty for the author.
	Speaker string
	// Quoted is what is quoted or reported; OpenQuote tells that the quotation goes on.
	Quoted    string
	OpenQuote bool
	// Mentioned are all countries, and the organisations that members belong to.
	Mentioned []string
	// Subjects are whom it is about, Last the time and Groups and Sets those that it
	// names together, for the sentences after.
	Subjects []claim.Subject
	Last     claim.Span
	Groups   []annotate.Group
	Sets     []claim.Subject
	// Remarks are notes on what was set aside.
	Remarks []string
}

// remembered is how many groups and sets a text is taken to have in mind.
const remembered = 6

// Follow hands what a sentence was about on to the next.
func (c *Context) Follow(x *Reading) {
	if len(x.Subjects) > 0 {
		c.Subjects = x.Subjects
	}
	if x.Last.From != 0 {
		c.Last = x.Last
	}
	c.Claims = x.Claims
	if x.Refused.Kind != "" {
		c.Claims = nil
	}
	c.Groups = append(slices.Clone(x.Groups), c.Groups...)
	c.Groups = c.Groups[:min(len(c.Groups), remembered)]
	c.Sets = append(slices.Clone(x.Sets), c.Sets...)
	c.Sets = c.Sets[:min(len(c.Sets), remembered)]
}
