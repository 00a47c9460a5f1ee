// SPDX-License-Identifier: Apache-2.0

package qala_test

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// The reasons of the rules on habits.
const (
	whyInit   = "what happens before main is seen by no reader and no test; lists are literal, and main calls what must run"
	whyGlobal = "a package variable that changes makes every result depend on what ran before"
	whyBlank  = "an import for its side effect hides who depends on whom"
	whyName   = "such a name says nothing; what has no home belongs beside its only caller, and at the second caller it has a noun"
)

// emptyNames are package names that say nothing.
var emptyNames = []string{
	"util", "utils", "common", "helper", "helpers", "types", "models", "model", "core", "misc", "shared", "lib", "base", "pkg",
}

// TestNoInit checks that nothing runs before main.
func TestNoInit(t *testing.T) {
	r := repository(t)
	for _, p := range r.packages {
		for _, f := range p.all() {
			for _, d := range f.ast.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
					t.Errorf("%s declares init\n\trule: %s", r.at(fn.Pos()), whyInit)
				}
			}
		}
	}
}

// TestNames checks the names of packages and folders.
func TestNames(t *testing.T) {
	for _, p := range repository(t).packages {
		for _, f := range p.code {
			name := f.ast.Name.Name
			if slices.Contains(emptyNames, name) || slices.Contains(emptyNames, path.Base(p.dir)) {
				t.Errorf("%s: package %s\n\trule: %s", f.path, name, whyName)
			}
			if p.dir != "." && name != "main" && name != path.Base(p.dir) {
				t.Errorf("%s: package %s stands in folder %s; name them alike", f.path, name, p.dir)
			}
		}
	}
}

// TestNoBlankImports checks that no package is imported for its side effect,
// embed excepted, which has none.
func TestNoBlankImports(t *testing.T) {
	r := repository(t)
	for _, p := range r.packages {
		for _, f := range p.all() {
			for _, spec := range f.ast.Imports {
				if spec.Name == nil || spec.Path.Value == `"embed"` {
					continue
				}
				if spec.Name.Name == "_" || spec.Name.Name == "." {
					t.Errorf("%s imports %s as %s\n\trule: %s", r.at(spec.Pos()), spec.Path.Value, spec.Name.Name, whyBlank)
				}
			}
		}
	}
}

// decoders are the packages that read what others wrote.
var decoders = []string{
	"internal/affiliation", "internal/catalog", "internal/country", "internal/snapshot", "internal/source", "internal/source/*", "internal/composite/table", "internal/lexicon", "internal/prose", "internal/annotate", "internal/claim", "internal/claim/own", "internal/claim/read", "internal/claim/propose",
}

// TestDecodersAreFuzzed checks that each package that reads foreign bytes has a
// fuzz target: whoever wrote them did not know our rules.
func TestDecodersAreFuzzed(t *testing.T) {
	targets := 0
	for _, p := range repository(t).packages {
		reads := slices.ContainsFunc(decoders, func(pattern string) bool { ok, _ := path.Match(pattern, p.dir); return ok })
		if !reads || slices.Contains([]string{"internal/source/all", "internal/source/sourcetest"}, p.dir) {
			continue // these read the repository's own files, or none
		}
		found := 0
		for _, f := range p.tests {
			for _, d := range f.ast.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, "Fuzz") {
					found++
				}
			}
		}
		if targets += found; found == 0 {
			t.Errorf("%s reads foreign bytes and has no fuzz target", p.dir)
		}
	}
	t.Logf("%d fuzz targets", targets)
}

// TestNoMutableGlobals checks that package variables never change.
func TestNoMutableGlobals(t *testing.T) {
	r := repository(t)
	for _, p := range r.packages {
		for _, change := range r.changes(p.code) {
			t.Errorf("%s\n\trule: %s", change, whyGlobal)
		}
	}
}

