// SPDX-License-Identifier: Apache-2.0

package qala_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestGenerated checks that the pages and pictures in doc are those that the
// program makes today.
func TestGenerated(t *testing.T) {
	for _, made := range []struct {
		in   string
		call []string
	}{
		{"doc", []string{"run", "./cmd/qala", "docs"}},
		{"doc/img", []string{"run", "./doc/picture"}},
		{"internal/api", []string{"run", "./doc/fields"}},
	} {
		folder := t.TempDir()
		out, err := exec.CommandContext(t.Context(), "go", append(made.call, folder)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", made.call, err, out)
		}
		files, err := os.ReadDir(folder)
		if err != nil || len(files) == 0 {
			t.Fatalf("%v made %d files, %v", made.call, len(files), err)
		}
		for _, f := range files {
			want := readText(t, filepath.Join(folder, f.Name()))
			if got, err := os.ReadFile(path.Join(made.in, f.Name())); err != nil || string(got) != want {
				t.Errorf("%s/%s is not what the program makes: make docs (%v)", made.in, f.Name(), err)
			}
		}
	}
}

// readText reads a file of the repository.
func readText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// heading finds headings of a Markdown text.
var heading = regexp.MustCompile(`(?m)^#+ (.*)$`)

// TestReadmeCommands checks that each command the README and other pages show is
// in the page on commands.
func TestReadmeCommands(t *testing.T) {
	known := map[string]bool{"help": true}
	for _, m := range heading.FindAllStringSubmatch(readText(t, "doc/commands.md"), -1) {
		known[strings.TrimPrefix(strings.Trim(m[1], "`"), "qala ")] = true
	}
	shown := 0
	for _, name := range []string{"README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"} {
		for _, words := range shownCommands(readText(t, name)) {
			shown++
			if !known[words[0]] && (len(words) < 2 || !known[words[0]+" "+words[1]]) {
				t.Errorf("%s shows %q, which doc/commands.md does not have", name, words)
			}
		}
	}
	if shown == 0 {
		t.Error("no command shown in the README")
	}
}

// TestReadmeRuns runs each call that stands on a line of its own in the README,
// and compares what the README shows of its output.
func TestReadmeRuns(t *testing.T) {
	program := filepath.Join(t.TempDir(), "qala")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./cmd/qala").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	ran := 0
	for _, block := range codeBlock.FindAllStringSubmatch(readText(t, "README.md"), -1) {
		if strings.HasPrefix(block[0], "```sql") {
			continue
		}
		for _, c := range callsOf(block[1]) {
			out, err := exec.CommandContext(t.Context(), "sh", "-c", program+" "+c.call).Output()
			if err != nil {
				t.Errorf("qala %s: %v", c.call, err)
			}
			if got := string(out); c.shown != "" && answerID.ReplaceAllString(c.shown, "id") != answerID.ReplaceAllString(got, "id") {
				t.Errorf("qala %s prints, unlike the README,\n%s", c.call, out)
			}
			ran++
		}
	}
	if ran < 5 {
		t.Errorf("%d calls in the README, want five questions", ran)
	}
}

// call is a call of the program with what is shown of its output, if anything.
type call struct{ call, shown string }

// callsOf reads a block of code: calls, one a line, or one call with its output
// below.
func callsOf(block string) []call {
	first, rest, _ := strings.Cut(block, "\n")
	_, one, ok := strings.Cut("$ "+strings.TrimPrefix(first, "$ "), "qala ")
	if !ok {
		return nil
	}
	if !strings.HasPrefix(rest, "qala ") {
		return []call{{one, rest}}
	}
	return append([]call{{call: one}}, callsOf(rest)...)
}

// answerID finds the id of an answer, which changes with everything it rests on.
var answerID = regexp.MustCompile(`id [0-9a-f]{16}`)

// codeBlock finds code blocks and what they hold.
var codeBlock = regexp.MustCompile("(?s)```[a-z]*\n(.*?)```")

