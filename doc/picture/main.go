// SPDX-License-Identifier: Apache-2.0

// Command picture draws what the program prints as pictures for the README.
//
// It runs qala, takes the lines before a heading, and writes them as SVG: text as
// text, bars as rectangles, so that the picture looks the same with any font. It
// computes and changes nothing of what is printed; a test compares the pictures in
// the repository with what it writes today.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// shot is one picture: what is called, and the heading before which it ends.
type shot struct {
	file  string
	args  []string
	until string
}

// shots lists the pictures.
var shots = []shot{
	{"assess-aze.svg", []string{"assess", "AZE", "--year", "2022"}, "Exposure"},
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: picture FOLDER")
		os.Exit(2)
	}
	for _, s := range shots {
		if err := s.draw(os.Args[1]); err != nil {
			fmt.Fprintf(os.Stderr, "picture: %s: %v\n", s.file, err)
			os.Exit(1)
		}
	}
}

// draw runs the program and writes one picture.
func (s shot) draw(folder string) error {
	cmd := exec.CommandContext(context.Background(), "go", append([]string{"run", "./cmd/qala"}, s.args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return err
	}
	lines := []string{"$ qala " + strings.Join(s.args, " "), ""}
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, s.until) {
			break
		}
		lines = append(lines, strings.TrimRight(line, "\n"))
	}
	for lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	svg := picture(lines, "Output of qala "+strings.Join(s.args, " "))
	return os.WriteFile(filepath.Join(folder, s.file), []byte(svg), 0o644)
}
