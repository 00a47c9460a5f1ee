// SPDX-License-Identifier: Apache-2.0

package catalog

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// seeds adds every definition of the test data and the shapes that break parsers.
func seeds(f *testing.F, dir string) {
	f.Helper()
	for _, pattern := range []string{"testdata/good/" + dir + "/*", "testdata/bad/" + dir + "/*"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(text))
		}
	}
	for _, text := range []string{
		"", "\xef\xbb\xbf", "---\n...\n---", "a: &a [*a]", "? a\n: b", "- - - -", "[[[[", "{a: {b: {c", "a: |\n  b\n c",
		"a: >-\n\n", "a:\r\nb:\r", "'", "\"\\", "a: 'b\n  c'", "!!binary x", "<<: *x", "%YAML", "a: .nan", "- \n-\n- a", "a: 1e999",
		"root: {children: [null, {children: [~]}]}", "id: [a, b]\nid: c", "\ta: b", "a: b: c", "- a: b\n c: d", "a: [b,,c]", "#", "a:\n\n\n- b",
	} {
		f.Add(text)
	}
}

// sound checks what holds for the faults of any text.
func sound(t *testing.T, text string, faults []Fault) {
	t.Helper()
	lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
	for _, f := range faults {
		if f.Message == "" || f.File == "" || f.Line < 0 || f.Line > lines || f.Column < 0 || (f.Line == 0) != (f.Column == 0) {
			t.Errorf("unsound fault %#v", f)
		}
	}
}

func FuzzFramework(f *testing.F) {
	seeds(f, "frameworks")
	f.Fuzz(func(t *testing.T, text string) {
		file, faults := ParseFramework("f.yaml", []byte(text), nil)
		sound(t, text, faults)
		if (file == nil) != (len(faults) > 0) {
			t.Errorf("file %v with %d faults", file != nil, len(faults))
		}
		if file != nil {
			if left := file.Framework.Validate(); len(left) > 0 {
				t.Errorf("the engine refuses what was accepted: %v", left)
			}
		}
	})
}

func FuzzSource(f *testing.F) {
	seeds(f, "sources")
	f.Fuzz(func(t *testing.T, text string) {
		s := parseSource("sources/alpha.yaml", []byte(text), Known{Readers: []string{"table", "own"}})
		sound(t, text, s.faults)
	})
}

func FuzzDerived(f *testing.F) {
	seeds(f, "derived")
	f.Fuzz(func(t *testing.T, text string) {
		sound(t, text, linkDerived(t, text))
	})
}
