// SPDX-License-Identifier: Apache-2.0

package lexicon

// Rule is a meaning and the phrases that have it.
type Rule struct {
	// As is the meaning, one of a fixed list that the checker understands.
	As string `yaml:"as"`
	// Phrases have the meaning.
	Phrases []string `yaml:"phrases"`
	// Value is a number that belongs to the meaning: 2 for "doubled", 10 for "a
	// decade".
	Value float64 `yaml:"value"`
	// Text is what a reader is told where the rule decides.
	Text string `yaml:"text"`
	// Line is where the rule stands.
	Line int `yaml:"-"`
}

// Unit is a unit of measurement as texts write it.
type Unit struct {
	// Unit is its name, Dimension what it measures: mass, energy, people, money.
	Unit      string `yaml:"unit"`
	Dimension string `yaml:"dimension"`
	// Factor turns an amount into the dimension's first unit.
	Factor float64 `yaml:"factor"`
	// Names are its spellings.
	Names []string `yaml:"names"`
	// Line is where the unit stands.
	Line int `yaml:"-"`
}

// Place is a name that stands for a country in a text.
type Place struct {
	// Name is the spelling; Names are further ones.
	Name  string   `yaml:"name"`
	Names []string `yaml:"names"`
	// Countries are the codes, one or more.
	Countries []string `yaml:"countries"`
	// Set is the id of a dated set of countries, where it stands for one.
	Set string `yaml:"set"`
	// Kind is capital, leader, nickname, former, people or region.
	Kind string `yaml:"kind"`
	// From and To are the years in which it means that; 0 is open.
	From int `yaml:"from"`
	To   int `yaml:"to"`
	// Source says where dates of leaders and capitals are from.
	Source string `yaml:"source"`
	// Line is where the place stands.
	Line int `yaml:"-"`
}

// Words are facts about single words.
type Words struct {
	// Forms lists irregular forms by their word: rise: [rose, risen].
	Forms map[string][]string `yaml:"forms"`
	// Variants lists other spellings by their word, such as American ones.
	Variants map[string][]string `yaml:"variants"`
	// Numbers, Scales, Fractions and Ordinals are words for numbers: seven, million,
	// fifth, second.
	Numbers   map[string]float64 `yaml:"numbers"`
	Scales    map[string]float64 `yaml:"scales"`
	Fractions map[string]float64 `yaml:"fractions"`
	Ordinals  map[string]float64 `yaml:"ordinals"`
	// Stop are words without a subject of their own.
	Stop []string `yaml:"stop"`
	// Generic are words that name a subject only together with others: output, ratio.
	Generic []string `yaml:"generic"`
	// Heads are nouns that make another thing of a name before them: crisis, minister.
	Heads []string `yaml:"heads"`
	// States are words for states behind a number that points back: "the three
	// republics"; Plurals are plurals without an s, which such a number counts.
	States  []string `yaml:"states"`
	Plurals []string `yaml:"plurals"`
	// Bearers are nouns that stand for a state, so that what is said of them is said
	// of it: "a tolerant society".
	Bearers []string `yaml:"bearers"`
	// Regions are words before a country's name that mean a part of it: "northern".
	Regions []string `yaml:"regions"`
	// Alike are groups of words that titles of series use for one another.
	Alike [][]string `yaml:"alike"`
	// Weak are words of titles that say how and not what is measured.
	Weak []string `yaml:"weak"`
	// Languages lists the commonest function words of languages by their English name;
	// English is one of them.
	Languages map[string][]string `yaml:"languages"`
	// Abbreviations end with a full stop that ends no sentence.
	Abbreviations []string `yaml:"abbreviations"`
}

// Lexicon is all that is read.
type Lexicon struct {
	// Concepts are sorted by id.
	Concepts []Concept
	// Comparators, Gates, Times, Relations are lists of rules in the files' order.
	Comparators, Gates, Times, Relations []Rule
	// Units and Places are in the files' order.
	Units  []Unit
	Places []Place
	// Words are the facts about single words.
	Words Words
}

// Concept finds a concept by its id.
func (l *Lexicon) Concept(id string) (*Concept, bool) {
	for i := range l.Concepts {
		if l.Concepts[i].ID == id {
			return &l.Concepts[i], true
		}
	}
	return nil, false
}

// Forms maps each irregular form and variant to its word.
func (l *Lexicon) Forms() map[string]string {
	forms := map[string]string{}
	for _, lists := range []map[string][]string{l.Words.Forms, l.Words.Variants} {
		for word, others := range lists {
			for _, form := range others {
				forms[form] = word
			}
		}
	}
	return forms
}

// SurfaceForms counts the phrases by which concepts are named.
func (l *Lexicon) SurfaceForms() int {
	n := 0
	for i := range l.Concepts {
		c := &l.Concepts[i]
		n += len(c.Names) + len(c.More) + len(c.Less) + len(c.Present) + len(c.Absent)
		product := 1
		for _, group := range c.Together {
			product *= len(group)
		}
		if len(c.Together) > 0 {
			n += product
		}
	}
	return n
}
