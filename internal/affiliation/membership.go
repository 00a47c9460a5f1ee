// SPDX-License-Identifier: Apache-2.0

package affiliation

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
)

// Status is how a state takes part in an organisation.
type Status string

// The statuses. A suspended member is a member still: its row lies inside the
// membership's.
const (
	Member    Status = "member"
	Permanent Status = "permanent"
	Elected   Status = "elected"
	Suspended Status = "suspended"
	Observer  Status = "observer"
	Candidate Status = "candidate"
	Associate Status = "associate"
	Partner   Status = "partner"
	Signatory Status = "signatory"
)

// Statuses lists all statuses.
func Statuses() []Status {
	return []Status{Member, Permanent, Elected, Suspended, Observer, Candidate, Associate, Partner, Signatory}
}

// Belongs reports whether the status is that of a member.
func (s Status) Belongs() bool {
	return s == Member || s == Permanent || s == Elected || s == Suspended
}

// Membership is a state's part in an organisation for a stretch of days.
type Membership struct {
	// Organisation is the organisation's id, Country the state.
	Organisation string
	Country      country.Code
	// Span is the stretch; Since and Until are as exact as the source.
	Span
	Status Status
	// Source says where the dates are from, Note what is unsure or must be known.
	Source, Note string
	// Line is the row's line in the table.
	Line int
}

var membershipColumns = []string{"organisation", "iso3", "joined", "left", "status", "source", "note"}

// readMemberships reads the table of memberships.
func (b *Book) readMemberships(tree fs.FS) error {
	b.members, b.of = map[string][]Membership{}, map[country.Code][]Membership{}
	all := &order{book: b}
	if err := readTable(tree, MembershipsFile, membershipColumns, all.membership); err != nil {
		return err
	}
	return all.check()
}

// membership takes a row.
func (o *order) membership(r *row) {
	b := o.book
	m := Membership{
		Organisation: r.need("organisation"), Country: r.country("iso3", b.countries), Span: r.span("joined", "left"),
		Status: Status(r.need("status")), Source: r.need("source"), Note: r.text("note"), Line: r.line,
	}
	if _, ok := b.byOrganisation[m.Organisation]; !ok {
		r.fault("organisation", "%q is not in %s", m.Organisation, OrganisationsFile)
	}
	if !slices.Contains(Statuses(), m.Status) {
		r.fault("status", "%q is not a status; the statuses are %s", m.Status, joined(Statuses()))
	}
	if m.From.IsZero() {
		r.fault("joined", "is empty")
	}
	o.rows = append(o.rows, m)
}

// joined lists words.
func joined(list []Status) string {
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = string(s)
	}
	return strings.Join(words, ", ")
}

// Members returns who is a member on a day, ordered by country: members in full,
// permanent and elected ones, and those suspended, each with the status of the day
// and the span of its membership. Day zero is today. The error is an *UnknownError
// or, where there is no member, an *EmptyError.
func (b *Book) Members(organisation string, on country.Date) ([]Membership, error) {
	o, err := b.Resolve(organisation)
	if err != nil {
		return nil, err
	}
	found := standing(b.members[o.ID], on, Status.Belongs)
	if len(found) == 0 {
		first, last := extent(b.members[o.ID])
		return nil, &EmptyError{"organisation", o.ID, on, first, last}
	}
	return found, nil
}

// Of returns every part that a country takes on a day, ordered by organisation:
// memberships, and lesser statuses. Day zero is today.
func (b *Book) Of(c country.Code, on country.Date) []Membership {
	return standing(b.of[c], on, func(Status) bool { return true })
}

// Status returns a country's part in an organisation, by id, on a day; false where
// it takes none. A member's part comes before a lesser one.
func (b *Book) Status(organisation string, c country.Code, on country.Date) (Membership, bool) {
	var lesser *Membership
	for _, m := range b.Of(c, on) {
		if m.Organisation != organisation {
			continue
		}
		if m.Status.Belongs() {
			return m, true
		}
		lesser = &m
	}
	if lesser == nil {
		return Membership{}, false
	}
	return *lesser, true
}

// History returns all rows of a country, of one organisation by id or of all where
// that is empty, ordered by organisation and day.
func (b *Book) History(organisation string, c country.Code) []Membership {
	var out []Membership
	for _, m := range b.of[c] {
		if organisation == "" || m.Organisation == organisation {
			out = append(out, m)
		}
	}
	return out
}

// Rows returns all rows of an organisation by id, ordered by country and day.
func (b *Book) Rows(organisation string) []Membership { return slices.Clone(b.members[organisation]) }

// standing picks the rows that hold on a day. A suspension is no row of its own: it
// gives its status, source and note to the membership it lies in.
func standing(rows []Membership, on country.Date, keep func(Status) bool) []Membership {
	var out []Membership
	for _, m := range rows {
		if !m.Holds(on) || !keep(m.Status) {
			continue
		}
		if m.Status != Suspended {
			out = append(out, m)
			continue
		}
		for i := range out {
			if out[i].Organisation == m.Organisation && out[i].Country == m.Country && out[i].Status.Belongs() {
				out[i].Status, out[i].Source, out[i].Note = Suspended, m.Source, m.Note
			}
		}
	}
	return out
}

// extent is the first and the last day of any membership; zero is open.
func extent(rows []Membership) (first, last country.Date) {
	open := false
	for _, m := range rows {
		if !m.Status.Belongs() {
			continue
		}
		if first.IsZero() || m.From.Before(first) {
			first = m.From
		}
		open = open || m.To.IsZero()
		if last.Before(m.To) {
			last = m.To
		}
	}
	if open {
		last = country.Date{}
	}
	return first, last
}

// order holds the rows while they are checked and put in order.
type order struct {
	book *Book
	rows []Membership
}

// check orders the rows and finds those that contradict each other.
func (o *order) check() error {
	slices.SortStableFunc(o.rows, func(a, b Membership) int {
		return cmp.Or(cmp.Compare(a.Organisation, b.Organisation), cmp.Compare(a.Country, b.Country),
			cmp.Compare(rank(a.Status), rank(b.Status)), compare(a.From, b.From))
	})
	var faults []error
	for i, m := range o.rows {
		if reason := o.contradiction(i); reason != "" {
			faults = append(faults, &Fault{File: MembershipsFile, Line: m.Line, Reason: reason})
		}
		o.book.members[m.Organisation] = append(o.book.members[m.Organisation], m)
		o.book.of[m.Country] = append(o.book.of[m.Country], m)
	}
	return joinFaults(faults)
}

// rank puts suspensions behind the memberships in which they lie.
func rank(s Status) int {
	if s == Suspended {
		return 1
	}
	return 0
}

// contradiction says what is wrong between a row and the others of its country and
// organisation.
func (o *order) contradiction(i int) string {
	m, inside := o.rows[i], false
	for j := i - 1; j >= 0; j-- {
		n := o.rows[j]
		if n.Organisation != m.Organisation || n.Country != m.Country {
			break
		}
		switch {
		case m.Status != Suspended && m.overlaps(n.Span), m.Status == n.Status && m.overlaps(n.Span):
			return "overlaps the row of the same country on line " + itoa(n.Line)
		case n.Status != Suspended && n.Status.Belongs() && m.within(n.Span):
			inside = true
		}
	}
	if m.Status == Suspended && !inside {
		return "no membership in which this suspension lies"
	}
	return ""
}
