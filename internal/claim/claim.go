// SPDX-License-Identifier: Apache-2.0

package claim

import "github.com/qala-observatory/qala/internal/country"

// Frame is the form of what is asserted.
type Frame string

// The frames.
const (
	// Value says how much: "had about 1.9 million people".
	Value Frame = "value"
	// Threshold says above or below which amount.
	Threshold Frame = "threshold"
	// Comparison says which of two has more.
	Comparison Frame = "comparison"
	// Ratio says how many times as much.
	Ratio Frame = "ratio"
	// Rank says who has most or least, or which place one has.
	Rank Frame = "rank"
	// OneOf says that somebody is among those who have most or least.
	OneOf Frame = "one_of_the_most"
	// Trend says how something changed.
	Trend Frame = "trend"
	// Always says that something held in every year, or in none.
	Always Frame = "always"
	// Extreme says that a year was the highest or lowest of its time.
	Extreme Frame = "extreme_year"
	// Exception says that one alone of a set is so.
	Exception Frame = "exception"
	// Share says how large a part is of its whole.
	Share Frame = "share"
	// Membership says who belongs to what, since when and until when.
	Membership Frame = "membership"
	// Border says who borders whom.
	Border Frame = "border"
	// Alliance says who is bound to defend whom.
	Alliance Frame = "alliance"
	// Conflict says that there was, or was no, armed conflict or another state of
	// affairs that is there or not.
	Conflict Frame = "conflict"
	// Quality says that a country is rich, tolerant, stable: without a number.
	Quality Frame = "quality"
)

// Role is what a quantity says of its subject.
type Role string

// The roles.
const (
	// Level is what was reached; Change by how much it changed; Start and Target
	// from which level and to which.
	Level  Role = "level"
	Change Role = "change"
	Start  Role = "start"
	Target Role = "target"
)

// Quantity is a number with its bound and role.
type Quantity struct {
	Number
	Op   Op
	Role Role
	// Span is the time it belongs to; nil where it is the claim's.
	Span *Span
}

// Scope is the set of countries that a rank or an exception is about.
type Scope struct {
	// ID and Name identify it; empty is the world.
	ID, Name string
	// Counted tells that the text says how many they are, so that each is meant.
	Counted bool
	// Countries are its members in the claim's year; nil is every country.
	Countries []country.Code
}

// Quota is how many of several a statement is to hold of, from Least to Most.
type Quota struct{ Least, Most int }

// Subject is whom a claim is about.
type Subject struct {
	// Country is a state; empty where Set is given.
	Country country.Code
	// Set is a region or organisation taken as a whole, "world" for all.
	Set *Scope
	// Name is how the text calls it.
	Name string
}

// Ask is what a claim wants to know of the data.
type Ask struct {
	// Concept is the id of the lexicon's concept; empty where the words alone say.
	Concept string
	// Words are the words of the claim that say what is measured.
	Words []string
	// All are the stems of all words of the clause, Phrase those that name the concept.
	All, Phrase []string
	// Narrow are words behind the concept's name that make less of it, such as the
	// graduates of "unemployment among graduates"; only what names them too measures it.
	Narrow []string
	// PerHead tells that the amount per inhabitant is meant.
	PerHead bool
	// Part is the named part, as an ethnic group.
	Part string
	// Polarity is -1 where the claim's word means little of the concept.
	Polarity int
}

// Claim is one atomic statement.
type Claim struct {
	// Text is the words, Start and End where they stand in the sentence, in code
	// points.
	Text       string
	Start, End int
	// Frame is its form.
	Frame Frame
	// Subjects are whom it is about; with Combined their amounts add up.
	Subjects []Subject
	Combined bool
	// Against are the others it compares with.
	Against []Subject
	// Scope is the set of a rank or exception; nil for the world.
	Scope *Scope
	// Asks are what is measured; several add up, as "wind and solar" do. For a
	// comparison of two things within one country, Versus is the other.
	Asks   []Ask
	Versus []Ask
	// Quantities are the amounts.
	Quantities []Quantity
	// Span is the time; several where the claim names several.
	Span  Span
	Spans []Span
	// Day is the date of the text, on which what is so now is so; zero for none.
	Day country.Date
	// Group joins claims that are one predicate: all of one group must hold, and one
	// that does not makes the whole false; 0 stands alone.
	Group int
	// Quota says of how many of a group it is said; nil for all of them.
	Quota *Quota
	// Ends tells that a trend's first and last level are named, so that no other way
	// of telling its direction is meant.
	Ends bool
	// Of is the set of whose total an amount is a share, "world" for all; nil for none.
	Of *Scope
	// Direction is +1 for more, higher, rising; -1 for less, lower, falling; 0 for
	// as much, unchanged.
	Direction int
	// Place is the rank that is claimed: 1 for the most; Top is "among the n".
	Place, Top int
	// Every tells that it is to hold in each year; Steady that a trend goes one way
	// from year to year.
	Every, Steady bool
	// Almost weakens Every: "almost the entire period".
	Almost bool
	// Not turns the claim round.
	Not bool
	// Yearly tells that an amount is meant for each year: "annual", "on average".
	Yearly bool
	// Per is the number of the claim's stretches in a year: 365.25 for "a day"; 0
	// for none.
	Per float64
	// Relation is what members, borders and alliances are about: see claim/read. A
	// comparison with "change" is about how much two have risen or fallen.
	Relation string
	// Organisation is its id.
	Organisation string
	// Only tells that the named are all there are.
	Only bool
	// Presumed tells that the text takes it for granted and does not assert it.
	Presumed bool
	// Refused says why the claim cannot be put to the data; empty where it can.
	Refused Refusal
}

// Countries lists the countries that a claim names, subjects first.
func (c *Claim) Countries() []country.Code {
	var out []country.Code
	for _, list := range [][]Subject{c.Subjects, c.Against} {
		for _, s := range list {
			if s.Country != "" {
				out = append(out, s.Country)
			}
		}
	}
	return out
}

// Refusal says why something is not checkable.
type Refusal struct {
	// Kind is attribution, quotation, norm, forecast, cause, definition, metaphor,
	// question, opinion, ambiguous, no_subject, no_measure, no_data or period.
	Kind string
	// Text tells the reader.
	Text string
}
