// SPDX-License-Identifier: Apache-2.0

package panel

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/stat"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// opOrder is the order in which the manual lists the ops.
var opOrder = [...]Op{
	"mean", "sd", "change", "rate", "sum", "difference", "log", "distance", "first", "years_since",
	"flag", "share_of_max", "hhi", "top", "count", "neighbour_mean", "neighbour_sum", "neighbour_max", "distance_to_neighbours",
}

// ops is every way of computing a series from others. In the formulas x is the
// first input, y the second, t the year, and {name} an argument.
var ops = map[Op]opSpec{
	"mean":         {series: 1, needs: []need{needWindow, needMin}, eval: evalMean, formula: "mean of x over the {window} years up to t, at least {min} of them present"},
	"sd":           {series: 1, needs: []need{needWindow, needMin}, eval: evalSD, formula: "sample standard deviation (n-1) of x over the {window} years up to t, at least {min} of them present"},
	"change":       {series: 1, needs: []need{needWindow}, eval: evalChange, formula: "x in t minus x in t-{window}"},
	"rate":         {series: 2, eval: evalRate, formula: "{scale} * x / y, y at most {slack} years older"},
	"sum":          {series: -1, needs: []need{needMin}, eval: evalSum, formula: "sum of the inputs in t, at least {min} of them present"},
	"difference":   {series: 2, eval: evalDifference, formula: "x minus y in t"},
	"log":          {series: 1, eval: evalLog, formula: "natural logarithm of (x + {offset})"},
	"distance":     {series: 1, eval: evalDistance, formula: "distance of x from {target}"},
	"first":        {series: -1, eval: evalFirst, formula: "the first of the inputs that is present in t"},
	"years_since":  {series: 1, needs: []need{needWindow, needThreshold}, eval: evalYearsSince, formula: "years since x last reached {threshold}, counted to at most {window}"},
	"flag":         {series: 1, needs: []need{needThreshold}, eval: evalFlag, formula: "1 where x is at least {threshold}, else 0"},
	"share_of_max": {series: 1, eval: evalShareOfMax, formula: "{scale} * x / the largest x of any country in t"},
	"hhi":          {dyads: 1, eval: evalHHI, formula: "sum of squared shares (x/100) over the counterparts, {slack} years back at most"},
	"top":          {dyads: 1, eval: evalTop, formula: "largest x over the counterparts, {slack} years back at most"},
	"count":        {dyads: 1, eval: evalCount, formula: "number of counterparts with x above {threshold}"},

	"neighbour_mean":         {series: 1, dyads: 1, eval: evalNeighbourMean, formula: "mean of x over the neighbours, weighted by y, at least half of the weight present"},
	"neighbour_sum":          {series: 1, dyads: 1, eval: evalNeighbourSum, formula: "sum of x over the neighbours, at least half of the weight y present"},
	"neighbour_max":          {series: 1, dyads: 1, eval: evalNeighbourMax, formula: "largest x over the neighbours, at least half of the weight y present"},
	"distance_to_neighbours": {series: 1, dyads: 1, eval: evalNeighbourDistance, formula: "distance of x from the median x of the neighbours, at least half of the weight y present"},
}

// halfOfWeight is the least share of a neighbourhood's weight that must have
// values: below it the mean would speak of a minority of the border.
const halfOfWeight = 0.5

// replaceArg writes a number for {name}.
func replaceArg(text, name string, value float64) string {
	return strings.ReplaceAll(text, "{"+name+"}", strconv.FormatFloat(value, 'g', -1, 64))
}

// at reads one input in a year and, when tracing, notes it.
func (p place) at(input, year int, into *Result) (float64, bool) {
	s := p.series[input]
	if s == nil {
		return 0, false
	}
	v, ok := s.At(p.country, year)
	if ok && p.trace {
		into.Inputs = append(into.Inputs, Input{Indicator: s.ID, Country: s.Axis.Code(p.country), Year: year, Value: v})
	}
	return v, ok
}

