// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestRealBuild builds all sources from the real raw files, which must give the
// snapshot that the program carries.
func TestRealBuild(t *testing.T) {
	raw := filepath.Join("..", "..", "..", "shared", "data")
	if _, err := os.Stat(raw); err != nil {
		t.Skip("reference data not present")
	}
	if testing.Short() {
		t.Skip("takes seconds")
	}
	out := filepath.Join(t.TempDir(), "snapshot")
	status, table, remarks := call(t, "data", "build", "--from", raw, "--out", out)
	if status != done {
		t.Fatal(remarks)
	}
	t.Log("\n" + table)
	status, diff, remarks := call(t, "data", "diff", "embedded", out)
	if status != done || diff != "no value differs\n" {
		t.Errorf("the snapshot is not what the raw files give (make snapshot): %s%.2000s", remarks, diff)
	}
	manifest, err := os.ReadFile(filepath.Join("..", "..", "data", "snapshot", "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	if built, err := os.ReadFile(filepath.Join(out, "manifest.json")); err != nil || !bytes.Equal(built, manifest) {
		t.Errorf("the manifest is not what the raw files give (make snapshot): %v", err)
	}
}
