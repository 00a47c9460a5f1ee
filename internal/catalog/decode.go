// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"encoding"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// decoder fills Go values from a document's tree. It is strict where the
// library's own decoder stops at the first fault: it goes on, so that a writer
// sees all of them at once, each with its place.
type decoder struct {
	doc    *document
	path   []any
	fields map[reflect.Type][]field
}

// field is one field of a struct as the file spells it.
type field struct {
	name  string
	index []int
}

// decode fills the value that into points to.
func (d *document) decode(into any) {
	if d.root == nil {
		return
	}
	dec := decoder{doc: d, fields: map[reflect.Type][]field{}}
	dec.value(d.root, reflect.ValueOf(into).Elem())
}

// fault adds a fault at a node, or at its key where the node is a block.
func (d *decoder) fault(t *token.Token, message, hint string) {
	name := fieldName(d.path)
	d.doc.unread[name] = true
	d.doc.put(Fault{Line: t.Position.Line, Column: t.Position.Column, Field: name, Message: message, Hint: hint})
}

// mismatch says that a node is not what the field wants.
func (d *decoder) mismatch(node ast.Node, wants, hint string) {
	d.fault(firstToken(node), "wants "+wants+", not "+kindOf(node), hint)
}

// within runs f one step further down the path.
func (d *decoder) within(step any, f func()) {
	d.path = append(d.path, step)
	f()
	d.path = d.path[:len(d.path)-1]
}

// value fills v from a node; nothing in the file leaves v as it is.
func (d *decoder) value(node ast.Node, v reflect.Value) {
	if isNull(node) {
		return
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		d.text(node, u)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		before := len(d.doc.faults)
		v.Set(reflect.New(v.Type().Elem()))
		d.value(node, v.Elem())
		if len(d.doc.faults) > before && v.Elem().Kind() != reflect.Struct {
			v.SetZero()
		}
	case reflect.Struct:
		d.object(node, v)
	case reflect.Slice:
		d.list(node, v)
	case reflect.Map:
		d.dictionary(node, v)
	default:
		d.scalar(node, v)
	}
}

func (d *decoder) text(node ast.Node, u encoding.TextUnmarshaler) {
	text, ok := scalarText(node)
	if !ok {
		d.mismatch(node, "a plain value", "")
		return
	}
	if err := u.UnmarshalText([]byte(text)); err != nil {
		d.fault(firstToken(node), err.Error(), "")
	}
}

func (d *decoder) scalar(node ast.Node, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		text, ok := scalarText(node)
		if !ok {
			d.mismatch(node, "text", "")
			return
		}
		v.SetString(text)
	case reflect.Bool:
		b, ok := node.(*ast.BoolNode)
		if !ok {
			d.mismatch(node, "true or false", "")
			return
		}
		v.SetBool(b.Value)
	case reflect.Int, reflect.Uint64:
		d.whole(node, v)
	case reflect.Float64:
		d.number(node, v)
	default:
		panic("catalog: cannot decode into " + v.Type().String())
	}
}

func (d *decoder) whole(node ast.Node, v reflect.Value) {
	n, ok := node.(*ast.IntegerNode)
	if !ok {
		d.mismatch(node, "a whole number", quotedNumber(node))
		return
	}
	x, ok := toFloat(n.Value)
	switch {
	case !ok || math.Abs(x) > math.MaxInt32:
		d.fault(firstToken(node), "the number is too large", "")
	case v.CanInt():
		v.SetInt(int64(x))
	case x < 0:
		d.fault(firstToken(node), "the number is negative", "")
	default:
		v.SetUint(uint64(x))
	}
}

func (d *decoder) number(node ast.Node, v reflect.Value) {
	var x float64
	ok := false
	switch n := node.(type) {
	case *ast.IntegerNode:
		x, ok = toFloat(n.Value)
	case *ast.FloatNode:
		x, ok = n.Value, true
	case *ast.InfinityNode, *ast.NanNode:
		d.fault(firstToken(node), "wants a finite number", "")
		return
	}
	text, _ := scalarText(node)
	if _, err := strconv.ParseFloat(text, 64); errors.Is(err, strconv.ErrRange) {
		d.fault(firstToken(node), "the number is too large", "")
		return
	}
	if !ok {
		d.mismatch(node, "a number", quotedNumber(node))
		return
	}
	v.SetFloat(x)
}

