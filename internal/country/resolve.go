// SPDX-License-Identifier: Apache-2.0

package country

import (
	"strconv"
	"strings"
)

// Resolve finds the country that a code or name means in a year; year 0 is today.
// It tries, in this order, ISO 3166-1 alpha-3 and the register's own codes, ISO
// 3166-1 alpha-2, names, and for a number M49, COW and GW together, or M49 alone
// where it begins with a zero. Case, diacritics and punctuation do not matter,
// "Korea, South" reads as "South Korea". A spelling that meant different
// countries at different times resolves by the year; one that only ever meant
// one country resolves in every year, so that "Swaziland" is understood of 2020
// too. The error is an *UnknownError or an *AmbiguousError.
func (r *Register) Resolve(text string, year int) (Code, error) {
	text = strings.TrimSpace(text)
	if code := Code(strings.ToUpper(text)); len(text) == 3 {
		if i, ok := r.find(code); ok && (year == 0 || r.countries[i].Alive(year)) {
			return code, nil // needs no index
		}
	}
	return r.choose(text, r.claims(text), year)
}

// claims collects who bears a text, from the first list that knows it.
func (r *Register) claims(text string) []use {
	x := r.lookup()
	upper := strings.ToUpper(text)
	for _, s := range [...]Scheme{ISO3, ISO2} {
		if uses := x.codes[s][upper]; len(uses) > 0 {
			return uses
		}
	}
	if n, ok := digits(text); ok {
		key := strconv.Itoa(n)
		if text[0] == '0' {
			return x.codes[M49][key] // only M49 is written with leading zeros
		}
		return concat(x.codes[M49][key], x.codes[COW][key], x.codes[GW][key])
	}
	return x.byName(text)
}

func concat(lists ...[]use) []use {
	var out []use
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

// byName looks a spelling up as it stands and with its comma turned.
func (x *index) byName(text string) []use {
	if uses := x.names[Fold(text)]; len(uses) > 0 {
		return uses
	}
	if text, ok := turned(text); ok {
		return x.names[Fold(text)]
	}
	return nil
}

// ByScheme finds the country that a code or name of one scheme means in a year;
// year 0 is today. Codes that changed hands resolve by the year (COW 345 is
// Yugoslavia, then Serbia and Montenegro, then Serbia); outside all its years a
// code still means the one country that ever had it. The error is an
// *UnknownError or an *AmbiguousError.
func (r *Register) ByScheme(s Scheme, text string, year int) (Code, error) {
	text = strings.TrimSpace(text)
	return r.choose(text, r.lookup().bearers(s, text), year)
}

// bearers collects who bears a text in a scheme or the one it falls back on.
func (x *index) bearers(s Scheme, text string) []use {
	key := codeKey(s, text)
	if n, ok := digits(text); ok && s.numeric() {
		key = strconv.Itoa(n)
	}
	if uses := x.codes[s][key]; len(uses) > 0 {
		return uses
	}
	if s == ByName {
		return x.byName(text)
	}
	if f := s.fallback(); f != 0 {
		return x.bearers(f, text)
	}
	return nil
}

// choose returns the one country that the year selects, or says why none.
func (r *Register) choose(text string, uses []use, year int) (Code, error) {
	found := pick(uses, year)
	switch len(found) {
	case 0:
		return "", &UnknownError{Text: text, Suggestions: r.suggest(text)}
	case 1:
		return r.countries[found[0]].Code, nil
	}
	e := &AmbiguousError{Text: text}
	for _, i := range found {
		e.Candidates = append(e.Candidates, r.suggestion(i))
	}
	return "", e
}

func (r *Register) suggestion(i int) Suggestion {
	return Suggestion{Code: r.countries[i].Code, Name: r.countries[i].Name}
}
