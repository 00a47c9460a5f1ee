// SPDX-License-Identifier: Apache-2.0

// Package qala_test holds the rules of the house as tests: who may import whom
// (floors_test.go), what no package may contain (habits_test.go), what must be
// documented (documented_test.go), how long things may be (sizes_test.go),
// which documents equal the code (docs_test.go) and what the data must satisfy
// (data_test.go, truth_test.go). Each failure prints the reason of its rule.
package qala_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// module is the import path that our own packages begin with.
const module = "github.com/qala-observatory/qala"

// goPackage is one folder of Go files.
type goPackage struct {
	// dir is below the root, with slashes; "." for the root itself.
	dir string
	// code and tests are the files without and with _test in their names.
	code, tests []goFile
}

// goFile is one parsed file.
type goFile struct {
	// path is below the root, with slashes.
	path  string
	ast   *ast.File
	lines int
}

// tree is the repository as the rules see it.
type tree struct {
	fset     *token.FileSet
	packages []*goPackage
}

// loadTree parses every Go file of the repository once.
var loadTree = sync.OnceValues(func() (*tree, error) {
	t := &tree{fset: token.NewFileSet()}
	byDir := map[string]*goPackage{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if foreign(d.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		return t.add(byDir, filepath.ToSlash(name))
	})
	slices.SortFunc(t.packages, func(a, b *goPackage) int { return strings.Compare(a.dir, b.dir) })
	return t, err
})

// foreign tells folders whose Go files are not ours to judge.
func foreign(name string) bool {
	return name == "testdata" || name == "node_modules" || name == "out" || name == "bin" ||
		len(name) > 1 && name[0] == '.'
}

// add parses a file into its package.
func (t *tree) add(byDir map[string]*goPackage, name string) error {
	parsed, err := parser.ParseFile(t.fset, name, nil, parser.ParseComments)
	if err != nil {
		return err
	}
	dir := path.Dir(name)
	p := byDir[dir]
	if p == nil {
		p = &goPackage{dir: dir}
		byDir[dir] = p
		t.packages = append(t.packages, p)
	}
	f := goFile{path: name, ast: parsed, lines: t.fset.File(parsed.Pos()).LineCount()}
	if strings.HasSuffix(name, "_test.go") {
		p.tests = append(p.tests, f)
	} else {
		p.code = append(p.code, f)
	}
	return nil
}

// repository is the parsed repository, or the end of the test.
func repository(t *testing.T) *tree {
	t.Helper()
	r, err := loadTree()
	if err != nil {
		t.Fatal(err)
	}
	if len(r.packages) == 0 {
		t.Fatal("no Go package found")
	}
	return r
}

// at is a position as compilers print it.
func (t *tree) at(pos token.Pos) string {
	p := t.fset.Position(pos)
	return p.Filename + ":" + strconv.Itoa(p.Line)
}

// all lists code and tests.
func (p *goPackage) all() []goFile { return slices.Concat(p.code, p.tests) }

// imports lists the import paths of a file.
func (f goFile) imports() []string {
	paths := make([]string, 0, len(f.ast.Imports))
	for _, spec := range f.ast.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

// own is the folder of an import path of ours.
func own(importPath string) (dir string, ok bool) {
	if importPath == module {
		return ".", true
	}
	return strings.CutPrefix(importPath, module+"/")
}
