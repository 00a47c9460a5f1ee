// SPDX-License-Identifier: Apache-2.0

package web_test

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/qala-observatory/qala/web"
)

// stamp writes dist.sum instead of comparing it; `make web` asks for it.
var stamp = flag.Bool("stamp", false, "write dist.sum after a build")

// made are the files that the build depends on.
var made = []string{"index.html", "package-lock.json", "svelte.config.js", "tsconfig.json", "vite.config.ts", "vite.brief.config.ts", "public", "src"}

// sumOf is a hash of the names and contents of files below some of the roots.
func sumOf(t *testing.T, fsys fs.FS, roots ...string) string {
	t.Helper()
	hash := sha256.New()
	for _, root := range roots {
		err := fs.WalkDir(fsys, root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasPrefix(path.Base(name), ".") || tested(name) {
				return err
			}
			text, err := fs.ReadFile(fsys, name)
			fmt.Fprintf(hash, "%s %x\n", name, sha256.Sum256(text))
			return err
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return fmt.Sprintf("%x", hash.Sum(nil))
}

// tested tells whether a file is a test, which is no part of the build.
func tested(name string) bool { return strings.Contains(path.Base(name), ".test.") }

// TestBuilt checks that the embedded pages are the build of these sources.
func TestBuilt(t *testing.T) {
	pages, err := web.Pages()
	if err != nil {
		t.Fatal(err)
	}
	here := os.DirFS(".")
	want := fmt.Sprintf("sources %s\nbuilt %s\n", sumOf(t, here, made...), sumOf(t, here, "dist"))
	if *stamp {
		if err := os.WriteFile("dist.sum", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("dist.sum")
	if err != nil || string(got) != want {
		t.Errorf("dist is not the build of these sources: make web (%v)", err)
	}
	text, err := fs.ReadFile(pages, "index.html")
	if err != nil || !strings.Contains(string(text), `<script type="module"`) {
		t.Errorf("no page is embedded: %v\n%s", err, text)
	}
}