// TestReadmeFigures checks the figures that the README gives of the data.
func TestReadmeFigures(t *testing.T) {
	_, s := loadData(t)
	rows := 0
	for _, src := range s.Manifest().Sources {
		rows += src.Data.Rows
	}
	words := strings.Join(strings.Fields(readText(t, "README.md")), " ")
	for _, want := range []string{
		fmt.Sprintf("%.2f million observations", float64(rows)/1e6),
		fmt.Sprintf("%d countries and territories", len(s.Manifest().Countries)),
		fmt.Sprintf("from %d sources", len(s.Manifest().Sources)),
	} {
		if !strings.Contains(words, want) {
			t.Errorf("the README does not say %q", want)
		}
	}
}

// callText finds calls of the program in code blocks and code spans.
var callText = regexp.MustCompile("(?m)(?:^ *\\$? *|`)(?:go run ./cmd/qala|qala) ([a-z][^`\n]*)")

// shownCommands lists the words of the commands that a text shows.
func shownCommands(text string) [][]string {
	calls := [][]string{}
	for _, m := range callText.FindAllStringSubmatch(text, -1) {
		calls = append(calls, strings.Fields(m[1]))
	}
	return calls
}

// TestDependenciesHaveReasons checks that each direct dependency has its line in
// doc/dependencies.md, and no line outlives its dependency.
func TestDependenciesHaveReasons(t *testing.T) {
	text := readText(t, "doc/dependencies.md")
	used := map[string]bool{}
	for _, p := range repository(t).packages {
		for _, f := range p.all() {
			for _, importPath := range f.imports() {
				if first, _, _ := strings.Cut(importPath, "/"); strings.Contains(first, ".") && !strings.HasPrefix(importPath, module) {
					used[moduleOf(t, importPath)] = true
				}
			}
		}
	}
	for _, name := range sorted(used) {
		if !strings.Contains(text, "| `"+name+"` |") {
			t.Errorf("%s is used and has no line in doc/dependencies.md", name)
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(text, -1) {
		if !used[m[1]] {
			t.Errorf("doc/dependencies.md speaks of %s, which nothing imports", m[1])
		}
	}
	t.Logf("%d direct dependencies", len(used))
}

// required finds the modules that go.mod requires.
var required = regexp.MustCompile(`(?m)^\t(\S+) v`)

// moduleOf is the module of an import path, by go.mod.
func moduleOf(t *testing.T, importPath string) string {
	t.Helper()
	best := ""
	for _, m := range required.FindAllStringSubmatch(readText(t, "go.mod"), -1) {
		if (importPath == m[1] || strings.HasPrefix(importPath, m[1]+"/")) && len(m[1]) > len(best) {
			best = m[1]
		}
	}
	if best == "" {
		t.Errorf("%s is imported and go.mod does not require its module", importPath)
	}
	return best
}

// sorted lists the members of a set in order.
func sorted(set map[string]bool) []string {
	list := make([]string, 0, len(set))
	for name := range set {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// linkText finds links and pictures of Markdown.
var linkText = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// TestLinks checks that links between the documents lead somewhere.
func TestLinks(t *testing.T) {
	links := 0
	for _, name := range ownFiles(t) {
		if path.Ext(name) != ".md" || strings.Contains(name, "testdata/") {
			continue
		}
		for _, m := range linkText.FindAllStringSubmatch(readText(t, name), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			links++
			checkLink(t, name, m[1])
		}
	}
	if links == 0 {
		t.Error("no link found")
	}
}

// checkLink checks one link, and the heading it leads to.
func checkLink(t *testing.T, from, link string) {
	t.Helper()
	to, anchor, _ := strings.Cut(link, "#")
	target := path.Join(path.Dir(from), to)
	if to == "" {
		target = from
	}
	if _, err := os.Stat(target); err != nil {
		t.Errorf("%s: link to %s leads nowhere", from, link)
		return
	}
	if anchor == "" || path.Ext(target) != ".md" {
		return
	}
	for _, m := range heading.FindAllStringSubmatch(readText(t, target), -1) {
		if slug(m[1]) == anchor {
			return
		}
	}
	t.Errorf("%s: %s has no heading #%s", from, target, anchor)
}

// slug is the anchor of a heading.
func slug(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r == ' ':
			b.WriteByte('-')
		case r == '-' || r == '_' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// placesOfAMachine are texts that mean one machine only and say nothing to a
// reader elsewhere. They are put together here so that this file passes.
var placesOfAMachine = regexp.MustCompile(`(^|[\s"'(=:` + "`" + `])/(work|root|tmp/bash|home/[a-z]+)/|` +
	`proxy\.` + `golang\.org|registry\.` + `npmjs|deb\.` + `debian\.org`)

// TestNoPlacesOfAMachine checks that nothing names folders of the machine it was
// written on, or hosts of package registries.
func TestNoPlacesOfAMachine(t *testing.T) {
	for _, name := range ownFiles(t) {
		// The lock file of the web application names where its packages are from.
		if path.Base(name) == "package-lock.json" {
			continue
		}
		text := readText(t, name)
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			continue
		}
		for i, line := range strings.Split(text, "\n") {
			if found := placesOfAMachine.FindString(line); found != "" {
				t.Errorf("%s:%d names %q", name, i+1, strings.TrimSpace(found))
			}
		}
	}
}

// ownFiles lists the files of the repository: those that git keeps, or where
// there is no git all that do not stand in folders of others.
func ownFiles(t *testing.T) []string {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "--cached").Output(); err == nil && len(out) > 0 {
		names := []string{}
		for name := range bytes.SplitSeq(bytes.TrimRight(out, "\x00"), []byte{0}) {
			if _, err := os.Stat(string(name)); err == nil {
				names = append(names, string(name))
			}
		}
		return names
	}
	names := []string{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && foreign(d.Name()) && d.Name() != "testdata":
			return filepath.SkipDir
		case !d.IsDir():
			names = append(names, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestDecisions checks that decision records are numbered without gaps and have
// their three parts.
func TestDecisions(t *testing.T) {
	records, err := filepath.Glob("doc/decisions/[0-9]*.md")
	if err != nil || len(records) < 8 {
		t.Fatalf("%d decision records, %v", len(records), err)
	}
	for i, name := range records {
		if number := fmt.Sprintf("%04d-", i+1); !strings.HasPrefix(path.Base(name), number) {
			t.Errorf("%s does not begin with %s", name, number)
		}
		text := readText(t, name)
		for _, part := range []string{"## Context", "## Decision", "## Consequences"} {
			if !strings.Contains(text, part+"\n") {
				t.Errorf("%s has no %q", name, part)
			}
		}
		if lines := strings.Count(text, "\n"); lines > 60 {
			t.Errorf("%s has %d lines: one page", name, lines)
		}
	}
}

// TestTestDataIsExplained checks that each folder of test data says what its
// files are and where they are from.
func TestTestDataIsExplained(t *testing.T) {
	inside := regexp.MustCompile(`^(.*?testdata)/([^/]+)`)
	folders := 0
	for _, name := range ownFiles(t) {
		m := inside.FindStringSubmatch(name)
		if m == nil || m[2] == "README.md" {
			continue
		}
		folders++
		text, err := os.ReadFile(path.Join(m[1], "README.md"))
		stem := strings.TrimRight(strings.TrimSuffix(m[2], path.Ext(m[2])), "0123456789")
		named := strings.Contains(string(text), stem) || strings.Contains(string(text), "*"+path.Ext(m[2])+"`")
		if err != nil || !named {
			t.Errorf("%s: %s/README.md does not speak of it", name, m[1])
		}
	}
	if folders == 0 {
		t.Error("no test data found")
	}
}
