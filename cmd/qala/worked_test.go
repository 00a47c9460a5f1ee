// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// workedExample is the page whose commands are run.
const workedExample = "../../doc/worked-example.md"

// workedBlock finds a block of the page: which lines it shows, in a comment, then
// commands, each with its lines below it.
var workedBlock = regexp.MustCompile("(?s)<!-- lines: ([^\n]*) -->\n```console\n(.*?)```")

// workedCall finds a command of a block.
var workedCall = regexp.MustCompile(`(?m)^\$ qala (.*)$`)

// TestWorkedExample runs the commands of the page and compares the lines that it
// shows; -update writes them anew. Every figure in the text must stand in a block,
// or in a command, of the same chapter.
func TestWorkedExample(t *testing.T) {
	text, err := os.ReadFile(workedExample)
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	renewed := workedBlock.ReplaceAllStringFunc(string(text), func(block string) string {
		m := workedBlock.FindStringSubmatch(block)
		blocks++
		shown := ""
		for _, words := range workedCall.FindAllStringSubmatch(m[2], -1) {
			status, out, remarks := call(t, strings.Fields(words[1])...)
			if status != done {
				t.Fatalf("qala %s: %s", words[1], remarks)
			}
			shown += words[0] + "\n" + picked(t, out, m[1])
		}
		if diff := cmp.Diff(m[2], shown); diff != "" && !*update {
			t.Errorf("(-page +program; -update rewrites)\n%s", diff)
		}
		return "<!-- lines: " + m[1] + " -->\n```console\n" + shown + "```"
	})
	if blocks < 6 {
		t.Errorf("%d blocks, want at least six", blocks)
	}
	if *update {
		if err := os.WriteFile(workedExample, []byte(renewed), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	figures := 0
	for _, chapter := range strings.Split(renewed, "\n## ") {
		figures += checkFigures(t, chapter)
	}
	if figures < 15 {
		t.Errorf("%d figures were compared", figures)
	}
}

// picked are the lines of an output that patterns name, parted by " ; ": one
// pattern for single lines, two with ".." between for all from a line to before
// another. What lies between is left out with an ellipsis.
func picked(t *testing.T, out, patterns string) string {
	t.Helper()
	lines := strings.Split(strings.TrimRight(out, "\n"), "\n")
	keep := make([]bool, len(lines))
	for _, p := range strings.Split(patterns, " ; ") {
		from, to, span := strings.Cut(p, "..")
		first, last := regexp.MustCompile(from), regexp.MustCompile(to)
		found := false
		for i := 0; i < len(lines); i++ {
			if !first.MatchString(lines[i]) {
				continue
			}
			found = true
			for keep[i] = true; span && i+1 < len(lines) && !last.MatchString(lines[i+1]); i++ {
				keep[i+1] = true
			}
		}
		if !found {
			t.Errorf("no line matches %q in\n%s", from, out)
		}
	}
	var b strings.Builder
	gap := false
	for i, line := range lines {
		switch {
		case keep[i] && gap && b.Len() > 0:
			b.WriteString("…\n" + line + "\n")
		case keep[i]:
			b.WriteString(line + "\n")
		}
		gap = !keep[i]
	}
	return b.String()
}

// figureText finds numbers of a text, years and ordinals among them.
var figureText = regexp.MustCompile(`[−+]?\d+(?:[.,]\d+)*`)

// checkFigures checks that the numbers in the text of a chapter stand in its
// blocks, and counts them.
func checkFigures(t *testing.T, chapter string) int {
	t.Helper()
	var shown []string
	for _, m := range workedBlock.FindAllStringSubmatch(chapter, -1) {
		shown = append(shown, figureText.FindAllString(m[2], -1)...)
	}
	if len(shown) == 0 {
		return 0
	}
	prose := workedBlock.ReplaceAllString(chapter, "")
	prose = regexp.MustCompile("`[^`]*`").ReplaceAllString(prose, "")
	count := 0
	for _, figure := range figureText.FindAllString(prose, -1) {
		count++
		if !slices.Contains(shown, figure) {
			title, _, _ := strings.Cut(chapter, "\n")
			t.Errorf("%q: the text says %s, which no block of the chapter shows", title, figure)
		}
	}
	return count
}
