// SPDX-License-Identifier: Apache-2.0

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/qala-observatory/qala/internal/affiliation"
	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/snapshot"
)

// listedID is the indicator of what the Factbook lists.
const listedID = "factbook.org_membership"

// membersFlags are the flags of members.
type membersFlags struct {
	on               string
	list, all, check bool
	format           *format
}

// newMembers makes the command members.
func newMembers(p *program) *cobra.Command {
	var f membersFlags
	cmd := &cobra.Command{
		Use:   "members NAME",
		Short: "List who belongs to an organisation, region or list of powers",
		Long: `Members lists who belongs to an organisation on a day, since when, and where that
is written. NAME is the name of an organisation, or region:ID, or powers:LIST;
--list names them all. A suspended member is a member, and marked. A month or year
means its last day; without a day it is the last one the tables were kept to.

With --check the list is held to the last edition of the CIA World Factbook that
was published by then, and each disagreement is shown. doc/memberships.md
explains them.

` + exitHelp,
		Example: `  qala members NATO --on 2016-11-30
  qala members "Arab League" --on 2015 --format json
  qala members OPEC --on 2026-01-22 --check
  qala members region:south-caucasus --on 2022
  qala members powers:p5
  qala members --list`,
		Args: func(_ *cobra.Command, args []string) error {
			if f.list && len(args) > 0 {
				return usage("--list names them all; it takes no argument")
			}
			if !f.list && len(args) != 1 {
				return usage("want one argument, a name; got %d; --list names them all", len(args))
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.on, "on", "", "the `day`, YYYY-MM-DD, or the last one of a month or year")
	flags.BoolVar(&f.list, "list", false, "list organisations, regions and lists of powers")
	flags.BoolVar(&f.all, "all", false, "list observers, candidates and others too")
	flags.BoolVar(&f.check, "check", false, "hold the list to the Factbook's")
	f.format = formatFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if f.list {
			return p.listAffiliations(*f.format)
		}
		v, err := p.members(cmd.Context(), args[0], f)
		if err != nil {
			return belonging(err)
		}
		p.later(v.On)
		return p.printMembers(v, *f.format)
	}
	return cmd
}

// belonging gives the errors of package affiliation the status they have here.
func belonging(err error) error {
	if errors.Is(err, affiliation.ErrUnknown) || errors.Is(err, affiliation.ErrEmpty) {
		return fmt.Errorf("%w: %w", errNotFound, err)
	}
	return err
}

// book loads who belongs together.
func (p *program) book() (*affiliation.Book, error) {
	reg, err := p.register()
	if err != nil {
		return nil, err
	}
	return affiliation.Load(p.data, reg)
}

// on reads a day: the last one of a month or year, and where none is given the last
// one up to which the tables were kept, today if that is earlier.
func (p *program) on(text string) (country.Date, error) {
	if text != "" {
		_, last, err := affiliation.ParseDate(text)
		if err != nil {
			return last, usage("--on: %v", err)
		}
		return last, nil
	}
	today, kept := country.Date(p.today()), affiliation.KeptTo()
	if today.Before(kept) {
		return today, nil
	}
	return kept, nil
}

// later remarks on a day up to which the tables were not kept.
func (p *program) later(day string) {
	if kept := affiliation.KeptTo().String(); day > kept {
		p.remark("qala: the tables were kept to %s; what changed later is not in them", kept)
	}
}

// memberView is what is printed of a member.
type memberView struct {
	ISO3   country.Code       `json:"iso3"`
	Name   string             `json:"name"`
	Status affiliation.Status `json:"status,omitempty"`
	Since  string             `json:"since"`
	Until  string             `json:"until,omitempty"`
	Source string             `json:"source"`
	Note   string             `json:"note,omitempty"`
}

// membersView is what is printed of a set: an organisation, region or list.
type membersView struct {
	Organisation string       `json:"organisation,omitempty"`
	Region       string       `json:"region,omitempty"`
	Powers       string       `json:"powers,omitempty"`
	Name         string       `json:"name"`
	On           string       `json:"on"`
	Note         string       `json:"note,omitempty"`
	Members      []memberView `json:"members"`
	// Checked is the edition that the list was held to.
	Checked       string             `json:"checked,omitempty"`
	Disagreements []disagreementView `json:"disagreements,omitempty"`
}

// disagreementView is what is printed of a disagreement.
type disagreementView struct {
	ISO3   country.Code `json:"iso3"`
	Table  string       `json:"table"`
	Listed string       `json:"listed"`
}

// members answers who belongs to what a name means.
func (p *program) members(ctx context.Context, name string, f membersFlags) (*membersView, error) {
	book, err := p.book()
	if err != nil {
		return nil, err
	}
	on, err := p.on(f.on)
	if err != nil {
		return nil, err
	}
	kind, id, set := strings.Cut(name, ":")
	if set && (f.all || f.check) {
		return nil, usage("--all and --check are for organisations")
	}
	v := &membersView{On: on.String(), Members: []memberView{}}
	switch {
	case !set:
		return v, p.organisationMembers(ctx, v, membersQuestion{book, name, on, f})
	case kind == "region":
		return v, p.regionMembers(v, book, id, on)
	case kind == "powers":
		return v, p.powers(v, book, id, on)
	}
	return nil, usage("%s: want a name, region:ID or powers:LIST", name)
}

// membersQuestion is what is asked of an organisation.
type membersQuestion struct {
	book *affiliation.Book
	name string
	on   country.Date
	membersFlags
}

// organisationMembers fills in the members of an organisation.
func (p *program) organisationMembers(ctx context.Context, v *membersView, q membersQuestion) error {
	o, err := q.book.Resolve(q.name)
	if err != nil {
		return err
	}
	v.Organisation, v.Name, v.Note = o.ID, o.Name, o.Note
	members, err := q.book.Members(o.ID, q.on)
	if err != nil && !(q.all && errors.Is(err, affiliation.ErrEmpty)) {
		return err
	}
	if q.all {
		members = append(members, lesser(q.book, o.ID, q.on)...)
	}
	for _, m := range members {
		v.Members = append(v.Members, p.viewMember(m))
	}
	if q.check {
		return p.checkMembers(ctx, v, o, q)
	}
	return nil
}

// lesser lists those that take a lesser part on a day.
func lesser(book *affiliation.Book, id string, on country.Date) []affiliation.Membership {
	return slices.DeleteFunc(book.Rows(id), func(m affiliation.Membership) bool {
		return m.Status.Belongs() || !m.Holds(on)
	})
}

// viewMember is what is printed of a membership.
func (p *program) viewMember(m affiliation.Membership) memberView {
	return memberView{
		ISO3: m.Country, Name: p.countryName(m.Country), Status: m.Status,
		Since: m.Since, Until: m.Until, Source: m.Source, Note: m.Note,
	}
}

// countryName is the short name of a country.
func (p *program) countryName(code country.Code) string {
	reg, err := p.register()
	if err != nil {
		return string(code)
	}
	c, _ := reg.Country(code)
	return c.Name
}

// checkMembers holds the members to the Factbook's last edition of the day.
func (p *program) checkMembers(ctx context.Context, v *membersView, o affiliation.Organisation, q membersQuestion) error {
	if len(o.Factbook) == 0 {
		return fmt.Errorf("%w: %s in the Factbook, which does not list it", errNotFound, o.ID)
	}
	s, err := p.snapshot()
	if err != nil {
		return err
	}
	edition, ok := editionOn(s.Origins(), obs.Date(q.on))
	if !ok {
		return fmt.Errorf("%w: an edition of the Factbook published by %s", errNotFound, q.on)
	}
	dyads, err := s.Dyads(ctx, []string{listedID}, snapshot.Options{})
	if err != nil {
		return err
	}
	pages := map[country.Code]affiliation.Listing{}
	for i := range dyads[listedID].Axis.Len() {
		listing := affiliation.Listing{}
		for _, d := range dyads[listedID].In(i, edition.Year) {
			listing[d.Counterpart] = d.Value
		}
		if len(listing) > 0 {
			pages[dyads[listedID].Axis.Code(i)] = listing
		}
	}
	v.Checked = edition.String()
	for _, d := range q.book.Compare(o, pages, q.on) {
		v.Disagreements = append(v.Disagreements, disagreementView{d.Country, d.Table, d.Listed})
	}
	return nil
}

// editionOn is the day of the last edition of the Factbook published by a day.
func editionOn(origins []obs.Origin, on obs.Date) (obs.Date, bool) {
	source, _, _ := obs.SplitID(listedID)
	last := obs.Date{}
	for _, o := range origins {
		if o.Source == source && o.Published.Compare(on) <= 0 && o.Published.Compare(last) > 0 {
			last = o.Published
		}
	}
	return last, !last.IsZero()
}

// regionMembers fills in the states of a region.
func (p *program) regionMembers(v *membersView, book *affiliation.Book, id string, on country.Date) error {
	codes, err := book.Region(id, on)
	if err != nil {
		return err
	}
	regions := book.Regions()
	r := regions[slices.IndexFunc(regions, func(r affiliation.Region) bool { return strings.EqualFold(r.ID, id) })]
	v.Region, v.Name, v.Note = r.ID, r.Name, r.Note
	for _, c := range codes {
		m := memberView{ISO3: c, Name: p.countryName(c), Source: r.Source}
		for _, part := range r.Parts {
			if part.Text == string(c) && part.Holds(on) {
				m.Since, m.Until, m.Source, m.Note = part.Since, part.Until, part.Source, part.Note
			}
		}
		v.Members = append(v.Members, m)
	}
	return nil
}

// powers fills in the powers of a list.
func (p *program) powers(v *membersView, book *affiliation.Book, id string, on country.Date) error {
	powers, err := book.Powers(id, on)
	if err != nil {
		return err
	}
	for _, r := range book.Rankings() {
		if strings.EqualFold(r.ID, cmp.Or(id, r.ID)) {
			v.Powers, v.Name, v.Note = r.ID, r.Name, r.Note
			break
		}
	}
	for _, m := range powers {
		v.Members = append(v.Members, memberView{
			ISO3: m.Country, Name: p.countryName(m.Country), Since: m.Since, Until: m.Until, Source: m.Source, Note: m.Note,
		})
	}
	return nil
}
