// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/qala-observatory/qala/internal/obs"
	"github.com/qala-observatory/qala/internal/panel"
)

// longestWindow is the most years that a derivation may look back.
const longestWindow = 100

// derivedText is a derived indicator as data/derived/*.yaml spells it.
type derivedText struct {
	ID         string   `yaml:"id"`
	Name       string   `yaml:"name"`
	Definition string   `yaml:"definition"`
	Unit       obs.Unit `yaml:"unit"`
	Kind       obs.Kind `yaml:"kind"`
	Op         panel.Op `yaml:"op"`
	Of         []string `yaml:"of"`
	Window     int      `yaml:"window"`
	Min        int      `yaml:"min"`
	Scale      float64  `yaml:"scale"`
	Target     float64  `yaml:"target"`
	Offset     float64  `yaml:"offset"`
	Threshold  float64  `yaml:"threshold"`
	Slack      int      `yaml:"slack"`
	Limits     string   `yaml:"limits"`
	Why        string   `yaml:"why"`
}

// derivation is the part that computes.
func (t *derivedText) derivation() panel.Derivation {
	return panel.Derivation{
		ID: t.ID, Op: t.Op, Of: t.Of, Window: t.Window, Min: t.Min, Scale: t.Scale,
		Target: t.Target, Offset: t.Offset, Threshold: t.Threshold, Slack: t.Slack,
	}
}

// indicator is the part that names.
func (t *derivedText) indicator() obs.Indicator {
	return obs.Indicator{
		ID: t.ID, Name: t.Name, Definition: t.Definition, Unit: t.Unit, Kind: t.Kind, Limits: t.Limits,
	}
}

// derivedFile is one file of derived indicators and its document.
type derivedFile struct {
	*document
	list []derivedText
}

// parseDerived decodes and lints one file by itself.
func parseDerived(file string, text []byte) *derivedFile {
	f := &derivedFile{document: parse(file, text)}
	f.decode(&f.list)
	for i := range f.list {
		f.lint(i)
	}
	return f
}

// lint checks one derived indicator by itself.
func (f *derivedFile) lint(i int) {
	t := &f.list[i]
	if f.need(t.ID, i, "id") {
		if source, _, ok := obs.SplitID(t.ID); !ok || !isWord(source) || strings.ContainsAny(t.ID, " \t\r\n,") {
			f.add(fmt.Sprintf("%q is not an id", t.ID), "write qala.name", i, "id")
		}
	}
	f.need(t.Name, i, "name")
	f.need(t.Definition, i, "definition")
	f.need(string(t.Unit), i, "unit")
	f.need(t.Why, i, "why")
	if f.need(string(t.Kind), i, "kind") {
		oneOf(f.document, t.Kind, obs.Kinds(), i, "kind")
	}
	if f.need(string(t.Op), i, "op") {
		f.arguments(i)
	}
	inputs := firstOf{}
	for j, id := range t.Of {
		if f.need(id, i, "of", j) && inputs.met(id) {
			f.add(fmt.Sprintf("input %q stands twice", id), "", i, "of", j)
		}
	}
}

// arguments checks the op and what it is given.
func (f *derivedFile) arguments(i int) {
	t := &f.list[i]
	if !slices.Contains(panel.Ops(), t.Op) {
		oneOf(f.document, t.Op, panel.Ops(), i, "op")
		return
	}
	if t.Window > longestWindow {
		f.add(fmt.Sprintf("%d years is more than %d", t.Window, longestWindow), "", i, "window")
	}
	if t.Slack > longestWindow {
		f.add(fmt.Sprintf("%d years is more than %d", t.Slack, longestWindow), "", i, "slack")
	}
	d := t.derivation()
	for _, message := range d.Check() {
		f.add(message, "", i, t.blamed(message))
	}
}

// blamed is the field that a complaint of panel.Derivation is about: the first
// argument that it names, as far as the file gives it, else the op.
func (t *derivedText) blamed(message string) string {
	given := map[string]bool{
		"inputs": true, "input": true, "min": t.Min != 0, "window": t.Window != 0, "slack": t.Slack != 0,
	}
	negative := map[string]bool{"window": t.Window < 0, "min": t.Min < 0, "slack": t.Slack < 0}
	for _, word := range strings.FieldsFunc(message, func(r rune) bool { return r == ' ' || r == ',' }) {
		if strings.Contains(message, "negative") && !negative[word] || !given[word] {
			continue
		}
		if word == "input" || word == "inputs" {
			return "of"
		}
		return word
	}
	return "op"
}

// link checks the inputs of derived indicators against the whole catalog.
func (f *derivedFile) link(c *Catalog) {
	for i := range f.list {
		t := &f.list[i]
		if id, _, _ := obs.SplitID(t.ID); c.sources[id] != nil {
			f.add(fmt.Sprintf("%q is the id of a source", id), "give derived indicators another word", i, "id")
		}
		if e := c.entries[t.ID]; e != nil && e.Derivation != nil && e.text != t {
			f.add(fmt.Sprintf("derived indicator %q stands twice", t.ID), "", i, "id")
		}
		d := t.derivation()
		dyadic := d.DyadicInputs()
		for j, id := range t.Of {
			f.input(c, id, slices.Contains(dyadic, id), i, "of", j)
		}
	}
}

// input checks that an input is there and of the sort that the op takes.
func (f *derivedFile) input(c *Catalog, id string, dyadic bool, at ...any) {
	e := c.entries[id]
	switch {
	case id == "":
	case e == nil:
		f.add(fmt.Sprintf("indicator %q is not in the catalog", id), meant(id, c.ids), at...)
	case dyadic && !e.Dyadic:
		f.add(fmt.Sprintf("%q has no counterparts; the op takes a dyadic indicator here", id), "", at...)
	case !dyadic && e.Dyadic:
		f.add(fmt.Sprintf("%q is dyadic; the op takes one value a country here", id), "", at...)
	}
}

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