// changes lists places where the package's variables are written, and variables
// whose types exist to be written.
func (t *tree) changes(files []goFile) []string {
	vars, specs := map[string]bool{}, map[any]bool{}
	found := []string{}
	for _, f := range files {
		for _, spec := range packageVars(f.ast) {
			specs[spec] = true
			for _, name := range spec.Names {
				vars[name.Name] = name.Name != "_"
			}
			if state := stateful(spec); state != "" {
				found = append(found, t.at(spec.Pos())+" declares a package variable of type "+state)
			}
		}
	}
	// The parser resolves a name within its file; what it leaves open is another
	// file's and so the package's.
	global := func(name *ast.Ident) bool {
		return name != nil && vars[name.Name] && (name.Obj == nil || specs[name.Obj.Decl])
	}
	for _, f := range files {
		ast.Inspect(f.ast, func(n ast.Node) bool {
			for _, target := range written(n) {
				if name := root(target); global(name) {
					found = append(found, t.at(n.Pos())+" changes package variable "+name.Name)
				}
			}
			return true
		})
	}
	return found
}

// packageVars lists the variables declared at the top of a file.
func packageVars(f *ast.File) []*ast.ValueSpec {
	specs := []*ast.ValueSpec{}
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
			for _, s := range g.Specs {
				specs = append(specs, s.(*ast.ValueSpec))
			}
		}
	}
	return specs
}

// stateful names the type of a variable that can only be there to change.
func stateful(spec *ast.ValueSpec) string {
	found := ""
	look := func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := sel.X.(*ast.Ident)
		if !ok {
			return true
		}
		changes := x.Name == "atomic" || x.Name == "sync" && !strings.HasPrefix(sel.Sel.Name, "Once")
		if changes || x.Name == "sync" && sel.Sel.Name == "Once" {
			found = x.Name + "." + sel.Sel.Name
		}
		return true
	}
	if spec.Type != nil {
		ast.Inspect(spec.Type, look)
	}
	for _, v := range spec.Values {
		if lit, ok := v.(*ast.CompositeLit); ok && lit.Type != nil {
			ast.Inspect(lit.Type, look)
		}
	}
	return found
}

// written lists the expressions that a statement or call writes to.
func written(n ast.Node) []ast.Expr {
	switch n := n.(type) {
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			return n.Lhs
		}
	case *ast.IncDecStmt:
		return []ast.Expr{n.X}
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			return []ast.Expr{n.Key, n.Value}
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			return []ast.Expr{n.X}
		}
	case *ast.CallExpr:
		if fn, ok := n.Fun.(*ast.Ident); ok && len(n.Args) > 0 && (fn.Name == "delete" || fn.Name == "clear") {
			return n.Args[:1]
		}
	}
	return nil
}

// root is the variable that an expression such as a.b[i].c starts from.
func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// TestChangesAreSeen checks the scanner itself on small files.
func TestChangesAreSeen(t *testing.T) {
	for name, test := range map[string]struct {
		src  string
		want bool
	}{
		"constant table":  {`var m = map[string]int{"a": 1}; func f() int { return m["a"] }`, false},
		"assigned":        {`var n int; func f() { n = 1 }`, true},
		"counted":         {`var n int; func f() { n++ }`, true},
		"element":         {`var m = map[string]int{}; func f() { m["a"] = 1 }`, true},
		"field":           {`var v struct{ n int }; func f() { v.n = 1 }`, true},
		"deleted":         {`var m = map[string]int{}; func f() { delete(m, "a") }`, true},
		"address":         {`var n int; func f() *int { return &n }`, true},
		"local":           {`var n int; func f() { n := 1; n = 2; _ = n }`, false},
		"local var":       {`var n int; func f() { var n int; n = 2; _ = n }`, false},
		"parameter":       {`var n int; func f(n int) { n = 2 }`, false},
		"other selector":  {`var n int; type s struct{ n int }; func (x *s) f() { x.n = 2 }`, false},
		"mutex":           {`import "sync"; var mu sync.Mutex`, true},
		"pool":            {`import "sync"; var p = sync.Pool{}`, true},
		"once value":      {`import "sync"; var v = sync.OnceValue(func() int { return 1 })`, false},
		"compared":        {`var n int; func f() bool { return n == 1 }`, false},
		"composite local": {`var n int; type s struct{ n int }; func f() s { return s{n: 1} }`, false},
	} {
		t.Run(name, func(t *testing.T) {
			r, f := parseText(t, test.src)
			if found := r.changes([]goFile{f}); (len(found) > 0) != test.want {
				t.Errorf("found %q, want a change %v", found, test.want)
			}
		})
	}
}
