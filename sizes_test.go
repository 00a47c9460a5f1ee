// SPDX-License-Identifier: Apache-2.0

package qala_test

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// The limits of sizes. What is longer is asked to be two things.
const (
	maxFile      = 500
	maxTestFile  = 800
	maxMain      = 40
	maxFunction  = 80
	maxParams    = 4
	maxResults   = 3
	maxInterface = 4
	maxFiles     = 15
)

// longTables are files of data that may be longer, with the reason.
var longTables = map[string]string{}

// TestFileSizes checks the lines of files and prints their median.
func TestFileSizes(t *testing.T) {
	code, tests := []int{}, []int{}
	for _, p := range repository(t).packages {
		for _, f := range p.code {
			code = append(code, f.lines)
			limit := maxFile
			if strings.HasSuffix(f.path, "/main.go") && p.dir == "cmd/qala" {
				limit = maxMain
			}
			if f.lines > limit && longTables[f.path] == "" {
				t.Errorf("%s has %d lines, at most %d: give its second noun a file of its own", f.path, f.lines, limit)
			}
		}
		for _, f := range p.tests {
			tests = append(tests, f.lines)
			if f.lines > maxTestFile {
				t.Errorf("%s has %d lines, at most %d for tests", f.path, f.lines, maxTestFile)
			}
		}
	}
	t.Logf("code: %s; tests: %s; lines of test to one of code: %.2f",
		spread(code), spread(tests), float64(sum(tests))/float64(max(1, sum(code))))
}

// TestLongTables checks that no exception outlives its file.
func TestLongTables(t *testing.T) {
	known := map[string]int{}
	for _, p := range repository(t).packages {
		for _, f := range p.code {
			known[f.path] = f.lines
		}
	}
	for name := range longTables {
		if known[name] <= maxFile {
			t.Errorf("%s is excepted and has %d lines: remove the exception", name, known[name])
		}
	}
}

// TestFunctionSizes checks the lines of functions, and the parameters and
// results of those outside tests.
func TestFunctionSizes(t *testing.T) {
	r := repository(t)
	lengths := []int{}
	for _, p := range r.packages {
		for _, f := range p.all() {
			for _, d := range f.ast.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok {
					continue
				}
				n := r.lines(fn) - r.tableLines(fn)
				if n > maxFunction {
					t.Errorf("%s: %s has %d lines, at most %d", r.at(fn.Pos()), fn.Name.Name, n, maxFunction)
				}
				if strings.HasSuffix(f.path, "_test.go") {
					continue
				}
				lengths = append(lengths, n)
				for _, fault := range shape(fn) {
					t.Errorf("%s: %s %s", r.at(fn.Pos()), fn.Name.Name, fault)
				}
			}
		}
	}
	t.Logf("functions: %s", spread(lengths))
}

// lines counts the lines of a node.
func (t *tree) lines(n ast.Node) int {
	return t.fset.Position(n.End()).Line - t.fset.Position(n.Pos()).Line + 1
}

// tableLines counts the lines inside literals of a function: a table of data,
// as of test cases, may be long.
func (t *tree) tableLines(fn *ast.FuncDecl) int {
	total := 0
	ast.Inspect(fn, func(n ast.Node) bool {
		if lit, ok := n.(*ast.CompositeLit); ok {
			total += t.lines(lit) - 1
			return false
		}
		return true
	})
	return total
}

// shape lists what is too wide in a function.
func shape(fn *ast.FuncDecl) []string {
	faults := []string{}
	if n := fn.Type.Params.NumFields(); n > maxParams {
		faults = append(faults, fmt.Sprintf("has %d parameters, at most %d: make them a struct", n, maxParams))
	}
	if n := fn.Type.Results.NumFields(); n > maxResults {
		faults = append(faults, fmt.Sprintf("has %d results, at most %d: make them a struct", n, maxResults))
	}
	return faults
}

// TestInterfaceSizes checks the number of methods of interfaces.
func TestInterfaceSizes(t *testing.T) {
	r := repository(t)
	for _, p := range r.packages {
		for _, f := range p.all() {
			ast.Inspect(f.ast, func(n ast.Node) bool {
				if i, ok := n.(*ast.InterfaceType); ok && i.Methods.NumFields() > maxInterface {
					t.Errorf("%s: interface of %d methods, at most %d", r.at(i.Pos()), i.Methods.NumFields(), maxInterface)
				}
				return true
			})
		}
	}
}

// TestPackageSizes checks the number of files of packages.
func TestPackageSizes(t *testing.T) {
	sizes := []int{}
	for _, p := range repository(t).packages {
		if len(p.code) == 0 {
			continue
		}
		sizes = append(sizes, len(p.code))
		// The program has one file a command, and grows with them.
		if len(p.code) > maxFiles && p.dir != "cmd/qala" {
			t.Errorf("%s has %d files, at most %d: which of its nouns is a package?", p.dir, len(p.code), maxFiles)
		}
	}
	t.Logf("%d packages, files: %s", len(sizes), spread(sizes))
}

// spread prints the median, ninth decile and largest of numbers.
func spread(n []int) string {
	if len(n) == 0 {
		return "none"
	}
	s := slices.Sorted(slices.Values(n))
	return fmt.Sprintf("%d, median %d, ninth decile %d, largest %d", len(s), s[len(s)/2], s[len(s)*9/10], s[len(s)-1])
}

// sum adds numbers.
func sum(n []int) int {
	total := 0
	for _, v := range n {
		total += v
	}
	return total
}
