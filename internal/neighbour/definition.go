// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"fmt"
	"regexp"
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