// toFloat is the value of an integer node; both of its types are exact up to
// 2^53, far beyond any number in a definition.
func toFloat(value any) (float64, bool) {
	switch n := value.(type) {
	case int64:
		return float64(n), true
	case uint64:
		return float64(n), true
	}
	return 0, false
}

func (d *decoder) list(node ast.Node, v reflect.Value) {
	seq, ok := node.(*ast.SequenceNode)
	if !ok {
		d.mismatch(node, "a list", "begin each entry with a dash, or write [a, b]")
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(seq.Values), len(seq.Values)))
	for i, item := range seq.Values {
		d.within(i, func() {
			if isNull(item) {
				d.fault(entryToken(seq, i), "the entry is empty", "remove it, or quote it if it is the text null")
				return
			}
			d.value(item, v.Index(i))
		})
	}
}

func (d *decoder) dictionary(node ast.Node, v reflect.Value) {
	pairs, ok := mapping(node)
	if !ok {
		d.mismatch(node, "a mapping of names to values", "write name: value")
		return
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(pairs)))
	d.keys(pairs, func(key string, pair *ast.MappingValueNode) {
		value := reflect.New(v.Type().Elem()).Elem()
		d.value(pair.Value, value)
		v.SetMapIndex(reflect.ValueOf(key), value)
	})
}

// leading are the fields that a lone word fills, so that "impute: none" and
// "treat: none" need no braces.
var leading = []string{"method", "first"}

// object fills a struct, or its leading field.
func (d *decoder) object(node ast.Node, v reflect.Value) {
	fields := d.fieldsOf(v.Type())
	pairs, ok := mapping(node)
	if !ok {
		for _, name := range leading {
			f := named(fields, name)
			if f != nil && isScalar(node) && v.FieldByIndex(f.index).Kind() == reflect.String {
				d.value(node, v.FieldByIndex(f.index))
				return
			}
		}
		d.mismatch(node, "a mapping of fields to values", "")
		return
	}
	d.keys(pairs, func(key string, pair *ast.MappingValueNode) {
		f := named(fields, key)
		if f == nil {
			d.fault(pair.Key.GetToken(), "the field is unknown", nearestField(key, fields))
			return
		}
		d.value(pair.Value, v.FieldByIndex(f.index))
	})
}

// keys visits the pairs of a mapping and refuses keys that repeat or are not
// plain text.
func (d *decoder) keys(pairs []*ast.MappingValueNode, visit func(string, *ast.MappingValueNode)) {
	first := make(map[string]int, len(pairs))
	for _, pair := range pairs {
		key, ok := keyText(pair)
		if !ok {
			d.fault(pair.Key.GetToken(), "the key is not plain text", "")
			continue
		}
		d.within(key, func() {
			if line, met := first[key]; met {
				d.fault(pair.Key.GetToken(), fmt.Sprintf("the key stands twice, first on line %d", line), "")
				return
			}
			first[key] = pair.Key.GetToken().Position.Line
			visit(key, pair)
		})
	}
}

// fieldsOf lists the fields of a struct by the names their yaml tags give, with
// those of embedded structs among them.
func (d *decoder) fieldsOf(t reflect.Type) []field {
	if known, ok := d.fields[t]; ok {
		return known
	}
	var fields []field
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name != "" && name != "-" && f.IsExported() {
			fields = append(fields, field{name: name, index: f.Index})
		}
	}
	d.fields[t] = fields
	return fields
}

// named is the field with the name, or nil.
func named(fields []field, name string) *field {
	for i := range fields {
		if fields[i].name == name {
			return &fields[i]
		}
	}
	return nil
}

// nearestField is a hint that names the field that was meant, or all of them.
func nearestField(name string, fields []field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	if near := nearest(name, names); len(near) > 0 {
		return "did you mean " + orList(near) + "?"
	}
	return "known are " + strings.Join(names, ", ")
}
