// SPDX-License-Identifier: Apache-2.0

package country

import "strconv"

// Code identifies a country: its ISO 3166-1 alpha-3 code, for former countries
// the ISO 3166-3 alpha-3 code, or the register's own code where ISO has none
// (XKX). The empty Code is no country.
type Code string

// Kind says by which rule a country stands in the register.
type Kind uint8

// The kinds. The zero Kind is unknown and is refused by Parse.
const (
	// State is a member of the United Nations.
	State Kind = iota + 1
	// Observer is a non-member observer state of the United Nations.
	Observer
	// Limited governs itself and is recognised by some members of the United
	// Nations but is neither a member nor an observer.
	Limited
	// Territory has an ISO 3166-1 code but is no state: dependencies, special
	// areas, and areas whose status is not settled.
	Territory
	// Former was a state and has ended.
	Former
	// Area has no ISO code and is listed because sources report on it.
	Area
)

var kindNames = [...]string{"", "state", "observer", "limited", "territory", "former", "area"}

// String returns the word that stands for the kind in the register's file.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "kind(" + strconv.Itoa(int(k)) + ")"
}

// Country is one entry of the register.
type Country struct {
	// Code is the country's identity.
	Code Code
	// Name is the short English name of the United Nations, without the article.
	Name string
	// Kind is the rule by which the country is listed.
	Kind Kind
	// ISO2 is the ISO 3166-1 alpha-2 code, for former countries the withdrawn
	// one, "XK" for Kosovo; empty where there is none.
	ISO2 string
	// M49 is the United Nations' numeric code, 0 where there is none.
	M49 int
	// COW holds the Correlates of War country codes and the years they hold for.
	COW []CodeSpan
	// GW holds the Gleditsch-Ward state numbers, which UCDP uses too.
	GW []CodeSpan
	// VDem is V-Dem's country_id, 0 where V-Dem has none.
	VDem int
	// FIPS is the FIPS 10-4 or GEC code under which the Factbook files the
	// country.
	FIPS string
	// IOC is the code of the International Olympic Committee.
	IOC string
	// UNHCR is the code of the United Nations' refugee agency.
	UNHCR string
	// Others are codes of a scheme beside the country's ordinary one, such as
	// WGI's ROM.
	Others []OtherCode
	// Names are the further spellings, former names among them.
	Names []Name
	// Demonyms are nouns and adjectives for the country and its people.
	Demonyms []Name
	// Capital is the seat of government, empty where none is agreed.
	Capital string
	// Region and Subregion are names of the United Nations' M49 standard.
	Region, Subregion string
	// From and To are the first and the last day of the country; zero is open.
	From, To Date
	// Predecessors and Successors are the countries whose land it took over, and
	// those that took over its own.
	Predecessors, Successors []Code
	// Continuing is the successor that kept this former country's legal
	// personality, above all its seat in the United Nations; empty where none did.
	Continuing Code
	// Rule says why an entry that is not simply a member or a territory of ISO
	// 3166-1 is listed, and what is to be known about its codes.
	Rule string
}

// Alive reports whether the country existed on the last day of a year. Year 0
// asks whether it exists today.
func (c *Country) Alive(year int) bool {
	if year == 0 {
		return c.To.IsZero()
	}
	last := Date{Year: year, Month: 12, Day: 31}
	return !last.Before(c.From) && (c.To.IsZero() || !c.To.Before(last))
}

// Span is a stretch of years, both ends included; 0 is open.
type Span struct {
	// From is the first and To the last year.
	From, To int
}

// Holds reports whether the span covers a year. Year 0 is today, which only a
// span with an open end covers.
func (s Span) Holds(year int) bool {
	if year == 0 {
		return s.To == 0
	}
	return s.From <= year && (s.To == 0 || year <= s.To)
}

// CodeSpan is a numeric code and the years for which it means the country.
type CodeSpan struct {
	// Code is the number.
	Code int
	Span
}

// OtherCode is a code of one scheme and the years for which it means the country.
type OtherCode struct {
	// Scheme is the list that the code belongs to.
	Scheme Scheme
	// Text is the code as the scheme writes it.
	Text string
	Span
}

// Name is a spelling and the years in which it meant the country.
type Name struct {
	// Text is the spelling.
	Text string
	Span
	// Shared says that other countries bear the spelling too, so that alone it
	// names none of them.
	Shared bool
}
