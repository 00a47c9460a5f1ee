// SPDX-License-Identifier: Apache-2.0

// Package neighbour says what surrounds a state, what that would lead one to
// expect of it, and how far the state departs from it.
//
// A Definition names a kind of neighbourhood: by land border, by length of
// border, within a distance, the k nearest, or a named region. Weigh turns it
// into Weights, a row-standardised matrix over the states of one year. A Column
// holds a value for each state, a Table the values under many variants.
//
// The steps:
//
//  1. The Ground of a year (its states, borders, distances, regions) and a
//     Definition give Weights; each row sums to 1 or is empty.
//  2. Weights and a Column give the spatial lag: what surrounds each state.
//  3. Expect regresses scores on the lag and on income, leaving out the state
//     that is asked about, also from its neighbours' surroundings; the residual
//     is how far the state departs from what the others would lead one to expect.
//  4. Vary does the same under every variant of a Table, and says in which share
//     of them the residual lies outside the band.
//  5. Turbulent ranks surroundings by several measures of trouble; Global and
//     Local say whether like stands next to like (Moran 1950; Anselin 1995).
//
// A state whose surroundings are too thinly known gets no expectation and a
// Reason. A residual is a difference from what is expected, never an effect: the
// package knows no causes. It reads no files, holds no list of countries and
// draws random numbers only from the seed it is given.
package neighbour

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Kind is a way of saying who the neighbours of a state are.
type Kind string

// The kinds of neighbourhood.
const (
	// Land is every state with a common land border, all alike.
	Land Kind = "land"
	// LandKM is the same, weighted by the length of the border.
	LandKM Kind = "land-km"
	// Sea is every state with a shore or border within a distance, all alike.
	Sea Kind = "sea"
	// Nearest is the k nearest states, all alike.
	Nearest Kind = "knn"
	// Region is the other members of a named region, all alike.
	Region Kind = "region"
)

// The limits of the numbers in definitions: distances are held up to 4,000 km,
// within which every state has at least twelve others, and beyond them nothing is
// local any more.
const (
	MaxKM      = 4000
	MaxNearest = 12
)

// Definition says who the neighbours of a state are. The zero Definition is
// none and is refused by Weigh.
type Definition struct {
	Kind Kind
	// KM is the distance of Sea, K the number of Nearest, ID the region's.
	KM, K int
	ID    string
}

// forms shows how each kind is written.
var forms = []string{"land", "land-km", "sea:400", "knn:5", "region:south-caucasus"}

// OwnRegion is the id of the region under which every state stands in its own
// group: Ground.Elsewhere alone decides.
const OwnRegion = "m49"

// Standard lists the definitions that an answer is tried under, so that no single
// one decides: two of borders, two of distances, one of numbers and one of names.
func Standard() []Definition {
	return []Definition{
		{Kind: Land},
		{Kind: LandKM},
		{Kind: Sea, KM: 400},
		{Kind: Sea, KM: 1000},
		{Kind: Nearest, K: 5},
		{Kind: Region, ID: OwnRegion},
	}
}

// Tried lists the definitions that a question about one is tried under: the one
// asked for first, then the others of Standard. standard are the places of those
// that the answer is counted over: the standard ones in their order, after the one
// asked for where that is none of them.
func Tried(asked Definition) (list []Definition, standard []int) {
	list = []Definition{asked}
	if !slices.Contains(Standard(), asked) {
		standard = []int{0}
	}
	for _, d := range Standard() {
		if d == asked {
			standard = append(standard, 0)
			continue
		}
		standard = append(standard, len(list))
		list = append(list, d)
	}
	return list, standard
}

// Forms lists how definitions are written, one example of each kind.
func Forms() []string { return append([]string(nil), forms...) }

// String writes the definition as Parse reads it.
func (d Definition) String() string {
	switch d.Kind {
	case Sea:
		return fmt.Sprintf("%s:%d", d.Kind, d.KM)
	case Nearest:
		return fmt.Sprintf("%s:%d", d.Kind, d.K)
	case Region:
		return fmt.Sprintf("%s:%s", d.Kind, d.ID)
	}
	return string(d.Kind)
}

// Words says in words who the neighbours are.
func (d Definition) Words() string {
	switch d.Kind {
	case Land:
		return "states with a common land border, all alike"
	case LandKM:
		return "states with a common land border, by its length"
	case Sea:
		return fmt.Sprintf("states within %d km over land or sea, all alike", d.KM)
	case Nearest:
		return fmt.Sprintf("the %d nearest states, all alike", d.K)
	case Region:
		if d.ID == OwnRegion {
			return "the other states of its subregion in the UN's M49 standard, all alike"
		}
		return fmt.Sprintf("the other members of the region %s, all alike", d.ID)
	}
	return ""
}

// SyntaxError says why a text is no definition.
type SyntaxError struct {
	// Text is what was given, Why what is wrong with it.
	Text, Why string
}

// Error names the text, the fault and what is possible.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("definition %q: %s; want one of %s", e.Text, e.Why, strings.Join(forms, ", "))
}

// regionID is the form of a region's id.
var regionID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Parse reads a definition such as land, land-km, sea:400, knn:5 or
// region:south-caucasus. Whether the region exists is for others to say.
func Parse(text string) (Definition, error) {
	kind, rest, more := strings.Cut(text, ":")
	d := Definition{Kind: Kind(kind)}
	fault := func(why string) (Definition, error) { return Definition{}, &SyntaxError{Text: text, Why: why} }
	switch d.Kind {
	case Land, LandKM:
		if more {
			return fault(kind + " takes nothing after it")
		}
		return d, nil
	case Sea:
		km, ok := whole(rest, MaxKM)
		if d.KM = km; !ok {
			return fault(fmt.Sprintf("sea needs a distance from 1 to %d km, as in sea:400", MaxKM))
		}
		return d, nil
	case Nearest:
		k, ok := whole(rest, MaxNearest)
		if d.K = k; !ok {
			return fault(fmt.Sprintf("knn needs a number from 1 to %d, as in knn:5", MaxNearest))
		}
		return d, nil
	case Region:
		if d.ID = rest; !regionID.MatchString(rest) {
			return fault("region needs an id, as in region:south-caucasus")
		}
		return d, nil
	}
	return fault("there is no such kind")
}

// whole reads a whole number from 1 to most, written without sign or leading
// zeros, so that one definition has one spelling.
func whole(text string, most int) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 1 && n <= most && strconv.Itoa(n) == text
}
