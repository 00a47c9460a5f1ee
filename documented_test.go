// SPDX-License-Identifier: Apache-2.0

package qala_test

import (
	"bufio"
	"go/ast"
	"go/token"
	"os"
	"strings"
	"testing"
)

// header is the first line of every Go file.
const header = "// SPDX-License-Identifier: Apache-2.0"

// TestHeaders checks that each file says its licence, so that a file that is
// passed on alone still does.
func TestHeaders(t *testing.T) {
	for _, p := range repository(t).packages {
		for _, f := range p.all() {
			lines := firstLines(t, f.path, 2)
			if len(lines) < 2 || lines[0] != header || lines[1] != "" {
				t.Errorf("%s: begin with %q and an empty line", f.path, header)
			}
		}
	}
}

// firstLines reads the beginning of a file.
func firstLines(t *testing.T, name string, n int) []string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := []string{}
	for scan := bufio.NewScanner(f); len(lines) < n && scan.Scan(); {
		lines = append(lines, scan.Text())
	}
	return lines
}

// TestPackagesDocumented checks that each package has one package comment: a
// reader who reads only these understands the system.
func TestPackagesDocumented(t *testing.T) {
	for _, p := range repository(t).packages {
		comments := []string{}
		for _, f := range p.code {
			if f.ast.Doc == nil {
				continue
			}
			comments = append(comments, f.path)
			want := "Package " + f.ast.Name.Name + " "
			if f.ast.Name.Name == "main" {
				want = "Command "
			}
			if text := f.ast.Doc.Text(); !strings.HasPrefix(text, want) {
				t.Errorf("%s: begin the package comment with %q", f.path, want)
			}
		}
		if len(p.code) > 0 && len(comments) != 1 {
			t.Errorf("%s has package comments in %q, want exactly one", p.dir, comments)
		}
	}
}

// TestExportedDocumented checks that every exported name has a comment that
// begins with it.
func TestExportedDocumented(t *testing.T) {
	r := repository(t)
	names := 0
	for _, p := range r.packages {
		for _, f := range p.code {
			n, faults := r.undocumented(f)
			names += n
			for _, fault := range faults {
				t.Error(fault)
			}
		}
	}
	t.Logf("%d exported names", names)
}

// undocumented lists exported names without a proper comment, and counts all.
func (t *tree) undocumented(f goFile) (names int, faults []string) {
	check := func(name *ast.Ident, doc *ast.CommentGroup, group bool) {
		if !name.IsExported() {
			return
		}
		names++
		text := strings.TrimSpace(doc.Text())
		switch {
		case text == "" && !group:
			faults = append(faults, t.at(name.Pos())+": "+name.Name+" has no comment")
		case text != "" && !group && !startsWith(text, name.Name):
			faults = append(faults, t.at(name.Pos())+": begin the comment with "+name.Name)
		}
	}
	for _, d := range f.ast.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if receiverExported(d) {
				check(d.Name, d.Doc, false)
			}
		case *ast.GenDecl:
			checkGroup(d, check)
		}
	}
	return names, faults
}

// checkGroup checks the names of a declaration. In a group of constants or
// variables the comment of the group stands for all.
func checkGroup(d *ast.GenDecl, check func(*ast.Ident, *ast.CommentGroup, bool)) {
	if d.Tok == token.IMPORT {
		return
	}
	for _, s := range d.Specs {
		switch s := s.(type) {
		case *ast.TypeSpec:
			doc := s.Doc
			if doc == nil {
				doc = d.Doc
			}
			check(s.Name, doc, false)
		case *ast.ValueSpec:
			grouped := d.Lparen.IsValid() && d.Doc != nil
			doc := s.Doc
			if doc == nil && !d.Lparen.IsValid() {
				doc = d.Doc
			}
			for _, name := range s.Names {
				check(name, doc, grouped)
			}
		}
	}
}

// startsWith tells whether a comment begins with a name, perhaps after an
// article.
func startsWith(text, name string) bool {
	for _, article := range []string{"", "A ", "An ", "The "} {
		if rest, ok := strings.CutPrefix(text, article+name); ok {
			return rest == "" || strings.ContainsRune(" ,.:;'\n", rune(rest[0]))
		}
	}
	return false
}

// receiverExported tells whether a function or the type of a method is seen
// outside the package.
func receiverExported(d *ast.FuncDecl) bool {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return true
	}
	e := d.Recv.List[0].Type
	for {
		switch x := e.(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.IndexListExpr:
			e = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return true
		}
	}
}

// TestUndocumentedIsSeen checks the scanner itself on small files.
func TestUndocumentedIsSeen(t *testing.T) {
	for name, test := range map[string]struct {
		src  string
		want int
	}{
		"documented":         {"\n// F does.\nfunc F() {}\n", 0},
		"bare function":      {"\nfunc F() {}\n", 1},
		"other name":         {"\n// G does.\nfunc F() {}\n", 1},
		"longer name":        {"\n// Fast does.\nfunc F() {}\n", 1},
		"bare method":        {"\n// T is.\ntype T int\nfunc (t T) M() {}\n", 1},
		"method of private":  {"\ntype t int\nfunc (x t) M() {}\n", 0},
		"group":              {"\n// The kinds.\nconst (\n\tA = 1\n\tB = 2\n)\n", 0},
		"bare group":         {"\nconst (\n\tA = 1\n\tB = 2\n)\n", 2},
		"article":            {"\n// A T is.\ntype T int\n", 0},
		"unexported is free": {"\nfunc f() {}\n", 0},
	} {
		t.Run(name, func(t *testing.T) {
			r, f := parseText(t, test.src)
			if _, faults := r.undocumented(f); len(faults) != test.want {
				t.Errorf("found %q, want %d", faults, test.want)
			}
		})
	}
}
