// SPDX-License-Identifier: Apache-2.0

// Package affiliation knows which states belong together on a day: in an
// organisation, in a named region, among the great powers, along a border.
//
// Its nouns: an Organisation and the Memberships in it; a Region, whose members
// are states, organisations, other regions or areas of the United Nations' M49
// standard; a Ranking, a dated list of powers; a View, which says where adjacency
// differs with whose borders one takes; a Border between two states, made of what
// each side states. A Book holds the tables, which are curated by hand in data/,
// each row with its dates and its source.
//
// The steps: Load reads the tables and reports every fault in them at once, with
// file and line; Members, Of, Region, Powers and View answer for one day. A day
// that a source gives as a year or a month only is kept as it is written, and
// taken as the first day of it for a beginning and the last for an end.
//
// The package never guesses: an organisation, region, list or view that it does
// not know is an UnknownError with suggestions, one that is empty on the day asked
// for is an EmptyError that says when it is not. Listing is not recognition.
package affiliation
