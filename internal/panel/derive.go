// SPDX-License-Identifier: Apache-2.0

package panel

import (
	"fmt"
	"math"
	"strings"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/obs"
)

// Op names a way of computing a series from others; ops lists them all.
type Op string

// Derivation says how a derived indicator is computed.
type Derivation struct {
	// ID is the derived indicator's id.
	ID string
	// Op is the way of computing; Of lists the ids of the inputs, in its order.
	Op Op
	Of []string
	// Window is a number of years that ends with the year asked for; Min is how
	// many of the inputs must be there.
	Window, Min int
	// Scale multiplies the result; 0 means 1.
	Scale float64
	// Target, Offset and Threshold are numbers that some ops need.
	Target, Offset, Threshold float64
	// Slack is how many years back a denominator, or a dyadic input, may lie.
	Slack int
}

// Input is one value that a derived value rests on.
type Input struct {
	Indicator   string
	Country     country.Code
	Counterpart string
	Year        int
	Value       float64
	// Weight is the weight of the input in a weighted mean; 0 where it has none.
	Weight float64
}

// Result is a derived value, or the lack of one.
type Result struct {
	Value float64
	OK    bool
	Flags obs.Flags
	// Inputs are filled only when asked for, in a fixed order.
	Inputs []Input
}

// Inputs gives a derivation the series it needs; both are nil-safe to ask for
// an id that is not there.
type Inputs struct {
	Series map[string]*Series
	Dyads  map[string]*Dyads
}

// opSpec is what an op needs and does.
type opSpec struct {
	// series and dyads count the ids in Of that must be monadic, then dyadic;
	// series of -1 means one or more.
	series, dyads int
	needs         []need
	formula       string
	eval          func(d *Derivation, at place) Result
}

// need is an argument that an op cannot do without.
type need string

const (
	needWindow    need = "window"
	needMin       need = "min"
	needThreshold need = "threshold"
)

// place is where a derivation is evaluated, with its inputs looked up.
type place struct {
	series  []*Series
	dyads   *Dyads
	country int
	year    int
	trace   bool
}

// Ops lists the names of all ops, in the order of the manual.
func Ops() []Op {
	names := make([]Op, len(opOrder))
	copy(names, opOrder[:])
	return names
}

// Check lists what is wrong with a derivation's arguments; it does not know
// whether its inputs exist.
func (d *Derivation) Check() []string {
	spec, ok := ops[d.Op]
	if !ok {
		return []string{fmt.Sprintf("op %q is unknown; there are %v", d.Op, Ops())}
	}
	var faults []string
	if want := spec.series + spec.dyads; spec.series >= 0 && len(d.Of) != want {
		faults = append(faults, fmt.Sprintf("op %s takes %d inputs, not %d", d.Op, want, len(d.Of)))
	}
	if len(d.Of) == 0 {
		faults = append(faults, fmt.Sprintf("op %s needs at least one input", d.Op))
	}
	for _, n := range spec.needs {
		if d.lacks(n) {
			faults = append(faults, fmt.Sprintf("op %s needs %s", d.Op, n))
		}
	}
	if d.Min > d.Window && d.Window > 0 {
		faults = append(faults, fmt.Sprintf("min %d is more than window %d", d.Min, d.Window))
	}
	if d.Window < 0 || d.Min < 0 || d.Slack < 0 {
		faults = append(faults, "window, min and slack must not be negative")
	}
	return faults
}

// lacks tells whether an argument is not set.
func (d *Derivation) lacks(n need) bool {
	switch n {
	case needWindow:
		return d.Window == 0
	case needMin:
		return d.Min == 0
	case needThreshold:
		return d.Threshold == 0
	}
	return false
}

// DyadicInputs tells which of the inputs are dyadic.
func (d *Derivation) DyadicInputs() []string {
	spec := ops[d.Op]
	if spec.dyads == 0 || len(d.Of) < spec.dyads {
		return nil
	}
	return d.Of[len(d.Of)-spec.dyads:]
}

// SeriesInputs tells which of the inputs are plain series.
func (d *Derivation) SeriesInputs() []string {
	return d.Of[:len(d.Of)-len(d.DyadicInputs())]
}

// Formula is the op in words and symbols, for explanations.
func (d *Derivation) Formula() string {
	text := ops[d.Op].formula
	for _, arg := range []struct {
		name  string
		value float64
	}{
		{"window", float64(d.Window)},
		{"min", float64(d.Min)},
		{"scale", d.scale()},
		{"target", d.Target},
		{"offset", d.Offset},
		{"threshold", d.Threshold},
		{"slack", float64(d.Slack)},
	} {
		text = replaceArg(text, arg.name, arg.value)
	}
	return text + d.letters()
}

// letters says which inputs the letters of a formula stand for.
func (d *Derivation) letters() string {
	switch len(d.Of) {
	case 1:
		return "; x = " + d.Of[0]
	case 2:
		return "; x = " + d.Of[0] + ", y = " + d.Of[1]
	}
	return "; inputs " + strings.Join(d.Of, ", ")
}

// At computes the value of a country, by its place on the axis, in a year. With
// trace set the result lists its inputs. Cost: one pass over the window.
func (d *Derivation) At(in Inputs, country, year int, trace bool) Result {
	spec, ok := ops[d.Op]
	if !ok {
		panic("panel: op " + string(d.Op) + " was not checked")
	}
	p := d.bind(in)
	p.country, p.year, p.trace = country, year, trace
	return d.eval(spec, p)
}

// bind looks the inputs up once, for many evaluations.
func (d *Derivation) bind(in Inputs) place {
	var p place
	for _, id := range d.SeriesInputs() {
		p.series = append(p.series, in.Series[id])
	}
	for _, id := range d.DyadicInputs() {
		p.dyads = in.Dyads[id]
	}
	return p
}

// eval computes one value and scales it. A result that is not finite, as from
// an overflow, is no result.
func (d *Derivation) eval(spec opSpec, p place) Result {
	r := spec.eval(d, p)
	if !r.OK {
		return r
	}
	r.Value *= d.scale()
	r.Flags |= obs.Derived
	if math.IsNaN(r.Value) || math.IsInf(r.Value, 0) {
		r.OK = false
	}
	return r
}

// scale is Scale, or 1 where none is set.
func (d *Derivation) scale() float64 {
	if d.Scale == 0 {
		return 1
	}
	return d.Scale
}

// Derive computes a whole series over the years first to last.
func (d *Derivation) Derive(in Inputs, axis *Axis, first, last int) *Series {
	spec, ok := ops[d.Op]
	if !ok {
		panic("panel: op " + string(d.Op) + " was not checked")
	}
	s := NewSeries(d.ID, axis, first, last)
	p := d.bind(in)
	for p.country = range axis.Len() {
		for p.year = first; p.year <= last; p.year++ {
			if r := d.eval(spec, p); r.OK {
				s.Set(p.country, p.year, r.Value)
				s.flag(p.country, p.year, r.Flags)
			}
		}
	}
	return s
}

// lookback is how many years before the one asked for an input may lie.
func (d *Derivation) lookback() int { return max(d.Window, d.Slack) }
