// SPDX-License-Identifier: Apache-2.0

package multiverse

import (
	"math"

	"github.com/qala-observatory/qala/internal/composite"
)

// nan marks an empty cell inside the package.
var nan = math.NaN()

// A mean is f^-1(sum(w f(x)) / sum(w)): arithmetic, geometric, harmonic and power
// means differ in f only. So a group's children are kept as f(x), and a draw is a
// product of a matrix and a vector.

// isMean tells whether a method is such a mean.
func isMean(m composite.AggregateMethod) bool {
	switch m {
	case composite.Arithmetic, composite.Geometric, composite.Harmonic, composite.Power:
		return true
	}
	return false
}

// into is f(x), or false where the mean is not defined for x.
func into(how composite.Aggregation, x float64) (float64, bool) {
	switch how.Method {
	case composite.Geometric:
		return math.Log(x), x > 0
	case composite.Harmonic:
		return 1 / x, x > 0
	case composite.Power:
		return math.Pow(x, how.Power), x > 0 || x == 0 && how.Power > 0
	}
	return x, true
}

// takesZero tells whether a mean other than the arithmetic one is defined for 0.
func takesZero(how composite.Aggregation) bool { return how.Method == composite.Power && how.Power > 0 }

// from is f^-1.
func from(how composite.Aggregation, s float64) float64 {
	switch how.Method {
	case composite.Geometric:
		return math.Exp(s)
	case composite.Harmonic:
		return 1 / s
	case composite.Power:
		return math.Pow(s, 1/how.Power)
	}
	return s
}

// powers holds the tables of fast logarithms and exponentials: a table of 1,024
// points and a polynomial between them (Tang 1989, 1990), within 2e-14 of the
// standard library's for logarithms, relatively for exponentials.
type powers struct {
	log [1024]struct{ inverse, log float64 }
	exp [1024]float64
}

func newPowers() *powers {
	p := &powers{}
	for i := range p.log {
		m := 1 + (float64(i)+0.5)/1024
		p.log[i].inverse, p.log[i].log = 1/m, -math.Log(1/m)
		p.exp[i] = math.Exp2(float64(i) / 1024)
	}
	return p
}

// logs writes the logarithms of x, which are above 0 and finite, to y. Other
// values give a number without meaning.
func (p *powers) logs(x, y []float64) {
	y = y[:len(x)]
	for i, v := range x {
		u := math.Float64bits(v)
		t := &p.log[u>>42&1023]
		r := math.Float64frombits(u&(1<<52-1)|1023<<52)*t.inverse - 1
		y[i] = float64(int64(u>>52)-1023)*math.Ln2 + (t.log + r*(1-r*(0.5-r*(1.0/3))))
	}
}

// exps writes the exponentials of x to y; those out of range are left to the
// standard library.
func (p *powers) exps(x, y []float64) {
	const high, low = 0x1.62e42fefp-11, 0x1.473de6af278ecp-44 // ln 2 / 1024 in two parts, the first short
	y = y[:len(x)]
	for i, v := range x {
		if !(v > -700 && v < 700) {
			y[i] = math.Exp(v)
			continue
		}
		k := int64(v*(1024/math.Ln2) + 0x1p30 + 0.5)
		k -= 1 << 30
		f := float64(k)
		r := v - f*high - f*low
		scale := math.Float64frombits(uint64(k>>10+1023) << 52)
		y[i] = p.exp[k&1023] * scale * (1 + r*(1+r*(0.5+r*(1.0/6))))
	}
}

// transform writes f(x) of a column to y.
func (p *powers) transform(how composite.Aggregation, x, y []float64) {
	switch how.Method {
	case composite.Geometric:
		p.logs(x, y)
	case composite.Harmonic:
		for i, v := range x {
			y[i] = 1 / v
		}
	case composite.Power:
		raise(how.Power, x, y)
	default:
		copy(y, x)
	}
}

// back writes f^-1(s) of a column to y, which may be s.
func (p *powers) back(how composite.Aggregation, s, y []float64) {
	switch how.Method {
	case composite.Geometric:
		p.exps(s, y)
	case composite.Harmonic:
		for i, v := range s {
			y[i] = 1 / v
		}
	case composite.Power:
		raise(1/how.Power, s, y)
	default:
		copy(y, s)
	}
}

// raise writes the powers of x to y.
func raise(power float64, x, y []float64) {
	switch power {
	case 0.5:
		for i, v := range x {
			y[i] = math.Sqrt(v)
		}
	case 2:
		for i, v := range x {
			y[i] = v * v
		}
	default:
		for i, v := range x {
			y[i] = math.Pow(v, power)
		}
	}
}
