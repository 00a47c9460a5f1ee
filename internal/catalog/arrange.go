// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"slices"
	"strings"
)

// arrange sorts the derivations so that each comes after its inputs, and faults
// those that rest on themselves.
func (l *loading) arrange() {
	o := ordering{catalog: l.catalog, state: map[string]visit{}}
	for _, f := range l.derived {
		for i := range f.list {
			o.file = f
			o.place(f.list[i].ID, nil)
		}
	}
}

// visit is how far an ordering has come with a derivation.
type visit int8

const (
	untouched visit = iota
	underway
	done
)

// ordering is a depth-first walk through the derivations.
type ordering struct {
	catalog *Catalog
	file    *derivedFile
	state   map[string]visit
}

// place puts a derivation after its inputs; above lists what led to it.
func (o *ordering) place(id string, above []string) {
	e := o.catalog.entries[id]
	if e == nil || e.Derivation == nil || o.state[id] == done {
		return
	}
	if o.state[id] == underway {
		o.cycle(id, append(above, id))
		return
	}
	o.state[id] = underway
	for _, input := range e.Derivation.Of {
		o.place(input, append(above, id))
	}
	o.state[id] = done
	o.catalog.derivations = append(o.catalog.derivations, e.Derivation)
}

// cycle faults the first derivation of a circle where its file spells it.
func (o *ordering) cycle(id string, above []string) {
	circle := above[slices.Index(above, id):]
	message := "rests on itself: " + strings.Join(circle, " <- ")
	for i := range o.file.list {
		if o.file.list[i].ID == id {
			o.file.add(message, "", i, "of")
			return
		}
	}
	o.file.add(message, "")
}
