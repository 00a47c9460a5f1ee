// SPDX-License-Identifier: Apache-2.0

package assess

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// trace is a value with the values it was computed from, down to observed ones.
type trace struct {
	panel.Input
	flags obs.Flags
	parts []trace
}

// observed tells whether the value was published rather than computed.
func (t *trace) observed() bool { return len(t.parts) == 0 }

// trace follows a value down to what was published; false where it is missing.
func (a *Assessor) trace(in panel.Inputs, cell Cell) (trace, bool) {
	at, known := a.Axis.Index(cell.Country)
	if !known {
		return trace{}, false
	}
	t := trace{Input: panel.Input{Indicator: cell.Indicator, Country: cell.Country, Year: cell.Year}}
	d, derived := a.derived[cell.Indicator]
	if !derived {
		series := in.Series[cell.Indicator]
		if series == nil {
			return trace{}, false
		}
		v, ok := series.At(at, cell.Year)
		t.Value = v
		return t, ok
	}
	r := d.At(in, at, cell.Year, true)
	if !r.OK {
		return trace{}, false
	}
	t.Value, t.flags = r.Value, r.Flags
	for _, input := range r.Inputs {
		part, ok := a.trace(in, Cell{Indicator: input.Indicator, Country: input.Country, Year: input.Year})
		if !ok || input.Counterpart != "" {
			part = trace{}
		}
		part.Input = input
		t.parts = append(t.parts, part)
	}
	return t, true
}

// main is the observed value that stands for a trace in a short answer: the
// newest of the inputs, and of several of one year the country's own, else the
// first. An input with a counterpart, such as the length of a border, only says
// which inputs count and for how much; it stands for the value only where there
// is nothing else.
func (t *trace) main() *trace {
	if t.observed() {
		return t
	}
	best := &t.parts[0]
	for i := range t.parts {
		if part := &t.parts[i]; t.prefers(part, best) {
			best = part
		}
	}
	return best.main()
}

// prefers tells whether one input stands for the value rather than another.
func (t *trace) prefers(part, best *trace) bool {
	if plain := part.Counterpart == ""; plain != (best.Counterpart == "") {
		return plain
	}
	own := part.Country == t.Country && best.Country != t.Country
	return part.Year > best.Year || part.Year == best.Year && own
}

// leaves lists the observed values below a trace, each once, in order.
func (t *trace) leaves() []panel.Input {
	var list []panel.Input
	seen := make(map[string]bool)
	var visit func(t *trace)
	visit = func(t *trace) {
		if !t.observed() {
			for i := range t.parts {
				visit(&t.parts[i])
			}
			return
		}
		key := fmt.Sprint(t.Indicator, " ", t.Country, " ", t.Counterpart, " ", t.Year)
		if !seen[key] {
			seen[key] = true
			list = append(list, t.Input)
		}
	}
	visit(t)
	return list
}

// lookup is an indicator of an assessment with the observed values it rests on;
// their cells start at first in one long list.
type lookup struct {
	into   *Indicator
	leaves []panel.Input
	main   panel.Input
	first  int
}

// Cited is an indicator to be given its origin, of a country.
type Cited struct {
	// Into holds the value, and is given source, release, licence and raw row.
	Into    *Indicator
	Country country.Code
}

// origins looks up the raw rows behind every value of an assessment and lists
// all sources that were used.
func (a *Assessor) origins(ctx context.Context, s *Scored, out *Assessment) (err error) {
	var list []Cited
	each(out, func(i *Indicator) { list = append(list, Cited{i, out.Country}) })
	out.Sources, err = a.Cite(ctx, s.Inputs, list)
	return err
}

// Cite looks up the raw rows behind values and lists all sources they come from.
func (a *Assessor) Cite(ctx context.Context, in panel.Inputs, list []Cited) ([]obs.Origin, error) {
	var lookups []lookup
	var cells []Cell
	for _, c := range list {
		if c.Into.Value == nil {
			continue
		}
		t, ok := a.trace(in, Cell{Indicator: c.Into.ID, Country: c.Country, Year: c.Into.Year})
		if !ok {
			continue
		}
		l := lookup{into: c.Into, leaves: t.leaves(), main: t.main().Input, first: len(cells)}
		for _, leaf := range l.leaves {
			cells = append(cells, Cell{Indicator: leaf.Indicator, Country: leaf.Country, Year: leaf.Year})
		}
		if !t.observed() {
			c.Into.Inputs = indicatorsOf(l.leaves)
		}
		lookups = append(lookups, l)
	}
	found, err := a.Store.Find(ctx, cells)
	if err != nil {
		return nil, err
	}
	used := make(map[string]obs.Origin)
	for _, l := range lookups {
		a.attribute(l, found[l.first:], used)
	}
	return sortedOrigins(used), nil
}

// indicatorsOf lists the indicators of inputs, each once, in order.
func indicatorsOf(inputs []panel.Input) []string {
	var ids []string
	for _, in := range inputs {
		if !slices.Contains(ids, in.Indicator) {
			ids = append(ids, in.Indicator)
		}
	}
	return ids
}

// each calls f for every indicator of an assessment.
func each(out *Assessment, f func(*Indicator)) {
	for p := range out.Pillars {
		for i := range out.Pillars[p].Indicators {
			f(&out.Pillars[p].Indicators[i])
		}
	}
	for i := range out.Exposure {
		f(&out.Exposure[i])
	}
}

// attribute writes where a value comes from, by the input that stands for all,
// and notes the origins of every input as used.
func (a *Assessor) attribute(l lookup, found [][]obs.Observation, used map[string]obs.Origin) {
	i := l.into
	for k, leaf := range l.leaves {
		o, ok := pick(found[k], leaf.Counterpart)
		if !ok {
			continue
		}
		source, _, _ := obs.SplitID(o.Indicator)
		origin, known := a.Origin(source, o.Release)
		if known {
			used[source+" "+o.Release] = origin
		}
		if leaf != l.main {
			continue
		}
		i.Source, i.Release, i.Licence, i.Ref = source, o.Release, origin.Licence, RefOf(o.Ref)
		for _, name := range o.Flags.Names() {
			if !slices.Contains(i.Flags, name) {
				i.Flags = append(i.Flags, name)
			}
		}
	}
}

// sortedOrigins lists origins by source and release.
func sortedOrigins(used map[string]obs.Origin) []obs.Origin {
	list := make([]obs.Origin, 0, len(used))
	for _, o := range used {
		list = append(list, o)
	}
	slices.SortFunc(list, func(x, y obs.Origin) int {
		return strings.Compare(x.Source+" "+x.Release, y.Source+" "+y.Release)
	})
	return list
}