// window collects the values of the first input over the window, oldest first.
func (p place) window(d *Derivation, into *Result) []float64 {
	values := make([]float64, 0, 16)
	for year := p.year - d.Window + 1; year <= p.year; year++ {
		if v, ok := p.at(0, year, into); ok {
			values = append(values, v)
		}
	}
	if len(values) < d.Window {
		into.Flags |= obs.Partial
	}
	into.OK = len(values) >= max(d.Min, 1)
	return values
}

func evalMean(d *Derivation, p place) Result {
	var r Result
	values := p.window(d, &r)
	if r.OK {
		r.Value = stat.Mean(values, nil)
	}
	return r
}

func evalSD(d *Derivation, p place) Result {
	var r Result
	values := p.window(d, &r)
	if r.OK = r.OK && len(values) >= 2; r.OK {
		r.Value = stat.StdDev(values, nil)
	}
	return r
}

func evalChange(d *Derivation, p place) Result {
	var r Result
	now, ok := p.at(0, p.year, &r)
	then, before := p.at(0, p.year-d.Window, &r)
	r.Value, r.OK = now-then, ok && before
	return r
}

func evalRate(d *Derivation, p place) Result {
	var r Result
	x, ok := p.at(0, p.year, &r)
	if !ok {
		return r
	}
	for back := 0; back <= d.Slack; back++ {
		y, ok := p.at(1, p.year-back, &r)
		if !ok {
			continue
		}
		if r.OK = y != 0; r.OK {
			r.Value = x / y
		}
		if back > 0 {
			r.Flags |= obs.Partial
		}
		return r
	}
	return r
}

func evalSum(d *Derivation, p place) Result {
	var r Result
	present := 0
	for i := range d.Of {
		if v, ok := p.at(i, p.year, &r); ok {
			r.Value += v
			present++
		}
	}
	if present < len(d.Of) {
		r.Flags |= obs.Partial
	}
	r.OK = present >= d.Min
	return r
}

func evalDifference(_ *Derivation, p place) Result {
	var r Result
	x, ok := p.at(0, p.year, &r)
	y, too := p.at(1, p.year, &r)
	r.Value, r.OK = x-y, ok && too
	return r
}

func evalLog(d *Derivation, p place) Result {
	var r Result
	x, ok := p.at(0, p.year, &r)
	if r.OK = ok && x+d.Offset > 0; r.OK {
		r.Value = math.Log(x + d.Offset)
	}
	return r
}

func evalDistance(d *Derivation, p place) Result {
	var r Result
	x, ok := p.at(0, p.year, &r)
	r.Value, r.OK = math.Abs(x-d.Target), ok
	return r
}

func evalFirst(d *Derivation, p place) Result {
	var r Result
	for i := range d.Of {
		if v, ok := p.at(i, p.year, &r); ok {
			r.Value, r.OK = v, true
			if i > 0 {
				r.Flags |= obs.Fallback
			}
			return r
		}
	}
	return r
}

// evalYearsSince counts back from the year; an unbroken run of years below the
// threshold that ends at missing data, not at the window, says only "at least",
// so it is flagged as partial.
func evalYearsSince(d *Derivation, p place) Result {
	var r Result
	for back := range d.Window {
		x, ok := p.at(0, p.year-back, &r)
		if !ok {
			r.Value, r.OK = float64(back), back >= max(d.Min, 1)
			r.Flags |= obs.Partial
			return r
		}
		if x >= d.Threshold {
			r.Value, r.OK = float64(back), true
			return r
		}
	}
	r.Value, r.OK = float64(d.Window), true
	return r
}

func evalFlag(d *Derivation, p place) Result {
	var r Result
	x, ok := p.at(0, p.year, &r)
	if r.OK = ok; ok && x >= d.Threshold {
		r.Value = 1
	}
	return r
}

// evalShareOfMax looks at all countries, so it costs a pass over the axis. The
// largest value is an input like the country's own.
func evalShareOfMax(_ *Derivation, p place) Result {
	var r Result
	x, ok := p.at(0, p.year, &r)
	if !ok {
		return r
	}
	s, most, who := p.series[0], x, p.country
	for c := range s.Axis.Len() {
		if v, ok := s.At(c, p.year); ok && v > most {
			most, who = v, c
		}
	}
	if who != p.country && p.trace {
		r.Inputs = append(r.Inputs, Input{Indicator: s.ID, Country: s.Axis.Code(who), Year: p.year, Value: most})
	}
	if r.OK = most > 0; r.OK {
		r.Value = x / most
	}
	return r
}

