// SPDX-License-Identifier: Apache-2.0

// Command fields writes what the comments in the code say of types and their
// fields, as JSON, so that the OpenAPI document can say it too: the comments are
// the one place where it is written.
//
//	go run ./doc/fields internal/api
//
// It writes fields.json into the folder. Names of Go fields within a comment
// become their names in JSON.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// entry is what is said of a type.
type entry struct {
	Doc    string            `json:"doc,omitempty"`
	Fields map[string]string `json:"fields,omitempty"`
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "want a folder to write fields.json into")
		os.Exit(2)
	}
	entries, err := read("internal")
	if err == nil {
		err = write(filepath.Join(os.Args[1], "fields.json"), entries)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// write writes the entries, sorted by name.
func write(name string, entries map[string]entry) error {
	text, err := json.MarshalIndent(entries, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(text, '\n'), 0o644)
}

// read reads the types of every package below a folder that have a field with a
// name in JSON, by package and name.
func read(root string) (map[string]entry, error) {
	entries := map[string]entry{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range f.Decls {
			if g, ok := decl.(*ast.GenDecl); ok && g.Tok == token.TYPE {
				for _, spec := range g.Specs {
					add(entries, f.Name.Name, g, spec.(*ast.TypeSpec))
				}
			}
		}
		return nil
	})
	return entries, err
}

// add adds a type of a package.
func add(entries map[string]entry, pkg string, g *ast.GenDecl, spec *ast.TypeSpec) {
	s, ok := spec.Type.(*ast.StructType)
	if !ok || !spec.Name.IsExported() {
		return
	}
	doc := spec.Doc
	if doc == nil {
		doc = g.Doc
	}
	names := namesOf(s)
	e := entry{Doc: plain(doc.Text(), names), Fields: map[string]string{}}
	last := ""
	for _, f := range s.Fields.List {
		for _, name := range f.Names {
			text := strings.TrimSpace(f.Doc.Text())
			if text == "" && word(last, name.Name) {
				text = last // a comment that speaks of several fields stands over the first
			}
			last = text
			if key := names[name.Name]; key != "" && text != "" {
				e.Fields[key] = plain(text, names)
			}
		}
	}
	if len(names) > 0 {
		entries[pkg+"."+spec.Name.Name] = e
	}
}

// namesOf gives the names in JSON of the fields that have one.
func namesOf(s *ast.StructType) map[string]string {
	names := map[string]string{}
	for _, f := range s.Fields.List {
		if f.Tag == nil {
			continue
		}
		text, err := strconv.Unquote(f.Tag.Value)
		if err != nil {
			continue
		}
		key, _, _ := strings.Cut(reflect.StructTag(text).Get("json"), ",")
		for _, name := range f.Names {
			if key != "" && key != "-" {
				names[name.Name] = key
			}
		}
	}
	return names
}

// word tells whether a text holds a word.
func word(text, w string) bool {
	return text != "" && regexp.MustCompile(`\b`+regexp.QuoteMeta(w)+`\b`).MatchString(text)
}

// goName finds what may be the name of a field: a word with a capital.
var goName = regexp.MustCompile(`\b[A-Z][A-Za-z0-9]*\b-?`)

// plain is a comment in one line, with the names of fields as JSON has them.
func plain(text string, names map[string]string) string {
	text = strings.Join(strings.Fields(text), " ")
	return goName.ReplaceAllStringFunc(text, func(w string) string {
		if key := names[w]; key != "" {
			return "`" + key + "`"
		}
		return w
	})
}
