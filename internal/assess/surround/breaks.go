// SPDX-License-Identifier: Apache-2.0

package surround

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/assess"
)

// jump is the change of coverage that marks a break.
const jump = 0.1

// breaks finds the years in which coverage, editions or indicators change.
func (f *following) breaks(ctx context.Context, out *assess.Trend) error {
	for _, l := range out.Levels {
		for t := 1; t < len(l.Years); t++ {
			before, now := l.Years[t-1].Coverage, l.Years[t].Coverage
			if math.Abs(now-before) >= jump {
				out.Breaks = append(out.Breaks, assess.Break{Year: l.Years[t].Year, Kind: "coverage", Subject: l.ID, Text: fmt.Sprintf(
					"%s rests on %.0f %% of its weight, the year before on %.0f %%.", l.Name, 100*now, 100*before)})
			}
		}
	}
	editions, err := f.editions(ctx, out)
	if err != nil {
		return err
	}
	out.Breaks = append(out.Breaks, editions...)
	slices.SortStableFunc(out.Breaks, func(x, y assess.Break) int { return cmp.Compare(x.Year, y.Year) })
	return nil
}

// editions finds the years from which an indicator's values come from another
// edition or another source than before, or which the source marks as a break.
func (f *following) editions(ctx context.Context, out *assess.Trend) ([]assess.Break, error) {
	ids := f.a.Framework.Tree.Indicators()
	values := make([]assess.Indicator, len(f.years)*len(ids))
	list := make([]assess.Cited, len(values))
	for t, year := range f.years {
		for i, id := range ids {
			at := t*len(ids) + i
			values[at] = f.a.Value(f.s, assess.Cell{Indicator: id, Country: f.q.Country, Year: year})
			list[at] = assess.Cited{Into: &values[at], Country: f.q.Country}
		}
	}
	var err error
	if out.Sources, err = f.a.Cite(ctx, f.s.Inputs, list); err != nil {
		return nil, err
	}
	var breaks []assess.Break
	for t := 1; t < len(f.years); t++ {
		changed := make(map[string][]string)
		for i, id := range ids {
			before, now := values[(t-1)*len(ids)+i], values[t*len(ids)+i]
			switch {
			case before.Value == nil || now.Value == nil || before.Year == now.Year:
			case before.Source != now.Source || before.Release != now.Release:
				key := fmt.Sprintf("%s %s follows %s %s", now.Source, now.Release, before.Source, before.Release)
				changed[key] = append(changed[key], id)
			case slices.Contains(now.Flags, "break"):
				key := now.Source + " marks a break"
				changed[key] = append(changed[key], id)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(changed)) {
			source, _, _ := strings.Cut(key, " ")
			breaks = append(breaks, assess.Break{Year: f.years[t], Kind: "edition", Subject: source, Text: fmt.Sprintf(
				"%s in %s.", key, strings.Join(changed[key], ", "))})
		}
	}
	return breaks, nil
}
