// SPDX-License-Identifier: Apache-2.0

package composite

import (
	"fmt"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// DenominateMethod says whether leaves are divided by their denominators.
type DenominateMethod string

// The ways of denominating; empty means DenominateOwn.
const (
	// DenominateOwn divides every leaf that names a denominator by it.
	DenominateOwn DenominateMethod = "own"
	// DenominateNone divides nothing.
	DenominateNone DenominateMethod = "none"
)

// Denomination divides indicators by another, such as population, so that large
// and small cases compare. A value whose denominator is missing or zero is
// missing.
type Denomination struct {
	Method DenominateMethod `yaml:"method,omitempty" json:"method,omitempty"`
	// By names denominators, by indicator, in place of the leaves' own.
	By map[string]string `yaml:"by,omitempty" json:"by,omitempty"`
	// Factor multiplies the quotient, by indicator; 1 where it has none.
	Factor map[string]float64 `yaml:"factor,omitempty" json:"factor,omitempty"`
}

var denominations = map[DenominateMethod]bool{DenominateOwn: true, DenominateNone: true}

func (d *Denomination) check(path string, faults *Faults) {
	checkMethod(d.Method, denominations, path, faults)
	for _, id := range sortedKeys(d.Factor) {
		if f := d.Factor[id]; !(f > 0) || f-f != 0 {
			faults.add(path+"/factor/"+id, "%v is not a positive number", f)
		}
	}
}

// of is the denominator of a leaf; empty for none.
func (d *Denomination) of(n *Node) string {
	if d.Method == DenominateNone {
		return ""
	}
	if by, ok := d.By[n.Indicator]; ok {
		return by
	}
	return n.Denominator
}

// apply divides in place.
func (d *Denomination) apply(w *work) []obs.Warning {
	var warnings []obs.Warning
	for j, n := range w.plan.leaves {
		id := d.of(n)
		if id == "" {
			continue
		}
		factor, ok := d.Factor[n.Indicator]
		if !ok {
			factor = 1
		}
		by, known := w.p.Indicator(id)
		if !known {
			fill(w.x[j], nan)
			warnings = append(warnings, obs.Warning{
				Code: "denominator_absent", Subject: n.Indicator,
				Text: fmt.Sprintf("the panel lacks the denominator %s, so that %s is missing", id, n.Indicator),
			})
			continue
		}
		if bad := divide(w, j, by, factor); bad > 0 {
			warnings = append(warnings, obs.Warning{
				Code: "denominator_missing", Subject: n.Indicator,
				Text: fmt.Sprintf("%d values of %s have no denominator (%s is missing or zero) and are left out", bad, n.Indicator, id),
			})
		}
	}
	return warnings
}

// divide divides leaf j by the panel's column and counts the values lost.
func divide(w *work, j, by int, factor float64) (lost int) {
	x := w.x[j]
	for t := range w.nt {
		for c, cell := range w.p.Column(t, by) {
			r := t*w.nc + c
			switch {
			case x[r] != x[r]:
			case cell.Missing != obs.Present || cell.Value == 0:
				x[r] = nan
				lost++
			default:
				x[r] = x[r] / cell.Value * factor
			}
		}
	}
	return lost
}

// values divides values of a leaf.
func (d *Denomination) values(p *panel.Panel, leaf *Node, o *Observed) {
	id := d.of(leaf)
	if id == "" {
		return
	}
	factor, ok := d.Factor[leaf.Indicator]
	if !ok {
		factor = 1
	}
	by, known := p.Indicator(id)
	x := o.Values
	for i, c := range o.Cases {
		cell := panel.Cell{Missing: obs.NotCollected}
		if known {
			cell = p.At(int(c), o.Year, by)
		}
		if cell.Missing != obs.Present || cell.Value == 0 {
			x[i] = nan
			continue
		}
		x[i] = x[i] / cell.Value * factor
	}
}
