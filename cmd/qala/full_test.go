// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"
)

// TestFullDisk checks that an answer that cannot be written is a failure, for
// every command and in every format.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no device that is always full")
	}
	t.Cleanup(func() { full.Close() })
	commands := [][]string{
		{"assess", "AZE"},
		{"rank"},
		{"compare", "AZE", "GEO"},
		{"explain", "AZE", "wdi.NY.GDP.MKTP.KD.ZG", "--year", "2016"},
		{"sources"},
		{"sources", "ipi"},
		{"indicators"},
		{"indicators", "wdi.NY.GDP.MKTP.KD.ZG"},
		{"data", "diff", "embedded", "embedded"},
		{"lint"},
		{"version"},
	}
	for _, args := range commands {
		for _, format := range []format{asText, asJSON, asCSV} {
			args := append(args[:len(args):len(args)], "--format", string(format))
			t.Run(strings.Join(args, " "), func(t *testing.T) {
				var remarks strings.Builder
				got := run(context.Background(), args, strings.NewReader(""), streams{full, &remarks})
				if got != failed {
					t.Errorf("exit status %d, want %d", got, failed)
				}
				if !strings.Contains(remarks.String(), "no space left on device") {
					t.Errorf("says %q, want a word on the space", remarks.String())
				}
			})
		}
	}
}

// TestStatuses checks the exit status of each kind of outcome.
func TestStatuses(t *testing.T) {
	tests := map[string]struct {
		args []string
		want int
		says string
	}{
		"done":                     {[]string{"version"}, done, ""},
		"help":                     {[]string{"help", "data", "build"}, done, ""},
		"no such command":          {[]string{"asses"}, wrongUse, "unknown command"},
		"no such flag":             {[]string{"version", "--colour"}, wrongUse, "unknown flag"},
		"missing flag":             {[]string{"data", "build"}, wrongUse, `"from"`},
		"missing argument":         {[]string{"data", "refresh"}, wrongUse, "want one argument"},
		"bad format":               {[]string{"sources", "--format", "xml"}, wrongUse, "want text, json or csv"},
		"bad number":               {[]string{"data", "diff", "embedded", "embedded", "--largest", "x"}, wrongUse, "--largest"},
		"importer-only in a build": {[]string{"data", "build", "--from", ".", "--only", "cow-nmc"}, wrongUse, "data import"},
		"no such source":           {[]string{"sources", "wdj"}, notFound, "did you mean wdi"},
		"no such file":             {[]string{"lint", "nowhere.yaml"}, notFound, "nowhere.yaml"},
		"no such release":          {[]string{"data", "diff", "wdi@1", "wdi@2"}, notFound, "not in the snapshot"},
		"a file without columns":   {[]string{"data", "import", "cow-nmc", "full_test.go"}, failed, "no column"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var remarks strings.Builder
			if got := run(context.Background(), test.args, nil, streams{io.Discard, &remarks}); got != test.want {
				t.Errorf("exit status %d, want %d: %s", got, test.want, remarks.String())
			}
			if !strings.Contains(remarks.String(), test.says) {
				t.Errorf("says %q, want %q", remarks.String(), test.says)
			}
		})
	}
}