// counterparts lists the dyads that a dyadic op works on, and notes them.
func (p place) counterparts(d *Derivation, into *Result) []Dyad {
	set := p.dyads
	if set == nil {
		return nil
	}
	list := set.UpTo(p.country, p.year, d.Slack)
	p.note(list, into)
	return list
}

// note lists dyads of the country as inputs, when tracing.
func (p place) note(list []Dyad, into *Result) {
	if !p.trace {
		return
	}
	for _, e := range list {
		into.Inputs = append(into.Inputs, Input{
			Indicator: p.dyads.ID, Country: p.dyads.Axis.Code(p.country), Counterpart: e.Counterpart, Year: e.Year, Value: e.Value,
		})
	}
}

func evalHHI(d *Derivation, p place) Result {
	var r Result
	for _, e := range p.counterparts(d, &r) {
		share := e.Value / 100
		r.Value += share * share
		r.OK = true
	}
	return r
}

func evalTop(d *Derivation, p place) Result {
	var r Result
	for _, e := range p.counterparts(d, &r) {
		if !r.OK || e.Value > r.Value {
			r.Value = e.Value
		}
		r.OK = true
	}
	return r
}

// evalCount counts from the nearest dated edition; a country without an entry
// in any edition has no count, which an island's zero is not: that zero must
// come from the source.
func evalCount(d *Derivation, p place) Result {
	var r Result
	set := p.dyads
	if set == nil {
		return r
	}
	list := set.Near(p.country, p.year)
	for _, e := range list {
		r.OK = true
		if e.Value > d.Threshold {
			r.Value++
		}
	}
	p.note(list, &r)
	return r
}

// neighbourhood collects the first input over the neighbours that have it, with
// their weights; OK only where at least half of the weight is present. A trace
// lists the values first, then the dyads that make the neighbourhood.
func (p place) neighbourhood(r *Result) (values, weights []float64) {
	s, set := p.series[0], p.dyads
	if s == nil || set == nil {
		return nil, nil
	}
	var present, whole float64
	list := set.Near(p.country, p.year)
	for _, e := range list {
		c, known := s.Axis.Index(country.Code(e.Counterpart))
		whole += e.Value
		if !known {
			continue
		}
		v, ok := s.At(c, p.year)
		if !ok {
			continue
		}
		present += e.Value
		values, weights = append(values, v), append(weights, e.Value)
		if p.trace {
			r.Inputs = append(r.Inputs, Input{Indicator: s.ID, Country: country.Code(e.Counterpart), Year: p.year, Value: v, Weight: e.Value})
		}
	}
	p.note(list, r)
	r.OK = present > 0 && present >= halfOfWeight*whole
	if present < whole {
		r.Flags |= obs.Partial
	}
	return values, weights
}

func evalNeighbourMean(_ *Derivation, p place) Result {
	var r Result
	if values, weights := p.neighbourhood(&r); r.OK {
		r.Value = stat.Mean(values, weights)
	}
	return r
}

func evalNeighbourSum(_ *Derivation, p place) Result {
	var r Result
	values, _ := p.neighbourhood(&r)
	for _, v := range values {
		r.Value += v
	}
	return r
}

func evalNeighbourMax(_ *Derivation, p place) Result {
	var r Result
	if values, _ := p.neighbourhood(&r); r.OK {
		r.Value = slices.Max(values)
	}
	return r
}

func evalNeighbourDistance(_ *Derivation, p place) Result {
	var r Result
	values, _ := p.neighbourhood(&r)
	x, ok := p.at(0, p.year, &r)
	if r.OK = r.OK && ok; r.OK {
		r.Value = math.Abs(x - median(values))
	}
	return r
}

// median is the middle value, or the mean of the two middle ones.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
