// SPDX-License-Identifier: Apache-2.0

package lexicon

// Concept is something that claims speak of and data can measure.
type Concept struct {
	// ID is a word such as gdp_growth, unique in the lexicon.
	ID string `yaml:"id"`
	// Pillar is the pillar of the core framework it bears on, or "general".
	Pillar string `yaml:"pillar"`
	// Names are noun phrases that name it; see doc/format-lexicon.md for the little
	// language of phrases.
	Names []string `yaml:"names"`
	// Together are lists of words of which one each, in any order within a clause,
	// name the concept: [[oil], [pump, produce]].
	Together [][]string `yaml:"together"`
	// More and Less are adjectives and verbs that say that there is much or little
	// of it: rich, poor.
	More []string `yaml:"more"`
	Less []string `yaml:"less"`
	// Present and Absent are phrases that say of a country that it is so, or is
	// not: at war, at peace.
	Present []string `yaml:"present"`
	Absent  []string `yaml:"absent"`
	// Unit is what a number in a claim about it is expected to be: see Units.
	Unit string `yaml:"unit"`
	// Change, PerHead, Share and Absence are other concepts: its yearly change in
	// per cent, its amount per inhabitant, its share of a whole.
	Change  string `yaml:"change"`
	PerHead string `yaml:"per_head"`
	Share   string `yaml:"share"`
	// Whole is the id of what it is a part of: the shares of parts of one whole add
	// up, as wind and solar in electricity do. Rivals are the concepts of which it is
	// the largest where a text calls it the largest source.
	Whole  string   `yaml:"whole"`
	Rivals []string `yaml:"rivals"`
	// Good is "less" where an improvement means that there is less of it, as of
	// corruption; empty or "more" otherwise.
	Good string `yaml:"good"`
	// Flow tells that the values of years add up: deaths, emissions.
	Flow bool `yaml:"flow"`
	// Part tells that it is measured for named parts of a country, such as ethnic
	// groups: the indicators are dyadic.
	Part bool `yaml:"part"`
	// Contested tells that people mean different things by it: all measures are
	// shown and none is the headline alone.
	Contested bool `yaml:"contested"`
	// Measures are the indicators, the headline first.
	Measures []Measure `yaml:"measures"`
	// Own are titles by which a series of the user's own is recognised as a measure.
	Own []string `yaml:"own"`
	// Missing says what would answer a claim where no measure does.
	Missing *Missing `yaml:"missing"`
	// Notes are caveats for the reader, printed with each verdict.
	Notes string `yaml:"notes"`

	// Field, File and Line say where it stands; they are filled by Load.
	Field string `yaml:"-"`
	File  string `yaml:"-"`
	Line  int    `yaml:"-"`
}

// Measure is an indicator as the measure of a concept.
type Measure struct {
	// Indicator is the id of an indicator of the catalogue.
	Indicator string `yaml:"indicator"`
	// Role is how it stands to the concept: direct, proxy or contested.
	Role Role `yaml:"role"`
	// Polarity is + where a higher value means more of the concept, - where less.
	Polarity string `yaml:"polarity"`
	// Transform is what is done to values before they are compared; empty for
	// nothing.
	Transform Transform `yaml:"transform"`
	// Scale multiplies values into the unit that claims use; 0 means 1.
	Scale float64 `yaml:"scale"`
	// Window is a number of years whose mean is taken, as for growth that is
	// "strong"; 0 means one.
	Window int `yaml:"window"`
	// Threshold is the value from which a country counts as "present"; 0 where any
	// value above zero does.
	Threshold float64 `yaml:"threshold"`
	// Why says why the indicator measures the concept.
	Why string `yaml:"why"`
}

// Positive tells whether a higher value means more of the concept.
func (m *Measure) Positive() bool { return m.Polarity != "-" }

// Role is how a measure stands to its concept.
type Role string

// The roles.
const (
	// Direct measures what the word means.
	Direct Role = "direct"
	// Proxy measures something near it.
	Proxy Role = "proxy"
	// Contested measures one of several things that people mean by it.
	Contested Role = "contested"
)

// Transform is what is done to the values of a measure.
type Transform string

// The transforms.
const (
	// AsIs leaves values alone.
	AsIs Transform = ""
	// PerHead divides by population.
	PerHead Transform = "per_head"
	// ShareOfWorld divides by the sum over all countries, in per cent.
	ShareOfWorld Transform = "share_of_world"
	// Reverse takes the value from 100, as for people without something.
	Reverse Transform = "reverse_percent"
)

// Missing says what would answer.
type Missing struct {
	// Data is the data set that would answer, in words.
	Data string `yaml:"data"`
	// Importer is the id of a source that can be imported but is not in the
	// program; empty where there is none.
	Importer string `yaml:"importer"`
}

// The units that a concept may expect of a number.
const (
	Percent = "percent"
	Count   = "count"
	Money   = "money"
	Rate    = "rate"
	Index   = "index"
	Years   = "years"
	YesNo   = "yes_no"
	Amount  = "amount"
)

// words that fields must be one of.
var (
	fields = []string{
		"economy", "people", "health", "education", "energy", "environment", "military", "conflict",
		"refugees", "democracy", "rights", "society", "memberships", "borders", "international",
	}
	pillars    = []string{"society", "economy", "participation", "aggression", "general"}
	units      = []string{Percent, Count, Money, Rate, Index, Years, YesNo, Amount}
	roles      = []Role{Direct, Proxy, Contested}
	transforms = []Transform{AsIs, PerHead, ShareOfWorld, Reverse}
)
