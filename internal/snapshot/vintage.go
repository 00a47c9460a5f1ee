// SPDX-License-Identifier: Apache-2.0

package snapshot

import (
	"cmp"
	"slices"
	"time"

	"github.com/qala-observatory/qala/internal/obs"
)

// AsOfReport says how far what was known on a day can be answered.
type AsOfReport struct {
	// Date is the day asked for.
	Date obs.Date
	// CutByPeriod lists releases that became known after the day, or on a day
	// that is not known, and stand in because nothing earlier is held: their
	// values for periods ended by then are used, though some may have been
	// published or revised later.
	CutByPeriod []obs.Origin
}

// AsOf says what asking for a day means for each source.
func (s *Snapshot) AsOf(date obs.Date) AsOfReport {
	report := AsOfReport{Date: date}
	for i := range s.manifest.Sources {
		facts := &s.manifest.Sources[i]
		for j, rule := range facts.rules(Options{AsOf: date}) {
			if rule.cut {
				report.CutByPeriod = append(report.CutByPeriod, facts.Origins[j])
			}
		}
	}
	return report
}

// rule says how a release is used.
type rule struct {
	// rank orders releases: of a cell's values the one with the highest rank
	// wins. A release with rank -1 is not used.
	rank int
	// cut tells that only periods ended by the date asked for are used.
	cut bool
}

// rules gives one rule for each origin. A release published by the date outranks
// one that is only cut by period, and a newer one an older one. Of a source held
// in vintages, those published later are not used; where that leaves none, the
// earliest stands in, cut by period, as the nearest there is to what was known.
func (f *SourceFacts) rules(opt Options) []rule {
	rules := make([]rule, len(f.Origins))
	order := make([]int, len(f.Origins))
	standIn := f.standIn(opt.AsOf)
	for i, o := range f.Origins {
		order[i] = i
		known := knownBy(o, opt.AsOf)
		rules[i].cut = !known && (!o.Vintaged || i == standIn)
		if !known && o.Vintaged && i != standIn || opt.Release != "" && o.Release != opt.Release {
			rules[i].rank, rules[i].cut = -1, false
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := f.Origins[a], f.Origins[b]
		return cmp.Or(after(rules[a].cut, rules[b].cut),
			x.Published.Compare(y.Published), cmp.Compare(x.Release, y.Release))
	})
	for place, i := range order {
		if rules[i].rank >= 0 {
			rules[i].rank = place
		}
	}
	return rules
}

// knownBy tells whether a release was published by a day; no day means today.
func knownBy(o obs.Origin, day obs.Date) bool {
	return day.IsZero() || !o.Published.IsZero() && o.Published.Compare(day) <= 0
}

// standIn is the place of the earliest vintage where none was published by the
// day; -1 where one was.
func (f *SourceFacts) standIn(day obs.Date) int {
	earliest := -1
	for i, o := range f.Origins {
		if !o.Vintaged {
			continue
		}
		if knownBy(o, day) {
			return -1
		}
		if earliest < 0 || o.Published.Compare(f.Origins[earliest].Published) < 0 {
			earliest = i
		}
	}
	return earliest
}

// after orders what is cut before what is not.
func after(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// ended is the last month, counted from year 0, that had ended on a date.
func ended(date obs.Date) int {
	tomorrow := time.Date(date.Year, time.Month(date.Month), date.Day+1, 0, 0, 0, 0, time.UTC)
	return tomorrow.Year()*12 + int(tomorrow.Month()) - 2
}

// lastMonth is the last month of a period, counted from year 0.
func lastMonth(year, month int32) int {
	if month == 0 {
		month = 12
	}
	return int(year)*12 + int(month) - 1
}

// keys are the columns that tell which observation a row is, for a run of rows.
type keys struct {
	// country, counterpart and release are places in the lists of words;
	// counterpart and month are empty where no row has one.
	country, counterpart, year, month, release []int32
	countries, counterparts, releases          []string
	// rules are by release, as in releases.
	rules []rule
	// last is the last month that may be used of a release that is cut.
	last int
}

// read loads the keys of a run, reusing what was allocated.
func (k *keys) read(f *opened, r run, opt Options) (err error) {
	if k.country, k.countries, err = f.column(colCountry, r).codes(k.country[:0]); err != nil {
		return err
	}
	if k.year, err = f.column(colYear, r).ints(k.year[:0]); err != nil {
		return err
	}
	if k.release, k.releases, err = f.column(colRelease, r).codes(k.release[:0]); err != nil {
		return err
	}
	k.counterpart, k.month = k.counterpart[:0], k.month[:0]
	if c := f.column(colCounterpart, r); !c.empty() {
		if k.counterpart, k.counterparts, err = c.codes(k.counterpart); err != nil {
			return err
		}
	}
	if c := f.column(colMonth, r); !c.empty() {
		if k.month, err = c.months(k.month); err != nil {
			return err
		}
	}
	k.judge(f.facts, opt)
	return nil
}

// judge finds the rule of each release.
func (k *keys) judge(facts *SourceFacts, opt Options) {
	rules := facts.rules(opt)
	k.rules = k.rules[:0]
	for _, release := range k.releases {
		found := rule{rank: -1}
		for i, o := range facts.Origins {
			if o.Release == release {
				found = rules[i]
			}
		}
		k.rules = append(k.rules, found)
	}
	k.last = 0
	if !opt.AsOf.IsZero() {
		k.last = ended(opt.AsOf)
	}
}

// winners appends to dst, of the rows from up to to, those that hold the newest
// usable value of their cell. Rows are sorted, so those of one cell stand
// together.
func (k *keys) winners(dst []int32, from, to int) []int32 {
	best := -1
	for i := from; i < to; i++ {
		if i > from && !k.same(i-1, i) {
			if best >= 0 {
				dst = append(dst, int32(best))
			}
			best = -1
		}
		r := k.rules[k.release[i]]
		if r.rank < 0 || r.cut && lastMonth(k.year[i], k.monthOf(i)) > k.last {
			continue
		}
		if best < 0 || r.rank > k.rules[k.release[best]].rank {
			best = i
		}
	}
	if best >= 0 {
		dst = append(dst, int32(best))
	}
	return dst
}

// same tells whether two rows of one indicator are of the same cell.
func (k *keys) same(i, j int) bool {
	return k.country[i] == k.country[j] && k.year[i] == k.year[j] &&
		(len(k.counterpart) == 0 || k.counterpart[i] == k.counterpart[j]) &&
		(len(k.month) == 0 || k.month[i] == k.month[j])
}

// monthOf is the month of a row, 0 for a whole year.
func (k *keys) monthOf(i int) int32 {
	if len(k.month) == 0 {
		return 0
	}
	return k.month[i]
}

// counterpartOf is the counterpart of a row, empty for none.
func (k *keys) counterpartOf(i int) string {
	if len(k.counterpart) == 0 || k.counterpart[i] < 0 {
		return ""
	}
	return k.counterparts[k.counterpart[i]]
}
