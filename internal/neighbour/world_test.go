// SPDX-License-Identifier: Apache-2.0

package neighbour

import (
	"fmt"
	"testing"

	"github.com/qala-observatory/qala/internal/country"
	"github.com/qala-observatory/qala/internal/panel"
)

// side is a border or distance as one country states it.
type side struct {
	of, with country.Code
	year     int
	km       float64
}

// dyads lays statements out.
func dyads(id string, axis *panel.Axis, list []side) *panel.Dyads {
	d := panel.NewDyads(id, axis)
	for _, s := range list {
		at, ok := axis.Index(s.of)
		if !ok {
			panic("test: no country " + s.of)
		}
		d.Add(at, panel.Dyad{Counterpart: string(s.with), Year: s.year, Value: s.km})
	}
	d.Sort()
	return d
}

// codes are n made-up countries.
func codes(n int) []country.Code {
	list := make([]country.Code, n)
	for i := range list {
		list[i] = country.Code(fmt.Sprintf("S%02d", i))
	}
	return list
}

// graph makes weights over n states of pairs that touch, all alike.
func graph(t testing.TB, n int, pairs [][2]int) *Weights {
	t.Helper()
	states := codes(n)
	axis := panel.NewAxis(states)
	var list []side
	for _, p := range pairs {
		list = append(list, side{states[p[0]], states[p[1]], 2020, 100})
	}
	w, err := NewAtlas(Ground{Year: 2020, States: states, Borders: dyads("b", axis, list)}).Weigh(Definition{Kind: Land}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// column makes a column of values; NaN is none.
func column(values ...float64) *Column {
	c := NewColumn(len(values))
	for i, v := range values {
		if v == v {
			c.Set(i, v)
		}
	}
	return c
}

// shows is a neighbourhood as one line.
func shows(list []Neighbour) string {
	text := ""
	for _, n := range list {
		km := "?"
		if n.HasKM {
			km = fmt.Sprintf("%g", n.KM)
		}
		text += fmt.Sprintf("%s %.3g %s; ", n.Code, n.Weight, km)
	}
	return text
}
