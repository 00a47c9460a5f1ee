// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/qala-observatory/qala/internal/composite"
	"github.com/qala-observatory/qala/internal/source"
)

// The pages on file formats have a heading for each field that is read, and for
// no other. Below a heading stand the type and whether the field is required.
func TestFormatPages(t *testing.T) {
	for page, of := range map[string]any{
		"format-framework.md": frameworkText{}, "format-source.md": source.Definition{}, "format-derived.md": derivedText{},
	} {
		text, err := os.ReadFile("../../doc/" + page)
		if err != nil {
			t.Fatal(err)
		}
		var headings []string
		for _, m := range regexp.MustCompile("(?m)^#+ `([^`]+)`\n\n(.*)$").FindAllStringSubmatch(string(text), -1) {
			headings = append(headings, m[1])
			if !strings.Contains(m[2], "equired") && !strings.Contains(m[2], "ptional") {
				t.Errorf("%s: %s does not say whether it is required", page, m[1])
			}
		}
		want := fieldsBelow(reflect.TypeOf(of), "", map[reflect.Type]string{})
		slices.Sort(headings)
		slices.Sort(want)
		if diff := cmp.Diff(want, headings); diff != "" {
			t.Errorf("%s (-fields +headings):\n%s", page, diff)
		}
	}
}

// fieldsBelow lists the fields of a type by their paths. A type that stands in
// several places is listed once, under a name of its own. What the engine's own
// types hold is documented with the methods.
func fieldsBelow(t reflect.Type, path string, done map[reflect.Type]string) []string {
	own := map[reflect.Type]string{
		reflect.TypeFor[nodeText](): "node.", reflect.TypeFor[source.Layout](): "layout.",
		reflect.TypeFor[composite.Factor](): "factor.", reflect.TypeFor[composite.Level](): "level.",
		reflect.TypeFor[source.FileSpec](): "file.", reflect.TypeFor[source.CountryColumn](): "country.",
	}
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if name, ok := own[t]; ok {
		if _, met := done[t]; met {
			return nil
		}
		done[t], path = name, name
	}
	_, known := own[t]
	known = known || t == reflect.TypeFor[composite.GoalpostShift]()
	if t.Kind() != reflect.Struct || strings.HasSuffix(t.PkgPath(), "/composite") && !known || strings.HasSuffix(t.PkgPath(), "/obs") {
		return nil
	}
	var fields []string
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "" || name == "-" || t == reflect.TypeFor[aggregateText]() && len(f.Index) > 1 {
			continue
		}
		fields = append(fields, path+name)
		below := path + name + "."
		if f.Type.Kind() == reflect.Slice {
			below = path + name + "[]."
		}
		fields = append(fields, fieldsBelow(f.Type, below, done)...)
	}
	return fields
}
